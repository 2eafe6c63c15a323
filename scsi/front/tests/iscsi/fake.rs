//! A service with three logical units that remember what is written to them, and moves that last until they are let go.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rsmlab_engine::port::sense::SenseCode;
use rsmlab_front::service::{OnAnswer, ResetScope, Service, ServiceRequest, Task, UnitKind};
use rsmlab_scsi::answer::{ScsiAnswer, Sense, Status};
use rsmlab_scsi::nexus::Nexus;

/// What a service was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// An initiator came.
    Join(String, Nexus),
    /// An initiator went.
    Leave(Nexus),
    /// A command came: its logical unit, its operation code, the length of its data.
    Command(Nexus, u64, u8, usize),
    /// A command was aborted.
    Abort(u8),
    /// Logical units were reset.
    Reset(ResetScope),
}

/// INQUIRY.
pub const INQUIRY: u8 = 0x12;
/// WRITE BUFFER, which keeps all of its data.
pub const WRITE: u8 = 0x3B;
/// READ BUFFER, which gives back what was written.
pub const READ: u8 = 0x3C;
/// MOVE MEDIUM, which lasts until it is let go.
pub const MOVE: u8 = 0xA5;
/// READ(6), which gives what was written, and says that its length is wrong.
pub const READ_TAPE: u8 = 0x08;

#[derive(Default)]
struct World {
    heard: Vec<Heard>,
    nexuses: u32,
    tasks: u64,
    moves: BTreeMap<u64, (Nexus, u64, OnAnswer)>,
    written: BTreeMap<u64, Vec<u8>>,
}

/// The service.
#[derive(Default)]
pub struct Fake {
    world: Mutex<World>,
    news: Condvar,
    /// Whether it keeps no account of what it hears.
    deaf: bool,
}

impl Fake {
    /// A service that keeps no account of what it hears.
    #[allow(dead_code, reason = "only what is measured is long enough for it to matter")]
    pub fn deaf() -> Self {
        Self { deaf: true, ..Self::default() }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, world: &mut World, heard: Heard) {
        if !self.deaf {
            world.heard.push(heard);
            self.news.notify_all();
        }
    }

    /// Waits until the service has heard something.
    #[allow(dead_code, reason = "examples do not wait")]
    pub fn wait_for(&self, wanted: impl Fn(&Heard) -> bool) -> Heard {
        let waiting = |world: &mut World| !world.heard.iter().any(&wanted);
        let waited = self.news.wait_timeout_while(self.world(), Duration::from_secs(20), waiting);
        let (world, _) = waited.unwrap_or_else(PoisonError::into_inner);
        world.heard.iter().find(|heard| wanted(heard)).cloned().unwrap_or_else(|| panic!("it was never heard: {:?}", world.heard))
    }

    /// What the service has heard so far.
    #[allow(dead_code, reason = "examples do not look")]
    pub fn heard(&self) -> Vec<Heard> {
        self.world().heard.clone()
    }

    /// Lets all moves come to their end, the last first.
    #[allow(dead_code, reason = "examples move nothing")]
    pub fn let_go(&self) {
        let moves = std::mem::take(&mut self.world().moves);
        for (_, (_, _, done)) in moves.into_iter().rev() {
            done(ScsiAnswer::good(Vec::new()));
        }
    }

    fn abort_where(&self, meant: impl Fn(u64, Nexus, u64) -> bool) -> bool {
        let aborted: Vec<OnAnswer> = {
            let mut world = self.world();
            let moves = world.moves.extract_if(.., |task, (nexus, lun, _)| meant(*task, *nexus, *lun));
            let aborted: Vec<OnAnswer> = moves.map(|(_, (_, _, done))| done).collect();
            for _ in &aborted {
                self.hear(&mut world, Heard::Abort(MOVE));
            }
            aborted
        };
        let any = !aborted.is_empty();
        for done in aborted {
            done(ScsiAnswer::bare(Status::TaskAborted));
        }
        any
    }

    fn answer(world: &mut World, request: ServiceRequest) -> ScsiAnswer {
        let cdb = |at: usize| request.cdb.get(at).copied().unwrap_or(0);
        let allocated = |data: &[u8], length: usize| ScsiAnswer::good(data[..length.min(data.len())].to_vec());
        if request.lun > 2 && !matches!(cdb(0), INQUIRY | 0xA0 | 0x03) {
            return ScsiAnswer::check(SenseCode::new(5, 0x25, 0));
        }
        match cdb(0) {
            0x00 => ScsiAnswer::good(Vec::new()),
            0x03 => allocated(&Sense::new(SenseCode::new(0, 0, 0)).to_bytes(), usize::from(cdb(4))),
            INQUIRY if cdb(1) & 1 != 0 => ScsiAnswer::check(SenseCode::new(5, 0x24, 0)),
            INQUIRY => {
                let kind = [8, 1, 1].get(usize::try_from(request.lun).unwrap_or(9)).copied().unwrap_or(0x7F);
                let mut data = vec![kind, 0x80, 5, 2, 31, 0, 0, 2];
                data.extend_from_slice(b"RSMLAB  FAKE            0001");
                allocated(&data, usize::from(u16::from_be_bytes([cdb(3), cdb(4)])))
            }
            0xA0 => {
                let luns = (0..3_u64).flat_map(|lun| (lun << 48).to_be_bytes());
                let data: Vec<u8> = [0, 0, 0, 24, 0, 0, 0, 0].into_iter().chain(luns).collect();
                allocated(&data, u32::from_be_bytes([cdb(6), cdb(7), cdb(8), cdb(9)]) as usize)
            }
            WRITE => {
                world.written.insert(request.lun, request.data);
                ScsiAnswer::good(Vec::new())
            }
            READ => {
                let written = world.written.get(&request.lun).map_or(&[][..], Vec::as_slice);
                allocated(written, u32::from_be_bytes([0, cdb(6), cdb(7), cdb(8)]) as usize)
            }
            READ_TAPE => {
                let sense = Sense { incorrect_length: true, information: Some(7), ..Sense::new(SenseCode::new(0, 0, 0)) };
                let data = world.written.get(&request.lun).cloned().unwrap_or_default();
                ScsiAnswer { data, ..ScsiAnswer::check(sense) }
            }
            _ => ScsiAnswer::check(SenseCode::new(5, 0x20, 0)),
        }
    }
}

impl Service for Fake {
    fn join(&self, initiator: &str) -> Nexus {
        let mut world = self.world();
        world.nexuses += 1;
        let nexus = Nexus(world.nexuses);
        self.hear(&mut world, Heard::Join(initiator.to_owned(), nexus));
        nexus
    }

    fn leave(&self, nexus: Nexus) {
        self.abort_where(|_, of, _| of == nexus);
        let mut world = self.world();
        self.hear(&mut world, Heard::Leave(nexus));
    }

    fn submit(&self, request: ServiceRequest, done: OnAnswer) -> Task {
        let mut world = self.world();
        world.tasks += 1;
        let task = world.tasks;
        let operation = request.cdb.first().copied().unwrap_or(0);
        let heard = Heard::Command(request.nexus, request.lun, operation, request.data.len());
        if operation == MOVE {
            world.moves.insert(task, (request.nexus, request.lun, done));
            self.hear(&mut world, heard);
        } else {
            self.hear(&mut world, heard);
            let answer = Self::answer(&mut world, request);
            drop(world);
            done(answer);
        }
        Task(task)
    }

    fn abort(&self, task: Task) -> bool {
        self.abort_where(|of, _, _| of == task.0)
    }

    fn reset(&self, _: Nexus, what: ResetScope) {
        {
            let mut world = self.world();
            self.hear(&mut world, Heard::Reset(what));
        }
        self.abort_where(|_, _, lun| matches!(what, ResetScope::Target) || what == ResetScope::LogicalUnit(lun));
    }

    fn units(&self) -> Vec<UnitKind> {
        vec![UnitKind::Changer, UnitKind::Drive, UnitKind::Drive]
    }
}
