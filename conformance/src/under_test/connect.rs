//! Connecting: starting a process, or calling a service that is already there.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::wire::{LiveWire, Peer, Wire, in_background, shortened};

/// How many lines of a target's stderr the report shows when it dies.
const LAST_WORDS: usize = 5;

/// How long a process that has closed its stdout may take to end.
const GRACE: Duration = Duration::from_millis(500);

/// Starts a process and talks with it over its stdin and stdout.
///
/// # Errors
///
/// What the system says when it cannot be started.
pub(super) fn process(words: &[String]) -> Result<Box<dyn Wire>, String> {
    let (program, arguments) = words.split_first().ok_or("there is no command")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    alone(&mut command);
    let mut child = command.spawn().map_err(|cause| format!("`{program}`: {cause}"))?;
    let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
        return Err(format!("`{program}` has no stdin, stdout or stderr"));
    };
    let words = Arc::new(Mutex::new(VecDeque::new()));
    let (open, closed) = mpsc::channel::<()>();
    let heard = Arc::clone(&words);
    in_background(move || {
        listen(stderr, &heard);
        drop(open);
    });
    Ok(Box::new(LiveWire::new(stdout, stdin, Box::new(Process { child, words, closed, reaped: false }))))
}

/// Keeps the last lines of what a process says on stderr.
fn listen(stderr: impl Read, words: &Mutex<VecDeque<String>>) {
    for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
        let Ok(mut words) = words.lock() else { return };
        if words.len() == LAST_WORDS {
            words.pop_front();
        }
        words.push_back(shortened(String::from_utf8_lossy(&line).trim_end()));
    }
}

/// A process, with everything it has started.
struct Process {
    child: Child,
    words: Arc<Mutex<VecDeque<String>>>,
    /// Ends when its stderr does.
    closed: Receiver<()>,
    /// Whether it has been waited for. Its number may be another's then.
    reaped: bool,
}

impl Process {
    fn end(&mut self) -> io::Result<ExitStatus> {
        if !std::mem::replace(&mut self.reaped, true) {
            kill(&mut self.child);
        }
        self.child.wait()
    }
}

impl Peer for Process {
    fn how_it_ended(&mut self) -> String {
        let lingers = matches!(self.closed.recv_timeout(GRACE), Err(RecvTimeoutError::Timeout));
        let mut how = match self.end() {
            Ok(status) if lingers && status.code().is_none() => "it closed its stdout and went on running".to_owned(),
            Ok(status) => status.to_string(),
            Err(cause) => format!("nobody knows how: {cause}"),
        };
        let words: Vec<String> = self.words.lock().map(|words| words.iter().cloned().collect()).unwrap_or_default();
        if !words.is_empty() {
            how = format!("{how}; its last words: {}", words.join(" / "));
        }
        how
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A process that cannot be waited for is gone.
        let _gone = self.end();
    }
}

/// Makes the process the first of a group of its own, so that all of it can be ended.
#[cfg(unix)]
fn alone(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn alone(_command: &mut Command) {}

/// Kills a process with everything it has started.
#[cfg(unix)]
fn kill(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    // It may have ended by itself.
    let _gone = kill_process_group(Pid::from_child(child), Signal::KILL);
}

#[cfg(not(unix))]
fn kill(child: &mut Child) {
    // It may have ended by itself.
    let _gone = child.kill();
}

/// Calls a service on this machine by its TCP address.
///
/// # Errors
///
/// What the system says when nobody is there.
pub(super) fn tcp(address: SocketAddr, patience: Duration) -> Result<Box<dyn Wire>, String> {
    let connect = || {
        let stream = TcpStream::connect_timeout(&address, patience)?;
        stream.set_nodelay(true)?;
        Ok((stream.try_clone()?, stream.try_clone()?, stream))
    };
    let (from, to, stream) = connect().map_err(|cause: io::Error| format!("{address}: {cause}"))?;
    Ok(Box::new(LiveWire::new(from, to, Box::new(ConnectionGuard(stream)))))
}

/// Calls a service on this machine by the path of its socket.
///
/// # Errors
///
/// What the system says when nobody is there.
#[cfg(unix)]
pub(super) fn unix(path: &Path) -> Result<Box<dyn Wire>, String> {
    use std::os::unix::net::UnixStream;
    let connect = || {
        let stream = UnixStream::connect(path)?;
        Ok((stream.try_clone()?, stream.try_clone()?, stream))
    };
    let (from, to, stream) = connect().map_err(|cause: io::Error| format!("{}: {cause}", path.display()))?;
    Ok(Box::new(LiveWire::new(from, to, Box::new(ConnectionGuard(stream)))))
}

/// There are no such sockets here.
#[cfg(not(unix))]
pub(super) fn unix(path: &Path) -> Result<Box<dyn Wire>, String> {
    Err(format!("{}: this system has no Unix sockets; use tcp:127.0.0.1:PORT", path.display()))
}

/// A connection that is hung up when it is dropped.
struct ConnectionGuard<S: HangUp>(S);

trait HangUp: Send {
    fn hang_up(&self);
}

impl HangUp for TcpStream {
    fn hang_up(&self) {
        // The other side may have been faster.
        let _gone = self.shutdown(Shutdown::Both);
    }
}

#[cfg(unix)]
impl HangUp for std::os::unix::net::UnixStream {
    fn hang_up(&self) {
        // The other side may have been faster.
        let _gone = self.shutdown(Shutdown::Both);
    }
}

impl<S: HangUp> Peer for ConnectionGuard<S> {
    fn how_it_ended(&mut self) -> String {
        "it closed the connection".to_owned()
    }
}

impl<S: HangUp> Drop for ConnectionGuard<S> {
    fn drop(&mut self) {
        self.0.hang_up();
    }
}
