//! Titles: what a shrunk scenario is called, as a sentence and as a file, and what of it goes without saying.

use rsmlab_language::{Scenario, parse_beside, print};

use crate::trial::TrialFailure;

/// How long the name of a file can be, `.kdl` included.
const NAME: usize = 60;

/// The scenario under a title that says what is broken. It claims to prove nothing.
pub(super) fn entitled(mut scenario: Scenario, failing: &TrialFailure) -> Scenario {
    scenario.title = sentence(broken(failing));
    scenario.covers.clear();
    scenario.depends.clear();
    scenario
}

/// What is broken. A promise says itself what was expected; of a statement that was not met, that is half of the news.
fn broken(failing: &TrialFailure) -> &str {
    let told = failing.told.as_str();
    match failing.way.promise.as_str() {
        "expectation" | "panic" => told,
        _ => told.split_once(", but ").map_or(told, |(_, came)| came),
    }
}

/// The same as a sentence in one line.
fn sentence(told: &str) -> String {
    let how = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = how.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_else(|| "It fails".to_owned())
}

/// The name of the file for a failing scenario: the promise that is broken, and then how, as far as there is room.
#[must_use]
pub fn file_name(failing: &TrialFailure, scenario: &Scenario) -> String {
    let how = broken(failing);
    let told = if how.trim().is_empty() { scenario.title.as_str() } else { how };
    let mut name = slug(&failing.way.promise);
    for word in slug(told).split('-').filter(|word| !word.is_empty()) {
        if name.len() + 1 + word.len() + ".kdl".len() > NAME {
            break;
        }
        name.push('-');
        name.push_str(word);
    }
    name.truncate(NAME - ".kdl".len());
    name + ".kdl"
}

/// A text as part of a file name: lower-case words of letters and digits, joined by `-`.
fn slug(text: &str) -> String {
    let text = text.replace('\'', "").to_lowercase();
    let words = text.split(|char: char| !char.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// The text of a scenario without the declarations that say what would be so anyway.
pub(super) fn terse(scenario: &Scenario) -> String {
    let mut kept = paragraphs(&print(scenario));
    let mut index = 0;
    while index < kept.len() {
        let mut without = kept.clone();
        without.remove(index);
        if parse_beside("terse", &joined(&without), &|file| scenario.beside(file)).is_ok_and(|same| same == *scenario) {
            kept = without;
        } else {
            index += 1;
        }
    }
    joined(&kept)
}

/// The nodes of a printed scenario, each with the lines of its block. Empty lines are part of what comes before them.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    for line in text.lines() {
        let begins = !line.is_empty() && !line.starts_with([' ', '}']);
        match paragraphs.last_mut().filter(|_| !begins) {
            Some(last) => {
                last.push_str(line);
                last.push('\n');
            }
            None => paragraphs.push(format!("{line}\n")),
        }
    }
    paragraphs
}

fn joined(paragraphs: &[String]) -> String {
    let text = paragraphs.concat();
    text.trim_end().to_owned() + "\n"
}
