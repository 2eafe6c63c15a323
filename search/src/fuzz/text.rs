//! The target `scenario_text`: any text is a scenario or has mistakes, and whatever is made of it can be read again. So is
//! what is short when it is said over and over: a fuzzer is slow to find what only length brings about.

use miette::{GraphicalReportHandler, GraphicalTheme};
use rsmlab_language::limits;
use rsmlab_language::{Mistakes, Scenario, format, parse, print};

/// Reads the bytes, if they are a text, and prints, formats or explains what they say.
///
/// # Panics
/// If what was printed or formatted says something else, or a mistake cannot be shown.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match parse("input.kdl", text) {
        Ok(scenario) => said_again(text, &scenario),
        Err(mistakes) => shown(text, mistakes),
    }
    if (1..=SHORT).contains(&text.len()) {
        let line = format!("{}\n", text.repeat(limits::LINE_BYTES / 4 / text.len()));
        for long in [text.repeat(LONG / text.len()), line.repeat(LONG / line.len())] {
            if let Err(mistakes) = parse("input.kdl", &long) {
                shown(&long, mistakes);
            }
        }
    }
}

/// What is no longer than this is said over and over, in bytes.
const SHORT: usize = 24;

/// Until it is so long.
const LONG: usize = 200_000;

/// A scenario prints as itself, and formatting changes nothing but the looks.
fn said_again(text: &str, scenario: &Scenario) {
    let printed = print(scenario);
    assert_eq!(reread(&printed), *scenario, "the scenario is printed as another one:\n{printed}");
    assert_eq!(print(&reread(&printed)), printed, "the scenario is printed in two ways");
    let formatted = formatted(text);
    assert_eq!(reread(&formatted), *scenario, "the formatted text says something else:\n{formatted}");
    assert_eq!(self::formatted(&formatted), formatted, "the text is formatted in two ways");
}

fn reread(text: &str) -> Scenario {
    parse("again.kdl", text).unwrap_or_else(|mistakes| panic!("it was a scenario and is none any more: {}\n{text}", explained(mistakes)))
}

fn formatted(text: &str) -> String {
    format("input.kdl", text).unwrap_or_else(|mistakes| panic!("a scenario is not formatted: {}\n{text}", explained(mistakes)))
}

/// Every mistake is somewhere in the text, and can be shown there.
fn shown(text: &str, mistakes: Mistakes) {
    assert!(!mistakes.mistakes.is_empty(), "no scenario, and nothing wrong with it");
    for mistake in &mistakes.mistakes {
        let (begins, ends) = (mistake.span.offset, mistake.span.offset + mistake.span.length);
        assert!(text.get(begins..ends).is_some(), "the mistake `{mistake}` is at {begins}..{ends}, which is no part of the text");
    }
    explained(mistakes);
}

fn explained(mistakes: Mistakes) -> String {
    let mut shown = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
    handler.render_report(&mut shown, &mistakes).unwrap_or_else(|error| panic!("mistakes that cannot be shown: {error}"));
    shown
}
