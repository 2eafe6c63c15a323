//! Mistakes: what `rsmlab check` reports of a text, with places as an editor counts them.

use miette::{Diagnostic, LabeledSpan, Report, SourceCode};
use serde::Serialize;

/// A mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ToldMistake {
    /// What is wrong.
    pub message: String,
    /// Where; the first place is the mistake itself.
    pub places: Vec<TextPosition>,
    /// What to do about it.
    pub help: Option<String>,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextPosition {
    /// The file, if it is another than the scenario.
    pub file: Option<String>,
    /// The line, counted from 1.
    pub line: usize,
    /// How many units of UTF-16 stand before it in its line.
    pub column: usize,
    /// How many it has.
    pub length: usize,
    /// What stands there.
    pub label: Option<String>,
}

/// A mistake of a file, from the report that a terminal shows.
#[must_use]
pub fn told(report: &Report, file: &str) -> ToldMistake {
    let mistake: &dyn Diagnostic = report.as_ref();
    let mut labels: Vec<LabeledSpan> = mistake.labels().into_iter().flatten().collect();
    labels.sort_by_key(|label| !label.primary());
    let places = mistake.source_code().map(|source| labels.iter().filter_map(|label| place(source, label, file)).collect());
    ToldMistake { message: mistake.to_string(), places: places.unwrap_or_default(), help: mistake.help().map(|help| help.to_string()) }
}

/// Where a label stands. A report counts columns in bytes, so what stands before it in its line is read too.
fn place(source: &dyn SourceCode, label: &LabeledSpan, file: &str) -> Option<TextPosition> {
    let found = source.read_span(label.inner(), 0, 0).ok()?;
    let begin = label.offset().checked_sub(found.column())?;
    let lead = source.read_span(&(begin, found.column()).into(), 0, 0).ok()?;
    Some(TextPosition {
        file: found.name().filter(|name| *name != file).map(str::to_owned),
        line: found.line() + 1,
        column: units(lead.data(), found.column()),
        length: units(found.data(), label.len()),
        label: label.label().map(str::to_owned),
    })
}

/// How many units of UTF-16 the first bytes of a text are.
fn units(text: &[u8], bytes: usize) -> usize {
    String::from_utf8_lossy(text.get(..bytes).unwrap_or(text)).encode_utf16().count()
}
