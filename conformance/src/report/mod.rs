//! Reports: one model of what came of a run, and its forms for people, CI systems and programs.
//!
//! Every form is a view of the same [`Report`]. Nothing in it depends on how long the run took or where it ran, so the
//! same run gives the same report, byte for byte.

pub mod files;
pub mod github;
pub mod human;
pub mod junit;
pub mod tap;

use std::collections::BTreeMap;

use rsmlab_sim::escape;
use serde::Serialize;

use crate::case::Kind;
use crate::catalogue::Catalogue;
use crate::verdict::{Blame, Conclusion, Judged, Status, Verdict};

/// The version of the form of the JSON report.
pub const SCHEMA: u32 = 1;

/// How many of the rows and rules that a case is about a failure cites in words.
const RULES: usize = 6;

/// How the run was asked for, so that a part of it can be asked for again.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The program as it was called, as a shell takes it.
    pub program: String,
    /// What has to be said again about how cases are run: `--seed 7`.
    pub options: Vec<String>,
    /// What was tested.
    pub target: String,
}

/// What came of a run; its JSON form is promised to programs.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    schema: u32,
    /// What was tested.
    pub target: String,
    /// What was said of the profile.
    pub verdict: Said,
    /// How many cases came to each status; all statuses are there.
    pub counts: BTreeMap<&'static str, usize>,
    /// The cases, in order.
    pub cases: Vec<Entry>,
}

/// The verdict, as reports say it.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    /// The name of the profile.
    pub profile: String,
    /// Its version.
    pub version: u32,
    /// In a word.
    pub conclusion: Conclusion,
    /// In a sentence.
    pub sentence: String,
    /// How many cases of the profile were not asked for.
    pub not_selected: usize,
}

/// What came of one case.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// How it came about.
    pub kind: &'static str,
    /// What it came to.
    pub status: Status,
    /// What is to be said about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The rows and rules it is about.
    pub covers: Vec<String>,
    /// The scenario file, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// How long it took in virtual time.
    pub virtual_ms: u64,
    /// How many things happened.
    pub events: u64,
    /// The hash of the trace, in sixteen hexadecimal digits; a JSON number could not hold it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// The rows of what the target answered as documents allow it, where we chose otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// What was not as it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The command that repeats just this case, unless it passed or cannot be run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
}

/// What was not as it should be.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// How it fails, as lists of expected failures say it.
    pub observation: String,
    /// Who is to blame, when something broke down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blame: Option<Blame>,
    /// The line of the statement that was not met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// What should have come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What came.
    pub observed: String,
    /// Why, as far as the target says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What can be done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What the documents say, in our words.
    pub rules: Vec<Rule>,
    /// The last lines of the trace before it.
    pub trace: Vec<String>,
}

/// A row or a rule in our words.
#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
}

impl Report {
    /// The report of a run.
    #[must_use]
    pub fn of(judged: &[Judged<'_>], verdict: &Verdict, invocation: &Invocation, catalogue: &Catalogue) -> Self {
        Self {
            schema: SCHEMA,
            target: invocation.target.clone(),
            verdict: Said {
                profile: verdict.profile.clone(),
                version: verdict.version,
                conclusion: verdict.conclusion,
                sentence: verdict.sentence(),
                not_selected: verdict.not_selected,
            },
            counts: verdict.counts.iter().map(|(status, count)| (status.word(), *count)).collect(),
            cases: judged.iter().map(|judged| Entry::of(judged, invocation, catalogue)).collect(),
        }
    }

    /// One JSON document.
    ///
    /// # Panics
    ///
    /// Never: every part of it has a JSON form.
    #[must_use]
    pub fn to_json(&self) -> String {
        escape::json(&serde_json::to_string_pretty(self).expect("a report has a JSON form")).into_owned() + "\n"
    }

    /// The cases that somebody has to look at.
    pub fn unexpected(&self) -> impl Iterator<Item = &Entry> {
        self.cases.iter().filter(|entry| entry.status.is_unexpected())
    }

    /// How many cases came to a status.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.counts.get(status.word()).copied().unwrap_or(0)
    }
}

impl Entry {
    fn of(judged: &Judged<'_>, invocation: &Invocation, catalogue: &Catalogue) -> Self {
        let case = judged.case;
        let run = judged.outcome.as_ref().and_then(|outcome| outcome.report.as_ref());
        let file = case.scenario().filter(|_| case.kind == Kind::Scenario).map(|loaded| loaded.path.clone());
        Self {
            id: case.id.clone(),
            title: case.title.clone(),
            kind: case.kind.word(),
            status: judged.status,
            note: judged.note.clone(),
            covers: case.covers.clone(),
            file,
            virtual_ms: run.map_or(0, |report| report.virtual_end.0),
            events: run.map_or(0, |report| report.events),
            hash: run.map(|report| format!("{:016x}", report.hash)),
            variants: judged.outcome.iter().flat_map(|outcome| outcome.variants.iter().cloned()).collect(),
            failure: Failure::of(judged, catalogue),
            again: (!matches!(judged.status, Status::Pass | Status::Skip)).then(|| again(&case.id, invocation)),
        }
    }

    /// The note and the observation in one line, for forms that have room for no more.
    #[must_use]
    pub fn reason(&self) -> String {
        let observed = self.failure.as_ref().map(|failure| failure.observed.clone());
        match (&self.note, observed) {
            (Some(note), Some(observed)) if *note != observed => format!("{note}; {observed}"),
            (Some(note), _) => note.clone(),
            (None, observed) => observed.unwrap_or_default(),
        }
    }
}

impl Failure {
    /// What was seen of a case that did not hold; also of one that was expected not to.
    fn of(judged: &Judged<'_>, catalogue: &Catalogue) -> Option<Self> {
        let observed = &judged.observed;
        if observed.status == Status::Skip {
            return None;
        }
        let (line, statement) = observed.statement.clone().unzip();
        Some(Self {
            observation: observed.failure()?,
            blame: observed.blame,
            line,
            statement,
            expected: observed.expected.clone(),
            observed: observed.came.clone(),
            why: observed.why.clone(),
            help: observed.help.clone(),
            rules: judged.case.covers.iter().take(RULES).filter_map(|id| rule(id, catalogue)).collect(),
            trace: observed.before.clone(),
        })
    }
}

/// What the documents say, in the words of the catalogue.
fn rule(id: &str, catalogue: &Catalogue) -> Option<Rule> {
    let row = catalogue.row(id).map(|row| format!("{} answers {} when {}", row.function.name, row.row.name, row.row.when));
    let text = row.or_else(|| catalogue.rule(id).map(|rule| rule.text.to_owned()))?;
    Some(Rule { id: id.to_owned(), text })
}

/// The command that repeats just this case.
fn again(id: &str, invocation: &Invocation) -> String {
    let words = [invocation.program.as_str(), "conformance", "run"];
    let options = invocation.options.iter().map(String::as_str);
    words.into_iter().chain(options).chain([escape::shell(id).as_str()]).collect::<Vec<_>>().join(" ")
}
