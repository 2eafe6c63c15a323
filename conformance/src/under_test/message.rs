//! The messages of the protocol: what the suite asks of a target, and what the target answers.
//!
//! A message is one line with one JSON object that has one key, the kind of the message. `seq` counts the messages of a
//! case and comes back in the answer. PROTOCOL.md describes it for people, `protocol.schema.json` for programs.

use rsmlab_engine::function::Function;
use rsmlab_engine::input::Input;
use rsmlab_engine::limits::{Limits, Patience};
use rsmlab_engine::output::Outbox;
use rsmlab_engine::time::Instant;
use serde::{Deserialize, Serialize};

/// The version of the protocol. It changes when a target that was right would be wrong.
pub const PROTOCOL: u32 = 1;

/// What the suite asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Who are you? The first message of a connection. Answered by `hello`.
    Hello(Hello),
    /// Forget everything, and be a service that has not been started. The first message of a case. Answered by `ready`.
    Reset(Reset),
    /// Handle one input. Answered by `done`.
    Step(Step),
    /// Name the state of your world. Asked only of targets that said they can. Answered by `fingerprint`.
    Fingerprint(Asked),
}

/// The greeting of the suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// 0.
    pub seq: u64,
    /// The version of the protocol that the suite speaks.
    pub protocol: u32,
    /// Name and version of the suite.
    pub suite: String,
}

/// The beginning of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reset {
    /// 1.
    pub seq: u64,
    /// The name of the case, for logs and nothing else.
    pub case: String,
    /// Make every GUID from this number, so that the case can be repeated exactly.
    pub seed: u64,
    /// How much to hold at the most.
    pub limits: Limits,
    /// How long to wait where no document gives a time.
    pub patience: Patience,
}

/// One input, and the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The number of the message in its case.
    pub seq: u64,
    /// The time, in milliseconds since the case began. It never goes back.
    pub now: Instant,
    /// What happened outside.
    pub input: Input,
}

/// A question without more to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The number of the message in its case.
    pub seq: u64,
}

/// What a target answers: one line to each message, with the same `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// To `hello`.
    Hello(Greeting),
    /// To `reset`.
    Ready(Asked),
    /// To `step`.
    Done(Done),
    /// To `fingerprint`.
    Fingerprint(Print),
    /// To any of them: the target cannot go on, and says why. It ends the case.
    Error(Complaint),
}

/// The greeting of a target, with what it is able to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Greeting {
    /// 0.
    pub seq: u64,
    /// The version of the protocol that the target speaks.
    pub protocol: u32,
    /// What the target calls itself.
    pub name: String,
    /// The functions it has. A case that calls another one is unsupported, and the call is never made.
    pub functions: Vec<String>,
    /// Whether it can tell a fingerprint of its world. With it, refused calls that changed something are found out.
    #[serde(default)]
    pub fingerprint: bool,
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// The number of the message that is answered.
    pub seq: u64,
    /// What is to be carried out, in this order.
    pub outputs: Outbox,
    /// When the target wants to be called with `tick`; null when it waits for no time. Told anew with every answer.
    #[serde(default)]
    pub deadline: Option<Instant>,
    /// Whether it waits for nothing but calls and people: no write, no command, no time-out.
    pub idle: bool,
}

/// A name for the state of the world: another one whenever the world is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// The number of the message that is answered.
    pub seq: u64,
    /// Any text.
    pub value: String,
}

/// Why a target cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    /// The number of the message that is answered.
    pub seq: u64,
    /// The reason, for people.
    pub message: String,
}

impl Request {
    /// The number of the message.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Hello(Hello { seq, .. }) | Self::Reset(Reset { seq, .. }) | Self::Step(Step { seq, .. }) => *seq,
            Self::Fingerprint(Asked { seq }) => *seq,
        }
    }

    /// What is asked, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Hello(_) => "`hello`".to_owned(),
            Self::Reset(_) => "`reset`".to_owned(),
            Self::Step(Step { input, .. }) => format!("`step` with {}", input_words(input)),
            Self::Fingerprint(_) => "`fingerprint`".to_owned(),
        }
    }

    /// The kind of answer that is due.
    #[must_use]
    pub const fn due(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::Reset(_) => "ready",
            Self::Step(_) => "done",
            Self::Fingerprint(_) => "fingerprint",
        }
    }
}

fn input_words(input: &Input) -> String {
    match input {
        Input::Call { method, .. } => format!("a call of {}", method.function()),
        Input::Hardware(completion) => format!("the end of command {}", completion.command.0),
        Input::Sense(_) => "a sense".to_owned(),
        Input::Stored { write, .. } => format!("the answer to write {}", write.0),
        Input::Service(_) => "an event of the service".to_owned(),
        Input::Tick => "a tick".to_owned(),
    }
}

impl Answer {
    /// The number of the message that is answered.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Hello(Greeting { seq, .. }) | Self::Ready(Asked { seq }) | Self::Done(Done { seq, .. }) => *seq,
            Self::Fingerprint(Print { seq, .. }) | Self::Error(Complaint { seq, .. }) => *seq,
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::Ready(_) => "ready",
            Self::Done(_) => "done",
            Self::Fingerprint(_) => "fingerprint",
            Self::Error(_) => "error",
        }
    }
}

/// The functions that our own engine has: those with a table of refusals.
pub fn our_functions() -> impl Iterator<Item = Function> {
    Function::ALL.iter().copied().filter(|function| !rsmlab_engine::method::table(*function).is_empty())
}
