//! A page of the site: its draft, with every name a link.

use std::collections::BTreeMap;

use askama::Template;

use super::draft::{PageDraft, PageMember, SitePart};
use super::linked::{self, LinkOrigin};
use super::names::{PageNames, way_up};
use super::{FIRST, plan};
use crate::explain::{BOTH_ORDERS, Explanation, Section, SectionEntry, TO_DO};
use crate::page::Html;

/// The section of the documents that something is taken from.
const SOURCES: &str = "sources";

/// So many scenarios are named for a return or a rule; `rsmlab explain` has them all.
const NAMED: usize = 24;

/// What is filled into the template.
#[derive(Template)]
#[template(path = "site/page.html")]
struct SitePage<'d> {
    /// The way to the folder of the site.
    root: String,
    page: &'d str,
    first: &'static str,
    parts: Vec<SiteLink>,
    title: &'d str,
    kind: &'d str,
    lead: Html,
    sections: Vec<SectionBlock>,
    listing: Option<Html>,
    /// The page of the run of a scenario, below the folder of the site.
    view: Option<&'d str>,
}

/// A way to a part of the site.
struct SiteLink {
    word: &'static str,
    page: &'static str,
    is_here: bool,
}

/// A section of a page, or of the entry of a name on it.
struct SectionBlock {
    heading: String,
    anchor: String,
    /// How wide the keys are: `numbers`, `short`, or as it comes.
    keys: &'static str,
    lines: Vec<EntryLine>,
}

/// An entry of a section.
struct EntryLine {
    /// The place on the page; empty for what has no name.
    anchor: String,
    key: Html,
    has_key: bool,
    /// Whether the key is a name, as programs write it.
    is_name: bool,
    text: Html,
    state: String,
    class: &'static str,
    is_marked: bool,
    /// What else there is to say of it.
    more: Vec<SectionBlock>,
}

/// The HTML of a page.
pub(super) fn html(draft: &PageDraft, names: &PageNames) -> String {
    let place = LinkOrigin { page: &draft.path, subject: &draft.name };
    let way = |word, page, is_here| SiteLink { word, page, is_here };
    let parts = SitePart::ALL.into_iter().map(|part| way(part.word(), part.page(), part == draft.part));
    let proven = names.has_proof.then(|| way("Proven", plan::PROVEN, false));
    let writer = SectionWriter {
        names,
        place,
        part: draft.part,
        members: draft.members.iter().map(|member| (member.name.as_str(), member)).collect(),
    };
    let Explanation { title, kind, lead, sections } = &draft.explanation;
    let page = SitePage {
        root: way_up(&draft.path),
        page: &draft.path,
        first: FIRST,
        parts: parts.chain(proven).collect(),
        title,
        kind,
        lead: linked::text(lead, names, place),
        sections: sorted(sections).map(|section| writer.block(section)).collect(),
        listing: draft.listing.as_ref().map(|listing| linked::exact(listing, names, place)),
        view: draft.view.as_deref(),
    };
    page.render().expect("a page is written into a text, which does not fail")
}

/// The sections of a page: where they come from stands last, and what to do is clear to a reader who can follow links.
fn sorted(sections: &[Section]) -> impl Iterator<Item = &Section> {
    let told = || sections.iter().filter(|section| section.heading != TO_DO);
    told().filter(|section| section.heading != SOURCES).chain(told().filter(|section| section.heading == SOURCES))
}

/// Writes the sections of one page.
struct SectionWriter<'d> {
    names: &'d PageNames,
    place: LinkOrigin<'d>,
    part: SitePart,
    members: BTreeMap<&'d str, &'d PageMember>,
}

impl SectionWriter<'_> {
    fn block(&self, section: &Section) -> SectionBlock {
        let entries = section.entries.iter().map(|entry| {
            let name = if entry.about.is_empty() { &entry.key } else { &entry.about };
            let member = self.members.get(name.as_str());
            let line = self.line(entry, member.is_some());
            match member {
                Some(member) => EntryLine { anchor: member.anchor.clone(), more: self.more(member), ..line },
                None => line,
            }
        });
        Self::of(section, entries.collect())
    }

    /// The entry of a name that has no page of its own. What the page has anyway is left out.
    fn more(&self, member: &PageMember) -> Vec<SectionBlock> {
        let is_word = self.part == SitePart::Words;
        let said = |section: &&Section| (is_word || section.heading != TO_DO) && !BOTH_ORDERS.contains(&section.heading.as_ref());
        let block = |section: &Section| {
            let lines = section.entries.iter().take(NAMED).map(|entry| self.line(entry, false));
            let more = section.entries.len().saturating_sub(NAMED);
            let rest = (more > 0).then(|| SectionEntry::text(format!("and {more} more; `rsmlab explain {}` names them all", member.name)));
            Self::of(section, lines.chain(rest.map(|rest| self.line(&rest, false))).collect())
        };
        member.explanation.sections.iter().filter(said).map(block).collect()
    }

    fn of(section: &Section, mut lines: Vec<EntryLine>) -> SectionBlock {
        // The same word is not said again and again.
        for at in (1..lines.len()).rev() {
            if lines[at].anchor.is_empty() && lines[at].key == lines[at - 1].key {
                lines[at].key = Html::default();
            }
        }
        let all = |is_so: &dyn Fn(&str) -> bool| section.entries.iter().all(|entry| is_so(&entry.key));
        let keys = match () {
            () if all(&|key| key.ends_with('.') && key.len() <= 3) => "numbers",
            () if all(&|key| key.chars().count() < 12) => "short",
            () => "",
        };
        SectionBlock { heading: section.heading.to_string(), anchor: section.heading.replace([' ', '/'], "-"), keys, lines }
    }

    fn line(&self, entry: &SectionEntry, is_member: bool) -> EntryLine {
        let about = Some(entry.about.as_str()).filter(|about| !about.is_empty() && !is_member).and_then(|about| self.names.told(about));
        let is_scenario = about.is_some_and(|told| told.part == SitePart::Scenarios);
        let key = match about {
            // What a scenario does to it stands beside the way to the scenario.
            Some(told) if !is_scenario || entry.text == told.lead => linked::link(&entry.key, told, self.place),
            Some(_) | None if is_member => Html::of(&entry.key),
            Some(_) | None => linked::text(&entry.key, self.names, self.place),
        };
        let text = match about {
            Some(told) if is_scenario && entry.text != told.lead => linked::titled(&entry.about, told, self.place),
            Some(_) | None => linked::text(&entry.text, self.names, self.place),
        };
        let class = match () {
            () if entry.state == "claimed" => "claimed",
            () if entry.marked => "open",
            () if entry.state.ends_with("asserted") || entry.state == "proven" => "good",
            () => "",
        };
        let is_name = !entry.key.contains(' ') && entry.key.contains(|char: char| char.is_ascii_uppercase() || matches!(char, '_' | '-'));
        let (has_key, state, is_marked) = (!entry.key.is_empty(), entry.state.clone(), entry.marked);
        EntryLine { anchor: String::new(), key, has_key, is_name, text, state, class, is_marked, more: Vec::new() }
    }
}
