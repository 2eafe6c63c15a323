//! Served: a world that fronts reach, and the pace at which its time passes.
//!
//! Time in the world has nothing to do with the clock of the machine until somebody says so. It passes as on the clock on the wall, so
//! many times faster, or it jumps: then whatever the hardware is at has ended before a client hears of anything, and the same client
//! leaves the same trace.

#![expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "the pace is that of the clock on the wall")]

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant as Wall};

use rsmlab_scsi::answer::{ScsiAnswer, Status};
use rsmlab_scsi::nexus::Nexus;

use crate::service::{OnAnswer, ResetScope, Service, ServiceRequest, Task, UnitKind};

/// A command that a world has been sent.
pub type Ticket = u64;

/// A library in its world, as it is served. Moments are milliseconds of the world.
pub trait ServableWorld: Send {
    /// What time it is.
    fn now(&self) -> u64;

    /// When something happens next, if anything does.
    fn next(&self) -> Option<u64>;

    /// Whether the hardware is at something that ends by itself.
    fn is_at_work(&self) -> bool;

    /// Lets time pass until then.
    fn pass(&mut self, until: u64);

    /// An initiator arrives.
    fn join(&mut self, initiator: &str) -> Nexus;

    /// An initiator is gone. Its commands are aborted.
    fn leave(&mut self, nexus: Nexus);

    /// Sends a command.
    fn send(&mut self, request: &ServiceRequest) -> Ticket;

    /// Aborts a command. It is answered with TASK ABORTED, unless it has been answered.
    fn abort(&mut self, ticket: Ticket);

    /// An initiator resets logical units.
    fn reset(&mut self, nexus: Nexus, what: ResetScope);

    /// The answers that have come since this was last asked.
    fn answers(&mut self) -> Vec<(Ticket, ScsiAnswer)>;

    /// Whether the library answers at all.
    fn is_reachable(&self) -> bool;

    /// The logical units, by number from 0.
    fn units(&self) -> Vec<UnitKind>;
}

/// How fast time passes in a served world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// So many times as fast as on the clock on the wall.
    Times(f64),
    /// It stands still until the hardware is at something, and then jumps to where that has ended.
    Jumps,
}

/// The answers that are due, each with whom it is due to.
type DueAnswers = Vec<(OnAnswer, ScsiAnswer)>;

struct Inner<W> {
    world: W,
    pending: BTreeMap<Ticket, OnAnswer>,
    is_over: bool,
}

impl<W: ServableWorld> Inner<W> {
    /// Takes out the answers that have come.
    fn collect(&mut self) -> DueAnswers {
        let answers = self.world.answers();
        answers.into_iter().filter_map(|(ticket, answer)| Some((self.pending.remove(&ticket)?, answer))).collect()
    }

    /// Lets happen what is due by now, and the hardware end what it is at.
    fn jump(&mut self) -> DueAnswers {
        let mut due = self.collect();
        loop {
            self.world.pass(self.world.now());
            due.extend(self.collect());
            let Some(next) = self.world.next().filter(|_| self.world.is_at_work()) else { return due };
            self.world.pass(next);
        }
    }
}

struct SharedWorld<W> {
    inner: Mutex<Inner<W>>,
    /// Something may happen sooner than was thought.
    sooner: Condvar,
    pace: Pace,
    /// When the world began, on the clock on the wall, and what time it was in it.
    since: (Wall, u64),
}

impl<W: ServableWorld> SharedWorld<W> {
    fn lock(&self) -> MutexGuard<'_, Inner<W>> {
        // A panic of another thread is told where it happened; the world is as it was left.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What time it should be in the world.
    fn due_time(&self) -> Option<u64> {
        let Pace::Times(times) = self.pace else { return None };
        let (wall, began) = self.since;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a pace of time, to the millisecond")]
        let passed = (wall.elapsed().as_secs_f64() * 1_000.0 * times) as u64;
        Some(began.saturating_add(passed))
    }

    /// Does something in the world at the time that it should be, and hands out the answers.
    fn within<T>(&self, act: impl FnOnce(&mut Inner<W>) -> T) -> T {
        let mut inner = self.lock();
        let due_time = self.due_time();
        if let Some(time) = due_time {
            inner.world.pass(time);
        }
        let result = act(&mut inner);
        let due = if due_time.is_some() { inner.collect() } else { inner.jump() };
        drop(inner);
        self.sooner.notify_all();
        hand_out(due);
        result
    }
}

fn hand_out(due: DueAnswers) {
    due.into_iter().for_each(|(done, answer)| done(answer));
}

/// A served world. Fronts share it; [`ServedWorld::stop`] ends the thread that lets its time pass.
pub struct ServedWorld<W: ServableWorld + 'static> {
    shared: Arc<SharedWorld<W>>,
    clock: Mutex<Option<JoinHandle<()>>>,
}

impl<W: ServableWorld + 'static> ServedWorld<W> {
    /// Serves a world, from now on.
    #[must_use]
    pub fn begin(world: W, pace: Pace) -> Self {
        let since = (Wall::now(), world.now());
        let mut inner = Inner { world, pending: BTreeMap::new(), is_over: false };
        if pace == Pace::Jumps {
            // Nobody has sent anything yet that could be answered.
            let _nothing = inner.jump();
        }
        let inner = Mutex::new(inner);
        let shared = Arc::new(SharedWorld { inner, sooner: Condvar::new(), pace, since });
        let clock = match pace {
            Pace::Times(times) => {
                let shared = Arc::downgrade(&shared);
                Some(thread::spawn(move || keep_time(&shared, times)))
            }
            Pace::Jumps => None,
        };
        Self { shared, clock: Mutex::new(clock) }
    }

    /// How fast its time passes.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.shared.pace
    }

    /// Does something with the world at the time that it should be: says a statement, reads its trace.
    pub fn with<T>(&self, act: impl FnOnce(&mut W) -> T) -> T {
        self.shared.within(|inner| act(&mut inner.world))
    }

    /// Ends it: each command that waits is answered with TASK ABORTED, and time passes no more.
    pub fn stop(&self) {
        let mut inner = self.shared.lock();
        inner.is_over = true;
        let waiting = std::mem::take(&mut inner.pending);
        drop(inner);
        self.shared.sooner.notify_all();
        hand_out(waiting.into_values().map(|done| (done, ScsiAnswer::bare(Status::TaskAborted))).collect());
        let clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner).take();
        // It ends as soon as it sees that the world is over; a panic of it has been told.
        clock.map(JoinHandle::join);
    }
}

/// Lets time pass until the world is over.
fn keep_time<W: ServableWorld>(shared: &Weak<SharedWorld<W>>, times: f64) {
    /// The longest sleep, so that an end of the world is seen.
    const LONGEST: Duration = Duration::from_millis(500);
    while let Some(shared) = shared.upgrade() {
        let mut inner = shared.lock();
        if inner.is_over {
            return;
        }
        if let Some(time) = shared.due_time() {
            inner.world.pass(time);
        }
        let due = inner.collect();
        if !due.is_empty() {
            drop(inner);
            hand_out(due);
            continue;
        }
        let left = inner.world.next().map(|next| next.saturating_sub(inner.world.now()));
        #[expect(clippy::cast_precision_loss, reason = "a wait, to the millisecond")]
        let wait = left.map_or(LONGEST, |left| Duration::from_secs_f64((left as f64 / 1_000.0 / times).min(LONGEST.as_secs_f64())));
        // At least a moment, or a world in which something is always due would keep the lock.
        drop(shared.sooner.wait_timeout(inner, wait.max(Duration::from_micros(200))));
    }
}

impl<W: ServableWorld + 'static> Service for ServedWorld<W> {
    fn join(&self, initiator: &str) -> Nexus {
        self.shared.within(|inner| inner.world.join(initiator))
    }

    fn leave(&self, nexus: Nexus) {
        self.shared.within(|inner| inner.world.leave(nexus));
    }

    fn submit(&self, request: ServiceRequest, done: OnAnswer) -> Task {
        self.shared.within(|inner| {
            let ticket = inner.world.send(&request);
            inner.pending.insert(ticket, done);
            Task(ticket)
        })
    }

    fn abort(&self, task: Task) -> bool {
        self.shared.within(|inner| {
            let waits = inner.pending.contains_key(&task.0);
            if waits {
                inner.world.abort(task.0);
            }
            waits
        })
    }

    fn reset(&self, nexus: Nexus, what: ResetScope) {
        self.shared.within(|inner| inner.world.reset(nexus, what));
    }

    fn is_reachable(&self) -> bool {
        self.shared.within(|inner| inner.world.is_reachable())
    }

    fn units(&self) -> Vec<UnitKind> {
        self.shared.lock().world.units()
    }
}
