//! The Control mode page (SPC-4, 7.5.8): what becomes of the commands of one host because of another.

/// The code of the page.
pub(crate) const CODE: u8 = 0x0A;

/// The page behind its code and its length. TAS: a command that another host aborts, or resets away, ends with TASK ABORTED. All else is as it
/// is without the page: one sense format, commands in the order in which they came, a cartridge loaded for every use.
pub(crate) const BODY: [u8; 10] = [0, 0, 0, TAS, 0, 0, 0, 0, 0, 0];

const TAS: u8 = 0x40;
