//! What found the counter-engines out: rule by rule, the name of each engine with the id of a case.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

/// What stands above the list where it is kept.
const HEAD: &str = "\
# What is proven: of each rule the counter-engines that break it, each with a case that covers the rule and finds it out. A rule is proven when
# all of its counter-engines are here. `conformance/counter.sh --write` writes it; a line that goes is a loss.
";

/// The counter-engines that are found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct FoundEngines {
    /// By rule and name, the id of a case.
    rules: BTreeMap<String, BTreeMap<String, String>>,
}

impl FoundEngines {
    /// Which case finds out an engine of a rule.
    #[must_use]
    pub fn by(&self, rule: &str, name: &str) -> Option<&str> {
        self.rules.get(rule)?.get(name).map(String::as_str)
    }

    /// Notes that a case finds out an engine of a rule, or that none does.
    pub fn note(&mut self, rule: &str, name: &str, by: Option<&str>) {
        match by {
            Some(case) => drop(self.rules.entry(rule.to_owned()).or_default().insert(name.to_owned(), case.to_owned())),
            None => drop(self.rules.get_mut(rule).and_then(|names| names.remove(name))),
        }
        self.rules.retain(|_, names| !names.is_empty());
    }

    /// Keeps the entries of which this holds; it is asked with rule and name.
    pub fn retain(&mut self, holds: impl Fn(&str, &str) -> bool) {
        self.rules.iter_mut().for_each(|(rule, names)| names.retain(|name, _| holds(rule, name)));
        self.rules.retain(|_, names| !names.is_empty());
    }

    /// All of them: rule, name, case.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.rules.iter().flat_map(|(rule, names)| names.iter().map(|(name, case)| (rule.as_str(), name.as_str(), case.as_str())))
    }

    /// The list as it is kept.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = HEAD.to_owned();
        for (rule, names) in &self.rules {
            // Writing to a string cannot fail. Ids and names have nothing that would have to be escaped.
            let _infallible = writeln!(text, "\n[\"{rule}\"]");
            for (name, case) in names {
                let _infallible = writeln!(text, "{name} = \"{case}\"");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let mut found = FoundEngines::default();
        found.note("a.b", "late", Some("group/F/case"));
        found.note("a.b", "early", Some("group/F/other"));
        found.note("a.c", "gone", Some("group/F/case"));
        found.note("a.c", "gone", None);
        assert_eq!(toml::from_str::<FoundEngines>(&found.to_toml()).expect("it reads back"), found);
        assert_eq!(found.by("a.b", "late"), Some("group/F/case"));
        let all: Vec<_> = found.iter().collect();
        assert_eq!(all, [("a.b", "early", "group/F/other"), ("a.b", "late", "group/F/case")]);
    }
}
