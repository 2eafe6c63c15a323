//! Deadlines: what has its time now, the earliest first.

use crate::method;
use crate::operation::{ending, gate, hardware, schedule};
use crate::turn::Turn;
use crate::world::live::Timer;

/// Time has passed: handles every deadline that has come, and forgets finished requests that were kept long enough.
pub(crate) fn expire(turn: &mut Turn<'_>) {
    while let Some((_, timer)) = turn.world().live.timers.first().copied().filter(|(when, _)| *when <= turn.now) {
        match timer {
            Timer::Wait(call) => method::give_up(turn, call),
            Timer::Task(request) => hardware::expire(turn, request),
            Timer::Gate(gate) => gate::expire(turn, gate),
            Timer::Queue(library) => schedule::look_again(turn, library),
        }
    }
    ending::purge(turn);
}
