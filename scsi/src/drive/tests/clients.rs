//! What programs do, command by command.

use super::{Rig, hex};

/// `mt setblk 512`, `dd bs=512 count=4`, `mt rewind`, `dd` back through the `st` driver of Linux.
#[test]
fn linux_writes_and_reads_fixed_blocks() {
    let mut rig = Rig::new(1 << 20);
    rig.good("00 00 00 00 00 00", &[]);
    rig.good("05 00 00 00 00 00", &[]);
    let sensed = rig.good("1A 00 00 00 0C 00", &[]);
    let mut select = hex("00 00 00 08 00 00 00 00 00 00 02 00");
    (select[2], select[4]) = (sensed[2] & 0x70, sensed[4]);
    rig.good("15 10 00 00 0C 00", &select);
    let data: Vec<u8> = (0..2048_u32).map(|at| u8::try_from(at / 512).unwrap()).collect();
    rig.good("0A 01 00 00 04 00", &data);
    rig.good("10 00 00 00 01 00", &[]);
    rig.good("01 00 00 00 00 00", &[]);
    assert_eq!(rig.good("08 01 00 00 03 00", &[]), data[..1536]);
    let last = rig.send("08 01 00 00 08 00", &[]);
    assert_eq!((last.data, super::line(&last.sense.unwrap())), (data[1536..].to_vec(), "0/00/01 FILEMARK 7".into()));
    assert_eq!(rig.sense("08 01 00 00 08 00", &[]), "8/00/05 8");
    // A block of another length stops it: what came before counts.
    rig.good("01 00 00 00 00 00", &[]);
    rig.good("0A 01 00 00 01 00", &data[..512]);
    rig.good("0A 00 00 00 05 00", b"short");
    rig.good("01 00 00 00 00 00", &[]);
    let odd = rig.send("08 01 00 00 08 00", &[]);
    assert_eq!((odd.data.len(), super::line(&odd.sense.unwrap())), (517, "0/00/00 ILI 7".into()));
    // With a block length set, SILI hides short blocks and not long ones.
    rig.good("2B 00 00 00 00 00 01 00 00 00", &[]);
    assert_eq!(rig.good("08 02 00 00 09 00", &[]), b"short");
    rig.good("2B 00 00 00 00 00 01 00 00 00", &[]);
    assert_eq!(rig.sense("08 02 00 00 02 00", &[]), "0/00/00 ILI -3");
}

/// `tar` writes two archives, `mt fsf 1`, `mt eod`, and a third one behind two filemarks as Bacula leaves them.
#[test]
fn archives_follow_each_other() {
    let mut rig = Rig::new(1 << 20);
    for archive in [b"one", b"two"] {
        rig.good("0A 00 00 00 03 00", archive);
        rig.good("10 00 00 00 01 00", &[]);
    }
    rig.good("10 00 00 00 01 00", &[]);
    rig.good("11 01 FF FF FF 00", &[]);
    rig.good("0A 00 00 00 05 00", b"three");
    rig.good("10 00 00 00 02 00", &[]);
    rig.good("01 00 00 00 00 00", &[]);
    for (files, archive) in [(0, &b"one"[..]), (1, b"two"), (2, b"three")] {
        rig.good("01 00 00 00 00 00", &[]);
        rig.good(&format!("11 01 00 00 {files:02X} 00"), &[]);
        assert_eq!(rig.good("08 02 01 00 00 00", &[]), archive);
        assert_eq!(rig.sense("08 02 01 00 00 00", &[]), "0/00/01 FILEMARK 65536");
    }
    rig.good("11 03 00 00 00 00", &[]);
    assert_eq!(rig.position(), 7);
}

/// `mt compression 0` of Linux: the page comes back as it was sensed, without PS and with one bit cleared.
#[test]
fn linux_turns_compression_off() {
    let mut rig = Rig::new(1000);
    let mut page = rig.good("1A 08 0F 00 FF 00", &[]);
    (page[0], page[1]) = (0, 0);
    page[6] &= 0x7F;
    rig.good("15 10 00 00 14 00", &page);
    assert_eq!(rig.good("1A 08 0F 00 FF 00", &[])[6], 0x40);
    assert_eq!(rig.good("1A 08 10 00 FF 00", &[])[18], 0x00);
}
