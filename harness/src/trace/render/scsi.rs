//! SCSI commands and their answers, in words.

use rsmlab_scsi::cdb::Cdb;
use rsmlab_scsi::common;

use super::Renderer;
use crate::trace::scsi::{CommandEnd, NexusEvent, NexusEventKind, ParameterList, Payload, Sent};

/// Bytes that went with a command, by their number.
fn bytes(Payload { length, .. }: Payload) -> String {
    let plural = if length == 1 { "" } else { "s" };
    format!("{length} byte{plural}")
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

impl Renderer {
    /// A command: its name, the unit it is sent to, its block, and what comes with it.
    pub(super) fn sent(&self, sent: &Sent) -> String {
        let Sent { library, lun, changer, block, data, .. } = sent;
        let name = common::name_of(*changer, &Cdb::new(block)).unwrap_or("an unknown command");
        let data = if data.length == 0 { String::new() } else { format!(", {}", bytes(*data)) };
        format!("sends {} lun {lun}: {name}, {}{data}", self.names.library(*library), hexadecimal(block))
    }

    /// The end of a command: its status, its sense and what there is to read.
    pub(super) fn came(came: &CommandEnd) -> String {
        let sense = came.sense.map_or_else(String::new, |sense| format!(" [{sense}]"));
        let data = if came.data.length == 0 { String::new() } else { format!(", {}", bytes(came.data)) };
        format!("answers {}: {}{sense}{data}", came.host, came.status.word())
    }

    /// The parameter list of a command, byte by byte.
    pub(super) fn parameters(list: &ParameterList) -> String {
        format!("with the parameter list {}", hexadecimal(&list.bytes))
    }

    /// What a host does beside sending commands.
    pub(super) fn nexus(&self, NexusEvent { library, what }: &NexusEvent) -> String {
        let library = self.names.library(*library);
        match what {
            NexusEventKind::Joins => format!("comes to {library}"),
            NexusEventKind::Leaves => format!("leaves {library}"),
            NexusEventKind::Resets(lun) => format!("resets {library} lun {lun}"),
            NexusEventKind::ResetsTarget => format!("resets every logical unit of {library}"),
            NexusEventKind::Aborts(_) => format!("aborts a command to {library}"),
        }
    }
}
