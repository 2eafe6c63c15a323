//! The documented model: state machines, rules by area, work items, operator requests, the verbs of `rsm.exe`.

use serde::Deserialize;

use super::source::Source;

/// Everything in `model/`; its files are read one by one and joined.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Model {
    /// Titles of the pages that sources name.
    #[serde(rename = "source")]
    pub pages: Vec<SourcePage>,
    /// State machines.
    #[serde(rename = "machine")]
    pub machines: Vec<StateMachine>,
    /// Rules beyond single functions.
    #[serde(rename = "model_rule")]
    pub rules: Vec<ModelRule>,
    /// Work items made by each call.
    #[serde(rename = "work_item")]
    pub work_items: Vec<WorkItem>,
    /// Reasons for operator requests.
    #[serde(rename = "operator_request_case")]
    pub operator_requests: Vec<OperatorRequestCase>,
    /// Verbs of `rsm.exe`.
    #[serde(rename = "rsm_exe_verb")]
    pub verbs: Vec<Verb>,
}

impl Model {
    /// Adds what another file holds.
    pub(super) fn join(&mut self, more: Self) {
        self.pages.extend(more.pages);
        self.machines.extend(more.machines);
        self.rules.extend(more.rules);
        self.work_items.extend(more.work_items);
        self.operator_requests.extend(more.operator_requests);
        self.verbs.extend(more.verbs);
    }
}

/// A page or document behind a source tag.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcePage {
    /// The tag.
    pub tag: String,
    /// Its title.
    pub title: String,
}

/// A documented state machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateMachine {
    /// Stable id.
    pub id: String,
    /// The object whose state it is.
    pub object: String,
    /// The enumeration of its states.
    #[serde(rename = "enum")]
    pub enumeration: String,
    /// The states.
    pub states: Vec<MachineState>,
    /// Remarks.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The transitions.
    #[serde(rename = "transition")]
    pub transitions: Vec<DocumentedTransition>,
}

/// A state of a machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachineState {
    /// Documented name.
    pub name: String,
    /// Whether the machine begins or ends there.
    pub role: Option<Role>,
}

/// Whether a machine begins or ends in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It begins there.
    Initial,
    /// It ends there.
    Final,
}

/// A transition of a machine. Names in parentheses are no documented states.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentedTransition {
    /// From this state.
    pub from: String,
    /// To this one.
    pub to: String,
    /// What makes it happen.
    pub trigger: String,
    /// What must hold.
    pub guard: Option<String>,
    /// What else happens.
    pub effect: Option<String>,
    /// How well it is founded.
    pub basis: Basis,
    /// Who says so.
    pub sources: Vec<Source>,
    /// Why no run shows it although a document says that it happens.
    pub unseen: Option<String>,
}

/// How well a statement is founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// A document says it.
    Documented,
    /// It follows from several statements.
    Derived,
    /// No document decides; a recommendation.
    Gap,
}

impl Basis {
    /// What it means, for people.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Derived => "derived: it follows from several statements",
            Self::Gap => "gap: no document decides; a recommendation",
        }
    }
}

/// A rule that belongs to no single function.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelRule {
    /// `model.queue.work-per-library`
    pub id: String,
    /// What it is about.
    pub area: String,
    /// The statement.
    pub text: String,
    /// How well it is founded.
    pub basis: Basis,
    /// Who says so.
    pub sources: Vec<Source>,
    /// Why no run can show it, where none can.
    pub why: Option<String>,
    /// A function without which no run can show it; the rule waits until the engine has that one.
    pub needs: Option<String>,
}

/// The work items that a call makes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkItem {
    /// The function.
    pub function: String,
    /// Operation codes of the items.
    pub operation: Vec<String>,
    /// What comes after them.
    pub follows: String,
    /// Whose queue they stand in.
    pub queue: String,
    /// Who says so.
    pub sources: Vec<Source>,
}

/// A reason for which an operator request is posted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorRequestCase {
    /// Stable id.
    pub id: String,
    /// The reason.
    pub when: String,
    /// The kind of request.
    pub kind: String,
    /// What its first argument names.
    pub arg1: String,
    /// What its second argument names.
    pub arg2: String,
    /// Who says so.
    pub sources: Vec<Source>,
}

/// A verb of `rsm.exe`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verb {
    /// The verb.
    pub verb: String,
    /// The functions it is likely to call.
    pub likely_calls: String,
    /// Switches seen.
    pub switches: String,
    /// Who says so.
    pub sources: Vec<Source>,
}
