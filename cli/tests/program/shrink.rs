//! Shrinking on the command line: what is left of a scenario that fails, and what is said of one that does not.

use std::fs;

use snapbox::cmd::cargo_bin;

use super::{FAILS, HOLDS, contains, folder, rsmlab, stderr, stdout, write};

#[test]
fn what_fails_is_cut_down_and_still_fails() {
    let folder = folder("shrink");
    write(&folder, "fails.kdl", FAILS.replace("client ann\n", "client ann\nclient bob\nrun for=\"17m\"\nbob OpenNtmsSession\n"));
    let output = rsmlab(&folder, &["shrink", "fails.kdl", "-o", "small.kdl"]).code(0);
    let told = stderr(&output);
    assert!(told.contains("expectation") && told.contains("fails.kdl: 8 lines to 2 in "), "{told}");
    let small = fs::read_to_string(folder.join("small.kdl")).expect("it was written");
    assert!(small.ends_with("ann InventoryNtmsLibrary library=#null action=FAST expect=ERROR_SUCCESS\n"), "{small}");
    assert!(told.contains("again      rsmlab run small.kdl\n") && !small.contains("--twin"), "{told}{small}");
    rsmlab(&folder, &["run", "small.kdl"]).code(1);
    rsmlab(&folder, &["fmt", "--check", "small.kdl"]).code(0);
    assert_eq!(stdout(&rsmlab(&folder, &["shrink", "fails.kdl"]).code(0)), small);
    rsmlab(&folder, &["shrink", "fails.kdl", "--output", "."]).code(0);
    let named = fs::read_dir(&folder).expect("the folder is there").filter_map(Result::ok).map(|entry| entry.file_name());
    assert_eq!(named.filter(|name| name.to_string_lossy().starts_with("expectation-")).count(), 1);
}

#[test]
fn what_holds_is_not_shrunk() {
    let folder = folder("shrink-holds");
    write(&folder, "holds.kdl", HOLDS);
    let output = rsmlab(&folder, &["shrink", "holds.kdl"]).code(4);
    assert!(stderr(&output).contains("holds.kdl holds, there is nothing to shrink"), "{}", stderr(&output));
    rsmlab(&folder, &["shrink", "--seed", "1", "--library", "small", "--profile", "calm"]).code(4);
}

#[test]
fn what_cannot_be_shrunk_is_a_usage_mistake() {
    let folder = folder("shrink-usage");
    rsmlab(&folder, &["shrink"]).code(2);
    rsmlab(&folder, &["shrink", "a.kdl", "--seed", "1"]).code(2);
    rsmlab(&folder, &["shrink", "missing.kdl"]).code(2);
    rsmlab(&folder, &["shrink", "--seed", "1", "--library", "huge"]).code(2);
}

const NEWS: &str = "title \"News of a mount\"\nlibrary L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nclient ann\n\
    ann OpenNtmsNotification type=LIBREQUEST as=news\nann MountNtmsMedia T1 expect=ERROR_SUCCESS\nrun until=quiet\n\
    ann WaitForNtmsNotification channel=news\nrun until=quiet\n";

/// An engine that tells of other news than there are: no statement asks, so nobody but the reference model objects.
#[test]
fn what_only_the_reference_model_sees_fails_before_it() {
    let folder = folder("run-twin");
    write(&folder, "news.kdl", NEWS);
    rsmlab(&folder, &["run", "--twin", "--twice", "news.kdl"]).code(0);
    let engine = format!("exec:{} engine --stdio", cargo_bin!("rsmlab").display());
    rsmlab(&folder, &["run", "--target", &engine, "--transcript", "said", "news.kdl"]).code(0);
    let said = fs::read_to_string(folder.join("said")).expect("it was kept");
    let (told, lie) =
        ("{\"ok\":{\"notification\":{\"event\":\"NTMS_OBJ_INSERT\"", "{\"ok\":{\"notification\":{\"event\":\"NTMS_OBJ_DELETE\"");
    assert!(said.contains(told), "{said}");
    write(&folder, "lies", said.replace(told, lie));
    rsmlab(&folder, &["run", "--target", "transcript:lies", "news.kdl"]).code(0);
    let output = stdout(&rsmlab(&folder, &["run", "--twin", "--target", "transcript:lies", "news.kdl"]).code(1));
    contains(&output, &["expected   what holds in every run", "again      rsmlab run --twin --target transcript:lies news.kdl\n"]);
}
