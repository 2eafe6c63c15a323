//! What the fuzz target `pdu` begins with, and whatever it has found, holds; and so do random bytes.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use rsmlab_front::iscsi::fuzz::check;

#[test]
fn what_is_kept_holds() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let files = ["corpus/pdu", "regressions/pdu"].into_iter().filter_map(|folder| fs::read_dir(fuzz.join(folder)).ok()).flatten();
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

/// A header of any bytes, often that of a login, with a segment that is as long as it says.
fn pdu() -> impl Strategy<Value = Vec<u8>> {
    (vec(any::<u8>(), 48), any::<bool>(), vec(any::<u8>(), 0..120)).prop_map(|(mut header, is_login, data)| {
        if is_login {
            header[0] = 0x43;
        }
        header[4..8].copy_from_slice(&[0, 0, 0, data.len() as u8]);
        let padding = vec![0; data.len().next_multiple_of(4) - data.len()];
        [header, data, padding].concat()
    })
}

proptest! {
    #[test]
    fn any_bytes_hold(first in any::<u8>(), pdus in vec(pdu(), 0..6), rest in vec(any::<u8>(), 0..100)) {
        check(&[vec![first], pdus.concat(), rest].concat());
    }
}
