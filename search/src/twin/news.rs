//! News: a listener is told of every change on record, once, in order, and of the end of every operation, once.
//!
//! A channel is compared with each write for itself, for the kind of objects it is about: what it is told is what became
//! durable, where the same news twice in a row is told once; and what a waiting call gets is what was told first. News of the write in which the channel itself was opened may
//! come or not. A channel that nobody empties breaks at its limit. The end of an operation is told under the id that the page of its
//! function names (`global.completion-identifier`); that of a dismount under the id that its call named.

use std::collections::BTreeMap;

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::change::{Change, DriveField, LibraryField, MediumField, Object, ObjectRef, OperatorRequestField};
use rsmlab_engine::id::{CallId, ChannelHandle, Guid, SessionHandle};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::notify::Notification;
use rsmlab_engine::record::state::{NotificationEvent, ObjectKind, Operation};
use rsmlab_engine::record::{LibraryRequest, Medium, Origin, Place};
use rsmlab_engine::status::Status;

use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};
use rsmlab_language::model::Setup;

use super::channel::Channel;
use super::scene::{OpenCall, Scene, is_unanswered};
use super::{Ledger, LedgerResult};

const NEWS: Promise = Promise("news-is-complete");

/// The open channels and what they are to be told.
#[derive(Clone)]
pub(super) struct Notifications {
    limit: usize,
    channels: BTreeMap<ChannelHandle, Channel>,
    /// The changes of the last write.
    changes: Vec<(ObjectKind, Notification)>,
    /// Whether the store has refused a write, and taken none since: what is told is not on record.
    is_doubtful: bool,
    dismounts: Dismounts,
}

/// The dismounts that are not over.
#[derive(Clone, Default)]
struct Dismounts {
    /// The requests, the media they are about, and on whose behalf, until the call that made them is answered.
    unnamed: Vec<(Guid, Guid, Origin)>,
    /// By which id its call has named the medium of a request.
    named: BTreeMap<Guid, Guid>,
}

impl Dismounts {
    /// A call has named a medium that is to be dismounted.
    fn name(&mut self, scene: &Scene, session: Option<SessionHandle>, id: Guid) {
        let Some(medium) = scene.medium_named(id) else { return };
        let origin = session.and_then(|session| scene.sessions.get(&session)).map(|caller| &caller.origin);
        let is_meant = |(_, of, by): &(Guid, Guid, Origin)| *of == medium && Some(by) == origin;
        if let Some(found) = self.unnamed.iter().position(is_meant) {
            self.named.insert(self.unnamed.remove(found).0, id);
        }
    }
}

impl Notifications {
    pub fn new(setup: &Setup) -> Self {
        let limit = setup.limits.channel_messages as usize;
        Self { limit, channels: BTreeMap::new(), changes: Vec::new(), is_doubtful: false, dismounts: Dismounts::default() }
    }

    /// The engine has told what there was to tell.
    fn told_all(&mut self) -> LedgerResult {
        self.changes.clear();
        let (limit, is_doubtful) = (self.limit, self.is_doubtful);
        self.channels.values_mut().try_for_each(|channel| channel.told_all(limit, is_doubtful))
    }

    fn told(&mut self, handle: ChannelHandle, news: Notification) -> LedgerResult {
        let Some(channel) = self.channels.get_mut(&handle) else {
            return Err(BrokenPromise::new(NEWS, "a channel that is not open was told something"));
        };
        channel.told(news, self.is_doubtful)?;
        channel.keep(news);
        Ok(())
    }

    fn replied(&mut self, scene: &Scene, call: CallId, result: Result<&Answer, Status>) -> LedgerResult {
        let Some(OpenCall { session, method, .. }) = scene.calls.get(&call) else { return Ok(()) };
        match (method, result) {
            (Method::OpenNtmsNotification { kind }, Ok(Answer::Channel(handle))) => self.open(*handle, *session, *kind),
            (Method::CloseNtmsNotification { channel: Some(handle) }, Ok(_)) => drop(self.channels.remove(handle)),
            (Method::CloseNtmsSession, Ok(_)) => self.channels.retain(|_, channel| channel.session != *session),
            (Method::WaitForNtmsNotification { channel: Some(handle), .. }, Ok(Answer::Notification(news))) => {
                return match self.channels.get_mut(handle) {
                    Some(channel) => channel.fetched(*news, self.is_doubtful),
                    None => Err(BrokenPromise::new(NEWS, "a call was told something by a channel that is not open")),
                };
            }
            (Method::WaitForNtmsNotification { channel: Some(handle), .. }, Err(Status::NoData)) => return self.broke(scene, *handle),
            (Method::DismountNtmsMedia { media: Some(media), .. }, Ok(_)) => {
                media.iter().for_each(|id| self.dismounts.name(scene, *session, *id));
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, handle: ChannelHandle, session: Option<SessionHandle>, kind: u32) {
        let Some(kind) = ObjectKind::from_number(kind) else { return };
        let due = self.changes.iter().filter(|(of, _)| *of == kind).map(|(_, news)| *news).collect();
        self.channels.insert(handle, Channel::new(session, kind, due));
    }

    /// A channel is said to have lost news: it has, or it is being closed.
    fn broke(&mut self, scene: &Scene, handle: ChannelHandle) -> LedgerResult {
        let Some(channel) = self.channels.get_mut(&handle) else { return Ok(()) };
        let is_closing = |asked: &OpenCall| asked.method == Method::CloseNtmsSession && asked.session == channel.session;
        if scene.calls.values().any(is_closing) { Ok(()) } else { channel.said_to_be_broken(self.limit) }
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
            Operation::Dismount => return self.dismounted(scene, request),
            _ => (ObjectKind::LibraryRequest, Some(guid)),
        };
        let Some(id) = id else { return };
        self.channels.values_mut().filter(|channel| channel.kind == kind).for_each(|channel| channel.ended(id));
    }

    /// A dismount is over. One that nobody has called for is the service's own, and goes by the medium; of one whose call is not answered yet
    /// nobody knows by which id it goes.
    fn dismounted(&mut self, scene: &Scene, request: &LibraryRequest) {
        let found = self.dismounts.unnamed.iter().position(|(guid, ..)| *guid == request.guid);
        let unnamed = found.map(|found| self.dismounts.unnamed.remove(found));
        let Some(medium) = unnamed.map(|(_, medium, _)| medium).or(request.subject.medium) else { return };
        let named = self.dismounts.named.remove(&request.guid);
        let goes_by = named.or_else(|| is_its_own(&request.origin).then_some(medium));
        match goes_by.and_then(|id| Some((id, scene.object(id)?.kind()))) {
            Some((id, kind)) => self.channels.values_mut().filter(|channel| channel.kind == kind).for_each(|channel| channel.ended(id)),
            None => {
                let ids: Vec<Guid> = ids_of(scene, medium).chain(named).collect();
                self.channels.values_mut().for_each(|channel| ids.iter().for_each(|id| channel.may_end(*id)));
            }
        }
    }

    /// An operator request that has ended may be told to be over.
    fn answered(&mut self, id: Guid) {
        self.channels.values_mut().filter(|channel| channel.kind == ObjectKind::OperatorRequest).for_each(|channel| channel.may_end(id));
    }
}

/// Whether the service does something for itself (D-006).
fn is_its_own(origin: &Origin) -> bool {
    &*origin.application == "Removable Storage" && origin.user.is_empty()
}

/// Every id that a call can name a medium by.
fn ids_of(scene: &Scene, medium: Guid) -> impl Iterator<Item = Guid> {
    let records = &scene.records;
    let sides = records.medium(medium).into_iter().flat_map(|(at, _)| records.each_side_of(at));
    let named = sides.flat_map(|side| [Some(side.guid), side.logical.and_then(|logical| scene.guid(ObjectRef::LogicalMedium(logical)))]);
    std::iter::once(medium).chain(named.flatten())
}

impl Ledger for Notifications {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Service(ServiceEvent::Stopped) => {
                    self.channels.clear();
                    self.dismounts = Dismounts::default();
                    self.is_doubtful = false;
                }
                Input::Stored { result, .. } => self.is_doubtful = result.is_err(),
                Input::Call { .. } | Input::Hardware(_) | Input::Sense(_) | Input::Service(_) | Input::Tick => return self.told_all(),
            },
            What::Output(output) => match output.as_ref() {
                Output::Store(_) => return self.told_all(),
                Output::Reply { call, result } => return self.replied(scene, *call, result.as_ref().map_err(|reason| reason.status)),
                Output::Notify { channel, notification } => return self.told(*channel, *notification),
                Output::Finished { request, operation, .. } => self.finished(scene, *request, *operation),
                Output::Command(_) | Output::Step { .. } | Output::Dropped { .. } => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        if let Change::OperatorRequest(at, OperatorRequestField::State(state)) = change
            && !is_unanswered(*state)
            && let Some(id) = scene.guid(ObjectRef::OperatorRequest(*at))
        {
            self.answered(id);
        }
        if let Change::Insert(Object::Request(_, request)) = change
            && request.operation == Operation::Dismount
            && let Some(medium) = request.subject.medium
        {
            self.dismounts.unnamed.push((request.guid, medium, request.origin.clone()));
        }
        let besides = told_besides(scene, change).into_iter().filter_map(|at| {
            let object = scene.guid(at)?;
            Some((at.kind(), Notification { event: NotificationEvent::ObjUpdate, object }))
        });
        for (kind, news) in news_of(scene, change).into_iter().chain(besides) {
            self.changes.push((kind, news));
            self.channels.values_mut().filter(|channel| channel.kind == kind).for_each(|channel| channel.changed(news));
        }
        Ok(())
    }

    fn conclude(&mut self, _: &Scene) -> LedgerResult {
        self.told_all()
    }
}

/// What is to be told of a change, and about which kind of object.
fn news_of(scene: &Scene, change: &Change) -> Option<(ObjectKind, Notification)> {
    let (event, at) = match change {
        Change::Insert(object) => {
            let (object, at) = (object.guid(), object.at());
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

/// The other objects whose records tell a change: the medium that has another side mounted, what is of a medium that is switched, and the changers of
/// a library that comes, goes or is switched.
fn told_besides(scene: &Scene, change: &Change) -> Vec<ObjectRef> {
    let records = &scene.records;
    match change {
        Change::Drive(drive, DriveField::Side(_)) => {
            let is_in_it = |medium: &Medium| medium.place == Place::Drive(*drive);
            records.media.iter().filter(|(_, medium)| is_in_it(medium)).map(|(at, _)| ObjectRef::Medium(at)).collect()
        }
        Change::Medium(medium, MediumField::Enabled(_)) => {
            let sides = records.sides.iter().filter(|(_, side)| side.medium == *medium);
            sides.flat_map(|(at, side)| [Some(ObjectRef::Side(at)), side.logical.map(ObjectRef::LogicalMedium)]).flatten().collect()
        }
        Change::Library(library, LibraryField::Enabled(_) | LibraryField::State(_)) => {
            records.changers.iter().filter(|(_, changer)| changer.library == *library).map(|(at, _)| ObjectRef::Changer(at)).collect()
        }
        _ => Vec::new(),
    }
}
