//! Building: a copy of the workspace with all mutants woven into engine and simulator, and what the compiler does not take left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::judge::Run;
use crate::list::{BROKEN, Crate, Mutant};
use crate::trouble::{Result, Trouble, at, output_of, program};
use crate::weave::{Fit, SWITCH, Woven, replace, weave};

/// The crates whose tests hold what the suite does not see, and which of their tests, the quickest first.
const TESTED: [&str; 6] = ["rsmlab-engine", "rsmlab-sim", "rsmlab-language", "rsmlab-harness", "rsmlab-search", "rsmlab-conformance"];
const TESTS: [&str; 18] = [
    "rsmlab_engine",
    "rsmlab_search",
    "refusals",
    "contradictions",
    "hardware",
    "habit",
    "runner",
    "settle",
    "personality",
    "meeting",
    "twin_objects",
    "rsmlab_sim",
    "rsmlab_harness",
    "condensed",
    "generated",
    "scenarios",
    "state_machine",
    "anything",
];
/// What `explore` is told before the last of the tests, which takes long.
const EXPLORED: [&str; 2] = ["--seeds 0..1000", "--library all --profile hostile --calls 120 --seeds 0..100"];

/// A copy of the workspace that is broken on purpose.
#[derive(Clone, Debug)]
pub struct Workshop {
    root: PathBuf,
    copy: PathBuf,
    target: PathBuf,
}

/// What came of weaving.
#[derive(Clone, Debug, Default)]
pub struct Builds {
    /// Those in the one program, by their numbers.
    pub woven: BTreeSet<u32>,
    /// Those that need a build of their own.
    pub alone: BTreeSet<u32>,
    /// Those that are no Rust, or that the compiler does not take.
    pub unviable: BTreeSet<u32>,
}

impl Workshop {
    /// Copies what belongs to the workspace into a folder, but for what is woven later. What did not change since the last
    /// time is not touched, so that it is not built again, and what does not belong to it any more goes.
    ///
    /// # Errors
    ///
    /// When git does not tell what belongs to it, or a file cannot be written.
    pub fn new(root: &Path, folder: &Path, mutants: &BTreeMap<u32, Mutant>) -> Result<Workshop> {
        let workshop = Workshop { root: root.to_owned(), copy: folder.join("workspace"), target: folder.join("target") };
        let listed =
            output_of(Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root))?;
        let libraries: Vec<PathBuf> = BROKEN.iter().map(library).collect();
        let files = mutants.values().map(|mutant| mutant.file.as_path());
        let woven: BTreeSet<&Path> = files.chain(libraries.iter().map(PathBuf::as_path)).collect();
        let listed = String::from_utf8_lossy(&listed);
        let belongs: BTreeSet<&Path> = listed.split('\0').map(Path::new).filter(|file| root.join(file).is_file()).collect();
        for file in belongs.difference(&woven) {
            let source = root.join(file);
            workshop.write(file, &fs::read(&source).map_err(at(&source))?)?;
        }
        workshop.forget(Path::new(""), &belongs)?;
        Ok(workshop)
    }

    /// Removes from a folder of the copy what does not belong to the workspace.
    fn forget(&self, folder: &Path, belongs: &BTreeSet<&Path>) -> Result<()> {
        let path = self.copy.join(folder);
        for entry in fs::read_dir(&path).map_err(at(&path))? {
            let entry = entry.map_err(at(&path))?;
            let name = folder.join(entry.file_name());
            if entry.file_type().map_err(at(&path))?.is_dir() {
                self.forget(&name, belongs)?;
            } else if !belongs.contains(name.as_path()) {
                fs::remove_file(entry.path()).map_err(at(&entry.path()))?;
            }
        }
        Ok(())
    }

    /// Weaves the mutants into the copy, again and again without those that the compiler complains of, and builds it.
    ///
    /// # Errors
    ///
    /// When the compiler complains of something that is no mutant.
    pub fn weave(&self, mutants: &BTreeMap<u32, Mutant>) -> Result<Builds> {
        let mut builds = Builds::default();
        BROKEN.iter().try_for_each(|part| self.switch(part))?;
        let mut callers = BTreeSet::new();
        loop {
            let files = self.woven(mutants, &callers, &mut builds)?;
            let Complaints { mutants: refused, callers: more } = self.complaints(&files)?;
            if refused.is_empty() && more.is_empty() {
                break;
            }
            builds.woven.retain(|number| !refused.contains(number));
            builds.unviable.extend(refused);
            callers.extend(more);
        }
        self.build()?;
        Ok(builds)
    }

    /// Builds the copy with one mutant and no other; whether the compiler takes it.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or written, or the build fails for another reason than the mutant.
    pub fn alone(&self, mutant: &Mutant) -> Result<bool> {
        let source = self.root.join(&mutant.file);
        let text = fs::read_to_string(&source).map_err(at(&source))?;
        self.write(&mutant.file, replace(&text, mutant).as_bytes())?;
        let taken = match self.build() {
            Ok(()) => true,
            // Anything else that keeps a build from ending says nothing of the mutant.
            Err(Trouble::Failed { said, .. }) if said.contains("could not compile") => false,
            Err(other) => return Err(other),
        };
        self.write(&mutant.file, text.as_bytes())?;
        Ok(taken)
    }

    /// Builds the tests of the crates with all mutants woven in; returns what is to be run of them, and of `explore`.
    ///
    /// # Errors
    ///
    /// When they cannot be built.
    pub fn tests(&self) -> Result<Vec<Run>> {
        let mut command = self.cargo("test");
        command.args(["--release", "--no-run", "--message-format", "json", "--lib"]);
        command.args(TESTED.iter().flat_map(|package| ["--package", package]));
        // What bears the name of a crate are the tests beside its code.
        command.args(TESTS.iter().filter(|test| !test.starts_with("rsmlab_")).flat_map(|test| ["--test", test]));
        let mut built: BTreeMap<String, Run> = BTreeMap::new();
        for line in output_of(&mut command)?.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")) {
            if let Artifact { executable: Some(program), target: Some(target), manifest_path: Some(manifest) } =
                serde_json::from_slice(line)?
            {
                let folder = manifest.parent().unwrap_or(&self.copy).to_owned();
                built.insert(target.name, Run::test(program, folder));
            }
        }
        let missing =
            |test: &str| Trouble::First(format!("there is no test `{test}` any more; mend the list in conformance/mutants/src/build.rs"));
        let mut runs = TESTS.iter().map(|test| built.remove(*test).ok_or_else(|| missing(test))).collect::<Result<Vec<_>>>()?;
        let slowest = runs.pop();
        runs.extend(EXPLORED.iter().map(|seeds| Run::of(&self.program(), &self.copy, &format!("explore --jobs 1 {seeds}"))));
        runs.extend(slowest);
        Ok(runs)
    }

    /// The program that a build makes.
    #[must_use]
    pub fn program(&self) -> PathBuf {
        self.target.join("release").join("rsmlab")
    }

    /// Gives a crate its switch.
    fn switch(&self, part: &Crate) -> Result<()> {
        let source = self.root.join(library(part));
        let text = fs::read_to_string(&source).map_err(at(&source))?;
        self.write(&library(part), format!("{text}\nmod mutant;\n").as_bytes())?;
        self.write(&Path::new(part.folder).join("src/mutant.rs"), SWITCH.as_bytes())
    }

    /// Writes the files with those mutants that were not refused, and those that only call them.
    fn woven(&self, mutants: &BTreeMap<u32, Mutant>, callers: &BTreeSet<PathBuf>, builds: &mut Builds) -> Result<BTreeMap<PathBuf, Woven>> {
        let mut files: BTreeMap<&Path, Vec<(u32, &Mutant)>> = callers.iter().map(|file| (file.as_path(), Vec::new())).collect();
        for (number, mutant) in mutants {
            let here = files.entry(&mutant.file).or_default();
            if !builds.unviable.contains(number) {
                here.push((*number, mutant));
            }
        }
        let mut woven = BTreeMap::new();
        for (file, mutants) in files {
            let path = self.root.join(file);
            let text = fs::read_to_string(&path).map_err(at(&path))?;
            let cloth = weave(&text, &mutants).map_err(|source| Trouble::Source { path, source })?;
            for (number, fit) in &cloth.fits {
                match fit {
                    Fit::Woven => builds.woven.insert(*number),
                    Fit::Alone => builds.alone.insert(*number),
                    Fit::NoRust => builds.unviable.insert(*number),
                };
            }
            self.write(file, cloth.text.as_bytes())?;
            woven.insert(file.to_owned(), cloth);
        }
        Ok(woven)
    }

    /// What the compiler complains of.
    fn complaints(&self, files: &BTreeMap<PathBuf, Woven>) -> Result<Complaints> {
        let mut command = self.cargo("check");
        command.args(["--message-format", "json"]).args(BROKEN.iter().flat_map(|part| ["--package", part.package]));
        let output = command.output().map_err(|source| Trouble::Start { program: program(&command), source })?;
        let mut complaints = Complaints::default();
        for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")) {
            let Report { message: Some(message) } = serde_json::from_slice(line)? else { continue };
            if message.level != "error" {
                continue;
            }
            let blamed: Vec<u32> = message.spans.iter().flat_map(|span| span.mutants(files)).collect();
            let callers: Vec<PathBuf> = message.callers().filter(|file| !files.contains_key(file)).collect();
            if blamed.is_empty() && callers.is_empty() && !message.spans.is_empty() {
                return Err(Trouble::First(format!(
                    "what is woven has a mistake that is no mutant's:\n{}",
                    message.rendered.unwrap_or_default()
                )));
            }
            complaints.mutants.extend(blamed);
            complaints.callers.extend(callers);
        }
        if complaints.mutants.is_empty() && complaints.callers.is_empty() && !output.status.success() {
            return Err(Trouble::First(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(complaints)
    }

    fn build(&self) -> Result<()> {
        output_of(self.cargo("build").args(["--release", "--package", "rsmlab", "--bin", "rsmlab"])).map(drop)
    }

    fn cargo(&self, verb: &str) -> Command {
        let mut command = Command::new("cargo");
        // Mutants leave much unused and unreachable.
        command.arg(verb).current_dir(&self.copy).env("CARGO_TARGET_DIR", &self.target).env("RUSTFLAGS", "--cap-lints=allow");
        command
    }

    fn write(&self, file: &Path, content: &[u8]) -> Result<()> {
        let path = self.copy.join(file);
        match fs::read(&path) {
            Ok(there) if there == content => return Ok(()),
            Err(wrong) if wrong.kind() != ErrorKind::NotFound => return Err(at(&path)(wrong)),
            _ => {}
        }
        let folder = path.parent().unwrap_or(&path);
        fs::create_dir_all(folder).map_err(at(folder))?;
        fs::write(&path, content).map_err(at(&path))
    }
}

/// Where the modules of a crate are declared.
fn library(part: &Crate) -> PathBuf {
    Path::new(part.folder).join("src/lib.rs")
}

/// What keeps the woven from being built.
#[derive(Default)]
struct Complaints {
    /// Mutants that are no Rust.
    mutants: BTreeSet<u32>,
    /// Files with constant functions that call one which is constant no more, because it has a switch.
    callers: BTreeSet<PathBuf>,
}

/// What the compiler calls a call of what is not constant where only that can be.
const NOT_CONSTANT: &str = "E0015";

/// A line of what cargo says.
#[derive(Deserialize)]
struct Report {
    message: Option<Message>,
}

/// What cargo says of something that it has built.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
    target: Option<Target>,
    manifest_path: Option<PathBuf>,
}

/// What was built.
#[derive(Deserialize)]
struct Target {
    name: String,
}

/// What the compiler says.
#[derive(Deserialize)]
struct Message {
    level: String,
    code: Option<Code>,
    rendered: Option<String>,
    spans: Vec<Blame>,
}

/// Which kind of error it is.
#[derive(Deserialize)]
struct Code {
    code: String,
}

impl Message {
    /// The files that call what is constant no more.
    fn callers(&self) -> impl Iterator<Item = PathBuf> + '_ {
        let is_that = self.code.as_ref().is_some_and(|code| code.code == NOT_CONSTANT);
        self.spans.iter().filter(move |span| is_that && span.is_primary).map(|span| span.file_name.clone())
    }
}

/// Of what the compiler says it.
#[derive(Deserialize)]
struct Blame {
    file_name: PathBuf,
    byte_start: usize,
    byte_end: usize,
    is_primary: bool,
}

impl Blame {
    fn mutants(&self, files: &BTreeMap<PathBuf, Woven>) -> Vec<u32> {
        let touches = |place: &Range<usize>| place.start < self.byte_end.max(self.byte_start + 1) && self.byte_start < place.end;
        let Some(woven) = files.get(&self.file_name).filter(|_| self.is_primary) else { return Vec::new() };
        woven.places.iter().filter(|(_, place)| touches(place)).map(|(number, _)| *number).collect()
    }
}
