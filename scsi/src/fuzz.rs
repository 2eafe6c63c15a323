//! Fuzzing the target: whatever initiators send, every command has one answer, and no cartridge is lost over it.
//!
//! A move is twenty bytes, whatever they are, so that a byte that is changed leaves the other moves alone.

use rsmlab_engine::port::hardware::{Element, Gate, LibraryAddress, Reach};
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_sim::fault::{Fault, FaultKind, FaultSite};
use rsmlab_sim::hardware::make::{Addresses, ElementType};
use rsmlab_sim::hardware::{CartridgeId, CartridgePurpose, CartridgeSpec, DoorSpec, Hardware, LibrarySpec, MagazineSpec, Opens, PortSpec};
use rsmlab_sim::hardware::{Recording, Spot, Sticker, Stops};
use rsmlab_sim::operator::{PersonAct, PutTarget as Into};

use crate::answer::Status;
use crate::nexus::{Nexus, Tag};
use crate::rig::Rig;
use crate::target::{CommandProgress, ResetScope};

/// How many bytes a move has.
pub const MOVE: usize = 20;
/// The most moves of a run.
const MOST: usize = 200;
/// The most events after the last move. A library that is left alone comes to rest long before.
const MOST_EVENTS: usize = 10_000;

const L1: LibraryAddress = LibraryAddress(0);
/// The cartridge on the shelf.
const NEW: CartridgeId = CartridgeId(3);
const LTO: u32 = 0x55;

/// What people do beside it.
const ACTS: [PersonAct; 12] = [
    PersonAct::Open(L1, Gate::Port(1)),
    PersonAct::Close(L1, Gate::Port(1)),
    PersonAct::Open(L1, Gate::Door(1)),
    PersonAct::Close(L1, Gate::Door(1)),
    PersonAct::Remove(L1, 1),
    PersonAct::Return(L1, 1),
    PersonAct::RemoveDrive(L1, 1),
    PersonAct::ReturnDrive(L1, 1),
    PersonAct::TakeOffline(L1),
    PersonAct::TakeOnline(L1),
    PersonAct::Insert(NEW, Into::AnyCell(L1, 1)),
    PersonAct::Take(NEW),
];

/// What goes wrong meanwhile.
const FAULTS: [(FaultSite, FaultKind); 8] = [
    (FaultSite::Library(L1), FaultKind::Reset),
    (FaultSite::Library(L1), FaultKind::PowerOff),
    (FaultSite::Library(L1), FaultKind::Disconnected),
    (FaultSite::Library(L1), FaultKind::Babble),
    (FaultSite::Transport(L1, 1), FaultKind::Jam),
    (FaultSite::Transport(L1, 1), FaultKind::JamHolding),
    (FaultSite::Transport(L1, 1), FaultKind::Drop),
    (FaultSite::Drive(L1, 1), FaultKind::Stuck),
];

/// Does what the bytes come to, and sees that everything is answered and nothing is lost.
///
/// # Panics
/// If something is not as it has to be.
pub fn check(bytes: &[u8]) {
    let mut run = FuzzRun { rig: rig(), open: Vec::new(), answered: Vec::new() };
    (0..3).map(Nexus).for_each(|nexus| run.rig.join(nexus));
    // The inputs that are kept have their moves behind a first byte, which stands for nothing.
    for bytes in bytes.get(1..).unwrap_or_default().as_chunks::<MOVE>().0.iter().take(MOST) {
        run.make(bytes);
        assert!(run.rig.hardware.count_again(), "the library has counted its cartridges right");
    }
    run.settle();
}

struct FuzzRun {
    rig: Rig,
    /// Commands that were pending.
    open: Vec<Tag>,
    /// Those of them that have been answered.
    answered: Vec<Tag>,
}

impl FuzzRun {
    /// Makes a move: who and what stands in the first byte, lengths in the second, a time in the two that follow, and then sixteen bytes
    /// for a command descriptor block.
    fn make(&mut self, bytes: &[u8; MOVE]) {
        let [head, lengths, high, low, block @ ..] = bytes;
        let nexus = Nexus(u32::from(head & 0x03).min(2));
        let which = usize::from(u16::from_be_bytes([*high, *low]));
        match head >> 5 {
            0..=4 => self.send(nexus, unit(head >> 2 & 0x07), block, *lengths),
            5 => self.pass(Instant(self.rig.now().0.saturating_add(u64::from(*high) << 8 | u64::from(*low)))),
            6 => self.interfere(which),
            _ => self.disturb(nexus, head >> 2 & 0x07, which),
        }
    }

    fn send(&mut self, nexus: Nexus, lun: u64, block: &[u8], lengths: u8) {
        let cdb = block.get(..usize::from(lengths & 0x1F).min(block.len())).unwrap_or_default();
        let sent = [0, 4, 8, 12, 24, 64, 512, 4096].get(usize::from(lengths >> 5)).copied().unwrap_or(0);
        let data: Vec<u8> = block.iter().copied().cycle().take(sent).collect();
        match self.rig.execute(nexus, lun, cdb, &data, self.rig.now()) {
            CommandProgress::Pending(tag) => self.open.push(tag),
            CommandProgress::Done(answer) => {
                assert_eq!(
                    answer.status == Status::CheckCondition,
                    answer.sense.is_some(),
                    "a sense comes with CHECK CONDITION: {cdb:02X?}"
                );
            }
        }
    }

    fn pass(&mut self, until: Instant) {
        self.answered.extend(self.rig.advance(until).into_iter().map(|(tag, _)| tag));
    }

    /// A person does something, or something breaks for a while. What cannot be done or armed changes nothing.
    fn interfere(&mut self, which: usize) {
        if let Some(act) = ACTS.get(which % (ACTS.len() + FAULTS.len())) {
            let _impossible = self.rig.act(*act);
        } else if let Some((part, kind)) = FAULTS.get(which % FAULTS.len()) {
            let _unarmable = self.rig.arm(Fault { lasts: Some(Millis(10_000)), ..Fault::new(*part, *kind) });
        }
    }

    /// An initiator goes and comes again, aborts a command, or resets units.
    fn disturb(&mut self, nexus: Nexus, how: u8, which: usize) {
        match how {
            0 | 1 => {
                self.rig.leave(nexus);
                self.rig.join(nexus);
            }
            2 | 3 => {
                let place = which.checked_rem(self.open.len());
                if let Some(tag) = place.and_then(|place| self.open.get(place)) {
                    self.rig.abort(*tag);
                }
            }
            4 => self.rig.reset(ResetScope::Target),
            unit => self.rig.reset(ResetScope::LogicalUnit(u64::from(unit - 5))),
        }
    }

    /// Lets everything happen that will, and sees what has come of it.
    fn settle(mut self) {
        let mut events = 0;
        while let Some(next) = self.rig.next_time() {
            self.pass(next);
            events += 1;
            assert!(events < MOST_EVENTS, "a library that is left alone comes to rest");
        }
        self.pass(self.rig.now());
        self.open.sort_unstable();
        self.answered.sort_unstable();
        assert_eq!(self.open, self.answered, "every command that was pending is answered once");
        if let Err(astray) = self.rig.hardware.conservation() {
            panic!("a cartridge is in one place: {astray:?}");
        }
    }
}

/// The changer, the drives, and units that are not there.
const fn unit(which: u8) -> u64 {
    match which {
        0 | 1 => 0,
        2 | 3 => 1,
        4 | 5 => 2,
        6 => 3,
        _ => u64::MAX,
    }
}

/// A library with a port, a door, a magazine, two drives and five slots; two tapes and a cleaner in it, a tape on the shelf.
fn rig() -> Rig {
    let mut library = LibrarySpec::new("L1", 5, 2, LTO);
    library.ports = vec![PortSpec { cells: 2, opens: Opens::Motor, lockable: true, locked: false, stops_motion: false }];
    library.doors = vec![DoorSpec { lockable: true, locked: false, reach: Reach::Everything, stops: Stops::Everything }];
    library.magazines = vec![MagazineSpec { first: 1, last: 3, port: None, present: true }];
    library.make.addresses = Addresses::NONE;
    // Small numbers, so that bytes hit them.
    for (kind, first) in [(ElementType::Transport, 1), (ElementType::Port, 2), (ElementType::Drive, 4), (ElementType::Slot, 6)] {
        library.make.addresses.set(kind, first);
    }
    library.make.exchanges.allow(ElementType::Slot, ElementType::Drive);
    let slot = |number| Spot::In(L1, Element::Slot(number));
    let cartridges = [
        ("A00001L5", CartridgePurpose::Data, slot(1)),
        ("A00002L5", CartridgePurpose::Data, slot(2)),
        ("CLN001L5", CartridgePurpose::Cleaner { cleans_left: 5 }, slot(5)),
        ("NEW001L5", CartridgePurpose::Data, Spot::Shelf),
    ];
    let cartridges = cartridges.map(|(name, kind, at)| CartridgeSpec {
        name: name.into(),
        kind,
        media_type: LTO,
        sticker: Sticker::Text(name.into()),
        sides: vec![Recording::Unreadable],
        at,
    });
    let hardware = Hardware::new(vec![library], cartridges.into()).expect("the library can be built");
    Rig::new(hardware, L1).expect("the library is there")
}
