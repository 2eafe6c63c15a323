//! Explaining rules, state machines and operator requests.

use super::{Explanation, Knowledge, SectionEntry};
use crate::catalogue::model::{DocumentedTransition, OperatorRequestCase, Role, StateMachine};
use crate::catalogue::{RuleHome, RuleOf};

impl Knowledge<'_> {
    /// A rule.
    pub(super) fn rule(&self, rule: RuleOf<'_>) -> Explanation {
        let kind = match rule.home {
            RuleHome::Function(function) => format!("rule of {}", function.name),
            RuleHome::RemoteMethod(method) => format!("rule of {}", method.name),
            RuleHome::Everywhere => "rule of every function".to_owned(),
            RuleHome::Model { area, .. } => format!("rule of the model, {area}"),
        };
        let mut explanation = Explanation::new(rule.id, kind, rule.text);
        if let RuleHome::Model { basis, .. } = rule.home {
            explanation.section("basis", [SectionEntry::text(basis.meaning())]);
        }
        explanation.section("why no run shows it", rule.why.map(SectionEntry::text));
        explanation.section("waits for", rule.needs.map(SectionEntry::text));
        explanation.section("sources", self.sources(rule.sources));
        explanation.section("decisions", self.decisions_about([rule.id].into_iter()));
        explanation.section("engines that break it", self.counters(rule.id));
        explanation.section("scenarios", self.scenarios(rule.id));
        explanation
    }

    /// A state machine.
    pub(super) fn machine(&self, machine: &StateMachine) -> Explanation {
        let mut explanation = Explanation::new(&machine.id, "state machine", &format!("The states of a {}.", machine.object));
        explanation.section(
            "states",
            machine.states.iter().map(|state| {
                let role = match state.role {
                    Some(Role::Initial) => "it begins here",
                    Some(Role::Final) => "it ends here",
                    None => "",
                };
                SectionEntry::keyed(&state.name, role)
            }),
        );
        explanation.section("transitions", machine.transitions.iter().map(transition));
        explanation.section("notes", machine.notes.iter().map(SectionEntry::text));
        explanation
    }

    /// A reason for an operator request.
    pub(super) fn operator_request(&self, case: &OperatorRequestCase) -> Explanation {
        let mut explanation = Explanation::new(&case.id, "reason for an operator request", &format!("Posted when {}.", case.when));
        let arguments = [("kind", &case.kind), ("first argument", &case.arg1), ("second argument", &case.arg2)];
        explanation.section("request", arguments.map(|(key, text)| SectionEntry::keyed(key, text)));
        explanation.section("sources", self.sources(&case.sources));
        explanation
    }
}

/// A transition in one line.
pub(super) fn transition(transition: &DocumentedTransition) -> SectionEntry {
    let mut text = transition.trigger.clone();
    if let Some(guard) = &transition.guard {
        text.push_str(&format!("; if {guard}"));
    }
    if let Some(effect) = &transition.effect {
        text.push_str(&format!("; then {effect}"));
    }
    text.push_str(&format!(" [{}]", transition.basis.meaning()));
    if let Some(why) = &transition.unseen {
        text.push_str(&format!("; not seen here: {why}"));
    }
    SectionEntry::keyed(&format!("{} -> {}", transition.from, transition.to), &text)
}
