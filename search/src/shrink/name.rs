//! Names: fewer people, the first slots and drives, and names that say what a call does.

use std::collections::BTreeSet;

use super::Edit;
use super::tree::{ShrinkNode, property};

/// What the one of its kind is called that needs no introduction.
const USUAL: [(&str, &str); 3] = [("library", "L1"), ("pool", "Data"), ("client", "ann")];

/// Everything that could go by a simpler name.
pub(super) fn edits(nodes: &[ShrinkNode]) -> Vec<Edit> {
    let mut edits = clients(nodes);
    edits.extend(USUAL.iter().filter_map(|(kind, name)| usual(nodes, kind, name)));
    let words: BTreeSet<String> = every_word(nodes).flat_map(|word| atoms(word).into_iter().map(str::to_owned)).collect();
    for part in ["slot", "drive", "port", "door", "transport", "magazine"] {
        edits.extend(words.iter().flat_map(|word| lower(word, part, &words)));
    }
    edits.extend(nodes.iter().flat_map(|node| node.block.iter().chain([node])).filter_map(|call| called(call, &words)));
    edits
}

/// One client makes the calls of another.
fn clients(nodes: &[ShrinkNode]) -> Vec<Edit> {
    let names: Vec<String> = nodes.iter().filter(|node| node.name() == "client").map(|node| node.first().to_owned()).collect();
    let mut edits = Vec::new();
    for name in &names {
        for other in names.iter().take_while(|other| *other != name) {
            edits.push(merged(name.clone(), other.clone()));
        }
    }
    edits
}

/// The only one of its kind goes by the usual name.
fn usual(nodes: &[ShrinkNode], kind: &str, name: &'static str) -> Option<Edit> {
    let mut names = nodes.iter().filter(|node| node.name() == kind).map(ShrinkNode::first);
    let only = names.next().filter(|only| *only != name)?.to_owned();
    names.next().is_none().then(|| Edit::strict(move |nodes| swap(nodes, &only, name)))
}

/// `other` makes the calls of `name`, who goes.
fn merged(name: String, other: String) -> Edit {
    Edit::strict(move |nodes| {
        nodes.retain(|node| !(node.name() == "client" && node.first() == name));
        for node in nodes {
            for call in node.block.iter_mut().map(|act| &mut act.words).chain([&mut node.words]) {
                if call.first() == Some(&name) {
                    call[0].clone_from(&other);
                }
            }
        }
    })
}

/// The same with a lower number of a part changed with this one, the lowest first, where this is the name of such a part.
fn lower(word: &str, part: &str, words: &BTreeSet<String>) -> Vec<Edit> {
    let of_part = word.rsplit_once('.').filter(|(before, _)| before.ends_with(&format!(".{part}")));
    let numbered = of_part.and_then(|(before, number)| Some((before, number.parse::<u16>().ok()?)));
    let Some((before, number)) = numbered else { return Vec::new() };
    let lowest = (1..number).find(|lower| !words.contains(&format!("{before}.{lower}")));
    let exchange = |lower: u16| {
        let (word, other) = (word.to_owned(), format!("{before}.{lower}"));
        Edit::strict(move |nodes| swap(nodes, &word, &other))
    };
    lowest.map(exchange).into_iter().collect()
}

/// A call named after what it does: `MountNtmsMedia as=bob-7` is `mount`.
fn called(call: &ShrinkNode, taken: &BTreeSet<String>) -> Option<Edit> {
    let old = call.words.iter().filter_map(|word| property(word)).find(|(key, _)| *key == "as")?.1.to_owned();
    let function = call.first();
    let verb = function.find("Ntms").map(|end| function[..end].to_lowercase()).filter(|verb| !verb.is_empty())?;
    let own = |name: &str| name == verb || name.strip_prefix(&verb).is_some_and(|rest| rest.starts_with('-'));
    let numbered = (2..10).map(|number| format!("{verb}-{number}"));
    let new = std::iter::once(verb.clone()).chain(numbered).find(|name| !taken.contains(name)).filter(|_| !own(&old))?;
    Some(Edit::strict(move |nodes| swap(nodes, &old, &new)))
}

/// The parts of a word that can be names: `drives=L1.drive.1+L1.drive.2` has three.
fn atoms(word: &str) -> Vec<&str> {
    word.split(['=', '+']).collect()
}

fn every_word(nodes: &[ShrinkNode]) -> impl Iterator<Item = &str> {
    nodes.iter().flat_map(|node| node.block.iter().chain([node])).flat_map(|node| node.words.iter().map(String::as_str))
}

/// Calls each of two things by the name of the other, wherever it or a part of it is named.
fn swap(nodes: &mut [ShrinkNode], one: &str, other: &str) {
    for node in nodes.iter_mut().filter(|node| node.name() != "title") {
        for word in &mut node.words {
            *word = swapped(word, one, other);
        }
        swap(&mut node.block, one, other);
    }
}

fn swapped(word: &str, one: &str, other: &str) -> String {
    // Texts in quotes are no names.
    if word.contains('"') {
        return word.to_owned();
    }
    let mut out = String::new();
    for piece in word.split_inclusive(['=', '+']) {
        let name = piece.trim_end_matches(['=', '+']);
        let new = if name == one {
            other
        } else if name == other {
            one
        } else {
            name
        };
        out.push_str(new);
        out.push_str(&piece[name.len()..]);
    }
    out
}
