//! `rsmlab fmt`.

use std::fs;
use std::path::Path;

use miette::Report;
use rsmlab_conformance::beside::beside;
use rsmlab_conformance::discover::{display, is_stdin};
use rsmlab_conformance::load::{no_machine, read};
use similar::{ChangeTag, TextDiff};

use super::{files, scenarios};
use crate::arguments::FmtArguments;
use crate::exit::Exit;
use crate::print::{BAD, GOOD, NOTE, Printer, count};

/// How many lines of a difference are shown of one file.
const HINTS: usize = 12;

/// Writes scenarios in the one format, or says which are not in it.
pub fn perform(arguments: &FmtArguments, printer: &mut Printer) -> Exit {
    if let ([path], false) = (&arguments.paths[..], arguments.check)
        && is_stdin(path)
    {
        return pass_on(path, printer);
    }
    let files = match files(&arguments.paths, printer) {
        Ok(files) => files,
        Err(exit) => return exit,
    };
    let ends: Vec<FormatOutcome> = files.iter().map(|file| format(file, arguments.check, printer)).collect();
    let number = |end: FormatOutcome| ends.iter().filter(|one| **one == end).count();
    let total = scenarios(files.len());
    if number(FormatOutcome::Fine) == files.len() {
        printer.line(format_args!("{GOOD}{total}{GOOD:#} in the one format"));
    }
    if number(FormatOutcome::Changed) > 0 {
        printer.line(format_args!("{} of {total} changed", number(FormatOutcome::Changed)));
    }
    if number(FormatOutcome::WouldChange) > 0 {
        printer
            .line(format_args!("{} of {total} would change; `rsmlab fmt` without --check writes them", number(FormatOutcome::WouldChange)));
    }
    let exit = |end: &FormatOutcome| match end {
        FormatOutcome::Fine | FormatOutcome::Changed => Exit::Held,
        FormatOutcome::WouldChange => Exit::Unmet,
        FormatOutcome::Failed => Exit::Mistakes,
    };
    ends.iter().map(exit).max().unwrap_or(Exit::Nothing)
}

/// Prints in the one format what comes on standard input.
fn pass_on(stdin: &Path, printer: &mut Printer) -> Exit {
    match formatted(stdin) {
        Ok((_, formatted)) => {
            printer.exact(formatted.trim_end());
            Exit::Held
        }
        Err(reports) => {
            reports.iter().for_each(|report| printer.error(report));
            Exit::Mistakes
        }
    }
}

/// What came of one file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FormatOutcome {
    /// It was in the one format.
    Fine,
    /// It is now.
    Changed,
    /// It is not, and was only looked at.
    WouldChange,
    /// It is no scenario, or could not be written.
    Failed,
}

fn format(file: &Path, check: bool, printer: &mut Printer) -> FormatOutcome {
    let name = display(file);
    let change = match change(file) {
        Ok(Some(change)) => change,
        Ok(None) => return FormatOutcome::Fine,
        Err(reports) => {
            reports.iter().for_each(|report| printer.error(report));
            return FormatOutcome::Failed;
        }
    };
    if check {
        printer.line(format_args!("{NOTE}{name}{NOTE:#} is not in the one format"));
        change.hint(printer);
        return FormatOutcome::WouldChange;
    }
    if is_stdin(file) {
        printer.tell(format_args!("{BAD}error{BAD:#}: what comes on standard input is printed, and cannot be written beside other files"));
        return FormatOutcome::Failed;
    }
    if let Err(cause) = fs::write(file, &change.formatted) {
        printer.tell(format_args!("{BAD}error{BAD:#}: cannot write {name}: {cause}"));
        return FormatOutcome::Failed;
    }
    let lines = count(change.differing().len(), "line");
    printer.line(format_args!("{NOTE}{name}{NOTE:#} formatted, {lines} taken out or put in"));
    FormatOutcome::Changed
}

/// A file before and after.
struct FileChange {
    text: String,
    formatted: String,
}

/// What formatting would make of a file; nothing when it is as it should be.
fn change(file: &Path) -> Result<Option<FileChange>, Vec<Report>> {
    let (text, formatted) = formatted(file)?;
    Ok((formatted != text).then_some(FileChange { text, formatted }))
}

/// A file as it is and in the one format.
fn formatted(file: &Path) -> Result<(String, String), Vec<Report>> {
    let text = read(file).map_err(|unreadable| vec![unreadable])?;
    let formatted = rsmlab_language::format_beside(&display(file), &text, &beside(file));
    no_machine(file, &text, formatted.is_err()).map_err(|machine| vec![machine])?;
    let formatted = formatted.map_err(|wrong| wrong.mistakes.into_iter().map(Report::new).collect::<Vec<_>>())?;
    Ok((text, formatted))
}

impl FileChange {
    /// The lines that differ, those of now and those of the one format.
    fn differing(&self) -> Vec<String> {
        let diff = TextDiff::from_lines(&self.text, &self.formatted);
        let lines = diff.iter_all_changes().filter_map(|change| {
            let line = change.value().trim_end_matches('\n');
            match change.tag() {
                ChangeTag::Equal => None,
                ChangeTag::Delete => Some(format!("{:>6} {BAD}- {line}{BAD:#}", change.old_index().map_or(0, |index| index + 1))),
                ChangeTag::Insert => Some(format!("{:>6} {GOOD}+ {line}{GOOD:#}", change.new_index().map_or(0, |index| index + 1))),
            }
        });
        lines.collect()
    }

    /// Shows what would change.
    fn hint(&self, printer: &mut Printer) {
        let lines = self.differing();
        lines.iter().take(HINTS).for_each(|line| printer.line(line));
        if let Some(more) = lines.len().checked_sub(HINTS).filter(|more| *more > 0) {
            printer.line(format_args!("       and {}", count(more, "more line")));
        }
    }
}
