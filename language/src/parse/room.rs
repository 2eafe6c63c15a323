//! Room: where a cartridge goes of which only the library is said, so that a story can be told of any machine.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use super::fields::{Fields, GivenValue};
use super::names::NamedThing;
use crate::diagnose::Mistake;
use crate::grammar::{self, Property};
use crate::model::{Cartridge, ElementPlace, Library, LibraryType, Name, RecordedAt, Spot, Whereabouts};
use crate::tree::Node;

const AT: &[Property] = &[grammar::may("at")];

impl Reader {
    /// Whether a cartridge names a library alone as its place.
    pub fn takes_any_room(&self, node: &Node) -> bool {
        let at = Fields::among(node, AT).take("at");
        at.and_then(|given| given.value.as_string()).is_some_and(|place| self.is_library(place))
    }

    fn is_library(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|(thing, _)| thing == NamedThing::Library)
    }

    /// Where a cartridge is: a place, the shelf, or room in a library.
    pub fn home(&mut self, given: &GivenValue<'_>, cleaner: bool) -> Option<Whereabouts> {
        let name = given.value.as_string().filter(|name| self.is_library(name));
        let Some(name) = name else { return self.whereabouts(given) };
        // Of a library that made no sense nothing more is said.
        let library = self.libraries.iter().find(|library| library.name.as_str() == name)?;
        self.room.note(&self.cartridges);
        let room = self.room.first(library, cleaner);
        if room.is_none() {
            let mistake = Mistake::new(given.span, format!("`{name}` has no room left"), "full");
            let place = match library.kind {
                LibraryType::Robotic => "slot that can be reached and is not the cleaner's",
                LibraryType::Standalone => "drive",
            };
            self.mistake(mistake.help(format!("other cartridges of the scenario have taken every {place}")));
        }
        room.map(Whereabouts::In)
    }
}

/// The places that cartridges have taken, kept so that many can be told of a large library.
#[derive(Default)]
pub(super) struct TakenRoom {
    /// Where in each library cartridges are, or are taken to be.
    taken: BTreeMap<Name, BTreeSet<Spot>>,
    /// How many cartridges these are of.
    noted: usize,
    /// The slot of each library before which a cartridge that is no cleaner finds no room.
    from: BTreeMap<Name, u16>,
}

impl TakenRoom {
    /// Notes the places of the cartridges that have come since.
    fn note(&mut self, cartridges: &[Cartridge]) {
        for cartridge in cartridges.get(self.noted..).unwrap_or_default() {
            let physical = match &cartridge.at {
                Whereabouts::In(place) => Some(place),
                Whereabouts::Shelf | Whereabouts::Floor(_) => None,
            };
            let recorded = match cartridge.recorded_at() {
                Some(RecordedAt::Place(place)) => Some(place),
                Some(RecordedAt::Offline | RecordedAt::Library(_)) | None => None,
            };
            for place in [physical, recorded].into_iter().flatten() {
                self.taken.entry(place.library.clone()).or_default().insert(place.spot);
            }
        }
        self.noted = cartridges.len();
    }

    /// The first place that no other cartridge is in or taken to be in. A cleaner goes to the slot that is kept for it,
    /// other cartridges never do.
    fn first(&mut self, library: &Library, cleaner: bool) -> Option<ElementPlace> {
        let kept = library.cleaner_slot.filter(|_| cleaner);
        let from = self.from.get(&library.name).copied().unwrap_or(1);
        let slots = (from..=library.slots).filter(|slot| library.cleaner_slot != Some(*slot));
        // People load drives; a robot brings cartridges there only when they are wanted.
        let drives = (1..=library.counts().drives).filter(|_| library.kind == LibraryType::Standalone);
        let is_free = |spot: &Spot| !self.taken.get(&library.name).is_some_and(|taken| taken.contains(spot)) && !is_out(library, *spot);
        let mut spots = kept.into_iter().chain(slots).map(Spot::Slot).chain(drives.map(Spot::Drive));
        let spot = spots.find(is_free)?;
        if let Spot::Slot(slot) = spot
            && kept != Some(slot)
        {
            self.from.insert(library.name.clone(), slot);
        }
        Some(ElementPlace { library: library.name.clone(), spot })
    }
}

/// Whether a place is in a magazine that is out.
fn is_out(library: &Library, spot: Spot) -> bool {
    let magazine = match spot {
        Spot::Slot(slot) => library.magazine_of(slot),
        Spot::Transport(_) | Spot::Port(..) | Spot::Drive(_) => None,
    };
    magazine.and_then(|number| library.magazines.get(usize::from(number) - 1)).is_some_and(|magazine| magazine.out)
}
