//! A failure shows what led to it: from the act or fault with which it began to what contradicts the expectation.

use rsmlab_engine::engine::Engine;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::time::Instant;
use rsmlab_harness::runner::{EngineUnderTest, Options, RunFailure, RunVerdict, behind, config, ours, run_with};
use rsmlab_language::parse;

const WORLD: &str = "title \"Causes\"\nlibrary L1 slots=4 drives=2 {\n    port slots=1\n    door\n    cleaner-slot 4\n}\n\
    cartridge T1 at=L1.slot.1\ncartridge T2 at=L1.slot.2\ncartridge CLN001 kind=cleaner cleans-left=3\nclient ann\n";

fn failure(script: &str) -> RunFailure {
    failure_before(script, |_| ())
}

/// The failure of a run whose engine lies about what comes of it.
fn failure_before(script: &str, mut lie: impl FnMut(&mut Outbox)) -> RunFailure {
    let scenario = parse("test.kdl", &format!("{WORLD}{script}")).unwrap_or_else(|wrong| panic!("{:?}", miette::Report::new(wrong)));
    let mut liar = behind(config(&scenario), |engine, now, input, out| {
        let mut own = Outbox::new();
        engine.step(now, input, &mut own);
        lie(&mut own);
        out.append(&mut own);
    });
    match run_with(&scenario, &Options::default(), &mut liar).result {
        RunVerdict::Failed(failure) => *failure,
        RunVerdict::Passed => panic!("it passed"),
    }
}

/// The causes must say these words, in this order, the first in the first line and the last in the last.
fn assert_led(failure: &RunFailure, words: &[&str]) {
    let told = failure.causes.join("\n");
    assert!(failure.causes.len() <= 12, "{told}");
    let mut lines = failure.causes.iter();
    for word in words {
        assert!(lines.any(|line| line.contains(word)), "`{word}` is missing, or in another place, in\n{told}");
    }
    let is_at = |line: Option<&String>, word: Option<&&str>| line.zip(word).is_some_and(|(line, word)| line.contains(*word));
    assert!(is_at(failure.causes.first(), words.first()) && is_at(failure.causes.last(), words.last()), "{told}");
}

#[test]
fn a_call_that_failed_goes_back_to_the_fault_however_long_ago() {
    let failure = failure(
        "fault L1.drive.1 stuck for=\"2m\"\nann MountNtmsMedia T1 as=m1\nann MountNtmsMedia T2 as=m2\n\
         expect m2 replies=ERROR_SUCCESS within=\"1m\"\nexpect m1 replies=ERROR_SUCCESS within=\"10m\"",
    );
    assert_led(
        &failure,
        &[
            "armed: L1.drive.1 stuck",
            "MountNtmsMedia media=T1",
            "tells L1: load drive.1",
            "stuck strikes",
            "failed: load drive.1",
            "refuses ann",
        ],
    );
    assert_eq!(failure.origin.as_deref(), Some("fault stuck"));
    // The last lines are about the other mount.
    assert!(failure.before.iter().all(|line| !line.contains("m1") && !line.contains("drive.1")), "{:?}", failure.before);
}

#[test]
fn a_call_that_is_answered_otherwise_shows_its_answer_and_not_only_the_end_of_its_request() {
    for script in ["ann MountNtmsMedia T1 expect=ERROR_BUSY", "ann MountNtmsMedia T1 as=mount\nexpect mount replies=ERROR_BUSY"] {
        let failure = failure(script);
        assert_led(&failure, &["ann        MountNtmsMedia", "NTMS_LM_PASSED", "answers ann: MountNtmsMedia ERROR_SUCCESS"]);
    }
}

#[test]
fn a_request_that_waits_goes_back_through_the_clock() {
    let failure = failure(
        "fault L1.transport jam on-use=1 for=\"40s\"\nann MountNtmsMedia T1 as=mount\nexpect mount completes=ERROR_SUCCESS within=\"30s\"",
    );
    assert_led(&failure, &["armed: L1.transport.1 jam", "ann", "jam strikes", "a deadline has come", "jam strikes", "NTMS_LM_WAITING"]);
    assert_eq!(failure.origin.as_deref(), Some("fault jam"));
}

#[test]
fn a_record_with_another_value_shows_the_write_that_gave_it() {
    let failure = failure(
        "ann MountNtmsMedia T1 expect=ERROR_SUCCESS\nann DismountNtmsMedia T1 expect=ERROR_SUCCESS\nrun until=quiet\n\
         check L1.slot.1 State=NTMS_SLOTSTATE_EMPTY",
    );
    assert_led(&failure, &["DismountNtmsMedia", "done: move drive.1 to slot.1", "writes slot L1.slot.1 is NTMS_SLOTSTATE_FULL"]);
    assert_eq!(failure.origin.as_deref(), Some("DismountNtmsMedia"));
}

#[test]
fn a_cartridge_that_is_elsewhere_shows_the_move_that_failed() {
    let script = "at \"5s\" { operator insert=CLN001 into=L1.port.1 }\nfault L1.slot.4 destination-full\n\
        ann InjectNtmsCleaner library=L1 action=START cleans-left=3\nrun until=quiet\ncheck CLN001 at=L1.slot.4";
    let failure = failure(script);
    assert_led(
        &failure,
        &["armed: L1.slot.4 destination-full", "inserts CLN001", "destination-full strikes", "failed: move port.1.1 to slot.4"],
    );
}

#[test]
fn a_call_that_is_refused_at_once_is_all_there_is_to_it() {
    let failure = failure("ann InventoryNtmsLibrary library=#null action=FAST expect=ERROR_SUCCESS");
    assert_led(&failure, &["ann        InventoryNtmsLibrary", "refuses ann: InventoryNtmsLibrary"]);
    assert_eq!((failure.causes.len(), failure.origin.as_deref()), (2, Some("InventoryNtmsLibrary")));
}

#[test]
fn a_broken_promise_shows_the_record_that_breaks_it() {
    let twice = |out: &mut Outbox| {
        let again: Vec<Output> = out.iter().filter(|output| matches!(output, Output::Reply { result: Ok(_), .. })).cloned().collect();
        out.extend(again);
    };
    let failure = failure_before("run for=\"1s\"", twice);
    assert_eq!(failure.promise.map(|promise| promise.0), Some("one-answer"));
    assert_led(&failure, &["OpenNtmsSession", "ERROR_SUCCESS"]);
}

#[test]
fn bad_news_is_shown_where_nothing_has_happened_and_is_no_origin() {
    let failure = failure("ann InventoryNtmsLibrary library=#null action=FAST\ncheck L1.slot.3 holds=T1");
    assert_led(&failure, &["InventoryNtmsLibrary", "refuses ann"]);
    assert_eq!(failure.origin, None);
}

/// An engine that dies of some input.
struct Mortal {
    engine: Engine,
    of: fn(&Input) -> bool,
    is_dead: bool,
}

impl EngineUnderTest for Mortal {
    fn step(&mut self, now: Instant, input: Input, out: &mut Outbox) {
        self.is_dead |= (self.of)(&input);
        if !self.is_dead {
            self.engine.step(now, input, out);
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        self.engine.next_deadline()
    }

    fn is_idle(&self) -> bool {
        self.engine.is_idle()
    }

    fn fingerprint(&mut self) -> Option<u64> {
        None
    }

    fn trouble(&self) -> Option<String> {
        self.is_dead.then(|| String::from("it is dead"))
    }
}

#[test]
fn an_engine_that_answers_no_more_shows_what_led_to_what_it_was_told_then() {
    let dies = |script: &str, of: fn(&Input) -> bool| {
        let scenario = parse("test.kdl", &format!("{WORLD}{script}")).expect("it is a scenario");
        let mut mortal = Mortal { engine: ours(config(&scenario)), of, is_dead: false };
        match run_with(&scenario, &Options::default(), &mut mortal).result {
            RunVerdict::Failed(failure) if failure.came == "it is dead" => *failure,
            other => panic!("{other:?}"),
        }
    };
    let fails = "fault L1.drive.1 stuck\nann MountNtmsMedia T1\nrun until=quiet";
    let failure = dies(fails, |input| matches!(input, Input::Hardware(completion) if completion.result.is_err()));
    assert_led(&failure, &["armed: L1.drive.1 stuck", "MountNtmsMedia", "stuck strikes", "failed: load drive.1"]);
    // A restart tells it several things at once, and the first of them is the one.
    let failure = dies("run for=\"5s\"\nservice restart", |input| matches!(input, Input::Service(ServiceEvent::Stopped)));
    assert_led(&failure, &["service    stops"]);
    assert!(failure.before.iter().any(|line| line.contains("service    starts")), "{:?}", failure.before);
}

#[test]
fn who_shows_no_trace_shows_no_causes_and_knows_the_origin() {
    let text = format!("{WORLD}ann InventoryNtmsLibrary library=#null action=FAST expect=ERROR_SUCCESS");
    let scenario = parse("test.kdl", &text).expect("it is a scenario");
    match run_with(&scenario, &Options { lines: 0, ..Options::default() }, &mut ours(config(&scenario))).result {
        RunVerdict::Failed(failure) => {
            assert!(failure.causes.is_empty() && failure.before.is_empty());
            assert_eq!(failure.origin.as_deref(), Some("InventoryNtmsLibrary"));
        }
        RunVerdict::Passed => panic!("it passed"),
    }
}
