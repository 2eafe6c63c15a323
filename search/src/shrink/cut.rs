//! Cutting: without these statements, cartridges, clients, without whatever can go as a whole.

use super::tree::{self, Mend, ShrinkNode};
use super::{Edit, Shrinker};

/// With so many things or fewer, every two of them are left out together.
const FEW: usize = 16;

/// The places of what can go: everything but the title.
fn parts(nodes: &[ShrinkNode]) -> Vec<usize> {
    (0..nodes.len()).filter(|index| nodes[*index].name() != "title").collect()
}

/// Drops ever smaller runs of neighbours, from the end on: what comes after the failure goes first.
pub(super) fn chunks(shrinker: &mut Shrinker<'_, '_>) {
    let mut size = parts(&shrinker.nodes).len() / 2;
    while size > 0 {
        let mut end = parts(&shrinker.nodes).len();
        while end > 0 {
            let parts = parts(&shrinker.nodes);
            let begin = end.saturating_sub(size);
            let gone = parts.get(begin..end.min(parts.len())).unwrap_or_default();
            let kept = shrinker.nodes.iter().enumerate().filter(|(index, _)| !gone.contains(index));
            let kept = kept.map(|(_, node)| node.clone()).collect();
            shrinker.offer(kept, Mend::Drop, tree::weight(&shrinker.nodes));
            end = begin;
        }
        size = size.min(parts(&shrinker.nodes).len()) / 2;
    }
}

/// Takes the acts of a block apart, so that each can go on its own.
pub(super) fn blocks(nodes: &[ShrinkNode]) -> Vec<Edit> {
    let several = |index: &usize| matches!(nodes[*index].name(), "at" | "after") && nodes[*index].block.len() > 1;
    let apart = |index: usize| {
        let change = move |nodes: &mut Vec<ShrinkNode>| {
            let node = nodes.remove(index);
            let single = |act: &ShrinkNode| ShrinkNode { words: node.words.clone(), block: vec![act.clone()] };
            let singles: Vec<ShrinkNode> = node.block.iter().map(single).collect();
            nodes.splice(index..index, singles);
        };
        Edit { grows: true, ..Edit::strict(change) }
    };
    (0..nodes.len()).filter(several).map(apart).collect()
}

/// Drops two things at a time where neither can go alone: what breaks and what heals, what opens and what closes.
pub(super) fn pairs(nodes: &[ShrinkNode]) -> Vec<Edit> {
    let parts = parts(nodes);
    if parts.len() > FEW {
        return Vec::new();
    }
    let pairs = parts.iter().enumerate().flat_map(|(number, first)| parts[number + 1..].iter().map(|second| (*first, *second)));
    let without = |(first, second): (usize, usize)| {
        Edit::loose(move |nodes: &mut Vec<ShrinkNode>| {
            nodes.remove(second);
            nodes.remove(first);
        })
    };
    pairs.map(without).collect()
}
