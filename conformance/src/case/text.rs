//! The text of a case: all that decides what it asks for, as people can read it, and the digest by which profiles know it.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::{Case, CaseWork};

/// How many hexadecimal digits of a SHA-256 tell a text from another that was meant to be the same.
const DIGITS: usize = 16;

/// The digest of a text: the first sixteen hexadecimal digits of its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(String);

impl Digest {
    /// The digest of a text. Lines may end as they do on any system.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(sha256(&text.replace("\r\n", "\n"))[..DIGITS].to_owned())
    }
}

/// The SHA-256 of a text, in hexadecimal digits.
#[must_use]
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_one = text.len() == DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let wrong = || {
            serde::de::Error::custom(format!(
                "`{text}` is no digest; it has {DIGITS} hexadecimal digits, as in `rsmlab conformance list --format json`"
            ))
        };
        if is_one { Ok(Self(text)) } else { Err(wrong()) }
    }
}

impl Case {
    /// What the case asks for, written out: the scenario with the machines that it names and the answers of which one is due, or
    /// the transitions that are watched. Nothing if it is not here.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match &self.work {
            CaseWork::Run(_) | CaseWork::Either(..) => {
                let loaded = self.scenario()?;
                let machines = loaded.scenario.machines().map(|text| format!("\n// The machine that it names:\n{text}"));
                let due = self
                    .either()
                    .map(|[one, other]| format!("// The last call is answered by {one} or {other}; no document says which.\n"));
                let more: String = machines.chain(due).collect();
                Some(if more.is_empty() { Cow::Borrowed(&*loaded.text) } else { Cow::Owned(format!("{}{more}", loaded.text)) })
            }
            CaseWork::Watch(watch) => Some(Cow::Owned(watch.text())),
            CaseWork::Absent => None,
        }
    }

    /// By what a profile knows the text again. Nothing if the case is not here.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        self.text().map(|text| Digest::of(&text))
    }

    /// The statuses of which one has to answer its last call, when no document says which.
    #[must_use]
    pub fn either(&self) -> Option<[&'static str; 2]> {
        if let CaseWork::Either(_, either) = self.work { Some(either) } else { None }
    }
}
