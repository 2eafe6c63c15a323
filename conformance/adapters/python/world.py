"""The world: what the engine believes, kept as the records that the database holds.

Records are the dictionaries of the protocol, in one table for each kind, each under its handle (a small number that the
engine gives out and the database keeps). They change only through `apply`, by the same changes that are stored; that is
why a service that starts again knows what it knew.
"""

import random
import uuid

KINDS = ("library", "changer", "drive", "slot", "port", "door", "media_type", "pool", "medium", "side", "logical_medium",
         "request", "operator_request")

MISSING = object()


class World:
    def __init__(self):
        self.computer = {}
        self.tables = {kind: {} for kind in KINDS}

    def table(self, kind):
        return self.tables[kind]

    def next_handle(self, kind):
        """A handle that was never given out: the database keeps numbers of what is gone, too."""
        return max(self.table(kind), default=-1) + 1

    def apply(self, change, undo):
        """Applies a change. What is needed to take it back is added to `undo`."""
        [(kind, content)] = change.items()
        if kind == "insert":
            [(kind, content)] = content.items()
            if kind == "computer":
                for key, value in content.items():
                    put(self.computer, key, value, undo)
            else:
                handle, record = content
                put(self.table(kind), handle, dict(record), undo)
        elif kind == "remove":
            [(kind, handle)] = content.items() if isinstance(content, dict) else [(content, None)]
            if kind == "computer":
                for key in list(self.computer):
                    put(self.computer, key, MISSING, undo)
            else:
                put(self.table(kind), handle, MISSING, undo)
        else:
            handle, field = content
            record = self.table(kind).get(handle)
            for key, value in fields(kind, field):
                if record is not None:
                    put(record, key, value, undo)

    @staticmethod
    def take_back(undo):
        for table, key, value in reversed(undo):
            if value is MISSING:
                table.pop(key, None)
            else:
                table[key] = value

    def find(self, kind, guid):
        """The handle of the object of this kind with this id."""
        return next((handle for handle, record in self.table(kind).items() if record["guid"] == guid), None)

    def parts(self, kind, library):
        """The parts of a library, by their number."""
        parts = [(handle, record) for handle, record in self.table(kind).items() if record["library"] == library]
        return sorted(parts, key=lambda part: part[1]["number"])

    def library_at(self, address):
        return next((handle for handle, record in self.table("library").items() if record["address"] == address), None)

    def offline_library(self):
        return next(handle for handle, record in self.table("library").items() if record["kind"] == "NTMS_LIBRARYTYPE_OFFLINE")

    def media_at(self, place):
        return [handle for handle, record in self.table("medium").items() if record["place"] == place]

    def media_type(self, code):
        return next((handle for handle, record in self.table("media_type").items() if record["code"] == code), None)

    def rights(self, record, user):
        """The rights of a user on an object: 1 use, 2 modify, 4 control."""
        return next((rights for name, rights in record.get("access", {"grants": []})["grants"] if name == user), 0)


def put(table, key, value, undo):
    undo.append((table, key, table.get(key, MISSING)))
    if value is MISSING:
        table.pop(key, None)
    else:
        table[key] = value


def fields(kind, field):
    """The members of a record that a change sets."""
    if kind in ("slot", "door"):
        return [("state", field)]
    [(name, value)] = field.items()
    if (kind, name) == ("medium", "place"):
        return [("library", value[0]), ("place", value[1])]
    if (kind, name) == ("medium", "bar_code"):
        return [("bar_code", value[0]), ("bar_code_state", value[1])]
    if (kind, name) == ("request", "ended"):
        return [("completed", value[0]), ("error", value[1])]
    return [(name, value)]


class Guids:
    """Makes ids from the seed of the case, so that the case can be repeated exactly."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def new(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))
