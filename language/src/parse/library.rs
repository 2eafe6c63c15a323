//! Libraries: their parts, and what of it makes no sense together.

use rsmlab_engine::port::hardware::{Numbers, Reach};

use super::Reader;
use super::fields::Fields;
use crate::diagnose::Mistake;
use crate::grammar::{self, Shape};
use crate::model::{Door, Drive, Library, LibraryType, Magazine, Port, Span, Stops, Timing, Wear};
use crate::tree::Node;
use crate::words;

const MOST_DRIVES: u32 = 1_000;
const MOST_TRANSPORTS: u32 = 100;
const MOST_CELLS: u32 = 1_000;
const MOST_PORTS: u32 = 1_000;
const MOST_SIDES: u32 = 2;

impl Reader {
    /// A library.
    pub fn library(&mut self, node: &Node, shape: &'static Shape) -> Option<Library> {
        let mut fields = self.fields(node, shape);
        let name = self.next(&mut fields, Self::own_name);
        let is_like = fields.has("like");
        let like = self.may(&mut fields, "like", Self::personality);
        let is_unknown = is_like && like.is_none() && self.machines.is_some();
        let kind = self.kind_like(&mut fields, like.as_deref());
        let mut library = Library::like(name?, kind, like.as_ref()).declared_at(fields.span);
        if !is_unknown {
            self.without(&mut fields, &mut library);
        }
        let slots = self.parts_of(&mut fields, "slots", u16::MAX.into());
        library.slots = slots.and_then(|slots| u16::try_from(slots).ok()).unwrap_or(library.slots);
        if let Some(drives) = self.parts_of(&mut fields, "drives", MOST_DRIVES) {
            library.drives.resize(drives as usize, Drive::default());
        }
        let transports = self.parts_of(&mut fields, "transports", MOST_TRANSPORTS);
        library.transports = transports.and_then(|transports| transports.try_into().ok()).unwrap_or(library.transports);
        self.set(&mut fields, "media-type", &mut library.media_type, Self::media_type);
        self.set(&mut fields, "sides", &mut library.sides, |reader, given| reader.number(given, 1, MOST_SIDES));
        self.set(&mut fields, "bar-codes", &mut library.bar_codes, Self::truth);
        self.set(&mut fields, "keypad", &mut library.keypad, Self::truth);
        self.set(&mut fields, "inventory", &mut library.inventory, |reader, given| reader.word(given, words::INVENTORIES));
        self.set(&mut fields, "auto-recovery", &mut library.auto_recovery, Self::truth);
        self.set(&mut fields, "recognize-cleaners", &mut library.recognize_cleaners, Self::truth);
        self.set(&mut fields, "detect-changes", &mut library.detect_changes, Self::truth);
        self.set(&mut fields, "disabled", &mut library.disabled, Self::truth);
        self.set(&mut fields, "attached", &mut library.attached, Self::truth);
        self.set(&mut fields, "lost", &mut library.lost, Self::truth);
        self.robot(&fields, &library);
        self.library_parts(node, &mut library);
        self.fits_its_make(&library);
        // Of an unknown machine nothing else is wrong.
        (!is_unknown).then_some(library)
    }

    /// How many parts a property says. If it makes no sense there are as many as can be, so that no reference to one is wrong
    /// as well.
    fn parts_of(&mut self, fields: &mut Fields<'_>, name: &str, most: u32) -> Option<u32> {
        let given = fields.take(name);
        if given.is_none() && !fields.nearly(name) {
            return None;
        }
        let parts = given.and_then(|given| self.number(&given, 0, most));
        self.uncounted |= parts.is_none();
        Some(parts.unwrap_or(most))
    }

    /// A robot has transports; what people load has none, nor slots, nor a panel to lock.
    fn robot(&mut self, fields: &Fields<'_>, library: &Library) {
        let wrong = match library.kind {
            LibraryType::Robotic => library.transports == 0,
            LibraryType::Standalone => library.transports > 0 || library.slots > 0 || library.drives.is_empty() || library.keypad,
        };
        if wrong {
            let message = match library.kind {
                LibraryType::Robotic => "a robotic library has a transport at least",
                LibraryType::Standalone => "a stand-alone library has a drive at least, no slots, no transports and no keypad",
            };
            self.mistake(Mistake::new(fields.span, message, "not so here"));
        }
    }

    fn library_parts(&mut self, node: &Node, library: &mut Library) {
        let (mut drives, mut timing, mut cleaner_slot, mut wear) = (Vec::new(), None, None, None);
        let held = self.held(node, grammar::LIBRARY);
        // Parts that are said replace those of the personality.
        let is_said = |name: &str| held.iter().any(|(_, shape)| shape.name == name);
        words::LEFT_OUT.iter().filter(|(name, _)| is_said(name)).for_each(|(_, clear)| clear(library));
        for (node, shape) in held {
            let mut fields = self.fields(node, shape);
            match shape.name {
                "port" => library.ports.push(self.port(&mut fields)),
                "door" => library.doors.push(self.door(&mut fields, library)),
                "magazine" => {
                    let magazine = self.magazine(&mut fields, library);
                    library.magazines.extend(magazine);
                }
                "cleaner-slot" => {
                    self.once(&fields, "cleaner-slot", &mut cleaner_slot);
                    let slots = u32::from(library.slots);
                    library.cleaner_slot = self.next(&mut fields, |reader, given| reader.number(given, 1, slots));
                }
                "drive" => self.drive(&mut fields, library, &mut drives),
                "wear" => {
                    self.once(&fields, "wear", &mut wear);
                    library.wear = Some(self.wear(&mut fields));
                }
                _ => {
                    self.once(&fields, "timing", &mut timing);
                    self.timing(&mut fields, &mut library.timing);
                }
            }
        }
        self.ports_of_magazines(library);
    }

    /// A port is a part of one magazine at most, wherever in the braces the two are said.
    fn ports_of_magazines(&mut self, library: &Library) {
        let with_port = || library.magazines.iter().filter_map(|magazine| Some((magazine, magazine.port?)));
        for (magazine, port) in with_port() {
            if usize::from(port) > library.ports.len() {
                let message = format!("{} has no port {port} that could be a part of a magazine", library.name);
                let mistake = Mistake::new(magazine.span, message, "this magazine");
                let help = match library.ports.len() {
                    0 => "say `port` beside it".to_owned(),
                    count => format!("ports are counted from 1 to {count}"),
                };
                self.mistake(mistake.help(help));
            }
            let is_earlier = |other: &Magazine| other.first < magazine.first;
            if let Some((other, _)) = with_port().find(|(other, its)| is_earlier(other) && *its == port) {
                let message = format!("port {port} is a part of two magazines");
                self.mistake(Mistake::new(magazine.span, message, "this magazine").other(other.span, "and this one"));
            }
        }
    }

    /// A node that there can be only one of.
    pub fn once(&mut self, fields: &Fields<'_>, name: &str, first: &mut Option<Span>) {
        match first {
            None => *first = Some(fields.span),
            Some(first) => {
                let mistake = Mistake::new(fields.span, format!("`{name}` is said twice"), "again").other(*first, "first said here");
                self.mistake(mistake);
            }
        }
    }

    fn port(&mut self, fields: &mut Fields<'_>) -> Port {
        let mut port = Port { span: fields.span, ..Port::default() };
        self.set(fields, "slots", &mut port.cells, |reader, given| reader.number(given, 1, MOST_CELLS));
        self.set(fields, "timeout", &mut port.timeout, |reader, given| reader.seconds(given, u16::MAX.into()));
        self.set(fields, "opens", &mut port.opens, |reader, given| reader.word(given, words::OPENINGS));
        self.set(fields, "lock", &mut port.lock, Self::truth);
        self.set(fields, "stops-motion", &mut port.stops_motion, Self::truth);
        port
    }

    fn door(&mut self, fields: &mut Fields<'_>, library: &Library) -> Door {
        let mut door = Door { span: fields.span, ..Door::default() };
        self.set(fields, "lock", &mut door.lock, Self::truth);
        self.set(fields, "timeout", &mut door.timeout, |reader, given| reader.seconds(given, u16::MAX.into()));
        let slots = self.numbers(fields, ["first", "last"], library.slots.into());
        let drives = self.numbers(fields, ["first-drive", "last-drive"], u32::try_from(library.drives.len()).unwrap_or(MOST_DRIVES));
        if slots.is_some() || drives.is_some() {
            door.reach = Reach::Frame { slots: slots.unwrap_or(Numbers::NONE), drives: drives.unwrap_or(Numbers::NONE) };
        }
        self.set(fields, "stops", &mut door.stops, |reader, given| reader.word(given, words::STOPS));
        if door.stops == Stops::Own && door.reach == Reach::Everything {
            let mistake = Mistake::new(fields.span, "a door that leads to everything has no frame of its own to stop", "stops everything");
            self.mistake(
                mistake.help("say what it leads to, `first=` and `last=` or `first-drive=` and `last-drive=`, or drop `stops=own`"),
            );
        }
        door
    }

    /// Numbers from a first to a last one, of which none or both are said.
    fn numbers(&mut self, fields: &mut Fields<'_>, names: [&'static str; 2], most: u32) -> Option<Numbers> {
        let said = names.map(|name| fields.has(name));
        let [first, last] = names.map(|name| self.may(fields, name, |reader, given| reader.number(given, 1, most)));
        if let Some(missing) = (0..2).find(|end| said[1 - end] && !said[*end]) {
            self.required(fields, "door", &[(names[missing], "")]);
        }
        let numbers = Numbers { first: first?, last: last? };
        if numbers.first > numbers.last {
            let message = format!("`{}` comes after `{}`", names[0], names[1]);
            self.mistake(Mistake::new(fields.span, message, "leads to nothing").help("the smaller number is the first"));
        }
        Some(numbers)
    }

    fn magazine(&mut self, fields: &mut Fields<'_>, library: &Library) -> Option<Magazine> {
        let slots = u32::from(library.slots);
        let first = self.may(fields, "first", |reader, given| reader.number(given, 1, slots));
        let last = self.may(fields, "last", |reader, given| reader.number(given, 1, slots));
        let port = self.may(fields, "port", |reader, given| reader.number(given, 1, MOST_PORTS));
        let out = self.may(fields, "out", Self::truth).unwrap_or(false);
        let magazine = Magazine { span: fields.span, first: first?, last: last?, port, out };
        if magazine.first > magazine.last {
            let message = format!("a magazine cannot begin at slot {} and end at slot {}", magazine.first, magazine.last);
            let mistake = Mistake::new(fields.span, message, "the first slot comes after the last");
            self.mistake(mistake.help("a magazine holds one slot at least"));
        }
        let overlaps = |other: &&Magazine| other.first <= magazine.last && magazine.first <= other.last;
        if let Some(other) = library.magazines.iter().find(overlaps) {
            let mistake = Mistake::new(fields.span, "two magazines share a slot", "this magazine").other(other.span, "and this one");
            self.mistake(mistake);
        }
        Some(magazine)
    }

    fn drive(&mut self, fields: &mut Fields<'_>, library: &mut Library, said: &mut Vec<(u16, Span)>) {
        let most = u32::try_from(library.drives.len()).unwrap_or(MOST_DRIVES);
        let number: Option<u16> = self.next(fields, |reader, given| reader.number(given, 1, most));
        let index = number.map(|number| usize::from(number) - 1);
        let mut drive = index.and_then(|index| library.drives.get(index).copied()).unwrap_or_default();
        self.set(fields, "disabled", &mut drive.disabled, Self::truth);
        self.set(fields, "defer", &mut drive.defer, |reader, given| reader.seconds(given, u32::MAX));
        let media_type = self.may(fields, "media-type", Self::media_type);
        drive.media_type = media_type.or(drive.media_type);
        let Some(number) = number else { return };
        if let Some((_, first)) = said.iter().find(|(other, _)| *other == number) {
            let mistake = Mistake::new(fields.span, format!("drive {number} is described twice"), "again").other(*first, "first here");
            self.mistake(mistake);
        }
        said.push((number, fields.span));
        if let Some(place) = library.drives.get_mut(usize::from(number) - 1) {
            *place = drive;
        }
    }

    fn wear(&mut self, fields: &mut Fields<'_>) -> Wear {
        let mut wear = Wear::default();
        self.set(fields, "mounts", &mut wear.mounts, |reader, given| reader.number(given, 1, u32::MAX));
        self.set(fields, "time", &mut wear.time, Self::duration);
        wear
    }

    fn timing(&mut self, fields: &mut Fields<'_>, timing: &mut Timing) {
        for (name, time) in words::TIMING {
            self.set(fields, name, time(timing), Self::duration);
        }
    }
}
