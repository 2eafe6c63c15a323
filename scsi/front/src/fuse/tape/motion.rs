//! What `mt` does with a tape (`MTIOCTOP`), and what moves it.

use rsmlab_scsi::answer::Sense;
use rustix::io::Errno;

use super::super::mtio::TapeOperation;
use super::{LastDone, Ready, Tape, TapeDrive, TapePlace, TapeTrouble, key, shifted, three_bytes};

/// What a tape is spaced over (the CODE of SPACE).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    Blocks = 0,
    Filemarks = 1,
    Setmarks = 4,
}

/// The code of SPACE that goes behind what is recorded.
const TO_END_OF_DATA: u8 = 3;

/// As far as SPACE can go at once.
const FARTHEST: i32 = 0x7F_FFFF;

/// The option of the driver to go behind what is recorded at once, without counting files (`MT_ST_FAST_MTEOM`).
const FAST_END: u32 = 0x20;

impl Tape {
    /// Does something with it.
    ///
    /// # Errors
    ///
    /// `ENOMEDIUM` without a tape, `EINVAL` when it makes no sense, `EIO` when the drive cannot do it.
    pub fn operate(&mut self, drive: &mut dyn TapeDrive, action: TapeOperation) -> Result<(), Errno> {
        if action == TapeOperation::Load {
            return self.load(drive);
        }
        self.must_be_ready()?;
        self.touched = true;
        let action = self.end_writing_before(drive, action)?;
        if self.lost && !finds_the_way(action) {
            return Err(Errno::IO);
        }
        if !finds_the_way(action) || action == TapeOperation::EndOfData {
            self.back_before_untold_filemark(drive)?;
        }
        match action {
            TapeOperation::SpaceFilemarks(count) => self.space(drive, Over::Filemarks, count),
            TapeOperation::SpaceBlocks(count) => self.space(drive, Over::Blocks, count),
            TapeOperation::SpaceSetmarks(count) => self.space(drive, Over::Setmarks, count),
            TapeOperation::SpaceToFilemark(count) => {
                self.space(drive, Over::Filemarks, count)?;
                self.space(drive, Over::Filemarks, if count < 0 { 1 } else { -1 })
            }
            TapeOperation::EndOfData => self.go_to_end_of_data(drive),
            TapeOperation::WriteFilemarks { count, immediate } => self.write_filemarks(drive, count, immediate),
            TapeOperation::WriteSetmarks(count) => self.write_marks(drive, 0x02, count),
            TapeOperation::Rewind => self.rewind(drive),
            TapeOperation::Retension => self.start_stop(drive, 0x03).map(|()| self.at_beginning()),
            TapeOperation::Load => Ok(()),
            TapeOperation::Offline => {
                self.let_go(drive)?;
                self.unload(drive)
            }
            TapeOperation::Unload => self.unload(drive),
            TapeOperation::Nothing => Ok(()),
            TapeOperation::Erase { long } => self.plain(drive, &[0x19, u8::from(long), 0, 0, 0, 0]),
            TapeOperation::SetBlock(size) => self.set_block(drive, size),
            TapeOperation::SetDensity(density) => self.set_density(drive, density),
            TapeOperation::SetBuffer(value) => self.set_buffer(drive, value),
            TapeOperation::Seek(block) => self.seek(drive, block, None),
            TapeOperation::Lock(locked) => self.lock(drive, locked),
            TapeOperation::Compression(on) => self.set_compression(drive, on),
            TapeOperation::SetPartition(partition) => self.seek(drive, 0, Some(u8::try_from(partition).map_err(|_| Errno::INVAL)?)),
        }
    }

    /// Behind what was written comes a filemark before the tape moves away, and a program that counts filemarks backwards does not count
    /// that one.
    fn end_writing_before(&mut self, drive: &mut dyn TapeDrive, action: TapeOperation) -> Result<TapeOperation, Errno> {
        let going_back = match action {
            TapeOperation::SpaceFilemarks(count) if count < 0 => TapeOperation::SpaceFilemarks(count.saturating_sub(1)),
            TapeOperation::SpaceToFilemark(count) if count < 0 => TapeOperation::SpaceToFilemark(count.saturating_sub(1)),
            TapeOperation::Rewind | TapeOperation::Offline | TapeOperation::Unload | TapeOperation::Seek(_) => action,
            _ => return Ok(action),
        };
        if self.doing != LastDone::Writing || self.lost {
            return Ok(action);
        }
        self.write_filemarks(drive, 1, false)?;
        Ok(going_back)
    }

    /// Spaces over blocks or marks, backwards when negative. When the way ends before, the tape stands where it ends.
    pub(super) fn space(&mut self, drive: &mut dyn TapeDrive, over: Over, count: i32) -> Result<(), Errno> {
        if !(-FARTHEST..=FARTHEST).contains(&count) {
            return Err(Errno::INVAL);
        }
        if count == 0 {
            return Ok(());
        }
        self.doing = LastDone::Nothing;
        let [a, b, c] = three_bytes(count.cast_unsigned());
        match self.command(drive, &[0x11, over as u8, a, b, c, 0], Vec::new()) {
            Ok(_) => {
                self.has_spaced(over, count);
                Ok(())
            }
            Err(TapeTrouble::Errno(errno)) => Err(errno),
            Err(TapeTrouble::Sense(sense, _)) => {
                self.way_ended(over, count, &sense);
                Err(Errno::IO)
            }
        }
    }

    /// A filemark that a read has passed without telling lies before the program, and behind the drive: the drive goes back.
    pub(super) fn back_before_untold_filemark(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        if self.place == TapePlace::FilemarkToTell {
            let (file, block) = (self.file, self.block);
            self.space(drive, Over::Filemarks, -1)?;
            self.stand_at(file, block, TapePlace::Amid);
        }
        Ok(())
    }

    fn has_spaced(&mut self, over: Over, count: i32) {
        match over {
            Over::Blocks => self.stand_at(self.file, shifted(self.block, count), TapePlace::Amid),
            Over::Filemarks if count > 0 => self.stand_at(shifted(self.file, count), Some(0), TapePlace::BehindFilemark),
            Over::Filemarks => self.stand_at(shifted(self.file, count), None, TapePlace::Amid),
            Over::Setmarks => self.forget_place(),
        }
    }

    /// Where the tape stands when it came upon a mark or an end.
    fn way_ended(&mut self, over: Over, count: i32, sense: &Sense) {
        if !matches!(sense.code.key, key::NO_SENSE | key::RECOVERED_ERROR | key::BLANK_CHECK) && !sense.end_of_medium {
            return self.forget_place();
        }
        // What is left is told without a sign.
        let left = sense.information.and_then(i32::checked_abs).map(|left| left.min(count.abs()));
        let done = left.map(|left| count.abs() - left);
        if count < 0 {
            match over {
                // Without a filemark on the way back, it is the beginning.
                _ if sense.end_of_medium => self.at_beginning(),
                Over::Blocks if sense.filemark => self.stand_at(shifted(self.file, -1), None, TapePlace::Amid),
                Over::Blocks | Over::Filemarks | Over::Setmarks => self.forget_place(),
            }
            return;
        }
        let at_end = sense.code.key == key::BLANK_CHECK || sense.end_of_medium;
        match over {
            Over::Blocks if sense.filemark => self.stand_at(shifted(self.file, 1), Some(0), TapePlace::BehindFilemark),
            Over::Blocks => self.stand_at(self.file, done.and_then(|done| shifted(self.block, done)), TapePlace::Amid),
            Over::Filemarks => {
                let block = if done == Some(0) { self.block } else { None };
                self.stand_at(done.and_then(|done| shifted(self.file, done)), block, TapePlace::Amid);
            }
            Over::Setmarks => self.forget_place(),
        }
        if at_end {
            self.place = TapePlace::EndOfData;
        }
    }

    /// Goes behind what is recorded, by counting the filemarks on the way.
    fn go_to_end_of_data(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        let mut file = None;
        if self.options & FAST_END == 0 {
            match self.space(drive, Over::Filemarks, FARTHEST) {
                Err(_) if self.place == TapePlace::EndOfData => return Ok(()),
                Ok(()) => {}
                Err(errno) => return Err(errno),
            }
            file = self.file;
        }
        self.doing = LastDone::Nothing;
        self.plain(drive, &[0x11, TO_END_OF_DATA, 0, 0, 0, 0])?;
        self.stand_at(file, None, TapePlace::EndOfData);
        Ok(())
    }

    /// Writes filemarks. The early warning does not keep them from being written.
    pub(super) fn write_filemarks(&mut self, drive: &mut dyn TapeDrive, count: i32, immediate: bool) -> Result<(), Errno> {
        self.write_marks(drive, u8::from(immediate), count)?;
        if count > 0 {
            let place = if matches!(self.place, TapePlace::EarlyWarning) { TapePlace::EarlyWarning } else { TapePlace::BehindFilemark };
            self.stand_at(shifted(self.file, count), Some(0), place);
        }
        Ok(())
    }

    fn write_marks(&mut self, drive: &mut dyn TapeDrive, flags: u8, count: i32) -> Result<(), Errno> {
        if !(0..=FARTHEST).contains(&count) {
            return Err(Errno::INVAL);
        }
        self.doing = LastDone::Nothing;
        let [a, b, c] = three_bytes(count.cast_unsigned());
        match self.command(drive, &[0x10, flags, a, b, c, 0], Vec::new()) {
            Ok(_) => Ok(()),
            Err(TapeTrouble::Sense(sense, _)) if sense.end_of_medium && sense.code.key <= key::RECOVERED_ERROR => {
                self.place = TapePlace::EarlyWarning;
                Ok(())
            }
            Err(TapeTrouble::Sense(sense, _)) if sense.code.key == key::VOLUME_OVERFLOW => Err(Errno::NOSPC),
            Err(trouble) => Err(trouble.errno()),
        }
    }

    /// Rewinds.
    pub(super) fn rewind(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        self.doing = LastDone::Nothing;
        self.plain(drive, &[0x01, 0, 0, 0, 0, 0])?;
        self.at_beginning();
        Ok(())
    }

    const fn at_beginning(&mut self) {
        self.stand_at(Some(0), Some(0), TapePlace::Amid);
        self.lost = false;
    }

    /// Goes to a block, in another partition where one is given. Which file that is in is not known.
    fn seek(&mut self, drive: &mut dyn TapeDrive, block: i32, partition: Option<u8>) -> Result<(), Errno> {
        let [a, b, c, d] = u32::try_from(block).map_err(|_| Errno::INVAL)?.to_be_bytes();
        let change = u8::from(partition.is_some()) << 1;
        self.doing = LastDone::Nothing;
        self.plain(drive, &[0x2B, change, 0, a, b, c, d, 0, partition.unwrap_or(0), 0])?;
        self.forget_place();
        self.lost = false;
        if block == 0 {
            self.at_beginning();
        }
        Ok(())
    }

    /// The block at which it stands.
    ///
    /// # Errors
    ///
    /// `EIO` when the drive does not know.
    pub fn position(&mut self, drive: &mut dyn TapeDrive) -> Result<u32, Errno> {
        /// BPU: the position is not known (BLOCK POSITION UNKNOWN).
        const UNKNOWN: u8 = 0x04;
        self.must_be_ready()?;
        let answer = self.command(drive, &[0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0], Vec::new()).map_err(|trouble| trouble.errno())?;
        let block = answer.data.get(4..8).and_then(|block| block.first_chunk::<4>()).map(|block| u32::from_be_bytes(*block));
        let known = answer.data.first().is_some_and(|flags| flags & UNKNOWN == 0);
        block.filter(|_| known).ok_or(Errno::IO)
    }

    fn load(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        self.touched = true;
        self.start_stop(drive, 0x01)?;
        self.check(drive, true)?;
        self.at_beginning();
        self.must_be_ready()
    }

    /// Locks the tape in, or lets it go.
    fn lock(&mut self, drive: &mut dyn TapeDrive, locked: bool) -> Result<(), Errno> {
        self.plain(drive, &[0x1E, 0, 0, 0, u8::from(locked), 0])?;
        self.locked = locked;
        Ok(())
    }

    /// Lets a tape go that is locked in. Where that fails, the unloading that follows tells.
    fn let_go(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        match self.locked.then(|| self.lock(drive, false)) {
            Some(Err(Errno::IO)) | None => Ok(()),
            Some(done) => done,
        }
    }

    /// Gives the tape back. There is nothing left to rewind.
    fn unload(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        self.start_stop(drive, 0x00)?;
        self.forget_place();
        (self.ready, self.rewind_due, self.lost) = (Ready::NoTape, false, false);
        Ok(())
    }

    fn start_stop(&mut self, drive: &mut dyn TapeDrive, what: u8) -> Result<(), Errno> {
        self.doing = LastDone::Nothing;
        self.plain(drive, &[0x1B, 0, 0, 0, what, 0])
    }

    /// Carries out a command that only succeeds or fails.
    pub(super) fn plain(&mut self, drive: &mut dyn TapeDrive, cdb: &[u8]) -> Result<(), Errno> {
        self.command(drive, cdb, Vec::new()).map(|_| ()).map_err(|trouble| trouble.errno())
    }
}

/// Whether an action brings a tape to a known place wherever it stands, or does not care.
const fn finds_the_way(action: TapeOperation) -> bool {
    match action {
        TapeOperation::Rewind
        | TapeOperation::Retension
        | TapeOperation::Seek(_)
        | TapeOperation::Load
        | TapeOperation::Offline
        | TapeOperation::Unload
        | TapeOperation::EndOfData
        | TapeOperation::Nothing
        | TapeOperation::Lock(_)
        | TapeOperation::SetBlock(_)
        | TapeOperation::SetDensity(_)
        | TapeOperation::SetBuffer(_)
        | TapeOperation::Compression(_) => true,
        TapeOperation::SpaceFilemarks(_)
        | TapeOperation::SpaceBlocks(_)
        | TapeOperation::SpaceSetmarks(_)
        | TapeOperation::SpaceToFilemark(_)
        | TapeOperation::WriteFilemarks { .. }
        | TapeOperation::WriteSetmarks(_)
        | TapeOperation::Erase { .. }
        | TapeOperation::SetPartition(_) => false,
    }
}
