//! Causes: what led to a record, step by step, back to where it came into the run from outside.
//!
//! Nearly every record names its cause. Two do not name all of it: a fault that strikes was armed by somebody before, and the
//! clock strikes for what has begun to wait before. There the chain goes on with the arming, and with what happened to the same thing.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::id::Guid;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::port::store::Write;
use rsmlab_engine::record::state::RequestState;

use super::Trace;
use super::event::{Record, Sequence, What};
use super::render::Renderer;
use super::thing::{Thing, ThingReader};
use rsmlab_scsi::answer::Status;
use rsmlab_sim::fault::FaultId;

/// How many lines tell the causes at the most.
const LINES: usize = 12;
/// How many lines tell of one write. The last ones say how things stand then.
const OF_A_WRITE: usize = 2;

/// What contradicts an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clue {
    /// This record.
    Record(Sequence),
    /// The last record about any thing of the first of these groups of which there is one. If one says a certain word, the last
    /// that does. Without any, the last bad news.
    About {
        /// The groups, the one that explains most first.
        groups: Vec<Vec<Thing>>,
        /// The value that was found, as traces say it.
        word: Option<String>,
    },
}

impl Clue {
    /// What happened last to the things of the first group to which anything has happened.
    #[must_use]
    pub const fn about(groups: Vec<Vec<Thing>>) -> Self {
        Self::About { groups, word: None }
    }
}

/// What led to something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Causes {
    /// The records, the first cause first.
    chain: Vec<Sequence>,
    /// The records that go before all others when there is no room for all.
    first: BTreeSet<Sequence>,
    /// What writes of the chain are told of.
    things: BTreeSet<Thing>,
    /// Where it came from: the kind of the last fault on the way; without one, of the act with which it began.
    pub origin: Option<String>,
}

/// What matters of a record for who caused what.
struct CausalLink {
    cause: Option<Sequence>,
    things: Vec<Thing>,
    kind: LinkKind,
    says: bool,
}

enum LinkKind {
    /// A fault is armed; its name.
    Armed(String),
    /// A fault strikes.
    Struck(FaultId),
    /// The clock.
    Tick,
    /// Something comes from outside; what, in a word or two.
    Outside(String),
    /// Something did not go as somebody wanted it.
    Bad,
    /// The scenario sets the stage. Nothing comes from it.
    Stage,
    Other,
}

impl Causes {
    /// What led to what a clue says.
    #[must_use]
    pub fn of(trace: &Trace, clue: &Clue) -> Self {
        let word = match clue {
            Clue::About { word, .. } => word.as_deref(),
            Clue::Record(_) => None,
        };
        let (links, armed) = links(trace, word);
        match (focus(&links, clue), last(&links, &CausalLink::is_bad)) {
            (Some(focus), _) => follow(&links, &armed, focus, clue),
            // Nothing has happened to what the expectation is about. Bad news may be why, and need not be.
            (None, Some(news)) => Self { origin: None, ..follow(&links, &armed, news, clue) },
            (None, None) => Self::default(),
        }
    }

    /// The causes as lines of the trace, at the most so many as are read with patience. What there is no room for is left out between
    /// the first causes and the last ones.
    #[must_use]
    pub fn lines(&self, trace: &Trace) -> Vec<String> {
        let Some(last) = self.chain.last() else { return Vec::new() };
        let mut renderer = Renderer::of(trace);
        let mut lines: Vec<(Sequence, String)> = Vec::new();
        for record in trace.records().map_while(Result::ok).take_while(|record| record.seq <= *last) {
            let whole = renderer.render(&record);
            if self.chain.binary_search(&record.seq).is_ok() {
                let told = self.reduced(&record, &renderer).map_or(whole, |reduced| renderer.render(&reduced));
                let from = told.len().saturating_sub(if matches!(record.what, What::Output(_)) { OF_A_WRITE } else { 1 });
                lines.extend(told.into_iter().skip(from).map(|line| (record.seq, line)));
            }
        }
        let mut too_many = lines.len().saturating_sub(LINES);
        lines.retain(|(seq, _)| {
            let goes = too_many > 0 && !self.first.contains(seq);
            too_many -= usize::from(goes);
            !goes
        });
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// A write with nothing in it but what is about the things that matter here. Of the last one everything can matter.
    fn reduced(&self, record: &Record<'_>, renderer: &Renderer) -> Option<Record<'static>> {
        let What::Output(output) = &record.what else { return None };
        let Output::Store(write) = &**output else { return None };
        let matters = |id: Guid| self.things.contains(&Thing::Object(id));
        let about = write.changes.iter().filter(|change| renderer.names().id_of(change.object()).is_some_and(matters));
        let changes: Vec<_> = about.cloned().collect();
        if changes.is_empty() && self.chain.last() == Some(&record.seq) {
            return None;
        }
        let what = What::Output(Cow::Owned(Output::Store(Write { id: write.id, changes })));
        Some(Record { at: record.at, seq: record.seq, cause: record.cause, actor: record.actor.clone(), what })
    }
}

/// What matters of every record, and where each fault was armed.
fn links(trace: &Trace, word: Option<&str>) -> (Vec<CausalLink>, BTreeMap<FaultId, Sequence>) {
    let (mut reader, mut renderer, mut armed) = (ThingReader::default(), Renderer::of(trace), BTreeMap::new());
    let links = trace.records().map_while(Result::ok).map(|record| {
        if let What::Armed { id, .. } = &record.what {
            armed.insert(*id, record.seq);
        }
        let says = word.is_some_and(|word| renderer.render(&record).iter().any(|line| says(line, word)));
        CausalLink { cause: record.cause, things: reader.things(&record), kind: kind(&record.what), says }
    });
    (links.collect(), armed)
}

/// Whether a line has a word in it, and not as a part of another.
fn says(line: &str, word: &str) -> bool {
    let is_in_a_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '.' | '#');
    let ends = |at: usize| !line[..at].ends_with(is_in_a_word) && !line[at + word.len()..].starts_with(is_in_a_word);
    !word.is_empty() && line.match_indices(word).any(|(at, _)| ends(at))
}

fn kind(what: &What<'_>) -> LinkKind {
    match what {
        What::Armed { fault, .. } => LinkKind::Armed(fault.kind.name().to_owned()),
        What::Struck { strike, .. } => LinkKind::Struck(strike.fault),
        What::Act(act) => LinkKind::Outside(format!("operator {}", act.word())),
        What::Input(input) => match &**input {
            Input::Call { method, .. } => LinkKind::Outside(method.function().name().to_owned()),
            Input::Service(event) => LinkKind::Outside(service(event).to_owned()),
            Input::Hardware(completion) if completion.result.is_err() => LinkKind::Bad,
            Input::Stored { result: Err(_), .. } => LinkKind::Bad,
            Input::Hardware(_) | Input::Sense(_) | Input::Stored { .. } => LinkKind::Other,
            Input::Tick => LinkKind::Tick,
        },
        What::Output(output) => match &**output {
            Output::Reply { result: Err(_), .. } => LinkKind::Bad,
            Output::Finished { state, .. } if *state != RequestState::Passed => LinkKind::Bad,
            Output::Reply { .. } | Output::Finished { .. } | Output::Command(_) | Output::Store(_) => LinkKind::Other,
            Output::Notify { .. } | Output::Step { .. } | Output::Dropped { .. } => LinkKind::Other,
        },
        What::Lifted { .. } => LinkKind::Other,
        What::Begin(_) | What::Script | What::Named { .. } | What::Read { .. } => LinkKind::Stage,
        What::Sent(_) => LinkKind::Outside("a SCSI command".to_owned()),
        What::Came(came) if came.status != Status::Good => LinkKind::Bad,
        What::Came(_) | What::Parameters(_) => LinkKind::Other,
        What::Nexus(_) => LinkKind::Outside("a host".to_owned()),
    }
}

const fn service(event: &ServiceEvent) -> &'static str {
    match event {
        ServiceEvent::Starting => "service starts",
        ServiceEvent::Recovered { .. } => "service has read its database",
        ServiceEvent::Failed => "service cannot read its database",
        ServiceEvent::Stopped => "service stops",
    }
}

impl CausalLink {
    const fn is_bad(&self) -> bool {
        matches!(self.kind, LinkKind::Bad | LinkKind::Struck(_))
    }
}

/// The last record of which this is so.
fn last(links: &[CausalLink], fits: &dyn Fn(&CausalLink) -> bool) -> Option<Sequence> {
    links.iter().rposition(fits).map(|at| Sequence(at as u64))
}

/// The record that contradicts what was expected.
fn focus(links: &[CausalLink], clue: &Clue) -> Option<Sequence> {
    match clue {
        Clue::Record(seq) => (seq.0 < links.len() as u64).then_some(*seq),
        Clue::About { groups, .. } => {
            let about = |group: &Vec<Thing>| {
                let is_about = |link: &CausalLink| link.things.iter().any(|thing| group.contains(thing));
                last(links, &|link| link.says && is_about(link)).or_else(|| last(links, &is_about))
            };
            groups.iter().find_map(about)
        }
    }
}

/// Goes back from a record to where it came from.
fn follow(links: &[CausalLink], armed: &BTreeMap<FaultId, Sequence>, focus: Sequence, clue: &Clue) -> Causes {
    let link = |seq: Sequence| &links[seq.0 as usize];
    let things = match clue {
        Clue::Record(_) => link(focus).things.clone(),
        Clue::About { groups, .. } => groups.concat(),
    };
    let mut causes = Causes { things: things.into_iter().collect(), ..Causes::default() };
    let mut at = focus;
    // What the engine has set going of what was met on the way; a run that goes on for ever has a very long way.
    let mut met: BTreeSet<Thing> = BTreeSet::new();
    loop {
        causes.chain.push(at);
        let cause = link(at).cause.filter(|cause| *cause < at);
        let next = match &link(at).kind {
            LinkKind::Struck(fault) => {
                if let Some(armed) = armed.get(fault) {
                    causes.begin_with(*armed, link(*armed));
                }
                cause
            }
            LinkKind::Tick => waiting(links, at, &met),
            LinkKind::Armed(_) | LinkKind::Outside(_) => None,
            LinkKind::Bad | LinkKind::Stage | LinkKind::Other => cause,
        };
        met.extend(link(at).things.iter().filter(|thing| matches!(thing, Thing::Call(_) | Thing::Object(_))));
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    causes.begin_with(at, link(at));
    causes.chain.sort_unstable();
    causes.chain.dedup();
    causes
}

impl Causes {
    /// A record that nothing in the run has brought about.
    fn begin_with(&mut self, seq: Sequence, link: &CausalLink) {
        self.chain.push(seq);
        self.first.insert(seq);
        let origin = match &link.kind {
            LinkKind::Armed(name) => Some(format!("fault {name}")),
            LinkKind::Outside(word) => Some(word.clone()),
            LinkKind::Tick => Some("the clock".to_owned()),
            LinkKind::Struck(_) | LinkKind::Bad | LinkKind::Stage | LinkKind::Other => None,
        };
        // A fault that was met on the way says more than the act that ran into it.
        if self.origin.is_none() {
            self.origin = origin;
        }
    }
}

/// What has begun to wait for the clock: the last record before it about what it has set going.
fn waiting(links: &[CausalLink], tick: Sequence, met: &BTreeSet<Thing>) -> Option<Sequence> {
    last(&links[..tick.0 as usize], &|link| link.things.iter().any(|thing| met.contains(thing)))
}
