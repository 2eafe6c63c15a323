//! The queue model of the reference job: robots, drives, and two lines. It does nothing but the waiting, and leaves the clock and the
//! order of events to its caller.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Arrivals, CARRY_MS, DRIVES, JobsOutcome, LOAD_MS, ROBOTS, UNLOAD_MS, USE_MS};

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum JobPhase {
    /// It arrives.
    Arrives,
    /// A robot has put its medium into a drive.
    IsFetched,
    /// The drive has loaded the medium.
    IsLoaded,
    /// It has been used.
    IsUsed,
    /// The drive has unloaded it.
    IsUnloaded,
    /// A robot has put it back.
    IsShelved,
}

/// Something that happens to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JobEvent {
    /// What.
    pub step: JobPhase,
    /// When the job arrived, in milliseconds.
    pub came_ms: u64,
}

/// Robots and drives, and who waits for them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shop {
    arrivals: Arrivals,
    to_come: u64,
    robots: u32,
    drives: u32,
    for_drive: VecDeque<u64>,
    for_robot: VecDeque<JobEvent>,
    outcome: JobsOutcome,
}

impl Shop {
    /// A shop to which so many jobs come.
    #[must_use]
    pub fn new(jobs: u64) -> Self {
        let (for_drive, for_robot) = (VecDeque::new(), VecDeque::new());
        let arrivals = Arrivals::default();
        Self { arrivals, to_come: jobs, robots: ROBOTS, drives: DRIVES, for_drive, for_robot, outcome: JobsOutcome::default() }
    }

    /// When the next job comes, if there is another.
    pub fn next_arrival(&mut self) -> Option<(u64, JobEvent)> {
        self.to_come = self.to_come.checked_sub(1)?;
        self.arrivals.next().map(|at| (at, JobEvent { step: JobPhase::Arrives, came_ms: at }))
    }

    /// Something happens now. What follows from it is handed to `schedule`, with the time until then.
    pub fn happen(&mut self, now_ms: u64, event: JobEvent, schedule: &mut impl FnMut(u64, JobEvent)) {
        let JobEvent { step, came_ms } = event;
        let next = |step| JobEvent { step, came_ms };
        match step {
            JobPhase::Arrives => {
                if let Some((at, next)) = self.next_arrival() {
                    schedule(at - now_ms, next);
                }
                if self.drives > 0 {
                    self.drives -= 1;
                    self.for_robot.push_back(next(JobPhase::IsFetched));
                } else {
                    self.for_drive.push_back(came_ms);
                }
            }
            JobPhase::IsFetched => {
                self.robots += 1;
                schedule(LOAD_MS, next(JobPhase::IsLoaded));
            }
            JobPhase::IsLoaded => {
                self.outcome.waited_ms += now_ms - came_ms;
                schedule(USE_MS, next(JobPhase::IsUsed));
            }
            JobPhase::IsUsed => schedule(UNLOAD_MS, next(JobPhase::IsUnloaded)),
            JobPhase::IsUnloaded => self.for_robot.push_back(next(JobPhase::IsShelved)),
            JobPhase::IsShelved => {
                self.robots += 1;
                self.outcome.jobs += 1;
                match self.for_drive.pop_front() {
                    Some(came_ms) => self.for_robot.push_back(JobEvent { step: JobPhase::IsFetched, came_ms }),
                    None => self.drives += 1,
                }
            }
        }
        while self.robots > 0
            && let Some(carried) = self.for_robot.pop_front()
        {
            self.robots -= 1;
            schedule(CARRY_MS, carried);
        }
    }

    /// What has come of the jobs so far.
    #[must_use]
    pub const fn outcome(&self) -> JobsOutcome {
        self.outcome
    }
}
