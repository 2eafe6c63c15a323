//! What is set in a drive: the length of a block, density, buffering, compression; and options that are the driver's own.

use rustix::io::Errno;

use super::{Drive, Tape, Trouble, three_bytes};

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

/// Options that would change what a program sees, and that this driver has not: two filemarks at the end, System V at a close, partitions.
const UNKNOWN_OPTIONS: u32 = 0x10 | 0x1000 | 0x400;

impl Tape {
    /// Asks a drive for its limits and what is set. One that does not tell keeps what was known.
    pub(super) fn learn_settings(&mut self, drive: &mut dyn Drive) -> Result<(), Errno> {
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
    fn ask(&mut self, drive: &mut dyn Drive, cdb: &[u8]) -> Result<Option<Vec<u8>>, Errno> {
        match self.command(drive, cdb, Vec::new()) {
            Ok(answer) => Ok(Some(answer.data)),
            Err(Trouble::Sense(..)) => Ok(None),
            Err(Trouble::Errno(errno)) => Err(errno),
        }
    }

    pub(super) fn set_block(&mut self, drive: &mut dyn Drive, size: i32) -> Result<(), Errno> {
        let size = u32::try_from(size).map_err(|_| Errno::INVAL)?;
        let (least, most) = self.limits;
        if size > 0xFF_FFFF || size != 0 && (size < least || most != 0 && size > most) {
            return Err(Errno::INVAL);
        }
        self.select(drive, self.buffered_mode, self.density, size, &[])?;
        self.block_size = size;
        Ok(())
    }

    pub(super) fn set_density(&mut self, drive: &mut dyn Drive, density: i32) -> Result<(), Errno> {
        let density = u8::try_from(density).map_err(|_| Errno::INVAL)?;
        self.select(drive, self.buffered_mode, density, self.block_size, &[])?;
        self.density = density;
        Ok(())
    }

    /// Sets how the drive buffers, or the driver's own options. Those about buffers and timeouts of a kernel have nothing to act on here.
    pub(super) fn set_buffer(&mut self, drive: &mut dyn Drive, value: i32) -> Result<(), Errno> {
        let value = value.cast_unsigned();
        let options = value & !KIND;
        match value & KIND {
            0 => {
                let mode = u8::try_from(options).ok().filter(|mode| *mode <= 7).ok_or(Errno::INVAL)?;
                self.select(drive, mode, self.density, self.block_size, &[])?;
                self.buffered_mode = mode;
            }
            BOOLEANS | SET_BOOLEANS if options & UNKNOWN_OPTIONS != 0 => return Err(Errno::INVAL),
            BOOLEANS => self.options = options,
            SET_BOOLEANS => self.options |= options,
            CLEAR_BOOLEANS => self.options &= !options,
            WRITE_THRESHOLD | TIMEOUTS => {}
            _ => return Err(Errno::INVAL),
        }
        Ok(())
    }

    pub(super) fn set_compression(&mut self, drive: &mut dyn Drive, on: bool) -> Result<(), Errno> {
        let length = u8::try_from(HEADER + DESCRIPTOR + COMPRESSION_LENGTH).unwrap_or(u8::MAX);
        let mode = self.ask(drive, &[0x1A, 0, COMPRESSION_PAGE, 0, length, 0])?.ok_or(Errno::IO)?;
        let descriptors = mode.get(3).copied().map_or(0, usize::from);
        let page = mode.get(HEADER + descriptors..).and_then(|page| page.first_chunk::<COMPRESSION_LENGTH>());
        let mut page = *page.filter(|page| page[0] & 0x3F == COMPRESSION_PAGE && page[2] & CAPABLE != 0).ok_or(Errno::IO)?;
        // PS is reserved on the way back.
        page[0] = COMPRESSION_PAGE;
        page[2] = if on { page[2] | ENABLED } else { page[2] & !ENABLED };
        self.select(drive, self.buffered_mode, self.density, self.block_size, &page)
    }

    fn select(&mut self, drive: &mut dyn Drive, buffered_mode: u8, density: u8, block: u32, page: &[u8]) -> Result<(), Errno> {
        let [a, b, c] = three_bytes(block);
        let mut list = vec![0, 0, buffered_mode << 4, 8, density, 0, 0, 0, 0, a, b, c];
        list.extend_from_slice(page);
        let length = u8::try_from(list.len()).map_err(|_| Errno::INVAL)?;
        self.command(drive, &[0x15, 0x10, 0, 0, length, 0], list).map(|_| ()).map_err(|trouble| trouble.errno())
    }
}
