//! An engine that lies about one refusal is found out, whichever refusal it is.

use std::path::Path;
use std::sync::LazyLock;

use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::discover::scenario_files;
use rsmlab_conformance::load::{Loaded, load};
use rsmlab_engine::method::refusals;
use rsmlab_engine::refusal::Refusal;
use rsmlab_engine::status::Status;
use rsmlab_harness::runner::{self, Options, RunReport, RunVerdict};

use crate::liar::liar;

/// Every scenario that holds, with what came of it.
static HELD: LazyLock<Vec<(Loaded, RunReport)>> = LazyLock::new(|| {
    let catalogue = Catalogue::load().expect("the catalogue is sound");
    let files = scenario_files(&[Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")]).expect("the scenarios can be read");
    let loaded = files.iter().filter_map(|file| load(file, &catalogue).ok());
    let ran = loaded.map(|loaded| {
        let report = runner::run(&loaded.scenario, &Options::default());
        (loaded, report)
    });
    ran.filter(|(_, report)| matches!(report.result, RunVerdict::Passed)).collect()
});

/// The scenarios in which this refusal is raised.
fn witnesses(refusal: &'static Refusal) -> impl Iterator<Item = &'static Loaded> {
    let raises = |report: &RunReport| refusal.rows.iter().any(|id| report.raised.contains(&((*id).to_owned(), refusal.name.to_owned())));
    HELD.iter().filter(move |(_, report)| raises(report)).map(|(loaded, _)| loaded)
}

fn is_found_out(refusal: &'static Refusal, lie: Status) -> bool {
    witnesses(refusal).any(|loaded| {
        let report = runner::run_with(&loaded.scenario, &Options::default(), &mut liar(&loaded.scenario, refusal, lie));
        matches!(report.result, RunVerdict::Failed(_))
    })
}

#[test]
fn a_lie_about_any_refusal_is_found_out() {
    let raised = refusals().filter(|refusal| witnesses(refusal).next().is_some());
    let believed: Vec<_> = raised
        .filter(|refusal| {
            let lie = if refusal.status == Status::Busy { Status::InvalidState } else { Status::Busy };
            !is_found_out(refusal, lie)
        })
        .map(|refusal| format!("{} ({})", refusal.name, refusal.rows.join(", ")))
        .collect();
    assert!(believed.is_empty(), "no scenario objects to another status for these:\n{}", believed.join("\n"));
}
