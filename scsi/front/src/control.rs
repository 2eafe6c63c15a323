//! Control: a socket at which people say statements to a served world, a line each.
//!
//! Every line is answered with one line: `ok`, `ok` and something to know, or `error` and why.

#![expect(clippy::disallowed_methods, reason = "each person who speaks has a thread of their own")]

use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// The longest line, in bytes.
const LONGEST_LINE: u64 = 4 << 10;
/// The longest answer, in bytes.
const LONGEST_ANSWER: u64 = 1 << 20;
/// How long a person may be silent.
const SILENCE: Duration = Duration::from_secs(600);

/// Where a control socket is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A Unix socket.
    Unix(PathBuf),
    /// An address of this machine.
    Tcp(SocketAddr),
}

impl FromStr for Address {
    type Err = String;

    /// An address such as `127.0.0.1:4000` is one of this machine; anything else is a path.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Self::Tcp(address)),
            Ok(address) => Err(format!("{address} is not an address of this machine alone; use 127.0.0.1:PORT, or a path")),
            Err(_) => Ok(Self::Unix(text.into())),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "{}", path.display()),
            Self::Tcp(address) => write!(f, "{address}"),
        }
    }
}

/// Does what a line says, and says what to know, or why not.
pub type Hear = dyn Fn(&str) -> Result<String, String> + Send + Sync;

/// A control socket that is open. What it stands on is taken away when it goes.
pub struct Control {
    /// Where it is. Port 0 has become the one that was free.
    pub address: Address,
}

impl Control {
    /// Opens a control socket.
    ///
    /// # Errors
    /// When there is no such place, or another program listens there.
    pub fn open(address: &Address, hear: Arc<Hear>) -> io::Result<Self> {
        match address {
            Address::Unix(path) => {
                let listener = bind(path)?;
                // A program that may open the socket may do anything to the library.
                fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
                thread::spawn(move || listener.incoming().flatten().for_each(|stream| attend(stream, &hear)));
                Ok(Self { address: address.clone() })
            }
            Address::Tcp(at) => {
                let listener = TcpListener::bind(at)?;
                let address = Address::Tcp(listener.local_addr()?);
                thread::spawn(move || listener.incoming().flatten().for_each(|stream| attend(stream, &hear)));
                Ok(Self { address })
            }
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        if let Address::Unix(path) = &self.address {
            // It may be gone already.
            let _gone = fs::remove_file(path);
        }
    }
}

/// Binds a socket in a file. The socket of a process that is gone is taken away; one at which somebody answers is not, nor is any other
/// file.
///
/// # Errors
/// When there is no such place, another file stands there, or another program listens there.
pub fn bind(path: &Path) -> io::Result<UnixListener> {
    let named = |why: io::Error| io::Error::new(why.kind(), format!("{}: {why}", path.display()));
    UnixListener::bind(path).or_else(|taken| {
        if taken.kind() != io::ErrorKind::AddrInUse {
            return Err(named(taken));
        }
        let found = fs::symlink_metadata(path)?.file_type();
        if !found.is_socket() {
            let what = if found.is_dir() { "folder" } else { "file" };
            let why = format!("{} is a {what}, and no socket; name another path", path.display());
            return Err(io::Error::new(taken.kind(), why));
        }
        if UnixStream::connect(path).is_ok() {
            return Err(named(taken));
        }
        fs::remove_file(path)?;
        UnixListener::bind(path)
    })
}

/// A connection that is read from one end and written to from the other.
trait Conversation: Read + Write + Send + Sized + 'static {
    /// Another handle on it, which does not wait for a silent person for ever.
    fn listening(&self) -> io::Result<Self>;
}

impl Conversation for UnixStream {
    fn listening(&self) -> io::Result<Self> {
        self.try_clone().and_then(|reads| reads.set_read_timeout(Some(SILENCE)).map(|()| reads))
    }
}

impl Conversation for TcpStream {
    fn listening(&self) -> io::Result<Self> {
        self.try_clone().and_then(|reads| reads.set_read_timeout(Some(SILENCE)).map(|()| reads))
    }
}

/// Serves a client, on a thread of its own. A conversation that breaks off has ended.
fn attend(stream: impl Conversation, hear: &Arc<Hear>) {
    let hear = Arc::clone(hear);
    thread::spawn(move || stream.listening().and_then(|reads| converse(reads, stream, &*hear)));
}

/// Answers line by line until there is no other.
fn converse(reads: impl Read, mut writes: impl Write, hear: &Hear) -> io::Result<()> {
    let mut reads = BufReader::new(reads);
    loop {
        let mut line = String::new();
        let length = reads.by_ref().take(LONGEST_LINE).read_line(&mut line)?;
        if length == 0 {
            return Ok(());
        }
        let answer = if !line.ends_with('\n') && length as u64 == LONGEST_LINE {
            Err(format!("a line has at most {LONGEST_LINE} bytes"))
        } else {
            hear(line.trim())
        };
        let told = match &answer {
            Ok(told) if told.is_empty() => "ok".to_owned(),
            Ok(told) => format!("ok {told}"),
            Err(why) => format!("error {why}"),
        };
        writeln!(writes, "{}", told.replace('\n', " "))?;
        if length as u64 == LONGEST_LINE {
            return Ok(());
        }
    }
}

/// Says a line at a control socket and waits for the answer.
///
/// # Errors
/// When no program listens there. That the world refuses the line is no such error, but the answer.
pub fn say(address: &Address, line: &str) -> io::Result<Result<String, String>> {
    let mut answer = String::new();
    let line = line.replace('\n', " ");
    match address {
        Address::Unix(path) => {
            let mut stream = UnixStream::connect(path)?;
            writeln!(stream, "{line}")?;
            BufReader::new(stream).take(LONGEST_ANSWER).read_line(&mut answer)?;
        }
        Address::Tcp(address) => {
            let mut stream = TcpStream::connect(address)?;
            writeln!(stream, "{line}")?;
            BufReader::new(stream).take(LONGEST_ANSWER).read_line(&mut answer)?;
        }
    }
    let answer = answer.trim_end();
    match answer.split_once(' ').unwrap_or((answer, "")) {
        ("ok", told) => Ok(Ok(told.to_owned())),
        ("error", why) => Ok(Err(why.to_owned())),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "what answers there is no control socket of rsmlab")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_one_answer() {
        let hear = |line: &str| match line {
            "know" => Ok("this\nand that".to_owned()),
            "no" => Err("because".to_owned()),
            _ => Ok(String::new()),
        };
        let mut said = Vec::new();
        converse("know\nno\nanything".as_bytes(), &mut said, &hear).unwrap();
        assert_eq!(String::from_utf8(said).unwrap(), "ok this and that\nerror because\nok\n");
    }

    #[test]
    fn a_line_without_end_is_refused_and_the_last() {
        let mut said = Vec::new();
        converse(io::repeat(b'x').take(1 << 20), &mut said, &|_| Ok(String::new())).unwrap();
        assert_eq!(String::from_utf8(said).unwrap(), "error a line has at most 4096 bytes\n");
    }
}
