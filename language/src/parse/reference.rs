//! References: `L1.slot.8`, `T1.side.2`, `Backup`, `free.DLT`, `inject`, and what of it fits where.

mod kind;

pub(super) use kind::ReferenceKind;
use kind::phrases;

use rsmlab_engine::record::state::OperatorRequestKind;

use super::Reader;
use super::fields::GivenValue;
use super::names::{Maker, NamedThing};
use super::slip;
use crate::diagnose::Mistake;
use crate::model::{ElementPlace, MediaType, Name, Reference, Span, SystemPool, Whereabouts};
use crate::signature::Brings;

/// The words that mean something wherever a reference can stand.
const WORDS: &[(&str, Reference)] = &[
    ("unknown", Reference::Unknown),
    ("nothing", Reference::Nothing),
    ("offline", Reference::Offline),
    ("computer", Reference::Computer),
    ("database", Reference::Database),
    ("root", Reference::RootPool),
];

const LIBRARY_PARTS: &[&str] = &["changer", "transport", "slot", "drive", "port", "door", "magazine", "reader", "floor"];
const CARTRIDGE_PARTS: &[&str] = &["physical", "logical", "side"];

/// A part of a library: of which there are some, and what to make of its number.
struct NumberedPart {
    count: usize,
    /// Whether the number can be left out.
    first_if_unsaid: bool,
    make: fn(Name, u16) -> Reference,
}

impl Reader {
    /// What a value refers to, if it is one of these kinds.
    pub(super) fn reference(&mut self, given: &GivenValue<'_>, fits: &[ReferenceKind]) -> Option<Reference> {
        let Some(text) = given.value.as_string() else {
            return self.wrong(given, &phrases(fits));
        };
        self.refer(given, text, fits, fits)
    }

    /// What a value refers to, where any id can be passed but some are likely to be meant.
    pub(super) fn id(&mut self, given: &GivenValue<'_>, likely: &[ReferenceKind]) -> Option<Reference> {
        match given.value.as_string() {
            Some(text) => self.refer(given, text, &ReferenceKind::passed(), likely),
            None => self.wrong(given, &format!("{} or #null", phrases(likely))),
        }
    }

    /// Several ids that a call passes, joined with `+`.
    pub(super) fn ids(&mut self, given: &GivenValue<'_>) -> Option<Vec<Reference>> {
        self.references(given, &ReferenceKind::passed())
    }

    /// What a text within a value refers to.
    fn refer(&mut self, given: &GivenValue<'_>, text: &str, fits: &[ReferenceKind], likely: &[ReferenceKind]) -> Option<Reference> {
        let reference = self.resolve(given, text, likely)?;
        let kind = ReferenceKind::of(&reference);
        if fits.contains(&kind) {
            return Some(reference);
        }
        let message = format!("`{text}` is {}, but {} takes {}", kind.phrase(), given.what, phrases(fits));
        self.mistake(Mistake::new(given.span, message, format!("this is {}", kind.phrase())));
        None
    }

    /// Several references, joined with `+`.
    pub(super) fn references(&mut self, given: &GivenValue<'_>, fits: &[ReferenceKind]) -> Option<Vec<Reference>> {
        let text = self.text(given)?;
        let bare = text.len() == given.span.length;
        let mut offset = given.span.offset;
        let parts = text.split('+').map(|part| {
            let span = if bare { Span { offset, length: part.len() } } else { given.span };
            offset += part.len() + 1;
            let given = GivenValue { value: given.value, span, what: given.what.clone() };
            self.refer(&given, part, fits, fits)
        });
        // All of them are read before it is known whether one made no sense.
        parts.collect::<Vec<_>>().into_iter().collect()
    }

    /// A place that can hold a cartridge.
    pub fn place(&mut self, given: &GivenValue<'_>) -> Option<ElementPlace> {
        self.reference(given, ReferenceKind::PLACES).and_then(|reference| reference.place())
    }

    /// A place that can hold a cartridge, the floor of a library, or the shelf.
    pub fn whereabouts(&mut self, given: &GivenValue<'_>) -> Option<Whereabouts> {
        if given.value.as_string() == Some("shelf") {
            return Some(Whereabouts::Shelf);
        }
        match self.reference(given, ReferenceKind::WHEREABOUTS)? {
            Reference::Floor(library) => Some(Whereabouts::Floor(library)),
            reference => reference.place().map(Whereabouts::In),
        }
    }

    /// The name of something of a kind.
    pub fn named(&mut self, given: &GivenValue<'_>, wanted: NamedThing) -> Option<Name> {
        let text = self.text(given)?;
        match self.names.get(&text) {
            Some((thing, _)) if thing == wanted => Name::new(&text),
            Some((thing, place)) => {
                let message = format!("`{text}` is {}, but {} takes {}", thing.phrase(), given.what, wanted.phrase());
                self.mistake(Mistake::new(given.span, message, format!("no {}", &wanted.phrase()[2..])).other(place, "declared here"));
                None
            }
            None if self.names.is_lost(&text) => None,
            None => {
                let what = &wanted.phrase()[2..];
                let mistake = Mistake::new(given.span, format!("there is no {what} `{text}`"), "not declared");
                let mistake = mistake.fits(&text, self.names.of(|thing| thing == wanted));
                self.mistake(mistake);
                None
            }
        }
    }

    /// The name that an earlier statement gave with `as=`, if what it named fits. Some words would fit too.
    pub fn made(&mut self, given: &GivenValue<'_>, fits: impl Fn(Maker) -> bool, phrase: &str, words: &[&str]) -> Option<Name> {
        let text = self.text(given)?;
        self.made_by_name(given, &text, fits, phrase, words)
    }

    fn made_by_name(
        &mut self,
        given: &GivenValue<'_>,
        text: &str,
        fits: impl Fn(Maker) -> bool,
        phrase: &str,
        words: &[&str],
    ) -> Option<Name> {
        let mistake = match self.names.get(text) {
            // What is misspelt may have been meant to bring anything.
            Some((NamedThing::Made(maker), place)) if fits(maker) || maker == Maker::Call(None) => {
                if place.offset < given.span.offset {
                    return Name::new(text);
                }
                let mistake = Mistake::new(given.span, format!("`{text}` is used before it is made"), "nothing has that name yet");
                mistake.other(place, "it gets its name here")
            }
            Some((thing, place)) => {
                let message = format!("`{text}` is the name of {}, but {} takes {phrase}", thing.phrase(), given.what);
                Mistake::new(given.span, message, format!("not {phrase}")).other(place, "named here")
            }
            None if self.names.is_lost(text) => return None,
            None => {
                let fitting = |thing| matches!(thing, NamedThing::Made(maker) if fits(maker));
                let names: Vec<&str> = self.names.of(fitting).collect();
                let mistake = Mistake::new(given.span, format!("nothing is named `{text}`"), format!("{phrase} is named with `as=`"));
                mistake.fits(text, [words, &names].concat())
            }
        };
        self.mistake(mistake);
        None
    }

    fn resolve(&mut self, given: &GivenValue<'_>, text: &str, likely: &[ReferenceKind]) -> Option<Reference> {
        if let Some((_, reference)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Some(reference.clone());
        }
        if let Some(kind) = OperatorRequestKind::from_name(text) {
            return Some(Reference::OperatorRequest(kind));
        }
        if let Some(media_type) = MediaType::from_name(text) {
            return Some(Reference::MediaType(media_type));
        }
        let mut parts = text.split('.');
        let head = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        if let Some(pool) = SystemPool::ALL.into_iter().find(|pool| pool.word() == head) {
            return self.system_pool(given, pool, &rest);
        }
        match self.names.get(head) {
            Some((NamedThing::Library, _)) => self.part(given, Name::new(head)?, &rest),
            Some((NamedThing::Cartridge, _)) => self.cartridge_part(given, Name::new(head)?, &rest),
            Some((NamedThing::Pool, _)) if rest.is_empty() => Name::new(head).map(Reference::Pool),
            Some((NamedThing::Made(_), _)) if rest.is_empty() => {
                self.made_by_name(given, head, is_request, "a request", &[]).map(Reference::Made)
            }
            Some((thing, place)) => {
                let nothing = if rest.is_empty() { "cannot be referred to" } else { "has no parts" };
                let mistake = Mistake::new(given.span, format!("`{head}` is {}, which {nothing}", thing.phrase()), "means nothing");
                self.mistake(mistake.other(place, "named here"));
                None
            }
            None if self.names.is_lost(head) => None,
            None if self.meant(text).is_some() => {
                let mistake = Mistake::new(given.span, format!("there is no `{text}`"), "not with points");
                let help = self.meant(text).map(|meant| format!("write {meant}")).unwrap_or_default();
                self.mistake(mistake.help(help));
                None
            }
            None => {
                let words = WORDS.iter().filter(|(_, reference)| likely.contains(&ReferenceKind::of(reference))).map(|(word, _)| *word);
                let pools = SystemPool::ALL.into_iter().filter(|_| likely.contains(&ReferenceKind::SystemPool)).map(SystemPool::word);
                let words: Vec<&str> = words.chain(pools).collect();
                let names: Vec<&str> = self.names.of(|thing| may_lead_to(thing, likely)).collect();
                let fitting = [names, words].concat();
                let mistake = Mistake::new(given.span, format!("there is no `{head}`"), "not declared").fits(head, fitting);
                self.mistake(mistake);
                None
            }
        }
    }

    /// What a text would refer to if it was written with points.
    fn meant(&self, text: &str) -> Option<String> {
        let is_part = |(head, _): (&str, &str)| matches!(self.names.get(head), Some((NamedThing::Library | NamedThing::Cartridge, _)));
        slip::reference(text).filter(|meant| meant != text && meant.split_once('.').is_some_and(is_part))
    }

    fn system_pool(&mut self, given: &GivenValue<'_>, pool: SystemPool, rest: &[&str]) -> Option<Reference> {
        match rest {
            [] => Some(Reference::SystemPool(pool, None)),
            [name] => {
                let media_type = MediaType::from_name(name);
                if media_type.is_none() {
                    let mistake = Mistake::new(given.span, format!("`{name}` is no media type"), "no such pool");
                    self.mistake(mistake.fits(name, MediaType::all().map(MediaType::name)));
                }
                media_type.map(|media_type| Reference::SystemPool(pool, Some(media_type)))
            }
            _ => self.no_such_part(given, pool.word(), "is followed by a media type at most"),
        }
    }

    fn part(&mut self, given: &GivenValue<'_>, library: Name, rest: &[&str]) -> Option<Reference> {
        let (part, number, cell) = match rest {
            [] => return Some(Reference::Library(library)),
            ["changer"] => return Some(Reference::Changer(library)),
            ["reader"] => return Some(Reference::Reader(library)),
            ["floor"] => return Some(Reference::Floor(library)),
            [part] => (*part, None, None),
            [part, number] => (*part, Some(*number), None),
            ["port", number, cell] => ("port", Some(*number), Some(*cell)),
            _ => return self.no_such_part(given, library.as_str(), "has no part of so many words"),
        };
        let Some(parts) = self.parts(&library, part) else {
            let mistake = Mistake::new(given.span, format!("`{library}` has no part `{part}`"), "unknown part");
            let whole = [&[library.as_str()], rest].concat().join(".");
            self.mistake(match self.meant(&whole) {
                Some(meant) => mistake.help(format!("write {meant}")),
                None => mistake.fits(part, LIBRARY_PARTS.iter().copied()),
            });
            return None;
        };
        let number = self.number_of(given, library.as_str(), part, number, &parts)?;
        let Some(cell) = cell else { return Some((parts.make)(library, number)) };
        let index = usize::from(number) - 1;
        let cells = self.libraries.iter().find(|known| known.name == library).and_then(|known| known.ports.get(index));
        let cells = cells.map_or(usize::from(u16::MAX), |port| usize::from(port.cells));
        let port = format!("{library}.port.{number}");
        let cell = self.ordinal(given, &port, "cell", cell, cells)?;
        Some(Reference::Cell(library, number, cell))
    }

    /// The parts of a library by their word. Of a library that made no sense, any number exists.
    fn parts(&self, library: &Name, part: &str) -> Option<NumberedPart> {
        let known = self.libraries.iter().find(|known| known.name == *library);
        let count = |count: usize| if known.is_some() { count } else { usize::from(u16::MAX) };
        let of = |list: Option<usize>| count(list.unwrap_or(0));
        Some(match part {
            "transport" => NumberedPart {
                count: of(known.map(|library| library.transports.into())),
                first_if_unsaid: true,
                make: Reference::Transport,
            },
            "slot" => NumberedPart { count: of(known.map(|library| library.slots.into())), first_if_unsaid: false, make: Reference::Slot },
            "drive" => {
                NumberedPart { count: of(known.map(|library| library.drives.len())), first_if_unsaid: false, make: Reference::Drive }
            }
            "port" => NumberedPart { count: of(known.map(|library| library.ports.len())), first_if_unsaid: true, make: Reference::Port },
            "door" => NumberedPart { count: of(known.map(|library| library.doors.len())), first_if_unsaid: true, make: Reference::Door },
            "magazine" => {
                NumberedPart { count: of(known.map(|library| library.magazines.len())), first_if_unsaid: false, make: Reference::Magazine }
            }
            _ => return None,
        })
    }

    fn number_of(&mut self, given: &GivenValue<'_>, library: &str, part: &str, number: Option<&str>, parts: &NumberedPart) -> Option<u16> {
        match number {
            Some(number) => self.ordinal(given, library, part, number, parts.count),
            None if parts.first_if_unsaid => self.ordinal(given, library, part, "1", parts.count),
            None => {
                let mistake = Mistake::new(given.span, format!("which {part} of `{library}`?"), "no number");
                self.mistake(mistake.help(format!("say its number: {library}.{part}.1")));
                None
            }
        }
    }

    /// The number of a part, counted from 1, of which there are so many.
    fn ordinal(&mut self, given: &GivenValue<'_>, whole: &str, part: &str, number: &str, count: usize) -> Option<u16> {
        let found = number.parse::<u16>().ok().filter(|number| *number > 0 && usize::from(*number) <= count);
        if found.is_none() || number.starts_with(['+', '0']) {
            let mistake = Mistake::new(given.span, format!("`{whole}` has no {part} `{number}`"), "does not exist");
            // A cell is called by its number alone.
            let called = if part == "cell" { whole.to_owned() } else { format!("{whole}.{part}") };
            let help = match count {
                0 => format!("it has no {part} at all"),
                1 => format!("it has one: {called}.1"),
                _ => format!("it has {count}, {called}.1 to {called}.{count}"),
            };
            self.mistake(mistake.help(help));
            return None;
        }
        found
    }

    fn cartridge_part(&mut self, given: &GivenValue<'_>, cartridge: Name, rest: &[&str]) -> Option<Reference> {
        match rest {
            [] => Some(Reference::Cartridge(cartridge)),
            ["physical"] => Some(Reference::PhysicalMedium(cartridge)),
            ["logical"] => Some(Reference::LogicalMedium(cartridge)),
            ["side", number] => {
                let sides = self.cartridges.iter().find(|known| known.name == cartridge);
                let sides = sides.map_or(usize::from(u8::MAX), |known| known.sides.len());
                let number = self.ordinal(given, cartridge.as_str(), "side", number, sides)?;
                u8::try_from(number).ok().map(|number| Reference::Side(cartridge, number))
            }
            ["side"] => self.no_such_part(given, "side", "has to have a number"),
            [part, ..] => {
                let mistake = Mistake::new(given.span, format!("`{cartridge}` has no part `{part}`"), "unknown part");
                self.mistake(mistake.fits(part, CARTRIDGE_PARTS.iter().copied()));
                None
            }
        }
    }

    fn no_such_part<T>(&mut self, given: &GivenValue<'_>, whole: &str, why: &str) -> Option<T> {
        self.mistake(Mistake::new(given.span, format!("`{whole}` {why}"), "means nothing"));
        None
    }
}

/// Whether a statement brings a request, which has an id.
fn is_request(maker: Maker) -> bool {
    maker == Maker::Expect || maker.brings(Brings::Request)
}

/// Whether the name of a thing can begin a reference that fits.
fn may_lead_to(thing: NamedThing, fits: &[ReferenceKind]) -> bool {
    let kinds: &[ReferenceKind] = match thing {
        NamedThing::Library => &[
            ReferenceKind::Library,
            ReferenceKind::Changer,
            ReferenceKind::Transport,
            ReferenceKind::Slot,
            ReferenceKind::Drive,
            ReferenceKind::Port,
            ReferenceKind::Door,
            ReferenceKind::Magazine,
            ReferenceKind::Reader,
            ReferenceKind::Floor,
        ],
        NamedThing::Cartridge => {
            &[ReferenceKind::Cartridge, ReferenceKind::PhysicalMedium, ReferenceKind::LogicalMedium, ReferenceKind::Side]
        }
        NamedThing::Pool => &[ReferenceKind::Pool],
        NamedThing::Made(maker) if is_request(maker) => &[ReferenceKind::Made],
        NamedThing::Client | NamedThing::Made(_) => &[],
    };
    kinds.iter().any(|kind| fits.contains(kind))
}
