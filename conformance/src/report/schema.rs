//! The schemas of the JSON reports, made from the types that write them, and held against the files that are published.

use super::{Report, SCHEMA};
use crate::schema::{described, hold};
use crate::summary::{self, Summary};

#[test]
fn the_schema_is_the_one_of_the_types() {
    let what =
        "What `rsmlab conformance run --format json` and `rsmlab conformance merge --format json` print, and report.json of `--out`.";
    hold("docs/schemas/report.schema.json", described::<Report>(&format!("rsmlab report {SCHEMA}"), what));
}

#[test]
fn the_schema_is_the_one_of_the_types_for_runs() {
    let what = "What `rsmlab run --format json` prints.";
    hold("docs/schemas/run.schema.json", described::<Summary<'_>>(&format!("rsmlab run {}", summary::SCHEMA), what));
}
