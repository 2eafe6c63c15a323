//! What came of a target's cases for people: a line a function, with how many of its returns and rules came to what.

use rsmlab_conformance::matrix::results::{Fate, ResultLine, Results};
use rsmlab_language::escape;

use super::{BAD, DIM, GOOD, HEADING, NOTE};

/// The column of the functions' names.
const NAME: usize = 34;

/// The whole of it.
pub fn text(results: &Results<'_>) -> String {
    let mut lines = Vec::new();
    for function in &results.functions {
        let all: Vec<&ResultLine<'_>> = function.returns.iter().chain(&function.rules).collect();
        lines.push(format!("  {:NAME$}{}", function.function, counts(&all)));
    }
    let others: Vec<&ResultLine<'_>> = results.other_rules.iter().collect();
    lines.push(format!("  {:NAME$}{}", "of no single function", counts(&others)));
    lines.push(String::new());
    lines.push(format!("{HEADING}{}{HEADING:#}: {}", escape::human(results.target), escape::human(&results.verdict)));
    lines.join("\n")
}

/// How many came to what; nothing is said of what there is nothing of.
fn counts(lines: &[&ResultLine<'_>]) -> String {
    let count = |fate: Fate| lines.iter().filter(|line| line.came == fate).count();
    let told = Fate::ALL.into_iter().filter(|fate| count(*fate) > 0).map(|fate| {
        let style = match fate {
            Fate::Pass => GOOD,
            Fate::Fail => BAD,
            Fate::Variant | Fate::ExpectedFailure | Fate::NotRun => NOTE,
            Fate::Unsupported | Fate::Untested => DIM,
        };
        format!("{style}{:>4} {}{style:#}", count(fate), fate.word())
    });
    told.collect::<Vec<_>>().join("  ")
}
