//! WaitForNtmsNotification: the next message of a channel, or the end of patience (`wait-notification.*`).

use crate::call::{Answer, INFINITE};
use crate::function::Function;
use crate::guard::{Admitted, check, given};
use crate::id::{CallId, ChannelHandle, SessionHandle};
use crate::refusal::{Refusal, refusals};
use crate::time::Millis;
use crate::turn::Turn;
use crate::world::live::{Awaited, Channel, LiveChange, Wait};

refusals! {
    NOT_CONNECTED: NotConnected = NotConnected, ["WaitForNtmsNotification/ERROR_NOT_CONNECTED"];
    CHANNEL_INVALID: ChannelInvalid = InvalidHandle, ["WaitForNtmsNotification/ERROR_INVALID_HANDLE"];
    ALREADY_WAITED_ON: AlreadyWaitedOn = InvalidHandle, ["WaitForNtmsNotification/ERROR_INVALID_HANDLE", "D-147"];
    CHANNEL_BROKEN: ChannelBroken = NoData, ["WaitForNtmsNotification/ERROR_NO_DATA", "wait-notification.broken-channel"];
    TIMED_OUT: TimedOut = Timeout, ["WaitForNtmsNotification/ERROR_TIMEOUT"];
    DATABASE_FAILED: DatabaseFailed = DatabaseFailure, ["WaitForNtmsNotification/ERROR_DATABASE_FAILURE", "D-021"];
}

fn admit(turn: &Turn<'_>, channel: Option<ChannelHandle>) -> Admitted<(ChannelHandle, Channel)> {
    let handle = given(channel, &CHANNEL_INVALID)?;
    let channel = given(turn.world().live.channels.get(&handle), &CHANNEL_INVALID)?;
    check(channel.waiting.is_none(), &ALREADY_WAITED_ON)?;
    check(!channel.broken, &CHANNEL_BROKEN)?;
    Ok((handle, channel.clone()))
}

pub(crate) fn call(
    turn: &mut Turn<'_>,
    call: CallId,
    _session: Option<SessionHandle>,
    channel: Option<ChannelHandle>,
    timeout_ms: u32,
) -> Admitted<()> {
    let (handle, mut channel) = admit(turn, channel)?;
    if let Some(notification) = channel.messages.pop_front() {
        turn.live(LiveChange::Channel(handle, Some(channel)));
        turn.reply(call, Ok(Answer::Notification(notification)));
        return Ok(());
    }
    let deadline = (timeout_ms != INFINITE).then(|| turn.now + Millis(u64::from(timeout_ms)));
    let session = channel.session;
    channel.waiting = Some(call);
    turn.live(LiveChange::Channel(handle, Some(channel)));
    let wait = Wait { function: Function::WaitForNtmsNotification, session, deadline, subject: Awaited::Message(handle) };
    turn.live(LiveChange::Wait(call, Some(wait)));
    Ok(())
}

/// Nothing came in time.
pub(crate) fn give_up(turn: &mut Turn<'_>, call: CallId) {
    end(turn, call, &TIMED_OUT);
}

/// The session of the channel is closed while a call waits on it: the channel is gone.
pub(crate) fn break_off(turn: &mut Turn<'_>, call: CallId) {
    end(turn, call, &CHANNEL_BROKEN);
}

fn end(turn: &mut Turn<'_>, call: CallId, refusal: &'static Refusal) {
    let Some(Wait { subject: Awaited::Message(handle), .. }) = turn.world().live.waits.get(&call).cloned() else { return };
    if let Some(mut channel) = turn.world().live.channels.get(&handle).cloned() {
        channel.waiting = None;
        turn.live(LiveChange::Channel(handle, Some(channel)));
    }
    turn.live(LiveChange::Wait(call, None));
    turn.reply(call, Err(refusal));
}
