//! A type name means one thing in the whole workspace: a reader who meets `Plan` should not have to look up which of ten it is.

use std::collections::BTreeMap;
use std::fs;

use crate::architecture::{none, root, sources};

/// How many types may have a name before it has to stand in [`SHARED`].
const MOST: usize = 2;

/// The names that more types have, because they are one thing seen by several layers, or the word of a standard; each with the reason.
const SHARED: [(&str, &str); 8] = [
    ("Cartridge", "a cartridge: as a scenario declares it, in the hardware, on the page of a run"),
    ("Door", "a door of a library: in the records, as a scenario declares it, in the hardware"),
    ("Drive", "a drive of a library: in the records, as a scenario declares it, in the hardware"),
    ("Library", "a library: in the records, as a scenario declares it, in the hardware, on the page of a run"),
    ("MediaType", "a media type: in the catalogue, in the records, as a scenario declares it"),
    ("Port", "an IE port of a library: in the records, as a scenario declares it, in the hardware, on the page of a run"),
    ("Sense", "what a device has to say: to the engine, in the bytes of SPC-4, and as an initiator reads these"),
    ("Status", "a status: of a function as it is documented, of a case, and of a SCSI command (SAM-5)"),
];

/// The sources of the workspace, without tests, fuzz targets and benches: where each lies below the root, and its text.
fn workspace() -> Vec<(String, String)> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace has a manifest");
    let manifest: toml::Table = manifest.parse().expect("it is TOML");
    let members = manifest["workspace"]["members"].as_array().expect("it lists the crates");
    let folders = members.iter().map(|member| root().join(member.as_str().expect("a folder")).join("src"));
    let files = folders.flat_map(|folder| sources(&folder));
    let below = files.map(|(path, text)| (path.strip_prefix(root()).expect("it is below the root").display().to_string(), text));
    below.filter(|(path, _)| !path.contains("/tests/")).collect()
}

/// The name of the type that a line declares. An indented alias is a type of a trait.
fn declared(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|word| word.starts_with("pub"));
    let is_type = match words.next()? {
        "struct" | "enum" | "trait" => true,
        "type" => !line.starts_with(' '),
        _ => false,
    };
    let name = words.next().filter(|_| is_type)?;
    let name = &name[..name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len())];
    name.starts_with(char::is_uppercase).then_some(name)
}

/// Where each name is declared.
fn declarations(files: &[(String, String)]) -> BTreeMap<&str, Vec<String>> {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (path, text) in files {
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(name) = declared(line) {
                all.entry(name).or_default().push(format!("{path}:{number}"));
            }
        }
    }
    all
}

#[test]
fn a_type_name_means_one_thing() {
    let files = workspace();
    let all = declarations(&files);
    assert!(all.len() > 1_000, "the sources of the workspace declare many types, not {}", all.len());
    let is_shared = |name: &str| SHARED.iter().any(|(shared, _)| *shared == name);
    let often = all.iter().filter(|(name, places)| places.len() > MOST && !is_shared(name));
    let often: Vec<_> = often.map(|(name, places)| format!("`{name}`: {}", places.join(", "))).collect();
    none(
        &often,
        "a type name means one thing in the whole workspace: name the type that came last after what it is (no other has that name)",
    );
    let seldom = SHARED.iter().filter(|(name, _)| all.get(name).is_none_or(|places| places.len() <= MOST));
    none(&seldom.map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>(), "these names need no exception any more");
}

#[test]
fn a_declaration_is_told_from_what_looks_like_one() {
    let of = |line| declared(line);
    assert_eq!(of("pub(super) struct Plan<'s> {"), Some("Plan"));
    assert_eq!(of("    enum Plan {"), Some("Plan"));
    assert_eq!(of("type Plan = Vec<Step>;"), Some("Plan"));
    assert_eq!(of("pub trait Plan: Send {"), Some("Plan"));
    assert_eq!(of("struct Plan(u8);"), Some("Plan"));
    assert_eq!(of("    type Item = Plan;"), None);
    assert_eq!(of("/// struct Plan"), None);
    assert_eq!(of("pub fn plan() -> Plan {"), None);
    assert_eq!(of("pub enum $name {"), None);
}
