//! Verdicts: what each case came to, and what all of them together say about a profile.

pub mod judge;
pub mod run;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::case::Case;
use crate::profile::Profile;
use crate::run::Outcome;

/// What a case came to. They are never merged: each stands in every report under its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It held.
    Pass,
    /// It did not hold, and nobody expected that; or it failed in another way than expected.
    Fail,
    /// It failed as the list of expected failures says.
    Xfail,
    /// It held, and the list of expected failures says that it does not.
    Xpass,
    /// It was not run, or could not be judged; there is a reason.
    Skip,
    /// The target says that it cannot do what the case asks for.
    Unsupported,
    /// The target broke down, or rsmlab did.
    Error,
    /// The target did not answer in time.
    Timeout,
}

impl Status {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 8] =
        [Self::Pass, Self::Fail, Self::Xfail, Self::Xpass, Self::Skip, Self::Unsupported, Self::Error, Self::Timeout];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Xfail => "xfail",
            Self::Xpass => "xpass",
            Self::Skip => "skip",
            Self::Unsupported => "unsupported",
            Self::Error => "error",
            Self::Timeout => "timeout",
        }
    }

    /// Whether somebody has to look at it.
    #[must_use]
    pub const fn is_unexpected(self) -> bool {
        match self {
            Self::Fail | Self::Xpass | Self::Error | Self::Timeout => true,
            Self::Pass | Self::Xfail | Self::Skip | Self::Unsupported => false,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Who is to blame for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Blame {
    /// The implementation that is tested: it could not start, broke the protocol or died.
    Target,
    /// rsmlab itself.
    Harness,
}

/// What was seen of a case, before anybody asks what was expected to be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// What it comes to by itself; never [`Status::Xfail`] or [`Status::Xpass`].
    pub status: Status,
    /// Who is to blame for an error.
    pub blame: Option<Blame>,
    /// The line and the text of the statement that was not met.
    pub statement: Option<(usize, String)>,
    /// What should have come.
    pub expected: Option<String>,
    /// What came, in one line; empty if all is well.
    pub came: String,
    /// Why, as far as the target says.
    pub why: Option<String>,
    /// What can be done about it.
    pub help: Option<String>,
    /// What went before.
    pub before: Vec<String>,
}

impl Observed {
    /// How it fails, as lists of expected failures say it; nothing if it passes.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        (self.status != Status::Pass).then(|| format!("{}: {}", self.status, self.came))
    }
}

/// A case that has been judged.
#[derive(Debug)]
pub struct Judged<'c> {
    /// The case.
    pub case: &'c Case,
    /// What it came to.
    pub status: Status,
    /// What is to be said about that: why it was skipped, why it is expected, or how the list of expected failures is wrong.
    pub note: Option<String>,
    /// What was seen.
    pub observed: Observed,
    /// The run, if there was one. The trace of a run that held is let go.
    pub outcome: Option<Outcome>,
}

/// What all cases together say about a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Every case of the profile passed.
    Conformant,
    /// Every case of the profile passed, or failed as expected.
    ConformantButForExpectedFailures,
    /// Only a part of the profile was asked for, and nothing in it is unexpected.
    NothingUnexpectedInThePart,
    /// Nothing is unexpected, but cases of the profile were skipped or are not supported, and they count.
    Incomplete,
    /// A case failed unexpectedly, or the list of expected failures is stale.
    NotConformant,
    /// The target could not start, broke the protocol or died.
    TargetBroke,
    /// rsmlab itself is wrong.
    Internal,
}

/// A verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The name of the profile.
    pub profile: String,
    /// Its version.
    pub version: u32,
    /// What is said about it.
    pub conclusion: Conclusion,
    /// How many cases came to each status; all statuses are there.
    pub counts: BTreeMap<Status, usize>,
    /// How many cases of the profile were not asked for.
    pub not_selected: usize,
    /// How many cases ran that are not in the profile.
    pub besides: usize,
}

impl Conclusion {
    /// The words of the reports.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Conformant => "conformant",
            Self::ConformantButForExpectedFailures => "conformant but for expected failures",
            Self::NothingUnexpectedInThePart => "nothing unexpected in the part that was asked for",
            Self::Incomplete => "incomplete",
            Self::NotConformant => "not conformant",
            Self::TargetBroke => "no verdict, because the target broke down",
            Self::Internal => "no verdict, because rsmlab broke down",
        }
    }
}

impl Verdict {
    /// The verdict on a profile. `narrow` says that only a part of it was asked for.
    #[must_use]
    pub fn of(judged: &[Judged<'_>], profile: &Profile, narrow: bool) -> Self {
        let mut counts: BTreeMap<Status, usize> = Status::ALL.into_iter().map(|status| (status, 0)).collect();
        judged.iter().for_each(|judged| *counts.entry(judged.status).or_default() += 1);
        let of_profile = judged.iter().filter(|judged| profile.has(&judged.case.id)).count();
        let some = |status: Status| judged.iter().any(|judged| judged.status == status);
        let blamed = |blame: Blame| judged.iter().any(|judged| judged.observed.blame == Some(blame));
        let conclusion = if blamed(Blame::Harness) {
            Conclusion::Internal
        } else if blamed(Blame::Target) {
            Conclusion::TargetBroke
        } else if judged.iter().any(|judged| judged.status.is_unexpected()) {
            Conclusion::NotConformant
        } else if narrow {
            Conclusion::NothingUnexpectedInThePart
        } else if some(Status::Skip) || some(Status::Unsupported) || of_profile < profile.cases.len() {
            Conclusion::Incomplete
        } else if some(Status::Xfail) {
            Conclusion::ConformantButForExpectedFailures
        } else {
            Conclusion::Conformant
        };
        Self {
            profile: profile.name.clone(),
            version: profile.version,
            conclusion,
            counts,
            not_selected: profile.cases.len() - of_profile,
            besides: judged.len() - of_profile,
        }
    }

    /// How many cases came to a status.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.counts.get(&status).copied().unwrap_or(0)
    }

    /// The verdict in a sentence or two: of which profile, and what was left open and whether that counts.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut text = format!("{} version {}: {}.", self.profile, self.version, self.conclusion.words());
        let open = [(self.count(Status::Skip), "skipped"), (self.count(Status::Unsupported), "not supported by the target")];
        let open: Vec<String> = open.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
        if !open.is_empty() {
            text += &format!(" {}; without them there is no conformance to the profile.", open.join(", "));
        }
        if self.not_selected > 0 {
            text += &format!(" {} of its cases were not asked for, so nothing is said about the whole of it.", self.not_selected);
        }
        if self.besides > 0 {
            text += &format!(" {} of the cases are not in the profile.", self.besides);
        }
        text
    }
}
