"""Inventories: what a library sees in its slots is compared with the records, by bar code or by what changed.

Labels are never read here, because that takes drives. A cartridge that only its label could tell stays marked as waiting
for inventory (NTMS_SLOTSTATE_NEEDSINVENTORY); expected-failures.toml names the cases that ask for more.
"""

from protocol import unpack

METHODS = {1: "NTMS_INVENTORY_FAST", 2: "NTMS_INVENTORY_OMID", 3: "NTMS_INVENTORY_DEFAULT", 5: "NTMS_INVENTORY_STOP"}

FULL, EMPTY, NOT_PRESENT = "NTMS_SLOTSTATE_FULL", "NTMS_SLOTSTATE_EMPTY", "NTMS_SLOTSTATE_NOTPRESENT"
NEEDS_INVENTORY = "NTMS_SLOTSTATE_NEEDSINVENTORY"

CLEANER_MEDIA_TYPE = 0x32


def queue(engine, library, method, session=None, only_if_any=False):
    """Queues an inventory. If the library can begin at once, its full slots are marked before the call returns."""
    if method == "NTMS_INVENTORY_DEFAULT":
        method = engine.world.table("library")[library]["inventory_method"]
    if method == "NTMS_INVENTORY_NONE" and only_if_any:
        return
    if method != "NTMS_INVENTORY_NONE" and not engine.queued(library):
        mark(engine, library)
    engine.queue(library, "NTMS_LM_INVENTORY", lambda request: start(engine, request, library, method), session)


def stop(engine, library):
    """The inventory that runs is stopped; those that wait are cancelled."""
    for request in engine.queued(library):
        if engine.world.table("request")[request]["operation"] != "NTMS_LM_INVENTORY":
            continue
        if engine.tasks[request]["running"]:
            engine.finish(request, "NTMS_LM_STOPPED")
        else:
            engine.finish(request, "NTMS_LM_CANCELLED", "ERROR_CANCELLED")


def mark(engine, library):
    for handle, slot in engine.world.parts("slot", library):
        if slot["state"] == FULL:
            engine.change({"slot": [handle, NEEDS_INVENTORY]})


def start(engine, request, library, method):
    if method == "NTMS_INVENTORY_NONE":
        return engine.finish(request, "NTMS_LM_PASSED")
    mark(engine, library)
    record = engine.world.table("library")[library]
    elements = [{"slot": slot["number"]} for _, slot in engine.world.parts("slot", library)]
    elements += [{"drive": drive["number"]} for _, drive in engine.world.parts("drive", library)]
    for _, port in engine.world.parts("port", library):
        elements += [{"port": [port["number"], cell]} for cell in range(1, port["cells"] + 1)]
    command = engine.send(record["address"], {"read_elements": elements}, lambda result: ended(engine, request, library, method, result))
    engine.tasks[request]["command"] = command


def ended(engine, request, library, method, result):
    if "error" in result:
        gone = result["error"] == "not_connected"
        return engine.finish(request, "NTMS_LM_FAILED", "ERROR_DEVICE_NOT_CONNECTED" if gone else "ERROR_UNABLE_TO_INVENTORY_SLOT")
    look = Look(engine, library)
    slots = {slot["number"]: handle for handle, slot in engine.world.parts("slot", library)}
    for status in result["ok"]["elements"]:
        kind, number = unpack(status["element"])
        if kind == "slot":
            look.at_slot(slots[number], status, method)
    engine.finish(request, "NTMS_LM_PASSED")


class Look:
    """A library that is being compared with the records."""

    def __init__(self, engine, library):
        self.engine = engine
        self.world = engine.world
        self.library = library
        self.record = engine.world.table("library")[library]
        self.media = engine.world.table("medium")
        self.in_slot = {medium["place"]["slot"]: handle for handle, medium in self.media.items()
                        if isinstance(medium["place"], dict) and "slot" in medium["place"]}

    def at_slot(self, slot, status, method):
        """Brings the record of a slot in line with what the library sees in it."""
        recorded = self.in_slot.get(slot)
        if not status["accessible"] or not status["full"]:
            if recorded is not None and not (self.media[recorded]["cleaner"] and not status["accessible"]):
                self.missing(slot, recorded)
            return self.set_slot(slot, EMPTY if status["accessible"] else NOT_PRESENT)
        known = True
        if recorded is None or not agrees(self.media[recorded], status["bar_code"]):
            if recorded is not None:
                self.missing(slot, recorded)
            known = self.turned_up(slot, status["bar_code"])
        must_read = not known or method == "NTMS_INVENTORY_OMID"
        self.set_slot(slot, NEEDS_INVENTORY if must_read and not self.media[self.in_slot[slot]]["cleaner"] else FULL)

    def set_slot(self, slot, state):
        if self.world.table("slot")[slot]["state"] != state:
            self.engine.change({"slot": [slot, state]})

    def missing(self, slot, medium):
        """A recorded cartridge is not where it should be: a cleaner is forgotten, any other is offline until it turns up."""
        del self.in_slot[slot]
        if self.media[medium]["cleaner"]:
            for side, record in list(self.world.table("side").items()):
                if record["medium"] == medium:
                    self.engine.change({"remove": {"side": side}})
            self.engine.change({"remove": {"medium": medium}})
            self.engine.change({"library": [self.library, {"cleaner_present": False}]})
            self.engine.change({"library": [self.library, {"cleaner_uses": 0}]})
        else:
            self.engine.change({"medium": [medium, {"place": [self.world.offline_library(), "offline"]}]})
            self.engine.change({"medium": [medium, {"home": None}]})

    def turned_up(self, slot, bar_code):
        """Says whether the bar code alone tells which cartridge this is. If not, it gets a record of its own."""
        medium = self.known(bar_code)
        if medium is None:
            self.newborn(slot, bar_code)
            return False
        before = self.media[medium]["place"]
        if isinstance(before, dict) and self.in_slot.get(before.get("slot")) == medium:
            del self.in_slot[before["slot"]]
        self.engine.change({"medium": [medium, {"place": [self.library, {"slot": slot}]}]})
        self.engine.change({"medium": [medium, {"home": slot}]})
        self.in_slot[slot] = medium
        return True

    def known(self, bar_code):
        """The one cartridge with this bar code, unless it is known to be somewhere else."""
        text = text_of(bar_code)
        media = [handle for handle, medium in self.media.items() if text is not None and medium["bar_code"] == text]
        if len(media) != 1:
            return None
        place = self.media[media[0]]["place"]
        if place in ("offline", "transport"):
            return media[0]
        if "slot" not in place:
            return None
        unconfirmed = self.world.table("slot")[place["slot"]]["state"] != FULL
        return media[0] if unconfirmed or self.media[media[0]]["library"] != self.library else None

    def newborn(self, slot, bar_code):
        engine, text = self.engine, text_of(bar_code)
        marked = self.record["recognizes_cleaner_bar_code"] and text is not None and text.startswith("CLN")
        cleaner = marked or self.record["cleaner_slot"] == slot
        media_type = self.world.media_type(CLEANER_MEDIA_TYPE if cleaner else self.record["media_type"])
        sequence = 1 + max((medium["sequence"] for medium in self.media.values()), default=0)
        handle = self.world.next_handle("medium")
        foreign = (pool for pool, record in self.world.table("pool").items()
                   if record["kind"] == "NTMS_POOLTYPE_FOREIGN" and record["media_type"] == media_type)
        engine.change({"insert": {"medium": [handle, {
            "guid": engine.guids.new(), "name": text or str(sequence), "library": self.library, "place": {"slot": slot}, "home": slot,
            "pool": None if cleaner else next(foreign, None), "media_type": media_type, "bar_code": text,
            "bar_code_state": "NTMS_BARCODESTATE_UNREADABLE" if bar_code == "unreadable" else "NTMS_BARCODESTATE_OK",
            "sequence": sequence, "state": "NTMS_MEDIASTATE_IDLE", "enabled": True, "cleaner": cleaner,
        }]}})
        for number in range(1, self.world.table("media_type")[media_type]["sides"] + 1):
            engine.change({"insert": {"side": [self.world.next_handle("side"), {
                "guid": engine.guids.new(), "medium": handle, "number": number, "state": "NTMS_PARTSTATE_UNKNOWN", "label": None,
                "logical": None, "mount_count": 0, "allocate_count": 0,
            }]}})
        self.in_slot[slot] = handle


def text_of(bar_code):
    return bar_code["text"] if isinstance(bar_code, dict) else None


def agrees(medium, bar_code):
    """Whether what the reader sees fits the record. Without a reader a full slot is taken as unchanged."""
    if bar_code == "not_read":
        return True
    if bar_code == "unreadable":
        return medium["bar_code_state"] == "NTMS_BARCODESTATE_UNREADABLE"
    return medium["bar_code"] == text_of(bar_code)
