//! What is kept of the conversations that the fuzz target `wire` has had, and what it found, is answered as it should be.

use std::fs;
use std::path::Path;

use rsmlab_conformance::fuzz::check;

#[test]
fn conversations_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let files = ["corpus/wire", "regressions/wire"].into_iter().filter_map(|kind| fs::read_dir(folder.join(kind)).ok()).flatten();
    let mut paths: Vec<_> = files.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no inputs");
    for path in paths {
        let bytes = fs::read(&path).expect("a file");
        assert!(std::panic::catch_unwind(|| check(&bytes)).is_ok(), "{} does not hold", path.display());
    }
}
