//! Changes, in words: what is so once they are stored.

use rsmlab_engine::change::{
    Change, DriveField, LibraryField, MediumField, Object, ObjectRef, OperatorRequestField, PortField, RequestField, SideField,
};
use rsmlab_engine::record::Place;
use rsmlab_engine::status::Status;

use super::hardware::label;
use super::{Renderer, count};

/// A write with more new objects than this says how many instead of naming each.
const NAMED_INSERTS: usize = 6;

fn service(enabled: bool) -> &'static str {
    if enabled { "in service" } else { "out of service" }
}

impl Renderer {
    pub(super) fn changes(&self, changes: &[Change]) -> Vec<String> {
        let inserts = changes.iter().filter(|change| matches!(change, Change::Insert(_))).count();
        let mut lines = Vec::new();
        if inserts > NAMED_INSERTS {
            lines.push(format!("writes {}", count(inserts, "new object")));
        }
        let told = changes.iter().filter(|change| inserts <= NAMED_INSERTS || !matches!(change, Change::Insert(_)));
        lines.extend(told.map(|change| format!("writes {}", self.change(change))));
        lines
    }

    fn change(&self, change: &Change) -> String {
        let name = |object| self.names.object(object);
        match change {
            Change::Insert(object) => self.insert(object),
            Change::Remove(object) => format!("{} is gone", name(*object)),
            Change::Library(library, field) => format!("library {} {}", name(ObjectRef::Library(*library)), self.library_field(field)),
            Change::Drive(drive, field) => format!("drive {} {}", name(ObjectRef::Drive(*drive)), self.drive_field(field)),
            Change::Slot(slot, state) => format!("slot {} is {state}", name(ObjectRef::Slot(*slot))),
            Change::Port(port, PortField::Content(content)) => format!("port {} is {content}", name(ObjectRef::Port(*port))),
            Change::Port(port, PortField::Position(position)) => format!("port {} is {position}", name(ObjectRef::Port(*port))),
            Change::Door(door, state) => format!("door {} is {state}", name(ObjectRef::Door(*door))),
            Change::Medium(medium, field) => format!("medium {} {}", name(ObjectRef::Medium(*medium)), self.medium_field(field)),
            Change::Side(side, field) => format!("side {} {}", name(ObjectRef::Side(*side)), self.side_field(field)),
            Change::Request(request, field) => format!("request {} {}", name(ObjectRef::Request(*request)), self.request_field(field)),
            Change::OperatorRequest(request, field) => {
                let request = name(ObjectRef::OperatorRequest(*request));
                match field {
                    OperatorRequestField::State(state) => format!("operator request {request} is {state}"),
                    OperatorRequestField::Completed(Some(at)) => format!("operator request {request} ended at {}", self.clock.tell(*at)),
                    OperatorRequestField::Completed(None) => format!("operator request {request} has not ended"),
                }
            }
        }
    }

    fn insert(&self, object: &Object) -> String {
        let name = |object| self.names.object(object);
        match object {
            Object::Computer(computer) => format!("new computer {}", computer.name),
            Object::Library(library, _) => format!("new library {}", name(ObjectRef::Library(*library))),
            Object::Changer(changer, _) => format!("new changer {}", name(ObjectRef::Changer(*changer))),
            Object::Drive(drive, _) => format!("new drive {}", name(ObjectRef::Drive(*drive))),
            Object::Slot(slot, _) => format!("new slot {}", name(ObjectRef::Slot(*slot))),
            Object::Port(port, _) => format!("new port {}", name(ObjectRef::Port(*port))),
            Object::Door(door, _) => format!("new door {}", name(ObjectRef::Door(*door))),
            Object::MediaType(kind, _) => format!("new media type {}", name(ObjectRef::MediaType(*kind))),
            Object::Pool(pool, _) => format!("new pool {}", name(ObjectRef::Pool(*pool))),
            Object::Medium(handle, medium) => {
                format!("new medium {} in {}", name(ObjectRef::Medium(*handle)), self.names.place(medium.place))
            }
            Object::Side(handle, side) => format!("new side {}, {}", name(ObjectRef::Side(*handle)), side.state),
            Object::LogicalMedium(medium, _) => format!("new logical medium {}", name(ObjectRef::LogicalMedium(*medium))),
            Object::Request(handle, request) => {
                format!("new request {}: {} {}", name(ObjectRef::Request(*handle)), request.operation, request.state)
            }
            Object::OperatorRequest(handle, request) => {
                let request_name = name(ObjectRef::OperatorRequest(*handle));
                format!("new operator request {request_name}: {} {}, \"{}\"", request.kind, request.state, request.message)
            }
        }
    }

    fn library_field(&self, field: &LibraryField) -> String {
        match field {
            LibraryField::Enabled(enabled) => format!("is {}", service(*enabled)),
            LibraryField::State(state) => format!("is {state}"),
            LibraryField::CleanerSlot(Some(slot)) => format!("keeps its cleaner in {}", self.names.object(ObjectRef::Slot(*slot))),
            LibraryField::CleanerSlot(None) => "has no cleaner slot".into(),
            LibraryField::CleanerUses(uses) => format!("has {} left", count(*uses as usize, "cleaning")),
            LibraryField::CleanerAnnounced(Some(uses)) => format!("is to get a cleaner for {}", count(*uses as usize, "cleaning")),
            LibraryField::CleanerAnnounced(None) => "awaits no cleaner".into(),
            LibraryField::CleanerPresent(true) => "has a cleaner".into(),
            LibraryField::CleanerPresent(false) => "has no cleaner".into(),
            LibraryField::Owes(Some(method)) => format!("owes an inventory, {method}"),
            LibraryField::Owes(None) => "owes no inventory".into(),
            LibraryField::CutOff(number) => format!("may still be at {}", count((*number).into(), "old command")),
            LibraryField::Unlooked(true) => "may hold something else".into(),
            LibraryField::Unlooked(false) => "has been looked through".into(),
        }
    }

    fn drive_field(&self, field: &DriveField) -> String {
        match field {
            DriveField::State(state) => format!("is {state}"),
            DriveField::Enabled(enabled) => format!("is {}", service(*enabled)),
            DriveField::Operational(state) => format!("is {state}"),
            DriveField::MountCount(mounts) => format!("has made {}", count(*mounts as usize, "mount")),
            DriveField::LastCleaned(Some(at)) => format!("was cleaned at {}", self.clock.tell(*at)),
            DriveField::LastCleaned(None) => "was never cleaned".into(),
            DriveField::Side(Some(side)) => format!("has {}", self.names.object(ObjectRef::Side(*side))),
            DriveField::Side(None) => "has no side".into(),
            DriveField::DismountableSince(Some(at)) => format!("is dismountable since {}", self.clock.tell(*at)),
            DriveField::DismountableSince(None) => "is not dismountable".into(),
            DriveField::MediaType(code) => format!("takes media of type {code}"),
        }
    }

    fn medium_field(&self, field: &MediumField) -> String {
        match field {
            MediumField::Name(name) => format!("is called {name}"),
            MediumField::Place(library, Place::Offline) => format!("is in library {}", self.names.object(ObjectRef::Library(*library))),
            MediumField::Place(_, place) => format!("is in {}", self.names.place(*place)),
            MediumField::Home(Some(slot)) => format!("goes back to {}", self.names.object(ObjectRef::Slot(*slot))),
            MediumField::Home(None) => "has no slot to go back to".into(),
            MediumField::Pool(Some(pool)) => format!("is in pool {}", self.names.object(ObjectRef::Pool(*pool))),
            MediumField::Pool(None) => "is in no pool".into(),
            MediumField::BarCode(Some(text), state) => format!("has bar code {text}, {state}"),
            MediumField::BarCode(None, state) => format!("has no bar code, {state}"),
            MediumField::State(state) => format!("is {state}"),
            MediumField::Enabled(enabled) => format!("is {}", service(*enabled)),
        }
    }

    fn side_field(&self, field: &SideField) -> String {
        match field {
            SideField::State(state) => format!("is {state}"),
            SideField::Label(Some(read)) => format!("has {}", label(read)),
            SideField::Label(None) => "has not been identified".into(),
            SideField::MountCount(mounts) => format!("has been mounted {}", count(*mounts as usize, "time")),
        }
    }

    fn request_field(&self, field: &RequestField) -> String {
        match field {
            RequestField::State(state) => format!("is {state}"),
            RequestField::Subject(subject) => {
                let objects = [subject.side, subject.drive, subject.medium, subject.slot, subject.work_item];
                let names: Vec<_> = objects.into_iter().flatten().map(|guid| self.names.guid(guid)).collect();
                if names.is_empty() { "is about nothing".into() } else { format!("is about {}", names.join(", ")) }
            }
            RequestField::Ended(Some(at), Status::Success) => format!("ended at {}", self.clock.tell(*at)),
            RequestField::Ended(Some(at), status) => format!("ended at {} with {status}", self.clock.tell(*at)),
            RequestField::Ended(None, status) => format!("has not ended, {status}"),
        }
    }
}
