//! SCSI commands as nodes.

use super::{Literal, Node};
use crate::model::{InitiatorAct, InitiatorDeed, ScsiCommand, ScsiRequest, ScsiValue, Sends};
use rsmlab_scsi::template::{GapContent, Template};

pub(super) fn scsi(command: &ScsiCommand) -> Node {
    let node = Node::new("scsi").argument(command.unit.to_string());
    let node = match &command.request {
        ScsiRequest::Block(bytes) => node.argument(hexadecimal(bytes)),
        ScsiRequest::Named(template, said) => {
            let node = node.argument(template.name);
            said.iter().fold(node, |node, (name, value)| node.with(name, field_value(template, name, value)))
        }
    };
    let sends: Option<Literal> = match &command.sends {
        Sends::Bytes(bytes) if bytes.is_empty() => None,
        Sends::Bytes(bytes) => Some(hexadecimal(bytes).into()),
        Sends::Pattern(length) => Some((*length).into()),
    };
    node.unless(ScsiCommand::HOST, "host", command.host.as_str())
        .maybe("lun", command.lun)
        .maybe("sends", sends)
        .maybe("expect", command.expect.map(|status| status.word()))
        .maybe("sense", command.sense.map(|sense| sense.to_string()))
        .maybe("sense-data", command.sense_data.as_deref().map(hexadecimal))
        .maybe("reads", command.reads.as_deref().map(hexadecimal))
        .maybe("within", command.within)
        .maybe("not-before", command.not_before)
}

pub(super) fn initiator(act: &InitiatorAct) -> Node {
    let node = Node::new("initiator").argument(act.host.as_str());
    match &act.what {
        InitiatorDeed::Join(library) => node.with("join", library.as_str()),
        InitiatorDeed::Leave(library) => node.with("leave", library.as_str()),
        InitiatorDeed::Reset(unit) => node.with("reset", unit.to_string()),
        InitiatorDeed::ResetTarget(library) => node.with("reset-target", library.as_str()),
        InitiatorDeed::Abort { unit, command } => node.with("abort", unit.to_string()).unless(InitiatorDeed::OLDEST, "command", *command),
    }
}

fn field_value(template: &Template, name: &str, value: &ScsiValue) -> Literal {
    let is_flag = template.field(name).is_some_and(|field| matches!(field.takes, GapContent::Bits(_)));
    match value {
        ScsiValue::Element(element) => element.to_string().into(),
        ScsiValue::Number(number) if is_flag => (*number != 0).into(),
        ScsiValue::Number(number) => (*number).into(),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}
