//! Times: of a timetable, a story. First this, then that; when exactly matters only where it does.

use rsmlab_engine::time::Millis;
use rsmlab_language::duration;

use super::Edit;
use super::figure::TIMES;
use super::tree::ShrinkNode;

/// What goes between two acts that follow one another.
#[derive(Clone, Copy, Debug)]
enum Between {
    /// Nothing: the second is done once the first has been.
    Nothing,
    /// Everything that the first has started.
    Quiet,
    /// As much time as there was.
    Time,
}

const BETWEEN: [Between; 3] = [Between::Nothing, Between::Quiet, Between::Time];

/// What could be said of times more simply: waits joined, no times at all, then rounder ones.
pub(super) fn edits(nodes: &[ShrinkNode]) -> Vec<Edit> {
    let mut edits = Vec::new();
    if nodes.windows(2).any(|pair| pair.iter().all(|node| wait(node).is_some())) {
        edits.push(Edit::strict(join_waits));
    }
    edits.extend(of_moments(nodes));
    edits
}

/// How long a statement lets time pass, if that is all that it does.
fn wait(node: &ShrinkNode) -> Option<Millis> {
    let [name, time] = node.words.as_slice() else { return None };
    let time = time.strip_prefix("for=").filter(|_| name == "run")?;
    duration::parse(time.trim_matches('"')).ok()
}

/// Says waits that follow one another as one.
fn join_waits(nodes: &mut Vec<ShrinkNode>) {
    let mut joined: Vec<ShrinkNode> = Vec::with_capacity(nodes.len());
    for node in nodes.drain(..) {
        match (joined.last_mut().and_then(|last| Some((wait(last)?, last))), wait(&node)) {
            (Some((before, last)), Some(time)) => last.words[1] = format!("for={}", said(Millis(before.0.saturating_add(time.0)))),
            _ => joined.push(node),
        }
    }
    *nodes = joined;
}

fn of_moments(nodes: &[ShrinkNode]) -> Vec<Edit> {
    let timed: Vec<(usize, Millis)> = nodes.iter().enumerate().filter_map(|(index, node)| Some((index, time(node)?))).collect();
    let Some((_, end)) = timed.last().copied() else { return Vec::new() };
    let mut edits: Vec<Edit> = BETWEEN.iter().map(|between| Edit::strict(move |nodes| tell(nodes, 0, usize::MAX, *between))).collect();
    for (place, _) in &timed {
        edits.extend(BETWEEN.map(|between| {
            let place = *place;
            Edit::strict(move |nodes| tell(nodes, place, 1, between))
        }));
    }
    let seconds = u64::try_from(timed.len()).unwrap_or(u64::MAX).saturating_mul(1_000);
    if end.0 > seconds {
        edits.push(Edit::strict(count_seconds));
    }
    let mut before = Millis::ZERO;
    for (place, time) in timed {
        edits.extend(sooner(place, before, time));
        before = time;
    }
    edits
}

/// When the acts of a node happen, if it says a moment of the run.
fn time(node: &ShrinkNode) -> Option<Millis> {
    (node.name() == "at").then(|| duration::parse(node.first().trim_matches('"')).ok()).flatten()
}

fn said(time: Millis) -> String {
    format!("\"{time}\"")
}

/// Tells the acts of so many timed nodes from a place on as statements, one after the other.
fn tell(nodes: &mut Vec<ShrinkNode>, from: usize, most: usize, between: Between) {
    let mut before = nodes[..from].iter().filter_map(time).next_back();
    let (mut told, mut left) = (nodes[..from].to_vec(), most);
    for node in &nodes[from..] {
        let Some(moment) = time(node).filter(|_| left > 0) else {
            told.push(node.clone());
            continue;
        };
        left -= 1;
        let gap = Millis(moment.0.saturating_sub(before.unwrap_or_default().0));
        match between {
            Between::Time if gap > Millis::ZERO => told.push(ShrinkNode::of(&["run", &format!("for={}", said(gap))])),
            Between::Quiet if gap > Millis::ZERO && (before.is_some() || most == 1) => told.push(ShrinkNode::of(&["run", "until=quiet"])),
            Between::Nothing | Between::Quiet | Between::Time => {}
        }
        told.extend(node.block.iter().cloned());
        before = Some(moment);
    }
    *nodes = told;
}

/// Lets everything happen in the same order, a second apart.
fn count_seconds(nodes: &mut Vec<ShrinkNode>) {
    let (mut last, mut second) = (None, 0);
    for node in nodes {
        let Some(moment) = time(node) else { continue };
        if last != Some(moment) {
            second += 1;
        }
        last = Some(moment);
        node.words[1] = said(Millis::from_secs(second));
    }
}

/// Lets something happen a round time after what happens before it, and everything else as long after it as it did.
fn sooner(place: usize, before: Millis, time: Millis) -> Vec<Edit> {
    let gap = Millis(time.0.saturating_sub(before.0));
    let rounder = TIMES.iter().filter_map(|round| duration::parse(round).ok()).filter(|round| *round < gap);
    let rounder = rounder.map(move |round| {
        let moved = gap.0 - round.0;
        Edit::strict(move |nodes: &mut Vec<ShrinkNode>| shift(&mut nodes[place..], moved))
    });
    rounder.collect()
}

fn shift(nodes: &mut [ShrinkNode], sooner_ms: u64) {
    for node in nodes {
        if let Some(moment) = time(node) {
            node.words[1] = said(Millis(moment.0.saturating_sub(sooner_ms)));
        }
    }
}
