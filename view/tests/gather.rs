//! The data of a run: a story in full, and what holds of every run.

use std::fs;
use std::path::{Path, PathBuf};

use rsmlab_harness::runner::{self, Options};
use rsmlab_language::beside::FileBeside;
use rsmlab_language::{parse, parse_beside};
use rsmlab_view::model::{EventKind, Events, LaneKind, SpanKind, TimeSpan, What};
use rsmlab_view::{PlayedScenario, Run, of_run, of_trace};
use serde::Serialize;

/// The folder of the stories.
fn stories() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/stories")
}

/// The files that stories name.
fn beside(file: &str) -> Result<FileBeside, String> {
    let text = fs::read_to_string(stories().join(file)).map_err(|cause| cause.to_string())?;
    Ok(FileBeside { name: file.to_owned(), text: text.into() })
}

/// Plays a scenario and gathers what came of it.
fn played(path: &str, text: &str) -> Run {
    let scenario = parse_beside(path, text, &beside).expect("it is a scenario");
    let report = runner::run_with_journal(&scenario, &Options::default(), &mut runner::ours(runner::config(&scenario)), &mut ());
    of_run(PlayedScenario { path, text, scenario: &scenario, report: &report })
}

fn story(name: &str) -> Run {
    let text = fs::read_to_string(stories().join(name)).expect("the story is there");
    played(name, &text)
}

#[test]
fn the_data_of_a_story() {
    let run = story("jammed-on-the-way-back.kdl");
    insta::assert_snapshot!(told(&run));
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("it is plain data")
}

/// The data of a run, an event, a change and a span a line.
fn told(run: &Run) -> String {
    let mut text = String::new();
    let mut line = |told: String| {
        text.push_str(&told);
        text.push('\n');
    };
    line(format!("{} {} seed {} {}..{} {} {}", run.title, run.hash, run.seed, run.begin, run.end, run.verdict, run.truth));
    run.libraries.iter().for_each(|library| line(json(library)));
    run.cartridges.iter().for_each(|cartridge| line(json(cartridge)));
    run.scenario.iter().flat_map(|script| &script.statements).for_each(|statement| line(json(statement)));
    let Events { at, cause, actor, kind, text: texts, line: lines, about, actors, things } = &run.events;
    for event in 0..at.len() {
        let about: Vec<&str> = about[event].iter().map(|thing| things[*thing].as_str()).collect();
        let (kind, actor) = (json(&kind[event]), &actors[actor[event]]);
        line(format!(
            "{event} {} {actor} {kind} <- {} line {} about {about:?}: {}",
            at[event],
            cause[event],
            lines[event],
            texts[event].join(" / ")
        ));
    }
    for (event, variable, value) in &run.state.changes {
        let variable = &run.state.variables[*variable];
        line(format!("{event} {} {} = {:?}", json(&variable.what), variable.of, run.state.values[*value]));
    }
    for lane in &run.lanes {
        line(format!("{} {}, {} rows", json(&lane.kind), lane.name, lane.rows));
        lane.spans.iter().for_each(|span| line(json(span)));
    }
    run.failure.iter().for_each(|failure| line(json(failure)));
    text
}

#[test]
fn truth_and_belief_part_where_a_cartridge_is_not_where_it_was_left() {
    let text = "title \"A drop\"\ncartridge T1 at=L1.slot.1\nfault L1.transport drop\nann MountNtmsMedia T1\n";
    let run = played("drop.kdl", text);
    let last = run.events.at.len() - 1;
    let values = run.state.at(last);
    let value = |what| {
        let place = run.state.variables.iter().position(|variable| variable.what == what && variable.of == "T1");
        place.and_then(|place| values[place])
    };
    assert_eq!(value(What::Place), Some("the floor of L1"));
    assert_ne!(value(What::Belief), Some("the floor of L1"));
}

/// The fault of a run: when it began and ended, and what is broken on the part at the last event.
fn fault(text: &str, part: &str) -> (u64, Option<u64>, String) {
    let run = played("fault.kdl", text);
    let lane = run.lanes.iter().find(|lane| lane.kind == LaneKind::Faults).expect("a fault is armed");
    let span = lane.spans.iter().find(|span| span.kind == SpanKind::Trouble).expect("it lasts");
    let place = run.state.variables.iter().position(|variable| variable.what == What::Fault && variable.of == part);
    let values = run.state.at(run.events.at.len() - 1);
    let broken = place.and_then(|place| values[place]).expect("something is said of the part");
    (span.begin - run.begin, span.last.map(|_| span.end - run.begin), broken.to_owned())
}

#[test]
fn a_fault_is_over_when_its_time_or_its_uses_are_without_a_line_that_says_so() {
    let script = |fault: &str| format!("title \"A fault\"\ncartridge T1 at=L1.slot.1\n{fault}\nann MountNtmsMedia T1\nrun for=\"5m\"\n");
    let over = String::new();
    assert_eq!(fault(&script("fault L1.transport jam for=\"40s\""), "L1.transport.1"), (0, Some(40_000), over.clone()));
    assert_eq!(fault(&script("fault L1.transport jam"), "L1.transport.1"), (0, None, "jam".to_owned()));
    // The first use is the one that it spoils, and that comes at once.
    let (_, end, broken) = fault(&script("fault L1.transport jam times=1"), "L1.transport.1");
    assert!(end.is_some_and(|end| end < 40_000) && broken.is_empty(), "{end:?} {broken}");
    // Its time counts from when it begins, and it begins with a use.
    let (_, end, broken) = fault(&script("fault L1.transport jam on-use=1 for=\"20s\""), "L1.transport.1");
    assert!(end.is_some_and(|end| (20_000..40_000).contains(&end)) && broken.is_empty(), "{end:?} {broken}");
}

#[test]
fn a_bare_trace_has_the_same_events_and_no_truth() {
    let text = fs::read_to_string(stories().join("jammed-on-the-way-back.kdl")).expect("the story is there");
    let scenario = parse("a.kdl", &text).expect("it is a scenario");
    let report = runner::run(&scenario, &Options::default());
    let bare = of_trace(&report.trace);
    let whole = played("a.kdl", &text);
    assert_eq!(bare.events.text, whole.events.text);
    assert_eq!((bare.hash, bare.begin, bare.truth), (whole.hash, whole.begin, false));
    assert!(bare.state.variables.iter().all(|variable| variable.what != What::Place));
    assert_eq!(bare.libraries.first().map(|library| library.drives.len()), whole.libraries.first().map(|library| library.drives.len()));
}

#[test]
fn what_the_journal_notes_changes_nothing() {
    for name in ["jammed-on-the-way-back.kdl", "crash-after-a-record.kdl"] {
        let text = fs::read_to_string(stories().join(name)).expect("the story is there");
        let scenario = parse(name, &text).expect("it is a scenario");
        assert_eq!(played(name, &text).hash, format!("{:016x}", runner::run(&scenario, &Options::default()).hash));
    }
}

#[test]
fn what_holds_of_every_story() {
    for entry in fs::read_dir(stories()).expect("the stories are there") {
        let path = entry.expect("readable").path();
        if !path.to_string_lossy().ends_with(".kdl") || path.to_string_lossy().ends_with(".personality.kdl") {
            continue;
        }
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        holds(&name, &story(&name));
    }
}

/// Indices lie within what they index, time goes on, and nothing overlaps in a row of a lane.
fn holds(name: &str, run: &Run) {
    let events = run.events.at.len();
    assert!(events > 0 && run.events.at.is_sorted(), "{name}");
    assert!(run.events.cause.iter().zip(0..).all(|(cause, event)| *cause < event), "{name}: causes come first");
    assert!(run.state.changes.is_sorted_by_key(|(event, _, _)| *event), "{name}: changes are in order");
    for (event, variable, value) in &run.state.changes {
        assert!(*event < events && *variable < run.state.variables.len() && *value < run.state.values.len(), "{name}");
    }
    for lane in &run.lanes {
        for row in 0..lane.rows {
            let spans: Vec<&TimeSpan> = lane.spans.iter().filter(|span| span.row == row).collect();
            let apart = spans.windows(2).all(|pair| pair[0].end <= pair[1].begin);
            assert!(apart, "{name}: spans overlap in row {row} of {}", lane.name);
        }
        assert!(
            lane.spans.iter().all(|span| span.row < lane.rows && span.begin <= span.end && span.end <= run.end),
            "{name}: {}",
            lane.name
        );
    }
    let calls = run.events.kind.iter().filter(|kind| **kind == EventKind::Call).count();
    let spans: usize = run.lanes.iter().filter(|lane| lane.kind == LaneKind::Client).map(|lane| lane.spans.len()).sum();
    assert_eq!(calls, spans, "{name}: a span for each call");
    let at_once = |span: &TimeSpan| span.begin == span.end && matches!(span.kind, SpanKind::Work | SpanKind::Wait);
    assert!(!run.lanes.iter().flat_map(|lane| &lane.spans).any(at_once), "{name}: who is served at once has not waited");
}
