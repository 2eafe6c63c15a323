//! Switching things in and out of service.
//!
//! Answers EnableNtmsObject and DisableNtmsObject (`enable-object.*`, `disable-object.*`). A drive that is switched
//! off is emptied first when no client has its medium mounted (`disable-object.drive-emptied`).

use super::{Readiness, drives, ending, inventory};
use crate::change::{Change, DriveField, LibraryField, MediumField};
use crate::id::RequestRef;
use crate::time::Instant;
use crate::turn::Turn;
use crate::world::World;
use crate::world::work::switch::{Switch, SwitchTarget};

pub(crate) fn readiness(world: &World, now: Instant, work: &Switch) -> Readiness {
    match work.target {
        SwitchTarget::Drive(drive) if !work.on => {
            let user = world.live.drives.get(drive);
            let released = world.medium_in(drive).is_some() && user.session.is_none() && drives::can_be_emptied(world, drive);
            match user.request {
                Some(_) => Readiness::Taken(None),
                None if released => drives::emptied(world, now, drive),
                None => Readiness::Ready,
            }
        }
        SwitchTarget::Medium(medium) if world.live.media.get(medium).is_some() => Readiness::Taken(None),
        SwitchTarget::Library(_) | SwitchTarget::Drive(_) | SwitchTarget::Medium(_) => Readiness::Ready,
    }
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: Switch) {
    match work.target {
        SwitchTarget::Library(library) => {
            turn.change(Change::Library(library, LibraryField::Enabled(work.on)));
            if work.on {
                inventory::make_up(turn, library);
            }
        }
        SwitchTarget::Drive(drive) => turn.change(Change::Drive(drive, DriveField::Enabled(work.on))),
        SwitchTarget::Medium(medium) => turn.change(Change::Medium(medium, MediumField::Enabled(work.on))),
    }
    ending::pass(turn, request);
}
