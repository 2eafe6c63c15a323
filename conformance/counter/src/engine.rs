//! A counter-engine, as it is written down.

use std::path::PathBuf;

use serde::Deserialize;

use crate::patch::{Patch, WrittenPatch};

/// An engine that breaks one rule and keeps the others as far as it can.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "EngineEntry")]
pub struct Engine {
    /// Its name, which no other has and which never changes.
    pub name: String,
    /// The rule that it breaks.
    pub rule: String,
    /// Which part of the rule, where a rule says several things.
    pub clause: Option<String>,
    /// What it does wrong, in one sentence.
    pub says: String,
    /// What makes it of our engine; at least one.
    pub patches: Vec<Patch>,
    /// The file in `conformance/counter/engines` that has it.
    pub home: String,
}

/// An entry of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EngineEntry {
    name: String,
    rule: String,
    clause: Option<String>,
    says: String,
    // The first patch stands in the entry itself: nearly all have only one.
    file: PathBuf,
    find: Option<String>,
    function: Option<String>,
    with: String,
    #[serde(default)]
    also: Vec<Patch>,
}

impl TryFrom<EngineEntry> for Engine {
    type Error = String;

    fn try_from(entry: EngineEntry) -> Result<Self, Self::Error> {
        let EngineEntry { name, rule, clause, says, file, find, function, with, also } = entry;
        let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if name.is_empty() || !name.chars().all(is_plain) {
            return Err(format!("the name `{name}` has to consist of small letters, digits and hyphens"));
        }
        if says.split_whitespace().count() < 4 {
            return Err(format!("`{name}` does not say in a sentence what the engine does wrong"));
        }
        let first = Patch::try_from(WrittenPatch::new(file, find, function, with)).map_err(|wrong| format!("`{name}`: {wrong}"))?;
        Ok(Self { name, rule, clause, says, patches: [first].into_iter().chain(also).collect(), home: String::new() })
    }
}

impl Engine {
    /// By what a woven program knows it: a number that depends on nothing but its name, so that one more engine changes no other file.
    #[must_use]
    pub fn number(&self) -> u32 {
        // FNV-1a.
        self.name.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "name = 'late'\nrule = 'a.b'\nsays = 'It comes too late.'\nfile = 'a.rs'\nfind = 'x'\nwith = 'y'\n";

    fn engine(written: &str) -> Result<Engine, String> {
        toml::from_str(written).map_err(|wrong: toml::de::Error| wrong.message().to_owned())
    }

    #[test]
    fn an_entry_has_one_patch_and_perhaps_more() {
        assert_eq!(engine(GOOD).expect("it is one").patches.len(), 1);
        let more = format!("{GOOD}[[also]]\nfile = 'b.rs'\nfunction = 'f'\nwith = ''\n");
        let files: Vec<PathBuf> = engine(&more).expect("it is one").patches.into_iter().map(|patch| patch.file).collect();
        assert_eq!(files, [PathBuf::from("a.rs"), PathBuf::from("b.rs")]);
    }

    #[test]
    fn an_entry_without_a_proper_name_or_a_sentence_is_refused() {
        let wrong = |from: &str, to: &str| engine(&GOOD.replace(from, to)).expect_err("it is wrong");
        assert!(wrong("'late'", "'Too late'").contains("small letters"));
        assert!(wrong("It comes too late.", "Late.").contains("in a sentence"));
        assert!(wrong("find = 'x'", "").contains("`late`: give either"));
    }
}
