//! Reads: `GetNtmsObjectInformation` answers with what is on record.
//!
//! A record that is read while nothing is being written is that of the database, in every member that changes as a library works. Of what is read
//! while something is being written, or after a write that the store refused, nothing is claimed: there the engine knows better.

use rsmlab_engine::call::functions::Volume;
use rsmlab_engine::call::{Answer, Values};
use rsmlab_engine::change::ObjectRef;
use rsmlab_engine::id::{CallId, Guid, MediumRef};
use rsmlab_engine::information::{Info, LibraryRequestInformation, MediumInformation, ObjectInformation, OperatorRequestInformation};
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Output;
use rsmlab_engine::record::state::{Operation, RequestState};
use rsmlab_engine::record::{LibraryRequest, Medium, OperatorRequest, Place};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};
use rsmlab_language::signature::Parameter;

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const AS_RECORDED: Promise = Promise("what-is-read-is-on-record");

/// The call that has come last, if nothing was being written.
#[derive(Clone, Default)]
pub(super) struct Reads {
    asked: Option<CallId>,
}

/// The id of something that may be nothing.
fn id(scene: &Scene, at: Option<ObjectRef>) -> Guid {
    at.and_then(|at| scene.guid(at)).unwrap_or(Guid::NIL)
}

/// Whether what was read is what is on record, as far as it is claimed.
fn is_on_record(scene: &Scene, read: &ObjectInformation) -> bool {
    let records = &scene.records;
    let Some(at) = scene.object(read.guid) else { return false };
    let is_right = match (&read.info, at) {
        (Info::Library(info), ObjectRef::Library(at)) => records.libraries.get(at).map(|library| {
            let media = records.media.values().filter(|medium| medium.library == at).count();
            let requests = records.requests.values().filter(|request| request.library == at).count();
            let uses = if library.cleaner_present { library.cleaner_uses } else { 0 };
            (info.number_of_media as usize, info.number_of_lib_requests as usize, info.cleaner_uses_remaining) == (media, requests, uses)
                && info.cleaner_slot == id(scene, library.cleaner_slot.map(ObjectRef::Slot))
        }),
        (Info::Drive(info), ObjectRef::Drive(at)) => records.drives.get(at).map(|drive| {
            (info.number, info.state, info.mount_count) == (u32::from(drive.number), drive.state, drive.mount_count)
                && info.last_cleaned_ts == drive.last_cleaned
                && info.saved_partition_id == id(scene, drive.side.map(ObjectRef::Side))
                && read.operational_state == drive.operational
        }),
        (Info::Slot(info), ObjectRef::Slot(at)) => {
            records.slots.get(at).map(|slot| (info.number, info.state) == (u32::from(slot.number), slot.state))
        }
        (Info::Port(info), ObjectRef::Port(at)) => records
            .ports
            .get(at)
            .map(|port| (info.content, info.position, info.max_extend_secs) == (port.content, port.position, port.max_extend_s)),
        (Info::Door(info), ObjectRef::Door(at)) => {
            records.doors.get(at).map(|door| (info.state, info.max_open_secs) == (door.state, door.max_open_s))
        }
        (Info::Medium(info), ObjectRef::Medium(at)) => records.media.get(at).map(|medium| is_medium(scene, at, medium, info)),
        (Info::Side(info), ObjectRef::Side(at)) => records.sides.get(at).map(|side| {
            (info.state, info.side + 1, info.mount_count) == (side.state, u16::from(side.number), side.mount_count)
                && info.physical_media == id(scene, Some(ObjectRef::Medium(side.medium)))
                && info.logical_media == id(scene, side.logical.map(ObjectRef::LogicalMedium))
        }),
        (Info::LibraryRequest(info), ObjectRef::Request(at)) => records.requests.get(at).map(|request| is_request(scene, request, info)),
        (Info::OperatorRequest(info), ObjectRef::OperatorRequest(at)) => {
            records.operator_requests.get(at).map(|request| is_operator_request(request, info))
        }
        _ => Some(read.kind == at.kind()),
    };
    is_right.unwrap_or(false)
}

fn claim(scene: &Scene, call: CallId, answer: &Answer) -> LedgerResult {
    let (is_right, what) = match answer {
        Answer::Information(read) => (is_on_record(scene, read), format!("an object ({})", read.kind)),
        Answer::Values(Values::Volume(volume)) => (is_mounted(scene, volume), "a volume".to_owned()),
        Answer::Values(Values::RequestOrder(order)) => {
            (place(scene, call) == Some(order.order_number), "the order of a request".to_owned())
        }
        _ => return Ok(()),
    };
    if scene.is_doubtful || is_right {
        return Ok(());
    }
    Err(BrokenPromise::new(AS_RECORDED, format!("what was read of {what} is not what is on record")))
}

/// The place of the request that a call is about among the mounts of its library that wait, from 1; 0 for any other request.
fn place(scene: &Scene, call: CallId) -> Option<u32> {
    let ObjectRef::Request(at) = scene.object(scene.calls.get(&call)?.method.id(Parameter::Request)?)? else { return None };
    let asked = scene.records.requests.get(at)?;
    let waits = |request: &&LibraryRequest| {
        let waits = matches!(request.state, RequestState::Queued | RequestState::Waiting | RequestState::Deferred);
        waits && request.operation == Operation::Mount && request.library == asked.library
    };
    let key = |request: &LibraryRequest| (request.order, request.queued, request.sequence);
    let up_to_it = scene.records.requests.values().filter(waits).filter(|request| key(request) <= key(asked));
    Some(if waits(&asked) { up_to_it.count() as u32 } else { 0 })
}

/// Whether a volume is a side that is mounted in some drive.
fn is_mounted(scene: &Scene, volume: &Volume) -> bool {
    let sides = scene.records.drives.values().filter_map(|drive| scene.guid(ObjectRef::Side(drive.side?)));
    sides.into_iter().any(|side| *volume.name == *format!(r"\\?\Volume{{{side}}}\"))
}

fn is_medium(scene: &Scene, at: MediumRef, medium: &Medium, info: &MediumInformation) -> bool {
    let (location, up) = match medium.place {
        Place::Slot(slot) => (Some(ObjectRef::Slot(slot)), None),
        Place::Drive(drive) => (Some(ObjectRef::Drive(drive)), scene.records.drives.get(drive).and_then(|drive| drive.side)),
        Place::Port(port, _) => (Some(ObjectRef::Port(port)), None),
        Place::Transport | Place::Offline => (None, None),
    };
    let bar_code = medium.bar_code.as_deref().unwrap_or("");
    (&*info.bar_code, info.bar_code_state, info.media_state) == (bar_code, medium.bar_code_state, medium.state)
        && info.current_library == id(scene, Some(ObjectRef::Library(medium.library)))
        && info.media_pool == id(scene, medium.pool.map(ObjectRef::Pool))
        && (medium.place == Place::Transport || info.location == id(scene, location))
        && info.home_slot == id(scene, medium.home.map(ObjectRef::Slot))
        && info.mounted_partition == id(scene, up.map(ObjectRef::Side))
        && info.number_of_partitions as usize == scene.records.each_side_of(at).count()
}

fn is_request(scene: &Scene, request: &LibraryRequest, info: &LibraryRequestInformation) -> bool {
    let subject = &request.subject;
    let named = [subject.side, subject.drive, subject.medium, subject.slot, subject.work_item].map(|guid| guid.unwrap_or(Guid::NIL));
    (info.operation_code, info.operation_option, info.state) == (request.operation, request.option, request.state)
        && [info.partition_id, info.drive_id, info.phys_media_id, info.slot_id, info.work_item_id] == named
        && info.library == id(scene, Some(ObjectRef::Library(request.library)))
        && (info.time_queued, info.time_completed) == (Some(request.queued), request.completed)
        && (info.error_code, info.priority) == (request.error.number(), request.priority)
        && (&info.application, &info.user, &info.computer) == (&request.origin.application, &request.origin.user, &request.origin.computer)
}

fn is_operator_request(request: &OperatorRequest, info: &OperatorRequestInformation) -> bool {
    let [first, second] = [request.first, request.second].map(|argument| argument.map_or(Guid::NIL, |argument| argument.object));
    (info.request, info.state, info.submitted) == (request.kind, request.state, Some(request.submitted))
        && (&info.message, info.arg1, info.arg2) == (&request.message, first, second)
        && (&info.application, &info.user, &info.computer) == (&request.origin.application, &request.origin.user, &request.origin.computer)
}

impl Ledger for Reads {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Call { call, .. } => self.asked = Some(*call).filter(|_| scene.write.is_none()),
                _ => self.asked = None,
            },
            What::Output(output) => match output.as_ref() {
                Output::Reply { call, result: Ok(answer) } if self.asked == Some(*call) => return claim(scene, *call, answer),
                Output::Store(_) => self.asked = None,
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }
}
