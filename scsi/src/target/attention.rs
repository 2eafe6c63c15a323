//! Attentions: what a logical unit has to tell each nexus before it serves it on, unit attentions (SAM-5, 5.14) and deferred errors
//! (SPC-4, 4.5.7).

use std::collections::BTreeMap;

use rsmlab_engine::port::hardware::SenseCode;

use crate::answer::Sense;
use crate::nexus::Nexus;
use crate::unit::Unit;

/// POWER ON, RESET, OR BUS DEVICE RESET OCCURRED.
pub const POWER_ON: SenseCode = SenseCode::new(0x6, 0x29, 0x00);
/// NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED.
pub const MEDIUM_CHANGED: SenseCode = SenseCode::new(0x6, 0x28, 0x00);
/// IMPORT OR EXPORT ELEMENT ACCESSED.
pub const PORT_ACCESSED: SenseCode = SenseCode::new(0x6, 0x28, 0x01);
/// MODE PARAMETERS CHANGED.
pub const MODE_CHANGED: SenseCode = SenseCode::new(0x6, 0x2A, 0x01);
/// REPORTED LUNS DATA HAS CHANGED.
pub const LUNS_CHANGED: SenseCode = SenseCode::new(0x6, 0x3F, 0x0E);

/// What waits to be told, for each nexus and logical unit the first first. Each sense waits once, so that there are never more than
/// there are codes.
#[derive(Clone, Debug, Default, Hash)]
pub struct Attentions {
    waiting: BTreeMap<(Nexus, Unit), Vec<Sense>>,
}

impl Attentions {
    /// A logical unit begins anew for a nexus. What it had to tell before has lost its meaning.
    pub fn start(&mut self, nexus: Nexus, unit: Unit) {
        self.waiting.insert((nexus, unit), vec![POWER_ON.into()]);
    }

    /// Adds what a nexus is to be told of a logical unit.
    pub fn establish(&mut self, nexus: Nexus, unit: Unit, sense: impl Into<Sense>) {
        let sense = sense.into();
        let senses = self.waiting.entry((nexus, unit)).or_default();
        if !senses.contains(&sense) {
            senses.push(sense);
        }
    }

    /// Takes out what a nexus is to be told next of a logical unit.
    pub fn take(&mut self, nexus: Nexus, unit: Unit) -> Option<Sense> {
        let senses = self.waiting.get_mut(&(nexus, unit))?;
        let first = (!senses.is_empty()).then(|| senses.remove(0));
        if senses.is_empty() {
            self.waiting.remove(&(nexus, unit));
        }
        first
    }

    /// A nexus has learnt in another way what all its logical units had to tell.
    pub fn clear(&mut self, nexus: Nexus, code: SenseCode) {
        let of_nexus = self.waiting.iter_mut().filter(|((of, _), _)| *of == nexus);
        of_nexus.for_each(|(_, senses)| senses.retain(|other| other.code != code));
    }

    /// A nexus is gone.
    pub fn leave(&mut self, nexus: Nexus) {
        self.waiting.retain(|(of, _), _| *of != nexus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: Nexus = Nexus(1);
    const BOB: Nexus = Nexus(2);

    #[test]
    fn each_nexus_is_told_once_and_a_start_comes_before_all() {
        let mut attentions = Attentions::default();
        for nexus in [ANN, BOB] {
            attentions.establish(nexus, Unit::Changer, MEDIUM_CHANGED);
            attentions.establish(nexus, Unit::Changer, MEDIUM_CHANGED);
        }
        assert_eq!(attentions.take(ANN, Unit::Changer), Some(MEDIUM_CHANGED.into()));
        assert_eq!(attentions.take(ANN, Unit::Changer), None);
        assert_eq!(attentions.take(ANN, Unit::Drive(1)), None);
        attentions.start(BOB, Unit::Changer);
        attentions.establish(BOB, Unit::Changer, LUNS_CHANGED);
        attentions.clear(BOB, LUNS_CHANGED);
        assert_eq!([(); 2].map(|()| attentions.take(BOB, Unit::Changer)), [Some(POWER_ON.into()), None]);
    }
}
