//! Scenarios made from seeds: one that is printed, many that are explored, and the parts of many machines.

use std::fs;

use rsmlab_search::generate::Site;

use super::{command, contains, folder, rsmlab, stderr, stdout, write};

#[test]
fn a_generated_scenario_can_be_printed_checked_and_written() {
    let folder = folder("generate");
    let printed = stdout(&rsmlab(&folder, &["generate", "--library", "small", "--profile", "hostile", "--seed", "7"]).code(0));
    assert!(printed.contains("seed 7\n") && printed.contains("settle within=\"2d\""), "{printed}");
    rsmlab(&folder, &["generate", "--library", "small", "--profile", "hostile", "--seed", "7", "-o", "seven.kdl"]).code(0);
    assert_eq!(fs::read_to_string(folder.join("seven.kdl")).expect("it was written"), printed);
    rsmlab(&folder, &["check", "seven.kdl"]).code(0);
    rsmlab(&folder, &["fmt", "--check", "seven.kdl"]).code(0);
}

#[test]
fn an_exploration_tells_how_many_held() {
    let folder = folder("explore");
    let text = stdout(&rsmlab(&folder, &["explore", "--seeds", "0..12", "--profile", "calm", "--twice", "--jobs", "2"]).code(0));
    contains(&text, &["12 seeds, calm, drawn: 12 held", " situations, ", " marks reached", "never reached: ", " years a second"]);
}

#[test]
fn the_parts_of_many_machines_are_the_whole() {
    let folder = folder("explore-shards");
    let explore = |more: &[&str]| {
        let arguments = [&["explore", "--seeds", "10..40", "--calls", "6", "--format", "json"], more].concat();
        stdout(&rsmlab(&folder, &arguments).code(0))
    };
    write(&folder, "whole.jsonl", explore(&["--jobs", "1"]));
    let job = ["explore", "--seeds", "10..40", "--calls", "6", "--format", "json", "--shard", "job/3"];
    let indexed = command(&folder, &job).env("JOB_COMPLETION_INDEX", "2").assert().code(0);
    write(&folder, "parts.jsonl", [explore(&["--shard", "1/3"]), explore(&["--shard", "2/3"]), stdout(&indexed)].concat());
    let merged = |file: &str| stdout(&rsmlab(&folder, &["explore", "merge", file]).code(0));
    assert_eq!(merged("parts.jsonl"), merged("whole.jsonl"));
    contains(&merged("parts.jsonl"), &["30 seeds, rough, drawn: 30 held"]);
}

#[test]
fn what_cannot_be_joined_is_said() {
    let folder = folder("explore-merge");
    write(&folder, "rubbish.jsonl", "{}\n");
    let output = rsmlab(&folder, &["explore", "merge", "rubbish.jsonl"]).code(2);
    contains(&stderr(&output), &["rubbish.jsonl: line 1 is not what `explore` tells"]);
    let line = |profile| {
        stdout(&rsmlab(&folder, &["explore", "--seeds", "0..1", "--calls", "3", "--profile", profile, "--format", "json"]).code(0))
    };
    write(&folder, "two.jsonl", [line("calm"), line("rough")].concat());
    contains(&stderr(&rsmlab(&folder, &["explore", "merge", "two.jsonl"]).code(2)), &["line 2 is of another campaign: rough runs"]);
    write(&folder, "nothing.jsonl", "\n");
    rsmlab(&folder, &["explore", "merge", "nothing.jsonl"]).code(4);
}

#[test]
fn what_another_program_has_found_may_hold_with_this_one() {
    let folder = folder("explore-mended");
    let held = stdout(&rsmlab(&folder, &["explore", "--seeds", "0..1", "--calls", "3", "--format", "json"]).code(0));
    let found = "\"findings\":[{\"seed\":0,\"failing\":{\"way\":{\"promise\":\"p\",\"how\":\"h\"},\"told\":\"t\"},\"seeds\":1}]";
    write(&folder, "found.jsonl", held.replace("\"findings\":[]", found));
    let output = rsmlab(&folder, &["explore", "merge", "found.jsonl"]).code(1);
    contains(&stderr(&output), &["note: seed 0 holds with this program"]);
    contains(&stdout(&output), &["1 seed, rough, drawn: 0 held"]);
}

#[test]
fn what_cannot_be_explored_is_a_usage_mistake() {
    let folder = folder("explore-usage");
    rsmlab(&folder, &["generate"]).code(2);
    for wrong in [["--seeds", "3..3"], ["--seeds", "few"], ["--profile", "mild"], ["--shard", "4/3"], ["--shard", "job/3"]] {
        command(&folder, &["explore", wrong[0], wrong[1]]).env_remove("JOB_COMPLETION_INDEX").assert().code(2);
    }
    let output = rsmlab(&folder, &["explore", "--library", "huge"]).code(2);
    contains(&stderr(&output), &["there are drawn, all, autoloader-8, library-48,"]);
}

#[test]
fn every_order_of_acts_is_walked_through() {
    let folder = folder("explore-exhaustive");
    let text = stdout(&rsmlab(&folder, &["explore", "--exhaustive", "--depth", "1"]).code(0));
    contains(
        &text,
        &["12 acts, up to 1 deep: all held", " situations, ", " transitions, depth 1; from each of them everything came to rest"],
    );
    write(&folder, "no-acts.kdl", "title \"Nothing to do\"\nlibrary L1\n");
    let output = rsmlab(&folder, &["explore", "--exhaustive", "--scope", "no-acts.kdl"]).code(2);
    contains(&stderr(&output), &["no-acts.kdl has no acts"]);
    let wrong = "title \"A wrong hope\"\nlibrary L1 slots=2\ncartridge T1 at=L1.slot.1\nclient ann\nat \"0s\" { ann MountNtmsMedia T1 }\nrun until=quiet\ncheck T1 at=L1.slot.1\n";
    write(&folder, "wrong.kdl", wrong);
    let output = rsmlab(&folder, &["explore", "--exhaustive", "--scope", "wrong.kdl", "--depth", "1"]).code(1);
    contains(&stdout(&output), &["1 acts, up to 1 deep: a promise is broken", "MountNtmsMedia T1", "check T1 at=L1.slot.1"]);
}

#[test]
fn the_service_dies_at_every_write() {
    let folder = folder("explore-crash");
    write(&folder, "scenarios/inventory.kdl", super::HOLDS);
    let text = stdout(&rsmlab(&folder, &["explore", "--crash", "scenarios"]).code(0));
    contains(&text, &["1 scenario: all held", " writes, in ", " before and after it is durable"]);
    write(&folder, "scenarios/second.kdl", super::HOLDS);
    let part = stdout(&rsmlab(&folder, &["explore", "--crash", "scenarios", "--shard", "2/2"]).code(0));
    contains(&part, &["1 scenario: all held"]);
    rsmlab(&folder, &["explore", "--crash", "nowhere"]).code(2);
    rsmlab(&folder, &["explore", "--crash", "--seeds", "0..3"]).code(2);
}

#[test]
fn what_a_fuzzer_kept_is_a_scenario() {
    let folder = folder("shrink-fuzz");
    write(&folder, "input", super::FAILS);
    let output = rsmlab(&folder, &["shrink", "--fuzz", "scenario_text", "input"]).code(0);
    contains(&stdout(&output), &["InventoryNtmsLibrary library=#null action=FAST expect=ERROR_SUCCESS"]);
    write(&folder, "bytes", [7, 1, 9, 200, 3]);
    rsmlab(&folder, &["shrink", "--fuzz", "calls", "bytes"]).code(4);
    contains(&stderr(&rsmlab(&folder, &["shrink", "--fuzz", "bees", "bytes"]).code(2)), &["`bees`", "scenario_text, calls, worlds"]);
}

#[test]
fn help_names_every_library_that_runs_are_made_for() {
    let help = stdout(&rsmlab(&folder("explore-help"), &["explore", "--help"]).code(0));
    let words: Vec<&str> = help.split(|letter: char| !letter.is_alphanumeric() && letter != '-').collect();
    let unnamed: Vec<String> =
        Site::all().iter().map(|site| site.name().to_owned()).filter(|name| !words.contains(&name.as_str())).collect();
    let listed = stdout(&rsmlab(&folder("explore-help"), &["library", "list"]).code(0));
    assert!(unnamed.iter().all(|name| listed.contains(name.as_str())), "{unnamed:?} stand neither in the help nor in the list");
}
