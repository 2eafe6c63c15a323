//! Logging in: security, parameters, discovery, and everything that may be wrong with it.

use rsmlab_front::iscsi::chap::{self, Algorithm};
use rsmlab_front::iscsi::config::{Authentication, ConfigError, Credentials, Limits, ServerConfig};
use rsmlab_front::iscsi::pdu::response::Response;
use rsmlab_front::iscsi::text::{self, Pair};
use rsmlab_front::iscsi::{Server, ServerError};

use crate::fake::Heard;
use crate::initiator::{Initiator, NAME, TARGET};
use crate::{Fake, serve, serve_with};

fn with_chap(target: Option<Credentials>) -> ServerConfig {
    let authentication = Authentication::Chap { initiator: Credentials::new("me", "a secret of mine"), target };
    ServerConfig { authentication, ..ServerConfig::new(TARGET) }
}

fn value<'a>(pairs: &'a [Pair], key: &str) -> &'a str {
    pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("{key} is not in {pairs:?}"))
}

fn hello() -> String {
    format!("InitiatorName={NAME} TargetName={TARGET}")
}

/// The class and detail of a login that fails at its first request.
#[test]
fn a_login_that_fails_says_why() {
    let cases: [(u8, Option<u8>, &str, u16); 14] = [
        (1, Some(3), "InitiatorName=iqn.me TargetName=iqn.2026-11.lab.rsm:other", 0x0203),
        (1, Some(3), "InitiatorName=iqn.me", 0x0207),
        (1, Some(3), "TargetName=iqn.2026-11.lab.rsm:library", 0x0207),
        (1, Some(3), "InitiatorName=iqn.me SessionType=Other", 0x0209),
        (1, Some(3), "InitiatorName=iqn.me SessionType=Discovery X-a=1 X-a=2", 0x0200),
        (1, Some(3), "InitiatorName=iqn.me SessionType=Discovery MaxRecvDataSegmentLength=1", 0x0200),
        (1, Some(3), "InitiatorName=iqn.me SessionType=Discovery novalue", 0x0200),
        (1, Some(3), "InitiatorName=iqn.me SessionType=Discovery AuthMethod=None", 0x0200),
        (0, Some(1), "InitiatorName=iqn.me SessionType=Discovery AuthMethod=CHAP", 0x0201),
        (0, Some(1), "InitiatorName=iqn.me SessionType=Discovery CHAP_A=5", 0x0200),
        (0, Some(0), "InitiatorName=iqn.me SessionType=Discovery", 0x0200),
        (0, Some(2), "InitiatorName=iqn.me SessionType=Discovery", 0x0200),
        (2, Some(3), "InitiatorName=iqn.me SessionType=Discovery", 0x0200),
        (3, Some(3), "InitiatorName=iqn.me SessionType=Discovery", 0x0200),
    ];
    let (server, fake) = serve();
    for (stage, next, keys, status) in cases {
        let mut initiator = Initiator::connect(server.local_addr());
        let (response, _) = initiator.login(stage, next, keys);
        assert_eq!([response.status_class, response.status_detail], status.to_be_bytes(), "{keys}");
        assert_eq!(initiator.receive(), None, "{keys}: the connection is closed");
    }
    server.stop();
    assert_eq!(fake.heard(), [], "nobody joined");
}

#[test]
fn a_login_is_not_interrupted() {
    let (server, _) = serve();
    let mut initiator = Initiator::connect(server.local_addr());
    initiator.login(0, Some(1), &hello());
    initiator.start(0, &[0]);
    let response = initiator.receive();
    assert!(
        matches!(&response, Some((Response::Login(login), _)) if (login.status_class, login.status_detail) == (2, 0x0B)),
        "{response:?}"
    );
    assert_eq!(initiator.receive(), None);
}

#[test]
fn a_session_that_does_not_exist_is_not_logged_in_to() {
    let (server, fake) = serve();
    let other = Initiator::log_in(server.local_addr(), "");
    for (tsih, status) in [(9, [2, 0x0A]), (1, [2, 0x06])] {
        let mut initiator = Initiator::connect(server.local_addr());
        initiator.tsih = tsih;
        let (response, _) = initiator.login(1, Some(3), &hello());
        assert_eq!([response.status_class, response.status_detail], status);
    }
    other.log_out();
    server.stop();
    assert_eq!(fake.heard().len(), 2, "one initiator joined and left");
}

#[test]
fn parameters_are_negotiated_in_two_stages() {
    let (server, fake) = serve();
    let mut initiator = Initiator::connect(server.local_addr());
    let (response, pairs) = initiator.login(0, Some(1), &format!("{} AuthMethod=CHAP,None", hello()));
    assert_eq!((response.transit, response.next_stage, response.tsih), (true, 1, 0));
    assert_eq!((value(&pairs, "AuthMethod"), value(&pairs, "TargetPortalGroupTag")), ("None", "1"));
    let (response, pairs) = initiator.login(1, None, "HeaderDigest=CRC32C DataDigest=CRC32C,None MaxBurstLength=4096");
    assert!(!response.transit, "the initiator is not ready");
    assert_eq!(value(&pairs, "MaxRecvDataSegmentLength"), "262144");
    initiator.keep_to(&pairs);
    let digests = std::mem::take(&mut initiator.framing);
    initiator.framing.longest = digests.longest;
    let (response, _) = initiator.login(1, Some(3), "");
    assert_eq!((response.transit, response.next_stage, response.tsih), (true, 3, 1));
    initiator.framing = digests;
    assert_eq!(initiator.run(0, &[0]).status, 0, "with digests from now on");
    initiator.log_out();
    server.stop();
    assert!(matches!(&fake.heard()[0], Heard::Join(name, _) if name == NAME));
}

#[test]
fn a_long_text_goes_on_over_several_pdus() {
    let (server, _) = serve();
    let mut initiator = Initiator::connect(server.local_addr());
    // It fits into one PDU, and its answer does not.
    let keys: String = (0..200).map(|number| format!("X-com.example.number.{number:08}=v ")).collect();
    let (response, mut bytes) = initiator.login_bytes(1, Some(3), &format!("{} {keys}", hello())).expect("a response");
    assert!(response.continues && !response.transit);
    let (response, rest) = initiator.login_bytes(1, Some(3), "").expect("a response");
    bytes.extend(rest);
    let pairs = text::parse(&bytes).expect("a text");
    assert!(response.transit);
    assert_eq!(pairs.iter().filter(|(_, value)| value == "NotUnderstood").count(), 200);
    assert_eq!(initiator.run(0, &[0]).status, 0);
}

/// Name and secret of the initiator, of the target, and whether the login succeeds.
#[test]
fn chap_lets_in_who_knows_the_secret() {
    let mutual = Credentials::new("it", "another secret of it");
    let cases = [
        ("5", "me", "a secret of mine", false, true),
        ("7", "me", "a secret of mine", false, true),
        ("6,7,5", "me", "a secret of mine", true, true),
        ("5", "me", "a secret of yours", false, false),
        ("5", "you", "a secret of mine", false, false),
        ("5", "me", "", false, false),
        ("6", "me", "a secret of mine", false, false),
    ];
    let (server, fake) = serve_with(with_chap(Some(mutual.clone())));
    for (algorithms, name, secret, asks, succeeds) in cases {
        let mut initiator = Initiator::connect(server.local_addr());
        let (response, pairs) = initiator.login(0, Some(1), &format!("{} AuthMethod=None,CHAP", hello()));
        assert_eq!((response.transit, value(&pairs, "AuthMethod")), (false, "CHAP"));
        let (response, pairs) = initiator.login(0, None, &format!("CHAP_A={algorithms}"));
        if response.status_class != 0 {
            assert_eq!(([response.status_class, response.status_detail], succeeds), ([2, 1], false));
            continue;
        }
        let algorithm = Algorithm::of(value(&pairs, "CHAP_A")).expect("an algorithm that was offered");
        let challenge = chap::binary(value(&pairs, "CHAP_C")).expect("a challenge");
        let id = value(&pairs, "CHAP_I").parse().expect("an identifier");
        let proof = chap::hexadecimal(&algorithm.respond(id, secret, &challenge));
        let question = if asks { " CHAP_I=9 CHAP_C=0xC0FFEE" } else { "" };
        let (response, pairs) = initiator.login(0, Some(1), &format!("CHAP_N={name} CHAP_R={proof}{question}"));
        assert_eq!([response.status_class, response.status_detail], if succeeds { [0, 0] } else { [2, 1] }, "{algorithms} {name} {secret}");
        if !succeeds {
            assert_eq!(initiator.receive(), None);
            continue;
        }
        if asks {
            let answer = algorithm.respond(9, &mutual.secret, &[0xC0, 0xFF, 0xEE]);
            assert_eq!((value(&pairs, "CHAP_N"), value(&pairs, "CHAP_R")), ("it", chap::hexadecimal(&answer).as_str()));
        }
        let (response, _) = initiator.login(1, Some(3), "");
        assert!(response.transit);
        assert_eq!(initiator.run(0, &[0]).status, 0);
        initiator.log_out();
    }
    server.stop();
    assert_eq!(fake.heard().iter().filter(|heard| matches!(heard, Heard::Join(..))).count(), 3);
}

#[test]
fn proof_is_neither_left_out_nor_reflected() {
    let (server, fake) = serve_with(with_chap(None));
    let refused = |initiator: &mut Initiator, stage, keys: &str| {
        let (response, _) = initiator.login(stage, Some(3), keys);
        assert_eq!([response.status_class, response.status_detail], [2, 1], "{keys}");
    };
    refused(&mut Initiator::connect(server.local_addr()), 1, &hello());
    refused(&mut Initiator::connect(server.local_addr()), 0, &format!("{} AuthMethod=None", hello()));
    let mut initiator = Initiator::connect(server.local_addr());
    let (response, _) = initiator.login(0, Some(3), &format!("{} AuthMethod=CHAP", hello()));
    assert!(!response.transit, "nothing is proved yet");
    let (_, pairs) = initiator.login(0, None, "CHAP_A=5");
    let challenge = value(&pairs, "CHAP_C").to_owned();
    let id = value(&pairs, "CHAP_I").parse().expect("an identifier");
    let proof = Algorithm::Md5.respond(id, "a secret of mine", &chap::binary(&challenge).expect("a challenge"));
    refused(&mut initiator, 0, &format!("CHAP_N=me CHAP_R={} CHAP_I=1 CHAP_C={challenge}", chap::hexadecimal(&proof)));
    server.stop();
    assert_eq!(fake.heard(), []);
}

#[test]
fn discovery_tells_the_target_and_takes_no_commands() {
    let (server, fake) = serve();
    let mut initiator = Initiator::connect(server.local_addr());
    let (response, pairs) = initiator.login(1, Some(3), "InitiatorName=iqn.me SessionType=Discovery InitialR2T=No");
    assert!(response.transit);
    assert_eq!(value(&pairs, "InitialR2T"), "Irrelevant");
    let address = format!("{},1", server.local_addr());
    let found = vec![("TargetName".to_owned(), TARGET.to_owned()), ("TargetAddress".to_owned(), address)];
    assert_eq!(initiator.text("SendTargets=All"), found);
    assert_eq!(initiator.text(&format!("SendTargets={TARGET}")), found);
    assert_eq!(initiator.text("SendTargets=iqn.other"), []);
    assert_eq!(initiator.text("X-a=1"), [("X-a".to_owned(), "NotUnderstood".to_owned())]);
    assert_eq!(initiator.text("InitialR2T=No"), [("InitialR2T".to_owned(), "Reject".to_owned())]);
    initiator.start(0, &[0]);
    let (response, _) = initiator.receive().expect("a reject");
    assert!(matches!(&response, Response::Reject(reject) if reject.reason == 4), "{response:?}");
    initiator.log_out();
    server.stop();
    assert_eq!(fake.heard(), []);
}

#[test]
fn a_server_refuses_what_it_cannot_do() {
    let bind = |address: [u8; 4], config| Server::bind((address, 0).into(), config, std::sync::Arc::new(Fake::default())).err();
    assert!(matches!(bind([0, 0, 0, 0], ServerConfig::new(TARGET)), Some(ServerError::Remote(_))));
    assert!(bind([0, 0, 0, 0], ServerConfig { allow_remote: true, ..ServerConfig::new(TARGET) }).is_none());
    for name in ["", "iqn.", "library", "iqn.2026-11.lab.rsm:Library", "iqn.2026-11.lab.rsm:a library"] {
        let error = bind([127, 0, 0, 1], ServerConfig::new(name));
        assert!(matches!(&error, Some(ServerError::Config(ConfigError::Name(_)))), "{name:?}: {error:?}");
    }
    let same = with_chap(Some(Credentials::new("it", "a secret of mine")));
    assert!(matches!(bind([127, 0, 0, 1], same), Some(ServerError::Config(ConfigError::SameSecret))));
    let idle = ServerConfig { limits: Limits { commands: 0, ..Limits::default() }, ..ServerConfig::new(TARGET) };
    assert!(matches!(bind([127, 0, 0, 1], idle), Some(ServerError::Config(ConfigError::Nothing))));
    let none = with_chap(Some(Credentials::new("it", "")));
    assert!(matches!(bind([127, 0, 0, 1], none), Some(ServerError::Config(ConfigError::NoSecret))));
}
