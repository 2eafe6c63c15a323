//! Results: of every documented return and rule what came of the cases about it, in the report of any target.

use std::collections::BTreeMap;

use serde::Serialize;

use super::page::{self, CaseGroup, CaseLink, Cell, Group, Sheet, StandingMark, Strip};
use crate::catalogue::function::Function;
use crate::catalogue::{Catalogue, RuleOf};
use crate::page::Ways;
use crate::report::{Entry, Report};
use crate::verdict::Status;

/// What came of the cases about a return or a rule, the one that matters most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// A case about it failed, and nobody expected that.
    Fail,
    /// A case about it got another answer than ours, where documents leave it open.
    Variant,
    /// A case about it failed as the list of expected failures says.
    ExpectedFailure,
    /// A case about it passed, and none failed.
    Pass,
    /// The target does not support what the cases about it ask for.
    Unsupported,
    /// No case about it was run.
    NotRun,
    /// No case is about it.
    Untested,
}

/// Every documented return and rule, and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Results<'r> {
    schema: u32,
    /// What was tested.
    pub target: &'r str,
    /// What was said of it.
    pub verdict: String,
    /// The returns and rules of the functions, function by function.
    pub functions: Vec<OfFunction<'r>>,
    /// Rules of no single function.
    pub other_rules: Vec<ResultLine<'r>>,
    #[serde(skip)]
    report: &'r Report,
}

/// What there is of one function.
#[derive(Clone, Debug, Serialize)]
pub struct OfFunction<'r> {
    /// Its name.
    pub function: &'r str,
    /// Its returns.
    pub returns: Vec<ResultLine<'r>>,
    /// Its rules.
    pub rules: Vec<ResultLine<'r>>,
    #[serde(skip)]
    of: &'r Function,
}

/// A return or a rule.
#[derive(Clone, Debug, Serialize)]
pub struct ResultLine<'r> {
    /// `InjectNtmsCleaner/ERROR_SLOT_FULL`, `inject-cleaner.door-no-inventory`.
    pub id: String,
    /// What came of it.
    pub came: Fate,
    /// The cases about it.
    pub cases: Vec<MatrixCase<'r>>,
    #[serde(skip)]
    name: &'r str,
    #[serde(skip)]
    text: &'r str,
}

/// A case about it.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixCase<'r> {
    /// Its id.
    pub id: &'r str,
    /// What it came to.
    pub status: Status,
    #[serde(skip)]
    file: Option<&'r str>,
    #[serde(skip)]
    title: &'r str,
}

impl Fate {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Pass, Self::Fail, Self::Variant, Self::ExpectedFailure, Self::Unsupported, Self::NotRun, Self::Untested];

    const fn of(status: Status) -> Self {
        match status {
            Status::Pass => Self::Pass,
            Status::Fail | Status::Xpass | Status::Error | Status::Timeout => Self::Fail,
            Status::Variant => Self::Variant,
            Status::Xfail => Self::ExpectedFailure,
            Status::Unsupported => Self::Unsupported,
            Status::Skip => Self::NotRun,
        }
    }

    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.mark().word
    }

    const fn mark(self) -> StandingMark {
        let (word, meaning, sign) = match self {
            Self::Pass => ("pass", "a case about it passed, and none failed", '\u{2713}'),
            Self::Fail => ("fail", "a case about it failed, and nobody expected that", '!'),
            Self::Variant => ("variant", "a case about it got another answer than ours, where documents leave it open", 'v'),
            Self::ExpectedFailure => ("expected failure", "a case about it failed as the list of expected failures says", 'x'),
            Self::Unsupported => ("unsupported", "the target does not support what the cases about it ask for", '-'),
            Self::NotRun => ("not run", "no case about it was run", '~'),
            Self::Untested => ("untested", "no case of the suite is about it", '\u{b7}'),
        };
        StandingMark { word, meaning, sign }
    }
}

impl<'r> Results<'r> {
    /// Joins what is documented with what a report says.
    #[must_use]
    pub fn of(catalogue: &'r Catalogue, report: &'r Report) -> Self {
        let mut about: BTreeMap<&str, Vec<&'r Entry>> = BTreeMap::new();
        for entry in &report.cases {
            entry.covers.iter().for_each(|id| about.entry(id).or_default().push(entry));
        }
        let line = |id: String, name: &'r str, text: &'r str| {
            let entries = about.get(id.as_str()).map_or(&[][..], Vec::as_slice);
            let came = entries.iter().map(|entry| Fate::of(entry.status)).min().unwrap_or(Fate::Untested);
            let case =
                |entry: &&'r Entry| MatrixCase { id: &entry.id, status: entry.status, file: entry.file.as_deref(), title: &entry.title };
            ResultLine { id, came, cases: entries.iter().map(case).collect(), name, text }
        };
        let rule = |rule: RuleOf<'r>| line(rule.id.to_owned(), rule.id, rule.text);
        let of_function = |function: &'r Function| OfFunction {
            function: &function.name,
            returns: function.returns.iter().map(|row| line(format!("{}/{}", function.name, row.name), &row.name, &row.when)).collect(),
            rules: function.rules.iter().map(|rule| line(rule.id.clone(), &rule.id, &rule.text)).collect(),
            of: function,
        };
        Self {
            schema: 1,
            target: &report.target,
            verdict: report.sentence(),
            functions: catalogue.functions.iter().map(of_function).collect(),
            other_rules: catalogue.rules().filter(|rule| rule.function(catalogue).is_none()).map(rule).collect(),
            report,
        }
    }

    /// One JSON document.
    ///
    /// # Panics
    ///
    /// Never: every part of it has a JSON form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("results have a JSON form")
    }

    /// One HTML page: what somebody has to look at, then what came of each return and rule. A run of scenarios for their own sake is about
    /// scenarios, and shows these alone.
    #[must_use]
    pub fn to_html(&self, ways: &dyn Ways) -> String {
        let cases = || self.report.cases.iter();
        let held = cases().filter(|entry| entry.status == Status::Pass).count();
        let mut sheet = Sheet {
            heading: format!("What came of {}", self.target),
            intro: format!("{}.", self.verdict.trim_end_matches('.')),
            figures: vec![("cases passed", held, self.report.cases.len())],
            remark: None,
            example: "case, function, status, how it stands: inject slot_full",
            legend: Vec::new(),
            cases: self.cases(),
            groups: Vec::new(),
        };
        if self.report.suite.is_some() {
            self.add_rows(&mut sheet);
        } else {
            let number = |came: Fate| cases().filter(|entry| Fate::of(entry.status) == came).count();
            sheet.legend = Fate::ALL.iter().filter(|came| **came != Fate::Untested).map(|came| (came.mark(), number(*came))).collect();
        }
        sheet.to_html(ways)
    }

    /// Adds what came of each return and rule.
    fn add_rows<'s>(&'s self, sheet: &mut Sheet<'s>) {
        let returns = || self.functions.iter().flat_map(|function| &function.returns);
        let rules = || self.functions.iter().flat_map(|function| &function.rules);
        let all: Vec<&ResultLine<'_>> = returns().chain(rules()).chain(&self.other_rules).collect();
        let passed = |lines: &[&ResultLine<'_>]| lines.iter().filter(|line| line.came == Fate::Pass).count();
        let (of_returns, of_rules): (Vec<_>, Vec<_>) = (returns().collect(), rules().collect());
        sheet.intro.push_str(" Each square is a documented return or rule; it leads to what it says and to the cases about it.");
        sheet.figures.extend([
            ("returns passed", passed(&of_returns), of_returns.len()),
            ("rules passed", passed(&of_rules), of_rules.len()),
            ("rules of no single function passed", passed(&self.other_rules.iter().collect::<Vec<_>>()), self.other_rules.len()),
        ]);
        sheet.legend = Fate::ALL.iter().map(|came| (came.mark(), all.iter().filter(|line| line.came == *came).count())).collect();
        let strips = |of: &'s OfFunction<'_>| vec![strip("returns", &of.returns, &of.of.group), strip("rules", &of.rules, &of.of.group)];
        sheet.groups = Group::of(self.functions.iter().map(|of| (of.of, strips(of))));
        sheet.groups.push(Group::of_others(strip("rules", &self.other_rules, "beyond single functions")));
    }

    /// The cases, those first that somebody has to look at. Those of a suite that passed stand with what they are about.
    fn cases(&self) -> Vec<CaseGroup<'_>> {
        let case = |entry: &'r Entry| page::PageCase { entry, mark: Fate::of(entry.status).mark() };
        let group = |heading, is_open, is_meant: &dyn Fn(Status) -> bool| {
            let cases = self.report.cases.iter().filter(|entry| is_meant(entry.status)).map(case).collect();
            CaseGroup { heading, is_open, cases }
        };
        let groups = [
            group("to be looked at", true, &Status::is_unexpected),
            group("answered in another documented way", false, &|status| status == Status::Variant),
            group("failed as expected", false, &|status| status == Status::Xfail),
            group("not run", false, &|status| status == Status::Skip),
            group("unsupported", false, &|status| status == Status::Unsupported),
            group("passed", true, &|status| status == Status::Pass && self.report.suite.is_none()),
        ];
        groups.into_iter().filter(|group| !group.cases.is_empty()).collect()
    }
}

fn strip<'m>(kind: &'static str, lines: &'m [ResultLine<'_>], group: &'m str) -> Strip<'m> {
    let cell = |line: &'m ResultLine<'_>| Cell {
        id: &line.id,
        name: line.name,
        text: line.text,
        words: vec![kind, group],
        mark: line.came.mark(),
        is_good: line.came == Fate::Pass,
        why: line.counts(),
        links: line.links(),
    };
    Strip { kind, good: "passed", cells: lines.iter().map(cell).collect() }
}

impl ResultLine<'_> {
    /// `3 pass, 1 fail`
    fn counts(&self) -> Option<String> {
        let number = |status: Status| self.cases.iter().filter(|case| case.status == status).count();
        let told = Status::ALL.into_iter().filter(|status| number(*status) > 0).map(|status| format!("{} {status}", number(status)));
        (!self.cases.is_empty()).then(|| told.collect::<Vec<_>>().join(", "))
    }

    /// The cases, those first that say why it stands so.
    fn links(&self) -> Vec<CaseLink<'_>> {
        let mut cases: Vec<&MatrixCase<'_>> = self.cases.iter().collect();
        cases.sort_by_key(|case| (Fate::of(case.status), case.file.is_none()));
        cases.into_iter().map(|case| CaseLink { path: case.file, title: case.title }).collect()
    }
}
