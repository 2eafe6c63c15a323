//! What is set in a drive: the length of a block, density, buffering, compression; and options that are the driver's own.

use rustix::io::Errno;

use super::{Ready, Tape, TapeDrive, TapeTrouble, three_bytes};

/// The page of data compression (SSC-3, 8.3.2), and its length with the two bytes before it.
const COMPRESSION_PAGE: u8 = 0x0F;
const COMPRESSION_LENGTH: usize = 16;
/// DCE and DCC in it: compression is on, and could be.
const ENABLED: u8 = 0x80;
const CAPABLE: u8 = 0x40;

/// The parameter header of the short MODE commands, and the block descriptor behind it.
const HEADER: usize = 4;
const DESCRIPTOR: usize = 8;

/// What the upper bits of `MTSETDRVBUFFER` say (`linux/mtio.h`).
const KIND: u32 = 0xF000_0000;
const BOOLEANS: u32 = 0x1000_0000;
const SET_BOOLEANS: u32 = 0x3000_0000;
const CLEAR_BOOLEANS: u32 = 0x4000_0000;
const WRITE_THRESHOLD: u32 = 0x2000_0000;
const TIMEOUTS: u32 = 0x7000_0000;
const DEFAULT_BLOCK: u32 = 0x5000_0000;
const DEFAULTS: u32 = 0x6000_0000;
/// Which default it is, and what takes it back.
const WHICH: u32 = 0x0FF0_0000;
const DEFAULT_DENSITY: u32 = 0x0010_0000;
const DEFAULT_COMPRESSION: u32 = 0x0020_0000;
const DEFAULT_BUFFERING: u32 = 0x0030_0000;
const NO_DEFAULT: u32 = 0x000F_FFFF;
const NO_DEFAULT_BLOCK: u32 = 0x0FFF_FFFF;

/// Options that would change what a program sees, and that this driver has not: two filemarks at the end, System V at a close, partitions.
const UNKNOWN_OPTIONS: u32 = 0x10 | 0x1000 | 0x400;

/// What programs have said is to be set in a drive for each tape, and what they have set otherwise for this one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defaults {
    block: Preset<u32>,
    density: Preset<u8>,
    buffering: Preset<u8>,
    compression: Preset<bool>,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
struct Preset<T> {
    value: Option<T>,
    /// It has been set for this tape, or something else has.
    is_set: bool,
}

impl<T: Copy> Preset<T> {
    const NONE: Self = Self { value: None, is_set: false };

    const fn of(value: Option<T>) -> Self {
        Self { value, is_set: false }
    }

    /// What is still to be set.
    const fn due(&mut self) -> Option<T> {
        if std::mem::replace(&mut self.is_set, true) { None } else { self.value }
    }
}

impl Defaults {
    /// Nothing has been said.
    pub(super) const NONE: Self = Self { block: Preset::NONE, density: Preset::NONE, buffering: Preset::NONE, compression: Preset::NONE };

    /// Another tape may be there: what was set for the one before counts no more.
    pub(super) const fn apply_anew(&mut self) {
        (self.block.is_set, self.density.is_set, self.buffering.is_set, self.compression.is_set) = (false, false, false, false);
    }
}

impl Tape {
    /// Sets what is to be set for each tape and has not been for this one. A drive that does not take it goes on as it is.
    pub(super) fn set_defaults(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        let Defaults { mut block, mut density, mut buffering, mut compression } = self.defaults;
        let set = [
            density.due().map_or(Ok(()), |density| self.set_density(drive, density.into())),
            block.due().map_or(Ok(()), |block| self.set_block(drive, block.cast_signed())),
            buffering.due().map_or(Ok(()), |mode| self.set_buffering(drive, mode)),
            compression.due().map_or(Ok(()), |on| self.set_compression(drive, on)),
        ];
        self.defaults = Defaults { block, density, buffering, compression };
        set.into_iter().find(|set| set.is_err_and(|errno| !matches!(errno, Errno::IO | Errno::INVAL))).unwrap_or(Ok(()))
    }

    /// Says what is to be set for each tape, and sets it for one that is there.
    fn set_default(&mut self, drive: &mut dyn TapeDrive, which: u32, value: u32) -> Result<(), Errno> {
        let byte = value.to_le_bytes()[0];
        let is_given = value != NO_DEFAULT;
        match which {
            DEFAULT_DENSITY => self.defaults.density = Preset::of(is_given.then_some(byte)),
            DEFAULT_BUFFERING => self.defaults.buffering = Preset::of(is_given.then_some(byte & 0x07)),
            DEFAULT_COMPRESSION => self.defaults.compression = Preset::of(is_given.then_some(value != 0)),
            _ => return Err(Errno::INVAL),
        }
        if self.ready == Ready::Yes { self.set_defaults(drive) } else { Ok(()) }
    }

    /// Asks a drive for its limits and what is set. One that does not tell keeps what was known.
    pub(super) fn learn_settings(&mut self, drive: &mut dyn TapeDrive) -> Result<(), Errno> {
        let limits = self.ask(drive, &[0x05, 0, 0, 0, 0, 0])?;
        if let Some([_, a, b, c, d, e]) = limits.as_deref().and_then(|limits| limits.first_chunk()) {
            self.limits = (u32::from_be_bytes([0, 0, *d, *e]), u32::from_be_bytes([0, *a, *b, *c]));
        }
        let length = u8::try_from(HEADER + DESCRIPTOR).unwrap_or(u8::MAX);
        if let Some(mode) = self.ask(drive, &[0x1A, 0, 0, 0, length, 0])? {
            if let Some(&[_, _, specific, _]) = mode.first_chunk::<HEADER>() {
                self.write_protected = specific & 0x80 != 0;
                self.buffered_mode = (specific >> 4) & 0x07;
            }
            if let Some(&[density, _, _, _, _, a, b, c]) = mode.get(HEADER..).and_then(|mode| mode.first_chunk::<DESCRIPTOR>()) {
                self.density = density;
                self.block_size = u32::from_be_bytes([0, a, b, c]);
            }
        }
        Ok(())
    }

    /// What a drive tells; none when it does not.
    fn ask(&mut self, drive: &mut dyn TapeDrive, cdb: &[u8]) -> Result<Option<Vec<u8>>, Errno> {
        match self.command(drive, cdb, Vec::new()) {
            Ok(answer) => Ok(Some(answer.data)),
            Err(TapeTrouble::Sense(..)) => Ok(None),
            Err(TapeTrouble::Errno(errno)) => Err(errno),
        }
    }

    pub(super) fn set_block(&mut self, drive: &mut dyn TapeDrive, size: i32) -> Result<(), Errno> {
        let size = u32::try_from(size).map_err(|_| Errno::INVAL)?;
        let (least, most) = self.limits;
        if size > 0xFF_FFFF || size != 0 && (size < least || most != 0 && size > most) {
            return Err(Errno::INVAL);
        }
        self.select(drive, self.buffered_mode, self.density, size, &[])?;
        self.block_size = size;
        self.defaults.block.is_set = true;
        Ok(())
    }

    pub(super) fn set_density(&mut self, drive: &mut dyn TapeDrive, density: i32) -> Result<(), Errno> {
        let density = u8::try_from(density).map_err(|_| Errno::INVAL)?;
        self.select(drive, self.buffered_mode, density, self.block_size, &[])?;
        self.density = density;
        self.defaults.density.is_set = true;
        Ok(())
    }

    /// Sets how the drive buffers, or the driver's own options. Those about buffers and timeouts of a kernel have nothing to act on here.
    pub(super) fn set_buffer(&mut self, drive: &mut dyn TapeDrive, value: i32) -> Result<(), Errno> {
        let value = value.cast_unsigned();
        let options = value & !KIND;
        match value & KIND {
            0 => {
                let mode = u8::try_from(options).ok().filter(|mode| *mode <= 7).ok_or(Errno::INVAL)?;
                self.set_buffering(drive, mode)?;
            }
            DEFAULT_BLOCK => {
                self.defaults.block = Preset::of((options != NO_DEFAULT_BLOCK).then_some(options));
                if self.ready == Ready::Yes {
                    self.set_defaults(drive)?;
                }
            }
            DEFAULTS => self.set_default(drive, options & WHICH, options & NO_DEFAULT)?,
            BOOLEANS | SET_BOOLEANS if options & UNKNOWN_OPTIONS != 0 => return Err(Errno::INVAL),
            BOOLEANS => self.options = options,
            SET_BOOLEANS => self.options |= options,
            CLEAR_BOOLEANS => self.options &= !options,
            WRITE_THRESHOLD | TIMEOUTS => {}
            _ => return Err(Errno::INVAL),
        }
        Ok(())
    }

    fn set_buffering(&mut self, drive: &mut dyn TapeDrive, mode: u8) -> Result<(), Errno> {
        self.select(drive, mode, self.density, self.block_size, &[])?;
        self.buffered_mode = mode;
        self.defaults.buffering.is_set = true;
        Ok(())
    }

    pub(super) fn set_compression(&mut self, drive: &mut dyn TapeDrive, on: bool) -> Result<(), Errno> {
        let length = u8::try_from(HEADER + DESCRIPTOR + COMPRESSION_LENGTH).unwrap_or(u8::MAX);
        let mode = self.ask(drive, &[0x1A, 0, COMPRESSION_PAGE, 0, length, 0])?.ok_or(Errno::IO)?;
        let descriptors = mode.get(3).copied().map_or(0, usize::from);
        let page = mode.get(HEADER + descriptors..).and_then(|page| page.first_chunk::<COMPRESSION_LENGTH>());
        let mut page = *page.filter(|page| page[0] & 0x3F == COMPRESSION_PAGE && page[2] & CAPABLE != 0).ok_or(Errno::IO)?;
        // PS is reserved on the way back.
        page[0] = COMPRESSION_PAGE;
        page[2] = if on { page[2] | ENABLED } else { page[2] & !ENABLED };
        self.select(drive, self.buffered_mode, self.density, self.block_size, &page)?;
        self.defaults.compression.is_set = true;
        Ok(())
    }

    fn select(&mut self, drive: &mut dyn TapeDrive, buffered_mode: u8, density: u8, block: u32, page: &[u8]) -> Result<(), Errno> {
        let [a, b, c] = three_bytes(block);
        let mut list = vec![0, 0, buffered_mode << 4, 8, density, 0, 0, 0, 0, a, b, c];
        list.extend_from_slice(page);
        let length = u8::try_from(list.len()).map_err(|_| Errno::INVAL)?;
        self.command(drive, &[0x15, 0x10, 0, 0, length, 0], list).map(|_| ()).map_err(|trouble| trouble.errno())
    }
}
