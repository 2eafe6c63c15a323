//! A library in front of which a test stands, and the words in which it says what it saw.

use rsmlab_engine::port::hardware::{Element, LibraryAddress, Reach};
use rsmlab_engine::time::Instant;
use rsmlab_scsi::answer::{ScsiAnswer, Status};
use rsmlab_scsi::nexus::{Nexus, Tag};
use rsmlab_scsi::rig::Rig;
use rsmlab_scsi::target::CommandProgress;
use rsmlab_sim::hardware::make::{Addresses, ElementType};
use rsmlab_sim::hardware::{
    CartridgeId, CartridgePurpose, CartridgeSpec, DoorSpec, Hardware, LibrarySpec, MagazineSpec, Opens, PortSpec, Recording, Spot, Sticker,
    Stops,
};

pub const L1: LibraryAddress = LibraryAddress(0);
pub const ANN: Nexus = Nexus(1);
pub const BOB: Nexus = Nexus(2);
/// A cartridge on the shelf.
pub const NEW: CartridgeId = CartridgeId(3);
const LTO: u32 = 0x55;

/// A library with a transport (1), a port of two cells (10), two drives (500) and five slots (1000), three of them in a magazine.
pub fn library() -> LibrarySpec {
    let mut library = LibrarySpec::new("L1", 5, 2, LTO);
    library.ports = vec![PortSpec { cells: 2, opens: Opens::Motor, lockable: true, locked: false, stops_motion: false }];
    library.doors = vec![DoorSpec { lockable: true, locked: false, reach: Reach::Everything, stops: Stops::Everything }];
    library.magazines = vec![MagazineSpec { first: 1, last: 3, port: None, present: true }];
    let mut addresses = Addresses::NONE;
    let firsts = [(ElementType::Transport, 1), (ElementType::Port, 10), (ElementType::Drive, 500), (ElementType::Slot, 1000)];
    firsts.into_iter().for_each(|(kind, first)| addresses.set(kind, first));
    library.make.addresses = addresses;
    library.make.exchanges.allow(ElementType::Slot, ElementType::Drive);
    library
}

/// Three cartridges in slots 1, 2 and 5, the last of them a cleaner, and one on the shelf.
pub fn cartridges() -> Vec<CartridgeSpec> {
    let slot = |number| Spot::In(L1, Element::Slot(number));
    let cleaner = CartridgePurpose::Cleaner { cleans_left: 5 };
    [
        ("A00001L5", CartridgePurpose::Data, slot(1)),
        ("A00002L5", CartridgePurpose::Data, slot(2)),
        ("CLN001L5", cleaner, slot(5)),
        ("NEW001L5", CartridgePurpose::Data, Spot::Shelf),
    ]
    .into_iter()
    .map(|(name, kind, at)| CartridgeSpec {
        name: name.into(),
        kind,
        media_type: LTO,
        sticker: Sticker::Text(name.into()),
        sides: vec![Recording::Unreadable],
        at,
    })
    .collect()
}

/// A rig that no nexus has joined.
pub fn rig_of(library: LibrarySpec) -> Rig {
    let hardware = Hardware::new(vec![library], cartridges()).expect("it can be built");
    Rig::new(hardware, L1).expect("there is a library")
}

/// A rig in which two have joined and have heard of the power-on.
pub fn rig() -> Rig {
    let mut rig = rig_of(library());
    for nexus in [ANN, BOB] {
        rig.join(nexus);
        for lun in 0..=2 {
            assert_eq!(ask(&mut rig, nexus, lun, "00"), "6/29/00");
        }
    }
    rig
}

/// Bytes from hexadecimal digits.
pub fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.chars().filter(|digit| !digit.is_whitespace()).map(|digit| digit.to_digit(16).expect("hex") as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// Hexadecimal digits of bytes, in groups of four bytes.
pub fn hex(bytes: &[u8]) -> String {
    bytes.chunks(4).map(|group| group.iter().map(|byte| format!("{byte:02X}")).collect()).collect::<Vec<String>>().join(" ")
}

/// An answer in words: `GOOD` with its data, a sense with the byte that it is about, or another status.
pub fn words(answer: &ScsiAnswer) -> String {
    match (answer.status, &answer.sense) {
        (Status::Good, None) if answer.data.is_empty() => "GOOD".into(),
        (Status::Good, None) => format!("GOOD {}", hex(&answer.data)),
        (Status::CheckCondition, Some(sense)) => {
            let field = sense.field.map_or_else(String::new, |field| format!(" at {field}"));
            format!("{}{field}", sense.code)
        }
        (status, _) => format!("{status:?}"),
    }
}

/// Sends a block and waits for its answer.
pub fn ask(rig: &mut Rig, nexus: Nexus, lun: u64, cdb: &str) -> String {
    send(rig, nexus, lun, cdb, &[])
}

/// The same with data.
pub fn send(rig: &mut Rig, nexus: Nexus, lun: u64, cdb: &str, data: &[u8]) -> String {
    rig.complete(nexus, lun, &bytes(cdb), data).map_or_else(|| "no answer".into(), |answer| words(&answer))
}

/// Sends a block that has to stay pending.
pub fn begin(rig: &mut Rig, nexus: Nexus, lun: u64, cdb: &str) -> Tag {
    match rig.execute(nexus, lun, &bytes(cdb), &[], rig.now()) {
        CommandProgress::Pending(tag) => tag,
        CommandProgress::Done(answer) => panic!("{cdb} was answered at once: {}", words(&answer)),
    }
}

/// Lets everything happen that will, and says what was answered.
pub fn settle(rig: &mut Rig) -> Vec<(Tag, String)> {
    let mut answers = Vec::new();
    while let Some(next) = rig.next_time() {
        answers.extend(rig.advance(next));
    }
    answers.extend(rig.advance(rig.now()));
    answers.into_iter().map(|(tag, answer)| (tag, words(&answer))).collect()
}

/// Lets so many seconds pass.
pub fn wait(rig: &mut Rig, seconds: u64) -> Vec<(Tag, String)> {
    let until = Instant(rig.now().0 + seconds * 1_000);
    rig.advance(until).into_iter().map(|(tag, answer)| (tag, words(&answer))).collect()
}
