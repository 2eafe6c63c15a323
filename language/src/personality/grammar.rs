//! The grammar of personality files: the node `library` of scenarios, and what only hardware has.

use crate::grammar::{Holds, LIBRARY_NODE, Shape, holder, may, may_say, must, must_say, node};

/// The nodes of a personality file, in any order.
pub const PERSONALITY: &[Shape] = &[
    node("title", &[must_say("text")], &[]),
    LIBRARY_NODE,
    node("inquiry", &[], &[may_say("vendor"), may_say("product"), may_say("revision")]),
    node("addresses", &[], &[may("transport"), may("slot"), may("port"), may("drive")]),
    Shape { name: "features", arguments: &[must("flag")], many: true, properties: &[], holds: Holds::Nothing },
    node("move", &[must("source")], &[must("to")]),
    node("exchange", &[must("source")], &[must("to")]),
    holder("layout", &[], &[must("columns")], Holds::Shapes(LAYOUT)),
];

/// Where things stand.
pub const LAYOUT: &[Shape] = &[
    node("drives", &[], &[must("first"), must("last"), must("column")]),
    node("port", &[must("number")], &[must("column")]),
    node("transport", &[must("number")], &[must("column"), may("grippers")]),
];
