//! What `mt` does with a tape (`MTIOCTOP`), and what moves it.

use rsmlab_scsi::answer::Sense;
use rustix::io::Errno;

use super::super::mtio::Action;
use super::{Doing, Drive, Place, Ready, Tape, Trouble, key, shifted, three_bytes};

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
    pub fn operate(&mut self, drive: &mut dyn Drive, action: Action) -> Result<(), Errno> {
        if action == Action::Load {
            return self.load(drive);
        }
        self.must_be_ready()?;
        self.touched = true;
        let action = self.end_writing_before(drive, action)?;
        if self.lost && !finds_the_way(action) {
            return Err(Errno::IO);
        }
        if !finds_the_way(action) || action == Action::EndOfData {
            self.back_before_untold_filemark(drive)?;
        }
        match action {
            Action::SpaceFilemarks(count) => self.space(drive, Over::Filemarks, count),
            Action::SpaceBlocks(count) => self.space(drive, Over::Blocks, count),
            Action::SpaceSetmarks(count) => self.space(drive, Over::Setmarks, count),
            Action::SpaceToFilemark(count) => {
                self.space(drive, Over::Filemarks, count)?;
                self.space(drive, Over::Filemarks, if count < 0 { 1 } else { -1 })
            }
            Action::EndOfData => self.go_to_end_of_data(drive),
            Action::WriteFilemarks { count, immediate } => self.write_filemarks(drive, count, immediate),
            Action::WriteSetmarks(count) => self.write_marks(drive, 0x02, count),
            Action::Rewind => self.rewind(drive),
            Action::Retension => self.start_stop(drive, 0x03).map(|()| self.at_beginning()),
            Action::Load => Ok(()),
            Action::Offline => {
                self.let_go(drive)?;
                self.unload(drive)
            }
            Action::Unload => self.unload(drive),
            Action::Nothing => Ok(()),
            Action::Erase { long } => self.plain(drive, &[0x19, u8::from(long), 0, 0, 0, 0]),
            Action::SetBlock(size) => self.set_block(drive, size),
            Action::SetDensity(density) => self.set_density(drive, density),
            Action::SetBuffer(value) => self.set_buffer(drive, value),
            Action::Seek(block) => self.seek(drive, block, None),
            Action::Lock(locked) => self.lock(drive, locked),
            Action::Compression(on) => self.set_compression(drive, on),
            Action::SetPartition(partition) => self.seek(drive, 0, Some(u8::try_from(partition).map_err(|_| Errno::INVAL)?)),
        }
    }

    /// Behind what was written comes a filemark before the tape moves away, and a program that counts filemarks backwards does not count
    /// that one.
    fn end_writing_before(&mut self, drive: &mut dyn Drive, action: Action) -> Result<Action, Errno> {
        let going_back = match action {
            Action::SpaceFilemarks(count) if count < 0 => Action::SpaceFilemarks(count.saturating_sub(1)),
            Action::SpaceToFilemark(count) if count < 0 => Action::SpaceToFilemark(count.saturating_sub(1)),
            Action::Rewind | Action::Offline | Action::Unload | Action::Seek(_) => action,
            _ => return Ok(action),
        };
        if self.doing != Doing::Writing || self.lost {
            return Ok(action);
        }
        self.write_filemarks(drive, 1, false)?;
        Ok(going_back)
    }

    /// Spaces over blocks or marks, backwards when negative. When the way ends before, the tape stands where it ends.
    pub(super) fn space(&mut self, drive: &mut dyn Drive, over: Over, count: i32) -> Result<(), Errno> {
        if !(-FARTHEST..=FARTHEST).contains(&count) {
            return Err(Errno::INVAL);
        }
        if count == 0 {
            return Ok(());
        }
        self.doing = Doing::Nothing;
        let [a, b, c] = three_bytes(count.cast_unsigned());
        match self.command(drive, &[0x11, over as u8, a, b, c, 0], Vec::new()) {
            Ok(_) => {
                self.has_spaced(over, count);
                Ok(())
            }
            Err(Trouble::Errno(errno)) => Err(errno),
            Err(Trouble::Sense(sense, _)) => {
                self.way_ended(over, count, &sense);
                Err(Errno::IO)
            }
        }
    }

    /// A filemark that a read has passed without telling lies before the program, and behind the drive: the drive goes back.
    pub(super) fn back_before_untold_filemark(&mut self, drive: &mut dyn Drive) -> Result<(), Errno> {
        if self.place == Place::FilemarkToTell {
            let (file, block) = (self.file, self.block);
            self.space(drive, Over::Filemarks, -1)?;
            self.stand_at(file, block, Place::Amid);
        }
        Ok(())
    }

    fn has_spaced(&mut self, over: Over, count: i32) {
        match over {
            Over::Blocks => self.stand_at(self.file, shifted(self.block, count), Place::Amid),
            Over::Filemarks if count > 0 => self.stand_at(shifted(self.file, count), Some(0), Place::BehindFilemark),
            Over::Filemarks => self.stand_at(shifted(self.file, count), None, Place::Amid),
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
                Over::Blocks if sense.filemark => self.stand_at(shifted(self.file, -1), None, Place::Amid),
                Over::Blocks | Over::Filemarks | Over::Setmarks => self.forget_place(),
            }
            return;
        }
        let at_end = sense.code.key == key::BLANK_CHECK || sense.end_of_medium;
        match over {
            Over::Blocks if sense.filemark => self.stand_at(shifted(self.file, 1), Some(0), Place::BehindFilemark),
            Over::Blocks => self.stand_at(self.file, done.and_then(|done| shifted(self.block, done)), Place::Amid),
            Over::Filemarks => {
                let block = if done == Some(0) { self.block } else { None };
                self.stand_at(done.and_then(|done| shifted(self.file, done)), block, Place::Amid);
            }
            Over::Setmarks => self.forget_place(),
        }
        if at_end {
            self.place = Place::EndOfData;
        }
    }

    /// Goes behind what is recorded, by counting the filemarks on the way.
    fn go_to_end_of_data(&mut self, drive: &mut dyn Drive) -> Result<(), Errno> {
        let mut file = None;
        if self.options & FAST_END == 0 {
            match self.space(drive, Over::Filemarks, FARTHEST) {
                Err(_) if self.place == Place::EndOfData => return Ok(()),
                Ok(()) => {}
                Err(errno) => return Err(errno),
            }
            file = self.file;
        }
        self.doing = Doing::Nothing;
        self.plain(drive, &[0x11, TO_END_OF_DATA, 0, 0, 0, 0])?;
        self.stand_at(file, None, Place::EndOfData);
        Ok(())
    }

    /// Writes filemarks. The early warning does not keep them from being written.
    pub(super) fn write_filemarks(&mut self, drive: &mut dyn Drive, count: i32, immediate: bool) -> Result<(), Errno> {
        self.write_marks(drive, u8::from(immediate), count)?;
        if count > 0 {
            let place = if matches!(self.place, Place::EarlyWarning) { Place::EarlyWarning } else { Place::BehindFilemark };
            self.stand_at(shifted(self.file, count), Some(0), place);
        }
        Ok(())
    }

    fn write_marks(&mut self, drive: &mut dyn Drive, flags: u8, count: i32) -> Result<(), Errno> {
        if !(0..=FARTHEST).contains(&count) {
            return Err(Errno::INVAL);
        }
        self.doing = Doing::Nothing;
        let [a, b, c] = three_bytes(count.cast_unsigned());
        match self.command(drive, &[0x10, flags, a, b, c, 0], Vec::new()) {
            Ok(_) => Ok(()),
            Err(Trouble::Sense(sense, _)) if sense.end_of_medium && sense.code.key <= key::RECOVERED_ERROR => {
                self.place = Place::EarlyWarning;
                Ok(())
            }
            Err(Trouble::Sense(sense, _)) if sense.code.key == key::VOLUME_OVERFLOW => Err(Errno::NOSPC),
            Err(trouble) => Err(trouble.errno()),
        }
    }

    /// Rewinds.
    pub(super) fn rewind(&mut self, drive: &mut dyn Drive) -> Result<(), Errno> {
        self.doing = Doing::Nothing;
        self.plain(drive, &[0x01, 0, 0, 0, 0, 0])?;
        self.at_beginning();
        Ok(())
    }

    const fn at_beginning(&mut self) {
        self.stand_at(Some(0), Some(0), Place::Amid);
        self.lost = false;
    }

    /// Goes to a block, in another partition where one is given. Which file that is in is not known.
    fn seek(&mut self, drive: &mut dyn Drive, block: i32, partition: Option<u8>) -> Result<(), Errno> {
        let [a, b, c, d] = u32::try_from(block).map_err(|_| Errno::INVAL)?.to_be_bytes();
        let change = u8::from(partition.is_some()) << 1;
        self.doing = Doing::Nothing;
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
    pub fn position(&mut self, drive: &mut dyn Drive) -> Result<u32, Errno> {
        /// BPU: the position is not known (BLOCK POSITION UNKNOWN).
        const UNKNOWN: u8 = 0x04;
        self.must_be_ready()?;
        let answer = self.command(drive, &[0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0], Vec::new()).map_err(|trouble| trouble.errno())?;
        let block = answer.data.get(4..8).and_then(|block| block.first_chunk::<4>()).map(|block| u32::from_be_bytes(*block));
        let known = answer.data.first().is_some_and(|flags| flags & UNKNOWN == 0);
        block.filter(|_| known).ok_or(Errno::IO)
    }

    fn load(&mut self, drive: &mut dyn Drive) -> Result<(), Errno> {
        self.touched = true;
        self.start_stop(drive, 0x01)?;
        self.check(drive, true)?;
        self.at_beginning();
        self.must_be_ready()
    }

    /// Locks the tape in, or lets it go.
    fn lock(&mut self, drive: &mut dyn Drive, locked: bool) -> Result<(), Errno> {
        self.plain(drive, &[0x1E, 0, 0, 0, u8::from(locked), 0])?;
        self.locked = locked;
        Ok(())
    }

    /// Lets a tape go that is locked in. Where that fails, the unloading that follows tells.
    fn let_go(&mut self, drive: &mut dyn Drive) -> Result<(), Errno> {
        match self.locked.then(|| self.lock(drive, false)) {
            Some(Err(Errno::IO)) | None => Ok(()),
            Some(done) => done,
        }
    }

    /// Gives the tape back. There is nothing left to rewind.
    fn unload(&mut self, drive: &mut dyn Drive) -> Result<(), Errno> {
        self.start_stop(drive, 0x00)?;
        self.forget_place();
        (self.ready, self.rewind_due, self.lost) = (Ready::NoTape, false, false);
        Ok(())
    }

    fn start_stop(&mut self, drive: &mut dyn Drive, what: u8) -> Result<(), Errno> {
        self.doing = Doing::Nothing;
        self.plain(drive, &[0x1B, 0, 0, 0, what, 0])
    }

    /// Carries out a command that only succeeds or fails.
    pub(super) fn plain(&mut self, drive: &mut dyn Drive, cdb: &[u8]) -> Result<(), Errno> {
        self.command(drive, cdb, Vec::new()).map(|_| ()).map_err(|trouble| trouble.errno())
    }
}

/// Whether an action brings a tape to a known place wherever it stands, or does not care.
const fn finds_the_way(action: Action) -> bool {
    match action {
        Action::Rewind
        | Action::Retension
        | Action::Seek(_)
        | Action::Load
        | Action::Offline
        | Action::Unload
        | Action::EndOfData
        | Action::Nothing
        | Action::Lock(_)
        | Action::SetBlock(_)
        | Action::SetDensity(_)
        | Action::SetBuffer(_)
        | Action::Compression(_) => true,
        Action::SpaceFilemarks(_)
        | Action::SpaceBlocks(_)
        | Action::SpaceSetmarks(_)
        | Action::SpaceToFilemark(_)
        | Action::WriteFilemarks { .. }
        | Action::WriteSetmarks(_)
        | Action::Erase { .. }
        | Action::SetPartition(_) => false,
    }
}
