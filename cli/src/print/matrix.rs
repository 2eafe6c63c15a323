//! The matrix for people: a line a function, then what is not asserted and why, then the totals.

use std::fmt::Write;

use rsmlab_conformance::matrix::{FunctionLine, Matrix, Proven, Standing};
use textwrap::Options;

use super::{BAD, DIM, GOOD, HEADING, NOTE};

/// The column of the functions' names.
const NAME: usize = 32;
/// The column of ids in the list of what is not asserted.
const ID: usize = 44;

/// The whole of it, no wider than `width`.
pub fn text(matrix: &Matrix<'_>, width: usize) -> String {
    let mut text = String::new();
    functions(matrix, &mut text);
    unasserted(matrix, width, &mut text);
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
    let more = format!("{:>8}{:>10}{:>9}{:>6}", "rules", "asserted", "excused", "open");
    let mut group = "";
    for line in matrix.functions() {
        if group != line.function.group {
            let columns = if group.is_empty() { format!("{DIM}{columns} {more}{DIM:#}") } else { String::new() };
            group = &line.function.group;
            line!(text, "{HEADING}{group:NAME$}{HEADING:#}{columns}");
        }
        let returns = counts(line.rows.iter().map(|row| &row.proven));
        let rules = counts(line.rules.iter().map(|rule| &rule.proven));
        line!(text, "{}", format!("  {:width$}{returns} {rules}", line.function.name, width = NAME - 2).trim_end());
    }
}

/// All, asserted, excused and open, in columns; what there is nothing of is left blank.
fn counts<'p>(proven: impl Iterator<Item = &'p Proven<'p>> + Clone) -> String {
    let number = |stands: fn(Standing) -> bool| proven.clone().filter(|proven| stands(proven.standing)).count();
    let all = proven.clone().count();
    let shown = |number: usize| if number == 0 { String::new() } else { number.to_string() };
    let excused = number(|standing| matches!(standing, Standing::Alias | Standing::Variant | Standing::Unreachable));
    let (todo, open) = (number(|standing| standing == Standing::Todo), number(Standing::is_open));
    if todo == all && all > 0 {
        return format!("{all:>8}{DIM}{:>10}{DIM:#}{:15}", "todo", "");
    }
    let asserted = number(|standing| standing == Standing::Asserted);
    let good = if asserted + excused == all { GOOD } else { NOTE };
    // Left bare where there is nothing, so that what a line ends with can be cut off.
    let open = if open == 0 { " ".repeat(6) } else { format!("{BAD}{open:>6}{BAD:#}") };
    format!("{all:>8}{good}{asserted:>10}{good:#}{:>9}{open}", shown(excused + todo))
}

/// Everything of the functions in the engine that no run asserts, with the reason.
fn unasserted(matrix: &Matrix<'_>, width: usize, text: &mut String) {
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

/// What of a function no run asserts; what is open comes first.
fn entries<'m>(line: &FunctionLine<'m, 'm>) -> Vec<(&'m str, &'m Proven<'m>)> {
    let rows = line.rows.iter().map(|row| (row.status, &row.proven));
    let all = rows.chain(line.rules.iter().map(|rule| (rule.id, &rule.proven)));
    let mut entries: Vec<_> = all.filter(|(_, proven)| proven.standing != Standing::Asserted).collect();
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
        "{HEADING}{} of {} rules{HEADING:#} asserted, {}  {DIM}{} unreachable, {} todo{DIM:#}",
        totals.rules_asserted,
        totals.rules,
        open(totals.rules_open),
        totals.rules_unreachable,
        totals.rules_todo,
    );
    line!(
        text,
        "{HEADING}{} of {} rules{HEADING:#} of no single function asserted, {}  {DIM}of callbacks, remote methods, the model{DIM:#}",
        totals.other_rules_asserted,
        totals.other_rules,
        open(totals.other_rules_open),
    );
}
