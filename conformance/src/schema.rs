//! Schemas that are made from the types, and held against the files that are published. `RSMLAB_SCHEMA=write` writes them anew.

use std::fs;
use std::path::Path;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// The dialect of all of them.
pub(crate) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a document.
pub(crate) fn described<T: JsonSchema>(title: &str, description: &str) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let whole = generator.subschema_for::<T>();
    let mut schema = json!({ "$schema": DIALECT, "title": title, "description": description, "$defs": generator.definitions() });
    if let (Value::Object(schema), Value::Object(whole)) = (&mut schema, whole.to_value()) {
        schema.extend(whole);
    }
    schema
}

/// Descriptions are doc comments; a reader of the schema cannot follow their links.
fn without_links(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace("[`", "`").replace("`]", "`"),
        Value::Array(values) => values.iter_mut().for_each(without_links),
        Value::Object(members) => members.values_mut().for_each(without_links),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Holds a schema against the file of the repository that publishes it.
pub(crate) fn hold(file: &str, mut schema: Value) {
    without_links(&mut schema);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let made = serde_json::to_string_pretty(&schema).expect("a schema has a JSON form") + "\n";
    if std::env::var_os("RSMLAB_SCHEMA").is_some() {
        fs::write(&path, &made).expect("the schema can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{file} is not the schema of the types any more; write it anew and look at the difference:\n\
         RSMLAB_SCHEMA=write cargo test -p rsmlab-conformance the_schema_is_the_one_of_the_types"
    );
}
