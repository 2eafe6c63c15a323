//! Sense: what the devices of a run have reported of themselves, so that a scenario can expect it.
//!
//! A device reports with a command that failed, with what is out of order in an element that was looked at, with an event,
//! or, as a fault strikes, with what keeps the part from working. Where it stands in the trace, in brackets, it counts.

use std::collections::BTreeMap;

use rsmlab_engine::id::CommandId;
use rsmlab_engine::input::Input;
use rsmlab_engine::output::Output;
use rsmlab_engine::port::hardware::{Action, Completion, Gate, LibraryAddress, Outcome, SenseCode};
use rsmlab_engine::time::Instant;

use crate::trace::{Actor, Record, What};
use rsmlab_sim::fault::FaultSite;

/// A sense that was reported.
#[derive(Clone, Debug)]
struct ReportedSense {
    at: Instant,
    sense: SenseCode,
    /// What it is about, besides the library as a whole.
    parts: Vec<FaultSite>,
    library: Option<LibraryAddress>,
}

impl ReportedSense {
    /// Whether it is about this part, or about something in this library.
    fn is_about(&self, wanted: FaultSite) -> bool {
        match wanted {
            FaultSite::Library(library) => self.library == Some(library),
            part => self.parts.iter().any(|about| part.covers(*about)),
        }
    }
}

/// What was reported in a run, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Senses {
    reports: Vec<ReportedSense>,
    /// What the commands that run are to do.
    commands: BTreeMap<CommandId, Action>,
}

impl Senses {
    /// When this sense was first reported of this part, or of anything.
    pub fn first(&self, sense: SenseCode, of: Option<FaultSite>) -> Option<Instant> {
        let fits = |report: &&ReportedSense| report.sense == sense && of.is_none_or(|part| report.is_about(part));
        self.reports.iter().find(fits).map(|report| report.at)
    }

    /// Takes note of what happens.
    pub fn note(&mut self, record: &Record<'_>) {
        match &record.what {
            What::Output(output) => {
                if let Output::Command(command) = output.as_ref() {
                    self.commands.insert(command.id, command.action.clone());
                }
            }
            What::Struck { strike, part, command: _ } => {
                if let Some(sense) = strike.kind.sense(*part, strike.usage) {
                    self.report(record.at, sense, vec![*part], part.library());
                }
            }
            What::Input(input) => {
                if let Actor::Library(library) = record.actor {
                    self.heard(record.at, library, input);
                }
            }
            What::Begin(_) | What::Script | What::Act(_) | What::Armed { .. } | What::Lifted { .. } => {}
            What::Named { .. } | What::Read { .. } | What::Sent(_) | What::Came(_) => {}
            What::Parameters(_) | What::Nexus(_) => {}
        }
    }

    fn heard(&mut self, at: Instant, library: LibraryAddress, input: &Input) {
        match input {
            Input::Hardware(Completion { command, result }) => {
                let action = self.commands.remove(command);
                match result {
                    Err(failure) => {
                        let parts = action.map_or_else(Vec::new, |action| used_by(library, &action));
                        self.report(at, failure.sense(), parts, Some(library));
                    }
                    Ok(Outcome::Elements(elements)) => {
                        for (element, exception) in elements.iter().filter_map(|status| Some((status.element, status.exception?))) {
                            self.report(at, exception.sense(), vec![FaultSite::at(library, element)], Some(library));
                        }
                    }
                    Ok(Outcome::Done | Outcome::Description(_) | Outcome::Label(_)) => {}
                }
            }
            Input::Sense(told) => {
                if let Some(sense) = told.event.sense() {
                    self.report(at, sense, FaultSite::told_of(library, &told.event).into_iter().collect(), Some(library));
                }
            }
            Input::Call { .. } | Input::Stored { .. } | Input::Service(_) | Input::Tick => {}
        }
    }

    fn report(&mut self, at: Instant, sense: SenseCode, parts: Vec<FaultSite>, library: Option<LibraryAddress>) {
        self.reports.push(ReportedSense { at, sense, parts, library });
    }
}

/// The parts that a command uses.
fn used_by(library: LibraryAddress, action: &Action) -> Vec<FaultSite> {
    match action {
        Action::Describe | Action::ReadElements(_) | Action::SetAccess(Gate::Keypad, _) => Vec::new(),
        Action::Move { from, to, onward, side: _ } => {
            let ends = [Some(*from), Some(*to), *onward].into_iter().flatten().map(|element| FaultSite::at(library, element));
            ends.chain([FaultSite::Transports(library)]).collect()
        }
        Action::Load(drive) | Action::Unload(drive) | Action::ReadLabel(drive) | Action::Clean(drive) => {
            vec![FaultSite::Drive(library, *drive)]
        }
        Action::SetAccess(Gate::Port(number), _) => vec![FaultSite::Port(library, *number)],
        Action::SetAccess(Gate::Door(number), _) => vec![FaultSite::Door(library, *number)],
    }
}
