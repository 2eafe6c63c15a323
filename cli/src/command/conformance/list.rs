//! `rsmlab conformance list`.

use rsmlab_conformance::case::arguments;
use rsmlab_conformance::case::select::Selection;

use super::{select, suite};
use crate::arguments::conformance::ListArguments;
use crate::exit::Exit;
use crate::print::{DIM, HEADING, Printer, count};

/// Lists cases: a line each, the id and what it shows.
pub fn list(arguments: &ListArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let (catalogue, cases) = suite(&arguments.meant.suite, printer)?;
    let selection = Selection { filters: &arguments.meant.filters, tags: &arguments.meant.tags, ..Selection::default() };
    let selected = select(&selection, &cases, printer)?;
    for case in &selected {
        printer.line(format_args!("{}  {DIM}{}{DIM:#}", case.id, case.title));
    }
    printer.tell(format_args!("{HEADING}{}{HEADING:#} of {}", count(selected.len(), "case"), cases.len()));
    if arguments.left_out {
        let left_out = arguments::drafts(&catalogue).left_out;
        printer.tell(format_args!(
            "{HEADING}{} left out{HEADING:#}, because no document says what the answer is, or two disagree:",
            left_out.len()
        ));
        left_out.iter().for_each(|id| printer.tell(format_args!("  {id}")));
    }
    Ok(Exit::Held)
}
