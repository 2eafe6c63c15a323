//! Words for the model's own enumerations, as scenarios write them. Reading and printing share them.

use rsmlab_engine::limits::{Limits, Patience};
use rsmlab_engine::record::Rights;
use rsmlab_engine::record::state::InventoryMethod;
use rsmlab_engine::time::Millis;

use super::defaults::LabelKind;
use super::model::{Habit, Library, LibraryType, Opening, ServiceAct, ServiceState, Stops, Timing};

/// The word for a value.
pub(super) fn word_for<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words.iter().find(|(_, meaning)| meaning == value).map_or("none", |(word, _)| word)
}

/// Kinds of libraries.
pub(super) const LIBRARY_KINDS: &[(&str, LibraryType)] = &[("robotic", LibraryType::Robotic), ("standalone", LibraryType::Standalone)];

/// Inventory methods that can be a library's default.
pub(super) const INVENTORIES: &[(&str, InventoryMethod)] =
    &[("none", InventoryMethod::None), ("fast", InventoryMethod::Fast), ("omid", InventoryMethod::Omid)];

/// How ports are opened.
pub(super) const OPENINGS: &[(&str, Opening)] = &[("motor", Opening::Motor), ("hand", Opening::Hand)];

/// What stands still as long as a door is open.
pub(super) const STOPS: &[(&str, Stops)] = &[("everything", Stops::Everything), ("own", Stops::Own)];

/// How parts are taken away from a library.
pub(super) type Removal = fn(&mut Library);

/// What a library can be without that its personality has, and how to take it away.
pub(super) const LEFT_OUT: &[(&str, Removal)] = &[
    ("port", |library| library.ports.clear()),
    ("door", |library| library.doors.clear()),
    ("magazine", |library| library.magazines.clear()),
    ("cleaner-slot", |library| library.cleaner_slot = None),
    ("wear", |library| library.wear = None),
];

/// Labels.
pub(super) const LABELS: &[(&str, LabelKind)] =
    &[("known", LabelKind::Known), ("blank", LabelKind::Blank), ("foreign", LabelKind::Foreign), ("unreadable", LabelKind::Unreadable)];

/// States of the service.
pub(super) const SERVICE_STATES: &[(&str, ServiceState)] = &[
    ("ready", ServiceState::Ready),
    ("starting", ServiceState::Starting),
    ("stopped", ServiceState::Stopped),
    ("failed", ServiceState::Failed),
];

/// What can happen to the service.
pub(super) const SERVICE_ACTS: &[(&str, ServiceAct)] =
    &[("stop", ServiceAct::Stop), ("start", ServiceAct::Start), ("restart", ServiceAct::Restart), ("fail", ServiceAct::Fail)];

/// Whether a session is open.
pub(super) const SESSIONS: &[(&str, bool)] = &[("open", true), ("none", false)];

/// What clients can be given on single objects. Rights are cumulative, as the `NTMS_GENERIC_*` masks have them.
pub(super) const RIGHTS: &[(&str, Rights)] =
    &[("none", Rights::NONE), ("use", Rights::USE), ("modify", Rights(Rights::USE.0 | Rights::MODIFY.0)), ("control", Rights::ALL)];

/// The word for members of the local Administrators group, who need no rights.
pub(super) const ADMINISTRATOR: &str = "admin";

/// A property that is a field of something: its name, and the field.
pub(super) type Setting<Of, Value> = (&'static str, fn(&mut Of) -> &mut Value);

/// The bounds of the engine.
pub(super) const LIMITS: &[Setting<Limits, u32>] = &[
    ("sessions", |limits| &mut limits.sessions),
    ("requests", |limits| &mut limits.requests),
    ("channels", |limits| &mut limits.channels),
    ("channel-messages", |limits| &mut limits.channel_messages),
    ("answer-objects", |limits| &mut limits.answer_objects),
];

/// The waiting times of the engine.
pub(super) const PATIENCE: &[Setting<Patience, Millis>] = &[
    ("resource", |patience| &mut patience.resource),
    ("command", |patience| &mut patience.command),
    ("door-unopened", |patience| &mut patience.door_unopened),
];

/// How long the operator takes over things.
pub(super) const HABIT_TIMES: &[Setting<Habit, Millis>] =
    &[("reaction", |habit| &mut habit.reaction), ("patience", |habit| &mut habit.patience)];

/// How likely the operator does what should not be done, in percent.
pub(super) const HABIT_CHANCES: &[Setting<Habit, u8>] = &[
    ("wrong-cartridge", |habit| &mut habit.wrong_cartridge),
    ("wrong-slot", |habit| &mut habit.wrong_slot),
    ("cleaner-in-port", |habit| &mut habit.cleaner_in_port),
    ("door-mid-move", |habit| &mut habit.door_mid_move),
    ("pulls-magazine", |habit| &mut habit.pulls_magazine),
    ("panel-moves", |habit| &mut habit.panel_moves),
    ("forces", |habit| &mut habit.forces),
    ("refuses", |habit| &mut habit.refuses),
    ("forgets", |habit| &mut habit.forgets),
];

/// How long the motions of a library take.
pub(super) const TIMING: &[Setting<Timing, Millis>] = &[
    ("move", |timing| &mut timing.carry),
    ("travel", |timing| &mut timing.travel),
    ("load", |timing| &mut timing.load),
    ("unload", |timing| &mut timing.unload),
    ("read-label", |timing| &mut timing.read_label),
    ("clean", |timing| &mut timing.clean),
    ("scan", |timing| &mut timing.scan),
    ("access", |timing| &mut timing.access),
    ("power-on", |timing| &mut timing.power_on),
];
