//! `rsmlab fmt`.

use std::fs;
use std::path::Path;

use miette::{IntoDiagnostic, Report, WrapErr};
use rsmlab_conformance::discover::display;
use rsmlab_conformance::load::read;
use rsmlab_sim::scenario;

use super::{files, scenarios};
use crate::arguments::FmtArguments;
use crate::exit::Exit;
use crate::print::{BAD, GOOD, NOTE, Printer};

/// How many differing lines are shown of one file.
const HINTS: usize = 3;

/// Writes scenarios in the one format, or says which are not in it.
pub fn perform(arguments: &FmtArguments, printer: &mut Printer) -> Exit {
    let files = match files(&arguments.paths, printer) {
        Ok(files) => files,
        Err(exit) => return exit,
    };
    let mut exit = Exit::Held;
    let mut changed = 0;
    for file in &files {
        match format(file) {
            Ok(None) => {}
            Ok(Some(change)) if arguments.check => {
                changed += 1;
                exit = exit.max(Exit::Unmet);
                printer.line(format_args!("{NOTE}{}{NOTE:#} is not in the one format", display(file)));
                change.hint(printer);
            }
            Ok(Some(change)) => match fs::write(file, &change.formatted) {
                Ok(()) => {
                    changed += 1;
                    printer.line(format_args!("{NOTE}{}{NOTE:#} formatted, {} lines changed", display(file), change.differing().count()));
                }
                Err(cause) => {
                    exit = Exit::Mistakes;
                    printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {}: {cause}", display(file)));
                }
            },
            Err(report) => {
                exit = Exit::Mistakes;
                printer.error(&report);
            }
        }
    }
    let total = scenarios(files.len());
    match (changed, arguments.check) {
        (0, _) if exit == Exit::Held => printer.line(format_args!("{GOOD}{total}{GOOD:#} in the one format")),
        (_, true) => printer.line(format_args!("{changed} of {total} would change; `rsmlab fmt` without --check writes them")),
        (_, false) => printer.line(format_args!("{changed} of {total} changed")),
    }
    exit
}

/// A file before and after.
struct Change {
    text: String,
    formatted: String,
}

/// What formatting would make of a file; nothing when it is as it should be.
fn format(file: &Path) -> Result<Option<Change>, Report> {
    let text = read(file)?;
    let formatted = scenario::format(&display(file), &text).into_diagnostic().wrap_err("cannot format");
    let formatted = formatted?;
    Ok((formatted != text).then_some(Change { text, formatted }))
}

impl Change {
    /// Lines that differ, compared place by place from the start: number, before, after.
    fn differing(&self) -> impl Iterator<Item = (usize, &str, &str)> {
        let (before, after) = (self.text.lines(), self.formatted.lines());
        let longest = self.text.lines().count().max(self.formatted.lines().count());
        let pairs = before.chain(std::iter::repeat("")).zip(after.chain(std::iter::repeat("")));
        let numbered = pairs.take(longest).enumerate();
        numbered.filter(|(_, (before, after))| before != after).map(|(place, (before, after))| (place + 1, before, after))
    }

    /// Shows where it would change.
    fn hint(&self, printer: &mut Printer) {
        for (line, before, after) in self.differing().take(HINTS) {
            printer.line(format_args!("  {line:>4} {BAD}- {before}{BAD:#}"));
            printer.line(format_args!("       {GOOD}+ {after}{GOOD:#}"));
        }
        let more = self.differing().count().saturating_sub(HINTS);
        if more > 0 {
            printer.line(format_args!("       and {more} more lines"));
        }
    }
}
