//! Work: every call that asks for work brings as many library requests as it should, and none comes from nowhere.
//!
//! A request that is on record for a user has been asked for in a session of that user: withdrawals, switching, ejections, cleaner
//! slots and mounts only ever by a call; injections, cleanings, dismounts and door accesses by a call or by the
//! service itself. Inventories and identifications follow other work, and are only counted where a call asks for one.

use std::collections::BTreeMap;

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::change::{Change, Object, ObjectRef};
use rsmlab_engine::id::{CallId, Guid, RequestRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::state::{ObjectKind, Operation};
use rsmlab_engine::record::{LibraryRequest, Origin};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};
use rsmlab_language::signature::Signature;

use super::scene::{OpenCall, Scene};
use super::{Ledger, LedgerResult};

const WORK: Promise = Promise("work-is-asked-for");

/// A library request that no call has been found for.
#[derive(Clone)]
struct Orphan {
    at: RequestRef,
    guid: Guid,
    origin: Origin,
    operation: Operation,
}

/// A mount that waits, and the requests it has brought.
#[derive(Clone)]
struct WaitingMount {
    origin: Origin,
    owed: u32,
}

/// Which calls have brought which requests.
#[derive(Clone, Default)]
pub(super) struct RequestOrigins {
    /// As whom the open calls are made.
    callers: BTreeMap<CallId, Origin>,
    /// The mounts among them that have not brought all their requests.
    mounts: BTreeMap<CallId, WaitingMount>,
    /// The requests of the last write that no call has been found for yet.
    orphans: Vec<Orphan>,
    /// The mounts that were refused since: they may have come to their requests first.
    refused: Vec<WaitingMount>,
    /// Who had one mount refused and another waiting when a request came: nobody can tell whose it was.
    unclear: Vec<Origin>,
}

impl Ledger for RequestOrigins {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Stored { .. } => Ok(()),
                Input::Service(ServiceEvent::Stopped) => {
                    *self = Self::default();
                    Ok(())
                }
                Input::Call { call, .. } => {
                    self.all_found()?;
                    self.called(scene, *call);
                    Ok(())
                }
                Input::Hardware(_) | Input::Sense(_) | Input::Service(_) | Input::Tick => self.all_found(),
            },
            What::Output(output) => match output.as_ref() {
                Output::Reply { call, result } => self.replied(scene, *call, result.as_ref().ok()),
                Output::Store(_) => self.all_found(),
                Output::Command(_) | Output::Notify { .. } | Output::Step { .. } | Output::Finished { .. } | Output::Dropped { .. } => {
                    Ok(())
                }
            },
            _ => Ok(()),
        }
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        if let Change::Insert(Object::Request(at, request)) = change
            && !scene.is_catching_up
        {
            let LibraryRequest { guid, operation, ref origin, .. } = *request;
            self.orphans.push(Orphan { at: *at, guid, origin: origin.clone(), operation });
        }
        Ok(())
    }

    fn conclude(&mut self, _: &Scene) -> LedgerResult {
        self.all_found()
    }
}

impl RequestOrigins {
    fn called(&mut self, scene: &Scene, call: CallId) {
        let Some(OpenCall { session, method, .. }) = scene.calls.get(&call) else { return };
        let Some(caller) = session.and_then(|session| scene.sessions.get(&session)) else { return };
        let origin = caller.origin.clone();
        if let Method::MountNtmsMedia { count, .. } = method {
            self.mounts.insert(call, WaitingMount { origin: origin.clone(), owed: *count });
        }
        self.callers.insert(call, origin);
    }

    fn replied(&mut self, scene: &Scene, call: CallId, answer: Option<&Answer>) -> LedgerResult {
        let (Some(origin), Some(asked)) = (self.callers.remove(&call), scene.calls.get(&call)) else { return Ok(()) };
        let waiting = self.mounts.remove(&call);
        let Some((operation, count)) = asks_for(&asked.method) else { return Ok(()) };
        if answer.is_none() {
            self.refused.extend(waiting);
            return Ok(());
        }
        let owed = waiting.map_or(count, |waiting| waiting.owed);
        for _ in 0..owed {
            let fits = |orphan: &Orphan| {
                let request = scene.records.requests.get(orphan.at).filter(|request| request.guid == orphan.guid);
                orphan.operation == operation
                    && orphan.origin == origin
                    && is_told(answer, orphan)
                    && request.is_none_or(|request| is_about(scene, &asked.method, request))
            };
            if let Some(place) = self.orphans.iter().position(fits) {
                self.orphans.remove(place);
            } else if let Some(place) = self.unclear.iter().position(|unclear| operation == Operation::Mount && *unclear == origin) {
                self.unclear.remove(place);
            } else {
                let function = asked.method.function();
                return Err(BrokenPromise::new(WORK, format!("{function} was accepted, and a library request of it is not on record")));
            }
        }
        Ok(())
    }

    /// The engine has gone on to something else: whatever is on record was asked for.
    fn all_found(&mut self) -> LedgerResult {
        for orphan in std::mem::take(&mut self.orphans) {
            let is_own = orphan.origin.user.is_empty();
            match orphan.operation {
                Operation::Inventory | Operation::ProcessOmid | Operation::UpdateOmid | Operation::Classify => {}
                Operation::CleanDrive | Operation::Dismount | Operation::DoorAccess | Operation::Inject if is_own => {}
                Operation::Mount if self.give_to_a_mount(&orphan.origin) => {}
                operation => {
                    let user = orphan.origin.user;
                    let how = format!("a library request ({operation}) of \"{user}\" is on record that nobody asked for");
                    return Err(BrokenPromise::new(WORK, how));
                }
            }
        }
        self.refused.clear();
        if self.mounts.is_empty() {
            self.unclear.clear();
        }
        Ok(())
    }

    /// A mount was refused after it had brought its requests, or waits for them.
    fn give_to_a_mount(&mut self, origin: &Origin) -> bool {
        let owes = |mount: &&mut WaitingMount| mount.owed > 0 && mount.origin == *origin;
        let (refused, waiting) = (self.refused.iter_mut().find(owes), self.mounts.values_mut().find(owes));
        if refused.is_some() && waiting.is_some() {
            self.unclear.push(origin.clone());
        }
        let owing = refused.or(waiting);
        owing.map(|mount| mount.owed -= 1).is_some()
    }
}

/// Whether a request is the one whose id an answer tells, if it tells one.
fn is_told(answer: Option<&Answer>, request: &Orphan) -> bool {
    match answer {
        Some(Answer::Operation(guid)) => *guid == request.guid,
        Some(_) | None => true,
    }
}

/// The operation that a call asks for and how often, should it be accepted: the one that is declared, unless the call says otherwise.
fn asks_for(method: &Method) -> Option<(Operation, u32)> {
    let queues = Signature::of(method.function())?.queues;
    let (which, count) = match method {
        // NTMS_INJECT_START and NTMS_INJECT_STARTMANY; NTMS_EJECT_START and NTMS_EJECT_FORCE; not NTMS_INVENTORY_STOP.
        Method::InjectNtmsMedia { action, .. } | Method::EjectNtmsMedia { action, .. } => (matches!(action, 0 | 3).then_some(0)?, 1),
        Method::InjectNtmsCleaner { action, .. } | Method::EjectNtmsCleaner { action, .. } => ((*action == 0).then_some(0)?, 1),
        Method::InventoryNtmsLibrary { action, .. } => ((*action != 5).then_some(0)?, 1),
        Method::MountNtmsMedia { count, .. } | Method::DismountNtmsMedia { count, .. } => (0, *count),
        Method::EnableNtmsObject { kind, .. } | Method::DisableNtmsObject { kind, .. } => {
            let kind = ObjectKind::from_number(*kind)?;
            ([ObjectKind::Library, ObjectKind::Drive, ObjectKind::Medium].iter().position(|switched| *switched == kind)?, 1)
        }
        _ => (0, 1),
    };
    queues.get(which).map(|operation| (*operation, count))
}

/// Whether a request is about what a call named.
fn is_about(scene: &Scene, method: &Method, request: &LibraryRequest) -> bool {
    let library = scene.guid(ObjectRef::Library(request.library));
    let subject = &request.subject;
    match method {
        Method::InjectNtmsMedia { library: named, .. }
        | Method::InjectNtmsCleaner { library: named, .. }
        | Method::EjectNtmsCleaner { library: named, .. }
        | Method::InventoryNtmsLibrary { library: named, .. }
        | Method::AccessNtmsLibraryDoor { library: named, .. }
        | Method::ReleaseNtmsCleanerSlot { library: named } => *named == library,
        Method::ReserveNtmsCleanerSlot { library: named, slot } => *named == library && *slot == subject.slot,
        Method::CancelNtmsLibraryRequest { request: named } => *named == subject.work_item,
        Method::CleanNtmsDrive { drive } => *drive == subject.drive,
        Method::EnableNtmsObject { object, .. } | Method::DisableNtmsObject { object, .. } => {
            let of_part = subject.drive.or(subject.medium);
            *object == of_part.or(library)
        }
        Method::EjectNtmsMedia { medium, .. } => medium.is_none_or(|medium| medium == Guid::NIL || subject.medium == Some(medium)),
        Method::MountNtmsMedia { media, .. } | Method::DismountNtmsMedia { media, .. } => {
            media.iter().flatten().any(|id| scene.medium_named(*id).is_some_and(|medium| subject.medium == Some(medium)))
        }
        _ => false,
    }
}
