//! Task management: who is aborted, who hears of it, and with which status.

use rsmlab_front::iscsi::pdu::request::{ScsiCommand, TaskFunction};
use rsmlab_front::iscsi::pdu::response::Response;
use rsmlab_front::service::ResetScope;
use rsmlab_scsi::nexus::Nexus;

use crate::fake::{Heard, MOVE, WRITE};
use crate::initiator::Initiator;
use crate::serve;

const COMPLETE: u8 = 0;
const NO_SUCH_TASK: u8 = 1;
const NO_SUCH_UNIT: u8 = 2;
const TASK_ABORTED: u8 = 0x40;

fn nobody(response: Response) {
    panic!("{response:?} came before the end of the function");
}

#[test]
fn an_aborted_command_is_not_answered() {
    let (server, fake) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    let tag = initiator.start(0, &[MOVE]);
    assert_eq!(initiator.manage(TaskFunction::AbortTask, 0, tag, nobody), COMPLETE);
    assert_eq!(initiator.manage(TaskFunction::AbortTask, 0, tag, nobody), NO_SUCH_TASK);
    let window = initiator.numbers.max_cmd_sn.beyond(initiator.numbers.exp_cmd_sn);
    assert_eq!((initiator.run(0, &[0]).status, window), (0, 63), "its place in the window is free");
    server.stop();
    assert!(fake.heard().contains(&Heard::Abort(MOVE)));
}

#[test]
fn a_write_is_aborted_while_its_data_comes() {
    let (server, fake) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    let write = ScsiCommand { write: true, expected_data_length: 9, ..initiator.command(0, &[WRITE]) };
    initiator.send(&write, &[]);
    let Some((Response::ReadyToTransfer(r2t), _)) = initiator.receive() else { panic!("the target asks") };
    let behind = initiator.start(0, &[0]);
    let mut ended = Vec::new();
    // The function is told to be over first, and what waited in line goes on before.
    let outcome = initiator.manage(TaskFunction::AbortTask, 0, write.initiator_task_tag, |response| ended.push(response));
    assert!(matches!(&ended[..], [Response::Scsi(response)] if (response.initiator_task_tag, response.status) == (behind, 0)), "{ended:?}");
    assert_eq!(outcome, COMPLETE);
    // Data that was on its way meanwhile is let go by.
    initiator.data_out(write.initiator_task_tag, r2t.target_transfer_tag, b"too late!", 0, 9);
    assert_eq!(initiator.run(0, &[0]).status, 0);
    server.stop();
    assert!(!fake.heard().iter().any(|heard| matches!(heard, Heard::Command(_, _, WRITE, _))));
}

#[test]
fn a_task_set_is_aborted_for_one_and_cleared_for_all() {
    let (server, fake) = serve();
    let mut one = Initiator::log_in_as(server.local_addr(), "iqn.one", "");
    let mut two = Initiator::log_in_as(server.local_addr(), "iqn.two", "");
    let moved = |lun| move |heard: &Heard| matches!(heard, Heard::Command(Nexus(2), of, MOVE, _) if *of == lun);
    for lun in [0, 1] {
        one.start(lun, &[MOVE]);
        two.start(lun, &[MOVE]);
        fake.wait_for(moved(lun));
    }
    let waiting = ScsiCommand { write: true, expected_data_length: 9, ..two.command(1, &[WRITE]) };
    two.send(&waiting, &[]);
    assert!(matches!(two.receive(), Some((Response::ReadyToTransfer(_), _))));
    assert_eq!(one.manage(TaskFunction::AbortTaskSet, 0, 0, nobody), COMPLETE);
    assert_eq!(fake.heard().iter().filter(|heard| matches!(heard, Heard::Abort(_))).count(), 1, "only its own");
    assert_eq!(one.manage(TaskFunction::ClearTaskSet, 1, 0, nobody), COMPLETE);
    // Both commands of the other on this unit end, the one that waited for its data first.
    let ended: Vec<u8> = (0..2)
        .map(|_| two.receive().map_or(0, |(response, _)| if let Response::Scsi(response) = response { response.status } else { 0 }))
        .collect();
    assert_eq!(ended, [TASK_ABORTED, TASK_ABORTED]);
    fake.let_go();
    assert_eq!(two.end_of(1).status, 0, "its move on the first unit is left alone");
    assert_eq!(one.run(0, &[0]).status, 0, "of its own it hears no more");
}

#[test]
fn resets_reach_a_unit_or_all() {
    let (server, fake) = serve();
    let mut one = Initiator::log_in_as(server.local_addr(), "iqn.one", "");
    let mut two = Initiator::log_in_as(server.local_addr(), "iqn.two", "");
    let tag = two.start(1, &[MOVE]);
    fake.wait_for(|heard| matches!(heard, Heard::Command(..)));
    assert_eq!(one.manage(TaskFunction::LogicalUnitReset, 3, 0, nobody), NO_SUCH_UNIT);
    assert_eq!(one.manage(TaskFunction::LogicalUnitReset, 1, 0, nobody), COMPLETE);
    assert_eq!(two.end_of(tag).status, TASK_ABORTED);
    assert_eq!(one.manage(TaskFunction::TargetWarmReset, 0, 0, nobody), COMPLETE);
    assert_eq!(two.run(0, &[0]).status, 0);
    assert_eq!(one.manage(TaskFunction::TargetColdReset, 0, 0, nobody), COMPLETE);
    assert_eq!((one.receive(), two.receive()), (None, None), "as after switching it on");
    server.stop();
    let resets: Vec<_> =
        fake.heard().into_iter().filter_map(|heard| if let Heard::Reset(what) = heard { Some(what) } else { None }).collect();
    assert_eq!(resets, [ResetScope::LogicalUnit(1), ResetScope::Target, ResetScope::Target]);
}

#[test]
fn what_is_not_supported_says_so() {
    let (server, _) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    assert_eq!(initiator.manage(TaskFunction::TaskReassign, 0, 0, nobody), 4);
    assert_eq!(initiator.manage(TaskFunction::ClearAca, 0, 0, nobody), 5);
    assert_eq!(TaskFunction::ALL.map(TaskFunction::code), [1, 2, 3, 4, 5, 6, 7, 8]);
}
