//! The steps of the staircase that many methods share. Each takes the refusal of the method that asks.
//!
//! The order is that of `global.check-order`: arguments, rights, library enabled, library online, then the call's own
//! conditions. A guard reads the world and cannot change it.

use crate::change::ObjectRef;
use crate::id::{Guid, LibraryRef, SessionHandle};
use crate::limits::Config;
use crate::record::state::LibraryKind;
use crate::record::{Library, Rights};
use crate::refusal::Refusal;
use crate::turn::Turn;
use crate::world::World;
use crate::world::live::Session;

/// A refused call.
pub(crate) type Admitted<T> = Result<T, &'static Refusal>;

/// A call that is being looked at: its session is known to be open.
#[derive(Clone, Copy)]
pub(crate) struct Admission<'a> {
    /// The world as it is.
    pub world: &'a World,
    /// The bounds.
    pub config: &'a Config,
    /// The session of the call.
    pub handle: SessionHandle,
    session: &'a Session,
}

impl<'a> Admission<'a> {
    /// Lets a call in whose session is open.
    pub fn enter(turn: &'a Turn<'_>, session: Option<SessionHandle>, invalid: &'static Refusal) -> Admitted<Self> {
        let handle = given(session, invalid)?;
        let world = turn.world();
        let session = world.live.sessions.get(&handle).ok_or(invalid)?;
        Ok(Self { world, config: turn.config, handle, session })
    }

    /// The library with this id.
    pub fn library(&self, guid: Guid, unknown: &'static Refusal) -> Admitted<(LibraryRef, &'a Library)> {
        match self.world.object(guid) {
            Some(ObjectRef::Library(at)) => Ok((at, &self.world.libraries[at])),
            Some(_) | None => Err(unknown),
        }
    }

    /// The caller has a right on an object, or is an administrator (`global.admins-pass`).
    pub fn right(&self, on: ObjectRef, right: Rights, denied: &'static Refusal) -> Admitted<()> {
        let granted = self.session.administrator
            || self.world.access_list(on).is_some_and(|list| list.rights_of(&self.session.origin.user).includes(right));
        check(granted, denied)
    }

    /// The caller is an administrator of the computer.
    pub fn administrator(&self, denied: &'static Refusal) -> Admitted<()> {
        let control = self.world.computer.as_ref().map(|computer| computer.access.rights_of(&self.session.origin.user));
        check(self.session.administrator || control.is_some_and(|rights| rights.includes(Rights::CONTROL)), denied)
    }

    /// There is room for so many more library requests.
    pub fn room_for(&self, requests: usize, full: &'static Refusal) -> Admitted<()> {
        check(self.world.requests.len() + requests <= self.config.limits.requests as usize, full)
    }

    /// The library is attached.
    pub fn present(&self, library: LibraryRef, absent: &'static Refusal) -> Admitted<()> {
        check(self.world.is_present(library), absent)
    }
}

/// A pointer that must not be NULL.
pub(crate) fn given<T>(argument: Option<T>, missing: &'static Refusal) -> Admitted<T> {
    argument.ok_or(missing)
}

/// The library is in service.
pub(crate) fn enabled(library: &Library, disabled: &'static Refusal) -> Admitted<()> {
    check(library.enabled, disabled)
}

/// The library is not the offline library.
pub(crate) fn online(library: &Library, offline: &'static Refusal) -> Admitted<()> {
    check(library.kind != LibraryKind::Offline, offline)
}

/// A condition of the call's own.
pub(crate) fn check(holds: bool, otherwise: &'static Refusal) -> Admitted<()> {
    if holds { Ok(()) } else { Err(otherwise) }
}
