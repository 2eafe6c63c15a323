//! The service of a generated run: its database, its limits, its patience, and for how long it keeps what is over.

use super::draw::{number, one_of};
use super::profile::Profile;
use super::world::Knows;
use rsmlab_engine::limits::{Limits, Patience};
use rsmlab_engine::time::Millis;
use rsmlab_language::model::{Computer, Database};
use rsmlab_language::vocabulary::{LIBRARY_REQUESTS, OPERATOR_REQUESTS, Vocabulary};
use rsmlab_sim::rng::{Seed, Stream};

/// Longer than a number of 32 bits can say in milliseconds.
const LONG: Millis = Millis::from_secs((49 * 24 + 18) * 3_600);

/// What the service of a run is like.
#[derive(Debug, Default)]
pub(super) struct ServiceSetup {
    pub database: Database,
    pub computer: Computer,
    pub patience: Patience,
    pub limits: Limits,
}

/// What the database of a run knows.
pub(super) fn knows(seed: Seed, profile: Profile) -> Knows {
    if profile != Profile::Calm && seed.stream("world/lost").chance(1, 32) { Knows::Nothing } else { Knows::Something }
}

/// The service of a run. Where all is calm it is as services are.
pub(super) fn service(seed: Seed, profile: Profile, knows: Knows, settles: bool) -> ServiceSetup {
    if profile == Profile::Calm {
        return ServiceSetup::default();
    }
    let mut stream = seed.stream("world/service");
    let computer = computer(&mut stream, &mut seed.stream("world/flags"));
    let patience = patience(&mut stream);
    ServiceSetup { database: database(seed, knows), computer, patience, limits: limits(&mut stream, settles) }
}

/// The database. In one run of eight it is so slow that everything that happens waits in a queue.
fn database(seed: Seed, knows: Knows) -> Database {
    let latencies = [(Millis::ZERO, 4), (Millis(20), 1), (Millis::from_secs(2), 2), (Millis::from_secs(30), 1)];
    let latency = one_of(&mut seed.stream("world/database"), &latencies);
    Database { latency, lost: knows == Knows::Nothing }
}

fn computer(stream: &mut Stream, flags: &mut Stream) -> Computer {
    let usual = Computer::default();
    let mut kept = |usual| one_of(stream, &[(usual, 4), (Millis::from_secs(300), 1), (Millis::from_secs(3_600), 1), (LONG, 1)]);
    let (requests_kept, operator_requests_kept) = (kept(usual.requests_kept), kept(usual.operator_requests_kept));
    let purge_free = one_of(stream, &[(false, 3), (true, 1)]);
    let keep_import = one_of(stream, &[(false, 3), (true, 1)]);
    let words =
        [((None, None), 5), ((Some("NOFAILEDPURGE"), None), 1), ((None, Some("NOFAILEDPURGE")), 1), ((Some("NOAUTOPURGE"), None), 1)];
    let (of_requests, of_operator_requests) = one_of(flags, &words);
    let flags = |word: Option<&str>, words: &Vocabulary| word.and_then(|word| words.number(word)).unwrap_or(0);
    let request_flags = flags(of_requests, &LIBRARY_REQUESTS);
    let operator_request_flags = flags(of_operator_requests, &OPERATOR_REQUESTS);
    Computer { requests_kept, operator_requests_kept, request_flags, operator_request_flags, purge_free, keep_import, ..usual }
}

fn patience(stream: &mut Stream) -> Patience {
    let usual = Patience::default();
    Patience {
        resource: one_of(stream, &[(usual.resource, 2), (Millis::from_secs(10), 1), (Millis::from_secs(180), 1)]),
        command: one_of(stream, &[(usual.command, 5), (Millis::from_secs(600), 1)]),
        door_unopened: one_of(stream, &[(usual.door_unopened, 2), (Millis::from_secs(20), 1), (Millis::from_secs(120), 1)]),
    }
}

/// What the service has room for. A scenario with `settle` needs room for the requests that `settle` makes.
fn limits(stream: &mut Stream, settles: bool) -> Limits {
    let usual = Limits::default();
    let mut limit = |usual, least, most| if stream.chance(1, 6) { number(stream, least, most) } else { usual };
    let requests = limit(usual.requests, 3, 40);
    Limits {
        requests: if settles { usual.requests } else { requests },
        sessions: limit(usual.sessions, 3, 6),
        channels: limit(usual.channels, 1, 3),
        channel_messages: limit(usual.channel_messages, 1, 8),
        answer_objects: limit(usual.answer_objects, 1, 20),
    }
}
