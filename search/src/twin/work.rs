//! Work: every call that asks for work brings as many library requests as it should, and none comes from nowhere.
//!
//! A request that is on record for a user has been asked for in a session of that user: withdrawals, switching, injections,
//! ejections, cleaner slots and mounts only ever by a call; cleanings, dismounts and door accesses by a call or by the
//! service itself. Inventories and identifications follow other work, and are only counted where a call asks for one.

use std::collections::BTreeMap;

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::change::{Change, Object, ObjectRef};
use rsmlab_engine::id::{CallId, Guid};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::state::{ObjectKind, Operation};
use rsmlab_engine::record::{LibraryRequest, Origin};
use rsmlab_sim::checker::promise::{Broken, Promise};
use rsmlab_sim::trace::{Record, What};

use super::scene::{Asked, Scene};
use super::{Ledger, Verdict};

const WORK: Promise = Promise("work-is-asked-for");

/// A call that is owed library requests.
struct Claim {
    operation: Operation,
    origin: Origin,
    owed: u32,
    brought: Vec<Guid>,
}

/// Which calls have brought which requests.
#[derive(Default)]
pub(super) struct Work {
    claims: BTreeMap<CallId, Claim>,
}

impl Ledger for Work {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> Verdict {
        match &record.what {
            What::Input(input) => {
                match input.as_ref() {
                    Input::Call { call, .. } => self.called(scene, *call),
                    Input::Service(ServiceEvent::Stopped) => self.claims.clear(),
                    Input::Hardware(_) | Input::Sense(_) | Input::Stored { .. } | Input::Service(_) | Input::Tick => {}
                }
                Ok(())
            }
            What::Output(output) => match output.as_ref() {
                Output::Reply { call, result } => self.replied(scene, *call, result.as_ref().ok()),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> Verdict {
        match change {
            Change::Insert(Object::Request(_, request)) => self.queued(scene, request),
            _ => Ok(()),
        }
    }
}

impl Work {
    fn called(&mut self, scene: &Scene, call: CallId) {
        let Some(Asked { session, method, .. }) = scene.calls.get(&call) else { return };
        let caller = session.and_then(|session| scene.sessions.get(&session));
        if let (Some((operation, owed)), Some(caller)) = (asks_for(method), caller) {
            self.claims.insert(call, Claim { operation, origin: caller.origin.clone(), owed, brought: Vec::new() });
        }
    }

    fn queued(&mut self, scene: &Scene, request: &LibraryRequest) -> Verdict {
        let fits = |(call, claim): &(&CallId, &mut Claim)| {
            claim.owed > 0
                && claim.operation == request.operation
                && claim.origin == request.origin
                && scene.calls.get(call).is_some_and(|asked| is_about(scene, &asked.method, request))
        };
        if let Some((_, claim)) = self.claims.iter_mut().find(fits) {
            claim.owed -= 1;
            claim.brought.push(request.guid);
            return Ok(());
        }
        let is_own = request.origin.user.is_empty();
        match request.operation {
            Operation::Inventory | Operation::ProcessOmid | Operation::UpdateOmid | Operation::Classify => Ok(()),
            Operation::CleanDrive | Operation::Dismount | Operation::DoorAccess if is_own => Ok(()),
            operation => {
                let user = &request.origin.user;
                Err(Broken::new(WORK, format!("a library request ({operation}) of \"{user}\" is on record that nobody asked for")))
            }
        }
    }

    fn replied(&mut self, scene: &Scene, call: CallId, answer: Option<&Answer>) -> Verdict {
        let (Some(claim), Some(asked)) = (self.claims.remove(&call), scene.calls.get(&call)) else { return Ok(()) };
        let function = asked.method.function();
        let broken = |how: String| Err(Broken::new(WORK, format!("{function} {how}")));
        match answer {
            Some(_) if claim.owed > 0 => broken(format!("was accepted, and {} library requests of it are not on record", claim.owed)),
            Some(Answer::Operation(told)) if !claim.brought.contains(told) => broken("told the id of another operation".to_owned()),
            None if !claim.brought.is_empty() && !matches!(asked.method, Method::MountNtmsMedia { .. }) => {
                broken("was refused, and yet a library request of it is on record".to_owned())
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// The operation that a call asks for and how often, should it be accepted.
fn asks_for(method: &Method) -> Option<(Operation, u32)> {
    let switching = |kind: u32, library, drive, medium| match ObjectKind::from_number(kind)? {
        ObjectKind::Library => Some((library, 1)),
        ObjectKind::Drive => Some((drive, 1)),
        ObjectKind::Medium => Some((medium, 1)),
        _ => None,
    };
    match method {
        // NTMS_INJECT_START and NTMS_INJECT_STARTMANY; NTMS_EJECT_START and NTMS_EJECT_FORCE; not NTMS_INVENTORY_STOP.
        Method::InjectNtmsMedia { action: 0 | 3, .. } => Some((Operation::Inject, 1)),
        Method::InjectNtmsCleaner { action: 0, .. } => Some((Operation::InjectCleaner, 1)),
        Method::EjectNtmsMedia { action: 0 | 3, .. } => Some((Operation::Eject, 1)),
        Method::EjectNtmsCleaner { action: 0, .. } => Some((Operation::EjectCleaner, 1)),
        Method::InventoryNtmsLibrary { action, .. } if *action != 5 => Some((Operation::Inventory, 1)),
        Method::AccessNtmsLibraryDoor { .. } => Some((Operation::DoorAccess, 1)),
        Method::CancelNtmsLibraryRequest { .. } => Some((Operation::Remove, 1)),
        Method::ReserveNtmsCleanerSlot { .. } => Some((Operation::ReserveCleaner, 1)),
        Method::ReleaseNtmsCleanerSlot { .. } => Some((Operation::ReleaseCleaner, 1)),
        Method::CleanNtmsDrive { .. } => Some((Operation::CleanDrive, 1)),
        Method::MountNtmsMedia { count, .. } => Some((Operation::Mount, *count)),
        Method::DismountNtmsMedia { count, .. } => Some((Operation::Dismount, *count)),
        Method::EnableNtmsObject { kind, .. } => {
            switching(*kind, Operation::EnableLibrary, Operation::EnableDrive, Operation::EnableMedia)
        }
        Method::DisableNtmsObject { kind, .. } => {
            switching(*kind, Operation::DisableLibrary, Operation::DisableDrive, Operation::DisableMedia)
        }
        Method::OpenNtmsSession { .. }
        | Method::CloseNtmsSession
        | Method::InjectNtmsMedia { .. }
        | Method::InjectNtmsCleaner { .. }
        | Method::EjectNtmsMedia { .. }
        | Method::EjectNtmsCleaner { .. }
        | Method::InventoryNtmsLibrary { .. }
        | Method::EnumerateNtmsObject { .. }
        | Method::GetNtmsObjectInformation { .. }
        | Method::OpenNtmsNotification { .. }
        | Method::WaitForNtmsNotification { .. }
        | Method::CloseNtmsNotification { .. }
        | Method::SatisfyNtmsOperatorRequest { .. }
        | Method::CancelNtmsOperatorRequest { .. } => None,
    }
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
            media.iter().flatten().any(|id| medium_of(scene, *id).is_none_or(|medium| subject.medium == Some(medium)))
        }
        _ => false,
    }
}

/// The physical medium that a side or a logical medium stands for.
fn medium_of(scene: &Scene, id: Guid) -> Option<Guid> {
    let side = match scene.object(id)? {
        ObjectRef::Side(side) => scene.records.sides.get(&side)?,
        ObjectRef::LogicalMedium(logical) => scene.records.sides.values().find(|side| side.logical == Some(logical))?,
        _ => return None,
    };
    scene.guid(ObjectRef::Medium(side.medium))
}
