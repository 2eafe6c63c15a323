//! Rights: each call by callers with each right on what it protects, by nobody in particular, and by an administrator.
//!
//! What is due is read off the documents' list of rights ([`RequiredRight`]) and nowhere else: who has the right, or more, gets
//! `ERROR_SUCCESS`, and who has less `ERROR_ACCESS_DENIED`. The caller has the right in question on the one object that
//! the list names, and enough on everything else.

use super::world::{GOOD, Good};
use super::{CHECK, CheckDraft};
use crate::Catalogue;
use crate::function::{Function, RequiredRight, Systems};

/// The word of these checks in their ids.
pub const WORD: &str = "rights";

/// The rights as scenarios write them, each with those below it.
const LEVELS: [(&str, &str); 4] =
    [("none", ""), ("use", "NTMS_USE_ACCESS"), ("modify", "NTMS_MODIFY_ACCESS"), ("control", "NTMS_CONTROL_ACCESS")];

/// The right of those who may do everything.
const ADMINISTRATOR: &str = "administrator";

/// Every check of a right that the documents decide.
#[must_use]
pub fn drafts(catalogue: &Catalogue) -> Vec<CheckDraft> {
    let known = GOOD.iter().filter_map(|good| Some((good, catalogue.function(good.function)?)));
    known.flat_map(|(good, function)| of_function(good, function)).collect()
}

fn of_function(good: &Good, function: &Function) -> Vec<CheckDraft> {
    let needed = needed(function);
    let only_administrators = needed.iter().any(|access| access.right == ADMINISTRATOR);
    let mut drafts = Vec::new();
    for access in &needed {
        let (Some(object), Some(enough)) = (object(&access.scope), level(&access.right)) else { continue };
        for (has, (word, _)) in LEVELS.into_iter().enumerate() {
            let refused = has < enough;
            // Some documents let only administrators do it, others let these holders do it too (D-032).
            let disputed = only_administrators && !refused;
            // Without use access on the computer there is no session to call in.
            let unasked = object == "computer" && word == "none" && good.function != "OpenNtmsSession";
            if !disputed && !unasked {
                let elsewhere = if only_administrators { "use" } else { "control" };
                let caller = format!("rights={elsewhere} {{\n    on {object} rights={word}\n}}");
                let scope = access.scope.replace(' ', "-");
                let title = format!("{function}: {word} access on the {}", access.scope, function = function.name);
                drafts.extend(draft(good, function, &format!("{scope}-{word}"), title, &caller, refused, &[]));
            }
        }
    }
    let title = format!("{}: an administrator, whatever the access lists say", function.name);
    drafts.extend(draft(good, function, ADMINISTRATOR, title, "rights=admin", false, &["global.admins-pass"]));
    drafts
}

/// The rights that hold on Windows Server 2003. Where only older systems ask for one, nothing has taken it back.
fn needed(function: &Function) -> Vec<&RequiredRight> {
    let asked = || function.access.iter().filter(|access| access.right != "none");
    let newest: Vec<&RequiredRight> = asked().filter(|access| access.systems != Systems::Xp).collect();
    if newest.is_empty() { asked().collect() } else { newest }
}

/// What stands for a scope in the world of the checks; nothing for the server, which is no object.
fn object(scope: &str) -> Option<&'static str> {
    match scope {
        "library" | "container object" | "object or its container" => Some("L1"),
        "media pool" => Some("Backup"),
        "computer" => Some("computer"),
        _ => None,
    }
}

/// The place of a documented right among the levels.
fn level(right: &str) -> Option<usize> {
    LEVELS.iter().position(|(_, name)| *name == right)
}

/// A check, if the function has a row for its outcome.
fn draft(good: &Good, function: &Function, what: &str, title: String, caller: &str, refused: bool, rules: &[&str]) -> Option<CheckDraft> {
    let status = if refused { "ERROR_ACCESS_DENIED" } else { "ERROR_SUCCESS" };
    let row = function.row(status).filter(|row| row.stance.is_raised())?;
    let covers = [format!("{}/{}", function.name, row.name)].into_iter().chain(rules.iter().map(|rule| (*rule).to_owned()));
    Some(CheckDraft {
        id: format!("{CHECK}/{WORD}/{}/{what}", function.name),
        title: format!("{title}: {}", if refused { "refused" } else { "let in" }),
        covers: covers.collect(),
        body: good.body(caller, &[], "", status),
        depends: Vec::new(),
        either: None,
    })
}
