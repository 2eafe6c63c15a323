//! Serves a small disk over iSCSI, which is what the conformance tests of libiscsi want of a target, until its input ends.
//!
//!     cargo run -p rsmlab-front --example iscsi_disk 127.0.0.1:3260 &
//!     iscsi-test-cu --dataloss --test=ALL.iSCSI* iscsi://127.0.0.1:3260/iqn.2026-11.lab.rsm:disk/0

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use rsmlab_engine::port::sense::SenseCode;
use rsmlab_front::iscsi::config::{Limits, ServerConfig};
use rsmlab_front::iscsi::{Server, ServerError};
use rsmlab_front::service::{OnAnswer, ResetScope, Service, ServiceRequest, Task, UnitKind};
use rsmlab_scsi::answer::ScsiAnswer;
use rsmlab_scsi::cdb::Cdb;
use rsmlab_scsi::nexus::Nexus;

const BLOCK: usize = 512;
const BLOCKS: usize = 65_536;

struct Disk {
    blocks: Mutex<Vec<u8>>,
    nexuses: Mutex<u32>,
}

const OUT_OF_RANGE: SenseCode = SenseCode::new(5, 0x21, 0);
const INVALID_FIELD: SenseCode = SenseCode::new(5, 0x24, 0);
const UNKNOWN: SenseCode = SenseCode::new(5, 0x20, 0);
const NO_UNIT: SenseCode = SenseCode::new(5, 0x25, 0);

impl Disk {
    fn answer(&self, request: &ServiceRequest) -> ScsiAnswer {
        let cdb = Cdb::new(&request.cdb);
        if request.lun != 0 {
            return ScsiAnswer::check(NO_UNIT);
        }
        let allocated = |mut data: Vec<u8>, length: usize| {
            data.truncate(length);
            ScsiAnswer::good(data)
        };
        let last = u32::try_from(BLOCKS - 1).unwrap_or(u32::MAX);
        let block = u32::try_from(BLOCK).unwrap_or(u32::MAX);
        match cdb.operation() {
            0x00 => ScsiAnswer::good(Vec::new()),
            0x12 => inquiry(&cdb),
            0x1A => allocated(vec![3, 0, 0, 0], usize::from(cdb.u8(4))),
            0x25 => ScsiAnswer::good([last.to_be_bytes(), block.to_be_bytes()].concat()),
            0x9E if cdb.u8(1) & 0x1F == 0x10 => {
                let mut data = [&u64::from(last).to_be_bytes()[..], &block.to_be_bytes()].concat();
                data.resize(32, 0);
                allocated(data, cdb.u32(10) as usize)
            }
            0xA0 => allocated([&8_u64.to_be_bytes()[..4], &[0; 4], &[0; 8]].concat(), cdb.u32(6) as usize),
            0x28 => self.read(u64::from(cdb.u32(2)), usize::from(cdb.u16(7))),
            0x88 => self.read(cdb.u64(2), cdb.u32(10) as usize),
            0xA8 => self.read(u64::from(cdb.u32(2)), cdb.u32(6) as usize),
            0x2A => self.write(u64::from(cdb.u32(2)), usize::from(cdb.u16(7)), &request.data),
            0x8A => self.write(cdb.u64(2), cdb.u32(10) as usize, &request.data),
            0xAA => self.write(u64::from(cdb.u32(2)), cdb.u32(6) as usize, &request.data),
            _ => ScsiAnswer::check(UNKNOWN),
        }
    }

    fn range(from: u64, count: usize) -> Option<std::ops::Range<usize>> {
        let from = usize::try_from(from).ok()?;
        let end = from.checked_add(count).filter(|end| *end <= BLOCKS)?;
        Some(from * BLOCK..end * BLOCK)
    }

    fn read(&self, from: u64, count: usize) -> ScsiAnswer {
        let blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let data = Self::range(from, count).and_then(|range| blocks.get(range));
        data.map_or(ScsiAnswer::check(OUT_OF_RANGE), |data| ScsiAnswer::good(data.to_vec()))
    }

    fn write(&self, from: u64, count: usize, data: &[u8]) -> ScsiAnswer {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(place) = Self::range(from, count).and_then(|range| blocks.get_mut(range)) else { return ScsiAnswer::check(OUT_OF_RANGE) };
        for (to, from) in place.iter_mut().zip(data) {
            *to = *from;
        }
        ScsiAnswer::took(count * BLOCK)
    }
}

fn inquiry(cdb: &Cdb) -> ScsiAnswer {
    let mut data = match (cdb.has(1, 1), cdb.u8(2)) {
        (true, 0) => vec![0, 0, 0, 2, 0, 0x83],
        (true, 0x83) => [&[0, 0x83, 0, 12, 2, 1, 0, 8][..], b"RSMLAB  "].concat(),
        (false, 0) => [&[0, 0, 5, 2, 31, 0, 0, 2][..], b"RSMLAB  DISK            0001"].concat(),
        _ => return ScsiAnswer::check(INVALID_FIELD),
    };
    data.truncate(usize::from(cdb.u16(3)));
    ScsiAnswer::good(data)
}

impl Service for Disk {
    fn join(&self, _: &str) -> Nexus {
        let mut nexuses = self.nexuses.lock().unwrap_or_else(PoisonError::into_inner);
        *nexuses += 1;
        Nexus(*nexuses)
    }

    fn leave(&self, _: Nexus) {}

    fn submit(&self, request: ServiceRequest, done: OnAnswer) -> Task {
        done(self.answer(&request));
        Task(0)
    }

    fn abort(&self, _: Task) -> bool {
        false
    }

    fn reset(&self, _: Nexus, _: ResetScope) {}

    fn units(&self) -> Vec<UnitKind> {
        vec![UnitKind::Drive]
    }
}

fn main() -> Result<(), ServerError> {
    let address = std::env::args().nth(1).and_then(|address| address.parse().ok()).unwrap_or_else(|| ([127, 0, 0, 1], 3260).into());
    let config = ServerConfig { limits: Limits { commands: 32, ..Limits::default() }, ..ServerConfig::new("iqn.2026-11.lab.rsm:disk") };
    let disk = Disk { blocks: Mutex::new(vec![0; BLOCK * BLOCKS]), nexuses: Mutex::new(0) };
    let server = Server::bind(address, config, Arc::new(disk))?;
    println!("iscsi://{}/iqn.2026-11.lab.rsm:disk/0", server.local_addr());
    // Whatever comes in is of no interest; its end is.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    server.stop();
    Ok(())
}
