//! The kinds of things that a reference can mean, and what they are called.

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::record::state::ObjectKind;
use rsmlab_sim::fault::{FaultKind, FaultSite};
use rsmlab_sim::hardware::CartridgeId;

use crate::model::Reference;

/// A kind of thing that a reference can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    Unknown,
    Nothing,
    Offline,
    Computer,
    Database,
    Library,
    Changer,
    Transport,
    Slot,
    Drive,
    Port,
    Cell,
    Door,
    Magazine,
    Reader,
    Floor,
    Cartridge,
    PhysicalMedium,
    LogicalMedium,
    Side,
    Pool,
    SystemPool,
    RootPool,
    MediaType,
    OperatorRequest,
    Made,
}

impl ReferenceKind {
    /// Everything that has an id on the API.
    pub const IDS: &'static [Self] = &[
        Self::Unknown,
        Self::Offline,
        Self::Computer,
        Self::Library,
        Self::Changer,
        Self::Slot,
        Self::Drive,
        Self::Port,
        Self::Door,
        Self::Cartridge,
        Self::PhysicalMedium,
        Self::LogicalMedium,
        Self::Side,
        Self::Pool,
        Self::SystemPool,
        Self::RootPool,
        Self::MediaType,
        Self::OperatorRequest,
        Self::Made,
    ];

    /// Everything that a call can pass as an id.
    pub fn passed() -> Vec<Self> {
        [Self::IDS, &[Self::Nothing]].concat()
    }

    /// What is likely to be meant where the id of such an object belongs.
    pub const fn likely(object: ObjectKind) -> &'static [Self] {
        match object {
            ObjectKind::Library => &[Self::Library, Self::Offline, Self::Unknown, Self::Nothing],
            ObjectKind::Slot => &[Self::Slot, Self::Unknown, Self::Nothing],
            ObjectKind::Drive => &[Self::Drive, Self::Unknown, Self::Nothing],
            ObjectKind::Medium | ObjectKind::LogicalMedium | ObjectKind::Side => {
                &[Self::Cartridge, Self::PhysicalMedium, Self::LogicalMedium, Self::Side, Self::Unknown, Self::Nothing]
            }
            ObjectKind::LibraryRequest => &[Self::Made, Self::Unknown, Self::Nothing],
            ObjectKind::OperatorRequest => &[Self::OperatorRequest, Self::Made, Self::Unknown, Self::Nothing],
            ObjectKind::Unknown
            | ObjectKind::Object
            | ObjectKind::Changer
            | ObjectKind::ChangerType
            | ObjectKind::Computer
            | ObjectKind::DriveType
            | ObjectKind::Door
            | ObjectKind::Port
            | ObjectKind::Pool
            | ObjectKind::MediaType
            | ObjectKind::UiDestination => Self::IDS,
        }
    }

    /// Everything that can hold a cartridge.
    pub const PLACES: &'static [Self] = &[Self::Slot, Self::Drive, Self::Port, Self::Cell, Self::Transport];

    /// Everything that a library request can be about.
    pub const WORKED_ON: &'static [Self] = &[Self::Slot, Self::Drive, Self::Cartridge, Self::Side];

    /// Everywhere in a library that a cartridge can be.
    pub const WHEREABOUTS: &'static [Self] = &[Self::Slot, Self::Drive, Self::Port, Self::Cell, Self::Transport, Self::Floor];

    /// The faults that such a thing can have.
    pub const fn faults(self) -> &'static [FaultKind] {
        let here = LibraryAddress(0);
        match self {
            Self::Database => FaultSite::Database.kinds(),
            Self::Library => FaultSite::Library(here).kinds(),
            Self::Transport => FaultSite::Transports(here).kinds(),
            Self::Slot => FaultSite::Slot(here, 1).kinds(),
            Self::Drive => FaultSite::Drive(here, 1).kinds(),
            Self::Port => FaultSite::Port(here, 1).kinds(),
            Self::Cell => FaultSite::Cell(here, 1, 1).kinds(),
            Self::Door => FaultSite::Door(here, 1).kinds(),
            Self::Magazine => FaultSite::Magazine(here, 1).kinds(),
            Self::Reader => FaultSite::Reader(here).kinds(),
            Self::Cartridge => FaultSite::Cartridge(CartridgeId(0)).kinds(),
            Self::Unknown | Self::Nothing | Self::Offline | Self::Computer | Self::Changer | Self::Floor => &[],
            Self::PhysicalMedium | Self::LogicalMedium | Self::Side | Self::Pool | Self::SystemPool | Self::RootPool => &[],
            Self::MediaType | Self::OperatorRequest | Self::Made => &[],
        }
    }

    /// What it is, for people.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Unknown => "`unknown`",
            Self::Nothing => "`nothing`",
            Self::Offline => "`offline`",
            Self::Computer => "`computer`",
            Self::Database => "`database`",
            Self::Library => "a library",
            Self::Changer => "a changer",
            Self::Transport => "a transport",
            Self::Slot => "a slot",
            Self::Drive => "a drive",
            Self::Port => "a port",
            Self::Cell => "a cell of a port",
            Self::Door => "a door",
            Self::Magazine => "a magazine",
            Self::Reader => "a bar-code reader",
            Self::Floor => "a floor",
            Self::Cartridge => "a cartridge",
            Self::PhysicalMedium => "a physical medium",
            Self::LogicalMedium => "a logical medium",
            Self::Side => "a side",
            Self::Pool => "a pool",
            Self::SystemPool => "a system pool",
            Self::RootPool => "the root pool",
            Self::MediaType => "a media type",
            Self::OperatorRequest => "an operator request",
            Self::Made => "what an earlier call brought",
        }
    }

    /// The kind of a reference.
    pub const fn of(reference: &Reference) -> Self {
        match reference {
            Reference::Unknown => Self::Unknown,
            Reference::Nothing => Self::Nothing,
            Reference::Offline => Self::Offline,
            Reference::Computer => Self::Computer,
            Reference::Database => Self::Database,
            Reference::RootPool => Self::RootPool,
            Reference::Library(_) => Self::Library,
            Reference::Changer(_) => Self::Changer,
            Reference::Transport(..) => Self::Transport,
            Reference::Slot(..) => Self::Slot,
            Reference::Drive(..) => Self::Drive,
            Reference::Port(..) => Self::Port,
            Reference::Cell(..) => Self::Cell,
            Reference::Door(..) => Self::Door,
            Reference::Magazine(..) => Self::Magazine,
            Reference::Reader(_) => Self::Reader,
            Reference::Floor(_) => Self::Floor,
            Reference::Cartridge(_) => Self::Cartridge,
            Reference::PhysicalMedium(_) => Self::PhysicalMedium,
            Reference::LogicalMedium(_) => Self::LogicalMedium,
            Reference::Side(..) => Self::Side,
            Reference::Pool(_) => Self::Pool,
            Reference::SystemPool(..) => Self::SystemPool,
            Reference::MediaType(_) => Self::MediaType,
            Reference::OperatorRequest(_) => Self::OperatorRequest,
            Reference::Made(_) => Self::Made,
        }
    }
}

/// "a slot, a drive or a port"
pub fn phrases(kinds: &[ReferenceKind]) -> String {
    let mut phrases: Vec<&str> = kinds.iter().map(|kind| kind.phrase()).collect();
    match phrases.pop() {
        None => String::from("nothing"),
        Some(last) if phrases.is_empty() => String::from(last),
        Some(last) => format!("{} or {last}", phrases.join(", ")),
    }
}
