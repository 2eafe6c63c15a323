//! The schema of the protocol, made from the types that read and write it, and held against the file beside PROTOCOL.md.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::message::{Answer, PROTOCOL, Request};
use crate::schema::{DIALECT, hold};

/// The schema of every line, in either direction.
fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let (request, answer) = (generator.subschema_for::<Request>(), generator.subschema_for::<Answer>());
    json!({
        "$schema": DIALECT,
        "title": format!("rsmlab protocol {PROTOCOL}"),
        "description": "A line of the protocol between the conformance suite and an engine. PROTOCOL.md tells what the lines mean.",
        "oneOf": [request, answer],
        "$defs": generator.definitions(),
    })
}

#[test]
fn the_schema_is_the_one_of_the_types() {
    hold("conformance/protocol.schema.json", schema());
}
