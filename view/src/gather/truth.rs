//! Truth: what is so according to the journal of the run, whatever the engine believes.

use std::collections::BTreeMap;
use std::sync::Arc;

use rsmlab_engine::port::hardware::{Gate, LibraryAddress};
use rsmlab_harness::runner::journal::{Condition, DeviceWork, DriveState, Journal, JournalEntry, LibraryDevice, PhysicalFact, Posture};

use super::build;
use super::lanes::Lanes;
use super::state::StateLedger;
use crate::model::{Cartridge, Library, What};

/// What is so at the event at hand.
pub struct Truth<'j> {
    journal: Option<&'j Journal>,
    rest: &'j [JournalEntry],
    /// The cartridge in each place that holds one of its own.
    held: BTreeMap<Arc<str>, usize>,
    places: BTreeMap<usize, Arc<str>>,
}

impl<'j> Truth<'j> {
    /// The truth as a journal has it, before the first event.
    pub fn of(journal: Option<&'j Journal>) -> Self {
        let rest = journal.map_or(&[][..], |journal| &journal.entries);
        Self { journal, rest, held: BTreeMap::new(), places: BTreeMap::new() }
    }

    /// Whether anything is known of it.
    pub const fn is_known(&self) -> bool {
        self.journal.is_some()
    }

    /// How the libraries are built.
    pub fn libraries(&self) -> Vec<Library> {
        self.journal.map_or_else(Vec::new, |journal| journal.libraries.iter().map(build::library).collect())
    }

    /// The cartridges.
    pub fn cartridges(&self) -> Vec<Cartridge> {
        let shells = self.journal.map_or(&[][..], |journal| &journal.cartridges);
        let text = |text: &Arc<str>| text.to_string();
        let cartridge = |shell: &rsmlab_harness::runner::journal::Shell| Cartridge {
            name: text(&shell.name),
            cleaner: shell.cleaner,
            bar_code: shell.bar_code.as_ref().map(text),
        };
        shells.iter().map(cartridge).collect()
    }

    /// The cartridge of this name.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.journal?.cartridges.iter().position(|shell| *shell.name == *name)
    }

    /// The cartridge in this place.
    pub fn at(&self, place: &str) -> Option<usize> {
        self.held.get(place).copied()
    }

    /// Takes in what has become so before the time of an event. It belongs to the event before: that is what one would see there.
    pub fn before(&mut self, event: usize, at: u64, ledger: &mut StateLedger, lanes: &mut Lanes) {
        let of = event.saturating_sub(1);
        self.take_while(of, |entry| entry.at.0 < at && entry.with.0 as usize <= event, ledger, lanes);
    }

    /// Takes in what has become so with an event.
    pub fn with(&mut self, event: usize, ledger: &mut StateLedger, lanes: &mut Lanes) {
        self.take_while(event, |entry| entry.with.0 as usize <= event, ledger, lanes);
    }

    /// Takes in what is left when the last event has happened.
    pub fn rest(&mut self, last: usize, ledger: &mut StateLedger, lanes: &mut Lanes) {
        self.take_while(last, |_| true, ledger, lanes);
    }

    fn take_while(&mut self, event: usize, is_due: impl Fn(&JournalEntry) -> bool, ledger: &mut StateLedger, lanes: &mut Lanes) {
        let count = self.rest.partition_point(is_due);
        let (now, rest) = self.rest.split_at(count);
        self.rest = rest;
        now.iter().for_each(|entry| self.take(entry, event, ledger, lanes));
    }

    fn take(&mut self, entry: &JournalEntry, event: usize, ledger: &mut StateLedger, lanes: &mut Lanes) {
        let now = (event, entry.at.0);
        match &entry.fact {
            PhysicalFact::Place(cartridge, place) => {
                let name = self.journal.map_or("", |journal| &journal.cartridges[*cartridge].name);
                ledger.set_of(event, What::Place, name, place, Some(*cartridge));
                if let Some(before) = self.places.insert(*cartridge, Arc::clone(place)) {
                    if self.held.get(&before) == Some(cartridge) {
                        self.held.remove(&before);
                    }
                    lanes.leaves(now, &before, name);
                }
                self.held.insert(Arc::clone(place), *cartridge);
                lanes.arrives(now, place, name);
            }
            PhysicalFact::Device(device, posture) => {
                let name = self.name_of(*device);
                self.device(now, *device, &name, *posture, ledger, lanes);
            }
        }
    }

    fn name_of(&self, device: LibraryDevice) -> String {
        let library = |address: LibraryAddress| {
            let built = self.journal.and_then(|journal| journal.libraries.get(usize::from(address.0)));
            built.map_or_else(String::new, |built| built.name.to_string())
        };
        match device {
            LibraryDevice::Library(address) => library(address),
            LibraryDevice::Transport(address, number) => format!("{}.transport.{number}", library(address)),
            LibraryDevice::Drive(address, number) => format!("{}.drive.{number}", library(address)),
            LibraryDevice::Gate(address, Gate::Port(number)) => format!("{}.port.{number}", library(address)),
            LibraryDevice::Gate(address, Gate::Door(number)) => format!("{}.door.{number}", library(address)),
            LibraryDevice::Gate(address, Gate::Keypad) => format!("{}.keypad", library(address)),
            LibraryDevice::Magazine(address, number) => format!("{}.magazine.{number}", library(address)),
        }
    }

    fn device(&self, now: (usize, u64), device: LibraryDevice, name: &str, posture: Posture, ledger: &mut StateLedger, lanes: &mut Lanes) {
        let event = now.0;
        match posture {
            Posture::Library(condition) => {
                let trouble = trouble(condition);
                ledger.set(event, What::Trouble, name, trouble);
                lanes.library_is(now, name, trouble);
            }
            Posture::Transport(work, visited) => {
                ledger.set(event, What::Work, name, &lanes.words_of(work));
                let library = name.split(".transport.").next().unwrap_or_default();
                ledger.set(event, What::Stand, name, &visited.map_or_else(String::new, |place| format!("{library}.{place}")));
                lanes.works(now, device, name, work);
            }
            Posture::Drive(work, load, installed) => {
                ledger.set(event, What::Work, name, &lanes.words_of(work));
                ledger.set(event, What::Load, name, load_word(load));
                ledger.set(event, What::Installed, name, if installed { "in" } else { "out" });
                lanes.works(now, device, name, work);
            }
            Posture::Gate(open, locked) => {
                ledger.set(event, What::Open, name, if open { "open" } else { "closed" });
                ledger.set(event, What::Lock, name, if locked { "locked" } else { "unlocked" });
                lanes.stands(now, name, open);
            }
            Posture::Magazine(inside) => ledger.set(event, What::Installed, name, if inside { "in" } else { "out" }),
        }
    }
}

const fn trouble(condition: Condition) -> &'static str {
    match condition {
        Condition::Ready => "",
        Condition::Starting => "starting",
        Condition::Offline => "offline",
        Condition::Disconnected => "disconnected",
    }
}

const fn load_word(load: DriveState) -> &'static str {
    match load {
        DriveState::Unloaded => "unloaded",
        DriveState::Loading => "loading",
        DriveState::Loaded => "loaded",
        DriveState::Unloading => "unloading",
        DriveState::Cleaning => "cleaning",
    }
}

/// Whether a device is at work.
pub const fn is_at_work(work: DeviceWork) -> bool {
    !matches!(work, DeviceWork::Rest)
}
