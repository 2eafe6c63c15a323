//! The reference job as rsmlab does it: calls, the engine, its records, the hardware, and the hash of the trace.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fmt::Write;
use std::sync::Arc;

use rsmlab_engine::call::Method;
use rsmlab_engine::id::{CallId, Guid};
use rsmlab_engine::record::state::InventoryMethod;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::database::id_of;
use rsmlab_harness::runner::{Plant, Watching};
use rsmlab_harness::trace::Kept;
use rsmlab_language::Scenario;
use rsmlab_language::model::{Name, Reference};

use super::{Arrivals, CARRY_MS, DRIVES, JobsOutcome, LOAD_MS, ROBOTS, UNLOAD_MS, USE_MS};

/// Who makes the calls.
const CLIENT: &str = "ann";
/// Waits as long as it takes.
const FOR_EVER: u32 = u32::MAX;

/// The library of the job, full of media.
///
/// # Panics
/// When the text of it has mistakes; it is part of the bench.
#[must_use]
pub fn library(slots: u16) -> Scenario {
    let begin = format!(
        "title \"The reference job\"\n\
         computer requests-kept=\"1h\"\n\
         limits requests=100000\n\
         library L1 slots={slots} drives={DRIVES} transports={ROBOTS} {{\n    \
         timing move=\"{CARRY_MS}ms\" travel=\"0s\" load=\"{LOAD_MS}ms\" unload=\"{UNLOAD_MS}ms\" read-label=\"0s\"\n}}\n\
         client {CLIENT}\n"
    );
    parsed(&begin, slots)
}

/// All of it, before the service is started.
///
/// # Panics
/// When it cannot be built.
#[must_use]
pub fn make(scenario: &Scenario) -> Plant {
    Plant::make(scenario, Kept::Hash, Watching::Everything).unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// The service runs, and the library has been looked through.
///
/// # Panics
/// When it could not be.
#[must_use]
pub fn begin(scenario: &Scenario, watching: Watching) -> Plant {
    Plant::begin(scenario, Kept::Hash, watching).unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// Does so many jobs in a plant that is up, with media that are taken one after the other.
///
/// # Panics
/// When a call is refused.
pub fn work(plant: &mut Plant, scenario: &Scenario, jobs: u64) -> JobsOutcome {
    let jobs = usize::try_from(jobs).unwrap_or(usize::MAX);
    serve(plant, Arrivals::default().take(jobs), sides(scenario).cycle())
}

/// Does so many jobs that all come at once, and want the same ten media.
///
/// # Panics
/// When a call is refused.
pub fn crowd(plant: &mut Plant, scenario: &Scenario, jobs: u64) -> JobsOutcome {
    let wanted: Vec<Guid> = sides(scenario).take(10).collect();
    serve(plant, (0..jobs).map(|_| 0), wanted.into_iter().cycle())
}

/// Has every label of a library read, and waits for the end of that.
pub fn inventory(plant: &mut Plant) {
    let library = Name::new("L1").map(|name| id_of(&Reference::Library(name)));
    plant.call(&CLIENT.into(), Method::InventoryNtmsLibrary { library, action: InventoryMethod::Omid.number() });
    while plant.advance(None) {}
}

/// The library with four robots, with so many media.
///
/// # Panics
/// When the text of it has mistakes; it is part of the bench.
#[must_use]
pub fn largest(media: u16) -> Scenario {
    parsed(&format!("title \"An inventory by label\"\nlibrary L1 like=library-10000 inventory=none\nclient {CLIENT}\n"), media)
}

fn parsed(begin: &str, media: u16) -> Scenario {
    let mut text = begin.to_owned();
    for slot in 1..=media {
        writeln!(text, "cartridge T{slot} at=L1.slot.{slot}").expect("a text takes everything");
    }
    rsmlab_language::parse("reference.kdl", &text).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

/// The ids of the first sides of all media.
fn sides(scenario: &Scenario) -> impl Iterator<Item = Guid> + Clone {
    scenario.setup.cartridges.iter().map(|each| id_of(&Reference::Side(each.name.clone(), 1)))
}

fn serve(plant: &mut Plant, arrivals: impl Iterator<Item = u64>, mut media: impl Iterator<Item = Guid>) -> JobsOutcome {
    let client: Arc<str> = CLIENT.into();
    let begin = plant.now();
    let mut arrivals = arrivals.map(|at| begin + Millis(at)).peekable();
    // Mounts that have not been answered: when they were made, and of which medium.
    let mut mounting: BTreeMap<CallId, (Instant, Guid)> = BTreeMap::new();
    let mut in_use: BinaryHeap<Reverse<(Instant, Guid)>> = BinaryHeap::new();
    let mut outcome = JobsOutcome::default();
    loop {
        let end_of_use = in_use.peek().map(|Reverse((at, _))| *at);
        let next = arrivals.peek().copied().into_iter().chain(end_of_use).min();
        if plant.advance(next) {
            for answered in plant.answers() {
                assert!(answered.reply.result.is_ok(), "{:?}", answered.reply.result);
                if let Some((came, medium)) = mounting.remove(&answered.call) {
                    outcome.waited_ms += plant.now().since(came).0;
                    in_use.push(Reverse((plant.now() + Millis(USE_MS), medium)));
                }
            }
        } else if next.is_none() {
            assert!(mounting.is_empty(), "a mount was never answered");
            return outcome;
        } else if end_of_use == next {
            let Some(Reverse((_, medium))) = in_use.pop() else { continue };
            plant.call(&client, Method::DismountNtmsMedia { media: Some(vec![medium]), count: 1, options: 0 });
            outcome.jobs += 1;
        } else if let (Some(came), Some(medium)) = (arrivals.next(), media.next()) {
            let media = Some(vec![medium]);
            let mount = Method::MountNtmsMedia { media, drives: Some(Vec::new()), count: 1, options: 0, priority: 0, timeout_ms: FOR_EVER };
            mounting.insert(plant.call(&client, mount), (came, medium));
        }
    }
}
