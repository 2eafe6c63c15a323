//! The corpora of the fuzz targets, and whatever these have found, hold; and what is a scenario there can be written down.

use std::fs;
use std::path::{Path, PathBuf};

use rsmlab_language::{parse, print};
use rsmlab_search::fuzz::{self, calls, databases, seeds, text, worlds};
use rsmlab_search::trial;

/// The folder of a target in `fuzz/`.
fn folder(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz").join(kind).join(target)
}

/// The inputs that are kept for a target, in the order of their names: its corpus, then what was found.
fn inputs(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let files = ["corpus", "regressions"].into_iter().filter_map(|kind| fs::read_dir(folder(kind, target)).ok()).flatten();
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
}

/// Replays what is kept for a target; a panic says which input it was.
fn replay(target: &str, check: fn(&[u8])) {
    let inputs = inputs(target);
    assert!(!inputs.is_empty(), "no inputs for {target}");
    for (path, bytes) in inputs {
        let held = std::panic::catch_unwind(|| check(&bytes));
        assert!(held.is_ok(), "{} does not hold", path.display());
    }
}

#[test]
fn texts_hold() {
    replay("scenario_text", text::check);
}

#[test]
fn what_is_said_over_and_over_holds() {
    for text in [
        "}",
        "{a ",
        "/*",
        "*/",
        "/* /",
        "a=",
        "=",
        "/-",
        "/- a {",
        "\"",
        "#\"",
        "\\\n",
        "(a)",
        "catridge T1\n",
        "title \"x\"\n",
        "at \"1s\" {\n",
    ] {
        text::check(text.as_bytes());
    }
}

#[test]
fn calls_hold() {
    replay("calls", calls::check);
}

#[test]
fn worlds_hold() {
    replay("worlds", worlds::check);
}

#[test]
fn databases_hold() {
    replay("databases", databases::check);
}

#[test]
fn whatever_is_decoded_can_be_written_down_and_done() {
    for target in ["calls", "worlds"] {
        let drawn = seeds::moves(target).into_iter().map(|bytes| (PathBuf::from("a seed"), bytes));
        for (path, bytes) in inputs(target).into_iter().chain(drawn) {
            let decoded = if target == "calls" { calls::decode(&bytes) } else { worlds::decode(&bytes) };
            let printed = print(&decoded);
            let reread = parse("decoded", &printed).unwrap_or_else(|wrong| panic!("{}: {:?}", path.display(), miette::Report::new(wrong)));
            assert_eq!(reread, decoded, "{}", path.display());
            let scenario = fuzz::scenario(target, &bytes).expect("what is decoded is a scenario");
            let failing = trial::attempt(&scenario, &fuzz::options(), &mut ()).failing;
            assert!(failing.is_none_or(|failing| failing.way.promise != "expectation"), "{}: {printed}", path.display());
        }
    }
}

#[test]
fn other_targets_make_no_scenarios() {
    let refused = fuzz::scenario("wire", b"{}").expect_err("no scenario").to_string();
    assert_eq!(refused, "no scenario comes from the fuzz target `wire`; those that make scenarios are scenario_text, calls, worlds");
}

#[test]
fn the_corpora_begin_with_the_seeds() {
    for target in ["calls", "worlds", "databases"] {
        for (number, bytes) in seeds::moves(target).into_iter().enumerate() {
            let file = folder("corpus", target).join(format!("seed-{number:02}"));
            if std::env::var_os("RSMLAB_SEEDS").is_some() {
                fs::write(&file, &bytes).expect("a seed can be written");
            }
            let kept = fs::read(&file).unwrap_or_default();
            assert!(kept == bytes, "{} is no seed any more; write them anew with RSMLAB_SEEDS=write", file.display());
        }
    }
}

#[test]
fn the_corpora_are_small() {
    for target in ["scenario_text", "calls", "worlds", "databases", "wire"] {
        let sizes: Vec<u64> = fs::read_dir(folder("corpus", target))
            .expect("a corpus")
            .map(|entry| entry.and_then(|entry| entry.metadata()).expect("a file").len())
            .collect();
        assert!(sizes.len() <= 60 && sizes.iter().sum::<u64>() <= 300_000, "{target}: {} files", sizes.len());
    }
}
