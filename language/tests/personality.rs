//! Personalities: those built in are machines that can be, others are refused with reasons, and nothing panics.

#![allow(missing_docs, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use miette::{GraphicalReportHandler, GraphicalTheme};
use proptest::collection::vec;
use proptest::prelude::*;
use rsmlab_harness::runner::{Options, RunVerdict, run};
use rsmlab_language::beside::FileBeside;
use rsmlab_language::duration;
use rsmlab_language::grammar::Holds;
use rsmlab_language::model::{Library, LibraryType};
use rsmlab_language::parse_beside;
use rsmlab_language::personality::{self, Effect, ElementType, Feature, Personality, built_in, grammar};

const README: &str = include_str!("../../sim/personalities/README.md");

/// What is said of a text that is no personality, without colour and a hundred columns wide.
fn told(text: &str) -> String {
    let mistakes = personality::read("wrong.kdl", text).expect_err("it is wrong");
    let mut told = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    handler.render_report(&mut told, &mistakes).expect("a string takes everything");
    told.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn text(name: &str) -> &'static str {
    built_in::FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text).expect("built in")
}

fn read(name: &str, text: &str) -> Personality {
    personality::read(name, text).unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)))
}

#[test]
fn the_folder_and_the_table_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sim/personalities");
    let files = fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("readable").path());
    let files: BTreeSet<String> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "kdl"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, built_in::names().map(str::to_owned).collect());
}

#[test]
fn each_built_in_personality_is_a_machine_named_like_its_file() {
    for (name, text) in built_in::FILES {
        let personality = read(name, text);
        assert_eq!(personality.name().as_str(), *name);
        assert_eq!(built_in::named(name).as_deref(), Some(&personality));
        let unchanged = Library { like: Some(Arc::new(personality.clone())), ..personality.library.clone() };
        assert_eq!(unchanged.make(), personality.make, "{name}: a library that nobody changed is of its make");
    }
    assert_eq!(built_in::all().count(), built_in::FILES.len());
}

#[test]
fn built_in_personalities_write_times_as_they_are_printed() {
    for (name, text) in built_in::FILES {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let times = code.flat_map(|line| line.split('"').skip(1).step_by(2)).filter_map(|said| Some((said, duration::parse(said).ok()?)));
        times.for_each(|(said, time)| assert_eq!(said, time.to_string(), "{name}"));
    }
}

#[test]
fn the_machines_are_those_that_were_asked_for() {
    let sizes = |name| {
        let library = &built_in::named(name).expect("built in").library;
        (library.slots, library.drives.len(), library.transports)
    };
    assert_eq!(sizes("autoloader-8"), (8, 1, 1));
    assert_eq!(sizes("library-48"), (48, 2, 1));
    assert_eq!(sizes("library-1000"), (1_000, 20, 2));
    assert_eq!(sizes("library-10000"), (10_000, 72, 4));
    assert_eq!(sizes("tower-cd"), (0, 7, 0));
    assert_eq!(sizes("drive-standalone"), (0, 1, 0));
    let jukebox = built_in::named("jukebox-mo").expect("built in");
    assert_eq!((jukebox.library.sides, jukebox.library.kind), (2, LibraryType::Robotic));
    assert!(jukebox.make.exchanges.allows(ElementType::Slot, ElementType::Drive));
}

#[test]
fn every_figure_has_its_source_in_a_comment() {
    for (name, text) in built_in::FILES {
        let timing = text.lines().find(|line| line.trim_start().starts_with("timing ")).unwrap_or_else(|| panic!("{name} has no timing"));
        let comments: String = text.lines().filter(|line| line.trim_start().starts_with("//")).collect();
        let figures = timing.split_whitespace().skip(1).filter_map(|figure| figure.split_once('=')).map(|(figure, _)| figure);
        let all_unpublished = comments.contains("No figure is published for");
        for figure in figures {
            assert!(all_unpublished || comments.contains(figure), "{name} does not say where `{figure}` comes from");
        }
    }
}

#[test]
fn the_reference_names_every_node_and_property() {
    let mentions = |name: &str| README.contains(&format!("`{name}`")) || README.contains(&format!("`{name} "));
    for shape in grammar::PERSONALITY.iter().chain(grammar::LAYOUT) {
        assert!(mentions(shape.name), "the node `{}` is missing", shape.name);
        let in_the_scenario_language = matches!(shape.holds, Holds::Shapes(_)) && shape.name == "library";
        for property in shape.properties.iter().filter(|_| !in_the_scenario_language) {
            assert!(mentions(property.name), "`{}` of `{}` is missing", property.name, shape.name);
        }
    }
    for name in built_in::names() {
        assert!(mentions(name), "{name} is missing");
    }
}

#[test]
fn the_reference_says_of_every_feature_flag_what_it_does() {
    for Feature { name, meaning, effect, .. } in Feature::ALL {
        assert!(README.contains(&format!("| `{name}` | {meaning} | {} |", effect.words())), "{name} is missing");
        let is_told = README.contains(&format!("\n- `{name}`: "));
        assert_eq!(is_told, *effect == Effect::Itself, "what {name} does by itself is told below the table, and nothing else");
    }
}

/// The machine that has a flag for which it does something, and the scenario that shows it, stand in one folder. Without the flag,
/// the same scenario fails.
#[test]
fn every_feature_flag_that_does_something_does_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/features");
    let file = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    for feature in Feature::ALL.iter().filter(|feature| feature.effect == Effect::Itself) {
        let stem = feature.name.to_ascii_lowercase().replace('_', "-");
        let (scenario, machine) = (file(&format!("{stem}.kdl")), file(&format!("{stem}.personality.kdl")));
        let passes = |machine: &str| {
            let beside = |name: &str| Ok(FileBeside { name: name.to_owned(), text: machine.into() });
            let scenario =
                parse_beside(&stem, &scenario, &beside).unwrap_or_else(|mistakes| panic!("{stem}: {:?}", miette::Report::new(mistakes)));
            matches!(run(&scenario, &Options::default()).result, RunVerdict::Passed)
        };
        let without: String = machine.lines().filter(|line| !line.contains(feature.name)).map(|line| format!("{line}\n")).collect();
        assert_ne!(machine, without, "{stem} has the flag in a line of its own");
        assert!(passes(&machine), "{stem} does not hold");
        assert!(!passes(&without), "{stem} holds without the flag");
    }
}

#[test]
fn the_example_of_the_reference_is_a_machine() {
    let (_, example) = README.split_once("```kdl\n").expect("an example");
    let (example, _) = example.split_once("```\n").expect("its end");
    assert_eq!(read("README.md", example).library.slots, 12);
}

#[test]
fn a_machine_that_cannot_be() {
    insta::assert_snapshot!(told(
        r#"title "A machine that cannot be"
library wrong slots=8 drives=2 sides=2 bar-codes=#false {
    port slots=4
    magazine first=5 last=4
    magazine first=7 last=12
}
addresses transport=1 slot=1000 drive=1004 port=65533
features BAR_CODE_SCANNER EXCHANGE CLEANER_SLOT LOCK_UNLOCK CARTRIDGE_MAGAZIN LOCK_UNLOCK
move slot to=port+slot
move drive to=drive
layout columns=3 {
    drives first=2 last=2 column=1
    drives first=1 last=1 column=4
    transport 1 column=1 grippers=3
    transport 1 column=2
}
"#
    ));
}

#[test]
fn typing_errors() {
    insta::assert_snapshot!(told(
        r#"titel "Typing errors"
library wrong slots=8 drives=2 lost=#true like=autoloader-9 {
    magazine first=1 last=8 out=#true
    drive 1 disabled=#true
}
inquiry vendor="A vendor with a long name" product="Größe" revison="1"
move slit to=drive+ports
move drive
exchange port to=drive
layout
"#
    ));
}

#[test]
fn a_stand_alone_drive_is_no_changer() {
    insta::assert_snapshot!(told(
        r#"title "Two drives"
library wrong kind=standalone drives=2
addresses drive=1
features POSITION
move drive to=drive
"#
    ));
}

#[test]
fn nothing_is_no_personality() {
    insta::assert_snapshot!(told("// nothing\n"));
}

/// Any text is a personality or has mistakes that can be shown.
fn assert_makes_sense(text: &str) -> Result<(), TestCaseError> {
    if let Err(mistakes) = personality::read("mutant.kdl", text) {
        prop_assert!(!mistakes.mistakes.is_empty());
        let shown = format!("{:?}", miette::Report::new(mistakes));
        prop_assert!(!shown.is_empty());
    }
    Ok(())
}

/// A change to a text: at a place, so many characters go and these come.
fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, String)>> {
    let tokens =
        ["", " ", "\n", "{", "}", "\"", "=", "0", "9", "-1", "65536", "99999999999999999999", "+", "slot", "drive", "port", "#true"];
    let added = prop_oneof![3 => prop::sample::select(tokens.to_vec()).prop_map(str::to_owned), 1 => any::<String>()];
    vec((any::<prop::sample::Index>(), 0..12_usize, added), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_personality_or_has_mistakes(text in any::<String>()) {
        assert_makes_sense(&text)?;
    }

    #[test]
    fn a_mutant_is_a_personality_or_has_mistakes(
        name in prop::sample::select(vec!["autoloader-8", "library-48", "library-1000", "jukebox-mo", "tower-cd"]),
        edits in edits(),
    ) {
        let mut chars: Vec<char> = text(name).chars().collect();
        for (at, removed, added) in edits {
            let from = at.index(chars.len() + 1);
            let to = (from + removed).min(chars.len());
            chars.splice(from..to, added.chars());
        }
        assert_makes_sense(&chars.into_iter().collect::<String>())?;
    }

    /// Whatever numbers a file says, it is read or refused.
    #[test]
    fn any_numbers_make_a_machine_or_mistakes(
        (slots, drives, transports, cells) in (any::<u16>(), 0..80_u16, 0..5_u16, 0..50_u16),
        (slot, drive, transport, port) in (any::<u16>(), any::<u16>(), any::<u16>(), any::<u16>()),
        (columns, last, column) in (any::<u16>(), any::<u16>(), any::<u16>()),
    ) {
        let text = format!(
            "title \"Any numbers\"\nlibrary any slots={slots} drives={drives} transports={transports} {{\n    port slots={cells}\n    \
             magazine first=1 last={last}\n}}\naddresses slot={slot} drive={drive} transport={transport} port={port}\nmove slot to=drive\n\
             layout columns={columns} {{\n    drives first=1 last={last} column={column}\n    port 1 column={column}\n}}\n"
        );
        assert_makes_sense(&text)?;
    }
}
