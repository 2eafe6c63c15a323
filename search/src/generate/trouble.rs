//! Trouble: what breaks when, for how long, and when the service goes down.
//!
//! The kinds of faults are those that [`FaultSite::kinds`] names, so that a kind that is added there is drawn here.

use rsmlab_engine::function::Function;
use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::time::Millis;

use super::draw::{self, one_of, seconds};
use super::named;
use super::plan::ActSchedule;
use super::profile::Measures;
use super::site::Site;
use super::world::{CLIENTS, Stocked};
use rsmlab_language::model::{Act, Call, Fault, Library, Reference, ServiceAct};
use rsmlab_sim::fault::{FaultKind, FaultSite};
use rsmlab_sim::hardware::CartridgeId;
use rsmlab_sim::rng::{Seed, Stream};

/// Of the slots and of the cartridges, at the most so many have faults: there are many of them, and each is used little.
const FEW: usize = 3;

/// Plans the faults of every part, and the outages of the service.
pub(super) fn plan(seed: Seed, measures: Measures, site: &Site, stock: &[Stocked], plan: &mut ActSchedule) {
    for (target, kinds) in parts(seed, site, stock) {
        break_part(seed, measures, &target, kinds, plan);
    }
    outages(seed, measures, plan);
}

/// Something that can break, and how.
type Breakable = (Reference, &'static [FaultKind]);

/// Where the libraries stand makes no difference to how things break.
const HERE: LibraryAddress = LibraryAddress(0);

/// Everything that can break.
fn parts(seed: Seed, site: &Site, stock: &[Stocked]) -> Vec<Breakable> {
    let mut parts = vec![(Reference::Database, FaultSite::Database.kinds())];
    parts.extend(site.libraries().iter().flat_map(parts_of));
    let mut slots: Vec<Reference> = stock.iter().filter_map(Stocked::slot).collect();
    seed.stream("faults/slots").shuffle(&mut slots);
    parts.extend(slots.into_iter().take(FEW).map(|slot| (slot, FaultSite::Slot(HERE, 1).kinds())));
    let mut media: Vec<Reference> = stock.iter().map(Stocked::whole).collect();
    seed.stream("faults/cartridges").shuffle(&mut media);
    parts.extend(media.into_iter().take(FEW).map(|medium| (medium, FaultSite::Cartridge(CartridgeId(0)).kinds())));
    parts
}

/// A library and what stands in it only once or a few times.
fn parts_of(library: &Library) -> Vec<Breakable> {
    let name = || library.name.clone();
    let numbers = |count: usize| (1..).take(count);
    let mut parts = vec![(Reference::Library(name()), FaultSite::Library(HERE).kinds())];
    parts.extend(
        numbers(library.transports.into()).map(|number| (Reference::Transport(name(), number), FaultSite::Transport(HERE, 1).kinds())),
    );
    parts.extend(numbers(library.drives.len()).map(|number| (Reference::Drive(name(), number), FaultSite::Drive(HERE, 1).kinds())));
    parts.extend(numbers(library.ports.len()).map(|number| (Reference::Port(name(), number), FaultSite::Port(HERE, 1).kinds())));
    parts.extend(numbers(library.doors.len()).map(|number| (Reference::Door(name(), number), FaultSite::Door(HERE, 1).kinds())));
    if library.bar_codes {
        parts.push((Reference::Reader(name()), FaultSite::Reader(HERE).kinds()));
    }
    parts
        .extend(numbers(library.magazines.len()).map(|number| (Reference::Magazine(name(), number), FaultSite::Magazine(HERE, 1).kinds())));
    parts
}

/// Whether a kind of fault is in play in this run, on parts of such a name.
fn is_in_play(seed: Seed, part: &str, kind: FaultKind) -> bool {
    let sort: String = part.chars().filter(|char| !char.is_ascii_digit()).collect();
    seed.stream(&format!("swarm/faults/{sort}/{kind}")).chance(1, 2)
}

fn break_part(seed: Seed, measures: Measures, target: &Reference, kinds: &[FaultKind], plan: &mut ActSchedule) {
    let name = target.to_string();
    let mut whether = seed.stream(&format!("faults/{name}"));
    if !whether.chance(measures.faulty, 100) {
        return;
    }
    let kinds: Vec<FaultKind> = kinds.iter().copied().filter(|kind| is_in_play(seed, &name, *kind)).collect();
    for number in 1..=whether.between(1, measures.faults) {
        let mut stream = seed.stream(&format!("faults/{name}/{number}"));
        let Some(mut kind) = stream.pick(&kinds).copied() else { return };
        let begins_s = stream.below(measures.span_s);
        if let FaultKind::Slow(by) = &mut kind {
            *by = seconds(&mut stream, 1, measures.lasts_s / 4);
        }
        let on_use = stream.chance(1, 2).then(|| draw::number(&mut stream, 1, 5));
        let (lasts, times) = end(&mut stream, measures, begins_s, target, plan);
        plan.at(begins_s, Act::Fault(Fault { on_use, lasts, times, ..Fault::new(target.clone(), kind) }));
        if matches!(kind, FaultKind::Crashes | FaultKind::CrashesAfter) {
            let back_s = begins_s + stream.between(1, measures.lasts_s);
            plan.at(back_s, Act::Service(ServiceAct::Start));
            return_clients(&mut stream, back_s, plan);
        }
    }
}

/// What ends a fault: its time, its uses, somebody who heals it, or nobody. How long it lasts, and how often it strikes.
fn end(
    stream: &mut Stream,
    measures: Measures,
    begins_s: u64,
    target: &Reference,
    plan: &mut ActSchedule,
) -> (Option<Millis>, Option<u32>) {
    let roll = stream.below(100);
    if roll < measures.unhealed {
        return (None, None);
    }
    if roll < measures.unhealed + measures.healed {
        plan.at(begins_s + stream.between(60, measures.lasts_s), Act::Heal(target.clone()));
        return (None, None);
    }
    if stream.chance(1, 2) {
        (None, Some(draw::number(stream, 1, measures.strikes)))
    } else {
        (Some(seconds(stream, 1, measures.lasts_s)), None)
    }
}

/// The service goes down and comes back.
fn outages(seed: Seed, measures: Measures, plan: &mut ActSchedule) {
    for number in 1..=seed.stream("outages").below(measures.outages + 1) {
        let mut stream = seed.stream(&format!("outages/{number}"));
        let down_s = stream.below(measures.span_s);
        let back_s = down_s + stream.between(1, measures.lasts_s);
        let (down, up) = one_of(
            &mut stream,
            &[
                ((None, ServiceAct::Restart), 2),
                ((Some(ServiceAct::Stop), ServiceAct::Start), 2),
                ((Some(ServiceAct::Fail), ServiceAct::Start), 1),
            ],
        );
        if let Some(down) = down {
            plan.at(down_s, Act::Service(down));
        }
        plan.at(back_s, Act::Service(up));
        return_clients(&mut stream, back_s, plan);
    }
}

/// Most clients notice that the service is back, and open another session.
fn return_clients(stream: &mut Stream, back_s: u64, plan: &mut ActSchedule) {
    for client in CLIENTS {
        if stream.chance(4, 5) {
            plan.at(back_s + stream.between(5, 300), Act::Call(Call::new(named(client), Function::OpenNtmsSession)));
        }
    }
}
