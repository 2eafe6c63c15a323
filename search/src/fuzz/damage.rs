//! What befalls a database that is kept outside: changes are missing, are there twice or in another order, or name what is not there.

use rsmlab_engine::change::Change;

use super::step::LENGTH;

/// What befalls a database, a list of changes; numbers are taken modulo what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A change is left out.
    LeftOut(usize),
    /// A change is there twice.
    Twice(usize, usize),
    /// Two changes have changed places.
    Swapped(usize, usize),
    /// A number of a change, or an id, is another.
    Redirected {
        /// Of which change.
        change: usize,
        /// Which of its numbers.
        leaf: usize,
        /// What it is now.
        to: u64,
    },
    /// The end is missing.
    Cut(usize),
}

impl From<[u8; LENGTH]> for Damage {
    fn from([tag, first, second, third, fourth, leaf, to, scale]: [u8; LENGTH]) -> Self {
        let (one, other) = (u16::from_le_bytes([first, second]).into(), u16::from_le_bytes([third, fourth]).into());
        match tag % 13 {
            0..=2 => Self::LeftOut(one),
            3 | 4 => Self::Twice(one, other),
            5 => Self::Swapped(one, other),
            6 => Self::Cut(one),
            _ => Self::Redirected { change: one, leaf: leaf.into(), to: far(to, scale) },
        }
    }
}

/// A number near those that records have; now and then one at a bound of its type.
const fn far(byte: u8, scale: u8) -> u64 {
    match scale {
        0..=0x9f => byte as u64 % 12,
        0xa0..=0xdf => u64::MAX >> (byte % 64),
        0xe0..=0xff => (byte as u64) << (scale % 32),
    }
}

impl Damage {
    /// Does it to a database.
    ///
    /// # Panics
    /// Never: every change has a JSON form.
    pub fn done_to(self, database: &mut Vec<Change>) {
        let length = database.len();
        if length == 0 {
            return;
        }
        match self {
            Self::LeftOut(which) => drop(database.remove(which % length)),
            Self::Twice(which, at) => database.insert(at % length, database[which % length].clone()),
            Self::Swapped(one, other) => database.swap(one % length, other % length),
            Self::Cut(length_left) => database.truncate(length_left % length),
            Self::Redirected { change, leaf, to } => {
                let place = change % length;
                let mut json = serde_json::to_value(&database[place]).expect("a change has a JSON form");
                let leaves = numbers(&mut json).len();
                if leaves == 0 {
                    return;
                }
                *numbers(&mut json)[leaf % leaves] = to.into();
                // What makes no change at all is no damage of this kind.
                if let Ok(damaged) = serde_json::from_value(json) {
                    database[place] = damaged;
                }
            }
        }
    }
}

/// Every number in a JSON value.
fn numbers(value: &mut serde_json::Value) -> Vec<&mut serde_json::Value> {
    match value {
        serde_json::Value::Number(_) => vec![value],
        serde_json::Value::Array(values) => values.iter_mut().flat_map(numbers).collect(),
        serde_json::Value::Object(members) => members.values_mut().flat_map(numbers).collect(),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::String(_) => Vec::new(),
    }
}
