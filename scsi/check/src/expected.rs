//! Expected failures: which cases a target is known to fail, and why.

use std::collections::BTreeSet;

use rsmlab_conformance::find::closest;
use serde::Deserialize;

use crate::cases;

/// A list of expected failures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedSmcFailures {
    /// The cases.
    #[serde(default)]
    pub case: Vec<KnownFailure>,
}

/// A case that is expected to fail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFailure {
    /// Its id.
    pub id: String,
    /// Why it fails; for people.
    pub reason: String,
}

impl ExpectedSmcFailures {
    /// Reads a list: TOML, with a table `[[case]]` of `id` and `reason` for each.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, a sentence each: its form, ids that are no cases or stand there twice, reasons that are missing.
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let expected: Self = toml::from_str(text).map_err(|wrong| vec![wrong.to_string()])?;
        let (mut mistakes, mut ids) = (Vec::new(), BTreeSet::new());
        for KnownFailure { id, reason } in &expected.case {
            if cases::all().all(|case| case.id != id) {
                let near = closest(id, cases::all().map(|case| case.id.to_owned()));
                let near = near.first().map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                mistakes.push(format!("there is no case `{id}`{near}"));
            }
            if !ids.insert(id) {
                mistakes.push(format!("`{id}` is listed twice"));
            }
            if reason.trim().is_empty() {
                mistakes.push(format!("`{id}` has no reason; say why it fails"));
            }
        }
        if mistakes.is_empty() { Ok(expected) } else { Err(mistakes) }
    }

    /// Why a case is expected to fail, if it is.
    #[must_use]
    pub fn reason(&self, id: &str) -> Option<&str> {
        self.case.iter().find(|known| known.id == id).map(|known| known.reason.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_held_to_the_cases() {
        let list = "[[case]]\nid = \"smc/inquiry/device-type\"\nreason = \"it says that it is a disk\"\n";
        assert_eq!(ExpectedSmcFailures::parse(list).expect("a list").reason("smc/inquiry/device-type"), Some("it says that it is a disk"));
        assert_eq!(ExpectedSmcFailures::parse("").expect("an empty list").reason("smc/inquiry/device-type"), None);
        let wrong = "[[case]]\nid = \"smc/inquiry/device-typ\"\nreason = \" \"\n";
        let mistakes = ExpectedSmcFailures::parse(wrong).expect_err("two mistakes");
        assert!(mistakes[0].contains("did you mean `smc/inquiry/device-type`?") && mistakes.len() == 2, "{mistakes:?}");
        assert_eq!(ExpectedSmcFailures::parse(&format!("{list}{list}")).expect_err("twice").len(), 1);
        assert!(ExpectedSmcFailures::parse("[[failure]]").is_err());
    }

    #[test]
    fn what_is_known_of_others_is_about_cases() {
        let tgt = ExpectedSmcFailures::parse(include_str!("../expected/tgt.toml")).expect("a list");
        assert!(tgt.case.len() >= 6);
    }
}
