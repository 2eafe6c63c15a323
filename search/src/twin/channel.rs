//! A channel as its listener should see it: every change on record once, in order, and the end of every operation once.
//!
//! The same news twice in a row may be told once. What the store refuses is told when it happens and recorded later: it is held against
//! the records then, and is not told again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rsmlab_engine::id::{Guid, SessionHandle};
use rsmlab_engine::port::notify::Notification;
use rsmlab_engine::record::state::{NotificationEvent, ObjectKind};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};

use super::LedgerResult;

const NEWS: Promise = Promise("news-is-complete");

/// An open channel.
#[derive(Clone)]
pub(super) struct Channel {
    /// The session that opened it.
    pub session: Option<SessionHandle>,
    /// The kind of objects it is about.
    pub kind: ObjectKind,
    /// Whether it is known to have lost news.
    pub is_broken: bool,
    /// Told, and not fetched yet.
    queue: VecDeque<Notification>,
    /// Changes of the last write that it has not been told of.
    due: VecDeque<Notification>,
    /// The change of the last write that it was told of last.
    last: Option<Notification>,
    /// What it was told of while the store took nothing, and is not on record yet.
    early: VecDeque<Notification>,
    /// Ends that it is to be told of, and how often it was: two operations may end under one id.
    ends: BTreeMap<Guid, EndCount>,
    /// Ends that it may be told of.
    others: BTreeSet<Guid>,
    /// Whether it was opened in the last write: it may be told of what came before it, or not.
    is_fresh: bool,
    /// Whether nobody can say what it was told: it was full while nobody could count.
    is_unclear: bool,
}

/// How many operations have ended under an id, and how many ends it was told of.
#[derive(Clone, Copy, Default)]
struct EndCount {
    due: u32,
    told: u32,
}

impl Channel {
    /// A channel that is opened after these changes of the present write.
    pub fn new(session: Option<SessionHandle>, kind: ObjectKind, due: VecDeque<Notification>) -> Self {
        Self {
            session,
            kind,
            is_broken: false,
            queue: VecDeque::new(),
            due,
            last: None,
            early: VecDeque::new(),
            ends: BTreeMap::new(),
            others: BTreeSet::new(),
            is_fresh: true,
            is_unclear: false,
        }
    }

    /// A change has become durable.
    pub fn changed(&mut self, news: Notification) {
        if self.early.front() == Some(&news) {
            self.early.pop_front();
            self.last = Some(news);
        } else if self.early.is_empty() || self.last != Some(news) {
            self.due.push_back(news);
        }
    }

    /// An operation has ended, and is announced under this id.
    pub fn ended(&mut self, id: Guid) {
        if self.is_fresh {
            self.others.insert(id);
        } else {
            self.ends.entry(id).or_default().due += 1;
        }
    }

    /// Something has ended that may be announced under this id.
    pub fn may_end(&mut self, id: Guid) {
        self.others.insert(id);
    }

    /// It is told something, which a call takes at once or fetches later.
    ///
    /// In doubt, nothing that is told can be on record.
    pub fn told(&mut self, news: Notification, is_doubtful: bool) -> LedgerResult {
        if self.is_unclear {
            return Ok(());
        }
        if self.is_broken {
            return Err(BrokenPromise::new(NEWS, "a broken channel was told something"));
        }
        if news.event == NotificationEvent::EventComplete {
            if let Some(ends) = self.ends.get_mut(&news.object).filter(|ends| ends.told < ends.due) {
                ends.told += 1;
                return Ok(());
            }
            if self.others.remove(&news.object) || self.is_fresh || is_doubtful {
                return Ok(());
            }
            return Err(BrokenPromise::new(NEWS, format!("a channel for {} was told of the end of what has not ended now", self.kind)));
        }
        if is_doubtful {
            self.early.push_back(news);
            return Ok(());
        }
        if self.is_fresh {
            while self.due.front().is_some_and(|due| *due != news) {
                self.due.pop_front();
            }
        }
        // What happened twice in a row may have been told once.
        while self.due.front().is_some_and(|due| *due != news && Some(due) == self.last.as_ref()) {
            self.due.pop_front();
        }
        if self.due.pop_front() == Some(news) {
            self.last = Some(news);
            return Ok(());
        }
        let event = news.event;
        Err(BrokenPromise::new(NEWS, format!("a channel for {} was told of a change ({event}) that is not the next on record", self.kind)))
    }

    /// It waits to be fetched.
    pub fn keep(&mut self, news: Notification) {
        self.queue.push_back(news);
    }

    /// A call gets something.
    pub fn fetched(&mut self, news: Notification, is_doubtful: bool) -> LedgerResult {
        match self.queue.pop_front() {
            _ if self.is_unclear => Ok(()),
            Some(first) if first == news => Ok(()),
            Some(_) => Err(BrokenPromise::new(NEWS, "a call was told something else than what its channel was told first")),
            None => self.told(news, is_doubtful),
        }
    }

    /// The engine has told what there was to tell.
    pub fn told_all(&mut self, limit: usize, is_doubtful: bool) -> LedgerResult {
        let (has_missed, is_full) = (self.has_missed(), self.queue.len() >= limit);
        self.is_unclear |= is_full && (is_doubtful || self.is_fresh || self.may_have_missed());
        if has_missed && is_full {
            self.is_broken = true;
            self.queue.clear();
        } else if has_missed && !(self.is_fresh || self.is_broken || self.is_unclear || is_doubtful) {
            let what = if self.ends.values().any(|ends| ends.told == 0) { "the end of an operation" } else { "a change" };
            return Err(BrokenPromise::new(NEWS, format!("a channel for {} was not told of {what}", self.kind)));
        }
        if !self.early.is_empty() && !is_doubtful && !self.is_unclear {
            return Err(BrokenPromise::new(NEWS, format!("a channel for {} was told of a change that was never recorded", self.kind)));
        }
        self.due.clear();
        self.ends.clear();
        self.others.clear();
        self.last = None;
        self.is_fresh &= is_doubtful;
        Ok(())
    }

    /// A call was told that it has lost news: it has been full when there was more.
    pub fn said_to_be_broken(&mut self, limit: usize) -> LedgerResult {
        let is_full = self.queue.len() >= limit;
        self.is_broken |= is_full && (self.has_missed() || self.may_have_missed());
        if self.is_broken || self.is_unclear {
            return Ok(());
        }
        Err(BrokenPromise::new(NEWS, "a channel that has lost nothing is said to be broken"))
    }

    /// Whether there is something that it was to be told and was not.
    fn has_missed(&self) -> bool {
        self.due.iter().any(|due| Some(due) != self.last.as_ref()) || self.ends.values().any(|ends| ends.told == 0)
    }

    /// Whether there may be more than is claimed.
    fn may_have_missed(&self) -> bool {
        !self.others.is_empty() || self.ends.values().any(|ends| ends.told < ends.due)
    }
}
