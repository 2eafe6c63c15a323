//! Help: what an operator does who wants everything to go on, with their hands and at the console.

use std::collections::BTreeSet;

use rsmlab_engine::call::{EjectAction, InjectAction, Method};
use rsmlab_engine::id::Guid;
use rsmlab_engine::port::hardware::{Element, Gate, LibraryAddress};
use rsmlab_engine::record::OperatorRequest;
use rsmlab_engine::record::state::{InventoryMethod, OperatorRequestKind};
use rsmlab_engine::time::{Instant, Millis};

use super::asked::AskedCounts;
use super::lookup::is_open;
use super::script::{Script, StatementResult, Waited};
use super::subject::EngineUnderTest;
use crate::checker::witness::Witness;
use rsmlab_sim::hardware::{CartridgeId, CartridgePurpose, Spot};
use rsmlab_sim::operator::{PersonAct, PutTarget};

/// What the operator has seen to already.
#[derive(Default)]
pub(super) struct AttendedRequests {
    requests: BTreeSet<Guid>,
    asked: AskedCounts,
}

impl AttendedRequests {
    /// Whether something was asked for so often that it will not be done again.
    pub fn is_tired(&self) -> bool {
        self.asked.is_tiresome()
    }
}

/// How a cartridge comes into a library.
#[derive(Clone, Copy)]
pub(super) enum EntryPath {
    /// By hand, into the drive.
    Drive,
    /// Through a gate that the service opens.
    Gate(Gate),
}

impl<S: EngineUnderTest, W: Witness> Script<'_, S, W> {
    /// Returns magazines and drives, takes libraries online, closes doors and pushes ports in, wherever that can be done.
    pub(super) fn put_right(&mut self) -> StatementResult {
        let mut acts = Vec::new();
        for library in self.machine.hardware.libraries() {
            let address = library.address;
            let numbers = |count: usize| 1..=u16::try_from(count).unwrap_or(u16::MAX);
            let gone = (1..).zip(&library.magazines).filter(|(_, magazine)| !magazine.present);
            acts.extend(gone.map(|(number, _)| PersonAct::Return(address, number)));
            let pulled = (1..).zip(&library.drives).filter(|(_, drive)| drive.pulled);
            acts.extend(pulled.map(|(number, _)| PersonAct::ReturnDrive(address, number)));
            acts.extend(library.taken_offline.then_some(PersonAct::TakeOnline(address)));
            let gates = numbers(library.doors.len()).map(Gate::Door).chain(numbers(library.ports.len()).map(Gate::Port));
            acts.extend(gates.filter(|gate| library.stands_open(*gate) == Some(true)).map(|gate| PersonAct::Close(address, gate)));
        }
        acts.into_iter().try_for_each(|act| self.try_to(act).map(drop))
    }

    /// Does something if it can be done, and says whether it could.
    pub(super) fn try_to(&mut self, act: PersonAct) -> StatementResult<bool> {
        let done = self.machine.act(act).is_ok();
        self.digest()?;
        Ok(done)
    }

    /// Does what the oldest open operator request asks for, or refuses it, once. Says whether there was one.
    pub(super) fn oblige(&mut self, answered: &mut AttendedRequests, end: Instant) -> StatementResult<bool> {
        let open = self.machine.records().operator_requests.values();
        let open = open.filter(|request| is_open(request.state) && !answered.requests.contains(&request.guid));
        let Some(request) = open.min_by_key(|request| request.submitted).cloned() else { return Ok(false) };
        answered.requests.insert(request.guid);
        let done = match request.kind {
            _ if !answered.asked.once_more(&request) => false,
            OperatorRequestKind::MoveMedia => {
                self.bring_medium(&request, end)?;
                false
            }
            OperatorRequestKind::Cleaner => {
                self.bring_cleaner(&request, end)?;
                false
            }
            OperatorRequestKind::Message => {
                let address = request.first.and_then(|library| self.address_of(library.object));
                if let Some(address) = address.filter(|_| request.message.contains("Take media out")) {
                    self.make_room(address, end)?;
                }
                true
            }
            OperatorRequestKind::Unknown | OperatorRequestKind::NewMedia | OperatorRequestKind::DeviceService => true,
        };
        // The engine ends the request when it sees the cartridge arrive; if the request is still open, another cartridge came.
        if self.machine.records().operator_request(request.guid).is_some_and(|request| is_open(request.state)) {
            let id = Some(request.guid);
            let method = match done {
                true => Method::SatisfyNtmsOperatorRequest { request: id },
                false => Method::CancelNtmsOperatorRequest { request: id },
            };
            let console = self.console(Some(end))?;
            self.ask_in(end, console, method)?.ok();
        }
        Ok(true)
    }

    /// Brings an offline medium to the library that wants it; one that is in there already is looked for.
    fn bring_medium(&mut self, request: &OperatorRequest, end: Instant) -> StatementResult {
        let (Some(medium), Some(library)) = (request.first, request.second) else { return Ok(()) };
        let cartridge = self.cartridge_of(medium.object);
        let (Some(cartridge), Some(address)) = (cartridge, self.address_of(library.object)) else { return Ok(()) };
        match self.machine.hardware.spot_of(cartridge) {
            Some(Spot::Shelf) => self.bring(cartridge, address, end),
            // It was dropped: a person picks it up behind the door, if there is one.
            Some(Spot::Floor(there)) if there == address => {
                self.bring_through(cartridge, address, Gate::Door(1), end)?;
                self.wait(Some(end), |script| script.machine.is_quiet()).map(drop)
            }
            Some(Spot::In(there, _)) if there == address => {
                let action = InventoryMethod::Fast.number();
                let console = self.console(Some(end))?;
                let call = self.console_call(console, Method::InventoryNtmsLibrary { library: Some(library.object), action });
                self.wait(Some(end), |script| script.is_over(call))?;
                self.wait(Some(end), |script| script.machine.is_quiet()).map(drop)
            }
            Some(Spot::In(..) | Spot::Floor(_)) | None => Ok(()),
        }
    }

    /// Brings a cleaner that can still clean, if there is one at hand.
    fn bring_cleaner(&mut self, request: &OperatorRequest, end: Instant) -> StatementResult {
        let fresh = self.machine.hardware.cartridges().find(|(id, cartridge)| {
            matches!(cartridge.kind, CartridgePurpose::Cleaner { cleans_left } if cleans_left > 0)
                && self.machine.hardware.spot_of(*id) == Some(Spot::Shelf)
        });
        let cleaner = fresh.map(|(id, _)| id);
        let address = request.first.and_then(|library| self.address_of(library.object));
        match (cleaner, address) {
            (Some(cleaner), Some(address)) => self.bring(cleaner, address, end),
            (Some(_) | None, _) => Ok(()),
        }
    }

    /// Brings a cartridge from the shelf into a library, by the means that the library has.
    fn bring(&mut self, cartridge: CartridgeId, address: LibraryAddress, end: Instant) -> StatementResult {
        let Some(way) = self.way_into(address) else { return Ok(()) };
        match way {
            EntryPath::Drive => {
                if let Some(other) = self.machine.hardware.content(address, Element::Drive(1)) {
                    // The client that has it mounted dismounts it first.
                    self.release_media(end)?;
                    self.wait(Some(end), |script| script.machine.is_quiet())?;
                    self.try_to(PersonAct::Take(other))?;
                }
                self.try_to(PersonAct::Insert(cartridge, PutTarget::Spot(Spot::In(address, Element::Drive(1)))))?;
            }
            EntryPath::Gate(gate) => self.bring_through(cartridge, address, gate, end)?,
        }
        self.wait(Some(end), |script| script.machine.is_quiet()).map(drop)
    }

    /// Has a gate opened, puts the cartridge in, and closes the gate.
    fn bring_through(&mut self, cartridge: CartridgeId, address: LibraryAddress, gate: Gate, end: Instant) -> StatementResult {
        let Some(method) = self.opening(cartridge, address, gate) else { return Ok(()) };
        if !self.get_in(address, gate, method, end)? {
            return Ok(());
        }
        let target = match gate {
            Gate::Port(number) => {
                self.empty_port(address, number)?;
                Some(PutTarget::AnyCell(address, number))
            }
            Gate::Door(_) | Gate::Keypad => self.free_slot(cartridge, address).map(|element| PutTarget::Spot(Spot::In(address, element))),
        };
        if let Some(target) = target {
            self.try_to(PersonAct::Move(cartridge, target))?;
        }
        self.try_to(PersonAct::Close(address, gate)).map(drop)
    }

    /// Takes a cartridge out of the slots of a library, by the door if there is one, else by ejecting it.
    fn make_room(&mut self, address: LibraryAddress, end: Instant) -> StatementResult {
        let Some(library) = self.machine.hardware.library(address) else { return Ok(()) };
        let reserved = self.reserved_slot(address);
        let slots = library.elements().filter(|element| matches!(element, Element::Slot(_)) && Some(*element) != reserved);
        let door = library.doors.first();
        let slots = slots.filter(|slot| door.is_none_or(|door| door.reach.holds(*slot)));
        let last = slots.filter_map(|slot| library.content(slot).flatten()).last();
        let has_door = door.is_some();
        let Some(cartridge) = last else { return Ok(()) };
        let records = self.machine.records();
        let record = records.libraries.values().find(|library| library.address == Some(address)).map(|library| library.guid);
        if has_door {
            let method = Method::AccessNtmsLibraryDoor { library: record, action: InventoryMethod::Fast.number() };
            if self.get_in(address, Gate::Door(1), method, end)? {
                self.try_to(PersonAct::Take(cartridge))?;
                self.try_to(PersonAct::Close(address, Gate::Door(1)))?;
            }
        } else if let Some(medium) = self.medium_of(cartridge) {
            let method = Method::EjectNtmsMedia { medium: Some(medium), operation: Some(Guid::NIL), action: EjectAction::Start.number() };
            if self.get_in(address, Gate::Port(1), method, end)? {
                self.empty_port(address, 1)?;
                self.try_to(PersonAct::Close(address, Gate::Port(1)))?;
            }
        }
        self.wait(Some(end), |script| script.machine.is_quiet()).map(drop)
    }

    /// Has a gate opened by a call, and opens it. Says whether it stands open.
    fn get_in(&mut self, address: LibraryAddress, gate: Gate, method: Method, end: Instant) -> StatementResult<bool> {
        let console = self.console(Some(end))?;
        let call = self.console_call(console, method);
        let library = move |script: &Self| script.machine.hardware.library(address).cloned();
        let stands_open = move |script: &Self| library(script).and_then(|library| library.stands_open(gate)) == Some(true);
        let lets_in =
            move |script: &Self| stands_open(script) || library(script).and_then(|library| library.is_locked(gate)) == Some(false);
        if self.wait(Some(end), |script| lets_in(script) || script.is_over(call))? != Waited::Met || !lets_in(self) {
            return Ok(false);
        }
        // A port with a motor comes out by itself, once it is unlocked.
        let comes_out = library(self).map_or_else(Millis::default, |library| library.timing.access);
        self.wait(Some(self.machine.now + comes_out), stands_open)?;
        self.try_to(PersonAct::Open(address, gate))?;
        Ok(stands_open(self))
    }

    /// The call that has a gate opened for a cartridge.
    pub(super) fn opening(&self, cartridge: CartridgeId, address: LibraryAddress, gate: Gate) -> Option<Method> {
        let library =
            self.machine.records().libraries.values().find(|library| library.address == Some(address)).map(|library| library.guid);
        library?;
        let action = InjectAction::Start.number();
        let operation = Some(Guid::NIL);
        Some(match (self.machine.hardware.cartridge(cartridge)?.kind, gate) {
            (CartridgePurpose::Cleaner { cleans_left }, _) => Method::InjectNtmsCleaner { library, operation, cleans_left, action },
            (CartridgePurpose::Data, Gate::Port(_)) => Method::InjectNtmsMedia { library, operation, action },
            (CartridgePurpose::Data, Gate::Door(_) | Gate::Keypad) => {
                Method::AccessNtmsLibraryDoor { library, action: InventoryMethod::Fast.number() }
            }
        })
    }

    /// Takes out whatever lies in a port, and says how many cartridges that were.
    pub(super) fn empty_port(&mut self, address: LibraryAddress, number: u16) -> StatementResult<u32> {
        let inside = self.contents_of_port(address, number);
        inside.into_iter().try_fold(0, |taken, cartridge| Ok(taken + u32::from(self.try_to(PersonAct::Take(cartridge))?)))
    }

    /// What lies in a port.
    pub(super) fn contents_of_port(&self, address: LibraryAddress, number: u16) -> Vec<CartridgeId> {
        let library = self.machine.hardware.library(address);
        let port = library.and_then(|library| library.ports.get(usize::from(number).checked_sub(1)?));
        port.map(|port| port.cells.iter().flatten().copied().collect()).unwrap_or_default()
    }

    /// The slot a person puts a cartridge into: a cleaner into the one that is reserved, any other into the first that
    /// is free and within reach.
    pub(super) fn free_slot(&self, cartridge: CartridgeId, address: LibraryAddress) -> Option<Element> {
        let library = self.machine.hardware.library(address)?;
        let reserved = self.reserved_slot(address);
        let leads_there = |element: &Element| !library.is_open() || library.is_open_to(*element);
        let is_free = |element: &Element| library.content(*element) == Some(None) && library.is_reachable(*element) && leads_there(element);
        match self.machine.hardware.cartridge(cartridge)?.kind {
            CartridgePurpose::Cleaner { .. } => reserved.filter(is_free),
            CartridgePurpose::Data => {
                let slots = library.elements().filter(|element| matches!(element, Element::Slot(_)));
                slots.filter(|element| Some(*element) != reserved).find(is_free)
            }
        }
    }

    /// The slot that is reserved for the cleaner.
    pub(super) fn reserved_slot(&self, address: LibraryAddress) -> Option<Element> {
        let records = self.machine.records();
        let record = records.libraries.values().find(|library| library.address == Some(address))?;
        records.slots.get(record.cleaner_slot?).map(|slot| Element::Slot(slot.number))
    }

    /// The cartridge that a medium on record is.
    pub(super) fn cartridge_of(&self, medium: Guid) -> Option<CartridgeId> {
        let name = self.lookup(None).cartridge_of(medium)?;
        self.cartridge(name).ok()
    }

    /// A medium on record that is this cartridge.
    fn medium_of(&self, cartridge: CartridgeId) -> Option<Guid> {
        let mut media = self.machine.records().media.values().map(|medium| medium.guid);
        media.find(|medium| self.cartridge_of(*medium) == Some(cartridge))
    }

    /// Where the library on record is attached.
    pub(super) fn address_of(&self, library: Guid) -> Option<LibraryAddress> {
        self.machine.records().libraries.values().find(|record| record.guid == library)?.address
    }

    /// How people can put a cartridge into a library, if they can.
    pub(super) fn way_into(&self, address: LibraryAddress) -> Option<EntryPath> {
        let library = self.machine.hardware.library(address)?;
        if library.is_standalone() {
            Some(EntryPath::Drive)
        } else if !library.ports.is_empty() {
            Some(EntryPath::Gate(Gate::Port(1)))
        } else if !library.doors.is_empty() {
            Some(EntryPath::Gate(Gate::Door(1)))
        } else {
            None
        }
    }
}
