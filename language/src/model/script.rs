//! What happens: calls, what people do, trouble, and what is demanded of it all.

use rsmlab_engine::function::Function;
use rsmlab_engine::port::hardware::{Exception, SenseCode};
use rsmlab_engine::record::state::{NotificationEvent, Operation, OperatorRequestKind, OperatorRequestState, RequestState};
use rsmlab_engine::status::Status;
use rsmlab_engine::time::{Instant, Millis};

use super::Located;
use super::name::{ElementPlace, Name, Reference, Whereabouts};
use super::scsi::{InitiatorAct, ScsiCommand};
use super::value::{Argument, Member, Value};
use crate::signature::Parameter;
pub use rsmlab_sim::fault::FaultKind;
pub use rsmlab_sim::hardware::status::{FLAGS, MediumKind};

/// One statement of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Do it now.
    Do(Act),
    /// Do it at a time. The script goes on.
    Schedule(Schedule),
    /// Do it whenever the operator is asked for something. The script goes on.
    OnRequest(OnRequest),
    /// Let time pass.
    Run(RunLength),
    /// Let time pass until something has happened, and see that it happened as it should.
    Expect(Expectation),
    /// See that something is so, now.
    Check(Check),
    /// Heal everything, let the operator help, and see that everything comes to its end. The last statement.
    Settle(Settle),
}

impl Step {
    /// What earlier statements have named with `as=` and this one speaks of.
    #[must_use]
    pub fn names(&self) -> Vec<&Name> {
        match self {
            Self::Check(Check::Facts { subject, .. }) => subject.made().into_iter().collect(),
            Self::Expect(Expectation { what: Expected::Completes { name, .. } | Expected::Replies { name, .. }, .. }) => vec![name],
            Self::Run(RunLength::Until(name)) => vec![name],
            Self::Do(Act::Call(call)) => call.names(),
            Self::Do(Act::Operator(OperatorAct::Satisfy(RequestChoice::Made(name)) | OperatorAct::Refuse(RequestChoice::Made(name)))) => {
                vec![name]
            }
            Self::Check(Check::Requests { about, .. } | Check::OperatorRequests { about, .. }) => {
                about.iter().filter_map(Reference::made).collect()
            }
            Self::Expect(_) | Self::Run(_) | Self::Do(_) => Vec::new(),
            Self::Schedule(_) | Self::OnRequest(_) | Self::Settle(_) => Vec::new(),
        }
    }
}

/// Something that is done in no time, and can therefore be scheduled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A client makes a call.
    Call(Call),
    /// The operator does something.
    Operator(OperatorAct),
    /// Something breaks.
    Fault(Fault),
    /// Every fault of this target ends.
    Heal(Reference),
    /// Something happens to the service.
    Service(ServiceAct),
    /// A program beside the engine sends a SCSI command.
    Scsi(Box<ScsiCommand>),
    /// The host of such a program comes, goes, resets or aborts.
    Initiator(InitiatorAct),
}

/// Acts for later: `at` and `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// When.
    pub when: When,
    /// What, in order.
    pub acts: Vec<Located<Act>>,
}

/// A time for acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// This moment of the run.
    At(Instant),
    /// This long after the statement.
    After(Millis),
}

/// A call of a documented function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who makes it.
    pub client: Name,
    /// The function; one that has a signature.
    pub function: Function,
    /// The arguments that are given, each parameter at most once, in the order of the signature.
    pub arguments: Vec<Argument>,
    /// The status it must answer. The script waits for the answer if one is demanded, or if the call does not block.
    pub expect: Option<Status>,
    /// The name for what it brings: the call itself, its operation, session or channel.
    pub name: Option<Name>,
    /// The session it is made in.
    pub session: CallSession,
    /// The answer must come no later than this after the call.
    pub within: Option<Millis>,
    /// The answer must come no earlier than this after the call.
    pub not_before: Option<Millis>,
}

impl Call {
    /// What earlier statements have named and this call passes.
    fn names(&self) -> Vec<&Name> {
        let session = if let CallSession::Made(name) = &self.session { Some(name) } else { None };
        let passed = self.arguments.iter().flat_map(|argument| match &argument.value {
            Value::Object(reference) => std::slice::from_ref(reference),
            Value::Objects(references) => references.as_slice(),
            Value::Null | Value::Number(_) | Value::Text(_) => &[],
        });
        session.into_iter().chain(passed.filter_map(Reference::made)).collect()
    }

    /// What is passed for a parameter, if anything is said about it.
    #[must_use]
    pub fn argument(&self, parameter: Parameter) -> Option<&Value> {
        self.arguments.iter().find(|argument| argument.parameter == parameter).map(|argument| &argument.value)
    }
}

/// The session handle a call passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CallSession {
    /// The one that is open for the client; none if there is none.
    #[default]
    Own,
    /// `none`: no handle.
    None,
    /// `closed`: a handle that was good once, made by opening and closing a session.
    Closed,
    /// `bogus`: a handle that the engine never gave out.
    Bogus,
    /// The one that a call named with `as=` opened.
    Made(Name),
}

/// What the operator does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperatorAct {
    /// Puts a cartridge, wherever it was outside, into a place.
    Insert {
        /// The cartridge.
        cartridge: Name,
        /// The place; a port without a cell takes it in its first free one.
        into: ElementPlace,
    },
    /// Takes a cartridge out, to the shelf.
    Take(Name),
    /// Carries a cartridge by hand from wherever it is.
    Move {
        /// The cartridge.
        cartridge: Name,
        /// Where to.
        to: Whereabouts,
    },
    /// Has the robot of its library carry a cartridge, at the front panel.
    MoveAtPanel {
        /// The cartridge.
        cartridge: Name,
        /// Where to; a port without a cell takes it in its first free one.
        to: ElementPlace,
    },
    /// Opens a door.
    Open(Reference),
    /// Closes a door.
    Close(Reference),
    /// Pulls a port out.
    Pull(Reference),
    /// Pushes a port in.
    Push(Reference),
    /// Opens a door, or pulls a port out, although it is locked.
    ForceOpen(Reference),
    /// Has a drive give its cartridge away, whatever keeps it in there.
    ForceEject(Reference),
    /// Takes a magazine or a drive out, with what is in it.
    Remove(Reference),
    /// Puts a magazine or a drive back.
    Return(Reference),
    /// Takes a library offline at its front panel.
    Offline(Name),
    /// Takes a library online at its front panel.
    Online(Name),
    /// Says that an operator request is done.
    Satisfy(RequestChoice),
    /// Says that an operator request will not be done.
    Refuse(RequestChoice),
    /// Tries something that hands do, and cannot.
    InVain(Box<OperatorAct>),
}

/// Which operator request is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestChoice {
    /// The oldest open one of this kind.
    Oldest(OperatorRequestKind),
    /// The one that an `expect` named with `as=`.
    Made(Name),
}

/// What the operator does whenever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnRequest {
    /// The kind of request.
    pub kind: OperatorRequestKind,
    /// How long it takes the operator to get there.
    pub after: Millis,
    /// How many requests are answered; all if none is said.
    pub times: Option<u32>,
    /// What the operator does, in order. [`RequestChoice::Oldest`] of the same kind is the request at hand.
    pub acts: Vec<Located<Act>>,
}

/// How long time passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunLength {
    /// Until nothing is scheduled and the engine waits for nothing but people.
    UntilQuiet,
    /// Until the operation of this name is over, or the call of this name answered.
    Until(Name),
    /// This long.
    For(Millis),
}

/// A demand on the future.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// What has to happen.
    pub what: Expected,
    /// It must happen no later than this from now.
    pub within: Option<Millis>,
    /// It must happen no earlier than this from now.
    pub not_before: Option<Millis>,
}

/// What has to happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The operation of this name is over. At least one of status and state is given.
    Completes {
        /// The name of the call that started it.
        name: Name,
        /// The status it keeps.
        status: Option<Status>,
        /// The state it ends in.
        state: Option<RequestState>,
    },
    /// The call of this name is answered.
    Replies {
        /// The name of the call.
        name: Name,
        /// With this status.
        status: Status,
    },
    /// An operator request is open.
    OperatorRequest {
        /// Its kind.
        kind: OperatorRequestKind,
        /// Its first argument, if it matters.
        first: Option<Reference>,
        /// Its second argument, if it matters.
        second: Option<Reference>,
        /// The name to give it.
        name: Option<Name>,
    },
    /// A device has reported this since the run began.
    Sense {
        /// Key, code and qualifier.
        sense: SenseCode,
        /// The part it is about, or the library it is in, if it matters.
        of: Option<Reference>,
    },
}

/// A demand on the present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// All of these are true of one thing.
    Facts {
        /// The thing.
        subject: Reference,
        /// At least one.
        facts: Vec<Fact>,
    },
    /// So many operator requests stand like this.
    OperatorRequests {
        /// Only those of this kind.
        kind: Option<OperatorRequestKind>,
        /// Only those that have this as an argument.
        about: Option<Reference>,
        /// At least one.
        counts: Vec<(Count<OperatorRequestState>, u32)>,
    },
    /// So many library requests stand like this.
    Requests {
        /// Only those of this library.
        library: Option<Name>,
        /// Only those that do this.
        operation: Option<Operation>,
        /// Only those about this slot, drive, medium or side.
        about: Option<Reference>,
        /// Only those whose record says this.
        error: Option<Status>,
        /// At least one.
        counts: Vec<(Count<RequestState>, u32)>,
    },
}

/// The end of a run in which things went wrong: nothing may stay open once trouble is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settle {
    /// How long it may take, from the statement on.
    pub within: Millis,
}

/// Which requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count<State> {
    /// Those that are not over.
    Open,
    /// Those in this state.
    In(State),
}

/// Something that is true or not. Lower-case words are physical truth or what a call answered; documented member
/// names are what the engine believes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// `holds=`: the place really holds this cartridge, or nothing.
    Holds(Option<Name>),
    /// `at=`: the cartridge really is there.
    At(Whereabouts),
    /// `locked=`: the port or door really is locked; of a library, its keypad.
    Locked(bool),
    /// `extended=`: the port really stands out.
    Extended(bool),
    /// `open=`: the door really is open.
    Open(bool),
    /// `out=`: the magazine really is out.
    Out(bool),
    /// `cleans-left=`: the cleaner really can clean so often.
    CleansLeft(u32),
    /// `flags=`: the element status really has these flags, and no others.
    Flags(u8),
    /// `source=`: a transport really took the cartridge in the element from this slot last, or from none.
    Source(Option<Reference>),
    /// `address=`: the element has this address.
    Address(u16),
    /// `exception=`: this is out of order with the element, or nothing is.
    Exception(Option<Exception>),
    /// `volume-tag=`: the library reads this bar code on what is in the element, or none.
    VolumeTag(Option<String>),
    /// `kind=`: what is in the element is of this kind, as far as the library can tell.
    Kind(Option<MediumKind>),
    /// `inverted=`: what is in the element was turned over.
    Inverted(bool),
    /// `State=` and the like: the member of the object's record, read through `GetNtmsObjectInformation`.
    /// For the name of an operation or a request, the record of that request; for a call of
    /// `GetNtmsObjectInformation`, the record it answered; for a call that hands values back, the value of this documented name.
    Member(Member),
    /// `count=`: the enumeration counted so many objects.
    Count(u32),
    /// `lists=`: the enumeration listed these objects, in this order.
    Lists(Vec<Reference>),
    /// `drives=`: the mount used these drives, in the order of the media.
    Drives(Vec<Reference>),
    /// `event=`: the notification told of this.
    Event(NotificationEvent),
    /// `object=`: the notification told of this object.
    Object(Reference),
}

/// Something that breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub target: Reference,
    /// How.
    pub kind: FaultKind,
    /// At the how-maniest use from now, counted from 1; at once if not said.
    pub on_use: Option<u32>,
    /// How long it lasts; until healed if not said.
    pub lasts: Option<Millis>,
    /// How often it strikes before it is gone; no limit if not said.
    pub times: Option<u32>,
}

/// Something that happens to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceAct {
    /// It ends. What was not durable is lost.
    Stop,
    /// It starts and reads its database.
    Start,
    /// Both.
    Restart,
    /// It cannot read its database.
    Fail,
}
