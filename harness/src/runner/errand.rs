//! Errands: what an operator with a habit does at requests, ports and doors. What cannot be done is not done.

use std::collections::BTreeSet;

use rsmlab_engine::call::Method;
use rsmlab_engine::id::{Guid, SessionHandle};
use rsmlab_engine::port::hardware::{Element, Gate, LibraryAddress};
use rsmlab_engine::record::state::{Operation, OperatorRequestKind, RequestState};
use rsmlab_engine::record::{LibraryRequest, OperatorRequest};
use rsmlab_engine::time::Millis;

use super::help::EntryPath;
use super::lookup::is_open;
use super::script::{Script, StatementResult};
use super::subject::EngineUnderTest;
use crate::checker::witness::Witness;
use rsmlab_sim::fault::FaultSite;
use rsmlab_sim::habit::{OperatorAnswer, Person, Temptation, Visit};
use rsmlab_sim::hardware::{CartridgeId, CartridgePurpose, Library, Opens, Spot};
use rsmlab_sim::operator::{PersonAct, PutTarget};

/// Something the operator will come to.
#[derive(Clone, Copy, Debug)]
pub(super) enum OperatorTask {
    /// To do what a request asks for, or to refuse it.
    Request(Guid, OperatorAnswer),
    /// To say that it has been done.
    Done(Guid),
    /// To look after a port or a door that lets them in.
    Visit(LibraryAddress, Gate, Visit),
    /// To return a magazine, and close the port or door again.
    Leave(LibraryAddress, Gate, Option<u16>),
    /// To open a door without being asked.
    Intrude(LibraryAddress, u16),
    /// To do something in a library that nobody asked for.
    Yield(LibraryAddress, Temptation),
}

/// What the operator sees of a library: which gates let them in, and whether anything moves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sight {
    open: Vec<(LibraryAddress, Gate)>,
    moving: Vec<LibraryAddress>,
}

/// Whether people get in: through a door or a hand-opened port that is not locked, or a port that stands out.
fn lets_in(library: &Library, gate: Gate) -> bool {
    let unlocked = library.is_locked(gate) == Some(false);
    match gate {
        Gate::Door(_) => unlocked,
        Gate::Keypad => false,
        Gate::Port(number) => {
            let by_hand =
                usize::from(number).checked_sub(1).and_then(|index| library.ports.get(index)).is_some_and(|port| port.opens == Opens::Hand);
            library.stands_open(gate) == Some(true) || (by_hand && unlocked)
        }
    }
}

fn gates(library: &Library) -> impl Iterator<Item = Gate> {
    let numbers = |count: usize| 1..=u16::try_from(count).unwrap_or(u16::MAX);
    numbers(library.ports.len()).map(Gate::Port).chain(numbers(library.doors.len()).map(Gate::Door))
}

impl<S: EngineUnderTest, W: Witness> Script<'_, S, W> {
    fn look_around(&self) -> Sight {
        let libraries = || self.machine.hardware.libraries();
        Sight {
            open: libraries()
                .flat_map(|library| gates(library).filter(|gate| lets_in(library, *gate)).map(|gate| (library.address, gate)))
                .collect(),
            moving: libraries().filter(|library| library.is_moving()).map(|library| library.address).collect(),
        }
    }

    /// The operator looks around, and decides on what is new.
    pub(super) fn notice(&mut self) {
        if self.person.is_none() {
            return;
        }
        let sight = self.look_around();
        if sight == self.sight {
            return;
        }
        let Some(mut person) = self.person.take() else { return };
        let before = std::mem::replace(&mut self.sight, sight.clone());
        for (address, gate) in sight.open.iter().filter(|open| !before.open.contains(open)) {
            let visit = person.notices(&self.machine.hardware.name_of_gate(*address, *gate));
            self.go(visit.after, OperatorTask::Visit(*address, *gate, visit));
        }
        for address in sight.moving.iter().filter(|moving| !before.moving.contains(moving)) {
            let door = sight.open.iter().find_map(|(at, gate)| match gate {
                Gate::Door(number) if at == address => Some(*number),
                Gate::Door(_) | Gate::Port(_) | Gate::Keypad => None,
            });
            if let Some(number) = door
                && person.opens_mid_move(&self.machine.hardware.name_of_gate(*address, Gate::Door(number)))
            {
                self.go(Millis::from_secs(1), OperatorTask::Intrude(*address, number));
            }
            if let Some((temptation, after)) = self.machine.hardware.library(*address).and_then(|library| person.is_tempted(&library.name))
            {
                self.go(after, OperatorTask::Yield(*address, temptation));
            }
        }
        self.person = Some(person);
    }

    /// The operator hears of a request.
    pub(super) fn hear_request(&mut self, request: &OperatorRequest) {
        let Some(person) = &mut self.person else { return };
        let (answer, after) = person.asked(request.kind.name());
        if answer != OperatorAnswer::Forgets {
            self.go(after, OperatorTask::Request(request.guid, answer));
        }
    }

    /// The operator comes to an errand.
    pub(super) fn run_errand(&mut self, errand: OperatorTask) -> StatementResult {
        match errand {
            // An operator who has gone home does nothing.
            _ if self.person.is_none() => Ok(()),
            OperatorTask::Request(request, answer) => self.attend_to(request, answer),
            OperatorTask::Done(request) => self.answer(request, true),
            OperatorTask::Visit(address, gate @ Gate::Port(number), visit) => self.visit_port(address, gate, number, visit),
            OperatorTask::Visit(_, Gate::Keypad, _) => Ok(()),
            OperatorTask::Visit(address, gate @ Gate::Door(_), visit) => self.visit_door(address, gate, visit),
            OperatorTask::Leave(address, gate, magazine) => {
                if let Some(number) = magazine {
                    self.try_to(PersonAct::Return(address, number))?;
                }
                self.try_to(PersonAct::Close(address, gate)).map(drop)
            }
            OperatorTask::Intrude(address, number) => {
                if self.try_to(PersonAct::Open(address, Gate::Door(number)))? {
                    self.go(Millis::from_secs(30), OperatorTask::Leave(address, Gate::Door(number), None));
                }
                Ok(())
            }
            OperatorTask::Yield(address, Temptation::Panel(choice)) => self.play_with_the_panel(address, choice),
            OperatorTask::Yield(address, Temptation::Force(choice)) => self.use_force(address, choice),
        }
    }

    fn attend_to(&mut self, request: Guid, answer: OperatorAnswer) -> StatementResult {
        let open = self.machine.records().operator_request(request).filter(|request| is_open(request.state)).cloned();
        let Some(open) = open else { return Ok(()) };
        match (answer, open.kind) {
            (OperatorAnswer::Forgets, _) => Ok(()),
            (OperatorAnswer::Refuses, _) => self.answer(request, false),
            // Who says that it was done although it was not is asked again, and so on for ever.
            (OperatorAnswer::Does, _) if !self.can_do(&open) || !self.asked.once_more(&open) => self.answer(request, false),
            (OperatorAnswer::Does, OperatorRequestKind::MoveMedia | OperatorRequestKind::Cleaner) => {
                self.begin_to_bring(&open)?;
                let patience = self.person.as_ref().map_or(Millis::ZERO, Person::patience);
                self.go(patience, OperatorTask::Done(request));
                Ok(())
            }
            (OperatorAnswer::Does, OperatorRequestKind::DeviceService) => {
                self.broken(&open).into_iter().for_each(|part| self.machine.heal(part));
                self.digest()?;
                self.answer(request, true)
            }
            (OperatorAnswer::Does, OperatorRequestKind::Unknown | OperatorRequestKind::NewMedia | OperatorRequestKind::Message) => {
                self.put_right()?;
                if let Some((address, Some(number))) = self.device_of(&open) {
                    self.machine.end_program(address, number);
                }
                self.digest()?;
                self.answer(request, true)
            }
        }
    }

    /// Brings what is wanted into a drive, or has a gate opened for it; the visit there does the rest.
    fn begin_to_bring(&mut self, request: &OperatorRequest) -> StatementResult {
        let library = self.library_to_bring_to(request);
        let wanted = match request.kind {
            OperatorRequestKind::MoveMedia => request.first.and_then(|medium| self.cartridge_of(medium.object)),
            OperatorRequestKind::Cleaner => self.on_the_shelf(|kind| kind != CartridgePurpose::Data).first().copied(),
            OperatorRequestKind::Unknown
            | OperatorRequestKind::NewMedia
            | OperatorRequestKind::DeviceService
            | OperatorRequestKind::Message => None,
        };
        let (Some(address), Some(cartridge)) = (library, wanted) else { return Ok(()) };
        match self.way_into(address) {
            Some(EntryPath::Drive) => self.feed(address, cartridge),
            Some(EntryPath::Gate(gate)) => {
                if let (Some(method), Some(console)) = (self.opening(cartridge, address, gate), self.console_at_hand()) {
                    self.console_call(console, method);
                }
                self.come_unseen(address, gate);
                self.digest()
            }
            None => Ok(()),
        }
    }

    /// Where people can always get in, there is nothing new to be seen when they are let in, and they come all the same.
    fn come_unseen(&mut self, address: LibraryAddress, gate: Gate) {
        if !self.sight.open.contains(&(address, gate)) {
            return;
        }
        let name = self.machine.hardware.name_of_gate(address, gate);
        if let Some(visit) = self.person.as_mut().map(|person| person.notices(&name)) {
            self.go(visit.after, OperatorTask::Visit(address, gate, visit));
        }
    }

    /// Says at the console that a request is done, or will not be.
    fn answer(&mut self, request: Guid, done: bool) -> StatementResult {
        let is_open = self.machine.records().operator_request(request).is_some_and(|request| is_open(request.state));
        if is_open && let Some(console) = self.console_at_hand() {
            let request = Some(request);
            let method = match done {
                true => Method::SatisfyNtmsOperatorRequest { request },
                false => Method::CancelNtmsOperatorRequest { request },
            };
            self.console_call(console, method);
        }
        self.digest()
    }

    /// Takes out what lies in the port, or puts in what is wanted, or what is there to be put in.
    fn visit_port(&mut self, address: LibraryAddress, gate: Gate, number: u16, visit: Visit) -> StatementResult {
        let burden = self.burden(address, visit);
        let stands_out = self.machine.hardware.library(address).and_then(|library| library.stands_open(gate)) == Some(true);
        if !stands_out && burden.is_empty() && self.contents_of_port(address, number).is_empty() {
            return Ok(());
        }
        let opened = self.try_to(PersonAct::Open(address, gate))?;
        let taken = self.empty_port(address, number)?;
        let mut brought = 0;
        if taken == 0 {
            for cartridge in burden {
                brought += u32::from(self.try_to(PersonAct::Insert(cartridge, PutTarget::AnyCell(address, number)))?);
            }
        }
        // With nothing to bring nobody pushes it in: it goes in by itself when its time is over.
        if opened || taken > 0 || brought > 0 {
            self.go(visit.stays, OperatorTask::Leave(address, gate, None));
        }
        Ok(())
    }

    /// Opens the door and does what there is to do behind it.
    fn visit_door(&mut self, address: LibraryAddress, gate: Gate, visit: Visit) -> StatementResult {
        if !self.try_to(PersonAct::Open(address, gate))? {
            return Ok(());
        }
        let running = |operation| self.is_running(address, operation);
        if running(Operation::EjectCleaner) && !visit.wrong_slot {
            let cleaner = self.reserved_slot(address).and_then(|slot| self.machine.hardware.content(address, slot));
            if let Some(cleaner) = cleaner {
                self.try_to(PersonAct::Take(cleaner))?;
            }
        } else if let Some(cartridge) = self.burden(address, visit).first().copied() {
            let slot = if visit.wrong_slot { self.some_slot(address, visit.choice) } else { self.free_slot(cartridge, address) };
            if let Some(slot) = slot {
                self.try_to(PersonAct::Insert(cartridge, PutTarget::Spot(Spot::In(address, slot))))?;
            }
        } else if visit.wrong_slot {
            let from = self.some_slot(address, visit.choice).and_then(|slot| self.machine.hardware.content(address, slot));
            let to = self.some_slot(address, visit.choice / 7);
            if let (Some(cartridge), Some(to)) = (from, to) {
                self.try_to(PersonAct::Move(cartridge, PutTarget::Spot(Spot::In(address, to))))?;
            }
        }
        let magazines = self.machine.hardware.library(address).map_or(0, |library| library.magazines.len() as u64);
        let magazine = (visit.pulls_magazine && magazines > 0).then(|| 1 + (visit.choice % magazines) as u16);
        if let Some(number) = magazine {
            self.try_to(PersonAct::Remove(address, number))?;
        }
        self.go(visit.stays, OperatorTask::Leave(address, gate, magazine));
        Ok(())
    }

    /// The cartridges the operator brings along: those that people were asked for, or else whatever stands on the shelf.
    fn burden(&self, address: LibraryAddress, visit: Visit) -> Vec<CartridgeId> {
        let data = self.on_the_shelf(|kind| kind == CartridgePurpose::Data);
        let cleaners = self.on_the_shelf(|kind| kind != CartridgePurpose::Data);
        if visit.cleaner || (self.is_running(address, Operation::InjectCleaner) && !visit.wrong_cartridge) {
            return cleaners;
        }
        let wanted = self.machine.records().operator_requests.values().filter(|request| {
            is_open(request.state) && request.second.is_some_and(|library| self.address_of(library.object) == Some(address))
        });
        let wanted: Vec<CartridgeId> = wanted.filter_map(|request| self.cartridge_of(request.first?.object)).collect();
        let fits = |cartridge: &&CartridgeId| wanted.is_empty() || wanted.contains(cartridge) != visit.wrong_cartridge;
        let mut burden: Vec<CartridgeId> = data.iter().filter(fits).copied().collect();
        let first = usize::try_from(visit.choice).unwrap_or(0) % burden.len().max(1);
        burden.rotate_left(first);
        burden
    }

    /// Puts a cartridge into a stand-alone drive, in place of the one that is in it.
    fn feed(&mut self, address: LibraryAddress, cartridge: CartridgeId) -> StatementResult {
        if let Some(other) = self.machine.hardware.content(address, Element::Drive(1)) {
            self.try_to(PersonAct::Take(other))?;
        }
        self.try_to(PersonAct::Insert(cartridge, PutTarget::Spot(Spot::In(address, Element::Drive(1))))).map(drop)
    }

    fn on_the_shelf(&self, fits: impl Fn(CartridgePurpose) -> bool) -> Vec<CartridgeId> {
        let hardware = &self.machine.hardware;
        let cartridges = hardware.cartridges().filter(|(_, cartridge)| fits(cartridge.kind));
        cartridges.map(|(id, _)| id).filter(|id| hardware.spot_of(*id) == Some(Spot::Shelf)).collect()
    }

    /// Where people are asked to bring something.
    fn library_to_bring_to(&self, request: &OperatorRequest) -> Option<LibraryAddress> {
        request.second.or(request.first).and_then(|library| self.address_of(library.object))
    }

    /// Whether people can do what they are asked: they cannot bring what they cannot lay hands on.
    fn can_do(&self, request: &OperatorRequest) -> bool {
        match request.kind {
            OperatorRequestKind::Cleaner => self.can_bring_a_cleaner(request),
            OperatorRequestKind::MoveMedia => self.can_bring_a_medium(request),
            OperatorRequestKind::Unknown
            | OperatorRequestKind::NewMedia
            | OperatorRequestKind::DeviceService
            | OperatorRequestKind::Message => true,
        }
    }

    /// Whether people can lay hands on the medium they are asked for, or it is where they should bring it already, and there is a
    /// way to bring it there.
    fn can_bring_a_medium(&self, request: &OperatorRequest) -> bool {
        let hardware = &self.machine.hardware;
        let Some(address) = self.library_to_bring_to(request) else { return false };
        let wanted = request.first.and_then(|medium| self.cartridge_of(medium.object));
        let is_at_hand = match wanted.and_then(|cartridge| hardware.spot_of(cartridge)) {
            Some(Spot::Shelf | Spot::In(_, Element::Port(..))) => true,
            Some(Spot::In(there, _) | Spot::Floor(there)) => there == address,
            None => false,
        };
        is_at_hand && self.way_into(address).is_some()
    }

    /// Whether people can lay hands on a cleaner, on the shelf or in a port, and there is a place for it: no other is in its slot
    /// but one that can clean.
    fn can_bring_a_cleaner(&self, request: &OperatorRequest) -> bool {
        let hardware = &self.machine.hardware;
        let Some(address) = self.library_to_bring_to(request) else { return false };
        let has_place = match self.way_into(address) {
            Some(EntryPath::Drive) => true,
            Some(EntryPath::Gate(_)) => self.reserved_slot(address).is_some_and(|slot| {
                let there = hardware.content(address, slot).and_then(|id| hardware.cartridge(id));
                there.is_none_or(|there| matches!(there.kind, CartridgePurpose::Cleaner { cleans_left: 1.. }))
            }),
            None => false,
        };
        let is_at_hand = |id| matches!(hardware.spot_of(id), Some(Spot::Shelf | Spot::In(_, Element::Port(..))));
        has_place && hardware.cartridges().any(|(id, cartridge)| cartridge.kind != CartridgePurpose::Data && is_at_hand(id))
    }

    fn is_running(&self, address: LibraryAddress, operation: Operation) -> bool {
        let records = self.machine.records();
        let here =
            |request: &&LibraryRequest| records.libraries.get(request.library).is_some_and(|library| library.address == Some(address));
        records.requests.values().filter(here).any(|request| request.operation == operation && request.state == RequestState::InProcess)
    }

    /// Any slot, by a number that was drawn.
    fn some_slot(&self, address: LibraryAddress, choice: u64) -> Option<Element> {
        let slots = self.machine.hardware.library(address)?.slots.len() as u64;
        u16::try_from(choice.checked_rem(slots)? + 1).ok().map(Element::Slot)
    }

    /// What somebody finds broken who looks after the device of a request. Of a changer, or a library that has none, it is whatever
    /// is broken in the library but its drives: a port that is stuck, or a reader that reads nothing, has no record of its own.
    fn broken(&self, request: &OperatorRequest) -> BTreeSet<FaultSite> {
        let Some((address, wanted)) = self.device_of(request) else { return BTreeSet::new() };
        let number = |part: &FaultSite| if let FaultSite::Drive(_, number) = part { Some(*number) } else { None };
        let mut parts = self.machine.faulty_parts();
        parts.retain(|part| part.library() == Some(address) && number(part) == wanted);
        parts
    }

    /// The library that a request is about, and the drive in it; no drive if it is about the changer or the library as a whole.
    fn device_of(&self, request: &OperatorRequest) -> Option<(LibraryAddress, Option<u16>)> {
        let records = self.machine.records();
        let device = request.first?.object;
        let drive = records.drives.values().find(|drive| drive.guid == device);
        let changer = records.changers.values().find(|changer| changer.guid == device);
        let library = drive.map(|drive| drive.library).or(changer.map(|changer| changer.library));
        let record = library.and_then(|library| records.libraries.get(library));
        let record = record.or_else(|| records.libraries.values().find(|library| library.guid == device));
        Some((record?.address?, drive.map(|drive| drive.number)))
    }

    /// The session of the console, if it is open; if not, one is asked for, and the operator comes too early.
    fn console_at_hand(&mut self) -> Option<SessionHandle> {
        self.open_console();
        let call = self.console?;
        if self.machine.calls.reply_to(call).is_some_and(|reply| reply.result.is_err()) {
            self.console = None;
        }
        self.machine.calls.session_of(call)
    }
}
