//! Tracks: lanes while they grow. A span takes the first row that is free when it begins.

use std::collections::BTreeMap;

use crate::model::{Lane, LaneKind, SpanKind, TimeSpan};

/// A moment of the run: the event that comes next or is at hand, and the time.
pub type RunMoment = (usize, u64);

/// Where a span is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanId {
    track: usize,
    span: usize,
}

/// A span that begins.
pub struct Begun<'b> {
    /// Whose it is, where the lane does not say it.
    pub of: &'b str,
    /// What it is.
    pub text: &'b str,
    /// Whether a device or a client works or waits.
    pub kind: SpanKind,
}

/// All lanes of a run.
#[derive(Clone, Debug, Default)]
pub struct Tracks {
    tracks: Vec<OpenTrack>,
    places: BTreeMap<(LaneKind, String), usize>,
}

#[derive(Clone, Debug)]
struct OpenTrack {
    lane: Lane,
    /// Until when each row is taken; none if that is not known yet.
    rows: Vec<Option<u64>>,
}

impl Tracks {
    /// There is such a lane, whether anything happens on it or not.
    pub fn lane(&mut self, kind: LaneKind, name: &str) -> usize {
        let key = (kind, name.to_owned());
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        self.places.insert(key, self.tracks.len());
        let lane = Lane { kind, name: name.to_owned(), rows: 0, spans: Vec::new() };
        self.tracks.push(OpenTrack { lane, rows: Vec::new() });
        self.tracks.len() - 1
    }

    /// A span begins in the first free row.
    pub fn begin(&mut self, track: usize, now: RunMoment, begun: &Begun<'_>) -> SpanId {
        // What lasts beside the work has rows of its own.
        let first = usize::from(begun.kind == SpanKind::Hold);
        let OpenTrack { rows, .. } = &mut self.tracks[track];
        rows.resize(rows.len().max(first + 1), Some(0));
        let free = rows.iter().skip(first).position(|until| until.is_some_and(|until| until <= now.1));
        let row = free.map_or(rows.len(), |row| row + first);
        self.begin_in(track, row, now, begun)
    }

    /// A span begins in a row that is known to be free.
    pub fn begin_in(&mut self, track: usize, row: usize, now: RunMoment, begun: &Begun<'_>) -> SpanId {
        let OpenTrack { lane, rows } = &mut self.tracks[track];
        rows.resize(rows.len().max(row + 1), Some(0));
        rows[row] = None;
        let Begun { of, text, kind } = *begun;
        let (of, text) = (of.to_owned(), text.to_owned());
        lane.spans.push(TimeSpan { row, of, text, kind, first: now.0, order: None, last: None, begin: now.1, end: now.1, bad: None });
        SpanId { track, span: lane.spans.len() - 1 }
    }

    /// A span ends, unless it has ended.
    pub fn end(&mut self, id: SpanId, now: RunMoment) {
        let OpenTrack { lane, rows } = &mut self.tracks[id.track];
        let span = &mut lane.spans[id.span];
        if span.last.is_none() {
            (span.last, span.end) = (Some(now.0), now.1);
            rows[span.row] = Some(now.1);
        }
    }

    /// A span in which nothing passed but a moment, or which is known from its beginning to its end.
    pub fn whole(&mut self, track: usize, from: RunMoment, to: RunMoment, begun: &Begun<'_>) -> SpanId {
        let id = self.begin(track, from, begun);
        self.end(id, to);
        id
    }

    /// The span of this number, to be changed.
    pub fn span(&mut self, id: SpanId) -> &mut TimeSpan {
        &mut self.tracks[id.track].lane.spans[id.span]
    }

    /// The lanes, those of a kind side by side. What has not ended lasts until `end`.
    pub fn close(self, end: u64) -> Vec<Lane> {
        let mut lanes: Vec<Lane> = self.tracks.into_iter().map(|track| closed(track, end)).collect();
        lanes.sort_by_key(|lane| lane.kind);
        lanes
    }
}

fn closed(OpenTrack { mut lane, rows }: OpenTrack, end: u64) -> Lane {
    for span in &mut lane.spans {
        if span.last.is_none() {
            span.end = span.end.max(end);
        } else if span.begin == span.end && matches!(span.kind, SpanKind::Work | SpanKind::Wait) {
            // Who is served at once has not waited.
            span.kind = SpanKind::Moment;
        }
    }
    lane.spans.sort_by_key(|span| (span.begin, span.first));
    lane.rows = rows.len();
    lane
}
