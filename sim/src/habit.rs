//! The habit of an operator: how soon they react, how long they stay, and which mistakes they make.
//!
//! Decisions only; what comes of them is up to the world at the time. Each subject has streams of its own, one for
//! each time it comes up, so that what happens at one port never changes what the operator does at another.

use std::collections::BTreeMap;

use rsmlab_engine::time::Millis;

use crate::rng::{Seed, Stream};

/// How an operator goes about their work. Chances are in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    /// How long it takes them to come, on the average.
    pub reaction: Millis,
    /// How long they stay at an open door or port at the most, and wait before they call a task done.
    pub patience: Millis,
    /// How likely they bring another cartridge than the one that is wanted.
    pub wrong_cartridge: u8,
    /// How likely they put a cartridge into a slot where it should not be, or carry one elsewhere.
    pub wrong_slot: u8,
    /// How likely they put a cleaner into a port.
    pub cleaner_in_port: u8,
    /// How likely they open a door that is not locked while a transport moves behind it.
    pub door_mid_move: u8,
    /// How likely they take a magazine out when a door is open.
    pub pulls_magazine: u8,
    /// How likely they have the robot carry a cartridge elsewhere at the front panel, when they have seen it move.
    pub panel_moves: u8,
    /// How likely they use force, when they have seen the robot move: on what is locked, or on what a drive keeps.
    pub forces: u8,
    /// How likely they refuse what they are asked.
    pub refuses: u8,
    /// How likely they forget what they are asked, or to close what they have opened.
    pub forgets: u8,
}

impl Default for Habit {
    fn default() -> Self {
        Self {
            reaction: Millis::from_secs(60),
            patience: Millis::from_secs(600),
            wrong_cartridge: 0,
            wrong_slot: 0,
            cleaner_in_port: 0,
            door_mid_move: 0,
            pulls_magazine: 0,
            panel_moves: 0,
            forces: 0,
            refuses: 0,
            forgets: 0,
        }
    }
}

/// How many times their patience it takes them to remember what they forgot to close.
const REMEMBERS_AFTER: u64 = 6;

/// What they make of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorAnswer {
    /// They do it, or think so.
    Does,
    /// They will not.
    Refuses,
    /// They never come.
    Forgets,
}

/// What they do at a port or a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// How long it takes them to come.
    pub after: Millis,
    /// How long they stay before they close it.
    pub stays: Millis,
    /// They bring another cartridge than is wanted.
    pub wrong_cartridge: bool,
    /// They put it, or another one, where it should not be.
    pub wrong_slot: bool,
    /// They bring a cleaner.
    pub cleaner: bool,
    /// They take a magazine out.
    pub pulls_magazine: bool,
    /// Decides between things that are equally good, such as several cartridges on the shelf.
    pub choice: u64,
}

/// Something that nobody asked them for. The number decides between things that are equally good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temptation {
    /// To have the robot carry something at the front panel.
    Panel(u64),
    /// To open what is locked, or to have a drive eject.
    Force(u64),
}

/// An operator who has this habit.
#[derive(Clone, Debug)]
pub struct Person {
    habit: Habit,
    seed: Seed,
    /// How often each subject has come up.
    times: BTreeMap<String, u32>,
}

impl Person {
    /// An operator at the beginning of a run.
    #[must_use]
    pub const fn new(habit: Habit, seed: Seed) -> Self {
        Self { habit, seed, times: BTreeMap::new() }
    }

    /// They are asked for something of this kind: what they make of it, and when they come to it.
    pub fn asked(&mut self, kind: &str) -> (OperatorAnswer, Millis) {
        let mut stream = self.stream(kind);
        let after = self.reaction(&mut stream);
        let roll = stream.below(100);
        let (refuses, forgets) = (u64::from(self.habit.refuses), u64::from(self.habit.forgets));
        let answer = match roll {
            roll if roll < refuses => OperatorAnswer::Refuses,
            roll if roll < refuses + forgets => OperatorAnswer::Forgets,
            _ => OperatorAnswer::Does,
        };
        (answer, after)
    }

    /// They notice that a port or door of this name lets them in.
    pub fn notices(&mut self, gate: &str) -> Visit {
        let mut stream = self.stream(gate);
        let Habit { patience, forgets, wrong_cartridge, wrong_slot, cleaner_in_port, pulls_magazine, .. } = self.habit;
        let after = self.reaction(&mut stream);
        let mut likely = |percent: u8| stream.chance(percent.into(), 100);
        let [forgets, wrong_cartridge, wrong_slot, cleaner, pulls_magazine] =
            [forgets, wrong_cartridge, wrong_slot, cleaner_in_port, pulls_magazine].map(&mut likely);
        let longest = if forgets { patience.0.saturating_mul(REMEMBERS_AFTER) } else { patience.0 };
        let stays = Millis(stream.between(longest / 20, longest));
        Visit { after, stays, wrong_cartridge, wrong_slot, cleaner, pulls_magazine, choice: stream.below(1 << 32) }
    }

    /// They see a transport move behind a door of this name that they could open: whether they do.
    pub fn opens_mid_move(&mut self, door: &str) -> bool {
        self.stream(&format!("{door}/mid-move")).chance(self.habit.door_mid_move.into(), 100)
    }

    /// They see the robots of a library of this name move: what that tempts them to, and when they come to it.
    pub fn is_tempted(&mut self, library: &str) -> Option<(Temptation, Millis)> {
        let mut stream = self.stream(&format!("{library}/tempted"));
        let (panel, force) = (self.habit.panel_moves.into(), self.habit.forces.into());
        let after = self.reaction(&mut stream);
        // Each is drawn in any case, so that the one does not depend on how likely the other is.
        let [panel, force] = [panel, force].map(|percent| stream.chance(percent, 100));
        let choice = stream.below(1 << 32);
        match (panel, force) {
            (true, _) => Some((Temptation::Panel(choice), after)),
            (false, true) => Some((Temptation::Force(choice), after)),
            (false, false) => None,
        }
    }

    /// How long they wait before they call a task done.
    #[must_use]
    pub const fn patience(&self) -> Millis {
        self.habit.patience
    }

    /// From half the usual time to half as much again.
    fn reaction(&self, stream: &mut Stream) -> Millis {
        let usual = self.habit.reaction.0;
        Millis(stream.between(usual / 2, usual.saturating_add(usual / 2)))
    }

    /// The stream of a subject, a new one each time it comes up.
    fn stream(&mut self, subject: &str) -> Stream {
        let times = self.times.entry(subject.to_owned()).or_default();
        *times += 1;
        self.seed.stream(&format!("operator/{subject}/{times}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(habit: Habit) -> Person {
        Person::new(habit, Seed(5))
    }

    #[test]
    fn what_happens_elsewhere_changes_nothing() {
        let habit = Habit { refuses: 30, forgets: 30, wrong_cartridge: 50, ..Habit::default() };
        let (mut busy, mut idle) = (person(habit), person(habit));
        for _ in 0..10 {
            busy.asked("NTMS_OPREQ_CLEANER");
            busy.notices("L1.port.1");
            assert_eq!(busy.notices("L1.door.1"), idle.notices("L1.door.1"));
        }
    }

    #[test]
    fn chances_are_percentages() {
        let mut sure = person(Habit { refuses: 100, door_mid_move: 100, pulls_magazine: 100, ..Habit::default() });
        let mut never = person(Habit::default());
        for _ in 0..50 {
            assert_eq!((sure.asked("x").0, never.asked("x").0), (OperatorAnswer::Refuses, OperatorAnswer::Does));
            assert_eq!((sure.opens_mid_move("L1.door.1"), never.opens_mid_move("L1.door.1")), (true, false));
            assert_eq!((sure.notices("L1.door.1").pulls_magazine, never.notices("L1.door.1").pulls_magazine), (true, false));
        }
    }

    #[test]
    fn reactions_are_around_the_usual_time_and_visits_within_patience() {
        let mut person = person(Habit { reaction: Millis(1_000), patience: Millis(2_000), ..Habit::default() });
        for _ in 0..50 {
            let visit = person.notices("L1.port.1");
            assert!((500..=1_500).contains(&visit.after.0) && (100..=2_000).contains(&visit.stays.0), "{visit:?}");
        }
    }
}
