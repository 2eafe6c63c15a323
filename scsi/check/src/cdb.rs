//! Command descriptor blocks of the commands that cases send.

/// A command descriptor block.
pub type Cdb = Vec<u8>;

/// TEST UNIT READY.
#[must_use]
pub fn test_unit_ready() -> Cdb {
    vec![0; 6]
}

/// REQUEST SENSE.
#[must_use]
pub fn request_sense(allocation: u8) -> Cdb {
    vec![0x03, 0, 0, 0, allocation, 0]
}

/// INITIALIZE ELEMENT STATUS.
#[must_use]
pub fn initialize_element_status() -> Cdb {
    vec![0x07, 0, 0, 0, 0, 0]
}

/// INQUIRY: the standard data, or a page of vital product data.
#[must_use]
pub fn inquiry(page: Option<u8>, allocation: u16) -> Cdb {
    let [high, low] = allocation.to_be_bytes();
    vec![0x12, u8::from(page.is_some()), page.unwrap_or(0), high, low, 0]
}

/// RESERVE(6), of the whole logical unit.
#[must_use]
pub fn reserve() -> Cdb {
    vec![0x16, 0, 0, 0, 0, 0]
}

/// RELEASE(6), of the whole logical unit.
#[must_use]
pub fn release() -> Cdb {
    vec![0x17, 0, 0, 0, 0, 0]
}

/// MODE SENSE(6) without block descriptors; the page with its control in the two high bits.
#[must_use]
pub fn mode_sense_6(page: u8, allocation: u8) -> Cdb {
    vec![0x1A, 0x08, page, 0, allocation, 0]
}

/// MODE SENSE(10) without block descriptors.
#[must_use]
pub fn mode_sense_10(page: u8, allocation: u16) -> Cdb {
    let [high, low] = allocation.to_be_bytes();
    vec![0x5A, 0x08, page, 0, 0, 0, 0, high, low, 0]
}

/// LOAD UNLOAD to a drive: let go of the medium.
#[must_use]
pub fn unload() -> Cdb {
    vec![0x1B, 0, 0, 0, 0, 0]
}

/// OPEN/CLOSE IMPORT/EXPORT ELEMENT: out towards people, or in.
#[must_use]
pub fn open_close(address: u16, open: bool) -> Cdb {
    let [high, low] = address.to_be_bytes();
    vec![0x1B, 0, high, low, u8::from(!open), 0]
}

/// PREVENT ALLOW MEDIUM REMOVAL.
#[must_use]
pub fn prevent(prevent: bool) -> Cdb {
    vec![0x1E, 0, 0, 0, u8::from(prevent), 0]
}

/// POSITION TO ELEMENT.
#[must_use]
pub fn position(transport: u16, destination: u16) -> Cdb {
    [&[0x2B, 0][..], &transport.to_be_bytes(), &destination.to_be_bytes(), &[0; 4]].concat()
}

/// INITIALIZE ELEMENT STATUS WITH RANGE.
#[must_use]
pub fn initialize_range(first: u16, count: u16) -> Cdb {
    [&[0x37, 0x01][..], &first.to_be_bytes(), &[0; 2], &count.to_be_bytes(), &[0; 2]].concat()
}

/// LOG SENSE: cumulative values of a page.
#[must_use]
pub fn log_sense(page: u8, allocation: u16) -> Cdb {
    [&[0x4D, 0, 0x40 | page, 0, 0, 0, 0][..], &allocation.to_be_bytes(), &[0]].concat()
}

/// REPORT LUNS, of all logical units but well-known ones.
#[must_use]
pub fn report_luns(allocation: u32) -> Cdb {
    [&[0xA0, 0, 0, 0, 0, 0][..], &allocation.to_be_bytes(), &[0; 2]].concat()
}

/// REPORT SUPPORTED OPERATION CODES: all commands.
#[must_use]
pub fn report_operations(allocation: u32) -> Cdb {
    [&[0xA3, 0x0C, 0, 0, 0, 0][..], &allocation.to_be_bytes(), &[0; 2]].concat()
}

/// REPORT SUPPORTED OPERATION CODES: one command, by operation code or by that and service action.
#[must_use]
pub fn report_operation(operation: u8, action: Option<u16>, allocation: u32) -> Cdb {
    let options = if action.is_some() { 2 } else { 1 };
    [&[0xA3, 0x0C, options, operation][..], &action.unwrap_or(0).to_be_bytes(), &allocation.to_be_bytes(), &[0; 2]].concat()
}

/// MOVE MEDIUM.
#[must_use]
pub fn move_medium(transport: u16, source: u16, destination: u16) -> Cdb {
    [&[0xA5, 0][..], &transport.to_be_bytes(), &source.to_be_bytes(), &destination.to_be_bytes(), &[0; 4]].concat()
}

/// EXCHANGE MEDIUM.
#[must_use]
pub fn exchange_medium(transport: u16, source: u16, first: u16, second: u16) -> Cdb {
    let addresses = [transport, source, first, second].map(u16::to_be_bytes).concat();
    [&[0xA6, 0][..], &addresses, &[0; 2]].concat()
}

/// What READ ELEMENT STATUS asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadElementStatus {
    /// VOLTAG: the volume tags.
    pub volume_tags: bool,
    /// ELEMENT TYPE CODE; 0 is all of them.
    pub kind: u8,
    /// STARTING ELEMENT ADDRESS.
    pub start: u16,
    /// NUMBER OF ELEMENTS.
    pub count: u16,
    /// CURDATA: nothing is to move for it.
    pub current: bool,
    /// DVCID: who the drives are.
    pub identifiers: bool,
    /// ALLOCATION LENGTH.
    pub allocation: u32,
}

impl ReadElementStatus {
    /// Every element, without tags and identifiers.
    pub const ALL: Self =
        Self { volume_tags: false, kind: 0, start: 0, count: u16::MAX, current: false, identifiers: false, allocation: 1 << 20 };

    /// Its block.
    #[must_use]
    pub fn cdb(self) -> Cdb {
        let [_, allocation @ ..] = self.allocation.to_be_bytes();
        let flags = u8::from(self.current) << 1 | u8::from(self.identifiers);
        let head = [0xB8, u8::from(self.volume_tags) << 4 | self.kind];
        [&head[..], &self.start.to_be_bytes(), &self.count.to_be_bytes(), &[flags], &allocation, &[0; 2]].concat()
    }
}

/// How much a command asks to read at most; nothing if it is none that reads.
#[must_use]
pub fn allocation(cdb: &[u8]) -> Option<usize> {
    let field = match cdb.first()? {
        0x03 | 0x1A => 4..5,
        0x12 => 3..5,
        0x4D | 0x5A => 7..9,
        0xA0 | 0xA3 => 6..10,
        0xB8 => 7..10,
        _ => return None,
    };
    Some(cdb.get(field)?.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
}
