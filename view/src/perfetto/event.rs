//! The events of a Trace Event file, in the JSON form that the Perfetto UI and `chrome://tracing` read.
//!
//! Times are whole microseconds. What takes place on a track is one slice after the other; what overlaps is asynchronous, and goes by an id.

use std::collections::BTreeMap;

use serde::Serialize;

/// A file of events.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TraceFile {
    /// How long times are shown.
    display_time_unit: &'static str,
    /// The events, in the order of their times.
    trace_events: Vec<TraceEvent>,
}

/// An event.
#[derive(Clone, Debug, Serialize)]
pub struct TraceEvent {
    name: String,
    #[serde(rename = "cat", skip_serializing_if = "str::is_empty")]
    category: &'static str,
    #[serde(rename = "ph")]
    phase: Phase,
    /// The time in microseconds.
    #[serde(rename = "ts")]
    micros: u64,
    /// How long a slice takes, in microseconds.
    #[serde(rename = "dur", skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(flatten)]
    track: Track,
    /// What belongs together.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Of the end of a flow: that it leads to the slice around it.
    #[serde(rename = "bp", skip_serializing_if = "Option::is_none")]
    binds: Option<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    args: Args,
}

/// A track: a thread of a process, as the format has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Track {
    /// The process.
    #[serde(rename = "pid")]
    pub process: u32,
    /// The thread.
    #[serde(rename = "tid")]
    pub thread: u32,
}

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum Phase {
    #[serde(rename = "X")]
    Slice,
    #[serde(rename = "b")]
    Begin,
    #[serde(rename = "e")]
    End,
    #[serde(rename = "s")]
    FlowBegin,
    #[serde(rename = "f")]
    FlowEnd,
    #[serde(rename = "C")]
    Counter,
    #[serde(rename = "M")]
    Metadata,
}

/// What stands beside an event, by name.
pub type Args = BTreeMap<&'static str, EventValue>;

/// What goes on beside others of its kind: beginning and end have both parts in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned {
    /// The kind.
    pub category: &'static str,
    /// Which of them.
    pub id: u64,
}

/// A value beside an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum EventValue {
    /// A number.
    Number(u64),
    /// A text.
    Text(String),
}

impl TraceFile {
    /// A file of these events. Those of the same time stay in the order in which they were written: what begins before what lies in it.
    pub fn of(mut events: Vec<TraceEvent>) -> Self {
        events.sort_by_key(|event| event.micros);
        Self { display_time_unit: "ms", trace_events: events }
    }
}

impl TraceEvent {
    fn new(phase: Phase, name: &str, micros: u64, track: Track) -> Self {
        Self { name: name.to_owned(), category: "", phase, micros, length: None, track, id: None, binds: None, args: Args::new() }
    }

    /// Something that goes on on a track for so many microseconds.
    pub fn slice(name: &str, track: Track, micros: u64, length: u64, args: Args) -> Self {
        Self { length: Some(length), args, ..Self::new(Phase::Slice, name, micros, track) }
    }

    /// The beginning of something that goes on beside others of its kind.
    pub fn begin(of: Spanned, name: &str, track: Track, micros: u64, args: Args) -> Self {
        Self { category: of.category, id: Some(hex(of.id)), args, ..Self::new(Phase::Begin, name, micros, track) }
    }

    /// Its end.
    pub fn end(of: Spanned, name: &str, track: Track, micros: u64) -> Self {
        Self { category: of.category, id: Some(hex(of.id)), ..Self::new(Phase::End, name, micros, track) }
    }

    /// A way from a slice to another, each named by its track and the microsecond at which it begins.
    pub fn flow(id: u64, from: (Track, u64), to: (Track, u64)) -> [Self; 2] {
        let half = |phase, (track, micros)| Self {
            category: "cause",
            id: Some(hex(id)),
            ..Self::new(phase, "because of the call", micros, track)
        };
        [half(Phase::FlowBegin, from), Self { binds: Some("e"), ..half(Phase::FlowEnd, to) }]
    }

    /// How many there are of something from this microsecond on.
    pub fn counter(name: &str, process: u32, micros: u64, counts: Args) -> Self {
        Self { args: counts, ..Self::new(Phase::Counter, name, micros, Track { process, thread: 0 }) }
    }

    /// The name of a process, and its place among the others.
    pub fn process(process: u32, name: &str) -> [Self; 2] {
        let track = Track { process, thread: 0 };
        let place = EventValue::Number(process.into());
        [Self::metadata("process_name", track, "name", name.into()), Self::metadata("process_sort_index", track, "sort_index", place)]
    }

    /// The name of a track, and its place among the others of its process.
    pub fn track(track: Track, name: &str) -> [Self; 2] {
        let place = EventValue::Number(track.thread.into());
        [Self::metadata("thread_name", track, "name", name.into()), Self::metadata("thread_sort_index", track, "sort_index", place)]
    }

    fn metadata(name: &str, track: Track, key: &'static str, value: EventValue) -> Self {
        Self { args: Args::from([(key, value)]), ..Self::new(Phase::Metadata, name, 0, track) }
    }
}

impl From<&str> for EventValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// An id as the format has it.
fn hex(id: u64) -> String {
    format!("{id:#x}")
}
