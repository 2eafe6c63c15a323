//! What README.md shows is what comes.

use std::fs;
use std::path::{Path, PathBuf};

use snapbox::cmd::{Command, cargo_bin};

const README: &str = include_str!("../../README.md");
const COMMAND: &str = "$ cargo run --release -- ";

/// The contents of the fenced blocks of a language.
fn blocks(language: &str) -> impl Iterator<Item = &'static str> {
    let fence = format!("```{language}\n");
    README.split("```\n\n").flat_map(move |part| part.split_once(&fence).map(|(_, block)| block))
}

/// A line without what differs from run to run: how long it took, and where the program lies.
fn steady(line: &str) -> String {
    let line = line.split(" of library time in ").next().unwrap_or(line);
    let words = line.split(' ').map(|word| if word.ends_with("/rsmlab") { "rsmlab" } else { word });
    words.collect::<Vec<_>>().join(" ").trim_end().to_owned()
}

/// Whether the lines are as shown, where `...` stands for any number of them.
fn matches(shown: &[String], came: &[String]) -> bool {
    match shown.split_first() {
        None => came.is_empty(),
        Some((first, rest)) if first == "..." => (0..=came.len()).any(|skipped| matches(rest, &came[skipped..])),
        Some((first, rest)) => came.split_first().is_some_and(|(line, more)| line == first && matches(rest, more)),
    }
}

/// A folder with the files that the tour has the reader write.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    fs::create_dir_all(&folder).expect("the folder can be made");
    let scenario = blocks("kdl").next().expect("the tour has a scenario");
    fs::write(folder.join("impatient.kdl"), scenario).expect("the file can be written");
    let typos = scenario.replace("slots=8", "slot=8").replace("START", "STRAT");
    fs::write(folder.join("typos.kdl"), typos).expect("the file can be written");
    folder
}

#[test]
fn the_tour_shows_what_comes() {
    let own_files = folder();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut tried = 0;
    for block in blocks("console") {
        let (command, shown) = block.split_once('\n').expect("a command and what comes of it");
        let arguments: Vec<&str> = command.strip_prefix(COMMAND).expect("it runs rsmlab").split(' ').collect();
        let writes = arguments.iter().any(|argument| own_files.join(argument).exists());
        let program = Command::new(cargo_bin!("rsmlab")).args(arguments).env("NO_COLOR", "1");
        let output = program.current_dir(if writes { &own_files } else { &root }).output().expect("rsmlab runs");
        let came = String::from_utf8_lossy(&output.stdout);
        let lines = |text: &str| text.trim_end().lines().map(steady).collect::<Vec<_>>();
        assert!(matches(&lines(shown), &lines(&came)), "README.md shows for `{command}`\n{shown}\nand what comes is\n{came}");
        tried += 1;
    }
    assert!(tried >= 3, "the tour has {tried} commands");
}
