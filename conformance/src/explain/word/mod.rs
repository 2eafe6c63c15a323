//! Words: what failures and traces print and no document defines as such. Every word comes from the table or enumeration that prints
//! it, so that none is forgotten.

mod engine;
mod number;
mod printed;
mod report;
mod scsi;
mod short;
mod world;

use super::{Entry, Explanation, Knowledge, Section};

/// One of the things that a word can mean.
pub(super) struct Meaning {
    /// What it is, in a few words.
    kind: String,
    /// What it means, in a sentence.
    lead: String,
    sections: Vec<Section>,
}

impl Meaning {
    fn new(kind: impl Into<String>, lead: impl Into<String>) -> Self {
        Self { kind: kind.into(), lead: lead.into(), sections: Vec::new() }
    }

    /// The same with a section, unless there is nothing to say in it.
    fn with(mut self, heading: &'static str, entries: impl IntoIterator<Item = Entry>) -> Self {
        let entries: Vec<Entry> = entries.into_iter().collect();
        if !entries.is_empty() {
            self.sections.push(Section { heading: heading.into(), entries });
        }
        self
    }

    /// The same with where it is documented, and what to do about it.
    fn documented(self, documents: impl IntoIterator<Item = Entry>, to_do: &str) -> Self {
        self.with(DOCUMENTED, documents).with(TO_DO, [Entry::text(to_do)])
    }
}

/// The section that says where something is documented.
pub(super) const DOCUMENTED: &str = "documented in";
/// The section that says what somebody can do who has met it.
pub(crate) const TO_DO: &str = "what to do";

/// The form under which words are compared: programs write `transport_jammed` where people read `TransportJammed`.
fn key(word: &str) -> String {
    word.to_lowercase().replace('_', "")
}

impl Knowledge<'_> {
    /// What a word means, if it is one of those that are printed.
    pub(super) fn word(&self, query: &str) -> Option<Explanation> {
        // The second mount of a run is MOUNT#2.
        let word = query.rsplit_once('#').filter(|(_, number)| number.parse::<u32>().is_ok()).map_or(query, |(word, _)| word);
        let meanings: Vec<Meaning> = [
            self.numbers(word),
            self.refusals(word),
            self.failures(word),
            self.senses(word),
            self.scsi_senses(word),
            self.scsi_statuses(word),
            self.scsi_commands(word),
            self.phases(word),
            self.problems(word),
            self.exceptions(word),
            self.faults(word),
            self.acts(word),
            self.promises(word),
            self.printed(word),
            self.results(word),
            self.members(word),
            self.short_forms(word),
        ]
        .into_iter()
        .flatten()
        .collect();
        explanation(query, meanings)
    }
}

/// One explanation of all that a word means.
fn explanation(query: &str, mut meanings: Vec<Meaning>) -> Option<Explanation> {
    if meanings.len() == 1 {
        let Meaning { kind, lead, sections } = meanings.pop()?;
        return Some(Explanation { title: query.to_owned(), kind, lead, sections });
    }
    let first = meanings.first()?;
    let kinds = meanings.iter().map(|meaning| meaning.kind.as_str()).collect::<Vec<_>>().join("; ");
    let lead = format!("It has {} meanings. {}", meanings.len(), first.lead);
    let sections = meanings.into_iter().enumerate().flat_map(|(place, Meaning { kind, lead, sections })| {
        let also = (place > 0).then(|| Section { heading: "also".into(), entries: vec![Entry::keyed(&kind, &lead)] });
        also.into_iter().chain(sections)
    });
    Some(Explanation { title: query.to_owned(), kind: kinds, lead, sections: sections.collect() })
}
