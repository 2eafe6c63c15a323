//! `rsmlab library`: what machines there are, one of them as a drawing with its figures, and files of one's own.

use std::fs;
use std::path::PathBuf;

use snapbox::cmd::OutputAssert;

use super::{rsmlab, stderr, stdout, temporary};

const PERSONALITIES: [&str; 7] =
    ["autoloader-8", "library-48", "library-1000", "library-10000", "jukebox-mo", "tower-cd", "drive-standalone"];

fn library(arguments: &[&str]) -> OutputAssert {
    rsmlab(&temporary(""), &[&["library"], arguments].concat())
}

/// A file with this text, for a test.
fn file(name: &str, text: &str) -> PathBuf {
    let path = temporary(name);
    fs::write(&path, text).expect("the file can be written");
    path
}

#[test]
fn the_list_has_a_line_for_each_machine_and_aligns_them() {
    let text = stdout(&library(&["list"]).code(0));
    let names: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, PERSONALITIES);
    let (heading, rest) = text.split_once('\n').expect("a heading");
    let column = heading.find("media type").expect("the media types have a heading");
    assert!(rest.lines().all(|line| line[..column].ends_with("  ") && line[column..].starts_with(char::is_alphabetic)), "{text}");
}

#[test]
fn every_drawing_is_legible_on_a_hundred_columns() {
    for name in PERSONALITIES {
        let text = stdout(&library(&["show", name]).code(0));
        assert!(text.starts_with(name), "{text}");
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{text}");
        let drawn: Vec<&str> = text.lines().filter(|line| line.contains('│')).collect();
        assert!((1..=20).contains(&drawn.len()), "{text}");
        let ends = drawn.iter().map(|line| line.chars().count());
        assert!(ends.clone().min() == ends.max(), "{text}");
    }
}

#[test]
fn slots_are_drawn_one_by_one_or_summarized() {
    let small = stdout(&library(&["show", "autoloader-8"]).code(0));
    assert!(small.contains("  slots      │ 1 │\n             │ 2 │"), "{small}");
    let large = stdout(&library(&["show", "library-10000"]).code(0));
    for part in ["  columns         1-50 ", "│     1-2500 │  2501-5000 │", "│       1-40 │      41-72 │"] {
        assert!(large.contains(part), "`{part}` is missing in\n{large}");
    }
}

#[test]
fn figures_have_units_and_meanings() {
    let text = stdout(&library(&["show", "jukebox-mo"]).code(0));
    for part in [
        "inquiry      RSMLAB, JUKEBOX MO, revision 0100",
        "slot       200 to 231",
        "drive  to slot",
        "Features1                  0x800001c8",
        "MEDIUM_FLIP                can turn a cartridge over",
        "travel      200ms: travel from one column to the next",
    ] {
        assert!(text.contains(part), "`{part}` is missing in\n{text}");
    }
}

#[test]
fn a_name_that_no_machine_has_suggests_another() {
    let output = library(&["show", "libary-48"]).code(2);
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("did you mean `library-48`?"), "{}", stderr(&output));
}

#[test]
fn a_file_of_ones_own_is_shown() {
    let path = file("drives.kdl", "title \"Two drives\"\nlibrary twins kind=standalone drives=2\n");
    let text = stdout(&library(&["show", &path.display().to_string()]).code(0));
    assert!(text.starts_with("twins  Two drives\n"), "{text}");
}

#[test]
fn what_is_wrong_with_a_file_is_told_at_once() {
    let path = file(
        "no-machine.kdl",
        "title \"No machine\"\nlibrary idle slots=8 drives=2 {\n    magazine first=1 last=0\n}\n\
         addresses transport=1 slot=1 drive=20\nmove slot to=slot\n",
    );
    let output = library(&["show", &path.display().to_string()]).code(2);
    assert_eq!(stdout(&output), "");
    for part in [
        "no-machine.kdl:3:27",
        "`last=` is at least 1",
        "transports and slots share element addresses",
        "no transport reaches a drive",
        "features BAR_CODE_SCANNER",
        "5 mistakes: ",
    ] {
        assert!(stderr(&output).contains(part), "`{part}` is missing in\n{}", stderr(&output));
    }
    let output = library(&["show", "no/such/file.kdl"]).code(2);
    assert!(stderr(&output).contains("no/such/file.kdl"), "{}", stderr(&output));
}

#[test]
fn bytes_that_are_no_personality_are_an_error_and_no_panic() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..4 {
        let bytes: Vec<u8> = (0..4_000)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let byte = state.to_le_bytes()[0];
                if round % 2 == 0 { byte } else { b' ' + byte % 95 }
            })
            .collect();
        let path = temporary("random-personality.kdl");
        fs::write(&path, bytes).expect("the file can be written");
        library(&["show", &path.display().to_string()]).code(2);
    }
}
