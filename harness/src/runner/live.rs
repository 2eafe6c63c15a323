//! Live: the world of a scenario that goes on as long as its caller lets it, for hosts that send SCSI commands and people who say
//! statements while it runs.

use std::sync::Arc;

use rsmlab_engine::engine::Engine;
use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::time::Instant;
use rsmlab_scsi::answer::ScsiAnswer;
use rsmlab_scsi::target::ResetScope;
use rsmlab_scsi::unit::Unit;

use super::initiator::CommandBlock;
pub use super::initiator::ScsiId;
use super::script::{Script, StatementResult};
use super::subject::ours;
use super::watch::Watching;
use super::{Options, RunFailure, config, machine_for};
use crate::trace::{Actor, Kept, Sequence, Trace, What};
use rsmlab_language::Scenario;
use rsmlab_language::model::{Act, Step};
use rsmlab_sim::hardware::Library;

/// The name under which a trace has what was said to a live world, line by line.
pub const SAID: &str = "said";
/// The name under which a trace has why what was said last could not be done. It stands behind what it had done before that.
pub const REFUSED: &str = "refused";
/// The name under which a trace has the scenario that a live world began with.
pub const BEGAN_WITH: &str = "scenario";
/// The name under which a trace has the moment at which the script of that scenario was at its end. Hosts come from then on.
pub const PLAYED: &str = "played";

/// A world that goes on.
///
/// ```
/// use rsmlab_engine::time::Instant;
/// use rsmlab_harness::runner::live::Live;
/// use rsmlab_harness::trace::Kept;
///
/// let text = "title \"Live\"\nservice stopped\nlibrary L1\ncartridge T1 at=L1.slot.1\nfault L1.transport jam times=1\n";
/// let scenario = rsmlab_language::parse("live.kdl", text).unwrap();
/// let mut live = Live::begin(&scenario, text, Kept::Everything).unwrap();
/// let library = live.library("L1").unwrap().address;
/// live.send("host", library, 0, vec![0; 6], Vec::new());
/// let (_, answer) = live.answers().pop().unwrap();
/// assert_eq!(answer.sense.map(|sense| sense.code.to_string()), Some("6/29/00".to_owned()));
/// live.pass(Instant(60_000)).unwrap();
/// assert_eq!(live.now(), Instant(60_000));
/// ```
pub struct Live<'s> {
    script: Script<'s, Engine, ()>,
    unanswered: Vec<ScsiId>,
}

impl<'s> Live<'s> {
    /// Plays the script of a scenario to its last statement. What that has scheduled goes on, as do the operator and the faults. `text` is
    /// what the scenario was read from.
    ///
    /// # Errors
    /// What is not as it should be on the way.
    pub fn begin(scenario: &'s Scenario, text: &str, kept: Kept) -> Result<Self, Box<RunFailure>> {
        let options = Options { events: u64::MAX, work: u64::MAX, kept, ..Options::default() };
        let mut machine = machine_for(scenario, kept, ours(config(scenario)), ())?;
        machine.watch.set(Watching::Nothing);
        let mut live = Self { script: Script::new(scenario, options, machine, None), unanswered: Vec::new() };
        live.script.begin()?;
        live.script.told = Some(live.note(BEGAN_WITH, text));
        live.script.make_statements().map_err(|failure| live.script.explained(failure))?;
        live.script.told = None;
        live.note(PLAYED, "");
        Ok(live)
    }

    /// Does what somebody says now: the last statement of a scenario that begins as this world did. `line` is how it was said.
    ///
    /// What a host does at once is in the trace as what every host does, and nowhere else (D-170).
    ///
    /// # Errors
    /// Why it cannot be done.
    pub fn say(&mut self, said: &'s Scenario, line: &str) -> Result<(), Box<RunFailure>> {
        let Some(step) = said.script.last() else { return Ok(()) };
        self.script.span = None;
        if matches!(step.what, Step::Do(Act::Scsi(_) | Act::Initiator(_))) {
            return self.play(&step.what);
        }
        self.script.told = Some(self.note(SAID, line));
        let done = self.play(&step.what);
        self.script.told = None;
        if let Err(failure) = &done {
            self.note(REFUSED, &failure.to_string());
        }
        done
    }

    fn play(&mut self, step: &'s Step) -> StatementResult {
        match step {
            Step::Do(act) => self.script.act(act, None, false),
            Step::Schedule(_) | Step::OnRequest(_) | Step::Check(_) => self.script.step(step),
            Step::Run(_) | Step::Expect(_) | Step::Settle(_) => {
                let expected = "a statement that does something, schedules something or checks something".into();
                Err(self.script.fail(expected, "it lets time pass, which passes by itself here; say when with `at` or `after`".into()))
            }
        }
    }

    fn note(&mut self, file: &str, text: &str) -> Sequence {
        self.script.machine.write(None, Actor::Scenario, What::Read { file: file.into(), text: text.into() })
    }

    /// What time it is.
    #[must_use]
    pub const fn now(&self) -> Instant {
        self.script.machine.now
    }

    /// When something happens next, if anything does.
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        self.script.machine.next()
    }

    /// Whether the hardware is at something that ends by itself.
    #[must_use]
    pub fn is_at_work(&self) -> bool {
        self.script.machine.is_hardware_at_work()
    }

    /// Lets time pass until then.
    ///
    /// # Errors
    /// What was not as it should be; a scheduled act that could not be done is such a thing. Time has passed as far as that.
    pub fn pass(&mut self, until: Instant) -> Result<(), Box<RunFailure>> {
        self.script.wait(Some(until), |_| false).map(drop)
    }

    /// The library of a name.
    #[must_use]
    pub fn library(&self, name: &str) -> Option<&Library> {
        self.script.machine.hardware.libraries().find(|library| *library.name == *name)
    }

    /// The library at an address.
    #[must_use]
    pub fn with_address(&self, library: LibraryAddress) -> Option<&Library> {
        self.script.machine.hardware.library(library)
    }

    /// Whether a library answers hosts: it has power, and the line to it is whole.
    #[must_use]
    pub fn is_reachable(&self, library: LibraryAddress) -> bool {
        self.with_address(library).is_some_and(|library| library.connected)
    }

    /// The logical units of a library, by number.
    #[must_use]
    pub fn units(&self, library: LibraryAddress) -> Vec<Unit> {
        self.with_address(library).map(|library| Unit::built(library).collect()).unwrap_or_default()
    }

    /// A host is there.
    pub fn join(&mut self, host: &str, library: LibraryAddress) {
        self.script.machine.arrive(&host.into(), library, None);
    }

    /// A host is gone: its commands are aborted, its reservations and preventions end.
    pub fn leave(&mut self, host: &str, library: LibraryAddress) {
        self.script.machine.leave(&host.into(), library, None);
    }

    /// Sends a command of a host.
    pub fn send(&mut self, host: &str, library: LibraryAddress, lun: u64, block: Vec<u8>, data: Vec<u8>) -> ScsiId {
        let host: Arc<str> = host.into();
        let id = self.script.machine.send(&host, CommandBlock { library, lun, block, data }, None);
        self.unanswered.push(id);
        id
    }

    /// Aborts a command.
    pub fn abort(&mut self, id: ScsiId) {
        self.script.machine.abort(id, None);
    }

    /// A host resets logical units of a library.
    pub fn reset(&mut self, host: &str, library: LibraryAddress, what: ResetScope) {
        self.script.machine.reset(&host.into(), library, what, None);
    }

    /// The answers that have come since this was last asked.
    pub fn answers(&mut self) -> Vec<(ScsiId, ScsiAnswer)> {
        let Self { script, unanswered } = self;
        let mut came = Vec::new();
        unanswered.retain(|id| match script.machine.take_scsi_answer(*id) {
            Some((_, answer)) => {
                came.push((*id, answer));
                false
            }
            None => true,
        });
        came
    }

    /// What has happened so far, as much of it as is kept.
    #[must_use]
    pub const fn trace(&self) -> &Trace {
        &self.script.machine.trace
    }
}
