//! The server: a socket that listens, a thread for each connection, and an end that waits for all of them.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use thiserror::Error;

use super::config::{ConfigError, ServerConfig};
use super::connection;
use super::output::lock;
use super::session::Sessions;
use super::threads;
use crate::service::Service;

/// What keeps a server from beginning.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The address can be reached from other machines.
    #[error("{0} can be reached from other machines, and the server was not told to allow that")]
    Remote(SocketAddr),
    /// The system refuses the address.
    #[error("the server cannot listen at {address}: {error}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
}

/// What the threads of a server share.
pub(super) struct ServerState {
    pub config: ServerConfig,
    pub service: Arc<dyn Service>,
    pub sessions: Sessions,
    connections: Mutex<BTreeMap<u64, TcpStream>>,
    disconnected: Condvar,
    stopping: AtomicBool,
}

impl ServerState {
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    fn shut_down(&self, how: Shutdown) {
        for connection in lock(&self.connections).values() {
            // A connection that its client has closed is not shut down again, and need not be.
            let _ = connection.shutdown(how);
        }
    }

    fn wait_until_disconnected(&self, at_most: Duration) {
        let connected = |connections: &mut BTreeMap<u64, TcpStream>| !connections.is_empty();
        let waited = self.disconnected.wait_timeout_while(lock(&self.connections), at_most, connected);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    fn disconnect(&self, number: u64) {
        lock(&self.connections).remove(&number);
        self.disconnected.notify_all();
    }
}

/// An iSCSI target that listens. It stops when it is dropped.
pub struct Server {
    shared: Arc<ServerState>,
    address: SocketAddr,
    listener: Option<JoinHandle<Vec<JoinHandle<()>>>>,
}

impl Server {
    /// Begins to listen at an address; port 0 takes one that is free.
    ///
    /// # Errors
    ///
    /// When the configuration cannot be used, the address is not a loopback address and remote clients are not allowed, or the system
    /// refuses the address.
    pub fn bind(address: SocketAddr, config: ServerConfig, service: Arc<dyn Service>) -> Result<Self, ServerError> {
        config.check()?;
        if !address.ip().is_loopback() && !config.allow_remote {
            return Err(ServerError::Remote(address));
        }
        let refused = |error| ServerError::Bind { address, error };
        let socket = TcpListener::bind(address).map_err(refused)?;
        let address = socket.local_addr().map_err(refused)?;
        let shared = Arc::new(ServerState {
            config,
            service,
            sessions: Sessions::default(),
            connections: Mutex::default(),
            disconnected: Condvar::new(),
            stopping: AtomicBool::new(false),
        });
        let listener = threads::spawn("iscsi listener", {
            let shared = Arc::clone(&shared);
            move || listen(&socket, &shared)
        });
        Ok(Self { shared, address, listener: Some(listener.map_err(refused)?) })
    }

    /// The address that the server listens at.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Ends the server: initiators are told, every session ends, all threads are over when this returns. Clients have a second to take
    /// what is still sent to them.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let Some(listener) = self.listener.take() else { return };
        self.shared.stopping.store(true, Ordering::Release);
        // The listener waits for a client, and sees that it is to stop when one comes.
        let _ = TcpStream::connect_timeout(&reachable(self.address), PATIENCE);
        let connections = listener.join().unwrap_or_default();
        // Readers wake up, take their leave, and end.
        self.shared.shut_down(Shutdown::Read);
        self.shared.wait_until_disconnected(PATIENCE);
        // Clients that do not read what is sent to them are not waited for.
        self.shared.shut_down(Shutdown::Both);
        for connection in connections {
            let joined = connection.join();
            debug_assert!(joined.is_ok(), "a connection does not panic");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

const PATIENCE: Duration = Duration::from_secs(1);

/// An address by which this machine reaches a listener, also one that listens everywhere.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V4(_) | IpAddr::V6(_) => {}
    }
    address
}

/// The work of the listener. It hands out the threads of connections that are not over.
fn listen(socket: &TcpListener, shared: &Arc<ServerState>) -> Vec<JoinHandle<()>> {
    let mut threads: Vec<JoinHandle<()>> = Vec::new();
    for number in 0.. {
        let accepted = socket.accept();
        if shared.is_stopping() {
            break;
        }
        threads.retain(|thread| !thread.is_finished());
        let thread = match accepted {
            Ok((stream, _)) => connect(number, stream, shared),
            Err(error) => Err(error),
        };
        match thread {
            Ok(thread) => threads.extend(thread),
            // The system has no sockets or threads left: it is given time to get some back.
            Err(_) => std::thread::park_timeout(PATIENCE / 10),
        }
    }
    threads
}

/// Begins a thread for a connection, unless there are too many, or the target answers nobody.
fn connect(number: u64, stream: TcpStream, shared: &Arc<ServerState>) -> io::Result<Option<JoinHandle<()>>> {
    if !shared.service.is_reachable() {
        return Ok(None);
    }
    {
        let mut connections = lock(&shared.connections);
        if connections.len() >= shared.config.limits.connections {
            return Ok(None);
        }
        connections.insert(number, stream.try_clone()?);
    }
    let thread = threads::spawn("iscsi connection", {
        let shared = Arc::clone(shared);
        move || {
            // How a connection broke is between it and its client, which sees it end.
            let _ = connection::serve(stream, &shared);
            shared.disconnect(number);
        }
    });
    if thread.is_err() {
        shared.disconnect(number);
    }
    thread.map(Some)
}
