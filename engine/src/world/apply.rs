//! `World::apply`: stored facts become belief, live, in recovery and in replay alike.
//!
//! Every application yields the change that undoes it, or nothing when the object it speaks of is not there (which
//! only a damaged database brings about; nothing of that is believed, D-099).

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::replace;
use std::sync::Arc;

use super::arena::Arena;
use super::find::is_unanswered;
use super::{Purge, World};
use crate::change::{
    Change, DriveField, LibraryField, MediumField, Object, ObjectRef, OperatorRequestField, PortField, RequestField, SideField,
};
use crate::id::{DriveRef, Guid, Handle, LibraryRef, LogicalRef, MediumRef, OperatorRequestRef, RequestRef, SideRef, SlotRef};
use crate::port::hardware::Label;
use crate::record::state::{OperatorRequestState, RequestState, SlotState};
use crate::record::{Medium, Place};
use crate::time::{Instant, Millis};

/// `dwLibRequestFlags` and `dwOpRequestFlags`: nothing is purged.
const NO_PURGE: u32 = 1;
/// `dwLibRequestFlags` and `dwOpRequestFlags`: what failed (or was refused) is not purged.
const NO_FAILED_PURGE: u32 = 2;

impl World {
    /// Makes a fact true and returns the fact that would take it back.
    pub fn apply(&mut self, change: Change) -> Option<Change> {
        Some(match change {
            Change::Insert(object) => return self.insert(object),
            Change::Remove(object) => return self.remove(object).map(Change::Insert),
            Change::Library(at, field) => Change::Library(at, self.library_field(at, field)?),
            Change::Drive(at, field) => Change::Drive(at, self.drive_field(at, field)?),
            Change::Slot(at, state) => {
                let old = replace(&mut self.slots.get_mut(at)?.state, state);
                self.list_if_empty(at);
                Change::Slot(at, old)
            }
            Change::Port(at, field) => {
                let port = self.ports.get_mut(at)?;
                Change::Port(
                    at,
                    match field {
                        PortField::Content(new) => PortField::Content(replace(&mut port.content, new)),
                        PortField::Position(new) => PortField::Position(replace(&mut port.position, new)),
                    },
                )
            }
            Change::Door(at, state) => Change::Door(at, replace(&mut self.doors.get_mut(at)?.state, state)),
            Change::Medium(at, field) => Change::Medium(at, self.medium_field(at, field)?),
            Change::Side(at, field) => Change::Side(at, self.side_field(at, field)?),
            Change::Request(at, field) => Change::Request(at, self.request_field(at, field)?),
            Change::OperatorRequest(at, field) => Change::OperatorRequest(at, self.operator_request_field(at, field)?),
        })
    }

    fn insert(&mut self, object: Object) -> Option<Change> {
        let (guid, at) = match object {
            Object::Computer(record) => {
                let guid = record.guid;
                self.computer = Some(record);
                self.schedule_purges(true);
                (guid, ObjectRef::Computer)
            }
            Object::Library(at, record) => (record.guid, enter(&mut self.libraries, at, record, ObjectRef::Library(at))),
            Object::Changer(at, record) => {
                let parts = self.index.parts.get_mut(record.library);
                list_numbered(&mut parts.changers, at, record.number, |part| self.changers.get(part).map(|part| part.number));
                (record.guid, enter(&mut self.changers, at, record, ObjectRef::Changer(at)))
            }
            Object::Drive(at, record) => {
                let parts = self.index.parts.get_mut(record.library);
                list_numbered(&mut parts.drives, at, record.number, |part| self.drives.get(part).map(|part| part.number));
                (record.guid, enter(&mut self.drives, at, record, ObjectRef::Drive(at)))
            }
            Object::Slot(at, record) => {
                let parts = self.index.parts.get_mut(record.library);
                list_numbered(&mut parts.slots, at, record.number, |part| self.slots.get(part).map(|part| part.number));
                let entered = (record.guid, enter(&mut self.slots, at, record, ObjectRef::Slot(at)));
                self.list_if_empty(at);
                entered
            }
            Object::Port(at, record) => {
                let parts = self.index.parts.get_mut(record.library);
                list_numbered(&mut parts.ports, at, record.number, |part| self.ports.get(part).map(|part| part.number));
                (record.guid, enter(&mut self.ports, at, record, ObjectRef::Port(at)))
            }
            Object::Door(at, record) => {
                let parts = self.index.parts.get_mut(record.library);
                list_numbered(&mut parts.doors, at, record.number, |part| self.doors.get(part).map(|part| part.number));
                (record.guid, enter(&mut self.doors, at, record, ObjectRef::Door(at)))
            }
            Object::MediaType(at, record) => (record.guid, enter(&mut self.media_types, at, record, ObjectRef::MediaType(at))),
            Object::Pool(at, record) => (record.guid, enter(&mut self.pools, at, record, ObjectRef::Pool(at))),
            Object::Medium(at, record) => {
                self.put_in_place(at, record.place);
                self.index_bar_code(at, record.bar_code.as_ref(), true);
                if record.cleaner {
                    self.index.cleaners.insert(at);
                }
                self.index.last_sequence = self.index.last_sequence.max(record.sequence);
                (record.guid, enter(&mut self.media, at, record, ObjectRef::Medium(at)))
            }
            Object::Side(at, record) => {
                list(self.index.sides.get_mut(record.medium), at);
                self.index_label(at, record.label.as_ref(), true);
                index_logical(&mut self.index.of_logical, at, record.logical, true);
                (record.guid, enter(&mut self.sides, at, record, ObjectRef::Side(at)))
            }
            Object::LogicalMedium(at, record) => (record.guid, enter(&mut self.logical, at, record, ObjectRef::LogicalMedium(at))),
            Object::Request(at, record) => {
                let guid = record.guid;
                let object = enter(&mut self.requests, at, record, ObjectRef::Request(at));
                self.enqueue_if_open(at);
                self.schedule_request_purge(at, true);
                (guid, object)
            }
            Object::OperatorRequest(at, record) => {
                let guid = record.guid;
                let object = enter(&mut self.operator_requests, at, record, ObjectRef::OperatorRequest(at));
                self.list_if_unanswered(at);
                self.schedule_operator_request_purge(at, true);
                (guid, object)
            }
        };
        self.index.guids.insert(guid, at);
        Some(Change::Remove(at))
    }

    fn remove(&mut self, at: ObjectRef) -> Option<Object> {
        let (guid, object): (Guid, Object) = match at {
            ObjectRef::Computer => {
                self.schedule_purges(false);
                self.computer.take().map(|record| (record.guid, Object::Computer(record)))?
            }
            ObjectRef::Library(at) => self.libraries.remove(at).map(|record| (record.guid, Object::Library(at, record)))?,
            ObjectRef::Changer(at) => {
                let record = self.changers.remove(at)?;
                self.index.parts.get_mut(record.library).changers.retain(|part| *part != at);
                (record.guid, Object::Changer(at, record))
            }
            ObjectRef::Drive(at) => {
                let record = self.drives.remove(at)?;
                self.index.parts.get_mut(record.library).drives.retain(|part| *part != at);
                (record.guid, Object::Drive(at, record))
            }
            ObjectRef::Slot(at) => {
                let record = self.slots.remove(at)?;
                let parts = self.index.parts.get_mut(record.library);
                parts.slots.retain(|part| *part != at);
                self.index.empty_slots.get_mut(record.library).remove(&record.number);
                (record.guid, Object::Slot(at, record))
            }
            ObjectRef::Port(at) => {
                let record = self.ports.remove(at)?;
                self.index.parts.get_mut(record.library).ports.retain(|part| *part != at);
                (record.guid, Object::Port(at, record))
            }
            ObjectRef::Door(at) => {
                let record = self.doors.remove(at)?;
                self.index.parts.get_mut(record.library).doors.retain(|part| *part != at);
                (record.guid, Object::Door(at, record))
            }
            ObjectRef::MediaType(at) => self.media_types.remove(at).map(|record| (record.guid, Object::MediaType(at, record)))?,
            ObjectRef::Pool(at) => self.pools.remove(at).map(|record| (record.guid, Object::Pool(at, record)))?,
            ObjectRef::Medium(at) => {
                let record = self.media.remove(at)?;
                self.take_from_place(at, record.place);
                self.index_bar_code(at, record.bar_code.as_ref(), false);
                self.index.cleaners.remove(&at);
                (record.guid, Object::Medium(at, record))
            }
            ObjectRef::Side(at) => {
                let record = self.sides.remove(at)?;
                self.index.sides.get_mut(record.medium).retain(|side| *side != at);
                self.index_label(at, record.label.as_ref(), false);
                index_logical(&mut self.index.of_logical, at, record.logical, false);
                (record.guid, Object::Side(at, record))
            }
            ObjectRef::LogicalMedium(at) => self.logical.remove(at).map(|record| (record.guid, Object::LogicalMedium(at, record)))?,
            ObjectRef::Request(at) => {
                self.schedule_request_purge(at, false);
                self.dequeue(at);
                let record = self.requests.remove(at)?;
                if record.sequence.saturating_add(1) == self.index.next_request {
                    self.index.next_request = record.sequence;
                }
                (record.guid, Object::Request(at, record))
            }
            ObjectRef::OperatorRequest(at) => {
                self.schedule_operator_request_purge(at, false);
                self.index.unanswered.remove(&at);
                self.operator_requests.remove(at).map(|record| (record.guid, Object::OperatorRequest(at, record)))?
            }
        };
        self.index.guids.remove(&guid);
        Some(object)
    }

    fn library_field(&mut self, at: LibraryRef, field: LibraryField) -> Option<LibraryField> {
        let library = self.libraries.get_mut(at)?;
        Some(match field {
            LibraryField::Enabled(new) => LibraryField::Enabled(replace(&mut library.enabled, new)),
            LibraryField::State(new) => LibraryField::State(replace(&mut library.state, new)),
            LibraryField::CleanerSlot(new) => LibraryField::CleanerSlot(replace(&mut library.cleaner_slot, new)),
            LibraryField::CleanerUses(new) => LibraryField::CleanerUses(replace(&mut library.cleaner_uses, new)),
            LibraryField::CleanerPresent(new) => LibraryField::CleanerPresent(replace(&mut library.cleaner_present, new)),
            LibraryField::Unlooked(new) => LibraryField::Unlooked(replace(&mut library.unlooked, new)),
        })
    }

    fn drive_field(&mut self, at: DriveRef, field: DriveField) -> Option<DriveField> {
        let drive = self.drives.get_mut(at)?;
        Some(match field {
            DriveField::State(new) => DriveField::State(replace(&mut drive.state, new)),
            DriveField::Enabled(new) => DriveField::Enabled(replace(&mut drive.enabled, new)),
            DriveField::Operational(new) => DriveField::Operational(replace(&mut drive.operational, new)),
            DriveField::MountCount(new) => DriveField::MountCount(replace(&mut drive.mount_count, new)),
            DriveField::LastCleaned(new) => DriveField::LastCleaned(replace(&mut drive.last_cleaned, new)),
            DriveField::Side(new) => DriveField::Side(replace(&mut drive.side, new)),
            DriveField::DismountableSince(new) => DriveField::DismountableSince(replace(&mut drive.dismountable_since, new)),
            DriveField::MediaType(new) => DriveField::MediaType(replace(&mut drive.media_type, new)),
        })
    }

    fn medium_field(&mut self, at: MediumRef, field: MediumField) -> Option<MediumField> {
        let &Medium { library, place, .. } = self.media.get(at)?;
        if let MediumField::Place(_, new) = &field {
            self.take_from_place(at, place);
            self.put_in_place(at, *new);
        }
        if let MediumField::BarCode(new, _) = &field {
            let old = self.media[at].bar_code.clone();
            self.index_bar_code(at, old.as_ref(), false);
            self.index_bar_code(at, new.as_ref(), true);
        }
        let medium = self.media.get_mut(at)?;
        Some(match field {
            MediumField::Name(new) => MediumField::Name(replace(&mut medium.name, new)),
            MediumField::Place(new_library, new) => {
                medium.library = new_library;
                medium.place = new;
                MediumField::Place(library, place)
            }
            MediumField::Home(new) => MediumField::Home(replace(&mut medium.home, new)),
            MediumField::Pool(new) => MediumField::Pool(replace(&mut medium.pool, new)),
            MediumField::BarCode(new, state) => {
                MediumField::BarCode(replace(&mut medium.bar_code, new), replace(&mut medium.bar_code_state, state))
            }
            MediumField::State(new) => MediumField::State(replace(&mut medium.state, new)),
            MediumField::Enabled(new) => MediumField::Enabled(replace(&mut medium.enabled, new)),
        })
    }

    fn side_field(&mut self, at: SideRef, field: SideField) -> Option<SideField> {
        let side = self.sides.get_mut(at)?;
        Some(match field {
            SideField::State(new) => SideField::State(replace(&mut side.state, new)),
            SideField::Label(new) => {
                let old = replace(&mut side.label, new.clone());
                self.index_label(at, old.as_ref(), false);
                self.index_label(at, new.as_ref(), true);
                SideField::Label(old)
            }
            SideField::MountCount(new) => SideField::MountCount(replace(&mut side.mount_count, new)),
        })
    }

    fn request_field(&mut self, at: RequestRef, field: RequestField) -> Option<RequestField> {
        self.schedule_request_purge(at, false);
        let request = self.requests.get_mut(at)?;
        let old = match field {
            RequestField::State(new) => RequestField::State(replace(&mut request.state, new)),
            RequestField::Subject(new) => RequestField::Subject(replace(&mut request.subject, new)),
            RequestField::Ended(when, error) => {
                RequestField::Ended(replace(&mut request.completed, when), replace(&mut request.error, error))
            }
        };
        if matches!(old, RequestField::State(_)) {
            self.dequeue(at);
            self.enqueue_if_open(at);
        }
        self.schedule_request_purge(at, true);
        Some(old)
    }

    fn operator_request_field(&mut self, at: OperatorRequestRef, field: OperatorRequestField) -> Option<OperatorRequestField> {
        self.schedule_operator_request_purge(at, false);
        let request = self.operator_requests.get_mut(at)?;
        let old = match field {
            OperatorRequestField::State(new) => OperatorRequestField::State(replace(&mut request.state, new)),
            OperatorRequestField::Completed(new) => OperatorRequestField::Completed(replace(&mut request.completed, new)),
        };
        self.list_if_unanswered(at);
        self.schedule_operator_request_purge(at, true);
        Some(old)
    }

    fn put_in_place(&mut self, medium: MediumRef, place: Place) {
        match place {
            Place::Slot(slot) => {
                *self.index.in_slot.get_mut(slot) = Some(medium);
                self.list_if_empty(slot);
            }
            Place::Drive(drive) => *self.index.in_drive.get_mut(drive) = Some(medium),
            Place::Port(port, cell) => {
                self.index.in_port.entry((port, cell)).or_default().insert(medium);
            }
            Place::Transport | Place::Offline => {}
        }
    }

    fn take_from_place(&mut self, medium: MediumRef, place: Place) {
        let holder = match place {
            Place::Slot(slot) => self.index.in_slot.get_mut(slot),
            Place::Drive(drive) => self.index.in_drive.get_mut(drive),
            Place::Port(port, cell) => return unlist(&mut self.index.in_port, (port, cell), medium),
            Place::Transport | Place::Offline => return,
        };
        if *holder == Some(medium) {
            *holder = None;
        }
        if let Place::Slot(slot) = place {
            self.list_if_empty(slot);
        }
    }

    /// Lists a slot among those that are empty, or not any more.
    fn list_if_empty(&mut self, at: SlotRef) {
        let Some(slot) = self.slots.get(at) else { return };
        let list = self.index.empty_slots.get_mut(slot.library);
        if slot.state == SlotState::Empty && self.index.in_slot.get(at).is_none() {
            list.insert(slot.number, at);
        } else {
            list.remove(&slot.number);
        }
    }

    /// Lists an operator request among those that people have not answered, or not any more.
    fn list_if_unanswered(&mut self, at: OperatorRequestRef) {
        if self.operator_requests.get(at).is_some_and(|request| is_unanswered(request.state)) {
            self.index.unanswered.insert(at);
        } else {
            self.index.unanswered.remove(&at);
        }
    }

    fn index_bar_code(&mut self, at: MediumRef, bar_code: Option<&Arc<str>>, on: bool) {
        if let Some(bar_code) = bar_code {
            index_entry(&mut self.index.bar_codes, bar_code.clone(), at, on);
        }
    }

    fn index_label(&mut self, at: SideRef, label: Option<&Label>, on: bool) {
        if let Some(Label::Known { format, id }) = label {
            index_entry(&mut self.index.labels, (format.clone(), id.clone()), at, on);
        }
    }

    /// How long what is finished is kept stands in the record of the computer; a database that has lost it gets another.
    fn schedule_purges(&mut self, on: bool) {
        let requests: Vec<RequestRef> = self.requests.iter().map(|(at, _)| at).collect();
        requests.into_iter().for_each(|at| self.schedule_request_purge(at, on));
        let operator_requests: Vec<OperatorRequestRef> = self.operator_requests.iter().map(|(at, _)| at).collect();
        operator_requests.into_iter().for_each(|at| self.schedule_operator_request_purge(at, on));
    }

    fn schedule_request_purge(&mut self, at: RequestRef, on: bool) {
        let (Some(computer), Some(request)) = (&self.computer, self.requests.get(at)) else { return };
        let Some(ended) = request.completed else { return };
        let kept = computer.library_request_flags & NO_PURGE != 0
            || (request.state == RequestState::Failed && computer.library_request_flags & NO_FAILED_PURGE != 0);
        schedule(&mut self.index.purges, ended, computer.library_request_purge_s, Purge::Request(at), on && !kept);
    }

    fn schedule_operator_request_purge(&mut self, at: OperatorRequestRef, on: bool) {
        let (Some(computer), Some(request)) = (&self.computer, self.operator_requests.get(at)) else { return };
        let Some(ended) = request.completed else { return };
        let kept = computer.operator_request_flags & NO_PURGE != 0
            || (request.state == OperatorRequestState::Refused && computer.operator_request_flags & NO_FAILED_PURGE != 0);
        schedule(&mut self.index.purges, ended, computer.operator_request_purge_s, Purge::OperatorRequest(at), on && !kept);
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

fn index_entry<K: Ord, R: Copy + Ord>(entries: &mut BTreeMap<K, Vec<R>>, key: K, at: R, on: bool) {
    if on {
        list(entries.entry(key).or_default(), at);
    } else if let Entry::Occupied(mut entry) = entries.entry(key) {
        entry.get_mut().retain(|other| *other != at);
        if entry.get().is_empty() {
            entry.remove();
        }
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

/// Puts a record into its arena and passes its general handle on.
fn enter<R: Handle, T>(arena: &mut Arena<R, T>, at: R, record: T, object: ObjectRef) -> ObjectRef {
    arena.insert(at, record);
    object
}

/// Adds a part to a list that is kept in the order of the numbers, whatever place it got.
fn list_numbered<R: Copy>(parts: &mut Vec<R>, part: R, number: u16, number_of: impl Fn(R) -> Option<u16>) {
    let position = parts.partition_point(|other| number_of(*other) < Some(number));
    parts.insert(position, part);
}

/// Adds an object to a list that is kept in the order of the handles.
fn list<R: Copy + Ord>(parts: &mut Vec<R>, part: R) {
    if let Err(position) = parts.binary_search(&part) {
        parts.insert(position, part);
    }
}
