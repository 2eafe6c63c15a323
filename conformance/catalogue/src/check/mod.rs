//! Checks: what the documents demand of a call, as scenarios that are made and not written.
//!
//! Each is a text under an id that never changes. What it expects is read off the catalogue and nothing else: this crate
//! knows no engine, so that no expectation can be one's own answer.

mod argument;
pub mod arguments;
pub mod precedence;
pub mod rights;
mod world;

/// The first part of the id of every check.
pub const CHECK: &str = "check";

/// A check, before it is read as the scenario it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckDraft {
    /// Its id.
    pub id: String,
    /// What it shows, in a sentence.
    pub title: String,
    /// The rows and rules it is about.
    pub covers: Vec<String>,
    /// The decisions without which no document would demand its answer.
    pub depends: Vec<String>,
    /// The world and the calls, without a title.
    pub body: String,
    /// The two statuses of which one has to answer the last call, when no document says which; the call then expects none.
    pub either: Option<[&'static str; 2]>,
}

impl CheckDraft {
    /// The scenario, as people would write it down.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("title \"{}\"\n", self.title.replace('"', "'"));
        for (word, ids) in [("covers", &self.covers), ("depends", &self.depends)] {
            if !ids.is_empty() {
                let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
                text += &format!("{word} {}\n", ids.join(" "));
            }
        }
        // A blank that nothing fills leaves a line with nothing on it.
        for line in self.body.lines().filter(|line| !line.trim().is_empty()) {
            text += line.trim_end();
            text.push('\n');
        }
        text
    }
}
