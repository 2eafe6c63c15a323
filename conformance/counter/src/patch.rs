//! Patches: a place in a source file, and what stands there in a counter-engine.

use std::ops::Range;
use std::path::PathBuf;

use serde::Deserialize;
use thiserror::Error;

/// A change of one file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenPatch")]
pub struct Patch {
    /// The file, from the folder of the workspace.
    pub file: PathBuf,
    /// What is changed in it.
    pub change: PatchChange,
    /// What stands there instead: any code that makes the function Rust again.
    pub with: String,
}

/// What a patch changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatchChange {
    /// A text within a function, which the file has exactly once.
    Text(String),
    /// All that a function does; the file has one function of this name.
    Function(String),
}

/// A patch that does not fit its file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PatchMisfit {
    /// The text is not there, or not once only.
    #[error(
        "has {times} times what is to be found there exactly once; take a longer piece of the source, or the one that stands there now:\n{find}"
    )]
    Text {
        /// How often it is there.
        times: usize,
        /// What was looked for.
        find: String,
    },
    /// The function is not there, or not once only.
    #[error("has {times} functions `{name}`; it has to be exactly one")]
    Function {
        /// How many there are.
        times: usize,
        /// Its name.
        name: String,
    },
}

impl Patch {
    /// Where the source of its file is changed, in bytes: the text, or the name of the function.
    ///
    /// # Errors
    ///
    /// When the place is not there exactly once.
    pub fn place(&self, source: &str) -> Result<Range<usize>, PatchMisfit> {
        match &self.change {
            PatchChange::Text(find) => only(source.match_indices(find.as_str()).map(|(at, _)| at))
                .map(|at| at..at + find.len())
                .map_err(|times| PatchMisfit::Text { times, find: find.clone() }),
            PatchChange::Function(name) => {
                let head = format!("fn {name}");
                let is_whole = |at: &usize| source[at + head.len()..].starts_with(['(', '<']);
                let start = only(source.match_indices(&head).map(|(at, _)| at).filter(is_whole));
                start.map(|at| at + "fn ".len()..at + head.len()).map_err(|times| PatchMisfit::Function { times, name: name.clone() })
            }
        }
    }
}

/// The only one of these places, or how many there are.
fn only(places: impl Iterator<Item = usize>) -> Result<usize, usize> {
    let places: Vec<usize> = places.collect();
    <[usize; 1]>::try_from(places).map(|[at]| at).map_err(|places| places.len())
}

/// A patch as it is written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenPatch {
    file: PathBuf,
    find: Option<String>,
    function: Option<String>,
    with: String,
}

impl WrittenPatch {
    pub(crate) const fn new(file: PathBuf, find: Option<String>, function: Option<String>, with: String) -> Self {
        Self { file, find, function, with }
    }
}

impl TryFrom<WrittenPatch> for Patch {
    type Error = &'static str;

    fn try_from(WrittenPatch { file, find, function, with }: WrittenPatch) -> Result<Self, Self::Error> {
        let change = match (find, function) {
            (Some(text), None) if !text.trim().is_empty() => PatchChange::Text(text),
            (None, Some(name)) => PatchChange::Function(name),
            (Some(_), None) => return Err("`find` is empty"),
            (None, None) | (Some(_), Some(_)) => {
                return Err("give either `find`, a text of the file, or `function`, whose body is replaced");
            }
        };
        Ok(Self { file, change, with })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(written: &str) -> Result<Patch, toml::de::Error> {
        toml::from_str(written)
    }

    fn place(written: &str, source: &str) -> Result<String, String> {
        let patch = patch(written).expect("it is a patch");
        patch.place(source).map(|place| source[place].to_owned()).map_err(|misfit| misfit.to_string())
    }

    const SOURCE: &str = "fn stop() { a && b }\nfn stop_all<T>(t: T) { b || c }\n";

    #[test]
    fn a_text_is_found_where_it_stands_alone() {
        assert_eq!(place("file = 'a.rs'\nfind = 'a && b'\nwith = 'a'", SOURCE), Ok("a && b".to_owned()));
        let twice = place("file = 'a.rs'\nfind = 'b'\nwith = 'a'", SOURCE).expect_err("it is there twice");
        assert!(twice.starts_with("has 2 times"), "{twice}");
    }

    #[test]
    fn a_function_is_found_by_its_whole_name() {
        assert_eq!(place("file = 'a.rs'\nfunction = 'stop'\nwith = 'a'", SOURCE), Ok("stop".to_owned()));
        assert_eq!(place("file = 'a.rs'\nfunction = 'stop_all'\nwith = 'a'", SOURCE), Ok("stop_all".to_owned()));
        assert_eq!(
            place("file = 'a.rs'\nfunction = 'sto'\nwith = 'a'", SOURCE),
            Err("has 0 functions `sto`; it has to be exactly one".to_owned())
        );
    }

    #[test]
    fn a_patch_says_one_place() {
        assert!(patch("file = 'a.rs'\nwith = 'a'").is_err());
        assert!(patch("file = 'a.rs'\nfind = 'a'\nfunction = 'f'\nwith = 'a'").is_err());
        assert!(patch("file = 'a.rs'\nfind = ' '\nwith = 'a'").is_err());
    }
}
