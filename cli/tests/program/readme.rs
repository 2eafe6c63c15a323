//! What README.md shows is what comes.

use std::path::PathBuf;

use super::{folder, has_python, root, write};

const README: &str = include_str!("../../../README.md");
const COMMAND: &str = "$ cargo run --release";

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
fn own_files() -> PathBuf {
    let folder = folder("readme");
    let scenario = blocks("kdl").next().expect("the tour has a scenario");
    write(&folder, "impatient.kdl", scenario);
    let typos = scenario.replace("slots=8", "slot=8").replace("START", "STRAT");
    write(&folder, "typos.kdl", typos);
    folder
}

#[test]
fn the_tour_shows_what_comes() {
    let own_files = own_files();
    let root = root();
    let (mut tried, mut left_out) = (0, 0);
    for block in blocks("console") {
        let (command, shown) = block.split_once('\n').expect("a command and what comes of it");
        let words = shlex::split(command.strip_prefix(COMMAND).expect("it runs rsmlab")).expect("its quotes are closed");
        let arguments: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "--").collect();
        if words.iter().any(|word| word.contains("python3")) && !has_python() {
            left_out += 1;
            continue;
        }
        let writes = arguments.iter().any(|argument| own_files.join(argument).exists());
        let output = super::command(if writes { &own_files } else { &root }, &arguments).output().expect("rsmlab runs");
        let came = String::from_utf8_lossy(&output.stdout);
        let lines = |text: &str| text.trim_end().lines().map(steady).collect::<Vec<_>>();
        assert!(matches(&lines(shown), &lines(&came)), "README.md shows for `{command}`\n{shown}\nand what comes is\n{came}");
        tried += 1;
    }
    let commands = README.lines().filter(|line| line.starts_with('$')).count();
    assert!(tried > 0 && tried + left_out == commands, "of {commands} commands {tried} were tried");
}
