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
            if let Some(number) = self::number(number) {
                let title = title.trim_start_matches([':', '-', '–', '—', ' ']).trim();
                found.push(Decision { number, title: title.to_owned(), text: String::new() });
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
    use super::{Decision, decisions};

    #[test]
    fn headings_with_a_number_begin_a_decision() {
        let text = "# Decisions\n\nWhy.\n\n## D-001 One door\n\nBecause `library-door.unlocks`.\n\n## D-002: Two\nSee D-001.\n";
        let decision = |number, title: &str, text: &str| Decision { number, title: title.to_owned(), text: text.to_owned() };
        assert_eq!(decisions(text), [decision(1, "One door", "Because `library-door.unlocks`."), decision(2, "Two", "See D-001.")]);
        assert!(decisions(text)[0].mentions("library-door.unlocks"));
        assert!(!decisions(text)[0].mentions("library-door.unlock"));
    }
}
