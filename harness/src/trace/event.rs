//! Trace records: one for each thing that happens, in the order in which it happens.

use std::borrow::Cow;
use std::sync::Arc;

use rsmlab_engine::id::{CommandId, Guid};
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::time::Instant;
use serde::{Deserialize, Serialize};

use super::scsi::{CommandEnd, NexusEvent, ParameterList, Sent};
use rsmlab_sim::fault::{Fault, FaultId, FaultSite, Strike};
use rsmlab_sim::operator::PersonAct;

/// The number of a record in its trace, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sequence(pub u64);

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<'a> {
    /// When.
    pub at: Instant,
    /// Its number.
    pub seq: Sequence,
    /// The number of what brought it about; none for what the scenario itself does.
    pub cause: Option<Sequence>,
    /// Who did it.
    pub actor: Actor,
    /// What it was.
    pub what: What<'a>,
}

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// The scenario: it sets the stage.
    Scenario,
    /// The engine.
    Engine,
    /// A program, by name.
    Client(Arc<str>),
    /// A library.
    Library(LibraryAddress),
    /// The store.
    Store,
    /// The operator.
    Operator,
    /// Trouble.
    Fault,
    /// The service as a process.
    Service,
    /// The clock.
    Clock,
    /// A program that sends SCSI commands, by the name of its host.
    Host(Arc<str>),
}

/// What happens. Inputs and outputs are borrowed while they are recorded and owned when they are read back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What<'a> {
    /// The run begins.
    Begin(Cast),
    /// The world is as the scenario wants it; its first statement comes next.
    Script,
    /// Something reaches the engine.
    Input(Cow<'a, Input>),
    /// The engine has something done.
    Output(Cow<'a, Output>),
    /// A person does something.
    Act(PersonAct),
    /// A fault is armed.
    Armed {
        /// Its number.
        id: FaultId,
        /// What it is.
        fault: Fault,
    },
    /// A fault spoils a use of a part.
    Struck {
        /// The fault.
        strike: Strike,
        /// The part.
        part: FaultSite,
        /// The command that used it, if one did.
        command: Option<CommandId>,
    },
    /// A fault is over.
    Lifted {
        /// Its number.
        id: FaultId,
        /// What it was.
        fault: Fault,
    },
    /// From here on, the scenario calls this object so.
    Named {
        /// The object.
        object: Guid,
        /// Its name.
        name: Arc<str>,
    },
    /// The scenario was read with this file.
    Read {
        /// The name that the scenario has for it.
        file: Arc<str>,
        /// What it says.
        text: Arc<str>,
    },
    /// A host sends a SCSI command.
    Sent(Sent),
    /// A SCSI command has ended.
    Came(CommandEnd),
    /// The parameter list of the command that was sent last.
    Parameters(ParameterList),
    /// A host comes, goes, resets or aborts.
    Nexus(NexusEvent),
}

/// Who and what takes part, so that a trace can be read without its scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cast {
    /// Title of the scenario.
    pub title: Arc<str>,
    /// Seed of the run.
    pub seed: u64,
    /// Names of the libraries, in the order of their addresses.
    pub libraries: Vec<Arc<str>>,
    /// Names of the cartridges, in the order of their numbers.
    pub cartridges: Vec<Arc<str>>,
}
