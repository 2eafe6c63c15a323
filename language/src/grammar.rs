//! The grammar: every node a scenario can have but the calls, whose grammar are the [signatures](super::signature).
//!
//! Parser, formatter and reference read it: which arguments and properties a node takes, in which order they are
//! written, and which nodes it can hold. What a property takes exactly is decided where it is read.

/// A kind of node.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: &'static str,
    /// Its plain arguments, in order.
    pub arguments: &'static [Property],
    /// Whether the last argument can be said more than once.
    pub many: bool,
    /// Its properties, in canonical order.
    pub properties: &'static [Property],
    /// What can stand in its braces.
    pub holds: Holds,
}

/// What can stand in the braces of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// It has no braces.
    Nothing,
    /// Nodes of these shapes.
    Shapes(&'static [Shape]),
    /// What can be scheduled: calls, `operator`, `fault`, `heal`, `service`, `scsi`, `initiator`.
    Acts,
}

/// An argument or property of a node.
#[derive(Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name. Of an argument, what it is called in messages.
    pub name: &'static str,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether it is free text, which is always quoted.
    pub text: bool,
}

impl Shape {
    /// The property of this name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties.iter().find(|property| property.name == name)
    }
}

/// The node of this name among those of a list.
#[must_use]
pub fn find(shapes: &'static [Shape], name: &str) -> Option<&'static Shape> {
    shapes.iter().find(|shape| shape.name == name)
}

pub(crate) const fn may(name: &'static str) -> Property {
    Property { name, required: false, text: false }
}

pub(crate) const fn must(name: &'static str) -> Property {
    Property { name, required: true, text: false }
}

pub(crate) const fn may_say(name: &'static str) -> Property {
    Property { name, required: false, text: true }
}

pub(crate) const fn must_say(name: &'static str) -> Property {
    Property { name, required: true, text: true }
}

pub(crate) const fn node(name: &'static str, arguments: &'static [Property], properties: &'static [Property]) -> Shape {
    Shape { name, arguments, many: false, properties, holds: Holds::Nothing }
}

pub(crate) const fn holder(name: &'static str, arguments: &'static [Property], properties: &'static [Property], holds: Holds) -> Shape {
    Shape { name, arguments, many: false, properties, holds }
}

/// The nodes that make the world. They come first, in any order.
pub const SETUP: &[Shape] = &[
    node("title", &[must_say("text")], &[]),
    Shape { name: "covers", arguments: &[must_say("row or rule")], many: true, properties: &[], holds: Holds::Nothing },
    Shape { name: "depends", arguments: &[must_say("decision")], many: true, properties: &[], holds: Holds::Nothing },
    node("seed", &[must("number")], &[]),
    node("service", &[must("state")], &[]),
    node("database", &[], &[may("latency"), may("lost")]),
    node("limits", &[], &[may("sessions"), may("requests"), may("channels"), may("channel-messages"), may("answer-objects")]),
    node("patience", &[], &[may("resource"), may("command"), may("door-unopened")]),
    node(
        "computer",
        &[],
        &[
            may("name"),
            may("requests-kept"),
            may("request-flags"),
            may("operator-requests-kept"),
            may("operator-request-flags"),
            may("purge-free"),
            may("keep-import"),
        ],
    ),
    LIBRARY_NODE,
    node("pool", &[must("name")], &[may("media-type"), may("draws-from-free"), may("returns-to-free"), may("most-allocations")]),
    holder(
        "cartridge",
        &[must("name")],
        &[
            may("kind"),
            may("cleans-left"),
            may("recorded-cleans-left"),
            may("at"),
            may("recorded"),
            may("pool"),
            may("media-type"),
            may("label"),
            may_say("label-id"),
            may("bar-code"),
            may("recorded-bar-code"),
            may("disabled"),
            may("complete"),
        ],
        Holds::Shapes(CARTRIDGE),
    ),
    node(
        "habit",
        &[],
        &[
            may("reaction"),
            may("patience"),
            may("wrong-cartridge"),
            may("wrong-slot"),
            may("cleaner-in-port"),
            may("door-mid-move"),
            may("pulls-magazine"),
            may("panel-moves"),
            may("forces"),
            may("refuses"),
            may("forgets"),
        ],
    ),
    holder("client", &[must("name")], &[may("rights"), may_say("application"), may("session")], Holds::Shapes(CLIENT)),
];

/// A library. Personality files have it too.
pub const LIBRARY_NODE: Shape = holder(
    "library",
    &[must("name")],
    &[
        may("like"),
        may("without"),
        may("kind"),
        may("slots"),
        may("drives"),
        may("transports"),
        may("media-type"),
        may("sides"),
        may("bar-codes"),
        may("keypad"),
        may("inventory"),
        may("auto-recovery"),
        may("recognize-cleaners"),
        may("detect-changes"),
        may("disabled"),
        may("attached"),
        may("lost"),
    ],
    Holds::Shapes(LIBRARY),
);

/// The parts of a library.
pub const LIBRARY: &[Shape] = &[
    node("port", &[], &[may("slots"), may("timeout"), may("opens"), may("lock"), may("stops-motion")]),
    node("door", &[], &[may("lock"), may("timeout"), may("first"), may("last"), may("first-drive"), may("last-drive"), may("stops")]),
    node("magazine", &[], &[must("first"), must("last"), may("port"), may("out")]),
    node("cleaner-slot", &[must("number")], &[]),
    node("drive", &[must("number")], &[may("disabled"), may("defer"), may("media-type")]),
    node(
        "timing",
        &[],
        &[
            may("move"),
            may("travel"),
            may("load"),
            may("unload"),
            may("read-label"),
            may("clean"),
            may("scan"),
            may("access"),
            may("power-on"),
        ],
    ),
    node("wear", &[], &[may("mounts"), may("time")]),
];

/// The sides of a cartridge.
pub const CARTRIDGE: &[Shape] = &[node("side", &[must("number")], &[may("label"), may_say("label-id"), may("state")])];

/// Exceptions to the rights of a client.
pub const CLIENT: &[Shape] = &[node("on", &[must("object")], &[must("rights")])];

/// What can happen at a time, besides calls.
pub const ACTS: &[Shape] = &[
    node(
        "operator",
        &[],
        &[
            may("insert"),
            may("into"),
            may("take"),
            may("move"),
            may("panel-move"),
            may("to"),
            may("open"),
            may("close"),
            may("pull"),
            may("push"),
            may("force"),
            may("force-eject"),
            may("remove"),
            may("return"),
            may("offline"),
            may("online"),
            may("satisfy"),
            may("refuse"),
            may("impossible"),
        ],
    ),
    node("fault", &[must("target"), must("kind")], &[may("by"), may("on-use"), may("for"), may("times")]),
    node("heal", &[must("target")], &[]),
    node("service", &[must("act")], &[]),
    node("scsi", &[must("unit"), must("command")], SCSI),
    node("initiator", &[must("name")], &[may("join"), may("leave"), may("reset"), may("reset-target"), may("abort"), may("command")]),
];

/// What every SCSI command can say besides its own fields, after them.
pub const SCSI: &[Property] = &[
    may("host"),
    may("lun"),
    may_say("sends"),
    may("expect"),
    may_say("sense"),
    may_say("sense-data"),
    may_say("reads"),
    may("within"),
    may("not-before"),
];

/// The statements that pass time or demand something.
pub const STATEMENTS: &[Shape] = &[
    holder("at", &[must("time")], &[], Holds::Acts),
    holder("after", &[must("time")], &[], Holds::Acts),
    holder("on-request", &[must("kind")], &[may("after"), may("times")], Holds::Acts),
    node("run", &[], &[may("until"), may("for")]),
    node(
        "expect",
        &[may("name")],
        &[
            may("completes"),
            may("state"),
            may("replies"),
            may("operator-request"),
            may("first"),
            may("second"),
            may("sense"),
            may("of"),
            may("as"),
            may("within"),
            may("not-before"),
        ],
    ),
    holder("check", &[must("subject")], CHECK, Holds::Nothing),
    node("settle", &[], &[must("within")]),
];

/// The words of `check` that are no documented member names.
pub const CHECK: &[Property] = &[
    may("library"),
    may("operation"),
    may("kind"),
    may("holds"),
    may("at"),
    may("locked"),
    may("extended"),
    may("open"),
    may("out"),
    may("cleans-left"),
    may("flags"),
    may("source"),
    may("address"),
    may("exception"),
    may_say("volume-tag"),
    may("inverted"),
    may("count"),
    may("lists"),
    may("drives"),
    may("event"),
    may("object"),
];

/// What every call can say besides its parameters, after them.
pub const CALL: &[Property] = &[may("session"), may("expect"), may("as"), may("within"), may("not-before")];

/// The word that `on-use` may also be written with, for transports.
pub const ON_MOVE: &str = "on-move";
