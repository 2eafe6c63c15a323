//! Rights: the engine serves no caller without the right, and turns none away that has it.
//!
//! What a client may do is taken from the scenario, not from the records, and what a function needs from its declaration, which no
//! method reads. A library's parts and requests go by the rights
//! on the library, media and their sides by those on their pool (a medium without one by its library), everything else by
//! those on the computer. What the engine has put on record itself lists nobody. Rights are asked right after the
//! arguments (`global.check-order`), so a call without the right gets an error of its arguments, or is denied.
//!
//! A medium may change its pool while a call is under way; what the call needs is then either. While the store refuses what the
//! engine has to write, the engine may know of another pool or library than the records do. Batches of ejections and ids that are
//! not on record are left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsmlab_engine::call::Method;
use rsmlab_engine::change::{Change, MediumField, ObjectRef};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{CallId, Guid, LibraryRef, MediumRef};
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Output;
use rsmlab_engine::record::Rights;
use rsmlab_engine::status::Status;

use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::database;
use rsmlab_harness::trace::{Record, What};
use rsmlab_language::model::Setup;
use rsmlab_language::signature::{Default, Needs, Signature};

use super::scene::{OpenCall, Scene};
use super::{Ledger, LedgerResult};

const RIGHTS: Promise = Promise("rights-hold");

/// A client, as far as rights go.
#[derive(Clone)]
struct ClientRights {
    general: Rights,
    exceptions: BTreeMap<Guid, Rights>,
}

/// Whether a caller has what a call needs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RightsStanding {
    Held,
    Lacked,
    Unknown,
}

/// What could be said of the rights of an open call, at any time since it was made.
#[derive(Clone, Copy)]
struct SeenRights {
    always_held: bool,
    always_lacked: bool,
}

/// Who may do what.
#[derive(Clone)]
pub(super) struct RightsHeld {
    clients: BTreeMap<Arc<str>, ClientRights>,
    /// What was on record when the run began: of the rest, nobody has been given rights on anything.
    born: BTreeSet<Guid>,
    calls: BTreeMap<CallId, SeenRights>,
    is_stale: bool,
}

impl RightsHeld {
    pub fn new(setup: &Setup) -> Self {
        let client = |client: &rsmlab_language::model::Client| {
            let exceptions = client.on.iter().map(|grant| (database::id_of(&grant.object), grant.rights)).collect();
            (client.name.shared(), ClientRights { general: client.rights, exceptions })
        };
        Self { clients: setup.clients.iter().map(client).collect(), born: BTreeSet::new(), calls: BTreeMap::new(), is_stale: false }
    }

    fn rights(&self, user: &str, on: Option<Guid>) -> Rights {
        match (self.clients.get(user), on.filter(|guid| self.born.contains(guid))) {
            (Some(client), Some(guid)) => client.exceptions.get(&guid).copied().unwrap_or(client.general),
            (Some(_) | None, _) => Rights::NONE,
        }
    }

    fn judge(&self, scene: &Scene, asked: &OpenCall) -> RightsStanding {
        let (user, administrator) = match &asked.method {
            Method::OpenNtmsSession { caller, .. } => (Arc::clone(&caller.user), caller.administrator),
            _ => match asked.session.and_then(|session| scene.sessions.get(&session)) {
                Some(caller) => (Arc::clone(&caller.origin.user), caller.administrator),
                None => return RightsStanding::Unknown,
            },
        };
        if administrator {
            return RightsStanding::Held;
        }
        match needs(scene, &asked.method) {
            None => RightsStanding::Unknown,
            Some(needs) => {
                let held = needs.into_iter().all(|(on, right)| self.rights(&user, on).includes(right));
                if held { RightsStanding::Held } else { RightsStanding::Lacked }
            }
        }
    }

    fn look(&mut self, scene: &Scene, call: CallId) {
        let Some(asked) = scene.calls.get(&call) else { return };
        let standing = self.judge(scene, asked);
        let seen = self.calls.entry(call).or_insert(SeenRights { always_held: true, always_lacked: true });
        seen.always_held &= standing == RightsStanding::Held;
        seen.always_lacked &= standing == RightsStanding::Lacked;
    }

    fn replied(&mut self, scene: &Scene, call: CallId, status: Status) -> LedgerResult {
        self.look(scene, call);
        let (Some(seen), Some(asked)) = (self.calls.remove(&call), scene.calls.get(&call)) else { return Ok(()) };
        let function = asked.method.function();
        if seen.always_lacked && !may_come_first(&asked.method, status) {
            return Err(BrokenPromise::new(RIGHTS, format!("{function} came to {status}, though the caller has no right to it")));
        }
        // The page of the withdrawal has another reason for the same status.
        if seen.always_held && status == Status::AccessDenied && function != Function::CancelNtmsLibraryRequest {
            return Err(BrokenPromise::new(RIGHTS, format!("{function} was denied, though the caller has every right to it")));
        }
        Ok(())
    }
}

impl Ledger for RightsHeld {
    fn begin(&mut self, scene: &Scene) {
        self.born = scene.records.each().map(|object| object.guid()).collect();
    }

    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => {
                if let Input::Call { call, .. } = input.as_ref() {
                    self.look(scene, *call);
                }
                Ok(())
            }
            What::Output(output) => match output.as_ref() {
                Output::Reply { call, result } => {
                    self.replied(scene, *call, result.as_ref().err().map_or(Status::Success, |reason| reason.status))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn change(&mut self, _: &Scene, change: &Change) -> LedgerResult {
        self.is_stale |=
            matches!(change, Change::Insert(_) | Change::Remove(_) | Change::Medium(_, MediumField::Pool(_) | MediumField::Place(..)));
        Ok(())
    }

    fn settled(&mut self, scene: &Scene) -> LedgerResult {
        if std::mem::take(&mut self.is_stale) {
            let open: Vec<CallId> = self.calls.keys().copied().collect();
            open.into_iter().for_each(|call| self.look(scene, call));
        }
        Ok(())
    }
}

/// A right on an object; none for an object that nobody can have been given rights on.
type Need = (Option<Guid>, Rights);

/// The rights that a call needs; none if that cannot be told.
fn needs(scene: &Scene, method: &Method) -> Option<Vec<Need>> {
    let signature = Signature::of(method.function())?;
    let on_library = |named: Option<Guid>, right| {
        let at = scene.object(named?)?;
        // Where a medium is, the engine may know better than a store that takes no writes.
        let is_known = !(scene.is_doubtful && matches!(at, ObjectRef::Medium(_)));
        let library = scene.library_of(at).filter(|_| is_known)?;
        Some(vec![(scene.guid(ObjectRef::Library(library)), right)])
    };
    match signature.needs {
        Needs::Nothing => Some(Vec::new()),
        Needs::OnComputer(right) => Some(vec![(scene.guid(ObjectRef::Computer), right)]),
        Needs::OnLibraryOf(parameter, right) => {
            // A STOP names the operation; everything else names the medium.
            let stopped = if let Method::EjectNtmsMedia { operation, action: 1, .. } = method { Some(*operation) } else { None };
            on_library(stopped.unwrap_or_else(|| method.id(parameter)), right)
        }
        Needs::On(parameter, right) => match method.id(parameter) {
            Some(object) => on_object(scene, object).map(|on| vec![(on, right)]),
            None => signature.field(parameter).filter(|field| field.default == Default::Null).map(|_| Vec::new()),
        },
        Needs::OnMedia(right) => {
            let (Method::MountNtmsMedia { media, count, .. } | Method::DismountNtmsMedia { media, count, .. }) = method else {
                return None;
            };
            let media = media.as_ref()?.get(..*count as usize)?;
            Some(media.iter().map(|id| of_medium(scene, *id, right)).collect::<Option<Vec<_>>>()?.concat())
        }
    }
}

/// A mount or a dismount uses the pool and the library of the medium; a medium that is in no library counts as in the one that it is
/// brought to.
fn of_medium(scene: &Scene, id: Guid, right: Rights) -> Option<Vec<Need>> {
    let medium = match scene.object(id)? {
        ObjectRef::Side(side) => scene.records.sides.get(side)?.medium,
        ObjectRef::LogicalMedium(logical) => scene.records.sides.values().find(|side| side.logical == Some(logical))?.medium,
        _ => return None,
    };
    let record = scene.records.media.get(medium)?;
    if record.place == rsmlab_engine::record::Place::Offline {
        return None;
    }
    Some(vec![(pool_of(scene, medium)?, right), (guid_of_library(scene, record.library), right)])
}

fn guid_of_library(scene: &Scene, library: LibraryRef) -> Option<Guid> {
    scene.guid(ObjectRef::Library(library))
}

/// What the rights on a medium are kept with.
fn pool_of(scene: &Scene, medium: MediumRef) -> Option<Option<Guid>> {
    let record = scene.records.media.get(medium).filter(|_| !scene.is_doubtful)?;
    Some(match record.pool {
        Some(pool) => scene.guid(ObjectRef::Pool(pool)),
        None => guid_of_library(scene, record.library),
    })
}

/// What the rights on an object are kept with.
fn on_object(scene: &Scene, object: Guid) -> Option<Option<Guid>> {
    let at = scene.object(object)?;
    match at {
        ObjectRef::Computer | ObjectRef::MediaType(_) | ObjectRef::OperatorRequest(_) => Some(scene.guid(ObjectRef::Computer)),
        ObjectRef::Pool(_) => Some(Some(object)),
        ObjectRef::LogicalMedium(logical) => Some(scene.guid(ObjectRef::Pool(scene.records.logical.get(logical)?.pool))),
        ObjectRef::Medium(medium) => pool_of(scene, medium),
        ObjectRef::Side(side) => pool_of(scene, scene.records.sides.get(side)?.medium),
        ObjectRef::Library(_)
        | ObjectRef::Changer(_)
        | ObjectRef::Drive(_)
        | ObjectRef::Slot(_)
        | ObjectRef::Port(_)
        | ObjectRef::Door(_)
        | ObjectRef::Request(_) => Some(guid_of_library(scene, scene.library_of(at)?)),
    }
}

/// Whether a call that will be denied may get this instead: the service and the session come first, then the arguments.
fn may_come_first(method: &Method, status: Status) -> bool {
    match status {
        Status::AccessDenied
        | Status::NotConnected
        | Status::ConnectionUnavail
        | Status::NotReady
        | Status::InvalidHandle
        | Status::InvalidParameter
        | Status::InvalidComputername
        | Status::NoNetwork
        | Status::InvalidLibrary
        | Status::InvalidDrive
        | Status::InvalidMedia
        | Status::ObjectNotFound
        | Status::DriveMediaMismatch => true,
        Status::Success => false,
        // Media are admitted one after the other, each with its own conditions; and of several, one may be on record nowhere.
        _ => match method {
            Method::DismountNtmsMedia { count, .. } => *count > 1,
            Method::MountNtmsMedia { .. } => status == Status::ResourceNotAvailable,
            Method::EjectNtmsMedia { .. } => matches!(status, Status::InvalidOperation | Status::LibraryOffline),
            _ => false,
        },
    }
}
