//! Errors: what a library request keeps as its error has happened (D-046).
//!
//! An error of the changer driver or of the manager that stands for a failure of the hardware is kept only by a request during whose time the
//! library has told of such a failure. And what failed has not been cancelled. Errors that have other causes as well are not claimed.

use std::collections::BTreeMap;

use rsmlab_engine::id::Guid;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Failure, LibraryAddress};
use rsmlab_engine::record::state::RequestState;
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const HAPPENED: Promise = Promise("errors-have-happened");

/// Which errors the libraries have told of, and when last.
#[derive(Clone, Default)]
pub(super) struct Errors {
    told: BTreeMap<(LibraryAddress, Status), Instant>,
}

/// Whether an error means a failure of the hardware and nothing else.
const fn is_of_hardware(status: Status) -> bool {
    matches!(
        status,
        Status::SourceElementEmpty
            | Status::DestinationElementFull
            | Status::IllegalElementAddress
            | Status::MagazineNotPresent
            | Status::DeviceReinitializationNeeded
            | Status::DeviceRequiresCleaning
            | Status::DeviceDoorOpen
            | Status::DeviceNotConnected
            | Status::UnableToLoadMedium
            | Status::UnableToEjectMountedMedia
            | Status::CleanerCartridgeInstalled
            | Status::CleanerCartridgeSpent
    )
}

/// The errors by which a failure may be known.
const fn known_as(failure: Failure) -> &'static [Status] {
    match failure {
        Failure::SourceEmpty => &[Status::SourceElementEmpty],
        Failure::DestinationFull => &[Status::DestinationElementFull],
        Failure::IllegalElement => &[Status::IllegalElementAddress],
        Failure::MagazineNotPresent | Failure::MagazineNotAccessible => &[Status::MagazineNotPresent],
        Failure::TransportJammed | Failure::PositionLost | Failure::GripMissed | Failure::CartridgeDropped | Failure::Reset => {
            &[Status::DeviceReinitializationNeeded]
        }
        Failure::CleaningRequired => &[Status::DeviceRequiresCleaning],
        Failure::DoorOpen => &[Status::DeviceDoorOpen],
        Failure::NotConnected => &[Status::DeviceNotConnected],
        Failure::LoadFailed | Failure::CartridgeBroken => &[Status::UnableToLoadMedium],
        Failure::UnloadFailed | Failure::RemovalPrevented | Failure::DriveHolds => &[Status::UnableToEjectMountedMedia],
        Failure::CleanerInDrive => &[Status::CleanerCartridgeInstalled],
        Failure::CleanerExpired => &[Status::CleanerCartridgeSpent],
        // A transport is full also when there is no slot for what it holds, or when it keeps what is not in its place any more.
        Failure::TransportFull
        | Failure::SlotNotInstalled
        | Failure::DriveNotInstalled
        | Failure::PortExtended
        | Failure::PortStuck
        | Failure::LockBroken
        | Failure::NotLoaded
        | Failure::IncompatibleMedium
        | Failure::LabelUnreadable
        | Failure::NotACleaner
        | Failure::SwitchedOffline
        | Failure::NotReady => &[],
    }
}

impl Errors {
    fn finished(&self, scene: &Scene, guid: Guid, state: RequestState, status: Status) -> LedgerResult {
        let Some(request) = scene.request(guid) else { return Ok(()) };
        let operation = request.operation;
        if state == RequestState::Failed && status == Status::Cancelled {
            return Err(BrokenPromise::new(
                HAPPENED,
                format!("a library request ({operation}) has failed, and its error says that it was cancelled"),
            ));
        }
        let address = scene.records.libraries.get(request.library).and_then(|library| library.address);
        let told = address.and_then(|address| self.told.get(&(address, status)));
        if state != RequestState::Failed || !is_of_hardware(status) || told.is_some_and(|when| *when >= request.queued) {
            return Ok(());
        }
        Err(BrokenPromise::new(
            HAPPENED,
            format!("a library request ({operation}) keeps {status}, and its library has told of nothing like it"),
        ))
    }
}

impl Ledger for Errors {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Hardware(completion) => {
                    if let (Some(command), Err(failure)) = (scene.commands.get(&completion.command), &completion.result) {
                        let known = known_as(*failure).iter().map(|status| ((command.library, *status), scene.now));
                        self.told.extend(known);
                    }
                    Ok(())
                }
                Input::Service(ServiceEvent::Stopped) => {
                    self.told.clear();
                    Ok(())
                }
                Input::Call { .. } | Input::Sense(_) | Input::Stored { .. } | Input::Service(_) | Input::Tick => Ok(()),
            },
            What::Output(output) => match output.as_ref() {
                Output::Finished { request, state, status, .. } => self.finished(scene, *request, *state, *status),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }
}
