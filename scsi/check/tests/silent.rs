//! A library without power, as an initiator sees it: it keeps no connection and takes none, until the power is back.

use std::sync::Arc;

use rsmlab_front::iscsi::{Server, ServerConfig};
use rsmlab_front::live::{LiveLibrary, ServedScenario as Description};
use rsmlab_front::served::{Pace, ServedWorld};
use rsmlab_front::service::Service;
use rsmlab_harness::trace::Kept;
use rsmlab_language::beside::nothing;
use rsmlab_language::parse;
use rsmlab_smc::cdb::test_unit_ready;
use rsmlab_smc::target::CheckedTarget;
use rsmlab_smc::transport::{TransportError, TransportReply};

const NAME: &str = "iqn.2026-11.test:library";
/// POWER ON, RESET, OR BUS DEVICE RESET OCCURRED.
const POWER_ON: (u8, u8, u8) = (0x6, 0x29, 0x00);
const WORLD: &str = "title \"Served\"\nservice stopped\nlibrary L1 slots=4 drives=2\n";

fn served() -> Arc<ServedWorld<LiveLibrary>> {
    let scenario = parse("world.kdl", WORLD).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let described = Description { name: "world.kdl", text: WORLD, scenario: Box::leak(Box::new(scenario)) };
    Arc::new(ServedWorld::begin(LiveLibrary::begin(described, None, Kept::Nothing).expect("it can be served"), Pace::Jumps))
}

#[test]
fn a_library_without_power_keeps_no_connection_and_takes_none() {
    let served = served();
    let service = Arc::clone(&served) as Arc<dyn Service>;
    let server = Server::bind(([127, 0, 0, 1], 0).into(), ServerConfig::new(NAME), service).expect("a port is free");
    let target: CheckedTarget = format!("iscsi://{}/{NAME}/0", server.local_addr()).parse().expect("a target");
    let connector = target.open(CheckedTarget::PATIENCE).expect("it is opened without being spoken to");
    let say = |line| served.with(|library| library.say(line, served.pace(), &nothing)).expect("it can be said");
    let code = |reply: Result<TransportReply, TransportError>| reply.map(|reply| reply.code().map(|code| (code.key, code.asc, code.ascq)));

    let mut session = connector.connect().expect("it has power");
    assert_eq!(code(session.execute(0, &test_unit_ready(), &[], 0)), Ok(Some(POWER_ON)));
    say("fault L1 power-off");
    assert_eq!(code(session.execute(0, &test_unit_ready(), &[], 0)), Err(TransportError::Closed));
    assert_eq!(connector.connect().err(), Some(TransportError::Closed));
    say("heal L1");
    let mut session = connector.connect().expect("it has power again");
    assert_eq!(code(session.execute(0, &test_unit_ready(), &[], 0)), Ok(Some(POWER_ON)));
    drop(session);
    server.stop();
}
