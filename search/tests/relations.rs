//! Relations that need no oracle: two scenarios of which only something is changed that nothing should depend on have the same
//! verdict, and the same trace but for what was changed.

use rsmlab_engine::time::Millis;
use rsmlab_harness::runner::{Options, RunReport, RunVerdict, run};
use rsmlab_language::model::{RunLength, Step};
use rsmlab_language::{Scenario, parse, print};
use rsmlab_search::generate::{Location, Profile, Recipe};

/// Scenarios of many seeds.
fn scenarios(profile: Profile, seeds: u64) -> impl Iterator<Item = (u64, Scenario)> {
    let recipe = Recipe { profile, place: Location::Drawn, calls: Some(24) };
    (0..seeds).map(move |seed| (seed, recipe.scenario(seed)))
}

fn play(scenario: &Scenario) -> RunReport {
    run(scenario, &Options::default())
}

fn holds(report: &RunReport) -> bool {
    matches!(report.result, RunVerdict::Passed)
}

/// A text in which each word that the names have is another.
fn renamed(text: &str, names: &[(&str, &str)]) -> String {
    let is_in_word = |char: char| char.is_ascii_alphanumeric();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest.find(|char| !is_in_word(char)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(length);
        let letters = word.trim_end_matches(|char: char| char.is_ascii_digit());
        let other = names.iter().find(|(name, _)| *name == letters).map_or(letters, |(_, other)| other);
        out.push_str(other);
        out.push_str(&word[letters.len()..]);
        let next = behind.chars().next().map_or(0, char::len_utf8);
        out.push_str(&behind[..next]);
        rest = &behind[next..];
    }
    out
}

/// The words of a line of a trace. The id of something that has no name in the run is made from its name in the scenario.
fn words(line: &str) -> Vec<&str> {
    let is_id = |word: &str| word.len() == 36 && word.matches('-').count() == 4;
    let words = line.split([' ', '=', '+', ',', ':']).filter(|word| !word.is_empty());
    words.map(|word| if is_id(word) { "id" } else { word }).collect()
}

#[test]
fn names_mean_nothing() {
    let names = [("T", "TAPE"), ("L", "LIB"), ("CLN", "CLX"), ("ann", "zoe"), ("bob", "abe"), ("Data", "Zeta")];
    let back = names.map(|(name, other)| (other, name));
    for (seed, mut scenario) in scenarios(Profile::Hostile, 120) {
        // What an operator does is drawn from streams that are named after things.
        scenario.setup.habit = None;
        let text = renamed(&print(&scenario), &names);
        let other = parse("renamed.kdl", &text).unwrap_or_else(|wrong| panic!("seed {seed}: {wrong:?}\n{text}"));
        let (first, second) = (play(&scenario), play(&other));
        assert_eq!(holds(&first), holds(&second), "seed {seed}");
        let (expected, got) = (first.trace.text(), renamed(&second.trace.text(), &back));
        for (line, (expected, got)) in (1..).zip(expected.lines().zip(got.lines())) {
            assert_eq!(words(expected), words(got), "seed {seed}, line {line} of the trace");
        }
        assert_eq!(first.events, second.events, "seed {seed}");
    }
}

#[test]
fn a_wait_can_be_cut_in_two() {
    for (seed, scenario) in scenarios(Profile::Hostile, 120) {
        let with = |waits: &[u64]| {
            let mut scenario = scenario.clone();
            let end = scenario.script.iter().position(|step| matches!(step.what, Step::Settle(_))).unwrap_or(scenario.script.len());
            for wait in waits.iter().rev() {
                let mut step = scenario.script[0].clone();
                step.what = Step::Run(RunLength::For(Millis(*wait)));
                scenario.script.insert(end, step);
            }
            play(&scenario)
        };
        let (whole, cut) = (with(&[3_600_000]), with(&[1_234_567, 0, 2_365_433]));
        assert_eq!(holds(&whole), holds(&cut), "seed {seed}");
        assert_eq!(whole.hash, cut.hash, "seed {seed}");
    }
}

/// What the other libraries are told and say from where the script begins, and what clients are answered: without what is counted over
/// all libraries (numbers of lines, causes, sessions, commands and requests), and without what comes first at one moment.
fn lines_without(trace: &str, library: &str) -> Vec<String> {
    let about_others = |line: &&str| {
        let mut words = line.split_whitespace().skip(1);
        let (time, actor, verb) = (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let is_heard = matches!((actor, verb), ("engine", "tells" | "answers" | "refuses")) || actor.starts_with('L');
        let mut names = line.split(|char: char| !char.is_ascii_alphanumeric());
        is_heard && !time.starts_with('-') && !names.any(|word| word == library)
    };
    let uncounted = |word: &str| match word.split_once('#') {
        Some((name, number)) if number.starts_with(|first: char| first.is_ascii_digit()) => name.to_owned(),
        _ => word.to_owned(),
    };
    let plain = |line: &str| {
        let (said, _) = line.split_once("  <- ").unwrap_or((line, ""));
        let mut words: Vec<String> = said.split_whitespace().skip(1).map(uncounted).collect();
        let counted = |word: &String| matches!(word.as_str(), "session" | "command" | "channel");
        for at in (1..words.len()).filter(|at| counted(&words[at - 1])).collect::<Vec<_>>() {
            words[at].clear();
        }
        words.join(" ")
    };
    let mut lines: Vec<String> = trace.lines().skip(1).filter(about_others).map(plain).collect();
    // What happens at one moment is written down in groups, and who is in a group with whom may be another.
    lines.sort();
    lines
}

#[test]
fn a_library_that_does_nothing_changes_nothing() {
    let mut compared = 0;
    for (seed, mut scenario) in scenarios(Profile::Rough, 500) {
        // A slow database has all libraries wait in one line, and a full one refuses by how much there is. People choose among all there is.
        scenario.setup.habit = None;
        if scenario.setup.database.latency != Millis::ZERO || scenario.setup.limits != Default::default() {
            continue;
        }
        // When a run settles, the operator takes stock of every library, one after the other.
        scenario.script.retain(|step| !matches!(step.what, Step::Settle(_)));
        let text = print(&scenario);
        // A fault of the database strikes at one of its uses, and they are more with one library more.
        // Drives have their device names by their places among all there are (D-149).
        if text.contains("fault database") || text.contains("GetVolumesFromDrive") {
            continue;
        }
        let begin = text.find("\nlibrary ").unwrap_or(0);
        let last = text[begin..].find("\n\n").map_or(text.len(), |length| begin + length);
        let text = format!("{}\nlibrary Idle kind=standalone media-type=QIC\n{}", &text[..last], &text[last..]);
        let Ok(other) = parse("beside.kdl", &text) else { continue };
        let (alone, beside) = (play(&scenario), play(&other));
        assert_eq!(holds(&alone), holds(&beside), "seed {seed}");
        let (expected, got) = (lines_without(&alone.trace.text(), "Idle"), lines_without(&beside.trace.text(), "Idle"));
        for (line, (expected, got)) in (1..).zip(expected.iter().zip(&got)) {
            assert_eq!(expected, got, "seed {seed}, line {line} of the trace");
        }
        assert_eq!(expected.len(), got.len(), "seed {seed}");
        compared += 1;
    }
    assert!(compared > 40, "{compared} of 500 seeds are no measure");
}
