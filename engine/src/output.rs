//! Everything the engine can ask for or tell, in the order in which it must be carried out.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::call::Answer;
use crate::ended::Ended;
use crate::id::{CallId, ChannelHandle, CommandId, Guid};
use crate::port::hardware::Command;
use crate::port::notify::Notification;
use crate::port::store::Write;
use crate::record::state::{Operation, RequestState};
use crate::refusal::Reason;
use crate::status::Status;

/// One effect.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Output {
    /// The answer to a call. Every call gets exactly one.
    Reply {
        /// The call.
        call: CallId,
        /// What it brought, or why it was refused.
        #[serde(with = "Ended")]
        #[cfg_attr(feature = "schema", schemars(with = "Ended<Answer, Reason>"))]
        result: Result<Answer, Reason>,
    },
    /// A command for a library.
    Command(Command),
    /// Something to make durable. The next outputs come only after the answer.
    Store(Write),
    /// A message for a notification channel.
    Notify {
        /// The channel.
        channel: ChannelHandle,
        /// The message.
        notification: Notification,
    },
    /// An operation goes from one phase to the next. For the trace only.
    Step {
        /// The library request.
        request: Guid,
        /// What it does.
        operation: Operation,
        /// The phase it leaves.
        from: Cow<'static, str>,
        /// The phase it enters.
        to: Cow<'static, str>,
    },
    /// A library request is over. Every request that was queued gets exactly one.
    Finished {
        /// The library request.
        request: Guid,
        /// What it did.
        operation: Operation,
        /// The state it ended in.
        state: RequestState,
        /// Its error code; [`Status::Success`] if it passed.
        status: Status,
        /// Why, when it did not pass.
        reason: Option<Reason>,
    },
    /// An input was not for anything the engine knows, and was dropped. For the trace only.
    Dropped {
        /// What it was, in words.
        what: Cow<'static, str>,
    },
}

impl Output {
    /// The command, if it is one.
    #[must_use]
    pub const fn command(&self) -> Option<CommandId> {
        match self {
            Self::Command(command) => Some(command.id),
            Self::Reply { .. } | Self::Store(_) | Self::Notify { .. } => None,
            Self::Step { .. } | Self::Finished { .. } | Self::Dropped { .. } => None,
        }
    }
}

/// Where the engine puts its outputs. The caller empties it and hands it in again.
pub type Outbox = Vec<Output>;
