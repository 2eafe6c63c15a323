//! Cartridges in the database: where they are taken to be, what is known of their sides, and whose they are.

use std::sync::Arc;

use rsmlab_engine::change::{Change, DriveField, Object};
use rsmlab_engine::id::{LibraryRef, LogicalRef, MediumRef, PoolRef, SideRef, SlotRef};
use rsmlab_engine::port::hardware::Label;
use rsmlab_engine::record::state::{BarCodeState, MediaState, SideState};
use rsmlab_engine::record::{LogicalMedium, Medium, Place, Side};
use rsmlab_language::model::{self, CartridgeKind, PoolChoice, RecordedAt, Reference, Spot};

use super::{InitialDatabase, PoolName, id_of, take};

impl InitialDatabase<'_> {
    /// A cartridge that the database has heard of: its medium, its sides, and the logical medium of allocated sides.
    pub(super) fn cartridge(&mut self, cartridge: &model::Cartridge) {
        let Some(record) = &cartridge.record else { return };
        let (library, place) = self.recorded_place(&record.at);
        let medium = MediumRef(take(&mut self.next.medium));
        let pool = record.pool.as_ref().and_then(|pool| self.pool_of(pool, cartridge.media_type));
        let home = self.home(&record.at, place);
        let (bar_code, bar_code_state) = self.bar_code(cartridge, record);
        let state = if matches!(place, Place::Drive(_)) { MediaState::Unloaded } else { MediaState::Idle };
        self.insert(Object::Medium(
            medium,
            Medium {
                guid: id_of(&Reference::PhysicalMedium(cartridge.name.clone())),
                name: cartridge.name.shared(),
                library,
                place,
                home,
                pool,
                media_type: self.type_handle(cartridge.media_type),
                bar_code,
                bar_code_state,
                sequence: medium.0 + 1,
                state,
                enabled: !record.disabled,
                cleaner: matches!(cartridge.kind, CartridgeKind::Cleaner { .. }),
            },
        ));
        let first = SideRef(self.next.side);
        self.sides(cartridge, record, medium, pool);
        // A drive that is full and has no side on record was loaded by hand.
        if let (Place::Drive(drive), CartridgeKind::Data) = (place, &cartridge.kind) {
            self.changes.push(Change::Drive(drive, DriveField::Side(Some(first))));
        }
    }

    fn sides(&mut self, cartridge: &model::Cartridge, record: &model::Record, medium: MediumRef, pool: Option<PoolRef>) {
        let owned = |state: &SideState| matches!(state, SideState::Allocated | SideState::Complete | SideState::Reserved);
        let logical = match pool {
            Some(pool) if record.sides.iter().any(owned) => {
                let at = LogicalRef(take(&mut self.next.logical));
                let guid = id_of(&Reference::LogicalMedium(cartridge.name.clone()));
                self.insert(Object::LogicalMedium(at, LogicalMedium { guid, name: cartridge.name.shared(), pool }));
                Some(at)
            }
            Some(_) | None => None,
        };
        for (number, (state, side)) in (1..).zip(record.sides.iter().zip(&cartridge.sides)) {
            let at = SideRef(take(&mut self.next.side));
            self.insert(Object::Side(
                at,
                Side {
                    guid: id_of(&Reference::Side(cartridge.name.clone(), number)),
                    medium,
                    number,
                    state: *state,
                    label: recording(&side.label).filter(|_| *state != SideState::Unknown),
                    logical: logical.filter(|_| owned(state)),
                    mount_count: 0,
                    allocate_count: u32::from(owned(state)),
                },
            ));
        }
    }

    /// A medium of a lost library keeps its library; of its place there nothing is left.
    fn recorded_place(&self, at: &RecordedAt) -> (LibraryRef, Place) {
        let handle = |name: &model::Name| {
            let known = self.setup.libraries.iter().zip(1..).find(|(library, _)| library.name == *name);
            LibraryRef(known.map_or(0, |(_, handle)| handle))
        };
        match at {
            RecordedAt::Offline => (LibraryRef(0), Place::Offline),
            RecordedAt::Place(place) => (handle(&place.library), self.places.get(place).copied().unwrap_or(Place::Offline)),
            RecordedAt::Library(name) => (handle(name), Place::Offline),
        }
    }

    /// The slot a cartridge goes back to: the one it is in, or the first that nobody else goes back to.
    fn home(&mut self, at: &RecordedAt, place: Place) -> Option<SlotRef> {
        match (at, place) {
            (_, Place::Slot(slot)) => Some(slot),
            (RecordedAt::Place(model::ElementPlace { library, .. }), Place::Drive(_) | Place::Port(..) | Place::Transport) => {
                let in_library = self.places.range(model::ElementPlace { library: library.clone(), spot: Spot::Slot(0) }..);
                let mut slots = in_library.take_while(|(place, _)| place.library == *library).filter_map(|(_, place)| match place {
                    Place::Slot(slot) => Some(*slot),
                    Place::Drive(_) | Place::Port(..) | Place::Transport | Place::Offline => None,
                });
                let free = slots.find(|slot| !self.taken_homes.contains(slot));
                self.taken_homes.extend(free);
                free
            }
            (RecordedAt::Offline | RecordedAt::Library(_) | RecordedAt::Place(_), _) => None,
        }
    }

    fn pool_of(&self, pool: &PoolChoice, media_type: model::MediaType) -> Option<PoolRef> {
        let name = match pool {
            PoolChoice::System(pool) => PoolName::System(*pool, media_type),
            PoolChoice::Application(name) => PoolName::Application(name.clone()),
        };
        self.pools.get(&name).copied()
    }

    /// A bar code is known if it can be read and the library has a reader, unless the scenario says what is on record.
    fn bar_code(&self, cartridge: &model::Cartridge, record: &model::Record) -> (Option<Arc<str>>, BarCodeState) {
        let library = match &record.at {
            RecordedAt::Offline => None,
            RecordedAt::Place(model::ElementPlace { library, .. }) | RecordedAt::Library(library) => self.setup.library(library),
        };
        if let Some(model::BarCode::Text(text)) = &record.bar_code {
            return (Some(text.as_str().into()), BarCodeState::Ok);
        }
        match record.bar_code.as_ref().unwrap_or(&cartridge.bar_code) {
            model::BarCode::Text(text) if library.is_none_or(|library| library.bar_codes) => (Some(text.as_str().into()), BarCodeState::Ok),
            model::BarCode::Text(_) | model::BarCode::None | model::BarCode::Unreadable => (None, BarCodeState::Unreadable),
        }
    }
}

/// What a drive reads of a label; nothing of one that cannot be read.
pub(crate) fn recording(label: &model::Label) -> Option<Label> {
    match label {
        model::Label::Known(id) => Some(Label::Known { format: "MTF".into(), id: id.as_str().into() }),
        model::Label::Blank => Some(Label::Blank),
        model::Label::Foreign => Some(Label::Foreign),
        model::Label::Unreadable => None,
    }
}
