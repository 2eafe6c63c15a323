//! Feature flags against parts: what a changer says it can do must be what it has.

use crate::model::{Library, Opening};
use rsmlab_sim::hardware::make::{Feature, Make};

/// What a feature flag demands of a machine.
pub(super) struct FlagRule {
    pub feature: Feature,
    /// Whether a machine has what the flag speaks of.
    pub holds: fn(&Library, &Make) -> bool,
    /// What it speaks of, as the end of "needs".
    pub needs: &'static str,
    /// Whether a machine that has it must say so.
    pub both: bool,
}

const fn tells(feature: Feature, holds: fn(&Library, &Make) -> bool, needs: &'static str) -> FlagRule {
    FlagRule { feature, holds, needs, both: true }
}

const fn wants(feature: Feature, holds: fn(&Library, &Make) -> bool, needs: &'static str) -> FlagRule {
    FlagRule { feature, holds, needs, both: false }
}

/// The rules. A flag that is in none speaks of no part, and can be set or not.
pub(super) const RULES: &[FlagRule] = &[
    tells(Feature::BAR_CODE_SCANNER, |library, _| library.bar_codes, "a bar-code reader, which `bar-codes=#true` says"),
    tells(Feature::CLOSE_IEPORT, |library, _| has_port(library, Opening::Motor), "a `port` with a motor"),
    tells(Feature::OPEN_IEPORT, |library, _| has_port(library, Opening::Motor), "a `port` with a motor"),
    tells(Feature::EXCHANGE, |_, make| !make.exchanges.is_empty(), "an `exchange` from one element type to another"),
    tells(Feature::KEYPAD, |library, _| library.keypad, "a keypad with a lock, which `keypad=#true` says"),
    tells(Feature::CLEANER_SLOT, |library, _| library.cleaner_slot.is_some(), "a `cleaner-slot`"),
    tells(
        Feature::LOCK_UNLOCK,
        |library, _| !library.ports.is_empty() || library.doors.iter().any(|door| door.lock),
        "a `port`, or a `door` with a lock",
    ),
    tells(Feature::CARTRIDGE_MAGAZINE, |library, _| !library.magazines.is_empty(), "a `magazine`"),
    tells(Feature::MEDIUM_FLIP, |library, _| library.sides > 1, "media with two sides, which `sides=2` says"),
    tells(Feature::IEPORT_USER_OPEN, |library, _| has_port(library, Opening::Hand), "a `port` with `opens=hand`"),
    tells(Feature::IEPORT_USER_CLOSE, |library, _| has_port(library, Opening::Hand), "a `port` with `opens=hand`"),
    wants(Feature::REPORT_IEPORT_STATE, |library, _| !library.ports.is_empty(), "a `port`"),
    wants(Feature::STORAGE_IEPORT, |library, _| !library.ports.is_empty(), "a `port`"),
    wants(Feature::MOVE_EXTENDS, |library, _| has_port(library, Opening::Motor), "a `port` with a motor"),
    wants(Feature::MOVE_RETRACTS, |library, _| has_port(library, Opening::Motor), "a `port` with a motor"),
    wants(Feature::STORAGE_SLOT, |library, _| library.slots > 0, "slots"),
    wants(Feature::TRAYS, |library, _| library.slots > 0, "slots"),
    wants(Feature::STORAGE_DRIVE, |library, _| !library.drives.is_empty(), "drives"),
    wants(Feature::DRIVE_CLEANING_REQUIRED, |library, _| !library.drives.is_empty(), "drives"),
    wants(Feature::DRIVE_EMPTY_ON_DOOR_ACCESS, |library, _| !library.doors.is_empty(), "a `door`"),
    wants(Feature::VOLUME_IDENT, |library, _| library.bar_codes, "a bar-code reader, which `bar-codes=#true` says"),
    wants(Feature::CLEANER_AUTODISMOUNT, |library, _| library.cleaner_slot.is_some(), "a `cleaner-slot`"),
    wants(Feature::CLEANER_ACCESS_NOT_VALID, |library, _| library.cleaner_slot.is_some(), "a `cleaner-slot`"),
    wants(Feature::CLEANER_OPS_NOT_SUPPORTED, |library, _| library.cleaner_slot.is_none(), "that there is no `cleaner-slot`"),
    wants(
        Feature::TRUE_EXCHANGE,
        |_, make| !make.exchanges.is_empty() && make.layout.transports.iter().any(|stand| stand.grippers > 1),
        "an `exchange`, and a transport with `grippers=2`",
    ),
];

fn has_port(library: &Library, opens: Opening) -> bool {
    library.ports.iter().any(|port| port.opens == opens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsmlab_sim::hardware::make::Effect;

    #[test]
    fn a_part_that_must_be_told_is_what_its_flag_does() {
        for rule in RULES.iter().filter(|rule| rule.both) {
            assert_eq!(rule.feature.effect, Effect::Part, "{}", rule.feature.name);
        }
    }
}
