//! A served world: what clients hear, what people can say to it, and that what it saw can be replayed.

use std::sync::mpsc;

use rsmlab_front::live::{LiveLibrary, ServedScenario as Description, Unserved};
use rsmlab_front::replay::{NoReplay, scenario_of};
use rsmlab_front::served::{Pace, ServedWorld};
use rsmlab_front::service::{ResetScope, Service, ServiceRequest, UnitKind};
use rsmlab_harness::runner::{Options, RunVerdict, run};
use rsmlab_harness::trace::Kept;
use rsmlab_language::beside::nothing;
use rsmlab_language::parse;
use rsmlab_scsi::answer::{ScsiAnswer, Status};
use rsmlab_scsi::nexus::Nexus;
use rsmlab_scsi::template::Template;

const WORLD: &str =
    "title \"Served\"\nservice stopped\nlibrary L1 slots=4 drives=2 {\n    port\n}\ncartridge T1 at=L1.slot.1\ncartridge T2\n";

fn described(text: &'static str) -> Description {
    let scenario = parse("world.kdl", text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    Description { name: "world.kdl", text, scenario: Box::leak(Box::new(scenario)) }
}

fn begun(pace: Pace) -> ServedWorld<LiveLibrary> {
    ServedWorld::begin(LiveLibrary::begin(described(WORLD), None, Kept::Everything).expect("it can be served"), pace)
}

/// Sends a command and waits for its answer.
fn ask(served: &ServedWorld<LiveLibrary>, nexus: Nexus, lun: u64, cdb: Vec<u8>, data: &[u8]) -> ScsiAnswer {
    let (answers, answer) = mpsc::channel();
    let done = Box::new(move |answer| answers.send(answer).expect("somebody waits"));
    served.submit(ServiceRequest { nexus, lun, cdb, data: data.to_vec() }, done);
    answer.recv().expect("every command is answered")
}

fn named(name: &str, said: &[(&str, i64)], sends: usize) -> Vec<u8> {
    Template::find(name).expect("there is such a command").block(said, sends)
}

/// A changer and a drive are used, a fault strikes between, and a client goes.
fn use_it(served: &ServedWorld<LiveLibrary>) -> Vec<ScsiAnswer> {
    let nexus = served.join("iqn.2026-11.test:one");
    let mut answers = Vec::new();
    let mut tell = |lun, cdb, data: &[u8]| answers.push(ask(served, nexus, lun, cdb, data));
    tell(0, vec![0; 6], &[]);
    // The transport is 1, the port 2, the drives are 3 and 4, the slots begin at 5: as a library without a make has them.
    tell(0, named("READ-STATUS", &[], 0), &[]);
    tell(0, named("MOVE", &[("from", 5), ("to", 3)], 0), &[]);
    tell(1, vec![0; 6], &[]);
    tell(1, vec![0; 6], &[]);
    tell(1, named("WRITE", &[], 5), b"hello");
    served.with(|library| library.say("fault L1.transport jam times=1", served.pace(), &nothing)).expect("it can be said");
    tell(1, named("UNLOAD", &[], 0), &[]);
    tell(0, named("MOVE", &[("from", 3), ("to", 6)], 0), &[]);
    tell(0, named("MOVE", &[("from", 3), ("to", 6)], 0), &[]);
    served.leave(nexus);
    answers
}

#[test]
fn what_is_due_happens_before_a_client_is_heard() {
    let text = "title \"Due\"\nservice stopped\nlibrary L1 slots=4 drives=2\ncartridge T1 at=L1.slot.1\nat \"0s\" { fault L1.transport jam times=1 }\n";
    let library = LiveLibrary::begin(described(text), None, Kept::Nothing).expect("it can be served");
    let served = ServedWorld::begin(library, Pace::Jumps);
    let nexus = served.join("iqn.2026-11.test:one");
    ask(&served, nexus, 0, vec![0; 6], &[]);
    let carry = || ask(&served, nexus, 0, named("MOVE", &[("from", 4), ("to", 5)], 0), &[]).status;
    assert_eq!([carry(), carry()], [Status::CheckCondition, Status::Good]);
}

#[test]
fn time_jumps_while_a_client_waits() {
    let served = begun(Pace::Jumps);
    assert_eq!(served.units(), [UnitKind::Changer, UnitKind::Drive, UnitKind::Drive]);
    let answers = use_it(&served);
    let told: Vec<String> =
        answers.iter().map(|answer| answer.sense.map_or_else(|| answer.status.word().to_owned(), |sense| sense.code.to_string())).collect();
    assert_eq!(told, ["6/29/00", "GOOD", "GOOD", "6/29/00", "6/28/00", "GOOD", "GOOD", "4/15/01", "GOOD"]);
    served.stop();
}

#[test]
fn the_same_client_leaves_the_same_trace_and_it_replays() {
    let traces = [(); 2].map(|()| {
        let served = begun(Pace::Jumps);
        use_it(&served);
        served.stop();
        served.with(|library| library.trace().json_lines().collect::<Vec<_>>().join("\n"))
    });
    assert_eq!(traces[0], traces[1]);
    let text = scenario_of(&traces[0]).expect("it was served");
    assert!(text.contains("sense=\"4/15/01\"") && text.contains("fault L1.transport jam times=1"), "{text}");
    let scenario = parse("replay.kdl", &text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    if let RunVerdict::Failed(failure) = run(&scenario, &Options::default()).result {
        panic!("{failure}\n{text}");
    }
}

#[test]
fn whatever_is_no_trace_of_a_served_library_is_no_scenario() {
    assert!(matches!(scenario_of("not json"), Err(NoReplay::NoRecord { line: 1, .. })));
    let report = run(&parse("plain.kdl", WORLD).unwrap_or_else(|mistakes| panic!("{mistakes}")), &Options::default());
    let plain: Vec<String> = report.trace.json_lines().collect();
    assert!(matches!(scenario_of(&plain.join("\n")), Err(NoReplay::NotServed)));
}

#[test]
fn what_is_said_is_done_or_refused_with_a_reason() {
    let served = begun(Pace::Jumps);
    let say = |line: &str| served.with(|library| library.say(line, served.pace(), &nothing));
    assert_eq!(say("operator pull=L1.port"), Ok(()));
    assert_eq!(say("operator insert=T2 into=L1.port"), Ok(()));
    assert_eq!(say("check L1.port.1.1 holds=T2"), Ok(()));
    for (line, why) in [
        ("operator insert=T9 into=L1.port", "T9"),
        ("check L1.port.1.1 holds=T1", "T1"),
        ("run until=quiet", "run for="),
        ("cartridge T3", "stays as it is"),
        ("fault L1.transport jam\nfault L1.drive.1 stuck", "one statement"),
        ("", "one statement"),
    ] {
        let refused = say(line).expect_err(line);
        assert!(refused.contains(why), "{line}: {refused}");
    }
    served.stop();
}

#[test]
fn a_fault_with_an_end_ends_when_somebody_lets_time_pass() {
    let served = begun(Pace::Jumps);
    let say = |line: &str| served.with(|library| library.say(line, served.pace(), &nothing)).expect(line);
    say("fault L1 power-off for=\"10m\"");
    assert!(!served.is_reachable(), "time stands still while nothing is at work");
    say("run for=\"9m\"");
    assert!(!served.is_reachable());
    say("run for=\"1m\"");
    assert!(served.is_reachable());
    served.stop();
}

#[test]
fn where_time_passes_by_itself_nobody_lets_it_pass() {
    let served = begun(Pace::Times(1.0));
    let refused = served.with(|library| library.say("run for=\"1h\"", served.pace(), &nothing)).expect_err("it passes by itself");
    assert!(refused.contains("passes by itself"), "{refused}");
    served.stop();
}

#[test]
fn who_waits_when_it_ends_is_told() {
    // A day for a second, so that nothing ends before it is stopped.
    let served = begun(Pace::Times(0.001));
    let nexus = served.join("iqn.2026-11.test:one");
    ask(&served, nexus, 0, vec![0; 6], &[]);
    let (answers, answer) = mpsc::channel();
    let waits = |answers: mpsc::Sender<ScsiAnswer>| Box::new(move |answer| answers.send(answer).expect("somebody waits"));
    let request = |to| ServiceRequest { nexus, lun: 0, cdb: named("MOVE", &[("from", 5), ("to", to)], 0), data: Vec::new() };
    let first = served.submit(request(6), waits(answers.clone()));
    assert!(served.abort(first));
    assert_eq!(answer.recv().map(|answer| answer.status), Ok(Status::TaskAborted));
    assert!(!served.abort(first), "it is over");
    served.submit(request(7), waits(answers));
    served.stop();
    assert_eq!(answer.recv().map(|answer| answer.status), Ok(Status::TaskAborted));
}

#[test]
fn time_passes_as_fast_as_somebody_wants() {
    // An hour in less than four milliseconds: a client that waits for a move does not wait long.
    let served = begun(Pace::Times(1_000_000.0));
    let nexus = served.join("iqn.2026-11.test:one");
    ask(&served, nexus, 0, vec![0; 6], &[]);
    assert_eq!(ask(&served, nexus, 0, named("MOVE", &[("from", 5), ("to", 6)], 0), &[]).status, Status::Good);
    served.stop();
}

#[test]
fn one_library_is_served_and_it_has_to_be_said_which() {
    let two = described("title \"Two\"\nservice stopped\nlibrary L1\nlibrary L2\n");
    assert!(matches!(LiveLibrary::begin(two, None, Kept::Nothing), Err(Unserved::Several { .. })));
    assert!(matches!(LiveLibrary::begin(two, Some("L3"), Kept::Nothing), Err(Unserved::NoSuchLibrary { .. })));
    assert!(LiveLibrary::begin(two, Some("L2"), Kept::Nothing).is_ok());
}

#[test]
fn what_is_no_drive_of_lto_5_is_told() {
    let told = |library: &str| {
        let text = format!("title \"One\"\nservice stopped\n{library}\n");
        LiveLibrary::begin(described(text.leak()), None, Kept::Nothing).expect("it can be served").caution()
    };
    assert_eq!(told("library L1 drives=2"), None);
    let of_discs = "caution: drives of L1 take MO_5_RW; to programs each is a tape drive of LTO-5".to_owned();
    assert_eq!(told("library L1 like=jukebox-mo"), Some(of_discs));
}

#[test]
fn a_script_is_played_before_its_library_is_served() {
    let moves = "title \"Moves\"\nservice stopped\nlibrary L1 slots=4 drives=1\ncartridge T1 at=L1.slot.1\nscsi L1 TEST-UNIT-READY sense=\"6/29/00\"\n\
        scsi L1 MOVE from=L1.slot.1 to=L1.slot.2 expect=GOOD\ncheck L1.slot.2 holds=T1\nrun for=\"1h\"\n";
    let served = ServedWorld::begin(LiveLibrary::begin(described(moves), None, Kept::Everything).expect("it is played"), Pace::Jumps);
    let nexus = served.join("host");
    assert_eq!(code(&ask(&served, nexus, 0, vec![0; 6], &[])), "6/29/00");
    // The transport is 1, the drive 2, the slots begin at 3.
    assert_eq!(ask(&served, nexus, 0, named("MOVE", &[("from", 4), ("to", 5)], 0), &[]).status, Status::Good);
    let text = replayed(&served);
    assert_eq!(text.matches("MOVE").count(), 1, "what the script had done is not done twice: {text}");

    let fails = described(format!("{moves}check L1.slot.1 holds=T1\n").leak());
    let why = LiveLibrary::begin(fails, None, Kept::Nothing).map(drop).expect_err("it is not there");
    assert!(why.to_string().contains(":9: expected"), "{why}");
}

/// The scenario of what a world has seen, which has to go on as the world did.
fn replayed(served: &ServedWorld<LiveLibrary>) -> String {
    served.stop();
    let trace = served.with(|library| library.trace().json_lines().collect::<Vec<_>>().join("\n"));
    let text = scenario_of(&trace).unwrap_or_else(|why| panic!("{why}\n{trace}"));
    let scenario = parse("replay.kdl", &text).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    if let RunVerdict::Failed(failure) = run(&scenario, &Options::default()).result {
        panic!("{failure}\n{text}");
    }
    text
}

fn code(answer: &ScsiAnswer) -> String {
    answer.sense.map_or_else(|| answer.status.word().to_owned(), |sense| sense.code.to_string())
}

#[test]
fn what_is_said_is_not_done_twice() {
    let served = begun(Pace::Jumps);
    let say = |line: &str| served.with(|library| library.say(line, served.pace(), &nothing));
    // Whatever was demanded of it: it is told as it ended.
    let refused = say("scsi L1 TEST-UNIT-READY expect=GOOD").expect_err("it has a unit attention");
    assert!(refused.contains("6/29/00"), "{refused}");
    say("initiator other join=L1").expect("it comes");
    say("scsi L1 MOVE host=other from=L1.slot.1 to=L1.drive.1").expect("it is sent");
    say("after \"1m\" { scsi L1 TEST-UNIT-READY host=later; initiator later leave=L1 }").expect("it is scheduled");
    say("run for=\"2m\"").expect("time passes");
    let nexus = served.join("iqn.2026-11.test:one");
    assert_eq!(code(&ask(&served, nexus, 0, vec![0; 6], &[])), "6/29/00");
    let text = replayed(&served);
    let sent: Vec<&str> = text.lines().filter(|line| line.contains("scsi ")).collect();
    assert_eq!(sent.len(), 4, "{text}");
    assert!(text.contains("scsi L1 \"00 00 00 00 00 00\" host=host sense=\"6/29/00\""), "{text}");
}

#[test]
fn what_is_refused_is_a_comment() {
    let served = begun(Pace::Jumps);
    let say = |line: &str| served.with(|library| library.say(line, served.pace(), &nothing));
    assert!(say("check L1.slot.1 holds=T2").is_err());
    assert!(say("operator insert=T1 into=L1.slot.1").is_err());
    say("check L1.slot.1 holds=T1").expect("it is so");
    let text = replayed(&served);
    assert_eq!(text.lines().filter(|line| line.starts_with("// refused: ")).count(), 2, "{text}");
    assert!(text.contains("\ncheck L1.slot.1 holds=T1\n"), "{text}");
}

#[test]
fn what_was_scheduled_by_the_scenario_itself_is_not_done_twice() {
    let world = described("title \"Sends\"\nservice stopped\nlibrary L1\nat \"0s\" { scsi L1 TEST-UNIT-READY sense=\"6/29/00\" }\n");
    let served = ServedWorld::begin(LiveLibrary::begin(world, None, Kept::Everything).expect("it can be served"), Pace::Jumps);
    served.with(|library| library.say("run for=\"1s\"", Pace::Jumps, &nothing)).expect("time passes");
    assert_eq!(replayed(&served).matches("scsi L1").count(), 1);
}

#[test]
fn a_unit_that_is_not_there_is_asked_again() {
    let served = begun(Pace::Jumps);
    let nexus = served.join("iqn.2026-11.test:one");
    ask(&served, nexus, 9, named("INQUIRY", &[], 0), &[]);
    assert_eq!(code(&ask(&served, nexus, 9, vec![0; 6], &[])), "5/25/00");
    assert_eq!(code(&ask(&served, nexus, u64::MAX, vec![0; 6], &[])), "5/25/00");
    let text = replayed(&served);
    assert!(text.contains("lun=9 expect=GOOD") && text.contains("lun=65535 sense=\"5/25/00\""), "{text}");
}

#[test]
fn a_line_that_no_scenario_can_say_is_named() {
    let served = begun(Pace::Jumps);
    let nexus = served.join("iqn.2026-11.test:one");
    ask(&served, nexus, 0, vec![0; 6], &[]);
    served.stop();
    let trace = served.with(|library| library.trace().json_lines().collect::<Vec<_>>());
    let line = 1 + trace.iter().position(|record| record.contains("\"Sent\"")).expect("it was sent");
    let spoilt = trace.join("\n").replace("host-1", "no name");
    let why = scenario_of(&spoilt).expect_err("no host is called so").to_string();
    let joins = line - 1;
    assert!(why.contains(&format!("line {joins} of the trace")) && why.contains("no name"), "{why}");
}

#[test]
fn parameter_lists_are_sent_again_as_they_were() {
    let served = begun(Pace::Jumps);
    let nexus = served.join("iqn.2026-11.test:one");
    ask(&served, nexus, 0, vec![0; 6], &[]);
    ask(&served, nexus, 0, named("MOVE", &[("from", 5), ("to", 3)], 0), &[]);
    for _ in 0..4 {
        ask(&served, nexus, 1, vec![0; 6], &[]);
    }
    // A block descriptor: blocks of 512 bytes.
    let modes = [0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 2, 0];
    assert_eq!(code(&ask(&served, nexus, 1, named("MODE-SELECT", &[], modes.len()), &modes)), "GOOD");
    // Two blocks, which are two times that long.
    assert_eq!(code(&ask(&served, nexus, 1, vec![0x0A, 1, 0, 0, 2, 0], &[7; 1024])), "GOOD");
    let text = replayed(&served);
    assert!(text.contains("sends=\"00 00 10 08 00 00 00 00 00 00 02 00\" expect=GOOD"), "{text}");
    assert!(text.contains("sends=1024 expect=GOOD"), "what is written stays a number: {text}");
}

#[test]
fn what_a_trace_has_no_bytes_of_is_told() {
    let served = begun(Pace::Jumps);
    let nexus = served.join("iqn.2026-11.test:one");
    ask(&served, nexus, 0, vec![0; 6], &[]);
    ask(&served, nexus, 0, vec![0x55, 0x10, 0, 0, 0, 0, 0, 0x10, 0, 0], &[0; 4096]);
    ask(&served, nexus, 1, vec![0; 6], &[]);
    ask(&served, nexus, 1, named("WRITE", &[], 17 << 20 & 0xFF_FFFF), &vec![0; 17 << 20]);
    let text = replayed(&served);
    assert!(text.contains("only the length of this parameter list"), "{text}");
    assert!(text.contains("// left out: host-1 sends L1.drive.1"), "{text}");
}

#[test]
fn who_has_left_has_reserved_nothing() {
    let served = begun(Pace::Jumps);
    let [one, two] = ["one", "two"].map(|name| served.join(name));
    for nexus in [one, two] {
        assert_eq!(code(&ask(&served, nexus, 0, vec![0; 6], &[])), "6/29/00");
    }
    assert_eq!(code(&ask(&served, one, 0, named("RESERVE", &[], 0), &[])), "GOOD");
    assert_eq!(code(&ask(&served, two, 0, vec![0; 6], &[])), "RESERVATION-CONFLICT");
    served.leave(one);
    assert_eq!(code(&ask(&served, two, 0, vec![0; 6], &[])), "GOOD");
    let text = replayed(&served);
    assert!(text.contains("initiator host-1 join=L1") && text.contains("initiator host-1 leave=L1"), "{text}");
}

#[test]
fn who_was_there_when_something_happened_hears_of_it() {
    let served = begun(Pace::Jumps);
    let nexus = served.join("iqn.2026-11.test:one");
    served.with(|library| library.say("operator pull=L1.port", served.pace(), &nothing)).expect("it opens");
    served.with(|library| library.say("operator push=L1.port", served.pace(), &nothing)).expect("it closes");
    let heard: Vec<String> = (0..3).map(|_| code(&ask(&served, nexus, 0, vec![0; 6], &[]))).collect();
    assert_eq!(heard, ["6/29/00", "6/28/01", "GOOD"]);
    replayed(&served);
}

#[test]
fn resets_are_told_and_replayed() {
    let served = begun(Pace::Jumps);
    let nexus = served.join("iqn.2026-11.test:one");
    let hear = |lun| code(&ask(&served, nexus, lun, vec![0; 6], &[]));
    assert_eq!([hear(0), hear(1)], ["6/29/00", "6/29/00"]);
    served.reset(nexus, ResetScope::LogicalUnit(0));
    assert_eq!([hear(0), hear(1)], ["6/29/00", "2/3A/00"]);
    served.reset(nexus, ResetScope::LogicalUnit(1));
    assert_eq!([hear(0), hear(1)], ["GOOD", "6/29/00"]);
    served.reset(nexus, ResetScope::Target);
    assert_eq!([hear(0), hear(1)], ["6/29/00", "6/29/00"]);
    served.reset(nexus, ResetScope::LogicalUnit(9));
    let text = replayed(&served);
    for told in [
        "initiator host-1 reset=L1\n",
        "initiator host-1 reset=L1.drive.1\n",
        "initiator host-1 reset-target=L1\n",
        "// left out: host-1 resets lun 9",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[test]
fn commands_that_are_aborted_are_aborted_again() {
    // A day for a second, so that nothing ends by itself.
    let served = begun(Pace::Times(0.001));
    let [one, two] = ["one", "two"].map(|name| served.join(name));
    for nexus in [one, two] {
        ask(&served, nexus, 0, vec![0; 6], &[]);
    }
    let (answers, answer) = mpsc::channel();
    let submit = |nexus, to| {
        let answers = answers.clone();
        let request = ServiceRequest { nexus, lun: 0, cdb: named("MOVE", &[("from", 5), ("to", to)], 0), data: Vec::new() };
        served.submit(request, Box::new(move |answer| answers.send(answer).expect("somebody waits")))
    };
    let tasks = [submit(one, 6), submit(one, 7), submit(two, 8)];
    assert!(served.abort(tasks[1]));
    // Whoever leaves aborts what is left of theirs.
    served.leave(two);
    let aborted = [(); 2].map(|()| answer.recv().expect("it ends").status);
    assert_eq!(aborted, [Status::TaskAborted; 2]);
    let text = replayed(&served);
    assert!(text.contains("initiator host-1 abort=L1 command=2"), "{text}");
    assert_eq!(text.matches("expect=TASK-ABORTED").count(), 2, "{text}");
}
