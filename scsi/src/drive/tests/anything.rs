//! Any bytes give an answer.

use proptest::prelude::*;

use super::blank;
use crate::answer::Status;
use crate::cdb::Cdb;
use crate::command::CommandDefinition;
use crate::drive::refusal::{INVALID_FIELD, UNKNOWN_OPERATION};
use crate::drive::{COMMANDS, DriveStep, DriveUnit, Medium};

/// A block of a command that there is, its bits as they are looked at, or any bytes at all.
fn cdb() -> impl Strategy<Value = Vec<u8>> {
    let known = (proptest::sample::select(COMMANDS), proptest::collection::vec(any_byte(), 16)).prop_map(|(command, mut bytes)| {
        bytes.iter_mut().zip(command.usage).skip(1).for_each(|(byte, usage)| *byte &= usage);
        bytes.truncate(command.usage.len());
        bytes[0] = command.operation;
        if let Some(action) = command.service_action {
            bytes[1] = bytes[1] & !0x1F | action;
        }
        bytes
    });
    prop_oneof![4 => known, 1 => proptest::collection::vec(any::<u8>(), 0..20)]
}

fn any_byte() -> impl Strategy<Value = u8> {
    prop_oneof![3 => Just(0), 2 => 0..8_u8, 1 => any::<u8>()]
}

proptest! {
    #[test]
    fn any_bytes_give_an_answer(
        commands in proptest::collection::vec((cdb(), proptest::collection::vec(any_byte(), 0..200), 0..10_u8), 1..60),
        worm in any::<bool>(),
    ) {
        let mut drive = DriveUnit::default();
        let mut tape = blank(4000, worm);
        for (bytes, data, state) in commands {
            let medium = match state {
                0 => Medium::Absent,
                1 => Medium::Unthreaded,
                2 => Medium::Loading,
                3 => Medium::Unloading,
                4 => Medium::Cleaning,
                _ => Medium::Loaded(&mut tape),
            };
            let cdb = Cdb::new(&bytes);
            let asked = |command: &&CommandDefinition| {
                command.operation == cdb.operation() && command.service_action.is_none_or(|action| action == cdb.u8(1) & 0x1F)
            };
            let own = COMMANDS.iter().find(asked).map_or(&[][..], |command| command.senses);
            let sense = match drive.execute(crate::nexus::Nexus(0), medium, &cdb, &data) {
                Ok(DriveStep::Done(answer)) => {
                    prop_assert_eq!(answer.status == Status::Good, answer.sense.is_none());
                    answer.sense
                }
                Ok(DriveStep::Load | DriveStep::Unload) => None,
                Err(sense) => Some(sense),
            };
            if let Some(sense) = sense {
                let told = own.iter().chain([&INVALID_FIELD, &UNKNOWN_OPERATION]).any(|refusal| refusal.sense == sense.code);
                prop_assert!(told, "{:02X?} answers {}, of which its table does not speak", bytes, sense.code);
            }
            prop_assert!(tape.used(tape.end()) <= tape.make().capacity);
        }
    }
}
