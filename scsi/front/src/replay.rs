//! Replay: a scenario of what a served library saw.
//!
//! The trace of a served run has what it began with and every line that was said to it, and with its time what each host did: it came,
//! sent commands, reset, aborted and left. A scenario of that replays in milliseconds what clients did in hours, with the same answers, and
//! `shrink` cuts it down. What cannot be said in a scenario is left out, and a comment stands in its place.

mod seen;

use std::fmt::Write as _;

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::time::Instant;
use rsmlab_harness::trace::scsi::NexusEventKind;
use rsmlab_language::beside::FileBeside;
use rsmlab_language::model::{LibraryType, Sends, Setup};
use rsmlab_language::{Mistakes, format_beside, parse_beside};
use rsmlab_scsi::cdb::Cdb;
use rsmlab_scsi::drive;
use thiserror::Error;

use self::seen::{SeenCommand, SeenEvent, SeenEventKind, SeenRun};

/// Why a trace is no scenario.
#[derive(Debug, Error)]
pub enum NoReplay {
    /// A line of it is no record.
    #[error("line {line} is no record of a trace: {why}; `rsmlab serve --trace FILE --trace-format json` writes such traces")]
    NoRecord {
        /// The line, from 1.
        line: usize,
        /// Why.
        why: serde_json::Error,
    },
    /// Nothing was served.
    #[error("this is not the trace of a library that was served; `rsmlab serve --trace FILE --trace-format json` writes those")]
    NotServed,
    /// What it began with does not read back.
    #[error("the scenario that was served does not read back: {why}; was the trace changed, or is it of another rsmlab?")]
    World {
        /// The first mistake.
        why: String,
    },
    /// What a line tells is nothing that a scenario can say.
    #[error(
        "line {line} of the trace would be `{statement}`, which no scenario can say: {why}; without that line, the rest can be replayed"
    )]
    Statement {
        /// The line, from 1.
        line: usize,
        /// What the scenario would say.
        statement: String,
        /// What is wrong with that.
        why: String,
    },
}

/// Makes a scenario of a trace that was written as JSON, a record a line.
///
/// # Errors
/// [`NoReplay`].
pub fn scenario_of(trace: &str) -> Result<String, NoReplay> {
    let seen = SeenRun::read(trace)?;
    let Some(began_with) = seen.began_with.as_deref() else { return Err(NoReplay::NotServed) };
    let beside = |file: &str| {
        let is_it = |name: &str| name == file || name.ends_with(&format!("/{file}"));
        let found =
            seen.files.iter().find(|(name, _)| is_it(name)).map(|(_, text)| FileBeside { name: file.to_owned(), text: text.clone() });
        found.ok_or_else(|| format!("`{file}` is not in the trace"))
    };
    let world = parse_beside("the trace", began_with, &beside).map_err(|mistakes| NoReplay::World { why: first(&mistakes) })?;
    let mut script = ReplayScript { seen: &seen, setup: &world.setup, text: format!("{began_with}\n"), lines: Vec::new(), now: seen.begin };
    for event in &seen.events {
        script.tell(event);
    }
    format_beside("the trace", &script.text, &beside).map_err(|mistakes| script.blame(&mistakes))
}

/// What is wrong first, and what would be right.
fn first(mistakes: &Mistakes) -> String {
    mistakes.mistakes.first().map_or_else(
        || mistakes.to_string(),
        |mistake| match &mistake.help {
            Some(help) => format!("{} ({help})", mistake.message),
            None => mistake.message.clone(),
        },
    )
}

/// A scenario that is being written.
struct ReplayScript<'t> {
    seen: &'t SeenRun,
    setup: &'t Setup,
    text: String,
    /// Where the statements of a line of the trace begin in the text, and which line that is.
    lines: Vec<(usize, usize)>,
    /// What time it is at the end of the text.
    now: Instant,
}

impl ReplayScript<'_> {
    fn tell(&mut self, SeenEvent { line, at, what }: &SeenEvent) {
        if *at > self.now {
            self.line(format_args!("run for=\"{}\"", at.since(self.now)));
            self.now = *at;
        }
        self.lines.push((self.text.len(), *line));
        match what {
            SeenEventKind::Said(said) => self.line(said),
            SeenEventKind::Refused(said, why) => {
                self.comment(format_args!("refused: {said}"));
                self.comment(why);
            }
            SeenEventKind::Command(number) => {
                if let Some(command) = self.seen.commands.get(number) {
                    self.command(*line, command);
                }
            }
            SeenEventKind::Nexus(host, event) => {
                let library = self.seen.library(event.library);
                match event.what {
                    NexusEventKind::Joins => self.line(format_args!("initiator {host} join={library}")),
                    NexusEventKind::Leaves => self.line(format_args!("initiator {host} leave={library}")),
                    NexusEventKind::ResetsTarget => self.line(format_args!("initiator {host} reset-target={library}")),
                    NexusEventKind::Resets(lun) => match self.unit(event.library, lun) {
                        (unit, None) => self.line(format_args!("initiator {host} reset={unit}")),
                        (_, Some(_)) => self.comment(format_args!("left out: {host} resets lun {lun}, which {library} does not have")),
                    },
                    // Told with its unit and its place among the commands to that.
                    NexusEventKind::Aborts(_) => {}
                }
            }
            SeenEventKind::Abort(host, library, lun, place) => {
                let (unit, _) = self.unit(*library, *lun);
                self.line(format_args!("initiator {host} abort={unit} command={place}"));
            }
        }
    }

    fn command(&mut self, line: usize, command: &SeenCommand) {
        let SeenCommand { host, sent, parameters, end } = command;
        let (unit, lun) = self.unit(sent.library, sent.lun);
        let lun = lun.map_or_else(String::new, |lun| format!(" lun={lun}"));
        let block = hexadecimal(&sent.block);
        let length = sent.data.length;
        let sends = match parameters {
            Some(bytes) => format!(" sends=\"{}\"", hexadecimal(bytes)),
            None if length == 0 => String::new(),
            None if length > u64::from(Sends::MOST) => {
                self.comment(format_args!(
                    "left out: {host} sends {unit} \"{block}\" with {length} bytes, which are more than the {} of a scenario (line {line} of the trace)",
                    Sends::MOST
                ));
                return;
            }
            None => {
                if !drive::takes_records(&Cdb::new(&sent.block)) {
                    self.comment(format_args!(
                        "line {line} of the trace has only the length of this parameter list, so that other bytes are sent"
                    ));
                }
                format!(" sends={length}")
            }
        };
        let (at_once, demanded) = end.as_ref().map_or((false, ""), |end| (end.at_once, end.demanded.as_str()));
        let statement = format!("scsi {unit} \"{block}\" host={host}{lun}{sends}{demanded}");
        // What ends at once is a statement of its own; what does not must not keep what comes next from its moment.
        if at_once {
            self.line(statement);
        } else {
            self.line(format_args!("after \"0s\" {{ {statement} }}\nrun for=\"0s\""));
        }
    }

    /// What a scenario calls a logical unit; of one that the library is not built with, the library and the number.
    fn unit(&self, address: LibraryAddress, lun: u64) -> (String, Option<u16>) {
        let name = self.seen.library(address);
        let library = self.setup.libraries.iter().find(|library| library.name.as_str() == name);
        let (drives, before) = library.map_or((0, 0), |library| {
            // A library without a robot has no changer, and its first drive is 0.
            (library.drives.len(), u64::from(library.kind == LibraryType::Standalone))
        });
        match lun.saturating_add(before) {
            _ if lun == 0 => (name.to_owned(), None),
            number if usize::try_from(number).is_ok_and(|number| number <= drives) => (format!("{name}.drive.{number}"), None),
            // No library has a unit of so high a number, whichever it is.
            _ => (name.to_owned(), Some(u16::try_from(lun).unwrap_or(u16::MAX))),
        }
    }

    fn line(&mut self, statement: impl std::fmt::Display) {
        // Writing into a text cannot fail.
        let _written = writeln!(self.text, "{statement}");
    }

    fn comment(&mut self, said: impl std::fmt::Display) {
        for line in said.to_string().lines() {
            self.line(format_args!("// {line}"));
        }
    }

    /// The statement that a mistake is in, by the line of the trace that it comes from.
    fn blame(&self, mistakes: &Mistakes) -> NoReplay {
        let why = first(mistakes);
        let offset = mistakes.mistakes.first().map_or(0, |mistake| mistake.span.offset);
        let from = self.lines.iter().rev().find(|(begins, _)| *begins <= offset);
        let Some(&(begins, line)) = from else { return NoReplay::World { why } };
        let statement = self.text.get(begins..).and_then(|text| text.lines().next()).unwrap_or_default().to_owned();
        NoReplay::Statement { line, statement, why }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}
