//! The world: everything that stands before the first statement.

use rsmlab_engine::function::Function;
use rsmlab_engine::limits::{Limits, Patience};
use rsmlab_engine::record::Rights;

use super::Reader;
use super::fields::{Fields, GivenValue};
use super::names::NamedThing;
use super::reference::ReferenceKind as Refers;
use crate::defaults::Surroundings;
use crate::diagnose::Mistake;
use crate::grammar::{self, Shape};
use crate::model::{Client, Computer, Database, Door, Grant, Habit, Library, LibraryType, Name, Pool, Port, Setup, Span};
use crate::tree::Node;
use crate::{vocabulary, words};

/// What there is when nothing of its kind is declared: a library with a port and a door, a pool, a client.
pub(super) const UNDECLARED: [(NamedThing, &str); 3] =
    [(NamedThing::Library, "L1"), (NamedThing::Pool, "Data"), (NamedThing::Client, "ann")];

/// What a scenario says of itself, before the world that it makes.
pub(super) struct ScenarioHead {
    /// What it shows; nothing when it does not say so, which is a mistake.
    pub title: Option<String>,
    /// The rows and rules it asserts.
    pub covers: Vec<String>,
    /// The decisions it depends on.
    pub depends: Vec<String>,
    /// The seed of what is drawn in the run.
    pub seed: u64,
}

impl Reader {
    /// What the scenario says of itself.
    pub(super) fn head(&mut self, nodes: &[&Node]) -> ScenarioHead {
        let title = self.single(nodes, "title");
        if title.is_none() && !self.names.is_misspelt("title") {
            self.untitled(nodes);
        }
        let title = title.and_then(|mut fields| self.next(&mut fields, Self::text));
        let covers = self.gathered(nodes, "covers", Self::row);
        let depends = self.gathered(nodes, "depends", Self::decision);
        let seed =
            self.single(nodes, "seed").and_then(|mut fields| self.next(&mut fields, |reader, given| reader.integer(given, 0, i64::MAX)));
        ScenarioHead { title, covers, depends, seed: seed.and_then(|seed| u64::try_from(seed).ok()).unwrap_or(0) }
    }

    /// Everything that all nodes of a name give, each as often as it stands there.
    fn gathered(&mut self, nodes: &[&Node], name: &'static str, read: fn(&mut Self, &GivenValue<'_>) -> Option<String>) -> Vec<String> {
        let mut found = Vec::new();
        for node in nodes.iter().filter(|node| node.name() == name) {
            let Some(mut fields) = self.shaped(node, name) else { continue };
            while let Some(given) = fields.next() {
                found.extend(read(self, &given));
            }
        }
        found
    }

    fn untitled(&mut self, nodes: &[&Node]) {
        let span = nodes.first().map(|node| super::fields::header(node)).unwrap_or_default();
        let mistake = Mistake::new(span, "the scenario has no title", "before this");
        self.mistake(mistake.help("say what it shows, in a sentence: title \"...\""));
    }

    /// Everything else. What is not said is as its default has it.
    pub fn setup(&mut self, nodes: &[&Node]) -> Setup {
        let service = self.single(nodes, "service");
        let service = service.and_then(|mut fields| self.next(&mut fields, |reader, given| reader.word(given, words::SERVICE_STATES)));
        let database = self.database(nodes);
        let limits = self.limits(nodes);
        let patience = self.patience(nodes);
        let computer = self.computer(nodes);
        self.declarations(nodes);
        let clients = self.clients(nodes, database);
        let habit = self.habit(nodes);
        let (libraries, pools, cartridges) = (self.libraries.clone(), self.pools.clone(), self.cartridges.clone());
        Setup { service: service.unwrap_or_default(), database, limits, patience, computer, libraries, pools, cartridges, clients, habit }
    }

    /// A catalogue row (`Function/STATUS`) or rule (`group.rule`).
    fn row(&mut self, given: &GivenValue<'_>) -> Option<String> {
        let text = self.text(given)?;
        let (function, status) = text.split_once('/').unwrap_or((&text, ""));
        let is_row = !status.is_empty() && Function::from_name(function).is_some();
        let is_rule = !text.contains('/') && text.contains('.');
        if is_row || is_rule {
            return Some(text);
        }
        let mistake = Mistake::new(given.span, format!("`{text}` is no row and no rule"), "not in the catalogue");
        let names = Function::ALL.iter().map(|function| function.name());
        self.mistake(match text.contains('/') {
            true => mistake.fits(function, names),
            false => mistake.help("a row is a function and a status, \"CleanNtmsDrive/ERROR_INVALID_DRIVE\"; a rule has a point in it"),
        });
        None
    }

    /// The number of a decision, `D-028`.
    fn decision(&mut self, given: &GivenValue<'_>) -> Option<String> {
        let text = self.text(given)?;
        let is_one = text.strip_prefix("D-").is_some_and(|number| number.len() == 3 && number.bytes().all(|digit| digit.is_ascii_digit()));
        if !is_one {
            let mistake = Mistake::new(given.span, format!("`{text}` is no decision"), "not the number of one");
            self.mistake(mistake.help("a decision goes by its number in DECISIONS.md, as in depends \"D-028\""));
        }
        is_one.then_some(text)
    }

    fn database(&mut self, nodes: &[&Node]) -> Database {
        let mut database = Database::default();
        if let Some(mut fields) = self.single(nodes, "database") {
            self.set(&mut fields, "latency", &mut database.latency, Self::duration);
            self.set(&mut fields, "lost", &mut database.lost, Self::truth);
        }
        database
    }

    fn limits(&mut self, nodes: &[&Node]) -> Limits {
        let mut limits = Limits::default();
        if let Some(mut fields) = self.single(nodes, "limits") {
            for (name, limit) in words::LIMITS {
                self.set(&mut fields, name, limit(&mut limits), |reader, given| reader.number(given, 0, u32::MAX));
            }
        }
        limits
    }

    fn patience(&mut self, nodes: &[&Node]) -> Patience {
        let mut patience = Patience::default();
        if let Some(mut fields) = self.single(nodes, "patience") {
            for (name, time) in words::PATIENCE {
                self.set(&mut fields, name, time(&mut patience), Self::duration);
            }
        }
        patience
    }

    fn computer(&mut self, nodes: &[&Node]) -> Computer {
        let mut computer = Computer::default();
        if let Some(mut fields) = self.single(nodes, "computer") {
            let seconds = |reader: &mut Self, given: &GivenValue<'_>| reader.seconds(given, u32::MAX);
            self.set(&mut fields, "name", &mut computer.name, Self::text);
            self.set(&mut fields, "requests-kept", &mut computer.requests_kept, seconds);
            self.set(&mut fields, "operator-requests-kept", &mut computer.operator_requests_kept, seconds);
            for (name, words, flags) in [
                ("request-flags", &vocabulary::LIBRARY_REQUESTS, &mut computer.request_flags),
                ("operator-request-flags", &vocabulary::OPERATOR_REQUESTS, &mut computer.operator_request_flags),
            ] {
                self.set(&mut fields, name, flags, |reader, given| reader.flags(given, words)?.try_into().ok());
            }
            self.set(&mut fields, "purge-free", &mut computer.purge_free, Self::truth);
            self.set(&mut fields, "keep-import", &mut computer.keep_import, Self::truth);
        }
        computer
    }

    fn habit(&mut self, nodes: &[&Node]) -> Option<Habit> {
        let mut fields = self.single(nodes, "habit")?;
        let mut habit = Habit::default();
        for (name, time) in words::HABIT_TIMES {
            self.set(&mut fields, name, time(&mut habit), Self::duration);
        }
        for (name, chance) in words::HABIT_CHANCES {
            self.set(&mut fields, name, chance(&mut habit), |reader, given| reader.number(given, 0, 100));
        }
        Some(habit)
    }

    /// Libraries, then pools, then cartridges: each speaks of those before it.
    fn declarations(&mut self, nodes: &[&Node]) {
        let named = |name: &'static str| nodes.iter().filter(move |node| node.name() == name);
        for node in named("library") {
            let library = grammar::find(grammar::SETUP, "library").and_then(|shape| self.library(node, shape));
            self.libraries.extend(library);
        }
        if named("library").next().is_none() {
            let library = undeclared(NamedThing::Library).map(|name| Library {
                ports: vec![Port::default()],
                doors: vec![Door::default()],
                ..Library::plain(name, LibraryType::Robotic)
            });
            // If it is the one whose declaration makes no sense, it may have as many slots as can be.
            let library = library.map(|library| match self.names.is_lost(library.name.as_str()) {
                true => Library { slots: u16::MAX, ..library },
                false => library,
            });
            self.libraries.extend(library);
        }
        for node in named("pool") {
            let pool = self.pool(node);
            self.pools.extend(pool);
        }
        if named("pool").next().is_none() {
            let media_type = self.surroundings().media_type();
            self.pools.extend(undeclared(NamedThing::Pool).map(|name| Pool::plain(name, media_type)));
        }
        // Those that only name a library take what the others have left.
        let (roomy, exact): (Vec<&Node>, Vec<&Node>) = named("cartridge").copied().partition(|node| self.takes_any_room(node));
        for node in exact.into_iter().chain(roomy) {
            let cartridge = self.cartridge(node);
            self.cartridges.extend(cartridge);
        }
        self.cartridges.sort_by_key(|cartridge| cartridge.span.offset);
        self.crowding();
    }

    /// What the defaults of pools and cartridges depend on.
    pub(super) fn surroundings(&self) -> Surroundings<'_> {
        Surroundings { libraries: &self.libraries, pools: &self.pools }
    }

    fn pool(&mut self, node: &Node) -> Option<Pool> {
        let mut fields = self.shaped(node, "pool")?;
        let name = self.next(&mut fields, Self::own_name);
        let mut media_type = self.surroundings().media_type();
        self.set(&mut fields, "media-type", &mut media_type, Self::media_type);
        let mut pool = Pool { span: fields.span, ..Pool::plain(name?, media_type) };
        self.set(&mut fields, "draws-from-free", &mut pool.draws_from_free, Self::truth);
        self.set(&mut fields, "returns-to-free", &mut pool.returns_to_free, Self::truth);
        self.set(&mut fields, "most-allocations", &mut pool.most_allocations, |reader, given| reader.number(given, 0, u32::MAX));
        Some(pool)
    }

    fn clients(&mut self, nodes: &[&Node], database: Database) -> Vec<Client> {
        let declared: Vec<&&Node> = nodes.iter().filter(|node| node.name() == "client").collect();
        if declared.is_empty() {
            return undeclared(NamedThing::Client).map(|name| Client::plain(name, database)).into_iter().collect();
        }
        declared.into_iter().filter_map(|node| self.client(node, database)).collect()
    }

    fn client(&mut self, node: &Node, database: Database) -> Option<Client> {
        let mut fields = self.shaped(node, "client")?;
        let name = self.next(&mut fields, Self::own_name);
        let standings: Vec<(&str, Option<Rights>)> = words::RIGHTS.iter().map(|(word, rights)| (*word, Some(*rights))).collect();
        let standings = [standings.as_slice(), &[(words::ADMINISTRATOR, None)]].concat();
        let place = fields.span_of("rights");
        let standing = self.may(&mut fields, "rights", |reader, given| reader.word(given, &standings));
        let application = self.may(&mut fields, "application", Self::text);
        let session = self.may(&mut fields, "session", |reader, given| reader.word(given, words::SESSIONS)).unwrap_or(true);
        let mut on: Vec<Grant> = Vec::new();
        for (node, shape) in self.held(node, grammar::CLIENT) {
            let mut fields = self.fields(node, shape);
            let grantable = &[Refers::Library, Refers::Pool, Refers::Computer];
            let object = self.next(&mut fields, |reader, given| reader.reference(given, grantable));
            let rights = self.may(&mut fields, "rights", |reader, given| reader.word(given, words::RIGHTS));
            let (Some(object), Some(rights)) = (object, rights) else { continue };
            if let Some(first) = on.iter().find(|grant| grant.object == object) {
                let mistake = Mistake::new(fields.span, format!("the rights on `{object}` are said twice"), "again");
                let mistake = mistake.other(first.span, "first said here");
                self.mistake(mistake);
            }
            on.push(Grant { span: fields.span, object, rights });
        }
        if database.lost {
            let granted = standing.flatten().filter(|rights| *rights != Rights::NONE).and(place);
            let excepted = on.iter().find(|grant| grant.rights != Rights::NONE).map(|grant| grant.span);
            let idle = (standing == Some(Some(Rights::NONE)) && session).then_some(fields.span);
            self.lost_rights(granted.or(excepted), idle);
        }
        let plain = Client::plain(name?, database);
        let (administrator, rights) = match standing {
            None => (plain.administrator, plain.rights),
            Some(Some(rights)) => (false, rights),
            Some(None) => (true, Rights::ALL),
        };
        Some(Client { span: fields.span, administrator, rights, on, application, session, ..plain })
    }

    /// Rights that are in no database, and a session that no client without rights can open.
    fn lost_rights(&mut self, granted: Option<Span>, idle: Option<Span>) {
        if let Some(span) = granted {
            let mistake = Mistake::new(span, "rights are kept in the database, which is lost", "nobody has them");
            self.mistake(mistake.help("say rights=admin, or nothing: an administrator needs none; who can do nothing has rights=none"));
        }
        if let Some(span) = idle {
            let mistake = Mistake::new(span, "who has no rights cannot open a session", "opens one before the script begins");
            self.mistake(mistake.help("say session=none too, or rights=admin"));
        }
    }

    /// The fields of a setup node by its name.
    pub fn shaped<'n>(&mut self, node: &'n Node, name: &str) -> Option<Fields<'n>> {
        grammar::find(grammar::SETUP, name).map(|shape: &Shape| self.fields(node, shape))
    }

    /// The fields of a node that there can be only one of.
    fn single<'n>(&mut self, nodes: &[&'n Node], name: &str) -> Option<Fields<'n>> {
        let (mut first, mut single) = (None, None);
        for node in nodes.iter().filter(|node| node.name() == name) {
            if let Some(fields) = self.shaped(node, name) {
                self.once(&fields, name, &mut first);
                single.get_or_insert(fields);
            }
        }
        single
    }
}

/// The name of what there is when nothing of its kind is declared.
fn undeclared(thing: NamedThing) -> Option<Name> {
    UNDECLARED.iter().find(|(candidate, _)| *candidate == thing).and_then(|(_, name)| Name::new(name))
}
