//! Threads: the only place of this front that starts them.
//!
//! A call may have to wait for a command that takes minutes, and for the memory of a program that gives it away slowly. Each such call has
//! a thread of its own, up to a number; a thread that has done its work takes the next.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use super::calls::lock;

/// Starts a thread.
pub(super) fn start(name: String, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    Builder::new().name(name).spawn(work)
}

type Job = Box<dyn FnOnce() + Send>;

/// Threads that take jobs. They end when this is dropped, each when it has done its job.
pub(super) struct Workers {
    shared: Arc<SharedQueue>,
    most: usize,
}

#[derive(Default)]
struct SharedQueue {
    state: Mutex<WorkersState>,
    changed: Condvar,
}

#[derive(Default)]
struct WorkersState {
    waiting: VecDeque<Job>,
    idle: usize,
    started: usize,
    closed: bool,
}

impl Workers {
    /// At most so many threads. None is started yet.
    pub fn new(most: usize) -> Self {
        Self { shared: Arc::default(), most }
    }

    /// Gives a job to a thread. It is dropped when all are busy.
    pub fn give(&self, job: impl FnOnce() + Send + 'static) {
        let mut state = lock(&self.shared.state);
        if state.idle > state.waiting.len() {
            state.waiting.push_back(Box::new(job));
            self.shared.changed.notify_one();
        } else if state.started < self.most {
            let shared = Arc::clone(&self.shared);
            let count = state.started;
            if start(format!("fuse worker {count}"), move || shared.work(Box::new(job))).is_ok() {
                state.started += 1;
            }
        }
    }
}

impl SharedQueue {
    fn work(&self, first: Job) {
        let _gone = Gone(self);
        first();
        let mut state = lock(&self.state);
        loop {
            if let Some(job) = state.waiting.pop_front() {
                drop(state);
                job();
                state = lock(&self.state);
            } else if state.closed {
                return;
            } else {
                state.idle += 1;
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.idle -= 1;
            }
        }
    }
}

/// Counts a thread off when it ends, also by a panic.
struct Gone<'a>(&'a SharedQueue);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        lock(&self.0.state).started -= 1;
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        lock(&self.shared.state).closed = true;
        self.shared.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn jobs_run_side_by_side_and_not_more_than_there_may_be() {
        let workers = Workers::new(2);
        let (say, heard) = mpsc::channel();
        let (go, gone): (Vec<_>, Vec<_>) = (0..3).map(|_| mpsc::channel::<()>()).unzip();
        for (number, wait) in gone.into_iter().enumerate() {
            let say = say.clone();
            workers.give(move || {
                let _ = wait.recv();
                let _ = say.send(number);
            });
        }
        drop(say);
        drop(go);
        let mut done: Vec<_> = heard.iter().collect();
        done.sort_unstable();
        assert_eq!(done, [0, 1], "the third found all threads busy");
    }

    #[test]
    fn a_thread_that_panics_makes_room() {
        let workers = Workers::new(1);
        let (say, heard) = mpsc::channel::<()>();
        workers.give(move || {
            let _say = say;
            panic!("a job went wrong");
        });
        assert!(heard.recv().is_err());
        loop {
            let (say, heard) = mpsc::channel();
            workers.give(move || say.send(()).unwrap());
            if heard.recv().is_ok() {
                return;
            }
        }
    }
}
