//! The way out of a connection: answers come from any thread and never wait for the client.
//!
//! Two threads carry what is queued to the socket. While the reader works it attends to the queue itself, which saves a change of threads
//! for every command that is answered at once; the writer carries the rest. Either holds the wire while it does.

use std::collections::VecDeque;
use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::parameters::Parameters;
use super::wire::{Outgoing, Wire};

/// What may wait to be sent. Commands on their way are fewer, so that only a client that does not read comes here.
const MOST_WAITING: usize = 1024;

/// Locks, also after a panic of another thread: nothing here is left half done.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Outgoing>,
    /// The reader will look after the queue before it waits for its client.
    attended: bool,
    closed: bool,
}

/// The way out of a connection.
#[derive(Debug)]
pub(super) struct Output {
    queue: Mutex<Queue>,
    wake: Condvar,
    wire: Mutex<Wire<TcpStream>>,
    socket: TcpStream,
}

impl Output {
    pub fn new(wire: Wire<TcpStream>, socket: TcpStream) -> Self {
        Self { queue: Mutex::default(), wake: Condvar::new(), wire: Mutex::new(wire), socket }
    }

    /// Sends something, as what is queued is sent.
    pub fn send(&self, outgoing: Outgoing) -> io::Result<()> {
        self.attend();
        self.push(outgoing);
        self.flush()
    }

    /// Takes over what was agreed in the login.
    pub fn agree(&self, parameters: &Parameters) {
        lock(&self.wire).agree(parameters);
    }

    /// Queues something to send. A client that lets too much wait is dropped.
    pub fn push(&self, outgoing: Outgoing) {
        let mut queue = lock(&self.queue);
        if queue.closed {
            return;
        }
        if queue.waiting.len() >= MOST_WAITING {
            drop(queue);
            return self.close();
        }
        queue.waiting.push_back(outgoing);
        if !queue.attended {
            self.wake.notify_one();
        }
    }

    /// The reader has something to do, and looks after the queue until it [flushes](Self::flush).
    pub fn attend(&self) {
        lock(&self.queue).attended = true;
    }

    /// Sends what is queued, and leaves what comes from now on to the writer.
    pub fn flush(&self) -> io::Result<()> {
        let mut wire = lock(&self.wire);
        loop {
            let waiting = {
                let mut queue = lock(&self.queue);
                if queue.waiting.is_empty() {
                    queue.attended = false;
                    return Ok(());
                }
                std::mem::take(&mut queue.waiting)
            };
            for outgoing in waiting {
                wire.put(outgoing)?;
            }
            wire.flush()?;
        }
    }

    /// Takes over a MaxRecvDataSegmentLength that an initiator declares after its login.
    pub fn set_longest_sent(&self, longest: u32) {
        lock(&self.wire).set_longest_sent(longest);
    }

    /// The work of the writer: sends whatever is queued while the reader waits, until the connection is closed.
    pub fn write(&self) {
        loop {
            let idle = |queue: &mut Queue| !queue.closed && (queue.attended || queue.waiting.is_empty());
            let queue = self.wake.wait_while(lock(&self.queue), idle).unwrap_or_else(PoisonError::into_inner);
            if queue.closed {
                return;
            }
            drop(queue);
            if self.flush().is_err() {
                self.close();
            }
        }
    }

    /// Ends the connection. What waits is not sent any more.
    pub fn close(&self) {
        let waiting = {
            let mut queue = lock(&self.queue);
            queue.closed = true;
            std::mem::take(&mut queue.waiting)
        };
        self.wake.notify_all();
        drop(waiting);
        // A socket that the client has closed before is not shut down again, and need not be.
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}
