//! Belief and truth: where the hardware has looked, what is on record must be what is there.

use std::collections::{BTreeMap, BTreeSet};

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Action, Command, Completion, Element, LibraryAddress, Outcome};
use rsmlab_engine::record::state::{BarCodeState, SlotState};
use rsmlab_engine::record::{Medium, Place};
use thiserror::Error;

use super::belief::Belief;
use crate::hardware::{CartridgeId, Hardware, Spot, Sticker};

/// What was truly in an element when an inventory or a move last told the engine of it.
///
/// A person, a fault or a robot nobody listened to may have changed it since; then nobody can blame the engine, and
/// the element is not compared until it is looked at again.
#[derive(Clone, Debug, Default)]
pub struct Looks {
    commands: BTreeMap<CommandId, Command>,
    seen: BTreeMap<(LibraryAddress, Element), Option<CartridgeId>>,
}

/// A place of which the record says something else than what is there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the record of {place} is not what is there: {truth}, but on record {belief}")]
pub struct Mistaken {
    /// The place.
    pub place: String,
    /// What is there.
    pub truth: String,
    /// What is on record.
    pub belief: String,
}

impl Looks {
    /// A command is on its way.
    pub fn commanded(&mut self, command: &Command) {
        self.commands.insert(command.id, command.clone());
    }

    /// A command has ended, and the engine has been told. Of a move that failed, nobody knows where it ended.
    pub fn completed(&mut self, hardware: &Hardware, completion: &Completion) {
        let Some(Command { library, action, .. }) = self.commands.remove(&completion.command) else { return };
        match (action, &completion.result) {
            (Action::ReadElements(_), Ok(Outcome::Elements(elements))) => {
                for status in elements.iter().filter(|status| status.accessible) {
                    self.see(hardware, library, status.element);
                }
            }
            (Action::Move { from, to, .. }, Ok(_)) => {
                self.see(hardware, library, from);
                self.see(hardware, library, to);
            }
            (Action::Move { from, to, .. }, Err(_)) => {
                self.seen.remove(&(library, from));
                self.seen.remove(&(library, to));
            }
            (Action::ReadElements(_), _) | (Action::Describe | Action::Load(_) | Action::Unload(_) | Action::ReadLabel(_), _) => {}
            (Action::Clean(_) | Action::SetAccess(..), _) => {}
        }
    }

    /// The process is gone, and with it everything that was not durable.
    pub fn stopped(&mut self) {
        self.commands.clear();
        self.seen.clear();
    }

    fn see(&mut self, hardware: &Hardware, library: LibraryAddress, element: Element) {
        self.seen.insert((library, element), hardware.content(library, element));
    }

    /// Compares every place that was looked at and has not changed since.
    ///
    /// # Errors
    /// The first place of which the record is wrong. A slot that the record itself calls in need of an inventory is
    /// not compared: there the engine claims nothing.
    pub fn compare(&self, hardware: &Hardware, belief: &Belief) -> Result<(), Mistaken> {
        let recorded = Recorded::new(belief);
        let current = |(address, element): (LibraryAddress, Element), seen| hardware.content(address, element) == seen;
        for (&(address, element), _) in self.seen.iter().filter(|(place, seen)| current(**place, **seen)) {
            let Some(recorded) = recorded.at(address, element) else { continue };
            let truth = hardware.content(address, element);
            if let Some(belief) = recorded.contradiction(hardware, element, truth, reads_bar_codes(hardware, address)) {
                let truth = truth.map_or_else(|| "it is empty".to_owned(), |id| format!("{} is in it", hardware.cartridge_name(id)));
                return Err(Mistaken { place: hardware.name_of(Spot::In(address, element)), truth, belief });
            }
        }
        Ok(())
    }
}

fn reads_bar_codes(hardware: &Hardware, address: LibraryAddress) -> bool {
    hardware.library(address).is_some_and(|library| library.bar_code_reader)
}

/// What is on record of every place of the libraries that are on record.
struct Recorded<'a> {
    places: BTreeMap<(LibraryAddress, Element), OfPlace<'a>>,
}

/// What is on record of a place.
#[derive(Clone, Default)]
struct OfPlace<'a> {
    slot: Option<SlotState>,
    media: Vec<&'a Medium>,
}

impl<'a> Recorded<'a> {
    fn new(belief: &'a Belief) -> Self {
        let mut places: BTreeMap<_, OfPlace<'a>> = BTreeMap::new();
        let address = |library| belief.libraries.get(&library).and_then(|library| library.address);
        for slot in belief.slots.values() {
            if let Some(address) = address(slot.library) {
                places.insert((address, Element::Slot(slot.number)), OfPlace { slot: Some(slot.state), media: Vec::new() });
            }
        }
        for drive in belief.drives.values() {
            if let Some(address) = address(drive.library) {
                places.insert((address, Element::Drive(drive.number)), OfPlace::default());
            }
        }
        for port in belief.ports.values() {
            if let Some(address) = address(port.library) {
                places.extend((1..=port.cells).map(|cell| ((address, Element::Port(port.number, cell)), OfPlace::default())));
            }
        }
        for medium in belief.media.values() {
            let element = match medium.place {
                Place::Slot(slot) => belief.slots.get(&slot).map(|slot| (slot.library, Element::Slot(slot.number))),
                Place::Drive(drive) => belief.drives.get(&drive).map(|drive| (drive.library, Element::Drive(drive.number))),
                Place::Port(port, cell) => belief.ports.get(&port).map(|port| (port.library, Element::Port(port.number, cell))),
                Place::Transport | Place::Offline => None,
            };
            let place = element.and_then(|(library, element)| Some((address(library)?, element)));
            if let Some(of_place) = place.and_then(|place| places.get_mut(&place)) {
                of_place.media.push(medium);
            }
        }
        Self { places }
    }

    fn at(&self, address: LibraryAddress, element: Element) -> Option<&OfPlace<'a>> {
        self.places.get(&(address, element))
    }
}

impl OfPlace<'_> {
    /// What the record says that is not true, in words.
    fn contradiction(&self, hardware: &Hardware, element: Element, truth: Option<CartridgeId>, reads_bar_codes: bool) -> Option<String> {
        match (self.slot, truth) {
            (Some(SlotState::NeedsInventory | SlotState::Unknown), _) => return None,
            (Some(state @ (SlotState::Empty | SlotState::NotPresent)), Some(_)) => return Some(format!("it is {state}")),
            (Some(state @ (SlotState::Full | SlotState::NotPresent)), None) => return Some(format!("it is {state}")),
            (Some(SlotState::Full), Some(_)) | (Some(SlotState::Empty), None) | (None, _) => {}
        }
        let names =
            || self.media.iter().map(|medium| medium.name.as_ref()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" and ");
        // What lies in a port and has not been taken in needs no record of its own.
        if matches!(element, Element::Port(..)) && self.media.is_empty() {
            return None;
        }
        match (truth, self.media.as_slice()) {
            (None, []) => None,
            (None, [_, ..]) => Some(format!("{} is in it", names())),
            (Some(_), []) => Some("no medium is in it".into()),
            (Some(_), [_, _, ..]) => Some(format!("{} are all in it", names())),
            (Some(id), [medium]) => match hardware.cartridge(id).map(|cartridge| &cartridge.sticker) {
                Some(Sticker::Text(text)) if reads_bar_codes && medium.bar_code.as_ref() != Some(text) => Some(match &medium.bar_code {
                    Some(other) => format!("the medium with bar code {other} is in it"),
                    None => format!("{} without a bar code is in it", medium.name),
                }),
                Some(Sticker::Unreadable | Sticker::None)
                    if reads_bar_codes && medium.bar_code_state == BarCodeState::Ok && medium.bar_code.is_some() =>
                {
                    Some(format!("{} is in it, with a bar code that nobody can read", medium.name))
                }
                Some(Sticker::Text(_) | Sticker::Unreadable | Sticker::None) | None => None,
            },
        }
    }
}
