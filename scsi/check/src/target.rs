//! What is tested: `inproc:NAME`, or `iscsi://HOST:PORT/IQN/LUN`.

use std::fmt;
use std::str::FromStr;

use crate::inproc::{InProcess, NoLibrary};
use crate::iscsi::{Address, Iscsi};
use crate::transport::Connector;

/// What is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Our own target, around a library that is built in.
    InProcess(String),
    /// A logical unit that is reached over iSCSI.
    Iscsi(Address),
}

/// The library that is tested when none is named.
pub const DEFAULT: &str = "library-48";

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("iscsi", _)) => text.parse().map(Self::Iscsi),
            Some(("inproc", name)) => Ok(Self::InProcess(name.to_owned())),
            None if text == "inproc" => Ok(Self::InProcess(DEFAULT.to_owned())),
            _ if text.starts_with('/') => Err(format!(
                "`{text}` is a device, and ioctl(SG_IO) cannot be called without unsafe code, of which there is none here; \
                 export it over iSCSI (a pass-through backstore of LIO or tgt does it), and name iscsi://HOST:PORT/IQN/LUN"
            )),
            _ => Err(format!("`{text}` is no target; write inproc:NAME or iscsi://[USER:SECRET@]HOST[:PORT]/IQN/LUN")),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InProcess(name) => write!(f, "inproc:{name}"),
            Self::Iscsi(address) => address.fmt(f),
        }
    }
}

impl Target {
    /// Makes it ready to be connected to. One on the network is not spoken to yet.
    ///
    /// # Errors
    ///
    /// [`NoLibrary`] if our own target cannot be around a library of this name.
    pub fn open(&self) -> Result<Box<dyn Connector>, NoLibrary> {
        Ok(match self {
            Self::InProcess(name) => Box::new(InProcess::named(name)?),
            Self::Iscsi(address) => Box::new(Iscsi::new(address.clone())),
        })
    }
}
