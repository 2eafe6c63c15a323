//! The census: every cartridge is in one place, held wherever one may have changed its place.
//!
//! [`super::Library::content_mut`], which gives access to the inside of an element, leaves a note, and so does [`super::Hardware::put`],
//! which carries a cartridge by hand. Only what was noted is counted again, so that a look costs what has happened, and not what
//! there is. [`super::Hardware::conservation`] counts everything, at the end of a run.

use rsmlab_engine::port::hardware::{Element, LibraryAddress};

use super::{CartridgeId, Hardware, Spot};

/// Where each cartridge was when it was counted last, and who may have gone since.
#[derive(Clone, Debug, Default)]
pub(crate) struct Census {
    /// The place of each cartridge, by its number.
    counted: Vec<Spot>,
    /// Who was carried by hand.
    carried: Vec<CartridgeId>,
    /// Who was in another place at the last count than before.
    moved: Vec<CartridgeId>,
}

/// The inside of an element was in reach, with this in it before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touched {
    pub element: Element,
    pub held: Option<CartridgeId>,
}

impl Census {
    /// A cartridge that was not there before.
    pub fn enter(&mut self, at: Spot) {
        self.counted.push(at);
    }

    /// A cartridge is carried by hand.
    pub fn note(&mut self, cartridge: CartridgeId) {
        self.carried.push(cartridge);
    }
}

impl Hardware {
    /// Counts those cartridges again that may have gone somewhere since the last time. Says whether each of them is in one place.
    pub fn count_again(&mut self) -> bool {
        self.census.moved.clear();
        let mut concerned = std::mem::take(&mut self.census.carried);
        let mut touched: Vec<(LibraryAddress, Touched)> = Vec::new();
        for library in &mut self.libraries {
            let address = library.address;
            touched.extend(library.touched.drain(..).map(|touched| (address, touched)));
        }
        for (address, Touched { element, held }) in &touched {
            concerned.extend(self.content(*address, *element).into_iter().chain(*held));
        }
        concerned.sort_unstable();
        concerned.dedup();
        concerned.into_iter().all(|cartridge| self.is_in_one_place(cartridge, &touched))
    }

    /// Whether a cartridge is in one of the places where it can be, and in no other.
    fn is_in_one_place(&mut self, cartridge: CartridgeId, touched: &[(LibraryAddress, Touched)]) -> bool {
        let before = self.census.counted[cartridge.index()];
        let loose = self.libraries.iter().map(|library| Spot::Floor(library.address)).chain([Spot::Shelf]);
        let inside = touched.iter().map(|(address, touched)| Spot::In(*address, touched.element));
        let mut found: Option<Spot> = None;
        for spot in loose.chain(inside).chain([before]).filter(|spot| self.holds(*spot, cartridge)) {
            if found.is_some_and(|found| found != spot) {
                return false;
            }
            found = Some(spot);
        }
        if let Some(found) = found {
            self.census.counted[cartridge.index()] = found;
            self.census.moved.extend((found != before).then_some(cartridge));
        }
        found.is_some()
    }

    /// The cartridges that were in another place at the last [count](Self::count_again) than before, each with the place where it is now.
    pub fn moved(&self) -> impl Iterator<Item = (CartridgeId, Spot)> + '_ {
        self.census.moved.iter().map(|cartridge| (*cartridge, self.census.counted[cartridge.index()]))
    }

    fn holds(&self, spot: Spot, cartridge: CartridgeId) -> bool {
        match spot {
            Spot::Shelf => self.shelf.contains(&cartridge),
            Spot::Floor(address) => self.library(address).is_some_and(|library| library.floor.contains(&cartridge)),
            Spot::In(address, element) => self.content(address, element) == Some(cartridge),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hardware::{CartridgePurpose, CartridgeSpec, LibrarySpec, Sticker};

    const L1: LibraryAddress = LibraryAddress(0);

    /// A library of two slots with a cartridge in the first.
    fn library() -> Hardware {
        let at = Spot::In(L1, Element::Slot(1));
        let cartridge =
            CartridgeSpec { name: "T1".into(), kind: CartridgePurpose::Data, media_type: 1, sticker: Sticker::None, sides: Vec::new(), at };
        Hardware::new(vec![LibrarySpec::new("L1", 2, 1, 1)], vec![cartridge]).expect("it can be built")
    }

    fn put(hardware: &mut Hardware, slot: u16, content: Option<CartridgeId>) {
        let library = hardware.library_mut(L1).expect("there is one");
        *library.content_mut(Element::Slot(slot)).expect("it has that slot") = content;
    }

    #[test]
    fn what_is_carried_is_counted() {
        let mut hardware = library();
        put(&mut hardware, 1, None);
        put(&mut hardware, 2, Some(CartridgeId(0)));
        assert!(hardware.count_again());
        assert!(hardware.moved().eq([(CartridgeId(0), Spot::In(L1, Element::Slot(2)))]));
        put(&mut hardware, 2, None);
        hardware.put(Spot::Shelf, Some(CartridgeId(0)), CartridgeId(0));
        assert!(hardware.count_again());
        assert!(hardware.moved().eq([(CartridgeId(0), Spot::Shelf)]));
        assert!(hardware.count_again() && hardware.moved().next().is_none());
    }

    #[test]
    fn what_vanishes_or_doubles_is_found_out() {
        let mut gone = library();
        put(&mut gone, 1, None);
        assert!(!gone.count_again() && gone.conservation().is_err());
        let mut twice = library();
        put(&mut twice, 2, Some(CartridgeId(0)));
        assert!(!twice.count_again() && twice.conservation().is_err());
        let mut both = library();
        both.put(Spot::Shelf, Some(CartridgeId(0)), CartridgeId(0));
        assert!(!both.count_again() && both.conservation().is_err());
    }
}
