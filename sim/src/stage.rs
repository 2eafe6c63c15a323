//! The stage: the clock, the queue, the faults and the ears that everything physical shares.

use rsmlab_engine::id::{CommandId, WriteId};
use rsmlab_engine::port::hardware::{Completion, LibraryAddress, Sense};
use rsmlab_engine::port::store::StoreError;
use rsmlab_engine::time::Instant;

use crate::fault::{Fault, FaultId, FaultSite, Faults, Strike, Use};
use crate::hardware::Due;
use crate::queue::Queue;

/// Something that happens at a time known beforehand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A part of a library comes to its next step.
    Hardware(Due),
    /// The store has dealt with the write it is at.
    Stored(WriteId),
    /// The time of a fault that shows is over.
    FaultEnds,
    /// A block of the scenario has its time; which one, only the runner knows.
    Script(u32),
}

/// Something that was said, to the engine or to those who read the trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Emission {
    /// A command has ended.
    Completion {
        /// In which library.
        library: LibraryAddress,
        /// How.
        completion: Completion,
        /// Why.
        cause: Cause,
    },
    /// A library speaks unasked.
    Sense {
        /// What it says.
        sense: Sense,
        /// Why.
        cause: Cause,
    },
    /// The store has dealt with a write.
    Stored {
        /// The write.
        write: WriteId,
        /// Whether it is durable.
        result: Result<(), StoreError>,
        /// Why.
        cause: Cause,
    },
    /// The process has died over a write.
    Crashed {
        /// Why.
        cause: Cause,
    },
    /// A fault has spoiled a use of a part.
    Struck {
        /// The fault and what it did.
        strike: Strike,
        /// The part.
        part: FaultSite,
        /// The command that used it, if one did.
        command: Option<CommandId>,
    },
    /// A fault is over.
    Lifted {
        /// The fault.
        id: FaultId,
        /// What it was.
        fault: Fault,
    },
}

/// What brought something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The command or write that it answers.
    Request,
    /// A fault.
    Fault(FaultId),
    /// What happens at this very moment: a person's act, a fault that comes or goes.
    Present,
}

/// What hardware, people and store act on. Lent to them for one moment of the run.
#[derive(Debug)]
pub struct Stage<'a> {
    /// What time it is.
    pub now: Instant,
    /// What will happen.
    pub queue: &'a mut Queue<Event>,
    /// What can go wrong.
    pub faults: &'a mut Faults,
    /// What has been said, in order.
    pub said: &'a mut Vec<Emission>,
}

impl Stage<'_> {
    /// Says something.
    pub fn say(&mut self, said: Emission) {
        self.said.push(said);
    }

    /// Counts a use of a part and says which faults spoil it.
    pub fn strike(&mut self, part: FaultSite, usage: Use, command: Option<CommandId>) -> Vec<Strike> {
        let strikes = self.faults.strike(self.now, part, usage);
        for strike in &strikes {
            self.say(Emission::Struck { strike: *strike, part, command });
            if strike.begins {
                self.watch(strike.fault);
            }
        }
        strikes
    }

    /// Makes sure that the end of a fault is noticed, if it shows. Of the others it is enough that they strike no more.
    pub(crate) fn watch(&mut self, id: FaultId) {
        if let Some(Fault { lasts: Some(lasts), .. }) = self.faults.get(id).filter(|fault| fault.kind.is_a_state()) {
            let end = self.now + *lasts;
            self.queue.schedule(end, Event::FaultEnds);
        }
    }
}
