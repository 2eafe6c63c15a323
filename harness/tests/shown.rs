//! What the simulator shows of hardware: every trouble of its table has a scenario, and every machine the same stories.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_harness::runner::{Options, RunReport, RunVerdict, run};
use rsmlab_language::beside::FileBeside;
use rsmlab_language::model::{Expectation, Expected, Step};
use rsmlab_language::personality::built_in;
use rsmlab_language::{Scenario, parse_beside};
use rsmlab_sim::fault::{FaultSite, Use};
use rsmlab_sim::hardware::CartridgeId;

/// The personality that the stories name; every other one can stand in its place.
const TOLD_OF: &str = "like=library-48";

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

/// The scenario files in a folder and its folders.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    let is_scenario = |path: &PathBuf| {
        let name = path.to_string_lossy();
        name.ends_with(".kdl") && !name.ends_with(".personality.kdl")
    };
    let own = files.into_iter().filter(is_scenario);
    own.chain(folders.iter().flat_map(|folder| self::files(folder))).collect()
}

fn read(name: &str, text: &str) -> Scenario {
    let beside = |file: &str| {
        let text = fs::read_to_string(scenarios().join(name).with_file_name(file)).map_err(|wrong| wrong.to_string())?;
        Ok(FileBeside { name: file.to_owned(), text: text.into() })
    };
    parse_beside(name, text, &beside).unwrap_or_else(|mistakes| panic!("{name}: {:?}", miette::Report::new(mistakes)))
}

fn play(name: &str, scenario: &Scenario) -> RunReport {
    let report = run(scenario, &Options::default());
    if let RunVerdict::Failed(failure) = &report.result {
        panic!("{name}: {failure}\n{}", failure.before.join("\n"));
    }
    report
}

/// A row of the table in `sim/README.md`.
struct Trouble {
    part: String,
    what: String,
    scenario: String,
    sense: Option<String>,
}

fn table() -> Vec<Trouble> {
    let text = include_str!("../../sim/README.md");
    let rows = text.lines().filter(|line| line.contains("](../scenarios/hardware/"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [part, what, link, sense] = cells.as_slice() else { panic!("four columns: {line}") };
        let scenario = link.split_once("](../scenarios/").and_then(|(_, rest)| rest.strip_suffix(')')).expect(line);
        Trouble {
            part: (*part).to_owned(),
            what: (*what).to_owned(),
            scenario: scenario.to_owned(),
            sense: (*sense != "-").then(|| (*sense).to_owned()),
        }
    };
    rows.map(row).collect()
}

/// The senses that a scenario expects, as they are written.
fn expected(scenario: &Scenario) -> BTreeSet<String> {
    let sense = |step: &Step| match step {
        Step::Expect(Expectation { what: Expected::Sense { sense, of: Some(_) }, .. }) => Some(sense.to_string()),
        _ => None,
    };
    scenario.script.iter().filter_map(|step| sense(&step.what)).collect()
}

/// What a device reports is demanded by the scenario itself, of the part that reports it: a trace can be accepted unread.
#[test]
fn every_trouble_of_the_table_is_shown_with_its_sense() {
    let table = table();
    assert!(table.len() >= 80, "{} rows", table.len());
    for Trouble { part, what, scenario, sense } in &table {
        assert!(scenario.starts_with(&format!("hardware/{part}/")), "{part}: {scenario}");
        let text = fs::read_to_string(scenarios().join(scenario)).unwrap_or_else(|error| panic!("{scenario}: {error}"));
        let told = read(scenario, &text);
        play(scenario, &told);
        let expected = expected(&told);
        match sense {
            Some(sense) => assert!(expected.contains(sense), "{scenario} is to expect that it {what} with {sense}: {expected:?}"),
            None => assert!(expected.is_empty(), "the table does not say that {scenario} is reported with {expected:?}"),
        }
    }
}

#[test]
fn every_scenario_of_the_hardware_is_in_the_table() {
    let table = table();
    let told: BTreeSet<PathBuf> = table.iter().map(|trouble| scenarios().join(&trouble.scenario)).collect();
    assert_eq!(told.len(), table.len(), "no scenario stands in the table twice");
    let there: BTreeSet<PathBuf> = files(&scenarios().join("hardware")).into_iter().collect();
    assert_eq!(told, there);
}

/// A part of each sort, by the word that the table has for it.
fn sorts() -> [(&'static str, FaultSite); 11] {
    let library = LibraryAddress(0);
    [
        ("library", FaultSite::Library(library)),
        ("transport", FaultSite::Transport(library, 1)),
        ("drive", FaultSite::Drive(library, 1)),
        ("slot", FaultSite::Slot(library, 1)),
        ("magazine", FaultSite::Magazine(library, 1)),
        ("port", FaultSite::Port(library, 1)),
        ("cell", FaultSite::Cell(library, 1, 1)),
        ("door", FaultSite::Door(library, 1)),
        ("reader", FaultSite::Reader(library)),
        ("cartridge", FaultSite::Cartridge(CartridgeId(0))),
        ("database", FaultSite::Database),
    ]
}

/// Crosswise: each fault of each part, and every use of the part that meets it, in words.
#[test]
fn the_table_says_of_every_fault_which_uses_meet_it() {
    let mut rows = Vec::new();
    for (sort, part) in sorts() {
        for kind in part.kinds() {
            let uses: Vec<&str> = Use::ALL.iter().filter(|usage| kind.is_met_by(part, **usage)).map(|usage| usage.word()).collect();
            rows.push(format!("| {sort} | `{kind}` | {} |", uses.join(", ")));
        }
    }
    let (_, section) = include_str!("../../sim/README.md").split_once("\n## What meets which fault\n").expect("the section");
    let (section, _) = section.split_once("\n## ").expect("the next section");
    let told: Vec<&str> = section.lines().filter(|line| line.starts_with("| ") && line.contains('`')).collect();
    assert_eq!(told, rows);
}

#[test]
fn every_machine_runs_the_same_ten_stories() {
    let stories = files(&scenarios().join("personalities"));
    assert_eq!(stories.len(), 10);
    for story in &stories {
        let text = fs::read_to_string(story).expect("a story");
        assert_eq!(text.matches(TOLD_OF).count(), 1, "{} names its machine once", story.display());
        for personality in built_in::all() {
            let name = format!("{} with {}", story.display(), personality.name());
            play(&name, &read(&name, &text.replace(TOLD_OF, &format!("like={}", personality.name()))));
        }
    }
}
