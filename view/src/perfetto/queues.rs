//! Queues: how many requests wait, and how many are worked on, whenever that changes.

use std::collections::BTreeMap;

use super::event::{Args, EventValue, TraceEvent};
use super::times::Times;
use crate::model::{SpanKind, TimeSpan};

/// The counters of a queue.
pub fn lengths<'s>(name: &str, process: u32, times: Times<'_>, spans: impl Iterator<Item = &'s TimeSpan>) -> Vec<TraceEvent> {
    let mut changes: BTreeMap<u64, [i64; 2]> = BTreeMap::new();
    for span in spans {
        let counted = usize::from(span.kind != SpanKind::Wait);
        changes.entry(times.begin(span)).or_default()[counted] += 1;
        changes.entry(times.end(span)).or_default()[counted] -= 1;
    }
    let mut counts = [0_i64; 2];
    let mut events = Vec::new();
    // Who goes from one phase to the next changes nothing.
    for (at, change) in changes.into_iter().filter(|(_, change)| *change != [0, 0]) {
        for (count, change) in counts.iter_mut().zip(change) {
            *count += change;
        }
        let [waiting, at_work] = counts.map(|count| EventValue::Number(count.unsigned_abs()));
        events.push(TraceEvent::counter(name, process, at, Args::from([("waiting", waiting), ("at work", at_work)])));
    }
    events
}
