//! Scenarios as trees of words: what cutting works on, whatever the words mean.
//!
//! The language says what can be left out of a scenario by accepting it without. So nothing here has to know what a
//! statement needs: what makes no sense once something is gone is a mistake of the parser, and goes too.

use rsmlab_language::beside::Beside;
use rsmlab_language::{Mistakes, Scenario, parse_beside, read_tree, tree};

/// How often what makes no sense is dropped, until nothing of that kind is left. Few statements hang on one another so deeply.
const ROUNDS: usize = 8;

/// A node: its name, its arguments and properties as they are written, and what stands in its braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShrinkNode {
    /// The name first, then arguments (`T1`) and properties (`at=L1.slot.1`).
    pub words: Vec<String>,
    /// What it holds.
    pub block: Vec<ShrinkNode>,
}

/// What is done with statements that make no sense any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mend {
    /// They are dropped.
    Drop,
    /// There is no scenario.
    Refuse,
}

/// Where a node stands: its place at the top, its place in that, and so on.
type NodePath = Vec<usize>;

impl ShrinkNode {
    /// A node without a block.
    pub fn of(words: &[&str]) -> Self {
        Self { words: words.iter().map(|word| (*word).to_owned()).collect(), block: Vec::new() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Its first argument or property, if there is one.
    pub fn first(&self) -> &str {
        self.words.get(1).map_or("", String::as_str)
    }

    /// Whether it holds acts for later, and is nothing without them.
    pub fn is_schedule(&self) -> bool {
        matches!(self.name(), "at" | "after" | "on-request")
    }

    /// Whether it holds nodes of these names, of which nothing more is said.
    fn holds(&self, names: &[&str]) -> bool {
        self.block.iter().map(|node| node.words.as_slice()).eq(names.iter().map(|name| [*name]))
    }

    fn read(node: &tree::Node) -> Self {
        let entry = |entry: &tree::Entry| match entry.key() {
            Some(key) => format!("{key}={}", entry.written),
            None => entry.written.clone(),
        };
        let words = std::iter::once(node.name().to_owned()).chain(node.entries.iter().map(entry)).collect();
        Self { words, block: read_all(node.held()) }
    }
}

/// What there is when nothing of its kind is declared; to say it costs nothing.
const UNDECLARED: [(&[&str], &[&str]); 3] = [(&["library", "L1"], &["port", "door"]), (&["pool", "Data"], &[]), (&["client", "ann"], &[])];

/// So many words more are better than to need to know a machine.
const MACHINE: usize = 10;

/// How much there is to read, in words. What goes without saying is not counted.
pub(super) fn weight(nodes: &[ShrinkNode]) -> usize {
    let alone = |node: &ShrinkNode| nodes.iter().filter(|other| other.name() == node.name()).count() == 1;
    let goes_without_saying = |node: &ShrinkNode| UNDECLARED.iter().any(|(words, parts)| node.words == *words && node.holds(parts));
    let told = nodes.iter().filter(|node| node.name() != "title" && !(goes_without_saying(node) && alone(node)));
    told.map(|node| node.words.iter().map(|word| word_weight(word)).sum::<usize>() + weight_of_block(&node.block)).sum()
}

fn weight_of_block(block: &[ShrinkNode]) -> usize {
    block.iter().map(|node| node.words.len() + weight_of_block(&node.block)).sum()
}

fn word_weight(word: &str) -> usize {
    if word.starts_with("like=") { MACHINE } else { 1 }
}

/// A property in its parts, key and value; none for an argument.
pub(super) fn property(word: &str) -> Option<(&str, &str)> {
    word.split_once('=').filter(|(key, _)| !key.contains('"'))
}

/// The nodes of a text.
pub(super) fn read(text: &str) -> Vec<ShrinkNode> {
    read_all(&read_tree(text).0.nodes)
}

fn read_all(nodes: &[tree::Node]) -> Vec<ShrinkNode> {
    nodes.iter().map(ShrinkNode::read).collect()
}

/// The scenario that some nodes make; none if they make none.
pub(super) fn scenario(mut nodes: Vec<ShrinkNode>, mend: Mend, beside: &Beside<'_>) -> Option<Scenario> {
    for _ in 0..ROUNDS {
        let (text, places) = write(&nodes);
        match parse_beside("a candidate", &text, beside) {
            Ok(scenario) => return Some(scenario),
            Err(_) if mend == Mend::Refuse => return None,
            Err(mistakes) => drop_mistaken(&mut nodes, &places, &mistakes)?,
        }
    }
    None
}

/// The text of some nodes, a line each, and where each line begins.
fn write(nodes: &[ShrinkNode]) -> (String, Vec<(usize, NodePath)>) {
    let (mut text, mut places) = (String::new(), Vec::new());
    write_block(nodes, &mut NodePath::new(), &mut text, &mut places);
    (text, places)
}

fn write_block(nodes: &[ShrinkNode], path: &mut NodePath, text: &mut String, places: &mut Vec<(usize, NodePath)>) {
    for (index, node) in nodes.iter().enumerate() {
        path.push(index);
        places.push((text.len(), path.clone()));
        text.push_str(&node.words.join(" "));
        if !node.block.is_empty() {
            text.push_str(" {\n");
            write_block(&node.block, path, text, places);
            text.push('}');
        }
        text.push('\n');
        path.pop();
    }
}

/// Drops every node with a mistake in it. Nobody can do without a title, and a library goes only when it is asked to go.
fn drop_mistaken(nodes: &mut Vec<ShrinkNode>, places: &[(usize, NodePath)], mistakes: &Mistakes) -> Option<()> {
    let offsets = mistakes.mistakes.iter().map(|mistake| mistake.span.offset);
    let mut paths: Vec<&NodePath> =
        offsets.filter_map(|offset| places.iter().rfind(|(begin, _)| *begin <= offset)).map(|(_, path)| path).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths.into_iter().rev() {
        let whole = (path.len() == 1).then(|| nodes.get(*path.first()?)).flatten();
        if whole.is_some_and(|node| matches!(node.name(), "title" | "library")) {
            return None;
        }
        remove(nodes, path);
    }
    nodes.retain(|node| !node.is_schedule() || !node.block.is_empty());
    Some(())
}

fn remove(nodes: &mut Vec<ShrinkNode>, path: &[usize]) {
    match path {
        [] => {}
        [last] => drop(nodes.remove(*last)),
        [first, rest @ ..] => remove(&mut nodes[*first].block, rest),
    }
}
