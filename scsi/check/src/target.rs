//! What is tested: `inproc:NAME`, `iscsi://HOST:PORT/IQN/LUN`, a device such as `/dev/sg3`, or `fuse:DIR`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::device::{Device, DeviceLocation};
use crate::inproc::{InProcess, NoLibrary};
use crate::iscsi::{Iscsi, UnitAddress};
use crate::transport::Connector;

/// What is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckedTarget {
    /// Our own target, around a library that is built in.
    InProcess(String),
    /// A logical unit that is reached over iSCSI.
    Iscsi(UnitAddress),
    /// A device file, or a folder of served files.
    Device(DeviceLocation),
}

/// The library that is tested when none is named.
pub const DEFAULT: &str = "library-48";

impl FromStr for CheckedTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("iscsi", _)) => text.parse().map(Self::Iscsi),
            Some(("inproc", name)) => Ok(Self::InProcess(name.to_owned())),
            None if text == "inproc" => Ok(Self::InProcess(DEFAULT.to_owned())),
            Some(("fuse", folder)) if !folder.is_empty() => Ok(Self::Device(DeviceLocation::Folder(folder.into()))),
            _ if text.starts_with('/') => Ok(Self::Device(DeviceLocation::File(PathBuf::from(text)))),
            _ => Err(format!(
                "`{text}` is no target; write inproc:NAME, iscsi://[USER:SECRET@]HOST[:PORT]/IQN/LUN, a device such as /dev/sg3, or fuse:DIR"
            )),
        }
    }
}

impl fmt::Display for CheckedTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InProcess(name) => write!(f, "inproc:{name}"),
            Self::Iscsi(address) => address.fmt(f),
            Self::Device(DeviceLocation::File(file)) => file.display().fmt(f),
            Self::Device(DeviceLocation::Folder(folder)) => write!(f, "fuse:{}", folder.display()),
        }
    }
}

impl CheckedTarget {
    /// How long an answer may take if nobody says otherwise: real robots are slow.
    pub const PATIENCE: Duration = Duration::from_secs(300);

    /// Makes it ready to be connected to. One outside of this process is not spoken to yet, and has so long for each answer.
    ///
    /// # Errors
    ///
    /// [`NoLibrary`] if our own target cannot be around a library of this name.
    pub fn open(&self, patience: Duration) -> Result<Box<dyn Connector>, NoLibrary> {
        Ok(match self {
            Self::InProcess(name) => Box::new(InProcess::named(name)?),
            Self::Iscsi(address) => Box::new(Iscsi::new(address.clone(), patience)),
            Self::Device(place) => Box::new(Device::new(place.clone(), patience)),
        })
    }
}
