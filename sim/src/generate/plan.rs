//! Plans: acts at their times, written as statements of a scenario.

use rsmlab_engine::time::Millis;

/// Acts at their times.
#[derive(Debug, Default)]
pub(super) struct Plan {
    acts: Vec<(Millis, String)>,
}

impl Plan {
    /// Something is done at a time of the run, in seconds. At the same time, what was planned first is done first.
    pub fn at(&mut self, time_s: u64, act: String) {
        self.acts.push((Millis::from_secs(time_s), act));
    }

    /// The statements, in the order of their times.
    pub fn text(mut self) -> String {
        self.acts.sort_by_key(|(time, _)| *time);
        self.acts.into_iter().map(|(time, act)| format!("at \"{time}\" {{ {act} }}\n")).collect()
    }
}
