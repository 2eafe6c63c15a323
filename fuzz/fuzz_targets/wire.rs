//! The target `wire`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rsmlab_conformance::fuzz::check(bytes));
