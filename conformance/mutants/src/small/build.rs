//! Building: all mutants woven into one program and its tests, and what the compiler does not take left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::judge::test;
use super::list::Mutant;
use super::refused::Refused;
use super::subject::{MutantSubject, Other};
use super::weave::{Fit, replace, weave};
use crate::loom::Woven;
use crate::process::JudgeRun;
use crate::trouble::{MeasurementTrouble, Result, output_of};
use crate::workshop::{Product, Workshop};

/// A copy of the workspace with mutants.
#[derive(Clone, Debug)]
pub struct Mill {
    workshop: Workshop,
    subject: &'static MutantSubject,
    /// Where it is kept what the compiler refuses.
    kept: PathBuf,
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

impl Mill {
    /// Makes a copy of the workspace in a folder, for these mutants.
    ///
    /// # Errors
    ///
    /// When it cannot be copied.
    pub fn new(root: &Path, folder: &Path, subject: &'static MutantSubject, mutants: &BTreeMap<u32, Mutant>) -> Result<Self> {
        let files = mutants.values().map(|mutant| mutant.file.as_path());
        let product = Product { package: "rsmlab", profile: "release", crates: subject.crates };
        let kept = folder.join("refused.json");
        Ok(Self { workshop: Workshop::new(root, folder, product, files, |_| true)?, subject, kept })
    }

    /// Weaves the mutants into the copy, again and again without those that the compiler complains of, and builds it.
    ///
    /// # Errors
    ///
    /// When the compiler complains of something that is no mutant.
    pub fn weave(&self, mutants: &BTreeMap<u32, Mutant>) -> Result<Builds> {
        let mut builds = Builds::default();
        let mut refused = Refused::read(&self.kept, self.workshop.fingerprint);
        loop {
            let files = self.woven(mutants, &mut refused, &mut builds)?;
            let complaints = self.workshop.complaints(self.workshop.checking(), &files)?;
            if complaints.is_empty() {
                break;
            }
            let before = refused.count();
            let said: String = complaints.iter().map(|complaint| complaint.said.as_str()).collect();
            for complaint in complaints {
                builds.woven.retain(|number| !complaint.pieces.contains(number));
                refused.mutants.extend(complaint.pieces);
                refused.callers.extend(complaint.callers);
                refused.constant.extend(complaint.constant);
            }
            if refused.count() == before {
                return Err(MeasurementTrouble::First(format!(
                    "nothing can be left out for which this would be no mistake any more:\n{said}"
                )));
            }
        }
        refused.keep(&self.kept, self.workshop.fingerprint)?;
        builds.unviable = refused.mutants;
        self.workshop.build()?;
        Ok(builds)
    }

    /// Builds the copy with one mutant and no other; whether the compiler takes it.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or written, or the build fails for another reason than the mutant.
    pub fn alone(&self, mutant: &Mutant) -> Result<bool> {
        let text = self.workshop.source(&mutant.file)?;
        self.workshop.write(&mutant.file, replace(&text, mutant).as_bytes())?;
        let taken = match self.workshop.build() {
            Ok(()) => true,
            // Anything else that keeps a build from ending says nothing of the mutant.
            Err(MeasurementTrouble::Failed { said, .. }) if said.contains("could not compile") => false,
            Err(other) => return Err(other),
        };
        self.workshop.write(&mutant.file, text.as_bytes())?;
        Ok(taken)
    }

    /// Builds the tests of the crates with all mutants woven in; returns what is to be run over a mutant that the suite does not notice.
    ///
    /// # Errors
    ///
    /// When they cannot be built.
    pub fn others(&self) -> Result<Vec<JudgeRun>> {
        let MutantSubject { others, tested, .. } = self.subject;
        let tests = || others.iter().filter_map(|other| if let Other::Test(test) = other { Some(*test) } else { None });
        let mut command = self.workshop.cargo("test");
        command.args(["--no-run", "--message-format", "json", "--lib"]);
        command.args(tested.iter().flat_map(|package| ["--package", package]));
        // What bears the name of a crate are the tests beside its code.
        command.args(tests().filter(|test| !test.starts_with("rsmlab_")).flat_map(|test| ["--test", test]));
        let copy = &self.workshop.copy;
        let mut built: BTreeMap<String, JudgeRun> = BTreeMap::new();
        for line in output_of(&mut command)?.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")) {
            if let Artifact { executable: Some(program), target: Some(target), manifest_path: Some(manifest) } =
                serde_json::from_slice(line)?
            {
                let folder = manifest.parent().unwrap_or(copy).to_owned();
                built.insert(target.name, test(program, folder));
            }
        }
        let missing = |test: &str| {
            MeasurementTrouble::First(format!(
                "there is no test `{test}` any more; mend the list in conformance/mutants/src/small/subject.rs"
            ))
        };
        let run = |other: &Other| match other {
            Other::Test(test) => built.remove(*test).ok_or_else(|| missing(test)),
            Other::Program(words) => Ok(JudgeRun::of(&self.program(), copy, words)),
        };
        others.iter().map(run).collect()
    }

    /// The program that a build makes.
    #[must_use]
    pub fn program(&self) -> PathBuf {
        self.workshop.program()
    }

    /// Writes the files with those mutants that were not refused, and those that only call them.
    fn woven(&self, mutants: &BTreeMap<u32, Mutant>, refused: &mut Refused, builds: &mut Builds) -> Result<BTreeMap<PathBuf, Woven>> {
        let mut files: BTreeMap<PathBuf, Vec<(u32, &Mutant)>> = refused.callers.iter().map(|file| (file.clone(), Vec::new())).collect();
        for (number, mutant) in mutants {
            let here = files.entry(mutant.file.clone()).or_default();
            if !refused.mutants.contains(number) {
                here.push((*number, mutant));
            }
        }
        let mut woven = BTreeMap::new();
        for (file, mutants) in files {
            let text = self.workshop.source(&file)?;
            let weaving = weave(&text, &mutants, &refused.constant);
            let (cloth, fits) = weaving.map_err(|source| MeasurementTrouble::Source { path: file.clone(), source })?;
            for (number, fit) in fits {
                match fit {
                    Fit::Woven => builds.woven.insert(number),
                    Fit::Alone => builds.woven.remove(&number) | builds.alone.insert(number),
                    Fit::NoRust => refused.mutants.insert(number),
                };
            }
            self.workshop.write(&file, cloth.text.as_bytes())?;
            woven.insert(file, cloth);
        }
        Ok(woven)
    }
}

/// What cargo says of something that it has built.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
    target: Option<CargoTarget>,
    manifest_path: Option<PathBuf>,
}

/// What was built.
#[derive(Deserialize)]
struct CargoTarget {
    name: String,
}
