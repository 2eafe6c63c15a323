//! Embeds the scenarios and the counter-engines: every `*.kdl` of the folder `scenarios` and every `*.toml` of `conformance/counter`, so that
//! suite and proof go wherever the program goes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    embed("../scenarios", "kdl", "scenarios.rs")?;
    embed("counter", "toml", "counter.rs")
}

/// Writes a list of the files of a folder, each with its text, as Rust.
fn embed(folder: &str, extension: &str, list: &str) -> io::Result<()> {
    let here = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("cargo names no folder of the crate"))?;
    let folder = Path::new(&here).join(folder).canonicalize()?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(&folder, extension, &mut files)?;
    files.sort();
    let mut code = String::from("[\n");
    for file in &files {
        let inside: Vec<_> = file.strip_prefix(&folder).map_err(io::Error::other)?.iter().map(|part| part.to_string_lossy()).collect();
        writeln!(code, "    ({:?}, include_str!({file:?})),", inside.join("/")).map_err(io::Error::other)?;
    }
    code.push_str("]\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no folder for what is generated"))?;
    fs::write(Path::new(&out).join(list), code)
}

/// The files of a folder, however deep, that have this extension.
fn collect(folder: &Path, extension: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, extension, files)?;
        } else if path.extension().is_some_and(|ending| ending == extension) {
            files.push(path);
        }
    }
    Ok(())
}
