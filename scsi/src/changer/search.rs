//! A search for a volume tag: its template, and what fits it.

use rsmlab_sim::hardware::make::ElementType;

/// How many bytes a template has.
pub const TEMPLATE: usize = 32;

/// What a nexus has asked for last.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Search {
    /// The send action code.
    pub action: u8,
    /// The elements that it looks at; of all types if none is named.
    pub kind: Option<ElementType>,
    /// The address from which it looks.
    pub first: u16,
    /// What it looks for: characters, `?` for any one, and `*` for any that follow, without the blanks or zeroes at its end.
    template: Vec<u8>,
}

impl Search {
    /// A search for what fits a template.
    #[must_use]
    pub fn new(action: u8, kind: Option<ElementType>, first: u16, template: &[u8]) -> Self {
        let template = template.get(..TEMPLATE).unwrap_or(template);
        let end = template.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(0, |last| last + 1);
        Self { action, kind, first, template: template.iter().take(end).copied().collect() }
    }

    /// Whether a volume tag fits.
    #[must_use]
    pub fn fits(&self, tag: &str) -> bool {
        let tag = tag.trim_end_matches(' ').as_bytes();
        for (at, wanted) in self.template.iter().enumerate() {
            match (wanted, tag.get(at)) {
                (b'*', _) => return true,
                (b'?', Some(_)) => {}
                (wanted, Some(found)) if wanted == found => {}
                (_, _) => return false,
            }
        }
        tag.len() <= self.template.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_fits_a_template_with_blanks_marks_and_stars() {
        let fits = |template: &str, tag| Search::new(5, None, 0, template.as_bytes()).fits(tag);
        assert!(fits("A00001L5", "A00001L5") && fits("A00001L5    ", "A00001L5") && fits("A0000?L5", "A00001L5"));
        assert!(fits("A*", "A00001L5") && fits("*", "A00001L5") && fits("*", ""));
        assert!(!fits("A00001", "A00001L5") && !fits("A00001L5X", "A00001L5") && !fits("B*", "A00001L5") && !fits("", "A"));
    }
}
