//! Calls: what the clients of a generated run ask for, and what they do with what they get.

use super::plan::Plan;
use super::profile::Measures;
use super::site::Site;
use super::world::{CLIENTS, Cartridge, one_of};
use rsmlab_language::model::Library;
use rsmlab_sim::rng::{Seed, Stream};

/// Something a client can want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
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
const WISHES: [(Wish, &str, u64); 17] = [
    (Wish::Mount, "mount", 12),
    (Wish::Inject, "inject", 4),
    (Wish::Eject, "eject", 4),
    (Wish::Door, "door", 2),
    (Wish::Inventory, "inventory", 3),
    (Wish::Clean, "clean", 2),
    (Wish::CleanerIn, "cleaner-in", 1),
    (Wish::CleanerOut, "cleaner-out", 1),
    (Wish::CleanerSlot, "cleaner-slot", 1),
    (Wish::Switch, "switch", 2),
    (Wish::Cancel, "cancel", 2),
    (Wish::Look, "look", 1),
    (Wish::Watch, "watch", 1),
    (Wish::Session, "session", 1),
    (Wish::Answer, "answer", 2),
    (Wish::Read, "read", 2),
    (Wish::Batch, "batch", 2),
];

/// How much more often what a run is about comes up than it does in others.
const EMPHASIS: u64 = 12;

/// Plans the calls of every client. Now and then a run is about one thing most of the time.
pub(super) fn plan(seed: Seed, measures: Measures, site: &Site, cartridges: &[Cartridge], plan: &mut Plan) {
    let is_in_play = |wish, name: &str| wish == Wish::Mount || seed.stream(&format!("swarm/calls/{name}")).chance(2, 3);
    let is_about = |name: &str| seed.stream(&format!("swarm/emphasis/{name}")).chance(1, 16);
    let weigh = |(wish, name, weight): (Wish, &str, u64)| (wish, if is_about(name) { EMPHASIS } else { weight });
    let wishes: Vec<(Wish, u64)> = WISHES.into_iter().filter(|(wish, name, _)| is_in_play(*wish, name)).map(weigh).collect();
    for (client, _) in CLIENTS {
        let (mut time_s, mut requests) = (0, Vec::new());
        for number in 1_u32.. {
            let mut stream = seed.stream(&format!("calls/{client}/{number}"));
            time_s += stream.between(1, measures.gap_s);
            if time_s > measures.span_s {
                break;
            }
            let name = format!("{client}-{number}");
            Caller { client, name, time_s, stream, site, cartridges, requests: &mut requests, plan: &mut *plan }.wish_for(&wishes);
        }
    }
}

/// A client at the moment of a call.
struct Caller<'a> {
    client: &'a str,
    /// The name of what the call brings.
    name: String,
    time_s: u64,
    stream: Stream,
    site: &'a Site,
    cartridges: &'a [Cartridge],
    /// What the earlier calls of the client have brought.
    requests: &'a mut Vec<String>,
    plan: &'a mut Plan,
}

impl Caller<'_> {
    fn wish_for(&mut self, wishes: &[(Wish, u64)]) {
        let mut left = self.stream.below(wishes.iter().map(|(_, weight)| weight).sum());
        for (wish, weight) in wishes {
            if left < *weight {
                return self.call(*wish);
            }
            left -= weight;
        }
    }

    fn call(&mut self, wish: Wish) {
        let library = self.library().name.clone();
        match wish {
            Wish::Mount => self.mount(),
            Wish::Inject => {
                let action = one_of(&mut self.stream, &[("START", 2), ("STARTMANY", 1)]);
                self.ask(&format!("InjectNtmsMedia library={library} action={action}"));
                self.stop_perhaps(&format!("InjectNtmsMedia library={library}"));
            }
            Wish::Eject => {
                let Some(medium) = self.cartridge().map(|cartridge| cartridge.name.clone()) else { return };
                let action = one_of(&mut self.stream, &[("START", 4), ("QUEUE", 1), ("FORCE", 1), ("IMMEDIATE", 1), ("ASK_USER", 1)]);
                self.ask(&format!("EjectNtmsMedia medium={medium} action={action}"));
                self.stop_perhaps(&format!("EjectNtmsMedia medium={medium}"));
            }
            Wish::Door => {
                let action = one_of(&mut self.stream, &[("FAST", 2), ("OMID", 1), ("NONE", 1), ("DEFAULT", 1)]);
                self.ask(&format!("AccessNtmsLibraryDoor library={library} action={action}"));
            }
            Wish::Inventory => {
                let action = one_of(&mut self.stream, &[("FAST", 3), ("OMID", 1), ("DEFAULT", 1), ("STOP", 1)]);
                self.ask(&format!("InventoryNtmsLibrary library={library} action={action}"));
            }
            Wish::Clean => {
                let drive = self.drive();
                self.ask(&format!("CleanNtmsDrive drive={drive}"));
            }
            Wish::CleanerIn => {
                let cleans_left = self.stream.below(5);
                self.ask(&format!("InjectNtmsCleaner library={library} action=START cleans-left={cleans_left}"));
                self.stop_perhaps(&format!("InjectNtmsCleaner library={library}"));
            }
            Wish::CleanerOut => {
                self.ask(&format!("EjectNtmsCleaner library={library} action=START"));
                self.stop_perhaps(&format!("EjectNtmsCleaner library={library}"));
            }
            Wish::CleanerSlot => self.cleaner_slot(),
            Wish::Switch => self.switch(),
            Wish::Cancel => {
                if let Some(earlier) = self.stream.pick(self.requests) {
                    let earlier = earlier.clone();
                    self.say(0, format!("CancelNtmsLibraryRequest request={earlier}"));
                }
            }
            Wish::Look => self.look(),
            Wish::Read => self.read(),
            Wish::Watch => self.watch(),
            Wish::Batch => self.batch(),
            Wish::Session => {
                self.say(0, "CloseNtmsSession".to_owned());
                let later_s = self.stream.between(1, 600);
                self.say(later_s, "OpenNtmsSession".to_owned());
            }
            Wish::Answer => {
                let kind = one_of(&mut self.stream, &[("MOVEMEDIA", 2), ("CLEANER", 1), ("DEVICESERVICE", 1), ("MESSAGE", 1)]);
                let answer = one_of(&mut self.stream, &[("SatisfyNtmsOperatorRequest", 1), ("CancelNtmsOperatorRequest", 1)]);
                self.say(0, format!("{answer} request=NTMS_OPREQ_{kind}"));
            }
        }
    }

    /// Mounts one medium, or two together, and dismounts them after a while, as most clients do.
    fn mount(&mut self) {
        let count = if self.stream.chance(1, 6) { 2 } else { 1 };
        let media: Vec<String> = (0..count).filter_map(|_| self.cartridge().map(|cartridge| cartridge.medium.clone())).collect();
        let media = media.join(" ");
        let options = one_of(
            &mut self.stream,
            &[
                ("", 6),
                (" options=READ", 1),
                (" options=READ+WRITE", 1),
                (" options=ERROR_OFFLINE", 1),
                (" options=ERROR_NOT_AVAILABLE", 1),
            ],
        );
        let options = if count == 1 && self.stream.chance(1, 8) {
            format!(" drives={} options=SPECIFIC_DRIVE", self.drive())
        } else {
            options.to_owned()
        };
        let priority = one_of(&mut self.stream, &[("", 6), (" priority=7", 1), (" priority=-7", 1)]);
        let timeout = one_of(&mut self.stream, &[("", 3), (" timeout=\"30s\"", 1), (" timeout=\"5m\"", 2), (" timeout=\"1h\"", 2)]);
        self.ask(&format!("MountNtmsMedia {media}{options}{priority}{timeout}"));
        if self.stream.chance(5, 6) {
            let options = one_of(&mut self.stream, &[("", 3), (" options=DEFERRED", 1)]);
            let later_s = self.stream.between(30, 3_600);
            self.say(later_s, format!("DismountNtmsMedia {media}{options}"));
            // Some cannot make up their mind.
            if self.stream.chance(1, 6) {
                let (again_s, off_s) = (self.stream.between(1, 30), self.stream.between(1, 60));
                self.hold_up(later_s + again_s, later_s + again_s + off_s);
                self.say(later_s + again_s, format!("MountNtmsMedia {media}"));
                self.say(later_s + again_s + off_s, format!("DismountNtmsMedia {media}"));
            }
        }
    }

    /// What was asked for takes a drive long, and somebody else keeps the library busy while others wait for it.
    fn hold_up(&mut self, since_s: u64, then_s: u64) {
        let (drive, by_s) = (self.drive(), self.stream.between(30, 300));
        self.plan.at(self.time_s + since_s, format!("fault {drive} slow by=\"{by_s}s\" times=1"));
        let (other, _) = self.stream.pick(&CLIENTS).copied().unwrap_or(CLIENTS[0]);
        for _ in 0..2 {
            let Some(wanted) = self.cartridge().map(|cartridge| cartridge.medium.clone()) else { return };
            let soon_s = self.stream.between(1, 30);
            self.say_as(other, then_s + soon_s, format!("MountNtmsMedia {wanted} timeout=\"5m\""));
        }
    }

    /// Ejects several media at once, as they were collected. All at one moment: what comes later may name the request.
    fn batch(&mut self) {
        let count = self.stream.between(2, 3);
        let media: Vec<String> = (0..count).filter_map(|_| self.cartridge().map(|cartridge| cartridge.name.clone())).collect();
        for medium in &media {
            self.say(0, format!("EjectNtmsMedia medium={medium} action=QUEUE"));
        }
        let name = self.name.clone();
        let last = if self.stream.chance(1, 2) { "#null" } else { media.last().map_or("#null", String::as_str) };
        self.say(0, format!("EjectNtmsMedia medium={last} action=START as={name}"));
        self.requests.push(name);
    }

    /// Lists what there is.
    fn look(&mut self) {
        let library = self.library().name.clone();
        let kind = one_of(
            &mut self.stream,
            &[
                ("DRIVE", 2),
                ("STORAGESLOT", 2),
                ("PHYSICAL_MEDIA", 2),
                ("LIBREQUEST", 2),
                ("PARTITION", 1),
                ("IEDOOR", 1),
                ("IEPORT", 1),
                ("CHANGER", 1),
                ("OPREQUEST", 1),
                ("LIBRARY", 1),
            ],
        );
        let container = match kind {
            "OPREQUEST" | "LIBRARY" => "#null".to_owned(),
            "PARTITION" => self.cartridge().map_or_else(|| library.to_string(), |cartridge| cartridge.name.clone()),
            _ => library.to_string(),
        };
        self.say(0, format!("EnumerateNtmsObject container={container} type={kind}"));
        self.say(1, format!("GetNtmsObjectInformation object={library}"));
        if let Some(earlier) = self.stream.pick(self.requests).cloned() {
            self.say(1, format!("GetNtmsRequestOrder request={earlier}"));
        }
        let (device, number) = (one_of(&mut self.stream, &[("cdrom", 2), ("tape", 1)]), self.stream.below(3));
        self.say(1, format!(r#"GetVolumesFromDrive drive="\\\\.\\{device}{number}""#));
    }

    /// Reads a record, of whatever there is.
    fn read(&mut self) {
        let library = self.library().clone();
        let name = &library.name;
        let cartridge = self.cartridge().map_or_else(|| name.to_string(), |cartridge| cartridge.name.clone());
        let earlier = self.stream.pick(self.requests).cloned();
        let of = |part: &str, number: u64, there: u64| (there > 0).then(|| format!("{name}.{part}.{}", 1 + number % there));
        let number = self.stream.below(1 << 16);
        let objects = [
            earlier.clone(),
            earlier,
            of("drive", number, library.drives.len() as u64),
            of("slot", number, library.slots.into()),
            of("port", number, library.ports.len() as u64),
            of("door", number, library.doors.len() as u64),
            Some(cartridge.clone()),
            Some(format!("{cartridge}.side.1")),
            Some("NTMS_OPREQ_MOVEMEDIA".to_owned()),
            Some("NTMS_OPREQ_MESSAGE".to_owned()),
            Some("computer".to_owned()),
        ];
        if let Some(Some(object)) = self.stream.pick(&objects).cloned() {
            self.say(0, format!("GetNtmsObjectInformation object={object}"));
        }
    }

    /// Listens, alone or with somebody else.
    fn watch(&mut self) {
        let name = self.name.clone();
        let kind = one_of(
            &mut self.stream,
            &[
                ("LIBREQUEST", 4),
                ("OPREQUEST", 2),
                ("PHYSICAL_MEDIA", 2),
                ("DRIVE", 2),
                ("LIBRARY", 1),
                ("PARTITION", 1),
                ("STORAGESLOT", 1),
                ("IEPORT", 1),
                ("IEDOOR", 1),
            ],
        );
        let timeout = one_of(&mut self.stream, &[("infinite", 1), ("\"1m\"", 1), ("\"2h\"", 1)]);
        self.say(0, format!("OpenNtmsNotification type={kind} as={name}"));
        // A channel can be waited on in any session.
        let (other, _) = self.stream.pick(&CLIENTS).copied().unwrap_or(CLIENTS[0]);
        let waits = if self.stream.chance(1, 2) { self.client } else { other };
        for number in 1..=self.stream.between(1, 3) {
            self.say_as(waits, number, format!("WaitForNtmsNotification channel={name} timeout={timeout}"));
        }
        if self.stream.chance(1, 3) {
            let later_s = self.stream.between(10, 7_200);
            self.say(later_s, format!("CloseNtmsNotification channel={name}"));
        } else if self.stream.chance(1, 3) {
            let later_s = self.stream.between(5, 600);
            self.say(later_s, "CloseNtmsSession".to_owned());
            let again_s = later_s + self.stream.between(1, 60);
            self.say(again_s, "OpenNtmsSession".to_owned());
        }
    }

    /// Sets a slot aside for a cleaner, or gives the one that is set aside up.
    fn cleaner_slot(&mut self) {
        let Library { name: library, slots, .. } = self.library().clone();
        if self.stream.chance(1, 2) || slots == 0 {
            self.say(0, format!("ReleaseNtmsCleanerSlot library={library}"));
        } else {
            let slot = self.stream.between(1, slots.into());
            self.say(0, format!("ReserveNtmsCleanerSlot library={library} slot={library}.slot.{slot}"));
        }
    }

    /// Takes something out of service, and puts it back most of the time.
    fn switch(&mut self) {
        let medium = self.cartridge().map(|cartridge| format!("type=PHYSICAL_MEDIA object={}", cartridge.name));
        let objects =
            [Some(format!("type=DRIVE object={}", self.drive())), Some(format!("type=LIBRARY object={}", self.library().name)), medium];
        let Some(Some(object)) = self.stream.pick(&objects).cloned() else { return };
        self.say(0, format!("DisableNtmsObject {object}"));
        if self.stream.chance(4, 5) {
            let later_s = self.stream.between(10, 3_600);
            self.say(later_s, format!("EnableNtmsObject {object}"));
        }
    }

    /// Makes a call that brings a library request.
    fn ask(&mut self, call: &str) {
        self.say(0, format!("{call} as={}", self.name));
        self.requests.push(self.name.clone());
    }

    /// Stops what was just begun, once in a while.
    fn stop_perhaps(&mut self, call: &str) {
        if self.stream.chance(1, 6) {
            let later_s = self.stream.between(1, 900);
            self.say(later_s, format!("{call} operation={} action=STOP", self.name));
        }
    }

    /// Makes a call, so much later.
    fn say(&mut self, later_s: u64, call: String) {
        self.say_as(self.client, later_s, call);
    }

    /// Somebody makes a call, so much later.
    fn say_as(&mut self, client: &str, later_s: u64, call: String) {
        self.plan.at(self.time_s + later_s, format!("{client} {call}"));
    }

    fn cartridge(&mut self) -> Option<&Cartridge> {
        self.stream.pick(self.cartridges)
    }

    /// One of the libraries.
    fn library(&mut self) -> &Library {
        let libraries = self.site.libraries();
        let place = if libraries.len() > 1 { self.stream.below(libraries.len() as u64) } else { 0 };
        usize::try_from(place).ok().and_then(|place| libraries.get(place)).unwrap_or(&libraries[0])
    }

    fn drive(&mut self) -> String {
        let Library { name, drives, .. } = self.library().clone();
        format!("{name}.drive.{}", self.stream.between(1, drives.len() as u64))
    }
}
