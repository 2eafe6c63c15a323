//! The reference job on `nexosim`, in its best form for that: one model, on one thread.

use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, EventSource, Output, SinkState, event_slot};
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use rsmlab_benches::reference::JobsOutcome;
use rsmlab_benches::reference::shop::{JobEvent, Shop};
use serde::{Deserialize, Serialize};

/// The shop as a model.
#[derive(Serialize, Deserialize)]
struct Library {
    shop: Shop,
    jobs: u64,
    done: Output<JobsOutcome>,
}

#[Model]
impl Library {
    /// The first job is on its way.
    fn begin(&mut self, (): (), context: &Context<Self>) {
        if let Some((at, event)) = self.shop.next_arrival() {
            schedule(context, at, event);
        }
    }

    #[nexosim(schedulable)]
    async fn happen(&mut self, event: JobEvent, context: &Context<Self>) {
        let now = context.time().duration_since(MonotonicTime::EPOCH).as_millis() as u64;
        self.shop.happen(now, event, &mut |after, event| schedule(context, after, event));
        if self.shop.outcome().jobs == self.jobs {
            self.done.send(self.shop.outcome()).await;
        }
    }
}

fn schedule(context: &Context<Library>, after_ms: u64, event: JobEvent) {
    context.schedule_event(Duration::from_millis(after_ms), schedulable!(Library::happen), event).expect("a time that is to come");
}

/// Does so many jobs.
///
/// # Errors
/// Whatever `nexosim` has to say.
pub fn run(jobs: u64) -> Result<JobsOutcome, SimulationError> {
    let mut library = Library { shop: Shop::new(jobs), jobs, done: Output::default() };
    let mailbox = Mailbox::new();
    let (sink, mut outcome) = event_slot(SinkState::Enabled);
    library.done.connect_sink(sink);
    let mut bench = SimInit::with_num_threads(1);
    let begin = EventSource::new().connect(Library::begin, &mailbox).register(&mut bench);
    let mut simulation = bench.add_model(library, mailbox, "library").init(MonotonicTime::EPOCH)?;
    simulation.process_event(&begin, ())?;
    simulation.run()?;
    Ok(outcome.try_read().unwrap_or_default())
}
