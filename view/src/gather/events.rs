//! Events: each record of the trace in words, with who did it, of what kind it is, and what it is about.

use std::collections::BTreeMap;

use rsmlab_engine::id::CallId;
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Output;
use rsmlab_harness::trace::names::TraceNames;
use rsmlab_harness::trace::render::Renderer;
use rsmlab_harness::trace::thing::{Thing, ThingReader};
use rsmlab_harness::trace::{Actor, Record, Trace, What};
use rsmlab_sim::fault::FaultSite;

use crate::model::{EventKind, Events};

/// How many things an event is said to be about; one that is about more is about all.
const MOST: usize = 12;

/// The reading of a trace.
pub struct TraceReading {
    renderer: Renderer,
    reader: ThingReader,
    /// What has been read.
    pub events: Events,
    actors: BTreeMap<String, usize>,
    things: BTreeMap<String, usize>,
    callers: BTreeMap<CallId, String>,
}

impl TraceReading {
    /// The reading of a trace, before its first record.
    pub fn of(trace: &Trace) -> Self {
        Self {
            renderer: Renderer::of(trace),
            reader: ThingReader::default(),
            events: Events::default(),
            actors: BTreeMap::new(),
            things: BTreeMap::new(),
            callers: BTreeMap::new(),
        }
    }

    /// The names learned so far.
    pub const fn names(&self) -> &TraceNames {
        self.renderer.names()
    }

    /// What the last record says, in one line.
    pub fn said(&self) -> &str {
        self.events.text.last().and_then(|lines| lines.first()).map_or("", String::as_str)
    }

    /// Reads the next record.
    pub fn read(&mut self, record: &Record<'_>) {
        let texts = self.renderer.tell(record);
        let actor = self.renderer.actor(&record.actor);
        if let (What::Input(input), Actor::Client(client)) = (&record.what, &record.actor)
            && let Input::Call { call, .. } = &**input
        {
            self.callers.insert(*call, client.to_string());
        }
        let mut names: Vec<String> = self.reader.things(record).into_iter().filter_map(|thing| self.name(thing)).collect();
        names.dedup();
        names.truncate(MOST);
        let about = names.iter().map(|name| place_of(name, &mut self.things, &mut self.events.things)).collect();
        let actor = place_of(&actor, &mut self.actors, &mut self.events.actors);
        let events = &mut self.events;
        events.at.push(record.at.0);
        events.cause.push(record.cause.map_or(-1, |cause| cause.0 as i64));
        events.actor.push(actor);
        events.kind.push(kind(&record.what));
        events.text.push(texts);
        events.line.push(0);
        events.about.push(about);
    }

    /// What people call a thing.
    fn name(&self, thing: Thing) -> Option<String> {
        match thing {
            Thing::Call(call) => self.callers.get(&call).cloned(),
            Thing::Object(id) => Some(self.names().guid(id).to_string()),
            Thing::Part(part) => Some(self.part(part)),
        }
    }

    /// The name of a part.
    pub fn part(&self, part: FaultSite) -> String {
        self.renderer.part(part)
    }

    /// All that was read.
    pub fn close(self) -> Events {
        self.events
    }
}

/// The place of a name in a list; it goes to the end if it is new.
fn place_of(name: &str, places: &mut BTreeMap<String, usize>, names: &mut Vec<String>) -> usize {
    if let Some(place) = places.get(name) {
        return *place;
    }
    places.insert(name.to_owned(), names.len());
    names.push(name.to_owned());
    names.len() - 1
}

fn kind(what: &What<'_>) -> EventKind {
    match what {
        What::Input(input) => match &**input {
            Input::Call { .. } => EventKind::Call,
            Input::Hardware(completion) if completion.result.is_err() => EventKind::Failed,
            Input::Hardware(_) => EventKind::Done,
            Input::Sense(_) => EventKind::Sense,
            Input::Stored { result: Err(_), .. } => EventKind::Failed,
            Input::Stored { .. } => EventKind::Write,
            Input::Service(_) => EventKind::Service,
            Input::Tick => EventKind::Clock,
        },
        What::Output(output) => match &**output {
            Output::Reply { result: Ok(_), .. } => EventKind::Reply,
            Output::Reply { result: Err(_), .. } => EventKind::Refusal,
            Output::Command(_) => EventKind::Command,
            Output::Store(_) => EventKind::Write,
            Output::Step { .. } => EventKind::Phase,
            Output::Finished { .. } => EventKind::Over,
            Output::Notify { .. } | Output::Dropped { .. } => EventKind::Note,
        },
        What::Act(_) => EventKind::Act,
        What::Armed { .. } | What::Struck { .. } | What::Lifted { .. } => EventKind::Fault,
        What::Sent(_) | What::Came(_) | What::Parameters(_) | What::Nexus(_) => EventKind::Scsi,
        What::Begin(_) | What::Script | What::Named { .. } | What::Read { .. } => EventKind::Note,
    }
}
