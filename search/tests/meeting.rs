//! Walks that meet go on alike. So a situation that the exhaustive search leaves out, because a walk was there before, has been looked at.

use std::collections::BTreeMap;

use rsmlab_harness::runner::{ActOutcome, Options, Walk};
use rsmlab_harness::trace::Kept;
use rsmlab_language::beside::nothing;
use rsmlab_language::model::Act;
use rsmlab_language::print;
use rsmlab_search::exhaustive::{Path, Scope};
use rsmlab_search::twin::Twin;

type Walker<'s> = Walk<'s, Twin>;

/// A situation as it was first met.
struct Met {
    path: Path,
    /// The most acts that were still to come.
    left: u32,
    /// Where each act leads to, and the next moment after them; none where that cannot be.
    next: Vec<Option<u64>>,
}

struct Meetings<'s> {
    scope: &'s Scope,
    met: BTreeMap<u64, Met>,
    again: usize,
}

impl<'s> Meetings<'s> {
    fn of(scope: &'s Scope, depth: u32) -> Self {
        let options = Options { events: 1_000_000, work: u64::MAX, lines: 0, kept: Kept::Everything };
        let begin = Walk::begin(&scope.scenario, options, Twin::new(&scope.scenario)).expect("the walk can begin");
        let mut meetings = Self { scope, met: BTreeMap::new(), again: 0 };
        meetings.walk(begin, Path::default(), depth);
        meetings
    }

    /// Tries every act at every moment from here on, also where a walk was before, and holds against each other where they lead to.
    fn walk(&mut self, mut walk: Walker<'s>, mut path: Path, left: u32) {
        loop {
            let situation = walk.situation();
            let acted: Vec<_> = self.scope.alphabet.iter().map(|act| acted(&walk, &act.what)).collect();
            let has_advanced = walk.advance().unwrap_or_else(|failure| panic!("{failure}"));
            let advanced = has_advanced.then(|| walk.situation());
            let next = acted.iter().map(|walk| walk.as_ref().map(Walk::situation)).chain([advanced]).collect();
            if !self.meet(situation, Met { path: path.clone(), left, next }) {
                return;
            }
            for (place, next) in acted.into_iter().enumerate().filter(|_| left > 0) {
                if let Some(next) = next {
                    let mut path = path.clone();
                    path.acted(place);
                    self.walk(next, path, left - 1);
                }
            }
            if !has_advanced {
                return;
            }
            path.waited(walk.time());
        }
    }

    /// Whether a situation is to be walked on from.
    fn meet(&mut self, situation: u64, new: Met) -> bool {
        let Some(met) = self.met.get_mut(&situation) else {
            self.met.insert(situation, new);
            return true;
        };
        self.again += 1;
        let print = |path: &Path| print(&path.scenario(self.scope));
        assert_eq!(met.next, new.next, "two walks meet and part:\n{}\n{}", print(&met.path), print(&new.path));
        let is_sooner = met.left < new.left;
        met.left = met.left.max(new.left);
        is_sooner
    }
}

fn acted<'s>(walk: &Walker<'s>, act: &'s Act) -> Option<Walker<'s>> {
    let mut next = walk.clone();
    match next.act(act) {
        Ok(ActOutcome::Yes) => Some(next),
        Ok(ActOutcome::Impossible) => None,
        Err(failure) => panic!("{failure}"),
    }
}

#[test]
fn walks_that_meet_go_on_alike() {
    for (name, text) in [("scope.kdl", None), ("wide.kdl", Some(include_str!("../scopes/wide.kdl")))] {
        let scope = text.map_or_else(Scope::built_in, |text| Scope::read(name, text, &nothing).expect("it is a scenario"));
        let Meetings { met, again, .. } = Meetings::of(&scope, 2);
        assert!(met.len() > 300 && again > 100, "{name}: {} situations, {again} meetings", met.len());
    }
}
