//! Commands: data in every direction, in order, within the window.

use rsmlab_front::iscsi::ServerConfig;
use rsmlab_front::iscsi::config::Limits;
use rsmlab_front::iscsi::pdu::NO_TAG;
use rsmlab_front::iscsi::pdu::header::{Header, Pdu};
use rsmlab_front::iscsi::pdu::request::{DataOut, NopOut, ScsiCommand};
use rsmlab_front::iscsi::pdu::response::Response;
use rsmlab_front::iscsi::serial::Serial;

use crate::fake::{Heard, INQUIRY, MOVE, READ, READ_TAPE, WRITE};
use crate::initiator::{Ended, Initiator, TARGET};
use crate::{serve, serve_with};

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at % 251).expect("a byte")).collect()
}

fn read_cdb(length: usize) -> Vec<u8> {
    let [_, high, middle, low] = u32::try_from(length).expect("a length").to_be_bytes();
    vec![READ, 2, 0, 0, 0, 0, high, middle, low, 0]
}

/// How a write of 100,000 bytes is split: keys, immediate bytes, unsolicited bytes, length of a piece.
#[test]
fn what_is_written_in_any_way_reads_back() {
    let cases = [
        ("InitialR2T=Yes ImmediateData=No", 0, 0, 8192),
        ("InitialR2T=Yes ImmediateData=Yes", 4096, 0, 8192),
        ("InitialR2T=No ImmediateData=Yes FirstBurstLength=32768", 8192, 24_576, 8192),
        ("InitialR2T=No ImmediateData=No FirstBurstLength=32768", 0, 32_768, 5000),
        ("InitialR2T=No ImmediateData=Yes FirstBurstLength=262144", 0, 100_000, 100_000),
        ("InitialR2T=No ImmediateData=Yes FirstBurstLength=262144", 100_000, 0, 1),
        ("InitialR2T=Yes MaxBurstLength=1024", 0, 0, 1000),
        ("HeaderDigest=CRC32C DataDigest=CRC32C MaxBurstLength=30000 MaxRecvDataSegmentLength=5000", 3, 0, 777),
    ];
    let (server, fake) = serve();
    let data = pattern(100_000);
    for (keys, immediate, unsolicited, piece) in cases {
        let mut initiator = Initiator::log_in(server.local_addr(), keys);
        let written = initiator.write(1, &[WRITE], &data, immediate, unsolicited, piece);
        assert_eq!((written.status, written.residual), (0, 0), "{keys}");
        let read = initiator.read(1, &read_cdb(100_000), 100_000);
        assert_eq!((read.status, read.residual, read.data == data), (0, 0, true), "{keys}");
        initiator.log_out();
    }
    server.stop();
    assert_eq!(fake.heard().iter().filter(|heard| matches!(heard, Heard::Command(_, 1, WRITE, 100_000))).count(), cases.len());
}

#[test]
fn long_data_comes_in_pieces_that_the_initiator_takes() {
    let (server, _) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "MaxRecvDataSegmentLength=4096 MaxBurstLength=10000");
    initiator.write(0, &[WRITE], &pattern(25_000), 0, 0, 8192);
    let read = initiator.read(0, &read_cdb(25_000), 25_000);
    let burst = [(4096, false), (4096, false), (1808, true)];
    assert_eq!(read.pieces, [&burst[..], &burst, &[(4096, false), (904, true)]].concat());
    assert_eq!(read.data, pattern(25_000));
}

/// What was expected, what there is, and what is left over.
#[test]
fn residuals_tell_what_is_left() {
    let (server, _) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    initiator.write(0, &[WRITE], &pattern(1000), 0, 0, 8192);
    for (expected, there, left) in [(1000, 1000, 0), (4096, 1000, -3096), (600, 1000, 400), (0, 1000, 1000), (4096, 0, -4096)] {
        let read = initiator.read(0, &read_cdb(there), expected);
        assert_eq!((read.status, read.data.len(), read.residual), (0, there.min(expected as usize), left), "{expected} {there}");
    }
    let none = initiator.run(0, &read_cdb(1000));
    assert_eq!((none.data.len(), none.residual), (0, 1000), "neither read nor write");
}

#[test]
fn sense_comes_with_its_status_and_after_its_data() {
    let (server, _) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    let unknown = initiator.run(0, &[0xEE]);
    assert_eq!((unknown.status, unknown.sense[2], unknown.sense[12]), (2, 5, 0x20));
    initiator.write(1, &[WRITE], &pattern(500), 0, 0, 8192);
    let short = initiator.read(1, &[READ_TAPE], 512);
    assert_eq!((short.status, short.data.len(), short.residual, short.sense.len()), (2, 500, -12, 18));
    assert_eq!(short.sense[..7], [0xF0, 0, 0x20, 0, 0, 0, 7], "ILI and what is left");
}

#[test]
fn a_logical_unit_that_does_not_exist_is_the_business_of_the_service() {
    let (server, fake) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    assert_eq!(initiator.run(7, &[0]).sense[12], 0x25);
    assert_eq!(initiator.read(300, &[INQUIRY, 0, 0, 0, 36], 36).data[0], 0x7F);
    let well_known = ScsiCommand { lun: 0xC101 << 48, ..initiator.command(0, &[0]) };
    initiator.send(&well_known, &[]);
    assert_eq!(initiator.end_of(well_known.initiator_task_tag).sense[12], 0x25);
    server.stop();
    let luns: Vec<u64> =
        fake.heard().iter().filter_map(|heard| if let Heard::Command(_, lun, ..) = heard { Some(*lun) } else { None }).collect();
    assert_eq!(luns, [7, 300, u64::MAX]);
}

#[test]
fn a_command_that_lasts_holds_up_no_other() {
    let (server, fake) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    let moves = [initiator.start(0, &[MOVE]), initiator.start(0, &[MOVE])];
    assert_eq!(initiator.run(1, &[0]).status, 0);
    assert_eq!(initiator.run(0, &[0]).status, 0);
    fake.wait_for(|heard| *heard == Heard::Command(rsmlab_scsi::nexus::Nexus(1), 0, MOVE, 0));
    fake.let_go();
    for tag in [moves[1], moves[0]] {
        assert_eq!(initiator.end_of(tag).status, 0);
    }
}

#[test]
fn the_window_is_as_wide_as_what_may_be_on_its_way() {
    let (server, fake) = serve_with(ServerConfig { limits: Limits { commands: 3, ..Limits::default() }, ..ServerConfig::new(TARGET) });
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    let window = |initiator: &Initiator| initiator.numbers.max_cmd_sn.beyond(initiator.numbers.exp_cmd_sn) + 1;
    assert_eq!(window(&initiator), 3);
    let moves: Vec<u32> = (0..2).map(|_| initiator.start(0, &[MOVE])).collect();
    initiator.run(1, &[0]);
    assert_eq!(window(&initiator), 1, "two are on their way");
    let last = initiator.start(0, &[MOVE]);
    // There is no place left for these; the first is ignored, the second is immediate and needs none.
    let beyond = initiator.command(2, &[0]);
    initiator.send(&beyond, &[]);
    let immediate = ScsiCommand { immediate: true, initiator_task_tag: initiator.next_tag(), ..beyond };
    initiator.send(&immediate, &[]);
    initiator.end_of(immediate.initiator_task_tag);
    assert_eq!(window(&initiator), 0);
    fake.let_go();
    for tag in [last, moves[1], moves[0]] {
        initiator.end_of(tag);
    }
    assert_eq!(window(&initiator), 3);
    assert_eq!(initiator.numbers.exp_cmd_sn, beyond.cmd_sn, "what was beyond the window never came");
}

#[test]
fn commands_that_come_out_of_order_are_carried_out_in_order() {
    let (server, fake) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "InitialR2T=No");
    let write = ScsiCommand { write: true, last: false, expected_data_length: 8, ..initiator.command(0, &[WRITE]) };
    let [first, second] = [initiator.command(0, &[0]), initiator.command(0, &[0x03, 0, 0, 0, 18])];
    // Behind the others, and its data with it.
    let late = ScsiCommand { cmd_sn: second.cmd_sn, ..write.clone() };
    let [first, second] = [ScsiCommand { cmd_sn: write.cmd_sn, ..first }, ScsiCommand { cmd_sn: write.cmd_sn.next(), ..second }];
    initiator.send(&late, b"1234");
    initiator.data_out(late.initiator_task_tag, NO_TAG, b"12345678", 4, 4);
    initiator.send(&second, &[]);
    let long_ago = ScsiCommand { cmd_sn: Serial(first.cmd_sn.0.wrapping_sub(1)), ..first.clone() };
    initiator.send(&long_ago, &[]);
    initiator.send(&first, &[]);
    for command in [&first, &second, &late] {
        assert_eq!(initiator.end_of(command.initiator_task_tag).status, 0);
    }
    server.stop();
    let operations: Vec<u8> =
        fake.heard().iter().filter_map(|heard| if let Heard::Command(_, _, code, _) = heard { Some(*code) } else { None }).collect();
    assert_eq!(operations, [0x00, 0x03, WRITE]);
}

#[test]
fn a_command_waits_for_the_data_of_the_one_before_it_on_its_unit() {
    let (server, fake) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    let write = ScsiCommand { write: true, expected_data_length: 4, ..initiator.command(1, &[WRITE]) };
    initiator.send(&write, &[]);
    let (r2t, _) = initiator.receive().expect("the target asks");
    let Response::ReadyToTransfer(r2t) = r2t else { panic!("{r2t:?} instead of an R2T") };
    let read = ScsiCommand { read: true, expected_data_length: 4, ..initiator.command(1, &read_cdb(4)) };
    initiator.send(&read, &[]);
    assert_eq!(initiator.run(0, &[0]).status, 0, "another unit does not wait");
    initiator.data_out(write.initiator_task_tag, r2t.target_transfer_tag, b"tape", 0, 4);
    assert_eq!(initiator.end_of(write.initiator_task_tag).status, 0);
    assert_eq!(initiator.end_of(read.initiator_task_tag).data, b"tape");
    server.stop();
    assert!(fake.heard().len() == 5, "{:?}", fake.heard());
}

/// Data that was not agreed: the command fails, the connection goes on.
#[test]
fn data_that_was_not_agreed_ends_the_command() {
    let (server, fake) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "InitialR2T=Yes ImmediateData=No");
    let sense = |ended: &Ended| (ended.status, ended.sense[2], ended.sense[12], ended.sense[13]);
    let write = |initiator: &mut Initiator| ScsiCommand { write: true, expected_data_length: 10, ..initiator.command(0, &[WRITE]) };

    let immediate = write(&mut initiator);
    initiator.send(&immediate, b"12345");
    assert_eq!(sense(&initiator.end_of(immediate.initiator_task_tag)), (2, 0x0B, 0x0C, 0x0C));
    let unsolicited = ScsiCommand { last: false, ..write(&mut initiator) };
    initiator.send(&unsolicited, &[]);
    initiator.data_out(unsolicited.initiator_task_tag, NO_TAG, b"1234567890", 0, 5);
    assert_eq!(sense(&initiator.end_of(unsolicited.initiator_task_tag)), (2, 0x0B, 0x0C, 0x0C));
    let with_read = ScsiCommand { read: true, ..initiator.command(0, &read_cdb(4)) };
    initiator.send(&with_read, b"1234");
    assert_eq!(sense(&initiator.end_of(with_read.initiator_task_tag)), (2, 0x0B, 0x0C, 0x0C));
    // Offset, number and length of Data-Out that was asked for.
    for (buffer_offset, data_sn, data, last) in [
        (1, 0, &b"123456789"[..], true),
        (0, 1, b"1234567890", true),
        (0, 0, b"12345678901", true),
        (0, 0, b"123", true),
        (0, 0, b"1234567890", false),
    ] {
        let solicited = write(&mut initiator);
        initiator.send(&solicited, &[]);
        let Some((Response::ReadyToTransfer(r2t), _)) = initiator.receive() else { panic!("the target asks") };
        let (initiator_task_tag, target_transfer_tag) = (solicited.initiator_task_tag, r2t.target_transfer_tag);
        let pdu = DataOut { last, initiator_task_tag, target_transfer_tag, buffer_offset, data_sn, ..DataOut::default() };
        initiator.send(&pdu, data);
        assert_eq!(sense(&initiator.end_of(initiator_task_tag)), (2, 0x0B, 0x0C, 0x0D), "{buffer_offset} {data_sn} {last}");
    }
    assert_eq!(initiator.run(0, &[0]).status, 0);
    server.stop();
    assert_eq!(fake.heard().len(), 3, "nothing of it came to the service");
}

#[test]
fn too_much_data_is_refused_before_it_comes() {
    let limits = Limits { data_per_command: 1000, data_per_session: 1500, ..Limits::default() };
    let (server, fake) = serve_with(ServerConfig { limits, ..ServerConfig::new(TARGET) });
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    let refused = initiator.write(0, &[WRITE], &pattern(1001), 0, 0, 1000);
    assert_eq!((refused.status, refused.sense[2], refused.sense[12]), (2, 5, 0x24));
    let waiting = ScsiCommand { write: true, expected_data_length: 1000, ..initiator.command(0, &[WRITE]) };
    initiator.send(&waiting, &[]);
    assert!(matches!(initiator.receive(), Some((Response::ReadyToTransfer(_), _))));
    assert_eq!(initiator.write(1, &[WRITE], &pattern(501), 0, 0, 1000).status, 0x28, "TASK SET FULL");
    assert_eq!(initiator.write(1, &[WRITE], &pattern(500), 0, 0, 1000).status, 0);
    assert_eq!(initiator.read(1, &read_cdb(500), 1 << 24).status, 0x28);
    server.stop();
    assert!(fake.heard().contains(&Heard::Command(rsmlab_scsi::nexus::Nexus(1), 1, WRITE, 500)));
}

#[test]
fn pings_are_answered_and_what_nobody_knows_is_rejected() {
    let (server, _) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "MaxRecvDataSegmentLength=512");
    let (initiator_task_tag, cmd_sn) = (initiator.next_tag(), initiator.next_cmd_sn());
    let ping = NopOut { last: true, initiator_task_tag, target_transfer_tag: NO_TAG, cmd_sn, ..NopOut::default() };
    initiator.send(&ping, &pattern(1000));
    let (pong, data) = initiator.receive().expect("an answer");
    assert!(matches!(pong, Response::NopIn(pong) if pong.initiator_task_tag == initiator_task_tag));
    assert_eq!(data, pattern(512), "as much as the initiator takes");

    let snack = Header::new(0x10);
    let mut unknown = NopOut { cmd_sn: initiator.next_cmd_sn(), ..ping }.header();
    unknown.0[0] = 0x1C;
    let both = ScsiCommand { read: true, write: true, ..initiator.command(0, &[0]) };
    for (header, reason) in [(snack, 3), (unknown, 5), (both.header(), 5)] {
        initiator.send_header(header, &[], &[]);
        let (rejected, data) = initiator.receive().expect("a reject");
        assert!(matches!(&rejected, Response::Reject(reject) if reject.reason == reason), "{rejected:?}");
        assert_eq!(data, header.0);
    }
    let tag = initiator.start(0, &[MOVE]);
    let again = ScsiCommand { initiator_task_tag: tag, ..initiator.command(0, &[0]) };
    initiator.send(&again, &[]);
    assert!(matches!(initiator.receive(), Some((Response::Reject(reject), _)) if reject.reason == 9), "its tag is in use");
    assert_eq!(initiator.run(1, &[0]).status, 0);
}

#[test]
fn damaged_data_ends_the_connection_with_a_word() {
    let (server, fake) = serve();
    let mut initiator = Initiator::log_in(server.local_addr(), "DataDigest=CRC32C");
    let command = ScsiCommand { write: true, expected_data_length: 4, ..initiator.command(0, &[WRITE]) };
    let mut bytes = Vec::new();
    initiator.framing.encode(command.header(), &[], b"data", &mut bytes);
    bytes[50] ^= 1;
    initiator.send_bytes(&bytes);
    assert!(matches!(initiator.receive(), Some((Response::Reject(reject), _)) if reject.reason == 2));
    assert_eq!(initiator.receive(), None);
    server.stop();
    assert_eq!(fake.heard().len(), 2, "an initiator joined and left");
}
