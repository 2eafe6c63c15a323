//! Labels: a label is put on record for the side on which it was read (D-174).
//!
//! A robot puts a cartridge into a drive with a side up that it was told. What people put there, and what a failed move has left, stands as it
//! stands, and nothing is claimed of it.

use std::collections::BTreeMap;

use rsmlab_engine::change::{Change, SideField};
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Completion, Element, Label, LibraryAddress, Outcome, SideNumber};
use rsmlab_harness::checker::promise::{BrokenPromise, Promise};
use rsmlab_harness::trace::{Record, What};

use super::scene::Scene;
use super::{Ledger, LedgerResult};

const ON_ITS_SIDE: Promise = Promise("labels-are-on-their-sides");

/// What is known of sides and labels.
#[derive(Clone, Default)]
pub(super) struct Labels {
    /// The side that is up in a drive.
    up: BTreeMap<(LibraryAddress, Element), SideNumber>,
    /// The labels that were read, each with a side that it was read on.
    read: Vec<(Label, SideNumber)>,
}

impl Ledger for Labels {
    fn see(&mut self, scene: &Scene, record: &Record<'_>) -> LedgerResult {
        match &record.what {
            What::Input(input) => match input.as_ref() {
                Input::Hardware(completion) => self.completed(scene, completion),
                // People have been there.
                Input::Sense(sense) => self.up.retain(|(library, _), _| *library != sense.library),
                _ => {}
            },
            What::Output(output) => {
                if let Output::Command(command) = output.as_ref()
                    && let Action::Move { from, to, .. } = command.action
                {
                    [from, to].iter().for_each(|end| _ = self.up.remove(&(command.library, *end)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn change(&mut self, scene: &Scene, change: &Change) -> LedgerResult {
        let Change::Side(at, SideField::Label(Some(label))) = change else { return Ok(()) };
        let Some(side) = scene.records.sides.get(*at) else { return Ok(()) };
        let mut read_on = self.read.iter().filter(|(read, _)| read == label).map(|(_, side)| *side).peekable();
        let Some(first) = read_on.peek().copied() else { return Ok(()) };
        if read_on.any(|read| read == side.number) {
            return Ok(());
        }
        Err(BrokenPromise::new(ON_ITS_SIDE, format!("a label that was read on side {first} is on record for side {}", side.number)))
    }
}

impl Labels {
    fn completed(&mut self, scene: &Scene, completion: &Completion) {
        let Some(command) = scene.commands.get(&completion.command) else { return };
        match (&command.action, &completion.result) {
            (Action::Move { to: to @ Element::Drive(_), side, .. }, Ok(_)) => _ = self.up.insert((command.library, *to), *side),
            (Action::ReadLabel(drive), Ok(Outcome::Label(label @ Label::Known { .. }))) => {
                let up = self.up.get(&(command.library, Element::Drive(*drive))).copied();
                self.read.extend(up.map(|side| (label.clone(), side)).filter(|seen| !self.read.contains(seen)));
            }
            _ => {}
        }
    }
}
