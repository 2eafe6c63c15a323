//! SCSI commands out of dice.

use rsmlab_engine::port::hardware::SenseCode;
use rsmlab_language::model::{InitiatorAct, InitiatorDeed, Reference, ScsiCommand, ScsiRequest, ScsiValue, Sends, Setup};
use rsmlab_scsi::answer::Status;
use rsmlab_scsi::template::{GapContent, TEMPLATES, TemplateGap, Units};

use crate::dice::Dice;
use crate::world::{name, time};

/// A command to a library or a drive.
pub fn command(setup: &Setup, dice: &mut Dice) -> ScsiCommand {
    let library = dice.one(&setup.libraries);
    let units: &[Units] = if library.drives.is_empty() { &[Units::Changer] } else { &[Units::Any, Units::Changer, Units::Drives] };
    let template = dice.one(&TEMPLATES.iter().filter(|template| units.contains(&template.units)).collect::<Vec<_>>());
    let unit = match template.units {
        Units::Drives => Reference::Drive(library.name.clone(), 1),
        Units::Any | Units::Changer => Reference::Library(library.name.clone()),
    };
    let value = |dice: &mut Dice, field: &TemplateGap| match field.takes {
        GapContent::Element if !library.drives.is_empty() && dice.flip() => ScsiValue::Element(Reference::Drive(library.name.clone(), 1)),
        GapContent::Element | GapContent::Number => ScsiValue::Number(dice.number(0, 100)),
        GapContent::Bits(_) => ScsiValue::Number(dice.flip().into()),
    };
    let said = template.fields.iter().filter(|field| field.default.is_none() || dice.flip()).collect::<Vec<_>>();
    let said = said.into_iter().map(|field| (field.name, value(dice, field))).collect();
    let bytes = |dice: &mut Dice| dice.some(1, 12, |dice| dice.below(256) as u8);
    let request = if dice.flip() { ScsiRequest::Named(template, said) } else { ScsiRequest::Block(bytes(dice)) };
    let sends = if dice.flip() { Sends::Bytes(dice.maybe(bytes).unwrap_or_default()) } else { Sends::Pattern(dice.number(1, 512)) };
    ScsiCommand {
        host: name(dice.one(&["host", "other"])),
        lun: matches!(unit, Reference::Library(_)).then(|| dice.maybe(|dice| dice.number(0, 65_535))).flatten(),
        unit,
        request,
        sends,
        expect: dice.maybe(|dice| dice.one(&[Status::Good, Status::CheckCondition, Status::TaskAborted])),
        sense: dice.maybe(|dice| SenseCode::new(dice.below(16) as u8, dice.below(256) as u8, dice.below(256) as u8)),
        sense_data: dice.maybe(bytes),
        reads: dice.maybe(bytes),
        within: dice.maybe(time),
        not_before: dice.maybe(time),
    }
}

/// What a host does beside that.
pub fn initiator_act(setup: &Setup, dice: &mut Dice) -> InitiatorAct {
    let library = dice.one(&setup.libraries);
    let drive = !library.drives.is_empty() && dice.flip();
    let unit = if drive { Reference::Drive(library.name.clone(), 1) } else { Reference::Library(library.name.clone()) };
    let what = match dice.below(5) {
        0 => InitiatorDeed::Join(library.name),
        1 => InitiatorDeed::Leave(library.name),
        2 => InitiatorDeed::Reset(unit),
        3 => InitiatorDeed::ResetTarget(library.name),
        _ => InitiatorDeed::Abort { unit, command: dice.number(1, 9) },
    };
    InitiatorAct { host: name(dice.one(&["host", "other"])), what }
}
