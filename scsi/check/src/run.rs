//! Running cases, and what reports say of each.

use glob::Pattern;
use rsmlab_conformance::find::closest;
use rsmlab_conformance::report::{Entry, Failure, Rule};
use rsmlab_conformance::verdict::{Blame, Status};
use rsmlab_language::escape;
use thiserror::Error;

use crate::bench::Bench;
use crate::case::{Case, CaseResult, Stop};
use crate::cases;
use crate::cdb::inquiry;
use crate::expected::ExpectedSmcFailures;
use crate::transport::{Connector, TransportError};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// What is tested, as the command line has it.
    pub target: String,
    /// Leave out what moves cartridges, gates or locks.
    pub read_only: bool,
    /// What is known to fail.
    pub expected: ExpectedSmcFailures,
}

/// The kind of these cases in reports.
const KIND: &str = "smc";
/// So much of what was said before a failure is told.
const TOLD: usize = 24;

/// Filters that select no case.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unselected {
    /// A filter is no glob.
    #[error("`{filter}` is no glob: {why}")]
    Glob {
        /// The filter.
        filter: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A filter fits no case.
    #[error("no case fits `{filter}`{}", near.as_ref().map_or_else(|| "; --list has them all".to_owned(), |near| format!("; did you mean `{near}`?")))]
    Filter {
        /// The filter.
        filter: String,
        /// The id most like it.
        near: Option<String>,
    },
}

/// The cases that filters mean: a part of an id, or a glob over the whole of it. All of them without any.
///
/// # Errors
///
/// [`Unselected`] about a filter that is no glob, or fits no case.
pub fn select(filters: &[String]) -> Result<Vec<&'static Case>, Unselected> {
    let mut globs = Vec::new();
    for filter in filters {
        let glob = Pattern::new(filter).map_err(|wrong| Unselected::Glob { filter: filter.clone(), why: wrong.msg })?;
        if !cases::all().any(|case| fits(case, filter, &glob)) {
            let near = closest(filter, cases::all().map(|case| case.id.to_owned())).into_iter().next();
            return Err(Unselected::Filter { filter: filter.clone(), near });
        }
        globs.push((filter, glob));
    }
    let is_meant = |case: &&Case| globs.is_empty() || globs.iter().any(|(filter, glob)| fits(case, filter, glob));
    Ok(cases::all().filter(is_meant).collect())
}

fn fits(case: &Case, filter: &str, glob: &Pattern) -> bool {
    case.id.contains(filter) || glob.matches(case.id)
}

/// Looks whether the target can be spoken to, before each case finds out for itself. Gives the device type of the logical unit.
///
/// # Errors
///
/// [`TransportError`] if it cannot.
pub fn device_type(connector: &dyn Connector) -> Result<Option<u8>, TransportError> {
    let reply = connector.connect()?.execute(connector.lun(), &inquiry(None, 36), &[], 36)?;
    Ok(reply.data.first().copied())
}

/// Runs a case against a target, and says what came of it.
pub fn run(case: &Case, connector: &dyn Connector, conditions: &Conditions) -> Entry {
    if case.moves && conditions.read_only {
        return entry(case, Status::Skip, Some("it moves something, and --read-only leaves that out".to_owned()));
    }
    let mut bench = match Bench::begin(connector) {
        Ok(bench) => bench,
        Err(stop) => return judged(case, Err(stop), &[], None, conditions),
    };
    let outcome = (case.steps)(&mut bench);
    // How the case ended is told by what was said until then, not by how it was cleared away.
    let said = bench.log().len();
    let left = bench.put_back();
    let log: Vec<String> = bench.log().iter().take(said).cloned().collect();
    judged(case, outcome, &log, left, conditions)
}

fn entry(case: &Case, status: Status, note: Option<String>) -> Entry {
    Entry {
        id: case.id.to_owned(),
        title: case.title.to_owned(),
        kind: KIND.to_owned(),
        status,
        note,
        covers: vec![case.clause.to_owned()],
        took: None,
        ..Entry::bare()
    }
}

/// What came of a case, held to what was expected of it.
fn judged(case: &Case, outcome: CaseResult, log: &[String], left: Option<String>, conditions: &Conditions) -> Entry {
    let known = conditions.expected.reason(case.id).map(str::to_owned);
    let left = left.map(|left| format!("it could not be put back: {left}"));
    let (status, note) = match (&outcome, &known) {
        (Ok(()), None) if left.is_some() => (Status::Error, left),
        (Ok(()), None) => (Status::Pass, left),
        (Ok(()), Some(reason)) => (Status::Xpass, Some(format!("it is expected to fail, and passes: {reason}"))),
        (Err(Stop::Failed { .. }), Some(reason)) => (Status::Xfail, Some(reason.clone())),
        (Err(Stop::Failed { .. }), None) => (Status::Fail, left),
        (Err(Stop::Skipped(why)), _) => (Status::Skip, Some(why.clone())),
        (Err(Stop::Unsupported(why)), _) => (Status::Unsupported, Some(why.clone())),
        (Err(Stop::Broken(TransportError::Silent)), _) => (Status::Timeout, left),
        (Err(Stop::Broken(_)), _) => (Status::Error, left),
    };
    let failure = match outcome {
        Err(Stop::Failed { expected, came }) => Some(failure(case, Some(expected), came, log)),
        Err(Stop::Broken(error)) => Some(Failure { blame: Some(Blame::Target), ..failure(case, None, error.to_string(), log) }),
        Ok(()) | Err(Stop::Skipped(_) | Stop::Unsupported(_)) => None,
    };
    let is_settled = matches!(status, Status::Pass | Status::Skip | Status::Unsupported);
    let again = (!is_settled).then(|| format!("rsmlab smc check --target {} {}", escape::shell(&conditions.target), case.id));
    Entry { failure, again, ..entry(case, status, note) }
}

fn failure(case: &Case, expected: Option<String>, came: String, log: &[String]) -> Failure {
    Failure {
        observation: came.clone(),
        blame: None,
        line: None,
        statement: None,
        expected,
        observed: came,
        why: None,
        help: None,
        rules: vec![Rule { id: case.clause.to_owned(), text: case.rule.to_owned() }],
        causes: Vec::new(),
        trace: log.get(log.len().saturating_sub(TOLD)..).unwrap_or(log).to_vec(),
    }
}
