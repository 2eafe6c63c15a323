//! PROTOCOL.md says what is so: every message on it is one, and the conversation is one that our engine really has.

use std::io::Cursor;

use rsmlab_conformance::under_test::message::{Answer, Request};
use rsmlab_conformance::under_test::serve::serve;
use rsmlab_conformance::under_test::session::decode;
use serde_json::Value;

const PAGE: &str = include_str!("../../PROTOCOL.md");

/// The lines of the blocks of a kind.
fn lines(kind: &str) -> Vec<&'static str> {
    let blocks = PAGE.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix(kind)?.strip_prefix('\n'));
    blocks.flat_map(str::lines).collect()
}

/// Whether a line is a message, and says nothing that gets lost when it is read.
fn check(line: &str) {
    let value: Value = serde_json::from_str(line).unwrap_or_else(|wrong| panic!("{wrong}: {line}"));
    let is_question = value.get("step").or(value.get("reset")).is_some();
    let read = if is_question {
        decode::<Request>(line).map(|message| serde_json::to_value(message).expect("a message has a JSON form"))
    } else {
        decode::<Answer>(line).map(|message| serde_json::to_value(message).expect("a message has a JSON form"))
    };
    let read = read.unwrap_or_else(|wrong| panic!("{wrong}\n{line}"));
    assert!(contains(&read, &value), "it is read as {read}\n{line}");
}

/// Whether `whole` has everything that `part` has; members that were left out may be there.
fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(key, part)| whole.get(key).is_some_and(|whole| contains(whole, part)))
        }
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| contains(whole, part))
        }
        (whole, part) => whole == part,
    }
}

#[test]
fn every_example_is_a_message() {
    let examples = lines("json");
    assert!(examples.len() >= 10, "{} examples", examples.len());
    examples.into_iter().for_each(check);
}

#[test]
fn the_conversation_is_one_that_our_engine_has() {
    let (questions, answers): (Vec<_>, Vec<_>) = lines("transcript").into_iter().partition(|line| line.starts_with("> "));
    assert!(questions.len() >= 8, "{} questions", questions.len());
    let asked: String = questions.iter().flat_map(|line| [&line[2..], "\n"]).collect();
    let mut told = Vec::new();
    serve(Cursor::new(asked), &mut told).expect("memory can be written to");
    let told = String::from_utf8(told).expect("answers are text");
    let written: Vec<_> = answers.iter().map(|line| line.strip_prefix("< ").expect("a line begins with > or <")).collect();
    assert_eq!(written, told.lines().collect::<Vec<_>>());
}

#[test]
fn an_engine_that_is_asked_nonsense_says_so_and_goes_on() {
    let mut told = Vec::new();
    let asked = "nonsense\n{\"fingerprint\":{\"seq\":5}}\n{\"hello\":{\"seq\":0,\"protocol\":1,\"suite\":\"a test\"}}\n";
    serve(Cursor::new(asked), &mut told).expect("memory can be written to");
    let told = String::from_utf8(told).expect("answers are text");
    let told: Vec<_> = told.lines().map(|line| decode::<Answer>(line).expect("an answer")).collect();
    assert_eq!(told.iter().map(Answer::kind).collect::<Vec<_>>(), ["error", "error", "hello"]);
    assert_eq!(told.iter().map(Answer::seq).collect::<Vec<_>>(), [0, 5, 0]);
}
