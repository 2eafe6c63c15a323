//! Trace Event files keep the rules of the format, whatever the run: nothing overlaps on a track, what begins ends, flows go from a slice to a
//! slice, and times are whole microseconds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rsmlab_harness::runner::{self, Options};
use rsmlab_view::{PlayedScenario, of_run, perfetto};
use serde_json::Value;

fn stories() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/stories")
}

/// The events of a scenario that is played.
fn events(path: &str, text: &str) -> Vec<Value> {
    let beside = |name: &str| -> Result<rsmlab_language::beside::FileBeside, String> {
        let text = fs::read_to_string(stories().join(name)).map_err(|cause| cause.to_string())?;
        Ok(rsmlab_language::beside::FileBeside { name: name.to_owned(), text: text.into() })
    };
    let scenario = rsmlab_language::parse_beside(path, text, &beside).expect("it is a scenario");
    let report = runner::run_with_journal(&scenario, &Options::default(), &mut runner::ours(runner::config(&scenario)), &mut ());
    let run = of_run(PlayedScenario { path, text, scenario: &scenario, report: &report });
    let file: Value = serde_json::from_str(&perfetto::file(&run)).expect("it is JSON");
    assert_eq!(file["displayTimeUnit"], "ms");
    file["traceEvents"].as_array().expect("events are a list").clone()
}

/// A track, and a time or an id.
type Track = (u64, u64);

fn number(event: &Value, member: &str) -> u64 {
    event[member].as_u64().unwrap_or_else(|| panic!("`{member}` is no whole number: {event}"))
}

fn text<'e>(event: &'e Value, member: &str) -> &'e str {
    event[member].as_str().unwrap_or_else(|| panic!("`{member}` is no text: {event}"))
}

fn track(event: &Value) -> Track {
    (number(event, "pid"), number(event, "tid"))
}

/// Holds the events of a run to the rules of the format.
fn assert_sound(events: &[Value]) {
    let mut last = 0;
    let mut slices: BTreeMap<Track, Vec<(u64, u64)>> = BTreeMap::new();
    let mut open: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let mut flows: BTreeMap<String, Vec<(&str, Track, u64)>> = BTreeMap::new();
    let (mut named, mut used) = (BTreeSet::new(), BTreeSet::new());
    for event in events {
        let at = number(event, "ts");
        assert!(at >= last, "the events are not in order: {event}");
        last = at;
        assert!(!text(event, "name").is_empty(), "it has no name: {event}");
        match text(event, "ph") {
            "X" => {
                slices.entry(track(event)).or_default().push((at, at + number(event, "dur")));
                used.insert(track(event));
            }
            "b" => {
                open.entry((text(event, "cat").to_owned(), text(event, "id").to_owned())).or_default().push(text(event, "name").to_owned())
            }
            "e" => {
                let begun = open.get_mut(&(text(event, "cat").to_owned(), text(event, "id").to_owned())).and_then(Vec::pop);
                assert_eq!(begun.as_deref(), Some(text(event, "name")), "what ends is not what began last: {event}");
            }
            kind @ ("s" | "f") => {
                assert!(kind == "s" || event["bp"] == "e", "it would bind to the next slice: {event}");
                flows.entry(text(event, "id").to_owned()).or_default().push((kind, track(event), at));
            }
            "C" => {
                let counts = event["args"].as_object().expect("a counter counts");
                assert!(!counts.is_empty() && counts.values().all(Value::is_u64), "{event}");
            }
            "M" => {
                assert!(
                    ["process_name", "thread_name", "process_sort_index", "thread_sort_index"].contains(&text(event, "name")),
                    "{event}"
                );
                if text(event, "name") == "thread_name" {
                    assert!(named.insert(track(event)), "the track has two names: {event}");
                }
            }
            other => panic!("the phase `{other}` is not used here: {event}"),
        }
    }
    for (track, slices) in &slices {
        for pair in slices.windows(2) {
            assert!(pair[0].1 <= pair[1].0, "{pair:?} overlap on {track:?}");
        }
    }
    assert!(open.values().all(Vec::is_empty), "these have no end: {open:?}");
    assert!(used.is_subset(&named), "tracks without a name: {:?}", used.difference(&named));
    for (id, ends) in &flows {
        let [("s", from, begin), ("f", to, end)] = ends.as_slice() else { panic!("flow {id} does not go from one place to one: {ends:?}") };
        assert!(begin <= end, "flow {id} goes back in time");
        for (track, at) in [(from, begin), (to, end)] {
            let binds = slices.get(track).is_some_and(|slices| slices.iter().any(|(from, to)| from <= at && at <= to));
            assert!(binds, "flow {id} has no slice at {at} on {track:?}");
        }
    }
}

#[test]
fn the_file_of_every_story_keeps_the_rules_of_the_format() {
    let mut seen = 0;
    for entry in fs::read_dir(stories()).expect("the stories are there") {
        let path = entry.expect("readable").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("names are text").to_owned();
        if name.ends_with(".kdl") && !name.ends_with(".personality.kdl") {
            assert_sound(&events(&name, &fs::read_to_string(&path).expect("a story is text")));
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} stories");
}

#[test]
fn a_mount_is_a_span_with_phases_and_a_way_to_the_transport() {
    let events = events("a.kdl", "title \"A mount\"\nlibrary L1\ncartridge T1 at=L1.slot.1\nann MountNtmsMedia T1\n");
    let of = |phase: &str, part: &str| events.iter().filter(|event| event["ph"] == phase && text(event, "name").contains(part)).count();
    assert_eq!((of("b", "MOUNT#1"), of("e", "MOUNT#1")), (1, 1));
    assert_eq!(of("X", "move slot.1 to drive.1"), 1);
    assert!(of("b", "ann: MountNtmsMedia") == 1 && of("s", "because of the call") >= 2, "{events:#?}");
    let most = |name: &str| {
        let counts = events.iter().filter(|event| event["ph"] == "C" && event["name"] == "requests of L1");
        counts.filter_map(|event| event["args"][name].as_u64()).max()
    };
    assert_eq!(most("at work"), Some(1));
    let called = |name: &str| events.iter().any(|event| event["ph"] == "M" && event["args"]["name"] == name);
    assert!(["L1", "L1.transport.1", "L1.drive.1", "programs", "ann calls"].into_iter().all(called));
}
