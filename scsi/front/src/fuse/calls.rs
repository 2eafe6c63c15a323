//! Calls: requests on their way, each answered once, whatever becomes of it, and what a signal does to them.
//!
//! A program that is killed stays until its call is answered. So a signal ends a call: one that has not begun is answered at once, and of
//! one that has, the command that runs for it is aborted.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::io::Errno;

use crate::service::Task;

use super::connection::Connection;

/// What is behind a lock, also after a thread has panicked with it in its hands: everything here is whole between two statements.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All calls on their way.
#[derive(Debug)]
pub(super) struct Calls {
    connection: Arc<Connection>,
    open: Mutex<BTreeMap<u64, Arc<CallProgress>>>,
}

/// How far a call is.
#[derive(Debug)]
struct CallProgress {
    state: Mutex<CallState>,
    changed: Condvar,
    signals: Signals,
}

/// What a call makes of signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signals {
    /// They end it.
    Heard,
    /// They do not: what a close(2) still has to do is done, also for a program that was killed.
    Ignored,
}

#[derive(Clone, Copy, Debug)]
enum CallState {
    /// It waits for its turn.
    Waiting,
    /// It is being worked on.
    Begun {
        /// The command that runs for it.
        task: Option<Task>,
        /// A signal has come.
        interrupted: bool,
    },
    /// A signal came before it had begun, and it is answered.
    Ended,
}

/// What a signal has done to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interrupted {
    /// This command is to be aborted.
    Running(Task),
    /// There is nothing more to do.
    Done,
}

impl Calls {
    /// No calls yet, on this connection.
    pub fn new(connection: Arc<Connection>) -> Arc<Self> {
        Arc::new(Self { connection, open: Mutex::default() })
    }

    /// A call that waits for its turn.
    pub fn call(self: &Arc<Self>, unique: u64, signals: Signals) -> FuseCall {
        let progress = Arc::new(CallProgress { state: Mutex::new(CallState::Waiting), changed: Condvar::new(), signals });
        lock(&self.open).insert(unique, Arc::clone(&progress));
        FuseCall { unique, calls: Arc::clone(self), progress, answered: false }
    }

    /// A signal has come for the program that waits for a request.
    pub fn interrupt(&self, unique: u64) -> Interrupted {
        // A request that is not here any more has been answered.
        let Some(progress) = lock(&self.open).get(&unique).cloned() else { return Interrupted::Done };
        if progress.signals == Signals::Heard { self.end(unique, &progress) } else { Interrupted::Done }
    }

    /// All of them end, whatever they make of signals; the commands that are to be aborted.
    pub fn end_all(&self) -> Vec<Task> {
        let all: Vec<_> = lock(&self.open).iter().map(|(unique, progress)| (*unique, Arc::clone(progress))).collect();
        let ended = all.into_iter().map(|(unique, progress)| self.end(unique, &progress));
        ended.filter_map(|interrupted| if let Interrupted::Running(task) = interrupted { Some(task) } else { None }).collect()
    }

    fn end(&self, unique: u64, progress: &CallProgress) -> Interrupted {
        let mut state = lock(&progress.state);
        match &mut *state {
            CallState::Waiting => {
                *state = CallState::Ended;
                drop(state);
                lock(&self.open).remove(&unique);
                self.connection.reply(unique, Err(Errno::INTR));
                Interrupted::Done
            }
            CallState::Begun { task, interrupted } => {
                *interrupted = true;
                progress.changed.notify_all();
                task.map_or(Interrupted::Done, Interrupted::Running)
            }
            CallState::Ended => Interrupted::Done,
        }
    }
}

/// A request that is to be answered. If nobody does, its program gets an error all the same: `EBUSY` when no thread has taken it, `EIO`
/// when one has panicked with it.
#[derive(Debug)]
pub(super) struct FuseCall {
    unique: u64,
    calls: Arc<Calls>,
    progress: Arc<CallProgress>,
    answered: bool,
}

impl FuseCall {
    /// Begins with it. False when a signal has ended it already.
    pub fn begin(&mut self) -> bool {
        let mut state = lock(&self.progress.state);
        match *state {
            CallState::Waiting => *state = CallState::Begun { task: None, interrupted: false },
            CallState::Begun { .. } => {}
            CallState::Ended => {
                self.answered = true;
                return false;
            }
        }
        true
    }

    /// A command runs for it. False when a signal has come, and the command is to be aborted.
    pub fn runs(&self, running: Task) -> bool {
        match &mut *lock(&self.progress.state) {
            CallState::Begun { task, interrupted } => {
                *task = Some(running);
                !*interrupted
            }
            CallState::Waiting | CallState::Ended => true,
        }
    }

    /// The command that ran for it has ended. True when a signal has come.
    pub fn rests(&self) -> bool {
        match &mut *lock(&self.progress.state) {
            CallState::Begun { task, interrupted } => {
                *task = None;
                *interrupted
            }
            CallState::Waiting | CallState::Ended => false,
        }
    }

    /// Waits a while.
    ///
    /// # Errors
    ///
    /// `EINTR` when a signal comes.
    pub fn pause(&self, time: Duration) -> Result<(), Errno> {
        let interrupted = |state: &mut CallState| matches!(state, CallState::Begun { interrupted: true, .. });
        let state = lock(&self.progress.state);
        let waited = self.progress.changed.wait_timeout_while(state, time, |state| !interrupted(state));
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if interrupted(&mut state) { Err(Errno::INTR) } else { Ok(()) }
    }

    /// Answers it, unless a signal has done so.
    pub fn answer(mut self, reply: Result<Vec<u8>, Errno>) {
        if self.begin() {
            self.say(reply.as_deref().map_err(|errno| *errno));
        }
    }

    fn say(&mut self, reply: Result<&[u8], Errno>) {
        self.answered = true;
        lock(&self.calls.open).remove(&self.unique);
        self.calls.connection.reply(self.unique, reply);
    }
}

impl Drop for FuseCall {
    fn drop(&mut self) {
        let waited = matches!(*lock(&self.progress.state), CallState::Waiting);
        if !self.answered && self.begin() {
            self.say(Err(if waited { Errno::BUSY } else { Errno::IO }));
        }
    }
}
