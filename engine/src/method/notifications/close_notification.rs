//! CloseNtmsNotification: a channel is closed (`close-notification.*`).

use crate::call::Answer;
use crate::guard::{Admitted, check, given};
use crate::id::{CallId, ChannelHandle, SessionHandle};
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::live::LiveChange;

refusals! {
    NOT_CONNECTED: NotConnected = NotConnected, ["CloseNtmsNotification/ERROR_NOT_CONNECTED"];
    CHANNEL_MISSING: ChannelMissing = InvalidParameter, ["CloseNtmsNotification/ERROR_INVALID_PARAMETER"];
    CHANNEL_INVALID: ChannelInvalid = InvalidHandle, ["CloseNtmsNotification/ERROR_INVALID_HANDLE"];
    BEING_WAITED_ON: BeingWaitedOn = Busy, ["close-notification.while-waiting"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["CloseNtmsNotification/ERROR_DATABASE_FAILURE", "D-021"];
}

fn admit(turn: &Turn<'_>, channel: Option<ChannelHandle>) -> Admitted<ChannelHandle> {
    let handle = given(channel, &CHANNEL_MISSING)?;
    let channel = given(turn.world().live.channels.get(&handle), &CHANNEL_INVALID)?;
    check(channel.waiting.is_none(), &BEING_WAITED_ON)?;
    Ok(handle)
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, _session: Option<SessionHandle>, channel: Option<ChannelHandle>) -> Admitted<()> {
    let handle = admit(turn, channel)?;
    turn.live(LiveChange::Channel(handle, None));
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
