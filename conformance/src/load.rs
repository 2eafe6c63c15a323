//! Reading a scenario file, and everything that can be wrong with it before it runs.

use std::io::stdin;
use std::path::Path;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, Report};
use rsmlab_language::beside::Beside;
use rsmlab_language::limits;
use rsmlab_language::model::Span;
use rsmlab_language::personality;
use rsmlab_language::tree::Block;
use rsmlab_language::{Mistakes, Scenario, read_tree};

use crate::beside::beside;
use crate::catalogue::Catalogue;
use crate::decision;
use crate::discover::{Unreadable, display, is_personality, is_stdin};
use crate::find::closest;
use crate::reading;

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

/// Reads the text of a scenario file; of standard input, if its path is `-`.
///
/// # Errors
///
/// When the file cannot be read, or is no text.
pub fn read(path: &Path) -> Result<String, Report> {
    let bytes =
        if is_stdin(path) { reading::bytes_from(stdin().lock(), limits::FILE_BYTES) } else { reading::bytes(path, limits::FILE_BYTES) };
    let bytes = bytes.map_err(|cause| Report::new(Unreadable { path: display(path), cause }))?;
    reading::utf8(bytes).map_err(|why| Report::new(NotText { path: display(path), why }))
}

/// Reads a scenario file.
///
/// # Errors
///
/// Every mistake in it, each with its place, as reports for people.
pub fn load(path: &Path, catalogue: &Catalogue) -> Result<Loaded, Vec<Report>> {
    let text = read(path).map_err(|wrong| vec![wrong])?;
    load_text(path, text, &beside(path), catalogue)
}

/// Reads the text of a scenario that is called by this path; what it names is found `beside` it.
///
/// # Errors
///
/// Every mistake in it, each with its place, as reports for people.
pub fn load_text(path: &Path, text: String, beside: &Beside<'_>, catalogue: &Catalogue) -> Result<Loaded, Vec<Report>> {
    let name = display(path);
    // What is too large to be shown is told alone.
    rsmlab_language::size::check(&name, &text).map_err(reports)?;
    let (tree, _) = read_tree(&text);
    let covers = unknown_covers(&name, &text, &tree, catalogue).map(Report::new);
    let unknown: Vec<Report> = covers.into_iter().chain(unknown_decisions(&name, &text, &tree).map(Report::new)).collect();
    let scenario = rsmlab_language::parse_beside(&name, &text, beside);
    if let Err(machine) = no_machine(path, &text, scenario.is_err()) {
        return Err(vec![machine]);
    }
    match scenario {
        Ok(scenario) if unknown.is_empty() => Ok(Loaded { path: name, text: text.into(), scenario }),
        Ok(_) => Err(unknown),
        Err(wrong) => Err(unknown.into_iter().chain(reports(wrong)).collect()),
    }
}

fn reports(mistakes: Mistakes) -> Vec<Report> {
    mistakes.mistakes.into_iter().map(Report::new).collect()
}

/// Says so if a file holds a machine and no scenario. Where it is `in_doubt`, what it says has to tell.
///
/// # Errors
///
/// What it is, and what can be done with it.
pub fn no_machine(path: &Path, text: &str, in_doubt: bool) -> Result<(), Report> {
    let name = display(path);
    if is_personality(path) || (in_doubt && (personality::is_meant(text) || personality::read(&name, text).is_ok())) {
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return Err(Report::new(NotScenario { path: name, file }));
    }
    Ok(())
}

/// A file that holds a machine.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{path} is a personality, no scenario")]
#[diagnostic(help(
    "a scenario has such a machine with library L1 like=\"{file}\"; `rsmlab library show {path}` draws it, or tells what is wrong with it"
))]
struct NotScenario {
    path: String,
    file: String,
}

/// A file that is no text.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{path} {why}")]
#[diagnostic(help("save it as UTF-8: a scenario is a KDL 2 document in UTF-8"))]
struct NotText {
    path: String,
    why: String,
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

fn unknown_covers(name: &str, text: &str, tree: &Block, catalogue: &Catalogue) -> Option<UnknownCovers> {
    let unknown: Vec<(Span, String)> = named(tree, "covers").filter(|(_, id)| !catalogue.can_be_covered(id)).collect();
    let label = |(at, id): &(Span, String)| LabeledSpan::new(Some(suggestion(id, catalogue)), at.offset, at.length);
    (!unknown.is_empty()).then(|| UnknownCovers {
        names: unknown.iter().take(limits::MISTAKES).map(label).collect(),
        text: NamedSource::new(name, text.to_owned()).with_language("kdl"),
        help: "a row is `Function/STATUS`, a rule is `function.statement`; `rsmlab explain FUNCTION` lists both".to_owned(),
    })
}

/// `depends` names a decision that DECISIONS.md does not have.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("`depends` names a decision that there is not")]
#[diagnostic(help("`rsmlab explain D-028` tells a decision; DECISIONS.md has them all"))]
struct UnknownDecisions {
    #[source_code]
    text: NamedSource<String>,
    #[label(collection)]
    names: Vec<LabeledSpan>,
}

fn unknown_decisions(name: &str, text: &str, tree: &Block) -> Option<UnknownDecisions> {
    // What has not the form of a number is a mistake of its own.
    let unknown = |id: &str| decision::number(id).is_some_and(|number| !decision::is_there(number));
    let unknown: Vec<(Span, String)> = named(tree, "depends").filter(|(_, id)| unknown(id)).collect();
    let label = |(at, _): &(Span, String)| LabeledSpan::new(Some("no such decision".to_owned()), at.offset, at.length);
    (!unknown.is_empty()).then(|| UnknownDecisions {
        names: unknown.iter().take(limits::MISTAKES).map(label).collect(),
        text: NamedSource::new(name, text.to_owned()).with_language("kdl"),
    })
}

/// What the nodes of one kind name in a text, and where: also if much else is wrong with it, so that all can be told together.
fn named(tree: &Block, kind: &str) -> impl Iterator<Item = (Span, String)> {
    let nodes = tree.nodes.iter().filter(move |node| node.name() == kind);
    let named = nodes.flat_map(|node| &node.entries).filter(|entry| entry.key.is_none());
    named.filter_map(|entry| Some((entry.value_span, entry.value.as_string()?.to_owned())))
}

fn suggestion(id: &str, catalogue: &Catalogue) -> String {
    let rows = catalogue.rows().map(|row| row.id());
    let rules = catalogue.rules().map(|rule| rule.id.to_owned());
    match closest(id, rows.chain(rules)).first() {
        Some(nearest) => format!("unknown; did you mean `{nearest}`?"),
        None => "unknown".to_owned(),
    }
}
