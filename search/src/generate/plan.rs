//! Plans: acts at their times.

use rsmlab_engine::time::Millis;
use rsmlab_language::model::{Act, Located, Step};
use rsmlab_sim::rng::Seed;

/// Acts at their times.
#[derive(Debug)]
pub(super) struct ActSchedule {
    acts: Vec<(Millis, Act)>,
    /// Everything is done at multiples of so many seconds: what is due is due at the moment at which something else is done.
    beat_s: u64,
}

impl ActSchedule {
    /// A plan without acts. In one run of four they keep to a beat.
    pub fn new(seed: Seed) -> Self {
        let beat_s = seed.stream("beat").pick(&[1, 1, 1, 1, 1, 1, 10, 60]).copied().unwrap_or(1);
        Self { acts: Vec::new(), beat_s }
    }

    /// Something is done at a time of the run, in seconds. At the same time, what was planned first is done first.
    pub fn at(&mut self, time_s: u64, act: Act) {
        self.acts.push((Millis::from_secs(time_s.next_multiple_of(self.beat_s)), act));
    }

    /// The statements, in the order of their times.
    pub fn script(mut self) -> Vec<Located<Step>> {
        self.acts.sort_by_key(|(time, _)| *time);
        self.acts.into_iter().map(|(time, act)| Located::nowhere(Step::at(time, act))).collect()
    }
}
