//! Notification channels: the engine tells those who listen of every stored change (`model.notification.*`).

use crate::call::Answer;
use crate::output::Output;
use crate::port::notify::Notification;
use crate::record::state::ObjectKind;
use crate::turn::Turn;
use crate::world::live::LiveChange;

/// Hands messages to the channels of their kind: to the call that waits there, else into the channel. A channel that
/// nobody empties breaks when it is full, and has to be opened anew (`wait-notification.broken-channel`).
pub(crate) fn deliver(turn: &mut Turn<'_>, messages: &[(ObjectKind, Notification)]) {
    for (kind, notification) in messages {
        let listening: Vec<_> = turn
            .world()
            .live
            .channels
            .iter()
            .filter(|(_, channel)| channel.kind == *kind && !channel.broken)
            .map(|(handle, channel)| (*handle, channel.clone()))
            .collect();
        for (handle, mut channel) in listening {
            if let Some(call) = channel.waiting.take() {
                turn.live(LiveChange::Wait(call, None));
                turn.reply(call, Ok(Answer::Notification(*notification)));
            } else if channel.messages.len() >= turn.config.limits.channel_messages as usize {
                channel.messages.clear();
                channel.broken = true;
            } else {
                channel.messages.push_back(*notification);
                turn.emit(Output::Notify { channel: handle, notification: *notification });
            }
            turn.live(LiveChange::Channel(handle, Some(channel)));
        }
    }
}
