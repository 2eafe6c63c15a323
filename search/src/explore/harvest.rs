//! Harvests: what many runs came to, joined from run to run, worker to worker and machine to machine.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::distinct::Distinct;
use super::mark::Mark;
use super::seen::ReachedMarks;
use crate::trial::{FailureSignature, TrialFailure};

/// What many runs came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Harvest {
    /// How many runs there were.
    pub runs: u64,
    /// How many calls were made in them.
    pub calls: u64,
    /// How many things happened in them.
    pub events: u64,
    /// How much virtual time passed, in milliseconds.
    pub virtual_ms: u64,
    /// The distinct situations that were reached.
    pub situations: Distinct,
    /// The catalogue rows and rules that were reached.
    pub rows: BTreeSet<String>,
    /// The marks that were reached.
    #[serde(default)]
    pub marks: BTreeSet<String>,
    /// What did not hold, by the way of it.
    #[serde(with = "as_list")]
    pub findings: BTreeMap<FailureSignature, Finding>,
}

/// A way of failing, and where it was met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The smallest seed that failed like this.
    pub seed: u64,
    /// How it failed.
    pub failing: TrialFailure,
    /// How many seeds failed like this.
    pub seeds: u64,
}

impl Harvest {
    /// What one run, or one session of runs, has reached.
    #[must_use]
    pub fn of(reached: &ReachedMarks) -> Self {
        let ReachedMarks { situations, calls, events, marks, .. } = reached;
        let (situations, marks) = (situations.clone(), marks.iter().map(Mark::words).collect());
        Self { runs: 1, calls: *calls, events: *events, situations, marks, ..Self::default() }
    }

    /// Takes in what other runs came to. In which order does not matter.
    pub fn join(&mut self, other: Self) {
        self.runs += other.runs;
        self.calls += other.calls;
        self.events += other.events;
        self.virtual_ms += other.virtual_ms;
        self.situations.join(&other.situations);
        self.rows.extend(other.rows);
        self.marks.extend(other.marks);
        for (way, finding) in other.findings {
            self.find(way, finding);
        }
    }

    /// Takes in a finding. Of each way, the smallest seed is kept.
    pub fn find(&mut self, way: FailureSignature, finding: Finding) {
        match self.findings.get_mut(&way) {
            None => drop(self.findings.insert(way, finding)),
            Some(known) => {
                let seeds = known.seeds + finding.seeds;
                if finding.seed < known.seed {
                    *known = finding;
                }
                known.seeds = seeds;
            }
        }
    }
}

/// Findings as a list: a way is no key that JSON could have.
mod as_list {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{FailureSignature, Finding};

    pub fn serialize<S: Serializer>(findings: &BTreeMap<FailureSignature, Finding>, serializer: S) -> Result<S::Ok, S::Error> {
        findings.values().collect::<Vec<_>>().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<FailureSignature, Finding>, D::Error> {
        let findings = Vec::<Finding>::deserialize(deserializer)?;
        Ok(findings.into_iter().map(|finding| (finding.failing.way.clone(), finding)).collect())
    }
}
