//! Planted faults: the patches of `search/planted`, which are such as people make by mistake, woven into one program.
//!
//! `search/planted.sh` starts it, and runs the program that is told with each of the numbers that are told alive.

mod diff;

use std::fs;
use std::path::Path;

use clap::Parser;
use rsmlab_counter::Engine;

use self::diff::patches;
use crate::counter::{WovenProgram, build};
use crate::loom::ALIVE;
use crate::root;
use crate::told::{say, tell};
use crate::trouble::{MeasurementTrouble, Result, at};
use crate::workshop::{LIBRARY, Product};

/// What explores: as good as a release, and built sooner.
const PROGRAM: Product = Product { package: "rsmlab", profile: "quick", crates: &LIBRARY };

/// Weave planted faults into one program
#[derive(Debug, Parser)]
#[command(name = "planted")]
pub struct PlantedArguments {
    /// The faults, by the names of their patches; all of them when none is named
    names: Vec<String>,
}

/// Builds one program with the faults, and tells the variable that brings one to life, the program, and of each fault its number and name.
/// Whether all could be built.
///
/// # Errors
///
/// When a patch is not there or cannot be read, or something else than a fault cannot be built.
pub fn plant(arguments: &PlantedArguments) -> Result<bool> {
    let root = root()?;
    let folder = root.join("search/planted");
    let names = if arguments.names.is_empty() { all(&folder)? } else { arguments.names.clone() };
    let faults = names.iter().map(|name| fault(&root, &folder, name)).collect::<Result<Vec<Engine>>>()?;
    let WovenProgram { program, unviable } =
        build(&root, &root.join("target/planted"), PROGRAM, &faults.iter().collect::<Vec<_>>(), |_| true)?;
    for fault in faults.iter().filter_map(|fault| Some((&fault.name, unviable.get(&fault.number())?))) {
        say(&format!("{} cannot be planted: {}", fault.0, fault.1))?;
    }
    let planted = faults.iter().filter(|fault| !unviable.contains_key(&fault.number()));
    let lines: String = planted.map(|fault| format!("{} {}\n", fault.number(), fault.name)).collect();
    tell(&format!("{ALIVE} {}\n{lines}", program.display()))?;
    Ok(unviable.is_empty())
}

/// The names of all patches, in their order.
fn all(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let name = entry.map_err(at(folder))?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".patch").map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// The engine, or the simulator, with this fault.
fn fault(root: &Path, folder: &Path, name: &str) -> Result<Engine> {
    let path = folder.join(format!("{name}.patch"));
    let text = fs::read_to_string(&path).map_err(at(&path))?;
    let patches = patches(&text).map_err(|wrong| MeasurementTrouble::First(format!("{}: {wrong}", path.display())))?;
    if let Some(missing) = patches.iter().find(|patch| !root.join(&patch.file).is_file()) {
        return Err(MeasurementTrouble::First(format!("{}: there is no file {}", path.display(), missing.file.display())));
    }
    let (rule, says) = (String::new(), "It has a fault that was planted.".to_owned());
    Ok(Engine { name: name.to_owned(), rule, clause: None, says, patches, home: path.display().to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counter::build::misfits;

    /// A patch goes out of date with the engine, and is mended with it.
    #[test]
    fn every_planted_fault_can_be_woven() {
        let root = root().expect("the workspace is there");
        let folder = root.join("search/planted");
        let names = all(&folder).expect("the folder is there");
        assert!(names.len() > 20, "{names:?}");
        let faults: Vec<Engine> = names.iter().map(|name| fault(&root, &folder, name).expect("it is a patch")).collect();
        let misfits = misfits(&root, &faults);
        assert!(misfits.is_empty(), "{}", misfits.join("\n"));
    }
}
