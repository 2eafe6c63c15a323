//! `rsmlab conformance bless-expected`.

use std::fs;
use std::io::ErrorKind;

use rsmlab_conformance::discover::display;
use rsmlab_conformance::expected::ExpectedFailures;
use rsmlab_conformance::expected::bless::{Blessed, Observations, bless as bless_text};
use rsmlab_conformance::reading;
use rsmlab_conformance::verdict::run::{Conditions, run};
use rsmlab_conformance::verdict::{Judged, Status};

use super::held::GivenList;
use super::{keep_transcript, mistake, select, settings, suite};
use crate::arguments::conformance::BlessArguments;
use crate::exit::Exit;
use crate::print::progress::Progress;
use crate::print::{BAD, GOOD, HEADING, NOTE, Printer};

/// Runs cases and brings a list of expected failures up to date with what came of them.
pub fn bless(arguments: &BlessArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let file = display(&arguments.expected);
    let text = match reading::text(&arguments.expected) {
        Ok(text) => text,
        Err(cause) if cause.kind() == ErrorKind::NotFound => String::new(),
        Err(cause) => return Err(mistake(format!("cannot read {file}: {cause}"), printer)),
    };
    let list = if text.trim().is_empty() { None } else { Some(GivenList::parse(file.clone(), &text, printer)?) };
    let (_, cases) = suite(&arguments.meant.suite, printer)?;
    let selected = select(&arguments.meant.selection(), &cases, printer)?;
    list.map(|list| list.resolve(&cases, printer)).transpose()?;

    let progress = Progress::new(selected.iter().filter(|case| case.scenario().is_some()).count());
    let nothing = ExpectedFailures::default();
    let conditions = Conditions {
        target: &arguments.how.target.target,
        settings: settings(&arguments.how),
        seed: arguments.how.seed,
        expected: &nothing,
        all: selected.len() == cases.len(),
        strict: false,
        watch: false,
        max_fail: None,
    };
    let judged = run(&selected, conditions, &|_, judged| progress.finished(&judged.case.id)).judged;
    progress.end();
    keep_transcript(&arguments.how, &judged, printer)?;
    if let Some(broken) = judged.iter().find(|judged| judged.status == Status::Error) {
        printer.tell(format_args!("{BAD}error{BAD:#} in {}: {}; the list stays as it is", broken.case.id, broken.observed.came));
        return Err(Exit::Target);
    }
    let blessed = bless_text(&text, &observations(&judged), arguments.reason.as_deref()).map_err(|wrong| mistake(wrong, printer))?;
    fs::write(&arguments.expected, &blessed.text).map_err(|cause| mistake(format!("cannot write {file}: {cause}"), printer))?;
    tell(&blessed, &file, printer);
    Ok(Exit::Held)
}

/// What each case came to. A case that was skipped says nothing, and neither does one that asks for more than the target has:
/// that is no failure. Another answer where documents leave it open is none either, so a list has it no longer.
fn observations(judged: &[Judged<'_>]) -> Observations {
    let said = judged.iter().filter(|judged| !matches!(judged.status, Status::Skip | Status::Unsupported));
    let failure = |judged: &Judged<'_>| judged.observed.failure().filter(|_| judged.status != Status::Variant);
    said.map(|judged| (judged.case.id.clone(), failure(judged))).collect()
}

fn tell(blessed: &Blessed, file: &str, printer: &mut Printer) {
    for (style, word, ids) in [(BAD, "added", &blessed.added), (NOTE, "changed", &blessed.changed), (GOOD, "removed", &blessed.removed)] {
        ids.iter().for_each(|id| printer.line(format_args!("{style}{word:<7}{style:#}  {id}")));
    }
    let (added, changed, removed) = (blessed.added.len(), blessed.changed.len(), blessed.removed.len());
    printer.line(format_args!("{HEADING}{file}{HEADING:#}: {added} added, {changed} changed, {removed} removed"));
}
