//! The situations that were there, each with how many acts were still to come at the most.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// So many parts share the situations, so that walks side by side seldom wait for each other.
const PARTS: usize = 64;

/// What was there, by the number of the situation.
pub(super) struct Known {
    parts: [Mutex<BTreeMap<u64, u8>>; PARTS],
}

/// What is new about a situation that is to be walked on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NewSituation {
    /// Nobody was there before.
    pub is_first: bool,
    /// Every act has been tried there before, with fewer acts to come.
    pub is_acted_on: bool,
}

impl Default for Known {
    fn default() -> Self {
        Self { parts: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl Known {
    /// Somebody is in a situation with so many acts to come; from now on nobody else need be. What is new about it, if anything is.
    pub fn meet(&self, situation: u64, left: u32) -> Option<NewSituation> {
        let left = u8::try_from(left).unwrap_or(u8::MAX);
        let part = &self.parts[(situation % PARTS as u64) as usize];
        let mut part = part.lock().expect("no walk panics with the lock in hand");
        match part.get_mut(&situation) {
            Some(most) if *most >= left => None,
            Some(most) => {
                let before = std::mem::replace(most, left);
                Some(NewSituation { is_first: false, is_acted_on: before > 0 })
            }
            None => {
                part.insert(situation, left);
                Some(NewSituation { is_first: true, is_acted_on: false })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_situation_is_news_with_more_acts_to_come() {
        let known = Known::default();
        let all = [(1, 0), (1, 0), (1, 2), (1, 1), (1, 3), (2, 3)].map(|(situation, left)| known.meet(situation, left));
        let first = Some(NewSituation { is_first: true, is_acted_on: false });
        let deeper = |is_acted_on| Some(NewSituation { is_first: false, is_acted_on });
        assert_eq!(all, [first, None, deeper(false), None, deeper(true), first]);
    }
}
