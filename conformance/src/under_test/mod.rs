//! Targets: the engines that can be put to the test, ours or anybody else's, and how they are talked to.
//!
//! The suite keeps the hardware, the clock, the database and the operator; a target keeps only its logic. Everything
//! between them is a line of JSON (`conformance/PROTOCOL.md`).

mod connect;
mod remote;
#[cfg(test)]
mod schema;
mod wire;

pub mod adapter;
pub mod message;
pub mod serve;
pub mod session;
pub mod transcript;
pub mod trouble;
pub mod variants;
pub mod worker;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use self::transcript::Transcript;
use self::trouble::CaseTrouble;
use self::wire::Wire;
use crate::discover::display;

/// An engine that can be put to the test.
#[derive(Clone, Debug, Default)]
pub enum TargetUnderTest {
    /// Ours, in this process.
    #[default]
    InProcess,
    /// A command that is started and talks over its stdin and stdout; the words of it.
    Exec(Vec<String>),
    /// A service that listens on a Unix socket.
    Unix(PathBuf),
    /// A service that listens on a port of this machine.
    Tcp(SocketAddr),
    /// What a target once said.
    Transcript(Arc<Transcript>),
}

/// A text that names no target.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoTarget {
    /// It does not begin with a kind of target.
    #[error("`{0}` is no target; there are `inproc`, `exec:COMMAND`, `unix:PATH`, `tcp:127.0.0.1:PORT` and `transcript:FILE`")]
    UnknownKind(String),
    /// The command cannot be taken apart.
    #[error("the command `{0}` has no words, or a quotation mark too few")]
    Command(String),
    /// The address makes no sense.
    #[error("`{0}` is no address; write 127.0.0.1:PORT, [::1]:PORT or localhost:PORT")]
    Address(String),
    /// The address is of another machine.
    #[error("{0} is not this machine; a target must listen on 127.0.0.1 or [::1], because nothing it says is protected on the way")]
    Elsewhere(SocketAddr),
    /// The path is empty.
    #[error("`unix:` wants the path of a socket after it")]
    Path,
    /// The transcript cannot be read.
    #[error("{0}")]
    Transcript(String),
}

impl FromStr for TargetUnderTest {
    type Err = NoTarget;

    fn from_str(text: &str) -> Result<Self, NoTarget> {
        match text.split_once(':') {
            None if text == "inproc" => Ok(Self::InProcess),
            Some(("exec", command)) => {
                let words = shlex::split(command).filter(|words| !words.is_empty());
                words.map(Self::Exec).ok_or_else(|| NoTarget::Command(command.to_owned()))
            }
            Some(("unix", "")) => Err(NoTarget::Path),
            Some(("unix", path)) => Ok(Self::Unix(path.into())),
            Some(("tcp", address)) => loopback(address).map(Self::Tcp),
            Some(("transcript", file)) => {
                Transcript::read(Path::new(file)).map(|transcript| Self::Transcript(transcript.into())).map_err(NoTarget::Transcript)
            }
            Some(_) | None => Err(NoTarget::UnknownKind(text.to_owned())),
        }
    }
}

/// An address of this machine.
///
/// # Errors
///
/// When it is none, or one of another machine.
pub fn loopback(text: &str) -> Result<SocketAddr, NoTarget> {
    let wrong = || NoTarget::Address(text.to_owned());
    let address = match text.strip_prefix("localhost:") {
        Some(port) => SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse().map_err(|_| wrong())?)),
        None => text.parse().map_err(|_| wrong())?,
    };
    if address.ip().is_loopback() { Ok(address) } else { Err(NoTarget::Elsewhere(address)) }
}

impl fmt::Display for TargetUnderTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InProcess => f.write_str("inproc"),
            // What was split can be joined.
            Self::Exec(words) => write!(f, "exec:{}", shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default()),
            Self::Unix(path) => write!(f, "unix:{}", display(path)),
            Self::Tcp(address) => write!(f, "tcp:{address}"),
            Self::Transcript(transcript) => write!(f, "transcript:{}", transcript.path()),
        }
    }
}

impl TargetUnderTest {
    /// How many cases can run at a time by default. A service may take one caller at a time.
    #[must_use]
    pub const fn jobs(&self, processors: usize) -> usize {
        match self {
            Self::InProcess | Self::Exec(_) | Self::Transcript(_) => processors,
            Self::Unix(_) | Self::Tcp(_) => 1,
        }
    }

    /// A wire to the target, for a case; none to our own engine, which needs none.
    fn connect(&self, case: &str, patience: Duration) -> Result<Option<Box<dyn Wire>>, CaseTrouble> {
        let wire = match self {
            Self::InProcess => return Ok(None),
            Self::Exec(words) => connect::process(words),
            Self::Unix(path) => connect::unix(path),
            Self::Tcp(address) => connect::tcp(*address, patience),
            Self::Transcript(transcript) => transcript.replay(case).map_err(CaseTrouble::Misfit)?,
        };
        wire.map(Some).map_err(CaseTrouble::CouldNotStart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_and_written() {
        for text in
            ["inproc", "exec:python3 engine.py --fast", "exec:'a b' c", "unix:/run/engine.sock", "tcp:127.0.0.1:4000", "tcp:[::1]:4000"]
        {
            assert_eq!(text.parse::<TargetUnderTest>().unwrap().to_string(), text);
        }
        assert_eq!("tcp:localhost:80".parse::<TargetUnderTest>().unwrap().to_string(), "tcp:127.0.0.1:80");
    }

    #[test]
    fn what_is_no_target_is_told() {
        let cases = [
            ("inprocess", "there are"),
            ("ftp:x", "there are"),
            ("exec:", "no words"),
            ("exec:'a", "quotation mark"),
            ("unix:", "path"),
            ("tcp:4000", "no address"),
            ("tcp:192.0.2.1:4000", "not this machine"),
            ("transcript:/nowhere", "cannot read"),
        ];
        for (text, part) in cases {
            let wrong = text.parse::<TargetUnderTest>().unwrap_err().to_string();
            assert!(wrong.contains(part), "{text}: {wrong}");
        }
    }
}
