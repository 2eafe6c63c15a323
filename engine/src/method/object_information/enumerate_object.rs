//! EnumerateNtmsObject: the ids of the objects of a kind, everywhere or in a container (`enumerate-object.*`).

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, given};
use crate::id::{CallId, Guid, LibraryRef, PoolRef, SessionHandle};
use crate::record::Rights;
use crate::record::state::ObjectKind;
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::World;

refusals! {
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["EnumerateNtmsObject/ERROR_INVALID_HANDLE"];
    SIZE_MISSING: SizeMissing = InvalidParameter, ["EnumerateNtmsObject/ERROR_INVALID_PARAMETER"];
    KIND_UNKNOWN: KindUnknown = InvalidParameter, ["EnumerateNtmsObject/ERROR_INVALID_PARAMETER"];
    OPTION_UNFIT: OptionUnfit = InvalidParameter, ["EnumerateNtmsObject/ERROR_INVALID_PARAMETER"];
    CONTAINER_UNKNOWN: ContainerUnknown = ObjectNotFound, ["EnumerateNtmsObject/ERROR_OBJECT_NOT_FOUND"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["EnumerateNtmsObject/ERROR_ACCESS_DENIED"];
    CONTAINER_UNFIT: ContainerUnfit = InvalidParameter,
        ["EnumerateNtmsObject/ERROR_INVALID_PARAMETER", "enumerate-object.container-null-only"];
    NO_MEMORY: NoMemory = NotEnoughMemory, ["EnumerateNtmsObject/ERROR_NOT_ENOUGH_MEMORY"];
    LIST_TOO_SHORT: ListTooShort = InsufficientBuffer, ["EnumerateNtmsObject/ERROR_INSUFFICIENT_BUFFER"];
}

/// `NTMS_ENUM_ROOTPOOL`
const ROOT_POOL: u32 = 1;

/// What there is, and how much of it the caller can hold.
struct ObjectListing {
    found: Vec<Guid>,
    room: usize,
}

fn admit(admission: &Admission<'_>, container: Option<Guid>, list_size: Option<u32>, kind: u32, options: u32) -> Admitted<ObjectListing> {
    let world = admission.world;
    let room = given(list_size, &SIZE_MISSING)?;
    let kind = given(ObjectKind::from_number(kind), &KIND_UNKNOWN)?;
    let root_pool_fits = kind == ObjectKind::Pool && container.is_none();
    check(options == 0 || (options == ROOT_POOL && root_pool_fits), &OPTION_UNFIT)?;
    let container = match container {
        None => None,
        Some(guid) => {
            let at = given(world.object(guid), &CONTAINER_UNKNOWN)?;
            admission.right(at, Rights::USE, &RIGHT_MISSING)?;
            Some(at)
        }
    };
    let mut found = given(contents(world, kind, container), &CONTAINER_UNFIT)?;
    if options == ROOT_POOL {
        found.splice(0..0, world.root_pool().and_then(|root| world.guid(ObjectRef::Pool(root))));
    }
    check(found.len() <= admission.config.limits.answer_objects as usize, &NO_MEMORY)?;
    Ok(ObjectListing { found, room: room as usize })
}

/// The ids of the objects of a kind in a container, in the order of their making; none if the container does not suit.
fn contents(world: &World, kind: ObjectKind, container: Option<ObjectRef>) -> Option<Vec<Guid>> {
    match (kind, container) {
        (ObjectKind::Unknown | ObjectKind::Object | ObjectKind::UiDestination, _) => None,
        (ObjectKind::ChangerType | ObjectKind::DriveType, None) => Some(Vec::new()),
        (ObjectKind::Computer, None) => Some(world.computer.iter().map(|record| record.guid).collect()),
        (ObjectKind::Library, None) => Some(world.libraries.iter().map(|(_, record)| record.guid).collect()),
        (ObjectKind::OperatorRequest, None) => Some(world.operator_requests.iter().map(|(_, record)| record.guid).collect()),
        (
            ObjectKind::Changer
            | ObjectKind::Drive
            | ObjectKind::Door
            | ObjectKind::Port
            | ObjectKind::Slot
            | ObjectKind::LibraryRequest
            | ObjectKind::MediaType
            | ObjectKind::Medium
            | ObjectKind::LogicalMedium
            | ObjectKind::Side
            | ObjectKind::Pool,
            None,
        ) => Some(everywhere(world, kind)),
        (_, Some(ObjectRef::Library(library))) => in_library(world, kind, library),
        (_, Some(ObjectRef::Pool(pool))) => in_pool(world, kind, pool),
        (ObjectKind::Side, Some(ObjectRef::Medium(medium))) => {
            Some(world.sides_of(medium).iter().map(|side| world.sides[*side].guid).collect())
        }
        (ObjectKind::Side, Some(ObjectRef::LogicalMedium(logical))) => {
            Some(world.sides.iter().filter(|(_, record)| record.logical == Some(logical)).map(|(_, record)| record.guid).collect())
        }
        (ObjectKind::LogicalMedium, Some(ObjectRef::Side(side))) => {
            Some(world.sides[side].logical.and_then(|logical| world.guid(ObjectRef::LogicalMedium(logical))).into_iter().collect())
        }
        (_, Some(_)) => None,
    }
}

fn everywhere(world: &World, kind: ObjectKind) -> Vec<Guid> {
    match kind {
        ObjectKind::Changer => world.changers.iter().map(|(_, record)| record.guid).collect(),
        ObjectKind::Drive => world.drives.iter().map(|(_, record)| record.guid).collect(),
        ObjectKind::Door => world.doors.iter().map(|(_, record)| record.guid).collect(),
        ObjectKind::Port => world.ports.iter().map(|(_, record)| record.guid).collect(),
        ObjectKind::Slot => world.slots.iter().map(|(_, record)| record.guid).collect(),
        ObjectKind::LibraryRequest => world.requests.iter().map(|(_, record)| record.guid).collect(),
        ObjectKind::MediaType => world.media_types.iter().map(|(_, record)| record.guid).collect(),
        ObjectKind::Medium => world.media.iter().map(|(_, record)| record.guid).collect(),
        ObjectKind::LogicalMedium => world.logical.iter().map(|(_, record)| record.guid).collect(),
        ObjectKind::Side => world.sides.iter().map(|(_, record)| record.guid).collect(),
        // The top level only (`enumerate-object.null-container-pools-top-level`).
        ObjectKind::Pool => pools_below(world, world.root_pool()),
        ObjectKind::Unknown
        | ObjectKind::Object
        | ObjectKind::ChangerType
        | ObjectKind::Computer
        | ObjectKind::DriveType
        | ObjectKind::Library
        | ObjectKind::OperatorRequest
        | ObjectKind::UiDestination => Vec::new(),
    }
}

fn pools_below(world: &World, above: Option<PoolRef>) -> Vec<Guid> {
    world.pools_below(above).map(|record| record.guid).collect()
}

/// `enumerate-object.container-library`
fn in_library(world: &World, kind: ObjectKind, library: LibraryRef) -> Option<Vec<Guid>> {
    let parts = world.parts(library);
    match kind {
        ObjectKind::Changer => Some(parts.changers.iter().map(|at| world.changers[*at].guid).collect()),
        ObjectKind::Drive => Some(parts.drives.iter().map(|at| world.drives[*at].guid).collect()),
        ObjectKind::Door => Some(parts.doors.iter().map(|at| world.doors[*at].guid).collect()),
        ObjectKind::Port => Some(parts.ports.iter().map(|at| world.ports[*at].guid).collect()),
        ObjectKind::Slot => Some(parts.slots.iter().map(|at| world.slots[*at].guid).collect()),
        ObjectKind::LibraryRequest => {
            Some(world.requests.iter().filter(|(_, record)| record.library == library).map(|(_, record)| record.guid).collect())
        }
        ObjectKind::MediaType => {
            let taken = world.types_taken_in(library);
            Some(world.media_types.iter().filter(|(_, record)| taken.contains(&record.code)).map(|(_, record)| record.guid).collect())
        }
        ObjectKind::Medium => {
            Some(world.media.iter().filter(|(_, record)| record.library == library).map(|(_, record)| record.guid).collect())
        }
        ObjectKind::Unknown
        | ObjectKind::Object
        | ObjectKind::ChangerType
        | ObjectKind::Computer
        | ObjectKind::DriveType
        | ObjectKind::Library
        | ObjectKind::LogicalMedium
        | ObjectKind::Pool
        | ObjectKind::Side
        | ObjectKind::OperatorRequest
        | ObjectKind::UiDestination => None,
    }
}

/// `enumerate-object.container-pool`
fn in_pool(world: &World, kind: ObjectKind, pool: PoolRef) -> Option<Vec<Guid>> {
    match kind {
        ObjectKind::LogicalMedium => {
            Some(world.logical.iter().filter(|(_, record)| record.pool == pool).map(|(_, record)| record.guid).collect())
        }
        ObjectKind::Medium => {
            Some(world.media.iter().filter(|(_, record)| record.pool == Some(pool)).map(|(_, record)| record.guid).collect())
        }
        ObjectKind::Side => {
            let in_pool = |medium| world.media.get(medium).is_some_and(|record| record.pool == Some(pool));
            Some(world.sides.iter().filter(|(_, record)| in_pool(record.medium)).map(|(_, record)| record.guid).collect())
        }
        ObjectKind::Pool => Some(pools_below(world, Some(pool))),
        ObjectKind::Unknown
        | ObjectKind::Object
        | ObjectKind::Changer
        | ObjectKind::ChangerType
        | ObjectKind::Computer
        | ObjectKind::Drive
        | ObjectKind::DriveType
        | ObjectKind::Door
        | ObjectKind::Port
        | ObjectKind::Library
        | ObjectKind::LibraryRequest
        | ObjectKind::MediaType
        | ObjectKind::Slot
        | ObjectKind::OperatorRequest
        | ObjectKind::UiDestination => None,
    }
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    container: Option<Guid>,
    list_size: Option<u32>,
    kind: u32,
    options: u32,
) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let ObjectListing { found: mut ids, room } = admit(&admission, container, list_size, kind, options)?;
    let count = ids.len() as u32;
    if ids.len() > room {
        // As much as there is room for, and how much there is (`enumerate-object.short-buffer-truncates`).
        ids.truncate(room);
        turn.refuse_with(call, &LIST_TOO_SHORT, Answer::Objects { ids, count });
    } else {
        turn.reply(call, Ok(Answer::Objects { ids, count }));
    }
    Ok(())
}
