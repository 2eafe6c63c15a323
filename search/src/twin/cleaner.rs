//! Cleaners: the uses that are left are those that were brought, less one for every drive that was cleaned.
//!
//! They go down by one for a cleaning that the drive ended well and for nothing else; to none when the cleaner has left or
//! does not clean; and up only to the number that a caller gave when they brought one, while that insertion is under way. A
//! cleaner whose uses are not counted keeps them.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::call::{CLEANS_NOT_COUNTED, Method};
use rsmlab_engine::change::{Change, LibraryField};
use rsmlab_engine::id::{Guid, LibraryRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::port::hardware::Action;
use rsmlab_engine::record::Library;
use rsmlab_engine::record::state::Operation;
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::checker::tally::is_over;
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const USES: Promise = Promise("cleaner-uses-are-counted");

/// What bears on the uses of the cleaners.
#[derive(Clone, Default)]
pub(super) struct Cleaners {
    /// How many drives of a library were cleaned and not counted yet.
    cleaned: BTreeMap<LibraryRef, u32>,
    /// The uses that were announced with a cleaner, by library.
    announced: BTreeMap<Guid, BTreeSet<u32>>,
}

impl Ledger for Cleaners {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        let What::Input(input) = &record.what else { return Ok(()) };
        match input.as_ref() {
            Input::Call { method: Method::InjectNtmsCleaner { library: Some(library), cleans_left, .. }, .. } => {
                self.announced.entry(*library).or_default().insert(*cleans_left);
            }
            Input::Hardware(completion) if completion.result.is_ok() => {
                let command = scene.commands.get(&completion.command);
                let cleaned = command.filter(|command| matches!(command.action, Action::Clean(_)));
                if let Some(library) = cleaned.and_then(|command| scene.library_at(command.library)) {
                    *self.cleaned.entry(library).or_default() += 1;
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
    fn is_brought(&self, scene: &Scene, at: LibraryRef, library: &Library, uses: u32) -> bool {
        let is_announced = self.announced.get(&library.guid).is_some_and(|announced| announced.contains(&uses));
        let is_visit = |operation| operation == Operation::InjectCleaner;
        let mut requests = scene.records.requests.values();
        is_announced && requests.any(|request| request.library == at && is_visit(request.operation) && !is_over(request.state))
    }
}
