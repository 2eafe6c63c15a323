//! Names: the place on the site that explains each of them.

use std::collections::BTreeMap;

use super::draft::{PageDraft, SitePart};
use crate::explain::Explanation;
use crate::page::Ways;

/// The page or entry of every name.
#[derive(Clone, Debug)]
pub(super) struct PageNames {
    told: BTreeMap<String, NamedPage>,
    /// Whether there is a page of what is proven.
    pub has_proof: bool,
}

/// The page or entry of a name, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamedPage {
    /// The file of the page, below the folder of the site.
    pub page: String,
    /// The place on the page; empty for the page itself.
    pub anchor: String,
    /// The part of the site.
    pub part: SitePart,
    /// What it is, in a few words.
    pub kind: String,
    /// What it means.
    pub lead: String,
}

impl PageNames {
    /// The names that these pages explain; of two with the same name the first is meant, as `explain` has it.
    pub fn of(drafts: &[PageDraft], has_proof: bool) -> Self {
        let mut told = BTreeMap::new();
        for draft in drafts {
            let mut tell = |name: &str, anchor: String, of: &Explanation| {
                let new = NamedPage { page: draft.path.clone(), anchor, part: draft.part, kind: of.kind.clone(), lead: of.lead.clone() };
                told.entry(name.to_owned()).or_insert(new);
            };
            tell(&draft.name, String::new(), &draft.explanation);
            draft.members.iter().for_each(|member| tell(&member.name, member.anchor.clone(), &member.explanation));
        }
        Self { told, has_proof }
    }

    /// All of them, by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &NamedPage)> {
        self.told.iter().map(|(name, told)| (name.as_str(), told))
    }

    /// The page or entry of exactly this name.
    pub fn told(&self, name: &str) -> Option<&NamedPage> {
        self.told.get(name)
    }

    /// Where a word is told that stands in a text about `subject`: its own returns are meant first, and scenarios go without their folder.
    pub fn meant(&self, word: &str, subject: &str) -> Option<&NamedPage> {
        // `drive` and `media` are machines, and `Free` is a pool: they are words like any other in a text.
        if word.chars().skip(1).all(|char| char.is_ascii_lowercase()) {
            return None;
        }
        self.told(&format!("{subject}/{word}")).or_else(|| self.told(word)).or_else(|| self.told(&format!("scenarios/{word}")))
    }
}

impl NamedPage {
    /// The way to it from a page.
    pub fn address_from(&self, page: &str) -> String {
        let anchor = if self.anchor.is_empty() { String::new() } else { format!("#{}", self.anchor) };
        if self.page == page && !anchor.is_empty() { anchor } else { format!("{}{}{anchor}", way_up(page), self.page) }
    }
}

/// The way from a page to the folder of the site; it ends in a slash, unless it is empty.
pub(super) fn way_up(page: &str) -> String {
    "../".repeat(page.matches('/').count())
}

/// From the page of what is proven, which lies in the folder of the site itself.
impl Ways for PageNames {
    fn scenario(&self, path: &str) -> Option<String> {
        self.told(path).map(|told| told.address_from(""))
    }

    fn left(&self, _id: &str) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}
