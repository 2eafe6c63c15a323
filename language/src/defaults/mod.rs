//! Defaults: what is so when a scenario does not say it. Reading fills them in, printing leaves them out, and what programs build
//! begins with them.

mod cartridge;

use std::sync::Arc;

use rsmlab_engine::port::hardware::Reach;
use rsmlab_engine::record::Rights;
use rsmlab_engine::record::state::{InventoryMethod, SideState};
use rsmlab_engine::time::Millis;

use crate::model::{
    BarCode, Cartridge, Client, Database, Door, Drive, ElementPlace, Label, Library, LibraryType, MediaType, Name, Opening, Pool,
    PoolChoice, Port, RecordedAt, Span, Spot, Stops, SystemPool, Timing, Whereabouts,
};
use crate::personality::Personality;

pub use self::cartridge::{SaidOfCartridge, SaidOfSide};

/// How often a cleaner can clean.
pub const CLEANS_LEFT: u32 = 20;

impl Library {
    /// A library of which nothing is said but its name and kind.
    #[must_use]
    pub fn plain(name: Name, kind: LibraryType) -> Self {
        let (slots, drives, transports) = match kind {
            LibraryType::Robotic => (8, 2, 1),
            LibraryType::Standalone => (0, 1, 0),
        };
        Self {
            span: Span::default(),
            name,
            like: None,
            kind,
            slots,
            drives: vec![Drive::default(); drives],
            transports,
            media_type: MediaType::LTO_ULTRIUM,
            sides: 1,
            bar_codes: true,
            keypad: false,
            inventory: InventoryMethod::Fast,
            auto_recovery: true,
            recognize_cleaners: false,
            detect_changes: true,
            disabled: false,
            attached: true,
            lost: false,
            ports: Vec::new(),
            doors: Vec::new(),
            magazines: Vec::new(),
            cleaner_slot: None,
            wear: None,
            timing: Timing::default(),
        }
    }

    /// A library of which nothing is said but its name, its kind, and what it is like.
    #[must_use]
    pub fn like(name: Name, kind: LibraryType, like: Option<&Arc<Personality>>) -> Self {
        match like {
            None => Self::plain(name, kind),
            Some(personality) => Self { name, like: Some(Arc::clone(personality)), ..personality.library.clone() },
        }
    }
}

impl Default for Port {
    fn default() -> Self {
        Self { span: Span::default(), cells: 1, timeout: Millis::from_secs(300), opens: Opening::Motor, lock: true, stops_motion: false }
    }
}

impl Default for Door {
    fn default() -> Self {
        Self { span: Span::default(), lock: true, timeout: Millis::from_secs(300), reach: Reach::Everything, stops: Stops::Everything }
    }
}

impl Pool {
    /// A pool of which nothing is said but its name and what is in it.
    #[must_use]
    pub fn plain(name: Name, media_type: MediaType) -> Self {
        let (span, draws_from_free, returns_to_free, most_allocations) = (Span::default(), false, false, 0);
        Self { span, name, media_type, draws_from_free, returns_to_free, most_allocations }
    }
}

impl Client {
    /// A client of which nothing is said but its name. Rights are kept in the database: when it is lost, only an
    /// administrator can do anything (D-093).
    #[must_use]
    pub fn plain(name: Name, database: Database) -> Self {
        let (span, administrator, rights) = (Span::default(), database.lost, Rights::ALL);
        Self { span, name, administrator, rights, on: Vec::new(), application: None, session: true }
    }
}

/// The libraries and pools that the defaults of cartridges and pools depend on.
#[derive(Clone, Copy)]
pub struct Surroundings<'s> {
    /// The libraries.
    pub libraries: &'s [Library],
    /// The pools.
    pub pools: &'s [Pool],
}

impl Surroundings<'_> {
    /// The media type of whatever has no other reason for one: that of the first library.
    #[must_use]
    pub fn media_type(self) -> MediaType {
        self.libraries.first().map_or(MediaType::LTO_ULTRIUM, |library| library.media_type)
    }

    /// The media type of a data cartridge: that of the drive or the library it is in, or else is taken to be in.
    #[must_use]
    pub fn media_type_of(self, at: &Whereabouts, recorded: Option<&RecordedAt>) -> MediaType {
        let physical = match at {
            Whereabouts::In(place) => Some((&place.library, Some(place.spot))),
            Whereabouts::Shelf | Whereabouts::Floor(_) => None,
        };
        let believed = match recorded {
            Some(RecordedAt::Place(ElementPlace { library, spot })) => Some((library, Some(*spot))),
            Some(RecordedAt::Library(library)) => Some((library, None)),
            Some(RecordedAt::Offline) | None => None,
        };
        let home =
            physical.or(believed).and_then(|(name, spot)| Some((self.libraries.iter().find(|library| library.name == *name)?, spot)));
        match home {
            Some((library, Some(Spot::Drive(number)))) => library.type_of_drive(number),
            Some((library, _)) => library.media_type,
            None => self.media_type(),
        }
    }

    /// How many sides a medium has: as the library says that it is in, or the first one that takes such media.
    #[must_use]
    pub fn sides(self, media_type: MediaType, at: &Whereabouts) -> u8 {
        let mut takers = self.libraries.iter().filter(|library| library.media_types().any(|taken| taken == media_type));
        let here = |library: &&Library| matches!(at, Whereabouts::In(place) if place.library == library.name);
        takers.clone().find(here).or_else(|| takers.next()).map_or(1, |library| library.sides)
    }

    /// The pool of a cartridge with such a label; none if no pool takes its media type.
    #[must_use]
    pub fn pool(self, media_type: MediaType, label: LabelKind) -> Option<PoolChoice> {
        match label {
            LabelKind::Blank | LabelKind::Foreign => Some(PoolChoice::System(SystemPool::Unrecognized)),
            LabelKind::Known | LabelKind::Unreadable => {
                let pool = self.pools.iter().find(|pool| pool.media_type == media_type);
                pool.map(|pool| PoolChoice::Application(pool.name.clone()))
            }
        }
    }
}

/// A label without its identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelKind {
    /// Written in a known format.
    Known,
    /// Nothing is written.
    Blank,
    /// Written in no known format.
    Foreign,
    /// It cannot be read.
    Unreadable,
}

impl LabelKind {
    /// The kind of a label.
    #[must_use]
    pub const fn of(label: &Label) -> Self {
        match label {
            Label::Known(_) => Self::Known,
            Label::Blank => Self::Blank,
            Label::Foreign => Self::Foreign,
            Label::Unreadable => Self::Unreadable,
        }
    }

    /// The kind of label on the media of a pool, if a pool is said.
    #[must_use]
    pub const fn in_pool(pool: Option<&PoolChoice>) -> Self {
        match pool {
            Some(PoolChoice::System(SystemPool::Unrecognized)) => Self::Foreign,
            Some(PoolChoice::System(SystemPool::Free | SystemPool::Import) | PoolChoice::Application(_)) | None => Self::Known,
        }
    }

    /// The label with an identifier, for the one kind that has one.
    #[must_use]
    pub fn label(self, id: String) -> Label {
        match self {
            Self::Known => Label::Known(id),
            Self::Blank => Label::Blank,
            Self::Foreign => Label::Foreign,
            Self::Unreadable => Label::Unreadable,
        }
    }
}

/// The identifier on a side, counted from 1.
pub(crate) fn label_id(cartridge: &Name, side: usize) -> String {
    if side == 1 { cartridge.to_string() } else { format!("{cartridge}.side.{side}") }
}

/// What a side is taken to hold in a pool.
pub(crate) const fn side_state(pool: &PoolChoice, complete: bool) -> SideState {
    match pool {
        PoolChoice::System(SystemPool::Free) => SideState::Available,
        PoolChoice::System(SystemPool::Import) => SideState::Import,
        PoolChoice::System(SystemPool::Unrecognized) => SideState::Foreign,
        PoolChoice::Application(_) if complete => SideState::Complete,
        PoolChoice::Application(_) => SideState::Allocated,
    }
}

/// Where the database takes a cartridge to be: where it is, or nowhere if it is outside.
pub(crate) fn recorded(at: &Whereabouts) -> Option<RecordedAt> {
    match at {
        Whereabouts::Shelf | Whereabouts::Floor(_) => None,
        Whereabouts::In(place) => Some(RecordedAt::Place(place.clone())),
    }
}

/// The bar code of a cartridge.
pub(crate) fn bar_code(name: &Name) -> BarCode {
    BarCode::Text(name.to_string())
}

impl Cartridge {
    /// Where the database takes it to be, if it knows it.
    #[must_use]
    pub fn recorded_at(&self) -> Option<&RecordedAt> {
        self.record.as_ref().map(|record| &record.at)
    }
}
