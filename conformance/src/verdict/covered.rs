//! What a verdict covers: how much of what is documented the cases that passed are about.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::counter;

/// A part of all there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Part {
    /// How many some case that passed is about.
    pub tested: usize,
    /// How many there are.
    pub of: usize,
}

/// How the rules of functions stand for a target, by the cases that it passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Rules {
    /// Those of which each engine that breaks them is found out by one of these cases.
    pub proven: usize,
    /// Those that one of these cases names, and no more is known.
    pub claimed: usize,
    /// Those that none of them names.
    pub untested: usize,
    /// How many there are.
    pub of: usize,
}

/// A case that passed.
#[derive(Clone, Copy, Debug)]
pub struct PassedCase<'c> {
    /// Its id.
    pub id: &'c str,
    /// The rows and rules it is about.
    pub covers: &'c [String],
}

/// What the cases that passed are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Covered {
    /// Functions.
    pub functions: Part,
    /// Documented returns of functions.
    pub returns: Part,
    /// Rules of functions.
    pub rules: Rules,
}

impl Covered {
    /// What these cases are about.
    #[must_use]
    pub fn of<'c>(passed: impl Iterator<Item = PassedCase<'c>> + Clone, catalogue: &Catalogue) -> Self {
        let cases: BTreeSet<&str> = passed.clone().map(|case| case.id).collect();
        let ids: BTreeSet<&str> = passed.flat_map(|case| case.covers).map(String::as_str).collect();
        let (mut functions, mut returns) = (BTreeSet::new(), 0);
        let (mut proven, mut claimed) = (0, 0);
        for id in ids {
            if let Some(row) = catalogue.row(id) {
                returns += 1;
                functions.insert(row.function.name.as_str());
            } else if let Some(function) = catalogue.rule(id).and_then(|rule| rule.function(catalogue)) {
                let is_proven = counter::built_in().is_proven_by(id, |case| cases.contains(case));
                *if is_proven { &mut proven } else { &mut claimed } += 1;
                functions.insert(function.name.as_str());
            }
        }
        let of = catalogue.rules().filter(|rule| rule.function(catalogue).is_some()).count();
        Self {
            functions: Part { tested: functions.len(), of: catalogue.functions.len() },
            returns: Part { tested: returns, of: catalogue.rows().count() },
            rules: Rules { proven, claimed, untested: of - proven - claimed, of },
        }
    }

    /// How many functions no case that passed is about.
    #[must_use]
    pub const fn untested(&self) -> usize {
        self.functions.of - self.functions.tested
    }
}

/// `219 of 535 returns; of 414 rules 150 proven, 48 claimed, 216 untested`
impl fmt::Display for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { returns, rules, .. } = self;
        let Rules { proven, claimed, untested, of } = rules;
        write!(f, "{} of {} returns; of {of} rules {proven} proven, {claimed} claimed, {untested} untested", returns.tested, returns.of)
    }
}
