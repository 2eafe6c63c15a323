//! The schema of the protocol, made from the types that read and write it, and held against the file beside PROTOCOL.md.

use std::fs;
use std::path::Path;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::message::{Answer, PROTOCOL, Request};

/// The schema of every line, in either direction.
fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let (request, answer) = (generator.subschema_for::<Request>(), generator.subschema_for::<Answer>());
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("rsmlab protocol {PROTOCOL}"),
        "description": "A line of the protocol between the conformance suite and an engine. PROTOCOL.md tells what the lines mean.",
        "oneOf": [request, answer],
        "$defs": generator.definitions(),
    });
    without_links(&mut schema);
    schema
}

/// Descriptions are doc comments; whoever reads them here cannot follow their links.
fn without_links(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace("[`", "`").replace("`]", "`"),
        Value::Array(values) => values.iter_mut().for_each(without_links),
        Value::Object(members) => members.values_mut().for_each(without_links),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn the_schema_is_the_one_of_the_types() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol.schema.json");
    let made = serde_json::to_string_pretty(&schema()).expect("a schema has a JSON form") + "\n";
    if std::env::var_os("RSMLAB_SCHEMA").is_some() {
        fs::write(&file, &made).expect("the schema can be written");
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == made,
        "conformance/protocol.schema.json is not the schema of the types any more; write it anew and look at the difference:\n\
         RSMLAB_SCHEMA=write cargo test -p rsmlab-conformance the_schema_is_the_one_of_the_types"
    );
}
