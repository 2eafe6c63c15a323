//! Judging: from what a run came to and what was expected of it to a status.

use rsmlab_engine::output::Output;
use rsmlab_engine::status::Status as EngineStatus;
use rsmlab_harness::trace::{Trace, What};

use super::run::Shown;
use super::{Blame, Observed, Status};
use crate::case::states::MachineFinding;
use crate::decision;
use crate::expected::ExpectedFailure;
use crate::run::{ScenarioOutcome, ScenarioVerdict, Stopped};
use crate::under_test::trouble::{CaseEnd, CaseTrouble};

impl Observed {
    fn plain(status: Status, came: String) -> Self {
        Self { status, blame: None, statement: None, expected: None, came, why: None, help: None, causes: Vec::new(), before: Vec::new() }
    }

    /// A case that was not run.
    #[must_use]
    pub fn skipped(why: &str) -> Self {
        Self::plain(Status::Skip, why.to_owned())
    }

    /// What the run of a scenario has shown, whose last call one of two statuses has to answer. `ours` is what our engine answers.
    #[must_use]
    pub fn of_either(outcome: &ScenarioOutcome, either: [&str; 2], ours: impl FnOnce() -> Option<EngineStatus>) -> Self {
        let observed = Self::of(outcome);
        let came = outcome.report.as_ref().and_then(|report| last_answer(&report.trace));
        let Some(came) = came.filter(|_| observed.status == Status::Pass) else { return observed };
        let [one, other] = either;
        let expected = Some(format!("{one} or {other}"));
        if !either.contains(&came.name()) {
            return Self { expected, ..Self::plain(Status::Fail, format!("it answered {came}")) };
        }
        match ours() {
            Some(ours) if ours != came => {
                let why = Some(format!("no document orders the two; rsmlab answers {ours}"));
                Self { expected, why, ..Self::plain(Status::Variant, format!("it answered {came}")) }
            }
            Some(_) | None => observed,
        }
    }

    /// The same, when a failure that `depends` on decisions of ours is none of an engine that is not held to them. The statement that
    /// was not met has to be one in which a decision is seen: a case may rest on a choice and demand much else.
    #[must_use]
    pub fn held_to_choices(self, depends: &[String], is_held: bool) -> Self {
        match self.status {
            Status::Variant if is_held => Self { status: Status::Fail, ..self },
            Status::Fail if !is_held => {
                let statement = self.statement.as_ref().map(|(_, text)| text.as_str()).unwrap_or_default();
                let seen = |id: &&String| !statement.is_empty() && decision::is_seen_in(id, statement);
                let chosen: Vec<&str> = depends.iter().filter(seen).map(String::as_str).collect();
                if chosen.is_empty() {
                    return self;
                }
                let why = format!("what the statement expects is the choice of {}; documents leave it open", chosen.join(" or "));
                Self { status: Status::Variant, why: Some(why), ..self }
            }
            _ => self,
        }
    }

    /// What the run of a scenario has shown.
    #[must_use]
    pub fn of(outcome: &ScenarioOutcome) -> Self {
        match &outcome.verdict {
            ScenarioVerdict::Passed => Self::plain(Status::Pass, String::new()),
            ScenarioVerdict::Failed(unmet) => Self {
                statement: unmet.statement.clone(),
                expected: Some(unmet.failure.expected.clone()),
                why: unmet.failure.why.clone(),
                help: unmet.help.clone(),
                causes: unmet.failure.causes.clone(),
                before: unmet.failure.before.clone(),
                ..Self::plain(Status::Fail, one_line(&unmet.failure.came))
            },
            ScenarioVerdict::Unsteady(difference) => Self {
                expected: Some("two runs with the same trace".to_owned()),
                ..Self::plain(Status::Fail, format!("two runs differ in line {} of the trace", difference.line))
            },
            ScenarioVerdict::Stopped(stopped) => Self::stopped(stopped),
            ScenarioVerdict::Crashed(message) => Self { blame: Some(Blame::Harness), ..Self::plain(Status::Error, one_line(message)) },
        }
    }

    /// A run that a trouble of the target has stopped.
    fn stopped(Stopped { trouble, statement, causes, before }: &Stopped) -> Self {
        if let CaseTrouble::NotTried(_) = trouble {
            return Self::skipped(&one_line(&trouble.to_string()));
        }
        let (status, blame) = match trouble.end() {
            CaseEnd::Broken => (Status::Error, Some(Blame::Target)),
            CaseEnd::TimedOut => (Status::Timeout, None),
            CaseEnd::Unsupported => (Status::Unsupported, None),
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
    pub fn of_states(finding: &MachineFinding, shown: Shown) -> Self {
        let MachineFinding { undocumented, unseen } = finding;
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
pub fn judge(observed: &Observed, entry: Option<&ExpectedFailure>) -> (Status, Option<String>) {
    let Some(entry) = entry else {
        let note = match observed.status {
            Status::Skip => Some(observed.came.clone()),
            Status::Variant => observed.why.clone(),
            _ => None,
        };
        return (observed.status, note);
    };
    let as_expected = observed.failure().as_ref() == Some(&entry.observed);
    match observed.status {
        Status::Pass | Status::Variant => {
            (Status::Xpass, Some(format!("it was expected to fail ({}); take it off the list", entry.reason)))
        }
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

/// The status of the last answer that a client got.
pub(super) fn last_answer(trace: &Trace) -> Option<EngineStatus> {
    let replies = trace.records().map_while(Result::ok).filter_map(|record| match record.what {
        What::Output(output) => match output.into_owned() {
            Output::Reply { result, .. } => Some(result.map_or_else(|reason| reason.status, |_answer| EngineStatus::Success)),
            _ => None,
        },
        _ => None,
    });
    replies.last()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
