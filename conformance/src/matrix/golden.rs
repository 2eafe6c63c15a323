//! The matrix as it is kept in the repository: a line an id, so that a change of coverage is a change of lines.
//!
//! A line holds the id, the stance (`rule` for a rule), how well it is proven, and the scenario that shows it best. It
//! holds no counts: one more scenario about something that is proven anyway is nothing to review.

use std::fmt::Write;

use super::{Matrix, Proven};

impl Matrix<'_> {
    /// One line for each return and rule, in the order of the catalogue.
    #[must_use]
    pub fn golden(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            line(&mut text, &row.id, row.stance, &row.proven);
        }
        for rule in self.rules.iter().chain(&self.other_rules) {
            line(&mut text, rule.id, "rule", &rule.proven);
        }
        text
    }
}

fn line(text: &mut String, id: &str, kind: &str, proven: &Proven<'_>) {
    // Writing to a string cannot fail.
    let _infallible = write!(text, "{id} {kind} {}", proven.coverage.word());
    if let Some(best) = proven.scenarios.first() {
        let _infallible = write!(text, " {}", below_scenarios(best.path));
    }
    text.push('\n');
}

/// A scenario's path without the way to the folder of scenarios, which differs with where one stands.
fn below_scenarios(path: &str) -> &str {
    path.rsplit_once("scenarios/").map_or(path, |(_, below)| below)
}
