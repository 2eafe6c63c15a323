//! Judging: whether the suite finds an engine that is broken, or one over a simulator that is, not conformant; and if it does not,
//! whether something else holds it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::{Deserialize, Serialize};

use super::subject::MutantSubject;
use crate::process::{JudgeRun, ProcessEnd, side_by_side};
use crate::trouble::Result;

/// How many seconds a test may compute over an engine; without a mutant it takes a few.
const SECONDS_OF_A_TEST: u64 = 120;
/// What came of a mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MutantOutcome {
    /// The suite says that the engine is not conformant, or the engine broke down before it could.
    Caught,
    /// The engine goes on for ever; no CI would take that for a success.
    TimedOut,
    /// The suite says that the engine is conformant, but something else holds it: a test of the crates, or `explore`.
    Held,
    /// Nothing notices it.
    Missed,
    /// It is no engine: the compiler does not take it.
    Unviable,
}

impl MutantOutcome {
    /// Whether the suite notices it.
    #[must_use]
    pub fn is_of_the_suite(self) -> bool {
        matches!(self, Self::Caught | Self::TimedOut)
    }
}

/// A test of the crates.
pub fn test(program: PathBuf, folder: PathBuf) -> JudgeRun {
    JudgeRun { program, arguments: Vec::new(), folder, seconds: SECONDS_OF_A_TEST }
}

/// All that is run over a mutant, one after the other until something notices it.
#[derive(Clone, Debug)]
pub struct Judges {
    suite: Vec<JudgeRun>,
    others: Vec<JudgeRun>,
}

impl Judges {
    /// The suite of a checkout, with this program, and then the `others`.
    pub fn new(program: &Path, root: &Path, subject: &MutantSubject, others: Vec<JudgeRun>) -> Self {
        Self { suite: subject.suite.iter().map(|words| JudgeRun::of(program, root, words)).collect(), others }
    }

    /// Judges mutants that are woven into the programs, so many `jobs` at a time; `told` hears what came of each.
    ///
    /// # Errors
    ///
    /// When a program cannot be started, or does not understand what it is asked.
    pub fn all(&self, numbers: &BTreeSet<u32>, jobs: usize, told: impl Fn(u32, MutantOutcome) -> Result<()> + Sync) -> Result<()> {
        side_by_side(numbers.iter().copied(), jobs, |number| told(number, self.one(number)?))
    }

    /// Judges the engine with this mutant alive; with 0 the engine as it is.
    ///
    /// # Errors
    ///
    /// When a program cannot be started, or does not understand what it is asked.
    pub fn one(&self, number: u32) -> Result<MutantOutcome> {
        for of_suite in &self.suite {
            let outcome = run(of_suite, number)?;
            if outcome != MutantOutcome::Missed {
                return Ok(outcome);
            }
        }
        for other in &self.others {
            if run(other, number)? != MutantOutcome::Missed {
                return Ok(MutantOutcome::Held);
            }
        }
        Ok(MutantOutcome::Missed)
    }
}

/// Runs something over a mutant.
fn run(what: &JudgeRun, number: u32) -> Result<MutantOutcome> {
    Ok(match what.over(number, Stdio::null())? {
        ProcessEnd::With(0) => MutantOutcome::Missed,
        // Whatever else it says: with nothing broken, it is content with all of it.
        ProcessEnd::With(_) | ProcessEnd::Broken => MutantOutcome::Caught,
        ProcessEnd::OutOfTime => MutantOutcome::TimedOut,
    })
}
