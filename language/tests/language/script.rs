//! Scripts out of dice.

use rsmlab_engine::port::hardware::{Exception, Failure, LibraryAddress};
use rsmlab_engine::record::state::{NotificationEvent, ObjectKind, Operation, OperatorRequestKind, OperatorRequestState, RequestState};
use rsmlab_engine::status::Status;
use rsmlab_engine::time::Instant;
use rsmlab_language::Scenario;
use rsmlab_language::members::{self, MemberField, MemberKind};
use rsmlab_language::model::{
    Act, Argument, Call, CallSession, Check, Count, ElementPlace, Expectation, Expected, Fact, Fault, FaultKind, Located, MediaType,
    MediumKind, Member, MemberValue, Name, OnRequest, OperatorAct, Reference, RequestChoice, RunLength, Schedule, ServiceAct, Settle,
    Setup, Span, Spot, Step, SystemPool, Value, When, Whereabouts,
};
use rsmlab_language::signature::{Brings, Default as Unsaid, ParameterKind, SIGNATURES, SignatureField};
use rsmlab_sim::fault::FaultSite;
use rsmlab_sim::hardware::CartridgeId;

use crate::dice::Dice;
use crate::scsi;
use crate::world::{self, name, places, time, volume_tag};

const L1: LibraryAddress = LibraryAddress(0);

/// A scenario.
pub fn scenario(dice: &mut Dice) -> Scenario {
    let setup = world::setup(dice);
    let title = dice.text();
    let covers = dice.some(0, 2, |dice| dice.one(&["CleanNtmsDrive/ERROR_BUSY", "global.atomic-update"]).to_owned());
    let depends = dice.some(0, 2, |dice| dice.one(&["D-028", "D-033"]).to_owned());
    let seed = dice.number(0, 1_000);
    let mut writer = Writer { setup: &setup, made: Vec::new() };
    let mut script = dice.some(0, 12, |dice| located(writer.step(dice)));
    script.extend(dice.maybe(|dice| located(Step::Settle(Settle { within: time(dice) }))));
    Scenario { title, covers, depends, seed, setup, script }
}

fn located<T>(what: T) -> Located<T> {
    Located { span: Span::default(), what }
}

/// What a statement named with `as=`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    Call { brings: Brings, mounts: bool },
    OperatorRequest,
}

/// Writes statements that speak of a world and of each other.
struct Writer<'w> {
    setup: &'w Setup,
    made: Vec<(Name, Made)>,
}

impl Writer<'_> {
    fn step(&mut self, dice: &mut Dice) -> Step {
        match dice.below(9) {
            0..=2 => Step::Do(self.act(dice)),
            3 => {
                let when = if dice.flip() { When::At(Instant::START + time(dice)) } else { When::After(time(dice)) };
                Step::Schedule(Schedule { when, acts: dice.some(1, 3, |dice| located(self.act(dice))) })
            }
            4 => Step::OnRequest(OnRequest {
                kind: dice.one(OperatorRequestKind::ALL),
                after: time(dice),
                times: dice.maybe(|dice| dice.number(1, 9)),
                acts: dice.some(1, 2, |dice| located(self.act(dice))),
            }),
            5 => Step::Run(self.run(dice)),
            6 | 7 => Step::Expect(self.expectation(dice)),
            _ => Step::Check(self.check(dice)),
        }
    }

    fn named(&self, dice: &mut Dice, fits: impl Fn(Made) -> bool) -> Option<Name> {
        let names: Vec<Name> = self.made.iter().filter(|(_, made)| fits(*made)).map(|(name, _)| name.clone()).collect();
        (!names.is_empty()).then(|| dice.one(&names))
    }

    fn bringing(&self, dice: &mut Dice, wanted: Brings) -> Option<Name> {
        self.named(dice, |made| matches!(made, Made::Call { brings, .. } if brings == wanted))
    }

    fn name_it(&mut self, made: Made) -> Name {
        let name = name(&format!("made-{}", self.made.len()));
        self.made.push((name.clone(), made));
        name
    }

    fn act(&mut self, dice: &mut Dice) -> Act {
        match dice.below(10) {
            9 => Act::Initiator(scsi::initiator_act(self.setup, dice)),
            8 => Act::Scsi(Box::new(scsi::command(self.setup, dice))),
            0..=3 => Act::Call(self.call(dice)),
            4 => Act::Operator(self.operator(dice)),
            5 => Act::Fault(self.fault(dice)),
            6 => Act::Heal(self.fault(dice).target),
            _ => Act::Service(dice.one(&[ServiceAct::Stop, ServiceAct::Start, ServiceAct::Restart, ServiceAct::Fail])),
        }
    }

    fn call(&mut self, dice: &mut Dice) -> Call {
        let signature = &SIGNATURES[dice.below(SIGNATURES.len())];
        let said = signature.parameters.iter().filter(|field| field.default == Unsaid::Required || dice.flip()).collect::<Vec<_>>();
        let arguments = said.into_iter().map(|field| Argument { parameter: field.parameter, value: self.value(dice, field) }).collect();
        let session = match dice.below(5) {
            0 => CallSession::Own,
            1 => CallSession::None,
            2 => CallSession::Closed,
            3 => CallSession::Bogus,
            _ => self.bringing(dice, Brings::Session).map_or(CallSession::Own, CallSession::Made),
        };
        let mounts = signature.function.name() == "MountNtmsMedia";
        Call {
            client: dice.one(&self.setup.clients).name,
            function: signature.function,
            arguments,
            expect: dice.maybe(|dice| dice.one(Status::ALL)),
            session,
            within: dice.maybe(time),
            not_before: dice.maybe(time),
            name: dice.flip().then(|| self.name_it(Made::Call { brings: signature.brings, mounts })),
        }
    }

    fn value(&self, dice: &mut Dice, field: &SignatureField) -> Value {
        let pointer = !matches!(field.kind, ParameterKind::Number { .. } | ParameterKind::Flags(_) | ParameterKind::Duration);
        if pointer && dice.below(4) == 0 {
            return Value::Null;
        }
        let number = |dice: &mut Dice| Value::Number(dice.number(0, i64::from(u32::MAX)));
        match &field.kind {
            ParameterKind::Id(_) => Value::Object(self.passed(dice)),
            ParameterKind::Ids(_) => Value::Objects(dice.some(1, 3, |dice| self.passed(dice))),
            ParameterKind::Channel => Value::Object(self.bringing(dice, Brings::Channel).map_or(Reference::Unknown, Reference::Made)),
            ParameterKind::Number { words, .. } if !words.values.is_empty() && dice.flip() => {
                Value::Number(dice.one(words.values).1.into())
            }
            ParameterKind::Number { least, most, .. } => Value::Number(dice.number(*least, *most)),
            ParameterKind::Flags(words) if dice.flip() => {
                Value::Number(words.values.iter().filter(|_| dice.flip()).fold(0, |flags, (_, flag)| flags | flag).into())
            }
            ParameterKind::Duration => Value::Number(dice.one(&[u32::MAX, 0, 1, 1_000, 600_000]).into()),
            ParameterKind::Flags(_) | ParameterKind::Room => number(dice),
            ParameterKind::Text => Value::Text(dice.text()),
            ParameterKind::Pointer => Value::Null,
        }
    }

    /// What can be passed as an id, or be an argument of an operator request.
    fn passed(&self, dice: &mut Dice) -> Reference {
        if dice.below(8) == 1 { Reference::Nothing } else { self.id(dice) }
    }

    /// Something with an id.
    fn id(&self, dice: &mut Dice) -> Reference {
        let library = dice.one(&self.setup.libraries);
        let here = library.name.clone();
        let nth = |count: usize, dice: &mut Dice| (count > 0).then(|| dice.number::<u16>(1, i64::try_from(count).expect("few")));
        let part = match dice.below(6) {
            0 => nth(library.slots.into(), dice).map(|number| Reference::Slot(here.clone(), number)),
            1 => nth(library.drives.len(), dice).map(|number| Reference::Drive(here.clone(), number)),
            2 => nth(library.ports.len(), dice).map(|number| Reference::Port(here.clone(), number)),
            3 => nth(library.doors.len(), dice).map(|number| Reference::Door(here.clone(), number)),
            4 => Some(Reference::Changer(here.clone())),
            _ => Some(Reference::Library(here.clone())),
        };
        let cartridge = (!self.setup.cartridges.is_empty()).then(|| dice.one(&self.setup.cartridges));
        let medium = cartridge.map(|cartridge| {
            let side = Reference::Side(cartridge.name.clone(), dice.number(1, i64::try_from(cartridge.sides.len()).expect("few")));
            let name = cartridge.name;
            let whole = [Reference::Cartridge(name.clone()), Reference::PhysicalMedium(name.clone()), Reference::LogicalMedium(name)];
            if dice.flip() { side } else { dice.one(&whole) }
        });
        let media_type = dice.one(&MediaType::all().collect::<Vec<_>>());
        let pool = dice.one(&SystemPool::ALL);
        let pool_type = dice.maybe(|_| media_type);
        let request = self.named(dice, |made| made == Made::OperatorRequest || matches!(made, Made::Call { brings: Brings::Request, .. }));
        let others = [
            part,
            medium,
            request.map(Reference::Made),
            Some(Reference::Pool(dice.one(&self.setup.pools).name)),
            Some(Reference::SystemPool(pool, pool_type)),
            Some(Reference::MediaType(media_type)),
            Some(Reference::OperatorRequest(dice.one(OperatorRequestKind::ALL))),
            Some(Reference::Offline),
            Some(Reference::Computer),
        ];
        dice.one(&others).unwrap_or(Reference::Unknown)
    }

    fn place(&self, dice: &mut Dice) -> Option<ElementPlace> {
        let mut all: Vec<ElementPlace> = self.setup.libraries.iter().flat_map(places).collect();
        let ports: Vec<ElementPlace> =
            all.iter().map(|place| ElementPlace { spot: without_cell(place.spot), library: place.library.clone() }).collect();
        all.extend(ports);
        (!all.is_empty()).then(|| dice.one(&all))
    }

    fn operator(&self, dice: &mut Dice) -> OperatorAct {
        let library = dice.one(&self.setup.libraries);
        let here = library.name.clone();
        let cartridge = (!self.setup.cartridges.is_empty()).then(|| dice.one(&self.setup.cartridges).name);
        let request = self.named(dice, |made| made == Made::OperatorRequest).map(RequestChoice::Made);
        let request = request.filter(|_| dice.flip()).unwrap_or(RequestChoice::Oldest(dice.one(OperatorRequestKind::ALL)));
        let act = match dice.below(12) {
            0 => cartridge.zip(self.place(dice)).map(|(cartridge, into)| OperatorAct::Insert { cartridge, into }),
            1 => cartridge.map(OperatorAct::Take),
            2 => cartridge.map(|cartridge| OperatorAct::Move { cartridge, to: self.whereabouts(dice) }),
            3 => (!library.doors.is_empty()).then(|| {
                let door = Reference::Door(here, 1);
                dice.one(&[OperatorAct::Open(door.clone()), OperatorAct::Close(door.clone()), OperatorAct::ForceOpen(door)])
            }),
            4 => (!library.ports.is_empty()).then(|| {
                let port = Reference::Port(here, 1);
                dice.one(&[OperatorAct::Pull(port.clone()), OperatorAct::Push(port.clone()), OperatorAct::ForceOpen(port)])
            }),
            7 => cartridge.zip(self.place(dice)).map(|(cartridge, to)| OperatorAct::MoveAtPanel { cartridge, to }),
            8 => self.drive().map(OperatorAct::ForceEject),
            6 => Some(dice.one(&[OperatorAct::Offline(here.clone()), OperatorAct::Online(here)])),
            5 => (!library.magazines.is_empty()).then(|| {
                let magazine = Reference::Magazine(here, 1);
                dice.one(&[OperatorAct::Remove(magazine.clone()), OperatorAct::Return(magazine)])
            }),
            _ => None,
        };
        match act {
            Some(act) if dice.below(4) == 0 => OperatorAct::InVain(Box::new(act)),
            Some(act) => act,
            None => dice.one(&[OperatorAct::Satisfy(request.clone()), OperatorAct::Refuse(request)]),
        }
    }

    fn whereabouts(&self, dice: &mut Dice) -> Whereabouts {
        self.place(dice).filter(|_| dice.flip()).map_or(Whereabouts::Shelf, Whereabouts::In)
    }

    fn fault(&self, dice: &mut Dice) -> Fault {
        let library = dice.one(&self.setup.libraries);
        let here = library.name.clone();
        let numbered = |count: usize, make: fn(Name, u16) -> Reference| (count > 0).then(|| make(here.clone(), 1));
        let targets = [
            Some((Reference::Database, FaultSite::Database)),
            Some((Reference::Library(here.clone()), FaultSite::Library(L1))),
            library.bar_codes.then(|| (Reference::Reader(here.clone()), FaultSite::Reader(L1))),
            numbered(library.transports.into(), Reference::Transport).map(|target| (target, FaultSite::Transport(L1, 1))),
            numbered(library.slots.into(), Reference::Slot).map(|target| (target, FaultSite::Slot(L1, 1))),
            numbered(library.drives.len(), Reference::Drive).map(|target| (target, FaultSite::Drive(L1, 1))),
            numbered(library.ports.len(), Reference::Port).map(|target| (target, FaultSite::Port(L1, 1))),
            numbered(library.ports.len(), |library, number| Reference::Cell(library, number, 1))
                .map(|target| (target, FaultSite::Cell(L1, 1, 1))),
            numbered(library.doors.len(), Reference::Door).map(|target| (target, FaultSite::Door(L1, 1))),
            numbered(library.magazines.len(), Reference::Magazine).map(|target| (target, FaultSite::Magazine(L1, 1))),
            self.setup
                .cartridges
                .first()
                .map(|cartridge| (Reference::Cartridge(cartridge.name.clone()), FaultSite::Cartridge(CartridgeId(0)))),
        ];
        let (target, part) = dice.one(&targets).unwrap_or((Reference::Database, FaultSite::Database));
        let kind = match dice.one(part.kinds()) {
            FaultKind::Slow(_) => FaultKind::Slow(time(dice)),
            kind => kind,
        };
        Fault {
            target,
            kind,
            on_use: dice.maybe(|dice| dice.number(1, 9)),
            lasts: dice.maybe(time),
            times: dice.maybe(|dice| dice.number(1, 9)),
        }
    }

    fn run(&self, dice: &mut Dice) -> RunLength {
        let call = self.named(dice, |made| matches!(made, Made::Call { .. }));
        let choices = [Some(RunLength::UntilQuiet), Some(RunLength::For(time(dice))), call.map(RunLength::Until)];
        dice.one(&choices).unwrap_or(RunLength::UntilQuiet)
    }

    fn expectation(&mut self, dice: &mut Dice) -> Expectation {
        let what = match dice.below(4) {
            0 => self.bringing(dice, Brings::Request).map(|name| {
                let status = dice.maybe(|dice| dice.one(Status::ALL));
                let state = if status.is_none() || dice.flip() { Some(dice.one(RequestState::ALL)) } else { None };
                Expected::Completes { name, status, state }
            }),
            1 => {
                let name = self.named(dice, |made| matches!(made, Made::Call { .. }));
                name.map(|name| Expected::Replies { name, status: dice.one(Status::ALL) })
            }
            2 => Some(Expected::Sense { sense: dice.one(Failure::ALL).sense(), of: dice.maybe(|_| self.drive()).flatten() }),
            _ => None,
        };
        let what = what.unwrap_or_else(|| Expected::OperatorRequest {
            kind: dice.one(OperatorRequestKind::ALL),
            first: dice.maybe(|dice| self.passed(dice)),
            second: dice.maybe(|dice| self.passed(dice)),
            name: dice.flip().then(|| self.name_it(Made::OperatorRequest)),
        });
        Expectation { what, within: dice.maybe(time), not_before: dice.maybe(time) }
    }

    fn check(&self, dice: &mut Dice) -> Check {
        match dice.below(6) {
            0 => Check::OperatorRequests {
                kind: dice.maybe(|dice| dice.one(OperatorRequestKind::ALL)),
                about: dice.maybe(|dice| self.id(dice)),
                counts: counts(dice, OperatorRequestState::ALL),
            },
            1 => Check::Requests {
                library: dice.maybe(|dice| dice.one(&self.setup.libraries).name),
                operation: dice.maybe(|dice| dice.one(Operation::ALL)),
                about: dice.maybe(|_| self.drive()).flatten(),
                error: dice.maybe(|dice| dice.one(Status::ALL)),
                counts: counts(dice, RequestState::ALL),
            },
            2 => self.check_made(dice).unwrap_or_else(|| self.check_thing(dice)),
            _ => self.check_thing(dice),
        }
    }

    /// A drive, if there is one.
    fn drive(&self) -> Option<Reference> {
        let library = self.setup.libraries.iter().find(|library| !library.drives.is_empty())?;
        Some(Reference::Drive(library.name.clone(), 1))
    }

    fn check_made(&self, dice: &mut Dice) -> Option<Check> {
        let (name, made) = dice.one(&self.made.iter().cloned().map(Some).chain([None]).collect::<Vec<_>>())?;
        let (mut facts, kind) = match made {
            Made::OperatorRequest => (Vec::new(), Some(Some(ObjectKind::OperatorRequest))),
            Made::Call { brings: Brings::Request, mounts } => {
                let drives = self.setup.libraries.iter().find(|library| mounts && !library.drives.is_empty());
                let drives = drives.map(|library| Fact::Drives(vec![Reference::Drive(library.name.clone(), 1)]));
                (drives.into_iter().collect(), Some(Some(ObjectKind::LibraryRequest)))
            }
            Made::Call { brings: Brings::List, .. } => {
                (vec![Fact::Count(dice.number(0, 9)), Fact::Lists(dice.some(0, 3, |dice| self.id(dice)))], None)
            }
            Made::Call { brings: Brings::Notification, .. } => {
                (vec![Fact::Event(dice.one(NotificationEvent::ALL)), Fact::Object(self.id(dice))], None)
            }
            Made::Call { brings: Brings::Values(values), .. } => {
                let value = dice.one(&values.iter().collect::<Vec<_>>());
                (vec![Fact::Member(self.value_of(dice, value))], None)
            }
            Made::Call { brings: Brings::Record, .. } => (Vec::new(), Some(None)),
            Made::Call { brings: Brings::Nothing | Brings::Session | Brings::Channel, .. } => return None,
        };
        facts.extend(kind.and_then(|kind| self.member(dice, kind)).map(Fact::Member));
        (!facts.is_empty()).then_some(Check::Facts { subject: Reference::Made(name), facts })
    }

    fn check_thing(&self, dice: &mut Dice) -> Check {
        let library = dice.one(&self.setup.libraries);
        let here = library.name.clone();
        let cartridge = self.setup.cartridges.first().map(|cartridge| cartridge.name.clone());
        let holds = Fact::Holds(cartridge.clone().filter(|_| dice.flip()));
        let status = vec![
            Fact::Kind(dice.maybe(|dice| dice.one(MediumKind::WORDS).1)),
            Fact::Exception(dice.maybe(|dice| dice.one(Exception::ALL))),
            Fact::VolumeTag(dice.maybe(|dice| volume_tag(&dice.text()))),
            Fact::Inverted(dice.flip()),
        ];
        let choices = [
            Some((Reference::Library(here.clone()), vec![], Some(ObjectKind::Library))),
            (library.slots > 0).then(|| (Reference::Slot(here.clone(), 1), status, Some(ObjectKind::Slot))),
            (library.slots > 0).then(|| (Reference::Slot(here.clone(), 1), vec![holds.clone()], Some(ObjectKind::Slot))),
            (library.transports > 0).then(|| (Reference::Transport(here.clone(), 1), vec![holds.clone()], None)),
            (!library.ports.is_empty()).then(|| {
                let facts = vec![holds.clone(), Fact::Locked(dice.flip()), Fact::Extended(dice.flip())];
                (Reference::Port(here.clone(), 1), facts, Some(ObjectKind::Port))
            }),
            (!library.doors.is_empty()).then(|| {
                let facts = vec![Fact::Locked(dice.flip()), Fact::Open(dice.flip())];
                (Reference::Door(here.clone(), 1), facts, Some(ObjectKind::Door))
            }),
            (!library.magazines.is_empty()).then(|| (Reference::Magazine(here.clone(), 1), vec![Fact::Out(dice.flip())], None)),
            cartridge.map(|name| {
                let facts = vec![Fact::At(self.whereabouts(dice)), Fact::CleansLeft(dice.number(0, 9))];
                (Reference::Cartridge(name), facts, Some(ObjectKind::Medium))
            }),
        ];
        let library = (Reference::Library(here), vec![], Some(ObjectKind::Library));
        let (subject, mut facts, kind) = dice.one(&choices).unwrap_or(library);
        let member = kind.filter(|_| facts.is_empty() || dice.flip()).and_then(|kind| self.member(dice, Some(kind)));
        facts.extend(member.map(Fact::Member));
        Check::Facts { subject, facts }
    }

    fn member(&self, dice: &mut Dice, kind: Option<ObjectKind>) -> Option<Member> {
        let members: Vec<_> = members::every(kind).collect();
        let member = members.get(dice.below(members.len()))?;
        Some(self.value_of(dice, members::find(kind, member.name)?))
    }

    fn value_of(&self, dice: &mut Dice, member: &MemberField) -> Member {
        let value = match member.kind {
            MemberKind::Number => MemberValue::Number(dice.number(-5, 1_000_000)),
            MemberKind::Named(_) | MemberKind::Flags(_) => MemberValue::Number(dice.number(0, 1_000)),
            MemberKind::Status => dice.one(&[MemberValue::Status(Status::SlotFull), MemberValue::Number(7)]),
            MemberKind::Truth => MemberValue::Truth(dice.flip()),
            MemberKind::Documented(names) => MemberValue::Documented(dice.one(names)),
            MemberKind::Text => MemberValue::Text(dice.text()),
            MemberKind::Object => MemberValue::Object(dice.maybe(|dice| self.id(dice))),
            MemberKind::Time => MemberValue::Time(dice.maybe(|dice| Instant::START + time(dice))),
        };
        Member { name: member.name, value }
    }
}

fn without_cell(spot: Spot) -> Spot {
    match spot {
        Spot::Port(number, _) => Spot::Port(number, None),
        spot @ (Spot::Slot(_) | Spot::Drive(_) | Spot::Transport(_)) => spot,
    }
}

fn counts<S: Copy>(dice: &mut Dice, states: &[S]) -> Vec<(Count<S>, u32)> {
    let mut counts = vec![(Count::Open, dice.number(0, 9))];
    for state in states {
        counts.extend(dice.maybe(|dice| (Count::In(*state), dice.number(0, 9))));
    }
    counts
}
