//! Cases: what can pass or fail on its own, under an id that never changes.
//!
//! A case is a scenario file, a check that is generated (two faults at once, a wrong argument, a missing right), or a
//! check that watches the runs of all the others (state machines). Ids are readable and permanent, because verdicts,
//! profiles and lists of expected failures speak of them: a scenario goes by its path, a check by what it is about.

pub mod select;
pub mod shard;
pub mod states;
pub mod text;

use std::collections::BTreeSet;
use std::fmt;

use rsmlab_language::Mistakes;

use crate::catalogue::Catalogue;
use crate::catalogue::check::{CHECK, CheckDraft, arguments, precedence, rights};
use crate::load::Loaded;
use states::MachineWatch;

/// Something that can pass or fail on its own.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id: `cleaner-management/InjectNtmsCleaner/slot-full`.
    pub id: String,
    /// What it shows, in a sentence.
    pub title: String,
    /// How it came about.
    pub kind: CaseKind,
    /// Words to select it by: the parts of its id, its kind, its group and function.
    pub tags: BTreeSet<String>,
    /// The rows and rules it is about.
    pub covers: Vec<String>,
    /// The decisions without which no document would demand what it expects; of another engine, another answer is then a variant.
    pub depends: Vec<String>,
    /// What has to be done for it.
    pub work: CaseWork,
}

/// How a case came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseKind {
    /// Somebody wrote it as a scenario file.
    Scenario,
    /// Two things are wrong with a call; the documented earlier answer is due.
    Precedence,
    /// One argument of a call is wrong.
    Arguments,
    /// A caller has one right, or none, or all.
    Rights,
    /// A state machine is watched over all runs.
    States,
}

/// What has to be done for a case.
#[derive(Clone, Debug)]
pub enum CaseWork {
    /// Run this scenario.
    Run(Box<Loaded>),
    /// Run this scenario, and see that one of two statuses answers its last call: no document says which.
    Either(Box<Loaded>, [&'static str; 2]),
    /// Look at what the runs of the other cases have shown.
    Watch(MachineWatch),
    /// Nothing can be done: the case belongs to a profile, and its scenario is not here.
    Absent,
}

impl CaseKind {
    /// Its word, which is also a tag, and the second part of the ids of such checks.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Precedence => precedence::WORD,
            Self::Arguments => arguments::WORD,
            Self::Rights => rights::WORD,
            Self::States => "states",
        }
    }
}

impl fmt::Display for CaseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Case {
    /// The case that a scenario file is. `folder` is the folder of all scenarios, as it was typed.
    #[must_use]
    pub fn of_scenario(loaded: Loaded, folder: &str, catalogue: &Catalogue) -> Self {
        let inside = loaded.path.strip_prefix(folder).unwrap_or(&loaded.path).trim_start_matches('/');
        let id = inside.strip_suffix(".kdl").unwrap_or(inside).to_owned();
        let scenario = &loaded.scenario;
        let (title, covers, depends) = (scenario.title.clone(), scenario.covers.clone(), scenario.depends.clone());
        let tags = tags(&id, CaseKind::Scenario, catalogue);
        Self { tags, id, title, kind: CaseKind::Scenario, covers, depends, work: CaseWork::Run(Box::new(loaded)) }
    }

    fn of_draft(draft: CheckDraft, kind: CaseKind, catalogue: &Catalogue) -> Result<Self, Mistakes> {
        let text = draft.text();
        let scenario = rsmlab_language::parse(&draft.id, &text)?;
        let loaded = Box::new(Loaded { path: draft.id.clone(), text: text.into(), scenario });
        let CheckDraft { id, title, covers, depends, either, .. } = draft;
        let work = match either {
            Some(either) => CaseWork::Either(loaded, either),
            None => CaseWork::Run(loaded),
        };
        Ok(Self { tags: tags(&id, kind, catalogue), id, title, kind, covers, depends, work })
    }

    fn of_watch(watch: MachineWatch, catalogue: &Catalogue) -> Self {
        let id = format!("{CHECK}/{}/{}", CaseKind::States, watch.machine);
        let title = watch.title.clone();
        let (tags, work) = (tags(&id, CaseKind::States, catalogue), CaseWork::Watch(watch));
        Self { tags, id, title, kind: CaseKind::States, covers: Vec::new(), depends: Vec::new(), work }
    }

    /// The scenario that is run for it, if one is.
    #[must_use]
    pub fn scenario(&self) -> Option<&Loaded> {
        match &self.work {
            CaseWork::Run(loaded) | CaseWork::Either(loaded, _) => Some(loaded),
            CaseWork::Watch(_) | CaseWork::Absent => None,
        }
    }
}

/// The words to select a case by.
fn tags(id: &str, kind: CaseKind, catalogue: &Catalogue) -> BTreeSet<String> {
    let folders = id.split('/').rev().skip(1).map(str::to_owned);
    let function = id.split('/').find_map(|part| catalogue.function(part));
    let group = function.map(|function| function.group.replace(' ', "-"));
    let seed = function.filter(|function| function.is_seed()).map(|_| "seed".to_owned());
    folders.chain([kind.word().to_owned()]).chain(group).chain(seed).collect()
}

/// Every case: those of the scenarios that were found in `folder`, and all checks; in the order of their ids.
///
/// # Errors
///
/// The mistakes in a generated scenario, which are ours.
pub fn gather(scenarios: Vec<Loaded>, folder: &str, catalogue: &Catalogue) -> Result<Vec<Case>, Mistakes> {
    gather_about(scenarios, folder, catalogue, &|_| true)
}

/// As [`gather`], but of the generated checks only those that are about something; `is_meant` is asked with the rows and rules that they cover.
///
/// # Errors
///
/// The mistakes in a generated scenario, which are ours.
pub fn gather_about(
    scenarios: Vec<Loaded>,
    folder: &str,
    catalogue: &Catalogue,
    is_meant: &dyn Fn(&[String]) -> bool,
) -> Result<Vec<Case>, Mistakes> {
    let mut cases: Vec<Case> = scenarios.into_iter().map(|loaded| Case::of_scenario(loaded, folder, catalogue)).collect();
    let drafts: [(CaseKind, Vec<CheckDraft>); 3] = [
        (CaseKind::Precedence, precedence::drafts(catalogue)),
        (CaseKind::Arguments, arguments::drafts(catalogue).drafts),
        (CaseKind::Rights, rights::drafts(catalogue)),
    ];
    for (kind, drafts) in drafts {
        for draft in drafts.into_iter().filter(|draft| is_meant(&draft.covers)) {
            cases.push(Case::of_draft(draft, kind, catalogue)?);
        }
    }
    cases.extend(states::watches(catalogue).into_iter().map(|watch| Case::of_watch(watch, catalogue)));
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(cases)
}
