//! Files of one's own: what comes on standard input and goes to standard output, files with mistakes beside others, machines.

use std::fs;

use snapbox::cmd::OutputAssert;

use super::{FAILS, HOLDS, command, contains, folder, root, rsmlab, stderr, stdout, write};

#[test]
fn a_dash_is_standard_input() {
    let folder = folder("own-stdin");
    let said = |arguments: &[&str], text: &str| -> OutputAssert { command(&folder, arguments).stdin(text.to_owned()).assert() };
    contains(&stdout(&said(&["check", "-"], HOLDS).code(0)), &["1 scenario can run"]);
    contains(&stdout(&said(&["check", "-"], "title \"Typo\"\nlibrari L1\n").code(2)), &["did you mean `library`?"]);
    contains(&stdout(&said(&["run", "-"], FAILS).code(1)), &["A wrong hope", "it answered ERROR_INVALID_PARAMETER"]);
    assert_eq!(stdout(&said(&["fmt", "-"], "title    \"Wide\"\nlibrary  L1\n").code(0)), "title \"Wide\"\nlibrary L1\n");
    contains(&stdout(&said(&["fmt", "--check", "-"], "title    \"Wide\"\nlibrary  L1\n").code(1)), &["not in the one format"]);
    contains(&stderr(&said(&["fmt", "-"], "title\n").code(2)), &["title"]);
}

#[test]
fn a_dash_is_standard_output_of_traces() {
    let folder = folder("own-stdout");
    write(&folder, "scenarios/holds.kdl", HOLDS);
    let output = rsmlab(&folder, &["run", "--trace", "-", "scenarios/holds.kdl"]).code(0);
    let trace = stdout(&output);
    contains(&trace, &["-00:00:", "00:00:00.000  scenario   the script begins"]);
    assert!(!trace.contains("1 passed"), "{trace}");
    contains(&stderr(&output), &["1 scenario: 1 passed"]);
    assert!(!folder.join("-").exists());
    let output = rsmlab(&folder, &["run", "--trace", "-", "--format", "json", "scenarios/holds.kdl"]).code(2);
    contains(&stderr(&output), &["both go to standard output"]);
}

#[test]
fn what_can_run_runs_beside_what_cannot() {
    let folder = folder("own-keep-going");
    write(&folder, "scenarios/broken.kdl", "title \"Typo\"\nlibrari L1\n");
    write(&folder, "scenarios/holds.kdl", HOLDS);
    contains(&stderr(&rsmlab(&folder, &["run"]).code(2)), &["nothing ran"]);
    let output = rsmlab(&folder, &["run", "--keep-going"]).code(2);
    contains(&stderr(&output), &["did you mean `library`?", "1 mistake: 1 of 2 scenarios cannot run; the others run"]);
    contains(&stdout(&output), &["1 scenario: 1 passed"]);
    fs::remove_file(folder.join("scenarios/holds.kdl")).expect("it was there");
    contains(&stderr(&rsmlab(&folder, &["run", "--keep-going"]).code(2)), &["nothing ran"]);
}

#[test]
fn a_machine_of_ones_own_can_be_explored() {
    let folder = folder("own-machine");
    let machine = fs::read_to_string(root().join("scenarios/stories/own-machine.personality.kdl")).expect("the suite has it");
    write(&folder, "machines/mine.kdl", machine);
    let recipe = ["--library", "machines/mine.kdl", "--calls", "12"];
    let output = rsmlab(&folder, &[&["explore", "--seeds", "0..8"], &recipe[..]].concat()).code(0);
    contains(&stdout(&output), &["8 seeds", "8 held"]);
    // What is made of a seed runs from where it is put.
    rsmlab(&folder, &[&["generate", "--seed", "3", "-o", "scenarios/made.kdl"], &recipe[..]].concat()).code(0);
    contains(&fs::read_to_string(folder.join("scenarios/made.kdl")).expect("it was written"), &["like=\"../machines/mine.kdl\""]);
    rsmlab(&folder, &["run", "scenarios/made.kdl"]).code(0);
    // A machine is no scenario, and `check` says so.
    let output = rsmlab(&folder, &["check", "machines/mine.kdl"]).code(2);
    contains(&stdout(&output), &["machines/mine.kdl is a personality, no scenario"]);
    write(&folder, "machines/broken.kdl", "title \"A machine\"\nlibrary machine slotts=4\n");
    let output = rsmlab(&folder, &["explore", "--seeds", "0..8", "--library", "machines/broken.kdl"]).code(2);
    contains(&stderr(&output), &["slotts"]);
    let output = rsmlab(&folder, &["explore", "--seeds", "0..8", "--library", "machines/none.kdl"]).code(2);
    contains(&stderr(&output), &["cannot read machines/none.kdl"]);
}

#[test]
fn what_is_installed_has_its_manual() {
    let folder = folder("own-manual");
    contains(&stderr(&rsmlab(&folder, &["man", "--out", "man"]).code(0)), &["pages written to man"]);
    contains(&fs::read_to_string(folder.join("man/rsmlab-conformance-run.1")).expect("it was written"), &["\\-\\-max\\-fail"]);
    for shell in ["bash", "zsh", "fish", "powershell"] {
        contains(&stdout(&rsmlab(&folder, &["completions", shell]).code(0)), &["rsmlab", "conformance"]);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_to_which_links_lead_back_is_read_once() {
    let folder = folder("own-links");
    write(&folder, "scenarios/deep/holds.kdl", HOLDS);
    for link in ["scenarios/back", "scenarios/deep/up"] {
        std::os::unix::fs::symlink(folder.join("scenarios"), folder.join(link)).expect("a link can be made");
    }
    contains(&stdout(&rsmlab(&folder, &["run"]).code(0)), &["1 scenario: 1 passed"]);
}
