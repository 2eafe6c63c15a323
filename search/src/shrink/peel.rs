//! Peeling: what is said of things beyond that they are there, property by property and part by part.

use super::Edit;
use super::tree::ShrinkNode;

/// Libraries that anybody knows by heart, to take the place of a special one.
const PLAIN: &[&[&[&str]]] = &[
    &[],
    &[&["port"]],
    &[&["door"]],
    &[&["port"], &["door"]],
    &[&["cleaner-slot", "8"]],
    &[&["port"], &["cleaner-slot", "8"]],
    &[&["door"], &["cleaner-slot", "8"]],
    &[&["port"], &["door"], &["cleaner-slot", "8"]],
];

/// Everything that can be left unsaid.
pub(super) fn edits(nodes: &[ShrinkNode]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| node.name() != "title") {
        if node.name() == "library" {
            edits.extend(PLAIN.iter().map(|parts| plain(index, parts)));
        }
        let words = (1..node.words.len()).rev();
        edits.extend(words.map(|word| Edit::of(node, move |nodes| drop(nodes[index].words.remove(word)))));
        for (part, held) in node.block.iter().enumerate().rev() {
            edits.push(Edit::of(node, move |nodes| drop(nodes[index].block.remove(part))));
            let words = (1..held.words.len()).rev();
            edits.extend(words.map(|word| Edit::of(node, move |nodes| drop(nodes[index].block[part].words.remove(word)))));
        }
    }
    edits
}

/// A library of the same name that has these parts and nothing special.
fn plain(index: usize, parts: &'static [&'static [&'static str]]) -> Edit {
    Edit::loose(move |nodes| {
        let node = &mut nodes[index];
        // A library that is simple already is left as it is: parts are dropped one by one.
        if node.words.len() > 2 || node.block.len() > parts.len() || node.block.iter().any(|part| part.words.len() > 2) {
            node.words.truncate(2);
            node.block = parts.iter().map(|words| ShrinkNode::of(words)).collect();
        }
    })
}
