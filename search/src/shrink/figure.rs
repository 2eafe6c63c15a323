//! Figures: times, counts and choices, made small, round and usual.

use rsmlab_engine::time::Millis;
use rsmlab_language::duration;

use super::Edit;
use super::tree::{ShrinkNode, property};

/// Times that people think in, the plainest first.
pub(super) const TIMES: [&str; 6] = ["1s", "10s", "1m", "10m", "1h", "1d"];
/// Numbers likewise.
const NUMBERS: [u64; 8] = [0, 1, 2, 3, 4, 8, 16, 100];
/// What calls are told to do, the plainest first.
const ACTIONS: [&str; 4] = ["START", "FAST", "IMMEDIATE", "DEFAULT"];

/// Everything that can be said more simply.
pub(super) fn edits(nodes: &[ShrinkNode]) -> Vec<Edit> {
    let mut edits = Vec::new();
    // Whatever has little time to settle fails, in the same way as what never ends. What is right must keep its time.
    let fixed = |node: &ShrinkNode| matches!(node.name(), "title" | "covers" | "depends" | "settle");
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| !fixed(node)) {
        // When things happen is another story.
        let first = if node.name() == "at" { 2 } else { 1 };
        edits.extend(
            choices(node, first)
                .map(|(word, choice)| Edit::of(node, move |nodes: &mut Vec<ShrinkNode>| nodes[index].words[word].clone_from(&choice))),
        );
        for (part, held) in node.block.iter().enumerate() {
            edits.extend(choices(held, 1).map(|(word, choice)| {
                Edit::of(node, move |nodes: &mut Vec<ShrinkNode>| nodes[index].block[part].words[word].clone_from(&choice))
            }));
        }
    }
    edits
}

/// The words of a node that could be simpler, each with a simpler one.
fn choices(node: &ShrinkNode, first: usize) -> impl Iterator<Item = (usize, String)> {
    let words = node.words.iter().enumerate().skip(first);
    words.flat_map(|(index, word)| simpler(word).into_iter().map(move |word| (index, word)))
}

/// What could stand in place of a word, the simplest first.
fn simpler(word: &str) -> Vec<String> {
    let (key, value) = property(word).map_or((None, word), |(key, value)| (Some(key), value));
    let with_key = |value: String| key.map_or_else(|| value.clone(), |key| format!("{key}={value}"));
    if matches!(word, "stop" | "fail") {
        // A service that has come back at once need not be started.
        return vec!["restart".to_owned()];
    }
    let mut words: Vec<String> = simpler_value(key, value).into_iter().map(with_key).collect();
    if key == Some("for") {
        // Of a fault this makes no sense, and is refused.
        words.insert(0, "until=quiet".to_owned());
    }
    words
}

fn simpler_value(key: Option<&str>, value: &str) -> Vec<String> {
    let bare = value.trim_matches('"');
    if let Ok(length) = duration::parse(bare) {
        let is = |time: &&str, fits: fn(&Millis, &Millis) -> bool| duration::parse(time).is_ok_and(|time| fits(&time, &length));
        let place = TIMES.iter().position(|time| is(time, Millis::eq)).unwrap_or(TIMES.len());
        let times = TIMES[..place].iter().filter(|time| place < TIMES.len() || is(time, Millis::le));
        return times.map(|time| format!("\"{time}\"")).collect();
    }
    if let Ok(number) = value.parse::<u64>() {
        return NUMBERS.iter().filter(|smaller| **smaller < number).map(u64::to_string).collect();
    }
    if key == Some("action") {
        let place = ACTIONS.iter().position(|action| *action == value).unwrap_or(ACTIONS.len());
        return ACTIONS[..place].iter().map(|action| (*action).to_owned()).collect();
    }
    let parts: Vec<&str> = value.split('+').collect();
    if parts.len() < 2 || value.starts_with('"') {
        return Vec::new();
    }
    let without = |gone: usize| parts.iter().enumerate().filter(|(index, _)| *index != gone).map(|(_, part)| *part).collect::<Vec<_>>();
    (0..parts.len()).map(|gone| without(gone).join("+")).collect()
}
