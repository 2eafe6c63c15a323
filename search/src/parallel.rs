//! Side by side: independent simulations on several threads, which share nothing.

use std::sync::Mutex;

/// Has so many do the same work, each on a thread of its own, and gathers what they come to, in any order.
///
/// # Panics
/// If a worker does.
pub fn side_by_side<Done: Send>(jobs: usize, work: impl Fn() -> Done + Sync) -> Vec<Done> {
    let gathered = Mutex::new(Vec::new());
    let worker = || {
        let done = work();
        gathered.lock().expect("no worker panics with the lock in hand").push(done);
    };
    #[expect(clippy::disallowed_methods, reason = "the simulations are independent of each other")]
    std::thread::scope(|scope| {
        for _ in 1..jobs {
            scope.spawn(worker);
        }
        worker();
    });
    gathered.into_inner().expect("no worker panics with the lock in hand")
}

/// Does something with each of these, so many at a time. What comes of it is in their order.
///
/// # Panics
/// If a worker does.
pub fn each<Items, Done: Send>(items: Items, jobs: usize, work: impl Fn(Items::Item) -> Done + Sync) -> Vec<Done>
where
    Items: IntoIterator<IntoIter: Send>,
{
    let queue = Mutex::new(items.into_iter().enumerate());
    let take = || queue.lock().expect("no worker panics with the lock in hand").next();
    let worker = || std::iter::from_fn(take).map(|(place, item)| (place, work(item))).collect::<Vec<_>>();
    let mut done: Vec<(usize, Done)> = side_by_side(jobs, worker).into_iter().flatten().collect();
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, done)| done).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_it_is_in_order() {
        let numbers: Vec<u32> = (0..100).collect();
        assert_eq!(each(&numbers, 3, |number| *number * 2), numbers.iter().map(|number| number * 2).collect::<Vec<_>>());
    }
}
