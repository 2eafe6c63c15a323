//! All counter-engines, with what found them out, and which rules that proves.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use thiserror::Error;

use crate::engine::Engine;
use crate::found::FoundEngines;

/// Every counter-engine there is, and by which cases they are found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CounterList {
    engines: Vec<Engine>,
    found: FoundEngines,
}

/// How many parts of a rule are proven.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clauses {
    /// Those of which every counter-engine is found out.
    pub proven: usize,
    /// Those that have counter-engines.
    pub of: usize,
}

impl Clauses {
    /// Whether there is one, and all are proven.
    #[must_use]
    pub const fn are_proven(self) -> bool {
        self.of > 0 && self.proven == self.of
    }
}

/// Something wrong in a file of counter-engines, or between them.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("conformance/counter/{file}: {what}")]
pub struct CounterMistake {
    /// The file, below `conformance/counter/`.
    pub file: String,
    /// What is wrong.
    pub what: String,
}

/// All that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct CounterMistakes(pub Vec<CounterMistake>);

impl fmt::Display for CounterMistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&told.join("\n"))
    }
}

/// A file of counter-engines.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EngineFile {
    engine: Vec<Engine>,
}

impl CounterList {
    /// Reads files of engines, each by its name and text, and the list of what found them out.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them: what is no counter-engine, and names and numbers that two have.
    pub fn read<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>, found: &str) -> Result<Self, CounterMistakes> {
        let mut mistakes = Vec::new();
        let mut wrong = |file: &str, what: String| mistakes.push(CounterMistake { file: file.to_owned(), what });
        let mut engines: Vec<Engine> = Vec::new();
        let mut numbers: BTreeMap<u32, String> = BTreeMap::new();
        for (file, text) in files {
            let read: Vec<Engine> = toml::from_str(text).map(|file: EngineFile| file.engine).unwrap_or_else(|cause| {
                wrong(&format!("engines/{file}"), cause.to_string());
                Vec::new()
            });
            for mut engine in read {
                engine.home = file.to_owned();
                if let Some(other) = numbers.insert(engine.number(), engine.name.clone()) {
                    let why =
                        if other == engine.name { "two engines have this name" } else { "its number is that of another; change its name" };
                    wrong(&format!("engines/{file}"), format!("`{}`: {why}", engine.name));
                }
                engines.push(engine);
            }
        }
        let found: FoundEngines = toml::from_str(found).unwrap_or_else(|cause| {
            wrong("found.toml", cause.to_string());
            FoundEngines::default()
        });
        engines.sort_by(|one, other| (&one.rule, &one.name).cmp(&(&other.rule, &other.name)));
        if mistakes.is_empty() { Ok(Self { engines, found }) } else { Err(CounterMistakes(mistakes)) }
    }

    /// All of them, by rule and name.
    #[must_use]
    pub fn engines(&self) -> &[Engine] {
        &self.engines
    }

    /// By which cases they are found out.
    #[must_use]
    pub const fn found(&self) -> &FoundEngines {
        &self.found
    }

    /// Those that break a rule.
    pub fn of_rule<'l>(&'l self, rule: &'l str) -> impl Iterator<Item = &'l Engine> {
        let first = self.engines.partition_point(move |engine| engine.rule.as_str() < rule);
        self.engines[first..].iter().take_while(move |engine| engine.rule == rule)
    }

    /// The case that finds out an engine, if one does.
    #[must_use]
    pub fn found_by(&self, engine: &Engine) -> Option<&str> {
        self.found.by(&engine.rule, &engine.name)
    }

    /// Whether a rule is proven: it has counter-engines, and each is found out by a case that covers it.
    #[must_use]
    pub fn is_proven(&self, rule: &str) -> bool {
        self.is_proven_by(rule, |_| true)
    }

    /// Whether a rule is proven by certain cases alone; `passed` is asked with the id of a case. Of an engine that passed them it is then known
    /// that it is none of those that break the rule.
    #[must_use]
    pub fn is_proven_by(&self, rule: &str, passed: impl Fn(&str) -> bool) -> bool {
        self.clauses(rule, passed).are_proven()
    }

    /// How many parts of a rule are proven by certain cases; `passed` is asked with the id of a case.
    #[must_use]
    pub fn clauses(&self, rule: &str, passed: impl Fn(&str) -> bool) -> Clauses {
        let mut clauses: BTreeMap<Option<&str>, bool> = BTreeMap::new();
        for engine in self.of_rule(rule) {
            let is_found = self.found_by(engine).is_some_and(&passed);
            *clauses.entry(engine.clause.as_deref()).or_insert(true) &= is_found;
        }
        Clauses { proven: clauses.values().filter(|proven| **proven).count(), of: clauses.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(engines: &[(&str, &str, &str)]) -> String {
        let entry = |(name, rule, clause): &(&str, &str, &str)| {
            let clause = if clause.is_empty() { String::new() } else { format!("clause = '{clause}'\n") };
            format!(
                "[[engine]]\nname = '{name}'\nrule = '{rule}'\n{clause}says = 'It does something wrong.'\nfile = 'a.rs'\nfind = 'x'\nwith = 'y'\n"
            )
        };
        engines.iter().map(entry).collect()
    }

    fn list(found: &str) -> CounterList {
        let text = file(&[("late", "a.b", ""), ("first", "a.c", "one"), ("second", "a.c", "two"), ("again", "a.c", "two")]);
        CounterList::read([("a.toml", text.as_str())], found).expect("it is a list")
    }

    #[test]
    fn a_rule_is_proven_when_all_of_its_engines_are_found_out() {
        let found = "['a.b']\nlate = 'g/F/one'\n['a.c']\nfirst = 'g/F/one'\nsecond = 'g/F/two'\n";
        assert!(list(found).is_proven("a.b"));
        assert!(!list(found).is_proven("a.c"), "`again` is not found out");
        assert!(!list(found).is_proven("a.d"), "what has no counter-engine is not proven");
        assert!(list(&format!("{found}again = 'g/F/one'\n")).is_proven("a.c"));
        assert!(!list(found).is_proven_by("a.b", |case| case == "g/F/two"));
    }

    #[test]
    fn clauses_are_counted_once() {
        let list = list("['a.c']\nfirst = 'g/F/one'\nsecond = 'g/F/two'\n");
        assert_eq!(list.clauses("a.c", |_| true), Clauses { proven: 1, of: 2 });
        assert_eq!(list.clauses("a.b", |_| true), Clauses { proven: 0, of: 1 });
        assert_eq!(list.clauses("a.d", |_| true), Clauses::default());
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let (one, other) = (file(&[("late", "a.b", "")]), file(&[("late", "a.c", "")]));
        let files = [("a.toml", one.as_str()), ("b.toml", other.as_str()), ("c.toml", "[[engine]]\nname = 'x'")];
        let CounterMistakes(mistakes) = CounterList::read(files, "x = 1").expect_err("much is wrong");
        let files: Vec<&str> = mistakes.iter().map(|mistake| mistake.file.as_str()).collect();
        assert_eq!(files, ["engines/b.toml", "engines/c.toml", "found.toml"]);
    }
}
