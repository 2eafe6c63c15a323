//! Custody: a drive is in one pair of hands at a time, and what is mounted is there.
//!
//! A drive in which a medium has been mounted belongs to the mount that did it until a dismount begins, the drive is on record
//! as something else than loaded, or the service starts anew; it is given back without a dismount only when the mount
//! fails. A mount does not pass in a drive that was seen to be emptied before it was begun: by a move out of it that ended
//! well, or because the drive said so. What people take out unseen nobody can know, and is left alone. An answer names the drives in which
//! the media are.

use std::collections::BTreeMap;

use rsmlab_engine::call::{Answer, Method};
use rsmlab_engine::change::{Change, DriveField, ObjectRef, RequestField};
use rsmlab_engine::id::{CallId, CommandId, Guid};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Element, HardwareEvent, LibraryAddress};
use rsmlab_engine::record::LibraryRequest;
use rsmlab_engine::record::state::{DriveState, Operation, RequestState};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};
use rsmlab_sim::hardware::Spot;
use rsmlab_sim::operator::{PersonAct, PutTarget};

use super::scene::{OpenCall, Scene};
use super::{Ledger, LedgerResult};

const ONE_HOLDER: Promise = Promise("one-holder-of-a-drive");
const IS_THERE: Promise = Promise("mounted-is-there");

/// Who has which drive, and which drives are empty.
#[derive(Clone, Default)]
pub(super) struct Custody {
    /// The drives that a medium is mounted in, and the mount that did it.
    held: BTreeMap<Guid, Guid>,
    /// Drives in which nothing can be, and the record of the trace since when.
    empty: BTreeMap<(LibraryAddress, u16), u64>,
    /// Media whose mount was undone in the last write, and nobody dismounted them: their call has to fail.
    undone: Vec<Guid>,
    /// When mounts were begun.
    begun: BTreeMap<Guid, u64>,
    seq: u64,
}

impl Custody {
    fn fill(&mut self, library: LibraryAddress, element: Element) {
        if let Element::Drive(number) = element {
            self.empty.remove(&(library, number));
        }
    }

    fn drain(&mut self, library: LibraryAddress, element: Element) {
        if let Element::Drive(number) = element {
            self.empty.entry((library, number)).or_insert(self.seq);
        }
    }

    fn completed(&mut self, scene: &Scene, command: CommandId, is_well: bool) {
        let Some(command) = scene.commands.get(&command) else { return };
        match &command.action {
            Action::Move { from, to, onward, .. } => {
                if is_well {
                    self.drain(command.library, *from);
                }
                // One that failed may have got anywhere.
                [Some(*to), *onward, Some(*from).filter(|_| !is_well)].into_iter().flatten().for_each(|at| self.fill(command.library, at));
            }
            Action::Load(number) | Action::Unload(number) | Action::ReadLabel(number) | Action::Clean(number) => {
                if is_well {
                    self.fill(command.library, Element::Drive(*number));
                }
            }
            Action::Describe | Action::ReadElements(_) | Action::SetAccess(..) => {}
        }
    }

    fn acted(&mut self, act: &PersonAct) {
        match act {
            PersonAct::Insert(_, PutTarget::Spot(Spot::In(library, element)))
            | PersonAct::Move(_, PutTarget::Spot(Spot::In(library, element)))
            | PersonAct::MoveAtPanel(_, PutTarget::Spot(Spot::In(library, element))) => {
                self.fill(*library, *element);
            }
            PersonAct::RemoveDrive(library, number) | PersonAct::ReturnDrive(library, number) => {
                self.fill(*library, Element::Drive(*number))
            }
            PersonAct::Insert(..)
            | PersonAct::Move(..)
            | PersonAct::Take(_)
            | PersonAct::Open(..)
            | PersonAct::Close(..)
            | PersonAct::Remove(..)
            | PersonAct::Return(..)
            | PersonAct::TakeOffline(_)
            | PersonAct::TakeOnline(_)
            | PersonAct::MoveAtPanel(..)
            | PersonAct::ForceOpen(..)
            | PersonAct::ForceEject(..) => {}
        }
    }

    fn moved(&mut self, scene: &Scene, request: &LibraryRequest, state: RequestState) -> LedgerResult {
        match (request.operation, state) {
            (Operation::Dismount, RequestState::InProcess) => {
                if let Some(drive) = request.subject.drive {
                    self.held.remove(&drive);
                }
                Ok(())
            }
            (Operation::Mount, RequestState::InProcess) => {
                self.begun.entry(request.guid).or_insert(self.seq);
                Ok(())
            }
            (Operation::Mount, RequestState::Passed) => self.mounted(scene, request),
            _ => Ok(()),
        }
    }

    fn mounted(&mut self, scene: &Scene, request: &LibraryRequest) -> LedgerResult {
        let begun = self.begun.remove(&request.guid);
        let Some(guid) = request.subject.drive else {
            return Err(BrokenPromise::new(IS_THERE, "a mount has passed in no drive"));
        };
        if self.held.insert(guid, request.guid).is_some() {
            return Err(BrokenPromise::new(ONE_HOLDER, "a mount has passed in a drive in which another medium is mounted"));
        }
        let Some(ObjectRef::Drive(at)) = scene.object(guid) else { return Ok(()) };
        let place = scene.records.drives.get(at).and_then(|drive| {
            let address = scene.records.libraries.get(drive.library)?.address?;
            Some((address, drive.number))
        });
        let emptied = place.and_then(|place| self.empty.get(&place));
        match (emptied, begun) {
            (Some(emptied), Some(begun)) if *emptied < begun => {
                Err(BrokenPromise::new(IS_THERE, "a mount has passed in a drive that was seen to be empty when it was begun"))
            }
            _ => Ok(()),
        }
    }

    /// A medium that is mounted is dismountable all at once.
    fn undo(&mut self, scene: &Scene, drive: Guid) {
        let medium = self.held.get(&drive).and_then(|mount| scene.request(*mount)).and_then(|mount| mount.subject.medium);
        self.undone.extend(medium.filter(|_| !scene.is_doubtful));
    }

    /// A mount has failed: what it has mounted is everybody's.
    fn refused(&mut self, scene: &Scene, call: CallId) {
        let Some(Method::MountNtmsMedia { media: Some(media), .. }) = scene.calls.get(&call).map(|asked| &asked.method) else { return };
        let media: Vec<Guid> = media.iter().filter_map(|id| scene.medium_named(*id)).collect();
        self.undone.retain(|medium| !media.contains(medium));
    }

    /// The engine has gone on to something else: whatever was undone was undone for a reason.
    fn all_undone(&self) -> LedgerResult {
        match self.undone.first() {
            Some(_) => Err(BrokenPromise::new(
                ONE_HOLDER,
                "a medium is not mounted any more, though nobody dismounted it and its mount did not fail",
            )),
            None => Ok(()),
        }
    }

    /// The drives of an answer are as many as the media, and each is another.
    fn answered(scene: &Scene, call: CallId, drives: &[Guid]) -> LedgerResult {
        let Some(OpenCall { method: Method::MountNtmsMedia { count, .. }, .. }) = scene.calls.get(&call) else { return Ok(()) };
        let are_other = drives.iter().enumerate().all(|(place, drive)| !drives[..place].contains(drive));
        let are_drives = drives.iter().all(|drive| matches!(scene.object(*drive), Some(ObjectRef::Drive(_))));
        if !are_other || !are_drives || drives.len() != *count as usize {
            return Err(BrokenPromise::new(
                ONE_HOLDER,
                format!("a mount of {count} media was answered with {} drives, not one for each", drives.len()),
            ));
        }
        Ok(())
    }
}

impl Custody {
    fn input(&mut self, scene: &Scene, input: &Input) {
        match input {
            Input::Hardware(completion) => self.completed(scene, completion.command, completion.result.is_ok()),
            Input::Sense(sense) => match sense.event {
                HardwareEvent::DriveEmptied(number) => self.drain(sense.library, Element::Drive(number)),
                HardwareEvent::DriveLoaded(number) | HardwareEvent::DriveInstalled(number) => {
                    self.fill(sense.library, Element::Drive(number));
                }
                _ => {}
            },
            Input::Service(ServiceEvent::Stopped) => {
                self.held.clear();
                self.begun.clear();
                self.undone.clear();
            }
            Input::Call { .. } | Input::Stored { .. } | Input::Service(_) | Input::Tick => {}
        }
    }
}

impl Ledger for Custody {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        self.seq = record.seq.0;
        match &record.what {
            What::Input(input) => {
                if !matches!(input.as_ref(), Input::Stored { .. } | Input::Service(ServiceEvent::Stopped)) {
                    self.all_undone()?;
                }
                self.input(scene, input);
                Ok(())
            }
            What::Output(output) => match output.as_ref() {
                Output::Reply { call, result: Ok(Answer::Drives(drives)) } => Self::answered(scene, *call, drives),
                Output::Reply { call, result: Err(_) } => {
                    self.refused(scene, *call);
                    Ok(())
                }
                Output::Store(_) => self.all_undone(),
                Output::Reply { .. }
                | Output::Command(_)
                | Output::Notify { .. }
                | Output::Step { .. }
                | Output::Finished { .. }
                | Output::Dropped { .. } => Ok(()),
            },
            What::Act(act) => {
                self.acted(act);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        if scene.is_catching_up {
            return Ok(());
        }
        match change {
            Change::Request(at, RequestField::State(state)) => match scene.records.requests.get(*at) {
                Some(request) => self.moved(scene, request, *state),
                None => Ok(()),
            },
            Change::Drive(at, DriveField::State(state)) if *state != DriveState::Loaded => {
                if let Some(guid) = scene.guid(ObjectRef::Drive(*at)) {
                    if *state == DriveState::Dismountable {
                        self.undo(scene, guid);
                    }
                    self.held.remove(&guid);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn conclude(&mut self, _: &Scene) -> LedgerResult {
        self.all_undone()
    }
}
