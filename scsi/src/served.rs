//! A command as a logical unit serves it: what is said of it, and the function that does it.

use rsmlab_engine::port::hardware::{Action, Element, SenseCode};
use rsmlab_sim::hardware::{Hardware, Library};

use crate::answer::{ScsiAnswer, Sense};
use crate::cdb::Cdb;
use crate::command::CommandDefinition;
use crate::nexus::Nexus;
use crate::target::state::NexusStates;
use crate::unit::Unit;

/// What a command acts on.
pub struct CommandContext<'a> {
    pub hardware: &'a Hardware,
    pub library: &'a Library,
    pub unit: Unit,
    pub nexus: Nexus,
    pub cdb: &'a Cdb,
    pub data: &'a [u8],
    pub state: &'a mut NexusStates,
}

/// How far a command has come at once.
pub enum CommandStep {
    /// It has its answer.
    Done(ScsiAnswer),
    /// The hardware has to do something first.
    Work(HardwareWork),
}

/// What the hardware has to do for a command.
#[derive(Clone, Debug)]
pub struct HardwareWork {
    /// Whether the command has its answer before the hardware begins.
    pub immediate: bool,
    /// Deeds that are begun together.
    pub deeds: Vec<Deed>,
    /// What follows from their end.
    pub purpose: WorkPurpose,
}

/// One thing that the hardware does for a command.
#[derive(Clone, Debug)]
pub enum Deed {
    /// What the software that manages a library can have it do as well.
    Action(Action),
    /// A transport makes a move: this one, or any.
    Move(Option<u16>, Action),
    /// A transport goes to an element: this one, or any.
    Approach(Option<u16>, Element),
}

/// What follows from the end of the deeds of a command, besides its answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WorkPurpose {
    /// Nothing.
    Plain,
    /// What has changed has been done for a nexus, which need not be told of it.
    Known(Nexus),
    /// Gates have been locked for a nexus. If one could not be, the nexus prevents nothing.
    Prevent(Nexus),
}

impl HardwareWork {
    /// A move that a transport makes: this one, or any.
    #[must_use]
    pub fn carried_by(transport: Option<u16>, action: Action) -> Self {
        Self { deeds: vec![Deed::Move(transport, action)], ..Self::of(Vec::new()) }
    }

    /// Actions that are given together.
    pub fn of(actions: Vec<Action>) -> Self {
        Self { immediate: false, deeds: actions.into_iter().map(Deed::Action).collect(), purpose: WorkPurpose::Plain }
    }

    /// A transport goes to an element: this one, or any.
    pub fn approach(transport: Option<u16>, to: Element) -> Self {
        Self { deeds: vec![Deed::Approach(transport, to)], ..Self::of(Vec::new()) }
    }
}

impl CommandStep {
    /// The command has done what it was asked for, and there is nothing to read.
    pub const fn good() -> Self {
        Self::Done(ScsiAnswer::good(Vec::new()))
    }

    /// There is this to read.
    pub const fn data(data: Vec<u8>) -> Self {
        Self::Done(ScsiAnswer::good(data))
    }
}

/// A command and how it is done.
pub struct ServedCommand {
    pub command: CommandDefinition,
    /// Whether the library has what the command is for.
    pub offered: fn(&Library) -> bool,
    pub execute: fn(&mut CommandContext<'_>) -> Result<CommandStep, Sense>,
}

impl ServedCommand {
    /// A command that every library offers.
    pub const fn new(command: CommandDefinition, execute: fn(&mut CommandContext<'_>) -> Result<CommandStep, Sense>) -> Self {
        Self { command, offered: |_| true, execute }
    }

    /// The same, offered by some libraries only.
    pub const fn offered_if(self, offered: fn(&Library) -> bool) -> Self {
        Self { offered, ..self }
    }
}

/// INVALID COMMAND OPERATION CODE.
pub const INVALID_OPERATION: SenseCode = SenseCode::new(0x5, 0x20, 0x00);
/// INVALID FIELD IN CDB.
pub const INVALID_FIELD: SenseCode = SenseCode::new(0x5, 0x24, 0x00);
/// INVALID ELEMENT ADDRESS.
pub const INVALID_ELEMENT: SenseCode = SenseCode::new(0x5, 0x21, 0x01);
/// LOGICAL UNIT NOT SUPPORTED.
pub const NO_SUCH_UNIT: SenseCode = SenseCode::new(0x5, 0x25, 0x00);
/// MEDIUM REMOVAL PREVENTED.
pub const REMOVAL_PREVENTED: SenseCode = SenseCode::new(0x5, 0x53, 0x02);

/// A sense about a byte of the command descriptor block.
pub const fn about_byte(code: SenseCode, at: u16) -> Sense {
    Sense { field: Some(at), ..Sense::new(code) }
}

/// The byte at `at` asks for what is not served.
pub const fn invalid_field(at: u16) -> Sense {
    about_byte(INVALID_FIELD, at)
}
