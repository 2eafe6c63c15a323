//! The reference job: one medium is mounted, used, and dismounted, in a library of four robots and twenty drives.
//!
//! The same stream of jobs is done by rsmlab as a whole, and by two models that do nothing but the waiting: what the difference costs
//! is what an engine, records, hardware and a trace cost.

pub mod heap;
pub mod rsmlab;
pub mod shop;

use serde::{Deserialize, Serialize};

/// How many robots there are.
pub const ROBOTS: u32 = 4;
/// How many drives there are.
pub const DRIVES: u32 = 20;
/// How long a robot carries a medium, in milliseconds.
pub const CARRY_MS: u64 = 12_000;
/// How long a drive loads it.
pub const LOAD_MS: u64 = 15_000;
/// How long it is used.
pub const USE_MS: u64 = 60_000;
/// How long a drive unloads it.
pub const UNLOAD_MS: u64 = 20_000;

/// When jobs come: one every 4 to 12 seconds, uniform, from a fixed linear congruential generator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arrivals {
    state: u64,
    at_ms: u64,
}

impl Default for Arrivals {
    fn default() -> Self {
        Self { state: 0x2545_F491_4F6C_DD1D, at_ms: 0 }
    }
}

impl Iterator for Arrivals {
    type Item = u64;

    /// The time of the next job, in milliseconds since the first could have come.
    fn next(&mut self) -> Option<u64> {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.at_ms += 4_000 + (self.state >> 33) % 8_001;
        Some(self.at_ms)
    }
}

/// What came of the jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsOutcome {
    /// How many were done.
    pub jobs: u64,
    /// How long they waited for their media together, from when they came until the medium was loaded, in milliseconds.
    pub waited_ms: u64,
}
