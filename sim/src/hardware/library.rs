//! A library: its parts, and what is where in it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Element, ElementStatus, Failure, Gate, LibraryAddress, SideNumber};

use super::cartridge::CartridgeId;
use super::census::Touched;
use super::changer::{Job, JobId};
use super::door::Door;
use super::drive::Drive;
use super::magazine::Magazine;
use super::make::Make;
use super::port::Port;
use super::slot::Slot;
use super::spec::{DoorSpec, LibrarySpec, SpecError, Wear};
use super::transport::Transport;
use crate::queue::Ticket;
use crate::timing::Timing;

/// A library as it really is.
#[derive(Clone, Debug)]
pub struct Library {
    /// Where it is attached.
    pub address: LibraryAddress,
    /// What people call it.
    pub name: Arc<str>,
    /// Its transports; none make it a stand-alone drive.
    pub transports: Vec<Transport>,
    /// Its slots.
    pub slots: Vec<Slot>,
    /// Its drives.
    pub drives: Vec<Drive>,
    /// Its IE ports.
    pub ports: Vec<Port>,
    /// Its doors.
    pub doors: Vec<Door>,
    /// Its magazines.
    pub magazines: Vec<Magazine>,
    /// Whether it can read bar codes.
    pub bar_code_reader: bool,
    /// Code of the media type its drives take, but for those that take another.
    pub media_type: u32,
    /// Sides of such a medium.
    pub sides: SideNumber,
    /// Whether the computer sees it.
    pub connected: bool,
    /// Whether it takes commands: it has been on for long enough.
    pub ready: bool,
    /// Whether it has gone offline by itself.
    pub offline: bool,
    /// Whether a person has taken it offline at its front panel.
    pub taken_offline: bool,
    /// Whether its keypad is locked; nothing, if it has none that can be.
    pub keypad_locked: Option<bool>,
    /// What it answers from memory to a command to look at its elements, while it does not look.
    pub(super) memory: Option<BTreeMap<Element, ElementStatus>>,
    /// Whether its drives draw in what is put into them, unless the software that manages it has put it there.
    pub(super) draws_in: bool,
    /// The cartridges whose bar codes its reader could not read when it came to them last.
    pub(super) unread: BTreeSet<CartridgeId>,
    /// What was dropped and lies on its floor.
    pub floor: BTreeSet<CartridgeId>,
    /// The slot from which its transports last took each cartridge.
    pub(crate) origins: BTreeMap<CartridgeId, u16>,
    /// Magazines that have been taken out or put in since the library was last given a command.
    pub(super) magazines_changed: BTreeSet<u16>,
    /// When its drives want to be cleaned.
    pub wear: Option<Wear>,
    /// How long things take in it.
    pub timing: Timing,
    /// What its builder fixed.
    pub make: Make,
    pub(super) jobs: BTreeMap<JobId, Job>,
    /// Moves for which no transport has been free yet.
    pub(super) waiting_moves: VecDeque<JobId>,
    pub(super) job_count: u64,
    /// When it will be ready.
    pub(super) ready_at: Option<Ticket>,
    /// The elements whose inside was in reach since the last [count](super::Hardware::count_again).
    pub(super) touched: Vec<Touched>,
}

/// The part with this number, counted from 1.
pub(crate) fn numbered<T>(parts: &[T], number: u16) -> Option<&T> {
    parts.get(usize::from(number).checked_sub(1)?)
}

/// The part with this number, counted from 1, to be changed.
pub(crate) fn numbered_mut<T>(parts: &mut [T], number: u16) -> Option<&mut T> {
    parts.get_mut(usize::from(number).checked_sub(1)?)
}

impl Library {
    /// Builds a library that holds no cartridge yet.
    ///
    /// # Errors
    /// [`SpecError::MagazineMisplaced`].
    pub fn new(address: LibraryAddress, spec: LibrarySpec) -> Result<Self, SpecError> {
        let mut slots = vec![Slot { content: None, magazine: None, missing: None }; usize::from(spec.slots)];
        for (number, magazine) in (1..).zip(&spec.magazines) {
            let row = usize::from(magazine.first).wrapping_sub(1)..usize::from(magazine.last);
            match slots.get_mut(row) {
                Some(row) if !row.is_empty() && row.iter().all(|slot| slot.magazine.is_none()) => {
                    row.iter_mut().for_each(|slot| slot.magazine = Some(number));
                }
                Some(_) | None => {
                    let (first, last) = (magazine.first, magazine.last);
                    return Err(SpecError::MagazineMisplaced { library: spec.name, number, first, last, slots: spec.slots });
                }
            }
        }
        let drive = |number| Drive { media_type: spec.type_of_drive(number), ..Drive::default() };
        let drives = (1..=spec.drives).map(drive).collect();
        Ok(Self {
            address,
            name: spec.name,
            transports: vec![Transport::default(); usize::from(spec.transports)],
            slots,
            drives,
            ports: (1..)
                .zip(&spec.ports)
                .map(|(number, port)| Port {
                    cells: vec![None; usize::from(port.cells)],
                    brought: vec![false; usize::from(port.cells)],
                    opens: port.opens,
                    lockable: port.lockable,
                    locked: port.lockable && port.locked,
                    held: false,
                    extended: false,
                    stops_motion: port.stops_motion,
                    magazine: (1..).zip(&spec.magazines).find(|(_, magazine)| magazine.port == Some(number)).map(|(number, _)| number),
                })
                .collect(),
            doors: spec
                .doors
                .iter()
                .map(|door| {
                    let &DoorSpec { lockable, locked, reach, stops } = door;
                    Door { lockable, locked: lockable && locked, held: false, open: false, reach, stops }
                })
                .collect(),
            magazines: spec.magazines.iter().map(|magazine| Magazine { present: magazine.present, missing: None }).collect(),
            bar_code_reader: spec.bar_code_reader,
            media_type: spec.media_type,
            sides: spec.sides,
            connected: spec.connected,
            ready: true,
            offline: false,
            taken_offline: false,
            keypad_locked: spec.keypad.then_some(false),
            memory: None,
            draws_in: spec.draws_in,
            unread: BTreeSet::new(),
            floor: BTreeSet::new(),
            origins: BTreeMap::new(),
            magazines_changed: BTreeSet::new(),
            wear: spec.wear,
            timing: spec.timing,
            make: spec.make,
            jobs: BTreeMap::new(),
            waiting_moves: VecDeque::new(),
            job_count: 0,
            ready_at: None,
            touched: Vec::new(),
        })
    }

    /// What is in an element; `None` if there is no such element.
    #[must_use]
    pub fn content(&self, element: Element) -> Option<Option<CartridgeId>> {
        match element {
            Element::Transport(number) => numbered(&self.transports, number).map(|transport| transport.holds),
            Element::Slot(number) => numbered(&self.slots, number).map(|slot| slot.content),
            Element::Port(number, cell) => numbered(&self.ports, number).and_then(|port| numbered(&port.cells, cell)).copied(),
            Element::Drive(number) => numbered(&self.drives, number).map(|drive| drive.content),
        }
    }

    /// The inside of an element, to put something in or take it out; `None` if there is no such element. There is no other way in.
    pub(crate) fn content_mut(&mut self, element: Element) -> Option<&mut Option<CartridgeId>> {
        let held = self.content(element)?;
        self.touched.push(Touched { element, held });
        match element {
            Element::Transport(number) => numbered_mut(&mut self.transports, number).map(|transport| &mut transport.holds),
            Element::Slot(number) => numbered_mut(&mut self.slots, number).map(|slot| &mut slot.content),
            Element::Port(number, cell) => numbered_mut(&mut self.ports, number).and_then(|port| numbered_mut(&mut port.cells, cell)),
            Element::Drive(number) => numbered_mut(&mut self.drives, number).map(|drive| &mut drive.content),
        }
    }

    /// Every element of the library: transports, slots, ports, drives.
    pub fn elements(&self) -> impl Iterator<Item = Element> + '_ {
        let transports = (1..).zip(&self.transports).map(|(number, _)| Element::Transport(number));
        let slots = (1..).zip(&self.slots).map(|(number, _)| Element::Slot(number));
        let cells =
            (1..).zip(&self.ports).flat_map(|(number, port)| (1..).zip(&port.cells).map(move |(cell, _)| Element::Port(number, cell)));
        let drives = (1..).zip(&self.drives).map(|(number, _)| Element::Drive(number));
        transports.chain(slots).chain(cells).chain(drives)
    }

    /// What keeps a transport from reaching an element.
    pub(super) fn obstacle(&self, element: Element) -> Option<Failure> {
        match element {
            Element::Slot(number) if numbered(&self.slots, number)?.missing.is_some() => Some(Failure::SlotNotInstalled),
            Element::Slot(number) => self.magazine_of(number)?.obstacle(),
            Element::Port(number, _) if numbered(&self.ports, number)?.extended => Some(Failure::PortExtended),
            Element::Port(number, _) => self.magazine_around(number)?.obstacle(),
            Element::Drive(number) => (!numbered(&self.drives, number)?.is_there()).then_some(Failure::DriveNotInstalled),
            Element::Transport(_) => None,
        }
    }

    /// Whether a transport can reach an element: it is installed, its magazine is in, its port is retracted.
    #[must_use]
    pub fn is_reachable(&self, element: Element) -> bool {
        self.obstacle(element).is_none()
    }

    /// Whether it shows that a transport has access to an element: it is reachable, and a drive lets go of what is in it.
    #[must_use]
    pub fn gives_access(&self, element: Element) -> bool {
        let lets_go = match element {
            Element::Drive(number) => numbered(&self.drives, number).is_none_or(Drive::lets_go),
            Element::Transport(_) | Element::Slot(_) | Element::Port(..) => true,
        };
        lets_go && self.is_reachable(element)
    }

    /// The magazine a slot is in, if it is in one.
    #[must_use]
    pub fn magazine_of(&self, slot: u16) -> Option<&Magazine> {
        numbered(&self.magazines, numbered(&self.slots, slot)?.magazine?)
    }

    /// The magazine that a port is a part of, if it is one of one.
    #[must_use]
    pub fn magazine_around(&self, port: u16) -> Option<&Magazine> {
        numbered(&self.magazines, numbered(&self.ports, port)?.magazine?)
    }

    /// What keeps everything that moves away from these elements: an open door, or a port that must not stand out meanwhile.
    #[must_use]
    pub fn standstill(&self, elements: &[Element]) -> Option<Failure> {
        if self.doors.iter().any(|door| door.bars(elements)) {
            return Some(Failure::DoorOpen);
        }
        self.ports.iter().any(Port::stands_in_the_way).then_some(Failure::PortExtended)
    }

    /// Whether any door stands open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.doors.iter().any(|door| door.open)
    }

    /// Whether a hand gets at an element through a door that stands open.
    #[must_use]
    pub fn is_open_to(&self, element: Element) -> bool {
        self.doors.iter().any(|door| door.open && door.reach.holds(element))
    }

    /// What a transport or a drive is at work on: a command, or something of its own. Nothing if it rests.
    #[must_use]
    pub fn work_at(&self, element: Element) -> Option<Option<CommandId>> {
        let job = match element {
            Element::Transport(number) => numbered(&self.transports, number)?.at_work,
            Element::Drive(number) => numbered(&self.drives, number)?.at_work,
            Element::Slot(_) | Element::Port(..) => None,
        };
        job.map(|job| self.command_of(job))
    }

    /// The element that a transport has visited last; none before its first move.
    #[must_use]
    pub fn visited(&self, transport: u16) -> Option<Element> {
        numbered(&self.transports, transport)?.visited
    }

    /// Whether any transport is on its way.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.transports.iter().any(Transport::is_at_work)
    }

    /// Whether it takes no commands because it is offline, by a fault or by the hand of a person.
    #[must_use]
    pub const fn is_offline(&self) -> bool {
        self.offline || self.taken_offline
    }

    /// Whether it is a stand-alone drive, which people feed.
    #[must_use]
    pub fn is_standalone(&self) -> bool {
        self.transports.is_empty()
    }

    /// Whether people are kept from opening a gate; `None` if there is no such gate.
    #[must_use]
    pub fn is_locked(&self, gate: Gate) -> Option<bool> {
        match gate {
            Gate::Port(number) => numbered(&self.ports, number).map(Port::is_locked),
            Gate::Door(number) => numbered(&self.doors, number).map(Door::is_locked),
            Gate::Keypad => self.keypad_locked,
        }
    }

    /// Whether the software that manages the library keeps people from opening a gate.
    #[must_use]
    pub fn is_locked_by_software(&self, gate: Gate) -> bool {
        match gate {
            Gate::Port(number) => numbered(&self.ports, number).is_some_and(|port| port.locked),
            Gate::Door(number) => numbered(&self.doors, number).is_some_and(|door| door.locked),
            Gate::Keypad => self.keypad_locked == Some(true),
        }
    }

    /// Whether hosts beside that software keep people from opening a gate.
    #[must_use]
    pub fn is_locked_by_hosts(&self, gate: Gate) -> bool {
        match gate {
            Gate::Port(number) => numbered(&self.ports, number).is_some_and(|port| port.held),
            Gate::Door(number) => numbered(&self.doors, number).is_some_and(|door| door.held),
            Gate::Keypad => false,
        }
    }

    /// Whether a gate has a lock that software works.
    #[must_use]
    pub fn has_lock(&self, gate: Gate) -> bool {
        match gate {
            Gate::Port(number) => numbered(&self.ports, number).is_some_and(|port| port.lockable),
            Gate::Door(number) => numbered(&self.doors, number).is_some_and(|door| door.lockable),
            Gate::Keypad => self.keypad_locked.is_some(),
        }
    }

    /// Whether a gate stands open towards people: a door open, a port extended; `None` if there is no such gate.
    #[must_use]
    pub fn stands_open(&self, gate: Gate) -> Option<bool> {
        match gate {
            Gate::Port(number) => numbered(&self.ports, number).map(|port| port.extended),
            Gate::Door(number) => numbered(&self.doors, number).map(|door| door.open),
            Gate::Keypad => None,
        }
    }
}
