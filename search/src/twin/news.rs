//! News: whoever listens is told of every change on record, once, in order, and of the end of every operation.
//!
//! A channel is compared with each write for itself, for the kind of objects it is about: what it is told is what became
//! durable, where the same news twice in a row is told once; and what a waiting call gets is what was told first. News
//! of the write in which the channel itself was opened may come or not. A channel that nobody empties breaks at its limit.
//! After a write that the store refused, what was told already is recorded later; until then everything goes. Of dismounts it
//! is not claimed under which id their end is told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::change::{Change, ObjectRef};
use rsmlab_engine::id::{CallId, ChannelHandle, Guid, SessionHandle};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::notify::Notification;
use rsmlab_engine::record::state::{NotificationEvent, ObjectKind, Operation};
use rsmlab_engine::status::Status;
use rsmlab_sim::checker::belief::identity;
use rsmlab_sim::checker::promise::{Broken, Promise};
use rsmlab_sim::scenario::model::Setup;
use rsmlab_sim::trace::{Record, What};

use super::scene::{Asked, Scene};
use super::{Ledger, Verdict};

const NEWS: Promise = Promise("news-is-complete");

/// An open channel.
#[derive(Clone)]
struct Channel {
    session: Option<SessionHandle>,
    kind: ObjectKind,
    /// Told, and not fetched yet.
    queue: VecDeque<Notification>,
    /// Changes of the last write that it has not been told of.
    due: VecDeque<Notification>,
    /// The change it was told of last, of those of the last write.
    last: Option<Notification>,
    /// Ends that it is to be told of, and has not been.
    ends: BTreeSet<Guid>,
    /// Whether it was opened in the last write.
    is_fresh: bool,
    /// Whether an operation has ended in the last write: more may have been told then than is claimed.
    has_ended: bool,
    /// Whether what is not claimed may have been too much for it.
    may_be_broken: bool,
    is_broken: bool,
}

impl Channel {
    /// Whether it was to be told something that it was not told.
    fn has_missed(&self) -> bool {
        !self.due.is_empty() || !self.ends.is_empty()
    }
}

/// The open channels and what they are to be told.
#[derive(Clone)]
pub(super) struct News {
    limit: usize,
    channels: BTreeMap<ChannelHandle, Channel>,
    /// The changes of the last write.
    changes: Vec<(ObjectKind, Notification)>,
    /// Whether the store has refused what the channels may have been told.
    anything_goes: bool,
    is_refused: bool,
}

impl News {
    pub fn new(setup: &Setup) -> Self {
        Self {
            limit: setup.limits.channel_messages as usize,
            channels: BTreeMap::new(),
            changes: Vec::new(),
            anything_goes: false,
            is_refused: false,
        }
    }

    /// The engine has told what there was to tell.
    fn told_all(&mut self) -> Verdict {
        for channel in self.channels.values_mut() {
            let (missed, is_full) = (channel.has_missed(), channel.queue.len() >= self.limit);
            channel.may_be_broken |= is_full && channel.has_ended;
            if missed && is_full {
                channel.is_broken = true;
                channel.queue.clear();
            } else if missed && !channel.is_fresh && !channel.is_broken && !channel.may_be_broken && !self.anything_goes {
                let what = if channel.due.is_empty() { "the end of an operation" } else { "a change" };
                return Err(Broken::new(NEWS, format!("a channel for {} was not told of {what}", channel.kind)));
            }
            channel.due.clear();
            channel.ends.clear();
            channel.last = None;
            channel.is_fresh = false;
            channel.has_ended = false;
        }
        self.changes.clear();
        self.anything_goes = self.is_refused;
        Ok(())
    }

    fn told(&mut self, handle: ChannelHandle, news: Notification) -> Verdict {
        let anything_goes = self.anything_goes;
        let Some(channel) = self.channels.get_mut(&handle) else {
            return Err(Broken::new(NEWS, "a channel that is not open was told something"));
        };
        if channel.is_broken && !anything_goes {
            return Err(Broken::new(NEWS, "a broken channel was told something"));
        }
        channel.may_be_broken = false;
        if news.event == NotificationEvent::EventComplete {
            channel.ends.remove(&news.object);
            return Ok(());
        }
        if anything_goes || (channel.last == Some(news) && channel.has_ended) {
            return Ok(());
        }
        channel.last = Some(news);
        if channel.is_fresh {
            while channel.due.front().is_some_and(|due| *due != news) {
                channel.due.pop_front();
            }
        }
        if channel.due.pop_front() == Some(news) {
            return Ok(());
        }
        let event = news.event;
        Err(Broken::new(NEWS, format!("a channel for {} was told of a change ({event}) that is not the next on record", channel.kind)))
    }

    fn replied(&mut self, scene: &Scene, call: CallId, result: Result<&Answer, Status>) -> Verdict {
        let Some(Asked { session, method, .. }) = scene.calls.get(&call) else { return Ok(()) };
        match (method, result) {
            (Method::OpenNtmsNotification { kind }, Ok(Answer::Channel(handle))) => {
                self.open(*handle, *session, *kind);
                Ok(())
            }
            (Method::CloseNtmsNotification { channel: Some(handle) }, Ok(_)) => {
                self.channels.remove(handle);
                Ok(())
            }
            (Method::CloseNtmsSession, Ok(_)) => {
                self.channels.retain(|_, channel| channel.session != *session);
                Ok(())
            }
            (Method::WaitForNtmsNotification { channel: Some(handle), .. }, Ok(Answer::Notification(news))) => self.fetched(*handle, *news),
            (Method::WaitForNtmsNotification { channel: Some(handle), .. }, Err(Status::NoData)) => self.broke(scene, *handle),
            _ => Ok(()),
        }
    }

    fn open(&mut self, handle: ChannelHandle, session: Option<SessionHandle>, kind: u32) {
        let Some(kind) = ObjectKind::from_number(kind) else { return };
        let due = self.changes.iter().filter(|(of, _)| *of == kind).map(|(_, news)| *news).collect();
        let channel = Channel {
            session,
            kind,
            queue: VecDeque::new(),
            due,
            last: None,
            ends: BTreeSet::new(),
            is_fresh: true,
            has_ended: false,
            may_be_broken: false,
            is_broken: false,
        };
        self.channels.insert(handle, channel);
    }

    fn fetched(&mut self, handle: ChannelHandle, news: Notification) -> Verdict {
        let first = self.channels.get_mut(&handle).and_then(|channel| {
            channel.may_be_broken = false;
            channel.queue.pop_front()
        });
        match first {
            Some(first) if first == news => Ok(()),
            Some(_) => Err(Broken::new(NEWS, "a call was told something else than what its channel was told first")),
            None => self.told(handle, news),
        }
    }

    /// A channel is said to have lost news: it has, or it is being closed.
    fn broke(&self, scene: &Scene, handle: ChannelHandle) -> Verdict {
        let Some(channel) = self.channels.get(&handle).filter(|channel| !channel.is_broken && !self.anything_goes) else { return Ok(()) };
        if channel.may_be_broken || (channel.queue.len() >= self.limit && (channel.has_missed() || channel.has_ended)) {
            return Ok(());
        }
        let is_closing = |asked: &Asked| asked.method == Method::CloseNtmsSession && asked.session == channel.session;
        if scene.calls.values().any(is_closing) {
            return Ok(());
        }
        Err(Broken::new(NEWS, "a channel that has lost nothing is said to be broken"))
    }

    /// The end of an operation is told under the id that its page names.
    fn finished(&mut self, scene: &Scene, guid: Guid, operation: Operation) {
        let Some(request) = scene.request(guid) else { return };
        let library = || scene.guid(ObjectRef::Library(request.library));
        let (kind, id) = match operation {
            Operation::Inventory | Operation::DoorAccess | Operation::ReserveCleaner | Operation::ReleaseCleaner => {
                (ObjectKind::Library, library())
            }
            Operation::CleanDrive => (ObjectKind::Drive, request.subject.drive),
            Operation::Remove => (ObjectKind::LibraryRequest, request.subject.work_item),
            Operation::Dismount => return self.channels.values_mut().for_each(|channel| channel.has_ended = true),
            _ => (ObjectKind::LibraryRequest, Some(guid)),
        };
        for channel in self.channels.values_mut().filter(|channel| channel.kind == kind) {
            channel.has_ended = true;
            if !channel.is_fresh {
                channel.ends.extend(id);
            }
        }
    }
}

impl Ledger for News {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> Verdict {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Service(ServiceEvent::Stopped) => self.channels.clear(),
                Input::Stored { result, .. } => {
                    self.is_refused = result.is_err();
                    self.anything_goes |= result.is_err();
                }
                Input::Call { .. } | Input::Hardware(_) | Input::Sense(_) | Input::Service(_) | Input::Tick => return self.told_all(),
            },
            What::Output(output) => match output.as_ref() {
                Output::Store(_) => return self.told_all(),
                Output::Reply { call, result } => return self.replied(scene, *call, result.as_ref().map_err(|reason| reason.status)),
                Output::Notify { channel, notification } => {
                    self.told(*channel, *notification)?;
                    self.channels.entry(*channel).and_modify(|open| open.queue.push_back(*notification));
                }
                Output::Finished { request, operation, .. } => self.finished(scene, *request, *operation),
                Output::Command(_) | Output::Step { .. } | Output::Dropped { .. } => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> Verdict {
        let Some((kind, news)) = news_of(scene, change) else { return Ok(()) };
        self.changes.push((kind, news));
        for channel in self.channels.values_mut().filter(|channel| channel.kind == kind) {
            if channel.due.back() != Some(&news) {
                channel.due.push_back(news);
            }
        }
        Ok(())
    }

    fn conclude(&mut self, _: &Scene) -> Verdict {
        self.told_all()
    }
}

/// What is to be told of a change, and about which kind of object.
fn news_of(scene: &Scene, change: &Change) -> Option<(ObjectKind, Notification)> {
    let (event, at) = match change {
        Change::Insert(object) => {
            let (object, at) = identity(object);
            return Some((at.kind(), Notification { event: NotificationEvent::ObjInsert, object }));
        }
        Change::Remove(at) => (NotificationEvent::ObjDelete, *at),
        Change::Library(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Library(*at)),
        Change::Drive(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Drive(*at)),
        Change::Slot(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Slot(*at)),
        Change::Port(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Port(*at)),
        Change::Door(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Door(*at)),
        Change::Medium(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Medium(*at)),
        Change::Side(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Side(*at)),
        Change::Request(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::Request(*at)),
        Change::OperatorRequest(at, _) => (NotificationEvent::ObjUpdate, ObjectRef::OperatorRequest(*at)),
    };
    Some((at.kind(), Notification { event, object: scene.guid(at)? }))
}
