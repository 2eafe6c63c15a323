//! Live: a library of a scenario that goes on in its world, as fronts see it, and what people say to that world.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::time::Instant;
use rsmlab_harness::runner::RunFailure;
use rsmlab_harness::runner::live::{Live, ScsiId};
use rsmlab_harness::trace::{Kept, Trace};
use rsmlab_language::beside::Beside;
use rsmlab_language::model::{Located, MediaType, RunLength, Step};
use rsmlab_language::personality::built_in;
use rsmlab_language::{Mistakes, Scenario, parse, parse_beside};
use rsmlab_scsi::answer::ScsiAnswer;
use rsmlab_scsi::nexus::Nexus;
use rsmlab_scsi::unit::Unit;
use thiserror::Error;

use crate::served::{Pace, ServableWorld, Ticket};
use crate::service::{ResetScope, ServiceRequest, UnitKind};

/// A scenario that is served, and the text it was read from. It is served as long as the process lives.
#[derive(Clone, Copy, Debug)]
pub struct ServedScenario {
    /// What messages call it.
    pub name: &'static str,
    /// What it says.
    pub text: &'static str,
    /// What that means.
    pub scenario: &'static Scenario,
}

impl ServedScenario {
    /// A machine that is built in, with tapes in the lower half of its slots and a cleaner in the last one, and no service; nothing if none
    /// is called so.
    ///
    /// # Errors
    /// What is wrong with that as a scenario, which is a fault of the machine.
    pub fn stocked(name: &str) -> Option<Result<Self, Mistakes>> {
        let slots = built_in::named(name)?.library.slots;
        let mut text = format!("title \"{name}, to be served\"\nservice stopped\nlibrary L1 like={name}\n");
        for slot in 1..=slots.div_ceil(2) {
            // Writing into a text cannot fail.
            let _written = writeln!(text, "cartridge A{slot:05}L5 at=L1.slot.{slot}");
        }
        if slots > 2 {
            let _written = writeln!(text, "cartridge CLN001L5 kind=cleaner at=L1.slot.{slots}");
        }
        Some(parse(name, &text).map(|scenario| Self::kept(name.to_owned(), text, scenario)))
    }

    /// A scenario that is to be served, and the text it was read from, kept as long as the process lives.
    #[must_use]
    pub fn kept(name: String, text: String, scenario: Scenario) -> Self {
        Self { name: name.leak(), text: text.leak(), scenario: Box::leak(Box::new(scenario)) }
    }

    /// Why it cannot be served, with the place of that.
    fn failed(self, failure: Box<RunFailure>) -> Unserved {
        let line = failure.span.map_or_else(String::new, |span| format!(":{}", span.line(self.text)));
        Unserved::Failed { place: format!("{}{line}", self.name), failure }
    }

    /// The part of the text before the first statement.
    fn world_text(self) -> &'static str {
        let first = self.scenario.script.first().map_or(self.text.len(), |step| step.span.offset);
        self.text.get(..first).unwrap_or(self.text)
    }
}

/// Why there is no such world.
#[derive(Debug, Error)]
pub enum Unserved {
    /// It has several libraries.
    #[error("`{name}` has {} libraries: {}; say which one with --library", .libraries.len(), .libraries.join(", "))]
    Several {
        /// The scenario.
        name: String,
        /// Its libraries.
        libraries: Vec<String>,
    },
    /// It has no library of this name.
    #[error("`{name}` has no library `{library}`; it has {}", .libraries.join(", "))]
    NoSuchLibrary {
        /// The scenario.
        name: String,
        /// The one that was asked for.
        library: String,
        /// Its libraries.
        libraries: Vec<String>,
    },
    /// A statement of it cannot be made, or is not met.
    #[error("{place}: {failure}{}; `rsmlab run` tells what led to it", .failure.why.as_ref().map_or_else(String::new, |why| format!(" ({why})")))]
    Failed {
        /// The scenario, and the line that the statement stands in.
        place: String,
        /// What is not as it should be.
        failure: Box<RunFailure>,
    },
}

/// One library of a live world, for fronts.
pub struct LiveLibrary {
    live: Live<'static>,
    served: ServedScenario,
    library: LibraryAddress,
    /// The hosts that are there, by their nexus.
    hosts: BTreeMap<Nexus, String>,
    /// How many hosts there have been.
    arrived: u32,
    /// The statements that were said and gave a name, which later ones may use and may not give again.
    named: Vec<String>,
    /// What went wrong while time passed.
    trouble: Vec<String>,
    /// How much of it has been told to those who speak to the world.
    told: usize,
}

impl LiveLibrary {
    /// Plays the script of a scenario, and serves a library of it from then on: the one of this name, or the only one.
    ///
    /// # Errors
    /// [`Unserved`].
    pub fn begin(served: ServedScenario, library: Option<&str>, kept: Kept) -> Result<Self, Unserved> {
        let names = || served.scenario.setup.libraries.iter().map(|library| library.name.as_str().to_owned()).collect::<Vec<_>>();
        let wanted = match (library, served.scenario.setup.libraries.as_slice()) {
            (Some(wanted), _) => wanted,
            (None, [only]) => only.name.as_str(),
            (None, _) => return Err(Unserved::Several { name: served.name.into(), libraries: names() }),
        };
        let live = Live::begin(served.scenario, served.text, kept).map_err(|failure| served.failed(failure))?;
        let address = live.library(wanted).map(|library| library.address);
        let Some(library) = address else {
            return Err(Unserved::NoSuchLibrary { name: served.name.into(), library: wanted.into(), libraries: names() });
        };
        Ok(Self { live, served, library, hosts: BTreeMap::new(), arrived: 0, named: Vec::new(), trouble: Vec::new(), told: 0 })
    }

    /// Does what a client of the control socket sends: a statement as scenarios have them. `beside` reads the files that the scenario names.
    /// Where time jumps, it stands still while the hardware is at nothing, and `run for=` lets it pass.
    ///
    /// # Errors
    /// What is wrong with it, or why it cannot be done, in a sentence.
    pub fn say(&mut self, line: &str, pace: Pace, beside: &Beside<'_>) -> Result<(), String> {
        let text = [self.served.world_text(), &self.named.join("\n"), line, ""].join("\n");
        let said = parse_beside("what was said", &text, beside).map_err(|wrong| {
            let told = |mistake: &rsmlab_language::Mistake| match &mistake.help {
                Some(help) => format!("{} ({help})", mistake.message),
                None => mistake.message.clone(),
            };
            wrong.mistakes.iter().map(told).collect::<Vec<_>>().join("; ")
        })?;
        if said.setup != self.served.scenario.setup {
            return Err(
                "this is no statement: the world that is served stays as it is; faults, acts of the operator, `at` and `after` are".into(),
            );
        }
        let [Located { what, .. }] = said.script.get(self.named.len()..).unwrap_or_default() else {
            return Err("say one statement at a time".into());
        };
        match (what, pace) {
            (Step::Run(RunLength::For(length)), Pace::Jumps) => {
                self.pass((self.live.now() + *length).0);
                return Ok(());
            }
            (Step::Run(_) | Step::Expect(_) | Step::Settle(_), Pace::Jumps) => {
                return Err("it waits for what may never come; let time pass with `run for=\"10m\"`, and look with `check`".into());
            }
            _ => {}
        }
        // What was said may be done later, as long as the world goes on, and that is as long as the process lives.
        let said: &'static Scenario = Box::leak(Box::new(said));
        self.live.say(said, line).map_err(|failure| failure.to_string())?;
        if line.contains("as=") {
            self.named.push(line.to_owned());
        }
        Ok(())
    }

    /// The name of a host by its nexus.
    fn host(&self, nexus: Nexus) -> String {
        self.hosts.get(&nexus).map_or("nobody", String::as_str).to_owned()
    }

    /// What time it is in the world, counted from where its script began.
    #[must_use]
    pub const fn time(&self) -> Instant {
        self.live.now()
    }

    /// What programs should know of the drives: each answers as a tape drive of LTO-5, whatever it takes.
    #[must_use]
    pub fn caution(&self) -> Option<String> {
        let units = self.live.units(self.library);
        let library = self.live.with_address(self.library)?;
        let is_other = |media_type: &MediaType| {
            *media_type != MediaType::LTO_ULTRIUM
                && units.iter().filter_map(|unit| unit.drive(library)).any(|drive| drive.media_type == media_type.code())
        };
        let others: Vec<&str> = MediaType::all().filter(is_other).map(MediaType::name).collect();
        let told = || format!("caution: drives of {} take {}; to programs each is a tape drive of LTO-5", library.name, others.join(", "));
        (!others.is_empty()).then(told)
    }

    /// What has happened, as much of it as is kept.
    #[must_use]
    pub const fn trace(&self) -> &Trace {
        self.live.trace()
    }

    /// What went wrong since this was last asked, such as a scheduled act that could not be done.
    pub fn new_trouble(&mut self) -> Vec<String> {
        let new = self.trouble.get(self.told..).unwrap_or_default().to_vec();
        self.told = self.trouble.len();
        new
    }

    /// All that went wrong while time passed.
    #[must_use]
    pub fn trouble(&self) -> &[String] {
        &self.trouble
    }
}

impl ServableWorld for LiveLibrary {
    fn now(&self) -> u64 {
        self.live.now().0
    }

    fn next(&self) -> Option<u64> {
        self.live.next().map(|next| next.0)
    }

    fn is_at_work(&self) -> bool {
        self.live.is_at_work()
    }

    fn pass(&mut self, until: u64) {
        // What fails is told, and time passes all the same: each failure has been taken out of what is scheduled.
        while let Err(failure) = self.live.pass(Instant(until)) {
            self.trouble.push(failure.to_string());
        }
    }

    fn join(&mut self, _: &str) -> Nexus {
        self.arrived = self.arrived.saturating_add(1);
        let (nexus, host) = (Nexus(self.arrived), format!("host-{}", self.arrived));
        self.live.join(&host, self.library);
        self.hosts.insert(nexus, host);
        nexus
    }

    fn leave(&mut self, nexus: Nexus) {
        if let Some(host) = self.hosts.remove(&nexus) {
            self.live.leave(&host, self.library);
        }
    }

    fn send(&mut self, request: &ServiceRequest) -> Ticket {
        let host = self.host(request.nexus);
        self.live.send(&host, self.library, request.lun, request.cdb.clone(), request.data.clone()).0
    }

    fn abort(&mut self, ticket: Ticket) {
        self.live.abort(ScsiId(ticket));
    }

    fn reset(&mut self, nexus: Nexus, what: ResetScope) {
        let host = self.host(nexus);
        self.live.reset(&host, self.library, what);
    }

    fn answers(&mut self) -> Vec<(Ticket, ScsiAnswer)> {
        self.live.answers().into_iter().map(|(id, answer)| (id.0, answer)).collect()
    }

    fn is_reachable(&self) -> bool {
        self.live.is_reachable(self.library)
    }

    fn units(&self) -> Vec<UnitKind> {
        let kind = |unit: Unit| match unit {
            Unit::Changer => UnitKind::Changer,
            Unit::Drive(_) => UnitKind::Drive,
        };
        self.live.units(self.library).into_iter().map(kind).collect()
    }
}
