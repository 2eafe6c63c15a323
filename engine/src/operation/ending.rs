//! The end of a request: its state and error are recorded, what it held is free, and the call that waits for it is told.

use super::failure;
use super::schedule::{set_medium_state, set_state};
use super::{Work, cartridge, dismount, door_session, drives, gate, hardware, inventory, mount, operator};
use crate::call::Answer;
use crate::change::{Change, ObjectRef, RequestField};
use crate::id::{CallId, DoorRef, Guid, MediumRef, RequestRef};
use crate::output::Output;
use crate::record::Place;
use crate::record::state::{MediaState, ObjectKind, Operation, RequestState};
use crate::refusal::Refusal;
use crate::status::Status;
use crate::turn::Turn;
use crate::world::Purge;
use crate::world::live::{Awaited, GateRef, LiveChange};
use crate::world::queue::is_open;
use crate::world::task::Task;
use crate::world::work;

/// The request has done what it should.
pub(crate) fn pass(turn: &mut Turn<'_>, request: RequestRef) {
    let withdrawn = turn.task(request).and_then(|task| task.withdrawn);
    match (turn.failing, withdrawn) {
        (Some(refusal), _) => end(turn, request, RequestState::Failed, Some(refusal)),
        (None, Some(refusal)) => end(turn, request, RequestState::Cancelled, Some(refusal)),
        (None, None) => end(turn, request, RequestState::Passed, None),
    }
}

/// The request cannot be done.
pub(crate) fn fail(turn: &mut Turn<'_>, request: RequestRef, refusal: &'static Refusal) {
    end(turn, request, RequestState::Failed, Some(refusal));
}

/// Somebody withdrew the request.
pub(crate) fn cancel(turn: &mut Turn<'_>, request: RequestRef, refusal: &'static Refusal) {
    end(turn, request, RequestState::Cancelled, Some(refusal));
}

/// A STOP action named the request.
pub(crate) fn stop(turn: &mut Turn<'_>, request: RequestRef) {
    end(turn, request, RequestState::Stopped, None);
}

/// The wait of a request that has not been started is over: a dismount gives up, a mount is looked at again, and asks people again.
pub(crate) fn expire_waiting(turn: &mut Turn<'_>, request: RequestRef) {
    let Some(task) = turn.task(request) else { return };
    if matches!(task.work, Work::Dismount(_)) {
        fail(turn, request, &dismount::RESOURCE_WAIT_EXPIRED);
    } else {
        turn.stir(task.library);
    }
}

/// Ends every request whose work went on in a turn that could not be recorded. One that was only withdrawn while the hardware is at
/// work for it goes on: where that ends would be lost.
pub fn fail_advanced(turn: &mut Turn<'_>, refusal: &'static Refusal) {
    let mut failed = Vec::new();
    // One that ends may let another go on, which cannot be recorded either: the next in line for its transport.
    while let Some(request) = turn.advanced().into_iter().find(|request| !failed.contains(request)) {
        failed.push(request);
        let is_at_work = |command| !turn.is_held_back(command);
        let went_on = |task: &Task| task.running && !task.command.as_ref().is_some_and(|(command, _)| is_at_work(*command));
        if turn.task(request).is_some_and(|task| went_on(&task)) {
            fail(turn, request, refusal);
        }
    }
}

/// A cartridge leaves the records: what was queued for it fails (`model.eject.forgotten`).
pub(crate) fn fail_waiting_for(turn: &mut Turn<'_>, medium: MediumRef) {
    let is_about = |work: &Work| match work {
        Work::Mount(work) => work.medium == medium,
        Work::Dismount(work) => work.medium == medium,
        Work::Port(work) => work.media().contains(&medium),
        Work::Switch(work) => work.target == work::switch::SwitchTarget::Medium(medium),
        Work::Remove(_) | Work::CleanerSlot(_) | Work::Inventory(_) | Work::Door(_) => false,
        Work::Identify(_) | Work::Cleaning(_) => false,
    };
    fail_waiting(turn, medium, &failure::MEDIUM_FORGOTTEN, is_about);
}

/// A cartridge cannot go out: the ejections of it that wait fail.
pub(crate) fn fail_ejection_of(turn: &mut Turn<'_>, medium: MediumRef, refusal: &'static Refusal) {
    fail_waiting(turn, medium, refusal, |work| matches!(work, Work::Port(work) if work.ejects(medium)));
}

/// What waits and is about a cartridge fails.
fn fail_waiting(turn: &mut Turn<'_>, medium: MediumRef, refusal: &'static Refusal, is_about: impl Fn(&Work) -> bool) {
    let tasks = turn.world().live.tasks.iter();
    let waiting: Vec<RequestRef> = tasks.filter(|(_, task)| !task.running && is_about(&task.work)).map(|(request, _)| *request).collect();
    for request in waiting {
        let rest = turn.task(request).and_then(|task| if let Work::Port(work) = &task.work { work.without(medium, refusal) } else { None });
        match rest {
            // The others of its batch go out all the same, and the session fails in the end.
            Some(rest) => turn.with_task(request, |task| task.work = Work::Port(rest)),
            None => fail(turn, request, refusal),
        }
    }
}

/// Withdraws a request on behalf of the call that waited for it.
pub(crate) fn withdraw(turn: &mut Turn<'_>, request: RequestRef, refusal: &'static Refusal) {
    let Some(task) = turn.task(request) else { return };
    if task.running && task.command.is_some() {
        turn.with_task(request, |task| {
            task.withdrawn = Some(refusal);
            task.call = None;
        });
    } else {
        turn.with_task(request, |task| task.call = None);
        cancel(turn, request, refusal);
    }
}

fn end(turn: &mut Turn<'_>, request: RequestRef, state: RequestState, refusal: Option<&'static Refusal>) {
    let Some(record) = turn.world().requests.get(request).filter(|record| is_open(record.state)) else { return };
    let (guid, operation) = (record.guid, record.operation);
    let status = refusal.map_or(Status::Success, |refusal| refusal.status);
    set_state(turn, request, state);
    turn.change(Change::Request(request, RequestField::Ended(Some(turn.now), status)));
    let task = turn.task(request);
    let call = task.as_ref().and_then(|task| task.call);
    if state == RequestState::Failed
        && let Some(Work::Dismount(work)) = task.map(|task| task.work.clone())
        && let Some(drive) = dismount::drive_of(turn.world(), work.medium)
    {
        drives::let_keep(turn, drive);
    }
    let drive = mounted_drive(turn, request);
    let identifier = identifier(turn, request, operation).unwrap_or((ObjectKind::LibraryRequest, guid));
    release(turn, request);
    turn.emit(Output::Finished { request: guid, operation, state, status, reason: refusal.map(Refusal::reason) });
    turn.announce_completion(identifier.0, identifier.1);
    if let Some(call) = call {
        tell_caller(turn, call, request, drive, refusal);
    }
}

/// Gives back everything the request held and forgets its task.
fn release(turn: &mut Turn<'_>, request: RequestRef) {
    let Some(task) = turn.task(request) else { return };
    let Some(library) = turn.world().requests.get(request).map(|record| record.library) else { return };
    if let Some((id, action)) = &task.command {
        hardware::abandon(turn, library, *id, action);
    }
    let mut shared = turn.world().live.shared.get(library).clone();
    if shared.exclusive == Some(request) || shared.line.contains(&request) || shared.halted.contains(&request) {
        shared.line.retain(|waiting| *waiting != request);
        shared.halted.retain(|waiting| *waiting != request);
        shared.exclusive = shared.exclusive.filter(|holder| *holder != request);
        turn.live(LiveChange::Shared(library, shared));
    }
    let parts = turn.world().parts(library);
    let drives: Vec<_> =
        parts.drives.iter().copied().filter(|drive| turn.world().live.drives.get(*drive).request == Some(request)).collect();
    let gates = parts.ports.iter().map(|port| GateRef::Port(*port)).chain(parts.doors.iter().map(|door| GateRef::Door(*door)));
    // A door that was closed unasked is to be locked, also when the work that would have done it is never begun.
    let unasked: &[DoorRef] = if let Work::Door(work) = &task.work { &work.opened } else { &[] };
    let is_left = |gate: &GateRef| matches!(gate, GateRef::Door(door) if unasked.contains(door));
    let gates: Vec<_> = gates
        .filter(|gate| match turn.world().live.gate(*gate).holder {
            Some(holder) => holder == request,
            None => is_left(gate),
        })
        .collect();
    for drive in drives {
        super::hold_drive(turn, drive, None);
    }
    let is_offered = matches!(&task.work, Work::Port(work) if work.is_offered());
    for gate in gates {
        gate::released(turn, gate, is_offered);
    }
    for medium in task.work.media() {
        if *turn.world().live.media.get(medium) == Some(request) {
            turn.live(LiveChange::Medium(medium, None));
        }
        let in_drive = turn.world().media.get(medium).is_some_and(|record| matches!(record.place, Place::Drive(_)));
        let waited_for = turn.world().media.get(medium).is_some_and(|record| record.state == MediaState::InUse);
        if waited_for && !in_drive && !wanted(turn, medium, request) {
            set_medium_state(turn, medium, MediaState::Idle);
        }
        cartridge::forget_if_lost(turn, medium);
    }
    if let (Some(asked), Work::Mount(_) | Work::Identify(_) | Work::Cleaning(_) | Work::Door(_)) = (task.asked, &task.work) {
        operator::withdraw(turn, asked, request);
    }
    if let Work::Door(work) = &task.work {
        door_session::ended(turn, request, library, work, task.session);
    }
    turn.live(LiveChange::Task(request, None));
}

/// Whether another open request is about this cartridge.
fn wanted(turn: &Turn<'_>, medium: MediumRef, except: RequestRef) -> bool {
    turn.world().at_work.about(medium).any(|request| request != except)
}

/// The drive in which a mount has put its cartridge.
fn mounted_drive(turn: &Turn<'_>, request: RequestRef) -> Option<Guid> {
    let task = turn.task(request)?;
    if let Work::Mount(work) = &task.work { turn.world().guid(ObjectRef::Drive(work.drive?)) } else { None }
}

/// The identifier that the completion of an operation announces (`notify_id` in the catalogue).
fn identifier(turn: &Turn<'_>, request: RequestRef, operation: Operation) -> Option<(ObjectKind, Guid)> {
    let record = &turn.world().requests[request];
    match operation {
        Operation::Inventory | Operation::DoorAccess | Operation::ReserveCleaner | Operation::ReleaseCleaner => {
            Some((ObjectKind::Library, turn.world().guid(ObjectRef::Library(record.library))?))
        }
        Operation::CleanDrive => Some((ObjectKind::Drive, record.subject.drive?)),
        Operation::Dismount => {
            let task = turn.task(request)?;
            if let Work::Dismount(work) = &task.work { Some((work.named_kind, work.named)) } else { None }
        }
        Operation::Remove => Some((ObjectKind::LibraryRequest, record.subject.work_item?)),
        Operation::DisableLibrary
        | Operation::EnableLibrary
        | Operation::DisableDrive
        | Operation::EnableDrive
        | Operation::DisableMedia
        | Operation::EnableMedia
        | Operation::UpdateOmid
        | Operation::Eject
        | Operation::EjectCleaner
        | Operation::Inject
        | Operation::InjectCleaner
        | Operation::ProcessOmid
        | Operation::Mount
        | Operation::WriteScratch
        | Operation::Classify => None,
    }
}

/// Tells the call that waits for this mount, once all its mounts are there or one is not.
fn tell_caller(turn: &mut Turn<'_>, call: CallId, request: RequestRef, drive: Option<Guid>, refusal: Option<&'static Refusal>) {
    let Some(mut wait) = turn.world().live.waits.get(&call).cloned() else { return };
    let Awaited::Mounts(mounts) = &mut wait.subject else { return };
    if let Some(refusal) = refusal {
        mounts.retain(|mount| mount.request != request);
        let others = std::mem::take(mounts);
        turn.live(LiveChange::Wait(call, None));
        turn.reply(call, Err(mount::as_answer(refusal)));
        mount::unwind(turn, wait.session, &others, &mount::OTHER_MOUNT_FAILED);
        return;
    }
    for mount in mounts.iter_mut().filter(|mount| mount.request == request && mount.drive.is_none()) {
        mount.drive = drive;
    }
    let drives: Option<Vec<Guid>> = mounts.iter().map(|mount| mount.drive).collect();
    let mounts = mounts.clone();
    match drives {
        Some(drives) => {
            turn.live(LiveChange::Wait(call, None));
            match mount::lost_meanwhile(turn.world(), wait.session, &mounts) {
                None => turn.reply(call, Ok(Answer::Drives(drives))),
                Some(refusal) => {
                    turn.reply(call, Err(refusal));
                    mount::unwind(turn, wait.session, &mounts, &mount::OTHER_MOUNT_FAILED);
                }
            }
        }
        None => turn.live(LiveChange::Wait(call, Some(wait))),
    }
}

/// Forgets finished requests that have been kept long enough (`model.queue.retention`).
pub(crate) fn purge(turn: &mut Turn<'_>) {
    while let Some((_, purge)) = turn.world().index.purges.first().copied().filter(|(when, _)| *when <= turn.now) {
        match purge {
            Purge::Request(at) => turn.change(Change::Remove(ObjectRef::Request(at))),
            Purge::OperatorRequest(at) => operator::forget(turn, at),
        }
    }
}

/// Names a failure of the hardware and ends the request with it.
pub(crate) fn fail_with(turn: &mut Turn<'_>, request: RequestRef, failure: crate::port::hardware::Failure) {
    if failure == crate::port::hardware::Failure::NotConnected {
        inventory::put_off(turn, request);
    }
    fail(turn, request, failure::of(failure));
}
