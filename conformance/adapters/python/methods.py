"""The functions: what each refuses, in the order in which it is checked, and what it does otherwise.

`rsmlab explain FUNCTION` tells what the documents say.
"""

import inventory

CONTROL = 4
USE = 1


class Refused(Exception):
    def __init__(self, status):
        super().__init__(status)
        self.status = status


def check(holds, status):
    if not holds:
        raise Refused(status)


def not_connected(function):
    return "ERROR_CONNECTION_UNAVAIL" if function == "CloseNtmsSession" else "ERROR_NOT_CONNECTED"


def call(engine, function, handle, arguments):
    check(engine.service != "stopped", not_connected(function))
    check(engine.service not in ("loading", "failed"), "ERROR_NOT_READY")
    check(engine.service == "ready" or function == "OpenNtmsSession", "ERROR_NOT_READY")
    if function == "OpenNtmsSession":
        return open_session(engine, **arguments)
    session = engine.sessions.get(handle)
    check(session is not None, "ERROR_INVALID_HANDLE")
    return FUNCTIONS[function](engine, session, **arguments)


def open_session(engine, caller, server, application, options):
    check(options <= 1, "ERROR_INVALID_PARAMETER")
    if server is not None:
        bare = server.removeprefix("\\\\")
        allowed = all(not c.isspace() and c.isprintable() and c not in '\\/:*?"<>|,' for c in bare)
        check(0 < len(bare) <= 64 and allowed, "ERROR_INVALID_COMPUTERNAME")
        check(bare.lower() == engine.world.computer["name"].lower(), "ERROR_NO_NETWORK")
    may_use = engine.world.rights(engine.world.computer, caller["user"]) & USE
    check(caller["administrator"] or may_use, "ERROR_ACCESS_DENIED")
    check(len(engine.sessions) < engine.limits["sessions"], "ERROR_NOT_ENOUGH_MEMORY")
    handle = engine.next_number()
    origin = {"application": "RSM" if application is None else application, "user": caller["user"], "computer": caller["computer"]}
    engine.sessions[handle] = {"handle": handle, "origin": origin, "administrator": caller["administrator"]}
    return {"session": handle}


def close_session(engine, session):
    del engine.sessions[session["handle"]]
    return "done"


def library_under_control(engine, session, guid, unknown, offline):
    """The checks that most functions have in common: arguments, rights, in service, online, attached."""
    handle = engine.world.find("library", guid)
    check(handle is not None, unknown)
    library = engine.world.table("library")[handle]
    may_control = engine.world.rights(library, session["origin"]["user"]) & CONTROL
    check(session["administrator"] or may_control, "ERROR_ACCESS_DENIED")
    check(library["enabled"], "ERROR_RESOURCE_DISABLED")
    check(library["kind"] != "NTMS_LIBRARYTYPE_OFFLINE", offline)
    check(library["state"] != "NTMS_NOT_PRESENT", "ERROR_DEVICE_NOT_AVAILABLE")
    return handle, library


def room_for_a_request(engine):
    check(len(engine.world.table("request")) < engine.limits["requests"], "ERROR_NOT_ENOUGH_MEMORY")


def inventory_library(engine, session, library, action):
    check(library is not None, "ERROR_INVALID_PARAMETER")
    check(action in inventory.METHODS, "ERROR_INVALID_PARAMETER")
    handle, _ = library_under_control(engine, session, library, "ERROR_INVALID_PARAMETER", "ERROR_INVALID_LIBRARY")
    room_for_a_request(engine)
    method = inventory.METHODS[action]
    if method == "NTMS_INVENTORY_STOP":
        inventory.stop(engine, handle)
    else:
        inventory.queue(engine, handle, method, session)
    return "done"


def is_full(engine, library, slot):
    """Whether a slot holds something, as far as is known. The slot of a cleaner at work is not free."""
    media = engine.world.table("medium")
    cleaner = any(medium["cleaner"] and medium["library"] == library for medium in media.values())
    is_cleaners = engine.world.table("library")[library]["cleaner_slot"] == slot
    return (is_cleaners and cleaner) or holds_something(engine, slot)


def holds_something(engine, slot):
    return bool(engine.world.media_at({"slot": slot})) or engine.world.table("slot")[slot]["state"] == "NTMS_SLOTSTATE_FULL"


def reserve_cleaner_slot(engine, session, library, slot):
    check(library is not None and slot is not None, "ERROR_INVALID_PARAMETER")
    at, record = library_under_control(engine, session, library, "ERROR_INVALID_LIBRARY", "ERROR_LIBRARY_OFFLINE")
    wanted = engine.world.find("slot", slot)
    slots = engine.world.table("slot")
    check(wanted is not None and slots[wanted]["library"] == at, "ERROR_INVALID_SLOT")
    check(slots[wanted]["state"] != "NTMS_SLOTSTATE_NOTPRESENT", "ERROR_SLOT_NOT_PRESENT")
    check(record["cleaner_slot"] is None, "ERROR_ALREADY_RESERVED")
    check(not is_full(engine, at, wanted), "ERROR_SLOT_FULL")
    room_for_a_request(engine)

    def start(request):
        # What was so when the call was admitted may not be so any more.
        if engine.world.table("library")[at]["cleaner_slot"] is not None:
            return engine.finish(request, "NTMS_LM_FAILED", "ERROR_ALREADY_RESERVED")
        if holds_something(engine, wanted):
            return engine.finish(request, "NTMS_LM_FAILED", "ERROR_SLOT_FULL")
        engine.change({"library": [at, {"cleaner_slot": wanted}]})
        engine.finish(request, "NTMS_LM_PASSED")

    engine.queue(at, "NTMS_LM_RESERVECLEANER", start, session, slot)
    return "done"


def release_cleaner_slot(engine, session, library):
    check(library is not None, "ERROR_INVALID_PARAMETER")
    at, record = library_under_control(engine, session, library, "ERROR_INVALID_PARAMETER", "ERROR_LIBRARY_OFFLINE")
    reserved = record["cleaner_slot"]
    check(reserved is not None, "ERROR_NO_SLOT_RESERVED")
    slot = engine.world.table("slot")[reserved]
    check(slot["state"] != "NTMS_SLOTSTATE_NOTPRESENT", "ERROR_SLOT_NOT_PRESENT")
    check(not is_full(engine, at, reserved), "ERROR_SLOT_FULL")
    room_for_a_request(engine)

    def start(request):
        if holds_something(engine, reserved):
            return engine.finish(request, "NTMS_LM_FAILED", "ERROR_SLOT_FULL")
        engine.change({"library": [at, {"cleaner_slot": None}]})
        engine.finish(request, "NTMS_LM_PASSED")

    engine.queue(at, "NTMS_LM_RELEASECLEANER", start, session, slot["guid"])
    return "done"


FUNCTIONS = {
    "OpenNtmsSession": open_session,
    "CloseNtmsSession": close_session,
    "InventoryNtmsLibrary": inventory_library,
    "ReserveNtmsCleanerSlot": reserve_cleaner_slot,
    "ReleaseNtmsCleanerSlot": release_cleaner_slot,
}
