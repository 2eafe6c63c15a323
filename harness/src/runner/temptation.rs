//! What an operator with a habit does unasked: cartridges moved at the front panel, locks and buttons overridden.

use rsmlab_engine::port::hardware::{Element, Gate, LibraryAddress};
use rsmlab_engine::time::Millis;

use super::errand::OperatorTask;
use super::script::{Script, StatementResult};
use super::subject::EngineUnderTest;
use crate::checker::witness::Witness;
use rsmlab_sim::hardware::Spot;
use rsmlab_sim::operator::{PersonAct, PutTarget};

/// How long something stays open that was opened by force.
const OPEN_FOR: Millis = Millis::from_secs(30);

impl<S: EngineUnderTest, W: Witness> Script<'_, S, W> {
    /// Has the robot carry one of the cartridges of a library to another of its places.
    pub(super) fn play_with_the_panel(&mut self, address: LibraryAddress, choice: u64) -> StatementResult {
        let Some(library) = self.machine.hardware.library(address) else { return Ok(()) };
        let is_place = |element: &Element| !matches!(element, Element::Transport(_));
        let (full, empty): (Vec<Element>, Vec<Element>) =
            library.elements().filter(is_place).partition(|element| library.content(*element).flatten().is_some());
        let from = one_of(&full, choice).and_then(|from| library.content(from).flatten());
        let (Some(cartridge), Some(to)) = (from, one_of(&empty, choice / 7)) else { return Ok(()) };
        self.try_to(PersonAct::MoveAtPanel(cartridge, PutTarget::Spot(Spot::In(address, to)))).map(drop)
    }

    /// Opens a gate of a library with a key, and closes it again, or presses the button of one of its drives.
    pub(super) fn use_force(&mut self, address: LibraryAddress, choice: u64) -> StatementResult {
        let Some(library) = self.machine.hardware.library(address) else { return Ok(()) };
        let numbers = |count: usize| 1..=u16::try_from(count).unwrap_or(u16::MAX);
        let gates = numbers(library.ports.len()).map(Gate::Port).chain(numbers(library.doors.len()).map(Gate::Door));
        let gates = gates.map(|gate| PersonAct::ForceOpen(address, gate));
        let acts: Vec<PersonAct> =
            gates.chain(numbers(library.drives.len()).map(|number| PersonAct::ForceEject(address, number))).collect();
        let Some(act) = one_of(&acts, choice) else { return Ok(()) };
        if self.try_to(act)?
            && let PersonAct::ForceOpen(address, gate) = act
        {
            self.go(OPEN_FOR, OperatorTask::Leave(address, gate, None));
        }
        Ok(())
    }
}

/// One of several things, by a number that was drawn.
fn one_of<T: Copy>(things: &[T], choice: u64) -> Option<T> {
    let place = choice.checked_rem(things.len() as u64)?;
    usize::try_from(place).ok().and_then(|place| things.get(place)).copied()
}
