//! An initiator that dies at any byte of any PDU: the service hears that it is gone, and the server goes on.

use rsmlab_front::iscsi::pdu::NO_TAG;
use rsmlab_front::iscsi::pdu::frame::Framing;
use rsmlab_front::iscsi::pdu::header::{Header, Pdu};
use rsmlab_front::iscsi::pdu::request::{DataOut, LoginRequest, LogoutRequest, NopOut, ScsiCommand, TaskManagementRequest, TextRequest};
use rsmlab_front::iscsi::serial::Serial;

use crate::fake::{Heard, MOVE, WRITE};
use crate::initiator::{Initiator, TARGET};
use crate::serve;

/// A life: each PDU that an initiator sends, from its login to its logout.
fn life() -> Vec<Vec<u8>> {
    let encode = |header: Header, data: &[u8]| {
        let mut bytes = Vec::new();
        Framing::default().encode(header, &[], data, &mut bytes);
        bytes
    };
    let login = LoginRequest { immediate: true, transit: true, current_stage: 1, next_stage: 3, ..LoginRequest::default() };
    let text = format!("InitiatorName=iqn.dies\0TargetName={TARGET}\0InitialR2T=No\0");
    let (initiator_task_tag, target_transfer_tag) = (1, NO_TAG);
    let ping = NopOut { last: true, initiator_task_tag: 9, target_transfer_tag, cmd_sn: Serial(0), ..NopOut::default() };
    let mut cdb = [0; 16];
    cdb[0] = WRITE;
    let write =
        ScsiCommand { write: true, expected_data_length: 40_000, initiator_task_tag, cmd_sn: Serial(1), cdb, ..ScsiCommand::default() };
    let data = DataOut { last: true, initiator_task_tag, target_transfer_tag, buffer_offset: 4, ..DataOut::default() };
    cdb[0] = MOVE;
    let moves = ScsiCommand { last: true, lun: 1 << 48, initiator_task_tag: 2, cmd_sn: Serial(2), cdb, ..ScsiCommand::default() };
    let targets = TextRequest { last: true, initiator_task_tag: 3, target_transfer_tag, cmd_sn: Serial(3), ..TextRequest::default() };
    let abort = TaskManagementRequest { last: true, function: 2, initiator_task_tag: 4, cmd_sn: Serial(4), ..Default::default() };
    let logout = LogoutRequest { last: true, initiator_task_tag: 5, cmd_sn: Serial(5), ..LogoutRequest::default() };
    vec![
        encode(login.header(), text.as_bytes()),
        encode(ping.header(), b"ping"),
        encode(write.header(), b"tape"),
        encode(data.header(), &[7; 100]),
        encode(moves.header(), &[]),
        encode(targets.header(), b"SendTargets=\0"),
        encode(abort.header(), &[]),
        encode(logout.header(), &[]),
    ]
}

#[test]
fn an_initiator_may_die_at_any_pdu() {
    let (server, fake) = serve();
    let life = life();
    let mut joined = 0;
    for pdu in 0..life.len() {
        // Before the PDU, in the middle of its header, at the end of that, in its data, after it.
        for part in [0, 20, 48, life[pdu].len() - 1, life[pdu].len()] {
            let mut initiator = Initiator::connect(server.local_addr());
            initiator.send_bytes(&life[..pdu].concat());
            initiator.send_bytes(&life[pdu][..part.min(life[pdu].len())]);
            if pdu > 0 || part >= life[pdu].len() {
                joined += 1;
                fake.wait_for(|heard| matches!(heard, Heard::Join(_, nexus) if nexus.0 == joined));
            }
            initiator.die();
        }
    }
    for nexus in 1..=joined {
        fake.wait_for(|heard| matches!(heard, Heard::Leave(left) if left.0 == nexus));
    }
    assert_eq!(Initiator::log_in(server.local_addr(), "").run(0, &[0]).status, 0);
    server.stop();
    let heard = fake.heard();
    let joins = heard.iter().filter(|heard| matches!(heard, Heard::Join(..))).count();
    assert_eq!((joins, heard.iter().filter(|heard| matches!(heard, Heard::Leave(_))).count()), (joined as usize + 1, joins));
}
