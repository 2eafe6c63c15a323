//! The workshop: a copy of the workspace that is broken on purpose, and the compiler's errors for it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::loom::{SWITCH, Woven};
use crate::trouble::{MeasurementTrouble, Result, at, output_of, program};

/// A crate that is broken.
#[derive(Clone, Copy, Debug)]
pub struct Crate {
    /// Its name.
    pub package: &'static str,
    /// Its folder.
    pub folder: &'static str,
}

/// The engine, which the suite is to judge, the simulator, without which it judges nothing, and the database with which a run begins.
pub const LIBRARY: [Crate; 3] = [
    Crate { package: "rsmlab-engine", folder: "engine" },
    Crate { package: "rsmlab-sim", folder: "sim" },
    Crate { package: "rsmlab-harness", folder: "harness" },
];

/// What is built in a workshop.
#[derive(Clone, Copy, Debug)]
pub struct Product {
    /// The package with the program, which bears its name.
    pub package: &'static str,
    /// The profile in which it is built.
    pub profile: &'static str,
    /// The crates that are broken.
    pub crates: &'static [Crate],
}

/// A copy of the workspace that is broken on purpose.
#[derive(Clone, Debug)]
pub struct Workshop {
    /// The workspace.
    pub root: PathBuf,
    /// Its copy.
    pub copy: PathBuf,
    /// Another number for other sources.
    pub fingerprint: u64,
    target: PathBuf,
    product: Product,
}

/// Something that keeps the woven from being built.
#[derive(Clone, Debug)]
pub struct BuildComplaint {
    /// The broken pieces that are no Rust.
    pub pieces: BTreeSet<u32>,
    /// Files with constant functions that call one which is constant no more, because it has a switch.
    pub callers: BTreeSet<PathBuf>,
    /// Functions that have to stay constant, by their names, because a constant is made with them.
    pub constant: BTreeSet<String>,
    /// What the compiler says.
    pub said: String,
}

impl Workshop {
    /// A workshop for a product. It copies what belongs to the workspace into a folder, but for what is `woven` later and what is not
    /// `wanted`. What did not change since the last time is not touched, so that it is not built again, and what does not belong to it any
    /// more goes.
    ///
    /// # Errors
    ///
    /// When git does not tell what belongs to it, or a file cannot be written.
    pub fn new<'f>(
        root: &Path,
        folder: &Path,
        product: Product,
        woven: impl Iterator<Item = &'f Path>,
        wanted: impl Fn(&Path) -> bool,
    ) -> Result<Self> {
        let (copy, target) = (folder.join("workspace"), folder.join("target"));
        let mut workshop = Self { root: root.to_owned(), copy, fingerprint: 0, target, product };
        let listed =
            output_of(Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root))?;
        let later: BTreeSet<PathBuf> = woven.map(Path::to_owned).chain(product.crates.iter().map(library)).collect();
        let listed = String::from_utf8_lossy(&listed);
        let belongs: BTreeSet<&Path> = listed.split('\0').map(Path::new).filter(|file| root.join(file).is_file() && wanted(file)).collect();
        let mut sources = DefaultHasher::new();
        for file in &belongs {
            let source = root.join(file);
            let content = fs::read(&source).map_err(at(&source))?;
            if file.extension().is_some_and(|extension| ["rs", "toml", "lock"].map(OsStr::new).contains(&extension)) {
                (file, &content).hash(&mut sources);
            }
            if !later.contains(*file) {
                workshop.write(file, &content)?;
            }
        }
        workshop.fingerprint = sources.finish();
        workshop.forget(Path::new(""), &belongs)?;
        product.crates.iter().try_for_each(|part| workshop.switch(part))?;
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
            } else if !belongs.contains(name.as_path()) && !self.product.crates.iter().any(|part| name == switch(part)) {
                fs::remove_file(entry.path()).map_err(at(&entry.path()))?;
            }
        }
        Ok(())
    }

    /// Gives a crate its switch.
    fn switch(&self, part: &Crate) -> Result<()> {
        let text = self.source(&library(part))?;
        self.write(&library(part), format!("{text}\nmod mutant;\n").as_bytes())?;
        self.write(&switch(part), SWITCH.as_bytes())
    }

    /// A file of the workspace.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn source(&self, file: &Path) -> Result<String> {
        let path = self.root.join(file);
        fs::read_to_string(&path).map_err(at(&path))
    }

    /// Writes a file of the copy, unless it is so already.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&self, file: &Path, content: &[u8]) -> Result<()> {
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

    /// The program that a build makes.
    #[must_use]
    pub fn program(&self) -> PathBuf {
        self.target.join(self.product.profile).join(self.product.package)
    }

    /// Builds the program.
    ///
    /// # Errors
    ///
    /// When it cannot be built.
    pub fn build(&self) -> Result<()> {
        output_of(&mut self.building()).map(drop)
    }

    /// What builds the program.
    #[must_use]
    pub fn building(&self) -> Command {
        let mut command = self.cargo("build");
        command.args(["--package", self.product.package, "--bin", self.product.package]);
        command
    }

    /// What looks at the crates that are broken, and builds nothing.
    #[must_use]
    pub fn checking(&self) -> Command {
        let mut command = self.cargo("check");
        command.args(self.product.crates.iter().flat_map(|part| ["--package", part.package]));
        command
    }

    /// Cargo over the copy.
    #[must_use]
    pub fn cargo(&self, verb: &str) -> Command {
        let mut command = Command::new("cargo");
        command.args([verb, "--profile", self.product.profile]);
        // What is broken leaves much unused and unreachable.
        command.current_dir(&self.copy).env("CARGO_TARGET_DIR", &self.target).env("RUSTFLAGS", "--cap-lints=allow");
        command
    }

    /// What the compiler complains of when it is called so, and these are the files with broken pieces.
    ///
    /// # Errors
    ///
    /// When it complains of something that is no broken piece, or does not even begin.
    pub fn complaints(&self, mut command: Command, files: &BTreeMap<PathBuf, Woven>) -> Result<Vec<BuildComplaint>> {
        command.args(["--message-format", "json"]);
        let output = command.output().map_err(|source| MeasurementTrouble::Start { program: program(&command), source })?;
        let mut complaints = Vec::new();
        for line in output.stdout.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{")) {
            let CargoMessage { message: Some(message) } = serde_json::from_slice(line)? else { continue };
            if message.level != "error" {
                continue;
            }
            let pieces = message.pieces(files);
            let callers: BTreeSet<PathBuf> = message.callers().filter(|file| !files.contains_key(file)).collect();
            let constant: BTreeSet<String> = message.constant().into_iter().collect();
            let (spans, said) = (message.spans.len(), message.rendered.unwrap_or_default());
            if pieces.is_empty() && callers.is_empty() && constant.is_empty() && spans > 0 {
                return Err(MeasurementTrouble::First(format!("what is woven has a mistake outside of what is broken:\n{said}")));
            }
            if spans > 0 {
                complaints.push(BuildComplaint { pieces, callers, constant, said });
            }
        }
        if complaints.is_empty() && !output.status.success() {
            return Err(MeasurementTrouble::First(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        Ok(complaints)
    }
}

/// Where the modules of a crate are declared.
fn library(part: &Crate) -> PathBuf {
    Path::new(part.folder).join("src/lib.rs")
}

/// Where the switch of a crate is.
fn switch(part: &Crate) -> PathBuf {
    Path::new(part.folder).join("src/mutant.rs")
}

/// What the compiler calls a call of what is not constant where only that can be.
const NOT_CONSTANT: &str = "E0015";

/// A line of what cargo says.
#[derive(Deserialize)]
struct CargoMessage {
    message: Option<Message>,
}

/// What the compiler says.
#[derive(Deserialize)]
struct Message {
    message: String,
    level: String,
    code: Option<ErrorCode>,
    rendered: Option<String>,
    spans: Vec<CompilerBlame>,
}

/// Which kind of error it is.
#[derive(Deserialize)]
struct ErrorCode {
    code: String,
}

impl Message {
    /// The broken pieces that it is about. Where the code as it is does not fit a broken piece beside it, the piece is only pointed at.
    fn pieces(&self, files: &BTreeMap<PathBuf, Woven>) -> BTreeSet<u32> {
        let of = |is_primary| self.spans.iter().filter(move |span| span.is_primary == is_primary).flat_map(|span| span.pieces(files));
        let pieces: BTreeSet<u32> = of(true).collect();
        if pieces.is_empty() { of(false).collect() } else { pieces }
    }

    /// The files that call what is constant no more.
    fn callers(&self) -> impl Iterator<Item = PathBuf> + '_ {
        let is_that = self.is_of_a_call() && self.constant().is_none();
        self.spans.iter().filter(move |span| is_that && span.is_primary).map(|span| span.file_name.clone())
    }

    /// The name of a function that is called where a constant is made; a constant has no other form.
    fn constant(&self) -> Option<String> {
        let is_constant = self.message.ends_with("in constants") || self.message.ends_with("in statics");
        let path = self.message.split('`').nth(1).filter(|_| self.is_of_a_call() && is_constant)?;
        path.rsplit("::").next().map(str::to_owned)
    }

    fn is_of_a_call(&self) -> bool {
        self.code.as_ref().is_some_and(|code| code.code == NOT_CONSTANT)
    }
}

/// Of what the compiler says it.
#[derive(Deserialize)]
struct CompilerBlame {
    file_name: PathBuf,
    byte_start: usize,
    byte_end: usize,
    is_primary: bool,
}

impl CompilerBlame {
    fn pieces(&self, files: &BTreeMap<PathBuf, Woven>) -> Vec<u32> {
        let touches = |place: &Range<usize>| place.start < self.byte_end.max(self.byte_start + 1) && self.byte_start < place.end;
        let Some(woven) = files.get(&self.file_name) else { return Vec::new() };
        woven.places.iter().filter(|(_, place)| touches(place)).map(|(number, _)| *number).collect()
    }
}
