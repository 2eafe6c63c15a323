//! Volume tags: a bar code comes padded with blanks, which are no part of it (SMC: 32 bytes, left-justified, D-095).
//!
//! They are taken off where something comes in, from hardware or from the database, so that nobody within has to think
//! of them. A tag of nothing but blanks is none.

use std::sync::Arc;

use crate::change::{Change, MediumField, Object};
use crate::input::{Input, ServiceEvent};
use crate::port::hardware::{BarCode, Completion, Outcome};

/// Takes the blanks off every bar code of an input.
pub(crate) fn trim(input: &mut Input) {
    match input {
        Input::Hardware(Completion { result: Ok(Outcome::Elements(elements)), .. }) => {
            elements.iter_mut().for_each(|status| trim_reading(&mut status.bar_code));
        }
        Input::Service(ServiceEvent::Recovered { database, .. }) => database.iter_mut().for_each(trim_change),
        Input::Hardware(_) | Input::Service(_) | Input::Call { .. } | Input::Sense(_) | Input::Stored { .. } | Input::Tick => {}
    }
}

fn trim_change(change: &mut Change) {
    if let Change::Insert(Object::Medium(_, medium)) = change {
        trim_text(&mut medium.bar_code);
    } else if let Change::Medium(_, MediumField::BarCode(text, _)) = change {
        trim_text(text);
    }
}

fn trim_text(text: &mut Option<Arc<str>>) {
    if let Some(padded) = text.as_ref().filter(|text| text.ends_with(' ')) {
        let tag = padded.trim_end_matches(' ');
        *text = (!tag.is_empty()).then(|| tag.into());
    }
}

fn trim_reading(reading: &mut BarCode) {
    if let BarCode::Text(padded) = reading
        && (padded.is_empty() || padded.ends_with(' '))
    {
        let tag = padded.trim_end_matches(' ');
        *reading = if tag.is_empty() { BarCode::Unreadable } else { BarCode::Text(tag.into()) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_behind_a_bar_code_are_no_part_of_it() {
        let text = |text: &str| BarCode::Text(text.into());
        for (heard, meant) in [
            (text("A00001  "), text("A00001")),
            (text("A00001"), text("A00001")),
            (text(" A  1 "), text(" A  1")),
            (text("   "), BarCode::Unreadable),
            (text(""), BarCode::Unreadable),
            (BarCode::NotRead, BarCode::NotRead),
        ] {
            let mut reading = heard;
            trim_reading(&mut reading);
            assert_eq!(reading, meant);
        }
        for (recorded, meant) in [(Some("A00001  "), Some("A00001")), (Some("  "), None), (None, None)] {
            let mut text = recorded.map(Arc::from);
            trim_text(&mut text);
            assert_eq!(text.as_deref(), meant);
        }
    }
}
