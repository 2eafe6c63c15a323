//! Explaining a function, and a method of the remote protocol.

use super::row::{IN_THE_ENGINE, disagreement, order_in_the_engine};
use super::{Explanation, Knowledge, SectionEntry};
use crate::catalogue::RowOf;
use crate::catalogue::function::{Direction, Function, Parameter, RemoteMethod};

impl Knowledge<'_> {
    /// A function of the API, or a callback.
    pub(super) fn function(&self, function: &Function) -> Explanation {
        let mut explanation = Explanation::new(&function.name, format!("function, {}", function.group), &function.summary);
        explanation.section("sources", self.sources(&function.sources));
        explanation.section("parameters", function.parameters.iter().map(parameter));
        let actions = function.actions.iter();
        explanation.section(
            "actions",
            actions.map(|action| SectionEntry::keyed(&action.name, &format!("{} {}: {}", action.param, action.value, action.meaning))),
        );
        explanation.section("rights", function.required_access.iter().map(SectionEntry::text));
        explanation.section("completion", [SectionEntry::text(&function.completion)]);
        let order = function.validation_order.iter().enumerate();
        explanation.section(
            "order of checks",
            order.map(|(place, check)| SectionEntry::keyed(&format!("{}.", place + 1), &format!("{}: {}", check.check, check.code))),
        );
        explanation.section(IN_THE_ENGINE, order_in_the_engine(function, |_| false));
        let returns = function.returns.iter();
        explanation.section("returns", returns.map(|row| self.return_line(RowOf { function, row }, &row.name)));
        explanation.section("rules", function.rules.iter().map(|rule| self.rule_line(&rule.id, &rule.text)));
        let conflicts = function.conflicts.iter();
        explanation.section("disagreements", conflicts.flat_map(|conflict| disagreement(&conflict.text, &conflict.recommended)));
        explanation.section("decisions", self.decisions_about([function.name.as_str()].into_iter()));
        explanation
    }

    /// A method of the remote protocol.
    pub(super) fn remote_method(&self, method: &RemoteMethod) -> Explanation {
        let mut explanation = Explanation::new(&method.name, "method of the remote protocol", &method.summary);
        explanation.section("the same through the API", method.counterpart.iter().map(SectionEntry::text));
        explanation.section("parameters", method.parameters.iter().map(parameter));
        explanation.section("returns", method.returns.iter().map(|row| SectionEntry::keyed(&row.name, &row.when)));
        explanation.section("rules", method.rules.iter().map(|rule| self.rule_line(&rule.id, &rule.text)));
        let conflicts = method.conflicts.iter();
        explanation.section("disagreements", conflicts.flat_map(|conflict| disagreement(&conflict.text, &conflict.recommended)));
        explanation
    }

    /// A rule in one line.
    pub(crate) fn rule_line(&self, id: &str, text: &str) -> SectionEntry {
        SectionEntry { state: self.proof(id).to_owned(), marked: self.is_open(id), ..SectionEntry::keyed(id, text) }
    }
}

fn parameter(parameter: &Parameter) -> SectionEntry {
    let direction = match parameter.direction {
        Direction::In => "in",
        Direction::Out => "out",
        Direction::InOut => "in and out",
    };
    let null = match parameter.nullable {
        Some(true) => ", may be NULL",
        Some(false) | None => "",
    };
    SectionEntry::keyed(&parameter.name, &format!("{}, {direction}{null}: {}", parameter.kind, parameter.meaning))
}
