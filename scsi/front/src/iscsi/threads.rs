//! Threads of the front: each connection has its own, so that a client holds up only itself.

use std::io;
use std::thread::{Builder, JoinHandle};

/// Begins a thread that has a name.
pub(super) fn spawn<T: Send + 'static>(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<JoinHandle<T>> {
    Builder::new().name(name.to_owned()).spawn(work)
}
