//! A bar on stderr, for runs that take longer than a second at a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Nobody needs a bar before this.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a run is.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar for this many scenarios, not yet shown.
    pub fn new(scenarios: usize) -> Self {
        let bar = ProgressBar::with_draw_target(u64::try_from(scenarios).ok(), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} scenarios, {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// One more is done.
    pub fn finished(&self, path: &str) {
        if self.0.is_hidden() && self.0.elapsed() > PATIENCE {
            self.0.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.0.set_message(path.to_owned());
        self.0.inc(1);
    }

    /// Takes the bar away, and says how long it all took.
    pub fn end(self) -> Duration {
        self.0.finish_and_clear();
        self.0.elapsed()
    }
}
