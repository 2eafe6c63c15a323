//! How the program ends.

use std::process::ExitCode;

/// The exit codes; they are documented in `rsmlab --help` and promised to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: all expectations hold.
    Held,
    /// 1: some expectations do not hold, or a file is not formatted.
    Unmet,
    /// 2: a mistake on the command line or in a scenario.
    Mistakes,
    /// 3: the target could not be started, broke the protocol or died.
    Target,
    /// 4: nothing was selected.
    Nothing,
    /// 70: rsmlab itself is wrong.
    Internal,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Held => 0,
            Exit::Unmet => 1,
            Exit::Mistakes => 2,
            Exit::Target => 3,
            Exit::Nothing => 4,
            Exit::Internal => 70,
        })
    }
}
