//! Mistakes that people make: one answer for each, as its author would want it. Files of one mistake each stand in `mistakes/`.

use std::fs;

use super::{command, contains, folder, root, rsmlab, stdout, write};

/// What `check` says of each file. A file whose name begins with `right` only looks wrong.
#[test]
fn a_mistake_has_one_answer() {
    let here = root().join("cli/tests/program/mistakes");
    let mut files: Vec<String> = fs::read_dir(&here)
        .expect("the files are there")
        .map(|file| file.expect("the folder can be read").file_name().into_string().expect("names are text"))
        .collect();
    files.sort();
    let mut told = String::new();
    for file in files {
        let is_right = file.starts_with("right-");
        let answer = stdout(&command(&here, &["check", &file]).assert().code(if is_right { 0 } else { 2 }));
        let ends = if is_right { "1 scenario can run\n" } else { "1 mistake: 1 of 1 scenario cannot run\n" };
        let answer = answer.strip_suffix(ends).unwrap_or_else(|| panic!("{file} has another number of mistakes:\n{answer}"));
        let answer =
            if is_right { "It can run.".to_owned() } else { answer.lines().map(|line| line.trim_end().to_owned() + "\n").collect() };
        told += &format!("{file}\n\n{}\n\n", answer.trim_end());
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_personality_is_told_to_be_one_and_nothing_beside() {
    let here = folder("mistakes_personality");
    let machine = fs::read_to_string(root().join("sim/personalities/library-48.kdl")).expect("the file is there");
    let misspelt = machine.replace(" slots=48", " slot=48");
    assert_ne!(machine, misspelt);
    for (file, text) in [
        ("machine.kdl", &machine),
        ("machine.personality.kdl", &machine),
        ("misspelt.kdl", &misspelt),
        ("misspelt.personality.kdl", &misspelt),
    ] {
        write(&here, file, text);
        let told = stdout(&rsmlab(&here, &["check", file]).code(2)).split_whitespace().collect::<Vec<_>>().join(" ");
        contains(&told, &[&format!("{file} is a personality, no scenario"), "1 mistake:", "draws it, or tells what is wrong with it"]);
    }
    // What is wrong with it is told where it is read as one, and nothing follows from a misspelt number of slots.
    let shown = rsmlab(&here, &["library", "show", "misspelt.kdl"]).code(2);
    let told = stdout(&shown) + &super::stderr(&shown);
    contains(&told, &["`library` has no property `slot`"]);
    assert_eq!(told.matches('×').count(), 1, "{told}");
}
