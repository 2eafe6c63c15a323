//! The hardware keeps its promises whatever people, faults and commands do to it.

use proptest::prelude::*;
use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{
    Access, Action, Command, Completion, Element, Failure, Gate, HardwareEvent, LibraryAddress, Numbers, Outcome, Reach,
};
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_language::personality::{DriveColumn, ElementType, Layout, Matrix};
use rsmlab_sim::fault::{Fault, FaultKind, FaultSite, Faults};
use rsmlab_sim::hardware::status::{MediumKind, flag_names};
use rsmlab_sim::hardware::{
    CartridgeId, CartridgePurpose, CartridgeSpec, DoorSpec, Hardware, LibrarySpec, MagazineSpec, Opens, PortSpec, Recording, Spot, Sticker,
    Stops, Wear,
};
use rsmlab_sim::operator::{PersonAct, PutTarget};
use rsmlab_sim::queue::Queue;
use rsmlab_sim::stage::{Emission, Event, Stage};

const L1: LibraryAddress = LibraryAddress(0);
const LTO: u32 = 0x55;

/// A library in front of which a test stands.
struct Bench {
    hardware: Hardware,
    queue: Queue<Event>,
    faults: Faults,
    said: Vec<Emission>,
    now: Instant,
    commands: u64,
}

impl Bench {
    fn new(hardware: Hardware) -> Self {
        Self { hardware, queue: Queue::new(), faults: Faults::default(), said: Vec::new(), now: Instant::START, commands: 0 }
    }

    fn on<T>(&mut self, act: impl FnOnce(&mut Hardware, &mut Stage<'_>) -> T) -> T {
        let mut stage = Stage { now: self.now, queue: &mut self.queue, faults: &mut self.faults, said: &mut self.said };
        act(&mut self.hardware, &mut stage)
    }

    fn command(&mut self, action: Action) -> CommandId {
        self.commands += 1;
        let id = CommandId(self.commands);
        self.on(|hardware, stage| hardware.command(stage, Command { id, library: L1, action }));
        id
    }

    fn run(&mut self, until: Instant) {
        while self.queue.next_time().is_some_and(|next| next <= until) {
            let Some((at, event)) = self.queue.pop() else { break };
            self.now = at;
            self.on(|hardware, stage| match event {
                Event::Hardware(due) => hardware.due(stage, due),
                Event::FaultEnds => hardware.expire_faults(stage),
                Event::Stored(_) | Event::Script(_) => {}
            });
        }
        self.now = self.now.max(until);
    }

    fn completions(&self) -> Vec<Completion> {
        self.said
            .iter()
            .filter_map(|said| match said {
                Emission::Completion { completion, .. } => Some(completion.clone()),
                Emission::Sense { .. }
                | Emission::Stored { .. }
                | Emission::Crashed { .. }
                | Emission::Struck { .. }
                | Emission::Lifted { .. } => None,
            })
            .collect()
    }

    fn result_of(&self, command: CommandId) -> Option<Result<Outcome, Failure>> {
        self.completions().into_iter().find(|completion| completion.command == command).map(|completion| completion.result)
    }

    fn events(&self) -> Vec<HardwareEvent> {
        self.said
            .iter()
            .filter_map(|said| match said {
                Emission::Sense { sense, .. } => Some(sense.event.clone()),
                Emission::Completion { .. }
                | Emission::Stored { .. }
                | Emission::Crashed { .. }
                | Emission::Struck { .. }
                | Emission::Lifted { .. } => None,
            })
            .collect()
    }
}

fn cartridge(name: &str, kind: CartridgePurpose, at: Spot) -> CartridgeSpec {
    let sides = vec![Recording::Unreadable];
    CartridgeSpec { name: name.into(), kind, media_type: LTO, sticker: Sticker::Text(name.into()), sides, at }
}

fn library(transports: u16) -> Hardware {
    let port = |cells, opens| PortSpec { cells, opens, lockable: true, locked: false, stops_motion: false };
    let ports = vec![port(1, Opens::Motor), port(2, Opens::Hand)];
    let doors = vec![DoorSpec { lockable: true, locked: false, reach: Reach::Everything, stops: Stops::Everything }];
    let magazines = vec![MagazineSpec { first: 3, last: 4, port: None, present: true }];
    built(LibrarySpec { transports, ports, doors, magazines, ..LibrarySpec::new("L1", 4, 2, LTO) })
}

/// The same with a mail slot in its magazine, beside which nothing moves, and a door that stops one drive and two slots.
fn mail_slot(transports: u16) -> Hardware {
    let port = |opens, lockable, stops_motion| PortSpec { cells: 1, opens, lockable, locked: true, stops_motion };
    let ports = vec![port(Opens::Hand, false, true), port(Opens::Motor, true, true)];
    let (slots, drives) = (Numbers { first: 1, last: 2 }, Numbers { first: 1, last: 1 });
    let doors = vec![DoorSpec { lockable: false, locked: false, reach: Reach::Frame { slots, drives }, stops: Stops::Own }];
    let magazines = vec![MagazineSpec { first: 3, last: 4, port: Some(1), present: true }];
    built(LibrarySpec { transports, ports, doors, magazines, keypad: true, ..LibrarySpec::new("L1", 4, 2, LTO) })
}

fn built(spec: LibrarySpec) -> Hardware {
    let slot = |number| Spot::In(L1, Element::Slot(number));
    let cartridges = vec![
        cartridge("T1", CartridgePurpose::Data, slot(1)),
        cartridge("T2", CartridgePurpose::Data, slot(3)),
        cartridge("C1", CartridgePurpose::Cleaner { cleans_left: 1 }, slot(4)),
        cartridge("T3", CartridgePurpose::Data, Spot::Shelf),
    ];
    Hardware::new(vec![spec], cartridges).unwrap()
}

fn carry(from: Element, to: Element) -> Action {
    Action::Move { from, to, side: 1, onward: None }
}

#[test]
fn every_element_is_described_as_a_changer_describes_it() {
    let hardware = library(1);
    let described = hardware.element_status(L1);
    assert_eq!(described.len(), 10, "four slots, two drives, three cells of ports and a transport");
    assert!(described.is_sorted_by_key(|element| element.address));
    let medium = |number| described.iter().find(|element| element.element == Element::Slot(number)).and_then(|element| element.medium);
    assert_eq!([medium(1), medium(2), medium(4)], [Some(MediumKind::Data), None, Some(MediumKind::Cleaning)]);
    let kinds = [MediumKind::Data, MediumKind::Cleaning, MediumKind::WriteOnce];
    assert_eq!(kinds.map(|kind| (kind.code(), kind.word())), [(1, "data"), (2, "cleaner"), (4, "write-once")]);
    assert_eq!([0, 0x09, 0x3f].map(flag_names), ["nothing", "FULL+ACCESS", "FULL+IMPEXP+EXCEPT+ACCESS+EXENAB+INENAB"]);
}

#[test]
fn one_transport_serves_moves_in_order_and_two_serve_them_together() {
    for (transports, ends) in [(1, [3_000, 6_000]), (2, [3_000, 3_000])] {
        let mut bench = Bench::new(library(transports));
        let first = bench.command(carry(Element::Slot(1), Element::Slot(2)));
        let second = bench.command(carry(Element::Slot(3), Element::Drive(1)));
        bench.run(Instant(ends[0] - 1));
        assert_eq!(bench.completions(), []);
        bench.run(Instant(ends[0]));
        assert_eq!(bench.result_of(first), Some(Ok(Outcome::Done)));
        bench.run(Instant(ends[1]));
        assert_eq!(bench.result_of(second), Some(Ok(Outcome::Done)));
        assert_eq!(bench.hardware.content(L1, Element::Drive(1)), Some(CartridgeId(1)));
    }
}

#[test]
fn an_open_door_puts_a_gripped_cartridge_back() {
    let mut bench = Bench::new(library(1));
    let moving = bench.command(carry(Element::Slot(1), Element::Slot(2)));
    bench.run(Instant(2_000));
    assert_eq!(bench.hardware.spot_of(CartridgeId(0)), Some(Spot::In(L1, Element::Transport(1))));
    bench.on(|hardware, stage| hardware.act(stage, PersonAct::Open(L1, Gate::Door(1)))).unwrap();
    assert_eq!(bench.result_of(moving), Some(Err(Failure::DoorOpen)));
    assert_eq!(bench.hardware.spot_of(CartridgeId(0)), Some(Spot::In(L1, Element::Slot(1))));
    let locking = bench.command(Action::SetAccess(Gate::Door(1), Access::Lock));
    bench.run(Instant(9_000));
    assert_eq!(bench.result_of(locking), Some(Err(Failure::DoorOpen)));
    assert_eq!(bench.events(), [HardwareEvent::DoorOpened(1)]);
}

#[test]
fn a_jam_that_holds_leaves_the_cartridge_in_the_grip_and_a_later_move_brings_it_home() {
    let mut bench = Bench::new(library(1));
    let fault = Fault { times: Some(1), ..Fault::new(FaultSite::Transports(L1), FaultKind::JamHolding) };
    bench.on(|hardware, stage| hardware.arm(stage, fault)).unwrap();
    let jammed = bench.command(carry(Element::Slot(1), Element::Slot(2)));
    bench.run(Instant(10_000));
    assert_eq!(bench.result_of(jammed), Some(Err(Failure::TransportJammed)));
    let blocked = bench.command(carry(Element::Slot(3), Element::Slot(2)));
    let rescue = bench.command(carry(Element::Transport(1), Element::Slot(1)));
    bench.run(Instant(20_000));
    assert_eq!(bench.result_of(blocked), Some(Err(Failure::TransportFull)));
    assert_eq!(bench.result_of(rescue), Some(Ok(Outcome::Done)));
    assert_eq!(bench.hardware.spot_of(CartridgeId(0)), Some(Spot::In(L1, Element::Slot(1))));
}

#[test]
fn a_cut_line_fails_commands_but_not_the_robot() {
    let mut bench = Bench::new(library(1));
    let moving = bench.command(carry(Element::Slot(1), Element::Slot(2)));
    let fault = Fault { lasts: Some(Millis(5_000)), ..Fault::new(FaultSite::Library(L1), FaultKind::Disconnected) };
    bench.on(|hardware, stage| hardware.arm(stage, fault)).unwrap();
    bench.run(Instant(5_000));
    assert_eq!(bench.completions(), [Completion { command: moving, result: Err(Failure::NotConnected) }]);
    assert_eq!(bench.hardware.spot_of(CartridgeId(0)), Some(Spot::In(L1, Element::Slot(2))));
    assert_eq!(bench.events(), [HardwareEvent::Detached, HardwareEvent::Attached]);
}

#[test]
fn a_cleaner_cleans_as_often_as_it_can() {
    let mut bench = Bench::new(library(1));
    let carried = bench.command(carry(Element::Slot(4), Element::Drive(2)));
    bench.run(Instant(3_000));
    assert_eq!(bench.result_of(carried), Some(Ok(Outcome::Done)));
    let [clean, again, data] = [2, 2, 1].map(|drive| bench.command(Action::Clean(drive)));
    bench.run(Instant(1_000_000));
    assert_eq!(bench.result_of(clean), Some(Ok(Outcome::Done)));
    assert_eq!(bench.result_of(again), Some(Err(Failure::CleanerExpired)));
    assert_eq!(bench.result_of(data), Some(Err(Failure::SourceEmpty)));
}

#[test]
fn a_drive_that_never_wants_to_be_cleaned_does_not_get_dirty() {
    let dirt_after_a_mount = |wear| {
        let mut bench = Bench::new(built(LibrarySpec { wear, ..LibrarySpec::new("L1", 4, 2, LTO) }));
        bench.command(carry(Element::Slot(1), Element::Drive(1)));
        bench.run(Instant(100_000));
        for duty in [Action::Load(1), Action::Unload(1)] {
            let done = bench.command(duty);
            bench.run(Instant(bench.now.0 + 100_000));
            assert_eq!(bench.result_of(done), Some(Ok(Outcome::Done)));
        }
        bench.hardware.library(L1).unwrap().drives[0].dirt
    };
    let dirt = dirt_after_a_mount(Some(Wear::default()));
    assert!(dirt.mounts == 1 && dirt.time > Millis::ZERO, "{dirt:?}");
    let clean = dirt_after_a_mount(None);
    assert!(clean.mounts == 0 && clean.time == Millis::ZERO && clean.since.is_none(), "{clean:?}");
}

#[test]
fn a_hand_meets_locks_closed_doors_and_full_ports() {
    let mut bench = Bench::new(library(1));
    let insert = PersonAct::Insert(CartridgeId(3), PutTarget::AnyCell(L1, 1));
    let said = |bench: &mut Bench, act| bench.on(|hardware, stage| hardware.act(stage, act)).unwrap_err().to_string();
    assert_eq!(said(&mut bench, insert), "L1.port.1.1 is out of reach: L1.port.1 is not extended");
    bench.command(Action::SetAccess(Gate::Port(1), Access::Extend));
    bench.command(Action::SetAccess(Gate::Door(1), Access::Lock));
    bench.run(Instant(2_000));
    bench.on(|hardware, stage| hardware.act(stage, insert)).unwrap();
    assert_eq!(bench.events(), [HardwareEvent::PortFull(1)]);
    assert_eq!(said(&mut bench, insert), "T3 cannot be inserted: it is in L1.port.1.1, not on the shelf; move it, or take it first");
    assert_eq!(
        said(&mut bench, PersonAct::Open(L1, Gate::Door(1))),
        "L1.door.1 cannot be opened: it is locked; a call must unlock it first"
    );
    assert_eq!(said(&mut bench, PersonAct::Take(CartridgeId(0))), "L1.slot.1 is out of reach: open a door of L1 first");
    let carried = bench.command(carry(Element::Port(1, 1), Element::Slot(2)));
    bench.run(Instant(4_000));
    assert_eq!(bench.result_of(carried), Some(Err(Failure::PortExtended)));
}

#[test]
fn a_magazine_takes_its_mail_slot_with_it() {
    let ports = vec![PortSpec { cells: 1, opens: Opens::Hand, lockable: false, locked: false, stops_motion: false }];
    let magazines = vec![MagazineSpec { first: 3, last: 4, port: Some(1), present: true }];
    let mut bench = Bench::new(built(LibrarySpec { ports, magazines, ..LibrarySpec::new("L1", 4, 2, LTO) }));
    let cell = Element::Port(1, 1);
    let said = |bench: &mut Bench, act| bench.on(|hardware, stage| hardware.act(stage, act)).unwrap_err().to_string();
    let done = |bench: &mut Bench, act| bench.on(|hardware, stage| hardware.act(stage, act)).unwrap();
    done(&mut bench, PersonAct::Open(L1, Gate::Port(1)));
    done(&mut bench, PersonAct::Insert(CartridgeId(3), PutTarget::AnyCell(L1, 1)));
    let remove = PersonAct::Remove(L1, 1);
    assert_eq!(said(&mut bench, remove), "L1.magazine.1 is out of reach: push L1.port.1 in first, which is a part of it");
    done(&mut bench, PersonAct::Close(L1, Gate::Port(1)));
    done(&mut bench, remove);
    let (looks, locks) = (bench.command(Action::ReadElements(vec![cell])), bench.command(Action::SetAccess(Gate::Port(1), Access::Lock)));
    let takes = bench.command(carry(cell, Element::Slot(2)));
    bench.run(Instant(3_000));
    assert!(matches!(bench.result_of(looks), Some(Ok(Outcome::Elements(cells))) if !cells[0].accessible && !cells[0].full));
    assert_eq!([locks, takes].map(|command| bench.result_of(command)), [(); 2].map(|()| Some(Err(Failure::MagazineNotPresent))));
    let open = PersonAct::Open(L1, Gate::Port(1));
    assert_eq!(said(&mut bench, open), "L1.port.1 is out of reach: it is a part of a magazine that is out; return that first");
    done(&mut bench, PersonAct::Take(CartridgeId(3)));
    done(&mut bench, PersonAct::Return(L1, 1));
    assert!(bench.hardware.library(L1).unwrap().is_reachable(cell));
}

#[test]
fn nothing_moves_beside_a_port_that_stands_out_but_what_has_its_own_frame_does() {
    let mut bench = Bench::new(mail_slot(2));
    bench.on(|hardware, stage| hardware.act(stage, PersonAct::Open(L1, Gate::Door(1)))).unwrap();
    let here = bench.command(carry(Element::Slot(1), Element::Drive(1)));
    let there = bench.command(carry(Element::Slot(3), Element::Drive(2)));
    bench.run(Instant(1_000));
    bench.on(|hardware, stage| hardware.act(stage, PersonAct::Open(L1, Gate::Port(1)))).unwrap();
    bench.run(Instant(4_000));
    assert_eq!(bench.result_of(here), Some(Err(Failure::DoorOpen)));
    assert_eq!(bench.result_of(there), Some(Err(Failure::PortExtended)));
    assert_eq!(bench.hardware.content(L1, Element::Slot(3)), Some(CartridgeId(1)));
}

#[test]
fn the_panel_moves_what_the_robot_can_and_says_what_it_cannot() {
    let mut bench = Bench::new(mail_slot(1));
    let to = |slot| PutTarget::Spot(Spot::In(L1, Element::Slot(slot)));
    let at_panel = |id, slot| PersonAct::MoveAtPanel(CartridgeId(id), to(slot));
    let said = |bench: &mut Bench, act| bench.on(|hardware, stage| hardware.act(stage, act)).unwrap_err().to_string();
    let refused = |why: &str| format!("the robot of L1 does not carry T1 to L1.slot.2: {why}");
    bench.command(Action::SetAccess(Gate::Keypad, Access::Lock));
    bench.run(Instant(2_000));
    assert_eq!(said(&mut bench, at_panel(0, 2)), refused("its keypad is locked by whoever works with it"));
    bench.command(Action::SetAccess(Gate::Keypad, Access::Unlock));
    bench.run(Instant(4_000));
    bench.on(|hardware, stage| hardware.act(stage, PersonAct::Open(L1, Gate::Door(1)))).unwrap();
    assert_eq!(said(&mut bench, at_panel(0, 2)), refused("the door is open"));
    bench.on(|hardware, stage| hardware.act(stage, PersonAct::Close(L1, Gate::Door(1)))).unwrap();
    assert_eq!(said(&mut bench, at_panel(3, 2)), "the robot of L1 does not carry T3 to L1.slot.2: it is not in there");
    assert_eq!(said(&mut bench, at_panel(0, 3)), "the robot of L1 does not carry T1 to L1.slot.3: no room to put it");
    assert_eq!(
        said(&mut bench, PersonAct::Move(CartridgeId(0), to(2))),
        "L1.slot.1 is out of reach: open a door of L1 first; or have the robot carry it, at the panel: operator panel-move=T1 to=L1.slot.2"
    );
    let (before, asked) = (bench.completions().len(), bench.now);
    bench.on(|hardware, stage| hardware.act(stage, at_panel(0, 2))).unwrap();
    bench.run(asked + Millis(2_999));
    assert_eq!(bench.hardware.content(L1, Element::Slot(2)), None);
    bench.run(asked + Millis(3_000));
    assert_eq!(bench.hardware.content(L1, Element::Slot(2)), Some(CartridgeId(0)));
    assert_eq!(bench.completions().len(), before, "nobody at the computer hears of it");
}

#[test]
fn force_opens_locks_and_drives() {
    let mut bench = Bench::new(library(1));
    let done = |bench: &mut Bench, act| bench.on(|hardware, stage| hardware.act(stage, act)).unwrap();
    bench.command(carry(Element::Slot(1), Element::Drive(1)));
    bench.command(Action::SetAccess(Gate::Door(1), Access::Lock));
    bench.run(Instant(4_000));
    let load = bench.command(Action::Load(1));
    bench.run(Instant(5_000));
    done(&mut bench, PersonAct::ForceEject(L1, 1));
    assert_eq!(bench.result_of(load), Some(Err(Failure::NotLoaded)));
    done(&mut bench, PersonAct::ForceOpen(L1, Gate::Door(1)));
    assert_eq!(bench.events(), [HardwareEvent::DoorOpened(1)]);
    done(&mut bench, PersonAct::Take(CartridgeId(0)));
    done(&mut bench, PersonAct::Close(L1, Gate::Door(1)));
    assert_eq!(bench.hardware.library(L1).unwrap().is_locked(Gate::Door(1)), Some(false));
    let nothing = bench.on(|hardware, stage| hardware.act(stage, PersonAct::ForceEject(L1, 1))).unwrap_err();
    assert_eq!(nothing.to_string(), "a cartridge in L1.drive.1 does not exist");
}

/// A library of 4 slots in 4 columns, with two drives by the last of them and a transport by the first.
fn wide() -> Hardware {
    let mut spec = LibrarySpec::new("L1", 4, 2, LTO);
    spec.timing.travel = Millis(100);
    spec.make.layout = Layout { columns: 4, drives: vec![DriveColumn { first: 1, last: 2, column: 4 }], ..Layout::default() };
    spec.make.moves = Matrix::NONE;
    spec.make.moves.allow(ElementType::Slot, ElementType::Drive);
    spec.make.moves.allow(ElementType::Slot, ElementType::Slot);
    let at = |slot| Spot::In(L1, Element::Slot(slot));
    Hardware::new(vec![spec], vec![cartridge("T1", CartridgePurpose::Data, at(2)), cartridge("T2", CartridgePurpose::Data, at(1))]).unwrap()
}

#[test]
fn a_transport_travels_to_the_cartridge_and_with_it() {
    let mut bench = Bench::new(wide());
    let first = bench.command(carry(Element::Slot(2), Element::Drive(1)));
    let second = bench.command(carry(Element::Slot(1), Element::Slot(3)));
    // One column to slot 2, two with it; then three back to slot 1 and two with that one.
    for (command, ends) in [(first, 3_300), (second, 3_300 + 3_500)] {
        bench.run(Instant(ends - 1));
        assert_eq!(bench.result_of(command), None);
        bench.run(Instant(ends));
        assert_eq!(bench.result_of(command), Some(Ok(Outcome::Done)));
    }
}

#[test]
fn a_move_that_is_not_in_the_matrix_is_refused() {
    let mut bench = Bench::new(wide());
    let loaded = bench.command(carry(Element::Slot(2), Element::Drive(1)));
    bench.run(Instant(10_000));
    let back = bench.command(carry(Element::Drive(1), Element::Slot(2)));
    bench.run(Instant(20_000));
    assert_eq!(bench.result_of(loaded), Some(Ok(Outcome::Done)));
    assert_eq!(bench.result_of(back), Some(Err(Failure::IllegalElement)));
    assert_eq!(bench.hardware.spot_of(CartridgeId(0)), Some(Spot::In(L1, Element::Drive(1))));
}

fn elements() -> impl Strategy<Value = Element> {
    prop_oneof![
        (0..4u16).prop_map(Element::Transport),
        (0..6u16).prop_map(Element::Slot),
        (0..4u16, 0..4u16).prop_map(|(port, cell)| Element::Port(port, cell)),
        (0..4u16).prop_map(Element::Drive),
    ]
}

fn gates() -> impl Strategy<Value = Gate> {
    prop_oneof![(0..4u16).prop_map(Gate::Port), (0..3u16).prop_map(Gate::Door)]
}

#[derive(Clone, Debug)]
enum Deed {
    Command(Action),
    Act(PersonAct),
    Arm(Fault),
    Heal(FaultSite),
}

fn parts() -> impl Strategy<Value = FaultSite> {
    prop_oneof![
        Just(FaultSite::Library(L1)),
        Just(FaultSite::Transports(L1)),
        (1..3u16).prop_map(|number| FaultSite::Transport(L1, number)),
        (1..3u16).prop_map(|number| FaultSite::Drive(L1, number)),
        (1..5u16).prop_map(|number| FaultSite::Slot(L1, number)),
        (1..3u16).prop_map(|number| FaultSite::Port(L1, number)),
        (1..3u16, 1..3u16).prop_map(|(number, cell)| FaultSite::Cell(L1, number, cell)),
        Just(FaultSite::Magazine(L1, 1)),
        (0..4u32).prop_map(|id| FaultSite::Cartridge(CartridgeId(id))),
    ]
}

fn deeds() -> impl Strategy<Value = Deed> {
    let access = prop::sample::select(vec![Access::Lock, Access::Unlock, Access::Extend, Access::Retract]);
    let action = prop_oneof![
        4 => (elements(), elements(), 0..3u8, prop::option::weighted(0.3, elements()))
            .prop_map(|(from, to, side, onward)| Action::Move { from, to, side, onward }),
        1 => Just(Action::Describe),
        1 => prop::collection::vec(elements(), 0..4).prop_map(Action::ReadElements),
        1 => (0..4u16).prop_map(Action::Load),
        1 => (0..4u16).prop_map(Action::Unload),
        1 => (0..4u16).prop_map(Action::ReadLabel),
        1 => (0..4u16).prop_map(Action::Clean),
        2 => (gates(), access).prop_map(|(gate, access)| Action::SetAccess(gate, access)),
    ];
    let target = prop_oneof![
        elements().prop_map(|element| PutTarget::Spot(Spot::In(L1, element))),
        Just(PutTarget::Spot(Spot::Shelf)),
        (0..4u16).prop_map(|port| PutTarget::AnyCell(L1, port)),
    ];
    let id = || (0..5u32).prop_map(CartridgeId);
    let act = prop_oneof![
        (id(), target.clone()).prop_map(|(id, target)| PersonAct::Insert(id, target)),
        id().prop_map(PersonAct::Take),
        (id(), target.clone()).prop_map(|(id, target)| PersonAct::Move(id, target)),
        (id(), target).prop_map(|(id, target)| PersonAct::MoveAtPanel(id, target)),
        gates().prop_map(|gate| PersonAct::Open(L1, gate)),
        gates().prop_map(|gate| PersonAct::ForceOpen(L1, gate)),
        (0..3u16).prop_map(|number| PersonAct::ForceEject(L1, number)),
        gates().prop_map(|gate| PersonAct::Close(L1, gate)),
        (0..3u16).prop_map(|number| PersonAct::Remove(L1, number)),
        (0..3u16).prop_map(|number| PersonAct::Return(L1, number)),
    ];
    let fault =
        (parts(), any::<prop::sample::Index>(), prop::option::of(1..3u32), prop::option::of(1..20_000u64), prop::option::of(1..3u32));
    let fault = fault.prop_map(|(part, kind, on_use, lasts, times)| {
        let kind = match *kind.get(part.kinds()) {
            FaultKind::Slow(_) => FaultKind::Slow(Millis(7_000)),
            // Who says things twice, or to nobody, breaks the rule that is shown here.
            FaultKind::Echo | FaultKind::Babble => FaultKind::StaleStatus,
            kind => kind,
        };
        Fault { part, kind, on_use, lasts: lasts.map(Millis), times }
    });
    prop_oneof![6 => action.prop_map(Deed::Command), 3 => act.prop_map(Deed::Act), 2 => fault.prop_map(Deed::Arm), 1 => parts().prop_map(Deed::Heal)]
}

proptest! {
    /// Whatever happens, every cartridge is in exactly one place and every command is answered exactly once.
    #[test]
    fn nothing_is_lost(transports in 0..3u16, plain in any::<bool>(), story in prop::collection::vec((0..9_000u64, deeds()), 0..60)) {
        let mut bench = Bench::new(if plain { library(transports) } else { mail_slot(transports) });
        for (pause, deed) in story {
            let until = bench.now + Millis(pause);
            bench.run(until);
            match deed {
                Deed::Command(action) => { bench.command(action); }
                Deed::Act(act) => { let _ = bench.on(|hardware, stage| hardware.act(stage, act)); }
                Deed::Arm(fault) => { let _ = bench.on(|hardware, stage| hardware.arm(stage, fault)); }
                Deed::Heal(part) => bench.on(|hardware, stage| hardware.lift(stage, part, |_| true)),
            }
            prop_assert!(bench.hardware.count_again());
            prop_assert_eq!(bench.hardware.conservation(), Ok(()));
        }
        bench.run(Instant(u64::MAX));
        prop_assert_eq!(bench.hardware.conservation(), Ok(()));
        let mut answered: Vec<u64> = bench.completions().iter().map(|completion| completion.command.0).collect();
        answered.sort_unstable();
        prop_assert_eq!(answered, (1..=bench.commands).collect::<Vec<_>>());
    }
}
