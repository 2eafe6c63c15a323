//! A target on the network: a small iSCSI initiator (RFC 7143), one connection a session, no digests.

mod login;
mod session;

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use self::session::InitiatorSession;
use crate::transport::{Connector, Transport, TransportError};

/// The name of the initiator.
pub const INITIATOR: &str = "iqn.2026-11.lab.rsm:smc-check";

/// Where a logical unit is: `iscsi://[USER:SECRET@]HOST[:PORT]/IQN/LUN`.
#[derive(Clone, PartialEq, Eq)]
pub struct UnitAddress {
    /// Host and port, as sockets have them.
    pub portal: String,
    /// The name of the target.
    pub target: String,
    /// The logical unit.
    pub lun: u64,
    /// User and secret, if the target wants CHAP.
    pub credentials: Option<(String, String)>,
}

/// The port of iSCSI.
const PORT: u16 = 3260;

impl FromStr for UnitAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = || format!("`{text}` is not of the form iscsi://[USER:SECRET@]HOST[:PORT]/IQN/LUN");
        let rest = text.strip_prefix("iscsi://").ok_or_else(form)?;
        let (place, path) = rest.split_once('/').ok_or_else(form)?;
        let (target, lun) = path.rsplit_once('/').filter(|(target, _)| !target.is_empty()).ok_or_else(form)?;
        let lun = lun.parse().ok().filter(|lun| *lun < 0x4000).ok_or_else(|| format!("`{lun}` is no logical unit number"))?;
        let (who, host) = place.rsplit_once('@').map_or((None, place), |(who, host)| (Some(who), host));
        let credentials = who.map(|who| who.split_once(':').ok_or_else(form)).transpose()?;
        // The colons of an IPv6 address stand in brackets.
        let has_port = host.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'));
        if host.is_empty() {
            return Err(form());
        }
        Ok(Self {
            portal: if has_port { host.to_owned() } else { format!("{host}:{PORT}") },
            target: target.to_owned(),
            lun,
            credentials: credentials.map(|(user, secret)| (user.to_owned(), secret.to_owned())),
        })
    }
}

/// The secret is nobody's business.
impl fmt::Display for UnitAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "iscsi://{}/{}/{}", self.portal, self.target, self.lun)
    }
}

impl fmt::Debug for UnitAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A target on the network.
#[derive(Debug)]
pub struct Iscsi {
    address: UnitAddress,
    /// How long an answer may take.
    patience: Duration,
    /// Which process the initiator ports belong to: a target that remembers those of an earlier run takes these for others.
    run: u16,
    /// How many sessions there have been.
    sessions: AtomicU32,
}

impl Iscsi {
    /// The target at an address. `patience` is how long it has for an answer.
    #[must_use]
    pub fn new(address: UnitAddress, patience: Duration) -> Self {
        let [high, low, ..] = std::process::id().to_le_bytes();
        Self { address, patience, run: u16::from_be_bytes([high, low]), sessions: AtomicU32::new(0) }
    }

    /// The part of a session's identity that is ours: of the random format (RFC 7143, 11.12.5), and never the same twice.
    fn isid(&self) -> [u8; 6] {
        let [high, low] = self.run.to_be_bytes();
        let [_, one, two, three] = self.sessions.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        [0x80, high, low, one, two, three]
    }
}

impl Connector for Iscsi {
    fn connect(&self) -> Result<Box<dyn Transport>, TransportError> {
        Ok(Box::new(InitiatorSession::begin(&self.address, self.isid(), self.patience)?))
    }

    fn lun(&self) -> u64 {
        self.address.lun
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_hide_their_secret() {
        let read = |text: &str| text.parse::<UnitAddress>();
        let (portal, target) = ("127.0.0.1:4000".to_owned(), "iqn.a:b".to_owned());
        let plain = UnitAddress { portal, target, lun: 3, credentials: None };
        assert_eq!(read("iscsi://127.0.0.1:4000/iqn.a:b/3"), Ok(plain));
        let (portal, target) = ("[::1]:3260".to_owned(), "iqn.a".to_owned());
        let secret = UnitAddress { portal, target, lun: 0, credentials: Some(("ann".to_owned(), "se:cret".to_owned())) };
        assert_eq!(read("iscsi://ann:se:cret@[::1]/iqn.a/0"), Ok(secret));
        assert_eq!(format!("{:?}", read("iscsi://ann:x@h/iqn.a/0")), "Ok(iscsi://h:3260/iqn.a/0)");
        for wrong in ["iscsi://", "iscsi://h/iqn.a", "iscsi:///iqn.a/0", "iscsi://h/iqn.a/x", "iscsi://ann@h/iqn.a/0", "h/iqn.a/0"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
