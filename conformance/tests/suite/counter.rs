//! The counter-engines fit what they are made of: catalogue, sources and suite. Whether they are found out only their runs can tell
//! (`conformance/counter.sh`); what has drifted is told here, without a build.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rsmlab_conformance::case::{Case, gather};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::{counter, suite};

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_counter_engine_breaks_a_rule_of_the_catalogue() {
    let catalogue = Catalogue::load().expect("the catalogue is sound");
    let engines = counter::built_in().engines().iter();
    let unknown = engines.filter(|engine| catalogue.rule(&engine.rule).is_none());
    none(&unknown.map(|engine| format!("`{}` breaks `{}`, which is no rule", engine.name, engine.rule)).collect::<Vec<_>>());
}

#[test]
fn every_patch_fits_its_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut wrong = Vec::new();
    for engine in counter::built_in().engines() {
        for patch in &engine.patches {
            let source = fs::read_to_string(root.join(&patch.file)).map_err(|cause| cause.to_string());
            let placed = source.and_then(|source| patch.place(&source).map_err(|misfit| misfit.to_string()));
            wrong.extend(placed.err().map(|why| format!("`{}`: {} {why}", engine.name, patch.file.display())));
        }
    }
    none(&wrong);
}

/// A case that is gone, or covers the rule no more, finds nothing out about it.
#[test]
fn what_is_found_out_is_there_and_so_is_the_case_that_does() {
    let catalogue = Catalogue::load().expect("the catalogue is sound");
    let scenarios = suite::scenarios(&catalogue).expect("the scenarios have no mistakes");
    let cases = gather(scenarios, suite::FOLDER, &catalogue).expect("the checks have no mistakes");
    let covers = |case: &Case, rule: &str| case.covers.iter().any(|id| id == rule);
    let list = counter::built_in();
    let engines: BTreeSet<(&str, &str)> = list.engines().iter().map(|engine| (engine.rule.as_str(), engine.name.as_str())).collect();
    let mut wrong = Vec::new();
    for (rule, name, by) in list.found().iter() {
        if !engines.contains(&(rule, name)) {
            wrong.push(format!("found.toml: no counter-engine `{name}` breaks `{rule}`; conformance/counter.sh --write mends the list"));
        } else if !cases.iter().any(|case| case.id == by && covers(case, rule)) {
            wrong.push(format!("found.toml: no case `{by}` covers `{rule}`, so it does not find out `{name}`"));
        }
    }
    none(&wrong);
}
