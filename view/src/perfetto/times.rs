//! Times: every event has its microsecond, so that what follows from something comes after it, also within the millisecond of both.

use crate::model::TimeSpan;

/// So many microseconds are in a millisecond, in which runs count.
const MICROS: u64 = 1_000;

/// The times of a run.
#[derive(Clone, Copy, Debug)]
pub struct Times<'r> {
    /// When each event was, in milliseconds.
    events: &'r [u64],
}

impl<'r> Times<'r> {
    /// The times of these events.
    pub const fn of(events: &'r [u64]) -> Self {
        Self { events }
    }

    /// The microsecond of a moment: a time of the run, and the event that is at hand or comes next. Events of the same millisecond are a
    /// microsecond apart; a thousandth one of them and what comes after it are in the last.
    pub fn micros(self, at: u64, event: usize) -> u64 {
        let first = self.events.partition_point(|time| *time < at);
        let last = self.events.partition_point(|time| *time <= at);
        let place = (event.clamp(first, last) - first) as u64;
        at.saturating_mul(MICROS).saturating_add(place.min(MICROS - 1))
    }

    /// When a span begins.
    pub fn begin(self, span: &TimeSpan) -> u64 {
        self.micros(span.begin, span.first)
    }

    /// When it ends.
    pub fn end(self, span: &TimeSpan) -> u64 {
        self.micros(span.end, span.last.unwrap_or(usize::MAX)).max(self.begin(span))
    }
}

#[cfg(test)]
mod tests {
    use super::Times;

    #[test]
    fn events_of_a_millisecond_come_one_after_the_other() {
        let times = Times::of(&[0, 5, 5, 5, 9]);
        let cases =
            [((0, 0), 0), ((5, 1), 5_000), ((5, 3), 5_002), ((5, 4), 5_003), ((9, 4), 9_000), ((7, 4), 7_000), ((9, usize::MAX), 9_001)];
        for ((at, event), micros) in cases {
            assert_eq!(times.micros(at, event), micros, "{at} ms, event {event}");
        }
        let many = [5; 3_000];
        assert_eq!(Times::of(&many).micros(5, 2_500), 5_999);
    }
}
