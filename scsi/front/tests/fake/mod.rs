//! A target for tests of fronts: a changer whose MOVE MEDIUM takes until it is aborted or let go, and drives with tapes.

#![allow(dead_code, reason = "each of its users needs a part of it")]

pub mod tape;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use rsmlab_engine::port::sense::SenseCode;
use rsmlab_front::service::{OnAnswer, ResetScope, Service, ServiceRequest, Task, UnitKind};
use rsmlab_scsi::answer::{ScsiAnswer, Status};
use rsmlab_scsi::nexus::Nexus;

use tape::{FakeTape, inquiry};

/// The target.
#[derive(Default)]
pub struct Fake {
    state: Mutex<State>,
}

/// What it has and has seen.
#[derive(Default)]
pub struct State {
    pub tapes: Vec<FakeTape>,
    pub joined: Vec<String>,
    pub left: Vec<Nexus>,
    pub resets: Vec<ResetScope>,
    /// Operation codes with their logical units.
    pub seen: Vec<(u64, u8)>,
    moves: BTreeMap<u64, OnAnswer>,
    tasks: u64,
}

impl Fake {
    /// A changer and so many drives.
    pub fn with_drives(count: usize) -> Self {
        let tapes = vec![FakeTape::default(); count];
        Self { state: Mutex::new(State { tapes, ..State::default() }) }
    }

    /// What it has and has seen.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// How many moves are on their way.
    pub fn moving(&self) -> usize {
        self.state().moves.len()
    }

    /// Lets all moves arrive.
    pub fn arrive(&self) {
        let moves = std::mem::take(&mut self.state().moves);
        moves.into_values().for_each(|done| done(ScsiAnswer::good(Vec::new())));
    }
}

impl Service for Fake {
    fn join(&self, initiator: &str) -> Nexus {
        self.state().joined.push(initiator.to_owned());
        Nexus(7)
    }

    fn leave(&self, nexus: Nexus) {
        self.state().left.push(nexus);
    }

    fn submit(&self, request: ServiceRequest, done: OnAnswer) -> Task {
        let mut state = self.state();
        state.tasks += 1;
        let task = Task(state.tasks);
        let Some(&operation) = request.cdb.first() else { panic!("a command without a block") };
        state.seen.push((request.lun, operation));
        let answer = match (usize::try_from(request.lun).unwrap(), operation) {
            (0, 0x00) => ScsiAnswer::good(Vec::new()),
            (0, 0x12) => ScsiAnswer::good(inquiry(8, "FAKE CHANGER", usize::from(request.cdb[4]))),
            // SEND DIAGNOSTIC and RECEIVE DIAGNOSTIC RESULTS: what was sent, backwards.
            (0, 0x1D) => {
                state.tapes[0].records.push(tape::Record::Block(request.data));
                ScsiAnswer::good(Vec::new())
            }
            (0, 0x1C) => ScsiAnswer::good((0..200).collect()),
            (0, 0xA5) => {
                state.moves.insert(task.0, done);
                return task;
            }
            (0, _) => ScsiAnswer::check(SenseCode::new(5, 0x20, 0)),
            (lun, _) => state.tapes[lun - 1].execute(&request.cdb, request.data),
        };
        drop(state);
        done(answer);
        task
    }

    fn abort(&self, task: Task) -> bool {
        let running = self.state().moves.remove(&task.0);
        running.map(|done| done(ScsiAnswer::bare(Status::TaskAborted))).is_some()
    }

    fn reset(&self, _nexus: Nexus, what: ResetScope) {
        self.state().resets.push(what);
    }

    fn units(&self) -> Vec<UnitKind> {
        let drives = self.state().tapes.len();
        [UnitKind::Changer].into_iter().chain((0..drives).map(|_| UnitKind::Drive)).collect()
    }
}
