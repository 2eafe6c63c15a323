//! What the inject and eject calls share: the port they use, and the running operation that a STOP names.

use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted};
use crate::id::{Guid, LibraryRef, PortRef, RequestRef};
use crate::record::state::Operation;
use crate::refusal::Refusal;
use crate::world::queue::is_open;
use crate::world::task::Task;

/// The port to use for so many cartridges: one that is there and works, in which they have room, and that nobody uses, if there is one. Nobody
/// can open the mouth of a stand-alone drive (D-079).
pub(crate) fn port_for(admission: &Admission<'_>, library: LibraryRef, cartridges: usize) -> Option<PortRef> {
    let world = admission.world;
    let ports = world.parts(library).ports.iter().copied().filter(|port| world.ports[*port].cells > 0);
    ports.min_by_key(|port| {
        let user = world.live.ports.get(*port);
        let is_too_small = usize::from(world.ports[*port].cells) < cartridges;
        (is_too_small, user.stuck || user.away, user.holder.is_some(), world.ports[*port].number)
    })
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
    let task = admission.world.live.tasks.get(&at).map(|task| &**task);
    match task {
        Some(task) if record.library == library && record.operation == operation && is_open(record.state) => Ok((at, task)),
        Some(_) | None => Err(unknown),
    }
}
