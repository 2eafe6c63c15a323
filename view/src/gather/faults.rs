//! Faults: from when each is armed until it is over, and what is broken on each part meanwhile.
//!
//! A trace has a line for the end of a fault that shows, or that is healed. One that only is met when its part is used ends without a word,
//! when its time or its uses are over: when that is follows from what it was armed with, and from its strikes.

use std::collections::BTreeMap;

use rsmlab_engine::time::Instant;
use rsmlab_sim::fault::{Fault, FaultId, FaultKind, Strike};

use super::spans::{Begun, RunMoment, SpanId, Tracks};
use super::state::StateLedger;
use crate::model::{LaneKind, SpanKind, What};

/// The faults that are armed.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    armed: BTreeMap<FaultId, Armed>,
}

#[derive(Clone, Debug)]
struct Armed {
    span: SpanId,
    part: String,
    kind: String,
    fault: Fault,
    /// How many uses it has spoiled.
    spoiled: u32,
    /// When it is over, as soon as that is known.
    ends: Option<u64>,
}

impl Faults {
    /// A fault is armed on a part.
    pub fn armed(
        &mut self,
        tracks: &mut Tracks,
        ledger: &mut StateLedger,
        now: RunMoment,
        id: FaultId,
        fault: &Fault,
        told: FaultWords<'_>,
    ) {
        let track = lane(tracks);
        let span = tracks.begin(track, now, &Begun { of: "", text: told.text, kind: SpanKind::Trouble });
        let (part, kind) = (told.part.to_owned(), fault.kind.to_string());
        let ends = fault.on_use.is_none().then(|| end(fault, now.1)).flatten();
        self.armed.insert(id, Armed { span, part: part.clone(), kind, fault: fault.clone(), spoiled: 0, ends });
        self.note(ledger, now, &part);
    }

    /// A fault strikes.
    pub fn struck(&mut self, tracks: &mut Tracks, now: RunMoment, strike: &Strike, text: &str) {
        let track = lane(tracks);
        tracks.whole(track, now, now, &Begun { of: "", text, kind: SpanKind::Moment });
        let Some(armed) = self.armed.get_mut(&strike.fault) else { return };
        armed.spoiled += 1;
        if strike.begins {
            armed.ends = end(&armed.fault, now.1);
        }
        if armed.fault.most_uses().is_some_and(|most| armed.spoiled >= most) {
            armed.ends = Some(now.1);
        }
    }

    /// A fault is over, as the trace says.
    pub fn lifted(&mut self, tracks: &mut Tracks, ledger: &mut StateLedger, now: RunMoment, id: FaultId) {
        if let Some(Armed { span, part, .. }) = self.armed.remove(&id) {
            tracks.end(span, now);
            self.note(ledger, now, &part);
        }
    }

    /// What is over by now without a line of its own is over with the event at hand: at the one before, it was not.
    pub fn pass(&mut self, tracks: &mut Tracks, ledger: &mut StateLedger, now: RunMoment) {
        let over: Vec<Armed> =
            self.armed.extract_if(.., |_, armed| armed.ends.is_some_and(|end| end <= now.1)).map(|(_, armed)| armed).collect();
        for Armed { span, part, ends, .. } in over {
            tracks.end(span, (now.0, ends.unwrap_or(now.1)));
            self.note(ledger, now, &part);
        }
    }

    /// Writes down what is broken on a part.
    fn note(&self, ledger: &mut StateLedger, now: RunMoment, part: &str) {
        let kinds: Vec<&str> = self.armed.values().filter(|armed| armed.part == part).map(|armed| armed.kind.as_str()).collect();
        ledger.set(now.0, What::Fault, part, &kinds.join(", "));
    }
}

/// The words for a fault that is armed.
#[derive(Clone, Copy, Debug)]
pub struct FaultWords<'t> {
    /// The part.
    pub part: &'t str,
    /// What it is, in the words of the trace.
    pub text: &'t str,
}

fn lane(tracks: &mut Tracks) -> usize {
    tracks.lane(LaneKind::Faults, "faults")
}

/// When a fault is over that begins now, if that is known. A reset is over as soon as it has begun.
fn end(fault: &Fault, begin: u64) -> Option<u64> {
    if fault.kind == FaultKind::Reset { Some(begin) } else { fault.lasts.map(|lasts| (Instant(begin) + lasts).0) }
}
