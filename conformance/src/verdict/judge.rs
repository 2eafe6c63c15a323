//! Judging: from what a run came to and what was expected of it to a status.

use std::collections::BTreeSet;

use super::run::Shown;
use super::{Blame, Observed, Status};
use crate::case::states::Finding;
use crate::expected::Entry;
use crate::run::{Outcome, Stopped, Verdict};
use crate::under_test::trouble::{End, Trouble};

impl Observed {
    fn plain(status: Status, came: String) -> Self {
        Self { status, blame: None, statement: None, expected: None, came, why: None, help: None, causes: Vec::new(), before: Vec::new() }
    }

    /// A case that was not run.
    #[must_use]
    pub fn skipped(why: &str) -> Self {
        Self::plain(Status::Skip, why.to_owned())
    }

    /// What the run of a scenario has shown. `due` is the refusal that has to answer in it.
    #[must_use]
    pub fn of(outcome: &Outcome, due: Option<&str>) -> Self {
        match &outcome.verdict {
            Verdict::Passed => match due.and_then(|due| wrong_refusal(outcome, due)) {
                Some((expected, came)) => Self { expected: Some(expected), ..Self::plain(Status::Fail, came) },
                None => Self::plain(Status::Pass, String::new()),
            },
            Verdict::Failed(unmet) => Self {
                statement: unmet.statement.clone(),
                expected: Some(unmet.failure.expected.clone()),
                why: unmet.failure.why.clone(),
                help: unmet.help.clone(),
                causes: unmet.failure.causes.clone(),
                before: unmet.failure.before.clone(),
                ..Self::plain(Status::Fail, one_line(&unmet.failure.came))
            },
            Verdict::Unsteady(difference) => Self {
                expected: Some("two runs with the same trace".to_owned()),
                ..Self::plain(Status::Fail, format!("two runs differ in line {} of the trace", difference.line))
            },
            Verdict::Stopped(stopped) => Self::stopped(stopped),
            Verdict::Crashed(message) => Self { blame: Some(Blame::Harness), ..Self::plain(Status::Error, one_line(message)) },
        }
    }

    /// A run that a trouble of the target has stopped.
    fn stopped(Stopped { trouble, statement, causes, before }: &Stopped) -> Self {
        if let Trouble::NotTried(_) = trouble {
            return Self::skipped(&one_line(&trouble.to_string()));
        }
        let (status, blame) = match trouble.end() {
            End::Broken => (Status::Error, Some(Blame::Target)),
            End::TimedOut => (Status::Timeout, None),
            End::Unsupported => (Status::Unsupported, None),
        };
        Self {
            blame,
            statement: statement.clone(),
            help: Some(trouble.help().to_owned()),
            causes: causes.clone(),
            before: before.clone(),
            ..Self::plain(status, one_line(&trouble.to_string()))
        }
    }

    /// What the runs of all other cases have shown of a state machine. When not all of them ran, what is missing may
    /// stand in those that did not.
    #[must_use]
    pub fn of_states(finding: &Finding, shown: Shown) -> Self {
        let Finding { undocumented, unseen } = finding;
        let never = (!unseen.is_empty()).then(|| format!("never seen: {}", unseen.join(", ")));
        let wrong: Vec<String> = undocumented.iter().map(|(transition, case)| format!("{transition} (in {case})")).collect();
        let wrong = (!wrong.is_empty()).then(|| format!("undocumented: {}", wrong.join(", ")));
        let failed = |came: String| {
            let expected = Some("every documented transition in some run, and no other in any".to_owned());
            Self { expected, ..Self::plain(Status::Fail, came) }
        };
        match (wrong, never) {
            (None, None) => Self::plain(Status::Pass, String::new()),
            (Some(wrong), Some(never)) if shown == Shown::All => failed(format!("{wrong}; {never}")),
            (Some(wrong), _) => failed(wrong),
            (None, Some(never)) if shown == Shown::All => failed(never),
            (None, Some(never)) if shown == Shown::WhatIsSupported => {
                Self::plain(Status::Unsupported, format!("what would show it is not supported by the target; {never}"))
            }
            (None, Some(never)) => Self::skipped(&format!("not every case was asked for, and in those that were: {never}")),
        }
    }
}

/// The status that an expectation makes of what was seen, and what is to be said about it.
#[must_use]
pub fn judge(observed: &Observed, entry: Option<&Entry>) -> (Status, Option<String>) {
    let Some(entry) = entry else {
        return (observed.status, (observed.status == Status::Skip).then(|| observed.came.clone()));
    };
    let as_expected = observed.failure().as_ref() == Some(&entry.observed);
    match observed.status {
        Status::Pass => (Status::Xpass, Some(format!("it was expected to fail ({}); take it off the list", entry.reason))),
        Status::Skip => (Status::Skip, Some(observed.came.clone())),
        Status::Fail | Status::Timeout if as_expected => (Status::Xfail, Some(entry.reason.clone())),
        Status::Unsupported if as_expected => (Status::Unsupported, Some(entry.reason.clone())),
        Status::Fail | Status::Xfail | Status::Xpass | Status::Unsupported => {
            (Status::Fail, Some(format!("it was expected to fail in another way: {}", entry.observed)))
        }
        // A target that breaks down is never what was expected.
        Status::Error | Status::Timeout => (observed.status, Some(format!("it was expected to fail: {}", entry.observed))),
    }
}

/// What was due and what came, if the target names its refusals and none of those it gave is the one that is due.
/// A status can have several causes; this tells them apart.
fn wrong_refusal(outcome: &Outcome, due: &str) -> Option<(String, String)> {
    let raised = &outcome.report.as_ref()?.raised;
    let names: BTreeSet<&str> = raised.iter().map(|(_, refusal)| refusal.as_str()).filter(|refusal| !refusal.is_empty()).collect();
    let wrong = !names.is_empty() && !names.contains(due);
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    wrong.then(|| (format!("the call to be refused by {due}"), format!("it was refused by {names}")))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
