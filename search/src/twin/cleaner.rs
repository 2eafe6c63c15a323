//! Cleaners: the uses that are left are those that were brought, less one for every drive that was cleaned.
//!
//! They go down by one for a cleaning that the drive ended well, or that a restart has cut off, and for nothing else; to none when
//! the cleaner has left or does not clean; and up only to the number that a caller gave when they brought one, on an insertion
//! that has not passed before. A cleaner whose uses are not counted keeps them. A look that sees a cleaner somewhere in its
//! library forgets it for nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
use std::sync::Arc;

use rsmlab_engine::call::{CLEANS_NOT_COUNTED, Method};
use rsmlab_engine::change::{Change, LibraryField, ObjectRef};
use rsmlab_engine::id::{CommandId, Guid, LibraryRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, BarCode, Command, Element, Outcome};
use rsmlab_engine::record::state::{DriveState, Operation, RequestState};
use rsmlab_engine::record::{Drive, Library};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::checker::tally::is_over;
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const USES: Promise = Promise("cleaner-uses-are-counted");
const KEPT: Promise = Promise("cleaners-in-sight-are-kept");

/// How far a service is in recording what it found when it came up.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Recovery {
    /// It has read its database and recorded nothing yet.
    Read,
    /// Its first write is under way or done, and no other has followed.
    Recorded,
    /// It is at work.
    #[default]
    Over,
}

/// What bears on the uses of the cleaners.
#[derive(Clone, Default)]
pub(super) struct Cleaners {
    /// How many drives of a library were cleaned and not counted yet.
    cleaned: BTreeMap<LibraryRef, u32>,
    /// What drives cleaned when the service went down, which ends for nobody.
    cut_off: BTreeSet<CommandId>,
    /// The libraries in which the service has to count one of these when it is up again.
    owed: BTreeSet<LibraryRef>,
    /// How far the service is in recording what it found when it came up.
    recovery: Recovery,
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
                if self.cut_off.remove(&completion.command) {
                    return Ok(());
                }
                match (&command.action, &completion.result) {
                    // Also one whose request has ended before (D-167).
                    (Action::Clean(_), Ok(_)) => *self.cleaned.entry(library).or_default() += 1,
                    // A session that looks into its port alone finds what people have put in, or back. While a write is under way, the next
                    // one holds more than what follows from the look.
                    (Action::ReadElements(asked), Ok(Outcome::Elements(elements)))
                        if scene.write.is_none() && asked.iter().any(|of| matches!(of, Element::Slot(_))) =>
                    {
                        let code = |code: &BarCode| if let BarCode::Text(text) = code { Some(text.clone()) } else { None };
                        self.look = Some((library, elements.iter().filter_map(|status| code(&status.bar_code)).collect()));
                    }
                    _ => {}
                }
            }
            // What was to be recorded is recorded with the next write.
            Input::Stored { result: Err(_), .. } if self.recovery == Recovery::Recorded => self.recovery = Recovery::Read,
            Input::Service(ServiceEvent::Stopped) => {
                let uncounted = take(&mut self.cleaned).into_iter().filter(|(_, cleanings)| *cleanings > 0);
                self.owed.extend(uncounted.map(|(library, _)| library));
                let is_cleaning = |(id, command): (&CommandId, &Command)| matches!(command.action, Action::Clean(_)).then_some(*id);
                self.cut_off.extend(scene.commands.iter().filter_map(is_cleaning));
                self.owed.extend(cleanings_under_way(scene));
            }
            Input::Service(ServiceEvent::Recovered { .. }) => {
                let uses = |at: &LibraryRef| scene.records.libraries.get(*at).map(|library| library.cleaner_uses);
                self.owed
                    .retain(|at| uses(at).is_some_and(|uses| !matches!(uses, 0 | CLEANS_NOT_COUNTED)) && is_cleaning_on_record(scene, *at));
                self.recovery = Recovery::Read;
            }
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        let Change::Library(at, field) = change else { return Ok(()) };
        let Some(library) = scene.records.libraries.get(*at) else { return Ok(()) };
        let uses = match field {
            LibraryField::CleanerUses(uses) => uses,
            LibraryField::CleanerAnnounced(Some(uses)) if !scene.is_catching_up && !self.is_brought(scene, *at, library, *uses) => {
                return Err(BrokenPromise::new(
                    USES,
                    format!("a cleaner with {uses} uses is on record as announced, and nobody brings one"),
                ));
            }
            _ => return Ok(()),
        };
        let before = library.cleaner_uses;
        let is_counted_down = before != CLEANS_NOT_COUNTED && *uses == before.saturating_sub(1);
        // What was counted when the process went down is forgotten here too.
        if scene.is_catching_up {
            if is_counted_down {
                self.owed.remove(at);
            }
            return Ok(());
        }
        let cleaned = self.cleaned.entry(*at).or_default();
        if is_counted_down && *cleaned > 0 {
            *cleaned -= 1;
            return Ok(());
        }
        // A service that dies before the drive has been told to clean does not know that, and counts all the same.
        if is_counted_down && (self.owed.remove(at) || self.recovery == Recovery::Recorded && is_cleaning_on_record(scene, *at)) {
            return Ok(());
        }
        if *uses == 0 || library.cleaner_announced == Some(*uses) || self.is_brought(scene, *at, library, *uses) {
            return Ok(());
        }
        Err(BrokenPromise::new(
            USES,
            format!("the cleaner had {before} uses left and has {uses}, and nobody cleaned a drive or brought one"),
        ))
    }
}

/// The libraries whose hardware is at the cleaning of a request that is on record as being worked on.
fn cleanings_under_way(scene: &Scene) -> impl Iterator<Item = LibraryRef> {
    scene.commands.values().filter_map(|command| {
        let Action::Clean(number) = command.action else { return None };
        let library = scene.library_at(command.library)?;
        let is_its = |drive: &Drive| drive.library == library && drive.number == number;
        drives_being_cleaned(scene).any(is_its).then_some(library)
    })
}

/// Whether a request of a library is on record as cleaning a drive.
fn is_cleaning_on_record(scene: &Scene, library: LibraryRef) -> bool {
    drives_being_cleaned(scene).any(|drive| drive.library == library)
}

/// The drives that are on record as being cleaned, by requests that are worked on.
fn drives_being_cleaned(scene: &Scene) -> impl Iterator<Item = &Drive> {
    let requests = scene.records.requests.values();
    let cleanings = requests.filter(|request| request.operation == Operation::CleanDrive && request.state == RequestState::InProcess);
    let drives = cleanings.filter_map(|request| scene.records.drives.values().find(|drive| Some(drive.guid) == request.subject.drive));
    drives.filter(|drive| drive.state == DriveState::BeingCleaned)
}

impl Cleaners {
    /// What a library has just seen is written down. A bar code that two cartridges have says nothing.
    fn written(&mut self, scene: &Scene, changes: &[Change]) -> LedgerResult {
        let is_about = |change: &Change, owed| matches!(change, Change::Library(at, LibraryField::CleanerUses(_)) if *at == owed);
        let is_first = self.recovery == Recovery::Read;
        self.recovery = if is_first { Recovery::Recorded } else { Recovery::Over };
        if let Some(owed) = self.owed.iter().copied().find(|owed| is_first && !changes.iter().any(|change| is_about(change, *owed))) {
            self.owed.clear();
            let name = scene.records.libraries.get(owed).map_or("?", |library| &*library.name);
            return Err(BrokenPromise::new(USES, format!("a restart has cut off a cleaning in {name}, and the use is not counted")));
        }
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

    /// Whether a caller has announced a cleaner with this many uses whose insertion is not over.
    fn is_brought(&self, scene: &Scene, at: LibraryRef, library: &Library, uses: u32) -> bool {
        let is_announced = self.announced.get(&library.guid).is_some_and(|announced| announced.contains(&uses));
        let is_visit = |operation| operation == Operation::InjectCleaner;
        let mut requests = scene.records.requests.values();
        is_announced && requests.any(|request| request.library == at && is_visit(request.operation) && !is_over(request.state))
    }
}
