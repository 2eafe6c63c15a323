//! What there is before the first statement: physical truth, and what the database believes of it.

use std::sync::Arc;

use rsmlab_engine::limits::{Limits, Patience};
use rsmlab_engine::port::hardware::Reach;
use rsmlab_engine::record::Rights;
use rsmlab_engine::record::state::{InventoryMethod, SideState};
use rsmlab_engine::time::Millis;

use super::name::{ElementPlace, Name, Reference, SystemPool, Whereabouts};
use super::{MediaType, Span};
use crate::personality::Personality;
pub use rsmlab_sim::habit::Habit;
pub use rsmlab_sim::hardware::Opens as Opening;
pub use rsmlab_sim::hardware::Stops;
pub use rsmlab_sim::hardware::Wear;
pub use rsmlab_sim::timing::Timing;

/// The world in which the script begins. It has at least one library, one pool and one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// How the service stands.
    pub service: ServiceState,
    /// The store below it.
    pub database: Database,
    /// The engine's bounds.
    pub limits: Limits,
    /// The engine's waiting times.
    pub patience: Patience,
    /// The computer the service runs on.
    pub computer: Computer,
    /// The libraries, in the order of declaration.
    pub libraries: Vec<Library>,
    /// The application pools. The system pools exist for every media type that a library or a cartridge has.
    pub pools: Vec<Pool>,
    /// The cartridges.
    pub cartridges: Vec<Cartridge>,
    /// The programs that make the calls.
    pub clients: Vec<Client>,
    /// How the operator goes about their work, if anybody is there.
    pub habit: Option<Habit>,
}

impl Setup {
    /// The library with this name.
    #[must_use]
    pub fn library(&self, name: &Name) -> Option<&Library> {
        self.libraries.iter().find(|library| library.name == *name)
    }

    /// The cartridge with this name.
    #[must_use]
    pub fn cartridge(&self, name: &Name) -> Option<&Cartridge> {
        self.cartridges.iter().find(|cartridge| cartridge.name == *name)
    }
}

/// How the service stands when the script begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServiceState {
    /// It has read its database and takes calls.
    #[default]
    Ready,
    /// It is up, but has not read its database yet.
    Starting,
    /// It is not running.
    Stopped,
    /// It could not read its database.
    Failed,
}

/// The store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Database {
    /// How long a write takes.
    pub latency: Millis,
    /// Whether the service starts without a database, as on the first day.
    pub lost: bool,
}

/// The computer the service runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computer {
    /// Its name.
    pub name: String,
    /// How long finished library requests are kept. Whole seconds.
    pub requests_kept: Millis,
    /// How long finished operator requests are kept. Whole seconds.
    pub operator_requests_kept: Millis,
    /// Which finished library requests are kept for longer (`dwLibRequestFlags`).
    pub request_flags: u32,
    /// Which finished operator requests are kept for longer (`dwOpRequestFlags`).
    pub operator_request_flags: u32,
    /// Whether ejected free media are forgotten (`NTMS_POOLPOLICY_PURGEOFFLINESCRATCH`).
    pub purge_free: bool,
    /// Whether ejected import media are remembered (`NTMS_POOLPOLICY_KEEPOFFLINEIMPORT`).
    pub keep_import: bool,
}

impl Default for Computer {
    fn default() -> Self {
        let three_days = Millis::from_secs(72 * 3_600);
        Self {
            name: String::from("HOST"),
            requests_kept: three_days,
            operator_requests_kept: three_days,
            request_flags: 0,
            operator_request_flags: 0,
            purge_free: false,
            keep_import: false,
        }
    }
}

/// Whether a library has a robot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LibraryType {
    /// Slots, drives, and transports that carry cartridges between them.
    #[default]
    Robotic,
    /// Drives that people load by hand.
    Standalone,
}

/// A library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// Where it is declared.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The personality that it is like, where nothing else is said.
    pub like: Option<Arc<Personality>>,
    /// Whether it has a robot.
    pub kind: LibraryType,
    /// Number of slots, those of magazines that are out included.
    pub slots: u16,
    /// Its drives; the first is number 1.
    pub drives: Vec<Drive>,
    /// Number of transports.
    pub transports: u16,
    /// The media its drives take.
    pub media_type: MediaType,
    /// Sides of such a medium.
    pub sides: u8,
    /// Whether it has a bar-code reader.
    pub bar_codes: bool,
    /// Whether it has a keypad that software can lock.
    pub keypad: bool,
    /// Its default inventory method: NONE, FAST or OMID.
    pub inventory: InventoryMethod,
    /// Whether a failed mount starts a full inventory.
    pub auto_recovery: bool,
    /// Whether a bar code that begins with CLN marks a cleaner.
    pub recognize_cleaners: bool,
    /// Whether changes in a stand-alone drive are noticed without an inventory.
    pub detect_changes: bool,
    /// Whether it has been taken out of service (`DisableNtmsObject`).
    pub disabled: bool,
    /// Whether the hardware is there.
    pub attached: bool,
    /// Whether its record is missing in the database, while media recorded in it name it still.
    pub lost: bool,
    /// Its IE ports; the first is number 1.
    pub ports: Vec<Port>,
    /// Its doors; the first is number 1.
    pub doors: Vec<Door>,
    /// Its magazines; the first is number 1. They do not overlap.
    pub magazines: Vec<Magazine>,
    /// The slot that is reserved for the cleaner, in the database.
    pub cleaner_slot: Option<u16>,
    /// When its drives want to be cleaned, as far as use goes.
    pub wear: Option<Wear>,
    /// How long its motions take.
    pub timing: Timing,
}

impl Library {
    /// The media that a drive takes, counted from 1.
    #[must_use]
    pub fn type_of_drive(&self, number: u16) -> MediaType {
        let drive = usize::from(number).checked_sub(1).and_then(|index| self.drives.get(index));
        drive.and_then(|drive| drive.media_type).unwrap_or(self.media_type)
    }

    /// The types of media that its drives take, its own first; some of them more than once.
    pub fn media_types(&self) -> impl Iterator<Item = MediaType> + '_ {
        [self.media_type].into_iter().chain(self.drives.iter().filter_map(|drive| drive.media_type))
    }

    /// The magazine a slot is in, counted from 1.
    #[must_use]
    pub fn magazine_of(&self, slot: u16) -> Option<u16> {
        let index = self.magazines.iter().position(|magazine| (magazine.first..=magazine.last).contains(&slot))?;
        u16::try_from(index + 1).ok()
    }
}

/// A drive of a library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drive {
    /// Whether it has been taken out of service.
    pub disabled: bool,
    /// How long a medium stays after a deferred dismount (`dwDeferDismountDelay`). Whole seconds.
    pub defer: Millis,
    /// The media it takes, if they are others than those of its library.
    pub media_type: Option<MediaType>,
}

impl Default for Drive {
    fn default() -> Self {
        Self { disabled: false, defer: Millis::from_secs(300), media_type: None }
    }
}

/// An IE port of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Where it is declared.
    pub span: Span,
    /// Number of cells, one cartridge each.
    pub cells: u16,
    /// How long it may stand out (`MaxExtendSecs`). Whole seconds.
    pub timeout: Millis,
    /// How it is opened.
    pub opens: Opening,
    /// Whether software can lock it.
    pub lock: bool,
    /// Whether nothing moves as long as it stands out.
    pub stops_motion: bool,
}

/// A door of a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Where it is declared.
    pub span: Span,
    /// Whether software can lock it.
    pub lock: bool,
    /// How long it may stand open (`MaxOpenSecs`). Whole seconds.
    pub timeout: Millis,
    /// What people reach when it is open.
    pub reach: Reach,
    /// What stands still as long as it is open.
    pub stops: Stops,
}

/// A magazine: a run of slots that comes out as one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Magazine {
    /// Where it is declared.
    pub span: Span,
    /// Its first slot.
    pub first: u16,
    /// Its last slot.
    pub last: u16,
    /// The port that is a part of it and goes with it, counted from 1.
    pub port: Option<u16>,
    /// Whether it is out.
    pub out: bool,
}

/// An application pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Where it is declared.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The type of the media in it.
    pub media_type: MediaType,
    /// Whether it draws media from the free pool (`AllocationPolicy`).
    pub draws_from_free: bool,
    /// Whether it gives media back to the free pool (`DeallocationPolicy`).
    pub returns_to_free: bool,
    /// How often a side of it may be allocated (`dwMaxAllocates`); 0 is no limit.
    pub most_allocations: u32,
}

/// A cartridge: what it is, where it is, and what the database knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cartridge {
    /// Where it is declared.
    pub span: Span,
    /// Its name; also the name of its physical medium and, when its sides are allocated, of its logical medium.
    pub name: Name,
    /// Whether it carries data or cleans.
    pub kind: CartridgeKind,
    /// Its type.
    pub media_type: MediaType,
    /// Where it really is. Cells of ports are always named.
    pub at: Whereabouts,
    /// The label on its case.
    pub bar_code: BarCode,
    /// What is really on its sides; the first is side 1. A cleaner has one blank side.
    pub sides: Vec<Side>,
    /// What the database knows of it; none if it has never heard of it.
    pub record: Option<Record>,
}

/// What a cartridge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CartridgeKind {
    /// It carries data.
    Data,
    /// It cleans drives.
    Cleaner {
        /// How often it still can.
        cleans_left: u32,
    },
}

/// The bar code on the case of a cartridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BarCode {
    /// There is none.
    None,
    /// There is one that no reader can make out.
    Unreadable,
    /// Its text.
    Text(String),
}

/// One side of a cartridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// What is written on it.
    pub label: Label,
}

/// The on-media label (OMID) of a side, as it really is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// Written in the format `MTF`, with this identifier.
    Known(String),
    /// Nothing is written.
    Blank,
    /// Written in no known format.
    Foreign,
    /// It cannot be read.
    Unreadable,
}

/// What the database knows of a cartridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it takes it to be.
    pub at: RecordedAt,
    /// The pool it has it in; none for a cleaner.
    pub pool: Option<PoolChoice>,
    /// The bar code it has on record, if that is not the one on the cartridge; never unreadable.
    pub bar_code: Option<BarCode>,
    /// How often it takes a cleaner to be able to clean, if that is not so often as it can.
    pub cleans_left: Option<u32>,
    /// Whether it has been taken out of service.
    pub disabled: bool,
    /// What it takes the sides to hold, as many as the cartridge has; none for a cleaner.
    /// Allocated, complete and reserved sides belong to the logical medium of the cartridge's name.
    pub sides: Vec<SideState>,
}

/// Where the database takes a cartridge to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordedAt {
    /// In the offline library.
    Offline,
    /// At this place. Cells of ports are always named.
    Place(ElementPlace),
    /// Somewhere in this library, whose own record is lost.
    Library(Name),
}

/// A pool for a cartridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PoolChoice {
    /// The system pool of the cartridge's media type.
    System(SystemPool),
    /// An application pool.
    Application(Name),
}

/// A program that makes calls. Its name is the user's name too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Where it is declared.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Whether the user is in the local Administrators group.
    pub administrator: bool,
    /// The user's rights on everything.
    pub rights: Rights,
    /// Exceptions: the user's rights on single objects (libraries, application pools, the computer).
    pub on: Vec<Grant>,
    /// The application name it gives when it opens a session; none passes NULL.
    pub application: Option<String>,
    /// Whether a session is open for it when the script begins.
    pub session: bool,
}

/// Rights on one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Where it is declared.
    pub span: Span,
    /// The library, the application pool, or the computer.
    pub object: Reference,
    /// The rights, in place of the general ones.
    pub rights: Rights,
}
