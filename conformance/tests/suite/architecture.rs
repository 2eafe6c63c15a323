//! Who may import whom, and what may not be said where; see ARCHITECTURE.md.

use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is above the crate").to_owned()
}

/// Every source file of a folder: path and text.
pub(super) fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|cause| panic!("{}: {cause}", folder.display())) {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("sources are text");
            found.push((path, text));
        }
    }
    found
}

/// The lines of a crate's sources that are code and contain one of `words` as whole words.
fn lines_with(crate_name: &str, words: &[&str]) -> Vec<String> {
    let files = sources(&root().join(crate_name).join("src"));
    assert!(!files.is_empty(), "{crate_name} has no sources");
    let mut found = Vec::new();
    for (path, text) in files {
        let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        for (number, line) in code.filter(|(_, line)| words.iter().any(|word| has_word(line, word))) {
            found.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
        }
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        let (begins, ends) = (word.starts_with(part), word.ends_with(part));
        !(begins && before.ends_with(part) || ends && after.starts_with(part))
    })
}

/// Fails with every place that breaks a rule.
pub(super) fn none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}\n{}", found.join("\n"));
}

/// The crates, and which of them each may know.
const CRATES: [(&str, &[&str]); 15] = [
    ("engine", &[]),
    ("sim", &["engine"]),
    ("scsi", &["engine", "sim"]),
    ("language", &["engine", "sim", "scsi"]),
    ("harness", &["engine", "sim", "scsi", "language"]),
    ("scsi/front", &["engine", "scsi", "language", "harness"]),
    ("scsi/check", &["scsi", "language", "harness", "scsi/front", "conformance"]),
    ("search", &["engine", "sim", "language", "harness"]),
    ("view", &["engine", "sim", "scsi", "language", "harness"]),
    // What a check expects is read off the documents: the crate that makes the checks knows no engine.
    ("conformance/catalogue", &[]),
    ("conformance/counter", &[]),
    ("conformance", &["engine", "sim", "scsi", "language", "harness", "view", "conformance/catalogue", "conformance/counter"]),
    ("conformance/judge", &["conformance"]),
    ("workbench", &["engine", "language", "harness", "view", "conformance"]),
    ("cli", &["engine", "sim", "language", "harness", "scsi/front", "scsi/check", "search", "view", "conformance"]),
];

/// The name of the package in a folder.
fn package(folder: &str) -> String {
    let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("every crate has a manifest");
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = "));
    name.expect("every package has a name").trim_matches('"').to_owned()
}

#[test]
fn each_crate_knows_only_those_below_it() {
    for (name, below) in CRATES {
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).expect("every crate has a manifest");
        let dependencies = manifest.split("\n[").find_map(|table| table.strip_prefix("dependencies]")).expect("it has dependencies");
        let others = CRATES.iter().map(|(other, _)| other).filter(|other| !below.contains(other));
        let known = others.filter(|other| dependencies.contains(&format!("\n{}.", package(other))));
        none(&known.map(|other| format!("{name} depends on {other}")).collect::<Vec<_>>(), "the crates stand upon one another");
    }
}

#[test]
fn the_engine_decides_and_does_nothing() {
    let doing = ["std::fs", "std::io", "std::env", "std::net", "std::process", "std::thread", "std::time", "std::sync::Mutex"];
    none(&lines_with("engine", &doing), "the engine reads no clock, file, environment or network; time comes in with every input");
}

#[test]
fn state_knows_no_behaviour() {
    let above = ["crate::operation", "crate::method", "crate::service", "crate::deadline", "crate::notification"];
    let is_below = |line: &String| {
        ["/world/", "/record/", "/records.rs", "/arena.rs", "/agenda.rs", "/turn.rs"].iter().any(|part| line.contains(part))
    };
    let upwards: Vec<String> = lines_with("engine", &above).into_iter().filter(is_below).collect();
    none(&upwards, "work and its phases are data; what moves them on stands above");
    let of_operations: Vec<String> = lines_with("engine", &["crate::method", "crate::service", "crate::deadline"])
        .into_iter()
        .filter(|line| line.contains("/operation/"))
        .collect();
    none(&of_operations, "operations know no method");
}

#[test]
fn reports_read_traces_and_never_reach_into_the_core() {
    for crate_name in ["view", "conformance", "workbench", "cli"] {
        let inside = ["rsmlab_engine::engine", "rsmlab_sim::hardware"];
        none(&lines_with(crate_name, &inside), "the trace and the runner's report are the only way out");
    }
}

#[test]
fn the_search_sees_the_engine_from_outside() {
    let inside = ["rsmlab_engine::engine", "rsmlab_engine::method", "rsmlab_conformance"];
    // The bench drives an engine, step by step, and watches nothing but the engine's own rules.
    let on_the_bench = |line: &String| line.contains("search/src/fuzz/bench.rs") && line.ends_with("use rsmlab_engine::engine::Engine;");
    let found: Vec<String> = lines_with("search", &inside).into_iter().filter(|line| !on_the_bench(line)).collect();
    none(&found, "what watches the engine shares nothing with it but ids, statuses and records");
}

#[test]
fn there_are_no_floats_in_state() {
    // As a type, not as a name: serde's list of everything that can be deserialized has them too.
    let types = [": f32", ": f64", "<f32", "<f64", "as f32", "as f64", "-> f32", "-> f64", "f32::", "f64::"];
    for crate_name in ["engine", "sim", "harness"] {
        none(&lines_with(crate_name, &types), "floats differ from machine to machine");
    }
}

#[test]
fn a_refused_call_cannot_have_changed_anything() {
    let admits = admits();
    assert!(!admits.is_empty(), "every method has an `admit`");
    let mutable: Vec<_> = admits.into_iter().filter(|admit| admit.contains("&mut")).collect();
    none(&mutable, "`admit` reads the world and changes nothing");
}

/// The signatures of every `admit` of the engine, each on one line.
fn admits() -> Vec<String> {
    let files = sources(&root().join("engine/src"));
    let texts = files.iter().map(|(path, text)| (path.display().to_string(), text.replace('\n', " ")));
    texts
        .flat_map(|(path, text)| {
            let signatures = text.split("fn admit").skip(1).filter_map(|rest| rest.split('{').next().map(str::to_owned));
            signatures.map(|signature| format!("{path}: fn admit{signature}")).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_crate_forbids_unsafe_code() {
    for (name, _) in CRATES {
        let roots = ["src/lib.rs", "src/main.rs"].map(|file| fs::read_to_string(root().join(name).join(file)));
        let text = roots.into_iter().find_map(Result::ok).expect("every crate has a root");
        assert!(text.contains("#![forbid(unsafe_code)]"), "{name} must forbid unsafe code");
    }
}

#[test]
fn the_guards_that_the_architecture_names_exist() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    let quoted = text.split('`').skip(1).step_by(2);
    let is_test = |name: &&str| name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let guards: Vec<_> = quoted.filter(is_test).collect();
    assert!(guards.len() >= 10, "every invariant names its guards: {guards:?}");
    let sources: Vec<_> = CRATES.iter().flat_map(|(name, _)| sources(&root().join(name))).collect();
    let missing = guards.iter().filter(|guard| !sources.iter().any(|(_, code)| code.contains(&format!("fn {guard}("))));
    none(&missing.map(|guard| format!("`{guard}`")).collect::<Vec<_>>(), "ARCHITECTURE.md names tests that are not there");
}
