//! Input that means ill: whatever a file holds, the program reports what is wrong and where, and ends with 2.

use std::path::Path;

use super::{HOLDS, contains, folder, rsmlab, stderr, stdout, write};

/// Texts of the language that no reader of it should be led astray by, and what is said of each.
fn texts() -> Vec<(String, &'static str)> {
    let title = "title \"x\"\n";
    let lines = |text: &str| format!("{text}\n").repeat(2_000);
    vec![
        (format!("{title}{}", "}".repeat(3_000)), "a brace is closed that was not opened"),
        (format!("{title}{}", lines(&"}".repeat(80))), "a brace is closed that was not opened"),
        (format!("{title}{}", lines("a {")), "this nests more than 4 deep"),
        (format!("{title}library L1 {}", lines("/- \\")), "here `/-` follows"),
        (format!("{title}library L1 {}", "= ".repeat(2_000)), "one `=` is enough"),
        (format!("{title}/*\n{}*/\nrun until=quiet\n", " * one more line\n".repeat(12_000)), "a comment is longer than 16 KiB"),
        (format!("{title}/*{}*/\nrun until=quiet\n", "*".repeat(20_000)), "the line is longer than 4 KiB"),
        (format!("{title}{}{}\n", lines("/*"), lines("*/")), "this nests more than 4 deep"),
        (format!("title \"{}\"\n", "x".repeat(65_536)), "the line is longer than 4 KiB"),
        ("x\n".repeat(3 << 20), "4 MiB"),
        (format!("{title}{}", lines("catridge T1 kin=cleaner")), "there are more than 100 mistakes"),
    ]
}

#[test]
fn a_text_that_means_ill_is_a_mistake_with_its_place() {
    let here = folder("bad_input");
    write(&here, "scenarios/first.kdl", HOLDS);
    for (text, part) in texts() {
        write(&here, "bad.kdl", &text);
        write(&here, "bad.toml", &text);
        let checked = rsmlab(&here, &["check", "bad.kdl"]).code(2);
        contains(&stdout(&checked), &[part, "bad.kdl"]);
        for arguments in [
            &["run", "bad.kdl"] as &[&str],
            &["fmt", "bad.kdl"],
            &["library", "show", "bad.kdl"],
            &["explore", "--exhaustive", "--scope", "bad.kdl", "--depth", "1"],
            &["shrink", "bad.kdl"],
            &["conformance", "run", "--expected", "bad.toml", "first"],
            &["conformance", "run", "--profile", "./bad.toml"],
        ] {
            let told = rsmlab(&here, arguments);
            let code = told.get_output().status.code();
            assert_eq!(code, Some(2), "{arguments:?} with {part}: {}", stderr(&told));
            contains(&(stdout(&told) + &stderr(&told)), &["bad."]);
        }
    }
}

#[test]
fn a_file_without_an_end_is_not_read_to_its_end() {
    let here = folder("bad_input_endless");
    if !Path::new("/dev/zero").exists() {
        return;
    }
    for arguments in [&["check", "/dev/zero"] as &[&str], &["run", "/dev/zero"], &["explore", "--exhaustive", "--scope", "/dev/zero"]] {
        let told = rsmlab(&here, arguments).code(2);
        contains(&(stdout(&told) + &stderr(&told)), &["/dev/zero", "larger than 4 MiB"]);
    }
}

#[test]
fn deep_and_long_lists_are_mistakes() {
    let here = folder("bad_input_lists");
    write(&here, "scenarios/first.kdl", HOLDS);
    let many = 100_000;
    for text in [
        "[".repeat(many),
        "a=[".repeat(many),
        "[a]\n".repeat(many),
        format!("a = \"{}\"", "x".repeat(many)),
        "{a=".repeat(many),
        format!("a = {}", "9".repeat(many)),
    ] {
        write(&here, "bad.toml", &text);
        for arguments in
            [&["conformance", "run", "--expected", "bad.toml", "first"] as &[&str], &["conformance", "run", "--profile", "./bad.toml"]]
        {
            let told = rsmlab(&here, arguments).code(2);
            contains(&stderr(&told), &["bad.toml"]);
        }
    }
    write(&here, "bad.transcript", "= ".repeat(many));
    contains(&stderr(&rsmlab(&here, &["run", "--target", "transcript:bad.transcript"]).code(2)), &["bad.transcript"]);
    write(&here, "bad.json", "[".repeat(many));
    contains(&stderr(&rsmlab(&here, &["explore", "merge", "bad.json"]).code(2)), &["bad.json"]);
}
