//! The information records, filled from the world (`types.toml`, `[[struct]]`).

use std::sync::Arc;

use crate::call::CLEANS_NOT_COUNTED;
use crate::change::ObjectRef;
use crate::id::{Guid, LibraryRef, MediumRef};
use crate::information::{
    ChangerInformation, ComputerInformation, DoorInformation, DriveInformation, Info, LibraryInformation, LibraryRequestInformation,
    LogicalMediumInformation, MediaTypeInformation, MediumInformation, ObjectInformation, OperatorRequestInformation, PoolInformation,
    PortInformation, SideInformation, SlotInformation,
};
use crate::port::hardware::Label;
use crate::record::media_type::{CLEANER_MEDIA_TYPE, device_class, writability};
use crate::record::state::{LibraryKind, ObjectKind, OperationalState, SlotState};
use crate::record::{Argument, Place};
use crate::world::World;

/// `NTMS_LIBRARYFLAG_*`
mod library_flag {
    pub const FIXED_OFFLINE: u32 = 1;
    pub const CLEANER_PRESENT: u32 = 2;
    pub const AUTO_DETECT_CHANGE: u32 = 4;
    pub const IGNORE_CLEANER_USES: u32 = 8;
    pub const RECOGNIZE_CLEANER_BAR_CODE: u32 = 16;
}

/// The least `dwSize` a caller may set: the record in its ASCII form, which is as large for every kind because the union
/// is as large as its largest member (`get-object-information.size-at-least`, `computed_size` of
/// NTMS_OBJECTINFORMATION).
pub(crate) const LEAST_SIZE: u32 = 896;

/// The record of an object.
pub(crate) fn information(world: &World, at: ObjectRef) -> Option<ObjectInformation> {
    let (name, info) = details(world, at)?;
    Some(ObjectInformation {
        kind: at.kind(),
        guid: world.guid(at)?,
        enabled: is_enabled(world, at),
        operational_state: operational_state(world, at),
        name,
        info,
    })
}

/// Whether an object and all that contains it is in service (`disable-object.cascades`).
fn is_enabled(world: &World, at: ObjectRef) -> bool {
    let library = |library: LibraryRef| world.libraries.get(library).is_none_or(|record| record.enabled);
    let medium = |at: MediumRef| world.media.get(at).is_none_or(|record| !world.is_disabled(at) && library(record.library));
    match at {
        ObjectRef::Library(at) => library(at),
        ObjectRef::Changer(at) => library(world.changers[at].library),
        ObjectRef::Drive(at) => world.drives[at].enabled && library(world.drives[at].library),
        ObjectRef::Slot(at) => library(world.slots[at].library),
        ObjectRef::Port(at) => library(world.ports[at].library),
        ObjectRef::Door(at) => library(world.doors[at].library),
        ObjectRef::Medium(at) => medium(at),
        ObjectRef::Side(at) => medium(world.sides[at].medium),
        ObjectRef::LogicalMedium(at) => {
            world.sides.iter().filter(|(_, side)| side.logical == Some(at)).all(|(_, side)| medium(side.medium))
        }
        ObjectRef::Computer | ObjectRef::MediaType(_) | ObjectRef::Pool(_) | ObjectRef::Request(_) | ObjectRef::OperatorRequest(_) => true,
    }
}

fn operational_state(world: &World, at: ObjectRef) -> OperationalState {
    let of_library = |library: LibraryRef| world.libraries.get(library).map_or(OperationalState::NotPresent, |record| record.state);
    // What has no state of its own is there as long as its library is.
    let with_library = |library: LibraryRef| match of_library(library) {
        OperationalState::NotPresent => OperationalState::NotPresent,
        OperationalState::Ready | OperationalState::Initializing | OperationalState::NeedsService => OperationalState::Ready,
    };
    match at {
        ObjectRef::Library(at) => world.libraries[at].state,
        ObjectRef::Changer(at) => match of_library(world.changers[at].library) {
            OperationalState::Ready if world.is_to_be_looked_after(ObjectRef::Changer(at)) => OperationalState::NeedsService,
            state => state,
        },
        ObjectRef::Drive(at) => world.drives[at].operational,
        ObjectRef::Slot(at) if world.slots[at].state == SlotState::NotPresent => OperationalState::NotPresent,
        ObjectRef::Slot(at) => with_library(world.slots[at].library),
        ObjectRef::Port(at) => with_library(world.ports[at].library),
        ObjectRef::Door(at) => with_library(world.doors[at].library),
        ObjectRef::Computer
        | ObjectRef::MediaType(_)
        | ObjectRef::Pool(_)
        | ObjectRef::Medium(_)
        | ObjectRef::Side(_)
        | ObjectRef::LogicalMedium(_)
        | ObjectRef::Request(_)
        | ObjectRef::OperatorRequest(_) => OperationalState::Ready,
    }
}

fn details(world: &World, at: ObjectRef) -> Option<(Arc<str>, Info)> {
    let id = |at: Option<ObjectRef>| at.and_then(|at| world.guid(at)).unwrap_or(Guid::NIL);
    let library = |at: LibraryRef| id(Some(ObjectRef::Library(at)));
    let numbered = |what: &str, number: u16| Arc::from(format!("{what} {number}"));
    let described = match at {
        ObjectRef::Computer => {
            let record = world.computer.as_ref()?;
            let info = ComputerInformation {
                lib_request_purge_time: record.library_request_purge_s,
                op_request_purge_time: record.operator_request_purge_s,
                lib_request_flags: record.library_request_flags,
                op_request_flags: record.operator_request_flags,
                media_pool_policy: record.pool_policy,
            };
            (record.name.clone(), Info::Computer(info))
        }
        ObjectRef::Library(at) => (world.libraries.get(at)?.name.clone(), Info::Library(library_record(world, at)?)),
        ObjectRef::Changer(at) => {
            let record = world.changers.get(at)?;
            let info = ChangerInformation { number: u32::from(record.number), library: library(record.library) };
            (numbered("Changer", record.number), Info::Changer(info))
        }
        ObjectRef::Drive(at) => {
            let record = world.drives.get(at)?;
            let info = DriveInformation {
                number: u32::from(record.number),
                state: record.state,
                mount_count: record.mount_count,
                last_cleaned_ts: record.last_cleaned,
                saved_partition_id: id(record.side.map(ObjectRef::Side)),
                library: library(record.library),
                defer_dismount_delay: record.defer_delay_s,
            };
            (numbered("Drive", record.number), Info::Drive(info))
        }
        ObjectRef::Slot(at) => {
            let record = world.slots.get(at)?;
            let info = SlotInformation { number: u32::from(record.number), state: record.state, library: library(record.library) };
            (numbered("Slot", record.number), Info::Slot(info))
        }
        ObjectRef::Port(at) => {
            let record = world.ports.get(at)?;
            let info = PortInformation {
                number: u32::from(record.number),
                content: record.content,
                position: record.position,
                max_extend_secs: record.max_extend_s,
                library: library(record.library),
            };
            (numbered("Port", record.number), Info::Port(info))
        }
        ObjectRef::Door(at) => {
            let record = world.doors.get(at)?;
            let info = DoorInformation {
                number: u32::from(record.number),
                state: record.state,
                max_open_secs: record.max_open_s,
                library: library(record.library),
            };
            (numbered("Door", record.number), Info::Door(info))
        }
        ObjectRef::MediaType(at) => {
            let record = world.media_types.get(at)?;
            let info = MediaTypeInformation {
                media_type: record.code,
                number_of_sides: u32::from(record.sides),
                read_write_characteristics: writability(record.code) as u32,
                device_type: device_class(record.code) as u32,
            };
            (record.name.clone(), Info::MediaType(info))
        }
        ObjectRef::Pool(at) => {
            let record = world.pools.get(at)?;
            let info = PoolInformation {
                pool_type: record.kind,
                media_type: id(record.media_type.map(ObjectRef::MediaType)),
                parent: id(world.pool_above(at).map(ObjectRef::Pool)),
                allocation_policy: record.allocation_policy,
                deallocation_policy: record.deallocation_policy,
                max_allocates: record.max_allocates,
                number_of_physical_media: count(world.media.iter().filter(|(_, medium)| medium.pool == Some(at))),
                number_of_logical_media: count(world.logical.iter().filter(|(_, logical)| logical.pool == at)),
                number_of_media_pools: count(world.pools_below(Some(at))),
            };
            (record.name.clone(), Info::Pool(info))
        }
        ObjectRef::Medium(at) => (world.media.get(at)?.name.clone(), Info::Medium(medium_record(world, at)?)),
        ObjectRef::Side(at) => (numbered("Side", u16::from(world.sides.get(at)?.number)), Info::Side(side_record(world, at)?)),
        ObjectRef::LogicalMedium(at) => {
            let record = world.logical.get(at)?;
            let info = LogicalMediumInformation {
                media_pool: id(Some(ObjectRef::Pool(record.pool))),
                number_of_partitions: count(world.sides.iter().filter(|(_, side)| side.logical == Some(at))),
            };
            (record.name.clone(), Info::LogicalMedium(info))
        }
        ObjectRef::Request(at) => {
            let record = world.requests.get(at)?;
            let info = LibraryRequestInformation {
                operation_code: record.operation,
                operation_option: record.option,
                state: record.state,
                partition_id: record.subject.side.unwrap_or(Guid::NIL),
                drive_id: record.subject.drive.unwrap_or(Guid::NIL),
                phys_media_id: record.subject.medium.unwrap_or(Guid::NIL),
                library: library(record.library),
                slot_id: record.subject.slot.unwrap_or(Guid::NIL),
                time_queued: Some(record.queued),
                time_completed: record.completed,
                application: record.origin.application.clone(),
                user: record.origin.user.clone(),
                computer: record.origin.computer.clone(),
                error_code: record.error.number(),
                work_item_id: record.subject.work_item.unwrap_or(Guid::NIL),
                priority: record.priority,
            };
            (Arc::from(record.operation.name()), Info::LibraryRequest(info))
        }
        ObjectRef::OperatorRequest(at) => {
            let record = world.operator_requests.get(at)?;
            let argument =
                |argument: Option<Argument>| argument.map_or((ObjectKind::Unknown, Guid::NIL), |argument| (argument.kind, argument.object));
            let (first, second) = (argument(record.first), argument(record.second));
            let info = OperatorRequestInformation {
                request: record.kind,
                submitted: Some(record.submitted),
                state: record.state,
                message: record.message.clone(),
                arg1_type: first.0,
                arg1: first.1,
                arg2_type: second.0,
                arg2: second.1,
                application: record.origin.application.clone(),
                user: record.origin.user.clone(),
                computer: record.origin.computer.clone(),
            };
            (Arc::from(record.kind.name()), Info::OperatorRequest(info))
        }
    };
    Some(described)
}

/// The offline library reports its kind and the number of its media (`model.offline.reports`).
fn library_record(world: &World, at: LibraryRef) -> Option<LibraryInformation> {
    let record = world.libraries.get(at)?;
    let parts = world.parts(at);
    let slot = |slot: Option<crate::id::SlotRef>| slot.and_then(|slot| world.guid(ObjectRef::Slot(slot))).unwrap_or(Guid::NIL);
    let first = |number: Option<u16>| number.map_or(0, u32::from);
    // What is out of reach cannot clean.
    let uses = if record.cleaner_present { record.cleaner_uses } else { 0 };
    let flags = [
        (record.kind == LibraryKind::Offline, library_flag::FIXED_OFFLINE),
        (record.cleaner_present, library_flag::CLEANER_PRESENT),
        (record.detects_changes, library_flag::AUTO_DETECT_CHANGE),
        (uses == CLEANS_NOT_COUNTED, library_flag::IGNORE_CLEANER_USES),
        (record.recognizes_cleaner_bar_code, library_flag::RECOGNIZE_CLEANER_BAR_CODE),
    ];
    Some(LibraryInformation {
        library_type: record.kind,
        cleaner_slot: slot(record.cleaner_slot),
        cleaner_slot_default: Guid::NIL,
        library_supports_drive_cleaning: record.kind == LibraryKind::Online,
        bar_code_reader_installed: record.bar_code_reader,
        inventory_method: record.inventory_method,
        cleaner_uses_remaining: uses,
        first_drive_number: first(parts.drives.first().map(|drive| world.drives[*drive].number)),
        number_of_drives: parts.drives.len() as u32,
        first_slot_number: first(parts.slots.first().map(|slot| world.slots[*slot].number)),
        number_of_slots: parts.slots.len() as u32,
        first_door_number: first(parts.doors.first().map(|door| world.doors[*door].number)),
        number_of_doors: parts.doors.len() as u32,
        first_port_number: first(parts.ports.first().map(|port| world.ports[*port].number)),
        number_of_ports: parts.ports.len() as u32,
        first_changer_number: first(parts.changers.first().map(|changer| world.changers[*changer].number)),
        number_of_changers: parts.changers.len() as u32,
        number_of_media: count(world.media.iter().filter(|(_, medium)| medium.library == at)),
        number_of_media_types: count(world.types_taken_in(at).into_iter().filter(|code| world.media_type(*code).is_some())),
        number_of_lib_requests: count(world.requests.iter().filter(|(_, request)| request.library == at)),
        auto_recovery: record.auto_recovery,
        flags: flags.iter().filter(|(set, _)| *set).map(|(_, bit)| bit).sum(),
    })
}

fn medium_record(world: &World, at: MediumRef) -> Option<MediumInformation> {
    let record = world.media.get(at)?;
    let id = |at: Option<ObjectRef>| at.and_then(|at| world.guid(at)).unwrap_or(Guid::NIL);
    let (location, location_type, mounted) = match record.place {
        Place::Slot(slot) => (Some(ObjectRef::Slot(slot)), ObjectKind::Slot, None),
        Place::Drive(drive) => {
            let side = world.drives.get(drive).and_then(|drive| drive.side);
            (Some(ObjectRef::Drive(drive)), ObjectKind::Drive, side)
        }
        Place::Port(port, _) => (Some(ObjectRef::Port(port)), ObjectKind::Port, None),
        Place::Transport => (world.parts(record.library).changers.first().copied().map(ObjectRef::Changer), ObjectKind::Changer, None),
        // `model.offline.slots`
        Place::Offline => (None, ObjectKind::Slot, None),
    };
    Some(MediumInformation {
        current_library: id(Some(ObjectRef::Library(record.library))),
        media_pool: id(record.pool.map(ObjectRef::Pool)),
        location: id(location),
        location_type,
        media_type: id(Some(ObjectRef::MediaType(record.media_type))),
        home_slot: id(record.home.map(ObjectRef::Slot)),
        bar_code: record.bar_code.clone().unwrap_or_else(|| Arc::from("")),
        bar_code_state: record.bar_code_state,
        sequence_number: Arc::from(record.sequence.to_string()),
        media_state: record.state,
        number_of_partitions: world.sides_of(at).len() as u32,
        media_type_code: world.media_types.get(record.media_type).map_or(CLEANER_MEDIA_TYPE, |media_type| media_type.code),
        density_code: 0,
        mounted_partition: id(mounted.map(ObjectRef::Side)),
    })
}

fn side_record(world: &World, at: crate::id::SideRef) -> Option<SideInformation> {
    let record = world.sides.get(at)?;
    let (format, label) = match &record.label {
        Some(Label::Known { format, id }) => (format.clone(), id.clone()),
        Some(Label::Foreign | Label::Blank) | None => (Arc::from(""), Arc::from("")),
    };
    Some(SideInformation {
        physical_media: world.guid(ObjectRef::Medium(record.medium)).unwrap_or(Guid::NIL),
        logical_media: record.logical.and_then(|logical| world.guid(ObjectRef::LogicalMedium(logical))).unwrap_or(Guid::NIL),
        state: record.state,
        // Sides are numbered from one everywhere but here.
        side: u16::from(record.number.saturating_sub(1)),
        omid_label_id_length: label.len() as u32,
        omid_label_type: format,
        omid_label_info: label.clone(),
        omid_label_id: label,
        mount_count: record.mount_count,
        allocate_count: record.allocate_count,
        capacity: 0,
    })
}

fn count(objects: impl Iterator) -> u32 {
    objects.count() as u32
}
