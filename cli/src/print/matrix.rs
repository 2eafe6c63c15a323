//! The matrix for people: a line a function, then what is neither asserted nor proven and why, then the totals.

use std::fmt::Write;

use anstyle::Style;
use rsmlab_conformance::matrix::{FunctionLine, Matrix, MatrixRow, MatrixRule, Proven, Standing};
use textwrap::Options;

use super::{BAD, DIM, GOOD, HEADING, NOTE};

/// The column of the functions' names.
const NAME: usize = 32;
/// The column of ids in the list of what is neither asserted nor proven.
const ID: usize = 44;

/// The whole of it, no wider than `width`.
pub fn text(matrix: &Matrix<'_>, width: usize) -> String {
    let mut text = String::new();
    functions(matrix, &mut text);
    unshown(matrix, width, &mut text);
    totals(matrix, &mut text);
    text
}

/// Writing to a string cannot fail.
macro_rules! line {
    ($text:expr, $($part:tt)*) => {
        let _infallible = writeln!($text, $($part)*);
    };
}

fn functions(matrix: &Matrix<'_>, text: &mut String) {
    let columns = format!("{:>8}{:>10}{:>9}{:>6}", "returns", "asserted", "excused", "open");
    let more = format!("{:>6}{:>8}{:>8}{:>8}{:>5}", "rules", "proven", "claimed", "excused", "open");
    let mut group = "";
    for line in matrix.functions() {
        if group != line.function.group {
            let columns = if group.is_empty() { format!("{DIM}{columns}{more}{DIM:#}") } else { String::new() };
            group = &line.function.group;
            line!(text, "{HEADING}{group:NAME$}{HEADING:#}{columns}");
        }
        let (returns, rules) = (returns(line.rows), rules(line.rules));
        line!(text, "{}", format!("  {:width$}{returns}{rules}", line.function.name, width = NAME - 2).trim_end());
    }
}

/// The returns of a function: all, asserted, excused and open, in columns.
fn returns(rows: &[MatrixRow<'_>]) -> String {
    let counts = StandingCounts::of(rows.iter().map(|row| &row.proven));
    let StandingCounts { all, good, .. } = counts;
    if counts.is_todo() {
        return format!("{all:>8}{DIM}{:>10}{DIM:#}{:15}", "todo", "");
    }
    let style = counts.style();
    format!("{all:>8}{style}{good:>10}{style:#}{:>9}{}", shown(counts.excused), counts.open(6))
}

/// The rules of a function: all, proven, claimed, excused and open, in columns.
fn rules(rules: &[MatrixRule<'_>]) -> String {
    let counts = StandingCounts::of(rules.iter().map(|rule| &rule.proven));
    let StandingCounts { all, good, .. } = counts;
    if counts.is_todo() {
        return format!("{all:>6}{DIM}{:>8}{DIM:#}{:21}", "todo", "");
    }
    let style = counts.style();
    format!("{all:>6}{style}{good:>8}{style:#}{:>8}{:>8}{}", shown(counts.claimed), shown(counts.excused), counts.open(5))
}

/// How many returns or rules stand how.
struct StandingCounts {
    all: usize,
    /// Asserted, or proven.
    good: usize,
    claimed: usize,
    excused: usize,
    todo: usize,
    open: usize,
}

impl StandingCounts {
    fn of<'p>(proven: impl Iterator<Item = &'p Proven<'p>> + Clone) -> Self {
        let number = |stands: fn(Standing) -> bool| proven.clone().filter(|proven| stands(proven.standing)).count();
        let todo = number(|standing| standing == Standing::Todo);
        Self {
            all: proven.clone().count(),
            good: number(Standing::is_good),
            claimed: number(|standing| standing == Standing::Claimed),
            excused: todo + number(|standing| matches!(standing, Standing::Alias | Standing::Variant | Standing::Unreachable)),
            todo,
            open: number(Standing::is_open),
        }
    }

    const fn is_todo(&self) -> bool {
        self.todo == self.all && self.all > 0
    }

    const fn style(&self) -> Style {
        if self.good + self.excused - self.todo == self.all { GOOD } else { NOTE }
    }

    /// Left bare where there is nothing, so that what a line ends with can be cut off.
    fn open(&self, width: usize) -> String {
        if self.open == 0 { " ".repeat(width) } else { format!("{BAD}{:>width$}{BAD:#}", self.open) }
    }
}

/// What there is nothing of is left blank.
fn shown(number: usize) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// Everything of the functions in the engine that is neither asserted nor proven, with the reason.
fn unshown(matrix: &Matrix<'_>, width: usize, text: &mut String) {
    for line in matrix.functions().filter(|line| line.function.has_stance()) {
        let entries = entries(&line);
        if entries.is_empty() {
            continue;
        }
        line!(text, "\n{HEADING}{}{HEADING:#}", line.function.name);
        for (name, proven) in entries {
            let style = if proven.standing.is_open() { BAD } else { DIM };
            let head = format!("  {name:ID$}");
            let word = proven.standing.word();
            let why = format!("{word}: {}", proven.why.as_deref().unwrap_or_default());
            let indent = " ".repeat(6);
            let options = Options::new(width).subsequent_indent(&indent).initial_indent(&indent).break_words(false);
            let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
            line!(text, "{style}{}{style:#}", head.trim_end());
            textwrap::wrap(&why, options).iter().for_each(|wrapped| {
                line!(text, "{wrapped}");
            });
        }
    }
}

/// What of a function is neither asserted nor proven; what is open comes first.
fn entries<'m>(line: &FunctionLine<'m, 'm>) -> Vec<(&'m str, &'m Proven<'m>)> {
    let rows = line.rows.iter().map(|row| (row.status, &row.proven));
    let all = rows.chain(line.rules.iter().map(|rule| (rule.id, &rule.proven)));
    let mut entries: Vec<_> = all.filter(|(_, proven)| !proven.standing.is_good()).collect();
    entries.sort_by_key(|(_, proven)| !proven.standing.is_open());
    entries
}

fn totals(matrix: &Matrix<'_>, text: &mut String) {
    let totals = &matrix.totals;
    let open = |number: usize| if number == 0 { format!("{GOOD}none open{GOOD:#}") } else { format!("{BAD}{number} open{BAD:#}") };
    line!(
        text,
        "\n{HEADING}{} of {} functions{HEADING:#} are in the engine; the others are todo",
        totals.functions_in_engine,
        totals.functions
    );
    line!(
        text,
        "{HEADING}{} of {} returns{HEADING:#} asserted, {}  {DIM}{} alias, {} variant, {} unreachable, {} todo{DIM:#}",
        totals.asserted,
        totals.returns,
        open(totals.open),
        totals.alias,
        totals.variant,
        totals.unreachable,
        totals.todo,
    );
    line!(
        text,
        "{HEADING}{} of {} rules{HEADING:#} proven, {} claimed, {}  {DIM}{} unreachable, {} todo{DIM:#}",
        totals.rules_proven,
        totals.rules,
        totals.rules_claimed,
        open(totals.rules_open),
        totals.rules_unreachable,
        totals.rules_todo,
    );
    line!(
        text,
        "{HEADING}{} of {} rules{HEADING:#} of no function proven, {} claimed, {}  {DIM}of callbacks, remote methods, the model{DIM:#}",
        totals.other_rules_proven,
        totals.other_rules,
        totals.other_rules_claimed,
        open(totals.other_rules_open),
    );
}
