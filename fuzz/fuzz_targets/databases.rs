//! The target `databases`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rsmlab_search::fuzz::databases::check(bytes));
