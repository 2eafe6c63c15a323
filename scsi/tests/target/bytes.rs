//! Tables of bytes: a block, and what comes back.

use rsmlab_engine::port::hardware::Gate;
use rsmlab_sim::fault::{Fault, FaultKind, FaultSite};
use rsmlab_sim::hardware::make::ElementType;
use rsmlab_sim::operator::PersonAct;

use crate::bench::{ANN, BOB, L1, ask, bytes, hex, library, rig, rig_of, send};

fn check(table: &[(u64, &str, &str)]) {
    let mut rig = rig();
    for (lun, cdb, expected) in table {
        assert_eq!(ask(&mut rig, ANN, *lun, cdb), *expected, "logical unit {lun}, {cdb}");
    }
}

#[test]
fn every_command_of_the_changer_answers() {
    check(&[
        (0, "00", "GOOD"),
        (0, "00 00 00 00 00 01", "5/24/00 at 5"),
        (0, "01", "5/20/00 at 0"),
        (0, "FF", "5/20/00 at 0"),
        (0, "5E", "5/20/00 at 0"),
        (0, "5F", "5/20/00 at 0"),
        (0, "03 00 00 00 FF 00", "GOOD 70000000 0000000A 00000000 00000000 0000"),
        (0, "03 00 00 00 04 00", "GOOD 70000000"),
        (0, "03 01 00 00 FF 00", "5/24/00 at 1"),
        // Logical units.
        (0, "A0 00 00 00 00 00 00 00 00 FF 00 00", "GOOD 00000018 00000000 00000000 00000000 00010000 00000000 00020000 00000000"),
        (0, "A0 00 01 00 00 00 00 00 00 FF 00 00", "GOOD 00000000 00000000"),
        (0, "A0 00 03 00 00 00 00 00 00 FF 00 00", "5/24/00 at 2"),
        // Looking, with a range and without.
        (0, "07", "GOOD"),
        (0, "37 01 03 E8 00 00 00 02 00 00", "GOOD"),
        (0, "E7 01 03 E8 00 00 00 02 00 00", "GOOD"),
        (0, "37 01 00 99 00 00 00 02 00 00", "5/21/01 at 2"),
        (0, "37 00 00 99 00 00 00 02 00 00", "GOOD"),
        // A transport waits before an element.
        (0, "2B 00 00 01 03 E8 00 00 00 00", "GOOD"),
        (0, "2B 00 00 00 01 F4 00 00 00 00", "GOOD"),
        (0, "2B 00 00 0A 03 E8 00 00 00 00", "5/21/01 at 2"),
        (0, "2B 00 00 01 03 ED 00 00 00 00", "5/21/01 at 4"),
        (0, "2B 00 00 01 03 E8 00 00 01 00", "5/24/00 at 8"),
        // The port goes out and in.
        (0, "1B 00 00 0A 00 00", "GOOD"),
        (0, "1B 00 00 0A 01 00", "GOOD"),
        (0, "1B 00 00 0B 02 00", "5/24/00 at 4"),
        (0, "1B 00 03 E8 00 00", "5/21/01 at 2"),
        // Nothing was searched for.
        (0, "B5 10 00 00 FF FF 00 00 FF FF 00 00", "5/2C/00"),
        (0, "B6 00 00 00 00 08 00 00 00 28 00 00", "5/24/00 at 5"),
        (0, "B6 07 00 00 00 05 00 00 00 28 00 00", "5/24/00 at 1"),
        (0, "B6 00 00 00 00 05 00 00 00 28 00 00", "5/1A/00"),
        // Reservations of whole units only.
        (0, "16", "GOOD"),
        (0, "17", "GOOD"),
        (0, "16 01", "5/24/00 at 1"),
        (0, "56 10", "5/24/00 at 1"),
        // There is no unit 3.
        (3, "00", "5/25/00"),
        (3, "03 00 00 00 FF 00", "GOOD 70000500 0000000A 00000000 25000000 0000"),
        (u64::MAX, "00", "5/25/00"),
        (9, "A0 00 00 00 00 00 00 00 00 08 00 00", "GOOD 00000018 00000000"),
    ]);
}

#[test]
fn more_drives_than_a_byte_counts_have_logical_units() {
    let mut many = library();
    many.drives = 300;
    many.make.addresses.set(ElementType::Slot, 1000);
    let mut rig = rig_of(many);
    let list = bytes(ask(&mut rig, ANN, 0, "A0 00 00 00 00 00 00 00 FF FF 00 00").trim_start_matches("GOOD "));
    assert_eq!((hex(&list[..4]), hex(&list[8 + 255 * 8..][..16])), ("00000968".into(), "00FF0000 00000000 41000000 00000000".into()));
    assert_eq!([ask(&mut rig, ANN, 300, "00"), ask(&mut rig, ANN, 301, "00")], ["2/3A/00", "5/25/00"]);
}

#[test]
fn a_logical_unit_says_who_it_is() {
    let mut rig = rig();
    let text = |hex_of: &str| hex_of.bytes().map(|byte| format!("{byte:02X}")).collect::<String>();
    let standard = |rig: &mut _, lun| bytes(ask(rig, ANN, lun, "12 00 00 00 FF 00").trim_start_matches("GOOD "));
    let changer = standard(&mut rig, 0);
    assert_eq!(hex(&changer[..8]), "08800602 45000002");
    assert_eq!(&changer[8..36], b"RSMLAB  LIBRARY         1   ");
    assert_eq!(hex(&changer[58..64]), "00A00460 0480");
    let drive = standard(&mut rig, 2);
    assert_eq!((drive[0], &drive[16..32], hex(&drive[62..64])), (0x01, &b"TAPE DRIVE      "[..], "0400".into()));
    assert_eq!(standard(&mut rig, 3)[0], 0x7F);
    assert_eq!(ask(&mut rig, ANN, 0, "12 01 00 00 FF 00"), "GOOD 08000003 008083");
    assert_eq!(ask(&mut rig, ANN, 0, "12 01 80 00 FF 00").replace(' ', ""), format!("GOOD0880000A{}", text("RL00000000")));
    let designators = bytes(ask(&mut rig, ANN, 2, "12 01 83 00 FF 00").trim_start_matches("GOOD "));
    assert_eq!((hex(&designators[..8]), &designators[8..42]), ("01830032 02010022".into(), &b"RSMLAB  TAPE DRIVE      RL00000002"[..]));
    assert_eq!(hex(&designators[42..]), "01030008 3052534D 00000002");
    for (cdb, at) in [("12 00 80 00 FF 00", 2), ("12 01 81 00 FF 00", 2), ("12 02 00 00 FF 00", 1)] {
        assert_eq!(ask(&mut rig, ANN, 0, cdb), format!("5/24/00 at {at}"));
    }
}

#[test]
fn mode_pages_say_how_the_library_is_built() {
    let control = "0A0A0000 00400000 00000000";
    let elements = "1D120001 000103E8 0005000A 000201F4 00020000";
    let geometry = "1E020000";
    let capabilities = "1F120200 0F0F0F0F 00000000 00080000 00000000";
    let join = |parts: &[&str]| hex(&bytes(&parts.concat()));
    check(&[
        (0, "1A 00 1D 00 FF 00", &format!("GOOD {}", join(&["17000000", elements]))),
        (0, "1A 08 1E 00 FF 00", &format!("GOOD {}", join(&["07000000", geometry]))),
        (0, "1A 00 1F 00 FF 00", &format!("GOOD {}", join(&["17000000", capabilities]))),
        (0, "1A 00 3F 00 FF 00", &format!("GOOD {}", join(&["3B000000", control, elements, geometry, capabilities]))),
        (0, "5A 00 3F 00 00 00 00 00 FF 00", &format!("GOOD {}", join(&["003E000000000000", control, elements, geometry, capabilities]))),
        // Nothing can be changed, and the default is what is.
        (0, "1A 00 5E 00 FF 00", "GOOD 07000000 1E020000"),
        (0, "1A 00 9D 00 FF 00", &format!("GOOD {}", join(&["17000000", elements]))),
        (0, "1A 00 5D 00 FF 00", &format!("GOOD {}", join(&["17000000 1D12", &"00".repeat(18)]))),
        (0, "1A 00 DD 00 FF 00", "5/39/00 at 2"),
        (0, "1A 00 0B 00 FF 00", "5/24/00 at 2"),
        // There are no subpages, so that all of them are the pages alone.
        (0, "1A 00 3F FF FF 00", &format!("GOOD {}", join(&["3B000000", control, elements, geometry, capabilities]))),
        (0, "1A 00 3F 01 FF 00", "5/24/00 at 3"),
        (0, "1A 00 1D 00 05 00", "GOOD 17000000 1D"),
    ]);
}

#[test]
fn what_is_supported_is_what_is_served() {
    let mut rig = rig();
    let mut plain = library();
    plain.make.exchanges = Default::default();
    plain.ports.clear();
    plain.bar_code_reader = false;
    let mut poor = rig_of(plain);
    let listed = |rig: &mut _, lun| {
        let data = bytes(ask(rig, ANN, lun, "A3 0C 00 00 00 00 00 00 FF FF 00 00").trim_start_matches("GOOD "));
        data[4..].chunks(8).map(|command| (command[0], command[7])).collect::<Vec<_>>()
    };
    let rich = listed(&mut rig, 0);
    assert_eq!(rich.len(), 24);
    for operation in [0xA6, 0x1B, 0xB5, 0xB6] {
        assert!(rich.iter().any(|(listed, _)| *listed == operation));
        assert!(!listed(&mut poor, 0).iter().any(|(listed, _)| *listed == operation));
        assert_eq!(ask(&mut poor, ANN, 0, &format!("{operation:02X}")), "5/20/00 at 0");
    }
    for lun in [0, 1] {
        let all = listed(&mut rig, lun);
        assert!(all.iter().is_sorted());
        for (operation, length) in all {
            let one = |options: u8| format!("A3 0C {options:02X} {operation:02X} 00 00 00 00 FF FF 00 00");
            if !matches!(operation, 0xA3 | 0x34 | 0x8C) {
                let data = bytes(ask(&mut rig, ANN, lun, &one(1)).trim_start_matches("GOOD "));
                assert_eq!((data[1], data[3], data[4]), (0x03, length, operation));
                assert_eq!(data.len(), 4 + usize::from(length));
            }
            assert!(!ask(&mut rig, ANN, lun, &format!("{operation:02X}")).starts_with("5/20/00"), "{operation:02X}");
        }
    }
    check(&[
        (0, "A3 0C 01 01 00 00 00 00 00 FF 00 00", "GOOD 00010000"),
        (0, "A3 0C 81 00 00 00 00 00 00 FF 00 00", "GOOD 00830006 00000000 0000000A 00000000 00000000 0000"),
        (0, "A3 0C 02 A3 00 0C 00 00 00 FF 00 00", "GOOD 0003000C A30C87FF FFFFFFFF FFFF0000"),
        (0, "A3 0C 01 A3 00 00 00 00 00 FF 00 00", "5/24/00 at 2"),
        (0, "A3 0C 02 00 00 0C 00 00 00 FF 00 00", "5/24/00 at 2"),
        (0, "A3 0C 04 00 00 0C 00 00 00 FF 00 00", "5/24/00 at 2"),
        (0, "A3 05 00 00 00 00 00 00 00 FF 00 00", "5/24/00 at 1"),
    ]);
}

#[test]
fn tape_alert_flags_are_read_once_by_each() {
    let mut rig = rig();
    let page = "4D 00 6E 00 00 00 00 FF FF 00";
    let up = |rig: &mut _, nexus| {
        let data = bytes(ask(rig, nexus, 0, page).trim_start_matches("GOOD "));
        assert_eq!(hex(&data[..4]), "2E000140");
        data[4..].chunks(5).filter(|flag| flag[4] == 1).map(|flag| flag[1]).collect::<Vec<_>>()
    };
    assert_eq!(up(&mut rig, ANN), [0; 0]);
    rig.arm(Fault { times: Some(1), ..Fault::new(FaultSite::Transport(L1, 1), FaultKind::Jam) }).expect("there is one");
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 01 03 E8 01 F4 00 00 00 00"), "4/15/01");
    // Who asks how long the page is has not read it.
    assert_eq!(ask(&mut rig, ANN, 0, "4D 00 6E 00 00 00 00 00 04 00"), "GOOD 2E000140");
    assert_eq!((up(&mut rig, ANN), up(&mut rig, ANN), up(&mut rig, BOB)), (vec![2], vec![], vec![2]));
    // A door that is in the way, until it is closed; that it was open is told all the same.
    rig.act(PersonAct::Open(L1, Gate::Door(1))).expect("it opens");
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 01 03 E8 01 F4 00 00 00 00"), "2/04/83");
    assert_eq!(up(&mut rig, ANN), [16, 19]);
    rig.act(PersonAct::Close(L1, Gate::Door(1))).expect("it closes");
    assert_eq!(ask(&mut rig, BOB, 0, "00"), "6/28/00");
    assert_eq!(up(&mut rig, BOB), [19]);
    check(&[
        (0, "4D 00 00 00 00 00 00 00 FF 00", "GOOD 00000002 002E"),
        (0, "4D 00 2E 00 00 00 3F 00 FF 00", "GOOD 2E00000A 003F0301 00004003 0100"),
        (0, "4D 00 2E 00 00 00 41 00 FF 00", "5/24/00 at 5"),
        (0, "4D 00 0C 00 00 00 00 00 FF 00", "5/24/00 at 2"),
        (0, "4D 00 00 FF 00 00 00 00 FF 00", "5/24/00 at 3"),
        (0, "4D 01 00 00 00 00 00 00 FF 00", "5/24/00 at 1"),
    ]);
}

#[test]
fn a_volume_tag_is_found_where_it_is() {
    let mut rig = rig();
    let template = |text: &str| [format!("{text:32}").as_bytes(), &[0; 8]].concat();
    let found = |rig: &mut _, cdb: &str| ask(rig, ANN, 0, cdb);
    assert_eq!(send(&mut rig, ANN, 0, "B6 00 00 00 00 05 00 00 00 28 00 00", &template("A0000?L5")), "GOOD");
    let data = found(&mut rig, "B5 00 00 00 FF FF 00 00 FF FF 00 00");
    assert_eq!(data, "GOOD 03E80002 05000028 02000010 00000020 03E80900 00000000 00010000 00000000 03E90900 00000000 00010000 00000000");
    assert_eq!(found(&mut rig, "B5 00 03 E9 00 FF 00 00 00 08 00 00"), "GOOD 03E90001 05000018");
    assert_eq!(found(&mut rig, "B5 04 00 00 00 FF 00 00 00 08 00 00"), "GOOD 00000000 05000000");
    // The cartridge goes, and the answer goes with it. Another nexus has searched for nothing.
    assert_eq!(ask(&mut rig, ANN, 0, "A5 00 00 01 03 E8 00 0A 00 00 00 00"), "GOOD");
    assert_eq!(found(&mut rig, "B5 00 00 00 00 01 00 00 00 08 00 00"), "GOOD 000A0001 05000018");
    assert_eq!(ask(&mut rig, BOB, 0, "B5 00 00 00 00 01 00 00 00 08 00 00"), "5/2C/00");
    rig.leave(ANN);
    assert_eq!(found(&mut rig, "B5 00 00 00 00 01 00 00 00 08 00 00"), "5/2C/00");
}
