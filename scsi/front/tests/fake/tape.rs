//! A drive with a tape of a few records, as far as tests of a driver need it.

use rsmlab_engine::port::sense::SenseCode;
use rsmlab_scsi::answer::{ScsiAnswer, Sense};

/// What is on the tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    Block(Vec<u8>),
    Filemark,
}

/// The drive.
#[derive(Clone, Debug)]
pub struct FakeTape {
    pub records: Vec<Record>,
    /// How many records lie before.
    pub at: usize,
    pub loaded: bool,
    /// Whether it is kept in the drive.
    pub locked: bool,
    pub write_protected: bool,
    /// Unit attentions that are to be told.
    pub attentions: Vec<SenseCode>,
    /// From so many records on there is the early warning, and from twice as many on the end.
    pub warning_at: usize,
    pub block_size: u32,
}

impl Default for FakeTape {
    fn default() -> Self {
        let attentions = vec![SenseCode::new(6, 0x29, 0)];
        Self {
            records: Vec::new(),
            at: 0,
            loaded: true,
            locked: false,
            write_protected: false,
            attentions,
            warning_at: 1000,
            block_size: 0,
        }
    }
}

fn check(key: u8, asc: u8, ascq: u8) -> Sense {
    Sense::new(SenseCode::new(key, asc, ascq))
}

fn u24(bytes: &[u8]) -> u32 {
    u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]])
}

impl FakeTape {
    /// Carries out a command.
    pub fn execute(&mut self, cdb: &[u8], data: Vec<u8>) -> ScsiAnswer {
        if cdb[0] != 0x12 && !self.attentions.is_empty() {
            return ScsiAnswer::check(self.attentions.remove(0));
        }
        if !self.loaded && !matches!(cdb[0], 0x12 | 0x1B) {
            return ScsiAnswer::check(check(2, 0x3A, 0));
        }
        match cdb[0] {
            0x00 | 0x19 => ScsiAnswer::good(Vec::new()),
            0x1B if self.locked && cdb[4] & 1 == 0 => ScsiAnswer::check(check(5, 0x53, 0x02)),
            0x1E => {
                self.locked = cdb[4] & 3 != 0;
                ScsiAnswer::good(Vec::new())
            }
            0x01 => self.go(0),
            0x05 => ScsiAnswer::good(vec![0, 0x10, 0, 0, 0, 1]),
            0x08 => self.read(cdb[1] & 1 != 0, cdb[1] & 2 != 0, u24(&cdb[2..])),
            0x0A => self.write(cdb[1] & 1 != 0, u24(&cdb[2..]), &data),
            0x10 => self.put((0..u24(&cdb[2..])).map(|_| Record::Filemark).collect()),
            0x11 => self.space(cdb[1], u24(&cdb[2..])),
            0x12 => ScsiAnswer::good(inquiry(1, "FAKE TAPE", usize::from(cdb[4]))),
            0x15 => {
                self.block_size = u24(&data[9..]);
                ScsiAnswer::good(Vec::new())
            }
            0x1A => self.mode_sense(cdb[2], usize::from(cdb[4])),
            0x1B => {
                self.loaded = cdb[4] & 1 != 0;
                self.go(0)
            }
            0x2B => self.go(u32::from_be_bytes([cdb[3], cdb[4], cdb[5], cdb[6]]) as usize),
            0x34 => {
                let mut data = vec![0; 20];
                data[4..8].copy_from_slice(&u32::try_from(self.at).unwrap().to_be_bytes());
                ScsiAnswer::good(data)
            }
            _ => ScsiAnswer::check(check(5, 0x20, 0)),
        }
    }

    fn go(&mut self, at: usize) -> ScsiAnswer {
        self.at = at.min(self.records.len());
        ScsiAnswer::good(Vec::new())
    }

    fn mode_sense(&self, page: u8, most: usize) -> ScsiAnswer {
        let size = self.block_size.to_be_bytes();
        let mut data = vec![11, 0, 0x10 | u8::from(self.write_protected) << 7, 8, 0x46, 0, 0, 0, 0, size[1], size[2], size[3]];
        if page == 0x0F {
            data.extend([0x0F, 14, 0xC0]);
            data.resize(28, 0);
        }
        data.truncate(most);
        ScsiAnswer::good(data)
    }

    fn read(&mut self, fixed: bool, sili: bool, count: u32) -> ScsiAnswer {
        let blocks = if fixed { count } else { 1 };
        let length = if fixed { self.block_size } else { count };
        let mut data = Vec::new();
        for done in 0..blocks {
            let left = i32::try_from(if fixed { blocks - done } else { count }).unwrap();
            let mut end = |sense: Sense, left| ScsiAnswer {
                data: std::mem::take(&mut data),
                ..ScsiAnswer::check(Sense { information: Some(left), ..sense })
            };
            match self.records.get(self.at) {
                None => return end(check(8, 0, 5), left),
                Some(Record::Filemark) => {
                    self.at += 1;
                    return end(Sense { filemark: true, ..check(0, 0, 1) }, left);
                }
                Some(Record::Block(block)) => {
                    self.at += 1;
                    let short = i32::try_from(length).unwrap() - i32::try_from(block.len()).unwrap();
                    if short != 0 && !(sili && short > 0) {
                        if !fixed {
                            data.extend(&block[..block.len().min(length as usize)]);
                        }
                        let sense = Sense { incorrect_length: true, ..check(0, 0, 0) };
                        return ScsiAnswer {
                            data,
                            ..ScsiAnswer::check(Sense { information: Some(if fixed { left } else { short }), ..sense })
                        };
                    }
                    data.extend(block);
                }
            }
        }
        ScsiAnswer::good(data)
    }

    fn write(&mut self, fixed: bool, count: u32, data: &[u8]) -> ScsiAnswer {
        let length = if fixed { data.len() / count as usize } else { data.len() };
        assert_eq!(data.len(), if fixed { count * self.block_size } else { count } as usize, "a write brings what it says");
        self.put(data.chunks(length).map(|block| Record::Block(block.to_vec())).collect())
    }

    fn put(&mut self, records: Vec<Record>) -> ScsiAnswer {
        if self.write_protected {
            return ScsiAnswer::check(check(7, 0x27, 0));
        }
        if records.is_empty() {
            return ScsiAnswer::good(Vec::new());
        }
        self.records.truncate(self.at);
        let count = i32::try_from(records.len()).unwrap();
        if self.at >= self.warning_at * 2 {
            return ScsiAnswer::check(Sense { end_of_medium: true, information: Some(count), ..check(0xD, 0, 2) });
        }
        self.records.extend(records);
        self.at = self.records.len();
        if self.at > self.warning_at {
            return ScsiAnswer::check(Sense { end_of_medium: true, information: Some(0), ..check(0, 0, 2) });
        }
        ScsiAnswer::good(Vec::new())
    }

    fn space(&mut self, code: u8, count: u32) -> ScsiAnswer {
        if code == 3 {
            return self.go(self.records.len());
        }
        let count = (count << 8).cast_signed() >> 8;
        let mut left = count.abs();
        while left > 0 {
            let next = if count > 0 { Some(self.at) } else { self.at.checked_sub(1) };
            let Some(next) = next else {
                return ScsiAnswer::check(Sense { end_of_medium: true, information: Some(left), ..check(0, 0, 4) });
            };
            let Some(record) = self.records.get(next) else {
                return ScsiAnswer::check(Sense { information: Some(left), ..check(8, 0, 5) });
            };
            self.at = if count > 0 { self.at + 1 } else { next };
            match (code, record) {
                (0, Record::Filemark) => return ScsiAnswer::check(Sense { filemark: true, information: Some(left), ..check(0, 0, 1) }),
                (0, Record::Block(_)) | (1, Record::Filemark) => left -= 1,
                _ => {}
            }
        }
        ScsiAnswer::good(Vec::new())
    }
}

/// Standard INQUIRY data.
pub fn inquiry(device_type: u8, product: &str, most: usize) -> Vec<u8> {
    let mut data = vec![device_type, 0x80, 5, 2, 31, 0, 0, 0];
    data.extend(format!("{:8}{product:16}{:4}", "RSMLAB", "0001").into_bytes());
    data.truncate(most);
    data
}
