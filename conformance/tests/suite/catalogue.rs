//! The catalogue is whole, and agrees with the engine's vocabulary.

use std::collections::BTreeSet;
use std::path::Path;

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::catalogue::row::{Row, Stance, StatusNumber};
use rsmlab_conformance::find::{CatalogueItem, find};
use rsmlab_engine::function::Function;
use rsmlab_engine::status::Status;

fn catalogue() -> Catalogue {
    Catalogue::load().unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

#[test]
fn it_holds_every_function_row_and_rule() {
    let catalogue = catalogue();
    assert_eq!(catalogue.functions.len(), 61);
    assert_eq!(catalogue.rows().count(), 535);
    assert_eq!(catalogue.functions.iter().map(|function| function.rules.len()).sum::<usize>(), 414);
    assert_eq!(catalogue.functions.iter().map(|function| function.conflicts.len()).sum::<usize>(), 166);
    assert_eq!((catalogue.callbacks.len(), catalogue.remote_methods.len(), catalogue.global_rules.len()), (2, 9, 18));
    assert_eq!(catalogue.types.enums.iter().map(|enumeration| enumeration.values.len()).sum::<usize>(), 229);
    assert_eq!(catalogue.model.rules.len(), 115);
    let seeds: Vec<_> = catalogue.functions.iter().filter(|function| function.is_seed()).collect();
    assert_eq!((seeds.len(), seeds.iter().map(|function| function.returns.len()).sum::<usize>()), (5, 59));
}

#[test]
fn its_functions_are_those_of_the_engine_in_that_order() {
    let catalogue = catalogue();
    let known: Vec<_> = Function::ALL.iter().map(|function| function.name()).collect();
    assert_eq!(catalogue.functions.iter().map(|function| function.name.as_str()).collect::<Vec<_>>(), known);
}

#[test]
fn it_holds_what_belongs_to_no_function() {
    let catalogue = catalogue();
    let methods: Vec<_> = catalogue.remote_methods.iter().map(|method| method.name.as_str()).collect();
    assert_eq!(
        methods,
        [
            "INtmsSession1::AddNotification",
            "INtmsSession1::RemoveNotification",
            "INtmsSession1::DispatchNotification",
            "INtmsNotifySink::ConnectCallback",
            "INtmsNotifySink::OnNotify",
            "INtmsNotifySink::ReleaseCallback",
            "IClientSink::OnNotify",
            "IMessenger::SendMessage",
            "IMessenger::RecallMessage",
        ]
    );
    let machines: Vec<_> = catalogue.model.machines.iter().map(|machine| machine.id.as_str()).collect();
    assert_eq!(machines, ["library-request", "operator-request", "drive", "media", "side", "library-availability", "port-insertion"]);
    for machine in &catalogue.model.machines {
        assert!(machine.states.len() > 1 && machine.transitions.len() >= 5, "{} goes nowhere", machine.id);
    }
    let types = &catalogue.types;
    assert_eq!((types.enums.len(), types.structs.len(), types.legacy_structs.len()), (47, 25, 6));
    assert_eq!((types.media_types.len(), types.object_kinds.len(), types.interfaces.len()), (62, 19, 12));
}

#[test]
fn every_id_names_one_thing() {
    let catalogue = catalogue();
    let ids: Vec<_> = catalogue.rows().map(|row| row.id()).chain(catalogue.rules().map(|rule| rule.id.to_owned())).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    for id in ids {
        assert!(catalogue.can_be_covered(&id), "{id} cannot be looked up");
    }
}

#[test]
fn every_file_is_built_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/functions");
    let mut files = BTreeSet::new();
    for group in std::fs::read_dir(folder).expect("the folder is there") {
        for file in std::fs::read_dir(group.expect("readable").path()).expect("groups are folders") {
            files.insert(file.expect("readable").file_name().to_string_lossy().into_owned());
        }
    }
    let built_in: BTreeSet<_> = catalogue().functions.iter().map(|function| format!("{}.toml", function.name)).collect();
    assert_eq!(files, built_in);
}

/// rsmp gives this one name two numbers; DECISIONS.md says why the engine has the other.
const OTHER_NUMBER: &[&str] = &["ReserveNtmsCleanerSlot/ERROR_SLOT_NOT_PRESENT"];

#[test]
fn every_row_is_a_status_of_the_engine_with_the_same_number() {
    for row in catalogue().rows() {
        let Some(number) = row.row.number.win32() else { continue };
        let status = Status::from_name(&row.row.name).unwrap_or_else(|| panic!("{}: the engine has no such status", row.id()));
        let borrowed = !matches!(row.row.number, StatusNumber::Win32(_));
        assert_eq!(status.borrowed_from().is_some(), borrowed, "{}", row.id());
        if !OTHER_NUMBER.contains(&row.id().as_str()) {
            assert_eq!(status.number(), number, "{}", row.id());
        }
    }
}

#[test]
fn every_row_can_be_raised_or_says_why_not() {
    for row in catalogue().rows() {
        match &row.row.stance {
            Stance::Implemented | Stance::Environment => {}
            Stance::Alias { why, .. } | Stance::Variant { why, .. } | Stance::Unreachable { why } => {
                assert!(why.split_whitespace().count() > 5, "{}: `{why}` convinces nobody", row.id());
            }
            Stance::Todo => assert!(!row.function.is_seed(), "{}: the seed functions are done", row.id()),
        }
    }
}

#[test]
fn a_stance_without_its_reason_is_a_mistake() {
    let row = |stance: &str| {
        let text = format!("name = \"ERROR_BUSY\"\nwin32 = 170\nwhen = \"in use\"\nsources = [\"sdk\"]\n{stance}");
        toml::from_str::<Row>(&text).map_err(|wrong| wrong.to_string())
    };
    assert!(row("stance = \"implemented\"").is_ok());
    for (stance, needs) in [
        ("stance = \"alias\"\nof = \"ERROR_NOT_READY\"", "an alias needs `of`, the row it stands for, and `why`"),
        ("stance = \"variant\"", "a variant needs `why`"),
        ("stance = \"unreachable\"", "an unreachable row needs `why`"),
        ("stance = \"todo\"\nwhy = \"later\"", "takes neither `of` nor `why`"),
    ] {
        let wrong = row(stance).expect_err("it is not whole");
        assert!(wrong.contains("`ERROR_BUSY`") && wrong.contains(needs), "{wrong}");
    }
}

/// What the engine does not have stands as `todo`, whole functions at a time and in plain sight.
#[test]
fn a_function_is_there_or_all_of_it_is_todo() {
    let catalogue = catalogue();
    for function in &catalogue.functions {
        let todo = function.returns.iter().filter(|row| row.stance == Stance::Todo).count();
        assert!(todo == 0 || todo == function.returns.len(), "{}: {todo} of {} returns are todo", function.name, function.returns.len());
    }
    for row in catalogue.remote_methods.iter().flat_map(|method| &method.returns) {
        assert_eq!(row.stance, Stance::Todo, "there is no remote protocol yet");
    }
}

#[test]
fn names_are_found_as_people_write_them() {
    let catalogue = catalogue();
    assert!(matches!(find(&catalogue, "InjectNtmsCleaner"), Ok(CatalogueItem::Function(_))));
    assert!(matches!(find(&catalogue, "injectntmscleaner/slot_full"), Ok(CatalogueItem::Row(_))));
    assert!(matches!(find(&catalogue, "SLOT_FULL"), Ok(CatalogueItem::Status(Status::SlotFull))));
    assert!(matches!(find(&catalogue, "inject-cleaner.door-no-inventory"), Ok(CatalogueItem::Rule(_))));
    assert!(matches!(find(&catalogue, "NTMS_LM_STOPPED"), Ok(CatalogueItem::Value(_, _))));
    assert!(matches!(find(&catalogue, "NTMS_INJECT_START_MANY"), Ok(CatalogueItem::Value(_, _))));
}

#[test]
fn a_mistyped_name_gets_a_suggestion() {
    let nearest = find(&catalogue(), "InjectNtmsCleaner/ERROR_SLOT_FUL").expect_err("it is mistyped");
    assert_eq!(nearest.first().map(String::as_str), Some("InjectNtmsCleaner/ERROR_SLOT_FULL"));
    assert_eq!(find(&catalogue(), "a horse").expect_err("nothing is like it"), Vec::<String>::new());
}
