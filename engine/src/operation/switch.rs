//! Switching things in and out of service.
//!
//! Answers EnableNtmsObject and DisableNtmsObject (`enable-object.*`, `disable-object.*`). A drive that is switched
//! off is emptied first when no client has its medium mounted (`disable-object.drive-emptied`).

use super::{Readiness, Work, cleaning, drives, ending, inventory};
use crate::change::{Change, DriveField, LibraryField, MediumField};
use crate::id::{DriveRef, RequestRef};
use crate::refusal::refusals;
use crate::time::Instant;
use crate::turn::Turn;
use crate::world::World;
use crate::world::task::Task;
use crate::world::work::switch::{Switch, SwitchTarget};

refusals! {
    ENABLED_MEANWHILE: EnabledMeanwhile = InvalidState, ["EnableNtmsObject/ERROR_INVALID_STATE"];
    DISABLED_MEANWHILE: DisabledMeanwhile = InvalidState, ["DisableNtmsObject/ERROR_INVALID_STATE", "disable-object.twice-fails"];
    DRIVE_NOT_CLEANED: DriveNotCleaned = ResourceDisabled, ["CleanNtmsDrive/ERROR_RESOURCE_DISABLED", "D-176"];
    DRIVE_SWITCHED_OFF: DriveSwitchedOff = DeviceNotAvailable, ["EjectNtmsMedia/ERROR_DEVICE_NOT_AVAILABLE", "D-176"];
    MEDIUM_SWITCHED_OFF: MediumSwitchedOff = MediaNotAvailable,
        ["EjectNtmsMedia/ERROR_MEDIA_NOT_AVAILABLE", "disable-object.requests-fail"];
}

pub(crate) fn readiness(world: &World, now: Instant, work: &Switch) -> Readiness {
    match work.target {
        _ if is_held(world, work) => Readiness::Taken(None),
        SwitchTarget::Drive(drive) if !work.on => {
            let user = world.live.drives.get(drive);
            let gives_it = user.session.is_none() && !drives::keeps_its_medium(world, drive) && drives::can_be_emptied(world, drive);
            let released = world.medium_in(drive).is_some() && gives_it;
            if released { drives::emptied(world, now, drive) } else { Readiness::Ready }
        }
        SwitchTarget::Library(_) | SwitchTarget::Drive(_) | SwitchTarget::Medium(_) => Readiness::Ready,
    }
}

/// Whether work has what is to be switched. A drive can be switched on all the same.
pub(crate) fn is_held(world: &World, work: &Switch) -> bool {
    match work.target {
        SwitchTarget::Drive(drive) => !work.on && world.live.drives.get(drive).request.is_some(),
        SwitchTarget::Medium(medium) => world.live.media.get(medium).is_some(),
        SwitchTarget::Library(_) => false,
    }
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: Switch) {
    if is_on(turn.world(), work.target) == work.on {
        // Somebody was before it.
        return ending::fail(turn, request, if work.on { &ENABLED_MEANWHILE } else { &DISABLED_MEANWHILE });
    }
    match work.target {
        SwitchTarget::Library(library) => {
            turn.change(Change::Library(library, LibraryField::Enabled(work.on)));
            if work.on {
                inventory::make_up(turn, library);
            }
        }
        SwitchTarget::Drive(drive) => {
            turn.change(Change::Drive(drive, DriveField::Enabled(work.on)));
            if !work.on {
                fail_what_needs_drive(turn, drive);
            }
        }
        SwitchTarget::Medium(medium) => {
            turn.change(Change::Medium(medium, MediumField::Enabled(work.on)));
            if work.on {
                cleaning::is_enabled(turn, medium);
            } else {
                ending::fail_ejection_of(turn, medium, &MEDIUM_SWITCHED_OFF);
            }
        }
    }
    ending::pass(turn, request);
}

/// Whether something is in service, as far as it is switched itself.
fn is_on(world: &World, target: SwitchTarget) -> bool {
    match target {
        SwitchTarget::Library(library) => world.libraries[library].enabled,
        SwitchTarget::Drive(drive) => world.drives[drive].enabled,
        SwitchTarget::Medium(medium) => world.media[medium].enabled,
    }
}

/// A drive is out of service: what has been queued for it, or for what it keeps, fails (D-176). Mounts find that out when they are looked at.
fn fail_what_needs_drive(turn: &mut Turn<'_>, drive: DriveRef) {
    let is_cleaned = |task: &Task| matches!(&task.work, Work::Cleaning(work) if work.drive == drive) && !task.running;
    let waiting = turn.world().live.tasks.iter().filter(|(_, task)| is_cleaned(task)).map(|(request, _)| *request);
    for request in waiting.collect::<Vec<_>>() {
        ending::fail(turn, request, &DRIVE_NOT_CLEANED);
    }
    if let Some(medium) = turn.world().medium_in(drive) {
        ending::fail_ejection_of(turn, medium, &DRIVE_SWITCHED_OFF);
    }
}
