//! Formatting: a text in its canonical layout, with every comment and in the order it was written.

use std::collections::BTreeMap;

use rsmlab_engine::time::Millis;

use super::beside::{self, Beside};
use super::diagnose::Mistakes;
use super::layout;
use super::parse;
use super::tree::{Block, Entry, Literal, Node};

/// A scenario file in canonical layout: same comments, same order of nodes, and a scenario equal to that of `text`.
///
/// `name` is what messages call the file.
///
/// # Errors
/// Every mistake in the text. What is no scenario is not formatted.
///
/// ```
/// let text = "title   \"Nothing happens\"\nrun for=\"60s\" // yet\n";
/// let formatted = rsmlab_language::format("nothing.kdl", text).expect("it is a scenario");
/// assert_eq!(formatted, "title \"Nothing happens\"\nrun for=\"1m\" // yet\n");
/// ```
pub fn format(name: &str, text: &str) -> Result<String, Mistakes> {
    format_beside(name, text, &beside::nothing)
}

/// The same of a scenario that may name files.
///
/// # Errors
/// Every mistake in the text, and in the files.
pub fn format_beside(name: &str, text: &str, beside: &Beside<'_>) -> Result<String, Mistakes> {
    let (mut tree, durations) = parse::with_durations(name, text, beside)?;
    let durations = durations.into_iter().map(|(span, length)| (span.offset, length)).collect();
    respell(&mut tree, &durations);
    Ok(layout::lay_out(&tree))
}

/// Durations by where they stand.
type Durations = BTreeMap<usize, Millis>;

/// Writes every duration in the one way, whatever way it was written in.
fn respell(block: &mut Block, durations: &Durations) {
    for node in &mut block.nodes {
        respell_node(node, durations);
    }
}

fn respell_node(node: &mut Node, durations: &Durations) {
    for Entry { value, value_span, .. } in &mut node.entries {
        if let Some(length) = durations.get(&value_span.offset) {
            *value = Literal::Text(length.to_string());
        }
    }
    if let Some(block) = &mut node.block {
        respell(block, durations);
    }
}
