//! Words that traces print for what has no name of its own: who acts, and values that stand for none.

use super::{Knowledge, Meaning, SectionEntry};

/// A word, what it is and what it means.
type Printed = (&'static str, &'static str, &'static str);

/// Who acts in a trace, besides clients and libraries, which have the names of the scenario; and what stands for no name.
const WORDS: &[Printed] = &[
    ("scenario", "actor of a trace", "The scenario itself: it sets the stage, and says what things are called."),
    ("engine", "actor of a trace", "The engine that is put to the test: it answers, commands, writes and tells."),
    ("store", "actor of a trace", "The database below the engine: it says whether what was written is durable."),
    ("fault", "actor of a trace", "Trouble: a fault is armed, strikes a use of its part, and is over."),
    ("service", "actor of a trace", "The service as a process: it starts, reads its database, fails and stops."),
    ("clock", "actor of a trace", "The clock: a deadline of the engine has come. What had begun to wait for it stands further up."),
    ("TapeAlert", "flag of a drive", "A flag with which a drive says that something is wrong, counted from 1."),
    ("INFINITE", "value of a time-out", "The time-out that never comes: the call waits as long as it takes (4294967295 milliseconds)."),
    ("#null", "argument of a call", "A NULL pointer: the caller has passed nothing where something can be passed."),
    ("NULL", "argument of a call", "A NULL pointer: the caller has passed nothing where something can be passed."),
    ("nothing", "id of no object", "The id that is all zero, which stands for no object (NTMS_NULL_GUID)."),
    ("LOCALHOST", "name of a computer", "The computer that the service runs on, where the scenario does not call it otherwise."),
    ("MTF", "format of a label", "Microsoft Tape Format: the on-media labels that the service can read. What comes after it is the id."),
    ("Free", "media pool", "The system pool of media that belong to nobody and hold nothing of value; with a dot, that of a media type."),
    ("Import", "media pool", "The system pool of media that came with a label that nobody here knows; with a dot, that of a media type."),
    (
        "Unrecognized",
        "media pool",
        "The system pool of media whose label cannot be read or has no known format; with a dot, that of a media type.",
    ),
    ("armed", "event of a trace", "A fault is put into its part. It does nothing before the part is used, or before its turn."),
    ("strikes", "event of a trace", "A fault spoils a use of its part, and which command that was."),
    ("over", "event of a trace", "A fault has ended; or, of a request, that it has, with the operation, the state and the error it keeps."),
];

/// All of them.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(printed, ..)| *printed)
}

impl Knowledge<'_> {
    pub(super) fn printed(&self, word: &str) -> Vec<Meaning> {
        // The system pool of a media type is called after both.
        let head = word.split_once('.').map_or(word, |(pool, _)| pool);
        let found = WORDS.iter().filter(|(printed, ..)| *printed == head);
        found
            .map(|(_, kind, meaning)| {
                Meaning::new(*kind, *meaning).documented(
                    [SectionEntry::text("CONTRIBUTING.md, A scenario failed: how a trace is read")],
                    "Read the line from left to right: its number, the time, who, what, and after `<-` the number of the line that brought it about.",
                )
            })
            .collect()
    }
}
