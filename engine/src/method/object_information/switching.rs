//! What EnableNtmsObject and DisableNtmsObject share: the same staircase, the other way round.

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, given, online};
use crate::id::{CallId, Guid, LibraryRef, SessionHandle};
use crate::operation::schedule;
use crate::record::state::{ObjectKind, Operation};
use crate::record::{Rights, Subject};
use crate::refusal::Refusal;
use crate::turn::Turn;
use crate::world::work::Work;
use crate::world::work::switch::{Switch, SwitchTarget};

/// The refusals of one of the two functions.
pub(crate) struct Refusals {
    pub session_invalid: &'static Refusal,
    pub object_missing: &'static Refusal,
    pub kind_unfit: &'static Refusal,
    pub object_unknown: &'static Refusal,
    pub right_missing: &'static Refusal,
    pub library_offline: &'static Refusal,
    pub already_so: &'static Refusal,
    pub no_memory: &'static Refusal,
}

struct SwitchPlan {
    library: LibraryRef,
    target: SwitchTarget,
    operation: Operation,
    subject: Subject,
}

fn admit(admission: &Admission<'_>, refusals: &Refusals, on: bool, kind: u32, object: Option<Guid>) -> Admitted<SwitchPlan> {
    let world = admission.world;
    let guid = given(object, refusals.object_missing)?;
    let kind = given(ObjectKind::from_number(kind), refusals.kind_unfit)?;
    check(matches!(kind, ObjectKind::Drive | ObjectKind::Library | ObjectKind::Medium), refusals.kind_unfit)?;
    let at = given(world.object(guid).filter(|at| at.kind() == kind), refusals.object_unknown)?;
    let mut subject = Subject::default();
    let (library, target, is_on, operation) = match at {
        ObjectRef::Library(library) => {
            let operation = if on { Operation::EnableLibrary } else { Operation::DisableLibrary };
            (library, SwitchTarget::Library(library), world.libraries[library].enabled, operation)
        }
        ObjectRef::Drive(drive) => {
            subject.drive = Some(guid);
            let record = &world.drives[drive];
            let operation = if on { Operation::EnableDrive } else { Operation::DisableDrive };
            (record.library, SwitchTarget::Drive(drive), record.enabled, operation)
        }
        ObjectRef::Medium(medium) => {
            subject = world.subject_of(medium);
            let record = &world.media[medium];
            let operation = if on { Operation::EnableMedia } else { Operation::DisableMedia };
            (record.library, SwitchTarget::Medium(medium), record.enabled, operation)
        }
        ObjectRef::Computer
        | ObjectRef::Changer(_)
        | ObjectRef::Slot(_)
        | ObjectRef::Port(_)
        | ObjectRef::Door(_)
        | ObjectRef::MediaType(_)
        | ObjectRef::Pool(_)
        | ObjectRef::Side(_)
        | ObjectRef::LogicalMedium(_)
        | ObjectRef::Request(_)
        | ObjectRef::OperatorRequest(_) => return Err(refusals.kind_unfit),
    };
    // The record of its library may be lost (D-099).
    given(world.libraries.get(library), refusals.object_unknown)?;
    admission.right(ObjectRef::Library(library), Rights::MODIFY, refusals.right_missing)?;
    if let SwitchTarget::Library(library) = target {
        online(&world.libraries[library], refusals.library_offline)?;
    }
    check(is_on != on, refusals.already_so)?;
    admission.room_for(1, refusals.no_memory)?;
    Ok(SwitchPlan { library, target, operation, subject })
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    session: Option<SessionHandle>,
    refusals: &Refusals,
    on: bool,
    kind: u32,
    object: Option<Guid>,
) -> Admitted<()> {
    let admission = Admission::enter(turn, session, refusals.session_invalid)?;
    let handle = admission.handle;
    let SwitchPlan { library, target, operation, subject } = admit(&admission, refusals, on, kind, object)?;
    let work = Work::Switch(Switch { target, on });
    schedule::queue(turn, schedule::QueueOrder { subject, ..schedule::QueueOrder::new(library, operation, work, Some(handle)) });
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
