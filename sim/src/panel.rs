//! The front panel, and the buttons behind it: what people have a library do themselves, without the computer.

use std::sync::Arc;

use rsmlab_engine::port::hardware::{Element, LibraryAddress};

use crate::hardware::library::numbered;
use crate::hardware::{Around, CartridgeId, Hardware, Library, Spot};
use crate::operator::{Impossible, PutTarget};
use crate::stage::Stage;

impl Hardware {
    /// Uses the front panel. A lock on its keypad counts as long as the library is online.
    pub(crate) fn use_panel(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, offline: bool) -> Result<(), Impossible> {
        let library = self.libraries.get_mut(usize::from(address.0));
        let Some(library) = library else { return Err(Impossible::NoSuchThing { what: format!("library {}", address.0) }) };
        let (name, state) = (library.name.to_string(), if offline { "offline" } else { "online" });
        if library.is_standalone() {
            return Err(Impossible::NoSuchThing { what: format!("a front panel of {name}") });
        }
        if library.taken_offline == offline {
            return Err(Impossible::Already { what: name, state });
        }
        if offline && library.keypad_locked == Some(true) {
            return Err(Impossible::KeypadLocked { library: name, to: state });
        }
        library.take_offline(&mut Around { stage, cartridges: &mut self.cartridges }, offline);
        Ok(())
    }

    /// Has the robot carry a cartridge from one place of its library to another. Nobody at the computer hears of it. As with the rest
    /// of the panel, a lock on the keypad counts as long as the library is online.
    pub(crate) fn move_at_panel(&mut self, stage: &mut Stage<'_>, cartridge: CartridgeId, target: PutTarget) -> Result<(), Impossible> {
        let (from, to) = (self.whereabouts(cartridge)?, self.aim(target)?);
        let (name, place) = (self.cartridge_name(cartridge), self.name_of(to));
        let Spot::In(address, to) = to else {
            return Err(Impossible::OutOfReach { place, remedy: "a robot carries cartridges within its library".into() });
        };
        let Some(library) = self.libraries.get_mut(usize::from(address.0)) else { return Err(Impossible::NoSuchThing { what: place }) };
        if library.is_standalone() {
            return Err(Impossible::NoSuchThing { what: format!("a front panel of {}", library.name) });
        }
        let refuse = |library: &Library, why: String| {
            Err(Impossible::PanelRefuses { library: library.name.to_string(), cartridge: Arc::clone(&name), place: place.clone(), why })
        };
        let Some(from) = Some(from).and_then(|from| if let Spot::In(at, from) = from { (at == address).then_some(from) } else { None })
        else {
            return refuse(library, "it is not in there".into());
        };
        if library.keypad_locked == Some(true) && !library.is_offline() {
            return refuse(library, "its keypad is locked by whoever works with it".into());
        }
        if let Some(why) = library.refusal_of_move(from, to) {
            return refuse(library, why.words().into());
        }
        library.carry_at_panel(&mut Around { stage, cartridges: &mut self.cartridges }, from, to);
        Ok(())
    }

    /// The button for emergencies: a drive with a robot before it puts the cartridge into its mouth, another one gives it out.
    pub(crate) fn force_eject(&mut self, stage: &mut Stage<'_>, address: LibraryAddress, number: u16) -> Result<(), Impossible> {
        let spot = Spot::In(address, Element::Drive(number));
        let name = self.name_of(spot);
        let library = self.libraries.get_mut(usize::from(address.0));
        let Some(library) = library.filter(|library| numbered(&library.drives, number).is_some()) else {
            return Err(Impossible::NoSuchThing { what: name });
        };
        let Some(cartridge) = library.content(Element::Drive(number)).flatten() else {
            return Err(Impossible::NoSuchThing { what: format!("a cartridge in {name}") });
        };
        library.eject_by_force(&mut Around { stage: &mut *stage, cartridges: &mut self.cartridges }, number);
        if library.is_standalone() {
            self.put(spot, None, cartridge);
            self.put(Spot::Shelf, Some(cartridge), cartridge);
            self.tell_of_hand(stage, spot);
        }
        Ok(())
    }
}
