//! Names: what people call the objects that records know by id and handle.
//!
//! Nothing has to be told in advance. Every object enters a trace whole, when it is inserted, and from then on its
//! library, number and name are known; a name that the scenario gives goes before all that.

use std::collections::BTreeMap;
use std::sync::Arc;

use rsmlab_engine::change::{Change, Object, ObjectRef};
use rsmlab_engine::id::{Guid, LibraryRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::record::Place;

use super::event::{Cast, What};
use rsmlab_sim::hardware::CartridgeId;

/// What is called how.
#[derive(Clone, Debug, Default)]
pub struct TraceNames {
    objects: BTreeMap<ObjectRef, Guid>,
    own: BTreeMap<Guid, Title>,
    given: BTreeMap<Guid, Arc<str>>,
    /// How many requests of a kind there have been.
    counts: BTreeMap<&'static str, u32>,
    libraries: Vec<Arc<str>>,
    cartridges: Vec<Arc<str>>,
}

/// How an object is called of its own accord.
#[derive(Clone, Debug)]
enum Title {
    /// By its name.
    Plain(Arc<str>),
    /// As a part of something.
    Part(ObjectRef, String),
}

impl TraceNames {
    /// Takes in what a record says about names.
    pub fn learn(&mut self, what: &What<'_>) {
        match what {
            What::Begin(Cast { libraries, cartridges, .. }) => {
                self.libraries.clone_from(libraries);
                self.cartridges.clone_from(cartridges);
            }
            What::Named { object, name } => {
                self.given.insert(*object, Arc::clone(name));
            }
            What::Input(input) => {
                if let Input::Service(ServiceEvent::Recovered { database, .. }) = &**input {
                    self.learn_changes(database);
                }
            }
            What::Output(output) => {
                if let Output::Store(write) = &**output {
                    self.learn_changes(&write.changes);
                }
            }
            What::Script | What::Act(_) | What::Armed { .. } | What::Struck { .. } | What::Lifted { .. } | What::Read { .. } => {}
            What::Sent(_) | What::Came(_) | What::Parameters(_) | What::Nexus(_) => {}
        }
    }

    /// Takes in what changes say about names.
    pub fn learn_changes(&mut self, changes: &[Change]) {
        for change in changes {
            if let Change::Insert(object) = change {
                self.learn_object(object);
            }
        }
    }

    fn learn_object(&mut self, object: &Object) {
        let part = |library: LibraryRef, kind: &str, number: u16| Title::Part(ObjectRef::Library(library), format!("{kind}.{number}"));
        let plain = |name: &Arc<str>| Title::Plain(Arc::clone(name));
        let (handle, guid, title) = match object {
            Object::Computer(computer) => (ObjectRef::Computer, computer.guid, plain(&computer.name)),
            Object::Library(handle, library) => (ObjectRef::Library(*handle), library.guid, plain(&library.name)),
            Object::Changer(handle, changer) => {
                (ObjectRef::Changer(*handle), changer.guid, part(changer.library, "changer", changer.number))
            }
            Object::Drive(handle, drive) => (ObjectRef::Drive(*handle), drive.guid, part(drive.library, "drive", drive.number)),
            Object::Slot(handle, slot) => (ObjectRef::Slot(*handle), slot.guid, part(slot.library, "slot", slot.number)),
            Object::Port(handle, port) => (ObjectRef::Port(*handle), port.guid, part(port.library, "port", port.number)),
            Object::Door(handle, door) => (ObjectRef::Door(*handle), door.guid, part(door.library, "door", door.number)),
            Object::MediaType(handle, kind) => (ObjectRef::MediaType(*handle), kind.guid, plain(&kind.name)),
            Object::Pool(handle, pool) => {
                let title = match pool.parent {
                    Some(parent) => Title::Part(ObjectRef::Pool(parent), pool.name.as_ref().into()),
                    None => plain(&pool.name),
                };
                (ObjectRef::Pool(*handle), pool.guid, title)
            }
            Object::Medium(handle, medium) => (ObjectRef::Medium(*handle), medium.guid, plain(&medium.name)),
            Object::Side(handle, side) => {
                let title = Title::Part(ObjectRef::Medium(side.medium), format!("side.{}", side.number));
                (ObjectRef::Side(*handle), side.guid, title)
            }
            Object::LogicalMedium(handle, medium) => {
                (ObjectRef::LogicalMedium(*handle), medium.guid, Title::Plain(format!("{}.logical", medium.name).into()))
            }
            Object::Request(handle, request) => {
                let title = self.count(request.guid, request.operation.name().trim_start_matches("NTMS_LM_"));
                (ObjectRef::Request(*handle), request.guid, title)
            }
            Object::OperatorRequest(handle, request) => {
                let title = self.count(request.guid, request.kind.name().trim_start_matches("NTMS_"));
                (ObjectRef::OperatorRequest(*handle), request.guid, title)
            }
        };
        self.objects.insert(handle, guid);
        self.own.insert(guid, title);
    }

    /// The title of an object that has no name: its kind and how many there have been. It keeps that when it comes back
    /// from the database.
    fn count(&mut self, object: Guid, kind: &'static str) -> Title {
        if let Some(title) = self.own.get(&object) {
            return title.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        Title::Plain(format!("{kind}#{count}").into())
    }

    /// The name of the object with this id.
    #[must_use]
    pub fn guid(&self, guid: Guid) -> Arc<str> {
        match (self.given.get(&guid), self.own.get(&guid)) {
            (Some(name), _) | (None, Some(Title::Plain(name))) => Arc::clone(name),
            (None, Some(Title::Part(whole, part))) => format!("{}.{part}", self.object(*whole)).into(),
            (None, None) if guid == Guid::NIL => "nothing".into(),
            (None, None) => guid.to_string().into(),
        }
    }

    /// The name of the object with this handle.
    #[must_use]
    pub fn object(&self, object: ObjectRef) -> Arc<str> {
        match self.objects.get(&object) {
            Some(guid) => self.guid(*guid),
            None => "an unknown object".into(),
        }
    }

    /// The id of the object with this handle.
    #[must_use]
    pub fn id_of(&self, object: ObjectRef) -> Option<Guid> {
        self.objects.get(&object).copied()
    }

    /// The name of a place.
    #[must_use]
    pub fn place(&self, place: Place) -> Arc<str> {
        match place {
            Place::Slot(slot) => self.object(ObjectRef::Slot(slot)),
            Place::Drive(drive) => self.object(ObjectRef::Drive(drive)),
            Place::Port(port, cell) => format!("{}.{cell}", self.object(ObjectRef::Port(port))).into(),
            Place::Transport => "a transport".into(),
            Place::Offline => "no library".into(),
        }
    }

    /// The name of the library at an address.
    #[must_use]
    pub fn library(&self, address: LibraryAddress) -> Arc<str> {
        self.libraries.get(usize::from(address.0)).map_or_else(|| format!("library {}", address.0).into(), Arc::clone)
    }

    /// The name of a cartridge.
    #[must_use]
    pub fn cartridge(&self, id: CartridgeId) -> Arc<str> {
        self.cartridges.get(id.index()).map_or_else(|| format!("cartridge {}", id.0).into(), Arc::clone)
    }
}
