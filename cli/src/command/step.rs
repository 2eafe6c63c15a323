//! `rsmlab run --step FILE`: a run in the terminal, event by event, forwards and back.

use std::io::{self, BufRead, ErrorKind};

use rsmlab_conformance::load::Loaded;
use rsmlab_conformance::report::view::run_of;
use rsmlab_language::{duration, escape};
use rsmlab_view::{Run, glance};

use super::view::report_of;
use crate::arguments::TargetArguments;
use crate::exit::Exit;
use crate::print::{BAD, DIM, GOOD, HEADING, Printer};

/// What can be said, in a line.
const HELP: &str = "n or Enter: the next event; p: the one before; a number: that event; t TIME: what had happened by then (t 1m30s); \
                    f: what contradicts the expectation; q: the end";

/// Runs a scenario, and goes through what came of it as the lines of standard input say.
pub fn step(loaded: &[Loaded], target: &TargetArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let [loaded] = loaded else {
        printer.tell(format_args!("{BAD}error{BAD:#}: `--step` goes through the run of one scenario, and {} are named", loaded.len()));
        return Err(Exit::Mistakes);
    };
    let report = report_of(loaded, target, printer)?;
    let run = run_of(loaded, &report);
    let mut stepper = Stepper::new(&run, report.trace.lines().map(|(number, line)| (number.0 as usize, line)));
    let exit = if run.failure.is_some() { Exit::Unmet } else { Exit::Held };
    stepper.begin(printer);
    for line in io::stdin().lock().lines() {
        let line = match line {
            Ok(line) => line,
            Err(cause) if cause.kind() == ErrorKind::InvalidData => String::from('\u{fffd}'),
            Err(cause) => {
                printer.tell(format_args!("{BAD}error{BAD:#}: cannot read what to do: {cause}"));
                return Err(Exit::Mistakes);
            }
        };
        match StepGoal::read(&line) {
            Some(StepGoal::End) => break,
            Some(wish) => stepper.go(wish, printer),
            None => printer.tell(format_args!("{BAD}error{BAD:#}: `{}` is not known here. {HELP}", escape::human(line.trim()))),
        }
    }
    Ok(exit)
}

/// Where somebody wants to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StepGoal {
    Next,
    Before,
    /// To the event of this number.
    Event(usize),
    /// To the last event by this time, in milliseconds since the script began.
    Time(u64),
    /// To what contradicts the expectation.
    Failure,
    End,
}

impl StepGoal {
    fn read(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] | ["n"] => Some(Self::Next),
            ["p"] => Some(Self::Before),
            ["f"] => Some(Self::Failure),
            ["q"] => Some(Self::End),
            ["t", time] => duration::parse(time).ok().map(|length| Self::Time(length.0)),
            [number] => number.parse().ok().map(Self::Event),
            _ => None,
        }
    }
}

/// Goes through a run.
struct Stepper<'r> {
    run: &'r Run,
    /// The lines of the trace, event by event. What only names something has none, and is not stopped at.
    lines: Vec<(usize, Vec<String>)>,
    /// The place among the lines.
    at: usize,
}

impl<'r> Stepper<'r> {
    fn new(run: &'r Run, lines: impl Iterator<Item = (usize, String)>) -> Self {
        let mut events: Vec<(usize, Vec<String>)> = Vec::new();
        for (event, line) in lines {
            match events.last_mut().filter(|(last, _)| *last == event) {
                Some((_, of)) => of.push(line),
                None => events.push((event, vec![line])),
            }
        }
        Self { run, lines: events, at: 0 }
    }

    /// Tells what there is to go through, and the first event.
    fn begin(&self, printer: &mut Printer) {
        let Run { title, events, .. } = self.run;
        printer.line(format_args!("{HEADING}{}{HEADING:#}  {DIM}{} events{DIM:#}", escape::human(title), events.at.len()));
        match &self.run.failure {
            Some(failure) => {
                let (expected, came) = (escape::human(&failure.expected), escape::human(&failure.came));
                printer.line(format_args!("{BAD}failed{BAD:#}: expected {expected}; came: {came}; event {}", failure.event));
            }
            None => printer.line(format_args!("{GOOD}passed{GOOD:#}")),
        }
        printer.line(format_args!("{DIM}{HELP}{DIM:#}"));
        self.show(printer);
    }

    /// Goes somewhere, if that is somewhere else.
    fn go(&mut self, wish: StepGoal, printer: &mut Printer) {
        let last = self.lines.len().saturating_sub(1);
        // The last one that is not after it: what has no lines has happened by then as well.
        let up_to = |is_after: &dyn Fn(usize) -> bool| self.lines.partition_point(|(event, _)| !is_after(*event)).saturating_sub(1);
        let to = match wish {
            StepGoal::Next if self.at == last => return printer.tell("this is the last event"),
            StepGoal::Before if self.at == 0 => return printer.tell("this is the first event"),
            StepGoal::Next => self.at + 1,
            StepGoal::Before => self.at - 1,
            StepGoal::Event(number) if number >= self.run.events.at.len() => {
                return printer
                    .tell(format_args!("there is no event {number}; the last one is {}", self.run.events.at.len().saturating_sub(1)));
            }
            StepGoal::Event(number) => up_to(&|event| event > number),
            StepGoal::Time(time) => up_to(&|event| self.run.events.at[event] > self.run.begin + time),
            StepGoal::Failure => match &self.run.failure {
                Some(failure) => up_to(&|event| event > failure.event),
                None => return printer.tell("nothing contradicts an expectation: the scenario holds"),
            },
            StepGoal::End => self.at,
        };
        self.at = to;
        self.show(printer);
    }

    /// Shows the event that is at hand, and how everything stands.
    fn show(&self, printer: &mut Printer) {
        let Some((event, lines)) = self.lines.get(self.at) else { return };
        lines.iter().for_each(|line| printer.line(line));
        printer.line(format_args!("     {DIM}{}{DIM:#}", escape::human(&glance(self.run, *event))));
        printer.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::StepGoal;

    #[test]
    fn every_wish_is_read_and_nothing_else() {
        for (line, wish) in [
            ("", Some(StepGoal::Next)),
            (" n ", Some(StepGoal::Next)),
            ("p", Some(StepGoal::Before)),
            ("12", Some(StepGoal::Event(12))),
            ("t 1m30s", Some(StepGoal::Time(90_000))),
            ("f", Some(StepGoal::Failure)),
            ("q", Some(StepGoal::End)),
            ("t", None),
            ("t soon", None),
            ("-1", None),
            ("n n", None),
        ] {
            assert_eq!(StepGoal::read(line), wish, "`{line}`");
        }
    }
}
