//! A database that cannot be true is refused, rule by rule (D-099): each contradiction stands alone in a database that is sound without it.

use rsmlab_engine::change::{Change, DriveField, Object};
use rsmlab_engine::engine::Engine;
use rsmlab_engine::id::{
    DriveRef, Guid, Handle, LibraryRef, LogicalRef, MediaTypeRef, MediumRef, PoolRef, PortRef, RequestRef, SideRef, SlotRef,
};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::limits::{Config, Limits, Patience};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::record::state::{DriveState, LibraryKind, Operation, RequestState};
use rsmlab_engine::record::{LibraryRequest, Origin, Place, Subject};
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;
use rsmlab_harness::database::initial;
use rsmlab_language::parse;

/// Two libraries with something of everything.
const WORLD: &str = "title \"Something of everything\"
library L1 slots=4 drives=2 {
    port slots=2
    door
    cleaner-slot 4
}
library L2 slots=2 drives=1
cartridge T1 at=L1.slot.1
cartridge T2 at=L1.slot.2
cartridge T3 at=L2.slot.1
cartridge C1 kind=cleaner at=L1.slot.4
";
/// A place that nothing has.
const NOWHERE: u32 = 200;
/// More than is counted in the life of a library.
const TOO_MANY: u32 = u32::MAX / 2 + 1;

type Database = Vec<Change>;
/// The rule that is broken, and what breaks it.
type Case = (&'static str, Box<dyn Fn(&mut Database)>);

fn sound() -> Database {
    initial(&parse("world", WORLD).unwrap_or_else(|mistakes| panic!("{mistakes}")).setup)
}

/// What a service says that is given this database and does not take it.
fn refusal(database: Database) -> Option<String> {
    let mut engine = Engine::new(Config { seed: 1, limits: Limits::default(), patience: Patience::default() });
    let mut out = Vec::new();
    engine.step(Instant::START, Input::Service(ServiceEvent::Starting), &mut out);
    engine.step(Instant::START, Input::Service(ServiceEvent::Recovered { database, libraries: Vec::new() }), &mut out);
    out.into_iter().find_map(|output| match output {
        Output::Dropped { what } => Some(what.into_owned()),
        _ => None,
    })
}

/// Edits the records of a kind: the handle and the record of each.
macro_rules! edit {
    ($kind:ident, |$at:pat_param, $record:ident| $edit:expr) => {
        |database: &mut Database| {
            for change in database {
                if let Change::Insert(Object::$kind($at, $record)) = change {
                    $edit;
                }
            }
        }
    };
}

/// A request that is over, as a database has it.
fn request() -> LibraryRequest {
    LibraryRequest {
        guid: Guid::from_name("a request"),
        library: LibraryRef::at(1),
        operation: Operation::Inventory,
        option: 0,
        state: RequestState::Passed,
        subject: Subject::default(),
        queued: Instant::START,
        completed: Some(Instant::START),
        origin: Origin { application: "RSM".into(), user: "ann".into(), computer: "HOST".into() },
        error: Status::Success,
        priority: 0,
        order: 0,
        sequence: 1,
        owed: None,
    }
}

fn add(request: LibraryRequest) -> impl Fn(&mut Database) {
    move |database| database.push(Change::Insert(Object::Request(RequestRef::at(0), request.clone())))
}

#[test]
fn a_sound_database_is_taken() {
    assert_eq!(refusal(sound()), None);
    let mut database = sound();
    add(request())(&mut database);
    assert_eq!(refusal(database), None);
}

#[test]
fn each_contradiction_is_refused_by_its_rule() {
    let lasts = "running numbers do not run out";
    let numbered = "the parts of a library are numbered from 1 on";
    let exists = "every data cartridge is in one pool";
    let alone = "a cartridge is alone at its place, and the place knows it";
    let empty = "a drive is dismounted exactly when it is empty";
    let cases: Vec<Case> = vec![
        ("no two records are of the same object", Box::new(|database| database.push(database[0].clone()))),
        (
            "a change is about an object that is there",
            Box::new(|database| database.push(Change::Drive(DriveRef::at(NOWHERE), DriveField::Enabled(true)))),
        ),
        (
            "no handle leads further than there are records",
            Box::new(edit!(Changer, |_, changer| changer.library = LibraryRef::at(u32::MAX - 1))),
        ),
        // What each record points at is there.
        ("a changer belongs to a library", Box::new(edit!(Changer, |_, changer| changer.library = LibraryRef::at(NOWHERE)))),
        ("a slot belongs to a library", Box::new(edit!(Slot, |_, slot| slot.library = LibraryRef::at(NOWHERE)))),
        ("a port belongs to a library", Box::new(edit!(Port, |_, port| port.library = LibraryRef::at(NOWHERE)))),
        ("a door belongs to a library", Box::new(edit!(Door, |_, door| door.library = LibraryRef::at(NOWHERE)))),
        (
            "the slot reserved for the cleaner exists",
            Box::new(edit!(Library, |_, library| library.cleaner_slot = Some(SlotRef::at(NOWHERE)))),
        ),
        ("the side in a drive exists", Box::new(edit!(Drive, |_, drive| drive.side = Some(SideRef::at(NOWHERE))))),
        ("the media type of a pool exists", Box::new(edit!(Pool, |_, pool| pool.media_type = Some(MediaTypeRef::at(NOWHERE))))),
        ("the pool that a pool is in exists", Box::new(edit!(Pool, |_, pool| pool.parent = Some(PoolRef::at(NOWHERE))))),
        ("the slot that a cartridge goes back to exists", Box::new(edit!(Medium, |_, medium| medium.home = Some(SlotRef::at(NOWHERE))))),
        ("the media type of a cartridge exists", Box::new(edit!(Medium, |_, medium| medium.media_type = MediaTypeRef::at(NOWHERE)))),
        (exists, Box::new(edit!(Medium, |_, medium| medium.pool = Some(PoolRef::at(NOWHERE))))),
        ("a side belongs to a cartridge", Box::new(edit!(Side, |_, side| side.medium = MediumRef::at(NOWHERE)))),
        ("the logical medium of a side exists", Box::new(edit!(Side, |_, side| side.logical = Some(LogicalRef::at(NOWHERE))))),
        ("a logical medium is in a pool", Box::new(edit!(LogicalMedium, |_, logical| logical.pool = PoolRef::at(NOWHERE)))),
        ("a request is in the queue of a library", Box::new(add(LibraryRequest { library: LibraryRef::at(NOWHERE), ..request() }))),
        // Ids.
        ("every object has an id of its own", Box::new(edit!(Door, |_, door| door.guid = Guid::from_name("media pools")))),
        // Libraries and their parts.
        ("every library but the offline library has an address", Box::new(edit!(Library, |_, library| library.address = None))),
        (
            "no two libraries have the same address",
            Box::new(edit!(Library, |_, library| library.address = library.address.map(|_| LibraryAddress(0)))),
        ),
        (
            "there is one offline library",
            Box::new(
                edit!(Library, |_, library| (library.kind, library.address, library.cleaner_slot) = (LibraryKind::Offline, None, None))
            ),
        ),
        (
            "the slot reserved for the cleaner is one of the library's own",
            Box::new(|database| {
                let of_other = database.iter().find_map(|change| match change {
                    Change::Insert(Object::Slot(at, slot)) if slot.library == LibraryRef::at(2) => Some(*at),
                    _ => None,
                });
                edit!(Library, |at, library| if *at == LibraryRef::at(1) {
                    library.cleaner_slot = of_other
                })(database);
            }),
        ),
        (numbered, Box::new(edit!(Changer, |_, changer| changer.number += 1))),
        (numbered, Box::new(edit!(Drive, |_, drive| drive.number += 1))),
        (numbered, Box::new(edit!(Slot, |_, slot| slot.number += 1))),
        (numbered, Box::new(edit!(Port, |_, port| port.number += 1))),
        (numbered, Box::new(edit!(Door, |_, door| door.number += 1))),
        // Cartridges and where they are.
        (alone, Box::new(edit!(Medium, |_, medium| medium.place = Place::Slot(SlotRef::at(0))))),
        (alone, Box::new(edit!(Medium, |_, medium| medium.place = Place::Port(PortRef::at(0), 1)))),
        ("the place of a cartridge is in its library", Box::new(edit!(Medium, |_, medium| medium.library = LibraryRef::at(2)))),
        (
            "the place of a cartridge is in its library",
            Box::new(edit!(Medium, |at, medium| medium.place = Place::Port(PortRef::at(0), 9 + at.place() as u16))),
        ),
        (exists, Box::new(edit!(Medium, |_, medium| medium.pool = None))),
        (
            "every data cartridge has a side",
            Box::new(|database| database.retain(|change| !matches!(change, Change::Insert(Object::Side(..) | Object::LogicalMedium(..))))),
        ),
        ("the sides of a cartridge have numbers of their own", Box::new(edit!(Side, |_, side| side.medium = MediumRef::at(0)))),
        // Drives.
        (empty, Box::new(edit!(Drive, |_, drive| drive.state = DriveState::Loaded))),
        (
            "only a dismountable drive has a time of its dismount",
            Box::new(edit!(Drive, |_, drive| drive.dismountable_since = Some(Instant::START))),
        ),
        (
            "the side that is mounted in a drive is one of the cartridge in it",
            Box::new(edit!(Drive, |_, drive| drive.side = Some(SideRef::at(0)))),
        ),
        // Pools and requests.
        ("no pool is in itself", Box::new(edit!(Pool, |at, pool| pool.parent = Some(*at)))),
        ("a request has a time of its end exactly when it is over", Box::new(add(LibraryRequest { completed: None, ..request() }))),
        // Numbers.
        (lasts, Box::new(edit!(Medium, |_, medium| medium.sequence = TOO_MANY))),
        (lasts, Box::new(edit!(Side, |_, side| side.mount_count = TOO_MANY))),
        (lasts, Box::new(edit!(Side, |_, side| side.allocate_count = TOO_MANY))),
        (lasts, Box::new(edit!(Drive, |_, drive| drive.mount_count = TOO_MANY))),
        (lasts, Box::new(add(LibraryRequest { sequence: TOO_MANY.into(), ..request() }))),
    ];
    for (number, (rule, contradict)) in (1..).zip(cases) {
        let mut database = sound();
        contradict(&mut database);
        assert_eq!(refusal(database).as_deref(), Some(rule), "case {number}");
    }
}
