//! `World::apply`: stored facts become belief, live, in recovery and in replay alike.
//!
//! The records themselves are changed by [`Records::apply`]; here is what follows from them: each change takes out of the index what
//! its object was listed under, and lists it as it is now.
//!
//! [`Records::apply`]: crate::records::Records::apply

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::find::is_unanswered;
use super::{Index, Purge, World};
use crate::change::{Change, MediumField, Object, ObjectRef, RequestField, SideField};
use crate::id::{LogicalRef, MediumRef, OperatorRequestRef, RequestRef, SideRef, SlotRef};
use crate::port::hardware::Label;
use crate::record::state::{OperatorRequestState, RequestState, SlotState};
use crate::record::{Medium, Place, Side};
use crate::records::Records;
use crate::time::{Instant, Millis};

/// `dwLibRequestFlags` and `dwOpRequestFlags`: nothing is purged.
const NO_PURGE: u32 = 1;
/// `dwLibRequestFlags` and `dwOpRequestFlags`: what failed (or was refused) is not purged.
const NO_FAILED_PURGE: u32 = 2;

/// What of the index follows from what a change changes.
#[derive(Clone, Copy)]
enum Listed {
    /// All that an object is listed under.
    Object(ObjectRef),
    /// How a slot is.
    Slot(SlotRef),
    /// Where a cartridge is.
    Place(MediumRef),
    /// The bar code of a cartridge.
    BarCode(MediumRef),
    /// The label of a side.
    Label(SideRef),
    /// Nothing.
    Nothing,
}

impl Listed {
    const fn by(change: &Change) -> Self {
        match change {
            Change::Insert(object) => Self::Object(object.at()),
            Change::Remove(at) => Self::Object(*at),
            Change::Slot(at, _) => Self::Slot(*at),
            Change::Request(_, RequestField::Subject(_)) => Self::Nothing,
            Change::Request(at, RequestField::State(_) | RequestField::Ended(..)) => Self::Object(ObjectRef::Request(*at)),
            Change::OperatorRequest(at, _) => Self::Object(ObjectRef::OperatorRequest(*at)),
            Change::Medium(at, MediumField::Place(..)) => Self::Place(*at),
            Change::Medium(at, MediumField::BarCode(..)) => Self::BarCode(*at),
            Change::Side(at, SideField::Label(_)) => Self::Label(*at),
            Change::Library(..) | Change::Drive(..) | Change::Port(..) | Change::Door(..) | Change::Medium(..) | Change::Side(..) => {
                Self::Nothing
            }
        }
    }
}

impl World {
    /// Makes a fact true and returns the fact that would take it back; nothing when the object it speaks of is not there (which only a
    /// damaged database brings about; nothing of that is believed, D-099).
    pub fn apply(&mut self, change: Change) -> Option<Change> {
        let listed = Listed::by(&change);
        if !matches!(change, Change::Insert(_)) {
            self.index.list(&self.records, listed, false);
        }
        let inverse = self.records.apply(change);
        self.index.list(&self.records, listed, true);
        inverse
    }

    /// Takes a change back that nobody has heard of, by its inverse: a request that is taken back leaves its number to the next one.
    pub fn take_back(&mut self, inverse: Change) {
        if let Some(Change::Insert(Object::Request(_, request))) = self.apply(inverse) {
            self.index.next_request = self.index.next_request.min(request.sequence);
        }
    }
}

impl Index {
    /// The index of these records, listed one after the other.
    pub(super) fn of(records: &Records) -> Self {
        let mut index = Self::default();
        records.each_at(&mut |at| index.list_object(records, at, true));
        index
    }

    /// Lists something, or takes it out.
    fn list(&mut self, records: &Records, listed: Listed, on: bool) {
        match listed {
            Listed::Object(at) => self.list_object(records, at, on),
            Listed::Slot(at) => self.list_if_empty(records, at),
            Listed::Place(at) => self.list_place(records, at, on),
            Listed::BarCode(at) => self.list_bar_code(records, at, on),
            Listed::Label(at) => self.list_label(records, at, on),
            Listed::Nothing => {}
        }
    }

    fn list_object(&mut self, records: &Records, at: ObjectRef, on: bool) {
        match at {
            ObjectRef::Computer => self.schedule_purges(records, on),
            ObjectRef::Changer(at) => {
                let Some(record) = records.changers.get(at) else { return };
                let parts = self.parts.get_mut(record.library);
                list_part(&mut parts.changers, at, record.number, on, |part| records.changers.get(part).map(|part| part.number));
            }
            ObjectRef::Drive(at) => {
                let Some(record) = records.drives.get(at) else { return };
                let parts = self.parts.get_mut(record.library);
                list_part(&mut parts.drives, at, record.number, on, |part| records.drives.get(part).map(|part| part.number));
            }
            ObjectRef::Slot(at) => {
                let Some(record) = records.slots.get(at) else { return };
                let parts = self.parts.get_mut(record.library);
                list_part(&mut parts.slots, at, record.number, on, |part| records.slots.get(part).map(|part| part.number));
                if on {
                    self.list_if_empty(records, at);
                } else {
                    self.empty_slots.get_mut(record.library).remove(&record.number);
                }
            }
            ObjectRef::Port(at) => {
                let Some(record) = records.ports.get(at) else { return };
                let parts = self.parts.get_mut(record.library);
                list_part(&mut parts.ports, at, record.number, on, |part| records.ports.get(part).map(|part| part.number));
            }
            ObjectRef::Door(at) => {
                let Some(record) = records.doors.get(at) else { return };
                let parts = self.parts.get_mut(record.library);
                list_part(&mut parts.doors, at, record.number, on, |part| records.doors.get(part).map(|part| part.number));
            }
            ObjectRef::Medium(at) => {
                let Some(&Medium { cleaner, sequence, .. }) = records.media.get(at) else { return };
                if cleaner {
                    list_if(&mut self.cleaners, at, on);
                }
                self.last_sequence = self.last_sequence.max(sequence);
                self.list_place(records, at, on);
                self.list_bar_code(records, at, on);
            }
            ObjectRef::Side(at) => {
                let Some(&Side { medium, logical, .. }) = records.sides.get(at) else { return };
                list_sorted(self.sides.get_mut(medium), at, on);
                index_logical(&mut self.of_logical, at, logical, on);
                self.list_label(records, at, on);
            }
            ObjectRef::Request(at) => {
                if on {
                    self.enqueue_if_open(records, at);
                } else {
                    self.dequeue(records, at);
                }
                self.schedule_request_purge(records, at, on);
            }
            ObjectRef::OperatorRequest(at) => {
                self.list_if_unanswered(records, at, on);
                self.schedule_operator_request_purge(records, at, on);
            }
            ObjectRef::Library(_) | ObjectRef::MediaType(_) | ObjectRef::Pool(_) | ObjectRef::LogicalMedium(_) => {}
        }
    }

    fn list_place(&mut self, records: &Records, at: MediumRef, on: bool) {
        let Some(place) = records.media.get(at).map(|medium| medium.place) else { return };
        if on { self.put_in_place(records, at, place) } else { self.take_from_place(records, at, place) }
    }

    fn list_bar_code(&mut self, records: &Records, at: MediumRef, on: bool) {
        let Some(Some(bar_code)) = records.media.get(at).map(|medium| &medium.bar_code) else { return };
        index_entry(&mut self.bar_codes, bar_code, at, on);
    }

    fn list_label(&mut self, records: &Records, at: SideRef, on: bool) {
        let Some(Some(Label::Known { format, id })) = records.sides.get(at).map(|side| &side.label) else { return };
        index_entry(&mut self.labels, &(format.clone(), id.clone()), at, on);
    }

    fn put_in_place(&mut self, records: &Records, medium: MediumRef, place: Place) {
        match place {
            Place::Slot(slot) => {
                *self.in_slot.get_mut(slot) = Some(medium);
                self.list_if_empty(records, slot);
            }
            Place::Drive(drive) => *self.in_drive.get_mut(drive) = Some(medium),
            Place::Port(port, cell) => {
                self.in_port.entry((port, cell)).or_default().insert(medium);
            }
            Place::Transport | Place::Offline => {}
        }
    }

    fn take_from_place(&mut self, records: &Records, medium: MediumRef, place: Place) {
        let holder = match place {
            Place::Slot(slot) => self.in_slot.get_mut(slot),
            Place::Drive(drive) => self.in_drive.get_mut(drive),
            Place::Port(port, cell) => return unlist(&mut self.in_port, (port, cell), medium),
            Place::Transport | Place::Offline => return,
        };
        if *holder == Some(medium) {
            *holder = None;
        }
        if let Place::Slot(slot) = place {
            self.list_if_empty(records, slot);
        }
    }

    /// Lists a slot among those that are empty, or not any more.
    fn list_if_empty(&mut self, records: &Records, at: SlotRef) {
        let Some(slot) = records.slots.get(at) else { return };
        let list = self.empty_slots.get_mut(slot.library);
        if slot.state == SlotState::Empty && self.in_slot.get(at).is_none() {
            list.insert(slot.number, at);
        } else {
            list.remove(&slot.number);
        }
    }

    /// Lists an operator request among those that people have not answered, if they have not.
    fn list_if_unanswered(&mut self, records: &Records, at: OperatorRequestRef, on: bool) {
        if records.operator_requests.get(at).is_some_and(|request| is_unanswered(request.state)) {
            list_if(&mut self.unanswered, at, on);
        }
    }

    /// How long what is finished is kept stands in the record of the computer; a database that has lost it gets another.
    fn schedule_purges(&mut self, records: &Records, on: bool) {
        let requests: Vec<RequestRef> = records.requests.iter().map(|(at, _)| at).collect();
        requests.into_iter().for_each(|at| self.schedule_request_purge(records, at, on));
        let operator_requests: Vec<OperatorRequestRef> = records.operator_requests.iter().map(|(at, _)| at).collect();
        operator_requests.into_iter().for_each(|at| self.schedule_operator_request_purge(records, at, on));
    }

    fn schedule_request_purge(&mut self, records: &Records, at: RequestRef, on: bool) {
        let (Some(computer), Some(request)) = (&records.computer, records.requests.get(at)) else { return };
        let Some(ended) = request.completed else { return };
        let kept = computer.library_request_flags & NO_PURGE != 0
            || (request.state == RequestState::Failed && computer.library_request_flags & NO_FAILED_PURGE != 0);
        schedule(&mut self.purges, ended, computer.library_request_purge_s, Purge::Request(at), on && !kept);
    }

    fn schedule_operator_request_purge(&mut self, records: &Records, at: OperatorRequestRef, on: bool) {
        let (Some(computer), Some(request)) = (&records.computer, records.operator_requests.get(at)) else { return };
        let Some(ended) = request.completed else { return };
        let kept = computer.operator_request_flags & NO_PURGE != 0
            || (request.state == OperatorRequestState::Refused && computer.operator_request_flags & NO_FAILED_PURGE != 0);
        schedule(&mut self.purges, ended, computer.operator_request_purge_s, Purge::OperatorRequest(at), on && !kept);
    }
}

fn schedule(purges: &mut BTreeSet<(Instant, Purge)>, ended: Instant, keep_s: u32, purge: Purge, on: bool) {
    let when = ended + Millis::from_secs(u64::from(keep_s));
    if on {
        purges.insert((when, purge));
    } else {
        purges.remove(&(when, purge));
    }
}

fn index_entry<K: Ord + Clone, R: Copy + Ord>(entries: &mut BTreeMap<K, Vec<R>>, key: &K, at: R, on: bool) {
    let list = entries.entry(key.clone()).or_default();
    list_sorted(list, at, on);
    if list.is_empty() {
        entries.remove(key);
    }
}

fn index_logical(of_logical: &mut BTreeMap<LogicalRef, BTreeSet<SideRef>>, at: SideRef, logical: Option<LogicalRef>, on: bool) {
    match logical {
        Some(logical) if on => drop(of_logical.entry(logical).or_default().insert(at)),
        Some(logical) => unlist(of_logical, logical, at),
        None => {}
    }
}

/// Takes an object off the list of a key, and the list away when nothing is on it.
fn unlist<K: Ord, R: Ord>(lists: &mut BTreeMap<K, BTreeSet<R>>, key: K, at: R) {
    if let Entry::Occupied(mut list) = lists.entry(key) {
        list.get_mut().remove(&at);
        if list.get().is_empty() {
            list.remove();
        }
    }
}

/// Adds a part to a list that is kept in the order of the numbers, whatever place it got, or takes it off.
fn list_part<R: Copy + PartialEq>(parts: &mut Vec<R>, part: R, number: u16, on: bool, number_of: impl Fn(R) -> Option<u16>) {
    if on {
        let position = parts.partition_point(|other| *other != part && number_of(*other) < Some(number));
        if parts.get(position) != Some(&part) {
            parts.insert(position, part);
        }
    } else {
        parts.retain(|other| *other != part);
    }
}

/// Adds an object to a list that is kept in the order of the handles, or takes it off.
fn list_sorted<R: Copy + Ord>(list: &mut Vec<R>, at: R, on: bool) {
    match list.binary_search(&at) {
        Err(position) if on => list.insert(position, at),
        Ok(position) if !on => drop(list.remove(position)),
        Ok(_) | Err(_) => {}
    }
}

/// Adds an object to a set, or takes it out.
fn list_if<R: Ord>(set: &mut BTreeSet<R>, at: R, on: bool) {
    if on {
        set.insert(at);
    } else {
        set.remove(&at);
    }
}
