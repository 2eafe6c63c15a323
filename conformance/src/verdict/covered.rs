//! What a verdict covers: how much of what is documented the cases that passed are about.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;

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
    pub rules: Part,
}

impl Covered {
    /// What cases with these rows and rules are about, each id perhaps many times.
    #[must_use]
    pub fn of<'i>(covers: impl Iterator<Item = &'i str>, catalogue: &Catalogue) -> Self {
        let ids: BTreeSet<&str> = covers.collect();
        let (mut functions, mut returns, mut rules) = (BTreeSet::new(), 0, 0);
        for id in ids {
            if let Some(row) = catalogue.row(id) {
                returns += 1;
                functions.insert(row.function.name.as_str());
            } else if let Some(function) = catalogue.rule(id).and_then(|rule| rule.function(catalogue)) {
                rules += 1;
                functions.insert(function.name.as_str());
            }
        }
        Self {
            functions: Part { tested: functions.len(), of: catalogue.functions.len() },
            returns: Part { tested: returns, of: catalogue.rows().count() },
            rules: Part { tested: rules, of: catalogue.rules().filter(|rule| rule.function(catalogue).is_some()).count() },
        }
    }

    /// How many functions no case that passed is about.
    #[must_use]
    pub const fn untested(&self) -> usize {
        self.functions.of - self.functions.tested
    }
}

/// `219 of 535 returns, 198 of 414 rules`
impl fmt::Display for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { returns, rules, .. } = self;
        write!(f, "{} of {} returns, {} of {} rules", returns.tested, returns.of, rules.tested, rules.of)
    }
}
