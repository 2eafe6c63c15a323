//! Calls: what the clients of a generated run ask for, and what they do with what they get.

use super::draw::{number, one_of, seconds};
use super::named;
use super::plan::ActSchedule;
use super::profile::Measures;
use super::site::Site;
use super::world::{CLIENTS, Stocked};
use rsmlab_engine::call::{DismountOption, EjectAction, INFINITE, InjectAction, mount_option};
use rsmlab_engine::function::Function;
use rsmlab_engine::record::state::{InventoryMethod, ObjectKind, OperatorRequestKind};
use rsmlab_engine::time::Millis;
use rsmlab_language::model::{Act, Call, Fault, FaultKind, Library, Name, Reference};
use rsmlab_language::signature::Parameter;
use rsmlab_sim::rng::{Seed, Stream};

/// Something a client can want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ClientWish {
    Mount,
    Inject,
    Eject,
    Door,
    Inventory,
    Clean,
    CleanerIn,
    CleanerOut,
    CleanerSlot,
    Switch,
    Cancel,
    Look,
    Read,
    Watch,
    Session,
    Answer,
    Batch,
}

/// Every wish, with the name of its stream, and with how often it comes up.
const WISHES: [(ClientWish, &str, u64); 17] = [
    (ClientWish::Mount, "mount", 12),
    (ClientWish::Inject, "inject", 4),
    (ClientWish::Eject, "eject", 4),
    (ClientWish::Door, "door", 2),
    (ClientWish::Inventory, "inventory", 3),
    (ClientWish::Clean, "clean", 2),
    (ClientWish::CleanerIn, "cleaner-in", 1),
    (ClientWish::CleanerOut, "cleaner-out", 1),
    (ClientWish::CleanerSlot, "cleaner-slot", 1),
    (ClientWish::Switch, "switch", 2),
    (ClientWish::Cancel, "cancel", 2),
    (ClientWish::Look, "look", 1),
    (ClientWish::Watch, "watch", 1),
    (ClientWish::Session, "session", 1),
    (ClientWish::Answer, "answer", 2),
    (ClientWish::Read, "read", 2),
    (ClientWish::Batch, "batch", 2),
];

/// How much more often what a run is about comes up than it does in others.
const EMPHASIS: u64 = 12;

/// Plans the calls of every client. Now and then a run is about one thing most of the time.
pub(super) fn plan(seed: Seed, measures: Measures, site: &Site, stock: &[Stocked], plan: &mut ActSchedule) {
    let is_in_play = |wish, name: &str| wish == ClientWish::Mount || seed.stream(&format!("swarm/calls/{name}")).chance(2, 3);
    let is_about = |name: &str| seed.stream(&format!("swarm/emphasis/{name}")).chance(1, 16);
    let weigh = |(wish, name, weight): (ClientWish, &str, u64)| (wish, if is_about(name) { EMPHASIS } else { weight });
    let wishes: Vec<(ClientWish, u64)> = WISHES.into_iter().filter(|(wish, name, _)| is_in_play(*wish, name)).map(weigh).collect();
    for client in CLIENTS {
        let (mut time_s, mut requests) = (0, Vec::new());
        for number in 1_u32.. {
            let mut stream = seed.stream(&format!("calls/{client}/{number}"));
            time_s += stream.between(1, measures.gap_s);
            if time_s > measures.span_s {
                break;
            }
            let name = named(&format!("{client}-{number}"));
            let wish = one_of(&mut stream, &wishes);
            CallingClient { client: named(client), name, time_s, stream, site, stock, requests: &mut requests, plan: &mut *plan }
                .call(wish);
        }
    }
}

/// A client at the moment of a call.
struct CallingClient<'a> {
    client: Name,
    /// The name of what the call brings.
    name: Name,
    time_s: u64,
    stream: Stream,
    site: &'a Site,
    stock: &'a [Stocked],
    /// What the earlier calls of the client have brought.
    requests: &'a mut Vec<Name>,
    plan: &'a mut ActSchedule,
}

impl CallingClient<'_> {
    fn call(&mut self, wish: ClientWish) {
        let library = Reference::Library(self.library().name.clone());
        match wish {
            ClientWish::Mount => self.mount(),
            ClientWish::Inject => {
                let action = one_of(&mut self.stream, &[(InjectAction::Start, 2), (InjectAction::StartMany, 1)]);
                let inject = self.calls(Function::InjectNtmsMedia).passing(Parameter::Library, library);
                self.ask(inject.clone().passing(Parameter::Action, action.number()));
                self.stop_perhaps(inject.passing(Parameter::Action, InjectAction::Stop.number()));
            }
            ClientWish::Eject => {
                let Some(medium) = self.whole() else { return };
                let actions = [
                    (EjectAction::Start, 4),
                    (EjectAction::Queue, 1),
                    (EjectAction::Force, 1),
                    (EjectAction::Immediate, 1),
                    (EjectAction::AskUser, 1),
                ];
                let action = one_of(&mut self.stream, &actions);
                let eject = self.calls(Function::EjectNtmsMedia).passing(Parameter::Medium, medium);
                self.ask(eject.clone().passing(Parameter::Action, action.number()));
                self.stop_perhaps(eject.passing(Parameter::Action, EjectAction::Stop.number()));
            }
            ClientWish::Door => {
                let actions =
                    [(InventoryMethod::Fast, 2), (InventoryMethod::Omid, 1), (InventoryMethod::None, 1), (InventoryMethod::Default, 1)];
                let action = one_of(&mut self.stream, &actions);
                let call = self.calls(Function::AccessNtmsLibraryDoor).passing(Parameter::Library, library);
                self.ask(call.passing(Parameter::Action, action.number()));
            }
            ClientWish::Inventory => {
                let actions =
                    [(InventoryMethod::Fast, 3), (InventoryMethod::Omid, 1), (InventoryMethod::Default, 1), (InventoryMethod::Stop, 1)];
                let action = one_of(&mut self.stream, &actions);
                let call = self.calls(Function::InventoryNtmsLibrary).passing(Parameter::Library, library);
                self.ask(call.passing(Parameter::Action, action.number()));
            }
            ClientWish::Clean => {
                let drive = self.drive();
                self.ask(self.calls(Function::CleanNtmsDrive).passing(Parameter::Drive, drive));
            }
            ClientWish::CleanerIn => {
                let cleans_left: u32 = number(&mut self.stream, 0, 4);
                let inject = self.calls(Function::InjectNtmsCleaner).passing(Parameter::Library, library);
                let start = inject.clone().passing(Parameter::Action, InjectAction::Start.number());
                self.ask(start.passing(Parameter::CleansLeft, cleans_left));
                self.stop_perhaps(inject.passing(Parameter::Action, InjectAction::Stop.number()));
            }
            ClientWish::CleanerOut => {
                let eject = self.calls(Function::EjectNtmsCleaner).passing(Parameter::Library, library);
                self.ask(eject.clone().passing(Parameter::Action, EjectAction::Start.number()));
                self.stop_perhaps(eject.passing(Parameter::Action, EjectAction::Stop.number()));
            }
            ClientWish::CleanerSlot => self.cleaner_slot(),
            ClientWish::Switch => self.switch(),
            ClientWish::Cancel => {
                if let Some(earlier) = self.earlier() {
                    self.say(0, self.calls(Function::CancelNtmsLibraryRequest).passing(Parameter::Request, earlier));
                }
            }
            ClientWish::Look => self.look(),
            ClientWish::Read => self.read(),
            ClientWish::Watch => self.watch(),
            ClientWish::Batch => self.batch(),
            ClientWish::Session => {
                self.say(0, self.calls(Function::CloseNtmsSession));
                let later_s = self.stream.between(1, 600);
                self.say(later_s, self.calls(Function::OpenNtmsSession));
            }
            ClientWish::Answer => {
                let kinds = [
                    (OperatorRequestKind::MoveMedia, 2),
                    (OperatorRequestKind::Cleaner, 1),
                    (OperatorRequestKind::DeviceService, 1),
                    (OperatorRequestKind::Message, 1),
                ];
                let request = Reference::OperatorRequest(one_of(&mut self.stream, &kinds));
                let answers = [(Function::SatisfyNtmsOperatorRequest, 1), (Function::CancelNtmsOperatorRequest, 1)];
                let answer = one_of(&mut self.stream, &answers);
                self.say(0, self.calls(answer).passing(Parameter::Request, request));
            }
        }
    }

    /// Mounts one medium, or two together, and dismounts them after a while, as most clients do.
    fn mount(&mut self) {
        let count = if self.stream.chance(1, 6) { 2 } else { 1 };
        let media: Vec<Reference> = (0..count).filter_map(|_| self.medium()).collect();
        let mut options = one_of(
            &mut self.stream,
            &[
                (None, 6),
                (Some(mount_option::READ), 1),
                (Some(mount_option::READ | mount_option::WRITE), 1),
                (Some(mount_option::ERROR_OFFLINE), 1),
                (Some(mount_option::ERROR_NOT_AVAILABLE), 1),
            ],
        );
        let mut drives = None;
        if count == 1 && self.stream.chance(1, 8) {
            (drives, options) = (Some(vec![self.drive()]), Some(mount_option::SPECIFIC_DRIVE));
        }
        let priority = one_of(&mut self.stream, &[(None, 6), (Some(7), 1), (Some(-7), 1)]);
        let timeout = one_of(
            &mut self.stream,
            &[(None, 3), (Some(Millis::from_secs(30)), 1), (Some(Millis::from_secs(300)), 2), (Some(Millis::from_secs(3_600)), 2)],
        );
        let mount = self.calls(Function::MountNtmsMedia).passing(Parameter::Media, media.clone());
        let dismount = self.calls(Function::DismountNtmsMedia).passing(Parameter::Media, media);
        let call = mount.clone().perhaps(Parameter::Drives, drives).perhaps(Parameter::Options, options);
        self.ask(call.perhaps(Parameter::Priority, priority).perhaps(Parameter::Timeout, timeout));
        if self.stream.chance(5, 6) {
            let options = one_of(&mut self.stream, &[(None, 3), (Some(DismountOption::Deferred.number()), 1)]);
            let later_s = self.stream.between(30, 3_600);
            self.say(later_s, dismount.clone().perhaps(Parameter::Options, options));
            // Some cannot make up their mind.
            if self.stream.chance(1, 6) {
                let (again_s, off_s) = (self.stream.between(1, 30), self.stream.between(1, 60));
                self.hold_up(later_s + again_s, later_s + again_s + off_s);
                self.say(later_s + again_s, mount);
                self.say(later_s + again_s + off_s, dismount);
            }
        }
    }

    /// What was asked for takes a drive long, and somebody else keeps the library busy while others wait for it.
    fn hold_up(&mut self, since_s: u64, then_s: u64) {
        let (drive, by) = (self.drive(), seconds(&mut self.stream, 30, 300));
        let fault = Fault { times: Some(1), ..Fault::new(drive, FaultKind::Slow(by)) };
        self.plan.at(self.time_s + since_s, Act::Fault(fault));
        let other = self.anybody();
        for _ in 0..2 {
            let Some(wanted) = self.medium() else { return };
            let soon_s = self.stream.between(1, 30);
            let mount = Call::new(other.clone(), Function::MountNtmsMedia).passing(Parameter::Media, vec![wanted]);
            self.say(then_s + soon_s, mount.passing(Parameter::Timeout, Millis::from_secs(300)));
        }
    }

    /// Ejects several media at once, as they were collected. All at one moment: what comes later may name the request.
    fn batch(&mut self) {
        let count = self.stream.between(2, 3);
        let media: Vec<Reference> = (0..count).filter_map(|_| self.whole()).collect();
        for medium in &media {
            let queue = self.calls(Function::EjectNtmsMedia).passing(Parameter::Medium, medium.clone());
            self.say(0, queue.passing(Parameter::Action, EjectAction::Queue.number()));
        }
        let last = if self.stream.chance(1, 2) { None } else { media.last().cloned() };
        let start = self.calls(Function::EjectNtmsMedia).passing(Parameter::Medium, last);
        self.ask(start.passing(Parameter::Action, EjectAction::Start.number()));
    }

    /// Lists what there is.
    fn look(&mut self) {
        let library = Reference::Library(self.library().name.clone());
        let kind = one_of(
            &mut self.stream,
            &[
                (ObjectKind::Drive, 2),
                (ObjectKind::Slot, 2),
                (ObjectKind::Medium, 2),
                (ObjectKind::LibraryRequest, 2),
                (ObjectKind::Side, 1),
                (ObjectKind::Door, 1),
                (ObjectKind::Port, 1),
                (ObjectKind::Changer, 1),
                (ObjectKind::OperatorRequest, 1),
                (ObjectKind::Library, 1),
            ],
        );
        let container = match kind {
            ObjectKind::OperatorRequest | ObjectKind::Library => None,
            ObjectKind::Side => self.whole(),
            _ => Some(library.clone()),
        };
        let list = self.calls(Function::EnumerateNtmsObject).passing(Parameter::Container, container);
        self.say(0, list.passing(Parameter::Type, kind.number()));
        self.say(1, self.calls(Function::GetNtmsObjectInformation).passing(Parameter::Object, library));
        if let Some(earlier) = self.earlier() {
            self.say(1, self.calls(Function::GetNtmsRequestOrder).passing(Parameter::Request, earlier));
        }
        let (device, number) = (one_of(&mut self.stream, &[("cdrom", 2), ("tape", 1)]), self.stream.below(3));
        let path = format!(r"\\.\{device}{number}");
        self.say(1, self.calls(Function::GetVolumesFromDrive).passing(Parameter::Drive, path.as_str()));
    }

    /// Reads a record, of whatever there is.
    fn read(&mut self) {
        let Library { name, drives, slots, ports, doors, .. } = self.library().clone();
        let Some(cartridge) = self.stream.pick(self.stock).map(|stocked| stocked.cartridge.name.clone()) else { return };
        let earlier = self.earlier();
        let number = self.stream.below(1 << 16);
        let of = |part: fn(Name, u16) -> Reference, there: usize| {
            let number = number.checked_rem(there as u64).and_then(|number| u16::try_from(number + 1).ok());
            number.map(|number| part(name.clone(), number))
        };
        let objects = [
            earlier.clone(),
            earlier,
            of(Reference::Drive, drives.len()),
            of(Reference::Slot, slots.into()),
            of(Reference::Port, ports.len()),
            of(Reference::Door, doors.len()),
            Some(Reference::Cartridge(cartridge.clone())),
            Some(Reference::Side(cartridge, 1)),
            Some(Reference::OperatorRequest(OperatorRequestKind::MoveMedia)),
            Some(Reference::OperatorRequest(OperatorRequestKind::Message)),
            Some(Reference::Computer),
        ];
        if let Some(Some(object)) = self.stream.pick(&objects).cloned() {
            self.say(0, self.calls(Function::GetNtmsObjectInformation).passing(Parameter::Object, object));
        }
    }

    /// Listens, alone or with somebody else.
    fn watch(&mut self) {
        let channel = Reference::Made(self.name.clone());
        let kind = one_of(
            &mut self.stream,
            &[
                (ObjectKind::LibraryRequest, 4),
                (ObjectKind::OperatorRequest, 2),
                (ObjectKind::Medium, 2),
                (ObjectKind::Drive, 2),
                (ObjectKind::Library, 1),
                (ObjectKind::Side, 1),
                (ObjectKind::Slot, 1),
                (ObjectKind::Port, 1),
                (ObjectKind::Door, 1),
            ],
        );
        let timeouts = [(Millis(INFINITE.into()), 1), (Millis::from_secs(60), 1), (Millis::from_secs(7_200), 1)];
        let timeout = one_of(&mut self.stream, &timeouts);
        let open = self.calls(Function::OpenNtmsNotification).passing(Parameter::Type, kind.number());
        self.say(0, open.named(self.name.clone()));
        // A channel can be waited on in any session.
        let other = self.anybody();
        let waiting = if self.stream.chance(1, 2) { self.client.clone() } else { other };
        let wait = Call::new(waiting, Function::WaitForNtmsNotification).passing(Parameter::Channel, channel.clone());
        let wait = wait.passing(Parameter::Timeout, timeout);
        for number in 1..=self.stream.between(1, 3) {
            self.say(number, wait.clone());
        }
        if self.stream.chance(1, 3) {
            let later_s = self.stream.between(10, 7_200);
            self.say(later_s, self.calls(Function::CloseNtmsNotification).passing(Parameter::Channel, channel));
        } else if self.stream.chance(1, 3) {
            let later_s = self.stream.between(5, 600);
            self.say(later_s, self.calls(Function::CloseNtmsSession));
            let again_s = later_s + self.stream.between(1, 60);
            self.say(again_s, self.calls(Function::OpenNtmsSession));
        }
    }

    /// Sets a slot aside for a cleaner, or gives the one that is set aside up.
    fn cleaner_slot(&mut self) {
        let Library { name, slots, .. } = self.library().clone();
        let library = Reference::Library(name.clone());
        if self.stream.chance(1, 2) || slots == 0 {
            self.say(0, self.calls(Function::ReleaseNtmsCleanerSlot).passing(Parameter::Library, library));
        } else {
            let slot = Reference::Slot(name, number(&mut self.stream, 1, slots));
            let reserve = self.calls(Function::ReserveNtmsCleanerSlot).passing(Parameter::Library, library);
            self.say(0, reserve.passing(Parameter::Slot, slot));
        }
    }

    /// Takes something out of service, and puts it back most of the time.
    fn switch(&mut self) {
        let medium = self.whole().map(|medium| (ObjectKind::Medium, medium));
        let drive = Some((ObjectKind::Drive, self.drive()));
        let library = Some((ObjectKind::Library, Reference::Library(self.library().name.clone())));
        let Some(Some((kind, object))) = self.stream.pick(&[drive, library, medium]).cloned() else { return };
        let switch = |call: Call| call.passing(Parameter::Type, kind.number()).passing(Parameter::Object, object.clone());
        self.say(0, switch(self.calls(Function::DisableNtmsObject)));
        if self.stream.chance(4, 5) {
            let later_s = self.stream.between(10, 3_600);
            self.say(later_s, switch(self.calls(Function::EnableNtmsObject)));
        }
    }

    /// A call of the client, which passes nothing yet.
    fn calls(&self, function: Function) -> Call {
        Call::new(self.client.clone(), function)
    }

    /// Makes a call that brings a library request.
    fn ask(&mut self, call: Call) {
        self.say(0, call.named(self.name.clone()));
        self.requests.push(self.name.clone());
    }

    /// Stops what was just begun, once in a while.
    fn stop_perhaps(&mut self, stop: Call) {
        if self.stream.chance(1, 6) {
            let later_s = self.stream.between(1, 900);
            self.say(later_s, stop.passing(Parameter::Operation, Reference::Made(self.name.clone())));
        }
    }

    /// Somebody makes a call, so much later.
    fn say(&mut self, later_s: u64, call: Call) {
        self.plan.at(self.time_s + later_s, Act::Call(call));
    }

    /// One of the clients.
    fn anybody(&mut self) -> Name {
        named(self.stream.pick(&CLIENTS).unwrap_or(&CLIENTS[0]))
    }

    /// A request that the client has brought about.
    fn earlier(&mut self) -> Option<Reference> {
        self.stream.pick(self.requests).cloned().map(Reference::Made)
    }

    /// A cartridge as it is mounted.
    fn medium(&mut self) -> Option<Reference> {
        self.stream.pick(self.stock).map(|stocked| stocked.medium.clone())
    }

    /// A cartridge.
    fn whole(&mut self) -> Option<Reference> {
        self.stream.pick(self.stock).map(Stocked::whole)
    }

    /// One of the libraries.
    fn library(&mut self) -> &Library {
        let libraries = self.site.libraries();
        let place = if libraries.len() > 1 { self.stream.below(libraries.len() as u64) } else { 0 };
        usize::try_from(place).ok().and_then(|place| libraries.get(place)).unwrap_or(&libraries[0])
    }

    fn drive(&mut self) -> Reference {
        let library = self.library();
        let (name, drives) = (library.name.clone(), library.counts().drives);
        Reference::Drive(name, number(&mut self.stream, 1, drives))
    }
}
