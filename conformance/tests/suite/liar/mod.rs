//! An engine that lies about one refusal, to see whether anybody notices.

use rsmlab_engine::output::Output;
use rsmlab_engine::refusal::{Reason, Refusal};
use rsmlab_engine::status::Status;
use rsmlab_harness::runner::{self, EngineUnderTest, behind};
use rsmlab_language::Scenario;

/// Our engine for a scenario, except that it gives `lie` instead of the status of a refusal.
pub fn liar(scenario: &Scenario, refusal: &'static Refusal, lie: Status) -> impl EngineUnderTest {
    let lies_about = |reason: &Reason| reason.refusal == refusal.name && reason.rows == refusal.rows;
    behind(runner::config(scenario), move |engine, now, input, out| {
        let before = out.len();
        engine.step(now, input, out);
        for output in &mut out[before..] {
            match output {
                Output::Reply { result: Err(reason), .. } if lies_about(reason) => reason.status = lie,
                Output::Finished { status, reason: Some(reason), .. } if lies_about(reason) => {
                    (*status, reason.status) = (lie, lie);
                }
                Output::Reply { .. }
                | Output::Finished { .. }
                | Output::Command(_)
                | Output::Store(_)
                | Output::Notify { .. }
                | Output::Step { .. }
                | Output::Dropped { .. } => {}
            }
        }
    })
}
