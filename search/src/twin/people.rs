//! People: a request that waits for them has asked them, and they are told of everything that they have to look after.
//!
//! Operator requests only go forward, and end once. One is there for a mount of an offline medium and for a cleaning without
//! a cleaner as soon as the work is on record (D-050); for a port that was left out, a door that stands open too long and a
//! cartridge that cannot be taken in as soon as the work gets there; for a library or a drive that needs service, a drive
//! that fails or complains and a lock or motor that is stuck as soon as nothing is being written any more (D-044). One that
//! was answered or withdrawn in between counts. Not claimed is anything about waits for a free slot or for a program.

use rsmlab_engine::change::{Change, DriveField, LibraryField, Object, ObjectRef, OperatorRequestField};
use rsmlab_engine::id::{Guid, LibraryRef, OperatorRequestRef, RequestRef};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Blame, Completion, DriveAlert, Element, Failure, HardwareEvent, Sense};
use rsmlab_engine::record::state::{
    LibraryKind, ObjectKind, Operation, OperationalState, OperatorRequestKind, OperatorRequestState, RequestState,
};
use rsmlab_engine::record::{LibraryRequest, OperatorRequest, Place};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::{Scene, is_unanswered};
use super::{Ledger, LedgerResult};

const ASKED: Promise = Promise("people-are-asked");
const ONE_END: Promise = Promise("operator-requests-end-once");

/// What an operator request has to be about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Object(Guid),
    /// The library or its changer.
    Device(LibraryRef),
    /// This drive, or a medium.
    DriveOrMedium(Guid),
}

/// An operator request that there has to be.
#[derive(Clone)]
struct DueRequest {
    kind: OperatorRequestKind,
    about: About,
    why: &'static str,
}

/// What people have been asked, and what they have to be asked.
#[derive(Clone, Default)]
pub(super) struct People {
    /// What there has to be once nothing is being written.
    due: Vec<DueRequest>,
    /// Work that became durable in the present write, and needs somebody.
    offline: Vec<RequestRef>,
    cleanings: Vec<RequestRef>,
    broken: Vec<(OperatorRequestKind, ObjectRef)>,
    /// Operator requests that were posted or answered in the last write.
    touched: Vec<OperatorRequest>,
    /// Operator requests that have ended in the present write and have no time yet.
    ended: Vec<OperatorRequestRef>,
}

impl Ledger for People {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => self.input(scene, input),
            What::Output(output) => match output.as_ref() {
                Output::Step { request, to, .. } => self.stepped(scene, *request, to),
                Output::Store(_) => {
                    self.touched.clear();
                    Ok(())
                }
                // Nobody knows which of the last inputs it was.
                Output::Dropped { .. } => {
                    self.due.clear();
                    Ok(())
                }
                Output::Reply { .. } | Output::Command(_) | Output::Notify { .. } | Output::Finished { .. } => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        match change {
            Change::Insert(Object::Request(at, request)) => {
                match request.operation {
                    Operation::Mount if is_offline(scene, request) => self.offline.push(*at),
                    Operation::CleanDrive => self.cleanings.push(*at),
                    _ => {}
                }
                Ok(())
            }
            Change::Insert(Object::OperatorRequest(_, request)) => self.posted(request),
            Change::OperatorRequest(at, OperatorRequestField::State(state)) => self.answered(scene, *at, *state),
            Change::Remove(ObjectRef::OperatorRequest(at)) => {
                // Its place may be given to another in the same write.
                self.ended.retain(|ended| ended != at);
                self.touched.extend(scene.records.operator_requests.get(*at).cloned());
                Ok(())
            }
            Change::Library(at, LibraryField::State(OperationalState::NeedsService)) => {
                self.broken.push((OperatorRequestKind::DeviceService, ObjectRef::Library(*at)));
                Ok(())
            }
            Change::Drive(at, DriveField::Operational(OperationalState::NeedsService)) => {
                self.broken.push((OperatorRequestKind::DeviceService, ObjectRef::Drive(*at)));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn settled(&mut self, scene: &Scene) -> LedgerResult {
        for at in self.ended.drain(..) {
            if scene.records.operator_requests.get(at).is_some_and(|request| request.completed.is_none()) {
                return Err(BrokenPromise::new(ONE_END, "an operator request has ended at no time"));
            }
        }
        let mut due = Vec::new();
        let offline = self.offline.drain(..).filter_map(|at| scene.records.requests.get(at));
        let is_mount = |request: &&LibraryRequest| request.operation == Operation::Mount;
        for request in offline.filter(is_mount).filter(|request| is_unbegun(request) && is_offline(scene, request)) {
            let about = request.subject.medium.map(About::Object);
            due.extend(about.map(|about| DueRequest {
                kind: OperatorRequestKind::MoveMedia,
                about,
                why: "a mount waits for an offline medium",
            }));
        }
        let cleanings = self.cleanings.drain(..).filter_map(|at| scene.records.requests.get(at));
        for request in cleanings.filter(|request| is_unbegun(request) && has_no_cleaner(scene, request.library)) {
            let about = scene.guid(ObjectRef::Library(request.library)).map(About::Object);
            due.extend(about.map(|about| DueRequest { kind: OperatorRequestKind::Cleaner, about, why: "a cleaning waits for a cleaner" }));
        }
        for (kind, at) in self.broken.drain(..) {
            let about = match at {
                ObjectRef::Library(library) => Some(About::Device(library)),
                other => scene.guid(other).map(About::Object),
            };
            due.extend(about.map(|about| DueRequest { kind, about, why: "a device needs service" }));
        }
        due.iter().try_for_each(|due| self.is_there(scene, due))
    }
}

impl People {
    fn input(&mut self, scene: &Scene, input: &Input) -> LedgerResult {
        if let Input::Service(ServiceEvent::Stopped) = input {
            self.due.clear();
            return Ok(());
        }
        // Everything that came before has been dealt with when nothing was being written.
        let is_quiet = scene.write.is_none() && !matches!(input, Input::Stored { .. });
        if is_quiet {
            let due = std::mem::take(&mut self.due);
            if !scene.is_doubtful {
                due.iter().try_for_each(|due| self.is_there(scene, due))?;
            }
            self.touched.clear();
        }
        match input {
            Input::Hardware(completion) => self.completed(scene, completion),
            Input::Sense(sense) => self.sensed(scene, sense),
            Input::Call { .. } | Input::Stored { .. } | Input::Service(_) | Input::Tick => {}
        }
        Ok(())
    }

    fn is_there(&self, scene: &Scene, due: &DueRequest) -> LedgerResult {
        let fits = |request: &OperatorRequest| request.kind == due.kind && is_about(scene, request, due.about);
        if scene.open_operator_requests().any(fits) || self.touched.iter().any(fits) {
            return Ok(());
        }
        Err(BrokenPromise::new(ASKED, format!("{}, and there is no {}", due.why, due.kind)))
    }

    fn posted(&mut self, request: &OperatorRequest) -> LedgerResult {
        self.fulfil(request);
        if request.state == OperatorRequestState::Submitted && request.completed.is_none() {
            return Ok(());
        }
        Err(BrokenPromise::new(ONE_END, format!("a new operator request is {}", request.state)))
    }

    fn answered(&mut self, scene: &Scene, at: OperatorRequestRef, state: OperatorRequestState) -> LedgerResult {
        let Some(request) = scene.records.operator_requests.get(at) else { return Ok(()) };
        self.fulfil(request);
        if !is_unanswered(request.state) || state == OperatorRequestState::Submitted {
            return Err(BrokenPromise::new(ONE_END, format!("an operator request that was {} is {state}", request.state)));
        }
        if !is_unanswered(state) {
            self.ended.push(at);
        }
        Ok(())
    }

    /// Whatever is posted or answered from now on is what was waited for.
    fn fulfil(&mut self, request: &OperatorRequest) {
        self.touched.push(request.clone());
        self.due.retain(|due| due.kind != request.kind || !could_be_about(request, due.about));
    }

    fn stepped(&mut self, scene: &Scene, guid: Guid, to: &str) -> LedgerResult {
        let Some(library) = scene.request(guid).map(|request| request.library) else { return Ok(()) };
        let of_library = || scene.guid(ObjectRef::Library(library)).map(About::Object);
        let (about, why) = match to {
            "left out" => (of_library(), "a port was left out"),
            "releasing" => (of_library(), "what is in a port cannot be taken in"),
            _ => return Ok(()),
        };
        match about {
            Some(about) if !scene.is_doubtful => self.is_there(scene, &DueRequest { kind: OperatorRequestKind::Message, about, why }),
            Some(_) | None => Ok(()),
        }
    }

    fn completed(&mut self, scene: &Scene, completion: &Completion) {
        let (Some(command), Err(failure)) = (scene.commands.get(&completion.command), &completion.result) else { return };
        let is_of_drive = |number: u16| scene.drive_at(command.library, Element::Drive(number)).map(|drive| About::Object(drive.guid));
        let about = match (&command.action, failure.blame()) {
            (Action::Load(number) | Action::Unload(number) | Action::ReadLabel(number) | Action::Clean(number), Blame::Drive) => {
                is_of_drive(*number).filter(|_| !matches!(failure, Failure::CleaningRequired | Failure::RemovalPrevented))
            }
            (Action::SetAccess(..), Blame::Gate) => scene.library_at(command.library).map(About::Device),
            _ => None,
        };
        let kind = OperatorRequestKind::DeviceService;
        self.due.extend(about.map(|about| DueRequest { kind, about, why: "a device has failed" }));
    }

    fn sensed(&mut self, scene: &Scene, sense: &Sense) {
        let HardwareEvent::DriveAlert(number, alert) = sense.event else { return };
        let Some(drive) = scene.drive_at(sense.library, Element::Drive(number)).map(|drive| drive.guid) else { return };
        let (kind, about) = match alert {
            DriveAlert::TimeToClean => return,
            DriveAlert::IoError
            | DriveAlert::ReadError
            | DriveAlert::WriteError
            | DriveAlert::HardwareError
            | DriveAlert::ConnectionError => (OperatorRequestKind::DeviceService, About::Object(drive)),
            DriveAlert::IoWarning | DriveAlert::ReadWarning | DriveAlert::WriteWarning => {
                (OperatorRequestKind::Message, About::Object(drive))
            }
            DriveAlert::UnsupportedMedium | DriveAlert::MediumWornOut | DriveAlert::WriteProtected | DriveAlert::TapeSnapped => {
                (OperatorRequestKind::Message, About::DriveOrMedium(drive))
            }
        };
        self.due.push(DueRequest { kind, about, why: "a drive complains" });
    }
}

fn is_unbegun(request: &LibraryRequest) -> bool {
    matches!(request.state, RequestState::Queued | RequestState::Waiting)
}

fn is_offline(scene: &Scene, request: &LibraryRequest) -> bool {
    let Some(ObjectRef::Medium(medium)) = request.subject.medium.and_then(|medium| scene.object(medium)) else { return false };
    scene.records.media.get(medium).is_some_and(|medium| medium.place == Place::Offline)
}

/// Whether nothing in a library with a robot could clean a drive, as far as is on record.
fn has_no_cleaner(scene: &Scene, library: LibraryRef) -> bool {
    let record = scene.records.libraries.get(library).filter(|library| library.kind == LibraryKind::Online);
    record.is_some_and(|library| library.cleaner_slot.is_none() || library.cleaner_uses == 0 || !library.cleaner_present)
}

fn is_about(scene: &Scene, request: &OperatorRequest, about: About) -> bool {
    let Some(first) = request.first else { return false };
    let at = scene.object(first.object);
    match about {
        About::Object(guid) => first.object == guid,
        About::Device(library) => {
            matches!(at, Some(ObjectRef::Changer(_) | ObjectRef::Library(_))) && at.and_then(|at| scene.library_of(at)) == Some(library)
        }
        About::DriveOrMedium(drive) => first.object == drive || first.kind == ObjectKind::Medium,
    }
}

/// As [`is_about`], without the records: what is about something of the right kind will do.
fn could_be_about(request: &OperatorRequest, about: About) -> bool {
    let Some(first) = request.first else { return false };
    match about {
        About::Object(guid) => first.object == guid,
        About::Device(_) => matches!(first.kind, ObjectKind::Changer | ObjectKind::Library),
        About::DriveOrMedium(drive) => first.object == drive || first.kind == ObjectKind::Medium,
    }
}
