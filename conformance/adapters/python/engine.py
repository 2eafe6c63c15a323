"""A small engine of the Removable Storage Manager: sessions, inventories without reading labels, and the cleaner slot.

    rsmlab adapter check --target "exec:python3 conformance/adapters/python/engine.py"

The engine decides and does nothing. An input comes in with the time, outputs go out, in the order in which they must be
carried out. The one rule to remember: what changes records is stored first, and only when the store says that it is
durable do the replies and commands go out (`self.effects`). One write is outstanding at a time; what arrives meanwhile
waits.
"""

from collections import deque

import inventory
import methods
import records
from protocol import serve, unpack
from world import Guids, World

# How long a store that has refused a fact is left alone.
RETRY_MS = 10_000

# The numbers of NtmsLmOperation order a queue.
OPERATIONS = {"NTMS_LM_INVENTORY": 8, "NTMS_LM_RESERVECLEANER": 20, "NTMS_LM_RELEASECLEANER": 21}


class Engine:
    def __init__(self, seed, limits, patience):
        self.guids = Guids(seed)
        self.limits = limits
        self.patience = patience
        self.number = 0
        self.begin_anew("stopped")

    def begin_anew(self, service):
        """A process that has just begun, or is gone: whatever was not stored is lost."""
        self.world = World()
        self.service = service
        self.sessions = {}
        # Open library requests and what is to be done for them, by handle.
        self.tasks = {}
        # What the end of a command means, by its number.
        self.commands = {}
        # The libraries that have been asked what they are and have not answered.
        self.asked = set()
        self.writing = None
        self.again = None
        self.waiting = deque()
        self.turn = None

    # The outside of the engine.

    @property
    def deadline(self):
        return self.again

    @property
    def idle(self):
        return not self.commands and self.writing is None and self.again is None

    def step(self, now, kind, content):
        self.now, self.outputs = now, []
        if kind == "stored":
            self.stored(content["write"], content["result"])
        elif (kind, content) == ("service", "stopped"):
            self.stop()
        elif self.again is not None and kind == "tick":
            self.again = None
            self.store()
        elif self.writing is not None or self.again is not None:
            self.waiting.append((kind, content))
        else:
            self.take(kind, content)
        return self.outputs

    # A turn: one input, the changes it brings, one write, and the effects that wait for it.

    def take(self, kind, content):
        saved = dict(self.sessions), dict(self.tasks), dict(self.commands)
        self.turn = (kind, content, saved)
        self.changes, self.undo, self.effects = [], [], []
        getattr(self, "on_" + kind)(content)
        self.dispatch()
        self.store()

    def store(self):
        if self.changes:
            self.writing = self.next_number()
            self.outputs.append({"store": {"id": self.writing, "changes": self.changes}})
        else:
            self.outputs.extend(self.effects)

    def stored(self, write, result):
        if write != self.writing:
            self.outputs.append({"dropped": {"what": "the answer to a write that is not outstanding"}})
            return
        self.writing = None
        kind, content, saved = self.turn
        if "ok" in result:
            self.outputs.extend(self.effects)
        elif kind == "call":
            # A call that cannot be recorded is refused, and has changed nothing.
            self.world.take_back(self.undo)
            self.sessions, self.tasks, self.commands = saved
            status = "ERROR_DATABASE_FULL" if result["error"] == "full" else "ERROR_DATABASE_FAILURE"
            self.outputs.append(refusal(content["call"], status))
        else:
            # What has happened cannot be refused. It is recorded when the store takes it.
            self.again = self.now + RETRY_MS
        while self.waiting and self.writing is None and self.again is None:
            self.take(*self.waiting.popleft())

    def stop(self):
        """The process is gone. Each call that waits is told that there is no service."""
        calls = [content for kind, content in self.waiting if kind == "call"]
        if self.writing is not None and self.turn[0] == "call":
            calls.insert(0, self.turn[1])
        self.begin_anew("stopped")
        for call in calls:
            self.outputs.append(refusal(call["call"], methods.not_connected(unpack(call["method"])[0])))

    # What methods and operations use.

    def next_number(self):
        self.number += 1
        return self.number

    def change(self, change):
        self.world.apply(change, self.undo)
        self.changes.append(change)

    def send(self, library, action, purpose):
        """Sends a command to the hardware of a library. `purpose` is called with the result when it has ended."""
        number = self.next_number()
        self.commands[number] = purpose
        self.effects.append({"command": {"id": number, "library": library, "action": action}})
        return number

    def queue(self, library, operation, start, session=None, slot=None):
        """Puts a request into the queue of a library. `start` is called with its handle when its turn has come."""
        handle = self.world.next_handle("request")
        own = {"application": "Removable Storage", "user": "", "computer": self.world.computer["name"]}
        self.change({"insert": {"request": [handle, {
            "guid": self.guids.new(), "library": library, "operation": operation, "option": 0, "state": "NTMS_LM_QUEUED",
            "subject": {"slot": slot}, "queued": self.now, "completed": None, "origin": session["origin"] if session else own,
            "error": "ERROR_SUCCESS", "priority": 0, "order": 0, "sequence": handle,
        }]}})
        self.tasks[handle] = {"start": start, "running": False, "command": None}
        return handle

    def queued(self, library):
        """The open requests of a library, in the order in which they are worked off."""
        requests = self.world.table("request")
        mine = [handle for handle in self.tasks if requests[handle]["library"] == library]
        return sorted(mine, key=lambda handle: (OPERATIONS[requests[handle]["operation"]], handle))

    def finish(self, handle, state, status="ERROR_SUCCESS"):
        """Ends a request. Every request that was queued is told once to be finished."""
        task = self.tasks.pop(handle)
        self.commands.pop(task["command"], None)
        self.change({"request": [handle, {"state": state}]})
        self.change({"request": [handle, {"ended": [self.now, status]}]})
        record = self.world.table("request")[handle]
        reason = None if status == "ERROR_SUCCESS" else {"status": status}
        self.effects.append({"finished": {
            "request": record["guid"], "operation": record["operation"], "state": state, "status": status, "reason": reason,
        }})

    def dispatch(self):
        """Starts what can be started: one request at a time in each library, and none in a library that is not there."""
        for library, record in self.world.table("library").items():
            while record["state"] == "NTMS_READY":
                queue = self.queued(library)
                if not queue or any(self.tasks[handle]["running"] for handle in queue):
                    break
                task = self.tasks[queue[0]] = dict(self.tasks[queue[0]], running=True)
                self.change({"request": [queue[0], {"state": "NTMS_LM_INPROCESS"}]})
                task["start"](queue[0])

    # The inputs.

    def on_call(self, content):
        function, arguments = unpack(content["method"])
        try:
            answer = methods.call(self, function, content["session"], arguments or {})
            self.effects.append({"reply": {"call": content["call"], "result": {"ok": answer}}})
        except methods.Refused as refused:
            self.effects.append(refusal(content["call"], refused.status))

    def on_hardware(self, content):
        purpose = self.commands.pop(content["command"], None)
        if purpose is None:
            self.effects.append({"dropped": {"what": "the end of a command that nobody waits for"}})
        else:
            purpose(content["result"])

    def on_tick(self, _):
        pass

    def on_service(self, content):
        kind, recovered = unpack(content)
        if kind == "starting":
            self.service = "loading"
        elif kind == "failed":
            self.service = "failed"
        else:
            self.recover(recovered["database"], recovered["libraries"])

    def on_sense(self, content):
        library = self.world.library_at(content["library"])
        event, number = unpack(content["event"])
        if event == "attached" and library is not None:
            self.describe(library)
        elif event in ("detached", "reset") and library is not None:
            self.set_state(library, "NTMS_NOT_PRESENT" if event == "detached" else "NTMS_INITIALIZING")
        for handle, record in self.world.parts("door", library):
            if record["number"] == number and event in ("door_opened", "door_closed"):
                self.change({"door": [handle, "NTMS_DOORSTATE_OPEN" if event == "door_opened" else "NTMS_DOORSTATE_CLOSED"]})
        for handle, record in self.world.parts("port", library):
            field = {"port_full": {"content": "NTMS_PORTCONTENT_FULL"}, "port_extended": {"position": "NTMS_PORTPOSITION_EXTENDED"},
                     "port_retracted": {"position": "NTMS_PORTPOSITION_RETRACTED"}}.get(event)
            if record["number"] == number and field:
                self.change({"port": [handle, field]})

    # The service and its libraries.

    def recover(self, database, libraries):
        """The records are as the database has them; what was unfinished is cancelled, and every library is asked what it is."""
        for change in database:
            self.world.apply(change, [])
        self.service = "initializing"
        for handle, record in self.world.table("request").items():
            if record["state"] in ("NTMS_LM_QUEUED", "NTMS_LM_WAITING", "NTMS_LM_INPROCESS"):
                self.tasks[handle] = {"command": None}
                self.finish(handle, "NTMS_LM_CANCELLED", "ERROR_CANCELLED")
        for handle, record in self.world.table("library").items():
            if record["address"] is not None and record["address"] in libraries:
                self.describe(handle)
            elif record["address"] is not None:
                self.set_state(handle, "NTMS_NOT_PRESENT")
        self.look_whether_ready()

    def set_state(self, library, state):
        if self.world.table("library")[library]["state"] != state:
            self.change({"library": [library, {"state": state}]})
            for drive, record in self.world.parts("drive", library):
                if record["operational"] != state:
                    self.change({"drive": [drive, {"operational": state}]})

    def describe(self, library):
        self.set_state(library, "NTMS_INITIALIZING")
        self.asked.add(library)
        address = self.world.table("library")[library]["address"]
        self.send(address, "describe", lambda result: self.described(library, result))

    def described(self, library, result):
        self.asked.discard(library)
        if "ok" in result:
            self.set_state(library, "NTMS_READY")
            inventory.queue(self, library, "NTMS_INVENTORY_DEFAULT", only_if_any=True)
        else:
            self.set_state(library, "NTMS_NOT_PRESENT")
        self.look_whether_ready()

    def look_whether_ready(self):
        if self.service == "initializing" and not self.asked:
            self.service = "ready"


def refusal(call, status):
    return {"reply": {"call": call, "result": {"error": {"status": status}}}}


methods.FUNCTIONS["GetNtmsObjectInformation"] = records.get_object_information

if __name__ == "__main__":
    serve("a small engine in Python", sorted(methods.FUNCTIONS), Engine)
