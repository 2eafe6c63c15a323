//! What the engine has put on record: the durable changes, replayed into one table for each kind.
//!
//! It is built from the store alone, as a reader of the database would see it; the engine is not asked.

use std::collections::BTreeMap;

use rsmlab_engine::change::{
    Change, DriveField, LibraryField, MediumField, Object, ObjectRef, OperatorRequestField, PortField, RequestField, SideField,
};
use rsmlab_engine::id::{ChangerRef, MediaTypeRef};
use rsmlab_engine::id::{
    DoorRef, DriveRef, Guid, LibraryRef, LogicalRef, MediumRef, OperatorRequestRef, PoolRef, PortRef, RequestRef, SideRef, SlotRef,
};
use rsmlab_engine::record::{
    Changer, Computer, Door, Drive, Library, LibraryRequest, LogicalMedium, MediaType, Medium, OperatorRequest, Pool, Port, Side, Slot,
};

/// The records of the database.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the tables are named after the records they hold")]
pub struct Belief {
    pub computer: Option<Computer>,
    pub libraries: BTreeMap<LibraryRef, Library>,
    pub changers: BTreeMap<ChangerRef, Changer>,
    pub drives: BTreeMap<DriveRef, Drive>,
    pub slots: BTreeMap<SlotRef, Slot>,
    pub ports: BTreeMap<PortRef, Port>,
    pub doors: BTreeMap<DoorRef, Door>,
    pub media_types: BTreeMap<MediaTypeRef, MediaType>,
    pub pools: BTreeMap<PoolRef, Pool>,
    pub media: BTreeMap<MediumRef, Medium>,
    pub sides: BTreeMap<SideRef, Side>,
    pub logical_media: BTreeMap<LogicalRef, LogicalMedium>,
    pub requests: BTreeMap<RequestRef, LibraryRequest>,
    pub operator_requests: BTreeMap<OperatorRequestRef, OperatorRequest>,
    index: BTreeMap<Guid, ObjectRef>,
}

impl Belief {
    /// Takes in changes that have become durable. A change of something that is not there has nothing to change.
    pub fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            self.apply_one(change);
        }
    }

    fn apply_one(&mut self, change: &Change) {
        match change {
            Change::Insert(object) => self.insert(object.clone()),
            Change::Remove(object) => self.remove(*object),
            Change::Library(at, field) => set(&mut self.libraries, at, |library| match *field {
                LibraryField::Enabled(enabled) => library.enabled = enabled,
                LibraryField::State(state) => library.state = state,
                LibraryField::CleanerSlot(slot) => library.cleaner_slot = slot,
                LibraryField::CleanerUses(uses) => library.cleaner_uses = uses,
                LibraryField::CleanerPresent(present) => library.cleaner_present = present,
                LibraryField::Unlooked(unlooked) => library.unlooked = unlooked,
            }),
            Change::Drive(at, field) => set(&mut self.drives, at, |drive| match *field {
                DriveField::State(state) => drive.state = state,
                DriveField::Enabled(enabled) => drive.enabled = enabled,
                DriveField::Operational(state) => drive.operational = state,
                DriveField::MountCount(count) => drive.mount_count = count,
                DriveField::LastCleaned(at) => drive.last_cleaned = at,
                DriveField::Side(side) => drive.side = side,
                DriveField::DismountableSince(at) => drive.dismountable_since = at,
                DriveField::MediaType(code) => drive.media_type = code,
            }),
            Change::Slot(at, state) => set(&mut self.slots, at, |slot| slot.state = *state),
            Change::Port(at, field) => set(&mut self.ports, at, |port| match *field {
                PortField::Content(content) => port.content = content,
                PortField::Position(position) => port.position = position,
            }),
            Change::Door(at, state) => set(&mut self.doors, at, |door| door.state = *state),
            Change::Medium(at, field) => set(&mut self.media, at, |medium| match field.clone() {
                MediumField::Name(name) => medium.name = name,
                MediumField::Place(library, place) => (medium.library, medium.place) = (library, place),
                MediumField::Home(home) => medium.home = home,
                MediumField::Pool(pool) => medium.pool = pool,
                MediumField::BarCode(text, state) => (medium.bar_code, medium.bar_code_state) = (text, state),
                MediumField::State(state) => medium.state = state,
                MediumField::Enabled(enabled) => medium.enabled = enabled,
            }),
            Change::Side(at, field) => set(&mut self.sides, at, |side| match field.clone() {
                SideField::State(state) => side.state = state,
                SideField::Label(label) => side.label = label,
                SideField::MountCount(count) => side.mount_count = count,
            }),
            Change::Request(at, field) => set(&mut self.requests, at, |request| match *field {
                RequestField::State(state) => request.state = state,
                RequestField::Subject(subject) => request.subject = subject,
                RequestField::Ended(at, error) => (request.completed, request.error) = (at, error),
            }),
            Change::OperatorRequest(at, field) => set(&mut self.operator_requests, at, |request| match *field {
                OperatorRequestField::State(state) => request.state = state,
                OperatorRequestField::Completed(at) => request.completed = at,
            }),
        }
    }

    fn insert(&mut self, object: Object) {
        self.index.extend([identity(&object)]);
        match object {
            Object::Computer(record) => self.computer = Some(record),
            Object::Library(at, record) => put(&mut self.libraries, at, record),
            Object::Changer(at, record) => put(&mut self.changers, at, record),
            Object::Drive(at, record) => put(&mut self.drives, at, record),
            Object::Slot(at, record) => put(&mut self.slots, at, record),
            Object::Port(at, record) => put(&mut self.ports, at, record),
            Object::Door(at, record) => put(&mut self.doors, at, record),
            Object::MediaType(at, record) => put(&mut self.media_types, at, record),
            Object::Pool(at, record) => put(&mut self.pools, at, record),
            Object::Medium(at, record) => put(&mut self.media, at, record),
            Object::Side(at, record) => put(&mut self.sides, at, record),
            Object::LogicalMedium(at, record) => put(&mut self.logical_media, at, record),
            Object::Request(at, record) => put(&mut self.requests, at, record),
            Object::OperatorRequest(at, record) => put(&mut self.operator_requests, at, record),
        }
    }

    fn remove(&mut self, object: ObjectRef) {
        if let Some(guid) = self.guid(object) {
            self.index.remove(&guid);
        }
        match object {
            ObjectRef::Computer => self.computer = None,
            ObjectRef::Library(at) => drop(self.libraries.remove(&at)),
            ObjectRef::Changer(at) => drop(self.changers.remove(&at)),
            ObjectRef::Drive(at) => drop(self.drives.remove(&at)),
            ObjectRef::Slot(at) => drop(self.slots.remove(&at)),
            ObjectRef::Port(at) => drop(self.ports.remove(&at)),
            ObjectRef::Door(at) => drop(self.doors.remove(&at)),
            ObjectRef::MediaType(at) => drop(self.media_types.remove(&at)),
            ObjectRef::Pool(at) => drop(self.pools.remove(&at)),
            ObjectRef::Medium(at) => drop(self.media.remove(&at)),
            ObjectRef::Side(at) => drop(self.sides.remove(&at)),
            ObjectRef::LogicalMedium(at) => drop(self.logical_media.remove(&at)),
            ObjectRef::Request(at) => drop(self.requests.remove(&at)),
            ObjectRef::OperatorRequest(at) => drop(self.operator_requests.remove(&at)),
        }
    }

    /// What an id names.
    #[must_use]
    pub fn object(&self, id: Guid) -> Option<ObjectRef> {
        self.index.get(&id).copied()
    }

    /// The medium with this id.
    #[must_use]
    pub fn medium(&self, id: Guid) -> Option<(MediumRef, &Medium)> {
        match self.object(id)? {
            ObjectRef::Medium(at) => self.media.get(&at).map(|medium| (at, medium)),
            _ => None,
        }
    }

    /// The library request with this id.
    #[must_use]
    pub fn request(&self, id: Guid) -> Option<&LibraryRequest> {
        match self.object(id)? {
            ObjectRef::Request(at) => self.requests.get(&at),
            _ => None,
        }
    }

    /// The operator request with this id.
    #[must_use]
    pub fn operator_request(&self, id: Guid) -> Option<&OperatorRequest> {
        match self.object(id)? {
            ObjectRef::OperatorRequest(at) => self.operator_requests.get(&at),
            _ => None,
        }
    }

    /// The id of an object on record.
    #[must_use]
    pub fn guid(&self, at: ObjectRef) -> Option<Guid> {
        match at {
            ObjectRef::Computer => self.computer.as_ref().map(|record| record.guid),
            ObjectRef::Library(at) => self.libraries.get(&at).map(|record| record.guid),
            ObjectRef::Changer(at) => self.changers.get(&at).map(|record| record.guid),
            ObjectRef::Drive(at) => self.drives.get(&at).map(|record| record.guid),
            ObjectRef::Slot(at) => self.slots.get(&at).map(|record| record.guid),
            ObjectRef::Port(at) => self.ports.get(&at).map(|record| record.guid),
            ObjectRef::Door(at) => self.doors.get(&at).map(|record| record.guid),
            ObjectRef::MediaType(at) => self.media_types.get(&at).map(|record| record.guid),
            ObjectRef::Pool(at) => self.pools.get(&at).map(|record| record.guid),
            ObjectRef::Medium(at) => self.media.get(&at).map(|record| record.guid),
            ObjectRef::Side(at) => self.sides.get(&at).map(|record| record.guid),
            ObjectRef::LogicalMedium(at) => self.logical_media.get(&at).map(|record| record.guid),
            ObjectRef::Request(at) => self.requests.get(&at).map(|record| record.guid),
            ObjectRef::OperatorRequest(at) => self.operator_requests.get(&at).map(|record| record.guid),
        }
    }

    /// The sides of a medium, in order.
    pub fn sides_of(&self, medium: MediumRef) -> impl Iterator<Item = &Side> {
        self.sides.values().filter(move |side| side.medium == medium)
    }
}

fn set<K: Ord, V>(table: &mut BTreeMap<K, V>, at: &K, change: impl FnOnce(&mut V)) {
    if let Some(record) = table.get_mut(at) {
        change(record);
    }
}

fn put<K: Ord, V>(table: &mut BTreeMap<K, V>, at: K, record: V) {
    table.insert(at, record);
}

/// The id and the handle of an object.
#[must_use]
pub fn identity(object: &Object) -> (Guid, ObjectRef) {
    match object {
        Object::Computer(record) => (record.guid, ObjectRef::Computer),
        Object::Library(at, record) => (record.guid, ObjectRef::Library(*at)),
        Object::Changer(at, record) => (record.guid, ObjectRef::Changer(*at)),
        Object::Drive(at, record) => (record.guid, ObjectRef::Drive(*at)),
        Object::Slot(at, record) => (record.guid, ObjectRef::Slot(*at)),
        Object::Port(at, record) => (record.guid, ObjectRef::Port(*at)),
        Object::Door(at, record) => (record.guid, ObjectRef::Door(*at)),
        Object::MediaType(at, record) => (record.guid, ObjectRef::MediaType(*at)),
        Object::Pool(at, record) => (record.guid, ObjectRef::Pool(*at)),
        Object::Medium(at, record) => (record.guid, ObjectRef::Medium(*at)),
        Object::Side(at, record) => (record.guid, ObjectRef::Side(*at)),
        Object::LogicalMedium(at, record) => (record.guid, ObjectRef::LogicalMedium(*at)),
        Object::Request(at, record) => (record.guid, ObjectRef::Request(*at)),
        Object::OperatorRequest(at, record) => (record.guid, ObjectRef::OperatorRequest(*at)),
    }
}
