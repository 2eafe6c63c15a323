//! What the inject and eject calls share: the port they use, and the running operation that a STOP names.

use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted};
use crate::id::{Guid, LibraryRef, PortRef, RequestRef};
use crate::operation::{Work, door_session, ending, failure, port_session};
use crate::record::state::Operation;
use crate::refusal::Refusal;
use crate::turn::Turn;
use crate::world::queue::is_open;
use crate::world::task::Task;

/// The port to use: one that nobody uses if there is one.
pub(crate) fn port_for(admission: &Admission<'_>, library: LibraryRef) -> Option<PortRef> {
    let ports = &admission.world.parts(library).ports;
    ports.iter().copied().find(|port| admission.world.live.ports.get(*port).is_none()).or_else(|| ports.first().copied())
}

/// The open request of this library with this id and operation (`inject-media.bad-stop-rejected`).
pub(crate) fn running_session<'a>(
    admission: &Admission<'a>,
    library: LibraryRef,
    guid: Guid,
    operation: Operation,
    unknown: &'static Refusal,
) -> Admitted<(RequestRef, &'a Task)> {
    let Some(ObjectRef::Request(at)) = admission.world.object(guid) else { return Err(unknown) };
    let record = &admission.world.requests[at];
    let task = admission.world.live.tasks.get(at).as_deref();
    match task {
        Some(task) if record.library == library && record.operation == operation && is_open(record.state) => Ok((at, task)),
        Some(_) | None => Err(unknown),
    }
}

/// Ends a session that a STOP names: a running one takes care of what is in the port, a waiting one is withdrawn (D-016).
pub(crate) fn stop(turn: &mut Turn<'_>, request: RequestRef) {
    let Some(task) = turn.task(request) else { return };
    match &task.work {
        Work::Port(work) if task.running => {
            port_session::finish(turn, request, work.clone(), port_session::End::Stopped);
        }
        Work::Door(work) if task.running => {
            door_session::cut(turn, request, *work, door_session::Cut::Stopped);
        }
        Work::Port(_)
        | Work::Door(_)
        | Work::Remove(_)
        | Work::Switch(_)
        | Work::Inventory(_)
        | Work::Identify(_)
        | Work::Cleaning(_)
        | Work::Dismount(_)
        | Work::Mount(_)
        | Work::CleanerSlot(_) => ending::cancel(turn, request, &failure::STOPPED),
    }
}
