//! REPORT SUPPORTED OPERATION CODES (SPC-4, 6.35): what a logical unit serves, from the tables by which it serves it.

use super::commands;
use crate::answer::Sense;
use crate::command::{CommandDefinition, Refusal};
use crate::served::{CommandContext, CommandStep, ServedCommand, invalid_field};
use crate::text::cut;

pub(super) const SERVED: ServedCommand = ServedCommand::new(
    CommandDefinition {
        name: "REPORT SUPPORTED OPERATION CODES",
        operation: 0xA3,
        service_action: Some(0x0C),
        usage: &[0xA3, 0x0C, 0x87, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00],
        senses: &[
            Refusal::new(0x5, 0x24, 0x00, "REPORTING OPTIONS is beyond 3"),
            Refusal::new(0x5, 0x24, 0x00, "a command with service actions is asked for without one"),
            Refusal::new(0x5, 0x24, 0x00, "a command without service actions is asked for with one"),
        ],
    },
    execute,
);

/// Where a service action stands in byte 1.
const SERVICE_ACTION: u8 = 0x1F;
/// Return commands timeouts descriptor.
const RCTD: u8 = 0x80;
/// A timeouts descriptor that says nothing of times.
const TIMEOUTS: [u8; 12] = [0x00, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

fn execute(call: &mut CommandContext<'_>) -> Result<CommandStep, Sense> {
    let cdb = call.cdb;
    let timeouts: &[u8] = if cdb.has(2, RCTD) { &TIMEOUTS } else { &[] };
    let (wanted, action) = (cdb.u8(3), cdb.u16(4));
    let mut served = commands(call.unit, call.library);
    let has_actions = |command: &CommandDefinition| command.operation == wanted && command.service_action.is_some();
    let has_none = |command: &CommandDefinition| command.operation == wanted && command.service_action.is_none();
    let is_that = |command: &CommandDefinition| command.operation == wanted && command.service_action.map(u16::from) == Some(action);
    let data = match cdb.u8(2) & 0x07 {
        0 => all(served, timeouts),
        1 => match served.find(|command| command.operation == wanted) {
            Some(command) if has_actions(command) => return Err(invalid_field(2)),
            found => one(found, timeouts),
        },
        2 => {
            let of_operation: Vec<_> = served.filter(|command| command.operation == wanted).collect();
            if of_operation.iter().any(|command| has_none(command)) {
                return Err(invalid_field(2));
            }
            one(of_operation.into_iter().find(|command| is_that(command)), timeouts)
        }
        3 => one(served.find(|command| is_that(command) || (has_none(command) && action == 0)), timeouts),
        _ => return Err(invalid_field(2)),
    };
    Ok(CommandStep::data(cut(data, cdb.u32(6))))
}

/// Every command in a few bytes, by operation code.
fn all<'c>(commands: impl Iterator<Item = &'c CommandDefinition>, timeouts: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut commands: Vec<_> = commands.collect();
    commands.sort_by_key(|command| (command.operation, command.service_action));
    for command in commands {
        // SERVACTV, CTDP.
        let flags = u8::from(command.service_action.is_some()) | u8::from(!timeouts.is_empty()) << 1;
        body.extend([command.operation, 0, 0, command.service_action.unwrap_or(0), 0, flags]);
        body.extend(length(command).to_be_bytes());
        body.extend(timeouts);
    }
    [u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes().to_vec(), body].concat()
}

/// One command with its block.
fn one(command: Option<&CommandDefinition>, timeouts: &[u8]) -> Vec<u8> {
    // SUPPORT: 1, it is not; 3, it is, as the standard has it.
    let Some(command) = command else { return vec![0x00, 0x01, 0x00, 0x00] };
    let flags = 0x03 | u8::from(!timeouts.is_empty()) << 7;
    let mut usage = command.usage.to_vec();
    if let (Some(action), Some(byte)) = (command.service_action, usage.get_mut(1)) {
        // The code itself stands there, and no mask of its field.
        *byte = *byte & !SERVICE_ACTION | action;
    }
    [&[0x00, flags], &length(command).to_be_bytes()[..], &usage, timeouts].concat()
}

fn length(command: &CommandDefinition) -> u16 {
    u16::try_from(command.usage.len()).unwrap_or(u16::MAX)
}
