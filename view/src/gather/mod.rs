//! Gathering: a trace and what the runner reports become a [`Run`].
//!
//! The records are gone through once, in order. Every part of the gathering has a look at each: what it says in words, what the
//! engine believes from then on, who begins something and who ends it. What the journal says has become so is taken in between them.

mod belief;
mod build;
mod events;
mod faults;
mod lanes;
mod requests;
mod spans;
mod state;
mod story;
mod truth;

use rsmlab_harness::runner::{RunReport, RunVerdict};
use rsmlab_harness::trace::{Trace, What};
use rsmlab_language::Scenario;

use self::belief::Belief;
use self::events::TraceReading;
use self::lanes::Lanes;
use self::state::StateLedger;
use self::truth::Truth;
use crate::model::{Run, State};

/// A scenario that was run.
#[derive(Clone, Copy, Debug)]
pub struct PlayedScenario<'g> {
    /// Its file, as people type it.
    pub path: &'g str,
    /// The text of the file.
    pub text: &'g str,
    /// What it says.
    pub scenario: &'g Scenario,
    /// What came of it. Without a journal nothing is said of where cartridges truly are.
    pub report: &'g RunReport,
}

/// A run of a scenario.
#[must_use]
pub fn of_run(given: PlayedScenario<'_>) -> Run {
    let PlayedScenario { path, text, report, .. } = given;
    let journal = report.journal.as_ref();
    let mut run = gather(&report.trace, Truth::of(journal));
    run.file = Some(path.to_owned());
    run.end = report.virtual_end.0;
    run.title.clone_from(&given.scenario.title);
    run.seed = given.scenario.seed;
    story::tell(&mut run, given);
    if let RunVerdict::Failed(failure) = &report.result {
        run.verdict = "failed";
        run.failure = Some(story::failure(failure, text, run.events.at.len()));
    } else {
        run.verdict = "passed";
    }
    run
}

/// A run of which only the trace is there.
#[must_use]
pub fn of_trace(trace: &Trace) -> Run {
    gather(trace, Truth::of(None))
}

fn gather(trace: &Trace, mut truth: Truth<'_>) -> Run {
    let (mut ledger, mut belief, mut lanes) = (StateLedger::default(), Belief::default(), Lanes::default());
    let mut reading = TraceReading::of(trace);
    let (mut title, mut seed, mut begin, mut end) = (String::new(), 0, 0, 0);
    for record in trace.records().map_while(Result::ok) {
        match &record.what {
            What::Begin(cast) => (title, seed) = (cast.title.to_string(), cast.seed),
            What::Script => begin = record.at.0,
            _ => {}
        }
        end = record.at.0;
        let event = record.seq.0 as usize;
        truth.before(event, end, &mut ledger, &mut lanes);
        reading.read(&record);
        belief.hear(&record, reading.names(), &truth, &mut ledger);
        lanes.hear(&record, &reading, &mut ledger);
        truth.with(event, &mut ledger, &mut lanes);
    }
    let last = reading.events.at.len().saturating_sub(1);
    truth.rest(last, &mut ledger, &mut lanes);
    let libraries = if truth.is_known() { truth.libraries() } else { build::libraries(belief.records()) };
    let state: State = ledger.close();
    Run {
        title,
        file: None,
        seed,
        hash: format!("{:016x}", trace.hash()),
        verdict: "unjudged",
        begin,
        end,
        truth: truth.is_known(),
        libraries,
        cartridges: truth.cartridges(),
        scenario: None,
        lanes: lanes.close(end),
        events: reading.close(),
        state,
        failure: None,
    }
}
