//! The reference: what anybody would remember of a library while using it, just enough to choose what to do next.
//!
//! It takes everything that is tried for done. What it is wrong about is tried in vain, which is a trial as well.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use proptest_state_machine::ReferenceStateMachine;
use rsmlab_engine::function::Function;
use rsmlab_engine::record::state::{ObjectKind, OperatorRequestKind};
use rsmlab_engine::time::Millis;
use rsmlab_language::model::{
    Act, Argument, Call, CallSession, Name, OperatorAct, Reference, RequestChoice, ServiceAct, Spot, Value, Whereabouts,
};
use rsmlab_language::signature::{Default, Parameter, Signature, SignatureField};
use rsmlab_language::{Scenario, parse};
use rsmlab_search::fuzz::argument::pick;
use rsmlab_search::fuzz::step::{LENGTH, Move, MoveDecoder};
use rsmlab_search::fuzz::world::SetupWorld;

/// What is done, or that nothing is.
#[derive(Clone, Debug)]
pub enum Transition {
    /// Somebody does something, or something breaks.
    Do(Act),
    /// The next moment comes, with all that happens then.
    NextMoment,
    /// Time passes.
    Pass(Millis),
    /// Time passes until only people could bring anything about, but not for ever.
    Rest,
}

impl Transition {
    /// What is done, if something is.
    pub const fn act(&self) -> Option<&Act> {
        match self {
            Self::Do(act) => Some(act),
            Self::NextMoment | Self::Pass(_) | Self::Rest => None,
        }
    }

    /// The call that is made, if it is one.
    pub const fn call(&self) -> Option<&Call> {
        match self {
            Self::Do(Act::Call(call)) => Some(call),
            Self::Do(Act::Operator(_) | Act::Fault(_) | Act::Heal(_) | Act::Service(_) | Act::Scsi(_) | Act::Initiator(_)) => None,
            Self::NextMoment | Self::Pass(_) | Self::Rest => None,
        }
    }
}

/// What is remembered.
#[derive(Clone, Debug)]
pub struct Model {
    pub world: &'static Scenario,
    teller: MoveDecoder<'static>,
    /// The cartridges that are in a library.
    inside: BTreeSet<Name>,
    mounted: BTreeSet<Name>,
    /// The doors and ports that stand open.
    open: BTreeSet<Reference>,
    /// The drives and magazines that are taken out.
    removed: BTreeSet<Reference>,
    /// The libraries that are offline.
    offline: BTreeSet<Name>,
    broken: BTreeSet<Reference>,
    is_up: bool,
    /// The clients that have a session.
    present: BTreeSet<Name>,
}

/// A library in which much can be done, and others that lack or have something of their own.
const WORLDS: [&str; 4] = [
    "library L1 slots=5 drives=2 {\n port\n door\n cleaner-slot 5\n}",
    "library L1 slots=4 drives=1 inventory=omid bar-codes=#false {\n port slots=2\n door lock=#false\n magazine first=1 last=2\n}",
    "library L1 slots=4 drives=2 transports=2 recognize-cleaners=#true {\n port opens=hand\n door\n drive 2 defer=\"30s\"\n}",
    "library L1 slots=4 drives=1 auto-recovery=#false {\n door\n cleaner-slot 4\n}\nlibrary L2 kind=standalone",
];

/// Cartridges that can be mounted, two that can be put in, and a cleaner.
const WITH: &str = "
pool Data
cartridge T1 at=L1.slot.1 pool=Data
cartridge T2 at=L1.slot.2 pool=Data
cartridge T3 at=L1.slot.3 pool=Data
cartridge T4
cartridge T5 recorded=offline
cartridge CLN1 kind=cleaner cleans-left=2
client root rights=admin
client ann
client bob application=\"Backup\" rights=use
";

/// The worlds, read once, each as a scenario in which nothing happens.
fn worlds() -> &'static [(Scenario, SetupWorld)] {
    static READ: OnceLock<Vec<(Scenario, SetupWorld)>> = OnceLock::new();
    let read = |library: &str| {
        let text = format!("title \"A small world\"\n{library}{WITH}");
        let scenario = parse("world", &text).unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)));
        let world = SetupWorld::of(&scenario.setup);
        (scenario, world)
    };
    READ.get_or_init(|| WORLDS.into_iter().map(read).collect())
}

/// What is called when something is to come of it, and how often.
const WORK: [(u32, Function); 20] = [
    (8, Function::MountNtmsMedia),
    (5, Function::DismountNtmsMedia),
    (4, Function::InjectNtmsMedia),
    (4, Function::EjectNtmsMedia),
    (3, Function::InventoryNtmsLibrary),
    (3, Function::AccessNtmsLibraryDoor),
    (3, Function::InjectNtmsCleaner),
    (2, Function::EjectNtmsCleaner),
    (3, Function::CleanNtmsDrive),
    (1, Function::ReserveNtmsCleanerSlot),
    (1, Function::ReleaseNtmsCleanerSlot),
    (2, Function::DisableNtmsObject),
    (2, Function::EnableNtmsObject),
    (2, Function::CancelNtmsLibraryRequest),
    (2, Function::SatisfyNtmsOperatorRequest),
    (1, Function::CancelNtmsOperatorRequest),
    (1, Function::OpenNtmsSession),
    (1, Function::CloseNtmsSession),
    (1, Function::OpenNtmsNotification),
    (1, Function::WaitForNtmsNotification),
];

/// The first bytes of moves that are calls, acts of people and troubles.
const CALLS: u8 = 0;
const PEOPLE: u8 = 14;
const TROUBLE: u8 = 19;

/// Below this, bytes pass what fits.
const FITTING: u8 = 0x80;

/// How long time passes at once.
const LENGTHS: [Millis; 6] = [Millis(500), Millis(5_000), Millis(20_000), Millis(60_000), Millis(300_000), Millis(1_800_000)];

impl ReferenceStateMachine for Model {
    type State = Self;
    type Transition = Transition;

    fn init_state() -> BoxedStrategy<Self> {
        (0..worlds().len()).prop_map(|which| Self::new(&worlds()[which].0, MoveDecoder::new(&worlds()[which].1))).boxed()
    }

    fn transitions(model: &Self) -> BoxedStrategy<Transition> {
        let this = Arc::new(model.clone());
        let time = prop_oneof![
            3 => Just(Transition::NextMoment),
            4 => select(&LENGTHS[..]).prop_map(Transition::Pass),
            2 => Just(Transition::Rest),
        ];
        let mut ways = vec![
            (40, time.boxed()),
            (40, work(&this)),
            (6, anything(&this, CALLS)),
            (2, anything(&this, PEOPLE)),
            (5, anything(&this, TROUBLE)),
            (if model.is_up { 2 } else { 30 }, done(model.service().into_iter().map(Act::Service).collect())),
        ];
        let hands = model.hands().into_iter().map(|(weight, acts)| (weight, acts.into_iter().map(Act::Operator).collect()));
        let heals = (if model.broken.is_empty() { 0 } else { 4 }, model.broken.iter().cloned().map(Act::Heal).collect());
        let logins = (if model.is_up { 30 } else { 2 }, model.logins().map(Act::Call).collect());
        ways.extend(
            hands.chain([heals, logins]).filter(|(_, acts): &(u32, Vec<Act>)| !acts.is_empty()).map(|(weight, acts)| (weight, done(acts))),
        );
        Union::new_weighted(ways).boxed()
    }

    fn apply(mut model: Self, transition: &Transition) -> Self {
        if let Some(act) = transition.act() {
            model.remember(act);
            model.teller.go_on(Some(act));
        }
        model
    }

    /// What names an earlier call does so only as long as there is one, and an act is done at once.
    fn preconditions(model: &Self, transition: &Transition) -> bool {
        // For a session that is closed already the runner waits for answers in the midst of an act. In a scenario, whatever else
        // is done at that moment is done meanwhile; on a walk it is not.
        let is_one_act = |call: &Call| call.session != CallSession::Closed;
        transition.call().is_none_or(|call| is_one_act(call) && names_in(call).all(|name| model.teller.knows(name)))
    }
}

/// One of these acts.
fn done(acts: Vec<Act>) -> BoxedStrategy<Transition> {
    select(acts).prop_map(Transition::Do).boxed()
}

/// Whatever a move of this sort may come to.
fn anything(model: &Arc<Model>, sort: u8) -> BoxedStrategy<Transition> {
    let model = Arc::clone(model);
    let act = any::<[u8; LENGTH]>().prop_filter_map("it is not possible", move |mut bytes| {
        bytes[0] = sort;
        model.teller.act(Move::from(bytes))
    });
    act.prop_map(Transition::Do).boxed()
}

/// A call of which something should come.
fn work(model: &Arc<Model>) -> BoxedStrategy<Transition> {
    let model = Arc::clone(model);
    let function = Union::new_weighted(WORK.map(|(weight, function)| (weight, Just(function))).to_vec());
    let call = (function, select(&model.teller.world.clients[..]), [0..FITTING, 0..FITTING, 0..FITTING]);
    call.prop_map(move |(function, client, bytes)| Transition::Do(Act::Call(model.call(function, &client, bytes)))).boxed()
}

impl Model {
    fn new(world: &'static Scenario, teller: MoveDecoder<'static>) -> Self {
        let in_place = |at: &Whereabouts| matches!(at, Whereabouts::In(_));
        let inside = world.setup.cartridges.iter().filter(|cartridge| in_place(&cartridge.at)).map(|cartridge| cartridge.name.clone());
        Self {
            world,
            teller,
            inside: inside.collect(),
            mounted: BTreeSet::new(),
            open: BTreeSet::new(),
            removed: BTreeSet::new(),
            offline: BTreeSet::new(),
            broken: BTreeSet::new(),
            is_up: true,
            present: world.setup.clients.iter().map(|client| client.name.clone()).collect(),
        }
    }

    fn call(&self, function: Function, client: &Name, bytes: [u8; 3]) -> Call {
        let signature = Signature::of(function).expect("scenarios can call every function of the table");
        let [object, action, more] = bytes;
        let argument = |field: &SignatureField| {
            let value = match field.parameter {
                Parameter::Media | Parameter::Medium | Parameter::Object => self.subject(function, object)?,
                Parameter::Type => self.type_of(function, object),
                // Most begin something; the first word of each action says so.
                Parameter::Action => self.teller.value(field, action.saturating_sub(FITTING / 2))?,
                Parameter::Operation if action > FITTING / 2 => self.teller.value(field, more)?,
                Parameter::Timeout => self.teller.value(field, more)?,
                _ if field.default == Default::Required => self.teller.value(field, object)?,
                _ => return None,
            };
            Some(Argument { parameter: field.parameter, value })
        };
        self.teller.call_of(client, signature, CallSession::Own, signature.parameters.iter().filter_map(argument).collect())
    }

    /// How those who have no session come to one.
    fn logins(&self) -> impl Iterator<Item = Call> {
        let signature = Signature::of(Function::OpenNtmsSession).expect("scenarios can call every function of the table");
        let absent = self.teller.world.clients.iter().filter(|client| !self.present.contains(client));
        absent.map(|client| self.teller.call_of(client, signature, CallSession::Own, Vec::new()))
    }

    /// What a call is about: media that can be mounted are, those that are mounted are dismounted, and what can be is
    /// switched off and on.
    fn subject(&self, function: Function, byte: u8) -> Option<Value> {
        let all = &self.teller.world.cartridges;
        let likely: Vec<&Name> = match function {
            Function::MountNtmsMedia => self.inside.difference(&self.mounted).collect(),
            Function::DismountNtmsMedia => self.mounted.iter().collect(),
            Function::EjectNtmsMedia => self.inside.iter().collect(),
            _ => return Some(Value::Object(self.switch(byte).1)),
        };
        // Sometimes it is another one all the same.
        let is_likely = !likely.is_empty() && !byte.is_multiple_of(8);
        let cartridge = if is_likely { (*pick(&likely, byte)?).clone() } else { pick(all, byte)?.clone() };
        Some(match function {
            Function::EjectNtmsMedia => Value::Object(Reference::PhysicalMedium(cartridge)),
            _ => Value::Objects(vec![Reference::Cartridge(cartridge)]),
        })
    }

    fn type_of(&self, function: Function, byte: u8) -> Value {
        let kind = match function {
            Function::EnableNtmsObject | Function::DisableNtmsObject => self.switch(byte).0,
            _ => *pick(&[ObjectKind::OperatorRequest, ObjectKind::LibraryRequest, ObjectKind::Medium], byte).expect("there are some"),
        };
        Value::Number(kind.number().into())
    }

    /// Something that can be switched off and on.
    fn switch(&self, byte: u8) -> (ObjectKind, Reference) {
        let world = self.teller.world;
        let libraries = world.libraries.iter().map(|name| (ObjectKind::Library, Reference::Library(name.clone())));
        let drives = world.drives.iter().map(|drive| (ObjectKind::Drive, drive.clone()));
        let media = self.inside.iter().map(|name| (ObjectKind::Medium, Reference::PhysicalMedium(name.clone())));
        let all: Vec<_> = libraries.chain(drives).chain(media).collect();
        pick(&all, byte).cloned().expect("there is a library")
    }

    /// What people can do with their hands, and how often they do it.
    fn hands(&self) -> Vec<(u32, Vec<OperatorAct>)> {
        let world = self.teller.world;
        let gates = |all: &[Reference], open: fn(Reference) -> OperatorAct, close: fn(Reference) -> OperatorAct| {
            all.iter().cloned().map(|gate| if self.open.contains(&gate) { close(gate) } else { open(gate) }).collect()
        };
        let carried = |part: &Reference| {
            let act = if self.removed.contains(part) { OperatorAct::Return } else { OperatorAct::Remove };
            act(part.clone())
        };
        let switched =
            |name: &Name| if self.offline.contains(name) { OperatorAct::Online(name.clone()) } else { OperatorAct::Offline(name.clone()) };
        let outside = || world.cartridges.iter().filter(|name| !self.inside.contains(name));
        let insert = |is_meant: fn(Spot) -> bool| -> Vec<OperatorAct> {
            let places = || world.places.iter().filter(move |place| is_meant(place.spot));
            outside().flat_map(|name| places().map(|into| OperatorAct::Insert { cartridge: name.clone(), into: into.clone() })).collect()
        };
        let at_panel = || {
            let places = || world.places.iter().filter(|place| !matches!(place.spot, Spot::Transport(_)));
            self.inside.iter().flat_map(move |name| places().map(|to| OperatorAct::MoveAtPanel { cartridge: name.clone(), to: to.clone() }))
        };
        vec![
            (4, gates(&world.ports, OperatorAct::Pull, OperatorAct::Push)),
            (2, gates(&world.doors, OperatorAct::Open, OperatorAct::Close)),
            (4, insert(|spot| matches!(spot, Spot::Port(..)))),
            (1, insert(|spot| !matches!(spot, Spot::Port(..)))),
            (1, self.inside.iter().cloned().map(OperatorAct::Take).collect()),
            (2, at_panel().collect()),
            (1, world.doors.iter().chain(&world.ports).cloned().map(OperatorAct::ForceOpen).collect()),
            (1, world.drives.iter().cloned().map(OperatorAct::ForceEject).collect()),
            (if self.removed.is_empty() { 1 } else { 3 }, world.drives.iter().chain(&world.magazines).map(carried).collect()),
            (if self.offline.is_empty() { 1 } else { 4 }, world.libraries.iter().map(switched).collect()),
            (3, OperatorRequestKind::ALL.iter().map(|kind| OperatorAct::Satisfy(RequestChoice::Oldest(*kind))).collect()),
            (1, OperatorRequestKind::ALL.iter().map(|kind| OperatorAct::Refuse(RequestChoice::Oldest(*kind))).collect()),
        ]
    }

    fn service(&self) -> Vec<ServiceAct> {
        if self.is_up {
            vec![ServiceAct::Restart, ServiceAct::Stop, ServiceAct::Fail]
        } else {
            vec![ServiceAct::Start, ServiceAct::Restart]
        }
    }

    /// Takes an act for done.
    fn remember(&mut self, act: &Act) {
        match act {
            Act::Call(call) => self.remember_call(call),
            Act::Operator(act) => self.remember_hands(act),
            Act::Fault(fault) => drop(self.broken.insert(fault.target.clone())),
            Act::Heal(target) => drop(self.broken.remove(target)),
            // The model sends none.
            Act::Scsi(_) | Act::Initiator(_) => {}
            // Whichever it is, the sessions are gone.
            Act::Service(act) => {
                self.is_up = matches!(act, ServiceAct::Start | ServiceAct::Restart);
                self.present.clear();
            }
        }
    }

    fn remember_call(&mut self, call: &Call) {
        let media = match call.argument(Parameter::Media) {
            Some(Value::Objects(media)) => &media[..],
            Some(Value::Null | Value::Number(_) | Value::Text(_) | Value::Object(_)) | None => &[],
        };
        let media = media.iter().filter_map(|one| match one {
            Reference::Cartridge(name) => Some(name),
            _ => None,
        });
        match call.function {
            Function::OpenNtmsSession if self.is_up => drop(self.present.insert(call.client.clone())),
            Function::CloseNtmsSession if call.session == CallSession::Own => drop(self.present.remove(&call.client)),
            Function::MountNtmsMedia => self.mounted.extend(media.cloned()),
            Function::DismountNtmsMedia => {
                let dismounted: BTreeSet<&Name> = media.collect();
                self.mounted.retain(|name| !dismounted.contains(name));
            }
            // The library puts its port out by itself.
            Function::InjectNtmsMedia | Function::EjectNtmsMedia | Function::InjectNtmsCleaner | Function::EjectNtmsCleaner => {
                self.open.extend(self.teller.world.ports.iter().cloned());
            }
            _ => {}
        }
    }

    fn remember_hands(&mut self, act: &OperatorAct) {
        match act {
            OperatorAct::Insert { cartridge, .. } | OperatorAct::Move { cartridge, to: Whereabouts::In(_) } => {
                self.inside.insert(cartridge.clone());
            }
            OperatorAct::Take(cartridge) | OperatorAct::Move { cartridge, .. } => drop(self.inside.remove(cartridge)),
            OperatorAct::Open(gate) | OperatorAct::Pull(gate) | OperatorAct::ForceOpen(gate) => drop(self.open.insert(gate.clone())),
            OperatorAct::Close(gate) | OperatorAct::Push(gate) => drop(self.open.remove(gate)),
            OperatorAct::Remove(part) => drop(self.removed.insert(part.clone())),
            OperatorAct::Return(part) => drop(self.removed.remove(part)),
            OperatorAct::Offline(library) => drop(self.offline.insert(library.clone())),
            OperatorAct::Online(library) => drop(self.offline.remove(library)),
            OperatorAct::MoveAtPanel { .. }
            | OperatorAct::ForceEject(_)
            | OperatorAct::Satisfy(_)
            | OperatorAct::Refuse(_)
            | OperatorAct::InVain(_) => {}
        }
    }
}

/// The names of earlier calls that a call passes.
pub fn names_in(call: &Call) -> impl Iterator<Item = &Name> {
    let passed = call.arguments.iter().flat_map(|argument| match &argument.value {
        Value::Object(one) => std::slice::from_ref(one),
        Value::Objects(all) => &all[..],
        Value::Null | Value::Number(_) | Value::Text(_) => &[],
    });
    let session = match &call.session {
        CallSession::Made(name) => Some(name),
        CallSession::Own | CallSession::None | CallSession::Closed | CallSession::Bogus => None,
    };
    passed.filter_map(|one| if let Reference::Made(name) = one { Some(name) } else { None }).chain(session)
}
