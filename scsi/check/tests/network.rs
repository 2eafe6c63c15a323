//! Our own target behind iSCSI, with a proof of who we are, comes to the same.

use rsmlab_conformance::verdict::Status;
use rsmlab_front::iscsi::config::{Authentication, Credentials};
use rsmlab_front::iscsi::{Server, ServerConfig};
use rsmlab_smc::cases;
use rsmlab_smc::inproc::InProcess;
use rsmlab_smc::run::{Conditions, run};
use rsmlab_smc::target::CheckedTarget;
use rsmlab_smc::transport::{Connector, GOOD, TransportError};

const NAME: &str = "iqn.2026-11.lab.rsm:checked";

fn serve(authentication: Authentication) -> Server {
    let ours = InProcess::named("library-48").expect("it is built in");
    let config = ServerConfig { authentication, ..ServerConfig::new(NAME) };
    Server::bind("127.0.0.1:0".parse().expect("an address"), config, ours.service()).expect("a server")
}

fn chap() -> Authentication {
    let initiator = Credentials { name: "ann".to_owned(), secret: "twelve-bytes-at-least".to_owned() };
    Authentication::Chap { initiator, target: None }
}

fn target(server: &Server, who: &str, lun: u64) -> Box<dyn Connector> {
    let target: CheckedTarget = format!("iscsi://{who}{}/{NAME}/{lun}", server.local_addr()).parse().expect("a target");
    target.open(CheckedTarget::PATIENCE).expect("it is opened without being spoken to")
}

#[test]
fn every_case_comes_to_the_same_as_in_the_process() {
    let server = serve(chap());
    let (far, near) = (target(&server, "ann:twelve-bytes-at-least@", 0), InProcess::named("library-48").expect("it is built in"));
    for case in cases::all() {
        let [far, near] = [&*far, &near as &dyn Connector].map(|connector| run(case, connector, &Conditions::default()));
        assert_eq!((far.status, &far.note), (near.status, &near.note), "{}: {:?}", case.id, far.failure);
        assert_ne!(far.status, Status::Fail, "{}: {:?}", case.id, far.failure);
    }
    server.stop();
}

#[test]
fn who_does_not_know_the_secret_is_refused() {
    let server = serve(chap());
    for who in ["ann:another-secret-altogether@", "bob:twelve-bytes-at-least@", ""] {
        let refused = target(&server, who, 0).connect().err();
        assert!(matches!(refused, Some(TransportError::Refused(_))), "{who}: {refused:?}");
    }
    server.stop();
}

#[test]
fn data_goes_out_when_it_is_asked_for() {
    let server = serve(Authentication::None);
    let mut drive = target(&server, "", 1).connect().expect("a nexus");
    let mut select = |cdb: &[u8], data: &[u8]| drive.execute(1, cdb, data, 0).expect("an answer");
    assert_ne!(select(&[0; 6], &[]).status, GOOD, "a unit attention");
    // MODE SELECT(6) with a block descriptor: blocks of 512 bytes.
    let header = [0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 2, 0];
    let reply = select(&[0x15, 0x10, 0, 0, 12, 0], &header);
    assert_eq!(reply.status, GOOD, "{}", reply.words());
    server.stop();
}
