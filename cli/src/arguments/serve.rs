//! The command line of serving a library to real programs: `rsmlab serve` and `rsmlab control`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use rsmlab_front::control::Address;
use rsmlab_front::served::Pace;

use super::TraceFormat;

/// What to serve, and where.
#[derive(Args, Debug)]
pub struct ServeArguments {
    /// A scenario file, whose script is played first, and whose world, operator, faults, `at` and `after` go on while it is served; or a
    /// library that `rsmlab library list` names, with tapes in half of its slots.
    #[arg(value_name = "FILE|NAME")]
    pub what: String,
    /// Which library of the scenario, if it has several.
    #[arg(long, value_name = "NAME")]
    pub library: Option<String>,
    /// To iSCSI initiators at this address; port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS", required_unless_present_any = ["fuse", "control"])]
    pub iscsi: Option<SocketAddr>,
    /// Also to initiators of other machines. Anybody who reaches the address can then use the library.
    #[arg(long, requires = "iscsi")]
    pub allow_remote: bool,
    /// As files in this folder that answer ioctl(SG_IO) and the ioctls of tapes: changer0, nst0, nst1, ...
    #[arg(long, value_name = "DIR")]
    pub fuse: Option<PathBuf>,
    /// How fast time passes: real, so many times faster, or max: it jumps to where the hardware has ended what it is at.
    #[arg(long, value_name = "SPEED", default_value = "real")]
    pub speed: Speed,
    /// Hear statements of the scenario language here: a path for a Unix socket, or an address such as 127.0.0.1:4000.
    #[arg(long, value_name = "PATH|ADDRESS")]
    pub control: Option<Address>,
    /// Write the trace of it all to this file when it ends.
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// How the trace is written.
    #[arg(long, value_enum, default_value_t = TraceFormat::Text, requires = "trace")]
    pub trace_format: TraceFormat,
}

/// How fast time passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed(pub Pace);

impl FromStr for Speed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse::<f64>()) {
            ("real", _) => Ok(Self(Pace::Times(1.0))),
            ("max", _) => Ok(Self(Pace::Jumps)),
            (_, Ok(times)) if times.is_finite() && (0.001..=1_000_000.0).contains(&times) => Ok(Self(Pace::Times(times))),
            (_, Ok(_)) => Err("time passes at least 0.001 and at most 1000000 times as fast".into()),
            (_, Err(_)) => Err("write real, max, or a number such as 60".into()),
        }
    }
}

/// What to say, and to whom.
#[derive(Args, Debug)]
pub struct ControlArguments {
    /// Where a library hears: what was given to `rsmlab serve --control`.
    #[arg(value_name = "PATH|ADDRESS")]
    pub at: Address,
    /// A statement of the scenario language, such as "fault L1.transport jam times=1", or `time`.
    #[arg(value_name = "STATEMENT", required = true)]
    pub line: Vec<String>,
}
