//! Sessions beside each other, one after the other, and their end.

use std::time::Duration;

use rsmlab_front::iscsi::ServerConfig;
use rsmlab_front::iscsi::config::{Limits, Timeouts};
use rsmlab_front::iscsi::pdu::NO_TAG;
use rsmlab_front::iscsi::pdu::request::{NopOut, ScsiCommand};
use rsmlab_front::iscsi::pdu::response::Response;
use rsmlab_scsi::nexus::Nexus;

use crate::fake::{Heard, MOVE, READ, WRITE};
use crate::initiator::{Initiator, TARGET};
use crate::{serve, serve_with};

#[test]
fn an_initiator_that_logs_in_anew_ends_its_old_session() {
    let (server, fake) = serve();
    let mut old = Initiator::log_in(server.local_addr(), "");
    old.start(0, &[MOVE]);
    fake.wait_for(|heard| matches!(heard, Heard::Command(..)));
    let mut other = Initiator::log_in_as(server.local_addr(), "iqn.other", "");
    let mut new = Initiator::log_in(server.local_addr(), "");
    assert_eq!(old.receive(), None, "the old session ends");
    assert_eq!((new.run(0, &[0]).status, other.run(0, &[0]).status), (0, 0));
    let heard = fake.heard();
    let at = |wanted: &Heard| heard.iter().position(|heard| heard == wanted).unwrap_or_else(|| panic!("{wanted:?} is not in {heard:?}"));
    let again = heard.iter().position(|heard| matches!(heard, Heard::Join(_, Nexus(3)))).expect("it joined again");
    assert!(at(&Heard::Abort(MOVE)) < at(&Heard::Leave(Nexus(1))) && at(&Heard::Leave(Nexus(1))) < again, "{heard:?}");
    server.stop();
}

#[test]
fn a_stop_tells_every_initiator_and_waits_for_all() {
    let (server, fake) = serve();
    let mut busy = Initiator::log_in_as(server.local_addr(), "iqn.busy", "");
    busy.start(0, &[MOVE]);
    fake.wait_for(|heard| matches!(heard, Heard::Command(..)));
    let mut idle = Initiator::log_in_as(server.local_addr(), "iqn.idle", "");
    let mut silent = Initiator::connect(server.local_addr());
    let address = server.local_addr();
    server.stop();
    let heard = fake.heard();
    for nexus in [Nexus(1), Nexus(2)] {
        assert!(heard.contains(&Heard::Leave(nexus)), "{heard:?}");
    }
    for initiator in [&mut busy, &mut idle] {
        assert!(matches!(initiator.receive(), Some((Response::Async(message), _)) if message.event == 3));
        assert_eq!(initiator.receive(), None);
    }
    assert_eq!(silent.receive(), None);
    assert!(std::net::TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn a_client_that_says_nothing_is_asked_and_then_dropped() {
    let timeouts = Timeouts { silence: Duration::from_secs(1), ..Timeouts::default() };
    let (server, fake) = serve_with(ServerConfig { timeouts, ..ServerConfig::new(TARGET) });
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    let Some((Response::NopIn(ping), _)) = initiator.receive() else { panic!("it is asked") };
    assert_eq!(ping.initiator_task_tag, NO_TAG);
    let target_transfer_tag = ping.target_transfer_tag;
    let pong = NopOut {
        immediate: true,
        last: true,
        initiator_task_tag: NO_TAG,
        target_transfer_tag,
        cmd_sn: initiator.cmd_sn,
        ..NopOut::default()
    };
    initiator.send(&pong, &[]);
    assert!(matches!(initiator.receive(), Some((Response::NopIn(_), _))));
    assert_eq!(initiator.receive(), None);
    fake.wait_for(|heard| *heard == Heard::Leave(Nexus(1)));
}

#[test]
fn a_client_that_does_not_log_in_in_time_is_dropped() {
    let timeouts = Timeouts { login: Duration::from_millis(200), ..Timeouts::default() };
    let (server, _) = serve_with(ServerConfig { timeouts, ..ServerConfig::new(TARGET) });
    assert_eq!(Initiator::connect(server.local_addr()).receive(), None);
    let mut half = Initiator::connect(server.local_addr());
    half.send_bytes(&[0x43, 0x87, 0]);
    assert_eq!(half.receive(), None);
}

#[test]
fn connections_are_bounded() {
    let limits = Limits { connections: 2, ..Limits::default() };
    let (server, fake) = serve_with(ServerConfig { limits, ..ServerConfig::new(TARGET) });
    let mut one = Initiator::log_in_as(server.local_addr(), "iqn.one", "");
    let two = Initiator::log_in_as(server.local_addr(), "iqn.two", "");
    assert_eq!(Initiator::connect(server.local_addr()).receive(), None);
    two.log_out();
    fake.wait_for(|heard| matches!(heard, Heard::Leave(_)));
    assert_eq!(one.run(0, &[0]).status, 0);
}

#[test]
fn a_data_segment_beyond_what_was_agreed_ends_the_connection() {
    let (server, fake) = serve();
    let mut initiator = Initiator::connect(server.local_addr());
    initiator.send_bytes(&[&[0x43, 0x87, 0, 0, 0, 0x00, 0x20, 0x01][..], &[0; 40]].concat());
    assert_eq!(initiator.receive(), None, "a login request has at most 8,192 bytes");
    let mut initiator = Initiator::log_in(server.local_addr(), "");
    initiator.send_bytes(&[&[0x01, 0xA0, 0, 0, 0, 0xFF, 0xFF, 0xFF][..], &[0; 40]].concat());
    assert_eq!(initiator.receive(), None);
    fake.wait_for(|heard| *heard == Heard::Leave(Nexus(1)));
}

#[test]
fn a_client_that_reads_nothing_holds_up_neither_others_nor_the_end() {
    let (server, fake) = serve();
    let mut deaf = Initiator::log_in_as(server.local_addr(), "iqn.deaf", "FirstBurstLength=262144");
    deaf.write(0, &[WRITE], &vec![7; 200_000], 200_000, 0, 1);
    // More than the buffers of any socket take.
    for _ in 0..60 {
        let command = deaf.command(0, &[READ, 2, 0, 0, 0, 0, 3, 0x0D, 0x40, 0]);
        deaf.send(&ScsiCommand { read: true, expected_data_length: 200_000, ..command }, &[]);
    }
    fake.wait_for(|heard| matches!(heard, Heard::Command(_, _, READ, _)));
    let mut other = Initiator::log_in_as(server.local_addr(), "iqn.other", "");
    assert_eq!(other.run(0, &[0]).status, 0);
    server.stop();
    assert!(fake.heard().contains(&Heard::Leave(Nexus(1))));
}
