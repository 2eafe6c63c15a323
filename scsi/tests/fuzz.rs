//! What the fuzz target `cdb` begins with, and whatever it has found, holds; and so do random bytes.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use rsmlab_scsi::fuzz::{MOVE, check};

#[test]
fn what_is_kept_holds() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let files = ["corpus/cdb", "regressions/cdb"].into_iter().filter_map(|folder| fs::read_dir(fuzz.join(folder)).ok()).flatten();
    let mut count = 0;
    for file in files {
        let path = file.expect("an entry").path();
        let bytes = fs::read(&path).expect("a file");
        let held = std::panic::catch_unwind(|| check(&bytes));
        assert!(held.is_ok(), "{} does not hold", path.display());
        count += 1;
    }
    assert!(count > 0, "there are inputs");
}

proptest! {
    #[test]
    fn any_bytes_hold(bytes in vec(any::<u8>(), 0..30 * MOVE)) {
        check(&bytes);
    }
}
