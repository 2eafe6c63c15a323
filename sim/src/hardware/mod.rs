//! The hardware: what is physically true of libraries and cartridges.
//!
//! It takes the commands of [`rsmlab_engine::port::hardware`] and answers them in its own time. Where a cartridge is
//! stands in one place only, the element that holds it, so that [`Hardware::conservation`] has something to check.

mod approach;
pub mod barcode;
pub mod cartridge;
mod census;
mod changer;
mod condition;
pub mod door;
pub mod drive;
pub mod library;
pub mod lock;
pub mod magazine;
pub mod make;
mod manner;
pub mod port;
pub mod situation;
pub mod slot;
pub mod spec;
pub mod status;
pub mod transport;
mod travel;

use std::collections::BTreeSet;
use std::sync::Arc;

use rsmlab_engine::id::CommandId;
use rsmlab_engine::port::hardware::{Command, Completion, Element, Failure, Gate, HardwareEvent, LibraryAddress, Sense};
use thiserror::Error;

pub use self::barcode::Sticker;
pub use self::cartridge::{Cartridge, CartridgeId, CartridgePurpose, Recording};
use self::census::Census;
pub use self::changer::JobId;
pub use self::door::Stops;
pub use self::library::Library;
use self::library::numbered_mut;
pub use self::port::Opens;
pub use self::spec::{CartridgeSpec, DoorSpec, LibrarySpec, MagazineSpec, PortSpec, SpecError, Spot, Wear};
use crate::fault::{Fault, FaultId, FaultKind, FaultMisfit, FaultSite, Strike, Use};
use crate::stage::{Cause, Emission, Stage};

/// All libraries, all cartridges, and the shelf.
#[derive(Clone, Debug)]
pub struct Hardware {
    pub(crate) libraries: Vec<Library>,
    pub(crate) cartridges: Vec<Cartridge>,
    pub(crate) shelf: BTreeSet<CartridgeId>,
    pub(crate) census: Census,
}

/// A step of the hardware that has its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Due {
    /// A job of a library goes on.
    Job {
        /// The library.
        library: LibraryAddress,
        /// The job.
        job: JobId,
    },
    /// A library has been on for long enough to take commands.
    Ready {
        /// The library.
        library: LibraryAddress,
    },
}

/// What a library sees of the rest of the world while it acts.
pub(crate) struct Around<'a, 'b> {
    pub stage: &'a mut Stage<'b>,
    pub cartridges: &'a mut [Cartridge],
}

impl Around<'_, '_> {
    pub fn say(&mut self, said: Emission) {
        self.stage.say(said);
    }

    pub fn sense(&mut self, library: LibraryAddress, event: HardwareEvent, cause: Cause) {
        self.say(Emission::Sense { sense: Sense { library, event }, cause });
    }

    pub fn strike(&mut self, part: FaultSite, usage: Use, command: Option<CommandId>) -> Vec<Strike> {
        self.stage.strike(part, usage, command)
    }

    pub fn cartridge(&self, id: CartridgeId) -> &Cartridge {
        &self.cartridges[id.index()]
    }

    /// A drive has been cleaned: what troubled it because it was dirty is over.
    pub fn rid_of_dirt(&mut self, drive: FaultSite) {
        for (id, fault) in self.stage.faults.lift(drive, FaultKind::is_dirt) {
            self.say(Emission::Lifted { id, fault });
        }
    }

    /// One cleaning is gone.
    pub fn use_cleaner(&mut self, id: CartridgeId) {
        if let CartridgePurpose::Cleaner { cleans_left } = &mut self.cartridges[id.index()].kind {
            *cleans_left = cleans_left.saturating_sub(1);
        }
    }
}

/// A cartridge that is not in exactly one place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cartridge {cartridge} is in {} places instead of one: {}", .places.len(), .places.join(", "))]
pub struct Astray {
    /// Its name.
    pub cartridge: Arc<str>,
    /// Where it is.
    pub places: Vec<String>,
}

/// A fault that cannot be armed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unarmable {
    /// The part cannot have it.
    #[error(transparent)]
    Misfit(#[from] FaultMisfit),
    /// There is no such part.
    #[error("there is no such part to go wrong")]
    NoSuchPart,
}

impl Hardware {
    /// Builds libraries and puts cartridges where they are said to be.
    ///
    /// # Errors
    /// Whatever cannot be built, see [`SpecError`].
    pub fn new(libraries: Vec<LibrarySpec>, cartridges: Vec<CartridgeSpec>) -> Result<Self, SpecError> {
        if libraries.len() > usize::from(u16::MAX) {
            return Err(SpecError::TooManyLibraries(libraries.len()));
        }
        let libraries =
            (0..).zip(libraries).map(|(address, spec)| Library::new(LibraryAddress(address), spec)).collect::<Result<_, _>>()?;
        let mut hardware =
            Self { libraries, cartridges: Vec::with_capacity(cartridges.len()), shelf: BTreeSet::new(), census: Census::default() };
        for (id, spec) in (0..).map(CartridgeId).zip(cartridges) {
            let CartridgeSpec { name, kind, media_type, sticker, sides, at } = spec;
            if let Spot::Floor(address) = at
                && hardware.library(address).is_none()
            {
                return Err(SpecError::NoSuchPlace { cartridge: name, at });
            }
            if let Spot::In(address, element) = at {
                match hardware.library(address).and_then(|library| library.content(element)) {
                    Some(None) => {}
                    Some(Some(first)) => return Err(SpecError::Taken { first: hardware.cartridge_name(first), second: name, at }),
                    None => return Err(SpecError::NoSuchPlace { cartridge: name, at }),
                }
            }
            hardware.cartridges.push(Cartridge { name, kind, media_type, sticker, sides });
            hardware.census.enter(at);
            hardware.put(at, Some(id), id);
        }
        // So far everything is where it was put.
        hardware.count_again();
        Ok(hardware)
    }

    /// Takes a command. Its completion is said when its time has come; if there is no such library, at once.
    pub fn command(&mut self, stage: &mut Stage<'_>, command: Command) {
        self.command_by(stage, command, None);
    }

    /// Takes a command. If it is a move and a transport is named, that one makes it.
    pub fn command_by(&mut self, stage: &mut Stage<'_>, command: Command, transport: Option<u16>) {
        match self.libraries.get_mut(usize::from(command.library.0)) {
            Some(library) => library.accept(&mut Around { stage: &mut *stage, cartridges: &mut self.cartridges }, command, transport),
            None => {
                let completion = Completion { command: command.id, result: Err(Failure::NotConnected) };
                stage.say(Emission::Completion { library: command.library, completion, cause: Cause::Request });
            }
        }
        self.expire_faults(stage);
    }

    /// Withdraws a move, or the approach of a transport, that has not been begun: nothing is done, and nothing is said. Says whether there was
    /// one.
    pub fn withdraw(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, command: CommandId) -> bool {
        let Some(library) = self.libraries.get_mut(usize::from(address.0)) else { return false };
        library.withdraw_move(&mut Around { stage: &mut *stage, cartridges: &mut self.cartridges }, command)
    }

    /// Does what was due.
    pub fn due(&mut self, stage: &mut Stage<'_>, due: Due) {
        let (Due::Job { library, .. } | Due::Ready { library }) = due;
        if let Some(library) = self.libraries.get_mut(usize::from(library.0)) {
            let around = &mut Around { stage: &mut *stage, cartridges: &mut self.cartridges };
            match due {
                Due::Job { job, .. } => library.step(around, job),
                Due::Ready { .. } => library.is_ready_now(around),
            }
        }
        self.expire_faults(stage);
    }

    /// Arms a fault. A state of its part that begins at once is felt at once.
    ///
    /// # Errors
    /// [`Unarmable`] if there is no such part, or it cannot have this fault.
    pub fn arm(&mut self, stage: &mut Stage<'_>, fault: Fault) -> Result<FaultId, Unarmable> {
        if !self.has(fault.part) {
            return Err(Unarmable::NoSuchPart);
        }
        let (part, kind, at_once) = (fault.part, fault.kind, fault.on_use.is_none());
        let id = stage.faults.arm(stage.now, fault)?;
        if at_once && kind.is_a_state() {
            stage.watch(id);
            self.in_library_of(stage, part, |library, around| library.trouble_begins(around, part, kind, id, Cause::Present));
            if kind == FaultKind::Reset {
                // It is over as soon as it has begun.
                stage.faults.take(id);
            }
        }
        Ok(id)
    }

    /// Takes the faults of such a kind off a part. A library that was never connected is connected now.
    pub fn lift(&mut self, stage: &mut Stage<'_>, part: FaultSite, which: impl Fn(FaultKind) -> bool) {
        for (id, fault) in stage.faults.lift(part, which) {
            stage.say(Emission::Lifted { id, fault });
        }
        self.relieve(stage, part);
    }

    /// Takes off the faults that are over.
    pub fn expire_faults(&mut self, stage: &mut Stage<'_>) {
        for (id, fault) in stage.faults.expire(stage.now) {
            let part = fault.part;
            if fault.kind.is_a_state() {
                stage.say(Emission::Lifted { id, fault });
                self.relieve(stage, part);
            }
        }
    }

    /// Lets a part be as it is without the faults that are over.
    fn relieve(&mut self, stage: &mut Stage<'_>, part: FaultSite) {
        self.in_library_of(stage, part, |library, around| library.trouble_ends(around, part));
    }

    /// Does something in the library that a part belongs to, if it belongs to one.
    fn in_library_of(&mut self, stage: &mut Stage<'_>, part: FaultSite, act: impl FnOnce(&mut Library, &mut Around<'_, '_>)) {
        let library = part.library().and_then(|address| self.libraries.get_mut(usize::from(address.0)));
        if let Some(library) = library {
            act(library, &mut Around { stage, cartridges: &mut self.cartridges });
        }
    }

    /// Whether there is such a part.
    #[must_use]
    pub fn has(&self, part: FaultSite) -> bool {
        let there = |address, has: &dyn Fn(&Library) -> bool| self.library(address).is_some_and(has);
        let numbered = |number: u16, count: usize| (1..=count).contains(&usize::from(number));
        match part {
            FaultSite::Library(address) => there(address, &|_| true),
            FaultSite::Transports(address) => there(address, &|library| !library.is_standalone()),
            FaultSite::Transport(address, number) => there(address, &|library| numbered(number, library.transports.len())),
            FaultSite::Drive(address, number) => there(address, &|library| numbered(number, library.drives.len())),
            FaultSite::Slot(address, number) => there(address, &|library| numbered(number, library.slots.len())),
            FaultSite::Port(address, number) => there(address, &|library| numbered(number, library.ports.len())),
            FaultSite::Cell(address, number, cell) => {
                let cells = |library: &Library| library.ports.get(usize::from(number).wrapping_sub(1)).map_or(0, |port| port.cells.len());
                there(address, &|library| numbered(cell, cells(library)))
            }
            FaultSite::Door(address, number) => there(address, &|library| numbered(number, library.doors.len())),
            FaultSite::Magazine(address, number) => there(address, &|library| numbered(number, library.magazines.len())),
            FaultSite::Reader(address) => there(address, &|library| library.bar_code_reader),
            FaultSite::Cartridge(id) => id.index() < self.cartridges.len(),
            FaultSite::Database => true,
        }
    }

    /// A host keeps what is loaded in a drive, or keeps it no longer.
    pub fn hold_drive(&mut self, address: LibraryAddress, number: u16, held: bool) {
        let library = self.library_mut(address);
        if let Some(drive) = library.and_then(|library| numbered_mut(&mut library.drives, number)) {
            drive.held = held;
        }
    }

    /// The drives of a library draw in what is put into them from now on, but for what the software that manages it has put there.
    pub fn let_drives_draw_in(&mut self, address: LibraryAddress) {
        self.library_mut(address).into_iter().for_each(|library| library.draws_in = true);
    }

    /// Why a drive could not do what it has set about by itself since this was last asked, if it could not.
    pub fn take_failure_of_drive(&mut self, address: LibraryAddress, number: u16) -> Option<Failure> {
        numbered_mut(&mut self.library_mut(address)?.drives, number)?.gave_up.take()
    }

    /// Whether a drive has been cleaned since this was last asked.
    pub fn take_cleaning_of_drive(&mut self, address: LibraryAddress, number: u16) -> bool {
        let drive = self.library_mut(address).and_then(|library| numbered_mut(&mut library.drives, number));
        drive.is_some_and(|drive| std::mem::take(&mut drive.cleaned))
    }

    /// The library at an address.
    #[must_use]
    pub fn library(&self, address: LibraryAddress) -> Option<&Library> {
        self.libraries.get(usize::from(address.0))
    }

    pub(crate) fn library_mut(&mut self, address: LibraryAddress) -> Option<&mut Library> {
        self.libraries.get_mut(usize::from(address.0))
    }

    /// Every library, in the order of the addresses.
    pub fn libraries(&self) -> impl Iterator<Item = &Library> {
        self.libraries.iter()
    }

    /// Every cartridge with its id.
    pub fn cartridges(&self) -> impl Iterator<Item = (CartridgeId, &Cartridge)> {
        (0..).map(CartridgeId).zip(&self.cartridges)
    }

    /// A cartridge.
    #[must_use]
    pub fn cartridge(&self, id: CartridgeId) -> Option<&Cartridge> {
        self.cartridges.get(id.index())
    }

    /// Whether another cartridge has the same sticker.
    #[must_use]
    pub fn has_double(&self, id: CartridgeId) -> bool {
        let sticker = self.cartridge(id).map(|cartridge| &cartridge.sticker);
        let mut others = self.cartridges.iter().enumerate().filter(|(place, _)| *place != id.index());
        others.any(|(_, other)| Some(&other.sticker) == sticker)
    }

    /// What is in an element; nothing if there is no such element.
    #[must_use]
    pub fn content(&self, library: LibraryAddress, element: Element) -> Option<CartridgeId> {
        self.library(library)?.content(element).flatten()
    }

    /// Every place that holds a cartridge, with the cartridge: first the shelf and the floors, then library by library.
    pub fn held(&self) -> impl Iterator<Item = (Spot, CartridgeId)> + '_ {
        let shelf = self.shelf.iter().map(|id| (Spot::Shelf, *id));
        let floors = self.libraries.iter().flat_map(|library| library.floor.iter().map(|id| (Spot::Floor(library.address), *id)));
        let inside = self.libraries.iter().flat_map(|library| {
            library.elements().filter_map(|element| Some((Spot::In(library.address, element), library.content(element).flatten()?)))
        });
        shelf.chain(floors).chain(inside)
    }

    /// Where a cartridge is.
    #[must_use]
    pub fn spot_of(&self, cartridge: CartridgeId) -> Option<Spot> {
        self.held().find(|(_, id)| *id == cartridge).map(|(spot, _)| spot)
    }

    /// The name of a place, as scenarios have it: `L1.slot.8`.
    #[must_use]
    pub fn name_of(&self, spot: Spot) -> String {
        match spot {
            Spot::Shelf => "the shelf".into(),
            Spot::Floor(address) => format!("the floor of {}", self.library_name(address)),
            Spot::In(address, element) => format!("{}.{element}", self.library_name(address)),
        }
    }

    /// The name of a port, door or keypad, as scenarios have it: `L1.door.1`.
    #[must_use]
    pub fn name_of_gate(&self, address: LibraryAddress, gate: Gate) -> String {
        match gate {
            Gate::Port(number) => format!("{}.port.{number}", self.library_name(address)),
            Gate::Door(number) => format!("{}.door.{number}", self.library_name(address)),
            Gate::Keypad => format!("the keypad of {}", self.library_name(address)),
        }
    }

    fn library_name(&self, address: LibraryAddress) -> &str {
        self.library(address).map_or("no library", |library| &library.name)
    }

    /// Checks that every cartridge is in exactly one place, and counts all of them.
    ///
    /// # Errors
    /// The first cartridge that is in none or in several.
    pub fn conservation(&self) -> Result<(), Astray> {
        let mut places = vec![Vec::new(); self.cartridges.len()];
        for (spot, id) in self.held() {
            places[id.index()].push(spot);
        }
        match places.iter().zip(&self.cartridges).find(|(places, _)| places.len() != 1) {
            None => Ok(()),
            Some((places, cartridge)) => {
                let places = places.iter().map(|spot| self.name_of(*spot)).collect();
                Err(Astray { cartridge: Arc::clone(&cartridge.name), places })
            }
        }
    }
}
