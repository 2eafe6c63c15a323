//! OpenNtmsNotification: a channel for changes of one kind of object (`open-notification.*`).

use std::collections::VecDeque;

use crate::call::Answer;
use crate::change::ObjectRef;
use crate::guard::{Admission, Admitted, check, given};
use crate::id::{CallId, ChannelHandle, SessionHandle};
use crate::record::Rights;
use crate::record::state::ObjectKind;
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::live::{Channel, LiveChange};

refusals! {
    NOT_CONNECTED: NotConnected = NotConnected, ["OpenNtmsNotification/ERROR_NOT_CONNECTED"];
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["OpenNtmsNotification/ERROR_INVALID_HANDLE"];
    KIND_UNKNOWN: KindUnknown = InvalidParameter, ["D-146"];
    RIGHT_MISSING: RightMissing = AccessDenied, ["OpenNtmsNotification/ERROR_ACCESS_DENIED"];
    CHANNELS_FULL: ChannelsFull = NotEnoughMemory, ["D-144"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["OpenNtmsNotification/ERROR_DATABASE_FAILURE", "D-021"];
}

fn admit(admission: &Admission<'_>, kind: u32) -> Admitted<ObjectKind> {
    let kind = given(ObjectKind::from_number(kind), &KIND_UNKNOWN)?;
    check(!matches!(kind, ObjectKind::Unknown | ObjectKind::Object | ObjectKind::UiDestination), &KIND_UNKNOWN)?;
    admission.right(ObjectRef::Computer, Rights::USE, &RIGHT_MISSING)?;
    check(admission.world.live.channels.len() < admission.config.limits.channels as usize, &CHANNELS_FULL)?;
    Ok(kind)
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>, kind: u32) -> Admitted<()> {
    let admission = Admission::enter(turn, session, &SESSION_INVALID)?;
    let session = admission.handle;
    let kind = admit(&admission, kind)?;
    let handle = ChannelHandle(turn.number());
    let channel = Channel { session, kind, messages: VecDeque::new(), broken: false, waiting: None };
    turn.live(LiveChange::Channel(handle, Some(channel)));
    turn.reply(call, Ok(Answer::Channel(handle)));
    Ok(())
}
