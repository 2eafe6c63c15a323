//! A log that is written anew brings the service to where the whole log brings it.

use rsmlab_engine::change::Change;
use rsmlab_engine::engine::Engine;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::output::{Outbox, Output};
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_harness::runner::{self, Options, config};
use rsmlab_language::Scenario;
use rsmlab_search::generate::{Profile, Site, generate};
use rsmlab_sim::store::Store;

/// All that becomes durable in a run as far as the service hears of it, from what the scenario begins with on.
fn log(scenario: &Scenario) -> Vec<Change> {
    let (mut log, mut writing) = (Vec::new(), Vec::new());
    let mut watched = runner::behind(config(scenario), |engine, now, input, out| {
        match &input {
            Input::Stored { result: Ok(()), .. } => log.append(&mut writing),
            // A write may have become durable just before the process was gone.
            Input::Service(ServiceEvent::Recovered { database, .. }) => log.clone_from(database),
            Input::Stored { .. } | Input::Service(_) => writing.clear(),
            Input::Call { .. } | Input::Hardware(_) | Input::Sense(_) | Input::Tick => {}
        }
        let said = out.len();
        engine.step(now, input, out);
        for output in &out[said..] {
            if let Output::Store(write) = output {
                writing.clone_from(&write.changes);
            }
        }
    });
    runner::run_with(scenario, &Options { events: 20_000, ..Options::default() }, &mut watched);
    drop(watched);
    log
}

/// A service that has read this, and what it said.
fn recovered(scenario: &Scenario, database: Vec<Change>) -> (Engine, Outbox) {
    let (mut engine, mut out) = (Engine::new(config(scenario)), Outbox::new());
    engine.step(Instant::START, Input::Service(ServiceEvent::Starting), &mut out);
    engine.step(Instant::START, Input::Service(ServiceEvent::Recovered { database, libraries: Vec::new() }), &mut out);
    (engine, out)
}

fn assert_same(scenario: &Scenario, log: Vec<Change>) {
    let condensed = Store::new(log.clone(), Millis::ZERO).condensed();
    let ((whole, said), (anew, said_anew)) = (recovered(scenario, log), recovered(scenario, condensed));
    assert_eq!(said, said_anew);
    assert_eq!(whole.fingerprint(), anew.fingerprint());
    let next = |engine: &Engine| {
        let records = engine.records();
        (records.media.next(), records.sides.next(), records.logical.next(), records.requests.next(), records.operator_requests.next())
    };
    assert_eq!(next(&whole), next(&anew));
    assert_ne!(next(&whole), next(&Engine::new(config(scenario))), "nothing is on record");
}

#[test]
fn a_log_that_is_written_anew_comes_to_the_same() {
    for seed in 0..30 {
        let site = Site::drawn(seed);
        let profile = if seed % 2 == 0 { Profile::Rough } else { Profile::Hostile };
        let scenario = generate(seed, profile, &site, None);
        assert_same(&scenario, log(&scenario));
    }
}

/// Requests and a record of a cartridge that have been forgotten leave their numbers to nobody.
#[test]
fn what_is_forgotten_leaves_its_number_to_nobody() {
    let text = "title \"Forgotten\"\n\
        computer requests-kept=\"1s\"\n\
        library L1 inventory=none\n\
        cartridge T1 at=L1.slot.1\n\
        client ann rights=admin\n\
        ann InventoryNtmsLibrary library=L1 action=FAST\n\
        run for=\"10m\"\n";
    let scenario = rsmlab_language::parse("forgotten.kdl", text).expect("it is a scenario");
    let log = log(&scenario);
    assert!(log.iter().any(|change| matches!(change, Change::Remove(_))), "nothing has been forgotten");
    assert_same(&scenario, log);
}
