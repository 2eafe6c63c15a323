//! The scenario language: what is printed reads back, what is formatted says the same, and nothing panics.

#![allow(missing_docs, reason = "tests")]

mod beside;
mod dice;
mod documents;
mod elsewhere;
mod formatting;
mod likeness;
mod long;
mod mistakes;
mod references;
mod script;
mod scsi;
mod slips;
mod world;

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use rsmlab_language::{Mistakes, Scenario};

use dice::Dice;

/// A scenario that shows itself as its text.
#[derive(Clone)]
struct Drawn(Scenario);

impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&rsmlab_language::print(&self.0))
    }
}

fn scenarios() -> impl Strategy<Value = Drawn> {
    vec(any::<u32>(), 0..600).prop_map(|draws| Drawn(script::scenario(&mut Dice::new(draws))))
}

fn report(mistakes: Mistakes) -> String {
    format!("{:?}", miette::Report::new(mistakes))
}

/// The scenario of a text that has to be one.
fn read(text: &str) -> Result<Scenario, TestCaseError> {
    rsmlab_language::parse("generated.kdl", text).map_err(|mistakes| TestCaseError::fail(format!("{}\n{text}", report(mistakes))))
}

/// What can be asked of any text: mistakes that can be shown, or a scenario that survives printing and formatting.
fn assert_makes_sense(text: &str) -> Result<(), TestCaseError> {
    match rsmlab_language::parse("mutant.kdl", text) {
        Err(mistakes) => {
            prop_assert!(!mistakes.mistakes.is_empty());
            prop_assert!(!report(mistakes).is_empty());
        }
        Ok(said) => {
            prop_assert!(read(&rsmlab_language::print(&said))? == said, "prints as\n{}", rsmlab_language::print(&said));
            let formatted = rsmlab_language::format("mutant.kdl", text).expect("what can be read can be formatted");
            prop_assert!(read(&formatted)? == said, "is formatted as\n{formatted}");
            prop_assert_eq!(&rsmlab_language::format("mutant.kdl", &formatted).expect("it was just read"), &formatted);
        }
    }
    Ok(())
}

/// A change to a text: at a place, so many characters go and these come.
#[derive(Clone, Debug)]
struct Edit {
    at: prop::sample::Index,
    removed: usize,
    added: String,
}

fn edits() -> impl Strategy<Value = Edit> {
    let tokens = prop::sample::select(vec![
        "",
        "",
        " ",
        "\n",
        "{",
        "}",
        "\"",
        "#",
        "/*",
        "*/",
        "//x\n",
        "/-",
        "\\\n",
        "=",
        "5m",
        "true",
        "#null",
        "(x)",
        ";",
        "a=1 ",
        "L1",
        "é",
        "\u{feff}",
        "library L9\n",
        "run until=quiet\n",
        " as=x",
        "{{{",
        "/*/*",
        "\"\"\"",
        "#\"",
        "-1",
        "0x",
        "99999999999999999999",
    ]);
    let added = prop_oneof![3 => tokens.prop_map(str::to_owned), 1 => any::<String>()];
    (any::<prop::sample::Index>(), 0..12_usize, added).prop_map(|(at, removed, added)| Edit { at, removed, added })
}

fn edited(text: &str, edits: Vec<Edit>) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for edit in edits {
        let from = edit.at.index(chars.len() + 1);
        let to = (from + edit.removed).min(chars.len());
        chars.splice(from..to, edit.added.chars());
    }
    chars.into_iter().collect()
}

/// A text in which comments stand wherever there was a space or the end of a line, and how many there are.
fn commented(text: &str, choices: &[u8]) -> (String, usize) {
    const IN_LINE: &[&str] = &[" ", "   ", " /* note */ ", " \\\n  ", " \\ // note\n  ", " /* a\n note */ ", " /-gone=\"note\" "];
    const AT_END: &[&str] = &["\n", "\n\n\n", " // note\n", " /* note */\n", "\n  // note\n\n", ";\n", "\n/-gone note { x } \n"];
    let (mut out, mut quoted, mut escaped) = (String::new(), false, false);
    let mut choices = choices.iter().cycle().map(|choice| usize::from(*choice));
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        quoted ^= char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        // Braces and slashdashed entries do not go together everywhere; an indentation is no place for an entry.
        let in_line = char == ' ' && !out.ends_with([' ', '\n', '{', '}']) && chars.peek().is_some_and(|next| !" {}".contains(*next));
        match char {
            ' ' if !quoted && in_line => out.push_str(IN_LINE[choices.next().unwrap_or(0) % IN_LINE.len()]),
            '\n' if !out.ends_with(['{', '\n']) => out.push_str(AT_END[choices.next().unwrap_or(0) % AT_END.len()]),
            _ => out.push(char),
        }
    }
    let count = out.matches("note").count();
    (out, count)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back(Drawn(scenario) in scenarios()) {
        let text = rsmlab_language::print(&scenario);
        prop_assert!(read(&text)? == scenario, "reads as\n{}", rsmlab_language::print(&read(&text)?));
    }

    #[test]
    fn what_is_printed_is_formatted(Drawn(scenario) in scenarios()) {
        let text = rsmlab_language::print(&scenario);
        prop_assert_eq!(rsmlab_language::format("generated.kdl", &text).map_err(|mistakes| TestCaseError::fail(report(mistakes)))?, text);
    }

    #[test]
    fn any_text_is_a_scenario_or_has_mistakes(text in any::<String>()) {
        assert_makes_sense(&text)?;
    }

    #[test]
    fn any_bytes_are_a_scenario_or_have_mistakes(bytes in vec(any::<u8>(), 0..200)) {
        assert_makes_sense(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn a_mutant_is_a_scenario_or_has_mistakes(Drawn(scenario) in scenarios(), edits in vec(edits(), 1..5)) {
        assert_makes_sense(&edited(&rsmlab_language::print(&scenario), edits))?;
    }

    #[test]
    fn comments_survive_formatting(Drawn(scenario) in scenarios(), choices in vec(any::<u8>(), 1..50)) {
        let (text, count) = commented(&rsmlab_language::print(&scenario), &choices);
        prop_assert!(read(&text)? == scenario, "does not say the same\n{text}");
        let formatted = rsmlab_language::format("commented.kdl", &text).map_err(|mistakes| TestCaseError::fail(report(mistakes)))?;
        prop_assert!(read(&formatted)? == scenario, "was\n{text}\nis formatted as\n{formatted}");
        prop_assert_eq!(formatted.matches("note").count(), count, "was\n{}\nis formatted as\n{}", text, formatted);
        prop_assert_eq!(&rsmlab_language::format("commented.kdl", &formatted).expect("it was just read"), &formatted);
    }
}
