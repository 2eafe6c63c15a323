//! Verdicts: what each case came to, and what all of them together say about a profile.

pub mod covered;
pub mod judge;
pub mod run;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use self::covered::{Covered, PassedCase};
use crate::case::Case;
use crate::case::text::Digest;
use crate::catalogue::Catalogue;
use crate::profile::Profile;
use crate::run::ScenarioOutcome;

/// What a case came to. They are never merged: each stands in every report under its own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Status {
    /// It held.
    Pass,
    /// It did not hold, and nobody expected that; or it failed in another way than expected.
    Fail,
    /// The target gave another answer than ours where documents leave it open.
    Variant,
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
    pub const ALL: [Self; 9] =
        [Self::Pass, Self::Fail, Self::Variant, Self::Xfail, Self::Xpass, Self::Skip, Self::Unsupported, Self::Error, Self::Timeout];

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Variant => "variant",
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
            Self::Pass | Self::Variant | Self::Xfail | Self::Skip | Self::Unsupported => false,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Who is to blame for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// What led to it, the first cause first.
    pub causes: Vec<String>,
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
    pub outcome: Option<ScenarioOutcome>,
}

/// What a verdict is made of: what one case came to, wherever that is known from.
#[derive(Clone, Copy, Debug)]
pub struct CaseEvidence<'c> {
    /// The id of the case.
    pub id: &'c str,
    /// What it came to.
    pub status: Status,
    /// Who is to blame, when something broke down.
    pub blame: Option<Blame>,
    /// The rows and rules it is about.
    pub covers: &'c [String],
    /// The digest of its text; absent when it is not here.
    pub digest: Option<&'c Digest>,
}

/// What all cases together say about a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Conclusion {
    /// Every case of the profile passed.
    Conformant,
    /// Every case of the profile passed, or failed as expected.
    ConformantButForExpectedFailures,
    /// Only a part of the profile was asked for, and nothing in it is unexpected.
    NothingUnexpectedInThePart,
    /// Nothing is unexpected, but cases of the profile were skipped or are not supported, and they count.
    Incomplete,
    /// Nothing is unexpected in the cases as the profile froze them, but others say something else than they did.
    CasesDiffer,
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
    /// The cases that say something else than they did when the profile was frozen.
    pub differing: Vec<String>,
    /// How many cases of the profile are left out, because they ask for what the target says that it lacks.
    pub left_out: usize,
    /// What the cases of the profile that passed are about.
    pub covered: Covered,
}

impl Judged<'_> {
    /// What a verdict is made of. The digest is that of the case now.
    #[must_use]
    pub fn came<'j>(&'j self, digest: Option<&'j Digest>) -> CaseEvidence<'j> {
        CaseEvidence { id: &self.case.id, status: self.status, blame: self.observed.blame, covers: &self.case.covers, digest }
    }
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
            Self::CasesDiffer => "no verdict, because cases differ from those of the profile",
            Self::NotConformant => "not conformant",
            Self::TargetBroke => "no verdict, because the target broke down",
            Self::Internal => "no verdict, because rsmlab broke down",
        }
    }
}

impl Verdict {
    /// The verdict on a profile. `narrow` says that only a part of it was asked for.
    #[must_use]
    pub fn of(came: &[CaseEvidence<'_>], profile: &Profile, narrow: bool, catalogue: &Catalogue) -> Self {
        let mut counts: BTreeMap<Status, usize> = Status::ALL.into_iter().map(|status| (status, 0)).collect();
        came.iter().for_each(|came| *counts.entry(came.status).or_default() += 1);
        let of_profile: Vec<&CaseEvidence<'_>> = came.iter().filter(|came| profile.has(came.id)).collect();
        let frozen = |came: &CaseEvidence<'_>| profile.cases.get(came.id).and_then(Option::as_ref);
        let differs = |came: &CaseEvidence<'_>| came.digest.zip(frozen(came)).is_some_and(|(digest, frozen)| digest != frozen);
        let differing: Vec<String> = came.iter().filter(|came| differs(came)).map(|came| came.id.to_owned()).collect();
        let is_left_out = |came: &CaseEvidence<'_>| profile.supported_only && came.status == Status::Unsupported;
        let left_out = of_profile.iter().filter(|came| is_left_out(came)).count();
        let passed = of_profile.iter().filter(|came| came.status == Status::Pass);
        let covered = Covered::of(passed.clone().map(|came| PassedCase { id: came.id, covers: came.covers }), catalogue);
        let some = |status: Status| came.iter().any(|came| came.status == status && !is_left_out(came));
        let blamed = |blame: Blame| came.iter().any(|came| came.blame == Some(blame));
        let conclusion = if blamed(Blame::Harness) {
            Conclusion::Internal
        } else if blamed(Blame::Target) {
            Conclusion::TargetBroke
        } else if came.iter().any(|came| came.status.is_unexpected() && !differs(came)) {
            Conclusion::NotConformant
        } else if !differing.is_empty() {
            Conclusion::CasesDiffer
        } else if narrow {
            Conclusion::NothingUnexpectedInThePart
        } else if some(Status::Skip) || some(Status::Unsupported) || of_profile.len() < profile.cases.len() || passed.count() == 0 {
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
            not_selected: profile.cases.len() - of_profile.len(),
            besides: came.len() - of_profile.len(),
            differing,
            left_out,
            covered,
        }
    }

    /// How many cases came to a status.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.counts.get(&status).copied().unwrap_or(0)
    }

    /// The verdict in a few sentences: of which profile, what it covers, and what was left open and whether that counts.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut text = format!("{} version {}: {}", self.profile, self.version, self.conclusion.words());
        let Covered { functions, .. } = self.covered;
        text += &match self.conclusion {
            Conclusion::Conformant | Conclusion::ConformantButForExpectedFailures => {
                format!(
                    " in the {} that it has cases for ({}); {} untested.",
                    many(functions.tested, "function"),
                    self.covered,
                    many(self.covered.untested(), "function")
                )
            }
            _ if functions.tested == 0 => ".".to_owned(),
            _ => format!(". What passed is about {} of {} functions ({}).", functions.tested, functions.of, self.covered),
        };
        let variants = self.count(Status::Variant);
        if variants > 0 {
            text += &format!(
                " {} answered otherwise than rsmlab where documents leave it open; --strict takes no other answer.",
                many(variants, "case")
            );
        }
        if !self.differing.is_empty() {
            text +=
                &format!(" {} from {} version {}: {}.", differ(self.differing.len()), self.profile, self.version, listed(&self.differing));
        }
        let unsupported = self.count(Status::Unsupported) - self.left_out;
        let open = [(self.count(Status::Skip), "skipped"), (unsupported, "not supported by the target")];
        let open: Vec<String> = open.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")).collect();
        if !open.is_empty() {
            text += &format!(" {}; without them there is no conformance to the profile.", open.join(", "));
        }
        if self.left_out > 0 {
            text += &format!(" {} left out, because the target does not support what they ask for.", many(self.left_out, "case"));
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

/// How many of the cases that differ a sentence names.
const NAMED: usize = 3;

fn listed(ids: &[String]) -> String {
    let named = ids.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if ids.len() > NAMED { format!("{named} and {} more", ids.len() - NAMED) } else { named }
}

fn differ(number: usize) -> String {
    if number == 1 { "1 case differs".to_owned() } else { format!("{number} cases differ") }
}

fn many(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
