//! The twin: a plain model of the service that sees what an observer outside can see, and objects when that cannot be.
//!
//! It knows nothing of how the engine works. It is made of ledgers, each with one idea of what the documents promise; all
//! of them read the same scene, which is built from the trace alone. Where it cannot tell, it holds its tongue.

mod alerts;
mod channel;
mod chosen;
mod cleaner;
mod custody;
mod deeds;
mod ends;
mod errors;
mod fairness;
mod kept;
mod labels;
mod lost;
mod news;
mod overdue;
mod owed;
mod people;
mod reads;
mod rights;
mod scene;
mod sessions;
mod switches;
mod timeouts;
mod tries;
mod waits;
mod work;

use rsmlab_engine::change::Change;
use rsmlab_engine::input::{Input, ServiceEvent};
use rsmlab_engine::records::Records;
use rsmlab_engine::time::Instant;
use rsmlab_harness::checker::promise::BrokenPromise;
use rsmlab_harness::checker::witness::Witness;
use rsmlab_harness::trace::{Record, What};
use rsmlab_language::Scenario;

use self::scene::Scene;

/// What a ledger has to say of what it was shown.
type LedgerResult = Result<(), BrokenPromise>;

/// One idea of what is promised, kept as a run goes on.
trait Ledger: Twice + Send {
    /// A run begins, with what is on record in the scene.
    fn begin(&mut self, _scene: &Scene) {}

    /// Something has happened. What reaches the engine is part of the scene already; what leaves it is not yet.
    fn see(&mut self, _scene: &Scene, _record: &Record<'_>) -> LedgerResult {
        Ok(())
    }

    /// A change has become durable; the records of the scene do not have it yet.
    fn change(&mut self, _scene: &Scene, _change: &Change) -> LedgerResult {
        Ok(())
    }

    /// Every change of a write is in the records of the scene.
    fn settled(&mut self, _scene: &Scene) -> LedgerResult {
        Ok(())
    }

    /// It is as late as it gets before anything happens again.
    fn conclude(&mut self, _scene: &Scene) -> LedgerResult {
        Ok(())
    }
}

/// A ledger that can be kept twice from here on.
trait Twice {
    fn twice(&self) -> Box<dyn Ledger>;
}

impl<L: Ledger + Clone + 'static> Twice for L {
    fn twice(&self) -> Box<dyn Ledger> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Ledger> {
    fn clone(&self) -> Self {
        (**self).twice()
    }
}

/// The twin of an engine, for one run.
#[derive(Clone)]
pub struct Twin {
    scene: Scene,
    ledgers: Vec<Box<dyn Ledger>>,
}

impl Twin {
    /// The twin for a run of this scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let setup = &scenario.setup;
        let ledgers: Vec<Box<dyn Ledger>> = vec![
            Box::new(sessions::Sessions::default()),
            Box::new(rights::RightsHeld::new(setup)),
            Box::new(work::RequestOrigins::default()),
            Box::new(ends::RequestEnds::default()),
            Box::new(custody::Custody::default()),
            Box::new(chosen::Chosen::default()),
            Box::new(deeds::Deeds::default()),
            Box::new(errors::Errors::default()),
            Box::new(switches::Switches::default()),
            Box::new(cleaner::Cleaners::default()),
            Box::new(timeouts::TimeOuts::new(setup)),
            Box::new(waits::Waits::default()),
            Box::new(tries::Tries::default()),
            Box::new(alerts::Alerts::default()),
            Box::new(overdue::Overdue::default()),
            Box::new(people::People::default()),
            Box::new(kept::Retention::default()),
            Box::new(lost::Lost::default()),
            Box::new(owed::Owed::default()),
            Box::new(labels::Labels::default()),
            Box::new(reads::Reads::default()),
            Box::new(news::Notifications::new(setup)),
            Box::new(fairness::Fairness::default()),
        ];
        Self { scene: Scene::new(), ledgers }
    }

    fn each(&mut self, mut show: impl FnMut(&mut dyn Ledger, &Scene) -> LedgerResult) -> LedgerResult {
        let Self { scene, ledgers } = self;
        ledgers.iter_mut().try_for_each(|ledger| show(ledger.as_mut(), scene))
    }

    /// Puts what has become durable on record, change by change.
    fn put_on_record(&mut self, changes: Vec<Change>) -> LedgerResult {
        for change in changes {
            self.each(|ledger, scene| ledger.change(scene, &change))?;
            self.scene.apply(change);
        }
        self.each(|ledger, scene| ledger.settled(scene))
    }

    /// What an input does to the records.
    fn take_in(&mut self, input: &Input) -> LedgerResult {
        match input {
            Input::Stored { result: Ok(()), .. } => {
                let changes = self.scene.take_durable();
                self.put_on_record(changes)
            }
            Input::Service(ServiceEvent::Recovered { database, .. }) => {
                let changes = self.scene.take_unseen(database);
                self.scene.is_catching_up = true;
                self.put_on_record(changes)?;
                self.scene.is_catching_up = false;
                Ok(())
            }
            Input::Stored { result: Err(_), .. } | Input::Service(_) => Ok(()),
            Input::Call { .. } | Input::Hardware(_) | Input::Sense(_) | Input::Tick => Ok(()),
        }
    }
}

impl Witness for Twin {
    fn begin(&mut self, records: &Records) {
        let Self { scene, ledgers } = self;
        scene.records = records.clone();
        ledgers.iter_mut().for_each(|ledger| ledger.begin(scene));
    }

    fn see(&mut self, record: &Record<'_>) -> Result<(), BrokenPromise> {
        self.scene.before(record);
        if let What::Input(input) = &record.what {
            self.take_in(input)?;
        }
        self.each(|ledger, scene| ledger.see(scene, record))?;
        self.scene.after(record);
        Ok(())
    }

    fn conclude(&mut self, next: Option<Instant>) -> Result<(), BrokenPromise> {
        self.scene.now = next.unwrap_or(Instant::NEVER);
        self.each(|ledger, scene| ledger.conclude(scene))
    }
}
