//! The choices of DECISIONS.md, by number, so that `rsmlab explain D-007` can tell them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// 7, for `D-007`.
    pub number: u32,
    /// What was to be decided.
    pub title: String,
    /// What was chosen and why, as written.
    pub text: String,
    /// What is said of it in a line each, by [`LINES`].
    pub lines: Vec<(&'static str, String)>,
}

/// What every decision says of itself: whether it is in force, what else could have been chosen, which rows, rules and pages it
/// answers, and what fails when it is broken.
pub const LINES: [&str; 4] = ["status", "alternatives", "documents", "held by"];

impl Decision {
    /// `D-007`
    #[must_use]
    pub fn name(&self) -> String {
        name(self.number)
    }

    /// Words of the statements in which it is seen, each in back quotes; none where it may be seen in any.
    fn seen_in(&self) -> Vec<String> {
        let line = self.lines.iter().find(|(line, _)| *line == SEEN_IN);
        line.map_or_else(Vec::new, |(_, text)| text.split('`').skip(1).step_by(2).map(str::to_owned).collect())
    }

    /// Whether it is about this row, rule or status: what it could have been instead, and what holds it, is not asked.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        let documents = self.lines.iter().filter(|(line, _)| *line == "documents").map(|(_, text)| text);
        [&self.title, &self.text].into_iter().chain(documents).any(|text| stands_in(text, name))
    }
}

/// Whether a name stands in a text by itself, and not as a part of another; a sentence may end with it.
fn stands_in(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '.' | '-');
    text.match_indices(name).any(|(begin, _)| {
        let after = text[begin + name.len()..].trim_start_matches('.');
        !text[..begin].ends_with(is_part) && !after.starts_with(is_part)
    })
}

/// The decisions of this project.
#[must_use]
pub fn built_in() -> Vec<Decision> {
    decisions(include_str!("../../DECISIONS.md"))
}

/// The decisions in a text: each is a run of paragraphs, the first of which begins with a bold number and title, as in
/// `**D-007 A full slot.** It stays full.` Headings and other decisions end it.
#[must_use]
pub fn decisions(markdown: &str) -> Vec<Decision> {
    let mut found: Vec<Decision> = Vec::new();
    let mut inside = false;
    for paragraph in markdown.split("\n\n") {
        if let Some((decision, lines)) = found.last_mut().filter(|_| inside).zip(lines(paragraph)) {
            decision.lines = lines;
            continue;
        }
        let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((number, title, text)) = beginning(&paragraph) {
            found.push(Decision { number, title: title.to_owned(), text: text.to_owned(), lines: Vec::new() });
            inside = true;
        } else if paragraph.starts_with('#') {
            inside = false;
        } else if let Some(decision) = found.last_mut().filter(|_| inside && !paragraph.is_empty()) {
            decision.text.push_str("\n\n");
            decision.text.push_str(&paragraph);
        }
    }
    found
}

/// A further line, of a decision that many scenarios rest on: words of the statements in which it is seen. A statement with none of them does
/// not rest on it.
pub const SEEN_IN: &str = "seen in";

/// What a decision says of itself, if a paragraph is that: a list of the [`LINES`], and where it is seen.
fn lines(paragraph: &str) -> Option<Vec<(&'static str, String)>> {
    let items = paragraph.trim().strip_prefix("- ")?.split("\n- ");
    let line = |item: &str| {
        let (name, text) = item.split_once(": ")?;
        let name = LINES.into_iter().chain([SEEN_IN]).find(|line| line.eq_ignore_ascii_case(name))?;
        Some((name, text.split_whitespace().collect::<Vec<_>>().join(" ")))
    };
    items.map(line).collect()
}

/// Number, title and text, if a decision begins with this paragraph.
fn beginning(paragraph: &str) -> Option<(u32, &str, &str)> {
    let (heading, text) = paragraph.strip_prefix("**")?.split_once("**")?;
    let (number, title) = heading.split_once(' ')?;
    Some((self::number(number)?, title.trim_end_matches(['.', ',', ':']), text.trim()))
}

/// The number in `D-007`; `d-7` will do.
#[must_use]
pub fn number(text: &str) -> Option<u32> {
    text.strip_prefix("D-").or_else(|| text.strip_prefix("d-"))?.parse().ok()
}

/// The decisions that are built in, by number: words of the statements in which each is seen; none where any may rest on it.
static SEEN: LazyLock<BTreeMap<u32, Vec<String>>> =
    LazyLock::new(|| built_in().into_iter().map(|decision| (decision.number, decision.seen_in())).collect());

/// Whether there is a decision of this number.
#[must_use]
pub fn is_there(number: u32) -> bool {
    SEEN.contains_key(&number)
}

/// Whether what a statement expects may rest on a decision, `D-028`.
#[must_use]
pub fn is_seen_in(id: &str, statement: &str) -> bool {
    let words = number(id).and_then(|number| SEEN.get(&number));
    words.is_some_and(|words| words.is_empty() || words.iter().any(|word| statement.contains(word.as_str())))
}

/// `D-007`, for 7.
#[must_use]
pub fn name(number: u32) -> String {
    format!("D-{number:03}")
}

#[cfg(test)]
mod tests {
    use super::{Decision, LINES, SEEN_IN, built_in, decisions, is_seen_in};

    #[test]
    fn a_bold_number_begins_a_decision() {
        let text = "# Decisions\n\nWhy.\n\n**D-001 One door.** Because\n`library-door.unlocks`.\n\nAnd so on.\n\n- Status: in force.\n- Documents: none;\n  `library-door.open`.\n\n## Else\n\nNo.\n\n**D-002 Two?** Yes.\n";
        let decision = |number, title: &str, text: &str, lines: &[(&'static str, &str)]| {
            let lines = lines.iter().map(|(line, text)| (*line, (*text).to_owned())).collect();
            Decision { number, title: title.to_owned(), text: text.to_owned(), lines }
        };
        let lines = [("status", "in force."), ("documents", "none; `library-door.open`.")];
        assert_eq!(
            decisions(text),
            [decision(1, "One door", "Because `library-door.unlocks`.\n\nAnd so on.", &lines), decision(2, "Two?", "Yes.", &[])]
        );
        assert!(decisions(text)[0].mentions("library-door.open"));
        assert!(decisions(text)[0].mentions("library-door.unlocks"));
        assert!(!decisions(text)[0].mentions("library-door.unlock"));
    }

    #[test]
    fn the_decisions_of_the_project_are_numbered_without_gaps() {
        let numbers: Vec<_> = built_in().iter().map(|decision| decision.number).collect();
        assert!(!numbers.is_empty());
        assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<_>>());
    }

    #[test]
    fn a_statement_rests_on_a_decision_that_is_seen_in_it() {
        assert!(is_seen_in("D-046", "check mount error=ERROR_TRANSPORT_FULL"));
        assert!(!is_seen_in("D-046", "check T1 MediaPool=import"), "no pool is a matter of error numbers");
        assert!(is_seen_in("D-054", "check L1 locked=#true"), "it does not say where it is seen");
        assert!(!is_seen_in("D-999", "check L1 locked=#true"));
    }

    #[test]
    fn every_decision_says_what_else_there_was_and_what_holds_it() {
        for decision in built_in() {
            let lines: Vec<&str> = decision.lines.iter().map(|(line, _)| *line).filter(|line| *line != SEEN_IN).collect();
            assert_eq!(lines, LINES, "{}", decision.name());
        }
    }
}
