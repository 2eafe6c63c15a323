//! A documented return of a function, the number it travels with, and our stance on it.

use serde::Deserialize;

use super::source::Source;

/// One line of a return table: a status, and when it comes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenRow")]
pub struct Row {
    /// The status as printed.
    pub name: String,
    /// The number it travels with.
    pub number: StatusNumber,
    /// The condition.
    pub when: String,
    /// Documents whose return table for the function has the row.
    pub sources: Vec<Source>,
    /// Documents that state it in running text only.
    pub prose: Vec<Source>,
    /// A misprinted number of the documents.
    pub hresult_as_printed: Option<String>,
    /// What we make of it.
    pub stance: Stance,
}

/// The number a documented status travels with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusNumber {
    /// winerror.h has the name and gives it this number.
    Win32(u32),
    /// winerror.h has no such name; another document gives the condition this name and number.
    Alias {
        /// The other name.
        name: String,
        /// Its number.
        number: u32,
    },
    /// winerror.h has no such name and no document offers another; the closest there is.
    Nearest {
        /// The closest name.
        name: String,
        /// Its number.
        number: u32,
    },
    /// No status: a value that the function returns in place of a handle.
    Handle(i64),
}

impl StatusNumber {
    /// The Win32 number, unless the row is a handle value.
    #[must_use]
    pub const fn win32(&self) -> Option<u32> {
        match self {
            Self::Win32(number) | Self::Alias { number, .. } | Self::Nearest { number, .. } => Some(*number),
            Self::Handle(_) => None,
        }
    }
}

/// What we make of a documented return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stance {
    /// The engine raises it on its own account.
    Implemented,
    /// It is raised when the environment fails: database, memory, service, network.
    Environment,
    /// The condition of another row under another document's name.
    Alias {
        /// The status of the other row of the function.
        of: String,
        /// Why they are the same.
        why: String,
    },
    /// Another documented reading; we chose differently, and accept it from other implementations.
    Variant {
        /// The status we chose for the condition, when it has a row.
        of: Option<String>,
        /// Why we chose differently.
        why: String,
    },
    /// It cannot happen here.
    Unreachable {
        /// What convinces a sceptic.
        why: String,
    },
    /// The engine does not have the function yet.
    Todo,
}

impl Stance {
    /// The word used in the catalogue.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Implemented => "implemented",
            Self::Environment => "environment",
            Self::Alias { .. } => "alias",
            Self::Variant { .. } => "variant",
            Self::Unreachable { .. } => "unreachable",
            Self::Todo => "todo",
        }
    }

    /// Whether a run can raise the row, so that a scenario has to assert it.
    #[must_use]
    pub const fn is_raised(&self) -> bool {
        match self {
            Self::Implemented | Self::Environment => true,
            Self::Alias { .. } | Self::Variant { .. } | Self::Unreachable { .. } | Self::Todo => false,
        }
    }

    /// Why, where a reason is due.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Alias { why, .. } | Self::Variant { why, .. } | Self::Unreachable { why } => Some(why),
            Self::Implemented | Self::Environment | Self::Todo => None,
        }
    }

    /// The row of the same function that stands for this one.
    #[must_use]
    pub fn of(&self) -> Option<&str> {
        match self {
            Self::Alias { of, .. } => Some(of),
            Self::Variant { of, .. } => of.as_deref(),
            Self::Implemented | Self::Environment | Self::Unreachable { .. } | Self::Todo => None,
        }
    }
}

/// A row as it is written in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    name: String,
    win32: Option<u32>,
    alias: Option<String>,
    alias_win32: Option<u32>,
    nearest: Option<String>,
    nearest_win32: Option<u32>,
    kind: Option<ReturnKind>,
    handle_value: Option<i64>,
    when: String,
    sources: Vec<Source>,
    #[serde(default)]
    prose: Vec<Source>,
    hresult_as_printed: Option<String>,
    stance: StanceWord,
    of: Option<String>,
    why: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReturnKind {
    Handle,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StanceWord {
    Implemented,
    Environment,
    Alias,
    Variant,
    Unreachable,
    Todo,
}

impl TryFrom<WrittenRow> for Row {
    type Error = String;

    fn try_from(row: WrittenRow) -> Result<Self, String> {
        let number = row.number()?;
        let stance = row.stance().map_err(|wrong| format!("`{}`: {wrong}", row.name))?;
        if row.sources.is_empty() && row.prose.is_empty() {
            return Err(format!("`{}`: no document stands behind it; give `sources` or `prose`", row.name));
        }
        Ok(Self {
            name: row.name,
            number,
            when: row.when,
            sources: row.sources,
            prose: row.prose,
            hresult_as_printed: row.hresult_as_printed,
            stance,
        })
    }
}

impl WrittenRow {
    fn number(&self) -> Result<StatusNumber, String> {
        let written = (
            self.win32,
            self.alias.clone().zip(self.alias_win32),
            self.nearest.clone().zip(self.nearest_win32),
            self.kind.as_ref().map(|ReturnKind::Handle| self.handle_value),
        );
        match written {
            (Some(number), None, None, None) => Ok(StatusNumber::Win32(number)),
            (None, Some((name, number)), None, None) => Ok(StatusNumber::Alias { name, number }),
            (None, None, Some((name, number)), None) => Ok(StatusNumber::Nearest { name, number }),
            (None, None, None, Some(Some(value))) => Ok(StatusNumber::Handle(value)),
            (_, _, _, _) => Err(format!(
                "`{}`: give exactly one of `win32`, `alias` with `alias_win32`, `nearest` with `nearest_win32`, `kind = \"handle\"` with `handle_value`",
                self.name
            )),
        }
    }

    fn stance(&self) -> Result<Stance, &'static str> {
        match (&self.stance, self.of.clone(), self.why.clone()) {
            (StanceWord::Implemented, None, None) => Ok(Stance::Implemented),
            (StanceWord::Environment, None, None) => Ok(Stance::Environment),
            (StanceWord::Todo, None, None) => Ok(Stance::Todo),
            (StanceWord::Alias, Some(of), Some(why)) => Ok(Stance::Alias { of, why }),
            (StanceWord::Variant, of, Some(why)) => Ok(Stance::Variant { of, why }),
            (StanceWord::Unreachable, None, Some(why)) => Ok(Stance::Unreachable { why }),
            (StanceWord::Implemented | StanceWord::Environment | StanceWord::Todo, _, _) => Err("this stance takes neither `of` nor `why`"),
            (StanceWord::Alias, _, _) => Err("an alias needs `of`, the row it stands for, and `why`"),
            (StanceWord::Variant, _, None) => Err("a variant needs `why`"),
            (StanceWord::Unreachable, _, _) => Err("an unreachable row needs `why` and takes no `of`"),
        }
    }
}
