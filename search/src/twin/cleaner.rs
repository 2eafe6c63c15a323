//! Cleaners: the uses that are left are those that were brought, less one for every drive that was cleaned.
//!
//! They go down by one for a cleaning that the drive ended well and for nothing else; to none when the cleaner has left or
//! does not clean; and up only to the number that a caller gave when they brought one, while that insertion is under way. A
//! cleaner whose uses are not counted keeps them. A look that sees a cleaner somewhere in its library forgets it for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsmlab_engine::call::{CLEANS_NOT_COUNTED, Method};
use rsmlab_engine::change::{Change, LibraryField, ObjectRef};
use rsmlab_engine::id::{Guid, LibraryRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, BarCode, Element, Outcome};
use rsmlab_engine::record::Library;
use rsmlab_engine::record::state::Operation;
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::checker::tally::is_over;
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const USES: Promise = Promise("cleaner-uses-are-counted");
const KEPT: Promise = Promise("cleaners-in-sight-are-kept");

/// What bears on the uses of the cleaners.
#[derive(Clone, Default)]
pub(super) struct Cleaners {
    /// How many drives of a library were cleaned and not counted yet.
    cleaned: BTreeMap<LibraryRef, u32>,
    /// The uses that were announced with a cleaner, by library.
    announced: BTreeMap<Guid, BTreeSet<u32>>,
    /// What a library has just seen, and nothing has happened since.
    look: Option<(LibraryRef, Vec<Arc<str>>)>,
}

impl Ledger for Cleaners {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        let input = match &record.what {
            What::Input(input) => input,
            What::Output(output) => {
                return if let Output::Store(write) = output.as_ref() { self.written(scene, &write.changes) } else { Ok(()) };
            }
            _ => return Ok(()),
        };
        self.look = None;
        match input.as_ref() {
            Input::Call { method: Method::InjectNtmsCleaner { library: Some(library), cleans_left, .. }, .. } => {
                self.announced.entry(*library).or_default().insert(*cleans_left);
            }
            Input::Hardware(completion) => {
                let Some(command) = scene.commands.get(&completion.command) else { return Ok(()) };
                let Some(library) = scene.library_at(command.library) else { return Ok(()) };
                match (&command.action, &completion.result) {
                    (Action::Clean(_), Ok(_)) => *self.cleaned.entry(library).or_default() += 1,
                    // A session that looks into its port alone finds what people have put in, or back.
                    (Action::ReadElements(asked), Ok(Outcome::Elements(elements)))
                        if asked.iter().any(|of| matches!(of, Element::Slot(_))) =>
                    {
                        let code = |code: &BarCode| if let BarCode::Text(text) = code { Some(text.clone()) } else { None };
                        self.look = Some((library, elements.iter().filter_map(|status| code(&status.bar_code)).collect()));
                    }
                    _ => {}
                }
            }
            Input::Service(ServiceEvent::Stopped) => self.cleaned.clear(),
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        let Change::Library(at, LibraryField::CleanerUses(uses)) = change else { return Ok(()) };
        // What was counted when the process went down is forgotten here too.
        if scene.is_catching_up {
            return Ok(());
        }
        let Some(library) = scene.records.libraries.get(*at) else { return Ok(()) };
        let before = library.cleaner_uses;
        let is_counted_down = before != CLEANS_NOT_COUNTED && *uses == before.saturating_sub(1);
        let cleaned = self.cleaned.entry(*at).or_default();
        if is_counted_down && *cleaned > 0 {
            *cleaned -= 1;
            return Ok(());
        }
        if *uses == 0 || self.is_brought(scene, *at, library, *uses) {
            return Ok(());
        }
        Err(BrokenPromise::new(
            USES,
            format!("the cleaner had {before} uses left and has {uses}, and nobody cleaned a drive or brought one"),
        ))
    }
}

impl Cleaners {
    /// What a library has just seen is written down. A bar code that two cartridges have says nothing.
    fn written(&self, scene: &Scene, changes: &[Change]) -> LedgerResult {
        let Some((library, seen)) = &self.look else { return Ok(()) };
        for change in changes {
            let Change::Remove(ObjectRef::Medium(at)) = change else { continue };
            let Some(cleaner) = scene.records.media.get(*at).filter(|medium| medium.cleaner && medium.library == *library) else {
                continue;
            };
            let Some(code) = &cleaner.bar_code else { continue };
            let is_only_one = scene.records.media.values().filter(|medium| medium.bar_code.as_ref() == Some(code)).count() == 1;
            if is_only_one && seen.iter().filter(|seen| *seen == code).count() == 1 {
                return Err(BrokenPromise::new(
                    KEPT,
                    format!("the library has just seen {code}, and the cleaner with that bar code is forgotten"),
                ));
            }
        }
        Ok(())
    }

    fn is_brought(&self, scene: &Scene, at: LibraryRef, library: &Library, uses: u32) -> bool {
        let is_announced = self.announced.get(&library.guid).is_some_and(|announced| announced.contains(&uses));
        let is_visit = |operation| operation == Operation::InjectCleaner;
        let mut requests = scene.records.requests.values();
        is_announced && requests.any(|request| request.library == at && is_visit(request.operation) && !is_over(request.state))
    }
}
