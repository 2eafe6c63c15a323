//! Places: a cartridge that lies in the library from the start needs no operator to bring it.

use super::Edit;
use super::tree::{ShrinkNode, property};

/// Every cartridge that is brought later, put at once where it could be, in the place of whatever was there.
pub(super) fn edits(nodes: &[ShrinkNode]) -> Vec<Edit> {
    let libraries = nodes.iter().filter(|node| node.name() == "library").filter_map(|node| node.words.get(1));
    let places: Vec<String> = libraries.flat_map(|library| ["slot", "drive"].map(|kind| format!("at={library}.{kind}.1"))).collect();
    let brought = (0..nodes.len()).filter(|index| nodes[*index].name() == "cartridge" && place(&nodes[*index]).is_none());
    brought.flat_map(|index| places.iter().map(move |place| put(index, place.clone()))).collect()
}

/// Where a cartridge is at the start; nothing else is in a place.
fn place(node: &ShrinkNode) -> Option<&String> {
    if node.name() != "cartridge" {
        return None;
    }
    node.words.iter().find(|word| property(word).is_some_and(|(key, _)| key == "at"))
}

fn put(index: usize, there: String) -> Edit {
    let change = move |nodes: &mut Vec<ShrinkNode>| {
        let words = &mut nodes[index].words;
        words.retain(|word| word != "recorded=offline");
        words.insert(words.len().min(2), there.clone());
        let mut at = 0..;
        nodes.retain(|node| at.next() == Some(index) || place(node) != Some(&there));
    };
    Edit { grows: true, ..Edit::loose(change) }
}
