//! Fitting: what becomes of a make when a scenario gives a library other parts than its personality has.

use super::Personality;
use super::flag::RULES;
use crate::model::{Library, LibraryType};
use rsmlab_sim::hardware::make::{ElementType, Features, Make};

/// The make of a library that is like a personality: flags follow the parts, and an element type that the machine never
/// had is numbered behind the others and moved like slots.
pub(super) fn fitted(personality: &Personality, library: &Library) -> Make {
    let mut make = personality.make.clone();
    let (usual, counts) = (personality.library.counts(), library.counts());
    for new in ElementType::ALL.into_iter().filter(|kind| usual.of(*kind) == 0 && counts.of(*kind) > 0) {
        let others = ElementType::ALL.into_iter().filter(|kind| *kind != new);
        let last = others.filter_map(|kind| make.addresses.range(kind, counts)).map(|range| *range.end()).max();
        make.addresses.set(new, u16::try_from(last.map_or(1, |last| last + 1)).unwrap_or(u16::MAX));
        for other in ElementType::ALL {
            if make.moves.allows(other, ElementType::Slot) {
                make.moves.allow(other, new);
            }
            if make.moves.allows(ElementType::Slot, other) {
                make.moves.allow(new, other);
            }
        }
    }
    make.features = features(&make, library);
    make
}

/// The flags that fit the parts: the others are gone, those that a changer must have are there.
fn features(make: &Make, library: &Library) -> Features {
    let mut features = make.features;
    for rule in RULES {
        let must_be_said = rule.both && library.kind == LibraryType::Robotic;
        let is_said = must_be_said || make.features.has(rule.feature);
        features.set(rule.feature, is_said && (rule.holds)(library, make));
    }
    features
}
