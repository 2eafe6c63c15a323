//! The running side of a library request: what it is doing, for whom, and until when.

use crate::id::{CallId, CommandId, LibraryRef, OperatorRequestRef, SessionHandle};
use crate::port::hardware::{Action, Element, SideNumber};
use crate::refusal::Refusal;
use crate::time::{Beginning, Instant};
use crate::world::work::Work;

/// What the record of a library request does not hold because a restart ends it anyway.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Task {
    /// The library in whose queue it is.
    pub library: LibraryRef,
    /// The operation and its phase.
    pub work: Work,
    /// The session that asked for it; none for work that the service gave itself.
    pub session: Option<SessionHandle>,
    /// The call that waits for its end.
    pub call: Option<CallId>,
    /// Whether it has been started and holds what it needs.
    pub running: bool,
    /// The hardware command it waits for.
    pub command: Option<(CommandId, Action)>,
    /// The move it will make as soon as a transport is free.
    pub carry: Option<Carry>,
    /// What it will tell the library again as soon as a port is in.
    pub halted: Option<Action>,
    /// Since when its move has failed because the transport is jammed.
    pub jammed_since: Option<Beginning>,
    /// When its present wait ends.
    pub deadline: Option<Instant>,
    /// The operator request it has posted and that is still of use to it.
    pub asked: Option<OperatorRequestRef>,
    /// When people will be asked again, who said that they had done it.
    pub ask_again: Option<Instant>,
    /// Why it should end at the next opportunity: it was cancelled where it could not be interrupted.
    pub withdrawn: Option<&'static Refusal>,
}

/// A move that waits for a transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Carry {
    /// Where the cartridge is.
    pub from: Element,
    /// Where it should be.
    pub to: Element,
    /// The side that should face the head of a drive.
    pub side: SideNumber,
    /// Where the cartridge goes that is there already.
    pub onward: Option<Element>,
}

impl Carry {
    /// The move that a command is, if it is one.
    #[must_use]
    pub const fn of(action: &Action) -> Option<Self> {
        match *action {
            Action::Move { from, to, side, onward } => Some(Self { from, to, side, onward }),
            _ => None,
        }
    }

    /// Every place that a cartridge leaves or comes to.
    #[must_use]
    pub fn ends(self) -> Vec<Element> {
        [self.from, self.to].into_iter().chain(self.onward).collect()
    }

    /// Every place that a cartridge comes to.
    #[must_use]
    pub const fn destinations(self) -> [Option<Element>; 2] {
        [Some(self.to), self.onward]
    }

    /// The command to the library.
    #[must_use]
    pub const fn action(self) -> Action {
        let Self { from, to, side, onward } = self;
        Action::Move { from, to, side, onward }
    }
}

impl Task {
    /// A task that has not been started.
    #[must_use]
    pub const fn new(library: LibraryRef, work: Work, session: Option<SessionHandle>) -> Self {
        Self {
            library,
            work,
            session,
            call: None,
            running: false,
            command: None,
            carry: None,
            halted: None,
            jammed_since: None,
            deadline: None,
            asked: None,
            ask_again: None,
            withdrawn: None,
        }
    }
}

impl Task {
    /// Where cartridges are on their way to, or will be as soon as a transport is free.
    #[must_use]
    pub fn destinations(&self) -> [Option<Element>; 4] {
        let told = self.command.as_ref().map(|(_, action)| action).or(self.halted.as_ref()).and_then(Carry::of);
        let [told_to, told_onward] = told.map_or([None; 2], Carry::destinations);
        let [to, onward] = self.carry.map_or([None; 2], Carry::destinations);
        [told_to, told_onward, to, onward]
    }
}
