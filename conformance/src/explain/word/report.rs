//! Words of reports: what a case came to, and what all of them say of a profile.

use super::{Knowledge, Meaning, SectionEntry, key};
use crate::verdict::Status;

impl Knowledge<'_> {
    pub(super) fn results(&self, word: &str) -> Vec<Meaning> {
        let found = Status::ALL.into_iter().filter(|status| key(status.word()) == key(word));
        found
            .map(|status| {
                let (meaning, to_do) = match status {
                    Status::Pass => ("The case held.", "Nothing."),
                    Status::Fail => (
                        "The case did not hold, and nobody expected that; or it failed in another way than was expected.",
                        "Repeat it with the command after `again`, and read what led to it.",
                    ),
                    Status::Variant => (
                        "The target answered otherwise than rsmlab where documents leave it open: a decision that the case names, or an order of checks that no document gives.",
                        "Nothing, or --strict for who wants the choices of rsmlab too.",
                    ),
                    Status::Xfail => ("The case failed as the list of expected failures says.", "Nothing; its reason is in the list."),
                    Status::Xpass => (
                        "The case held, and the list of expected failures says that it does not.",
                        "Take it off the list (rsmlab conformance bless-expected).",
                    ),
                    Status::Skip => {
                        ("The case was not run, or could not be judged; the reason stands with it.", "See to the reason: it counts.")
                    }
                    Status::Unsupported => (
                        "The target says that it cannot do what the case asks for.",
                        "Teach the target the function, or claim a profile without it.",
                    ),
                    Status::Error => ("The target broke down, or rsmlab did; blame says which.", "See the trouble and its help."),
                    Status::Timeout => {
                        ("The target did not answer in time.", "Give it longer with --timeout, or see why it does not answer.")
                    }
                };
                Meaning::new("result of a case", meaning)
                    .documented([SectionEntry::text("ARCHITECTURE.md, Cases and verdicts; docs/schemas/report.schema.json")], to_do)
            })
            .collect()
    }
}
