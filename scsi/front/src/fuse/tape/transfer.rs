//! Blocks: read(2) and write(2) of a tape.

use rsmlab_scsi::answer::Sense;
use rustix::io::Errno;

use super::super::protocol::MOST_DATA;
use super::{LastDone, Tape, TapeDrive, TapePlace, TapeTrouble, key, shifted, three_bytes};

/// The longest block that the kernel surely carries in one piece. A longer one is cut in two when its memory begins amid a page, and the
/// second half would be a block of its own; so only the longest of all is taken beside, which is whole when it begins a page.
const SURELY_WHOLE: usize = MOST_DATA - 4096;

/// The options of the driver that concern blocks (`MT_ST_SILI`).
const SILI: u32 = 0x4000;

impl Tape {
    /// Reads a block, or as many blocks of the set length as there is room for. Nothing is read at a filemark, and once behind what is
    /// recorded.
    ///
    /// # Errors
    ///
    /// `ENOMEM` when the block is longer than the room, `EINVAL` when the room is not a number of blocks, `EIO` when the drive cannot
    /// read, or nothing more is recorded.
    pub fn read(&mut self, drive: &mut dyn TapeDrive, room: u32) -> Result<Vec<u8>, Errno> {
        self.must_be_ready()?;
        self.touched = true;
        let blocks = self.blocks(room)?;
        if self.doing == LastDone::Writing {
            self.doing = LastDone::Nothing;
        }
        if self.lost {
            return Err(Errno::IO);
        }
        match self.place {
            TapePlace::FilemarkToTell => {
                self.stand_at(shifted(self.file, 1), Some(0), TapePlace::BehindFilemark);
                return Ok(Vec::new());
            }
            TapePlace::EndOfData => return Err(Errno::IO),
            TapePlace::Amid | TapePlace::BehindFilemark | TapePlace::EarlyWarning | TapePlace::EarlyWarningTold => {}
        }
        self.doing = LastDone::Reading;
        let count = blocks.unwrap_or(room);
        let [a, b, c] = three_bytes(count);
        let sili = blocks.is_none() && self.options & SILI != 0;
        let flags = u8::from(blocks.is_some()) | u8::from(sili) << 1;
        match self.command(drive, &[0x08, flags, a, b, c, 0], Vec::new()) {
            Ok(answer) => {
                self.has_passed(blocks.unwrap_or(1));
                Ok(cut(answer.data, room))
            }
            Err(TapeTrouble::Errno(errno)) => Err(errno),
            Err(TapeTrouble::Sense(sense, data)) => self.read_ended(drive, &sense, cut(data, room), blocks),
        }
    }

    /// A read has ended with sense: a mark, an end, another length, or trouble.
    fn read_ended(&mut self, drive: &mut dyn TapeDrive, sense: &Sense, data: Vec<u8>, blocks: Option<u32>) -> Result<Vec<u8>, Errno> {
        let blank = sense.code.key == key::BLANK_CHECK;
        if blank && self.place == TapePlace::BehindFilemark {
            self.place = TapePlace::EndOfData;
            return Ok(Vec::new());
        }
        if sense.incorrect_length && sense.code.key != key::MEDIUM_ERROR {
            return self.other_length(drive, sense, data, blocks);
        }
        let whole = u32::try_from(data.len()).ok().and_then(|bytes| bytes.checked_div(self.block_size)).unwrap_or(0);
        if sense.filemark {
            return Ok(if data.is_empty() || blocks.is_none() {
                self.stand_at(shifted(self.file, 1), Some(0), TapePlace::BehindFilemark);
                Vec::new()
            } else {
                self.has_passed(whole);
                self.place = TapePlace::FilemarkToTell;
                data
            });
        }
        if sense.end_of_medium && matches!(sense.code.key, key::NO_SENSE | key::RECOVERED_ERROR) {
            self.has_passed(blocks.map_or(1, |_| whole));
            return Ok(data);
        }
        if blank {
            self.place = TapePlace::EndOfData;
            if !data.is_empty() {
                self.has_passed(whole);
                self.place = TapePlace::EndOfData;
                return Ok(data);
            }
        }
        self.block = None;
        Err(Errno::IO)
    }

    /// A block on the tape has another length than was asked for.
    fn other_length(&mut self, drive: &mut dyn TapeDrive, sense: &Sense, data: Vec<u8>, blocks: Option<u32>) -> Result<Vec<u8>, Errno> {
        let Some(blocks) = blocks else {
            self.has_passed(1);
            // What is left is negative when the block has more than there was room for.
            return if sense.information.unwrap_or(0) < 0 { Err(Errno::NOMEM) } else { Ok(data) };
        };
        let missing = sense.information.and_then(|left| u32::try_from(left).ok()).unwrap_or(blocks).min(blocks);
        let whole = blocks - missing;
        // The block that does not fit is passed; the tape goes back before it, so that it can be read with its own length.
        self.has_passed(whole.saturating_add(1));
        let back = self.space(drive, super::motion::Over::Blocks, -1);
        let mut data = data;
        data.truncate(usize::try_from(u64::from(whole) * u64::from(self.block_size)).unwrap_or(0));
        if data.is_empty() {
            return Err(Errno::IO);
        }
        self.doing = LastDone::Reading;
        back.map(|()| data)
    }

    /// Writes a block, or as many blocks of the set length as the data have; how many bytes.
    ///
    /// # Errors
    ///
    /// `EINVAL` when the data are no number of blocks, or no block that surely stays whole; `ENOSPC` at the end of the tape; `EIO` when
    /// the drive cannot write.
    pub fn write(&mut self, drive: &mut dyn TapeDrive, data: Vec<u8>) -> Result<u32, Errno> {
        self.must_be_ready()?;
        self.touched = true;
        let length = u32::try_from(data.len()).map_err(|_| Errno::INVAL)?;
        let blocks = self.blocks(length)?;
        if blocks.is_none() && data.len() > SURELY_WHOLE && data.len() != MOST_DATA {
            return Err(Errno::INVAL);
        }
        if self.lost {
            return Err(Errno::IO);
        }
        match self.place {
            TapePlace::EarlyWarning => {
                self.place = TapePlace::EarlyWarningTold;
                return Err(Errno::NOSPC);
            }
            TapePlace::FilemarkToTell => self.back_before_untold_filemark(drive)?,
            TapePlace::Amid | TapePlace::BehindFilemark | TapePlace::EndOfData | TapePlace::EarlyWarningTold => {}
        }
        if length == 0 {
            return Ok(0);
        }
        self.doing = LastDone::Writing;
        let [a, b, c] = three_bytes(blocks.unwrap_or(length));
        match self.command(drive, &[0x0A, u8::from(blocks.is_some()), a, b, c, 0], data) {
            Ok(_) => {
                self.has_passed(blocks.unwrap_or(1));
                Ok(length)
            }
            Err(TapeTrouble::Errno(errno)) => Err(errno),
            Err(TapeTrouble::Sense(sense, _)) => self.write_ended(&sense, length, blocks),
        }
    }

    /// A write has ended with sense: the early warning, the end, or trouble.
    fn write_ended(&mut self, sense: &Sense, length: u32, blocks: Option<u32>) -> Result<u32, Errno> {
        let warning = sense.end_of_medium && matches!(sense.code.key, key::NO_SENSE | key::RECOVERED_ERROR);
        if !warning && sense.code.key != key::VOLUME_OVERFLOW {
            self.block = None;
            return Err(Errno::IO);
        }
        let left = sense.information.and_then(|left| u32::try_from(left).ok());
        // Without a number everything was written behind an early warning, and nothing behind the end.
        let left = left.unwrap_or(if warning { 0 } else { u32::MAX });
        let (written, bytes) = match blocks {
            None => (u32::from(left == 0), if left == 0 { length } else { 0 }),
            Some(blocks) => {
                let written = blocks.saturating_sub(left);
                (written, written.saturating_mul(self.block_size))
            }
        };
        self.has_passed(written);
        self.place = TapePlace::EarlyWarning;
        if bytes == 0 {
            self.place = TapePlace::EarlyWarningTold;
            return Err(Errno::NOSPC);
        }
        Ok(bytes)
    }

    /// How many blocks so many bytes are; none when a block may have any length.
    fn blocks(&self, bytes: u32) -> Result<Option<u32>, Errno> {
        match self.block_size {
            0 => Ok(None),
            size if bytes.is_multiple_of(size) => Ok(Some(bytes / size)),
            _ => Err(Errno::INVAL),
        }
    }

    /// So many blocks lie behind.
    fn has_passed(&mut self, blocks: u32) {
        self.block = i32::try_from(blocks).ok().and_then(|blocks| shifted(self.block, blocks));
        self.place = TapePlace::Amid;
    }
}

/// No more data than there is room for, whatever a drive gives.
fn cut(mut data: Vec<u8>, room: u32) -> Vec<u8> {
    data.truncate(usize::try_from(room).unwrap_or(usize::MAX));
    data
}
