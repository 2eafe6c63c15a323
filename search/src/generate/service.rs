//! The service of a generated run: its database, its limits, its patience, and for how long it keeps what is over.

use super::profile::Profile;
use super::world::{Knows, one_of};
use rsmlab_sim::rng::{Seed, Stream};

/// Longer than a number of 32 bits can say in milliseconds.
const LONG: &str = "49d18h";

/// What the database of a run knows.
pub(super) fn knows(seed: Seed, profile: Profile) -> Knows {
    if profile != Profile::Calm && seed.stream("world/lost").chance(1, 32) { Knows::Nothing } else { Knows::Something }
}

/// The nodes that say what the service is like.
pub(super) fn nodes(seed: Seed, profile: Profile, knows: Knows, settles: bool) -> String {
    if profile == Profile::Calm {
        return String::new();
    }
    let mut stream = seed.stream("world/service");
    [database(seed, knows), computer(&mut stream, &mut seed.stream("world/flags")), patience(&mut stream), limits(&mut stream, settles)]
        .concat()
}

/// The database. In one run of eight it is so slow that everything that happens waits in a queue.
fn database(seed: Seed, knows: Knows) -> String {
    let latency =
        one_of(&mut seed.stream("world/database"), &[("", 4), (" latency=\"20ms\"", 1), (" latency=\"2s\"", 2), (" latency=\"30s\"", 1)]);
    let lost = if knows == Knows::Nothing { " lost=#true" } else { "" };
    node("database", &[latency, lost])
}

fn computer(stream: &mut Stream, flags: &mut Stream) -> String {
    let mut kept = |name: &str| match one_of(stream, &[("", 4), ("5m", 1), ("1h", 1), (LONG, 1)]) {
        "" => String::new(),
        time => format!(" {name}=\"{time}\""),
    };
    let (requests, operator_requests) = (kept("requests-kept"), kept("operator-requests-kept"));
    let free = one_of(stream, &[("", 3), (" purge-free=#true", 1)]);
    let import = one_of(stream, &[("", 3), (" keep-import=#true", 1)]);
    let flags = one_of(
        flags,
        &[("", 5), (" request-flags=NOFAILEDPURGE", 1), (" operator-request-flags=NOFAILEDPURGE", 1), (" request-flags=NOAUTOPURGE", 1)],
    );
    node("computer", &[&requests, &operator_requests, flags, free, import])
}

fn patience(stream: &mut Stream) -> String {
    let resource = one_of(stream, &[("", 2), (" resource=\"10s\"", 1), (" resource=\"3m\"", 1)]);
    let command = one_of(stream, &[("", 5), (" command=\"10m\"", 1)]);
    let unopened = one_of(stream, &[("", 2), (" door-unopened=\"20s\"", 1), (" door-unopened=\"2m\"", 1)]);
    node("patience", &[resource, command, unopened])
}

/// What the service has room for. A scenario with `settle` needs room for the requests that `settle` makes.
fn limits(stream: &mut Stream, settles: bool) -> String {
    let mut limit = |name: &str, least, most| match stream.chance(1, 6) {
        true => format!(" {name}={}", stream.between(least, most)),
        false => String::new(),
    };
    let requests = limit("requests", 3, 40);
    let others = [limit("sessions", 3, 6), limit("channels", 1, 3), limit("channel-messages", 1, 8), limit("answer-objects", 1, 20)];
    let requests = if settles { String::new() } else { requests };
    node("limits", &[&requests, &others.concat()])
}

/// A node with these properties; nothing, if it would say nothing.
fn node(name: &str, properties: &[&str]) -> String {
    let properties = properties.concat();
    if properties.is_empty() { properties } else { format!("{name}{properties}\n") }
}
