//! Provenance: which cartridge each medium on record was made of.
//!
//! Bar codes and labels do not identify it: two cartridges can have the same. What identifies it is where a cartridge truly was
//! when the engine under test, which made the record, was told of it (D-092).

use std::collections::BTreeMap;

use rsmlab_engine::change::{Change, MediumField, Object};
use rsmlab_engine::id::{Guid, LibraryRef};
use rsmlab_engine::port::hardware::{Element, LibraryAddress};
use rsmlab_engine::record::Place;
use rsmlab_engine::records::Records;

use crate::checker::truth::Looks;
use crate::database::id_of;
use rsmlab_language::model::{Name, Reference, Setup};
use rsmlab_sim::hardware::{CartridgeId, Hardware};

/// The cartridges of the media that an engine has put on record.
#[derive(Clone, Debug, Default)]
pub(super) struct Provenance {
    cartridges: BTreeMap<Guid, CartridgeId>,
    /// The media of each cartridge, the last one made last.
    media: BTreeMap<CartridgeId, Vec<Guid>>,
}

impl Provenance {
    /// What is known when a scenario begins: the media it has in its database, each of the cartridge it belongs to.
    pub fn new(setup: &Setup) -> Self {
        let mut provenance = Self::default();
        for (number, cartridge) in (0..).map(CartridgeId).zip(&setup.cartridges) {
            provenance.made(own_medium(&cartridge.name), number);
        }
        provenance
    }

    /// Something is to be made durable: perhaps that a cartridge was found. What counts is where its record ends up: on the way
    /// there it may have been taken for another with the same bar code.
    pub fn written(&mut self, changes: &[Change], records: &Records, looks: &Looks, hardware: &Hardware) {
        for change in changes {
            let Change::Insert(Object::Medium(at, medium)) = change else { continue };
            let moved = changes.iter().rev().find_map(|change| match change {
                Change::Medium(other, MediumField::Place(library, place)) if other == at => Some((*library, *place)),
                _ => None,
            });
            let (library, place) = moved.unwrap_or((medium.library, medium.place));
            let Some((address, element)) = element(library, place, records) else { continue };
            let found = looks.content(address, element).or_else(|| hardware.content(address, element));
            if let Some(cartridge) = found {
                self.made(medium.guid, cartridge);
            }
        }
    }

    fn made(&mut self, medium: Guid, cartridge: CartridgeId) {
        // What a store refused is written again, by then perhaps of what came there meanwhile.
        if let Some(before) = self.cartridges.insert(medium, cartridge) {
            self.media.entry(before).or_default().retain(|other| *other != medium);
        }
        self.media.entry(cartridge).or_default().push(medium);
    }

    /// The cartridge that a medium was made of.
    pub fn cartridge_of(&self, medium: Guid) -> Option<CartridgeId> {
        self.cartridges.get(&medium).copied()
    }

    /// The media that were made of a cartridge, the last one first.
    pub fn media_of(&self, cartridge: CartridgeId) -> impl Iterator<Item = Guid> {
        self.media.get(&cartridge).into_iter().flatten().rev().copied()
    }
}

/// The id of the record that a scenario makes of a cartridge.
pub(super) fn own_medium(cartridge: &Name) -> Guid {
    id_of(&Reference::PhysicalMedium(cartridge.clone()))
}

/// Where the hardware is of a place on record. A library is on record before anybody looks into it.
fn element(library: LibraryRef, place: Place, records: &Records) -> Option<(LibraryAddress, Element)> {
    let element = match place {
        Place::Slot(at) => Element::Slot(records.slots.get(at)?.number),
        Place::Drive(at) => Element::Drive(records.drives.get(at)?.number),
        Place::Port(at, cell) => Element::Port(records.ports.get(at)?.number, cell),
        Place::Transport | Place::Offline => return None,
    };
    Some((records.libraries.get(library)?.address?, element))
}
