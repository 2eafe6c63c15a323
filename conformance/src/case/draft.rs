//! Drafts: the texts of generated checks, before they are read as the scenarios they are.

use rsmlab_language::Mistakes;

use crate::load::Loaded;

/// A generated check.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its id.
    pub id: String,
    /// What it shows, in a sentence.
    pub title: String,
    /// The rows and rules it is about.
    pub covers: Vec<String>,
    /// The world and the calls, without a title.
    pub body: String,
    /// The refusal that has to answer, by its name, where the target names its refusals.
    pub due: Option<&'static str>,
}

impl Draft {
    /// The scenario, as people would write it down.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("title \"{}\"\n", self.title.replace('"', "'"));
        if !self.covers.is_empty() {
            let covers: Vec<String> = self.covers.iter().map(|id| format!("\"{id}\"")).collect();
            text += &format!("covers {}\n", covers.join(" "));
        }
        // A blank that nothing fills leaves a line with nothing on it.
        for line in self.body.lines().filter(|line| !line.trim().is_empty()) {
            text += line.trim_end();
            text.push('\n');
        }
        text
    }

    /// Reads it as the scenario it is.
    ///
    /// # Errors
    ///
    /// Its mistakes, which are ours.
    pub fn load(&self) -> Result<Loaded, Mistakes> {
        let text = self.text();
        let scenario = rsmlab_language::parse(&self.id, &text)?;
        Ok(Loaded { path: self.id.clone(), text: text.into(), scenario })
    }
}
