//! CloseNtmsSession: a session ends with everything it waits for (`close-session.*`).

use crate::call::Answer;
use crate::function::Function;
use crate::guard::{Admission, Admitted};
use crate::id::{CallId, ChannelHandle, SessionHandle};
use crate::method::media_services::mount_media;
use crate::method::notifications::wait_for_notification;
use crate::refusal::refusals;
use crate::turn::Turn;
use crate::world::live::LiveChange;

refusals! {
    UNREACHABLE: Unreachable = ConnectionUnavail, ["CloseNtmsSession/ERROR_CONNECTION_UNAVAIL"];
    SESSION_INVALID: SessionInvalid = InvalidHandle, ["CloseNtmsSession/ERROR_INVALID_HANDLE", "close-session.handle-dead"];
}

pub(crate) fn call(turn: &mut Turn<'_>, call: CallId, session: Option<SessionHandle>) -> Admitted<()> {
    let handle = Admission::enter(turn, session, &SESSION_INVALID)?.handle;
    let waiting: Vec<(CallId, Function)> =
        turn.world().live.waits.iter().filter(|(_, wait)| wait.session == handle).map(|(call, wait)| (*call, wait.function)).collect();
    for (waiting, function) in waiting {
        if function == Function::MountNtmsMedia {
            mount_media::cancel(turn, waiting);
        } else {
            wait_for_notification::break_off(turn, waiting);
        }
    }
    let channels: Vec<ChannelHandle> =
        turn.world().live.channels.iter().filter(|(_, channel)| channel.session == handle).map(|(channel, _)| *channel).collect();
    for channel in channels {
        turn.live(LiveChange::Channel(channel, None));
    }
    turn.live(LiveChange::Session(handle, None));
    turn.reply(call, Ok(Answer::Done));
    Ok(())
}
