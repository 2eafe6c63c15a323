//! What a scenario says, once it has been read: every name resolved, every default filled in.
//!
//! [`world`] is what there is before the first call, [`script`] is what then happens, in order. [`name`] and
//! [`value`] are the words both are made of.

pub mod media_type;
pub mod name;
pub mod script;
pub mod scsi;
pub mod value;
pub mod world;

pub use media_type::MediaType;
pub use name::{ElementPlace, Name, Reference, Spot, SystemPool, Whereabouts};
pub use script::{
    Act, Call, CallSession, Check, Count, Expectation, Expected, FLAGS, Fact, Fault, FaultKind, MediumKind, OnRequest, OperatorAct,
    RequestChoice, RunLength, Schedule, ServiceAct, Settle, Step, When,
};
pub use scsi::{InitiatorAct, InitiatorDeed, ScsiCommand, ScsiRequest, ScsiValue, Sends};
pub use value::{Argument, Member, MemberValue, Value};
pub use world::{
    BarCode, Cartridge, CartridgeKind, Client, Computer, Database, Door, Drive, Grant, Habit, Label, Library, LibraryType, Magazine,
    Opening, Pool, PoolChoice, Port, Record, RecordedAt, ServiceState, Setup, Side, Stops, Timing, Wear,
};

/// A scenario: what it proves, the world it begins in, and what happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What it shows, in a sentence.
    pub title: String,
    /// The catalogue rows and rules it asserts.
    pub covers: Vec<String>,
    /// The decisions without which it would expect something else, `D-028`.
    pub depends: Vec<String>,
    /// Seed of everything that is drawn in the run.
    pub seed: u64,
    /// What there is before the first statement.
    pub setup: Setup,
    /// What happens, in order.
    pub script: Vec<Located<Step>>,
}

/// Something, and where in the text it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<What> {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub what: What,
}

/// Where something stands in the text of the scenario, in bytes.
///
/// Any two spans are equal: where something stands is no part of what it says, so a scenario equals its reprint.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub offset: usize,
    /// Length in bytes.
    pub length: usize,
}

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl Span {
    /// The line the span begins in, counted from 1.
    #[must_use]
    pub fn line(self, text: &str) -> usize {
        1 + text.bytes().take(self.offset).filter(|byte| *byte == b'\n').count()
    }
}

impl From<Span> for miette::SourceSpan {
    fn from(span: Span) -> Self {
        Self::new(span.offset.into(), span.length)
    }
}

impl From<miette::SourceSpan> for Span {
    fn from(span: miette::SourceSpan) -> Self {
        Self { offset: span.offset(), length: span.len() }
    }
}
