//! `rsmlab adapter`.

use rsmlab_conformance::under_test::adapter::{AdapterFinding, Point, check};
use rsmlab_language::escape;

use crate::arguments::AdapterCommand;
use crate::exit::Exit;
use crate::print::{BAD, DIM, GOOD, HEADING, NOTE, Printer, count};

/// Walks through the protocol with a target and tells each point.
pub fn perform(command: &AdapterCommand, printer: &mut Printer) -> Exit {
    let AdapterCommand::Check { target, timeout } = command;
    let points = check(target, *timeout);
    points.iter().for_each(|point| tell(point, printer));
    let wrong = points.iter().filter(|point| matches!(point.finding, AdapterFinding::NotOk { .. })).count();
    printer.gap();
    if wrong == 0 {
        printer.line(format_args!("{GOOD}the adapter keeps to the protocol{GOOD:#}"));
        printer.line(format_args!("  next: rsmlab conformance run --target {}", escape::shell(&target.to_string())));
        Exit::Held
    } else {
        printer.line(format_args!("{BAD}{} not ok{BAD:#} of {}", count(wrong, "point"), points.len()));
        Exit::Target
    }
}

fn tell(Point { what, finding }: &Point, printer: &mut Printer) {
    match finding {
        AdapterFinding::Ok(told) => printer.line(format_args!("{GOOD}ok{GOOD:#}      {what}  {DIM}{told}{DIM:#}")),
        AdapterFinding::NotTried(why) => printer.line(format_args!("{NOTE}--{NOTE:#}      {what}  {DIM}{why}{DIM:#}")),
        AdapterFinding::NotOk { came, help } => {
            printer.line(format_args!("{BAD}not ok{BAD:#}  {HEADING}{what}{HEADING:#}"));
            printer.line(format_args!("          came  {came}"));
            printer.line(format_args!("          help  {help}"));
        }
    }
}
