//! The generic side of a file: commands of programs, passed on as they are (`sg`).

use std::time::Duration;

use rustix::io::Errno;

use rsmlab_scsi::answer::{ScsiAnswer, Sense};

use crate::service::{ResetScope, UnitKind};

use super::calls::FuseCall;
use super::initiator::{CommandFailure, Initiator};
use super::memory::Memory;
use super::protocol;
use super::sg::{DataDirection, Exchange, ScsiIoctl, SgMisfit, SgOutcome, id_lun, pieces, scsi_id};

/// The default timeout as `SG_GET_TIMEOUT` tells it, in hundredths of a second.
const TIMEOUT: i32 = 6000;

/// A logical unit, and the memory of the program that wants something of it.
pub(super) struct Generic<'a> {
    /// What sends commands.
    pub initiator: &'a Initiator,
    /// The call.
    pub call: &'a FuseCall,
    /// The logical unit.
    pub lun: u64,
    /// What it is.
    pub unit: UnitKind,
    /// The memory of the program.
    pub memory: Memory,
}

impl Generic<'_> {
    /// Does what an ioctl asks for; its reply.
    pub fn ioctl(&self, ask: ScsiIoctl, argument: u64) -> Result<Vec<u8>, Errno> {
        let mut result = 0;
        match ask {
            ScsiIoctl::Execute => self.execute(argument)?,
            ScsiIoctl::Reset => self.reset(argument)?,
            ScsiIoctl::Tell(number) => self.memory.write(argument, &number.value().to_ne_bytes())?,
            ScsiIoctl::Timeout => result = TIMEOUT,
            ScsiIoctl::ScsiId => self.memory.write(argument, &scsi_id(self.lun, self.device_type()))?,
            ScsiIoctl::IdLun => self.memory.write(argument, &id_lun(self.lun))?,
            ScsiIoctl::Wish => {}
        }
        Ok(protocol::ioctl(result, &[]))
    }

    /// The peripheral device type (SPC-4, 6.4.2).
    const fn device_type(&self) -> i32 {
        match self.unit {
            UnitKind::Drive => 1,
            UnitKind::Changer => 8,
        }
    }

    fn execute(&self, argument: u64) -> Result<(), Errno> {
        let mut header = [0; Exchange::LENGTH];
        self.memory.read(argument, &mut header)?;
        let exchange = Exchange::parse(&header).map_err(errno)?;
        let block = self.memory.fetch(exchange.block, exchange.block_length)?;
        let places = self.places(&exchange)?;
        let mut data = Vec::new();
        if exchange.direction == DataDirection::Out {
            for &(address, length) in &places {
                data.extend(self.memory.fetch(address, length)?);
            }
        }
        let sent = data.len();
        let watch = Stopwatch::start();
        let time = Duration::from_millis(u64::from(exchange.timeout));
        let outcome = match self.initiator.execute(self.call, self.lun, &block, data, Some(time)) {
            Ok(answer) => self.hand_over(&exchange, &places, sent, &answer)?,
            Err(CommandFailure::TimedOut) => {
                SgOutcome { host: SgOutcome::TIMED_OUT, residual: whole(exchange.data_length), ..SgOutcome::default() }
            }
            Err(CommandFailure::Interrupted) => return Err(Errno::INTR),
            Err(CommandFailure::Gone) => return Err(Errno::NODEV),
            Err(CommandFailure::Unreachable) => return Err(Errno::NXIO),
        };
        let outcome = SgOutcome { duration: watch.milliseconds(), ..outcome };
        let result_at = argument.checked_add(Exchange::RESULT_AT).ok_or(Errno::FAULT)?;
        self.memory.write(result_at, &outcome.to_bytes())
    }

    /// Where the data of a command lie.
    fn places(&self, exchange: &Exchange) -> Result<Vec<(u64, usize)>, Errno> {
        match exchange.direction {
            DataDirection::None => Ok(Vec::new()),
            DataDirection::In | DataDirection::Out if exchange.pieces == 0 => Ok(vec![(exchange.data, exchange.data_length)]),
            DataDirection::In | DataDirection::Out => {
                let list = self.memory.fetch(exchange.data, usize::from(exchange.pieces) * 16)?;
                Ok(pieces(&list, exchange.data_length))
            }
        }
    }

    /// Puts data and sense where the program wants them, as much as there is room for.
    fn hand_over(&self, exchange: &Exchange, places: &[(u64, usize)], sent: usize, answer: &ScsiAnswer) -> Result<SgOutcome, Errno> {
        let mut moved = sent;
        if exchange.direction == DataDirection::In {
            let mut left = &answer.data[..];
            for &(address, length) in places {
                let (part, rest) = left.split_at(length.min(left.len()));
                self.memory.write(address, part)?;
                moved += part.len();
                left = rest;
            }
        }
        let sense = answer.sense.as_ref().map(Sense::to_bytes);
        let sense = sense.as_ref().map_or(&[][..], |bytes| &bytes[..bytes.len().min(exchange.sense_length)]);
        self.memory.write(exchange.sense, sense)?;
        Ok(SgOutcome {
            status: answer.status as u8,
            host: 0,
            sense: u8::try_from(sense.len()).unwrap_or(u8::MAX),
            residual: whole(if exchange.direction == DataDirection::None { 0 } else { exchange.data_length.saturating_sub(moved) }),
            duration: 0,
        })
    }

    fn reset(&self, argument: u64) -> Result<(), Errno> {
        /// What goes no further when it does not help, which it always does.
        const NO_ESCALATE: i32 = 0x100;
        let mut what = [0; 4];
        self.memory.read(argument, &mut what)?;
        match i32::from_ne_bytes(what) & !NO_ESCALATE {
            0 => {}
            1 => self.initiator.reset(ResetScope::LogicalUnit(self.lun)),
            // The bus and the host adapter have this one target.
            2..=4 => self.initiator.reset(ResetScope::Target),
            _ => return Err(Errno::INVAL),
        }
        Ok(())
    }
}

const fn errno(misfit: SgMisfit) -> Errno {
    match misfit {
        SgMisfit::Interface => Errno::NOSYS,
        SgMisfit::Block => Errno::MSGSIZE,
        SgMisfit::Direction => Errno::INVAL,
        SgMisfit::Length => Errno::NOMEM,
    }
}

fn whole(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

/// A watch for `duration`, which people and programs read in a header, and nothing is decided by.
#[expect(clippy::disallowed_types, reason = "sg tells its programs how long a command took")]
struct Stopwatch(std::time::Instant);

#[expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "sg tells its programs how long a command took")]
impl Stopwatch {
    fn start() -> Self {
        Self(std::time::Instant::now())
    }

    fn milliseconds(&self) -> u32 {
        u32::try_from(self.0.elapsed().as_millis()).unwrap_or(u32::MAX)
    }
}
