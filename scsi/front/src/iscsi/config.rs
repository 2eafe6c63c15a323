//! The configuration with which a server begins.

use std::time::Duration;

use thiserror::Error;

/// What a server is told.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// The name of the target, such as `iqn.2026-11.lab.rsm:library`.
    pub target: String,
    /// How initiators prove who they are.
    pub authentication: Authentication,
    /// Clients of other machines may come too. Without it the server binds to loopback addresses only.
    pub allow_remote: bool,
    /// How much clients may ask for.
    pub limits: Limits,
    /// How long clients may take.
    pub timeouts: Timeouts,
}

impl ServerConfig {
    /// A target that loopback clients reach without proof.
    #[must_use]
    pub fn new(target: impl Into<String>) -> Self {
        Self {
            target: target.into(),
            authentication: Authentication::None,
            allow_remote: false,
            limits: Limits::default(),
            timeouts: Timeouts::default(),
        }
    }

    /// Looks at names, secrets and limits.
    ///
    /// # Errors
    ///
    /// When one cannot be used.
    pub fn check(&self) -> Result<(), ConfigError> {
        let kind = ["iqn.", "eui.", "naa."].iter().any(|kind| self.target.starts_with(kind) && self.target.len() > kind.len());
        let plain = self.target.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b':'));
        if !kind || !plain || self.target.len() > LONGEST_NAME {
            return Err(ConfigError::Name(self.target.clone()));
        }
        let Self { limits, timeouts, .. } = self;
        if limits.commands == 0 || limits.connections == 0 || [timeouts.login, timeouts.silence, timeouts.write].contains(&Duration::ZERO) {
            return Err(ConfigError::Nothing);
        }
        match &self.authentication {
            Authentication::Chap { initiator, target: Some(target) } if initiator.secret == target.secret => Err(ConfigError::SameSecret),
            Authentication::Chap { initiator, target } if initiator.is_empty() || target.as_ref().is_some_and(Credentials::is_empty) => {
                Err(ConfigError::NoSecret)
            }
            Authentication::None | Authentication::Chap { .. } => Ok(()),
        }
    }
}

/// The most bytes of an iSCSI name (RFC 7143, 4.2.7.1).
pub const LONGEST_NAME: usize = 223;

/// How initiators prove who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// They do not.
    None,
    /// By CHAP (RFC 1994).
    Chap {
        /// What the initiator has to know.
        initiator: Credentials,
        /// What the target answers with when the initiator wants a proof in turn.
        target: Option<Credentials>,
    },
}

/// A name and its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name.
    pub name: String,
    /// The secret.
    pub secret: String,
}

impl Credentials {
    /// A name and its secret.
    #[must_use]
    pub fn new(name: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { name: name.into(), secret: secret.into() }
    }

    fn is_empty(&self) -> bool {
        self.name.is_empty() || self.secret.is_empty()
    }
}

impl std::fmt::Debug for Credentials {
    /// Secrets stay out of messages and logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How much clients may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at the same time; what comes beyond is closed at once.
    pub connections: usize,
    /// Commands of a session on their way at the same time: the width of its CmdSN window.
    pub commands: u16,
    /// Immediate requests of a session on their way at the same time.
    pub immediate: u16,
    /// Bytes that a command moves.
    pub data_per_command: u32,
    /// Bytes that all commands of a session move together. A command beyond it gets TASK SET FULL.
    pub data_per_session: u32,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u32 = 1024 * 1024;
        Self { connections: 64, commands: 64, immediate: 16, data_per_command: 16 * MIB, data_per_session: 64 * MIB }
    }
}

/// How long clients may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a whole login.
    pub login: Duration,
    /// Of silence, until a client is asked whether it is there; it has the same time again to answer.
    pub silence: Duration,
    /// For taking what is sent to them.
    pub write: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { login: Duration::from_secs(15), silence: Duration::from_secs(30), write: Duration::from_secs(10) }
    }
}

/// What is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// The name of the target is no iSCSI name.
    #[error("{0:?} is no name of a target; one is `iqn.2026-11.lab.rsm:library`, in small letters, digits, `.`, `-` and `:`")]
    Name(String),
    /// No connection, no command or no time is allowed.
    #[error("a server needs at least one connection, one command, and time for its clients")]
    Nothing,
    /// A name or secret is empty.
    #[error("CHAP needs names and secrets that are not empty")]
    NoSecret,
    /// Both directions have the same secret.
    #[error("CHAP needs another secret for the target than for the initiator")]
    SameSecret,
}
