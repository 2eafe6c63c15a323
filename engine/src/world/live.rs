//! What is only true while the service runs: sessions, channels, waiting calls, running work, and who holds what.
//!
//! A restart forgets all of it, as documented: sessions are gone and unfinished requests are cancelled. It changes in
//! the same way as the records do, by small values that are swapped in, so that a refused write can be taken back.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem::replace;
use std::sync::Arc;

use super::World;
use super::task::Task;
use crate::arena::Table;
use crate::function::Function;
use crate::id::{CallId, ChannelHandle, CommandId, DoorRef, DriveRef, Guid, LibraryRef, MediumRef, PortRef, RequestRef, SessionHandle};
use crate::port::hardware::{Access, Action, Gate, LibraryAddress};
use crate::port::notify::Notification;
use crate::record::Origin;
use crate::record::state::ObjectKind;
use crate::time::Instant;

/// How far the service is (`ServerReadyState`, `global.ready-is-final`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ServiceReadiness {
    /// No process: nobody can connect.
    #[default]
    Stopped,
    /// The process is up and reads its database.
    Loading,
    /// The database is there; the libraries are being checked.
    Initializing,
    /// At work.
    Ready,
    /// The database could not be read.
    Failed,
}

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    /// Who, where from and with which application.
    pub origin: Origin,
    /// Whether rights are asked at all.
    pub administrator: bool,
}

/// An open notification channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Channel {
    /// The session that opened it.
    pub session: SessionHandle,
    /// The kind of objects it is about.
    pub kind: ObjectKind,
    /// What has not been fetched yet.
    pub messages: VecDeque<Notification>,
    /// Whether messages were lost; nothing comes any more.
    pub broken: bool,
    /// The call that waits for a message.
    pub waiting: Option<CallId>,
}

/// A call that has not been answered because it waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wait {
    /// The function, for its refusals.
    pub function: Function,
    /// The session it was made in.
    pub session: SessionHandle,
    /// When it gives up.
    pub deadline: Option<Instant>,
    /// What it waits for.
    pub subject: Awaited,
}

/// What a call waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Awaited {
    /// All these mounts.
    Mounts(Vec<AwaitedMount>),
    /// A message in this channel.
    Message(ChannelHandle),
}

/// A mount that a call waits for. Its request may be over and forgotten before the others are there, and another may have got
/// its handle: what the wait needs of it, it keeps itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AwaitedMount {
    /// The request; it is this one as long as there is no drive.
    pub request: RequestRef,
    /// The id of the medium.
    pub medium: Guid,
    /// The drive, once the medium is in it.
    pub drive: Option<Guid>,
}

/// A medium that waits in a batch to be ejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Collected {
    /// The medium.
    pub medium: MediumRef,
    /// The session that collected it.
    pub by: SessionHandle,
}

/// Who uses a drive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DriveUse {
    /// The request that works with it now.
    pub request: Option<RequestRef>,
    /// The session that has a medium mounted in it (`dismount-media.unreleased-blocks-others`).
    pub session: Option<SessionHandle>,
    /// Until when it is left alone because it was stuck.
    pub rests_until: Option<Instant>,
    /// Until when what is in it stays there because it could not be taken away.
    pub keeps_until: Option<Instant>,
    /// How often in a row it could not be emptied.
    pub tries: u8,
    /// How often in a row it has failed.
    pub failures: u8,
}

/// A port or a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GateRef {
    /// A port.
    Port(PortRef),
    /// A door.
    Door(DoorRef),
}

/// What is to be done with a gate that nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tending {
    /// It is locked: nobody was there, or an inventory looks anyway.
    Lock,
    /// It is locked, and if it is a port the library looks what people have left in it.
    LockAndLook,
    /// The library looks into it.
    Look,
    /// It is unlocked: people have been asked to take out what is in it.
    Offer,
}

/// What is true of a port or a door while the service runs, whichever request has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct GateUse {
    /// The session that has it.
    pub holder: Option<RequestRef>,
    /// Whether it has been locked since the library came.
    pub locked: bool,
    /// Whether its motor or its lock failed, until somebody has looked after the library.
    pub stuck: bool,
    /// Whether it has been carried away with the magazine that it is a part of.
    pub away: bool,
    /// When people will be asked to close it, if it stands open.
    pub due: Option<Instant>,
    /// What is to be done with it as soon as commands can leave.
    pub tending: Option<Tending>,
}

/// Who uses what all work in a library shares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LibraryUse {
    /// The request that needs the library for itself.
    pub exclusive: Option<RequestRef>,
    /// Transports on the way.
    pub moving: u16,
    /// Requests that wait for a transport, first come, first served.
    pub line: VecDeque<RequestRef>,
    /// Requests that wait until no port stands out that nothing may move beside, first come, first served.
    pub halted: VecDeque<RequestRef>,
    /// Magazines that people have carried away on a visit that is not over.
    pub went: BTreeSet<u16>,
    /// Magazines that came and have not been looked at.
    pub came: BTreeSet<u16>,
    /// How often the engine has looked through the library of its own accord while somebody should look after it, and no transport has
    /// done in time what it was told.
    pub looks: u8,
    /// Whether the last exchange was refused or broken off, and no medium has been carried out of a drive since.
    pub is_exchange_spoiled: bool,
}

/// What a command is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To learn what the library at this address is.
    Describe(LibraryAddress),
    /// The work of a request.
    Request(RequestRef),
    /// The work of a request that has ended before it. The hardware does it all the same, and what that comes to is true.
    Abandoned(LibraryRef, Action),
    /// What a gate was told before its request told it something else. Should it fail, somebody has to look after it all the same.
    Overtaken(LibraryRef, Gate, Access),
    /// To see to a gate that nobody has.
    Tend(GateRef, Tending),
}

/// What wakes up at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A request whose work or patience ends.
    Task(RequestRef),
    /// A call that gives up waiting.
    Wait(CallId),
    /// A port or a door that stands open.
    Gate(GateRef),
    /// A queue in which somebody waits for a drive that rests or is kept.
    Queue(LibraryRef),
}

/// All of it.
#[derive(Clone, Debug, Default, Hash)]
#[allow(missing_docs, reason = "the members are named after what they hold")]
pub struct LiveState {
    pub service: ServiceReadiness,
    pub sessions: BTreeMap<SessionHandle, Session>,
    pub channels: BTreeMap<ChannelHandle, Channel>,
    pub waits: BTreeMap<CallId, Wait>,
    /// The work of each open request.
    pub tasks: BTreeMap<RequestRef, Arc<Task>>,
    pub shared: Table<LibraryRef, LibraryUse>,
    pub drives: Table<DriveRef, DriveUse>,
    pub media: Table<MediumRef, Option<RequestRef>>,
    pub ports: Table<PortRef, GateUse>,
    pub doors: Table<DoorRef, GateUse>,
    /// Media collected by `NTMS_EJECT_QUEUE`, for each library.
    pub batches: Table<LibraryRef, Vec<Collected>>,
    /// When the queue of each library has to be looked at again, for a drive that rests or is kept until then.
    pub looks: Table<LibraryRef, Option<Instant>>,
    /// Commands on their way, and what each is for.
    pub commands: BTreeMap<CommandId, Purpose>,
    /// Everything that has a deadline; follows from tasks, waits, gates and looks.
    pub timers: BTreeSet<(Instant, Timer)>,
}

/// A new value for a part of the live state. Applying it yields the old value.
#[derive(Clone)]
#[allow(missing_docs, reason = "the variants are named after the members they replace")]
pub enum LiveChange {
    Service(ServiceReadiness),
    Session(SessionHandle, Option<Session>),
    Channel(ChannelHandle, Option<Channel>),
    Wait(CallId, Option<Wait>),
    Task(RequestRef, Option<Arc<Task>>),
    Shared(LibraryRef, LibraryUse),
    Drive(DriveRef, DriveUse),
    Medium(MediumRef, Option<RequestRef>),
    Gate(GateRef, GateUse),
    Batch(LibraryRef, Vec<Collected>),
    Look(LibraryRef, Option<Instant>),
    Command(CommandId, Option<Purpose>),
}

impl World {
    /// Whether other work than that of this request has a cartridge.
    #[must_use]
    pub fn is_held_beside(&self, medium: MediumRef, request: RequestRef) -> bool {
        self.live.media.get(medium).is_some_and(|holder| holder != request)
    }

    /// Swaps a new value in and returns the change that would bring the old one back.
    pub fn apply_live(&mut self, change: LiveChange) -> LiveChange {
        let live = &mut self.live;
        match change {
            LiveChange::Service(new) => LiveChange::Service(replace(&mut live.service, new)),
            LiveChange::Session(at, new) => LiveChange::Session(at, swap_entry(&mut live.sessions, at, new)),
            LiveChange::Channel(at, new) => LiveChange::Channel(at, swap_entry(&mut live.channels, at, new)),
            LiveChange::Wait(at, new) => {
                let new_deadline = new.as_ref().and_then(|wait| wait.deadline);
                let old = swap_entry(&mut live.waits, at, new);
                live.swap_timer(Timer::Wait(at), old.as_ref().and_then(|wait| wait.deadline), new_deadline);
                LiveChange::Wait(at, old)
            }
            LiveChange::Task(at, new) => {
                let new_deadline = new.as_ref().and_then(|task| task.deadline);
                let old = live.tasks.get(&at).cloned();
                self.at_work.replace(at, old.as_deref(), new.as_deref());
                swap_entry(&mut live.tasks, at, new);
                live.swap_timer(Timer::Task(at), old.as_ref().and_then(|task| task.deadline), new_deadline);
                LiveChange::Task(at, old)
            }
            LiveChange::Shared(at, new) => LiveChange::Shared(at, live.shared.set(at, new)),
            LiveChange::Drive(at, new) => LiveChange::Drive(at, live.drives.set(at, new)),
            LiveChange::Medium(at, new) => LiveChange::Medium(at, live.media.set(at, new)),
            LiveChange::Gate(at, new) => {
                let old = match at {
                    GateRef::Port(port) => live.ports.set(port, new),
                    GateRef::Door(door) => live.doors.set(door, new),
                };
                live.swap_timer(Timer::Gate(at), old.due, new.due);
                LiveChange::Gate(at, old)
            }
            LiveChange::Batch(at, new) => LiveChange::Batch(at, live.batches.set(at, new)),
            LiveChange::Look(at, new) => {
                let old = live.looks.set(at, new);
                live.swap_timer(Timer::Queue(at), old, new);
                LiveChange::Look(at, old)
            }
            LiveChange::Command(at, new) => LiveChange::Command(at, swap_entry(&mut live.commands, at, new)),
        }
    }
}

impl DriveUse {
    /// Whether work has the drive, or a session what is in it.
    #[must_use]
    pub const fn is_in_use(&self) -> bool {
        self.request.is_some() || self.session.is_some()
    }
}

impl LiveState {
    /// What is true of a port or a door.
    #[must_use]
    pub fn gate(&self, gate: GateRef) -> &GateUse {
        match gate {
            GateRef::Port(port) => self.ports.get(port),
            GateRef::Door(door) => self.doors.get(door),
        }
    }

    fn swap_timer(&mut self, timer: Timer, old: Option<Instant>, new: Option<Instant>) {
        if old == new {
            return;
        }
        if let Some(when) = old {
            self.timers.remove(&(when, timer));
        }
        if let Some(when) = new {
            self.timers.insert((when, timer));
        }
    }
}

fn swap_entry<K: Ord, V>(map: &mut BTreeMap<K, V>, at: K, new: Option<V>) -> Option<V> {
    match new {
        Some(value) => map.insert(at, value),
        None => map.remove(&at),
    }
}
