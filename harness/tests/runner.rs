//! The runner plays scenarios faithfully, says what went wrong, and its checkers object to engines that misbehave.

use rsmlab_engine::change::{Change, Object};
use rsmlab_engine::engine::Engine;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::port::hardware::{BarCode, Completion, Outcome};
use rsmlab_engine::record::state::SlotState;
use rsmlab_engine::time::Instant;
use rsmlab_harness::checker::promise::Promise;
use rsmlab_harness::runner::{self, EngineUnderTest, Options, RunFailure, RunReport, RunVerdict};
use rsmlab_harness::trace::Trace;
use rsmlab_language::{Scenario, parse};

const WORLD: &str = r#"
title "A small library"
library L1 slots=4 drives=1 inventory=none {
    port slots=1 timeout="5m"
    door
    cleaner-slot 4
}
cartridge T1 at=L1.slot.1
cartridge T2
cartridge CLN001 kind=cleaner cleans-left=3
client ann rights=control
"#;

fn scenario(script: &str) -> Scenario {
    read(&format!("{WORLD}{script}"))
}

fn read(text: &str) -> Scenario {
    parse("test.kdl", text).unwrap_or_else(|mistakes| {
        let told: Vec<_> = mistakes.mistakes.iter().map(|mistake| format!("{}: {}", mistake.span.line(text), mistake.message)).collect();
        panic!("{mistakes}: {}", told.join("; "))
    })
}

fn play(script: &str) -> RunReport {
    runner::run(&scenario(script), &Options::default())
}

fn failure(report: RunReport) -> RunFailure {
    match report.result {
        RunVerdict::Failed(failure) => *failure,
        RunVerdict::Passed => panic!("it passed:\n{}", report.trace.text()),
    }
}

fn assert_passes(script: &str) -> RunReport {
    assert_holds(&format!("{WORLD}{script}"))
}

fn assert_holds(text: &str) -> RunReport {
    let report = runner::run(&read(text), &Options::default());
    if let RunVerdict::Failed(failure) = &report.result {
        panic!("{failure} ({:?})\n{}", failure.why, report.trace.text());
    }
    report
}

const INJECT: &str = r#"
    ann InjectNtmsCleaner library=L1 action=START cleans-left=3 expect=ERROR_SUCCESS as=inject
    at "5s" { operator insert=CLN001 into=L1.port.1 }
    expect inject completes=ERROR_SUCCESS state=NTMS_LM_PASSED within="1m" not-before="5s"
    check L1.slot.4 holds=CLN001 State=NTMS_SLOTSTATE_FULL
    check CLN001 at=L1.slot.4 cleans-left=3
    check L1.port.1 holds=nothing extended=#false locked=#true
    check L1.door.1 open=#false
    check requests open=0
"#;

#[test]
fn a_story_with_an_operator_comes_out_as_expected() {
    let report = assert_passes(INJECT);
    let text = report.trace.text();
    for line in [
        "00:00:00.000  ann        InjectNtmsCleaner library=L1 operation=nothing action=NTMS_INJECT_START cleans-left=3\n",
        "00:00:05.000  operator   inserts CLN001 into L1.port.1\n",
        "00:00:05.000  L1         port.1 is full [6/28/01]  <- ",
        "  engine     writes slot L1.slot.4 is NTMS_SLOTSTATE_FULL  <- ",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(report.asserted.contains("InjectNtmsCleaner/ERROR_SUCCESS"));
    assert!(report.raised.contains(&("InjectNtmsCleaner/ERROR_SUCCESS".to_owned(), String::new())));
}

#[test]
fn the_same_scenario_leaves_the_same_trace() {
    let (first, second) = (play(INJECT), play(INJECT));
    assert_eq!(first.trace.bytes(), second.trace.bytes());
    assert_eq!(Trace::from_bytes(first.trace.bytes()).map(|trace| trace.hash()), Ok(first.hash));
    assert_ne!(play(&format!("seed 7\n{INJECT}")).hash, first.hash);
    let last = first.trace.json_lines().last();
    assert!(last.is_some_and(|line| line.starts_with("{\"at\":")));
}

#[test]
fn every_cause_comes_before_its_effect() {
    let report = play(INJECT);
    let records: Vec<_> = report.trace.records().collect::<Result<_, _>>().unwrap();
    assert!(records.iter().all(|record| record.cause.is_none_or(|cause| cause < record.seq)));
    assert!(records.iter().filter(|record| record.cause.is_some()).count() > records.len() / 2);
}

#[test]
fn a_failure_says_what_was_expected_what_came_and_why() {
    let script = "\nann InjectNtmsCleaner library=L1 action=START expect=ERROR_SUCCESS\nann InjectNtmsCleaner library=offline action=START expect=ERROR_SUCCESS\n";
    let failure = failure(play(script));
    assert_eq!(failure.expected, "ann's InjectNtmsCleaner to answer ERROR_SUCCESS");
    assert!(failure.came.starts_with("it answered ERROR_"), "{}", failure.came);
    assert!(failure.why.is_some_and(|why| why.contains("demanded by ")));
    let text = format!("{WORLD}{script}");
    assert_eq!(failure.span.map(|span| span.line(&text)), Some(14));
    assert!(failure.before.last().is_some_and(|line| line.contains("refuses ann: InjectNtmsCleaner")));
}

/// D-103: with so many requests open and on record, events cost more than one each.
#[test]
fn a_run_in_which_requests_pile_up_has_done_its_work_sooner() {
    let within = |script: &str, work| runner::run(&scenario(script), &Options { work, ..Options::default() });
    let few = play(INJECT).events;
    assert!(matches!(within(INJECT, few).result, RunVerdict::Passed));
    let pile = "\nann InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_SUCCESS".repeat(100) + "\nrun until=quiet\n";
    let many = assert_passes(&pile).events;
    let failure = failure(within(&pile, many));
    assert_eq!(failure.promise, Some(Promise::RUNS_END));
    assert_eq!(failure.came, "more and more is to be done, and there is no end in sight");
}

#[test]
fn whatever_is_not_so_is_found() {
    for (script, expected, came) in [
        ("check L1.slot.1 holds=nothing", "L1.slot.1 to hold nothing", "it holds T1"),
        ("check T2 at=L1.slot.2", "T2 to be at L1.slot.2", "it is at the shelf"),
        ("check L1.door.1 locked=#false", "L1.door.1 to be not locked", "it is locked"),
        ("check CLN001 cleans-left=2", "CLN001 to clean 2 times more", "it can clean 3 times"),
        ("check L1.slot.1 State=NTMS_SLOTSTATE_EMPTY", "State of L1.slot.1 to be NTMS_SLOTSTATE_EMPTY", "it is NTMS_SLOTSTATE_FULL"),
        ("check T1.physical Location=L1.slot.2", "Location of T1.physical to be L1.slot.2", "it is L1.slot.1"),
        ("check requests open=1", "1 such library requests", "there are 0"),
        ("operator open=L1.door.1", "something a person can do", "L1.door.1 cannot be opened: it is locked; a call must unlock it first"),
        ("operator open=L1.door.1 force=#true impossible=#true", "something that no person can do", "it was done"),
        (
            "ann InjectNtmsMedia library=L1 action=START as=inject\nexpect inject completes=ERROR_SUCCESS within=\"10s\"",
            "inject to complete with ERROR_SUCCESS within 10s",
            "it was not over after 10s",
        ),
        (
            "expect operator-request=NTMS_OPREQ_CLEANER first=L1 within=\"3s\"",
            "an open operator request NTMS_OPREQ_CLEANER L1 within 3s",
            "there was none after 3s",
        ),
        (
            "ann InventoryNtmsLibrary library=L1 action=FAST as=inventory\nexpect inventory completes=ERROR_SUCCESS not-before=\"1m\"",
            "inventory to complete with ERROR_SUCCESS not before 1m",
            "it ended after 6s",
        ),
    ] {
        let failure = failure(play(script));
        assert_eq!((failure.expected.as_str(), failure.came.as_str()), (expected, came), "{script}");
    }
}

#[test]
fn a_store_that_comes_back_after_trouble_and_a_service_that_comes_back_after_a_crash_agree() {
    assert_passes(
        r#"
        fault database full times=1
        ann InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_DATABASE_FULL
        ann InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_SUCCESS as=inventory
        run for="2s"
        service restart
        run until=quiet
        expect inventory completes=ERROR_CANCELLED
        ann InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_INVALID_HANDLE
        ann OpenNtmsSession expect=ERROR_SUCCESS
        ann InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_SUCCESS as=again
        expect again completes=ERROR_SUCCESS
        check L1.slot.1 State=NTMS_SLOTSTATE_FULL
        "#,
    );
}

#[test]
fn a_script_can_begin_before_the_service_is_there_and_the_console_takes_no_session_away() {
    let text = r#"
        title "First come, first served"
        service starting
        limits sessions=2
        library L1 slots=2 drives=1 inventory=none
        cartridge T1 at=L1.slot.1 recorded=L1.slot.2
        client ann
        client bob
        ann OpenNtmsSession expect=ERROR_NOT_READY
        service start
        ann OpenNtmsSession expect=ERROR_SUCCESS
        bob OpenNtmsSession expect=ERROR_SUCCESS as=second
        bob OpenNtmsSession expect=ERROR_NOT_ENOUGH_MEMORY
        check T1.physical Location=L1.slot.2
        bob InventoryNtmsLibrary library=L1 action=FAST session=bogus expect=ERROR_INVALID_HANDLE
        bob InventoryNtmsLibrary library=L1 action=FAST session=second expect=ERROR_SUCCESS as=inventory
        expect inventory completes=ERROR_SUCCESS
        check T1.physical Location=L1.slot.1
        service stop
        ann CloseNtmsSession expect=ERROR_CONNECTION_UNAVAIL
    "#;
    assert_holds(text);
}

#[test]
fn the_operator_does_what_is_scheduled() {
    let text = r#"
        title "A magazine is carried away"
        library L1 slots=4 drives=1 {
            door
            magazine first=1 last=2
        }
        cartridge T1 at=L1.slot.1
        cartridge T2 at=L1.slot.2
        client ann
        ann AccessNtmsLibraryDoor library=L1 action=FAST expect=ERROR_SUCCESS as=door
        after "3s" { operator open=L1.door.1; operator remove=L1.magazine.1; operator take=T1 }
        after "20s" { operator close=L1.door.1 }
        expect door completes=ERROR_SUCCESS not-before="20s"
        run until=quiet
        check L1.slot.2 State=NTMS_SLOTSTATE_NOTPRESENT holds=T2
        check L1.magazine.1 out=#true
        check T1 at=shelf
    "#;
    assert_holds(text);
}

#[test]
fn the_operator_does_what_is_asked_for() {
    let text = r#"
        title "A cartridge is fetched"
        library S kind=standalone
        cartridge T1 at=S.drive.1
        cartridge T2 recorded=offline
        client ann
        on-request NTMS_OPREQ_MOVEMEDIA after="1m" times=1 {
            operator take=T1
            operator insert=T2 into=S.drive.1
            operator satisfy=NTMS_OPREQ_MOVEMEDIA
        }
        ann MountNtmsMedia T2 timeout="10m" as=mount
        expect operator-request=NTMS_OPREQ_MOVEMEDIA first=T2 as=request within="1s"
        expect mount replies=ERROR_SUCCESS not-before="1m"
        check mount drives=S.drive.1
        check request State=NTMS_OPSTATE_COMPLETE
        check operator-requests open=0
    "#;
    assert_holds(text);
}

/// What an engine does that it should not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Twist {
    None,
    AnswersTwice,
    NeverAnswers,
    EndsTwice,
    NeverEnds,
    RecordsAFullSlotAsEmpty,
    ChangesWhenItRefuses,
    CannotWait,
}

/// Our engine, twisted.
struct Twisted {
    engine: Engine,
    twist: Twist,
    refusals: u64,
}

impl EngineUnderTest for Twisted {
    fn step(&mut self, now: Instant, input: Input, out: &mut Outbox) {
        let mut straight = Outbox::new();
        self.engine.step(now, input, &mut straight);
        for mut output in straight {
            let (mut times, twist) = (1, self.twist);
            match &mut output {
                Output::Reply { result, .. } => {
                    self.refusals += u64::from(result.is_err());
                    match twist {
                        Twist::AnswersTwice => times = 2,
                        Twist::NeverAnswers if result.is_err() => times = 0,
                        _ => {}
                    }
                }
                Output::Finished { .. } if twist == Twist::EndsTwice => times = 2,
                Output::Finished { .. } if twist == Twist::NeverEnds => times = 0,
                Output::Store(write) if twist == Twist::RecordsAFullSlotAsEmpty => {
                    for change in &mut write.changes {
                        if let Change::Slot(_, state @ SlotState::Full) = change {
                            *state = SlotState::Empty;
                        }
                        assert!(!matches!(change, Change::Insert(Object::Slot(..))));
                    }
                }
                _ => {}
            }
            out.extend(std::iter::repeat_n(output, times));
        }
    }

    fn next_deadline(&self) -> Option<Instant> {
        if self.twist == Twist::CannotWait { Some(Instant::START) } else { self.engine.next_deadline() }
    }

    fn is_idle(&self) -> bool {
        self.engine.is_idle()
    }

    fn fingerprint(&mut self) -> Option<u64> {
        let changed = if self.twist == Twist::ChangesWhenItRefuses { self.refusals } else { 0 };
        Some(self.engine.fingerprint() ^ changed)
    }
}

#[test]
fn the_checkers_object_to_what_no_engine_may_do() {
    let script = r#"
        ann InventoryNtmsLibrary library=L1 action=FAST as=inventory
        run for="1m"
        ann InventoryNtmsLibrary library=#null action=FAST
    "#;
    let scenario = scenario(script);
    let objection = |twist| {
        let mut subject = Twisted { engine: Engine::new(runner::config(&scenario)), twist, refusals: 0 };
        let options = Options { events: 2_000, ..Options::default() };
        let report = runner::run_with(&scenario, &options, &mut subject);
        match report.result {
            RunVerdict::Passed => "none".to_owned(),
            RunVerdict::Failed(failure) => failure.came,
        }
    };
    for (twist, expected) in [
        (Twist::None, "none"),
        (Twist::AnswersTwice, "although nobody waits for the answer any more"),
        (Twist::NeverAnswers, "ann's call of InventoryNtmsLibrary was never answered, and nothing is left to happen"),
        (Twist::EndsTwice, "a library request (NTMS_LM_INVENTORY) ended twice"),
        (Twist::NeverEnds, "a library request (NTMS_LM_INVENTORY) is NTMS_LM_PASSED on record, but its end was never announced"),
        (
            Twist::RecordsAFullSlotAsEmpty,
            "the record of L1.slot.1 is not what is there: T1 is in it, but on record it is NTMS_SLOTSTATE_EMPTY",
        ),
        (Twist::ChangesWhenItRefuses, "ann's call of InventoryNtmsLibrary was refused, and yet it changed the world"),
        (Twist::CannotWait, "more than 2000 things happened, and there is no end in sight"),
    ] {
        let objection = objection(twist);
        assert!(objection.contains(expected), "{twist:?}: {objection}");
    }
}

#[test]
fn a_cartridge_without_a_record_is_not_taken_for_another_that_has_one() {
    let two = r#"
title "Two cartridges with one sticker and one label"
library L1 slots=4 drives=1
cartridge T1 recorded=offline bar-code="A00001" label-id="X"
cartridge N1 recorded=none bar-code="A00001" label-id="X"
"#;
    assert_holds(&format!("{two}check T1 CurrentLibrary=offline\nann MountNtmsMedia N1 expect=ERROR_INVALID_MEDIA\n"));
    for check in ["check N1 CurrentLibrary=offline", "check N1.side.1 Side=1", "check N1.logical MediaPool=Data"] {
        let failure = failure(runner::run(&read(&format!("{two}{check}\n")), &Options::default()));
        assert_eq!(failure.came, "its record cannot be read: ERROR_OBJECT_NOT_FOUND", "{check}");
    }
}

#[test]
fn a_call_that_was_refused_unasked_is_told_when_something_trips_over_it() {
    let script = "service restart\nrun until=quiet\n\
                  ann EnumerateNtmsObject container=L1 type=DRIVE as=drives\n\
                  ann InventoryNtmsLibrary library=L1 action=FAST as=inventory\n";
    for (check, names) in [
        ("check drives count=2", vec!["EnumerateNtmsObject (drives)"]),
        ("expect inventory completes=ERROR_SUCCESS", vec!["InventoryNtmsLibrary (inventory)"]),
        ("check inventory State=NTMS_LM_PASSED", vec!["InventoryNtmsLibrary (inventory)"]),
        ("check L1.slot.1 holds=nothing", vec!["EnumerateNtmsObject (drives)", "InventoryNtmsLibrary (inventory)"]),
    ] {
        let text = format!("{WORLD}{script}{check}\n");
        let failure = failure(runner::run(&read(&text), &Options::default()));
        let told: Vec<String> = failure.refused.iter().map(|refused| refused.told(&text)).collect();
        assert_eq!(told.len(), names.len(), "{check}");
        for (told, name) in told.iter().zip(names) {
            let at = text.lines().position(|line| line.contains(name.split(' ').next().unwrap_or_default())).map_or(0, |at| at + 1);
            let begins = format!("line {at}: ann's {name} was refused with ERROR_INVALID_HANDLE, refused by SessionInvalid");
            assert!(told.starts_with(&begins) && told.ends_with("say it there: expect=ERROR_INVALID_HANDLE"), "{told}");
        }
    }
}

/// The bar codes of an input, padded as volume tags are.
fn pad(input: &mut Input) {
    let pad = |text: &mut std::sync::Arc<str>| *text = format!("{text:<32}").into();
    match input {
        Input::Hardware(Completion { result: Ok(Outcome::Elements(elements)), .. }) => {
            for status in elements {
                if let BarCode::Text(text) = &mut status.bar_code {
                    pad(text);
                }
            }
        }
        Input::Service(ServiceEvent::Recovered { database, .. }) => {
            for change in database {
                if let Change::Insert(Object::Medium(_, medium)) = change {
                    medium.bar_code.iter_mut().for_each(pad);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn blanks_behind_bar_codes_change_nothing() {
    let text = r#"
title "Two tapes change places, a third has another sticker than on record, and a fourth is new"
library L1 slots=6 drives=1
cartridge T1 at=L1.slot.2 recorded=L1.slot.1
cartridge T2 at=L1.slot.1 recorded=L1.slot.2
cartridge T3 at=L1.slot.3 recorded-bar-code="A00003"
cartridge T4 at=L1.slot.4 recorded=none

service restart
run until=quiet
check T1 Location=L1.slot.2 szBarCode="T1"
check T3 Location=L1.slot.3 szBarCode="T3"
check T4 Location=L1.slot.4 szBarCode="T4"
"#;
    let scenario = read(text);
    let mut padded = runner::behind(runner::config(&scenario), |engine, now, mut input, out| {
        pad(&mut input);
        engine.step(now, input, out);
    });
    let report = runner::run_with(&scenario, &Options::default(), &mut padded);
    assert!(matches!(report.result, RunVerdict::Passed), "{:?}", report.result);
    assert_eq!(report.hash, assert_holds(text).hash);
}
