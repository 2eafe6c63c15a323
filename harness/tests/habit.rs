//! The operator's habit: what they do without being told, and what they get wrong.

use rsmlab_harness::runner::{self, Options, RunReport, RunVerdict};
use rsmlab_language::parse;

fn play(text: &str) -> RunReport {
    let text = format!("title \"An operator at work\"\n{text}");
    let scenario = parse("test.kdl", &text).unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)));
    runner::run(&scenario, &Options::default())
}

fn assert_passes(text: &str) -> String {
    let report = play(text);
    if let RunVerdict::Failed(failure) = &report.result {
        panic!("{failure}\n{}", report.trace.text());
    }
    report.trace.text()
}

/// The lines of a trace that tell of the operator's hands.
fn acts(trace: &str) -> Vec<&str> {
    trace.lines().filter(|line| line.contains(" operator  ") && !line.contains("Ntms")).collect()
}

const MOUNT: &str = "ann MountNtmsMedia T1 as=mount\nexpect mount replies=ERROR_SUCCESS within=\"30m\"\n";

#[test]
fn an_offline_medium_is_brought_whatever_the_library_has() {
    for library in ["{ port; door }", "{ port opens=hand }", "{ door }", "kind=standalone"] {
        let world = format!("library L1 {library}\ncartridge T1 recorded=offline\nclient ann\nhabit reaction=\"30s\" patience=\"2m\"\n");
        let trace = assert_passes(&format!("{world}{MOUNT}"));
        assert!(!acts(&trace).is_empty(), "{trace}");
    }
}

#[test]
fn what_was_ejected_is_taken() {
    assert_passes(
        r#"
        library L1 { port; door }
        cartridge T1 at=L1.slot.1
        client ann
        habit
        ann EjectNtmsMedia medium=T1 action=START expect=ERROR_SUCCESS as=eject
        expect eject completes=ERROR_SUCCESS
        check T1 at=shelf
        "#,
    );
}

#[test]
fn whoever_refuses_everything_ends_every_wait() {
    assert_passes(
        "cartridge T1 recorded=offline\nhabit refuses=100\nann MountNtmsMedia T1 as=mount\nexpect mount replies=ERROR_REQUEST_REFUSED",
    );
}

#[test]
fn whoever_forgets_everything_is_missed() {
    assert_passes(
        r#"
        cartridge T1 recorded=offline
        habit forgets=100
        ann MountNtmsMedia T1 timeout="2h" as=mount
        expect mount replies=ERROR_TIMEOUT not-before="2h"
        "#,
    );
}

#[test]
fn the_wrong_cartridge_is_brought_and_called_the_right_one() {
    let trace = assert_passes(
        r#"
        library L1 { port; door }
        cartridge T1 recorded=offline
        cartridge T2 recorded=offline
        client ann
        habit reaction="10s" patience="1m" wrong-cartridge=100
        ann MountNtmsMedia T1 timeout="20m" as=mount
        expect mount replies=ERROR_SUCCESS
        check operator-requests kind=NTMS_OPREQ_MOVEMEDIA complete=3
        "#,
    );
    // The mount goes on waiting, people are asked again, and then only the right one is left to bring.
    let brought = |name: &str| acts(&trace).iter().position(|line| line.contains(name));
    assert!(brought("T2").is_some() && brought("T2") < brought("T1"), "{trace}");
}

#[test]
fn a_door_is_opened_mid_move_and_a_magazine_pulled() {
    let trace = assert_passes(
        r#"
        library L1 { door lock=#false; magazine first=1 last=4 }
        cartridge T1 at=L1.slot.1
        client ann
        habit reaction="10s" patience="1m" door-mid-move=100 pulls-magazine=100
        ann MountNtmsMedia T1 timeout="20m"
        run for="10m"
        ann AccessNtmsLibraryDoor library=L1 action=FAST
        settle within="12h"
        "#,
    );
    assert!(acts(&trace).len() >= 2, "{trace}");
}

#[test]
fn the_same_seed_comes_to_the_same() {
    let text = "seed 7\ncartridge T1 recorded=offline\nhabit forgets=30 refuses=30\nann MountNtmsMedia T1\nsettle within=\"24h\"";
    assert_eq!(play(text).hash, play(text).hash);
}
