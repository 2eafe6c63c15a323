//! Words of the world around the engine: what breaks, what people do, and what is promised.

use rsmlab_engine::port::hardware::Failure;
use rsmlab_harness::checker::promise::Promise;
use rsmlab_sim::fault::FaultKind;

use super::engine::brings;
use super::{Knowledge, Meaning, SectionEntry, key};

impl Knowledge<'_> {
    pub(super) fn faults(&self, word: &str) -> Vec<Meaning> {
        let found = FaultKind::ALL.iter().filter(|kind| key(kind.name()) == key(word));
        found
            .map(|kind| {
                let failures = Failure::ALL.iter().filter(|failure| brings(*kind, **failure));
                Meaning::new("fault", kind.meaning().trim())
                    .with("makes commands fail with", failures.map(|failure| SectionEntry::keyed(&format!("{failure:?}"), failure.meaning().trim())))
                    .documented(
                        [
                            "ARCHITECTURE.md, What the system survives: what is promised while it lasts, and once it is over",
                            "sim/README.md: which parts can have it, and the scenarios that show it",
                        ]
                        .map(SectionEntry::text),
                        "A scenario arms it with fault, ends it with for= or times=, or heals it with heal. What has failed because of it is \
                         tried again, or people are asked to help; see what led to the failure.",
                    )
            })
            .collect()
    }

    /// What a person does, in the trace.
    pub(super) fn acts(&self, word: &str) -> Vec<Meaning> {
        if word != "operator" {
            return Vec::new();
        }
        let meaning = Meaning::new(
            "actor of a trace",
            "The person who looks after the libraries: cartridges, ports, doors, and what requests ask for.",
        );
        vec![meaning.documented(
            [SectionEntry::text("scenarios/README.md: what operators can do")],
            "What people do is in the scenario: operator, on-request and habit. Change it there.",
        )]
    }

    pub(super) fn promises(&self, word: &str) -> Vec<Meaning> {
        let checked = Promise::TABLE.iter().map(|(promise, meaning)| (promise.0, *meaning));
        let found = checked.chain(self.promises.iter().copied()).filter(|(name, _)| *name == word);
        found.map(|(_, meaning)| promised(meaning.trim())).collect()
    }
}

/// What holds in every run.
fn promised(meaning: &str) -> Meaning {
    Meaning::new("promise", format!("{meaning} It holds in every run, whatever its scenario expects.")).documented(
        [SectionEntry::text("ARCHITECTURE.md, What the system survives and The search")],
        "The run that breaks it has found a fault of the engine: cut it down (rsmlab shrink FILE), see what led to it, and keep what is left \
         in scenarios/regressions/.",
    )
}
