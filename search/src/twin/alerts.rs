//! Alerts: the engine tells people of everything that a drive complains of, of each thing once.
//!
//! Two complaints that come before anything is quiet are two messages, unless one of them stands there already (D-044). And nobody is asked for
//! what has been asked for and is not answered: an operator request that says the same of the same as an open one is one too many.

use rsmlab_engine::change::{Change, Object, ObjectRef, OperatorRequestField};
use rsmlab_engine::id::Guid;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{DriveAlert, Element, HardwareEvent, Sense};
use rsmlab_engine::record::OperatorRequest;
use rsmlab_engine::record::state::{ObjectKind, OperatorRequestKind};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const EACH: Promise = Promise("people-hear-of-each-alert");
const ONCE: Promise = Promise("people-are-asked-once");

/// What has been complained of, and what people were told, since everything was quiet.
#[derive(Clone, Default)]
pub(super) struct Alerts {
    /// The drive, what it complains of, and whether that may be the fault of its medium.
    raised: Vec<(Guid, DriveAlert, bool)>,
    told: Vec<OperatorRequest>,
}

/// Whether an alert is a message to people, and whether it may be about the medium.
const fn is_of_medium(alert: DriveAlert) -> Option<bool> {
    match alert {
        DriveAlert::IoWarning | DriveAlert::ReadWarning | DriveAlert::WriteWarning => Some(false),
        DriveAlert::UnsupportedMedium | DriveAlert::MediumWornOut | DriveAlert::WriteProtected | DriveAlert::TapeSnapped => Some(true),
        DriveAlert::TimeToClean
        | DriveAlert::IoError
        | DriveAlert::ReadError
        | DriveAlert::WriteError
        | DriveAlert::HardwareError
        | DriveAlert::ConnectionError => None,
    }
}

impl Alerts {
    fn sensed(&mut self, scene: &Scene, sense: &Sense) {
        let HardwareEvent::DriveAlert(number, alert) = sense.event else { return };
        let Some(of_medium) = is_of_medium(alert) else { return };
        if let Some(drive) = scene.drive_at(sense.library, Element::Drive(number)).map(|drive| drive.guid)
            && !self.raised.contains(&(drive, alert, of_medium))
        {
            self.raised.push((drive, alert, of_medium));
        }
    }

    /// Everything that came before has been dealt with: of each drive there are as many messages as it had complaints.
    fn all_told(&mut self, scene: &Scene) -> LedgerResult {
        let (raised, told) = (std::mem::take(&mut self.raised), std::mem::take(&mut self.told));
        if scene.is_doubtful {
            return Ok(());
        }
        for (drive, _, of_medium) in &raised {
            let complaints = raised.iter().filter(|(other, _, may_be)| other == drive && may_be == of_medium).count();
            let is_about = |request: &&OperatorRequest| {
                let first = request.first;
                let fits = first.is_some_and(|first| first.object == *drive || (*of_medium && first.kind == ObjectKind::Medium));
                request.kind == OperatorRequestKind::Message && fits
            };
            let mut messages: Vec<Guid> =
                scene.open_operator_requests().chain(&told).filter(is_about).map(|request| request.guid).collect();
            messages.sort_unstable();
            messages.dedup();
            if messages.len() < complaints {
                return Err(BrokenPromise::new(
                    EACH,
                    format!("a drive complains of {complaints} things, and people are told of {}", messages.len()),
                ));
            }
        }
        Ok(())
    }
}

impl Ledger for Alerts {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => {
                if let Input::Service(ServiceEvent::Stopped) = input.as_ref() {
                    *self = Self::default();
                } else if scene.write.is_none() && !matches!(input.as_ref(), Input::Stored { .. }) {
                    self.all_told(scene)?;
                }
                if let Input::Sense(sense) = input.as_ref() {
                    self.sensed(scene, sense);
                }
            }
            // Nobody knows which of the last inputs it was.
            What::Output(output) if matches!(output.as_ref(), Output::Dropped { .. }) => self.raised.clear(),
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        match change {
            Change::Insert(Object::OperatorRequest(_, request)) => {
                let is_same = |open: &OperatorRequest| {
                    (open.kind, open.first, open.second, &open.message) == (request.kind, request.first, request.second, &request.message)
                };
                if scene.open_operator_requests().any(is_same) {
                    return Err(BrokenPromise::new(ONCE, format!("people are asked twice for the same ({})", request.kind)));
                }
                self.told.push(request.clone());
            }
            Change::OperatorRequest(at, OperatorRequestField::State(_)) | Change::Remove(ObjectRef::OperatorRequest(at)) => {
                self.told.extend(scene.records.operator_requests.get(*at).cloned());
            }
            _ => {}
        }
        Ok(())
    }

    fn conclude(&mut self, scene: &Scene) -> LedgerResult {
        if scene.write.is_none() { self.all_told(scene) } else { Ok(()) }
    }
}
