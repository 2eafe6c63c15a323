//! The choices of DECISIONS.md, by number, so that `rsmlab explain D-007` can tell them.

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// 7, for `D-007`.
    pub number: u32,
    /// What was to be decided.
    pub title: String,
    /// What was chosen and why, as written.
    pub text: String,
}

impl Decision {
    /// `D-007`
    #[must_use]
    pub fn name(&self) -> String {
        name(self.number)
    }

    /// Whether it speaks of this row, rule or status.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '.' | '-');
        [&self.title, &self.text].iter().any(|text| text.split(|c| !word(c)).any(|part| part.trim_end_matches('.') == name))
    }
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
        let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((number, title, text)) = beginning(&paragraph) {
            found.push(Decision { number, title: title.to_owned(), text: text.to_owned() });
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

/// `D-007`, for 7.
#[must_use]
pub fn name(number: u32) -> String {
    format!("D-{number:03}")
}

#[cfg(test)]
mod tests {
    use super::{Decision, built_in, decisions};

    #[test]
    fn a_bold_number_begins_a_decision() {
        let text = "# Decisions\n\nWhy.\n\n**D-001 One door.** Because\n`library-door.unlocks`.\n\nAnd so on.\n\n## Else\n\nNo.\n\n**D-002 Two?** Yes.\n";
        let decision = |number, title: &str, text: &str| Decision { number, title: title.to_owned(), text: text.to_owned() };
        assert_eq!(
            decisions(text),
            [decision(1, "One door", "Because `library-door.unlocks`.\n\nAnd so on."), decision(2, "Two?", "Yes.")]
        );
        assert!(decisions(text)[0].mentions("library-door.unlocks"));
        assert!(!decisions(text)[0].mentions("library-door.unlock"));
    }

    #[test]
    fn the_decisions_of_the_project_are_numbered_without_gaps() {
        let numbers: Vec<_> = built_in().iter().map(|decision| decision.number).collect();
        assert!(!numbers.is_empty());
        assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<_>>());
    }
}
