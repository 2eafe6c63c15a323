//! The target `pdu`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rsmlab_front::iscsi::fuzz::check(bytes));
