//! A run as a Trace Event file, for the Perfetto UI and `chrome://tracing`.
//!
//! Each device has a track of its own: what it does, one thing after the other, and what lasts meanwhile on a second one. What goes on beside
//! others of its kind is a span with an id: calls, library requests with their phases, operator requests. A call also has a moment on the track
//! of its program, from which a flow leads to whatever devices did because of it. Counters have the lengths of the queues.

mod event;
mod queues;
mod times;

use std::collections::BTreeMap;

use self::event::{Args, Spanned, TraceEvent, TraceFile, Track};
use self::times::Times;
use crate::model::{Lane, LaneKind, Run, SpanKind, TimeSpan};

/// The processes that are no libraries, in the order in which they are shown. The libraries come between the programs and the rest.
const PROGRAMS: u32 = 1;
const LIBRARIES: u32 = 10;
const OPERATOR: u32 = 10_000;
const SERVICE: u32 = 10_001;

/// The JSON text of a run as a Trace Event file.
///
/// # Panics
///
/// Never: every event has a JSON form.
#[must_use]
pub fn file(run: &Run) -> String {
    let times = Times::of(&run.events.at);
    let mut writer = EventWriter { run, times, events: Vec::new(), tracks: BTreeMap::new(), ids: 0, calls: BTreeMap::new() };
    writer.processes();
    // Calls first: flows begin with them.
    let (calls, others): (Vec<&Lane>, Vec<&Lane>) = run.lanes.iter().partition(|lane| is_program(lane.kind));
    calls.into_iter().for_each(|lane| writer.program(lane));
    for lane in others {
        match lane.kind {
            LaneKind::Requests => writer.requests(lane),
            LaneKind::Operator => writer.operator(lane),
            LaneKind::Client | LaneKind::Host | LaneKind::Library | LaneKind::Transport | LaneKind::Drive => writer.device(lane),
            LaneKind::Port | LaneKind::Door | LaneKind::Faults | LaneKind::Service => writer.device(lane),
        }
    }
    serde_json::to_string(&TraceFile::of(writer.events)).expect("every event has a JSON form")
}

const fn is_program(kind: LaneKind) -> bool {
    matches!(kind, LaneKind::Client | LaneKind::Host)
}

/// Writes the events of a run.
struct EventWriter<'r> {
    run: &'r Run,
    times: Times<'r>,
    events: Vec<TraceEvent>,
    /// How many tracks each process has.
    tracks: BTreeMap<u32, u32>,
    /// How many ids have been given out.
    ids: u64,
    /// Of the record of a call its moment: the track, and the time in microseconds.
    calls: BTreeMap<usize, (Track, u64)>,
}

impl EventWriter<'_> {
    /// What is there, and what it is called.
    fn processes(&mut self) {
        let libraries = (LIBRARIES..).zip(&self.run.libraries).map(|(process, library)| (process, library.name.as_str()));
        let all = [(PROGRAMS, "programs")].into_iter().chain(libraries).chain([(OPERATOR, "operator"), (SERVICE, "service and faults")]);
        self.events.extend(all.flat_map(|(process, name)| TraceEvent::process(process, name)));
    }

    /// A new track of a process.
    fn track(&mut self, process: u32, name: &str) -> Track {
        let thread = self.tracks.entry(process).or_default();
        *thread += 1;
        let track = Track { process, thread: *thread };
        self.events.extend(TraceEvent::track(track, name));
        track
    }

    fn id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    fn spanned(&mut self, category: &'static str) -> Spanned {
        Spanned { category, id: self.id() }
    }

    /// The process of the library that a lane belongs to: `L1.drive.2`, `requests of L1`.
    fn library_of(&self, lane: &str) -> u32 {
        let name = lane.strip_prefix("requests of ").unwrap_or(lane);
        let name = name.split('.').next().unwrap_or(name);
        (LIBRARIES..).zip(&self.run.libraries).find(|(_, library)| library.name == name).map_or(SERVICE, |(process, _)| process)
    }

    /// A program: the moments of its calls, and how long each takes.
    fn program(&mut self, lane: &Lane) {
        let moments = self.track(PROGRAMS, &format!("{} calls", lane.name));
        let mut last = 0;
        for span in &lane.spans {
            // A moment is a microsecond.
            let at = self.times.begin(span).max(last);
            last = at + 1;
            self.events.push(TraceEvent::slice(&span.text, moments, at, 1, args(span)));
            self.calls.insert(span.first, (moments, at));
            let (of, name) = (self.spanned("call"), format!("{}: {}", lane.name, span.text));
            self.events.push(TraceEvent::begin(of, &name, moments, self.times.begin(span), args(span)));
            self.events.push(TraceEvent::end(of, &name, moments, self.times.end(span)));
        }
    }

    /// The requests of a library, each with its phases, and how many there are.
    fn requests(&mut self, lane: &Lane) {
        let track = Track { process: self.library_of(&lane.name), thread: 0 };
        self.whole_and_phases("request", track, lane.spans.iter());
        self.events.extend(queues::lengths(&lane.name, track.process, self.times, lane.spans.iter()));
    }

    /// Operator requests, how many of them are open, and what people do.
    fn operator(&mut self, lane: &Lane) {
        let asked = || lane.spans.iter().filter(|span| !span.of.is_empty());
        self.whole_and_phases("operator request", Track { process: OPERATOR, thread: 0 }, asked());
        self.events.extend(queues::lengths("operator requests", OPERATOR, self.times, asked()));
        let acts =
            Lane { name: "acts".to_owned(), spans: lane.spans.iter().filter(|span| span.of.is_empty()).cloned().collect(), ..lane.clone() };
        self.device(&acts);
    }

    /// Spans that belong together are phases of one that goes by their common name.
    fn whole_and_phases<'s>(&mut self, category: &'static str, track: Track, spans: impl Iterator<Item = &'s TimeSpan>) {
        let mut of: BTreeMap<&str, Vec<&TimeSpan>> = BTreeMap::new();
        spans.for_each(|span| of.entry(&span.of).or_default().push(span));
        for (name, phases) in of {
            let (Some(first), Some(last)) = (phases.first(), phases.last()) else { continue };
            let of = self.spanned(category);
            self.events.push(TraceEvent::begin(of, name, track, self.times.begin(first), args(last)));
            for phase in &phases {
                self.events.push(TraceEvent::begin(of, &phase.text, track, self.times.begin(phase), args(phase)));
                self.events.push(TraceEvent::end(of, &phase.text, track, self.times.end(phase)));
            }
            self.events.push(TraceEvent::end(of, name, track, self.times.end(last)));
        }
    }

    /// A device, the faults or the service: a track for each row, as nothing overlaps in one.
    fn device(&mut self, lane: &Lane) {
        let process = match lane.kind {
            LaneKind::Operator => OPERATOR,
            LaneKind::Faults | LaneKind::Service => SERVICE,
            LaneKind::Client | LaneKind::Host | LaneKind::Requests | LaneKind::Library => self.library_of(&lane.name),
            LaneKind::Transport | LaneKind::Drive | LaneKind::Port | LaneKind::Door => self.library_of(&lane.name),
        };
        for row in 0..lane.rows {
            let spans: Vec<&TimeSpan> = lane.spans.iter().filter(|span| span.row == row).collect();
            if spans.is_empty() && row > 0 {
                continue;
            }
            let track = self.track(process, &if row == 0 { lane.name.clone() } else { format!("{} ({})", lane.name, row + 1) });
            let mut free = 0;
            for span in spans {
                free = self.slice(track, span, free);
            }
        }
    }

    /// What a device does, and the way to it from the call that it is for. The track is free from some time on; says from when it is then.
    fn slice(&mut self, track: Track, span: &TimeSpan, free: u64) -> u64 {
        let from = self.times.begin(span).max(free);
        let to = self.times.end(span).max(from);
        self.events.push(TraceEvent::slice(&span.text, track, from, to - from, args(span)));
        if let Some(call) = self.call_of(span).filter(|(_, at)| span.kind == SpanKind::Work && *at <= from) {
            let id = self.id();
            self.events.extend(TraceEvent::flow(id, call, (track, from)));
        }
        to
    }

    /// The moment of the call that something was done for. Causes come first, so this ends.
    fn call_of(&self, span: &TimeSpan) -> Option<(Track, u64)> {
        let causes = &self.run.events.cause;
        let mut at = span.order?;
        loop {
            if let Some(call) = self.calls.get(&at) {
                return Some(*call);
            }
            at = causes.get(at).and_then(|cause| usize::try_from(*cause).ok()).filter(|cause| *cause < at)?;
        }
    }
}

/// What is said of a span beside its name.
fn args(span: &TimeSpan) -> Args {
    let kind = match span.kind {
        SpanKind::Work => "works",
        SpanKind::Wait => "waits",
        SpanKind::Hold => "lasts",
        SpanKind::Trouble => "is out of order",
        SpanKind::Moment => "is a moment",
    };
    let mut args = Args::from([("kind", kind.into()), ("event", event::EventValue::Number(span.first as u64))]);
    args.extend(span.bad.as_deref().map(|bad| ("ended badly", bad.into())));
    args
}
