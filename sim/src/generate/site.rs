//! Sites: the libraries that scenarios are generated for.

use crate::personality::built_in;
use crate::scenario::model::Library;
use crate::scenario::{Mistakes, parse};

/// Libraries of no make that runs are generated for besides the personalities: each with the name it goes by, and its node.
const PLAIN: &[(&str, &str)] = &[
    (
        "small",
        "library L1 slots=10 drives=2 {\n    port slots=2 timeout=\"5m\"\n    door\n    magazine first=1 last=4\n    cleaner-slot 10\n}",
    ),
    ("portless", "library L1 slots=8 drives=2 bar-codes=#false inventory=omid {\n    door\n    cleaner-slot 8\n}"),
    ("exchanger", "library L1 like=library-1000 slots=12 drives=2 transports=1 without=cleaner-slot"),
    ("drive", "library L1 kind=standalone bar-codes=#false"),
];

/// A library that scenarios are generated for.
#[derive(Clone, Debug)]
pub struct Site {
    name: String,
    text: String,
    library: Library,
}

impl Site {
    /// A site with the first library that a text declares, which may declare nothing else.
    ///
    /// # Errors
    /// The mistakes in the text.
    pub fn new(name: &str, text: &str) -> Result<Self, Mistakes> {
        let scenario = parse(name, &format!("title \"A library\"\n{text}\n"))?;
        // Where no library is declared there is one by default, so there is always a first.
        let library = scenario.setup.libraries.into_iter().next();
        Ok(Self { name: name.to_owned(), text: text.to_owned(), library: library.ok_or_else(|| Mistakes::new(name, text, Vec::new()))? })
    }

    /// Every site there is: a library of each personality, and some of no make.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let makes = built_in::names().map(|name| (name, format!("library L1 like={name}")));
        let plain = PLAIN.iter().map(|(name, text)| (*name, (*text).to_owned()));
        makes.chain(plain).filter_map(|(name, text)| Self::new(name, &text).ok()).collect()
    }

    /// What it goes by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The node that declares the library.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The library.
    #[must_use]
    pub const fn library(&self) -> &Library {
        &self.library
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_is_a_library() {
        assert_eq!(Site::all().len(), PLAIN.len() + built_in::names().count());
    }
}
