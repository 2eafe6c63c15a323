//! The world as nodes.

use rsmlab_engine::limits::{Limits, Patience};
use rsmlab_engine::port::hardware::Reach;

use super::Literal;
use super::Node;
use crate::defaults::{self, LabelKind, Surroundings};
use crate::model::{
    BarCode, Cartridge, CartridgeKind, Client, Computer, Database, Door, Drive, Habit, Label, Library, LibraryType, MediaType, Pool,
    PoolChoice, Port, Record, RecordedAt, Scenario, Setup, Wear, Whereabouts,
};
use crate::vocabulary::{self, Vocabulary};
use crate::words::{self, word_for};

/// The nodes of the setup, in groups that belong together.
pub(super) fn sections(scenario: &Scenario) -> Vec<Vec<Node>> {
    let setup = &scenario.setup;
    let surroundings = Surroundings { libraries: &setup.libraries, pools: &setup.pools };
    let media = setup.pools.iter().map(|pool| print_pool(pool, surroundings));
    let media = media.chain(setup.cartridges.iter().map(|cartridge| print_cartridge(cartridge, surroundings)));
    vec![
        head(scenario),
        circumstances(setup),
        setup.libraries.iter().map(library).collect(),
        media.collect(),
        setup.clients.iter().map(|each| client(each, setup.database)).chain(setup.habit.map(habit)).collect(),
    ]
}

fn head(scenario: &Scenario) -> Vec<Node> {
    let mut nodes = vec![Node::new("title").argument(scenario.title.as_str())];
    nodes.extend(scenario.covers.iter().map(|row| Node::new("covers").argument(row.as_str())));
    nodes.extend(scenario.depends.iter().map(|decision| Node::new("depends").argument(decision.as_str())));
    if scenario.seed != 0 {
        nodes.push(Node::new("seed").argument(scenario.seed));
    }
    nodes
}

fn circumstances(setup: &Setup) -> Vec<Node> {
    let service = Node::new("service");
    let service =
        if setup.service == Default::default() { service } else { service.argument(word_for(words::SERVICE_STATES, &setup.service)) };
    let database = Database::default();
    let database = Node::new("database").unless(database.latency, "latency", setup.database.latency).unless(
        database.lost,
        "lost",
        setup.database.lost,
    );
    let limits = Node::new("limits").settings(words::LIMITS, setup.limits, Limits::default());
    let patience = Node::new("patience").settings(words::PATIENCE, setup.patience, Patience::default());
    let computer = Computer::default();
    let computer = Node::new("computer")
        .unless(computer.name.as_str(), "name", setup.computer.name.as_str())
        .unless(computer.requests_kept, "requests-kept", setup.computer.requests_kept)
        .maybe("request-flags", said_flags(&vocabulary::LIBRARY_REQUESTS, setup.computer.request_flags))
        .unless(computer.operator_requests_kept, "operator-requests-kept", setup.computer.operator_requests_kept)
        .maybe("operator-request-flags", said_flags(&vocabulary::OPERATOR_REQUESTS, setup.computer.operator_request_flags))
        .unless(computer.purge_free, "purge-free", setup.computer.purge_free)
        .unless(computer.keep_import, "keep-import", setup.computer.keep_import);
    [service, database, limits, patience, computer].into_iter().filter(|node| !node.is_bare()).collect()
}

/// Flags by their words, if any is set.
fn said_flags(words: &Vocabulary, flags: u32) -> Option<Literal> {
    (flags != 0).then(|| super::script::flags(words, flags.into()))
}

fn library(library: &Library) -> Node {
    let plain = Library::like(library.name.clone(), library.kind, library.like.as_ref());
    let drives = library.drives.len();
    let usual = word_for(words::LIBRARY_KINDS, &library.like.as_ref().map_or_else(LibraryType::default, |like| like.library.kind));
    Node::new("library")
        .argument(library.name.as_str())
        .maybe("like", library.like.as_ref().map(|like| like.said()))
        .maybe("without", left_out(library, &plain))
        .unless(usual, "kind", word_for(words::LIBRARY_KINDS, &library.kind))
        .unless(plain.slots, "slots", library.slots)
        .unless(plain.drives.len(), "drives", drives)
        .unless(plain.transports, "transports", library.transports)
        .unless(plain.media_type.name(), "media-type", library.media_type.name())
        .unless(plain.sides, "sides", library.sides)
        .unless(plain.bar_codes, "bar-codes", library.bar_codes)
        .unless(plain.keypad, "keypad", library.keypad)
        .unless(word_for(words::INVENTORIES, &plain.inventory), "inventory", word_for(words::INVENTORIES, &library.inventory))
        .unless(plain.auto_recovery, "auto-recovery", library.auto_recovery)
        .unless(plain.recognize_cleaners, "recognize-cleaners", library.recognize_cleaners)
        .unless(plain.detect_changes, "detect-changes", library.detect_changes)
        .unless(plain.disabled, "disabled", library.disabled)
        .unless(plain.attached, "attached", library.attached)
        .unless(plain.lost, "lost", library.lost)
        .holding(parts(library, &plain))
}

/// The parts of its personality that a library is without.
fn left_out(library: &Library, plain: &Library) -> Option<String> {
    let is_without = |(_, clear): &&(&str, words::Removal)| {
        let has = |library: &Library| {
            let mut without = library.clone();
            clear(&mut without);
            without != *library
        };
        has(plain) && !has(library)
    };
    let words: Vec<&str> = words::LEFT_OUT.iter().filter(is_without).map(|(word, _)| *word).collect();
    (!words.is_empty()).then(|| words.join("+"))
}

/// The parts that are not as those of its personality; of ports, doors and magazines all are said, or none.
fn parts(library: &Library, plain: &Library) -> Vec<Node> {
    let (port, door, drive) = (Port::default(), Door::default(), Drive::default());
    let mut parts = Vec::new();
    parts.extend(library.ports.iter().filter(|_| library.ports != plain.ports).map(|own| {
        Node::new("port")
            .unless(port.cells, "slots", own.cells)
            .unless(port.timeout, "timeout", own.timeout)
            .unless(word_for(words::OPENINGS, &port.opens), "opens", word_for(words::OPENINGS, &own.opens))
            .unless(port.lock, "lock", own.lock)
            .unless(port.stops_motion, "stops-motion", own.stops_motion)
    }));
    let doors = library.doors.iter().filter(|_| library.doors != plain.doors);
    parts.extend(doors.map(|own| {
        let node = Node::new("door").unless(door.lock, "lock", own.lock).unless(door.timeout, "timeout", own.timeout);
        let node = match own.reach {
            Reach::Everything => node,
            Reach::Frame { slots, drives } => node.numbers(["first", "last"], slots).numbers(["first-drive", "last-drive"], drives),
        };
        node.unless(word_for(words::STOPS, &door.stops), "stops", word_for(words::STOPS, &own.stops))
    }));
    let magazines = library.magazines.iter().filter(|_| library.magazines != plain.magazines);
    parts.extend(magazines.map(|own| {
        let node = Node::new("magazine").with("first", own.first).with("last", own.last);
        node.maybe("port", own.port).unless(false, "out", own.out)
    }));
    let cleaner_slot = library.cleaner_slot.filter(|_| library.cleaner_slot != plain.cleaner_slot);
    parts.extend(cleaner_slot.map(|slot| Node::new("cleaner-slot").argument(slot)));
    let usual = plain.drives.iter().copied().chain(std::iter::repeat(drive));
    let drives = (1_usize..).zip(library.drives.iter().zip(usual)).filter(|(_, (own, usual))| *own != usual);
    parts.extend(drives.map(|(number, (own, drive))| {
        let node = Node::new("drive").argument(number);
        let media_type = own.media_type.filter(|_| own.media_type != drive.media_type);
        node.unless(drive.disabled, "disabled", own.disabled)
            .unless(drive.defer, "defer", own.defer)
            .maybe("media-type", media_type.map(MediaType::name))
    }));
    parts.extend(library.wear.filter(|own| Some(*own) != plain.wear).map(|own| {
        let wear = Wear::default();
        Node::new("wear").unless(wear.mounts, "mounts", own.mounts).unless(wear.time, "time", own.time)
    }));
    let timing = Node::new("timing").settings(words::TIMING, library.timing, plain.timing);
    parts.extend((!timing.is_bare()).then_some(timing));
    parts
}

fn print_pool(pool: &Pool, surroundings: Surroundings<'_>) -> Node {
    Node::new("pool")
        .argument(pool.name.as_str())
        .unless(surroundings.media_type().name(), "media-type", pool.media_type.name())
        .unless(false, "draws-from-free", pool.draws_from_free)
        .unless(false, "returns-to-free", pool.returns_to_free)
        .unless(0, "most-allocations", pool.most_allocations)
}

fn print_cartridge(cartridge: &Cartridge, surroundings: Surroundings<'_>) -> Node {
    let recorded = cartridge.recorded_at();
    let believed = defaults::recorded(&cartridge.at);
    let node = Node::new("cartridge").argument(cartridge.name.as_str());
    let (node, media_type) = match cartridge.kind {
        CartridgeKind::Data => (node, surroundings.media_type_of(&cartridge.at, recorded)),
        CartridgeKind::Cleaner { cleans_left } => {
            let recorded = cartridge.record.as_ref().and_then(|record| record.cleans_left).map(i64::from);
            let node = node.with("kind", "cleaner").unless(defaults::CLEANS_LEFT, "cleans-left", cleans_left);
            let recorded = recorded.map(|number| super::script::word_or_number(&vocabulary::CLEANS, number));
            (node.maybe("recorded-cleans-left", recorded), MediaType::CLEANER)
        }
    };
    let node = node
        .unless(Whereabouts::Shelf.to_string(), "at", cartridge.at.to_string())
        .unless(recorded_word(believed.as_ref()), "recorded", recorded_word(recorded))
        .unless(media_type.name(), "media-type", cartridge.media_type.name())
        .unless(bar_code_word(&defaults::bar_code(&cartridge.name)), "bar-code", bar_code_word(&cartridge.bar_code))
        .maybe("recorded-bar-code", cartridge.record.as_ref().and_then(|record| record.bar_code.as_ref()).map(bar_code_word))
        .unless(false, "disabled", cartridge.record.as_ref().is_some_and(|record| record.disabled));
    match cartridge.kind {
        CartridgeKind::Data => data(node, cartridge, surroundings),
        CartridgeKind::Cleaner { .. } => node,
    }
}

/// The labels of a data cartridge, and what the database makes of them.
fn data(node: Node, cartridge: &Cartridge, surroundings: Surroundings<'_>) -> Node {
    let first = cartridge.sides.first().map_or(LabelKind::Known, |side| LabelKind::of(&side.label));
    let pool = cartridge.record.as_ref().and_then(|record| record.pool.as_ref());
    let said = pool.filter(|pool| surroundings.pool(cartridge.media_type, first).as_ref() != Some(*pool));
    let complete = cartridge.record.as_ref().is_some_and(is_complete);
    let node = node
        .maybe("pool", said.map(pool_word))
        .unless(word_for(words::LABELS, &LabelKind::in_pool(said)), "label", word_for(words::LABELS, &first))
        .maybe("label-id", cartridge.sides.first().and_then(|side| own_label_id(cartridge, 1, &side.label)))
        .unless(false, "complete", complete);
    let mut sides = Vec::new();
    for (number, side) in (1_usize..).zip(&cartridge.sides) {
        let kind = LabelKind::of(&side.label);
        let state = cartridge.record.as_ref().and_then(|record| record.sides.get(number - 1).copied());
        let usual = pool.map(|pool| defaults::side_state(pool, complete));
        let node = Node::new("side")
            .argument(number)
            .unless(word_for(words::LABELS, &first), "label", word_for(words::LABELS, &kind))
            .maybe("label-id", own_label_id(cartridge, number, &side.label).filter(|_| number > 1))
            .maybe("state", state.filter(|state| Some(*state) != usual).map(|state| state.name()));
        sides.extend((node.entries.len() > 1).then_some(node));
    }
    node.holding(sides)
}

/// The identifier on a side, if it is not the usual one.
fn own_label_id(cartridge: &Cartridge, side: usize, label: &Label) -> Option<String> {
    match label {
        Label::Known(id) => (*id != defaults::label_id(&cartridge.name, side)).then(|| id.clone()),
        Label::Blank | Label::Foreign | Label::Unreadable => None,
    }
}

/// Whether all sides are complete, as `complete=#true` has it.
fn is_complete(record: &Record) -> bool {
    let complete = |pool: &PoolChoice| record.sides.iter().all(|state| *state == defaults::side_state(pool, true));
    match &record.pool {
        Some(pool @ PoolChoice::Application(_)) => complete(pool),
        Some(PoolChoice::System(_)) | None => false,
    }
}

fn pool_word(pool: &PoolChoice) -> String {
    match pool {
        PoolChoice::System(pool) => pool.word().to_owned(),
        PoolChoice::Application(name) => name.to_string(),
    }
}

fn recorded_word(recorded: Option<&RecordedAt>) -> String {
    match recorded {
        None => String::from("none"),
        Some(RecordedAt::Offline) => String::from("offline"),
        Some(RecordedAt::Place(place)) => place.to_string(),
        Some(RecordedAt::Library(name)) => name.to_string(),
    }
}

fn bar_code_word(bar_code: &BarCode) -> &str {
    match bar_code {
        BarCode::None => "none",
        BarCode::Unreadable => "unreadable",
        BarCode::Text(text) => text,
    }
}

fn habit(habit: Habit) -> Node {
    Node::new("habit").settings(words::HABIT_TIMES, habit, Habit::default()).settings(words::HABIT_CHANCES, habit, Habit::default())
}

fn client(client: &Client, database: Database) -> Node {
    let plain = Client::plain(client.name.clone(), database);
    let standing = |client: &Client| if client.administrator { words::ADMINISTRATOR } else { word_for(words::RIGHTS, &client.rights) };
    let grants = client.on.iter();
    let grants =
        grants.map(|grant| Node::new("on").argument(grant.object.to_string()).with("rights", word_for(words::RIGHTS, &grant.rights)));
    Node::new("client")
        .argument(client.name.as_str())
        .unless(standing(&plain), "rights", standing(client))
        .maybe("application", client.application.as_deref())
        .unless(word_for(words::SESSIONS, &plain.session), "session", word_for(words::SESSIONS, &client.session))
        .holding(grants.collect())
}
