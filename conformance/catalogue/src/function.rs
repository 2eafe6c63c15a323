//! Documented functions: parameters, rights, returns, rules, and where the documents disagree.

use serde::Deserialize;

use super::row::{Row, Stance};
use super::source::{Document, Source};

/// A function of the API, or a callback of a media label library, which is documented in the same way.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// Documented name, without the suffix of its ASCII or wide form.
    pub name: String,
    /// What it belongs to; the folder of its file, its method and its scenarios.
    pub group: String,
    /// Prefix of its rule ids.
    pub short: String,
    /// Heading in the conceptual function list.
    pub official_group: String,
    /// Interface of its wide or only remote form; absent for purely local calls.
    pub interface: Option<String>,
    /// Operation number in that interface.
    pub opnum: Option<u32>,
    /// All remote forms.
    #[serde(default)]
    pub remote: Vec<RemoteForm>,
    /// Documents that describe it.
    pub sources: Vec<Source>,
    /// Whether there is an ASCII and a wide form.
    pub has_ansi_and_wide: bool,
    /// What it does.
    pub summary: String,
    /// The right it needs, in one line.
    pub required_access: Option<String>,
    /// The rights it needs, one by one.
    #[serde(default)]
    pub access: Vec<RequiredRight>,
    /// Whether it returns once its work is queued.
    pub queued: bool,
    /// Whether it waits.
    pub blocking: bool,
    /// The parameter that limits the wait.
    pub timeout_param: Option<String>,
    /// The identifier announced on completion.
    pub notify_id: Option<String>,
    /// How a caller learns of the end.
    pub completion: String,
    /// Parameters in order.
    pub parameters: Vec<Parameter>,
    /// The values of the parameters that choose what is done.
    #[serde(default)]
    pub actions: Vec<ActionValue>,
    /// The checks in documented order.
    #[serde(default)]
    pub validation_order: Vec<DocumentedCheck>,
    /// The return table.
    pub returns: Vec<Row>,
    /// Behaviour beyond the return table.
    pub rules: Vec<Rule>,
    /// Where the documents disagree.
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
}

impl Function {
    /// Whether it is one of the five whose pages the project began with.
    #[must_use]
    pub fn is_seed(&self) -> bool {
        self.sources.iter().any(|source| source.document == Document::Seed)
    }

    /// Whether the engine has it, so that its rows have a stance.
    #[must_use]
    pub fn has_stance(&self) -> bool {
        self.returns.iter().any(|row| row.stance != Stance::Todo)
    }

    /// The row with this status.
    #[must_use]
    pub fn row(&self, status: &str) -> Option<&Row> {
        self.returns.iter().find(|row| row.name == status)
    }

    /// The disagreements that speak of this status.
    pub fn conflicts_about<'c>(&'c self, status: &str) -> impl Iterator<Item = &'c Conflict> {
        self.conflicts.iter().filter(move |conflict| conflict.mentions(status))
    }
}

/// A method of the remote protocol that is no function of the API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoteMethod {
    /// Interface and method.
    pub name: String,
    /// Its interface.
    pub interface: String,
    /// Operation number in the interface.
    pub opnum: u32,
    /// Where it is described.
    pub remote: Vec<RemoteForm>,
    /// The function of the API that does the same.
    pub counterpart: Option<String>,
    /// What it does.
    pub summary: String,
    /// Parameters in order.
    pub parameters: Vec<Parameter>,
    /// The return table.
    pub returns: Vec<Row>,
    /// Behaviour beyond the return table.
    pub rules: Vec<Rule>,
    /// Where the documents disagree.
    #[serde(default)]
    pub conflicts: Vec<Conflict>,
}

/// A remote form of a function.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemoteForm {
    /// Interface.
    pub interface: String,
    /// Method.
    pub method: String,
    /// Operation number.
    pub opnum: u32,
    /// Section of MS-RSMP.
    pub section: String,
}

/// A right that a function needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredRight {
    /// What the right is on.
    pub scope: String,
    /// The right.
    pub right: String,
    /// The systems on which it holds.
    pub systems: Systems,
    /// Who says so.
    pub sources: Vec<Source>,
}

/// The systems on which a statement holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Systems {
    /// Everywhere.
    #[serde(rename = "all")]
    All,
    /// Windows Server 2003 and later.
    #[serde(rename = "2003+")]
    Since2003,
    /// Windows Server 2003.
    #[serde(rename = "2003")]
    Only2003,
    /// Windows XP.
    #[serde(rename = "xp")]
    Xp,
}

/// A parameter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Documented name.
    pub name: String,
    /// Which way it goes.
    pub direction: Direction,
    /// Documented type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether NULL is allowed, where the documents say.
    pub nullable: Option<bool>,
    /// What it means.
    pub meaning: String,
}

/// Which way a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// To the function.
    In,
    /// From it.
    Out,
    /// Both.
    InOut,
}

/// A value of a parameter that chooses what is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionValue {
    /// The parameter.
    pub param: String,
    /// Name of the value.
    pub name: String,
    /// The value.
    pub value: i64,
    /// What is done.
    pub meaning: String,
}

/// One check of the documented order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentedCheck {
    /// What is checked.
    pub check: String,
    /// What comes of it; where documents differ, both.
    pub code: String,
}

/// A statement about behaviour, under a stable id.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `inject-cleaner.door-no-inventory`
    pub id: String,
    /// The statement.
    pub text: String,
    /// Who says so.
    pub sources: Vec<Source>,
    /// Why no run can show it, where none can.
    pub why: Option<String>,
    /// Another function without which no run can show it; the rule waits until the engine has that one.
    pub needs: Option<String>,
}

/// A place where documents disagree, or where all are silent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// What they say.
    pub text: String,
    /// What an implementation should make of it.
    pub recommended: String,
    /// The documents involved.
    pub sources: Vec<Source>,
}

impl Conflict {
    /// Whether it speaks of this name.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        mentions(&self.text, name) || mentions(&self.recommended, name)
    }
}

impl DocumentedCheck {
    /// Whether this name comes of it.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        mentions(&self.code, name)
    }
}

/// Whether `name` stands in `text` as a word of its own.
fn mentions(text: &str, name: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
}
