//! What `sg_raw` prints of a command: its status in words, and its sense in bytes.

/// The statuses, as it calls them.
const STATUSES: [(&str, u8); 8] = [
    ("Good", 0x00),
    ("Check Condition", 0x02),
    ("Condition Met", 0x04),
    ("Busy", 0x08),
    ("Reservation Conflict", 0x18),
    ("Task set full", 0x28),
    ("ACA active", 0x30),
    ("Task aborted", 0x40),
];

const STATUS: &str = "SCSI Status:";
const SENSE: &str = "Raw sense data";

/// The status that it tells, if the command has come to one.
pub(super) fn status(said: &str) -> Option<u8> {
    let told = said.lines().find_map(|line| line.trim().strip_prefix(STATUS))?.trim();
    STATUSES.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(told)).map(|(_, status)| status)
}

/// The bytes of the sense that it tells; none without any.
pub(super) fn sense(said: &str) -> Vec<u8> {
    let lines = said.lines().skip_while(|line| !line.trim().starts_with(SENSE)).skip(1);
    let bytes = |line: &str| line.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).ok()).collect::<Option<Vec<u8>>>();
    lines.map_while(|line| bytes(line).filter(|bytes| !bytes.is_empty())).flatten().collect()
}

/// Why a command has come to nothing: what it says last, without what it was told to say.
pub(super) fn trouble(said: &str) -> String {
    let own = |line: &&str| !line.is_empty() && !line.starts_with("cdb to send");
    let told = said.lines().map(str::trim).rfind(own);
    told.unwrap_or("the command has come to nothing, and nobody says why").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFUSED: &str = "    cdb to send: [a5 00]\nSCSI Status: Check Condition \n\nSense Information:\nFixed format, current; Sense key: \
                           Illegal Request\n Raw sense data (in hex), sb_len=18, embedded_len=18\n        70 00 05 00 00 00 00 0a  00 00 00 \
                           00 21 01 00 c0\n        00 04\n\nIllegal request\n";

    #[test]
    fn status_and_sense_are_read() {
        assert_eq!((status(REFUSED), sense(REFUSED).len()), (Some(2), 18));
        assert_eq!(sense(REFUSED)[12..14], [0x21, 0x01]);
        let good = "SCSI Status: Good \n\nNo data received\n";
        assert_eq!((status(good), sense(good)), (Some(0), Vec::new()));
        assert_eq!(status("SCSI Status: Reservation Conflict \n"), Some(0x18));
    }

    #[test]
    fn what_came_to_nothing_has_its_reason() {
        let said = "    cdb to send: [00 00]\nopen error: No such file or directory\n";
        assert_eq!((status(said), trouble(said).as_str()), (None, "open error: No such file or directory"));
        assert!(trouble("").contains("nobody says why"));
    }
}
