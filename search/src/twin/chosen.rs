//! Chosen: the drive that a mount gets is one that it can have.
//!
//! It is enabled and works, it is in the library of the request and the one that the caller wanted, and it takes media of that type, if any drive
//! there does (D-090). A drive that was stuck has had its rest (D-035), and one that has failed three times in a row is out of service (D-043). A
//! cartridge is brought into it with the side up that was asked for.

use std::collections::BTreeMap;

use rsmlab_engine::change::{Change, DriveField, ObjectRef, OperatorRequestField, RequestField};
use rsmlab_engine::id::{DriveRef, Guid, RequestRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Blame, Command, Completion, Element, Failure, HardwareEvent};
use rsmlab_engine::record::state::{Operation, OperationalState, RequestState};
use rsmlab_engine::record::{Drive, LibraryRequest, Place, Subject};
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const CHOSEN: Promise = Promise("drives-are-chosen-well");
const SPARED: Promise = Promise("disabled-drives-rest");
const OUT: Promise = Promise("what-fails-is-out-of-service");

/// How long a drive that was stuck is left alone.
const REST: Millis = Millis::from_secs(60);
/// How often in a row a drive can fail.
const CHANCES: u32 = 3;

/// How a drive has failed since it worked last.
#[derive(Clone, Copy)]
struct DriveFailures {
    times: u32,
    since: Instant,
}

/// The drives that fail.
#[derive(Clone, Default)]
pub(super) struct Chosen {
    failing: BTreeMap<DriveRef, DriveFailures>,
    /// Drives that have to be out of service once nothing is being written.
    out: Vec<DriveRef>,
}

fn drive_of(scene: &Scene, drive: Option<Guid>) -> Option<(DriveRef, &Drive)> {
    match drive.and_then(|drive| scene.object(drive))? {
        ObjectRef::Drive(at) => scene.records.drives.get(at).map(|drive| (at, drive)),
        _ => None,
    }
}

impl Chosen {
    /// A mount is given a drive.
    fn chosen(&self, scene: &Scene, request: &LibraryRequest, subject: &Subject) -> LedgerResult {
        let Some((at, drive)) = drive_of(scene, subject.drive) else { return Ok(()) };
        let wrong = |how: &str| Err(BrokenPromise::new(CHOSEN, format!("a mount was given a drive that {how}")));
        if request.subject.drive.is_some() {
            return if request.subject.drive == subject.drive { Ok(()) } else { wrong("is not the one it wanted or had") };
        }
        if drive.library != request.library {
            return wrong("is in another library");
        }
        if !drive.enabled {
            return wrong("is disabled");
        }
        if drive.operational != OperationalState::Ready {
            return wrong("does not work");
        }
        let Some((medium_at, medium)) = subject.medium.and_then(|medium| scene.records.medium(medium)) else { return Ok(()) };
        let is_in_it = medium.place == Place::Drive(at);
        let code = scene.records.media_types.get(medium.media_type).map(|media_type| media_type.code);
        let takes = |drive: &Drive| Some(drive.media_type) == code;
        let any = scene.records.drives.values().any(|other| other.library == drive.library && takes(other));
        if any && !takes(drive) && !is_in_it {
            return wrong("takes other media");
        }
        let stands_in_it = |(other, medium): (_, &rsmlab_engine::record::Medium)| medium.place == Place::Drive(at) && other != medium_at;
        if scene.records.media.iter().any(stands_in_it) {
            return wrong("holds another medium");
        }
        match self.failing.get(&at) {
            Some(failing) if !is_in_it && scene.now.since(failing.since) < REST => wrong("was stuck less than a minute ago"),
            Some(_) | None => Ok(()),
        }
    }

    /// Nothing is brought into a drive that a call has taken out of service, and nothing loaded, read or cleaned there: somebody may have it apart.
    fn spared(scene: &Scene, command: &Command) -> LedgerResult {
        let drive = match &command.action {
            Action::Move { to: drive @ Element::Drive(_), .. } => *drive,
            Action::Load(number) | Action::ReadLabel(number) | Action::Clean(number) => Element::Drive(*number),
            _ => return Ok(()),
        };
        let is_disabled = scene.drive_at(command.library, drive).is_some_and(|drive| !drive.enabled);
        if is_disabled && !scene.is_doubtful && !scene.is_catching_up {
            return Err(BrokenPromise::new(SPARED, "a drive that is disabled is worked with"));
        }
        Ok(())
    }

    /// A cartridge is brought into a drive.
    fn told(scene: &Scene, command: &Command) -> LedgerResult {
        let Action::Move { to: to @ Element::Drive(_), side, onward: None, .. } = &command.action else { return Ok(()) };
        let Some(drive) = scene.drive_at(command.library, *to).map(|drive| drive.guid) else { return Ok(()) };
        let is_at_work = |state| matches!(state, RequestState::InProcess | RequestState::Waiting);
        let mounts = |request: &&LibraryRequest| request.operation == Operation::Mount && is_at_work(request.state);
        let mut of_drive = scene.records.requests.values().filter(mounts).filter(|request| request.subject.drive == Some(drive));
        let (Some(request), None) = (of_drive.next(), of_drive.next()) else { return Ok(()) };
        let begun = request.state == RequestState::InProcess;
        let Some(ObjectRef::Side(wanted)) = request.subject.side.and_then(|side| scene.object(side)) else { return Ok(()) };
        match scene.records.sides.get(wanted) {
            Some(wanted) if begun && wanted.number != *side => {
                Err(BrokenPromise::new(CHOSEN, "a cartridge is brought into a drive for a mount with another side up"))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn completed(&mut self, scene: &Scene, completion: &Completion) {
        let Some(command) = scene.commands.get(&completion.command) else { return };
        let (Action::Load(number) | Action::Unload(number) | Action::ReadLabel(number) | Action::Clean(number)) = &command.action else {
            return;
        };
        let library = scene.library_at(command.library);
        let mut drives = scene.records.drives.iter();
        let Some(at) = drives.find(|(_, drive)| Some(drive.library) == library && drive.number == *number).map(|(at, _)| at) else {
            return;
        };
        match &completion.result {
            Ok(_) => drop(self.failing.remove(&at)),
            Err(Failure::LoadFailed | Failure::UnloadFailed) => {
                let failing = self.failing.entry(at).or_insert(DriveFailures { times: 0, since: scene.now });
                *failing = DriveFailures { times: failing.times + 1, since: scene.now };
                if failing.times >= CHANCES {
                    self.out.push(at);
                }
            }
            // What does not count towards it, or ends it, nobody can tell from here.
            Err(failure) if failure.blame() == Blame::Drive => drop(self.failing.remove(&at)),
            Err(_) => {}
        }
    }

    /// Whatever was to be out of service is, or works again.
    fn all_out(&mut self, scene: &Scene) -> LedgerResult {
        for at in std::mem::take(&mut self.out) {
            let is_ready = scene.records.drives.get(at).is_some_and(|drive| drive.operational == OperationalState::Ready);
            if is_ready && self.failing.contains_key(&at) && !scene.is_doubtful {
                return Err(BrokenPromise::new(OUT, format!("a drive has failed {CHANCES} times in a row and is still in service")));
            }
        }
        Ok(())
    }

    fn change_of_request(&self, scene: &Scene, at: RequestRef, subject: &Subject) -> LedgerResult {
        match scene.records.requests.get(at) {
            Some(request) if request.operation == Operation::Mount && !scene.is_catching_up => self.chosen(scene, request, subject),
            Some(_) | None => Ok(()),
        }
    }
}

impl Ledger for Chosen {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => {
                // What was being written when the service died may be lost.
                let is_settled = !matches!(input.as_ref(), Input::Stored { .. } | Input::Service(ServiceEvent::Stopped));
                if scene.write.is_none() && is_settled {
                    self.all_out(scene)?;
                }
                match input.as_ref() {
                    Input::Hardware(completion) => self.completed(scene, completion),
                    // Somebody was there.
                    Input::Sense(sense) if !matches!(sense.event, HardwareEvent::DriveAlert(..)) => self.failing.clear(),
                    Input::Service(ServiceEvent::Stopped) => *self = Self::default(),
                    Input::Call { .. } | Input::Sense(_) | Input::Stored { .. } | Input::Service(_) | Input::Tick => {}
                }
            }
            What::Output(output) => match output.as_ref() {
                Output::Command(command) => return Self::spared(scene, command).and_then(|()| Self::told(scene, command)),
                // Nobody knows which of the last inputs it was: what the engine has not heard counts for nothing.
                Output::Dropped { .. } => {
                    self.out.clear();
                    self.failing.clear();
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        match change {
            Change::Request(at, RequestField::Subject(subject)) => return self.change_of_request(scene, *at, subject),
            // People were asked to look after something, and have answered; or a drive is said to work, or not to.
            Change::OperatorRequest(_, OperatorRequestField::State(_)) => self.failing.clear(),
            Change::Drive(at, DriveField::Operational(_) | DriveField::LastCleaned(_)) => drop(self.failing.remove(at)),
            _ => {}
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> LedgerResult {
        if scene.write.is_none() { self.all_out(scene) } else { Ok(()) }
    }
}
