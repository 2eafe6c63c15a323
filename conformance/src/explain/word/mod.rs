//! Words: what failures and traces print and no document defines as such. Every word comes from the table or enumeration that prints
//! it, so that none is forgotten.

mod engine;
mod number;
mod printed;
mod report;
mod scsi;
mod short;
mod world;

use std::collections::BTreeSet;

use rsmlab_engine::every_phase;
use rsmlab_engine::method::refusals;
use rsmlab_engine::port::hardware::{DriveAlert, Exception, Failure};
use rsmlab_engine::port::sense::Problem;
use rsmlab_harness::checker::promise::Promise;
use rsmlab_language::model::{FLAGS, MediumKind};
use rsmlab_scsi::template::TEMPLATES;
use rsmlab_sim::fault::FaultKind;

use super::{Explanation, Knowledge, Section, SectionEntry};
use crate::verdict::Status;

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
    fn with(mut self, heading: &'static str, entries: impl IntoIterator<Item = SectionEntry>) -> Self {
        let entries: Vec<SectionEntry> = entries.into_iter().collect();
        if !entries.is_empty() {
            self.sections.push(Section { heading: heading.into(), entries });
        }
        self
    }

    /// The same with where it is documented, and what to do about it.
    fn documented(self, documents: impl IntoIterator<Item = SectionEntry>, to_do: &str) -> Self {
        self.with(DOCUMENTED, documents).with(TO_DO, [SectionEntry::text(to_do)])
    }
}

/// The section that says where something is documented.
pub(super) const DOCUMENTED: &str = "documented in";
/// The section with what a reader can do who has met it.
pub(crate) const TO_DO: &str = "what to do";

/// The form under which words are compared: programs write `transport_jammed` where people read `TransportJammed`.
fn key(word: &str) -> String {
    word.to_lowercase().replace('_', "")
}

impl Knowledge<'_> {
    /// Every word that is printed and is no name of a document, kind by kind, in the order of the tables that print them.
    pub(crate) fn words(&self) -> Vec<(&'static str, Vec<Explanation>)> {
        let senses = Failure::ALL.iter().map(|failure| failure.sense()).chain(DriveAlert::ALL.iter().map(|alert| alert.sense()));
        let promises = Promise::TABLE.iter().map(|(promise, _)| promise.0).chain(self.promises.iter().map(|(name, _)| *name));
        let kinds: [(&'static str, Vec<String>); 13] = [
            ("refusals of the engine", refusals().map(|refusal| refusal.name.to_owned()).collect()),
            ("phases of library requests", every_phase().map(|(_, name, _)| name.to_string()).collect()),
            ("failures of the hardware", Failure::ALL.iter().map(|failure| format!("{failure:?}")).collect()),
            ("sense codes", senses.map(|sense| sense.to_string()).collect()),
            ("problems of changers", Problem::ALL.iter().map(|problem| problem.name().to_owned()).collect()),
            ("exceptions of elements", Exception::ALL.iter().map(|exception| exception.name().to_owned()).collect()),
            ("faults", FaultKind::ALL.iter().map(|kind| kind.name().to_owned()).collect()),
            ("promises", promises.map(str::to_owned).collect()),
            ("words of traces", printed::words().map(str::to_owned).collect()),
            ("commands of SCSI, as scenarios call them", TEMPLATES.iter().map(|template| template.name.to_owned()).collect()),
            ("flags of elements", FLAGS.iter().map(|flag| flag.name.to_owned()).collect()),
            ("kinds of cartridges", MediumKind::WORDS.iter().map(|(name, _)| (*name).to_owned()).collect()),
            ("results of cases", Status::ALL.iter().map(|status| status.word().to_owned()).collect()),
        ];
        // A word that stands in two tables is told once, with all that it means.
        let mut told = BTreeSet::new();
        let mut first = |word: &String| told.insert(word.clone());
        kinds
            .into_iter()
            .map(|(kind, words)| (kind, words.into_iter().filter(&mut first).filter_map(|word| self.word(&word)).collect()))
            .collect()
    }

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
            self.descriptors(word),
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
        let also = (place > 0).then(|| Section { heading: "also".into(), entries: vec![SectionEntry::keyed(&kind, &lead)] });
        also.into_iter().chain(sections)
    });
    Some(Explanation { title: query.to_owned(), kind: kinds, lead, sections: sections.collect() })
}
