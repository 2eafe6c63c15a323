//! Tables of bytes: what commands answer on a tape of two records, a filemark and a record.

use super::{Rig, hex, line, raised};
use crate::drive::COMMANDS;

fn rig() -> Rig {
    let mut rig = Rig::new(1 << 20);
    rig.good("0A 00 00 00 04 00", b"abcd");
    rig.good("0A 00 00 00 02 00", b"ef");
    rig.good("10 00 00 00 01 00", b"");
    rig.good("0A 00 00 00 03 00", b"ghi");
    rig
}

#[test]
fn a_command_moves_the_head_and_says_why_it_stopped() {
    // Where the head stands, the command, its sense, what came, where the head is then.
    let table: &[(u64, &str, &str, &str, u64)] = &[
        // READ of variable length: the right one, too short, too long, and both suppressed.
        (0, "08 00 00 00 04 00", "", "abcd", 1),
        (0, "08 00 00 00 06 00", "0/00/00 ILI 2", "abcd", 1),
        (0, "08 00 00 00 03 00", "0/00/00 ILI -1", "abc", 1),
        (0, "08 02 00 00 06 00", "", "abcd", 1),
        (0, "08 02 00 00 03 00", "", "abc", 1),
        (0, "08 00 00 00 00 00", "", "", 0),
        (2, "08 00 00 00 04 00", "0/00/01 FILEMARK 4", "", 3),
        (2, "08 02 00 00 04 00", "0/00/01 FILEMARK 4", "", 3),
        (4, "08 00 00 00 04 00", "8/00/05 4", "", 4),
        // Nothing is fixed as long as MODE SELECT has not said how long blocks are.
        (0, "08 01 00 00 01 00", "5/24/00 byte 1", "", 0),
        (0, "08 03 00 00 01 00", "5/24/00 byte 1", "", 0),
        (0, "08 00 80 00 01 00", "5/24/00 byte 2", "", 0),
        (0, "08 04 00 00 01 00", "5/24/00 byte 1", "", 0),
        // VERIFY reads and gives nothing away.
        (0, "13 00 00 00 04 00", "", "", 1),
        (0, "13 00 00 00 05 00", "0/00/00 ILI 1", "", 1),
        // SPACE over blocks.
        (0, "11 00 00 00 02 00", "", "", 2),
        (0, "11 00 00 00 05 00", "0/00/01 FILEMARK 3", "", 3),
        (3, "11 00 00 00 02 00", "8/00/05 1", "", 4),
        (4, "11 00 FF FF FF 00", "", "", 3),
        (4, "11 00 FF FF FD 00", "0/00/01 FILEMARK 2", "", 2),
        (2, "11 00 FF FF FD 00", "0/00/04 EOM 1", "", 0),
        (2, "11 00 00 00 00 00", "", "", 2),
        // Over filemarks, and to the end of the data.
        (0, "11 01 00 00 01 00", "", "", 3),
        (0, "11 01 00 00 03 00", "8/00/05 2", "", 4),
        (4, "11 01 FF FF FF 00", "", "", 2),
        (4, "11 01 FF FF FE 00", "0/00/04 EOM 1", "", 0),
        (4, "11 01 00 00 00 00", "", "", 4),
        (0, "11 03 00 00 00 00", "", "", 4),
        (0, "11 02 00 00 01 00", "5/24/00 byte 1", "", 0),
        (0, "91 00 00 00 00 00 00 00 00 00 00 02 00 00 00 00", "", "", 2),
        (0, "91 00 00 00 7F FF FF FF FF FF FF FF 00 00 00 00", "0/00/01 FILEMARK", "", 3),
        (4, "91 01 00 00 80 00 00 00 00 00 00 00 00 00 00 00", "0/00/04 EOM", "", 0),
        // LOCATE.
        (4, "2B 00 00 00 00 00 02 00 00 00", "", "", 2),
        (0, "2B 04 00 00 00 00 03 00 00 00", "", "", 3),
        (0, "2B 00 00 00 00 00 09 00 00 00", "8/00/05", "", 4),
        (0, "2B 02 00 00 00 00 01 00 01 00", "5/24/00 byte 8", "", 0),
        (0, "92 00 00 00 00 00 00 00 00 00 00 03 00 00 00 00", "", "", 3),
        (0, "92 08 00 00 00 00 00 00 00 00 00 01 00 00 00 00", "", "", 3),
        (4, "92 08 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "", "", 0),
        (0, "92 08 00 00 FF FF FF FF FF FF FF FF 00 00 00 00", "8/00/05", "", 4),
        (0, "92 18 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "", "", 4),
        (0, "92 10 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "5/24/00 byte 1", "", 0),
        (0, "92 02 00 01 00 00 00 00 00 00 00 00 00 00 00 00", "5/24/00 byte 3", "", 0),
        (3, "01 00 00 00 00 00", "", "", 0),
        // Loading what is loaded rewinds it.
        (3, "1B 00 00 00 01 00", "", "", 0),
        (3, "1B 00 00 00 05 00", "5/24/00 byte 4", "", 3),
        (3, "1B 00 00 00 08 00", "5/24/00 byte 4", "", 3),
        (1, "19 00 00 00 00 00", "", "", 1),
        (1, "10 00 00 00 00 00", "", "", 1),
        (1, "0A 00 00 00 00 00", "", "", 1),
        (1, "0A 00 00 00 09 00", "B/4B/00", "", 1),
        (1, "0B 00 00 FF FF 00", "5/3B/0C", "", 1),
        (1, "1B 00 00 00 00 01", "5/24/00 byte 5", "", 1),
        (1, "08 00 00 00 00 00 FF FF", "", "", 1),
        (1, "34 1F 00 00 00 00 00 00 00 00", "5/24/00 byte 1", "", 1),
        (0, "08 E0 00 00 04 00", "", "abcd", 1),
        (1, "4D 00 80 00 00 00 00 00 FF 00", "5/24/00 byte 2", "", 1),
        (1, "4D 00 6F 00 00 00 00 00 FF 00", "5/24/00 byte 2", "", 1),
        (1, "4D 00 71 00 00 00 05 00 FF 00", "5/24/00 byte 5", "", 1),
        (1, "4C 00 C0 00 00 00 00 00 04 00", "5/24/00 byte 7", "", 1),
        (1, "7F 00", "5/20/00 byte 0", "", 1),
    ];
    for (from, cdb, sense, data, to) in table {
        let mut rig = rig();
        rig.good(&format!("92 00 00 00 00 00 00 00 00 00 00 {from:02X} 00 00 00 00"), &[]);
        let answer = rig.send(cdb, &[]);
        let got = answer.sense.as_ref().map_or_else(String::new, line);
        assert_eq!((got.as_str(), answer.data.as_slice(), rig.position()), (*sense, data.as_bytes(), *to), "from {from}: {cdb}");
    }
}

#[test]
fn what_is_asked_for_is_answered() {
    let table = [
        ("00 00 00 00 00 00", ""),
        ("05 00 00 00 00 00", "00 80 00 00 00 01"),
        ("34 00 00 00 00 00 00 00 00 00", "00 00 00 00 00 00 00 04 00 00 00 04 00 00 00 00 00 00 00 00"),
        (
            "34 06 00 00 00 00 00 00 00 00",
            "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00",
        ),
        (
            "34 08 00 00 00 00 00 00 20 00",
            "00 00 00 1C 00 00 00 00 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00 04 00 00 00 00 00 00 00 00",
        ),
        ("4D 00 40 00 00 00 00 00 FF 00", "00 00 00 04 00 17 2E 31"),
        (
            "4D 00 71 00 00 00 00 00 FF 00",
            "31 00 00 20 00 01 03 04 00 00 00 00 00 02 03 04 00 00 00 00 00 03 03 04 00 00 00 01 00 04 03 04 00 00 00 00",
        ),
        ("4D 00 71 00 00 00 04 00 FF 00", "31 00 00 08 00 04 03 04 00 00 00 00"),
        (
            "44 01 00 00 00 00 00 00 FF 00",
            "00 36 00 00 58 58 A0 00 00 00 3B 26 00 7F 05 00 00 16 E3 60 4C 54 4F 2D 43 56 45 20 55 2D 35 31 36 20 20 20 \
             55 6C 74 72 69 75 6D 20 35 2F 31 36 54 20 20 20 20 20 20 20",
        ),
        ("8C 00 00 00 00 00 00 00 04 08 00 00 00 FF 00 00", "00 00 00 06 04 08 80 00 01 00"),
        ("8C 01 00 00 00 00 00 00 04 07 00 00 00 FF 00 00", "00 00 00 04 04 07 04 08"),
        ("8C 02 00 00 00 00 00 00 00 00 00 00 00 FF 00 00", "00 02 00 01"),
        ("8C 03 00 00 00 00 00 00 00 00 00 00 00 FF 00 00", "00 02 00 01"),
        ("8C 05 00 00 00 00 00 00 08 20 00 00 00 FF 00 00", "00 00 00 04 08 20 08 21"),
    ];
    for (cdb, data) in table {
        assert_eq!(rig().good(cdb, &[]), hex(data), "{cdb}");
    }
    // At the beginning of the partition READ POSITION says so.
    let mut rig = rig();
    rig.good("01 00 00 00 00 00", &[]);
    for form in ["34 00", "34 01", "34 06", "34 08 00 00 00 00 00 00 20 00"] {
        assert_eq!(rig.good(form, &[])[0], 0x80, "{form}");
    }
}

#[test]
fn an_answer_is_cut_where_its_allocation_length_says() {
    // The command, and where in it the length begins and ends.
    let table = [
        ("1A 00 3F 00 00 00", 4..5),
        ("5A 00 3F 00 00 00 00 00 00 00", 7..9),
        ("44 00 00 00 00 00 00 00 00 00", 7..9),
        ("4D 00 57 00 00 00 00 00 00 00", 7..9),
        ("4D 00 6E 00 00 00 00 00 00 00", 7..9),
        ("34 08 00 00 00 00 00 00 00 00", 7..9),
        ("8C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00", 10..14),
        ("8C 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00", 10..14),
    ];
    for (cdb, place) in table {
        let rig = rig();
        let ask = |allocation: usize| {
            let mut cdb = hex(cdb);
            let bytes = allocation.to_be_bytes();
            cdb[place.clone()].copy_from_slice(&bytes[bytes.len() - place.len()..]);
            let cdb: Vec<String> = cdb.iter().map(|byte| format!("{byte:02X}")).collect();
            rig.clone().good(&cdb.join(" "), &[])
        };
        let whole = ask(if place.len() == 1 { 0xFF } else { 0xFFFF });
        assert!(whole.len() > 8, "{cdb}");
        for allocation in 0..=whole.len() {
            assert_eq!(ask(allocation), whole[..allocation], "{cdb}, {allocation} bytes");
        }
    }
}

#[test]
fn a_host_writes_to_the_chip_all_or_nothing() {
    let write = "8D 01 00 00 00 00 00 00 00 00 00 00 00";
    let label = |rig: &mut Rig| rig.good("8C 00 00 00 00 00 00 00 08 03 00 00 00 FF 00 00", &[]);
    let mut rig = rig();
    let good = hex("00 00 00 00 08 00 01 00 08 58 59 20 20 20 20 20 20 08 03 02 00 01 41");
    rig.good(&format!("{write} 17 00 00"), &good);
    assert_eq!(label(&mut rig), hex("00 00 00 06 08 03 02 00 01 41"));
    let table = [
        // Another label, and: read-only, unknown, in the wrong format, too long, no text, too short, out of order, cut short.
        ("00 00 00 0C 04 08 00 00 01 00 08 03 02 00 01 42", "5/26/00"),
        ("00 00 00 0B 08 03 02 00 01 42 FF FF 00 00 00", "5/26/00"),
        ("00 00 00 0B 08 03 02 00 01 42 08 05 01 00 00", "5/26/00"),
        ("00 00 00 0D 08 03 02 00 01 42 08 05 00 00 02 01 01", "5/26/00"),
        ("00 00 00 13 08 00 01 00 08 07 20 20 20 20 20 20 20 08 03 02 00 01 42", "5/26/00"),
        ("00 00 00 0D 08 00 01 00 02 58 59 08 03 02 00 01 42", "5/26/00"),
        ("00 00 00 13 08 03 02 00 01 42 08 00 01 00 08 58 59 20 20 20 20 20 20", "5/26/00"),
        ("00 00 00 0B 08 03 02 00 01 42 08 05 00 00 01", "5/1A/00"),
        ("00 00 00 08 08 03 02 00 01 42 08 05", "5/1A/00"),
        ("00 00", "5/1A/00"),
    ];
    for (list, sense) in table {
        let list = hex(list);
        assert_eq!(rig.sense(&format!("{write} {:02X} 00 00", list.len()), &list), sense, "{list:02X?}");
        assert_eq!(label(&mut rig), hex("00 00 00 06 08 03 02 00 01 41"), "{list:02X?}");
    }
    rig.good(&format!("{write} 09 00 00"), &hex("00 00 00 05 08 03 02 00 00"));
    // It is there no more, and no list can begin with it.
    assert_eq!(rig.sense("8C 00 00 00 00 00 00 00 08 03 00 00 00 FF 00 00", &[]), "5/24/00 byte 8");
}

#[test]
fn a_flag_is_raised_until_somebody_has_read_it() {
    let mut rig = rig();
    rig.drive.alert(20);
    rig.drive.alert(0);
    rig.drive.alert(65);
    // The header alone, or the flags before it, are not the flag.
    rig.good("4D 00 6E 00 00 00 00 00 04 00", &[]);
    rig.good("4D 00 6E 00 00 00 15 00 FF 00", &[]);
    assert_eq!(raised(&mut rig), [20]);
    assert_eq!(raised(&mut rig), [0; 0]);
    rig.drive.alert(64);
    rig.good("4C 02 C0 00 00 00 00 00 00 00", &[]);
    assert_eq!(raised(&mut rig), [0; 0]);
}

#[test]
fn a_cartridge_remembers_what_it_was_used_for() {
    let mut rig = Rig::new(64 << 20);
    let megabyte = vec![0; 1 << 20];
    for _ in 0..3 {
        rig.good("0A 00 10 00 00 00", &megabyte);
    }
    rig.drive.unloaded();
    rig.drive.loaded(&mut rig.tape);
    for _ in 0..2 {
        rig.good("08 00 10 00 00 00", &[]);
    }
    rig.good("0A 00 10 00 00 00", &megabyte);
    let mut attribute = |id: u16| {
        let data = rig.good(&format!("8C 00 00 00 00 00 00 00 {:02X} {:02X} 00 00 00 FF 00 00", id >> 8, id & 0xFF), &[]);
        u64::from_be_bytes(data[9..17].try_into().unwrap())
    };
    // Loads; what was written and read, ever and since it was loaded; what is left and fits, in megabytes.
    let ids = [0x0003, 0x0220, 0x0221, 0x0222, 0x0223, 0x0000, 0x0001];
    assert_eq!(ids.map(&mut attribute), [2, 4, 2, 1, 2, 60, 64]);
    let page = rig.good("4D 00 57 00 00 00 00 01 FF 00", &[]);
    let counts = hex(
        "00 00 03 01 01 00 01 03 04 00 00 00 02 00 0E 03 04 00 00 00 01 00 0F 03 04 00 00 00 02 00 10 03 04 00 00 00 04 00 11 03 04 00 00 00 02",
    );
    assert_eq!(page[4..4 + counts.len()], counts);
}

#[test]
fn a_reset_begins_anew_and_complains_of_nothing() {
    let mut rig = rig();
    rig.drive.alert(3);
    rig.drive.reset();
    assert_eq!((rig.position(), raised(&mut rig)), (0, vec![]));
    // A tape that has become shorter meanwhile: the head is at its end.
    rig.good("11 03 00 00 00 00", &[]);
    rig.tape.erase(1);
    assert_eq!(rig.position(), 1);
}

#[test]
fn every_command_says_what_bits_of_it_are_looked_at() {
    for command in COMMANDS {
        let length = crate::cdb::Cdb::new(&[command.operation]).bytes().len();
        assert_eq!((command.usage.len(), command.usage[0]), (length, command.operation), "{}", command.name);
    }
    assert!(COMMANDS.is_sorted_by_key(|command| (command.operation, command.service_action)));
}
