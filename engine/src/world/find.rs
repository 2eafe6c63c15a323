//! Questions to the world that more than one method asks.

use std::collections::BTreeSet;

use super::World;
use crate::change::ObjectRef;
use crate::id::{DriveRef, LibraryRef, MediaTypeRef, MediumRef, OperatorRequestRef, PoolRef, PortRef, SideRef, SlotRef};
use crate::port::hardware::{Element, LibraryAddress};
use crate::record::state::{LibraryKind, ObjectKind, OperationalState, OperatorRequestKind, OperatorRequestState, PoolKind, SlotState};
use crate::record::{AccessList, Medium, OperatorRequest, Place, Pool, Slot, Subject};

impl ObjectRef {
    /// The kind of the object.
    #[must_use]
    pub const fn kind(self) -> ObjectKind {
        match self {
            Self::Computer => ObjectKind::Computer,
            Self::Library(_) => ObjectKind::Library,
            Self::Changer(_) => ObjectKind::Changer,
            Self::Drive(_) => ObjectKind::Drive,
            Self::Slot(_) => ObjectKind::Slot,
            Self::Port(_) => ObjectKind::Port,
            Self::Door(_) => ObjectKind::Door,
            Self::MediaType(_) => ObjectKind::MediaType,
            Self::Pool(_) => ObjectKind::Pool,
            Self::Medium(_) => ObjectKind::Medium,
            Self::Side(_) => ObjectKind::Side,
            Self::LogicalMedium(_) => ObjectKind::LogicalMedium,
            Self::Request(_) => ObjectKind::LibraryRequest,
            Self::OperatorRequest(_) => ObjectKind::OperatorRequest,
        }
    }
}

impl World {
    /// The library at an address.
    #[must_use]
    pub fn library_at(&self, address: LibraryAddress) -> Option<LibraryRef> {
        self.libraries.iter().find(|(_, library)| library.address == Some(address)).map(|(at, _)| at)
    }

    /// The one offline library.
    #[must_use]
    pub fn offline_library(&self) -> Option<LibraryRef> {
        self.libraries.iter().find(|(_, library)| library.kind == LibraryKind::Offline).map(|(at, _)| at)
    }

    /// Whether a library is a robot or a drive that is attached now.
    #[must_use]
    pub fn is_present(&self, library: LibraryRef) -> bool {
        self.libraries.get(library).is_some_and(|library| {
            library.kind != LibraryKind::Offline
                && match library.state {
                    OperationalState::Ready | OperationalState::NeedsService => true,
                    OperationalState::Initializing | OperationalState::NotPresent => false,
                }
        })
    }

    /// The element that a part of a library is, by its ordinal.
    #[must_use]
    pub fn element(&self, place: Place) -> Option<Element> {
        match place {
            Place::Slot(slot) => Some(Element::Slot(self.slots.get(slot)?.number)),
            Place::Drive(drive) => Some(Element::Drive(self.drives.get(drive)?.number)),
            Place::Port(port, cell) => Some(Element::Port(self.ports.get(port)?.number, cell)),
            Place::Transport | Place::Offline => None,
        }
    }

    /// Whether a cartridge is on record at a place that is not there, or in a grip.
    #[must_use]
    pub fn is_astray(&self, medium: &Medium) -> bool {
        medium.place != Place::Offline && self.element(medium.place).is_none()
    }

    /// The place that an element of a library is.
    #[must_use]
    pub fn place(&self, library: LibraryRef, element: Element) -> Option<Place> {
        let parts = self.parts(library);
        match element {
            Element::Slot(number) => numbered(&parts.slots, number, |slot| self.slots[slot].number).map(Place::Slot),
            Element::Drive(number) => numbered(&parts.drives, number, |drive| self.drives[drive].number).map(Place::Drive),
            Element::Port(number, cell) => {
                numbered(&parts.ports, number, |port| self.ports[port].number).map(|port| Place::Port(port, cell))
            }
            Element::Transport(_) => Some(Place::Transport),
        }
    }

    /// The cartridge in a drive.
    #[must_use]
    pub fn medium_in(&self, drive: DriveRef) -> Option<MediumRef> {
        *self.index.in_drive.get(drive)
    }

    /// What a request about a medium is about: the medium, and the slot where it stands or goes back to.
    pub(crate) fn subject_of(&self, at: MediumRef) -> Subject {
        let slot = self.media.get(at).and_then(|medium| match medium.place {
            Place::Slot(slot) => Some(slot),
            Place::Offline => None,
            Place::Drive(_) | Place::Port(..) | Place::Transport => medium.home,
        });
        let slot = slot.and_then(|slot| self.guid(ObjectRef::Slot(slot)));
        Subject { slot, medium: self.guid(ObjectRef::Medium(at)), ..Subject::default() }
    }

    /// Whether a cartridge can be put into a slot, as far as is known. The cleaner slot is for the cleaner alone.
    #[must_use]
    pub fn is_free(&self, library: LibraryRef, slot: SlotRef) -> bool {
        self.libraries[library].cleaner_slot != Some(slot) && self.is_empty(library, slot)
    }

    /// Whether nothing is in a slot, nor on its way there, as far as is known.
    pub(crate) fn is_empty(&self, library: LibraryRef, slot: SlotRef) -> bool {
        let slot_is_empty = self.slots[slot].state == SlotState::Empty && self.index.in_slot.get(slot).is_none();
        slot_is_empty && !self.is_promised(library, slot)
    }

    /// The slots of a library that are empty on record, in the order of their numbers.
    fn empty_slots(&self, library: LibraryRef) -> impl Iterator<Item = SlotRef> + '_ {
        self.index.empty_slots.get(library).values().copied()
    }

    /// The first free slot of a library. The slots of media that are in drives, or offered in a port, are kept for them.
    #[must_use]
    pub fn free_slot(&self, library: LibraryRef) -> Option<SlotRef> {
        let parts = self.parts(library);
        let in_drives = parts.drives.iter().filter_map(|drive| self.medium_in(*drive));
        let sessions = parts.ports.iter().filter_map(|port| self.live.ports.get(*port).holder);
        let offered = sessions.filter_map(|request| self.live.tasks.get(&request)).flat_map(|task| task.work.media());
        let kept: Vec<SlotRef> = in_drives.chain(offered).filter_map(|medium| self.media.get(medium)?.home).collect();
        self.empty_slots(library).find(|slot| !kept.contains(slot) && self.is_free(library, *slot))
    }

    /// A slot for what is in a grip and blocks everything: a free one, or one that is kept for a medium in a drive; and before
    /// nothing moves any more, that of the cleaner (D-061).
    #[must_use]
    pub fn slot_at_any_price(&self, library: LibraryRef) -> Option<SlotRef> {
        let slots = || self.empty_slots(library);
        let kept = || slots().find(|slot| self.is_free(library, *slot));
        self.free_slot(library).or_else(kept).or_else(|| slots().find(|slot| self.is_empty(library, *slot)))
    }

    /// The slot a cartridge should go back to: its own if that is free, else the first free one. A cleaner goes to the slot that is
    /// reserved for it unless another is on record there, or nobody knows what is.
    #[must_use]
    pub fn slot_for(&self, medium: MediumRef) -> Option<SlotRef> {
        let record = self.media.get(medium)?;
        let library = record.library;
        if record.cleaner
            && let Some(slot) = self.libraries.get(library).and_then(|library| library.cleaner_slot)
            && self.index.in_slot.get(slot).is_none_or(|other| other == medium)
            // Something that nobody knows may stand in it, or it may be gone: then the cleaner goes where there is room.
            && self.slots.get(slot).is_some_and(|slot| !matches!(slot.state, SlotState::NeedsInventory | SlotState::NotPresent))
        {
            return Some(slot);
        }
        record
            .home
            .filter(|home| self.slots.get(*home).is_some_and(|slot| slot.library == library) && self.is_free(library, *home))
            .or_else(|| self.free_slot(library))
    }

    /// Whether a move to this slot is on its way or waits for a transport.
    pub(crate) fn is_promised(&self, library: LibraryRef, slot: SlotRef) -> bool {
        self.at_work.is_awaited(library, Element::Slot(self.slots[slot].number))
    }

    /// Whether a medium has been taken out of service by a call, or the drive that it is in (`disable-object.cascades`).
    pub(crate) fn is_disabled(&self, medium: MediumRef) -> bool {
        let is_off = |drive: DriveRef| self.drives.get(drive).is_some_and(|drive| !drive.enabled);
        self.media.get(medium).is_some_and(|record| !record.enabled || matches!(record.place, Place::Drive(drive) if is_off(drive)))
    }

    /// Whether a slot holds something, as far as is known, or is about to: the slot of a cleaner at work is not free, and neither is one to which
    /// something is being carried.
    pub(crate) fn is_taken(&self, slot: SlotRef) -> bool {
        let Slot { library, state, .. } = self.slots[slot];
        let of_cleaner = self.libraries[library].cleaner_slot == Some(slot) && self.cleaner_of(library).is_some();
        of_cleaner || self.index.in_slot.get(slot).is_some() || state == SlotState::Full || self.is_promised(library, slot)
    }

    /// The cleaner of a library: in the reserved slot, or on its way from there and back (`model.cleaner.one-per-library`).
    #[must_use]
    pub fn cleaner_of(&self, library: LibraryRef) -> Option<MediumRef> {
        let slot = self.libraries.get(library)?.cleaner_slot?;
        let in_slot = *self.index.in_slot.get(slot);
        in_slot.or_else(|| self.cleaners_in(library).find(|(_, medium)| medium.home == Some(slot)).map(|(at, _)| at))
    }

    /// The cleaners in a library, in the order of their handles.
    pub(crate) fn cleaners_in(&self, library: LibraryRef) -> impl Iterator<Item = (MediumRef, &Medium)> {
        let cleaners = self.index.cleaners.iter().filter_map(|at| Some((*at, self.media.get(*at)?)));
        cleaners.filter(move |(_, medium)| medium.library == library)
    }

    /// The operator requests that people have not answered, in the order of their handles.
    pub(crate) fn unanswered(&self) -> impl Iterator<Item = (OperatorRequestRef, &OperatorRequest)> {
        self.index.unanswered.iter().filter_map(|at| Some((*at, self.operator_requests.get(*at)?)))
    }

    /// Whether people have been asked to look after a device, and have not answered (machine `library-availability`, for a changer).
    pub(crate) fn is_to_be_looked_after(&self, device: ObjectRef) -> bool {
        let guid = self.guid(device);
        let is_about = |record: &OperatorRequest| guid.is_some() && record.first.map(|argument| argument.object) == guid;
        self.unanswered().any(|(_, record)| record.kind == OperatorRequestKind::DeviceService && is_about(record))
    }

    /// The cartridges on record in the cells of a port.
    pub(crate) fn media_in_port(&self, port: PortRef) -> impl Iterator<Item = MediumRef> + '_ {
        self.index.in_port.range((port, 0)..=(port, u16::MAX)).flat_map(|(_, media)| media.iter().copied())
    }

    /// The codes of the media types that the drives of a library take, its own first, each once.
    pub(crate) fn types_taken_in(&self, library: LibraryRef) -> Vec<u32> {
        let drives = &self.parts(library).drives;
        let own = self.libraries[library].media_type;
        let mut taken: BTreeSet<u32> = drives.iter().map(|drive| self.drives[*drive].media_type).collect();
        let is_taken = taken.remove(&own) || taken.is_empty();
        Some(own).filter(|_| is_taken).into_iter().chain(taken).collect()
    }

    /// The media type with this code.
    #[must_use]
    pub fn media_type(&self, code: u32) -> Option<MediaTypeRef> {
        self.media_types.iter().find(|(_, media_type)| media_type.code == code).map(|(at, _)| at)
    }

    /// The pool above all others; pools without a parent are right below it.
    #[must_use]
    pub fn root_pool(&self) -> Option<PoolRef> {
        self.pools.iter().find(|(_, pool)| pool.kind == PoolKind::Unknown).map(|(at, _)| at)
    }

    /// The pool that a pool is in; the root is in none.
    #[must_use]
    pub fn pool_above(&self, pool: PoolRef) -> Option<PoolRef> {
        self.pools.get(pool)?.parent.or_else(|| self.root_pool()).filter(|above| *above != pool)
    }

    /// The pools right below another; below none is the top level where there is no root.
    pub fn pools_below(&self, above: Option<PoolRef>) -> impl Iterator<Item = &Pool> {
        self.pools.iter().filter(move |(at, _)| self.pool_above(*at) == above).map(|(_, pool)| pool)
    }

    /// The system pool of a kind for a media type (`model.pools.system-per-type`).
    #[must_use]
    pub fn system_pool(&self, kind: PoolKind, media_type: MediaTypeRef) -> Option<PoolRef> {
        self.pools.iter().find(|(_, pool)| pool.kind == kind && pool.media_type == Some(media_type)).map(|(at, _)| at)
    }

    /// The sides of a cartridge, in the order of their numbers.
    #[must_use]
    pub fn sides_of(&self, medium: MediumRef) -> &[SideRef] {
        self.index.sides.get(medium)
    }

    /// The access list that protects an object (`global.library-security`, `global.pool-security`).
    #[must_use]
    pub fn access_list(&self, at: ObjectRef) -> Option<&AccessList> {
        let of_library = |library: LibraryRef| self.libraries.get(library).map(|library| &library.access);
        let of_pool = |pool: PoolRef| self.pools.get(pool).map(|pool| &pool.access);
        let of_medium = |medium: MediumRef| {
            let medium = self.media.get(medium)?;
            medium.pool.map_or_else(|| of_library(medium.library), of_pool)
        };
        match at {
            ObjectRef::Computer | ObjectRef::MediaType(_) | ObjectRef::OperatorRequest(_) => {
                self.computer.as_ref().map(|computer| &computer.access)
            }
            ObjectRef::Library(at) => of_library(at),
            ObjectRef::Changer(at) => of_library(self.changers.get(at)?.library),
            ObjectRef::Drive(at) => of_library(self.drives.get(at)?.library),
            ObjectRef::Slot(at) => of_library(self.slots.get(at)?.library),
            ObjectRef::Port(at) => of_library(self.ports.get(at)?.library),
            ObjectRef::Door(at) => of_library(self.doors.get(at)?.library),
            ObjectRef::Request(at) => of_library(self.requests.get(at)?.library),
            ObjectRef::Pool(at) => of_pool(at),
            ObjectRef::Medium(at) => of_medium(at),
            ObjectRef::Side(at) => of_medium(self.sides.get(at)?.medium),
            ObjectRef::LogicalMedium(at) => of_pool(self.logical.get(at)?.pool),
        }
    }
}

/// Whether an operator request is still to be done.
#[must_use]
pub const fn is_unanswered(state: OperatorRequestState) -> bool {
    match state {
        OperatorRequestState::Submitted | OperatorRequestState::Active | OperatorRequestState::InProgress => true,
        OperatorRequestState::Unknown | OperatorRequestState::Refused | OperatorRequestState::Complete => false,
    }
}

/// The part with this number, of parts in the order of their numbers.
fn numbered<Part: Copy>(parts: &[Part], number: u16, number_of: impl Fn(Part) -> u16) -> Option<Part> {
    // Most are numbered from 1 without gaps.
    let likely = parts.get(usize::from(number).wrapping_sub(1)).copied().filter(|part| number_of(*part) == number);
    likely.or_else(|| parts.binary_search_by_key(&number, |part| number_of(*part)).ok().map(|place| parts[place]))
}
