//! Explaining a case of the suite: what it shows, which rows and rules it is about, and how to run it alone.

use super::{Explanation, Knowledge, SectionEntry};
use crate::case::{Case, CaseWork};

impl Knowledge<'_> {
    /// A case.
    #[must_use]
    pub fn case(&self, case: &Case) -> Explanation {
        let mut explanation = Explanation::new(&case.id, format!("case, {}", case.kind), &case.title);
        explanation.section("is about", case.covers.iter().map(|id| self.covered(id)));
        if let CaseWork::Either(_, either) = &case.work {
            explanation.section("one of them answers, and no document says which", either.iter().map(SectionEntry::text));
        }
        let titles = |id: &String| self.decisions.iter().find(|decision| decision.name() == *id).map_or("", |decision| &decision.title);
        explanation.section("depends on", case.depends.iter().map(|id| SectionEntry::keyed(id, titles(id))));
        let file = case.scenario().filter(|loaded| !loaded.path.is_empty()).map(|loaded| SectionEntry::text(&loaded.path));
        explanation.section("scenario", file);
        let tags: Vec<&str> = case.tags.iter().map(String::as_str).collect();
        explanation.section("tags", [SectionEntry::text(tags.join(", "))]);
        explanation.section("to run it alone", [SectionEntry::text(format!("rsmlab conformance run {}", case.id))]);
        explanation.with_to_do("Run it alone; where it fails, CONTRIBUTING.md says how to find out who is wrong.")
    }

    /// A row or rule in one line.
    fn covered(&self, id: &str) -> SectionEntry {
        let row = self.catalogue.row(id).map(|row| row.row.when.as_str());
        let rule = self.catalogue.rule(id).map(|rule| rule.text);
        SectionEntry::keyed(id, row.or(rule).unwrap_or_default())
    }
}
