//! References: what each spelling means.

use rsmlab_engine::record::state::OperatorRequestKind;
use rsmlab_language::model::{Act, CallSession, ElementPlace, MediaType, Reference, Spot, Step, SystemPool, Value, Whereabouts};

use crate::world::name;

/// What a text refers to where an id belongs; none if it is a mistake.
fn meaning(reference: &str) -> Option<Reference> {
    let text = format!(
        "title \"A reference\"\nlibrary L1 slots=8 sides=2 {{ port slots=2; door }}\ncartridge T1\npool Backup\n\
         ann InjectNtmsMedia library=L1 action=START as=inject\nann OpenNtmsSession as=mine\n\
         ann GetNtmsObjectInformation object={reference} session=mine\n"
    );
    let scenario = rsmlab_language::parse("reference.kdl", &text).ok()?;
    let Some(Step::Do(Act::Call(call))) = scenario.script.last().map(|step| &step.what) else { return None };
    assert_eq!(call.session, CallSession::Made(name("mine")));
    match &call.arguments.first()?.value {
        Value::Object(reference) => Some(reference.clone()),
        Value::Null | Value::Number(_) | Value::Text(_) | Value::Objects(_) => None,
    }
}

#[test]
fn spellings() {
    let (library, cartridge) = (name("L1"), name("T1"));
    let dlt = MediaType::from_name("DLT").expect("documented");
    for (spelling, wanted) in [
        ("unknown", Reference::Unknown),
        ("nothing", Reference::Nothing),
        ("offline", Reference::Offline),
        ("computer", Reference::Computer),
        ("L1", Reference::Library(library.clone())),
        ("\"L1\"", Reference::Library(library.clone())),
        ("L1.changer", Reference::Changer(library.clone())),
        ("L1.slot.8", Reference::Slot(library.clone(), 8)),
        ("L1.drive.2", Reference::Drive(library.clone(), 2)),
        ("L1.port", Reference::Port(library.clone(), 1)),
        ("L1.port.1", Reference::Port(library.clone(), 1)),
        ("L1.door", Reference::Door(library, 1)),
        ("T1", Reference::Cartridge(cartridge.clone())),
        ("T1.physical", Reference::PhysicalMedium(cartridge.clone())),
        ("T1.logical", Reference::LogicalMedium(cartridge.clone())),
        ("T1.side.2", Reference::Side(cartridge, 2)),
        ("Backup", Reference::Pool(name("Backup"))),
        ("free", Reference::SystemPool(SystemPool::Free, None)),
        ("unrecognized.DLT", Reference::SystemPool(SystemPool::Unrecognized, Some(dlt))),
        ("DLT", Reference::MediaType(dlt)),
        ("NTMS_OPREQ_CLEANER", Reference::OperatorRequest(OperatorRequestKind::Cleaner)),
        ("inject", Reference::Made(name("inject"))),
    ] {
        assert_eq!(meaning(spelling).as_ref(), Some(&wanted), "{spelling}");
    }
}

#[test]
fn what_refers_to_nothing() {
    for spelling in [
        "L2",
        "L1.slot",
        "L1.slot.0",
        "L1.slot.9",
        "L1.slot.08",
        "L1.slot.-1",
        "L1.slot.1.1",
        "L1.door.2",
        "L1.magazine.1",
        "L1.chair",
        "L1.",
        "T1.side",
        "T1.side.3",
        "T1.slot.1",
        "Backup.x",
        "free.NOTHING",
        "free.DLT.x",
        "ann",
        "ann.x",
        "mine",
        "database",
        "L1.port.1.1",
        "L1.transport",
        "\"\"",
        "\".\"",
        "5",
        "#true",
    ] {
        assert_eq!(meaning(spelling), None, "{spelling}");
    }
}

#[test]
fn places_and_names_print_as_they_are_spelt() {
    let place = |spot| Whereabouts::In(ElementPlace { library: name("L1"), spot });
    assert_eq!(Whereabouts::Shelf.to_string(), "shelf");
    assert_eq!(place(Spot::Slot(3)).to_string(), "L1.slot.3");
    assert_eq!(place(Spot::Port(1, None)).to_string(), "L1.port.1");
    assert_eq!(place(Spot::Port(1, Some(2))).to_string(), "L1.port.1.2");
    for text in ["", "1a", "-a", "a.b", "a b", "é"] {
        assert_eq!(rsmlab_language::model::Name::new(text), None, "{text}");
    }
}
