//! Removal: a request is withdrawn from its queue.
//!
//! Answers CancelNtmsLibraryRequest (`cancel-library-request.*`). The REMOVE request names its target in `WorkItemId`;
//! it is the first in working order, so an idle library cancels at once.

use super::door_session;
use super::port_session;
use super::{Work, ending, failure};
use crate::id::RequestRef;
use crate::turn::Turn;
use crate::world::World;
use crate::world::queue::is_open;
use crate::world::work::door_session::Cut;
use crate::world::work::port_session::PortEnd;
use crate::world::work::remove::Remove;

/// Whether a request can be withdrawn now: it has not been started, or it only waits for people or for a transport.
pub(crate) fn can_be_withdrawn(world: &World, target: RequestRef) -> bool {
    world.live.tasks.get(&target).is_some_and(|task| !task.running || task.command.is_none())
}

pub(crate) fn start(turn: &mut Turn<'_>, request: RequestRef, work: Remove) {
    if turn.world().requests.get(work.target).is_some_and(|target| is_open(target.state)) {
        call_off(turn, work.target, By::Cancellation);
    }
    ending::pass(turn, request);
}

/// How a request is called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// A STOP action named it.
    Stop,
    /// It was cancelled.
    Cancellation,
}

/// Calls a request off. What has an open door or port takes care of that first; everything else is withdrawn, also what
/// a STOP names before it has been started (D-016).
pub(crate) fn call_off(turn: &mut Turn<'_>, target: RequestRef, by: By) {
    let Some(task) = turn.task(target) else { return };
    let (end, cut, refusal) = match by {
        By::Stop => (PortEnd::Stopped, Cut::Stopped, &failure::STOPPED),
        By::Cancellation => (PortEnd::Cancelled, Cut::Cancelled, &failure::CANCELLED),
    };
    match &task.work {
        Work::Port(work) if task.running => port_session::finish(turn, target, work.clone(), end),
        Work::Door(work) if task.running => door_session::cut(turn, target, work.clone(), cut),
        Work::Port(_)
        | Work::Door(_)
        | Work::Remove(_)
        | Work::Switch(_)
        | Work::Inventory(_)
        | Work::Identify(_)
        | Work::Cleaning(_)
        | Work::Dismount(_)
        | Work::Mount(_)
        | Work::CleanerSlot(_) => ending::cancel(turn, target, refusal),
    }
}
