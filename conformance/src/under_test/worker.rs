//! Workers: each plays one case after the other against a target, over a session that lasts as long as all is well.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::runner::{self, Options, RunReport};
use rsmlab_language::Scenario;

use super::TargetUnderTest;
use super::remote::Remote;
use super::session::TargetSession;
use super::transcript::Dialogue;
use super::trouble::{CaseEnd, CaseTrouble};
use crate::load::Loaded;
use crate::run::Settings;

/// How many cases in a row may be without an answer before the suite no longer waits for the target.
const SILENCES: usize = 3;

/// Who watches the run of a scenario besides the checkers.
pub type MakeWitness = fn(&Scenario) -> Box<dyn Witness>;

/// Where the cases of a run are played; what its workers have in common.
#[derive(Debug)]
pub struct CaseBench<'t> {
    target: &'t TargetUnderTest,
    settings: Settings,
    watch: Option<MakeWitness>,
    /// Why the target can no longer be used.
    useless: OnceLock<CaseTrouble>,
}

/// What came of playing a case.
#[derive(Debug)]
pub struct Played {
    /// What the runner has to tell; absent when the case could not begin.
    pub report: Option<RunReport>,
    /// What stood in the way of a verdict.
    pub trouble: Option<CaseTrouble>,
    /// What was said, if it was to be kept.
    pub dialogue: Option<Dialogue>,
    /// The rows of documented answers that are not those we chose.
    pub variants: BTreeSet<String>,
}

impl Played {
    /// A case that could not begin.
    const fn not_begun(trouble: CaseTrouble, dialogue: Option<Dialogue>) -> Self {
        Self { report: None, trouble: Some(trouble), dialogue, variants: BTreeSet::new() }
    }
}

impl<'t> CaseBench<'t> {
    /// A bench for cases against a target.
    #[must_use]
    pub const fn new(target: &'t TargetUnderTest, settings: Settings) -> Self {
        Self { target, settings, watch: None, useless: OnceLock::new() }
    }

    /// The same bench, with a witness of every run.
    #[must_use]
    pub fn watched_by(self, watch: MakeWitness) -> Self {
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
    bench: &'b CaseBench<'b>,
    session: Option<TargetSession>,
    /// How many cases in a row were without an answer.
    silences: usize,
}

impl Worker<'_> {
    /// Plays a case. What is said is kept when `noted`.
    pub fn play(&mut self, loaded: &Loaded, noted: bool) -> Played {
        let CaseBench { target, settings, watch, useless } = self.bench;
        let run = if settings.journal { runner::run_with_journal } else { runner::run_before };
        let options = Options { events: settings.events, ..Options::default() };
        let mut witness: Box<dyn Witness> = watch.map_or_else(|| Box::new(()) as Box<dyn Witness>, |watch| watch(&loaded.scenario));
        if matches!(target, TargetUnderTest::InProcess) {
            let mut ours = runner::ours(runner::config(&loaded.scenario));
            let report = Some(run(&loaded.scenario, &options, &mut ours, &mut *witness));
            return Played { report, trouble: None, dialogue: None, variants: BTreeSet::new() };
        }
        if let Some(trouble) = useless.get() {
            return Played::not_begun(CaseTrouble::NotTried(Box::new(trouble.clone())), None);
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
        let is_well = trouble.as_ref().is_none_or(|trouble| trouble.end() == CaseEnd::Unsupported);
        // A transcript is opened anew for each case.
        if is_well && !matches!(target, TargetUnderTest::Transcript(_)) {
            self.session = Some(session);
        }
        Played { report: Some(report), trouble, dialogue, variants }
    }

    fn count(&mut self, trouble: Option<&CaseTrouble>) {
        match trouble {
            Some(trouble @ CaseTrouble::TimedOut { .. }) => {
                self.silences += 1;
                if self.silences == SILENCES {
                    self.give_up(trouble);
                }
            }
            Some(_) | None => self.silences = 0,
        }
    }

    /// The target is of no use any more, unless it is a transcript, of which other cases may be whole.
    fn give_up(&self, trouble: &CaseTrouble) {
        if !matches!(self.bench.target, TargetUnderTest::Transcript(_)) {
            self.bench.useless.get_or_init(|| trouble.clone());
        }
    }
}

fn open(target: &TargetUnderTest, case: &str, settings: Settings, dialogue: &mut Option<Dialogue>) -> Result<TargetSession, CaseTrouble> {
    let wire = target.connect(case, settings.timeout).inspect_err(|trouble| {
        if let (Some(dialogue), CaseTrouble::CouldNotStart(why)) = (dialogue.as_mut(), trouble) {
            dialogue.not_started(why);
        }
    })?;
    let wire = wire.ok_or_else(|| CaseTrouble::CouldNotStart("our own engine needs no wire".to_owned()))?;
    TargetSession::open(wire, settings.timeout, dialogue.as_mut())
}
