//! The clock of a trace: it counts from the moment at which the script begins, so that `at "10s"` stands at ten seconds. What comes before,
//! the first look at the libraries and the programs that open their sessions, has a minus.

use rsmlab_engine::time::Instant;

use super::Trace;
use super::event::{Record, What};

/// When the script began; as long as it has not, the beginning of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    begin: Instant,
}

impl Clock {
    /// The clock of a script that began then.
    #[must_use]
    pub const fn since(begin: Instant) -> Self {
        Self { begin }
    }

    /// The clock of a trace.
    #[must_use]
    pub fn of(trace: &Trace) -> Self {
        let mut clock = Self::default();
        trace.records().map_while(Result::ok).find(|record| clock.hear(record));
        clock
    }

    /// Sets the clock if this is where the script begins; says whether it is.
    pub fn hear(&mut self, record: &Record<'_>) -> bool {
        let begins = matches!(record.what, What::Script);
        if begins {
            self.begin = record.at;
        }
        begins
    }

    /// A time as people read it: `00:00:10.000`, with as many hours as it takes.
    #[must_use]
    pub fn tell(self, at: Instant) -> String {
        let sign = if at < self.begin { "-" } else { "" };
        let ms = at.0.abs_diff(self.begin.0);
        let (seconds, millis) = (ms / 1_000, ms % 1_000);
        let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        format!("{sign}{hours:02}:{minutes:02}:{seconds:02}.{millis:03}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_from_the_script_in_both_directions() {
        let clock = Clock::since(Instant(11_000));
        let cases = [(0, "-00:00:11.000"), (10_999, "-00:00:00.001"), (11_000, "00:00:00.000"), (360_011_250, "100:00:00.250")];
        for (at, told) in cases {
            assert_eq!(clock.tell(Instant(at)), told);
        }
    }
}
