//! Containers that are addressed by handle.

use std::collections::VecDeque;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::id::Handle;

/// The objects of one kind, each at a place of its own. A place is given out once: what was removed leaves it empty for ever, so that a
/// handle never comes to mean another object (D-073). Of a row of sixteen that are all gone a few bytes are left, and nothing if no row before it
/// has anything.
#[derive(Clone)]
pub struct Arena<R, T> {
    /// From the first row in which there is anything on.
    rows: VecDeque<Option<ArenaRow<T>>>,
    /// How many rows there were before it.
    gone: usize,
    /// How many objects there are.
    count: usize,
    /// How many places have been given out.
    given: u32,
    handle: PhantomData<R>,
}

/// How many places there are in a row.
const ROW: usize = 16;

/// Places side by side, as long as there is anything in one of them.
#[derive(Clone)]
struct ArenaRow<T> {
    places: Box<[Option<T>]>,
    count: usize,
}

impl<T> ArenaRow<T> {
    fn new() -> Self {
        Self { places: std::iter::repeat_with(|| None).take(ROW).collect(), count: 0 }
    }
}

/// The row of a place, and where it is in that.
const fn row_of(place: u32) -> (usize, usize) {
    (place as usize / ROW, place as usize % ROW)
}

impl<R: Handle + fmt::Debug, T: fmt::Debug> fmt::Debug for Arena<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<R, T> Default for Arena<R, T> {
    fn default() -> Self {
        Self { rows: VecDeque::new(), gone: 0, count: 0, given: 0, handle: PhantomData }
    }
}

impl<R: Handle, T> Arena<R, T> {
    /// Where the next new object will go: a place that nothing has ever been at.
    #[must_use]
    pub fn next(&self) -> R {
        R::at(self.given)
    }

    /// The object at a place, if there is one.
    #[must_use]
    pub fn get(&self, at: R) -> Option<&T> {
        let (row, place) = row_of(at.place());
        self.rows.get(row.checked_sub(self.gone)?)?.as_ref()?.places[place].as_ref()
    }

    /// The object at a place, to be changed.
    pub fn get_mut(&mut self, at: R) -> Option<&mut T> {
        let (row, place) = row_of(at.place());
        self.rows.get_mut(row.checked_sub(self.gone)?)?.as_mut()?.places[place].as_mut()
    }

    /// Puts an object at a place. What was there before is handed back.
    pub fn insert(&mut self, at: R, object: T) -> Option<T> {
        let (row, place) = row_of(at.place());
        if self.rows.is_empty() {
            self.gone = row;
        }
        // What was taken back comes again, perhaps before all that is there.
        while self.gone > row {
            self.rows.push_front(None);
            self.gone -= 1;
        }
        let row = row - self.gone;
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, || None);
        }
        let row = self.rows[row].get_or_insert_with(ArenaRow::new);
        let old = row.places[place].replace(object);
        if old.is_none() {
            row.count += 1;
            self.count += 1;
        }
        self.given = self.given.max(at.place().saturating_add(1));
        old
    }

    /// Takes the object from a place.
    pub fn remove(&mut self, at: R) -> Option<T> {
        let (number, place) = row_of(at.place());
        let number = number.checked_sub(self.gone)?;
        let row = self.rows.get_mut(number)?.as_mut()?;
        let old = row.places[place].take()?;
        row.count -= 1;
        if row.count == 0 {
            self.rows[number] = None;
            while self.rows.front().is_some_and(Option::is_none) {
                self.rows.pop_front();
                self.gone += 1;
            }
        }
        self.count -= 1;
        Some(old)
    }

    /// All objects with their handles, in the order in which their places were given out.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (R, &T)> {
        let rows = self.rows.iter().enumerate().filter_map(|(number, row)| Some((self.gone + number, row.as_ref()?)));
        let places =
            rows.flat_map(|(number, row)| row.places.iter().enumerate().map(move |(place, object)| (number * ROW + place, object)));
        places.filter_map(|(place, object)| Some((R::at(place as u32), object.as_ref()?)))
    }

    /// All objects, in the order in which their places were given out.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.iter().map(|(_, object)| object)
    }

    /// How many objects there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no object.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
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

impl<R: Handle + Hash, T: Hash> Hash for Arena<R, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for (at, object) in self.iter() {
            at.hash(state);
            object.hash(state);
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

impl<R: Handle + Hash, T: Default + PartialEq + Hash> Hash for Table<R, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for (of, value) in self.iter() {
            of.hash(state);
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
        assert_eq!(arena.next(), SlotRef::at(3));
    }

    #[test]
    fn a_place_is_given_out_once() {
        let mut arena: Arena<SlotRef, u8> = Arena::default();
        for number in 0..200 {
            let at = arena.next();
            arena.insert(at, number);
            assert_eq!(at, SlotRef::at(number.into()));
            if number % 3 > 0 {
                assert_eq!(arena.remove(at), Some(number));
                assert_eq!((arena.remove(at), arena.get(at)), (None, None));
            }
        }
        assert_eq!(arena.rows.len(), 13);
        let kept: Vec<u8> = arena.iter().map(|(_, number)| *number).collect();
        assert_eq!((arena.len(), kept.len()), (67, 67));
        assert!(kept.iter().all(|number| number % 3 == 0) && kept.is_sorted());
    }

    #[test]
    fn a_row_goes_with_the_last_that_was_in_it() {
        let mut arena: Arena<SlotRef, u8> = Arena::default();
        for number in 0..64 {
            arena.insert(arena.next(), number);
        }
        for place in (0..64).filter(|place| *place != 40) {
            arena.remove(SlotRef::at(place));
        }
        assert_eq!((arena.rows.len(), arena.gone, arena.len()), (2, 2, 1));
        // What was taken back comes again, where it was.
        arena.insert(SlotRef::at(3), 3);
        assert_eq!(arena.iter().map(|(at, _)| at.place()).collect::<Vec<_>>(), [3, 40]);
        arena.remove(SlotRef::at(40));
        arena.remove(SlotRef::at(3));
        assert_eq!((arena.rows.len(), arena.len()), (0, 0));
        assert_eq!(arena.next(), SlotRef::at(64));
        arena.insert(arena.next(), 64);
        assert_eq!((arena.rows.len(), arena.get(SlotRef::at(64))), (1, Some(&64)));
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
