//! Requests: library requests and operator requests in their lanes, phase by phase, each in one row from its beginning to its end.

use std::collections::BTreeMap;

use rsmlab_engine::change::ObjectRef;
use rsmlab_engine::id::WriteId;

use super::spans::{Begun, RunMoment, SpanId, Tracks};
use crate::model::SpanKind;

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestCourse {
    /// Nobody works on it.
    Waits,
    /// Somebody does.
    Goes,
    /// It has ended well.
    Ended,
    /// It has ended otherwise.
    Failed,
}

/// The requests that have not ended.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    open: BTreeMap<ObjectRef, OpenRequest>,
    /// The last span of each that has ended: why it ended is written after the state in which it did.
    ended: BTreeMap<ObjectRef, SpanId>,
}

#[derive(Clone, Debug)]
struct OpenRequest {
    name: String,
    track: usize,
    row: usize,
    span: SpanId,
    /// The phase it is in, once it has come to one.
    phase: Option<String>,
    /// The write with which it came.
    write: Option<WriteId>,
}

impl Requests {
    /// Whether a request has not ended.
    pub fn is_open(&self, at: ObjectRef) -> bool {
        self.open.contains_key(&at)
    }

    /// A request appears.
    pub fn begin(&mut self, tracks: &mut Tracks, now: RunMoment, track: usize, came: NewRequest<'_>) {
        let NewRequest { at, name, text, course, write } = came;
        let begun = Begun { of: name, text, kind: kind(course) };
        let span = tracks.begin(track, now, &begun);
        let row = tracks.span(span).row;
        self.open.insert(at, OpenRequest { name: name.to_owned(), track, row, span, phase: None, write });
        if matches!(course, RequestCourse::Ended | RequestCourse::Failed) {
            self.end(tracks, now, at, None);
        }
    }

    /// A request is in another state.
    pub fn state(&mut self, tracks: &mut Tracks, now: RunMoment, at: ObjectRef, course: RequestCourse, word: &str) {
        match course {
            RequestCourse::Ended => self.end(tracks, now, at, None),
            RequestCourse::Failed => self.end(tracks, now, at, Some(word)),
            RequestCourse::Waits => self.turn(tracks, now, at, SpanKind::Wait, word),
            RequestCourse::Goes => {
                let phase = self.open.get(&at).and_then(|request| request.phase.clone());
                self.turn(tracks, now, at, SpanKind::Work, phase.as_deref().unwrap_or(word));
            }
        }
    }

    /// A request comes to its next phase.
    pub fn phase(&mut self, tracks: &mut Tracks, now: RunMoment, at: ObjectRef, to: &str) {
        if let Some(request) = self.open.get_mut(&at) {
            request.phase = Some(to.to_owned());
            self.turn(tracks, now, at, SpanKind::Work, to);
        }
    }

    /// Why a request that has ended, or is about to, has ended badly.
    pub fn error(&self, tracks: &mut Tracks, at: ObjectRef, why: &str) {
        if let Some(span) = self.open.get(&at).map(|request| request.span).or_else(|| self.ended.get(&at).copied()) {
            tracks.span(span).bad = Some(why.to_owned());
        }
    }

    fn turn(&mut self, tracks: &mut Tracks, now: RunMoment, at: ObjectRef, kind: SpanKind, text: &str) {
        let Some(request) = self.open.get_mut(&at) else { return };
        let span = tracks.span(request.span);
        if (span.kind, span.text.as_str()) == (kind, text) {
            return;
        }
        if span.begin == now.1 {
            // Nothing has passed in it.
            (span.kind, span.text) = (kind, text.to_owned());
            return;
        }
        tracks.end(request.span, now);
        request.span = tracks.begin_in(request.track, request.row, now, &Begun { of: &request.name, text, kind });
    }

    /// A request has ended, or is gone.
    pub fn end(&mut self, tracks: &mut Tracks, now: RunMoment, at: ObjectRef, bad: Option<&str>) {
        let Some(request) = self.open.remove(&at) else { return };
        tracks.end(request.span, now);
        self.ended.insert(at, request.span);
        if let Some(bad) = bad {
            tracks.span(request.span).bad.get_or_insert_with(|| bad.to_owned());
        }
    }

    /// A write was refused: what came with it never was.
    pub fn refused(&mut self, tracks: &mut Tracks, now: RunMoment, write: WriteId) {
        let gone: Vec<ObjectRef> = self.open.iter().filter(|(_, request)| request.write == Some(write)).map(|(at, _)| *at).collect();
        gone.into_iter().for_each(|at| self.end(tracks, now, at, Some("its write was refused")));
    }

    /// Only these are on record.
    pub fn keep(&mut self, tracks: &mut Tracks, now: RunMoment, kept: impl Fn(ObjectRef) -> bool) {
        let gone: Vec<ObjectRef> = self.open.keys().copied().filter(|at| !kept(*at)).collect();
        gone.into_iter().for_each(|at| self.end(tracks, now, at, Some("it was not on record when the service came back")));
    }
}

/// A request that appears.
pub struct NewRequest<'c> {
    /// Its handle.
    pub at: ObjectRef,
    /// What people call it.
    pub name: &'c str,
    /// The state in which it comes.
    pub text: &'c str,
    /// How far it has come.
    pub course: RequestCourse,
    /// The write with which it came; none if it was on record.
    pub write: Option<WriteId>,
}

const fn kind(course: RequestCourse) -> SpanKind {
    match course {
        RequestCourse::Waits => SpanKind::Wait,
        RequestCourse::Goes | RequestCourse::Ended | RequestCourse::Failed => SpanKind::Work,
    }
}
