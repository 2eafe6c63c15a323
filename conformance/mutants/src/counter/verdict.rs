//! The verdict: what came of the counter-engines, held against what is written down.

use std::collections::BTreeSet;

use rsmlab_counter::{CounterList, Engine, FoundEngines};

use super::judge::EngineOutcome;

/// What came of an engine, against what was known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineStanding {
    /// It is found out, as it is written.
    AsWritten,
    /// It is found out, by another case than is written, or by one where none is.
    Unwritten,
    /// It is not found out.
    Survived,
}

/// How an engine stands; and by which case it is to be written down that it is found out.
#[must_use]
pub fn standing(engine: &Engine, came: &EngineOutcome, list: &CounterList) -> (EngineStanding, Option<String>) {
    let EngineOutcome::Found(by) = came else { return (EngineStanding::Survived, None) };
    match list.found_by(engine) {
        // What still finds it out stays written, although another might come first.
        Some(written) if by.iter().any(|case| case == written) => (EngineStanding::AsWritten, Some(written.to_owned())),
        Some(_) | None => (EngineStanding::Unwritten, by.first().cloned()),
    }
}

/// The list of what is found out, with what is known now. When it `is_whole`, nothing is said any more of engines that are not in it.
#[must_use]
pub fn written<'e>(list: &CounterList, judged: impl Iterator<Item = (&'e Engine, &'e EngineOutcome)>, is_whole: bool) -> FoundEngines {
    let mut found = list.found().clone();
    for (engine, came) in judged {
        found.note(&engine.rule, &engine.name, standing(engine, came, list).1.as_deref());
    }
    let there: BTreeSet<(&str, &str)> = list.engines().iter().map(|engine| (engine.rule.as_str(), engine.name.as_str())).collect();
    found.retain(|rule, name| !is_whole || there.contains(&(rule, name)));
    found
}

/// What is to be told of an engine; nothing if all is well.
#[must_use]
pub fn told(engine: &Engine, came: &EngineOutcome, list: &CounterList) -> Option<String> {
    let clause = engine.clause.as_ref().map(|clause| format!(" [{clause}]")).unwrap_or_default();
    let lost = list.found_by(engine).map(|case| format!("; {case} found it out once")).unwrap_or_default();
    let (word, why) = match (standing(engine, came, list), came) {
        ((EngineStanding::AsWritten, _), _) => return None,
        ((EngineStanding::Unwritten, by), _) => {
            ("unwritten", format!("{} finds it out{lost}; --write writes that down", by.as_deref().unwrap_or_default()))
        }
        ((EngineStanding::Survived, _), EngineOutcome::Broken(how)) => {
            ("broken", format!("it {how}, and no case that covers the rule fails before{lost}"))
        }
        ((EngineStanding::Survived, _), EngineOutcome::Unviable(why)) => ("unviable", why.trim_end().replace('\n', "\n           ")),
        ((EngineStanding::Survived, _), EngineOutcome::Survived { is_covered: false, .. }) => {
            ("survived", "no case covers the rule".to_owned())
        }
        ((EngineStanding::Survived, _), EngineOutcome::Survived { other: Some(case), .. }) => {
            ("survived", format!("no case that covers the rule fails{lost}; {case} does"))
        }
        ((EngineStanding::Survived, _), EngineOutcome::Survived { other: None, .. } | EngineOutcome::Found(_)) => {
            ("survived", format!("no case fails at all{lost}"))
        }
    };
    let indent = " ".repeat(11);
    Some(format!("{word:11}{}{clause}  {}\n{indent}{}\n{indent}{why}\n", engine.rule, engine.name, engine.says))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGINES: &str = "[[engine]]\nname = 'late'\nrule = 'a.b'\nsays = 'It comes too late.'\nfile = 'a.rs'\nfind = 'x'\nwith = 'y'\n";

    fn list(found: &str) -> CounterList {
        CounterList::read([("a.toml", ENGINES)], found).expect("it is a list")
    }

    fn found(cases: &[&str]) -> EngineOutcome {
        EngineOutcome::Found(cases.iter().map(|case| (*case).to_owned()).collect())
    }

    #[test]
    fn a_case_that_still_finds_an_engine_out_stays_written() {
        let list = list("['a.b']\nlate = 'g/F/second'\n['a.c']\ngone = 'g/F/first'\n");
        let engine = &list.engines()[0];
        let came = found(&["g/F/first", "g/F/second"]);
        assert_eq!(told(engine, &came, &list), None);
        let all = written(&list, [(engine, &came)].into_iter(), true);
        assert_eq!(all.iter().collect::<Vec<_>>(), [("a.b", "late", "g/F/second")]);
        let came = found(&["g/F/first"]);
        assert!(told(engine, &came, &list).is_some_and(|text| text.contains("g/F/first finds it out; g/F/second found it out once")));
    }

    #[test]
    fn what_is_not_found_out_any_more_is_a_loss() {
        let list = list("['a.b']\nlate = 'g/F/second'\n");
        let engine = &list.engines()[0];
        let came = EngineOutcome::Survived { is_covered: true, other: Some("g/F/other".to_owned()) };
        let text = told(engine, &came, &list).expect("it is not found out");
        assert!(text.contains("It comes too late.") && text.contains("g/F/second found it out once; g/F/other does"), "{text}");
        assert_eq!(written(&list, [(engine, &came)].into_iter(), true), FoundEngines::default());
    }
}
