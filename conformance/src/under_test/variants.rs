//! Variants: answers that documents allow in place of the one we chose.
//!
//! Where documents disagree we chose one reading (stance `variant`), or one of two names for the same thing (stance `alias`).
//! Our own engine is held to the choice. Others may give any documented answer, and the report says which they gave.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rsmlab_engine::function::Function;
use rsmlab_engine::status::Status;

use crate::catalogue::Catalogue;

/// For each function and the status we chose: what else may come, with the row that says so.
#[derive(Debug, Default)]
pub struct Variants {
    rows: BTreeMap<(Function, Status), Vec<(Status, String)>>,
}

impl Variants {
    /// What the catalogue allows.
    #[must_use]
    pub fn of(catalogue: &Catalogue) -> Self {
        let mut rows: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for row in catalogue.rows() {
            let known = Function::from_name(&row.function.name).zip(Status::from_name(&row.row.name));
            let chosen = row.row.stance.of().and_then(Status::from_name);
            if let (Some((function, status)), Some(chosen)) = (known, chosen) {
                rows.entry((function, chosen)).or_default().push((status, row.id()));
            }
        }
        Self { rows }
    }

    /// What the catalogue that is built in allows.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Variants> =
            LazyLock::new(|| Catalogue::load().map(|catalogue| Variants::of(&catalogue)).unwrap_or_default());
        &BUILT_IN
    }

    /// The row that allows a function to answer `came` where `due` was expected.
    #[must_use]
    pub fn row(&self, function: Function, due: Status, came: Status) -> Option<&str> {
        let rows = self.rows.get(&(function, due))?;
        rows.iter().find(|(status, _)| *status == came).map(|(_, row)| row.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documented_variant_is_allowed_and_nothing_else() {
        let variants = Variants::built_in();
        let row = |came| variants.row(Function::InjectNtmsCleaner, Status::NotSupported, came);
        assert_eq!(row(Status::InvalidOperation), Some("InjectNtmsCleaner/ERROR_INVALID_OPERATION"));
        assert_eq!(row(Status::Busy), None);
        assert_eq!(variants.row(Function::InjectNtmsCleaner, Status::InvalidOperation, Status::NotSupported), None);
    }
}
