//! A bar on stderr, for runs that take longer than a second at a terminal.

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rsmlab_language::escape;

/// Nobody needs a bar before this.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the figures of a bar are made anew.
const OFTEN: Duration = Duration::from_millis(250);

/// How far a run is.
pub struct Progress {
    bar: ProgressBar,
    /// When the figures are made anew.
    next: Mutex<Duration>,
}

impl Progress {
    /// A bar for this many scenarios, not yet shown.
    pub fn new(scenarios: usize) -> Self {
        Self::with("{bar:40} {pos} of {len} scenarios, {elapsed} {wide_msg}", u64::try_from(scenarios).ok())
    }

    /// A bar for this many seeds, not yet shown; nobody need know how many.
    pub fn of_seeds(seeds: Option<u64>) -> Self {
        let template =
            if seeds.is_some() { "{bar:20} {pos} of {len}, {elapsed}: {wide_msg}" } else { "{pos} seeds, {elapsed}: {wide_msg}" };
        Self::with(template, seeds)
    }

    /// A counter of situations, not yet shown; nobody knows how many there will be.
    pub fn of_situations() -> Self {
        Self::with("{elapsed}: {wide_msg}", None)
    }

    fn with(template: &str, length: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, next: Mutex::new(PATIENCE) }
    }

    /// So many more are done; now and then, there is something to say about it.
    pub fn says(&self, done: u64, message: impl FnOnce() -> String) {
        self.bar.inc(done);
        let mut next = self.next.lock().expect("nobody panics with the lock in hand");
        let elapsed = self.bar.elapsed();
        if elapsed >= *next {
            *next = elapsed + OFTEN;
            self.show();
            if !self.bar.is_hidden() {
                self.bar.set_message(message());
            }
        }
    }

    /// How long it has taken so far.
    pub fn elapsed(&self) -> Duration {
        self.bar.elapsed()
    }

    fn show(&self) {
        if self.bar.is_hidden() && self.bar.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// One more is done.
    pub fn finished(&self, path: &str) {
        self.show();
        self.bar.set_message(escape::human(path).into_owned());
        self.bar.inc(1);
    }

    /// Takes the bar away, and says how long it all took.
    pub fn end(self) -> Duration {
        self.bar.finish_and_clear();
        self.bar.elapsed()
    }
}
