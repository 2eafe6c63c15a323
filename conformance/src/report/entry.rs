//! What came of one case, as reports say it.

use std::time::Duration;

use rsmlab_language::escape;
use serde::{Deserialize, Serialize};

use super::Invocation;
use crate::case::CaseKind;
use crate::case::text::Digest;
use crate::catalogue::Catalogue;
use crate::run::ScenarioOutcome;
use crate::verdict::{Blame, CaseEvidence, Judged, Observed, Status};

/// How many of the rows and rules that a case is about a failure cites in words.
const RULES: usize = 6;

/// What came of one case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Entry {
    /// Its id; of a scenario that is of no suite, its path.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// How it came about: scenario, precedence, arguments, rights or states.
    pub kind: String,
    /// What it came to.
    pub status: Status,
    /// What is to be said about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The rows and rules it is about.
    pub covers: Vec<String>,
    /// The scenario file, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The first sixteen hexadecimal digits of the SHA-256 of its text; absent when it is not here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub digest: Option<Digest>,
    /// How long it took in virtual time.
    pub virtual_ms: u64,
    /// How many things happened.
    pub events: u64,
    /// The hash of the trace, in sixteen hexadecimal digits; a JSON number could not hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// The rows of what the target answered as documents allow it, where we chose otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// What was not as it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The command that repeats just this case, unless it passed or cannot be run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// The page that shows its run, as it lies in the folder of the reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// How long it took in real time, which only JUnit tells: the same run gives the same report otherwise. Nothing in a report that
    /// was read, as nobody knows.
    #[serde(skip)]
    pub took: Option<Duration>,
}

/// What was not as it should be.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Failure {
    /// How it fails, as lists of expected failures say it.
    pub observation: String,
    /// Who is to blame, when something broke down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blame: Option<Blame>,
    /// The line of the statement that was not met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// What should have come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What came.
    pub observed: String,
    /// Why, as far as the target says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What can be done about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What the documents say, in our words.
    pub rules: Vec<Rule>,
    /// What led to it, as lines of the trace: from where it came into the run to what contradicts the expectation.
    #[serde(default)]
    pub causes: Vec<String>,
    /// The last lines of the trace before it.
    pub trace: Vec<String>,
}

/// A row or a rule in our words.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
}

impl Entry {
    /// What came of a case of the suite.
    #[must_use]
    pub fn of(judged: &Judged<'_>, invocation: &Invocation, catalogue: &Catalogue) -> Self {
        let case = judged.case;
        let file = case.scenario().filter(|_| case.kind == CaseKind::Scenario).map(|loaded| loaded.path.clone());
        let bare = Self {
            id: case.id.clone(),
            title: case.title.clone(),
            kind: case.kind.word().to_owned(),
            status: judged.status,
            note: judged.note.clone(),
            covers: case.covers.clone(),
            file,
            digest: case.digest(),
            failure: Failure::of(&judged.observed, &case.covers, catalogue),
            again: (!matches!(judged.status, Status::Pass | Status::Skip)).then(|| invocation.again(&case.id)),
            ..Self::bare()
        };
        bare.with(judged.outcome.as_ref())
    }

    /// What came of a scenario that somebody ran for its own sake.
    #[must_use]
    pub fn of_scenario(outcome: &ScenarioOutcome, invocation: &Invocation, catalogue: &Catalogue) -> Self {
        let observed = Observed::of(outcome);
        let path = &outcome.path;
        let bare = Self {
            id: path.strip_suffix(".kdl").unwrap_or(path).to_owned(),
            title: outcome.title.clone(),
            kind: CaseKind::Scenario.word().to_owned(),
            status: observed.status,
            covers: outcome.covers.clone(),
            file: Some(path.clone()),
            failure: Failure::of(&observed, &outcome.covers, catalogue),
            again: (observed.status != Status::Pass).then(|| invocation.again(path)),
            ..Self::bare()
        };
        bare.with(Some(outcome))
    }

    /// An entry of which nothing is known, to be filled in.
    #[must_use]
    pub fn bare() -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            kind: String::new(),
            status: Status::Skip,
            note: None,
            covers: Vec::new(),
            file: None,
            digest: None,
            virtual_ms: 0,
            events: 0,
            hash: None,
            variants: Vec::new(),
            failure: None,
            again: None,
            view: None,
            took: Some(Duration::ZERO),
        }
    }

    /// The same with what is known of its run.
    fn with(self, outcome: Option<&ScenarioOutcome>) -> Self {
        let run = outcome.and_then(|outcome| outcome.report.as_ref());
        Self {
            virtual_ms: run.map_or(0, |report| report.virtual_end.0),
            events: run.map_or(0, |report| report.events),
            hash: run.map(|report| format!("{:016x}", report.hash)),
            variants: outcome.iter().flat_map(|outcome| outcome.variants.iter().cloned()).collect(),
            took: Some(outcome.map_or(Duration::ZERO, |outcome| outcome.took)),
            ..self
        }
    }

    /// What a verdict is made of.
    #[must_use]
    pub fn came(&self) -> CaseEvidence<'_> {
        let blame = self.failure.as_ref().and_then(|failure| failure.blame);
        CaseEvidence { id: &self.id, status: self.status, blame, covers: &self.covers, digest: self.digest.as_ref() }
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

    /// What was expected and what came in one line.
    #[must_use]
    pub fn message(&self) -> String {
        match self.failure.as_ref().and_then(|failure| Some((failure.expected.as_ref()?, &failure.observed))) {
            Some((expected, observed)) => {
                let note = self.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
                format!("expected {expected}; came: {observed}{note}")
            }
            None => self.reason(),
        }
    }

    /// Where the statement stands that was not met: `scenarios/stories/first.kdl:12`.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        let line = self.failure.as_ref().and_then(|failure| failure.line).map(|line| format!(":{line}")).unwrap_or_default();
        self.file.as_ref().map(|file| format!("{file}{line}"))
    }
}

impl Failure {
    /// What was seen of a case that did not hold; also of one that was expected not to. What a target does not support has no trace:
    /// nothing went wrong.
    fn of(observed: &Observed, covers: &[String], catalogue: &Catalogue) -> Option<Self> {
        if observed.status == Status::Skip {
            return None;
        }
        let (line, statement) = observed.statement.clone().unzip();
        let is_wrong = observed.status != Status::Unsupported;
        Some(Self {
            observation: observed.failure()?,
            blame: observed.blame,
            line,
            statement,
            expected: observed.expected.clone(),
            observed: observed.came.clone(),
            why: observed.why.clone(),
            help: observed.help.clone(),
            rules: covers.iter().take(if is_wrong { RULES } else { 0 }).filter_map(|id| rule(id, catalogue)).collect(),
            causes: if is_wrong { observed.causes.clone() } else { Vec::new() },
            trace: if is_wrong { observed.before.clone() } else { Vec::new() },
        })
    }
}

/// What the documents say, in the words of the catalogue.
fn rule(id: &str, catalogue: &Catalogue) -> Option<Rule> {
    let row = catalogue.row(id).map(|row| format!("{} answers {} when {}", row.function.name, row.row.name, row.row.when));
    let text = row.or_else(|| catalogue.rule(id).map(|rule| rule.text.to_owned()))?;
    Some(Rule { id: id.to_owned(), text })
}

impl Invocation {
    /// The command that repeats just this case.
    fn again(&self, name: &str) -> String {
        let words = ["rsmlab"].into_iter().chain(self.command.split(' '));
        let options = self.options.iter().map(String::as_str);
        words.chain(options).chain([escape::shell(name).as_str()]).collect::<Vec<_>>().join(" ")
    }
}
