//! Arguments: each parameter of each call made wrong in each way in which it can be, and nothing else wrong.
//!
//! What is due is read off the documents: a row of the function, or a line of its documented order of checks, has to
//! speak of the mistake. Where none does, or where they disagree, the check is left out and named in
//! [`Arguments::left_out`], so that this stands in plain sight and no implementation is held to our reading.

use rsmlab_engine::record::state::ObjectKind;
use rsmlab_language::signature::{Field, Kind as Takes, Parameter, Signature};

use super::draft::Draft;
use super::world::{GOOD, Good};
use super::{CHECK, Kind};
use crate::catalogue::Catalogue;
use crate::catalogue::function::{Function as Documented, Parameter as DocumentedParameter};
use crate::catalogue::row::Stance;

/// The checks, and what could not be one.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// The checks.
    pub drafts: Vec<Draft>,
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
    instead: Vec<(Parameter, &'static str)>,
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
pub fn drafts(catalogue: &Catalogue) -> Arguments {
    let mut arguments = Arguments::default();
    for good in GOOD {
        let Some((function, signature)) = catalogue.function(good.function.name()).zip(Signature::of(good.function)) else { continue };
        if function.parameters.iter().any(|parameter| parameter.name == SESSION) {
            sessions().into_iter().for_each(|wrong| arguments.add(good, function, SESSION, &wrong));
        }
        for field in signature.parameters {
            let Some((name, parameter)) = documented(field.parameter, function) else { continue };
            wrongs(field, parameter, signature).into_iter().for_each(|wrong| arguments.add(good, function, &name, &wrong));
        }
    }
    arguments
}

impl Arguments {
    fn add(&mut self, good: &Good, function: &Documented, name: &str, wrong: &Wrong) {
        let id = format!("{CHECK}/{}/{}/{name}-{}", Kind::Arguments, function.name, wrong.word);
        let Some(status) = due(function, name, wrong) else { return self.left_out.push(id) };
        self.drafts.push(Draft {
            id,
            title: format!("{}: {name} {}", function.name, wrong.is),
            covers: vec![format!("{}/{status}", function.name)],
            body: good.body("rights=control", &wrong.instead, wrong.session, &status),
            due: None,
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

/// Under which name the documents have a parameter, and what they say of it. A member of a structure goes by both names.
fn documented(parameter: Parameter, function: &Documented) -> Option<(String, &DocumentedParameter)> {
    let find = |begin: &str| function.parameters.iter().find(|other| other.name.starts_with(begin));
    let member = |member: &str| find("lpInfo").map(|whole| (format!("{}.{member}", whole.name), whole));
    let found = match parameter {
        Parameter::Library => find("lpLibrary"),
        Parameter::Slot => find("lpSlot"),
        Parameter::Drive | Parameter::Drives => find("lpDriveId"),
        Parameter::Medium | Parameter::Media => find("lpMediaId"),
        Parameter::Count => find("dwCount"),
        Parameter::Operation => find("lpInjectOperation").or_else(|| find("lpEjectOperation")),
        Parameter::Action => find("dwAction"),
        Parameter::CleansLeft => find("dwNumberOfCleansLeft"),
        Parameter::Request => find("lpRequestId"),
        Parameter::Object => find("lpObjectId"),
        Parameter::Container => find("lpContainerId"),
        Parameter::Type => return find("dwType").map(|found| (found.name.clone(), found)).or_else(|| member("dwType")),
        Parameter::ListSize => find("lpdwListSize"),
        Parameter::Information => find("lpInfo"),
        Parameter::Size => return member("dwSize"),
        Parameter::Channel => find("hNotification"),
        Parameter::Options => find("dwOptions"),
        Parameter::Priority => find("dwPriority"),
        Parameter::Timeout => find("dwTimeout"),
        Parameter::Server => find("lpServer"),
        Parameter::Application => find("lpApplication"),
    };
    found.map(|found| (found.name.clone(), found))
}

/// The ways in which a parameter can be wrong.
fn wrongs(field: &Field, documented: &DocumentedParameter, signature: &Signature) -> Vec<Wrong> {
    let parameter = field.parameter;
    let mut wrongs = Vec::new();
    let mut wrong = |word, is, value, statuses, words| {
        wrongs.push(Wrong {
            word,
            is,
            instead: with_company(parameter, value, word, signature),
            session: "",
            statuses,
            words,
            disputed: disputed(word),
        });
    };
    let is_pointer = match field.kind {
        Takes::Id(_) | Takes::Ids(_) | Takes::Channel | Takes::Room | Takes::Pointer => true,
        Takes::Number { .. } | Takes::Flags(_) | Takes::Duration | Takes::Text => false,
    };
    if is_pointer && documented.nullable == Some(false) {
        wrong("null", "is NULL", "#null", &["ERROR_INVALID_PARAMETER", "ERROR_INVALID_HANDLE"], NULL);
    }
    match &field.kind {
        Takes::Id(kinds) | Takes::Ids(kinds) => {
            wrong("unknown", "names nothing", "unknown", names_nothing(parameter), &[]);
            // An ejection without a medium sends out those that were queued for it.
            if parameter != Parameter::Medium {
                wrong("all-zero", "is the id that is all zero", "nothing", names_nothing(parameter), &[]);
            }
            if let Some((other, statuses)) = of_another_kind(parameter, kinds) {
                wrong("other-kind", "names an object of another kind", other, statuses, OTHER_KIND);
            }
        }
        Takes::Channel => {
            wrong("unknown", "was never given out", "bogus", &["ERROR_INVALID_HANDLE"], &[]);
        }
        Takes::Number { words, .. } if !words.values.is_empty() && parameter != Parameter::CleansLeft => {
            wrong("out-of-range", "is a number that means nothing", "99", &["ERROR_INVALID_PARAMETER"], OUT_OF_RANGE);
        }
        Takes::Flags(_) => {
            wrong("out-of-range", "has a bit that means nothing", "2147483648", &["ERROR_INVALID_PARAMETER"], OUT_OF_RANGE);
        }
        Takes::Number { .. } | Takes::Room | Takes::Duration | Takes::Text | Takes::Pointer => {}
    }
    match parameter {
        Parameter::Media => wrong("duplicate", "names a medium twice", "T1 T1", &["ERROR_INVALID_MEDIA"], TWICE),
        Parameter::Drives => wrong("duplicate", "names a drive twice", "L1.drive.1+L1.drive.1", &["ERROR_INVALID_DRIVE"], TWICE),
        Parameter::Count => wrong("zero", "is zero", "0", &["ERROR_INVALID_PARAMETER"], &["zero count"]),
        Parameter::Size => wrong("zero", "is zero", "0", &["ERROR_INVALID_PARAMETER"], &["size or type wrong"]),
        Parameter::ListSize => wrong("zero", "has no room", "0", &["ERROR_INSUFFICIENT_BUFFER"], &[]),
        Parameter::Priority => wrong("out-of-range", "is above 15", "16", &["ERROR_INVALID_PARAMETER"], OUT_OF_RANGE),
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
const fn names_nothing(parameter: Parameter) -> &'static [&'static str] {
    match parameter {
        Parameter::Library => &["ERROR_INVALID_LIBRARY"],
        Parameter::Slot => &["ERROR_INVALID_SLOT"],
        Parameter::Drive | Parameter::Drives => &["ERROR_INVALID_DRIVE"],
        Parameter::Medium | Parameter::Media => &["ERROR_INVALID_MEDIA"],
        Parameter::Operation => &["ERROR_INVALID_OPERATION"],
        _ => &["ERROR_OBJECT_NOT_FOUND"],
    }
}

/// An object that is there and does not fit, and the statuses for it; nothing where any object fits.
fn of_another_kind(parameter: Parameter, kinds: &[ObjectKind]) -> Option<(&'static str, &'static [&'static str])> {
    match parameter {
        // A drive is no container of drives.
        Parameter::Container => Some(("L1.drive.1", &["ERROR_INVALID_PARAMETER"])),
        _ if kinds == [ObjectKind::Object] => None,
        Parameter::Drive | Parameter::Drives => Some(("L1.slot.1", names_nothing(parameter))),
        Parameter::Operation | Parameter::Request => Some(("L1", names_nothing(parameter))),
        _ => Some(("L1.drive.1", names_nothing(parameter))),
    }
}

/// The wrong value, and what has to be said besides so that the call looks at it: an operation is looked at to stop it,
/// and wanted drives where drives are wanted.
fn with_company(parameter: Parameter, value: &'static str, word: &str, signature: &Signature) -> Vec<(Parameter, &'static str)> {
    let mut instead = vec![(parameter, value)];
    if parameter == Parameter::Operation && word != "null" {
        instead.push((Parameter::Action, "STOP"));
    }
    if parameter == Parameter::Drives && word != "null" && signature.field(Parameter::Options).is_some() {
        instead.push((Parameter::Options, "SPECIFIC_DRIVE"));
        if word == "duplicate" {
            instead.push((Parameter::Media, "T1 T2"));
        }
    }
    instead
}

/// The documented answer, if there is one.
fn due(function: &Documented, name: &str, wrong: &Wrong) -> Option<String> {
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
