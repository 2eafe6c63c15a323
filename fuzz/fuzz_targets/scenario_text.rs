//! The target `scenario_text`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rsmlab_search::fuzz::text::check(bytes));
