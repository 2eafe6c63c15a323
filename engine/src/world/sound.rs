//! What is true of the records, whatever program wrote them: each sentence once.
//!
//! The engine keeps it true in every step, and believes no database in which it is not (D-099).

use std::collections::{BTreeMap, BTreeSet};

use crate::change::ObjectRef;
use crate::id::{MediumRef, PoolRef};
use crate::invariant::{BrokenInvariant, hold};
use crate::record::Place;
use crate::record::state::{DriveState, LibraryKind};
use crate::world::World;
use crate::world::queue::is_open;

/// The highest running number that is believed: the engine counts on from there, and comes to no end in the life of a library.
const MOST_COUNTED: u32 = u32::MAX / 2;
/// The rule about it.
const NUMBERS_LAST: &str = "running numbers do not run out";

impl World {
    /// Checks everything that must be true of the records.
    ///
    /// # Errors
    ///
    /// The first rule that does not hold.
    pub(crate) fn check_records(&self) -> Result<(), BrokenInvariant> {
        let mut missing = None;
        self.each_relation(&mut |from, rule, to| {
            // Functions have a word for the drive or medium of a library whose record alone is lost: ERROR_INVALID_LIBRARY.
            let is_lost = matches!((from, to), (ObjectRef::Drive(_) | ObjectRef::Medium(_), ObjectRef::Library(_)));
            if missing.is_none() && !is_lost && self.guid(to).is_none() {
                missing = Some(BrokenInvariant { rule, of: self.name(from) });
            }
        });
        missing.map_or(Ok(()), Err)?;
        self.check_ids()?;
        self.check_index()?;
        self.check_libraries()?;
        self.check_numbers()?;
        self.check_media()?;
        self.check_drives()?;
        self.check_pools()?;
        self.check_requests()?;
        // What has been forgotten was counted too.
        let counts = self.index.last_sequence <= MOST_COUNTED && self.index.next_request <= MOST_COUNTED.into();
        hold(counts, NUMBERS_LAST, || "the records".to_owned())
    }

    /// What a record is called when something is wrong with it.
    pub(crate) fn name(&self, at: ObjectRef) -> String {
        self.guid(at).map_or_else(|| format!("a missing {}", at.kind()), |guid| format!("{} {guid}", at.kind()))
    }

    /// Every id is of one object, and leads to it.
    fn check_ids(&self) -> Result<(), BrokenInvariant> {
        let mut records = 0;
        let mut of_its_own = Ok(());
        self.each_at(&mut |at| {
            records += 1;
            let leads = self.guid(at).is_some_and(|guid| self.object(guid) == Some(at));
            if of_its_own.is_ok() {
                of_its_own = hold(leads, "every object has an id of its own", || self.name(at));
            }
        });
        of_its_own?;
        hold(records == self.guids.len(), "every id leads to an object", || "the ids".to_owned())
    }

    fn check_libraries(&self) -> Result<(), BrokenInvariant> {
        let (mut addresses, mut offline) = (BTreeSet::new(), 0);
        for (at, library) in self.libraries.iter() {
            let name = || self.name(ObjectRef::Library(at));
            let is_offline = library.kind == LibraryKind::Offline;
            offline += usize::from(is_offline);
            hold(is_offline == library.address.is_none(), "every library but the offline library has an address", name)?;
            hold(library.address.is_none_or(|address| addresses.insert(address)), "no two libraries have the same address", name)?;
            let own = library.cleaner_slot.is_none_or(|slot| self.slots.get(slot).is_some_and(|slot| slot.library == at));
            hold(own, "the slot reserved for the cleaner is one of the library's own", name)?;
        }
        hold(offline <= 1, "there is one offline library", || "the libraries".to_owned())
    }

    /// The parts of each library are numbered from 1 on.
    fn check_numbers(&self) -> Result<(), BrokenInvariant> {
        for (at, _) in self.libraries.iter() {
            let parts = self.parts(at);
            let in_order = numbered(&parts.changers, |part| Some(self.changers.get(part)?.number))
                && numbered(&parts.drives, |part| Some(self.drives.get(part)?.number))
                && numbered(&parts.slots, |part| Some(self.slots.get(part)?.number))
                && numbered(&parts.ports, |part| Some(self.ports.get(part)?.number))
                && numbered(&parts.doors, |part| Some(self.doors.get(part)?.number));
            hold(in_order, "the parts of a library are numbered from 1 on", || self.name(ObjectRef::Library(at)))?;
        }
        Ok(())
    }

    fn check_media(&self) -> Result<(), BrokenInvariant> {
        let mut taken = BTreeMap::new();
        for (at, medium) in self.media.iter() {
            let name = || self.name(ObjectRef::Medium(at));
            let (of_library, alone) = match medium.place {
                Place::Slot(slot) => (self.slots.get(slot).map(|part| part.library), *self.index.in_slot.get(slot) == Some(at)),
                Place::Drive(drive) => (self.drives.get(drive).map(|part| part.library), *self.index.in_drive.get(drive) == Some(at)),
                Place::Port(port, cell) => {
                    let record = self.ports.get(port).filter(|record| (1..=record.cells).contains(&cell));
                    (record.map(|part| part.library), taken.insert((port, cell), at).is_none())
                }
                Place::Transport | Place::Offline => (Some(medium.library), true),
            };
            hold(alone, "a cartridge is alone at its place, and the place knows it", name)?;
            hold(of_library == Some(medium.library), "the place of a cartridge is in its library", name)?;
            hold(medium.cleaner || medium.pool.is_some(), "every data cartridge is in one pool", name)?;
            let sides = self.sides_of(at);
            hold(medium.cleaner || !sides.is_empty(), "every data cartridge has a side", name)?;
            let numbers: BTreeSet<_> = sides.iter().filter_map(|side| Some(self.sides.get(*side)?.number)).collect();
            hold(numbers.len() == sides.len(), "the sides of a cartridge have numbers of their own", name)?;
            hold(medium.sequence <= MOST_COUNTED, NUMBERS_LAST, name)?;
        }
        for (at, side) in self.sides.iter() {
            let counts = side.mount_count <= MOST_COUNTED && side.allocate_count <= MOST_COUNTED;
            hold(counts, NUMBERS_LAST, || self.name(ObjectRef::Side(at)))?;
        }
        for (at, _) in self.slots.iter() {
            let there = |medium: MediumRef| self.media.get(medium).is_some_and(|record| record.place == Place::Slot(at));
            let medium = *self.index.in_slot.get(at);
            hold(medium.is_none_or(there), "the cartridge of a slot is recorded in that slot", || self.name(ObjectRef::Slot(at)))?;
        }
        Ok(())
    }

    fn check_drives(&self) -> Result<(), BrokenInvariant> {
        for (at, drive) in self.drives.iter() {
            let name = || self.name(ObjectRef::Drive(at));
            let medium = *self.index.in_drive.get(at);
            hold(medium.is_some() != (drive.state == DriveState::Dismounted), "a drive is dismounted exactly when it is empty", name)?;
            let consistent = medium.is_none_or(|medium| self.media.get(medium).is_some_and(|record| record.place == Place::Drive(at)));
            hold(consistent, "the cartridge of a drive is recorded in that drive", name)?;
            let is_of_it = drive.side.is_none_or(|side| self.sides.get(side).is_some_and(|side| Some(side.medium) == medium));
            hold(is_of_it, "the side that is mounted in a drive is one of the cartridge in it", name)?;
            let delayed = drive.dismountable_since.is_some();
            hold(!delayed || drive.state == DriveState::Dismountable, "only a dismountable drive has a time of its dismount", name)?;
            hold(drive.mount_count <= MOST_COUNTED, NUMBERS_LAST, name)?;
        }
        Ok(())
    }

    /// No pool is in itself, however far above.
    fn check_pools(&self) -> Result<(), BrokenInvariant> {
        let mut sound: BTreeSet<PoolRef> = BTreeSet::new();
        for (at, _) in self.pools.iter() {
            let (mut way, mut next) = (BTreeSet::new(), Some(at));
            while let Some(pool) = next.filter(|pool| !sound.contains(pool)) {
                hold(way.insert(pool), "no pool is in itself", || self.name(ObjectRef::Pool(at)))?;
                next = self.pools.get(pool).and_then(|pool| pool.parent);
            }
            sound.append(&mut way);
        }
        Ok(())
    }

    fn check_requests(&self) -> Result<(), BrokenInvariant> {
        for (at, request) in self.requests.iter() {
            let name = || self.name(ObjectRef::Request(at));
            let over = !is_open(request.state);
            hold(over == request.completed.is_some(), "a request has a time of its end exactly when it is over", name)?;
            hold(request.sequence <= MOST_COUNTED.into(), NUMBERS_LAST, name)?;
        }
        Ok(())
    }
}

/// Whether parts, as they are listed, are numbered from 1 on.
fn numbered<R: Copy>(parts: &[R], number: impl Fn(R) -> Option<u16>) -> bool {
    (1..).zip(parts).all(|(due, part)| number(*part) == Some(due))
}
