//! `rsmlab smc check`.

use std::time::Duration;

use jiff::Timestamp;
use rsmlab_conformance::matrix::results::Results;
use rsmlab_conformance::report::human::human;
use rsmlab_conformance::report::junit::junit;
use rsmlab_conformance::report::tap::tap;
use rsmlab_conformance::report::{Entry, Report};
use rsmlab_conformance::verdict::Status;
use rsmlab_smc::case::Case;
use rsmlab_smc::cases;
use rsmlab_smc::expected::ExpectedSmcFailures;
use rsmlab_smc::run::{Conditions, Unselected, device_type, run, select};
use rsmlab_smc::target::CheckedTarget;

use super::{catalogue, reading};
use crate::arguments::ReportFormat;
use crate::arguments::smc::{SmcCheckArguments, SmcCommand};
use crate::exit::Exit;
use crate::print::ways::FromFile;
use crate::print::{BAD, DIM, HEADING, NOTE, Printer, count};

/// The device type of a medium changer in INQUIRY data.
const CHANGER: u8 = 0x08;

/// Does what is asked for.
pub fn perform(command: &SmcCommand, printer: &mut Printer) -> Exit {
    match command {
        SmcCommand::Check(arguments) => check(arguments, printer).unwrap_or_else(|exit| exit),
    }
}

fn check(arguments: &SmcCheckArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let selected = select(&arguments.filters).map_err(|wrong| {
        let (told, exit) = match wrong {
            Unselected::Filter { .. } => ("nothing selected", Exit::Nothing),
            Unselected::Glob { .. } => ("error", Exit::Mistakes),
        };
        printer.tell(format_args!("{BAD}{told}{BAD:#}: {wrong}"));
        exit
    })?;
    if arguments.list {
        list(&selected, printer);
        return Ok(Exit::Held);
    }
    let expected = expected(arguments, printer)?;
    let target = arguments.target.to_string();
    let connector = arguments.target.open(arguments.timeout.map_or(CheckedTarget::PATIENCE, Duration::from_secs)).map_err(|cause| {
        printer.tell(format_args!("{BAD}error{BAD:#}: {cause}"));
        Exit::Mistakes
    })?;
    match device_type(&*connector) {
        Ok(Some(CHANGER)) => {}
        Ok(Some(other)) => {
            printer.tell(format_args!("{NOTE}note{NOTE:#}: the logical unit calls itself {other:02X}h, and a changer is 08h"))
        }
        Ok(None) => printer.tell(format_args!("{NOTE}note{NOTE:#}: the logical unit does not say what it is")),
        Err(cause) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: {cause}"));
            return Err(Exit::Target);
        }
    }
    let began = Timestamp::now();
    let conditions = Conditions { target: target.clone(), read_only: arguments.read_only, expected };
    let entries: Vec<Entry> = selected.into_iter().map(|case| run(case, &*connector, &conditions)).collect();
    let report = Report::bare(entries, &target);
    match arguments.format {
        ReportFormat::Human => printer.text(human(&report).trim_end()),
        ReportFormat::Json => printer.exact(report.to_json().trim_end()),
        ReportFormat::Junit => {
            let text = junit(&report, began).map_err(|wrong| {
                printer.internal_error("the report", &wrong);
                Exit::Internal
            })?;
            printer.exact(text.trim_end());
        }
        ReportFormat::Tap => printer.exact(tap(&report).trim_end()),
        ReportFormat::Html => {
            let catalogue = catalogue(printer)?;
            printer.exact(Results::of(&catalogue, &report).to_html(&FromFile::new(None)).trim_end());
        }
    }
    let has = |status| report.count(status) > 0;
    Ok(match report.unexpected().next() {
        _ if has(Status::Error) || has(Status::Timeout) => Exit::Target,
        Some(_) => Exit::Unmet,
        None => Exit::Held,
    })
}

/// A line a case, and below it what the standard says.
fn list(selected: &[&Case], printer: &mut Printer) {
    for Case { id, title, clause, rule, .. } in selected {
        printer.line(format_args!("{id}  {DIM}{title}{DIM:#}"));
        printer.line(format_args!("  {DIM}{clause}: {rule}{DIM:#}"));
    }
    printer.tell(format_args!("{HEADING}{}{HEADING:#} of {}", count(selected.len(), "case"), cases::all().count()));
}

fn expected(arguments: &SmcCheckArguments, printer: &mut Printer) -> Result<ExpectedSmcFailures, Exit> {
    let Some(file) = &arguments.expected else { return Ok(ExpectedSmcFailures::default()) };
    let text = reading(file, "the expected failures", printer)?;
    ExpectedSmcFailures::parse(&text).map_err(|mistakes| {
        mistakes.iter().for_each(|mistake| printer.tell(format_args!("{BAD}error{BAD:#}: {}: {mistake}", file.display())));
        Exit::Mistakes
    })
}
