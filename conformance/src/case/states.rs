//! State machines, watched over the runs of all other cases: every documented transition has to be seen in one of them,
//! and none that is not documented.
//!
//! Transitions are read from the writes of the traces. A write that the store refused has not happened, and a restart
//! begins with what the store holds.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::change::{
    Change, DriveField, LibraryField, MediumField, Object, ObjectRef, OperatorRequestField, RequestField, SideField,
};
use rsmlab_engine::function::Function;
use rsmlab_engine::id::{LibraryRef, WriteId};
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::Output;
use rsmlab_engine::record::Library;
use rsmlab_engine::record::state::{LibraryKind, OperationalState};
use rsmlab_harness::trace::{Trace, What};

use crate::catalogue::Catalogue;
use crate::catalogue::model::{Basis, DocumentedTransition, Role, StateMachine};

/// The state of what is not there yet.
const NONE: &str = "(none)";
/// The state of what is not there any more.
const DELETED: &str = "(deleted)";

/// A change of state: of which machine, from where, to where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenTransition {
    /// The machine's id in the catalogue.
    pub machine: Cow<'static, str>,
    /// The state before.
    pub from: Cow<'static, str>,
    /// The state after.
    pub to: Cow<'static, str>,
}

impl SeenTransition {
    const fn of(machine: &'static str, from: &'static str, to: &'static str) -> Self {
        Self { machine: Cow::Borrowed(machine), from: Cow::Borrowed(from), to: Cow::Borrowed(to) }
    }
}

/// A machine to be watched.
#[derive(Clone, Debug)]
pub struct MachineWatch {
    /// Its id in the catalogue.
    pub machine: String,
    /// What it is about, in a sentence.
    pub title: String,
    /// Every documented transition, with pseudo-states such as `(any)` spelled out.
    allowed: BTreeSet<(String, String)>,
    /// Those that have to be seen, as the catalogue writes them, each with what it stands for.
    due: Vec<(String, BTreeSet<(String, String)>)>,
}

/// What runs have shown of all machines, and by which case first.
#[derive(Clone, Debug, Default)]
pub struct Sightings(BTreeMap<SeenTransition, String>);

/// What a machine has shown, held against what is documented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MachineFinding {
    /// Transitions that are not documented, each with a case that shows it.
    pub undocumented: Vec<(String, String)>,
    /// Documented transitions that no run has shown.
    pub unseen: Vec<String>,
}

/// The machines whose states are in the engine's records.
#[must_use]
pub fn watches(catalogue: &Catalogue) -> Vec<MachineWatch> {
    let recorded = |machine: &&StateMachine| MACHINES.contains(&machine.id.as_str());
    catalogue.model.machines.iter().filter(recorded).map(|machine| MachineWatch::of(machine, catalogue)).collect()
}

/// The ids of the machines whose states are in the engine's records.
const MACHINES: [&str; 6] = ["library-request", "operator-request", "drive", "media", "side", AVAILABILITY];
/// The one whose states are not those of one member of a record.
const AVAILABILITY: &str = "library-availability";

impl MachineWatch {
    fn of(machine: &StateMachine, catalogue: &Catalogue) -> Self {
        let mut watch = Self {
            machine: machine.id.clone(),
            title: format!("The states of a {}: every documented transition happens, and no other", machine.object),
            allowed: BTreeSet::new(),
            due: Vec::new(),
        };
        for transition in &machine.transitions {
            let pairs = pairs(machine, transition);
            watch.allowed.extend(pairs.iter().cloned());
            if has_to_happen(transition, catalogue) {
                watch.due.push((format!("{} to {}", transition.from, transition.to), pairs));
            }
        }
        // An object begins in the initial state, and ends in any, where the documents do not speak of its beginning and end.
        let initial = machine.states.iter().filter(|state| state.role == Some(Role::Initial));
        watch.allowed.extend(initial.map(|state| (NONE.to_owned(), state.name.clone())));
        if !watch.allowed.iter().any(|(_, to)| to == DELETED) {
            watch.allowed.extend(machine.states.iter().map(|state| (state.name.clone(), DELETED.to_owned())));
        }
        watch
    }

    /// What is watched, in lines: what it is about, the transitions that have to be seen, and all that may be.
    #[must_use]
    pub fn text(&self) -> String {
        let due = self.due.iter().map(|(words, _)| format!("has to be seen  {words}\n"));
        let allowed = self.allowed.iter().map(|(from, to)| format!("may be seen     {from} to {to}\n"));
        [format!("{}\n", self.title)].into_iter().chain(due).chain(allowed).collect()
    }

    /// Holds what was seen against what is documented.
    #[must_use]
    pub fn judge(&self, sightings: &Sightings) -> MachineFinding {
        let mine: Vec<(&SeenTransition, &String)> = sightings.0.iter().filter(|(seen, _)| seen.machine == self.machine).collect();
        let pair = |seen: &SeenTransition| (seen.from.clone().into_owned(), seen.to.clone().into_owned());
        let is_known = |seen: &SeenTransition| self.allowed.contains(&pair(seen));
        let undocumented = mine.iter().filter(|(seen, _)| !is_known(seen));
        let undocumented = undocumented.map(|(seen, case)| (format!("{} to {}", seen.from, seen.to), (*case).clone()));
        let is_seen = |pairs: &BTreeSet<(String, String)>| mine.iter().any(|(seen, _)| pairs.contains(&pair(seen)));
        let unseen: BTreeSet<&String> = self.due.iter().filter(|(_, pairs)| !is_seen(pairs)).map(|(words, _)| words).collect();
        MachineFinding { undocumented: undocumented.collect(), unseen: unseen.into_iter().cloned().collect() }
    }
}

/// Whether the suite has to show a transition: a document says that it happens, and neither does it take functions that the
/// engine does not have yet, nor does the catalogue say why it is not seen here. What no document decides may happen.
fn has_to_happen(transition: &DocumentedTransition, catalogue: &Catalogue) -> bool {
    let named: Vec<_> = catalogue.functions.iter().filter(|function| transition.trigger.contains(&function.name)).collect();
    let is_there = named.is_empty() || named.iter().any(|function| Function::from_name(&function.name).is_some() && function.has_stance());
    transition.basis != Basis::Gap && transition.unseen.is_none() && is_there
}

/// The pairs of states that a transition stands for.
fn pairs(machine: &StateMachine, transition: &DocumentedTransition) -> BTreeSet<(String, String)> {
    let states = |keep: &dyn Fn(Option<Role>) -> bool| -> Vec<String> {
        machine.states.iter().filter(|state| keep(state.role)).map(|state| state.name.clone()).collect()
    };
    let from = match transition.from.as_str() {
        "(any)" | "(any recorded)" => states(&|_| true),
        "(any open)" => states(&|role| role != Some(Role::Final)),
        "(final)" => states(&|role| role == Some(Role::Final)),
        "(new)" => vec![NONE.to_owned()],
        state => vec![state.to_owned()],
    };
    from.into_iter().map(|from| (from, transition.to.clone())).collect()
}

impl Sightings {
    /// Takes in what the run of a case has shown. Of several cases the first by its id is remembered, whichever ran first.
    pub fn add(&mut self, case: &str, seen: impl IntoIterator<Item = SeenTransition>) {
        for seen in seen {
            let first = self.0.entry(seen).or_insert_with(|| case.to_owned());
            if case < first.as_str() {
                case.clone_into(first);
            }
        }
    }

    /// All that was seen, each with the case that showed it.
    pub fn iter(&self) -> impl Iterator<Item = (&SeenTransition, &str)> {
        self.0.iter().map(|(seen, case)| (seen, case.as_str()))
    }
}

/// The changes of state in a trace.
#[must_use]
pub fn seen_in(trace: &Trace) -> BTreeSet<SeenTransition> {
    let mut records = StatesOnRecord::default();
    let mut written: BTreeMap<WriteId, Vec<Change>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for record in trace.records().map_while(Result::ok) {
        match record.what {
            What::Input(input) => match input.into_owned() {
                Input::Service(ServiceEvent::Recovered { database, .. }) => {
                    records = StatesOnRecord::default();
                    for change in database.iter() {
                        records.follow(change);
                    }
                    written.clear();
                }
                Input::Stored { write, result } => {
                    let changes = written.remove(&write).unwrap_or_default();
                    if result.is_ok() {
                        seen.extend(changes.iter().filter_map(|change| records.follow(change)));
                    }
                }
                Input::Service(ServiceEvent::Starting | ServiceEvent::Failed | ServiceEvent::Stopped) => {}
                Input::Call { .. } | Input::Hardware(_) | Input::Sense(_) | Input::Tick => {}
            },
            What::Output(output) => {
                if let Output::Store(write) = output.into_owned() {
                    written.insert(write.id, write.changes);
                }
            }
            What::Begin(_) | What::Script | What::Act(_) | What::Named { .. } | What::Read { .. } => {}
            What::Sent(_) | What::Came(_) | What::Parameters(_) | What::Nexus(_) => {}
            What::Armed { .. } | What::Struck { .. } | What::Lifted { .. } => {}
        }
    }
    seen
}

/// What is on record, as far as machines speak of it.
#[derive(Default)]
struct StatesOnRecord {
    states: BTreeMap<ObjectRef, (&'static str, &'static str)>,
    libraries: BTreeMap<LibraryRef, Library>,
}

impl StatesOnRecord {
    /// Takes one durable change into account; the change of state that it is, if it is one.
    fn follow(&mut self, change: &Change) -> Option<SeenTransition> {
        if let Change::Remove(object) = change {
            return self.states.remove(object).map(|(machine, from)| SeenTransition::of(machine, from, DELETED));
        }
        let (object, machine, to) = self.state_of(change)?;
        let before = self.states.insert(object, (machine, to)).map(|(_, state)| state);
        let from = match (before, change) {
            (Some(from), _) => from,
            (None, Change::Insert(_)) => NONE,
            // What was not there cannot have changed; the engine's own invariants speak of such a write.
            (None, _) => return None,
        };
        (from != to).then(|| SeenTransition::of(machine, from, to))
    }

    /// The object whose state a change sets, the machine it belongs to, and the state.
    fn state_of(&mut self, change: &Change) -> Option<(ObjectRef, &'static str, &'static str)> {
        let at = match change {
            Change::Insert(Object::Library(at, library)) => {
                self.libraries.insert(*at, library.clone());
                at
            }
            Change::Library(at, LibraryField::Enabled(enabled)) => {
                self.libraries.get_mut(at)?.enabled = *enabled;
                at
            }
            Change::Library(at, LibraryField::State(state)) => {
                self.libraries.get_mut(at)?.state = *state;
                at
            }
            change => return state_of(change),
        };
        Some((ObjectRef::Library(*at), AVAILABILITY, availability(&self.libraries[at])))
    }
}

/// What the machine of a library's availability calls what its record says.
const fn availability(library: &Library) -> &'static str {
    match (library.kind, library.state, library.enabled) {
        (LibraryKind::Offline, _, _) => "offline library (fixed)",
        (_, OperationalState::Ready, true) => "ready and enabled",
        (_, OperationalState::Ready, false) => "ready and disabled",
        (_, OperationalState::Initializing, _) => "initializing",
        (_, OperationalState::NeedsService, _) => "needs service",
        (_, OperationalState::NotPresent, _) => "not present",
    }
}

/// The same of a change that tells by itself.
fn state_of(change: &Change) -> Option<(ObjectRef, &'static str, &'static str)> {
    match change {
        Change::Insert(Object::Request(at, request)) => Some((ObjectRef::Request(*at), "library-request", request.state.name())),
        Change::Insert(Object::OperatorRequest(at, request)) => {
            Some((ObjectRef::OperatorRequest(*at), "operator-request", request.state.name()))
        }
        Change::Insert(Object::Drive(at, drive)) => Some((ObjectRef::Drive(*at), "drive", drive.state.name())),
        Change::Insert(Object::Medium(at, medium)) => Some((ObjectRef::Medium(*at), "media", medium.state.name())),
        Change::Insert(Object::Side(at, side)) => Some((ObjectRef::Side(*at), "side", side.state.name())),
        Change::Request(at, RequestField::State(state)) => Some((ObjectRef::Request(*at), "library-request", state.name())),
        Change::OperatorRequest(at, OperatorRequestField::State(state)) => {
            Some((ObjectRef::OperatorRequest(*at), "operator-request", state.name()))
        }
        Change::Drive(at, DriveField::State(state)) => Some((ObjectRef::Drive(*at), "drive", state.name())),
        Change::Medium(at, MediumField::State(state)) => Some((ObjectRef::Medium(*at), "media", state.name())),
        Change::Side(at, SideField::State(state)) => Some((ObjectRef::Side(*at), "side", state.name())),
        Change::Insert(_) | Change::Remove(_) | Change::Library(..) | Change::Drive(..) | Change::Slot(..) | Change::Port(..) => None,
        Change::Door(..) | Change::Medium(..) | Change::Side(..) | Change::Request(..) | Change::OperatorRequest(..) => None,
    }
}
