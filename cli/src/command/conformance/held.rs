//! What results are held to: a profile, and a list of what is expected to fail.

use std::path::Path;

use rsmlab_conformance::case::Case;
use rsmlab_conformance::discover::display;
use rsmlab_conformance::expected::Expected;
use rsmlab_conformance::profile::{self, Profile, Written};
use rsmlab_conformance::verdict::Conclusion;

use super::{mistake, refuse_list};
use crate::arguments::conformance::Held;
use crate::command::reading;
use crate::exit::Exit;
use crate::print::Printer;

/// The profile that was named, or the usual one: by its name, or from a file.
pub fn profile(held: &Held, cases: &[Case], printer: &mut Printer) -> Result<Profile, Exit> {
    let name = held.profile.as_deref().unwrap_or(profile::DEFAULT);
    let found = if name.ends_with(".toml") {
        let text = reading(Path::new(name), "the profile", printer)?;
        Written::parse(name, &text).and_then(|written| written.resolve(cases))
    } else {
        profile::find(name)
    };
    found.map_err(|wrong| mistake(wrong, printer))
}

/// What is expected to fail.
pub fn expected(held: &Held, cases: &[Case], printer: &mut Printer) -> Result<Expected, Exit> {
    let Some(file) = &held.expected else { return Ok(Expected::default()) };
    let text = reading(file, "the list of expected failures", printer)?;
    Expected::parse(&display(file), &text, cases).map_err(|mistakes| refuse_list(&mistakes, printer))
}

/// How the program ends with this conclusion.
pub const fn exit(conclusion: Conclusion) -> Exit {
    match conclusion {
        Conclusion::Conformant | Conclusion::ConformantButForExpectedFailures | Conclusion::NothingUnexpectedInThePart => Exit::Held,
        Conclusion::Incomplete | Conclusion::CasesDiffer | Conclusion::NotConformant => Exit::Unmet,
        Conclusion::TargetBroke => Exit::Target,
        Conclusion::Internal => Exit::Internal,
    }
}
