//! What each record points at, in one table.
//!
//! Every record is taken apart to the last field, so a new field compiles only when it stands here and says whether it points at
//! something. Live state is checked against it after every step of a test (`invariant.rs`), and a database before it is believed
//! (`recovery.rs`).

use crate::change::{Change, DriveField, LibraryField, MediumField, Object, ObjectRef, PortField, SideField};
use crate::record::{
    Changer, Computer, Door, Drive, Library, LibraryRequest, LogicalMedium, MediaType, Medium, OperatorRequest, Place, Pool, Port, Side,
    Slot,
};
use crate::records::Records;
use crate::world::World;

/// Hears of a rule and of the object that has to be there for it to hold.
type Tell<'a> = &'a mut dyn FnMut(&'static str, ObjectRef);

/// The rule of where a cartridge is. A restart puts right what breaks it: the part may have been taken away.
pub(crate) const PLACE_EXISTS: &str = "the place of a cartridge exists";

/// A record that may point at others.
pub(crate) trait Related {
    /// Tells what has to be there.
    fn related(&self, tell: Tell<'_>);
}

impl Related for Computer {
    fn related(&self, _: Tell<'_>) {
        let Self {
            guid: _,
            name: _,
            library_request_purge_s: _,
            operator_request_purge_s: _,
            library_request_flags: _,
            operator_request_flags: _,
            pool_policy: _,
            access: _,
        } = self;
    }
}

impl Related for Library {
    fn related(&self, tell: Tell<'_>) {
        let Self {
            guid: _,
            name: _,
            kind: _,
            address: _,
            enabled: _,
            state: _,
            inventory_method: _,
            cleaner_slot,
            cleaner_uses: _,
            cleaner_present: _,
            cleaner_announced: _,
            detects_changes: _,
            recognizes_cleaner_bar_code: _,
            auto_recovery: _,
            bar_code_reader: _,
            keypad: _,
            exchanges: _,
            transports: _,
            media_type: _,
            unlooked: _,
            owes: _,
            cut_off: _,
            access: _,
        } = self;
        if let Some(slot) = cleaner_slot {
            tell("the slot reserved for the cleaner exists", ObjectRef::Slot(*slot));
        }
    }
}

impl Related for Changer {
    fn related(&self, tell: Tell<'_>) {
        let Self { guid: _, library, number: _ } = self;
        tell("a changer belongs to a library", ObjectRef::Library(*library));
    }
}

impl Related for Drive {
    fn related(&self, tell: Tell<'_>) {
        let Self {
            guid: _,
            library,
            number: _,
            state: _,
            enabled: _,
            operational: _,
            media_type: _,
            mount_count: _,
            last_cleaned: _,
            side,
            defer_delay_s: _,
            dismountable_since: _,
        } = self;
        tell("a drive belongs to a library", ObjectRef::Library(*library));
        if let Some(side) = side {
            tell("the side in a drive exists", ObjectRef::Side(*side));
        }
    }
}

impl Related for Slot {
    fn related(&self, tell: Tell<'_>) {
        let Self { guid: _, library, number: _, state: _, magazine: _ } = self;
        tell("a slot belongs to a library", ObjectRef::Library(*library));
    }
}

impl Related for Port {
    fn related(&self, tell: Tell<'_>) {
        let Self { guid: _, library, number: _, cells: _, content: _, position: _, max_extend_s: _, by_hand: _ } = self;
        tell("a port belongs to a library", ObjectRef::Library(*library));
    }
}

impl Related for Door {
    fn related(&self, tell: Tell<'_>) {
        let Self { guid: _, library, number: _, state: _, max_open_s: _, reach: _ } = self;
        tell("a door belongs to a library", ObjectRef::Library(*library));
    }
}

impl Related for MediaType {
    fn related(&self, _: Tell<'_>) {
        let Self { guid: _, name: _, code: _, sides: _ } = self;
    }
}

impl Related for Pool {
    fn related(&self, tell: Tell<'_>) {
        let Self {
            guid: _,
            name: _,
            kind: _,
            media_type,
            parent,
            allocation_policy: _,
            deallocation_policy: _,
            max_allocates: _,
            access: _,
        } = self;
        if let Some(media_type) = media_type {
            tell("the media type of a pool exists", ObjectRef::MediaType(*media_type));
        }
        if let Some(parent) = parent {
            tell("the pool that a pool is in exists", ObjectRef::Pool(*parent));
        }
    }
}

impl Related for Medium {
    fn related(&self, tell: Tell<'_>) {
        let Self {
            guid: _,
            name: _,
            library,
            place,
            home,
            pool,
            media_type,
            bar_code: _,
            bar_code_state: _,
            sequence: _,
            state: _,
            enabled: _,
            cleaner: _,
        } = self;
        tell("a cartridge is in a library, or in the offline library", ObjectRef::Library(*library));
        place.related(tell);
        if let Some(home) = home {
            tell("the slot that a cartridge goes back to exists", ObjectRef::Slot(*home));
        }
        if let Some(pool) = pool {
            tell("every data cartridge is in one pool", ObjectRef::Pool(*pool));
        }
        tell("the media type of a cartridge exists", ObjectRef::MediaType(*media_type));
    }
}

impl Related for Place {
    fn related(&self, tell: Tell<'_>) {
        match self {
            Self::Slot(slot) => tell(PLACE_EXISTS, ObjectRef::Slot(*slot)),
            Self::Drive(drive) => tell(PLACE_EXISTS, ObjectRef::Drive(*drive)),
            Self::Port(port, _) => tell(PLACE_EXISTS, ObjectRef::Port(*port)),
            Self::Transport | Self::Offline => {}
        }
    }
}

impl Related for Side {
    fn related(&self, tell: Tell<'_>) {
        let Self { guid: _, medium, number: _, state: _, label: _, logical, mount_count: _, allocate_count: _ } = self;
        tell("a side belongs to a cartridge", ObjectRef::Medium(*medium));
        if let Some(logical) = logical {
            tell("the logical medium of a side exists", ObjectRef::LogicalMedium(*logical));
        }
    }
}

impl Related for LogicalMedium {
    fn related(&self, tell: Tell<'_>) {
        let Self { guid: _, name: _, pool } = self;
        tell("a logical medium is in a pool", ObjectRef::Pool(*pool));
    }
}

impl Related for LibraryRequest {
    fn related(&self, tell: Tell<'_>) {
        // What it is about may be deleted before it is.
        let Self {
            guid: _,
            library,
            operation: _,
            option: _,
            state: _,
            subject: _,
            queued: _,
            completed: _,
            origin: _,
            error: _,
            priority: _,
            order: _,
            sequence: _,
            owed: _,
        } = self;
        tell("a request is in the queue of a library", ObjectRef::Library(*library));
    }
}

impl Related for OperatorRequest {
    fn related(&self, _: Tell<'_>) {
        // What it asks for may be deleted before it is.
        let Self { guid: _, kind: _, state: _, message: _, first: _, second: _, submitted: _, completed: _, origin: _ } = self;
    }
}

impl Object {
    /// Its own handle, and its record.
    pub(crate) fn parts(&self) -> (ObjectRef, &dyn Related) {
        match self {
            Self::Computer(record) => (ObjectRef::Computer, record),
            Self::Library(at, record) => (ObjectRef::Library(*at), record),
            Self::Changer(at, record) => (ObjectRef::Changer(*at), record),
            Self::Drive(at, record) => (ObjectRef::Drive(*at), record),
            Self::Slot(at, record) => (ObjectRef::Slot(*at), record),
            Self::Port(at, record) => (ObjectRef::Port(*at), record),
            Self::Door(at, record) => (ObjectRef::Door(*at), record),
            Self::MediaType(at, record) => (ObjectRef::MediaType(*at), record),
            Self::Pool(at, record) => (ObjectRef::Pool(*at), record),
            Self::Medium(at, record) => (ObjectRef::Medium(*at), record),
            Self::Side(at, record) => (ObjectRef::Side(*at), record),
            Self::LogicalMedium(at, record) => (ObjectRef::LogicalMedium(*at), record),
            Self::Request(at, record) => (ObjectRef::Request(*at), record),
            Self::OperatorRequest(at, record) => (ObjectRef::OperatorRequest(*at), record),
        }
    }
}

impl Change {
    /// The object that a change is about.
    #[must_use]
    pub fn object(&self) -> ObjectRef {
        match self {
            Self::Insert(object) => object.parts().0,
            Self::Remove(at) => *at,
            Self::Library(at, _) => ObjectRef::Library(*at),
            Self::Drive(at, _) => ObjectRef::Drive(*at),
            Self::Slot(at, _) => ObjectRef::Slot(*at),
            Self::Port(at, _) => ObjectRef::Port(*at),
            Self::Door(at, _) => ObjectRef::Door(*at),
            Self::Medium(at, _) => ObjectRef::Medium(*at),
            Self::Side(at, _) => ObjectRef::Side(*at),
            Self::Request(at, _) => ObjectRef::Request(*at),
            Self::OperatorRequest(at, _) => ObjectRef::OperatorRequest(*at),
        }
    }

    /// Everything else that a change points at.
    pub(crate) fn related(&self, tell: &mut dyn FnMut(ObjectRef)) {
        match self {
            Self::Insert(object) => object.parts().1.related(&mut |_, at| tell(at)),
            Self::Library(_, field) => match field {
                LibraryField::CleanerSlot(slot) => slot.iter().for_each(|slot| tell(ObjectRef::Slot(*slot))),
                LibraryField::Enabled(_)
                | LibraryField::State(_)
                | LibraryField::CleanerUses(_)
                | LibraryField::CleanerPresent(_)
                | LibraryField::CleanerAnnounced(_)
                | LibraryField::Unlooked(_)
                | LibraryField::Owes(_)
                | LibraryField::CutOff(_) => {}
            },
            Self::Drive(_, field) => match field {
                DriveField::Side(side) => side.iter().for_each(|side| tell(ObjectRef::Side(*side))),
                DriveField::State(_)
                | DriveField::Enabled(_)
                | DriveField::MediaType(_)
                | DriveField::Operational(_)
                | DriveField::MountCount(_)
                | DriveField::LastCleaned(_)
                | DriveField::DismountableSince(_) => {}
            },
            Self::Medium(_, field) => match field {
                MediumField::Place(library, place) => {
                    tell(ObjectRef::Library(*library));
                    place.related(&mut |_, at| tell(at));
                }
                MediumField::Home(home) => home.iter().for_each(|slot| tell(ObjectRef::Slot(*slot))),
                MediumField::Pool(pool) => pool.iter().for_each(|pool| tell(ObjectRef::Pool(*pool))),
                MediumField::Name(_) | MediumField::BarCode(..) | MediumField::State(_) | MediumField::Enabled(_) => {}
            },
            Self::Port(_, PortField::Content(_) | PortField::Position(_))
            | Self::Side(_, SideField::State(_) | SideField::Label(_) | SideField::MountCount(_))
            | Self::Remove(_)
            | Self::Slot(..)
            | Self::Door(..)
            | Self::Request(..)
            | Self::OperatorRequest(..) => {}
        }
    }
}

impl World {
    /// Tells of every record what has to be there for it.
    pub(crate) fn each_relation(&self, tell: &mut dyn FnMut(ObjectRef, &'static str, ObjectRef)) {
        let Records {
            computer,
            libraries,
            changers,
            drives,
            slots,
            ports,
            doors,
            media_types,
            pools,
            media,
            sides,
            logical,
            requests,
            operator_requests,
            guids: _,
        } = &self.records;
        let mut of = |from: ObjectRef, record: &dyn Related| record.related(&mut |rule, to| tell(from, rule, to));
        computer.iter().for_each(|record| of(ObjectRef::Computer, record));
        libraries.iter().for_each(|(at, record)| of(ObjectRef::Library(at), record));
        changers.iter().for_each(|(at, record)| of(ObjectRef::Changer(at), record));
        drives.iter().for_each(|(at, record)| of(ObjectRef::Drive(at), record));
        slots.iter().for_each(|(at, record)| of(ObjectRef::Slot(at), record));
        ports.iter().for_each(|(at, record)| of(ObjectRef::Port(at), record));
        doors.iter().for_each(|(at, record)| of(ObjectRef::Door(at), record));
        media_types.iter().for_each(|(at, record)| of(ObjectRef::MediaType(at), record));
        pools.iter().for_each(|(at, record)| of(ObjectRef::Pool(at), record));
        media.iter().for_each(|(at, record)| of(ObjectRef::Medium(at), record));
        sides.iter().for_each(|(at, record)| of(ObjectRef::Side(at), record));
        logical.iter().for_each(|(at, record)| of(ObjectRef::LogicalMedium(at), record));
        requests.iter().for_each(|(at, record)| of(ObjectRef::Request(at), record));
        operator_requests.iter().for_each(|(at, record)| of(ObjectRef::OperatorRequest(at), record));
    }
}
