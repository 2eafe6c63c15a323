//! Replay: a scenario of what a served library saw.
//!
//! The trace of a served run has what it began with and every line that was said to it, and each command with its time. A scenario of that
//! replays in milliseconds what clients did in hours, with the same answers, and `shrink` cuts it down.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rsmlab_engine::time::Instant;
use rsmlab_harness::runner::live::{BEGAN_WITH, SAID};
use rsmlab_harness::trace::scsi::Sent;
use rsmlab_harness::trace::{Actor, Cast, Record, What};
use rsmlab_language::{Mistakes, parse_beside, print};
use thiserror::Error;

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
    /// What was served does not read back.
    #[error("what was served does not read back: {0}")]
    Mistaken(Mistakes),
}

/// Makes a scenario of a trace that was written as JSON, a record a line.
///
/// # Errors
/// [`NoReplay`].
pub fn scenario_of(trace: &str) -> Result<String, NoReplay> {
    let (mut began, mut script, mut libraries, mut begin) = (None, Instant::START, Vec::new(), None);
    let mut sent: BTreeMap<u64, (Instant, String, Sent)> = BTreeMap::new();
    // What happened, in order: a line that was said, or the number of a command.
    let mut happened: Vec<Result<(Instant, String), u64>> = Vec::new();
    let mut ends: BTreeMap<u64, (Instant, String)> = BTreeMap::new();
    for (number, line) in (1..).zip(trace.lines()).filter(|(_, line)| !line.is_empty()) {
        let record: Record<'_> = serde_json::from_str(line).map_err(|why| NoReplay::NoRecord { line: number, why })?;
        match record.what {
            What::Begin(Cast { libraries: names, .. }) => libraries = names,
            What::Script => begin = Some(record.at),
            What::Read { file, text } if &*file == BEGAN_WITH => (began, script) = (Some(text), begin.unwrap_or(record.at)),
            What::Read { file, text } if &*file == SAID => happened.push(Ok((record.at, text.to_string()))),
            What::Sent(command) => {
                if let Actor::Host(host) = record.actor {
                    happened.push(Err(command.command));
                    sent.insert(command.command, (record.at, host.to_string(), command));
                }
            }
            What::Came(came) => {
                let end = match came.sense {
                    Some(sense) => format!(" sense=\"{}\"", sense.code),
                    None => format!(" expect={}", came.status.word()),
                };
                ends.insert(came.command, (record.at, end));
            }
            _ => {}
        }
    }
    let Some(mut text) = began.map(|text| text.to_string()) else { return Err(NoReplay::NotServed) };
    text.push('\n');
    let mut now = script;
    for event in happened {
        // What takes no time is a statement of its own; what takes time must not keep what comes next from its moment.
        let (at, takes_time, statement) = match event {
            Ok((at, line)) => (at, false, line),
            Err(number) => {
                let Some((at, host, command)) = sent.get(&number) else { continue };
                let library = libraries.get(usize::from(command.library.0)).map_or("L1", |name| name);
                let unit = if command.lun == 0 { library.to_owned() } else { format!("{library}.drive.{}", command.lun) };
                let block: Vec<String> = command.block.iter().map(|byte| format!("{byte:02X}")).collect();
                let sends = if command.data.length > 0 { format!(" sends={}", command.data.length) } else { String::new() };
                let (ended, end) = ends.get(&number).map_or((None, ""), |(ended, end)| (Some(*ended), end.as_str()));
                (*at, ended != Some(*at), format!("scsi {unit} \"{}\" host={host}{sends}{end}", block.join(" ")))
            }
        };
        // Writing into a text cannot fail.
        if at > now {
            let _written = writeln!(text, "run for=\"{}\"", at.since(now));
            now = at;
        }
        let _written =
            if takes_time { writeln!(text, "after \"0s\" {{ {statement} }}\nrun for=\"0s\"") } else { writeln!(text, "{statement}") };
    }
    let scenario = parse_beside("the trace", &text, &rsmlab_language::beside::nothing).map_err(NoReplay::Mistaken)?;
    Ok(print(&scenario))
}
