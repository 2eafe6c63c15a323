//! Belief: what the engine has on record, as far as a picture shows it.
//!
//! The same step from one state to the next as engine and store use, so that nothing is believed here that they do not believe. A write that
//! is refused is taken back, as the engine takes it back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rsmlab_engine::change::{Change, LibraryField, MediumField, Object, ObjectRef, OperatorRequestField, PortField, RequestField};
use rsmlab_engine::id::{LibraryRef, MediumRef, OperatorRequestRef, RequestRef, SlotRef, WriteId};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::state::{DoorState, PortPosition, SlotState};
use rsmlab_engine::record::{Medium, Place};
use rsmlab_engine::records::Records;
use rsmlab_harness::trace::names::TraceNames;
use rsmlab_harness::trace::{Record, What as Happened};

use super::state::StateLedger;
use super::truth::Truth;
use crate::model::What;

/// What the engine believes at the event at hand.
#[derive(Default)]
pub struct Belief {
    records: Records,
    /// What would take back each write that the store has not answered.
    open: BTreeMap<WriteId, Vec<Change>>,
    /// What each medium is called here, and the cartridge it was made of.
    media: BTreeMap<MediumRef, (String, Option<usize>)>,
    called: BTreeSet<String>,
}

impl Belief {
    /// What is on record.
    pub const fn records(&self) -> &Records {
        &self.records
    }

    /// Takes in a record of the trace.
    pub fn hear(&mut self, record: &Record<'_>, names: &TraceNames, truth: &Truth<'_>, ledger: &mut StateLedger) {
        let event = record.seq.0 as usize;
        let mut now = EventAtHand { event, names, truth, ledger };
        match &record.what {
            Happened::Input(input) => match &**input {
                Input::Service(service) => self.service(service, &mut now),
                Input::Stored { write, result } => {
                    let undo = self.open.remove(write).unwrap_or_default();
                    if result.is_err() {
                        undo.into_iter().rev().for_each(|change| drop(self.apply(change, &mut now)));
                    }
                }
                Input::Call { .. } | Input::Hardware(_) | Input::Sense(_) | Input::Tick => {}
            },
            Happened::Output(output) => {
                if let Output::Store(write) = &**output {
                    let undo = write.changes.iter().filter_map(|change| self.apply(change.clone(), &mut now)).collect();
                    self.open.insert(write.id, undo);
                }
            }
            Happened::Begin(_) | Happened::Script | Happened::Act(_) | Happened::Armed { .. } | Happened::Struck { .. } => {}
            Happened::Lifted { .. } | Happened::Named { .. } | Happened::Read { .. } | Happened::Sent(_) | Happened::Came(_) => {}
            Happened::Parameters(_) | Happened::Nexus(_) => {}
        }
    }

    fn service(&mut self, service: &ServiceEvent, now: &mut EventAtHand<'_, '_>) {
        let word = match service {
            ServiceEvent::Starting => "starting",
            ServiceEvent::Recovered { .. } => "running",
            ServiceEvent::Failed => "failed",
            ServiceEvent::Stopped => "stopped",
        };
        now.ledger.set(now.event, What::Service, "service", word);
        if let ServiceEvent::Recovered { database, .. } = service {
            self.recover(database, now);
        }
    }

    /// All that the engine believes is what the store has.
    fn recover(&mut self, database: &[Change], now: &mut EventAtHand<'_, '_>) {
        self.open.clear();
        let mut records = Records::default();
        database.iter().for_each(|change| drop(records.apply(change.clone())));
        let gone: Vec<ObjectRef> = self.records.each().map(|object| object.at()).filter(|at| records.guid(*at).is_none()).collect();
        gone.into_iter().for_each(|at| self.forgotten(at, now));
        self.records = records;
        let all: Vec<Object> = self.records.each().collect();
        all.iter().for_each(|object| self.appears(object, now));
    }

    /// Makes a fact believed, and gives the one that would take it back.
    fn apply(&mut self, change: Change, now: &mut EventAtHand<'_, '_>) -> Option<Change> {
        if let Change::Remove(at) = change {
            self.forgotten(at, now);
        }
        let undo = self.records.apply(change.clone())?;
        match change {
            Change::Insert(object) => self.appears(&object, now),
            Change::Medium(medium, MediumField::Place(..)) => self.medium(medium, now),
            Change::Slot(slot, _) => self.slot(slot, now),
            Change::Port(port, PortField::Position(position)) => now.stands(ObjectRef::Port(port), port_word(position)),
            Change::Door(door, state) => now.stands(ObjectRef::Door(door), door_word(state)),
            Change::Request(request, RequestField::State(_)) => self.request(request, now),
            Change::OperatorRequest(request, OperatorRequestField::State(_)) => self.operator_request(request, now),
            Change::Library(library, LibraryField::CleanerSlot(_)) => self.cleaner_slot(library, now),
            _ => {}
        }
        Some(undo)
    }

    fn appears(&mut self, object: &Object, now: &mut EventAtHand<'_, '_>) {
        match object {
            Object::Medium(at, medium) => {
                self.christen(*at, medium, now);
                self.medium(*at, now);
            }
            Object::Slot(at, _) => self.slot(*at, now),
            Object::Port(at, port) => now.stands(ObjectRef::Port(*at), port_word(port.position)),
            Object::Door(at, door) => now.stands(ObjectRef::Door(*at), door_word(door.state)),
            Object::Request(at, _) => self.request(*at, now),
            Object::OperatorRequest(at, _) => self.operator_request(*at, now),
            Object::Library(at, _) => self.cleaner_slot(*at, now),
            Object::Computer(_) | Object::Changer(..) | Object::Drive(..) | Object::MediaType(..) | Object::Pool(..) => {}
            Object::Side(..) | Object::LogicalMedium(..) => {}
        }
    }

    fn forgotten(&self, at: ObjectRef, now: &mut EventAtHand<'_, '_>) {
        match at {
            ObjectRef::Medium(medium) => {
                if let Some((name, cartridge)) = self.media.get(&medium) {
                    now.ledger.set_of(now.event, What::Belief, name, "", *cartridge);
                }
            }
            ObjectRef::Request(_) => now.ledger.set(now.event, What::Request, &now.names.object(at), ""),
            ObjectRef::OperatorRequest(_) => now.ledger.set(now.event, What::OperatorRequest, &now.names.object(at), ""),
            _ => {}
        }
    }

    /// A medium is called as it is on record, unless another one is. Of which cartridge the engine has made it, its name says, or the place in
    /// which it has found it.
    fn christen(&mut self, at: MediumRef, medium: &Medium, now: &EventAtHand<'_, '_>) {
        if self.media.contains_key(&at) {
            return;
        }
        let place = place(&self.records, medium);
        let taken = |cartridge: &usize| self.media.values().any(|(_, of)| *of == Some(*cartridge));
        let cartridge = now.truth.named(&medium.name).filter(|cartridge| !taken(cartridge)).or_else(|| now.truth.at(&place));
        let names = [medium.name.to_string()].into_iter().chain((2..).map(|number| format!("{} ({number})", medium.name)));
        let name = names.into_iter().find(|name| !self.called.contains(name)).unwrap_or_default();
        self.called.insert(name.clone());
        self.media.insert(at, (name, cartridge));
    }

    fn medium(&self, at: MediumRef, now: &mut EventAtHand<'_, '_>) {
        let (Some(medium), Some((name, cartridge))) = (self.records.media.get(at), self.media.get(&at)) else { return };
        now.ledger.set_of(now.event, What::Belief, name, &place(&self.records, medium), *cartridge);
    }

    fn slot(&self, at: SlotRef, now: &mut EventAtHand<'_, '_>) {
        let Some(slot) = self.records.slots.get(at) else { return };
        let name = format!("{}.slot.{}", library(&self.records, slot.library), slot.number);
        match slot.state {
            SlotState::Full | SlotState::Empty => now.ledger.unset(now.event, What::Doubt, &name),
            SlotState::Unknown | SlotState::NotPresent | SlotState::NeedsInventory => {
                now.ledger.set(now.event, What::Doubt, &name, slot.state.name());
            }
        }
    }

    fn request(&self, at: RequestRef, now: &mut EventAtHand<'_, '_>) {
        let Some(request) = self.records.requests.get(at) else { return };
        now.ledger.set(now.event, What::Request, &now.names.guid(request.guid), request.state.name());
    }

    fn operator_request(&self, at: OperatorRequestRef, now: &mut EventAtHand<'_, '_>) {
        let Some(request) = self.records.operator_requests.get(at) else { return };
        now.ledger.set(now.event, What::OperatorRequest, &now.names.guid(request.guid), request.state.name());
    }

    fn cleaner_slot(&self, at: LibraryRef, now: &mut EventAtHand<'_, '_>) {
        let Some(library) = self.records.libraries.get(at) else { return };
        match library.cleaner_slot.and_then(|slot| self.records.slots.get(slot)) {
            Some(slot) => now.ledger.set(now.event, What::CleanerSlot, &library.name, &format!("{}.slot.{}", library.name, slot.number)),
            None => now.ledger.unset(now.event, What::CleanerSlot, &library.name),
        }
    }
}

/// The event at hand, and what is known of it.
struct EventAtHand<'n, 't> {
    event: usize,
    names: &'n TraceNames,
    truth: &'n Truth<'t>,
    ledger: &'n mut StateLedger,
}

impl EventAtHand<'_, '_> {
    fn stands(&mut self, gate: ObjectRef, word: &str) {
        self.ledger.set(self.event, What::OpenBelief, &self.names.object(gate), word);
    }
}

const fn port_word(position: PortPosition) -> &'static str {
    match position {
        PortPosition::Unknown => "unknown",
        PortPosition::Extended => "open",
        PortPosition::Retracted => "closed",
    }
}

const fn door_word(state: DoorState) -> &'static str {
    match state {
        DoorState::Unknown => "unknown",
        DoorState::Closed => "closed",
        DoorState::Open => "open",
    }
}

fn library(records: &Records, at: LibraryRef) -> Arc<str> {
    records.libraries.get(at).map_or_else(|| "a library that is not on record".into(), |library| Arc::clone(&library.name))
}

/// The name of the place in which a medium is believed, as scenarios have it.
fn place(records: &Records, medium: &Medium) -> String {
    let named = |at: LibraryRef, kind: &str, number: u16| format!("{}.{kind}.{number}", library(records, at));
    let lost = || "a place that is not on record".to_owned();
    match medium.place {
        Place::Slot(slot) => records.slots.get(slot).map_or_else(lost, |slot| named(slot.library, "slot", slot.number)),
        Place::Drive(drive) => records.drives.get(drive).map_or_else(lost, |drive| named(drive.library, "drive", drive.number)),
        Place::Port(port, cell) => {
            records.ports.get(port).map_or_else(lost, |port| format!("{}.{cell}", named(port.library, "port", port.number)))
        }
        Place::Transport => format!("a transport of {}", library(records, medium.library)),
        Place::Offline => "no library".to_owned(),
    }
}
