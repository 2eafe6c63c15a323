//! Bytes and PDUs: what is encoded reads back, and any bytes are something or an error.

use proptest::collection::vec;
use proptest::prelude::*;
use rsmlab_front::iscsi::chap::{self, Challenge};
use rsmlab_front::iscsi::config::{Authentication, Credentials, ServerConfig};
use rsmlab_front::iscsi::login::{Login, LoginStep};
use rsmlab_front::iscsi::parameters::{Parameters, SessionType};
use rsmlab_front::iscsi::pdu::extra::Extra;
use rsmlab_front::iscsi::pdu::frame::{Decoded, FrameError, Framing};
use rsmlab_front::iscsi::pdu::header::{Header, Pdu};
use rsmlab_front::iscsi::pdu::request::{LoginRequest, RequestPdu, ScsiCommand};
use rsmlab_front::iscsi::pdu::response::{Response, SequenceNumbers};
use rsmlab_front::iscsi::serial::Serial;
use rsmlab_front::iscsi::text::{self, TextReply};

use crate::initiator::TARGET;

fn header() -> impl Strategy<Value = Header> {
    // Opcodes that are known come as often as those that are not.
    let known = prop::sample::select(vec![0, 1, 2, 3, 4, 5, 6, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x31, 0x32, 0x3F_u8]);
    (vec(any::<u8>(), Header::LENGTH), prop_oneof![known, any::<u8>()], any::<bool>()).prop_map(|(bytes, opcode, immediate)| {
        let mut header = Header(bytes.try_into().expect("as long as a header"));
        header.0[0] = opcode | u8::from(immediate) << 6;
        header
    })
}

fn framing() -> impl Strategy<Value = Framing> {
    (any::<bool>(), any::<bool>()).prop_map(|(header_digest, data_digest)| Framing { header_digest, data_digest, longest: 600 })
}

proptest! {
    #[test]
    fn a_frame_reads_back_and_needs_all_of_its_bytes(header in header(), extra in vec(any::<[u8; 4]>(), 0..4), data in vec(any::<u8>(), 0..600), framing in framing()) {
        let extra = extra.concat();
        let mut bytes = Vec::new();
        framing.encode(header, &extra, &data, &mut bytes);
        prop_assert_eq!(bytes.len() % 4, 0);
        for length in 0..bytes.len() {
            let Ok(Decoded::Part(needed)) = framing.decode(&bytes[..length]) else { panic!("{length} of {} bytes are a frame", bytes.len()) };
            prop_assert!(length < needed && needed <= bytes.len());
        }
        bytes.push(0xEE);
        let Ok(Decoded::Whole(frame, length)) = framing.decode(&bytes) else { panic!("a frame does not read back") };
        prop_assert_eq!(length, bytes.len() - 1);
        prop_assert_eq!(frame.header.data_length(), data.len());
        prop_assert_eq!((frame.extra, frame.data), (extra, data));
    }

    #[test]
    fn a_flipped_bit_is_seen_by_the_digests(data in vec(any::<u8>(), 1..100), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let framing = Framing { header_digest: true, data_digest: true, longest: 600 };
        let mut bytes = Vec::new();
        framing.encode(Header::new(1), &[], &data, &mut bytes);
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        let decoded = framing.decode(&bytes);
        // A header that claims more additional segments than there are has to be waited for.
        let waits = at == 4 && matches!(decoded, Ok(Decoded::Part(_)));
        prop_assert!(waits || matches!(decoded, Err(FrameError::HeaderDigest | FrameError::DataDigest(_))), "{:?}", decoded);
    }

    #[test]
    fn every_field_of_a_pdu_reads_back(header in header()) {
        if let Some(request) = RequestPdu::read(&header) {
            prop_assert_eq!(RequestPdu::read(&request.header()), Some(request));
        } else if let Some(response) = Response::read(&header) {
            let mut again = response.header();
            prop_assert_eq!(Response::read(&again), Some(response));
            SequenceNumbers::read(&header).stamp(&mut again);
            prop_assert_eq!(SequenceNumbers::read(&again), SequenceNumbers::read(&header));
        }
    }

    #[test]
    fn any_bytes_are_a_frame_or_a_part_of_one_or_an_error(bytes in vec(any::<u8>(), 0..300), framing in framing()) {
        match framing.decode(&bytes) {
            Ok(Decoded::Whole(frame, length)) => {
                prop_assert!(length <= bytes.len() && frame.data.len() <= framing.longest);
                let _ = (RequestPdu::read(&frame.header), Response::read(&frame.header), Extra::read(&frame.extra), text::parse(&frame.data));
            }
            Ok(Decoded::Part(needed)) => prop_assert!(needed > bytes.len() && needed < Header::LENGTH + 255 * 4 + 4 + framing.longest + 8),
            Err(FrameError::TooLong { length, longest }) => prop_assert!(length > longest),
            Err(FrameError::HeaderDigest | FrameError::DataDigest(_)) => prop_assert!(framing.header_digest || framing.data_digest),
        }
    }

    #[test]
    fn any_bytes_are_a_text_or_an_error(bytes in vec(any::<u8>(), 0..200), extra in vec(any::<u8>(), 0..64), value in "\\PC{0,40}") {
        if let Ok(pairs) = text::parse(&bytes) {
            let mut reply = TextReply::default();
            for (key, value) in &pairs {
                reply.add(key, value);
            }
            prop_assert_eq!(text::parse(&reply.part(usize::MAX)), Ok(pairs));
        }
        let _ = (Extra::read(&extra), chap::binary(&value), chap::binary(&format!("0x{value}")), chap::binary(&format!("0b{value}")));
    }

    #[test]
    fn binary_values_read_back(bytes in vec(any::<u8>(), 1..100)) {
        prop_assert_eq!(chap::binary(&chap::hexadecimal(&bytes)), Some(bytes));
    }

    #[test]
    fn any_login_requests_are_answered_or_refused(requests in vec((any::<[u8; 4]>(), text_of_keys()), 1..8), chap in any::<bool>()) {
        let authentication = if chap { Authentication::Chap { initiator: Credentials::new("me", "secret"), target: None } } else { Authentication::None };
        let config = ServerConfig { authentication, ..ServerConfig::new(TARGET) };
        let mut login = Login::new(&config, Challenge { id: 7, value: [9; 16] });
        for ([flags, transit, stage, next], data) in requests {
            let header = LoginRequest { transit: transit < 128, continues: flags > 220, current_stage: stage % 3, next_stage: next % 4, ..LoginRequest::default() };
            match login.step(&header, &data) {
                Ok(LoginStep::Answer(_, data)) => prop_assert!(data.len() <= Framing::DEFAULT_LONGEST),
                Ok(LoginStep::Done(response, _, established)) => {
                    prop_assert!(!chap, "nobody has proved anything");
                    prop_assert!(response.transit && !established.initiator.is_empty());
                    prop_assert!(established.parameters.first_burst_length <= established.parameters.max_burst_length);
                    break;
                }
                Err(_) => break,
            }
        }
    }

    #[test]
    fn serial_numbers_are_compared_across_their_end(number in any::<u32>(), ahead in 1..i32::MAX) {
        let later = Serial(number).plus(ahead.cast_unsigned());
        prop_assert_eq!((later.beyond(Serial(number)), Serial(number).beyond(later)), (ahead, -ahead));
    }
}

/// Keys that a login knows, with values that are right or wrong, and bytes that are no text.
fn text_of_keys() -> impl Strategy<Value = Vec<u8>> {
    let key = prop::sample::select(vec![
        "InitiatorName",
        "TargetName",
        "SessionType",
        "AuthMethod",
        "CHAP_A",
        "CHAP_N",
        "CHAP_R",
        "CHAP_I",
        "CHAP_C",
        "HeaderDigest",
        "DataDigest",
        "MaxRecvDataSegmentLength",
        "InitialR2T",
        "MaxBurstLength",
        "FirstBurstLength",
        "MaxConnections",
        "ErrorRecoveryLevel",
        "X-a",
        "b",
    ]);
    let value = prop::sample::select(vec![
        TARGET,
        "iqn.me",
        "Discovery",
        "Normal",
        "None",
        "CHAP",
        "CHAP,None",
        "5",
        "me",
        "0x00",
        "0b==",
        "Yes",
        "No",
        "512",
        "16777215",
        "0",
        "-1",
        "",
    ]);
    let pairs =
        vec((key, value), 0..6).prop_map(|pairs| pairs.iter().flat_map(|(key, value)| format!("{key}={value}\0").into_bytes()).collect());
    let introduced = Just(format!("InitiatorName=iqn.me\0TargetName={TARGET}\0").into_bytes());
    prop_oneof![4 => pairs, 4 => introduced, 1 => vec(any::<u8>(), 0..40)]
}

/// The places of fields, which a round trip alone would not hold: a SCSI Command byte by byte (RFC 7143, 11.3).
#[test]
fn a_command_stands_in_its_header_as_the_standard_says() {
    let command = ScsiCommand {
        immediate: true,
        last: true,
        read: true,
        write: false,
        attribute: 1,
        lun: 0x0001_0000_0000_0000,
        initiator_task_tag: 0x0102_0304,
        expected_data_length: 0x0506_0708,
        cmd_sn: Serial(0x090A_0B0C),
        exp_stat_sn: Serial(0x0D0E_0F10),
        cdb: *b"0123456789ABCDEF",
    };
    let mut bytes = Vec::new();
    Framing::default().encode(command.header(), &[], b"xyz", &mut bytes);
    let expected = [
        &[0x41, 0xC1, 0, 0, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 0][..],
        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        b"0123456789ABCDEF",
        b"xyz\0",
    ];
    assert_eq!(bytes, expected.concat());
}

#[test]
fn additional_header_segments_are_read() {
    let cases: [(&[u8], Option<Extra>); 7] = [
        (&[], Some(Extra::default())),
        (&[0, 5, 1, 0, 1, 2, 3, 4], Some(Extra { cdb: vec![1, 2, 3, 4], expected_read_length: None })),
        (&[0, 2, 1, 0, 9, 0, 0, 0, 0, 5, 2, 0, 0, 0, 2, 0], Some(Extra { cdb: vec![9], expected_read_length: Some(512) })),
        (&[0, 1, 0x3F, 0], Some(Extra::default())),
        (&[0, 9, 1, 0], None),
        (&[0, 4, 2, 0, 0, 0, 0, 0], None),
        (&[0, 0, 1, 0], None),
    ];
    for (bytes, expected) in cases {
        assert_eq!(Extra::read(bytes).ok(), expected, "{bytes:?}");
    }
}

#[test]
fn keys_are_answered_as_the_standard_says() {
    let cases = [
        ("HeaderDigest", "CRC32C,None", Some("CRC32C")),
        ("DataDigest", "None,CRC32C", Some("None")),
        ("DataDigest", "X-own", Some("Reject")),
        ("MaxConnections", "4", Some("1")),
        ("InitialR2T", "No", Some("No")),
        ("InitialR2T", "Yes", Some("Yes")),
        ("ImmediateData", "No", Some("No")),
        ("ImmediateData", "maybe", Some("Reject")),
        ("MaxBurstLength", "16776192", Some("1048576")),
        ("MaxBurstLength", "0x400", Some("1024")),
        ("MaxBurstLength", "511", Some("Reject")),
        ("FirstBurstLength", "65536", Some("65536")),
        ("MaxOutstandingR2T", "8", Some("1")),
        ("MaxOutstandingR2T", "0", Some("Reject")),
        ("DataPDUInOrder", "No", Some("Yes")),
        ("DataSequenceInOrder", "No", Some("Yes")),
        ("DefaultTime2Wait", "2", Some("2")),
        ("DefaultTime2Retain", "20", Some("0")),
        ("ErrorRecoveryLevel", "2", Some("0")),
        ("ErrorRecoveryLevel", "3", Some("Reject")),
        ("TaskReporting", "FastAbort,RFC3720", Some("RFC3720")),
        ("iSCSIProtocolLevel", "2", Some("1")),
        ("IFMarker", "No", Some("No")),
        ("OFMarkInt", "2048~65535", Some("Reject")),
        ("MaxRecvDataSegmentLength", "4096", None),
        ("InitiatorAlias", "host", None),
        ("X-com.example.key", "1", Some("NotUnderstood")),
        ("Nonsense", "1", Some("NotUnderstood")),
    ];
    for (key, value, expected) in cases {
        let mut reply = TextReply::default();
        Parameters::default().negotiate(key, value, SessionType::Normal, &mut reply).expect("it is no violation");
        let answer = text::parse(&reply.part(usize::MAX)).expect("a text");
        let expected: Vec<_> = expected.iter().map(|answer| (key.to_owned(), (*answer).to_owned())).collect();
        assert_eq!(answer, expected, "{key}={value}");
    }
    let mut reply = TextReply::default();
    assert!(Parameters::default().negotiate("MaxRecvDataSegmentLength", "100", SessionType::Normal, &mut reply).is_err());
    Parameters::default().negotiate("MaxBurstLength", "4096", SessionType::Discovery, &mut reply).expect("it is no violation");
    assert_eq!(reply.part(usize::MAX), b"MaxBurstLength=Irrelevant\0");
}
