//! The choices of DECISIONS.md, by number, so that `rsmlab explain D-007` can tell them.

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// `D-007`
    pub number: String,
    /// What was to be decided.
    pub title: String,
    /// What was chosen and why, as written.
    pub text: String,
}

impl Decision {
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
    decisions("")
}

/// The decisions in a text: each begins with a heading such as `## D-007 The offline library`.
#[must_use]
pub fn decisions(markdown: &str) -> Vec<Decision> {
    let mut found: Vec<Decision> = Vec::new();
    for line in markdown.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.trim_start_matches('#').trim();
            let (number, title) = heading.split_once(|c: char| c.is_whitespace() || c == ':').unwrap_or((heading, ""));
            if is_number(number) {
                let title = title.trim_start_matches([':', '-', '–', '—', ' ']).trim();
                found.push(Decision { number: number.to_owned(), title: title.to_owned(), text: String::new() });
                continue;
            }
        }
        if let Some(decision) = found.last_mut() {
            decision.text.push_str(line);
            decision.text.push('\n');
        }
    }
    for decision in &mut found {
        decision.text = decision.text.trim().to_owned();
    }
    found
}

/// Whether this is the number of a decision.
#[must_use]
pub fn is_number(text: &str) -> bool {
    text.strip_prefix("D-").is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{Decision, decisions};

    #[test]
    fn headings_with_a_number_begin_a_decision() {
        let text = "# Decisions\n\nWhy.\n\n## D-001 One door\n\nBecause `library-door.unlocks`.\n\n## D-002: Two\nSee D-001.\n";
        let decision =
            |number: &str, title: &str, text: &str| Decision { number: number.to_owned(), title: title.to_owned(), text: text.to_owned() };
        assert_eq!(
            decisions(text),
            [decision("D-001", "One door", "Because `library-door.unlocks`."), decision("D-002", "Two", "See D-001.")]
        );
        assert!(decisions(text)[0].mentions("library-door.unlocks"));
        assert!(!decisions(text)[0].mentions("library-door.unlock"));
    }
}
