//! What results are held to: a profile, and a list of what is expected to fail.

use std::path::Path;

use rsmlab_conformance::case::Case;
use rsmlab_conformance::discover::display;
use rsmlab_conformance::expected::ExpectedFailures;
use rsmlab_conformance::profile::{self, Profile, WrittenProfile};
use rsmlab_conformance::verdict::Conclusion;

use super::{mistake, refuse_list};
use crate::arguments::conformance::Held;
use crate::command::reading;
use crate::exit::Exit;
use crate::print::Printer;

/// What was named, as it was read before the suite is: a mistake in it is told at once.
pub struct GivenFiles {
    /// The profile.
    pub profile: GivenProfile,
    /// The list of expected failures.
    pub expected: GivenList,
}

/// A profile that is not held against the cases yet.
pub enum GivenProfile {
    /// One that every program has.
    BuiltIn(Profile),
    /// One from a file.
    File(WrittenProfile),
}

/// A list of expected failures that is not held against the cases yet: the file, and what it says.
pub struct GivenList(Option<(String, ExpectedFailures)>);

impl GivenFiles {
    /// Reads what was named, or takes the usual profile and an empty list.
    pub fn read(held: &Held, printer: &mut Printer) -> Result<Self, Exit> {
        let name = held.profile.as_deref().unwrap_or(profile::DEFAULT);
        let profile = if name.ends_with(".toml") {
            let text = reading(Path::new(name), "the profile", printer)?;
            WrittenProfile::parse(name, &text).map(GivenProfile::File)
        } else {
            profile::find(name).map(GivenProfile::BuiltIn)
        };
        let profile = profile.map_err(|wrong| mistake(wrong, printer))?;
        let expected = held.expected.as_deref().map(|file| GivenList::read(file, printer)).transpose()?;
        Ok(Self { profile, expected: expected.unwrap_or(GivenList(None)) })
    }
}

impl GivenProfile {
    /// The profile, which may choose among these cases.
    pub fn resolve(self, cases: &[Case], printer: &mut Printer) -> Result<Profile, Exit> {
        match self {
            Self::BuiltIn(profile) => Ok(profile),
            Self::File(written) => written.resolve(cases).map_err(|wrong| mistake(wrong, printer)),
        }
    }
}

impl GivenList {
    /// Reads a list.
    pub fn read(file: &Path, printer: &mut Printer) -> Result<Self, Exit> {
        let text = reading(file, "the list of expected failures", printer)?;
        Self::parse(display(file), &text, printer)
    }

    /// The list that a file says.
    pub fn parse(file: String, text: &str, printer: &mut Printer) -> Result<Self, Exit> {
        let list = ExpectedFailures::parse(&file, text).map_err(|wrong| mistake(wrong, printer))?;
        Ok(Self(Some((file, list))))
    }

    /// The list, which may name no other cases than these.
    pub fn resolve(self, cases: &[Case], printer: &mut Printer) -> Result<ExpectedFailures, Exit> {
        let Some((file, list)) = self.0 else { return Ok(ExpectedFailures::default()) };
        list.resolve(&file, cases).map_err(|mistakes| refuse_list(&mistakes, printer))
    }
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
