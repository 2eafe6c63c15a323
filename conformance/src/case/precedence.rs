//! Precedence as cases: the calls of [`crate::precedence`], each under its id.

use super::draft::Draft;
use super::{CHECK, Kind};
use crate::precedence::{Call, SUBJECTS};

/// Every call with one fault, and with every two that can occur together.
#[must_use]
pub fn drafts() -> Vec<Draft> {
    SUBJECTS.iter().flat_map(|subject| subject.calls().into_iter().map(|call| draft(&call))).collect()
}

fn draft(call: &Call) -> Draft {
    let Call { function, due, other, text } = call;
    let (what, title) = match other {
        Some(other) => (format!("{}-before-{other}", due.name), format!("{function}: {} comes before {other}", due.name)),
        None => (due.name.to_owned(), format!("{function}: {} alone", due.name)),
    };
    let order = other.map(|_| "global.check-order");
    Draft {
        id: format!("{CHECK}/{}/{function}/{what}", Kind::Precedence),
        title,
        covers: due.rows.iter().copied().chain(order).map(str::to_owned).collect(),
        body: text.clone(),
        due: Some(due.name),
    }
}
