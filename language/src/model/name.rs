//! Names, and what they refer to: libraries and their parts, cartridges and their sides, pools, earlier calls.

use std::fmt;
use std::sync::Arc;

use rsmlab_engine::port::hardware::Element;
use rsmlab_engine::record::state::OperatorRequestKind;

use super::MediaType;

/// A name given in a scenario. All names of a scenario share one name space.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(Arc<str>);

impl Name {
    /// The name, if it begins with a letter and goes on with letters, digits, `-` and `_`.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let begins = text.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
        let goes_on = text.chars().all(|char| char.is_ascii_alphanumeric() || char == '-' || char == '_');
        (begins && goes_on).then(|| Self(text.into()))
    }

    /// The text of the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text of the name, to be kept.
    #[must_use]
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One of the three pools that every media type has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SystemPool {
    /// Media that belong to nobody (`NTMS_POOLTYPE_SCRATCH`).
    Free,
    /// Media with a known label that the database has never seen (`NTMS_POOLTYPE_IMPORT`).
    Import,
    /// Media nobody can make sense of, blank ones too (`NTMS_POOLTYPE_FOREIGN`).
    Unrecognized,
}

impl SystemPool {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Free, Self::Import, Self::Unrecognized];

    /// The word scenarios use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Import => "import",
            Self::Unrecognized => "unrecognized",
        }
    }
}

/// Something a scenario can point at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// `unknown`: a well-formed id that names nothing.
    Unknown,
    /// `nothing`: the id that is all zero, which stands for no object (`NTMS_NULL_GUID`).
    Nothing,
    /// `offline`: the offline library.
    Offline,
    /// `computer`: the computer the service runs on.
    Computer,
    /// `database`: the store below the service. It can fail; it is no object of the API.
    Database,
    /// `root`: the pool above all others.
    RootPool,
    /// `L1`
    Library(Name),
    /// `L1.changer`: the changer object of a library.
    Changer(Name),
    /// `L1.transport.1`, or `L1.transport` for the first.
    Transport(Name, u16),
    /// `L1.slot.1`
    Slot(Name, u16),
    /// `L1.drive.1`
    Drive(Name, u16),
    /// `L1.port.1`, or `L1.port` for the first.
    Port(Name, u16),
    /// `L1.port.1.2`: a cell of a port.
    Cell(Name, u16, u16),
    /// `L1.door.1`, or `L1.door` for the first.
    Door(Name, u16),
    /// `L1.magazine.1`
    Magazine(Name, u16),
    /// `L1.reader`: the bar-code reader of a library. It can fail; it is no object of the API.
    Reader(Name),
    /// `L1.floor`: where what was dropped in a library lies.
    Floor(Name),
    /// `T1`: the cartridge. As an id: its logical medium where the parameter takes one, else its physical medium.
    Cartridge(Name),
    /// `T1.physical`: the physical medium, whatever the parameter takes.
    PhysicalMedium(Name),
    /// `T1.logical`: the logical medium, whatever the parameter takes.
    LogicalMedium(Name),
    /// `T1.side.1`
    Side(Name, u8),
    /// `Backup`: an application pool.
    Pool(Name),
    /// `free`, or `free.DLT` where there is more than one media type. Without a type: that of the first library.
    SystemPool(SystemPool, Option<MediaType>),
    /// `LTO_Ultrium`: a media type object.
    MediaType(MediaType),
    /// `NTMS_OPREQ_CLEANER`: the open operator request of that kind, the oldest if there are several.
    OperatorRequest(OperatorRequestKind),
    /// What an earlier statement named with `as=`: the operation, session, channel or operator request it brought.
    Made(Name),
}

impl Reference {
    /// The name, if an earlier statement has given it with `as=`.
    #[must_use]
    pub fn made(&self) -> Option<&Name> {
        if let Self::Made(name) = self { Some(name) } else { None }
    }

    /// The place, if a cartridge can be in it.
    #[must_use]
    pub fn place(&self) -> Option<ElementPlace> {
        let (library, spot) = match self {
            Self::Transport(library, number) => (library, Spot::Transport(*number)),
            Self::Slot(library, number) => (library, Spot::Slot(*number)),
            Self::Drive(library, number) => (library, Spot::Drive(*number)),
            Self::Port(library, number) => (library, Spot::Port(*number, None)),
            Self::Cell(library, port, cell) => (library, Spot::Port(*port, Some(*cell))),
            Self::Unknown
            | Self::Nothing
            | Self::Offline
            | Self::Computer
            | Self::Database
            | Self::RootPool
            | Self::Library(_)
            | Self::Changer(_)
            | Self::Door(..)
            | Self::Magazine(..)
            | Self::Reader(_)
            | Self::Floor(_)
            | Self::Cartridge(_)
            | Self::PhysicalMedium(_)
            | Self::LogicalMedium(_)
            | Self::Side(..)
            | Self::Pool(_)
            | Self::SystemPool(..)
            | Self::MediaType(_)
            | Self::OperatorRequest(_)
            | Self::Made(_) => return None,
        };
        Some(ElementPlace { library: library.clone(), spot })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Nothing => f.write_str("nothing"),
            Self::Offline => f.write_str("offline"),
            Self::Computer => f.write_str("computer"),
            Self::Database => f.write_str("database"),
            Self::RootPool => f.write_str("root"),
            Self::Library(name) | Self::Cartridge(name) | Self::Pool(name) | Self::Made(name) => name.fmt(f),
            Self::Changer(library) => write!(f, "{library}.changer"),
            Self::Transport(library, number) => write!(f, "{library}.transport.{number}"),
            Self::Slot(library, number) => write!(f, "{library}.slot.{number}"),
            Self::Drive(library, number) => write!(f, "{library}.drive.{number}"),
            Self::Port(library, number) => write!(f, "{library}.port.{number}"),
            Self::Cell(library, port, cell) => write!(f, "{library}.port.{port}.{cell}"),
            Self::Door(library, number) => write!(f, "{library}.door.{number}"),
            Self::Magazine(library, number) => write!(f, "{library}.magazine.{number}"),
            Self::Reader(library) => write!(f, "{library}.reader"),
            Self::Floor(library) => write!(f, "{library}.floor"),
            Self::PhysicalMedium(cartridge) => write!(f, "{cartridge}.physical"),
            Self::LogicalMedium(cartridge) => write!(f, "{cartridge}.logical"),
            Self::Side(cartridge, number) => write!(f, "{cartridge}.side.{number}"),
            Self::SystemPool(pool, None) => f.write_str(pool.word()),
            Self::SystemPool(pool, Some(media_type)) => write!(f, "{}.{media_type}", pool.word()),
            Self::MediaType(media_type) => media_type.fmt(f),
            Self::OperatorRequest(kind) => kind.fmt(f),
        }
    }
}

/// A place in a library that can hold a cartridge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ElementPlace {
    /// The library.
    pub library: Name,
    /// Where in it.
    pub spot: Spot,
}

impl fmt::Display for ElementPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.library, self.spot)
    }
}

/// Where in a library a cartridge can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// In the grip of a transport, by number.
    Transport(u16),
    /// In a slot, by number.
    Slot(u16),
    /// In a port, by number; in this cell of it, or in whichever is free (putting in) or full (looking).
    Port(u16, Option<u16>),
    /// In a drive, by number.
    Drive(u16),
}

impl Spot {
    /// The element; a port without a cell stands for its first one.
    #[must_use]
    pub const fn element(self) -> Element {
        match self {
            Self::Transport(number) => Element::Transport(number),
            Self::Slot(number) => Element::Slot(number),
            Self::Port(number, None) => Element::Port(number, 1),
            Self::Port(number, Some(cell)) => Element::Port(number, cell),
            Self::Drive(number) => Element::Drive(number),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(number) => write!(f, "transport.{number}"),
            Self::Slot(number) => write!(f, "slot.{number}"),
            Self::Port(number, None) => write!(f, "port.{number}"),
            Self::Port(number, Some(cell)) => write!(f, "port.{number}.{cell}"),
            Self::Drive(number) => write!(f, "drive.{number}"),
        }
    }
}

/// Where a cartridge is: outside, or at a place in a library.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whereabouts {
    /// Outside, in the hands of the operator.
    Shelf,
    /// Dropped, on the floor of a library.
    Floor(Name),
    /// In a library.
    In(ElementPlace),
}

impl fmt::Display for Whereabouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shelf => f.write_str("shelf"),
            Self::Floor(library) => write!(f, "{library}.floor"),
            Self::In(place) => place.fmt(f),
        }
    }
}
