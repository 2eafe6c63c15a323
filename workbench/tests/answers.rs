//! The answers to the page: the mistakes that `rsmlab check` reports, each at its place, and what came of a run.

use rsmlab_workbench::Workbench;
use serde_json::{Value, json};

fn checked(text: &str) -> Value {
    serde_json::from_str(&Workbench::new().check("a.kdl", text)).expect("an answer is JSON")
}

#[test]
fn places_are_counted_as_an_editor_counts_them() {
    let answer = checked("title \"a\"\n/* 🎞é */ library L1 slot=8\n");
    let mistake = &answer["mistakes"][0];
    assert_eq!(mistake["message"], "`library` has no property `slot`");
    assert_eq!(mistake["places"], json!([{"file": null, "line": 2, "column": 21, "length": 4, "label": "unknown property"}]));
    assert!(mistake["help"].as_str().is_some_and(|help| help.starts_with("did you mean `slots`?")), "{mistake}");
}

#[test]
fn all_mistakes_are_told_at_once_those_of_the_catalogue_too() {
    let answer = checked("title \"a\"\ncovers \"MountNtmsMedia/ERROR_SUCCES\"\ndepends \"D-999\"\nlibrary L1 slot=8\n");
    let messages: Vec<_> = answer["mistakes"].as_array().expect("there are mistakes").iter().map(|mistake| &mistake["message"]).collect();
    assert_eq!(
        messages,
        [
            "`covers` names what the catalogue does not have",
            "`depends` names a decision that there is not",
            "`library` has no property `slot`"
        ]
    );
}

#[test]
fn a_file_beside_the_scenario_is_found_when_it_was_laid_there() {
    let text = "title \"a\"\nlibrary L1 like=\"own.personality.kdl\"\n";
    assert_eq!(checked(text)["mistakes"][0]["places"][0]["line"], 2);
    let mut workbench = Workbench::new();
    workbench.lay("own.personality.kdl".to_owned(), include_str!("../../scenarios/stories/own-machine.personality.kdl").to_owned());
    assert_eq!(workbench.check("a.kdl", text), "\"sound\"");
}

#[test]
fn a_run_has_the_hash_that_is_written_down() {
    let name = "stories/jam-that-heals.kdl";
    let (hash, _) = include_str!("../../scenarios/traces.txt")
        .lines()
        .find_map(|line| line.split_once("  ").filter(|(_, of)| *of == name))
        .expect("it has a line");
    let text = include_str!("../../scenarios/stories/jam-that-heals.kdl");
    for answer in [Workbench::new().run(name, text), Workbench::new().view("another name.kdl", text)] {
        let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
        assert_eq!(answer["ran"]["hash"], hash);
        assert_eq!(answer["ran"]["failure"], Value::Null);
    }
}

#[test]
fn what_is_not_met_is_told_and_seen() {
    let text = "title \"a\"\ncartridge T1 at=L1.slot.1\nfault L1.transport drop\nann MountNtmsMedia T1 expect=ERROR_SUCCESS\n";
    let answer: Value = serde_json::from_str(&Workbench::new().view("a.kdl", text)).expect("an answer is JSON");
    assert_eq!(answer["ran"]["failure"]["line"], 4);
    assert!(answer["ran"]["page"].as_str().is_some_and(|page| page.contains("\"expected\"") && page.trim_end().ends_with("</html>")));
}
