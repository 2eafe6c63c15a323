//! The reference job as a bare loop on a binary heap: the least that can be done.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::JobsOutcome;
use super::shop::{JobEvent, Shop};

/// Does so many jobs.
#[must_use]
pub fn run(jobs: u64) -> JobsOutcome {
    let mut shop = Shop::new(jobs);
    // Entries of one time come in the order in which they were scheduled.
    let mut heap: BinaryHeap<Reverse<(u64, u64, JobEvent)>> = BinaryHeap::new();
    let mut scheduled = 0;
    heap.extend(shop.next_arrival().map(|(at, event)| Reverse((at, scheduled, event))));
    while let Some(Reverse((now, _, event))) = heap.pop() {
        shop.happen(now, event, &mut |after, event| {
            scheduled += 1;
            heap.push(Reverse((now + after, scheduled, event)));
        });
    }
    shop.outcome()
}
