"""GetNtmsObjectInformation: the records as the API shows them, member by member under their documented names."""

from methods import USE, Refused, check

NOTHING = "00000000-0000-0000-0000-000000000000"

# The least dwSize a caller may set: the record in its ASCII form, as large for every kind.
LEAST_SIZE = 896

# The kinds of object by the names of their tables: documented name and number. Operator requests are left out, because this
# engine makes none.
KINDS = {
    "computer": ("NTMS_COMPUTER", 4), "changer": ("NTMS_CHANGER", 2), "drive": ("NTMS_DRIVE", 5), "door": ("NTMS_IEDOOR", 7),
    "port": ("NTMS_IEPORT", 8), "library": ("NTMS_LIBRARY", 9), "request": ("NTMS_LIBREQUEST", 10),
    "logical_medium": ("NTMS_LOGICAL_MEDIA", 11), "pool": ("NTMS_MEDIA_POOL", 12), "media_type": ("NTMS_MEDIA_TYPE", 13),
    "side": ("NTMS_PARTITION", 14), "medium": ("NTMS_PHYSICAL_MEDIA", 15), "slot": ("NTMS_STORAGESLOT", 16),
}

# NTMS_UNKNOWN, and all numbers of NtmsObjectsTypes.
UNKNOWN, KNOWN_NUMBERS = 0, range(19)


def get_object_information(engine, session, object, information):
    check(object is not None and information is not None, "ERROR_INVALID_PARAMETER")
    check(information["kind"] in KNOWN_NUMBERS, "ERROR_INVALID_PARAMETER")
    kind, record = look_up(engine.world, object)
    rights = engine.world.rights(protector(engine.world, kind, record), session["origin"]["user"])
    check(session["administrator"] or rights & USE, "ERROR_ACCESS_DENIED")
    check(information["kind"] in (UNKNOWN, KINDS[kind][1]), "ERROR_INVALID_PARAMETER")
    check(information["size"] >= LEAST_SIZE, "ERROR_INVALID_PARAMETER")
    check(engine.limits["answer_objects"] > 0, "ERROR_NOT_ENOUGH_MEMORY")
    name, info = DETAILS[kind](engine.world, record)
    word = "library_request" if kind == "request" else kind
    return {"information": {
        "dwType": KINDS[kind][0], "ObjectGuid": object, "Enabled": is_enabled(engine.world, kind, record),
        "dwOperationalState": state_of(engine.world, kind, record), "szName": name, "Info": {word: info},
    }}


def look_up(world, guid):
    if world.computer.get("guid") == guid:
        return "computer", world.computer
    for kind in KINDS:
        handle = None if kind == "computer" else world.find(kind, guid)
        if handle is not None:
            return kind, world.table(kind)[handle]
    raise Refused("ERROR_OBJECT_NOT_FOUND")


def protector(world, kind, record):
    """The object whose access list counts: a library for its parts and requests, a pool for its media."""
    if kind == "side":
        kind, record = "medium", world.table("medium")[record["medium"]]
    if kind in ("medium", "logical_medium") and record["pool"] is not None:
        return world.table("pool")[record["pool"]]
    if kind in ("library", "pool"):
        return record
    return world.table("library")[record["library"]] if "library" in record else world.computer


def is_enabled(world, kind, record):
    if kind == "side":
        kind, record = "medium", world.table("medium")[record["medium"]]
    library = world.table("library")[record["library"]] if "library" in record and kind != "request" else {}
    return record.get("enabled", True) and library.get("enabled", True)


def state_of(world, kind, record):
    if kind == "changer":
        record = world.table("library")[record["library"]]
    return record["state"] if kind in ("library", "changer") else record.get("operational", "NTMS_READY")


def guid(world, kind, handle):
    return NOTHING if handle is None else world.table(kind)[handle]["guid"]


def part(word, **members):
    """The details of a part of a library: its number, its library, and what the kind adds."""
    def details(world, record):
        info = {"Number": record["number"], "Library": guid(world, "library", record["library"])}
        return f"{word} {record['number']}", info | {name: record[member] for name, member in members.items()}
    return details


def drive(world, record):
    name, info = part("Drive", State="state", dwMountCount="mount_count", LastCleanedTs="last_cleaned",
                      dwDeferDismountDelay="defer_delay_s")(world, record)
    return name, info | {"SavedPartitionId": guid(world, "side", record["side"])}


def library(world, record):
    handle = world.find("library", record["guid"])
    flags = [record["kind"] == "NTMS_LIBRARYTYPE_OFFLINE", record["cleaner_present"], record["detects_changes"],
             record["cleaner_uses"] == 0xFFFFFFFF, record["recognizes_cleaner_bar_code"]]
    info = {
        "LibraryType": record["kind"], "CleanerSlot": guid(world, "slot", record["cleaner_slot"]), "CleanerSlotDefault": NOTHING,
        "LibrarySupportsDriveCleaning": record["kind"] == "NTMS_LIBRARYTYPE_ONLINE",
        "BarCodeReaderInstalled": record["bar_code_reader"], "InventoryMethod": record["inventory_method"],
        "dwCleanerUsesRemaining": record["cleaner_uses"] if record["cleaner_present"] else 0,
        "AutoRecovery": record["auto_recovery"], "dwFlags": sum(1 << bit for bit, flag in enumerate(flags) if flag),
        "dwNumberOfMedia": sum(medium["library"] == handle for medium in world.table("medium").values()),
        "dwNumberOfMediaTypes": sum(known["code"] == record["media_type"] for known in world.table("media_type").values()),
        "dwNumberOfLibRequests": sum(request["library"] == handle for request in world.table("request").values()),
    }
    for kind, word in (("drive", "Drive"), ("slot", "Slot"), ("door", "Door"), ("port", "Port"), ("changer", "Changer")):
        parts = world.parts(kind, handle)
        info[f"First{word}Number"] = parts[0][1]["number"] if parts else 0
        info[f"dwNumberOf{word}s"] = len(parts)
    return record["name"], info


def request(world, record):
    subject = record["subject"]
    return record["operation"], {
        "OperationCode": record["operation"], "OperationOption": record["option"], "State": record["state"],
        "PartitionId": subject.get("side") or NOTHING, "DriveId": subject.get("drive") or NOTHING,
        "PhysMediaId": subject.get("medium") or NOTHING, "SlotId": subject.get("slot") or NOTHING,
        "WorkItemId": subject.get("work_item") or NOTHING, "Library": guid(world, "library", record["library"]),
        "TimeQueued": record["queued"], "TimeCompleted": record["completed"], "szApplication": record["origin"]["application"],
        "szUser": record["origin"]["user"], "szComputer": record["origin"]["computer"],
        "dwErrorCode": ERROR_NUMBERS[record["error"]], "dwPriority": record["priority"],
    }


# The numbers of the errors with which requests end here.
ERROR_NUMBERS = {"ERROR_SUCCESS": 0, "ERROR_CANCELLED": 1223, "ERROR_DEVICE_NOT_CONNECTED": 1167, "ERROR_ALREADY_RESERVED": 4331,
                 "ERROR_UNABLE_TO_INVENTORY_SLOT": 4326, "ERROR_SLOT_FULL": 5006}


def medium(world, record):
    place = record["place"]
    kind = next(iter(place)) if isinstance(place, dict) else "slot"
    handle = None if not isinstance(place, dict) else place[kind][0] if kind == "port" else place[kind]
    sides = sum(world.table("medium")[side["medium"]] is record for side in world.table("side").values())
    return record["name"], {
        "CurrentLibrary": guid(world, "library", record["library"]), "MediaPool": guid(world, "pool", record["pool"]),
        "Location": guid(world, kind, handle), "LocationType": KINDS[kind][0],
        "MediaType": guid(world, "media_type", record["media_type"]), "HomeSlot": guid(world, "slot", record["home"]),
        "szBarCode": record["bar_code"] or "", "BarCodeState": record["bar_code_state"], "szSequenceNumber": str(record["sequence"]),
        "MediaState": record["state"], "dwNumberOfPartitions": sides, "dwDensityCode": 0,
        "dwMediaTypeCode": world.table("media_type")[record["media_type"]]["code"],
        "MountedPartition": guid(world, "side", world.table("drive")[handle]["side"]) if kind == "drive" else NOTHING,
    }


def side(world, record):
    known = record["label"].get("known", {}) if isinstance(record["label"], dict) else {}
    label = known.get("id", "")
    return f"Side {record['number']}", {
        "PhysicalMedia": guid(world, "medium", record["medium"]), "LogicalMedia": guid(world, "logical_medium", record["logical"]),
        "State": record["state"], "Side": record["number"] - 1, "dwOmidLabelIdLength": len(label), "OmidLabelId": label,
        "szOmidLabelType": known.get("format", ""), "szOmidLabelInfo": label, "dwMountCount": record["mount_count"],
        "dwAllocateCount": record["allocate_count"], "Capacity": 0,
    }


def pool(world, record):
    handle = world.find("pool", record["guid"])
    root = next((at for at, other in world.table("pool").items() if other["kind"] == "NTMS_POOLTYPE_UNKNOWN"), None)
    parent = record["parent"] if record["parent"] is not None or handle == root else root
    return record["name"], {
        "PoolType": record["kind"], "MediaType": guid(world, "media_type", record["media_type"]), "Parent": guid(world, "pool", parent),
        "AllocationPolicy": record["allocation_policy"], "DeallocationPolicy": record["deallocation_policy"],
        "dwMaxAllocates": record["max_allocates"],
        "dwNumberOfPhysicalMedia": sum(other["pool"] == handle for other in world.table("medium").values()),
        "dwNumberOfLogicalMedia": sum(other["pool"] == handle for other in world.table("logical_medium").values()),
        "dwNumberOfMediaPools": sum(other["parent"] == handle for other in world.table("pool").values()),
    }


def logical_medium(world, record):
    handle = world.find("logical_medium", record["guid"])
    sides = sum(other["logical"] == handle for other in world.table("side").values())
    return record["name"], {"MediaPool": guid(world, "pool", record["pool"]), "dwNumberOfPartitions": sides}


def writability(code):
    """NtmsReadWriteCharacteristics of a media type: read only, write once or rewritable."""
    if code in (0x33, 0x36):
        return 3
    return 2 if code in (0x34, 0x37, 0x3A, 0x3D, 0x40, *range(0x42, 0x47)) else 1


def media_type(_, record):
    code = record["code"]
    return record["name"], {"MediaType": record["code"], "NumberOfSides": record["sides"], "ReadWriteCharacteristics": writability(code),
                            "DeviceType": 7 if 0x49 <= code <= 0x4E else 2 if 0x33 <= code <= 0x48 or code == 0x58 else 31}


def computer(_, record):
    return record["name"], {
        "dwLibRequestPurgeTime": record["library_request_purge_s"], "dwOpRequestPurgeTime": record["operator_request_purge_s"],
        "dwLibRequestFlags": record["library_request_flags"], "dwOpRequestFlags": record["operator_request_flags"],
        "dwMediaPoolPolicy": record["pool_policy"],
    }


DETAILS = {
    "computer": computer, "library": library, "drive": drive, "request": request, "medium": medium, "side": side, "pool": pool,
    "logical_medium": logical_medium, "media_type": media_type, "changer": part("Changer"), "slot": part("Slot", State="state"),
    "door": part("Door", State="state", MaxOpenSecs="max_open_s"),
    "port": part("Port", Content="content", Position="position", MaxExtendSecs="max_extend_s"),
}
