//! Reading a scenario file, and everything that can be wrong with it before it runs.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use kdl::KdlDocument;
use miette::{Diagnostic, LabeledSpan, NamedSource, Report, SourceSpan};
use rsmlab_sim::scenario::{self, Scenario};

use crate::catalogue::Catalogue;
use crate::catalogue::find::closest;
use crate::discover::{Unreadable, display};

/// A scenario ready to run, and where it came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its file, as people type it.
    pub path: String,
    /// The text of the file.
    pub text: Arc<str>,
    /// What it says.
    pub scenario: Scenario,
}

/// Reads the text of a scenario file.
///
/// # Errors
///
/// When the file cannot be read, or is no text.
pub fn read(path: &Path) -> Result<String, Report> {
    let bytes = fs::read(path).map_err(|cause| Report::new(Unreadable { path: display(path), cause }))?;
    String::from_utf8(bytes).map_err(|wrong| {
        let line = 1 + wrong.as_bytes()[..wrong.utf8_error().valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        Report::new(NotText { path: display(path), line })
    })
}

/// Reads a scenario file.
///
/// # Errors
///
/// Every mistake in it, each with its place, as reports for people.
pub fn load(path: &Path, catalogue: &Catalogue) -> Result<Loaded, Vec<Report>> {
    let text = read(path).map_err(|wrong| vec![wrong])?;
    let name = display(path);
    let mut mistakes: Vec<_> = unknown_covers(&name, &text, catalogue).map(Report::new).into_iter().collect();
    match scenario::parse(&name, &text) {
        Ok(scenario) if mistakes.is_empty() => Ok(Loaded { path: name, text: text.into(), scenario }),
        Ok(_) => Err(mistakes),
        Err(wrong) => {
            mistakes.extend(wrong.mistakes.into_iter().map(Report::new));
            Err(mistakes)
        }
    }
}

/// A file that is no text.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{path} is not UTF-8 text; line {line} has bytes that are no characters")]
#[diagnostic(help("a scenario is a KDL 2 document in UTF-8"))]
struct NotText {
    path: String,
    line: usize,
}

/// `covers` names what the catalogue does not have. The parser cannot know; the simulator has no catalogue.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`covers` names what the catalogue does not have")]
struct UnknownCovers {
    #[source_code]
    text: NamedSource<String>,
    #[label(collection)]
    names: Vec<LabeledSpan>,
    #[help]
    help: String,
}

fn unknown_covers(name: &str, text: &str, catalogue: &Catalogue) -> Option<UnknownCovers> {
    // Text that is no KDL is the parser's to report.
    let document = KdlDocument::parse_v2(text).ok()?;
    let covers = document.nodes().iter().filter(|node| node.name().value() == "covers");
    let entries = covers.flat_map(|node| node.entries()).filter(|entry| entry.name().is_none());
    let named = entries.filter_map(|entry| Some((entry.value().as_string()?, entry.span())));
    let unknown: Vec<_> = named.filter(|(id, _)| !catalogue.can_be_covered(id)).collect();
    if unknown.is_empty() {
        return None;
    }
    let label = |(id, span): &(&str, SourceSpan)| LabeledSpan::new_with_span(Some(suggestion(id, catalogue)), *span);
    Some(UnknownCovers {
        text: NamedSource::new(name, text.to_owned()),
        names: unknown.iter().map(label).collect(),
        help: "a row is `Function/STATUS`, a rule is `function.statement`; `rsmlab explain FUNCTION` lists both".to_owned(),
    })
}

fn suggestion(id: &str, catalogue: &Catalogue) -> String {
    let rows = catalogue.rows().map(|row| row.id());
    let rules = catalogue.rules().map(|rule| rule.id.to_owned());
    match closest(id, rows.chain(rules)).first() {
        Some(nearest) => format!("unknown; did you mean `{nearest}`?"),
        None => "unknown".to_owned(),
    }
}
