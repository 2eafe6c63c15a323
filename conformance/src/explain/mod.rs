//! `rsmlab explain`: everything known about one name, from the catalogue, the decisions, the engine and the runs.

mod case;
mod evidence;
mod function;
mod model;
mod row;
mod types;
mod word;

use std::borrow::Cow;
use std::collections::BTreeSet;

use rsmlab_engine::status::Status;

pub(crate) use self::row::BOTH_ORDERS;
pub(crate) use self::word::TO_DO;
use crate::catalogue::Catalogue;
use crate::catalogue::source::Source;
use crate::coverage::Coverage;
use crate::decision::{self, Decision};
use crate::find::{self, CatalogueItem};

/// What an explanation is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Knowledge<'k> {
    /// What the documents say.
    pub catalogue: &'k Catalogue,
    /// What was chosen where they disagree.
    pub decisions: &'k [Decision],
    /// What the runs prove; absent when there are no scenarios at hand.
    pub coverage: Option<&'k Coverage>,
    /// Promises that runs are held to besides those of the checkers, each with what it says.
    pub promises: &'k [(&'static str, &'static str)],
}

/// Everything known about one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The name.
    pub title: String,
    /// What it is, in a few words.
    pub kind: String,
    /// What it means.
    pub lead: String,
    /// The rest, the most wanted first.
    pub sections: Vec<Section>,
}

/// A part of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub heading: Cow<'static, str>,
    /// Its entries.
    pub entries: Vec<SectionEntry>,
}

/// An entry of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionEntry {
    /// What stands in the left column; empty for running text.
    pub key: String,
    /// What stands beside it.
    pub text: String,
    /// How it stands, in a word or two: `asserted`, `alias of ERROR_NOT_READY`; empty when there is nothing to say.
    pub state: String,
    /// The name by which more can be asked about it; empty when there is none but what stands in the key and the text.
    pub about: String,
    /// Whether it is the one that was asked about, among its neighbours.
    pub marked: bool,
}

/// Nothing has the name that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing in the catalogue is called `{query}`{}", hint(.nearest))]
pub struct Unknown {
    /// What was asked for.
    pub query: String,
    /// The names most like it.
    pub nearest: Vec<String>,
}

fn hint(nearest: &[String]) -> String {
    match nearest {
        [] => "; ask for a word that a failure or a trace prints, a function, a status, a row (InjectNtmsCleaner/ERROR_SLOT_FULL), a rule, a value or a decision (D-007)".to_owned(),
        [only] => format!("; did you mean `{only}`?"),
        several => format!("; did you mean one of these? {}", several.join(", ")),
    }
}

impl Knowledge<'_> {
    /// Explains what `query` names.
    ///
    /// # Errors
    ///
    /// When nothing has this name; with the names most like it.
    pub fn explain(&self, query: &str) -> Result<Explanation, Unknown> {
        let query = query.trim();
        if let Some(number) = decision::number(query) {
            return self.explain_decision(number);
        }
        // What documents call so goes before what traces print, and both before what nearly has this name.
        let exact = find::subjects(self.catalogue).find(|(name, _)| name == query).map(|(_, subject)| subject);
        if let Some(told) = exact.is_none().then(|| self.word(query)).flatten() {
            return Ok(told);
        }
        let subject = match exact {
            Some(subject) => subject,
            None => find::find(self.catalogue, query).map_err(|nearest| Unknown { query: query.to_owned(), nearest })?,
        };
        let explanation = self.subject(subject);
        Ok(explanation.with_to_do(to_do(subject)))
    }

    /// Explains what the catalogue knows by a name.
    pub(crate) fn subject(&self, subject: CatalogueItem<'_>) -> Explanation {
        match subject {
            CatalogueItem::Function(function) => self.function(function),
            CatalogueItem::RemoteMethod(method) => self.remote_method(method),
            CatalogueItem::Row(row) => self.row(row),
            CatalogueItem::Status(status) => self.status(status),
            CatalogueItem::Rule(rule) => self.rule(rule),
            CatalogueItem::Enumeration(enumeration) => self.enumeration(enumeration),
            CatalogueItem::Value(enumeration, value) => self.value(enumeration, value),
            CatalogueItem::Structure(structure) => self.structure(structure),
            CatalogueItem::MediaType(media_type) => self.media_type(media_type),
            CatalogueItem::Limit(limit) => self.limit(limit),
            CatalogueItem::Machine(machine) => self.machine(machine),
            CatalogueItem::OperatorRequest(case) => self.operator_request(case),
            CatalogueItem::Contradiction(contradiction) => self.contradiction(contradiction),
        }
    }

    fn explain_decision(&self, number: u32) -> Result<Explanation, Unknown> {
        let Some(decision) = self.decisions.iter().find(|decision| decision.number == number) else {
            let nearest = self.decisions.iter().map(Decision::name);
            return Err(Unknown { query: decision::name(number), nearest: nearest.collect() });
        };
        Ok(self.decision(decision).with_to_do("Hold to it, or change it in DECISIONS.md, with all that cites it."))
    }

    /// A decision.
    #[expect(clippy::unused_self, reason = "everything is explained in the same way")]
    pub(crate) fn decision(&self, decision: &Decision) -> Explanation {
        let mut explanation = Explanation::new(&decision.name(), "decision", &decision.title);
        explanation.section("chosen", decision.text.split("\n\n").map(SectionEntry::text));
        for (line, text) in &decision.lines {
            explanation.section(*line, [SectionEntry::text(text)]);
        }
        explanation
    }

    /// The decisions that speak of any of these names.
    fn decisions_about<'n>(&self, names: impl Iterator<Item = &'n str> + Clone) -> impl Iterator<Item = SectionEntry> {
        self.decisions
            .iter()
            .filter(move |decision| names.clone().any(|name| decision.mentions(name)))
            .map(|decision| SectionEntry::keyed(&decision.name(), &decision.title))
    }

    /// Sources, each once.
    fn named_once<'s>(&self, sources: impl IntoIterator<Item = &'s Source>) -> Vec<SectionEntry> {
        let mut told = BTreeSet::new();
        self.sources(sources.into_iter().filter(|source| told.insert(source.to_string())))
    }

    /// Sources, each with the title of its page.
    fn sources<'s>(&self, sources: impl IntoIterator<Item = &'s Source>) -> Vec<SectionEntry> {
        let title = |source: &Source| {
            let tag = source.to_string();
            let page = source.page.as_ref().and_then(|_| self.catalogue.model.pages.iter().find(|page| page.tag == tag));
            let title = page.map_or_else(|| source.document.title().to_owned(), |page| page.title.clone());
            SectionEntry::keyed(&tag, &title)
        };
        sources.into_iter().map(title).collect()
    }
}

impl Explanation {
    pub(crate) fn new(title: &str, kind: impl Into<String>, lead: &str) -> Self {
        Self { title: title.to_owned(), kind: kind.into(), lead: lead.to_owned(), sections: Vec::new() }
    }

    /// Adds what a reader can do who has met it.
    fn with_to_do(mut self, to_do: &str) -> Self {
        self.section(TO_DO, [SectionEntry::text(to_do)]);
        self
    }

    /// Adds a section, unless there is nothing to say in it.
    pub(crate) fn section(&mut self, heading: impl Into<Cow<'static, str>>, entries: impl IntoIterator<Item = SectionEntry>) {
        let entries: Vec<_> = entries.into_iter().collect();
        if !entries.is_empty() {
            self.sections.push(Section { heading: heading.into(), entries });
        }
    }
}

impl SectionEntry {
    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        Self::keyed("", text.as_ref())
    }

    /// An entry with a key.
    #[must_use]
    pub fn keyed(key: &str, text: &str) -> Self {
        Self { key: key.to_owned(), text: text.to_owned(), state: String::new(), about: String::new(), marked: false }
    }

    /// The same about something that has a name of its own.
    pub(crate) fn about(self, name: impl Into<String>) -> Self {
        Self { about: name.into(), ..self }
    }
}

/// What a reader can do who has met a name of the documents.
const fn to_do(subject: CatalogueItem<'_>) -> &'static str {
    match subject {
        CatalogueItem::Function(_) | CatalogueItem::RemoteMethod(_) => {
            "Explain one of its returns (FUNCTION/STATUS) for when it is due, and for the scenarios that show it."
        }
        CatalogueItem::Row(_) => {
            "Run one of the scenarios to see it; where the engine has it otherwise, CONTRIBUTING.md says who is wrong and how to mend it."
        }
        CatalogueItem::Status(_) => {
            "Explain it for the function that returned it (FUNCTION/STATUS): the same status can mean different things."
        }
        CatalogueItem::Rule(_) => "Run one of the scenarios to see it kept; a scenario claims it with covers.",
        CatalogueItem::Enumeration(_) | CatalogueItem::Value(..) => {
            "Use the name in scenarios, in full or without what all its neighbours begin with."
        }
        CatalogueItem::Structure(_) => "Check its members in scenarios: check SUBJECT MEMBER=VALUE.",
        CatalogueItem::MediaType(_) => "Give it to a library or a cartridge of a scenario with media-type=.",
        CatalogueItem::Limit(_) => "Keep within it; the tests of the language and of the calls try what is beyond it.",
        CatalogueItem::Machine(_) => "See the states a run goes through in its trace: every step is a line.",
        CatalogueItem::OperatorRequest(_) => {
            "Expect it in a scenario (expect operator-request=KIND), or let the operator answer it (on-request KIND)."
        }
        CatalogueItem::Contradiction(_) => "Take what we take, or write another choice into DECISIONS.md.",
    }
}

/// A status in a few words: its number, and whose number that is.
fn number(status: Status) -> String {
    status.borrowed_from().map_or_else(
        || format!("{} in winerror.h", status.number()),
        |lender| format!("{}, the number of {lender}; winerror.h has no such name", status.number()),
    )
}
