//! The cases, a file a subject. Ids never change; a case that says something else gets another.

mod attention;
mod cut;
mod exchange;
mod initialize;
mod inquiry;
mod log;
mod matrix;
mod mode_sense;
mod move_medium;
mod operation;
mod position;
mod prevent;
mod read_element_status;
mod reserve;
mod sense;
mod units;

use crate::case::Case;

/// All cases, in the order in which they are run.
pub fn all() -> impl Iterator<Item = &'static Case> {
    [
        inquiry::CASES,
        units::CASES,
        sense::CASES,
        attention::CASES,
        mode_sense::CASES,
        read_element_status::CASES,
        move_medium::CASES,
        matrix::CASES,
        exchange::CASES,
        position::CASES,
        initialize::CASES,
        prevent::CASES,
        reserve::CASES,
        log::CASES,
        operation::CASES,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_of_one_form_and_given_once() {
        let mut ids = BTreeSet::new();
        for case in all() {
            let parts: Vec<&str> = case.id.split('/').collect();
            assert!(parts.len() == 3 && parts[0] == "smc", "{}", case.id);
            assert!(case.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "/-".contains(c)), "{}", case.id);
            assert!(ids.insert(case.id), "{} is given twice", case.id);
            assert!(!case.title.is_empty() && !case.clause.is_empty() && !case.rule.is_empty());
        }
        assert!(ids.len() >= 40);
    }
}
