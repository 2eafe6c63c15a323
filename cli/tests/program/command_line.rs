//! Running, checking, formatting, generating and explaining.

use std::fs;
use std::process::Stdio;

use snapbox::cmd::cargo_bin;

use super::{FAILS, HOLDS, contains, folder, rsmlab, stderr, stdout, write};

const THREE_TYPOS: &str =
    "title \"Typos\"\nlibrary L1 slot=8\nclient ann\nann InventoryNtmsLibrary library=L1 action=FASTT expect=ERROR_SUCESS\n";

#[test]
fn without_arguments_the_scenarios_folder_runs() {
    let folder = folder("default");
    write(&folder, "scenarios/idle/one.kdl", HOLDS);
    fs::create_dir_all(folder.join("deeper/still")).expect("the folder can be made");
    let output = rsmlab(&folder, &[]).code(0);
    assert!(stdout(&output).contains("scenarios/idle     1 passed"), "{}", stdout(&output));
    let output = rsmlab(&folder.join("deeper/still"), &[]).code(0);
    assert!(stdout(&output).contains("../../scenarios/idle     1 passed"), "{}", stdout(&output));
}

#[test]
fn a_failure_tells_what_was_expected_what_came_and_how_to_repeat_it() {
    let folder = folder("failure");
    write(&folder, "scenarios/one.kdl", HOLDS);
    write(&folder, "scenarios/two.kdl", FAILS);
    let output = rsmlab(&folder, &["run"]).code(1);
    let text = stdout(&output);
    for part in ["failed scenarios/two.kdl", "A wrong hope", "ERROR_SUCCESS", "ERROR_INVALID_PARAMETER", "run scenarios/two.kdl"] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    let last = text.lines().rfind(|line| line.starts_with("2 scenarios")).expect("there are totals");
    assert!(last.contains("1 passed, 1 failed"), "{last}");
}

#[test]
fn nothing_to_run_is_no_success() {
    let folder = folder("nothing");
    let output = rsmlab(&folder, &[]).code(4);
    assert!(stderr(&output).contains("nothing selected"), "{}", stderr(&output));
    write(&folder, "other/readme.txt", "no scenario");
    rsmlab(&folder, &["run", "other"]).code(4);
}

#[test]
fn usage_mistakes_exit_with_2() {
    let folder = folder("usage");
    rsmlab(&folder, &["rum"]).code(2);
    rsmlab(&folder, &["run", "--jobs", "0"]).code(2);
    rsmlab(&folder, &["run", "--trace-format", "json"]).code(2);
    rsmlab(&folder, &["check"]).code(2);
    let output = rsmlab(&folder, &["run", "nowhere.kdl"]).code(2);
    assert!(stderr(&output).contains("cannot read nowhere.kdl"), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
}

#[test]
fn help_and_version_are_results() {
    let folder = folder("help");
    let help = stdout(&rsmlab(&folder, &["--help"]).code(0));
    assert!(help.contains("Exit codes: 0 all expectations hold"), "{help}");
    assert!(stdout(&rsmlab(&folder, &["--version"]).code(0)).starts_with("rsmlab "));
}

#[test]
fn three_typos_are_three_reports_with_suggestions() {
    let folder = folder("typos");
    write(&folder, "typos.kdl", THREE_TYPOS);
    let text = stdout(&rsmlab(&folder, &["check", "typos.kdl"]).code(2));
    let suggestions = ["did you mean `slots`?", "did you mean `FAST`?", "did you mean `ERROR_SUCCESS`?"];
    for part in
        suggestions.into_iter().chain(["typos.kdl:2:12", "typos.kdl:4:44", "typos.kdl:4:57", "3 mistakes: 1 of 1 scenario cannot run"])
    {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
    // A run tells the same, as an obstacle and not as a result.
    let output = rsmlab(&folder, &["run", "typos.kdl"]).code(2);
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("1 of 1 scenario cannot run"), "{}", stderr(&output));
}

#[test]
fn one_typo_neither_hides_another_nor_makes_up_a_third() {
    let folder = folder("more-typos");
    write(
        &folder,
        "typos.kdl",
        HOLDS
            .replace("library L1", "librari L1")
            .replace("InventoryNtmsLibrary", "InventoryNtmsLibary")
            .replace("ERROR_SUCCESS", "ERROR_SUCESS"),
    );
    let text = stdout(&rsmlab(&folder, &["check", "typos.kdl"]).code(2));
    for part in ["did you mean `library`?", "did you mean `InventoryNtmsLibrary`?", "did you mean `ERROR_SUCCESS`?", "3 mistakes:"] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
}

#[test]
fn a_row_that_does_not_exist_cannot_be_covered() {
    let folder = folder("covers");
    let (head, tail) = HOLDS.split_once('\n').expect("the title is a line");
    write(&folder, "covers.kdl", format!("{head}\ncovers \"InventoryNtmsLibrary/ERROR_SUCCES\"\n{tail}"));
    let text = stdout(&rsmlab(&folder, &["check", "covers.kdl"]).code(2));
    assert!(text.contains("did you mean `InventoryNtmsLibrary/ERROR_SUCCESS`?"), "{text}");
}

#[test]
fn an_unknown_row_is_told_together_with_other_mistakes() {
    let folder = folder("covers-and-more");
    let (head, tail) = HOLDS.split_once('\n').expect("the title is a line");
    write(&folder, "covers.kdl", format!("{head}\ncovers \"InventoryNtmsLibrary/ERROR_SUCCES\"\n{}", tail.replace("FAST", "FASTT")));
    let text = stdout(&rsmlab(&folder, &["check", "covers.kdl"]).code(2));
    assert!(text.contains("did you mean `InventoryNtmsLibrary/ERROR_SUCCESS`?") && text.contains("did you mean `FAST`?"), "{text}");
}

#[test]
fn what_nests_without_end_is_an_error_and_no_crash() {
    let folder = folder("nesting");
    write(&folder, "nesting.kdl", format!("title \"x\"\n{}", "at \"1s\" { ".repeat(100_000)));
    for command in ["run", "check", "fmt"] {
        rsmlab(&folder, &[command, "nesting.kdl"]).code(2);
    }
}

#[test]
fn random_bytes_are_an_error_and_no_panic() {
    let folder = folder("random");
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    for round in 0..8 {
        let bytes: Vec<u8> = (0..1_250).flat_map(|_| next()).collect();
        // Any bytes first; then bytes that are text, so that the parser has to deal with them.
        let bytes = if round % 2 == 0 { bytes } else { bytes.iter().map(|byte| b' ' + byte % 95).collect() };
        assert_eq!(bytes.len(), 10_000);
        write(&folder, "random.kdl", bytes);
        for command in ["run", "check", "fmt"] {
            rsmlab(&folder, &[command, "random.kdl"]).code(2);
        }
    }
}

#[test]
fn of_what_is_no_scenario_some_mistakes_are_shown_and_the_others_counted() {
    let folder = folder("many-mistakes");
    write(&folder, "many.kdl", format!("title \"many\"\n{}", "nonsense\n".repeat(30)));
    for command in [&["run", "many.kdl"][..], &["shrink", "many.kdl"], &["explore", "--crash", "many.kdl"]] {
        let told = stderr(&rsmlab(&folder, command).code(2));
        contains(&told, &["and 10 more mistakes; `rsmlab check` tells all", "30 mistakes: 1 of 1 scenario cannot run; nothing ran"]);
        assert_eq!(told.matches("many.kdl:").count(), 20);
    }
    assert_eq!(stdout(&rsmlab(&folder, &["check", "many.kdl"]).code(2)).matches("many.kdl:").count(), 30);
}

#[test]
fn json_has_the_promised_shape() {
    let folder = folder("json");
    write(&folder, "scenarios/one.kdl", HOLDS);
    write(&folder, "scenarios/two.kdl", FAILS);
    let output = rsmlab(&folder, &["run", "--format", "json", "--jobs", "2"]).code(1);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("it is one JSON document");
    assert_eq!((&report["schema"], &report["passed"], &report["failed"]), (&1.into(), &1.into(), &1.into()));
    let scenarios = report["scenarios"].as_array().expect("scenarios are a list");
    let paths: Vec<_> = scenarios.iter().map(|scenario| scenario["path"].as_str().expect("a path is text")).collect();
    assert_eq!(paths, ["scenarios/one.kdl", "scenarios/two.kdl"]);
    let keys: Vec<_> = scenarios[0].as_object().expect("a scenario is an object").keys().collect();
    assert_eq!(keys, ["covers", "events", "hash", "path", "result", "title", "virtual_ms"]);
    assert_eq!((&scenarios[0]["result"], &scenarios[1]["result"]), (&"passed".into(), &"failed".into()));
    assert!(scenarios[0]["hash"].as_str().is_some_and(|hash| hash.len() == 16));
}

#[test]
fn results_do_not_depend_on_the_number_of_jobs() {
    let folder = folder("jobs");
    for number in 0..20 {
        write(&folder, &format!("scenarios/{number:02}.kdl"), if number % 7 == 3 { FAILS } else { HOLDS });
    }
    let run = |jobs| stdout(&rsmlab(&folder, &["run", "--twice", "--format", "json", "--jobs", jobs]).code(1));
    assert_eq!(run("1"), run("7"));
}

#[test]
fn traces_are_written_as_text_and_as_json_lines() {
    let folder = folder("trace");
    write(&folder, "one.kdl", HOLDS);
    rsmlab(&folder, &["run", "one.kdl", "--trace", "trace.txt"]).code(0);
    let text = fs::read_to_string(folder.join("trace.txt")).expect("the trace is there");
    assert!(text.contains("InventoryNtmsLibrary"), "{text}");
    rsmlab(&folder, &["run", "one.kdl", "--trace", "trace.jsonl", "--trace-format", "json"]).code(0);
    let json = fs::read_to_string(folder.join("trace.jsonl")).expect("the trace is there");
    assert!(json.lines().count() > 10, "{json}");
    for line in json.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|wrong| panic!("{line}: {wrong}"));
    }
    rsmlab(&folder, &["run", "one.kdl", "--trace", "no/such/folder"]).code(2);
}

#[test]
fn fmt_writes_the_one_format_and_says_what_changed() {
    let folder = folder("fmt");
    write(&folder, "one.kdl", HOLDS.replace("library L1", "library    L1   "));
    let output = rsmlab(&folder, &["fmt", "--check", "one.kdl"]).code(1);
    assert!(stdout(&output).contains("one.kdl is not in the one format"), "{}", stdout(&output));
    let output = rsmlab(&folder, &["fmt", "one.kdl"]).code(0);
    assert!(stdout(&output).contains("one.kdl formatted"), "{}", stdout(&output));
    rsmlab(&folder, &["fmt", "--check", "one.kdl"]).code(0);
    rsmlab(&folder, &["run", "one.kdl"]).code(0);
}

#[test]
fn explaining_a_row_names_the_scenario_that_asserts_it() {
    let folder = folder("explain");
    let (head, tail) = HOLDS.split_once('\n').expect("the title is a line");
    write(&folder, "scenarios/one.kdl", format!("{head}\ncovers \"InventoryNtmsLibrary/ERROR_SUCCESS\"\n{tail}"));
    let text = stdout(&rsmlab(&folder, &["explain", "--scenarios", "scenarios", "InventoryNtmsLibrary/ERROR_SUCCESS"]).code(0));
    assert!(text.contains("asserts it  scenarios/one.kdl: An inventory"), "{text}");
    let text = stdout(&rsmlab(&folder, &["explain", "--scenarios", "scenarios", "InjectNtmsCleaner/ERROR_SLOT_FULL"]).code(0));
    for part in ["5006", "implemented", "None covers it", "order of checks", "seed function page"] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
}

#[test]
fn what_failures_and_traces_print_can_be_explained() {
    let folder = folder("explain-words");
    write(&folder, "scenarios/stories/one.kdl", HOLDS);
    for (word, told) in [
        ("DeviceUnforeseen", "refusal of the engine"),
        ("0x138e", "ERROR_SLOT_FULL"),
        ("jam", "fault"),
        ("fetching", "NTMS_LM_MOUNT"),
        ("OMID", "NTMS_INVENTORY_OMID"),
        ("dwErrorCode", "NTMS_LIBREQUESTINFORMATION"),
        ("one-holder-of-a-drive", "promise"),
        ("scenarios/stories/one.kdl", "stories/one  case, scenario"),
        ("one", "stories/one  case, scenario"),
    ] {
        let text = stdout(&rsmlab(&folder, &["explain", "--scenarios", "scenarios", word]).code(0));
        contains(&text, &[told, "what to do"]);
    }
}

#[test]
fn explaining_an_unknown_name_suggests_another() {
    let output = rsmlab(&folder("unknown"), &["explain", "InjectNtmsMedja"]).code(2);
    assert!(stderr(&output).contains("did you mean `InjectNtmsMedia`?"), "{}", stderr(&output));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder("pipe");
    let mut program = std::process::Command::new(cargo_bin!("rsmlab"));
    program.args(["explain", "InjectNtmsMedia"]).current_dir(&folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = program.spawn().expect("rsmlab starts");
    drop(running.stdout.take());
    let output = running.wait_with_output().expect("rsmlab ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

/// A machine of our own, and a scenario that has it.
const MACHINE: &str = "title \"Ours\"\nlibrary ours slots=4 drives=1 bar-codes=#false\nmove slot to=drive\nmove drive to=slot\n";
const OWN: &str = "title \"A machine of our own\"\n\nlibrary L1 like=ours.personality.kdl\n\ncheck L1.slot.4 holds=nothing\n";

#[test]
fn a_machine_of_ones_own_stands_beside_the_scenario() {
    let folder = folder("own-machine");
    write(&folder, "scenarios/ours.personality.kdl", MACHINE);
    write(&folder, "scenarios/own.kdl", OWN);
    for arguments in [&["run", "scenarios"] as &[&str], &["check", "scenarios"]] {
        assert!(stdout(&rsmlab(&folder, arguments).code(0)).contains("1 "), "{arguments:?}");
    }
    rsmlab(&folder, &["fmt", "--check", "scenarios"]).code(0);
    for arguments in [&["check", "scenarios/ours.personality.kdl"] as &[&str], &["run", "scenarios/ours.personality.kdl"]] {
        let told = rsmlab(&folder, arguments).code(2);
        let told = [told.get_output().stdout.clone(), told.get_output().stderr.clone()].concat();
        assert!(String::from_utf8_lossy(&told).contains("ours.personality.kdl is a personality, no scenario"), "{arguments:?}");
    }
    write(&folder, "scenarios/ours.personality.kdl", MACHINE.replace("slot to=drive", "slto to=drive"));
    let told = stdout(&rsmlab(&folder, &["check", "scenarios/own.kdl"]).code(2));
    assert!(told.contains("scenarios/ours.personality.kdl:3:6") && told.contains("did you mean `slot`?"), "{told}");
    fs::remove_file(folder.join("scenarios/ours.personality.kdl")).expect("it was there");
    let told = stdout(&rsmlab(&folder, &["check", "scenarios/own.kdl"]).code(2));
    assert!(told.contains("cannot read scenarios/ours.personality.kdl"), "{told}");
}

#[test]
fn what_is_left_of_a_scenario_finds_its_machine_from_another_folder() {
    let folder = folder("shrunk-machine");
    write(&folder, "in/machines/ours.kdl", MACHINE);
    write(&folder, "in/fails.kdl", OWN.replace("ours.personality.kdl", "\"machines/ours.kdl\"").replace("holds=nothing", "address=1"));
    write(&folder, "out/README.md", "");
    rsmlab(&folder, &["shrink", "in/fails.kdl", "-o", "out/left.kdl"]).code(0);
    let left = fs::read_to_string(folder.join("out/left.kdl")).expect("it was written");
    assert!(!left.contains("like=") || left.contains("like=\"../in/machines/ours.kdl\""), "{left}");
    rsmlab(&folder, &["run", "out/left.kdl"]).code(1);
}
