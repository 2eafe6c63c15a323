//! The matrix as a page: how well our own engine's runs prove each return and rule.

use super::page::{CaseLink, Cell, Group, Sheet, StandingMark, Strip};
use super::{FunctionLine, Matrix, MatrixRule, Proven, Standing};
use crate::page::Ways;

impl Matrix<'_> {
    /// One HTML page.
    #[must_use]
    pub fn to_html(&self, ways: &dyn Ways) -> String {
        let totals = &self.totals;
        let (open, more) = (totals.open + totals.rules_open, totals.other_rules_open);
        let number = |standing: Standing| self.entries().filter(|(_, proven)| proven.standing == standing).count();
        let sheet = Sheet {
            heading: "What is proven".to_owned(),
            intro: "Every documented return and rule of the Removable Storage Manager API, and how well the scenarios of rsmlab prove it. A rule is proven \
                    when they find out every engine that is made to break it. Each square is one of them; it leads to what it says and to the scenarios that show it."
                .to_owned(),
            figures: vec![
                ("functions in the engine", totals.functions_in_engine, totals.functions),
                ("returns asserted", totals.asserted, totals.returns),
                ("rules proven", totals.rules_proven, totals.rules),
                ("rules of no single function proven", totals.other_rules_proven, totals.other_rules),
            ],
            remark: Some(("open in these functions", open, format!("and {more} of no single function"))),
            example: "function, status, stance, coverage: inject slot_full",
            legend: Standing::ALL.iter().map(|standing| (standing.mark(), number(*standing))).collect(),
            cases: Vec::new(),
            groups: Group::of(self.functions().map(|line| (line.function, vec![returns(&line), rules(line.rules, &line.function.group)])))
                .into_iter()
                .chain([Group::of_others(rules(&self.other_rules, "beyond single functions"))])
                .collect(),
        };
        sheet.to_html(ways)
    }
}

impl Standing {
    const fn mark(self) -> StandingMark {
        StandingMark { word: self.word(), meaning: self.meaning(), sign: self.sign() }
    }
}

fn returns<'m>(line: &FunctionLine<'m, 'm>) -> Strip<'m> {
    let cell =
        |row: &'m super::MatrixRow<'m>| cell(&row.id, row.status, row.when, vec!["return", row.stance, &line.function.group], &row.proven);
    Strip { kind: "returns", good: Standing::Asserted.word(), cells: line.rows.iter().map(cell).collect() }
}

fn rules<'m>(rules: &'m [MatrixRule<'m>], group: &'m str) -> Strip<'m> {
    let words = |rule: &'m MatrixRule<'m>| ["rule", group].into_iter().chain(rule.function).collect();
    Strip {
        kind: "rules",
        good: Standing::Proven.word(),
        cells: rules.iter().map(|rule| cell(rule.id, rule.id, rule.text, words(rule), &rule.proven)).collect(),
    }
}

fn cell<'m>(id: &'m str, name: &'m str, text: &'m str, mut words: Vec<&'m str>, proven: &'m Proven<'m>) -> Cell<'m> {
    words.push(proven.coverage.word());
    let links = proven.scenarios.iter().map(|witness| CaseLink { path: Some(witness.path), title: witness.title }).collect();
    let why = proven.why.as_deref().map(str::to_owned);
    Cell { id, name, text, words, mark: proven.standing.mark(), is_good: proven.standing.is_good(), why, links }
}
