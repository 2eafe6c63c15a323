//! Long inputs: whatever is said many thousand times over has mistakes that can be shown, in bounded stack and time.

use miette::{GraphicalReportHandler, GraphicalTheme};
use rsmlab_language::{limits, personality};

/// How often each is said: far more often than what a reader that calls itself has stack for.
const MANY: usize = 20_000;

/// One of each kind of token, and halves of some.
const TOKENS: [&str; 40] = [
    "a", "a ", " ", "\n", "\r", "\t", ";", "{", "}", "(", ")", "[", "]", "=", "/", "/-", "/*", "*/", "*", "//", "\\", "\\\n", "\"",
    "\"\"\"", "\"\"\"\n", "#", "#\"", "\"#", "#true", "\"a\"", "5", "5s", "-", ",", "\0", "\u{feff}", "\u{2028}", "é", "=# ", "[1]",
];

/// Statements and declarations, right and wrong.
const NODES: [&str; 12] = [
    "library L1\n",
    "cartridge T1\n",
    "catridge T1\n",
    "client ann {\n",
    "at \"5s\" {\n",
    "covers \"InjectNtmsCleanr/X\"\n",
    "/- a { /- b }\n",
    "ann InjectNtmsMedia library=L1 actoin=START\n",
    "check T1 att=L1\n",
    "expect nobody replies=X\n",
    "run for=\"1s\"\n",
    "pool A b=c d=e f=g\n",
];

/// What is told of a text as a scenario, and as a personality. It is shown, and none of it is longer than a few screens.
fn told(text: &str) -> [Option<String>; 2] {
    [rsmlab_language::parse("long.kdl", text).err(), personality::read("long.kdl", text).err()].map(|mistakes| {
        let mistakes = mistakes?;
        assert!(mistakes.mistakes.len() <= limits::MISTAKES + 1, "{} mistakes", mistakes.mistakes.len());
        let mut shown = String::new();
        GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .render_report(&mut shown, &mistakes)
            .expect("it can be shown");
        Some(shown)
    })
}

/// Something said so often, in lines that are short enough to be read.
fn lines(said: &str, times: usize) -> String {
    format!("{}\n", said.repeat(50)).repeat(times / 50)
}

#[test]
fn every_token_many_times() {
    for token in TOKENS {
        for around in
            [["", ""], ["title \"x\"\n", ""], ["title \"x\"\nlibrary L1 ", "\n"], ["\"", "\""], ["/*", "*/"], ["library L1 {", "}"]]
        {
            for text in [around.join(&token.repeat(MANY)), around.join(&lines(token, MANY))] {
                let [_, personality] = told(&text);
                // An empty line is no mistake in a scenario; but no machine is made of anything like this.
                assert!(personality.is_some(), "{token:?} between {around:?}");
            }
        }
    }
}

#[test]
fn every_pair_of_tokens_many_times() {
    for first in TOKENS {
        for second in TOKENS {
            let pair = format!("{first}{second}");
            assert!(told(&lines(&pair, MANY / 200))[1].is_some(), "{pair:?} in lines");
        }
    }
}

#[test]
fn every_statement_many_times() {
    for node in NODES {
        assert!(told(&format!("title \"x\"\n{}", node.repeat(MANY / 2)))[1].is_some(), "{node:?}");
    }
}
