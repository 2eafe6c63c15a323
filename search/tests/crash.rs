//! The service may die at any write of any scenario: nothing is lost, no promise is broken, nothing stays open.

use std::fs;
use std::path::{Path, PathBuf};

use rsmlab_language::beside::FileBeside;
use rsmlab_language::{Scenario, parse_beside, print};
use rsmlab_search::crash::search_one;
use rsmlab_search::strip::{carry_out, stripped};
use rsmlab_search::trial::watched;

/// One scenario of so many is tried here; `rsmlab explore --crash` tries them all.
const ONE_OF: usize = 40;

fn folder() -> PathBuf {
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

/// Every scenario with its path below the folder.
fn scenarios() -> impl Iterator<Item = (String, Scenario)> {
    let folder = folder();
    files(&folder).into_iter().map(move |path| {
        let name = path.strip_prefix(&folder).expect("it was found there").display().to_string();
        let text = fs::read_to_string(&path).expect("a file");
        let beside = |file: &str| {
            let text = fs::read_to_string(path.with_file_name(file)).map_err(|wrong| wrong.to_string())?;
            Ok(FileBeside { name: file.to_owned(), text: text.into() })
        };
        let scenario = parse_beside(&name, &text, &beside).unwrap_or_else(|mistakes| panic!("{name}: {mistakes}"));
        (name, scenario)
    })
}

#[test]
fn a_service_that_dies_at_any_write_loses_nothing() {
    let (mut writes, mut missed, mut told) = (0, 0, Vec::new());
    for (name, scenario) in scenarios().step_by(ONE_OF) {
        let report = search_one(&scenario, &mut watched);
        (writes, missed) = (writes + report.writes, missed + report.missed.len());
        told.extend(report.findings.iter().map(|(scenario, failing)| format!("{name}: {}\n{}", failing.told, print(scenario))));
    }
    assert!(told.is_empty(), "{} findings\n{}", told.len(), told.join("\n\n"));
    assert!(writes > 100 && missed * 20 < writes, "{writes} writes, {missed} crashes that did not come about");
}

#[test]
fn every_scenario_settles_without_its_verdict() {
    let settles = |scenario: &Scenario| carry_out(stripped(scenario), &mut watched).1.failing.is_none();
    let unsettled: Vec<String> = scenarios().filter(|(_, scenario)| !settles(scenario)).map(|(name, _)| name).collect();
    assert!(unsettled.is_empty(), "{unsettled:?}");
}
