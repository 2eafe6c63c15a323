//! Approaches: a transport goes to an element and waits there, with whatever is in its grip.
//!
//! It is something that hosts can ask of a library and the software that manages it does not. Where a transport stands matters to the
//! next move: it is the nearest to what lies before it.

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Completion, Element, Failure, LibraryAddress};
use rsmlab_engine::time::Millis;

use super::changer::{Ending, JobId, JobTask};
use super::library::{Library, numbered, numbered_mut};
use super::{Around, Hardware};
use crate::fault::{FaultKind, FaultSite, Strike, Use, delay};
use crate::stage::{Cause, Emission, Stage};
use crate::timing::Timing;

/// An approach.
#[derive(Clone, Copy, Debug, Hash)]
pub(super) struct Approach {
    pub to: Element,
    /// The transport that makes it: the one that was asked for, or any, until it has begun.
    pub transport: Option<u16>,
    /// The fault that will stop it.
    pub spoiled: Option<Strike>,
}

impl Hardware {
    /// Has a transport of a library go to an element: this one, or any. The completion is said when it is there; if there is no such
    /// library, at once.
    pub fn approach(&mut self, stage: &mut Stage<'_>, command: CommandId, address: LibraryAddress, transport: Option<u16>, to: Element) {
        match self.libraries.get_mut(usize::from(address.0)) {
            Some(library) => {
                library.accept_approach(&mut Around { stage: &mut *stage, cartridges: &mut self.cartridges }, command, transport, to)
            }
            None => {
                let completion = Completion { command, result: Err(Failure::NotConnected) };
                stage.say(Emission::Completion { library: address, completion, cause: Cause::Request });
            }
        }
        self.expire_faults(stage);
    }
}

impl Library {
    fn accept_approach(&mut self, around: &mut Around<'_, '_>, command: CommandId, transport: Option<u16>, to: Element) {
        let there = transport.is_none_or(|number| numbered(&self.transports, number).is_some()) && !self.transports.is_empty();
        let task = match self.hear_command(around, command) {
            Some(deaf) => JobTask::Fail(deaf),
            None if there && self.content(to).is_some() => JobTask::Approach(Approach { to, transport, spoiled: None }),
            None => JobTask::Fail(Ending::failed(Failure::IllegalElement)),
        };
        self.begin(around, command, task);
    }

    /// The transport that can make an approach now: the one that was asked for, else the nearest.
    pub(super) fn transport_to_approach(&self, approach: Approach) -> Option<u16> {
        let is_meant = |number: u16| approach.transport.is_none_or(|meant| meant == number);
        (1..)
            .zip(&self.transports)
            .filter(|(number, transport)| is_meant(*number) && self.is_free(transport))
            .min_by_key(|(number, transport)| (transport.in_trouble, self.travel(Element::Transport(*number), approach.to), *number))
            .map(|(number, _)| number)
    }

    pub(super) fn start_approach(&mut self, around: &mut Around<'_, '_>, id: JobId, number: u16, approach: Approach) {
        let command = self.command_of(id);
        if let Some(failure) = self.standstill(&[approach.to]) {
            return self.fail_soon(around, id, Ending::failed(failure));
        }
        let strikes = around.strike(FaultSite::Transport(self.address, number), Use::Approach, command);
        let loses_position = strikes.iter().any(|strike| strike.kind == FaultKind::LostPosition);
        let way = self.way_to(number, approach.to) + delay(&strikes) + self.take_up(number, id, loses_position);
        let spoiled = strikes.into_iter().find(|strike| strike.kind.by().is_none());
        if let Some(JobTask::Approach(place)) = self.jobs.get_mut(&id).map(|job| &mut job.task) {
            *place = Approach { transport: Some(number), spoiled, ..approach };
        }
        self.wake(around, id, Timing::ANSWER.max(way));
    }

    /// How long a transport is on its way to an element. Where the way has no time of its own, it is half of what carrying takes, of which
    /// the other half is the way back with a cartridge.
    fn way_to(&self, number: u16, to: Element) -> Millis {
        if self.timing.travel == Millis::ZERO { Millis(self.timing.carry.0 / 2) } else { self.travel(Element::Transport(number), to) }
    }

    /// Brings an approach to its end.
    pub(super) fn end_approach(&mut self, around: &mut Around<'_, '_>, id: JobId, approach: Approach) {
        let ending = approach.spoiled.and_then(Ending::struck);
        if ending.is_none() {
            self.arrive(approach.transport, approach.to);
        }
        self.rest(around, id, approach.transport, ending.unwrap_or_else(Ending::done));
    }

    /// An approach is broken off where the transport is.
    pub(super) fn stop_approach(&mut self, approach: Approach) {
        if let Some(transport) = approach.transport.and_then(|number| numbered_mut(&mut self.transports, number)) {
            transport.at_work = None;
        }
    }
}
