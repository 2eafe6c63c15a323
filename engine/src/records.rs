//! The records: one table for each kind of object, changed by [`Records::apply`] and by nothing else.
//!
//! The engine believes them, the store holds them, and checkers read them as anybody would who opens the database: all with the same
//! type, and by the same step from one state to the next.

use std::collections::BTreeMap;
use std::mem::replace;

use crate::arena::Arena;
use crate::change::{
    Change, DriveField, LibraryField, MediumField, Object, ObjectRef, OperatorRequestField, PortField, RequestField, SideField,
};
use crate::id::{
    ChangerRef, DoorRef, DriveRef, Guid, LibraryRef, LogicalRef, MediaTypeRef, MediumRef, OperatorRequestRef, PoolRef, PortRef, RequestRef,
    SideRef, SlotRef,
};
use crate::record::{
    Changer, Computer, Door, Drive, Library, LibraryRequest, LogicalMedium, MediaType, Medium, OperatorRequest, Pool, Port, Side, Slot,
};

/// Declares the tables, and what is the same for each of them.
macro_rules! tables {
    ($($table:ident: $kind:ident($handle:ident, $record:ident),)*) => {
        /// All that is on record.
        ///
        /// ```
        /// use rsmlab_engine::change::{Change, Object, ObjectRef};
        /// use rsmlab_engine::id::{Guid, MediaTypeRef};
        /// use rsmlab_engine::record::MediaType;
        /// use rsmlab_engine::records::Records;
        ///
        /// let guid = Guid::from_name("Ultrium");
        /// let media_type = MediaType { guid, code: 37, name: "Ultrium".into(), sides: 1 };
        /// let mut records = Records::default();
        /// let undo = records.apply(Change::Insert(Object::MediaType(MediaTypeRef(0), media_type))).unwrap();
        /// assert_eq!(records.object(guid), Some(ObjectRef::MediaType(MediaTypeRef(0))));
        /// records.apply(undo);
        /// assert_eq!(records.object(guid), None);
        /// ```
        #[derive(Clone, Debug, Default, Hash)]
        #[allow(missing_docs, reason = "the tables are named after the records they hold")]
        pub struct Records {
            pub computer: Option<Computer>,
            $(pub $table: Arena<$handle, $record>,)*
            /// Which object has an id.
            pub(crate) guids: BTreeMap<Guid, ObjectRef>,
        }

        impl Records {
            fn put(&mut self, object: Object) {
                match object {
                    Object::Computer(record) => self.computer = Some(record),
                    $(Object::$kind(at, record) => _ = self.$table.insert(at, record),)*
                }
            }

            fn take(&mut self, at: ObjectRef) -> Option<Object> {
                match at {
                    ObjectRef::Computer => self.computer.take().map(Object::Computer),
                    $(ObjectRef::$kind(at) => self.$table.remove(at).map(|record| Object::$kind(at, record)),)*
                }
            }

            /// The id of an object; none if it is not on record.
            #[must_use]
            pub fn guid(&self, at: ObjectRef) -> Option<Guid> {
                match at {
                    ObjectRef::Computer => self.computer.as_ref().map(|record| record.guid),
                    $(ObjectRef::$kind(at) => self.$table.get(at).map(|record| record.guid),)*
                }
            }

            /// Every record with its handle, kind by kind, in the order in which their handles were given out.
            pub fn each(&self) -> impl Iterator<Item = Object> {
                let computer = self.computer.iter().map(|record| Object::Computer(record.clone()));
                computer$(.chain(self.$table.iter().map(|(at, record)| Object::$kind(at, record.clone()))))*
            }

            /// Tells of all that is on record, in the same order, where each is.
            pub(crate) fn each_at(&self, tell: &mut dyn FnMut(ObjectRef)) {
                self.computer.iter().for_each(|_| tell(ObjectRef::Computer));
                $(self.$table.iter().for_each(|(at, _)| tell(ObjectRef::$kind(at)));)*
            }
        }

        impl Object {
            /// Its handle.
            #[must_use]
            pub const fn at(&self) -> ObjectRef {
                match self {
                    Self::Computer(_) => ObjectRef::Computer,
                    $(Self::$kind(at, _) => ObjectRef::$kind(*at),)*
                }
            }

            /// Its id.
            #[must_use]
            pub const fn guid(&self) -> Guid {
                match self {
                    Self::Computer(record) => record.guid,
                    $(Self::$kind(_, record) => record.guid,)*
                }
            }
        }
    };
}

tables! {
    libraries: Library(LibraryRef, Library),
    changers: Changer(ChangerRef, Changer),
    drives: Drive(DriveRef, Drive),
    slots: Slot(SlotRef, Slot),
    ports: Port(PortRef, Port),
    doors: Door(DoorRef, Door),
    media_types: MediaType(MediaTypeRef, MediaType),
    pools: Pool(PoolRef, Pool),
    media: Medium(MediumRef, Medium),
    sides: Side(SideRef, Side),
    logical: LogicalMedium(LogicalRef, LogicalMedium),
    requests: Request(RequestRef, LibraryRequest),
    operator_requests: OperatorRequest(OperatorRequestRef, OperatorRequest),
}

impl Records {
    /// Makes a fact true and returns the fact that would take it back; nothing when the object it speaks of is not there.
    pub fn apply(&mut self, change: Change) -> Option<Change> {
        Some(match change {
            Change::Insert(object) => {
                let (guid, at) = (object.guid(), object.at());
                self.put(object);
                self.guids.insert(guid, at);
                Change::Remove(at)
            }
            Change::Remove(at) => {
                let object = self.take(at)?;
                self.guids.remove(&object.guid());
                Change::Insert(object)
            }
            Change::Library(at, field) => Change::Library(at, library_field(self.libraries.get_mut(at)?, field)),
            Change::Drive(at, field) => Change::Drive(at, drive_field(self.drives.get_mut(at)?, field)),
            Change::Slot(at, state) => Change::Slot(at, replace(&mut self.slots.get_mut(at)?.state, state)),
            Change::Port(at, field) => Change::Port(at, port_field(self.ports.get_mut(at)?, field)),
            Change::Door(at, state) => Change::Door(at, replace(&mut self.doors.get_mut(at)?.state, state)),
            Change::Medium(at, field) => Change::Medium(at, medium_field(self.media.get_mut(at)?, field)),
            Change::Side(at, field) => Change::Side(at, side_field(self.sides.get_mut(at)?, field)),
            Change::Request(at, field) => Change::Request(at, request_field(self.requests.get_mut(at)?, field)),
            Change::OperatorRequest(at, field) => {
                Change::OperatorRequest(at, operator_request_field(self.operator_requests.get_mut(at)?, field))
            }
        })
    }

    /// What an id names.
    #[must_use]
    pub fn object(&self, guid: Guid) -> Option<ObjectRef> {
        self.guids.get(&guid).copied()
    }

    /// The medium with this id.
    #[must_use]
    pub fn medium(&self, id: Guid) -> Option<(MediumRef, &Medium)> {
        match self.object(id)? {
            ObjectRef::Medium(at) => self.media.get(at).map(|medium| (at, medium)),
            _ => None,
        }
    }

    /// The library request with this id.
    #[must_use]
    pub fn request(&self, id: Guid) -> Option<&LibraryRequest> {
        match self.object(id)? {
            ObjectRef::Request(at) => self.requests.get(at),
            _ => None,
        }
    }

    /// The sides of a medium, in order. All sides are looked through.
    pub fn each_side_of(&self, medium: MediumRef) -> impl Iterator<Item = &Side> {
        self.sides.values().filter(move |side| side.medium == medium)
    }

    /// The operator request with this id.
    #[must_use]
    pub fn operator_request(&self, id: Guid) -> Option<&OperatorRequest> {
        match self.object(id)? {
            ObjectRef::OperatorRequest(at) => self.operator_requests.get(at),
            _ => None,
        }
    }
}

fn library_field(library: &mut Library, field: LibraryField) -> LibraryField {
    use LibraryField as F;
    match field {
        F::Enabled(new) => F::Enabled(replace(&mut library.enabled, new)),
        F::State(new) => F::State(replace(&mut library.state, new)),
        F::CleanerSlot(new) => F::CleanerSlot(replace(&mut library.cleaner_slot, new)),
        F::CleanerAnnounced(new) => F::CleanerAnnounced(replace(&mut library.cleaner_announced, new)),
        F::CleanerUses(new) => F::CleanerUses(replace(&mut library.cleaner_uses, new)),
        F::CleanerPresent(new) => F::CleanerPresent(replace(&mut library.cleaner_present, new)),
        F::Owes(new) => F::Owes(replace(&mut library.owes, new)),
        F::CutOff(new) => F::CutOff(replace(&mut library.cut_off, new)),
        F::Unlooked(new) => F::Unlooked(replace(&mut library.unlooked, new)),
    }
}

fn drive_field(drive: &mut Drive, field: DriveField) -> DriveField {
    use DriveField as F;
    match field {
        F::State(new) => F::State(replace(&mut drive.state, new)),
        F::Enabled(new) => F::Enabled(replace(&mut drive.enabled, new)),
        F::Operational(new) => F::Operational(replace(&mut drive.operational, new)),
        F::MountCount(new) => F::MountCount(replace(&mut drive.mount_count, new)),
        F::LastCleaned(new) => F::LastCleaned(replace(&mut drive.last_cleaned, new)),
        F::Side(new) => F::Side(replace(&mut drive.side, new)),
        F::DismountableSince(new) => F::DismountableSince(replace(&mut drive.dismountable_since, new)),
        F::MediaType(new) => F::MediaType(replace(&mut drive.media_type, new)),
    }
}

fn port_field(port: &mut Port, field: PortField) -> PortField {
    match field {
        PortField::Content(new) => PortField::Content(replace(&mut port.content, new)),
        PortField::Position(new) => PortField::Position(replace(&mut port.position, new)),
    }
}

fn medium_field(medium: &mut Medium, field: MediumField) -> MediumField {
    use MediumField as F;
    match field {
        F::Name(new) => F::Name(replace(&mut medium.name, new)),
        F::Place(library, place) => F::Place(replace(&mut medium.library, library), replace(&mut medium.place, place)),
        F::Home(new) => F::Home(replace(&mut medium.home, new)),
        F::Pool(new) => F::Pool(replace(&mut medium.pool, new)),
        F::BarCode(new, state) => F::BarCode(replace(&mut medium.bar_code, new), replace(&mut medium.bar_code_state, state)),
        F::State(new) => F::State(replace(&mut medium.state, new)),
        F::Enabled(new) => F::Enabled(replace(&mut medium.enabled, new)),
    }
}

fn side_field(side: &mut Side, field: SideField) -> SideField {
    match field {
        SideField::State(new) => SideField::State(replace(&mut side.state, new)),
        SideField::Label(new) => SideField::Label(replace(&mut side.label, new)),
        SideField::MountCount(new) => SideField::MountCount(replace(&mut side.mount_count, new)),
    }
}

fn request_field(request: &mut LibraryRequest, field: RequestField) -> RequestField {
    use RequestField as F;
    match field {
        F::State(new) => F::State(replace(&mut request.state, new)),
        F::Subject(new) => F::Subject(replace(&mut request.subject, new)),
        F::Ended(when, error) => F::Ended(replace(&mut request.completed, when), replace(&mut request.error, error)),
    }
}

fn operator_request_field(request: &mut OperatorRequest, field: OperatorRequestField) -> OperatorRequestField {
    match field {
        OperatorRequestField::State(new) => OperatorRequestField::State(replace(&mut request.state, new)),
        OperatorRequestField::Completed(new) => OperatorRequestField::Completed(replace(&mut request.completed, new)),
    }
}
