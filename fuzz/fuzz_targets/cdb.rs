//! The target `cdb`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rsmlab_scsi::fuzz::check(bytes));
