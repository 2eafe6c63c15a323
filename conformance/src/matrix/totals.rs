//! How many returns and rules there are of each kind.

use serde::Serialize;

use super::{MatrixRow, MatrixRule, Proven, Standing};
use crate::catalogue::Catalogue;
use crate::coverage::Proof;

/// Counts. `asserted`, `raised_only`, `cited_only` and `missing` make up `returns`; so do the six stances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Documented functions.
    pub functions: usize,
    /// Functions that the engine has.
    pub functions_in_engine: usize,
    /// Documented returns.
    pub returns: usize,
    /// Returns that a run raised and an expectation named.
    pub asserted: usize,
    /// Returns that a run raised and nobody asked for.
    pub raised_only: usize,
    /// Returns that a scenario claims and no run raised.
    pub cited_only: usize,
    /// Returns of which no scenario speaks.
    pub missing: usize,
    /// Returns with the stance `implemented`.
    pub implemented: usize,
    /// Returns with the stance `environment`.
    pub environment: usize,
    /// Returns with the stance `alias`.
    pub alias: usize,
    /// Returns with the stance `variant`.
    pub variant: usize,
    /// Returns with the stance `unreachable`.
    pub unreachable: usize,
    /// Returns of functions that the engine does not have yet.
    pub todo: usize,
    /// Returns that should be asserted and are not.
    pub open: usize,
    /// Rules of functions.
    pub rules: usize,
    /// Those of which every engine that is made to break them is found out.
    pub rules_proven: usize,
    /// Those about which a scenario passed, and that are not proven.
    pub rules_claimed: usize,
    /// Those that no run can show, with a reason.
    pub rules_unreachable: usize,
    /// Those of functions that the engine does not have yet.
    pub rules_todo: usize,
    /// Those of which some scenario should be and none is.
    pub rules_open: usize,
    /// Rules of no single function.
    pub other_rules: usize,
    /// Those of which every engine that is made to break them is found out.
    pub other_rules_proven: usize,
    /// Those about which a scenario passed, and that are not proven.
    pub other_rules_claimed: usize,
    /// Those of which some scenario should be and none is.
    pub other_rules_open: usize,
}

impl Totals {
    pub(super) fn of(catalogue: &Catalogue, rows: &[MatrixRow<'_>], rules: &[MatrixRule<'_>], other_rules: &[MatrixRule<'_>]) -> Self {
        let covered = |proof| rows.iter().filter(|row| row.proven.coverage == proof).count();
        let stance = |word| rows.iter().filter(|row| row.stance == word).count();
        let rule = |standing| count(rules.iter().map(|rule| &rule.proven), |other| other == standing);
        let other_rule = |standing| count(other_rules.iter().map(|rule| &rule.proven), |other| other == standing);
        Self {
            functions: catalogue.functions.len(),
            functions_in_engine: catalogue.functions.iter().filter(|function| function.has_stance()).count(),
            returns: rows.len(),
            asserted: covered(Proof::Asserted),
            raised_only: covered(Proof::Raised),
            cited_only: covered(Proof::Cited),
            missing: covered(Proof::Missing),
            implemented: stance("implemented"),
            environment: stance("environment"),
            alias: stance("alias"),
            variant: stance("variant"),
            unreachable: stance("unreachable"),
            todo: stance("todo"),
            open: count(rows.iter().map(|row| &row.proven), Standing::is_open),
            rules: rules.len(),
            rules_proven: rule(Standing::Proven),
            rules_claimed: rule(Standing::Claimed),
            rules_unreachable: rule(Standing::Unreachable),
            rules_todo: rule(Standing::Todo),
            rules_open: count(rules.iter().map(|rule| &rule.proven), Standing::is_open),
            other_rules: other_rules.len(),
            other_rules_proven: other_rule(Standing::Proven),
            other_rules_claimed: other_rule(Standing::Claimed),
            other_rules_open: count(other_rules.iter().map(|rule| &rule.proven), Standing::is_open),
        }
    }
}

/// How many stand so.
fn count<'p>(proven: impl Iterator<Item = &'p Proven<'p>>, stands: impl Fn(Standing) -> bool) -> usize {
    proven.filter(|proven| stands(proven.standing)).count()
}
