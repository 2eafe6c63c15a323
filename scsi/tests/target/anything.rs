//! Whatever is sent has an answer, and no cartridge is lost over it.

use proptest::collection::vec;
use proptest::prelude::*;
use rsmlab_engine::port::hardware::Gate;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_scsi::answer::Status;
use rsmlab_scsi::nexus::Nexus;
use rsmlab_scsi::target::{CommandProgress, ResetScope};
use rsmlab_sim::fault::{Fault, FaultKind, FaultSite};
use rsmlab_sim::operator::{PersonAct, PutTarget};

use crate::bench::{L1, NEW, library, rig_of, settle};

/// A block: of any bytes, or of a served command with few bits beyond what it looks at.
fn block() -> impl Strategy<Value = Vec<u8>> {
    let operations = vec![
        0x00_u8, 0x03, 0x07, 0x12, 0x16, 0x17, 0x1A, 0x1B, 0x1E, 0x2B, 0x37, 0x4D, 0x56, 0x57, 0x5A, 0xA0, 0xA3, 0xA5, 0xA6, 0xB5, 0xB6,
        0xB8, 0x01, 0x08, 0x0A, 0x10, 0x11, 0x15, 0x19, 0x34, 0x44, 0x55, 0x8C, 0x8D, 0x91, 0x92,
    ];
    let address = prop_oneof![Just(0_u16), Just(1), Just(10), Just(11), 500_u16..502, 1000_u16..1006, any::<u16>()];
    let carried = (prop_oneof![Just(0xA5_u8), Just(0xA6)], vec(address, 4), 0_u8..4);
    let carried = carried.prop_map(|(operation, addresses, invert)| {
        let words: Vec<u8> = addresses.into_iter().flat_map(u16::to_be_bytes).collect();
        [&[operation, 0], &words[..], &[invert & (invert >> 1), 0]].concat()
    });
    let known = (proptest::sample::select(operations), vec(prop_oneof![3 => Just(0_u8), 1 => any::<u8>()], 5..15));
    let known = known.prop_map(|(operation, rest)| [vec![operation], rest].concat());
    prop_oneof![1 => vec(any::<u8>(), 0..20), 3 => known, 3 => carried]
}

#[derive(Clone, Debug)]
enum Step {
    Send { nexus: u32, lun: u64, cdb: Vec<u8>, data: Vec<u8> },
    Wait(u64),
    Leave(u32),
    Abort(usize),
    Reset(u64),
    Act(PersonAct),
    Arm(Fault),
}

/// What people do beside it.
fn act() -> impl Strategy<Value = PersonAct> {
    let (port, door) = (Gate::Port(1), Gate::Door(1));
    proptest::sample::select(vec![
        PersonAct::Open(L1, port),
        PersonAct::Close(L1, port),
        PersonAct::Open(L1, door),
        PersonAct::Close(L1, door),
        PersonAct::ForceOpen(L1, door),
        PersonAct::Remove(L1, 1),
        PersonAct::Return(L1, 1),
        PersonAct::RemoveDrive(L1, 1),
        PersonAct::ReturnDrive(L1, 1),
        PersonAct::TakeOffline(L1),
        PersonAct::TakeOnline(L1),
        PersonAct::ForceEject(L1, 1),
        PersonAct::Insert(NEW, PutTarget::AnyCell(L1, 1)),
        PersonAct::Take(NEW),
    ])
}

/// What goes wrong meanwhile.
fn fault() -> impl Strategy<Value = Fault> {
    let (library, transport, drive) = (FaultSite::Library(L1), FaultSite::Transport(L1, 1), FaultSite::Drive(L1, 1));
    let kinds = vec![
        (library, FaultKind::Reset),
        (library, FaultKind::PowerOff),
        (library, FaultKind::Disconnected),
        (library, FaultKind::Offline),
        (library, FaultKind::Echo),
        (library, FaultKind::Babble),
        (library, FaultKind::StaleStatus),
        (transport, FaultKind::Jam),
        (transport, FaultKind::JamHolding),
        (transport, FaultKind::Drop),
        (drive, FaultKind::Stuck),
        (drive, FaultKind::Missing),
        (FaultSite::Port(L1, 1), FaultKind::Stuck),
        (FaultSite::Door(L1, 1), FaultKind::Stuck),
    ];
    let kinds = proptest::sample::select(kinds);
    (kinds, 1_u64..20_000).prop_map(|((part, kind), lasts)| Fault { lasts: Some(Millis(lasts)), ..Fault::new(part, kind) })
}

fn step() -> impl Strategy<Value = Step> {
    let send = (0_u32..3, prop_oneof![8 => 0_u64..4, 1 => any::<u64>()], block(), vec(any::<u8>(), 0..64));
    prop_oneof![
        10 => send.prop_map(|(nexus, lun, cdb, data)| Step::Send { nexus, lun, cdb, data }),
        4 => (0_u64..40_000).prop_map(Step::Wait),
        1 => (0_u32..3).prop_map(Step::Leave),
        1 => any::<usize>().prop_map(Step::Abort),
        1 => (0_u64..4).prop_map(Step::Reset),
        2 => act().prop_map(Step::Act),
        1 => fault().prop_map(Step::Arm),
    ]
}

proptest! {
    #[test]
    fn any_bytes_give_an_answer(steps in vec(step(), 1..80)) {
        let mut rig = rig_of(library());
        (0..3).map(Nexus).for_each(|nexus| rig.join(nexus));
        let (mut open, mut answered) = (Vec::new(), Vec::new());
        for step in steps {
            match step {
                Step::Send { nexus, lun, cdb, data } => match rig.execute(Nexus(nexus), lun, &cdb, &data, rig.now()) {
                    CommandProgress::Pending(tag) => open.push(tag),
                    CommandProgress::Done(answer) => prop_assert_eq!(answer.status == Status::CheckCondition, answer.sense.is_some()),
                },
                Step::Wait(time) => {
                    let until = Instant(rig.now().0 + time);
                    answered.extend(rig.advance(until).into_iter().map(|(tag, _)| tag));
                }
                Step::Leave(nexus) => {
                    rig.leave(Nexus(nexus));
                    rig.join(Nexus(nexus));
                }
                Step::Abort(which) if !open.is_empty() => {
                    rig.abort(open[which % open.len()]);
                }
                Step::Abort(_) => {}
                Step::Reset(0) => rig.reset(ResetScope::Target),
                // What cannot be done or armed changes nothing.
                Step::Act(act) => drop(rig.act(act)),
                Step::Arm(fault) => drop(rig.arm(fault)),
                Step::Reset(lun) => rig.reset(ResetScope::LogicalUnit(lun - 1)),
            }
            prop_assert!(rig.hardware.count_again());
        }
        answered.extend(settle(&mut rig).into_iter().map(|(tag, _)| tag));
        answered.sort_unstable();
        open.sort_unstable();
        prop_assert_eq!(open, answered, "every command that was pending is answered once");
        prop_assert!(rig.hardware.conservation().is_ok());
    }
}
