//! What the runs have to say about a row or rule.

use std::collections::BTreeSet;

use super::{Knowledge, SectionEntry};
use crate::coverage::{Counter, Coverage, Evidence, Proof};

impl Knowledge<'_> {
    /// The scenarios that have to do with this id.
    pub(super) fn scenarios(&self, id: &str) -> Vec<SectionEntry> {
        let Some(coverage) = self.coverage else {
            return vec![SectionEntry::text("No scenarios at hand: there is no `scenarios` folder here or above.")];
        };
        let Evidence { covered_by, raised_by, asserted_by, claimed_by, .. } = coverage.evidence(id);
        let mut entries = Vec::new();
        let mut told = BTreeSet::new();
        for (word, paths) in
            [("asserts it", &asserted_by), ("claims it", &claimed_by), ("covers it", &covered_by), ("raises it", &raised_by)]
        {
            for path in paths.iter().filter(|path| told.insert((*path).clone())) {
                entries.push(SectionEntry::keyed(word, &scenario(coverage, path)).about(path));
            }
        }
        if entries.is_empty() {
            entries.push(SectionEntry::text("None covers it, and none raises it."));
        }
        entries
    }

    /// The engines that are made to break this rule, and what finds them out.
    pub(super) fn counters(&self, rule: &str) -> Vec<SectionEntry> {
        let Some(coverage) = self.coverage else { return Vec::new() };
        let entry = |counter: &Counter| {
            let clause = counter.clause.as_ref().map(|clause| format!(" [{clause}]")).unwrap_or_default();
            let found = match &counter.found_by {
                Some(path) => format!("found out by {path}"),
                None => "no scenario about the rule finds it out".to_owned(),
            };
            SectionEntry {
                marked: counter.found_by.is_none(),
                ..SectionEntry::keyed(&counter.name, &format!("{}{clause} {found}.", counter.says))
            }
        };
        coverage.evidence(rule).counters.iter().map(entry).collect()
    }

    /// How well this id is proven, in a word; empty when no scenarios are at hand.
    pub(super) fn proof(&self, id: &str) -> &'static str {
        self.coverage.map_or("", |coverage| coverage.evidence(id).proof().word())
    }

    /// Whether it is known that this id is neither asserted nor proven.
    pub(crate) fn is_open(&self, id: &str) -> bool {
        self.coverage.is_some_and(|coverage| !matches!(coverage.evidence(id).proof(), Proof::Asserted | Proof::Proven))
    }
}

fn scenario(coverage: &Coverage, path: &str) -> String {
    match coverage.title(path) {
        "" => path.to_owned(),
        title => format!("{path}: {title}"),
    }
}
