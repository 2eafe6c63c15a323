//! `rsmlab conformance list`.

use rsmlab_conformance::case::Case;
use rsmlab_conformance::catalogue::check::arguments;
use rsmlab_conformance::suite::Suite;
use rsmlab_language::escape;
use serde_json::{Value, json};

use super::{select, suite};
use crate::arguments::Format;
use crate::arguments::conformance::ListArguments;
use crate::exit::Exit;
use crate::print::{DIM, HEADING, Printer, count};

/// The version of the form for programs.
const SCHEMA: u32 = 1;

/// Lists cases: a line each, the id and what it shows; for programs all that is known of each.
pub fn list(arguments: &ListArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let (catalogue, cases) = suite(&arguments.meant.suite, printer)?;
    let selected = select(&arguments.meant.selection(), &cases, printer)?;
    let left_out = arguments.left_out.then(|| arguments::drafts(&catalogue).left_out);
    if arguments.format == Format::Json {
        let mut document = json!({
            "schema": SCHEMA,
            "suite": Suite::of(&cases),
            "cases": selected.iter().map(|case| described(case)).collect::<Vec<_>>(),
        });
        if let Some(left_out) = left_out {
            document["left_out"] = left_out.into_iter().collect();
        }
        printer.exact(&escape::json(&format!("{document:#}")));
        return Ok(Exit::Held);
    }
    for case in &selected {
        printer.line(format_args!("{}  {DIM}{}{DIM:#}", case.id, case.title));
    }
    printer.tell(format_args!("{HEADING}{}{HEADING:#} of {}", count(selected.len(), "case"), cases.len()));
    if let Some(left_out) = left_out {
        printer.tell(format_args!(
            "{HEADING}{} left out{HEADING:#}, because no document says what the answer is, or two disagree:",
            left_out.len()
        ));
        left_out.iter().for_each(|id| printer.tell(format_args!("  {id}")));
    }
    Ok(Exit::Held)
}

/// What programs are told of a case.
fn described(case: &Case) -> Value {
    json!({
        "id": case.id,
        "title": case.title,
        "kind": case.kind.word(),
        "tags": case.tags,
        "covers": case.covers,
        "depends": case.depends,
        "file": case.scenario().filter(|loaded| loaded.path.ends_with(".kdl")).map(|loaded| &loaded.path),
        "digest": case.digest(),
    })
}
