//! Containers that are addressed by handle.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::id::Handle;

/// The objects of one kind, each at a place of its own. Places of removed objects are used again.
#[derive(Clone)]
pub struct Arena<R, T> {
    places: Vec<Option<T>>,
    vacant: Vec<u32>,
    handle: PhantomData<R>,
}

impl<R: Handle + fmt::Debug, T: fmt::Debug> fmt::Debug for Arena<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<R, T> Default for Arena<R, T> {
    fn default() -> Self {
        Self { places: Vec::new(), vacant: Vec::new(), handle: PhantomData }
    }
}

impl<R: Handle, T> Arena<R, T> {
    /// Where the next new object will go.
    #[must_use]
    pub fn next(&self) -> R {
        R::at(self.vacant.last().copied().unwrap_or(self.places.len() as u32))
    }

    /// The object at a place, if there is one.
    #[must_use]
    pub fn get(&self, at: R) -> Option<&T> {
        self.places.get(at.place() as usize)?.as_ref()
    }

    /// The object at a place, to be changed.
    pub fn get_mut(&mut self, at: R) -> Option<&mut T> {
        self.places.get_mut(at.place() as usize)?.as_mut()
    }

    /// Puts an object at a place. What was there before is handed back.
    pub fn insert(&mut self, at: R, object: T) -> Option<T> {
        let place = at.place() as usize;
        while self.places.len() <= place {
            self.vacant.push(self.places.len() as u32);
            self.places.push(None);
        }
        let old = self.places[place].replace(object);
        if old.is_none()
            && let Some(position) = self.vacant.iter().rposition(|vacant| *vacant == at.place())
        {
            self.vacant.remove(position);
        }
        old
    }

    /// Takes the object from a place.
    pub fn remove(&mut self, at: R) -> Option<T> {
        let old = self.places.get_mut(at.place() as usize)?.take();
        if old.is_some() {
            self.vacant.push(at.place());
        }
        old
    }

    /// All objects with their handles, in the order of their places.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (R, &T)> {
        self.places.iter().enumerate().filter_map(|(place, object)| Some((R::at(place as u32), object.as_ref()?)))
    }

    /// How many objects there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len() - self.vacant.len()
    }

    /// Whether there is no object.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A handle that came out of an index always names an object; `World::check` and recovery see to that.
impl<R: Handle + fmt::Debug, T> std::ops::Index<R> for Arena<R, T> {
    type Output = T;

    #[track_caller]
    fn index(&self, at: R) -> &T {
        match self.get(at) {
            Some(object) => object,
            None => panic!("no object at {at:?}: an index kept a handle of a removed object"),
        }
    }
}

impl<R, T: Hash> Hash for Arena<R, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for (place, object) in self.places.iter().enumerate() {
            if let Some(object) = object {
                place.hash(state);
                object.hash(state);
            }
        }
    }
}

/// Something known about each object of a kind, with a default for all others.
#[derive(Clone)]
pub struct Table<R, T> {
    values: Vec<T>,
    default: T,
    handle: PhantomData<R>,
}

impl<R: Handle + fmt::Debug, T: Default + PartialEq + fmt::Debug> fmt::Debug for Table<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<R, T: Default> Default for Table<R, T> {
    fn default() -> Self {
        Self { values: Vec::new(), default: T::default(), handle: PhantomData }
    }
}

impl<R: Handle, T: Default + PartialEq> Table<R, T> {
    /// What is known about an object.
    #[must_use]
    pub fn get(&self, of: R) -> &T {
        self.values.get(of.place() as usize).unwrap_or(&self.default)
    }

    /// What is known about an object, to be changed.
    pub fn get_mut(&mut self, of: R) -> &mut T {
        let place = of.place() as usize;
        if self.values.len() <= place {
            self.values.resize_with(place + 1, T::default);
        }
        &mut self.values[place]
    }

    /// Learns something new about an object; what was known before is handed back.
    pub fn set(&mut self, of: R, value: T) -> T {
        std::mem::replace(self.get_mut(of), value)
    }

    /// Everything known that is not the default.
    pub fn iter(&self) -> impl Iterator<Item = (R, &T)> {
        self.values.iter().enumerate().filter(|(_, value)| **value != self.default).map(|(place, value)| (R::at(place as u32), value))
    }
}

impl<R: Handle, T: Default + PartialEq> PartialEq for Table<R, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().map(|(of, value)| (of.place(), value)).eq(other.iter().map(|(of, value)| (of.place(), value)))
    }
}

impl<R: Handle, T: Default + PartialEq + Hash> Hash for Table<R, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for (of, value) in self.iter() {
            of.place().hash(state);
            value.hash(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{DefaultHasher, Hasher as _};

    use super::*;
    use crate::id::SlotRef;

    fn hash(value: &impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn an_arena_is_what_is_in_it() {
        let mut arena: Arena<SlotRef, u8> = Arena::default();
        assert!(arena.is_empty());
        let empty = hash(&arena);
        arena.insert(SlotRef::at(2), 7);
        assert!(!arena.is_empty());
        assert_eq!(format!("{arena:?}"), "{SlotRef(2): 7}");
        assert_ne!(hash(&arena), empty);
    }

    #[test]
    fn a_table_is_what_is_in_it() {
        let (mut table, empty): (Table<SlotRef, u8>, Table<SlotRef, u8>) = (Table::default(), Table::default());
        table.set(SlotRef::at(1), 7);
        assert_ne!(table, empty);
        assert_ne!(hash(&table), hash(&empty));
        assert!(format!("{table:?}").contains("SlotRef(1): 7"), "{table:?}");
        table.set(SlotRef::at(1), 0);
        assert_eq!(table, empty);
    }
}
