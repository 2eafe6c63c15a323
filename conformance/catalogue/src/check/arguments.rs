//! Arguments: each parameter of each call made wrong in each way in which it can be, and nothing else wrong.
//!
//! What is due is read off the documents: a row of the function, or a line of its documented order of checks, has to
//! speak of the mistake. Where none does, or where they disagree, the check is left out and named in
//! [`ArgumentChecks::left_out`], so that this stands in plain sight and no implementation is held to our reading.

use super::argument::{PassableValue, ScenarioParameter};
use super::world::{GOOD, Good};
use super::{CHECK, CheckDraft};
use crate::Catalogue;
use crate::function::{Function, Parameter};
use crate::row::Stance;

/// The word of these checks in their ids.
pub const WORD: &str = "arguments";

/// The checks, and what could not be one.
#[derive(Clone, Debug, Default)]
pub struct ArgumentChecks {
    /// The checks.
    pub drafts: Vec<CheckDraft>,
    /// The ids of checks that are none, because no document says what the answer is, or two say
    /// different things.
    pub left_out: Vec<String>,
}

/// A way to get an argument wrong.
struct Wrong {
    /// The end of the id.
    word: &'static str,
    /// In a sentence, after the parameter.
    is: &'static str,
    /// What is passed instead; besides the parameter itself, what has to be said so that it is looked at.
    instead: Vec<(ScenarioParameter, &'static str)>,
    /// What is said about the session.
    session: &'static str,
    /// The statuses that answer this mistake, the best first.
    statuses: &'static [&'static str],
    /// Words of a row that speaks of this mistake; where there are none, the status alone says it.
    words: &'static [&'static str],
    /// Words of a disagreement about this mistake.
    disputed: &'static [&'static str],
}

/// Every check of an argument that the documents decide.
#[must_use]
pub fn drafts(catalogue: &Catalogue) -> ArgumentChecks {
    let mut arguments = ArgumentChecks::default();
    for good in GOOD {
        let Some(function) = catalogue.function(good.function) else { continue };
        if function.parameters.iter().any(|parameter| parameter.name == SESSION) {
            sessions().into_iter().for_each(|wrong| arguments.add(good, function, SESSION, &wrong));
        }
        for argument in good.parameters {
            let Some((name, parameter)) = argument.documented(function) else { continue };
            wrongs(*argument, parameter, good).into_iter().for_each(|wrong| arguments.add(good, function, &name, &wrong));
        }
    }
    arguments
}

impl ArgumentChecks {
    fn add(&mut self, good: &Good, function: &Function, name: &str, wrong: &Wrong) {
        let id = format!("{CHECK}/{WORD}/{}/{name}-{}", function.name, wrong.word);
        let Some(status) = due(function, name, wrong) else { return self.left_out.push(id) };
        self.drafts.push(CheckDraft {
            id,
            title: format!("{}: {name} {}", function.name, wrong.is),
            covers: vec![format!("{}/{status}", function.name)],
            body: good.body("rights=control", &wrong.instead, wrong.session, &status),
            depends: Vec::new(),
            either: None,
        });
    }
}

/// The documented name of the session.
const SESSION: &str = "hSession";

fn sessions() -> Vec<Wrong> {
    let wrong = |word, is, session| Wrong {
        word,
        is,
        instead: Vec::new(),
        session,
        statuses: &["ERROR_INVALID_HANDLE"],
        words: &[],
        disputed: &[],
    };
    vec![
        wrong("null", "is NULL", "session=none"),
        wrong("closed", "has been closed", "session=closed"),
        wrong("unknown", "was never given out", "session=bogus"),
    ]
}

/// The ways in which a parameter can be wrong.
fn wrongs(argument: ScenarioParameter, documented: &Parameter, good: &Good) -> Vec<Wrong> {
    let mut wrongs = Vec::new();
    let mut wrong = |word, is, value, statuses, words| {
        wrongs.push(Wrong {
            word,
            is,
            instead: with_company(argument, value, word, good),
            session: "",
            statuses,
            words,
            disputed: disputed(word),
        });
    };
    let is_pointer = match argument.takes() {
        PassableValue::Id | PassableValue::Ids | PassableValue::Channel | PassableValue::Pointer => true,
        PassableValue::Choice | PassableValue::Flags | PassableValue::Plain => false,
    };
    if is_pointer && documented.nullable == Some(false) {
        wrong("null", "is NULL", "#null", &["ERROR_INVALID_PARAMETER", "ERROR_INVALID_HANDLE"], NULL);
    }
    match argument.takes() {
        PassableValue::Id | PassableValue::Ids => {
            wrong("unknown", "names nothing", "unknown", names_nothing(argument), &[]);
            // An ejection without a medium sends out those that were queued for it.
            if argument != ScenarioParameter::Medium {
                wrong("all-zero", "is the id that is all zero", "nothing", names_nothing(argument), &[]);
            }
            if let Some((other, statuses)) = of_another_kind(argument) {
                wrong("other-kind", "names an object of another kind", other, statuses, OTHER_KIND);
            }
        }
        PassableValue::Channel => {
            wrong("unknown", "was never given out", "bogus", &["ERROR_INVALID_HANDLE"], &[]);
        }
        PassableValue::Choice => {
            wrong("out-of-range", "is a number that means nothing", "99", &["ERROR_INVALID_PARAMETER"], OUT_OF_RANGE);
        }
        PassableValue::Flags => {
            wrong("out-of-range", "has a bit that means nothing", "2147483648", &["ERROR_INVALID_PARAMETER"], OUT_OF_RANGE);
        }
        PassableValue::Pointer | PassableValue::Plain => {}
    }
    match argument {
        ScenarioParameter::Media => wrong("duplicate", "names a medium twice", "T1 T1", &["ERROR_INVALID_MEDIA"], TWICE),
        ScenarioParameter::Drives => wrong("duplicate", "names a drive twice", "L1.drive.1+L1.drive.1", &["ERROR_INVALID_DRIVE"], TWICE),
        ScenarioParameter::Count => wrong("zero", "is zero", "0", &["ERROR_INVALID_PARAMETER"], &["zero count"]),
        ScenarioParameter::Size => wrong("zero", "is zero", "0", &["ERROR_INVALID_PARAMETER"], &["size or type wrong"]),
        ScenarioParameter::ListSize => wrong("zero", "has no room", "0", &["ERROR_INSUFFICIENT_BUFFER"], &[]),
        ScenarioParameter::Priority => wrong("out-of-range", "is above 15", "16", &["ERROR_INVALID_PARAMETER"], OUT_OF_RANGE),
        _ => {}
    }
    wrongs
}

/// Words of a disagreement about ids that name nothing, or nothing that fits.
fn disputed(word: &str) -> &'static [&'static str] {
    if word == "unknown" || word == "all-zero" || word == "other-kind" { &["names no"] } else { &[] }
}

const NULL: &[&str] = &["absent", "NULL"];
const OTHER_KIND: &[&str] =
    &["names no", "is wrong", "is unknown", "cannot be found", "not a running", "not running", "unsuitable for the kind"];
const OUT_OF_RANGE: &[&str] = &["out of range", "argument is wrong", "kind not one", "type wrong"];
const TWICE: &[&str] = &["twice"];

/// The statuses for an id that names nothing.
const fn names_nothing(argument: ScenarioParameter) -> &'static [&'static str] {
    match argument {
        ScenarioParameter::Library => &["ERROR_INVALID_LIBRARY"],
        ScenarioParameter::Slot => &["ERROR_INVALID_SLOT"],
        ScenarioParameter::Drive | ScenarioParameter::Drives => &["ERROR_INVALID_DRIVE"],
        ScenarioParameter::Medium | ScenarioParameter::Media => &["ERROR_INVALID_MEDIA"],
        ScenarioParameter::Operation => &["ERROR_INVALID_OPERATION"],
        _ => &["ERROR_OBJECT_NOT_FOUND"],
    }
}

/// An object that is there and does not fit, and the statuses for it; nothing where any object fits.
fn of_another_kind(argument: ScenarioParameter) -> Option<(&'static str, &'static [&'static str])> {
    match argument {
        // A drive is no container of drives.
        ScenarioParameter::Container => Some(("L1.drive.1", &["ERROR_INVALID_PARAMETER"])),
        // Any object is one of this kind.
        ScenarioParameter::Object => None,
        ScenarioParameter::Drive | ScenarioParameter::Drives => Some(("L1.slot.1", names_nothing(argument))),
        ScenarioParameter::Operation | ScenarioParameter::Request => Some(("L1", names_nothing(argument))),
        _ => Some(("L1.drive.1", names_nothing(argument))),
    }
}

/// The wrong value, and what has to be said besides so that the call looks at it: an operation is looked at to stop it,
/// and wanted drives where drives are wanted.
fn with_company(argument: ScenarioParameter, value: &'static str, word: &str, good: &Good) -> Vec<(ScenarioParameter, &'static str)> {
    let mut instead = vec![(argument, value)];
    if argument == ScenarioParameter::Operation && word != "null" {
        instead.push((ScenarioParameter::Action, "STOP"));
    }
    if argument == ScenarioParameter::Drives && word != "null" && good.parameters.contains(&ScenarioParameter::Options) {
        instead.push((ScenarioParameter::Options, "SPECIFIC_DRIVE"));
        if word == "duplicate" {
            instead.push((ScenarioParameter::Media, "T1 T2"));
        }
    }
    instead
}

/// The documented answer, if there is one.
fn due(function: &Function, name: &str, wrong: &Wrong) -> Option<String> {
    let rows = wrong.statuses.iter().filter_map(|status| function.row(status));
    for row in rows {
        let disputes = |text: &str| wrong.disputed.iter().any(|word| text.contains(word));
        if function.conflicts_about(&row.name).any(|conflict| disputes(&conflict.text)) {
            return None;
        }
        let speaks = wrong.words.is_empty() || wrong.words.iter().any(|word| row.when.contains(word));
        let checked = || {
            let about = |check: &str| check.contains(name) && wrong.words.iter().any(|word| check.contains(word));
            function.validation_order.iter().any(|check| check.mentions(&row.name) && about(&check.check))
        };
        if speaks || checked() {
            return match &row.stance {
                Stance::Implemented | Stance::Environment => Some(row.name.clone()),
                // The same condition under the name that stands first in authority.
                Stance::Alias { of, .. } => Some(of.rsplit('/').next().unwrap_or(of).to_owned()),
                Stance::Variant { .. } | Stance::Unreachable { .. } | Stance::Todo => None,
            };
        }
    }
    None
}
