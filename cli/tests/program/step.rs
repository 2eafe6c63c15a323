//! `rsmlab run --step`: through a run by commands, one a line.

use super::{command, folder, stderr, stdout, write};

const MOUNT: &str = "title \"A mount\"\nlibrary L1\ncartridge T1 at=L1.slot.1\nann MountNtmsMedia T1 expect=ERROR_SUCCESS\n";

/// What is shown and told when these commands are given, and the exit code.
fn stepped(test: &str, scenario: &str, commands: &str) -> (String, String, Option<i32>) {
    let folder = folder(test);
    write(&folder, "scenarios/a.kdl", scenario);
    let output = command(&folder, &["run", "--step", "scenarios/a.kdl"]).stdin(commands).assert();
    (stdout(&output), stderr(&output), output.get_output().status.code())
}

/// The numbers of the events that were shown, in order.
fn numbers(shown: &str) -> Vec<u64> {
    let numbers = shown.lines().filter(|line| line.contains(':')).filter_map(|line| line.split_whitespace().next()?.parse().ok());
    let mut numbers: Vec<u64> = numbers.collect();
    numbers.dedup();
    numbers
}

#[test]
fn it_goes_forwards_and_back() {
    let (shown, told, code) = stepped("step-ways", MOUNT, "n\n\np\n5\nq\nn\n");
    let events = numbers(&shown);
    assert_eq!((events.len(), code), (5, Some(0)), "{shown}\n{told}");
    assert!(events[0] < events[1] && events[1] < events[2] && events[3] == events[1] && events[4] <= 5, "{events:?}");
    assert!(shown.starts_with("A mount  "), "{shown}");
}

#[test]
fn it_shows_how_everything_stands_at_a_time() {
    let (shown, told, _) = stepped("step-times", MOUNT, "t 1s\nt 1h\n");
    assert!(shown.contains("L1: transport.1: move slot.1 to drive.1"), "{shown}\n{told}");
    assert!(shown.lines().last().is_some_and(|line| line.contains("drive.1 has T1, loaded")), "{shown}");
}

#[test]
fn it_leads_to_what_contradicts_the_expectation() {
    let (shown, told, code) = stepped("step-failure", &MOUNT.replace("expect=ERROR_SUCCESS", "expect=ERROR_BUSY"), "f\n");
    assert_eq!(code, Some(1));
    assert!(shown.contains("failed: expected"), "{shown}\n{told}");
    assert!(shown.contains("answers ann: MountNtmsMedia ERROR_SUCCESS"), "{shown}");
}

#[test]
fn what_cannot_be_done_is_told() {
    let (_, told, code) = stepped("step-mistakes", MOUNT, "p\n99999\nf\nt soon\njump\u{1b}[2J\n");
    assert_eq!(code, Some(0));
    for part in
        ["this is the first event", "there is no event 99999", "the scenario holds", "`t soon` is not known here", "`jump\\u{1b}[2J`"]
    {
        assert!(told.contains(part), "`{part}` is missing in\n{told}");
    }
    let folder = folder("step-several");
    write(&folder, "scenarios/a.kdl", MOUNT);
    write(&folder, "scenarios/b.kdl", MOUNT);
    let output = command(&folder, &["run", "--step", "scenarios"]).assert().code(2);
    assert!(stderr(&output).contains("one scenario"), "{}", stderr(&output));
    command(&folder, &["run", "--step", "--trace", "t.txt", "scenarios/a.kdl"]).assert().code(2);
}
