//! The shrinker, held against engines that lie: what is left is short, holds with the true engine, and is always the same.

use std::collections::BTreeSet;

use rsmlab_engine::call::Answer;
use rsmlab_engine::engine::Engine;
use rsmlab_engine::function::Function;
use rsmlab_engine::id::CallId;
use rsmlab_engine::input::Input;
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::record::state::{NotificationEvent, Operation, RequestState};
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;
use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::runner::{Options, behind, config, run_before, run_with};
use rsmlab_harness::trace::Kept;
use rsmlab_language::{Scenario, format, parse, print};
use rsmlab_search::generate::{Profile, Site, generate};
use rsmlab_search::shrink::{Budget, Shrunk, file_name, shrink};
use rsmlab_search::trial::{TrialFailure, WORK, attempt, judge, only_the_twin_sees};
use rsmlab_search::twin::Twin;

/// What stands between the runner and an engine.
type HandOn = Box<dyn FnMut(&mut Engine, Instant, Input, &mut Outbox)>;

/// Few things happen in these runs, and those that never end need not go on for long.
const OPTIONS: Options = Options { events: 20_000, work: WORK, lines: 0, kept: Kept::Everything };

fn with(scenario: &Scenario, lie: fn() -> HandOn) -> Option<TrialFailure> {
    judge(scenario, &run_with(scenario, &OPTIONS, &mut behind(config(scenario), lie())))
}

/// Hands everything on, and then lies about what came; the calls of a function so far are known.
fn lying(function: Function, mut lie: impl FnMut(&BTreeSet<CallId>, &mut Outbox, usize) + 'static) -> HandOn {
    let mut calls = BTreeSet::new();
    Box::new(move |engine, now, input, out| {
        if let Input::Call { call, method, .. } = &input
            && method.function() == function
        {
            calls.insert(*call);
        }
        let before = out.len();
        engine.step(now, input, out);
        lie(&calls, out, before);
    })
}

/// Answers every mount twice.
fn says_it_twice() -> HandOn {
    lying(Function::MountNtmsMedia, |mounts, out, before| {
        let again: Vec<Output> = out[before..]
            .iter()
            .filter(|output| matches!(output, Output::Reply { call, result: Ok(_) } if mounts.contains(call)))
            .cloned()
            .collect();
        out.extend(again);
    })
}

/// Says that inventories that were made were not.
fn tells_otherwise() -> HandOn {
    lying(Function::InventoryNtmsLibrary, |_, out, before| {
        for output in &mut out[before..] {
            if let Output::Finished { operation: Operation::Inventory, status: status @ Status::Success, .. } = output {
                *status = Status::InvalidDrive;
            }
        }
    })
}

/// Says of ejects that failed that something else was the reason.
fn blames_another() -> HandOn {
    lying(Function::EjectNtmsMedia, |_, out, before| {
        for output in &mut out[before..] {
            if let Output::Finished { operation: Operation::Eject, state: RequestState::Failed, status, .. } = output {
                *status = Status::InvalidDrive;
            }
        }
    })
}

/// Tells each call that waits for news that an object was inserted, whatever has happened.
fn tells_of_births() -> HandOn {
    lying(Function::WaitForNtmsNotification, |waits, out, before| {
        for output in &mut out[before..] {
            if let Output::Reply { call, result: Ok(Answer::Notification(news)) } = output
                && waits.contains(call)
            {
                news.event = NotificationEvent::ObjInsert;
            }
        }
    })
}

/// Answers mounts twice once the service has come back.
fn stutters_after_a_restart() -> HandOn {
    let (mut starts, mut mounts) = (0, says_it_twice());
    Box::new(move |engine, now, input, out| {
        starts += u32::from(matches!(input, Input::Service(_)));
        if starts > 2 { mounts(engine, now, input, out) } else { engine.step(now, input, out) }
    })
}

/// Never says that a mount was refused.
fn keeps_refusals() -> HandOn {
    lying(Function::MountNtmsMedia, |mounts, out, before| {
        let mut index = before;
        while index < out.len() {
            if matches!(&out[index], Output::Reply { call, result: Err(_) } if mounts.contains(call)) {
                out.remove(index);
            } else {
                index += 1;
            }
        }
    })
}

/// A generated run that fails before a liar, and how.
fn found(lie: fn() -> HandOn) -> (Scenario, TrialFailure) {
    let site = Site::all().into_iter().find(|site| site.name() == "small").expect("there is a small library");
    let runs = (0..40).map(|seed| generate(seed, Profile::Rough, &site, None));
    let mut failing = runs.filter_map(|scenario| with(&scenario, lie).map(|failing| (scenario, failing)));
    failing.next().expect("some run finds the lie out")
}

fn lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// What shrinking comes to, after everything that is promised of it has been seen to.
fn shrunk(scenario: &Scenario, failing: &TrialFailure, lie: fn() -> HandOn) -> Shrunk {
    let shrunk = shrink(scenario.clone(), failing, &mut |candidate| with(candidate, lie), Budget::default());
    let Shrunk { scenario: small, text, .. } = &shrunk;
    assert_eq!(with(small, lie).map(|failing| failing.way).as_ref(), Some(&failing.way), "{text}");
    assert_eq!(parse("text", text).as_ref().ok(), Some(small), "{text}");
    assert_eq!(parse("print", &print(small)).as_ref().ok(), Some(small), "{text}");
    assert_eq!(format("text", text).as_deref().ok(), Some(text.as_str()));
    assert!(lines(text) <= 12, "{text}");
    shrunk
}

fn holds(scenario: &Scenario) {
    assert_eq!(attempt(scenario, &OPTIONS, &mut ()).failing, None, "{}", print(scenario));
}

#[test]
fn a_second_answer_is_a_mount_and_nothing_else() {
    let (scenario, failing) = found(says_it_twice);
    let shrunk = shrunk(&scenario, &failing, says_it_twice);
    holds(&shrunk.scenario);
    assert_eq!(failing.way.promise, "one-answer");
    assert!(lines(&shrunk.text) <= 3 && shrunk.text.contains("ann MountNtmsMedia"), "{}", shrunk.text);
}

#[test]
fn who_need_not_bring_a_cartridge_go_home() {
    let told =
        "title \"A mount\"\nlibrary L1 kind=standalone\ncartridge T1 recorded=offline\nhabit\nann MountNtmsMedia T1\nrun until=quiet\n";
    let scenario = parse("told", told).expect("it is a scenario");
    let failing = with(&scenario, says_it_twice).expect("it fails before a liar");
    let text = shrunk(&scenario, &failing, says_it_twice).text;
    assert!(!text.contains("habit") && text.contains("cartridge T1 at=L1."), "{text}");
}

#[test]
fn an_end_that_is_told_otherwise_is_an_inventory_and_nothing_else() {
    let (scenario, failing) = found(tells_otherwise);
    let shrunk = shrunk(&scenario, &failing, tells_otherwise);
    holds(&shrunk.scenario);
    assert_eq!(failing.way.promise, "one-end");
    assert!(lines(&shrunk.text) <= 4, "{}", shrunk.text);
}

#[test]
fn a_refusal_that_nobody_hears_is_a_mount_that_is_refused() {
    let (scenario, failing) = found(keeps_refusals);
    let shrunk = shrunk(&scenario, &failing, keeps_refusals);
    holds(&shrunk.scenario);
}

#[test]
fn an_eject_that_fails_keeps_what_makes_it_fail() {
    let (scenario, failing) = found(blames_another);
    let shrunk = shrunk(&scenario, &failing, blames_another);
    holds(&shrunk.scenario);
    assert_eq!(failing.way.promise, "one-end");
    assert!(shrunk.text.contains("ann EjectNtmsMedia"), "{}", shrunk.text);
}

#[test]
fn what_needs_a_restart_keeps_it() {
    let (scenario, failing) = found(stutters_after_a_restart);
    let shrunk = shrunk(&scenario, &failing, stutters_after_a_restart);
    holds(&shrunk.scenario);
    assert!(lines(&shrunk.text) <= 5 && shrunk.text.contains("service restart"), "{}", shrunk.text);
}

#[test]
fn the_same_comes_out_every_time() {
    let (scenario, failing) = found(says_it_twice);
    let once = || shrink(scenario.clone(), &failing, &mut |candidate| with(candidate, says_it_twice), Budget(300));
    assert_eq!(once(), once());
}

#[test]
fn nobody_tries_more_than_the_budget_allows() {
    let (scenario, failing) = found(says_it_twice);
    let shrunk = shrink(scenario.clone(), &failing, &mut |candidate| with(candidate, says_it_twice), Budget(10));
    assert_eq!(shrunk.tried, 10);
    assert_eq!(with(&shrunk.scenario, says_it_twice).map(|failing| failing.way), Some(failing.way));
}

const HOPE: &str = r#"title "A cleaner that cleans twice"
seed 7
library L1 like=library-48 drives=2
library L2
cartridge T1 at=L1.slot.3 label=blank
cartridge T2 at=L1.slot.12 bar-code=none
cartridge CLN001 kind=cleaner cleans-left=4 at=L1.slot.17
client root rights=admin
client bob application="Backup"
habit reaction="34s" patience="129s" wrong-slot=3
at "314s" { fault L2.transport jam on-use=3 for="17s" }
at "20m" { bob MountNtmsMedia T2.side.1 priority=7 as=bob-1 }
root InventoryNtmsLibrary library=L2 action=DEFAULT as=root-1
run until=root-1
bob MountNtmsMedia T2.side.1 options=READ+WRITE priority=3 timeout="17m" as=bob-2
run until=bob-2
check L1.slot.17 holds=T2
settle within="2d"
"#;

#[test]
fn a_hope_that_is_in_vain_keeps_what_it_needs() {
    let scenario = parse("hope", HOPE).expect("it is a scenario");
    let mut truth = |candidate: &Scenario| attempt(candidate, &OPTIONS, &mut ()).failing;
    let failing = truth(&scenario).expect("the hope is in vain");
    let shrunk = shrink(scenario, &failing, &mut truth, Budget::default());
    assert_eq!(truth(&shrunk.scenario).map(|failing| failing.way), Some(failing.way));
    assert_eq!(parse("text", &shrunk.text).ok(), Some(shrunk.scenario));
    assert!(lines(&shrunk.text) <= 6, "{}", shrunk.text);
}

const NEWS: &str = "title \"News\"\nlibrary L1\nclient ann\nann OpenNtmsNotification type=LIBREQUEST as=news\n\
    ann InventoryNtmsLibrary library=L1 action=FAST\nrun until=quiet\nann WaitForNtmsNotification channel=news\n\
    ann WaitForNtmsNotification channel=news\nrun until=quiet\n";

#[test]
fn a_file_says_that_it_takes_the_twin_to_see_what_is_wrong() {
    let scenario = parse("news", NEWS).expect("it is a scenario");
    let before = |scenario: &Scenario, witness: &mut dyn Witness| {
        judge(scenario, &run_before(scenario, &OPTIONS, &mut behind(config(scenario), tells_of_births()), witness))
    };
    let mut watched = |scenario: &Scenario| before(scenario, &mut Twin::new(scenario));
    let failing = watched(&scenario).expect("the twin sees it");
    let shrunk = shrink(scenario, &failing, &mut watched, Budget::default());
    assert!(!shrunk.needs_twin && only_the_twin_sees(&shrunk.scenario, &failing.way, before), "{}", shrunk.text);
    let shrunk = shrunk.for_the_twin();
    assert!(shrunk.needs_twin && shrunk.text.lines().next().is_some_and(|line| line.contains("rsmlab run --twin")), "{}", shrunk.text);
    assert_eq!(parse("text", &shrunk.text).as_ref().ok(), Some(&shrunk.scenario));
    assert_eq!(format("text", &shrunk.text).as_deref().ok(), Some(shrunk.text.as_str()));
}

#[test]
fn what_everybody_sees_does_not_take_the_twin() {
    let (scenario, failing) = found(says_it_twice);
    assert!(!only_the_twin_sees(&scenario, &failing.way, |candidate, _| with(candidate, says_it_twice)));
}

const JAMMED: &str = r#"title "A cleaner goes in at once, although the transport jams"
library L1 slots=8 drives=2 {
    port
    cleaner-slot 8
}
cartridge CLN001 kind=cleaner cleans-left=20
client ann
client bob
fault L1.transport jam on-move=1 for="40s"
bob InventoryNtmsLibrary library=#null action=FAST
at "5s" { operator insert=CLN001 into=L1.port.1 }
ann InjectNtmsCleaner library=L1 action=START cleans-left=20 expect=ERROR_SUCCESS as=inject
expect inject completes=ERROR_SUCCESS within="30s"
check L1.slot.8 holds=CLN001
"#;

#[test]
fn a_statement_that_is_not_met_stays_as_it_is_and_fails_for_the_same_reason() {
    let scenario = parse("jammed", JAMMED).expect("it is a scenario");
    let mut truth = |candidate: &Scenario| attempt(candidate, &OPTIONS, &mut ()).failing;
    let failing = truth(&scenario).expect("the transport is jammed");
    let shrunk = shrink(scenario, &failing, &mut truth, Budget::default());
    for kept in ["expect inject completes=ERROR_SUCCESS within=\"30s\"", "fault L1.transport.1 jam"] {
        assert!(shrunk.text.contains(kept), "`{kept}` is gone:\n{}", shrunk.text);
    }
    assert!(!shrunk.text.contains("bob") && !shrunk.text.contains("check"), "{}", shrunk.text);
    assert_eq!(truth(&shrunk.scenario).and_then(|failing| failing.unmet), failing.unmet);
}

const IN_STEPS: &str = r#"title "Too soon"
library L1
cartridge T1 at=L1.slot.1
client ann
after "0s" { ann MountNtmsMedia T1 as=mount }
after "1m" { ann DismountNtmsMedia T1 }
run for="2s"
run for="2s40ms"
check L1.drive.1 State=NTMS_DRIVESTATE_DISMOUNTED
"#;

#[test]
fn waits_that_follow_one_another_are_one() {
    let scenario = parse("in steps", IN_STEPS).expect("it is a scenario");
    let mut truth = |candidate: &Scenario| attempt(candidate, &OPTIONS, &mut ()).failing;
    let failing = truth(&scenario).expect("it is in the drive by then");
    let shrunk = shrink(scenario, &failing, &mut truth, Budget::default());
    assert!(shrunk.text.matches("run for").count() == 1 && !shrunk.text.contains("2s40ms"), "{}", shrunk.text);
}

#[test]
fn files_are_named_after_what_is_broken() {
    let (scenario, failing) = found(says_it_twice);
    let name = file_name(&failing, &scenario);
    assert!(name.starts_with("one-answer-call-") && name.ends_with(".kdl") && name.len() <= 60, "{name}");
}
