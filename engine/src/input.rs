//! Everything that can reach the engine.

use serde::{Deserialize, Serialize};

use crate::call::Method;
use crate::change::Change;
use crate::ended::Ended;
use crate::id::{CallId, SessionHandle, WriteId};
use crate::port::hardware::{Completion, LibraryAddress, Sense};
use crate::port::store::StoreError;

/// One thing that happened outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// A program makes a call.
    Call {
        /// Ties the reply to the call.
        call: CallId,
        /// The session it is made in; none if the program has no handle.
        session: Option<SessionHandle>,
        /// The function and its arguments.
        method: Method,
    },
    /// The hardware ended a command. Completions of unknown commands are dropped.
    Hardware(Completion),
    /// The hardware says something unasked.
    Sense(Sense),
    /// The store answers a write.
    Stored {
        /// The write.
        write: WriteId,
        /// Whether it is durable.
        #[serde(with = "Ended")]
        #[cfg_attr(feature = "schema", schemars(with = "Ended<(), StoreError>"))]
        result: Result<(), StoreError>,
    },
    /// The service is started, or taken down.
    Service(ServiceEvent),
    /// Time has come to look at the deadlines.
    Tick,
}

/// What happens to the service as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ServiceEvent {
    /// The process is up; the database is being read.
    Starting,
    /// The database has been read: its content, and the libraries that the computer sees.
    Recovered {
        /// Everything the store holds, in the order in which it was written.
        database: Vec<Change>,
        /// Where hardware is attached.
        libraries: Vec<LibraryAddress>,
    },
    /// The database cannot be read.
    Failed,
    /// The process is gone, with everything that was not durable. Each call that waits is told that there is no
    /// service.
    Stopped,
}
