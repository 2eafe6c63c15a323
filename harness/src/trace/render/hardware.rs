//! Commands, completions and events of libraries, in words.

use rsmlab_engine::port::hardware::{
    Access, Action, BarCode, Completion, Description, ElementStatus, Exception, Failure, Gate, HardwareEvent, Label, Outcome,
};

use super::{Renderer, count, join};

/// The name of a gate inside its library.
pub(super) fn gate(gate: Gate) -> String {
    match gate {
        Gate::Port(number) => format!("port.{number}"),
        Gate::Door(number) => format!("door.{number}"),
        Gate::Keypad => "the keypad".into(),
    }
}

/// A failure: in words, as the error a request keeps, as sense, and as a changer driver has it.
fn why(failure: Failure) -> String {
    let changer = failure.changer_error().map_or_else(String::new, |error| format!("{} ", error.number()));
    format!("{}, {} [{}; {changer}{}]", failure.words(), failure.status(), failure.sense(), failure.problem())
}

/// An on-media label.
pub(super) fn label(label: &Label) -> String {
    match label {
        Label::Known { format, id } => format!("{format} label {id}"),
        Label::Foreign => "a foreign label".into(),
        Label::Blank => "no label".into(),
    }
}

impl Renderer {
    pub(super) fn action(&self, action: &Action) -> String {
        match action {
            Action::Describe => "describe".into(),
            Action::ReadElements(elements) => match elements.as_slice() {
                [first, .., last] if elements.len() > 4 => format!("look at {} elements, {first} to {last}", elements.len()),
                few => format!("look at {}", join(few, ", ")),
            },
            Action::Move { from, to, onward: Some(onward), .. } => format!("move {from} to {to} and what is there on to {onward}"),
            Action::Move { from, to, side, onward: None } if *side > 1 => format!("move {from} to {to}, side {side} up"),
            Action::Move { from, to, side: _, onward: None } => format!("move {from} to {to}"),
            Action::Load(drive) => format!("load drive.{drive}"),
            Action::Unload(drive) => format!("unload drive.{drive}"),
            Action::ReadLabel(drive) => format!("read the label in drive.{drive}"),
            Action::Clean(drive) => format!("clean drive.{drive}"),
            Action::SetAccess(part, access) => {
                let verb = match access {
                    Access::Lock => "lock",
                    Access::Unlock => "unlock",
                    Access::Extend => "extend",
                    Access::Retract => "retract",
                };
                format!("{verb} {}", gate(*part))
            }
        }
    }

    pub(super) fn completion(&self, action: Option<&Action>, completion: &Completion) -> String {
        let action = action.map_or_else(|| format!("command {}", completion.command.0), |action| self.action(action));
        match &completion.result {
            Ok(Outcome::Done) => format!("done: {action}"),
            Ok(Outcome::Description(description)) => format!("is {}", self.description(description)),
            Ok(Outcome::Elements(elements)) => format!("sees {}", self.elements(elements)),
            Ok(Outcome::Label(read)) => format!("done: {action}: {}", label(read)),
            Err(failure) => format!("failed: {action}: {}", why(*failure)),
        }
    }

    fn description(&self, description: &Description) -> String {
        let reader = if description.bar_code_reader { "a bar-code reader" } else { "no bar-code reader" };
        let parts = [
            (usize::from(description.transports), "transport"),
            (description.slots.len(), "slot"),
            (usize::from(description.drives), "drive"),
            (description.ports.len(), "port"),
            (description.doors.len(), "door"),
        ];
        format!("{}: {}, {reader}", description.name, join(parts.map(|(number, part)| count(number, part)), ", "))
    }

    /// Full elements with what is in them, then those out of reach, how many are empty, and what is out of order.
    fn elements(&self, elements: &[ElementStatus]) -> String {
        let full = elements.iter().filter(|status| status.full).map(|status| match &status.bar_code {
            BarCode::NotRead => format!("{} full", status.element),
            BarCode::Unreadable => format!("{} full, bar code unreadable", status.element),
            BarCode::Text(text) => format!("{} {text}", status.element),
        });
        let exceptions =
            elements.iter().filter_map(|status| Some((status.exception?, status))).map(|(exception, status)| match exception {
                // Whether it is the slot that is not there or its magazine, a driver does not tell.
                Exception::SlotNotPresent => format!("{} {exception}", status.element),
                _ => format!("{} {exception} [{}]", status.element, exception.sense()),
            });
        let away = elements.iter().filter(|status| !status.full && !status.accessible && status.exception.is_none());
        let away = away.map(|status| format!("{} out of reach", status.element));
        let empty = elements.iter().filter(|status| !status.full && status.accessible).count();
        let empty = (empty > 0).then(|| format!("{empty} empty"));
        match join(full.chain(away).chain(empty).chain(exceptions), "; ") {
            nothing if nothing.is_empty() => "nothing".into(),
            text => text,
        }
    }

    pub(super) fn sense(&self, event: &HardwareEvent) -> String {
        let text: String = match event {
            HardwareEvent::Attached => "is attached".into(),
            HardwareEvent::Detached => "is detached".into(),
            HardwareEvent::PortFull(number) => format!("port.{number} is full"),
            HardwareEvent::PortExtended(number) => format!("port.{number} was pulled out"),
            HardwareEvent::PortRetracted(number) => format!("port.{number} was pushed in"),
            HardwareEvent::DoorOpened(number) => format!("door.{number} was opened"),
            HardwareEvent::DoorClosed(number) => format!("door.{number} was closed"),
            HardwareEvent::DriveLoaded(number) => format!("drive.{number} was given a cartridge"),
            HardwareEvent::DriveEmptied(number) => format!("drive.{number} was emptied"),
            HardwareEvent::DriveAlert(number, alert) => format!("drive.{number} {}, TapeAlert {}", alert.words(), alert.flag()),
            HardwareEvent::DriveRemoved(number) => format!("drive.{number} was taken out"),
            HardwareEvent::DriveInstalled(number) => format!("drive.{number} was put in"),
            HardwareEvent::MagazineRemoved(number) => format!("magazine.{number} was taken out"),
            HardwareEvent::MagazineInserted(number) => format!("magazine.{number} was put in"),
            HardwareEvent::Reset => "starts from the beginning".into(),
        };
        match event.sense() {
            Some(sense) => format!("{text} [{sense}]"),
            None => text,
        }
    }
}
