//! Settling: what it puts right, and that it finds out an engine that forgets a call or a request.

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::function::Function;
use rsmlab_engine::input::Input;
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_harness::runner::{self, Options, RunReport, RunVerdict, behind};
use rsmlab_language::{Scenario, parse};

fn read(text: &str) -> Scenario {
    let text = format!("title \"Trouble that is over\"\n{text}");
    parse("test.kdl", &text).unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)))
}

fn assert_settles(text: &str) {
    let report = runner::run(&read(text), &Options::default());
    if let RunVerdict::Failed(failure) = &report.result {
        panic!("{failure}\n{}", report.trace.text());
    }
}

fn failure(report: RunReport) -> String {
    match report.result {
        RunVerdict::Failed(failure) => failure.to_string(),
        RunVerdict::Passed => panic!("it passed:\n{}", report.trace.text()),
    }
}

/// A mount of an offline medium must answer so, in such a library.
fn offline_mount(library: &str, status: &str) -> String {
    format!(
        "{library}\ncartridge T1 recorded=offline\nclient ann\nat \"1s\" {{ ann MountNtmsMedia T1 expect={status} }}\nsettle within=\"2h\"\n"
    )
}

#[test]
fn an_offline_medium_is_brought_by_the_means_that_the_library_has() {
    for library in [
        "library L1 { port; door }",
        "library L1 { port opens=hand }",
        "library L1 { door }",
        "library L1 { door lock=#false }",
        "library L1 kind=standalone",
    ] {
        assert_settles(&offline_mount(library, "ERROR_SUCCESS"));
    }
}

#[test]
fn what_cannot_be_brought_is_refused() {
    assert_settles(&offline_mount("library L1", "ERROR_REQUEST_REFUSED"));
    assert_settles(&offline_mount("library L1 slots=1 { port }\ncartridge T2 at=L1.slot.1", "ERROR_REQUEST_REFUSED"));
}

#[test]
fn whoever_waits_for_a_drive_gets_it() {
    assert_settles(
        r#"
        library L1 drives=1
        cartridge T1 at=L1.slot.1
        cartridge T2 at=L1.slot.2
        cartridge T3 at=L1.slot.3
        client ann
        client bob
        ann MountNtmsMedia T1 expect=ERROR_SUCCESS
        at "1m" { bob MountNtmsMedia T2 expect=ERROR_SUCCESS }
        at "2m" { ann MountNtmsMedia T3 expect=ERROR_SUCCESS }
        settle within="1h"
        "#,
    );
}

#[test]
fn everything_is_healed_and_the_service_is_started() {
    assert_settles(
        r#"
        library L1 { door; magazine first=1 last=4 }
        cartridge T1 at=L1.slot.1
        client ann
        fault L1.drive.1 stuck
        fault L1.drive.2 stuck
        fault L1.magazine.1 missing
        fault L1.slot.5 source-empty
        fault T1 label-unreadable
        at "1m" { ann MountNtmsMedia T1 }
        at "20m" { ann InventoryNtmsLibrary library=L1 action=OMID }
        at "30m" {
            fault L1 disconnected
            fault database fails
        }
        at "40m" { service stop }
        settle within="12h"
        "#,
    );
}

#[test]
fn an_open_door_and_a_magazine_that_is_out_are_put_right() {
    assert_settles(
        r#"
        library L1 { door; magazine first=1 last=4 }
        cartridge T1 at=L1.slot.1
        client ann
        ann AccessNtmsLibraryDoor library=L1 action=FAST expect=ERROR_SUCCESS
        run for="10s"
        operator open=L1.door
        operator remove=L1.magazine.1
        ann MountNtmsMedia T1 as=mount
        settle within="1h"
        "#,
    );
}

/// What comes of it with an engine that does not let on about some things.
fn play_silent(text: &str, forgets: fn(&Input, &mut Outbox) -> bool) -> String {
    let scenario = read(text);
    let mut silent = behind(runner::config(&scenario), |engine, now, input, out| {
        if !forgets(&input, out) {
            engine.step(now, input, out);
        }
    });
    failure(runner::run_with(&scenario, &Options::default(), &mut silent))
}

#[test]
fn a_call_that_is_never_answered_is_found_out() {
    let script = "at \"1s\" { ann MountNtmsMedia T1 }\nsettle within=\"2h\"";
    let told = play_silent(
        &format!("cartridge T1 at=L1.slot.1\n{script}"),
        |input, _| matches!(input, Input::Call { method, .. } if method.function() == Function::MountNtmsMedia),
    );
    assert!(told.contains("nothing to be open within 2h of the end of all trouble"), "{told}");
    assert!(told.contains("ann's call of MountNtmsMedia has waited"), "{told}");
}

#[test]
fn a_refusal_that_nobody_hears_is_found_out() {
    // It says that it has taken note of the refusal, and goes on waiting.
    let told = play_silent(
        "library L1\ncartridge T1 recorded=offline\nclient ann\nat \"1s\" { ann MountNtmsMedia T1 }\nsettle within=\"2h\"",
        |input, out| match input {
            Input::Call { call, method: Method::CancelNtmsOperatorRequest { .. }, .. } => {
                out.push(Output::Reply { call: *call, result: Ok(Answer::Done) });
                true
            }
            _ => false,
        },
    );
    assert!(told.contains("ann's call of MountNtmsMedia has waited"), "{told}");
}

#[test]
fn nothing_stands_after_settling() {
    let text = "title \"Too late\"\nsettle within=\"1h\"\nrun until=quiet\n";
    let mistakes = parse("test.kdl", text).expect_err("a statement follows");
    assert_eq!(mistakes.mistakes[0].message, "`settle` is not the last statement");
}
