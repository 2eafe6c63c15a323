//! The ledger: every variable with its present value, and every change of one.

use std::collections::BTreeMap;

use crate::model::{State, Variable, What};

/// What is so now, and how it came to be so.
#[derive(Clone, Debug, Default)]
pub struct StateLedger {
    state: State,
    variables: BTreeMap<(What, String), usize>,
    values: BTreeMap<String, usize>,
    present: Vec<Option<usize>>,
}

impl StateLedger {
    /// From this event on, something is so. What was so before changes nothing.
    pub fn set(&mut self, event: usize, what: What, of: &str, value: &str) {
        self.set_of(event, what, of, value, None);
    }

    /// The same of a variable that belongs to a cartridge.
    pub fn set_of(&mut self, event: usize, what: What, of: &str, value: &str, cartridge: Option<usize>) {
        let variable = self.variable(what, of, cartridge);
        let value = self.value(value);
        if self.present[variable] != Some(value) {
            self.present[variable] = Some(value);
            self.state.changes.push((event, variable, value));
        }
    }

    /// From this event on, nothing is to be said of something. Of what nothing was ever said, nothing has to be.
    pub fn unset(&mut self, event: usize, what: What, of: &str) {
        if self.variables.contains_key(&(what, of.to_owned())) {
            self.set(event, what, of, "");
        }
    }

    fn variable(&mut self, what: What, of: &str, cartridge: Option<usize>) -> usize {
        if let Some(place) = self.variables.get(&(what, of.to_owned())) {
            return *place;
        }
        let place = self.state.variables.len();
        self.variables.insert((what, of.to_owned()), place);
        self.state.variables.push(Variable { what, of: of.to_owned(), cartridge });
        self.present.push(None);
        place
    }

    fn value(&mut self, value: &str) -> usize {
        if let Some(place) = self.values.get(value) {
            return *place;
        }
        self.values.insert(value.to_owned(), self.state.values.len());
        self.state.values.push(value.to_owned());
        self.state.values.len() - 1
    }

    /// The whole of it.
    pub fn close(self) -> State {
        self.state
    }
}
