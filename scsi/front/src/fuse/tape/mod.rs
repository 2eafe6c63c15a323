//! A tape: blocks and filemarks for read(2), write(2) and `mt`, as Linux' `st` driver makes them of a drive's commands.
//!
//! The driver remembers what the drive does not tell: whether a filemark is due when the file is closed, how many files and blocks lie
//! before, and what the end of the last read has shown. A drive has one such memory, whichever of its names is opened.
//!
//! A unit attention is passed over when a tape is opened, and only then. One that comes later ends what is going on, and until the tape has
//! been brought to a known place, nothing is read or written: after a reset, the drive may stand anywhere.

mod motion;
mod settings;
pub(super) mod thread;
mod transfer;

#[cfg(test)]
mod tests;

use std::time::Duration;

use rsmlab_engine::port::sense::SenseCode;
use rsmlab_scsi::answer::{ScsiAnswer, Sense, Status};
use rustix::io::Errno;

use self::settings::Defaults;
use super::mtio;

/// What carries out commands for a tape.
pub(super) trait TapeDrive {
    /// Carries out a command.
    ///
    /// # Errors
    ///
    /// `EINTR` when a signal came for the program, `ENODEV` when the target is gone, `ENXIO` when it does not answer.
    fn execute(&mut self, cdb: &[u8], data: Vec<u8>) -> Result<ScsiAnswer, Errno>;

    /// Waits a while.
    ///
    /// # Errors
    ///
    /// `EINTR` when a signal came for the program.
    fn pause(&mut self, time: Duration) -> Result<(), Errno>;
}

/// How a tape is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    /// To be written.
    pub write: bool,
    /// Also without a tape in the drive (`O_NONBLOCK`).
    pub empty_too: bool,
    /// Closing rewinds.
    pub rewinds: bool,
}

/// Whether there is something to work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ready {
    Yes,
    No,
    NoTape,
}

/// What was done last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LastDone {
    Nothing,
    Reading,
    Writing,
}

/// What the end of the last command has shown of the place where the tape stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TapePlace {
    /// Nothing special.
    Amid,
    /// A filemark was passed behind blocks that were read; the next read tells of it.
    FilemarkToTell,
    /// Behind a filemark.
    BehindFilemark,
    /// Behind what is recorded.
    EndOfData,
    /// Behind the early warning of the tape's end; the next write is refused once.
    EarlyWarning,
    /// The same, and a write was refused; the next is let through, for a trailer.
    EarlyWarningTold,
}

/// The memory of a drive.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    ready: Ready,
    doing: LastDone,
    place: TapePlace,
    /// Filemarks before, as far as it is known.
    file: Option<i32>,
    /// Blocks between the last of them and here, as far as it is known.
    block: Option<i32>,
    /// The tape may stand anywhere, and nobody has brought it to a known place since.
    lost: bool,
    /// The length of a block; 0 for blocks of any length.
    block_size: u32,
    /// The shortest and the longest block that the drive takes; the longest is 0 when it does not say.
    limits: (u32, u32),
    density: u8,
    buffered_mode: u8,
    write_protected: bool,
    /// Whether a program has locked the tape in.
    locked: bool,
    defaults: Defaults,
    /// Options of the driver (`MT_ST_BOOLEANS`).
    options: u32,
    rewinds: bool,
    /// Closing has still to rewind.
    rewind_due: bool,
    /// Something was done since the last close of a descriptor.
    touched: bool,
}

impl Tape {
    /// How often unit attentions are passed over at most.
    const ATTENTIONS: usize = 10;
    /// How often a drive that becomes ready is asked, with [`Self::BETWEEN`]: two minutes.
    const ASKED: usize = 120;
    const BETWEEN: Duration = Duration::from_secs(1);

    /// A drive of which nothing is known.
    pub const fn new() -> Self {
        Self {
            ready: Ready::No,
            doing: LastDone::Nothing,
            place: TapePlace::Amid,
            file: None,
            block: None,
            lost: false,
            block_size: 0,
            limits: (0, 0),
            density: 0,
            // Drives buffer, as far as one knows.
            buffered_mode: 1,
            write_protected: false,
            locked: false,
            defaults: Defaults::NONE,
            options: 0,
            rewinds: false,
            rewind_due: false,
            touched: false,
        }
    }

    /// Opens it.
    ///
    /// # Errors
    ///
    /// `ENOMEDIUM` without a tape, `EIO` when the drive is not ready, `EROFS` when what shall be written is protected.
    pub fn open(&mut self, drive: &mut dyn TapeDrive, opening: Opening) -> Result<(), Errno> {
        self.check(drive, !opening.empty_too)?;
        if !opening.empty_too {
            self.must_be_ready()?;
        }
        if opening.write && self.write_protected {
            return Err(Errno::ROFS);
        }
        (self.rewinds, self.rewind_due, self.touched) = (opening.rewinds, opening.rewinds, false);
        Ok(())
    }

    /// Looks whether there is a tape, and at what is set. A unit attention begins anew, at the beginning of the tape.
    fn check(&mut self, drive: &mut dyn TapeDrive, patient: bool) -> Result<(), Errno> {
        let (ready, anew) = Self::test_ready(drive, patient)?;
        if anew {
            (self.doing, self.place, self.lost) = (LastDone::Nothing, TapePlace::Amid, false);
            (self.file, self.block) = (Some(0), Some(0));
            self.defaults.apply_anew();
        }
        self.ready = ready;
        self.write_protected = false;
        if ready == Ready::Yes {
            self.learn_settings(drive)?;
            return self.set_defaults(drive);
        }
        // Nothing is left of a tape that was there, and nothing is known where none was.
        self.forget_place();
        (self.block_size, self.density, self.locked) = (0, 0, false);
        Ok(())
    }

    fn test_ready(drive: &mut dyn TapeDrive, patient: bool) -> Result<(Ready, bool), Errno> {
        let (mut attentions, mut asked) = (0, 0);
        loop {
            let answer = drive.execute(&[0; 6], Vec::new())?;
            let code = answer.sense.map(|sense| sense.code);
            match (answer.status, code) {
                (Status::Good, _) => return Ok((Ready::Yes, attentions > 0)),
                (_, Some(SenseCode { key: key::UNIT_ATTENTION, .. })) if attentions < Self::ATTENTIONS => attentions += 1,
                (_, Some(SenseCode { key: key::NOT_READY, asc: 0x3A, .. })) => return Ok((Ready::NoTape, attentions > 0)),
                (_, Some(SenseCode { key: key::NOT_READY, asc: 0x04, ascq: 0x01 })) if patient && asked < Self::ASKED => {
                    asked += 1;
                    drive.pause(Self::BETWEEN)?;
                }
                _ => return Ok((Ready::No, attentions > 0)),
            }
        }
    }

    const fn must_be_ready(&self) -> Result<(), Errno> {
        match self.ready {
            Ready::Yes => Ok(()),
            Ready::No => Err(Errno::IO),
            Ready::NoTape => Err(Errno::NOMEDIUM),
        }
    }

    /// A descriptor is closed: what was written ends with a filemark, and a file that rewinds does so.
    ///
    /// Nothing happens when nothing was done: a shell opens a file, copies the descriptor, and closes the first.
    ///
    /// # Errors
    ///
    /// `EIO` when the drive cannot do it.
    pub fn close(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        if !std::mem::take(&mut self.touched) || self.ready != Ready::Yes {
            return Ok(());
        }
        let ended = self.end_file(drive);
        let rewound = if self.rewinds { self.rewind_now(drive) } else { Ok(()) };
        ended.and(rewound)
    }

    /// The last descriptor is closed. A file that rewinds has done so by now, unless nothing was done with it.
    pub fn release(&mut self, drive: &mut dyn TapeDrive) {
        let closed = self.close(drive);
        if closed.is_ok() && self.rewind_due && self.ready == Ready::Yes {
            // Nobody is there any more to hear of a failure.
            let _ = self.rewind_now(drive);
        }
    }

    /// Ends what was going on: a filemark behind what was written, or back before one that no read has told of.
    fn end_file(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        match self.doing {
            LastDone::Writing if self.lost => Err(Errno::IO),
            LastDone::Writing => self.write_filemarks(drive, 1, false),
            LastDone::Reading => self.back_before_untold_filemark(drive),
            LastDone::Nothing => Ok(()),
        }
    }

    fn rewind_now(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        self.rewind_due = false;
        self.rewind(drive)
    }

    /// How it stands.
    pub fn status(&self) -> mtio::TapeStatus {
        use mtio::flag;
        let mut flags = match self.ready {
            Ready::Yes => flag::ONLINE,
            Ready::No => 0,
            Ready::NoTape => flag::DR_OPEN,
        };
        if self.write_protected {
            flags |= flag::WR_PROT;
        }
        if self.ready == Ready::Yes && self.block == Some(0) {
            flags |= if self.file == Some(0) { flag::BOT } else { flag::EOF };
        }
        flags |= match self.place {
            TapePlace::EarlyWarning | TapePlace::EarlyWarningTold => flag::EOT,
            TapePlace::EndOfData => flag::EOD,
            TapePlace::Amid | TapePlace::FilemarkToTell | TapePlace::BehindFilemark => 0,
        };
        if self.buffered_mode != 0 {
            flags |= flag::IM_REP_EN;
        }
        let unknown = |number: Option<i32>| number.unwrap_or(-1);
        mtio::TapeStatus { block_size: self.block_size, density: self.density, flags, file: unknown(self.file), block: unknown(self.block) }
    }

    /// Carries out a command that only succeeds or fails. Recovered trouble is success.
    fn command(&mut self, drive: &mut dyn TapeDrive, cdb: &[u8], data: Vec<u8>) -> Result<ScsiAnswer, TapeTrouble> {
        let answer = drive.execute(cdb, data).inspect_err(|_| self.forget_place())?;
        match (answer.status, answer.sense) {
            (Status::Good, _) => Ok(answer),
            (Status::CheckCondition, Some(sense)) if sense.code.key == key::RECOVERED_ERROR && !marked(&sense) => Ok(answer),
            (Status::CheckCondition, Some(sense)) => {
                if sense.code.key == key::UNIT_ATTENTION {
                    // A reset, or another tape: 6/28 and 6/29.
                    self.lost |= matches!(sense.code.asc, 0x28 | 0x29);
                    self.forget_place();
                }
                Err(TapeTrouble::Sense(sense, answer.data))
            }
            _ => Err(TapeTrouble::Errno(Errno::IO)),
        }
    }

    const fn forget_place(&mut self) {
        (self.file, self.block, self.place) = (None, None, TapePlace::Amid);
    }

    /// The tape stands behind so many blocks of the file.
    const fn stand_at(&mut self, file: Option<i32>, block: Option<i32>, place: TapePlace) {
        (self.file, self.block, self.place) = (file, block, place);
    }
}

/// Why a command did not simply succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum TapeTrouble {
    /// The drive says why, and may have given data.
    Sense(Sense, Vec<u8>),
    /// It has not come to that.
    Errno(Errno),
}

impl From<Errno> for TapeTrouble {
    fn from(errno: Errno) -> Self {
        Self::Errno(errno)
    }
}

impl TapeTrouble {
    /// What a program hears of it.
    const fn errno(&self) -> Errno {
        match self {
            Self::Errno(errno) => *errno,
            Self::Sense(..) => Errno::IO,
        }
    }
}

/// Whether a sense tells of a mark, an end or a length beside its key.
const fn marked(sense: &Sense) -> bool {
    sense.filemark || sense.end_of_medium || sense.incorrect_length
}

/// Moves a number that may be unknown.
fn shifted(number: Option<i32>, by: i32) -> Option<i32> {
    number?.checked_add(by).filter(|moved| *moved >= 0)
}

/// Three bytes of a number, as commands have them.
const fn three_bytes(number: u32) -> [u8; 3] {
    let [_, a, b, c] = number.to_be_bytes();
    [a, b, c]
}

/// Sense keys (SPC-4, 4.5.6).
mod key {
    pub const NO_SENSE: u8 = 0x0;
    pub const RECOVERED_ERROR: u8 = 0x1;
    pub const NOT_READY: u8 = 0x2;
    pub const MEDIUM_ERROR: u8 = 0x3;
    pub const UNIT_ATTENTION: u8 = 0x6;
    pub const BLANK_CHECK: u8 = 0x8;
    pub const VOLUME_OVERFLOW: u8 = 0xD;
}
