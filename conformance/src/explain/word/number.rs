//! Numbers: a status by what programs get to see of it.

use rsmlab_engine::status::Status;

use super::{Knowledge, Meaning, SectionEntry};
use crate::explain::number;

/// What a Windows error code looks like as an HRESULT.
const HRESULT: u64 = 0x8007_0000;

impl Knowledge<'_> {
    /// A number, decimal or as `0x138e`: the statuses that have it, or the documented values.
    pub(super) fn numbers(&self, word: &str) -> Vec<Meaning> {
        let Some(asked) = parse(word) else { return Vec::new() };
        let code = if asked & 0xffff_0000 == HRESULT { asked & 0xffff } else { asked };
        let statuses: Vec<&Status> = Status::ALL.iter().filter(|status| u64::from(status.number()) == code).collect();
        if statuses.is_empty() {
            return self.values(code);
        }
        let told = statuses.iter().map(|status| SectionEntry::keyed(status.name(), &number(**status)));
        let names: Vec<&str> = statuses.iter().map(|status| status.name()).collect();
        let lead = format!("{code} is {code:#06x}, and as an HRESULT {:#010x}: {}.", HRESULT + code, names.join(", "));
        let rows = self.catalogue.rows().filter(|row| names.contains(&row.row.name.as_str())).flat_map(|row| &row.row.sources);
        let sources = self.named_once(rows);
        vec![Meaning::new("number of a status", lead).with("statuses", told).documented(
            [SectionEntry::text("winerror.h")].into_iter().chain(sources),
            "Explain the name: it lists every function that returns it, and when. Names that share a number are told apart by the function.",
        )]
    }

    /// The values of enumerations with this number.
    fn values(&self, code: u64) -> Vec<Meaning> {
        let enums = self.catalogue.types.enums.iter();
        let values = enums.flat_map(|of| of.values.iter().map(move |value| (of, value)));
        let same = values.filter(|(_, value)| value.value.is_some_and(|number| u64::try_from(number) == Ok(code)));
        let told: Vec<SectionEntry> =
            same.map(|(of, value)| SectionEntry::keyed(&value.name, &format!("{}: {}", of.name, value.meaning))).collect();
        if told.is_empty() {
            return Vec::new();
        }
        let lead = format!("No status has the number {code}; these documented values have it.");
        let documents = [SectionEntry::text("the pages of the enumerations: explain each for its own")];
        let to_do = "See which member or parameter holds the number, and explain that: it says which enumeration its values come from.";
        vec![Meaning::new("number", lead).with("values", told).documented(documents, to_do)]
    }
}

fn parse(word: &str) -> Option<u64> {
    let hexadecimal = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X"));
    hexadecimal.map_or_else(|| word.parse().ok(), |digits| u64::from_str_radix(digits, 16).ok())
}
