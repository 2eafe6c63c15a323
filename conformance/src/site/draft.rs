//! Drafts: what stands on a page, before names become links.

use std::borrow::Cow;

use crate::explain::Explanation;

/// What stands on a page.
#[derive(Clone, Debug)]
pub(super) struct PageDraft {
    /// The name of its subject, as `explain` takes it.
    pub name: String,
    /// The file of the page, below the folder of the site.
    pub path: String,
    /// The part of the site that it belongs to.
    pub part: SitePart,
    /// What it is about.
    pub explanation: Explanation,
    /// The entries of names that have no page of their own.
    pub members: Vec<PageMember>,
    /// The text of a scenario.
    pub listing: Option<String>,
    /// The page of its run, below the folder of the site.
    pub view: Option<String>,
}

/// The entry of a name on a page with others: a return, a rule, a value.
#[derive(Clone, Debug)]
pub(super) struct PageMember {
    /// The name, as `explain` takes it.
    pub name: String,
    /// The place on the page.
    pub anchor: String,
    /// What there is to say of it.
    pub explanation: Explanation,
}

/// A part of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SitePart {
    Functions,
    Rules,
    States,
    Types,
    Statuses,
    Words,
    Decisions,
    Scenarios,
}

impl SitePart {
    /// Every part, in the order in which pages lead to them.
    pub const ALL: [Self; 8] =
        [Self::Functions, Self::Rules, Self::States, Self::Types, Self::Statuses, Self::Words, Self::Decisions, Self::Scenarios];

    /// Its name for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Functions => "Functions",
            Self::Rules => "Rules",
            Self::States => "States",
            Self::Types => "Types",
            Self::Statuses => "Statuses",
            Self::Words => "Words",
            Self::Decisions => "Decisions",
            Self::Scenarios => "Scenarios",
        }
    }

    /// The page that leads to all of it.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Functions => super::FIRST,
            Self::Rules => "rules.html",
            Self::States => "states.html",
            Self::Types => "types.html",
            Self::Statuses => "statuses.html",
            Self::Words => "words.html",
            Self::Decisions => "decisions.html",
            Self::Scenarios => "scenarios.html",
        }
    }
}

impl PageDraft {
    /// A page about something, with nothing else on it.
    pub fn new(name: &str, path: String, part: SitePart, explanation: Explanation) -> Self {
        Self { name: name.to_owned(), path, part, explanation, members: Vec::new(), listing: None, view: None }
    }

    /// The page that leads to all of a part.
    pub fn list(part: SitePart, explanation: Explanation) -> Self {
        // It goes by its file, which is no word of any text.
        Self::new(part.page(), part.page().to_owned(), part, explanation)
    }

    /// The same with what else is told there.
    pub fn with(self, members: impl IntoIterator<Item = PageMember>) -> Self {
        Self { members: members.into_iter().collect(), ..self }
    }
}

/// A name of a file or a place for something with this name.
pub(super) fn file(name: &str) -> Cow<'_, str> {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    if name.chars().all(is_plain) {
        Cow::Borrowed(name)
    } else {
        name.chars().map(|char| if is_plain(char) { char } else { '-' }).collect()
    }
}

/// A path of files for something with this path as its name.
pub(super) fn folders(path: &str) -> String {
    path.split('/').map(file).collect::<Vec<_>>().join("/")
}
