//! Personality files beside a scenario: who reads them, and what is told when they are wrong.

use miette::{GraphicalReportHandler, GraphicalTheme};
use rsmlab_engine::record::state::InventoryMethod;
use rsmlab_harness::runner::{self, Options};
use rsmlab_language::beside::{FileBeside, nothing};
use rsmlab_language::{Mistakes, Scenario, format_beside, parse, parse_beside, print};

const MACHINE: &str = r#"title "A machine of our own"
library ours slots=8 drives=1 {
    door
}
features BAR_CODE_SCANNER LOCK_UNLOCK
move slot to=drive
move drive to=slot
"#;

const TEXT: &str = "title \"A machine of our own\"\n\nlibrary L1 like=ours.kdl\nlibrary L2 like=ours.kdl inventory=omid\nclient ann\n\n\
                    check L1.slot.8 holds=nothing\n";

/// A folder with one file in it.
fn folder(machine: &'static str) -> impl Fn(&str) -> Result<FileBeside, String> {
    move |file| match file {
        "ours.kdl" => Ok(FileBeside { name: "machines/ours.kdl".into(), text: machine.into() }),
        other => Err(format!("cannot read machines/{other}: it is not there")),
    }
}

fn read(text: &str, machine: &'static str) -> Result<Scenario, Mistakes> {
    parse_beside("own.kdl", text, &folder(machine))
}

fn told(mistakes: &Mistakes) -> String {
    let mut told = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    handler.render_report(&mut told, mistakes).expect("a string takes everything");
    told.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_machine_of_a_file_is_one_like_any_other() {
    let scenario = read(TEXT, MACHINE).expect("it is a scenario");
    assert_eq!((scenario.setup.libraries[1].slots, scenario.setup.libraries[1].inventory), (8, InventoryMethod::Omid));
    assert_eq!(print(&scenario), TEXT.replace("client ann", "\npool Data\n\nclient ann"));
    assert_eq!(read(&print(&scenario), MACHINE).as_ref().ok(), Some(&scenario));
    assert_eq!(parse_beside("own.kdl", &print(&scenario), &|file| scenario.beside(file)).as_ref().ok(), Some(&scenario));
    assert_eq!(format_beside("own.kdl", TEXT, &folder(MACHINE)).as_deref().ok(), Some(TEXT));
}

#[test]
fn another_machine_is_another_trace() {
    let hash = |machine| runner::run(&read(TEXT, machine).expect("it is a scenario"), &Options::default()).hash;
    assert_eq!(hash(MACHINE), hash(MACHINE));
    let other: &'static str = Box::leak(format!("{MACHINE}// The same, in other words.\n").into_boxed_str());
    assert_ne!(hash(MACHINE), hash(other));
}

#[test]
fn a_text_of_no_folder_has_nothing_beside_it() {
    let mistakes = parse("own.kdl", TEXT).expect_err("there is no folder");
    assert!(mistakes.mistakes.iter().all(|mistake| mistake.message == "`ours.kdl` cannot be read: this text stands in no folder"));
    assert!(nothing("ours.kdl").is_err());
}

#[test]
fn what_is_wrong_with_a_file_is_told_of_that_file() {
    let wrong = "title \"Wrong\"\nlibrary ours slots=8 drives=1 like=other.kdl\nfeatures BAR_CODE_SCANER\nmove slot to=drve\n";
    let text = "title \"A machine that is wrong\"\nlibrary L1 like=ours.kdl without=port\nlibrary L2 like=ours.kdl\nlibrary L3 like=theirs.kdl\n\
                cartridge T1 at=L1.slot.400 lable=blank\n";
    insta::assert_snapshot!("mistakes_of_a_file", told(&read(text, wrong).expect_err("it is wrong")));
}
