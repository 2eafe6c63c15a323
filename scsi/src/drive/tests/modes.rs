//! MODE SELECT and MODE SENSE.

use super::{Rig, blank, hex};

#[test]
fn modes_are_sensed() {
    let pages = "0A 0A 00 00 00 40 00 00 00 00 00 00 \
                 0F 0E C0 80 00 00 00 01 00 00 00 01 00 00 00 00 \
                 10 0E 00 00 00 00 00 00 40 00 18 00 00 00 01 00 \
                 11 06 00 00 00 03 00 00 \
                 1D 1E 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00";
    let table = [
        // What Linux asks for when the device is opened.
        ("1A 00 00 00 0C 00", "0B 58 10 08 58 00 00 00 00 00 00 00".into()),
        ("1A 08 00 00 0C 00", "03 58 10 00".into()),
        ("5A 00 00 00 00 00 00 00 FF 00", "00 0E 58 10 00 00 00 08 58 00 00 00 00 00 00 00".into()),
        ("1A 08 0F 00 FF 00", "13 58 10 00 0F 0E C0 80 00 00 00 01 00 00 00 01 00 00 00 00".into()),
        ("1A 08 4F 00 FF 00", "13 58 10 00 0F 0E 80 00 00 00 00 00 00 00 00 00 00 00 00 00".into()),
        ("1A 08 50 00 FF 00", "13 58 10 00 10 0E 00 00 00 00 00 00 00 00 04 00 00 00 01 00".into()),
        ("1A 08 3F 00 FF 00", format!("57 58 10 00 {pages}")),
        ("1A 08 3F FF FF 00", format!("57 58 10 00 {pages}")),
        ("1A 00 3F 00 FF 00", format!("5F 58 10 08 58 00 00 00 00 00 00 00 {pages}")),
    ];
    for (cdb, data) in table {
        assert_eq!(Rig::new(1000).good(cdb, &[]), hex(&data), "{cdb}");
    }
    let refused = [
        ("1A 00 CF 00 FF 00", "5/39/00 byte 2"),
        ("1A 00 0E 00 FF 00", "5/24/00 byte 2"),
        ("1A 00 00 FF FF 00", "5/24/00 byte 2"),
        ("1A 00 0F 01 FF 00", "5/24/00 byte 3"),
    ];
    for (cdb, sense) in refused {
        assert_eq!(Rig::new(1000).sense(cdb, &[]), sense, "{cdb}");
    }
    assert_eq!(Rig::with(blank(1000, true)).good("1A 08 1D 00 07 00", &[]), hex("23 5C 10 00 1D 1E 01"));
}

#[test]
fn modes_are_selected_all_or_nothing() {
    // The parameter list of MODE SELECT(6), its sense, and whether other initiators hear of it.
    let table = [
        // As Linux sets the block length: with the density that it has sensed, the default one, or none.
        ("00 00 10 08 58 00 00 00 00 00 02 00", "", true),
        ("00 00 10 08 00 00 00 00 00 00 02 00", "", true),
        ("00 00 10 08 7F 00 00 00 00 00 02 00", "", true),
        ("00 00 10 08 58 00 00 00 00 00 00 00", "", false),
        ("00 00 10 08 46 00 00 00 00 00 02 00", "5/26/00", false),
        ("00 00 10 08 58 00 00 01 00 00 02 00", "5/26/00", false),
        ("00 00 10 08 58 00 00 00 00 80 00 01", "5/26/00", false),
        ("00 00 10 08 58 00 00 00 00 80 00 00", "", true),
        // Buffered mode and speed.
        ("00 00 00 00", "", true),
        ("00 00 10 00", "", false),
        ("00 00 20 00", "5/26/00", false),
        ("00 00 11 00", "5/26/00", false),
        // The medium type and WP as they were sensed.
        ("0B 58 90 00", "", false),
        // Compression off, by either page; then with something that cannot be changed, and cut short.
        ("00 00 10 00 0F 0E 40 80 00 00 00 01 00 00 00 01 00 00 00 00", "", true),
        ("00 00 10 00 8F 0E 40 80 00 00 00 01 00 00 00 01 00 00 00 00", "", true),
        ("00 00 10 00 10 0E 00 00 00 00 00 00 40 00 18 00 00 00 00 00", "", true),
        ("00 00 10 00 0F 0E 40 00 00 00 00 01 00 00 00 01 00 00 00 00", "5/26/00", false),
        ("00 00 10 00 0F 0D 40 80 00 00 00 01 00 00 00 01 00 00 00", "5/26/00", false),
        ("00 00 10 00 0F 0E 40 80 00 00 00 01 00 00 00 01 00 00 00", "5/1A/00", false),
        ("00 00 10 00 0F", "5/1A/00", false),
        ("00 00 10 00 0E 00", "5/26/00", false),
        ("00 00 10 00 4F 00", "5/26/00", false),
        ("00 00 10 08 58 00 00 00", "5/1A/00", false),
        ("00 00 10 07 58 00 00 00 00 00 00", "5/26/00", false),
        ("00 00 10", "5/1A/00", false),
        // Two partitions, which there cannot be.
        ("00 00 10 00 11 06 00 01 00 03 00 00", "5/26/00", false),
        // A good page before a bad one.
        ("00 00 10 00 0F 0E 40 80 00 00 00 01 00 00 00 01 00 00 00 00 0E 00", "5/26/00", false),
    ];
    for (list, sense, changed) in table {
        let bytes = hex(list);
        let mut rig = Rig::new(1000);
        let before = rig.drive.clone();
        assert_eq!(rig.sense(&format!("15 10 00 00 {:02X} 00", bytes.len()), &bytes), sense, "{list}");
        assert_eq!(rig.drive.take_mode_change(), changed, "{list}");
        assert_eq!(rig.drive != before, changed, "{list}");
        assert!(!rig.drive.take_mode_change());
    }
    let mut rig = Rig::new(1000);
    rig.good("55 10 00 00 00 00 00 00 10 00", &hex("00 00 00 00 00 00 00 08 58 00 00 00 00 01 02 03"));
    assert_eq!(rig.good("1A 00 00 00 0C 00", &[]), hex("0B 58 00 08 58 00 00 00 00 01 02 03"));
    assert_eq!(rig.good("1A 00 80 00 0C 00", &[]), hex("0B 58 10 08 58 00 00 00 00 00 00 00"), "the default values");
    assert_eq!(rig.sense("55 10 00 00 00 00 00 00 08 00", &hex("00 00 00 10 01 00 00 00")), "5/26/00", "long descriptors");
    assert_eq!(rig.sense("15 10 00 00 0C 00", &[0; 11]), "5/1A/00", "less than the block says");
    rig.good("15 10 00 00 00 00", &[]);
    rig.drive.reset();
    assert_eq!(rig.good("1A 00 00 00 0C 00", &[]), hex("0B 58 10 08 58 00 00 00 00 00 00 00"));
}

#[test]
fn a_drive_can_be_told_to_write_nothing() {
    let page = |swp: u8| hex(&format!("00 00 10 00 10 0E 00 00 00 00 00 00 40 00 {:02X} 00 00 00 01 00", 0x18 | swp));
    let mut rig = Rig::new(1000);
    rig.good("15 10 00 00 14 00", &page(4));
    assert_eq!(rig.sense("10 00 00 00 01 00", &[]), "7/27/02");
    assert_eq!(rig.good("1A 08 00 00 0C 00", &[]), hex("03 58 90 00"));
    rig.good("15 10 00 00 14 00", &page(0));
    rig.good("10 00 00 00 01 00", &[]);
}
