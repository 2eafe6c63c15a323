//! What the runs prove: for each row and rule, which scenarios claim it, raised it and asserted it.
//!
//! Coverage is joined from runs and never from comments. A row is asserted when a run raised it by the refusal that
//! cites it and an `expect` named the status. A rule is claimed when a scenario that covers it passed, and proven when such scenarios find out
//! every engine that is made to break it.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_counter::{Clauses, CounterList, Engine};
use serde::Serialize;
use serde::ser::Serializer;

use crate::catalogue::RowOf;

/// What one run of one scenario has to say about rows and rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RanScenario {
    /// The scenario's file, as people would type it.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Whether every expectation held.
    pub passed: bool,
    /// The rows and rules it claims.
    pub covers: Vec<String>,
    /// The rows and rules that an expectation named when they were raised.
    pub asserted: BTreeSet<String>,
    /// The rows and rules cited by what the engine raised.
    pub raised: BTreeSet<String>,
}

/// How well a row or rule is proven, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// Nobody speaks of it.
    Missing,
    /// A scenario claims it, but nothing came of it.
    Cited,
    /// A run raised it, and nobody asked for it.
    Raised,
    /// A scenario that covers the rule passed, and nothing says that it would not if the rule were broken.
    Claimed,
    /// A run raised the row and an expectation asked for it.
    Asserted,
    /// Scenarios that cover the rule find out every engine that is made to break it.
    Proven,
}

impl Proof {
    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Cited => "cited only",
            Self::Raised => "raised only",
            Self::Claimed => "claimed",
            Self::Asserted => "asserted",
            Self::Proven => "proven",
        }
    }
}

impl Serialize for Proof {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// The scenarios that have to do with one row or rule, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// They claim it.
    pub covered_by: BTreeSet<String>,
    /// They raised it.
    pub raised_by: BTreeSet<String>,
    /// They asserted it; of a row.
    pub asserted_by: BTreeSet<String>,
    /// They cover it and passed; of a rule.
    pub claimed_by: BTreeSet<String>,
    /// The engines that are made to break it; of a rule.
    pub counters: Vec<Counter>,
    /// How many of its parts are proven; of a rule.
    pub clauses: Clauses,
}

/// An engine that is made to break a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counter {
    /// Its name.
    pub name: String,
    /// Which part of the rule it breaks, where a rule says several things.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// What it does wrong.
    pub says: String,
    /// The scenario that finds it out, by path; absent when none of those that ran does.
    pub found_by: Option<String>,
}

impl Evidence {
    /// Notes the engines that are made to break a rule, and those of them that a scenario which holds finds out.
    fn count(&mut self, rule: &str, counters: &CounterList) {
        let claimed = &self.claimed_by;
        let path_of = |case: &str| claimed.iter().find(|path| is_of(path, case));
        self.clauses = counters.clauses(rule, |case| path_of(case).is_some());
        let counter = |engine: &Engine| Counter {
            name: engine.name.clone(),
            clause: engine.clause.clone(),
            says: engine.says.clone(),
            found_by: counters.found_by(engine).and_then(path_of).cloned(),
        };
        self.counters = counters.of_rule(rule).map(counter).collect();
    }

    /// How well it is proven.
    #[must_use]
    pub fn proof(&self) -> Proof {
        if self.clauses.are_proven() {
            Proof::Proven
        } else if !self.asserted_by.is_empty() {
            Proof::Asserted
        } else if !self.claimed_by.is_empty() {
            Proof::Claimed
        } else if !self.raised_by.is_empty() {
            Proof::Raised
        } else if !self.covered_by.is_empty() {
            Proof::Cited
        } else {
            Proof::Missing
        }
    }
}

/// What a set of runs proves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    evidence: BTreeMap<String, Evidence>,
    scenarios: BTreeMap<String, CoveringScenario>,
}

/// A scenario that ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveringScenario {
    /// Its file, as people would type it.
    pub path: String,
    /// Its title.
    pub title: String,
    /// How many rows and rules it claims; the fewer, the more it is about each of them.
    pub claims: usize,
}

impl Coverage {
    /// Joins the runs with what is known of engines that break rules.
    #[must_use]
    pub fn of(runs: &[RanScenario], counters: &CounterList) -> Self {
        let mut coverage = Self::default();
        for run in runs {
            let scenario = CoveringScenario { path: run.path.clone(), title: run.title.clone(), claims: run.covers.len() };
            coverage.scenarios.insert(run.path.clone(), scenario);
            for id in &run.covers {
                coverage.entry(id).covered_by.insert(run.path.clone());
                // A row is an answer, and somebody must have asked for it; a rule is behaviour, and the whole story may show it.
                if run.passed && !is_row(id) {
                    coverage.entry(id).claimed_by.insert(run.path.clone());
                }
            }
            for id in &run.raised {
                coverage.entry(id).raised_by.insert(run.path.clone());
            }
            for id in run.asserted.iter().filter(|id| is_row(id)) {
                coverage.entry(id).asserted_by.insert(run.path.clone());
            }
        }
        coverage.evidence.iter_mut().for_each(|(id, evidence)| evidence.count(id, counters));
        coverage
    }

    fn entry(&mut self, id: &str) -> &mut Evidence {
        self.evidence.entry(id.to_owned()).or_default()
    }

    /// What there is for one row or rule.
    #[must_use]
    pub fn evidence(&self, id: &str) -> Evidence {
        self.evidence.get(id).cloned().unwrap_or_default()
    }

    /// A scenario by its path.
    #[must_use]
    pub fn scenario(&self, path: &str) -> Option<&CoveringScenario> {
        self.scenarios.get(path)
    }

    /// The title of a scenario, by its path.
    #[must_use]
    pub fn title(&self, path: &str) -> &str {
        self.scenario(path).map_or("", |scenario| &scenario.title)
    }

    /// Counts documented returns by how well they are proven.
    #[must_use]
    pub fn tally<'c>(&self, rows: impl Iterator<Item = RowOf<'c>>) -> ReturnTally {
        let mut tally = ReturnTally::default();
        for row in rows {
            tally.rows += 1;
            match self.evidence(&row.id()).proof() {
                Proof::Asserted => tally.asserted += 1,
                Proof::Raised | Proof::Claimed | Proof::Proven | Proof::Cited | Proof::Missing if !row.row.stance.is_raised() => {
                    tally.excused += 1
                }
                Proof::Raised | Proof::Claimed | Proof::Proven | Proof::Cited | Proof::Missing => tally.open.push(row.id()),
            }
        }
        tally
    }
}

/// Documented returns, counted by how well they are proven.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnTally {
    /// All of them.
    pub rows: usize,
    /// Asserted by a run.
    pub asserted: usize,
    /// Not asserted, and our stance says why none can: alias, variant, unreachable, or not there yet.
    pub excused: usize,
    /// The ids of those that should be asserted and are not.
    pub open: Vec<String>,
}

/// Whether a scenario, by its path, is the case of this id.
fn is_of(path: &str, case: &str) -> bool {
    let before = path.strip_suffix(".kdl").and_then(|path| path.strip_suffix(case));
    before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// Whether an id is that of a row, `InjectNtmsCleaner/ERROR_SLOT_FULL`, and not of a rule.
fn is_row(id: &str) -> bool {
    id.contains('/')
}
