//! The journal: what is physically so in a run, from its beginning, and when it changes.
//!
//! A trace holds messages: to the engine, from it, and from people. The journal holds what no message says: which transport carries a cartridge, and
//! where a cartridge is that everybody believes elsewhere. Only those who show a run to people ask for one; checkers do not.

use std::collections::BTreeMap;
use std::sync::Arc;

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Element, Gate, LibraryAddress};
use rsmlab_engine::time::Instant;

use crate::trace::Sequence;
use rsmlab_language::model::Span;
pub use rsmlab_sim::hardware::drive::DriveState;
use rsmlab_sim::hardware::{CartridgeId, CartridgePurpose, Hardware, Library, Opens, Sticker};

/// What is physically so in a run.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// The libraries as they are built, in the order of their addresses.
    pub libraries: Vec<BuiltLibrary>,
    /// The cartridges, in the order of their numbers.
    pub cartridges: Vec<Shell>,
    /// What is so, in the order in which it became so. What is so from the beginning comes first.
    pub entries: Vec<JournalEntry>,
    /// Where the acts of the scenario stand, each with the number of the record that it wrote first.
    pub acts: Vec<(Sequence, Span)>,
    /// The command that is being carried.
    carried: Option<Sequence>,
    /// What was so of each device when somebody last looked.
    known: BTreeMap<LibraryDevice, Posture>,
}

/// How a library is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltLibrary {
    /// Its name.
    pub name: Arc<str>,
    /// Its transports: the column in which each waits for its first move.
    pub transports: Vec<u16>,
    /// Its slots: the column and the magazine of each.
    pub slots: Vec<(u16, Option<u16>)>,
    /// Its drives: the column of each.
    pub drives: Vec<u16>,
    /// Its IE ports: the column of each, how many cells it has, and whether a person moves it.
    pub ports: Vec<(u16, u16, bool)>,
    /// How many doors it has.
    pub doors: u16,
    /// How many magazines it has.
    pub magazines: u16,
}

/// A cartridge from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shell {
    /// What people call it.
    pub name: Arc<str>,
    /// Whether it cleans drives.
    pub cleaner: bool,
    /// What is stuck on its edge, if that can be read.
    pub bar_code: Option<Arc<str>>,
}

/// Something has become so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// When.
    pub at: Instant,
    /// The record with which it became so: that of the command that began it; otherwise the next that was written, which may have been later.
    pub with: Sequence,
    /// What.
    pub fact: PhysicalFact,
}

/// What is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhysicalFact {
    /// A cartridge, by its number, is in this place: `L1.slot.8`, `the shelf`, `the floor of L1`.
    Place(usize, Arc<str>),
    /// A device is like this.
    Device(LibraryDevice, Posture),
}

/// A part of a library that does something, or has something done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LibraryDevice {
    /// A library as a whole.
    Library(LibraryAddress),
    /// A transport, by number.
    Transport(LibraryAddress, u16),
    /// A drive, by number.
    Drive(LibraryAddress, u16),
    /// A port, a door or the keypad.
    Gate(LibraryAddress, Gate),
    /// A magazine, by number.
    Magazine(LibraryAddress, u16),
}

/// How a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posture {
    /// Of a library: what keeps it from taking commands, if anything does.
    Library(Condition),
    /// Of a transport: what it is at work on, and the element it has visited last.
    Transport(DeviceWork, Option<Element>),
    /// Of a drive: what it is at work on, how far it has come with its cartridge, and whether it is installed.
    Drive(DeviceWork, DriveState, bool),
    /// Of a gate: whether it stands open, and whether it is locked.
    Gate(bool, bool),
    /// Of a magazine: whether it is in.
    Magazine(bool),
}

/// Whether a library takes commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It does.
    Ready,
    /// It has been started a moment ago.
    Starting,
    /// It is offline.
    Offline,
    /// It is not there.
    Disconnected,
}

/// What a transport or a drive is at work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceWork {
    /// It rests.
    Rest,
    /// On a command.
    Command(CommandId),
    /// On something that nobody listens to any more, or that somebody at the front panel wants.
    Own,
}

impl Journal {
    /// The journal of a run that begins with this.
    pub(super) fn begin(hardware: &Hardware) -> Self {
        let (libraries, cartridges) = (hardware.libraries().map(built).collect(), hardware.cartridges());
        let shell = |sticker: &Sticker| if let Sticker::Text(text) = sticker { Some(Arc::clone(text)) } else { None };
        let shells = cartridges.map(|(_, cartridge)| Shell {
            name: Arc::clone(&cartridge.name),
            cleaner: matches!(cartridge.kind, CartridgePurpose::Cleaner { .. }),
            bar_code: shell(&cartridge.sticker),
        });
        let mut journal = Self { libraries, cartridges: shells.collect(), ..Self::default() };
        let mut held: Vec<_> = hardware.held().collect();
        held.sort_unstable_by_key(|(_, cartridge)| *cartridge);
        for (spot, cartridge) in held {
            journal.note(Instant::START, Sequence(0), place(cartridge, hardware.name_of(spot)));
        }
        journal.compare(Instant::START, Sequence(0), hardware);
        journal
    }

    /// From here on, what changes comes of the command in this record; with none, of what is written next.
    pub(super) const fn carry(&mut self, command: Option<Sequence>) {
        self.carried = command;
    }

    /// Notes what has changed since the last look. `next` is the number of the record that is written next.
    pub(super) fn look(&mut self, now: Instant, next: Sequence, hardware: &Hardware) {
        let next = self.carried.unwrap_or(next);
        for (cartridge, spot) in hardware.moved() {
            self.note(now, next, place(cartridge, hardware.name_of(spot)));
        }
        self.compare(now, next, hardware);
    }

    fn compare(&mut self, now: Instant, next: Sequence, hardware: &Hardware) {
        for (device, posture) in hardware.libraries().flat_map(postures) {
            if self.known.get(&device) != Some(&posture) {
                self.known.insert(device, posture);
                self.note(now, next, PhysicalFact::Device(device, posture));
            }
        }
    }

    fn note(&mut self, at: Instant, with: Sequence, fact: PhysicalFact) {
        self.entries.push(JournalEntry { at, with, fact });
    }
}

fn place(cartridge: CartridgeId, name: String) -> PhysicalFact {
    PhysicalFact::Place(cartridge.index(), name.into())
}

fn built(library: &Library) -> BuiltLibrary {
    let layout = &library.make.layout;
    let count = library.slots.len() as u16;
    BuiltLibrary {
        name: Arc::clone(&library.name),
        transports: (1..).zip(&library.transports).map(|(number, _)| layout.stand(number).column).collect(),
        slots: (1..).zip(&library.slots).map(|(number, slot)| (layout.column_of_slot(number, count), slot.magazine)).collect(),
        drives: (1..).zip(&library.drives).map(|(number, _)| layout.column_of_drive(number)).collect(),
        ports: (1..)
            .zip(&library.ports)
            .map(|(number, port)| (layout.column_of_port(number), port.cells.len() as u16, port.opens == Opens::Hand))
            .collect(),
        doors: library.doors.len() as u16,
        magazines: library.magazines.len() as u16,
    }
}

/// How every device of a library is.
fn postures(library: &Library) -> impl Iterator<Item = (LibraryDevice, Posture)> + '_ {
    let address = library.address;
    let work = move |element| match library.work_at(element) {
        None => DeviceWork::Rest,
        Some(Some(command)) => DeviceWork::Command(command),
        Some(None) => DeviceWork::Own,
    };
    let transports = (1..).zip(&library.transports).map(move |(number, _)| {
        let posture = Posture::Transport(work(Element::Transport(number)), library.visited(number));
        (LibraryDevice::Transport(address, number), posture)
    });
    let drives = (1..).zip(&library.drives).map(move |(number, drive)| {
        let posture = Posture::Drive(work(Element::Drive(number)), drive.state, drive.is_there());
        (LibraryDevice::Drive(address, number), posture)
    });
    let gate = move |gate| {
        let posture = Posture::Gate(library.stands_open(gate).unwrap_or(false), library.is_locked(gate).unwrap_or(false));
        (LibraryDevice::Gate(address, gate), posture)
    };
    let ports = (1..).zip(&library.ports).map(move |(number, _)| gate(Gate::Port(number)));
    let doors = (1..).zip(&library.doors).map(move |(number, _)| gate(Gate::Door(number)));
    let magazines = (1..)
        .zip(&library.magazines)
        .map(move |(number, magazine)| (LibraryDevice::Magazine(address, number), Posture::Magazine(magazine.obstacle().is_none())));
    let whole = (LibraryDevice::Library(address), Posture::Library(condition(library)));
    [whole].into_iter().chain(transports).chain(drives).chain(ports).chain(doors).chain(magazines)
}

const fn condition(library: &Library) -> Condition {
    if !library.connected {
        Condition::Disconnected
    } else if !library.ready {
        Condition::Starting
    } else if library.is_offline() {
        Condition::Offline
    } else {
        Condition::Ready
    }
}
