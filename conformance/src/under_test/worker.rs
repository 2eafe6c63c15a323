//! Workers: each plays one case after the other against a target, over a session that lasts as long as all is well.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::runner::{self, Options, Report};
use rsmlab_language::Scenario;

use super::Target;
use super::remote::Remote;
use super::session::Session;
use super::transcript::Dialogue;
use super::trouble::{End, Trouble};
use crate::load::Loaded;
use crate::run::Settings;

/// How many cases in a row may be without an answer before the suite no longer waits for the target.
const SILENCES: usize = 3;

/// Who watches the run of a scenario besides the checkers.
pub type Watch = fn(&Scenario) -> Box<dyn Witness>;

/// Where the cases of a run are played; what its workers have in common.
#[derive(Debug)]
pub struct Bench<'t> {
    target: &'t Target,
    settings: Settings,
    watch: Option<Watch>,
    /// Why the target can no longer be used.
    useless: OnceLock<Trouble>,
}

/// What came of playing a case.
#[derive(Debug)]
pub struct Played {
    /// What the runner has to tell; absent when the case could not begin.
    pub report: Option<Report>,
    /// What stood in the way of a verdict.
    pub trouble: Option<Trouble>,
    /// What was said, if it was to be kept.
    pub dialogue: Option<Dialogue>,
    /// The rows of documented answers that are not those we chose.
    pub variants: BTreeSet<String>,
}

impl Played {
    /// A case that could not begin.
    const fn not_begun(trouble: Trouble, dialogue: Option<Dialogue>) -> Self {
        Self { report: None, trouble: Some(trouble), dialogue, variants: BTreeSet::new() }
    }
}

impl<'t> Bench<'t> {
    /// A bench for cases against a target.
    #[must_use]
    pub const fn new(target: &'t Target, settings: Settings) -> Self {
        Self { target, settings, watch: None, useless: OnceLock::new() }
    }

    /// The same bench, with a witness of every run.
    #[must_use]
    pub fn watched_by(self, watch: Watch) -> Self {
        Self { watch: Some(watch), ..self }
    }

    /// How cases are played on it.
    #[must_use]
    pub const fn settings(&self) -> Settings {
        self.settings
    }

    /// Somebody who plays cases. The target is started when the first one begins.
    #[must_use]
    pub const fn worker(&self) -> Worker<'_> {
        Worker { bench: self, session: None, silences: 0 }
    }
}

/// Somebody who plays cases, one after the other.
pub struct Worker<'b> {
    bench: &'b Bench<'b>,
    session: Option<Session>,
    /// How many cases in a row were without an answer.
    silences: usize,
}

impl Worker<'_> {
    /// Plays a case. What is said is kept when `noted`.
    pub fn play(&mut self, loaded: &Loaded, noted: bool) -> Played {
        let Bench { target, settings, watch, useless } = self.bench;
        let run = if settings.journal { runner::run_with_journal } else { runner::run_before };
        let options = Options { events: settings.events, ..Options::default() };
        let mut witness: Box<dyn Witness> = watch.map_or_else(|| Box::new(()) as Box<dyn Witness>, |watch| watch(&loaded.scenario));
        if matches!(target, Target::InProcess) {
            let mut ours = runner::ours(runner::config(&loaded.scenario));
            let report = Some(run(&loaded.scenario, &options, &mut ours, &mut *witness));
            return Played { report, trouble: None, dialogue: None, variants: BTreeSet::new() };
        }
        if let Some(trouble) = useless.get() {
            return Played::not_begun(Trouble::NotTried(Box::new(trouble.clone())), None);
        }
        let mut dialogue = noted.then(|| Dialogue::of(&loaded.path));
        let session = match self.session.take() {
            Some(session) => Ok(session),
            None => open(target, &loaded.path, *settings, &mut dialogue).inspect_err(|trouble| self.give_up(trouble)),
        };
        let begun = session.and_then(|mut session| {
            let reset = session.reset(&loaded.path, &runner::config(&loaded.scenario), noted);
            if reset.is_err() {
                dialogue = session.take_dialogue();
            }
            reset.map(|()| session)
        });
        let mut session = match begun {
            Ok(session) => session,
            Err(trouble) => {
                self.count(Some(&trouble));
                return Played::not_begun(trouble, dialogue);
            }
        };
        let mut remote = Remote::new(&mut session);
        let report = run(&loaded.scenario, &options, &mut remote, &mut *witness);
        let (trouble, variants) = remote.into_parts();
        let dialogue = session.take_dialogue();
        self.count(trouble.as_ref());
        let is_well = trouble.as_ref().is_none_or(|trouble| trouble.end() == End::Unsupported);
        // A transcript is opened anew for each case.
        if is_well && !matches!(target, Target::Transcript(_)) {
            self.session = Some(session);
        }
        Played { report: Some(report), trouble, dialogue, variants }
    }

    fn count(&mut self, trouble: Option<&Trouble>) {
        match trouble {
            Some(trouble @ Trouble::TimedOut { .. }) => {
                self.silences += 1;
                if self.silences == SILENCES {
                    self.give_up(trouble);
                }
            }
            Some(_) | None => self.silences = 0,
        }
    }

    /// The target is of no use any more, unless it is a transcript, of which other cases may be whole.
    fn give_up(&self, trouble: &Trouble) {
        if !matches!(self.bench.target, Target::Transcript(_)) {
            self.bench.useless.get_or_init(|| trouble.clone());
        }
    }
}

fn open(target: &Target, case: &str, settings: Settings, dialogue: &mut Option<Dialogue>) -> Result<Session, Trouble> {
    let wire = target.connect(case, settings.timeout).inspect_err(|trouble| {
        if let (Some(dialogue), Trouble::CouldNotStart(why)) = (dialogue.as_mut(), trouble) {
            dialogue.not_started(why);
        }
    })?;
    let wire = wire.ok_or_else(|| Trouble::CouldNotStart("our own engine needs no wire".to_owned()))?;
    Session::open(wire, settings.timeout, dialogue.as_mut())
}
