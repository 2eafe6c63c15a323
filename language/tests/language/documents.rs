//! Documents: the reference is complete, its examples hold, and the scenario files are scenarios.

use std::fs;
use std::path::{Path, PathBuf};

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_harness::runner::{self, Options, RunVerdict};
use rsmlab_language::Scenario;
use rsmlab_language::beside::FileBeside;
use rsmlab_language::grammar::{self, Holds, Shape};
use rsmlab_language::personality;
use rsmlab_language::signature::SIGNATURES;
use rsmlab_sim::fault::FaultSite;
use rsmlab_sim::hardware::CartridgeId;

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

fn reference() -> String {
    fs::read_to_string(scenarios().join("README.md")).expect("the reference is there")
}

/// The KDL blocks of a Markdown text, with the line each begins in.
fn examples(text: &str) -> Vec<(usize, String)> {
    let (mut examples, mut example) = (Vec::new(), None);
    for (line, text) in (1..).zip(text.lines()) {
        example = match (example, text) {
            (None, "```kdl") => Some((line, String::new())),
            (Some(done), "```") => {
                examples.push(done);
                None
            }
            (Some((line, example)), text) => Some((line, example + text + "\n")),
            (None, _) => None,
        };
    }
    examples
}

fn read(name: &str, text: &str) -> Scenario {
    rsmlab_language::parse(name, text).unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)))
}

#[test]
fn every_example_of_the_reference_is_a_scenario_that_holds() {
    let examples = examples(&reference());
    assert!(examples.len() > 10, "found {}", examples.len());
    for (line, example) in examples {
        let title = if example.contains("title ") { "" } else { "title \"An example\"\n" };
        let scenario = read(&format!("README.md:{line}"), &format!("{title}{example}"));
        if let RunVerdict::Failed(failure) = runner::run(&scenario, &Options::default()).result {
            panic!("the example in line {line}: {failure}\n{}", failure.before.join("\n"));
        }
    }
}

#[test]
fn every_scenario_file_is_a_scenario() {
    let mut folders = vec![scenarios()];
    let mut found = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.display().to_string();
            let text = || fs::read_to_string(&path).expect("a text");
            if name.ends_with(".personality.kdl") {
                personality::read(&name, &text()).unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)));
            } else if name.ends_with(".kdl") {
                let beside = |file: &str| {
                    let text = fs::read_to_string(path.with_file_name(file)).map_err(|wrong| wrong.to_string())?;
                    Ok(FileBeside { name: file.to_owned(), text: text.into() })
                };
                let scenario = rsmlab_language::parse_beside(&name, &text(), &beside);
                scenario.unwrap_or_else(|mistakes| panic!("{:?}", miette::Report::new(mistakes)));
                found += 1;
            }
        }
    }
    assert!(found > 0);
}

#[test]
fn the_reference_names_every_node_and_property() {
    let reference = reference();
    let mentions = |name: &str| reference.contains(&format!("`{name}`")) || reference.contains(&format!("`{name} "));
    let mut shapes: Vec<&Shape> = [grammar::SETUP, grammar::ACTS, grammar::STATEMENTS].into_iter().flatten().collect();
    while let Some(shape) = shapes.pop() {
        assert!(mentions(shape.name), "the node `{}` is missing", shape.name);
        for property in shape.properties {
            assert!(mentions(property.name), "`{}` of `{}` is missing", property.name, shape.name);
        }
        if let Holds::Shapes(held) = shape.holds {
            shapes.extend(held);
        }
    }
    for property in grammar::CALL {
        assert!(mentions(property.name), "`{}` of calls is missing", property.name);
    }
}

#[test]
fn the_architecture_says_what_is_promised_of_every_fault() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let architecture = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("the architecture is there");
    let survives = architecture.split("\n## ").find(|section| section.starts_with("What the system survives")).expect("the section");
    let (library, number) = (LibraryAddress(0), 1);
    let parts = [
        FaultSite::Library(library),
        FaultSite::Transports(library),
        FaultSite::Transport(library, number),
        FaultSite::Drive(library, number),
        FaultSite::Slot(library, number),
        FaultSite::Port(library, number),
        FaultSite::Cell(library, number, number),
        FaultSite::Magazine(library, number),
        FaultSite::Cartridge(CartridgeId(0)),
        FaultSite::Database,
    ];
    for kind in parts.iter().flat_map(|part| part.kinds()) {
        assert!(survives.contains(&format!("`{kind}`")), "what is promised of `{kind}` is missing");
    }
}

#[test]
fn the_reference_names_every_function_and_parameter() {
    let reference = reference();
    for signature in SIGNATURES {
        let row = format!("| `{}` |", signature.function);
        let row = reference.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("{row} is missing"));
        for field in signature.parameters {
            let parameter = format!("`{}`", field.parameter.spelling());
            assert!(row.contains(&parameter), "{parameter} is missing in {row}");
        }
    }
}
