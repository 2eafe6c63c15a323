//! The order of commands (RFC 7143, 4.2.2.1): which CmdSN is waited for, how many requests may be on their way, what came too early.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::pdu::frame::Frame;
use super::pdu::header::{Header, HeaderField};
use super::pdu::response::SequenceNumbers;
use super::serial::Serial;

/// The numbers of a session. The reader moves ExpCmdSN on when a request has come, and [`Permit`]s move MaxCmdSN on when one is over.
#[derive(Debug)]
pub(super) struct Counters {
    exp_cmd_sn: AtomicU32,
    max_cmd_sn: AtomicU32,
    immediate: AtomicU32,
    data: AtomicU32,
}

impl Counters {
    /// Numbers of a session whose first command has this CmdSN, and that takes so many requests at once.
    pub fn new(first: Serial, width: u16) -> Self {
        Self {
            exp_cmd_sn: AtomicU32::new(first.0),
            max_cmd_sn: AtomicU32::new(first.plus(u32::from(width)).plus(u32::MAX).0),
            immediate: AtomicU32::new(0),
            data: AtomicU32::new(0),
        }
    }

    /// The numbers that a PDU is stamped with.
    pub fn numbers(&self, stat_sn: Serial) -> SequenceNumbers {
        // In this order: MaxCmdSN must not be older than ExpCmdSN, or the window would seem to be closed more than it can be.
        let exp_cmd_sn = self.expected();
        SequenceNumbers { stat_sn, exp_cmd_sn, max_cmd_sn: Serial(self.max_cmd_sn.load(Ordering::Acquire)) }
    }

    pub fn expected(&self) -> Serial {
        Serial(self.exp_cmd_sn.load(Ordering::Acquire))
    }

    fn advance(&self) {
        self.exp_cmd_sn.fetch_add(1, Ordering::AcqRel);
    }

    /// Lets a request in that has a place in the order.
    pub fn admit(self: &Arc<Self>) -> Permit {
        Permit { counters: Arc::clone(self), immediate: false, data: 0 }
    }

    /// Lets an immediate request in, unless so many are on their way.
    pub fn admit_immediate(self: &Arc<Self>, most: u16) -> Option<Permit> {
        let permit = Permit { counters: Arc::clone(self), immediate: true, data: 0 };
        (self.immediate.fetch_add(1, Ordering::AcqRel) < u32::from(most)).then_some(permit)
    }
}

/// Leave of one request to be on its way. It ends when the request is over, whatever became of it.
#[derive(Debug)]
pub(super) struct Permit {
    counters: Arc<Counters>,
    immediate: bool,
    data: u32,
}

impl Permit {
    /// Reserves room for data, unless the session has too much of it on its way.
    #[must_use]
    pub fn reserve(&mut self, data: u32, most: u32) -> bool {
        let reserved = self
            .counters
            .data
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |on_its_way| on_its_way.checked_add(data).filter(|sum| *sum <= most));
        if reserved.is_ok() {
            self.data += data;
        }
        reserved.is_ok()
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.counters.data.fetch_sub(self.data, Ordering::AcqRel);
        let over = if self.immediate { self.counters.immediate.fetch_sub(1, Ordering::AcqRel) } else { 0 };
        debug_assert!(!self.immediate || over > 0, "each immediate request is counted once");
        if !self.immediate {
            self.counters.max_cmd_sn.fetch_add(1, Ordering::AcqRel);
        }
    }
}

/// What to do with a request that has a place in the order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum WindowPlace {
    /// It is the next.
    Now(Frame),
    /// It is kept until those before it have come.
    Held,
    /// It is beyond what may be on its way, or was here before: it is ignored.
    Outside,
    /// More is held than a session may have.
    TooMuch,
}

/// What came before its time.
#[derive(Debug)]
pub(super) struct EarlyArrival {
    held: BTreeMap<u32, Vec<Frame>>,
    bytes: usize,
    most_bytes: usize,
}

impl EarlyArrival {
    pub const fn new(most_bytes: usize) -> Self {
        Self { held: BTreeMap::new(), bytes: 0, most_bytes }
    }

    /// Gives a request its place. ExpCmdSN moves on if it is the next.
    pub fn place(&mut self, cmd_sn: Serial, frame: Frame, counters: &Counters) -> WindowPlace {
        let SequenceNumbers { exp_cmd_sn, max_cmd_sn, .. } = counters.numbers(Serial::default());
        if cmd_sn.beyond(exp_cmd_sn) < 0 || cmd_sn.beyond(max_cmd_sn) > 0 || self.held.contains_key(&cmd_sn.0) {
            return WindowPlace::Outside;
        }
        if cmd_sn == exp_cmd_sn {
            counters.advance();
            return WindowPlace::Now(frame);
        }
        if self.has_room(&frame) {
            self.held.insert(cmd_sn.0, vec![frame]);
            WindowPlace::Held
        } else {
            WindowPlace::TooMuch
        }
    }

    /// Puts data to the command that it belongs to if that is held. Gives it back otherwise.
    pub fn hold_data(&mut self, data: Frame) -> Result<(), WindowPlace> {
        let tag = |header: &Header| <u32 as HeaderField>::get(header, 16);
        let of = tag(&data.header);
        let held = self.held.iter().find(|(_, held)| held.first().is_some_and(|first| tag(&first.header) == of));
        let Some(cmd_sn) = held.map(|(cmd_sn, _)| *cmd_sn) else { return Err(WindowPlace::Now(data)) };
        if !self.has_room(&data) {
            return Err(WindowPlace::TooMuch);
        }
        self.held.entry(cmd_sn).or_default().push(data);
        Ok(())
    }

    fn has_room(&mut self, frame: &Frame) -> bool {
        self.bytes += size(frame);
        self.bytes <= self.most_bytes
    }

    /// Counts a request as here that was aborted before it came (RFC 7143, 11.6.1). Says whether it was waited for.
    pub fn forgo(&mut self, cmd_sn: Serial, before: Serial, counters: &Counters) -> bool {
        let SequenceNumbers { exp_cmd_sn, max_cmd_sn, .. } = counters.numbers(Serial::default());
        let awaited = cmd_sn.beyond(exp_cmd_sn) >= 0 && cmd_sn.beyond(max_cmd_sn) <= 0 && cmd_sn.beyond(before) < 0;
        if awaited {
            let frames = self.held.insert(cmd_sn.0, Vec::new()).unwrap_or_default();
            self.release(&frames);
        }
        awaited
    }

    /// What was held and has its time now: a request, and the data that came for it. Nothing, if the request was forgone.
    pub fn next(&mut self, counters: &Counters) -> Option<Vec<Frame>> {
        if self.held.is_empty() {
            return None;
        }
        let frames = self.held.remove(&counters.expected().0)?;
        counters.advance();
        self.release(&frames);
        Some(frames)
    }

    fn release(&mut self, frames: &[Frame]) {
        self.bytes -= frames.iter().map(size).sum::<usize>();
    }
}

fn size(frame: &Frame) -> usize {
    Header::LENGTH + frame.extra.len() + frame.data.len()
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;
    use crate::iscsi::pdu::header::Pdu;
    use crate::iscsi::pdu::request::NopOut;

    fn request(cmd_sn: Serial) -> Frame {
        Frame::new(NopOut { cmd_sn, ..NopOut::default() }.header(), Vec::new())
    }

    proptest! {
        /// However requests come, each goes on once and in order; none that is beyond the window is taken.
        #[test]
        fn what_comes_in_any_order_goes_on_in_order(
            first in prop_oneof![Just(u32::MAX - 3), any::<u32>()],
            width in 1..8_u16,
            arrivals in prop::collection::vec(-2..10_i32, 0..60),
        ) {
            let counters = Arc::new(Counters::new(Serial(first), width));
            let mut order = EarlyArrival::new(1 << 20);
            let (mut on_its_way, mut next) = (VecDeque::new(), Serial(first));
            for offset in arrivals {
                let cmd_sn = Serial(next.0.wrapping_add_signed(offset));
                let room = i32::from(width) - i32::try_from(on_its_way.len()).unwrap_or(i32::MAX);
                match order.place(cmd_sn, request(cmd_sn), &counters) {
                    WindowPlace::Now(_) => {
                        prop_assert!(offset == 0 && room > 0);
                        on_its_way.push_back(counters.admit());
                        next = next.next();
                    }
                    WindowPlace::Held => prop_assert!(offset > 0 && offset < room),
                    WindowPlace::Outside => prop_assert!(offset != 0 || room == 0),
                    WindowPlace::TooMuch => prop_assert!(false, "there is room enough"),
                }
                while let Some(frames) = order.next(&counters) {
                    prop_assert_eq!(&frames, &vec![request(next)]);
                    on_its_way.push_back(counters.admit());
                    next = next.next();
                }
                prop_assert_eq!(counters.expected(), next);
                // One is over now and then, which opens the window by one.
                if offset % 3 == 0 {
                    on_its_way.pop_front();
                }
                let numbers = counters.numbers(Serial::default());
                let open = numbers.max_cmd_sn.beyond(numbers.exp_cmd_sn) + 1;
                prop_assert_eq!(open, i32::from(width) - i32::try_from(on_its_way.len()).unwrap_or(i32::MAX));
            }
        }
    }
}
