//! Words of the engine: why it refuses, how far work is, and what hardware fails with.

use std::collections::BTreeSet;

use rsmlab_engine::every_phase;
use rsmlab_engine::function::Function;
use rsmlab_engine::method::{refusals, table};
use rsmlab_engine::port::hardware::{DriveAlert, Exception, Failure, HardwareEvent, SenseCode};
use rsmlab_engine::port::sense::Problem;
use rsmlab_engine::refusal::Refusal;
use rsmlab_sim::fault::{FaultKind, FaultSite, Use};

use super::{Knowledge, Meaning, SectionEntry, key};

/// Where sense codes come from.
const SCSI: &str = "SCSI Primary Commands (SPC) and SCSI Medium Changer Commands (SMC): sense key, additional sense code, qualifier";
/// Where the words of changer drivers come from.
const CHANGER: &str = "ntddchgr.h and winerror.h (1160 to 1167): what a Windows changer driver says";
/// Where rules are that no document has.
const CATALOGUE: &str = "conformance/catalogue/model/, where documents are silent; explain the rule for the decision it rests on";
/// Where the source describes trouble with devices.
const DEVICES: &str = "sim/README.md: each kind of trouble with the scenario that shows it";

impl Knowledge<'_> {
    pub(super) fn refusals(&self, word: &str) -> Vec<Meaning> {
        let same: Vec<&Refusal> = refusals().filter(|refusal| key(refusal.name) == key(word)).collect();
        let Some(first) = same.first() else { return Vec::new() };
        let statuses: BTreeSet<&str> = same.iter().map(|refusal| refusal.status.name()).collect();
        let statuses = statuses.into_iter().collect::<Vec<_>>().join(" or ");
        let functions = Function::ALL.iter().filter(|function| table(**function).iter().any(|refusal| refusal.name == first.name));
        let functions: Vec<&str> = functions.map(|function| function.name()).collect();
        let by = if functions.is_empty() { "a request ends".to_owned() } else { "a call is refused, or its request ends,".to_owned() };
        let rows: BTreeSet<&str> = same.iter().flat_map(|refusal| refusal.rows).copied().collect();
        let about = |id: &&str| {
            let when = self.catalogue.row(id).map(|row| row.row.when.clone());
            SectionEntry::keyed(id, &when.or_else(|| self.catalogue.rule(id).map(|rule| rule.text.to_owned())).unwrap_or_default())
        };
        let of_row = |id: &str| self.catalogue.row(id).map(|row| row.row.sources.as_slice());
        let of_rule = |id: &str| self.catalogue.rule(id).map(|rule| rule.sources);
        let documents = self.named_once(rows.iter().filter_map(|id| of_row(id).or_else(|| of_rule(id))).flatten());
        // What no document has is in the catalogue all the same, with the choice that was made.
        let documents = if documents.is_empty() { vec![SectionEntry::text(CATALOGUE)] } else { documents };
        let meaning = Meaning::new("refusal of the engine", format!("The condition on which {by} with {statuses}."))
            .with("because", rows.iter().map(about))
            .with("checked by", functions.iter().map(SectionEntry::text))
            .documented(
                documents,
                "Explain the rows: each tells when it is due, in which order conditions are checked, and which scenarios show it. If the \
                 call should have been refused, say so in the scenario with expect=; if not, look in the trace at what came before it.",
            );
        vec![meaning]
    }

    pub(super) fn failures(&self, word: &str) -> Vec<Meaning> {
        let found = Failure::ALL.iter().filter(|failure| key(&format!("{failure:?}")) == key(word));
        found
            .map(|failure| {
                let changer = failure.changer_error().map(|error| SectionEntry::keyed(error.name(), "the error of the changer driver"));
                let told = [
                    SectionEntry::keyed(failure.status().name(), "the error that a request keeps when this ends it (dwErrorCode)"),
                    SectionEntry::keyed(&failure.sense().to_string(), "the sense with which the device reports it"),
                    SectionEntry::keyed(failure.problem().name(), "what a changer driver says is wrong"),
                ];
                let faults = FaultKind::ALL.iter().filter(|kind| brings(**kind, *failure));
                Meaning::new("failure of the hardware", format!("{} Traces say: {}.", failure.meaning().trim(), failure.words()))
                    .with("told as", told.into_iter().chain(changer))
                    .with("brought about by", faults.map(|kind| SectionEntry::keyed(kind.name(), kind.meaning().trim())))
                    .documented([SCSI, CHANGER, DEVICES].map(SectionEntry::text), TO_DO_ABOUT_DEVICES)
            })
            .collect()
    }

    /// A sense code, as traces have it in brackets: `4/15/01`.
    pub(super) fn senses(&self, word: &str) -> Vec<Meaning> {
        let Some(code) = sense_code(word) else { return Vec::new() };
        let failures = Failure::ALL.iter().filter(|failure| failure.sense() == code);
        let failures = failures.map(|failure| SectionEntry::keyed(&format!("{failure:?}"), failure.meaning().trim()));
        let alerts = DriveAlert::ALL
            .iter()
            .filter(|alert| alert.sense() == code)
            .map(|alert| SectionEntry::keyed(alert.name(), alert.meaning().trim()));
        let events = EVENTS.iter().filter(|(event, _)| event.sense() == Some(code)).map(|(_, told)| SectionEntry::text(told));
        let states = Exception::ALL.iter().filter(|exception| exception.sense() == code);
        let states = states.map(|exception| SectionEntry::keyed(exception.name(), "what a library says is out of order in an element"));
        let reader = FaultKind::Fails.sense(READER, Use::Scan).filter(|sense| *sense == code);
        let reader = reader.map(|_| SectionEntry::keyed(FaultKind::Fails.name(), "a bar-code reader that reads nothing"));
        let said: Vec<SectionEntry> = failures.chain(alerts).chain(events).chain(states).chain(reader).collect();
        if said.is_empty() {
            return Vec::new();
        }
        let lead = format!(
            "What a device reports: {}, additional sense code {:02X}h, qualifier {:02X}h.",
            sense_key(code.key),
            code.asc,
            code.ascq
        );
        vec![
            Meaning::new("sense code", lead)
                .with("reported for", said)
                .documented([SCSI, DEVICES].map(SectionEntry::text), TO_DO_ABOUT_DEVICES),
        ]
    }

    pub(super) fn phases(&self, word: &str) -> Vec<Meaning> {
        let found: Vec<_> = every_phase().filter(|(_, name, _)| key(name) == key(word)).collect();
        if found.is_empty() {
            return Vec::new();
        }
        let told = found.iter().map(|(operations, _, meaning)| {
            SectionEntry::keyed(&operations.iter().map(|operation| operation.name()).collect::<Vec<_>>().join(", "), meaning)
        });
        let meaning = Meaning::new(
            "phase of a library request",
            "How far the work of a library request is; traces tell when it goes from one phase to the next.",
        )
        .with("of", told)
        .documented(
            [SectionEntry::text(
                "ARCHITECTURE.md, and the file of the operation in engine/src/operation/; documents know states of requests, and no phases",
            )],
            "Follow the request through the trace (rsmlab run --trace FILE): what it waits for in this phase is the command before it.",
        );
        vec![meaning]
    }

    /// What a library says is out of order in an element.
    pub(super) fn exceptions(&self, word: &str) -> Vec<Meaning> {
        let found = Exception::ALL.iter().filter(|exception| key(exception.name()) == key(word));
        found
            .map(|exception| {
                let sense = SectionEntry::keyed(&exception.sense().to_string(), "the sense that says so");
                Meaning::new(
                    "exception of an element",
                    format!("What a library says is out of order in an element that it looks at: number {}.", exception.number()),
                )
                .with("told as", [sense])
                .documented([CHANGER, SCSI].map(SectionEntry::text), TO_DO_ABOUT_DEVICES)
            })
            .collect()
    }

    pub(super) fn problems(&self, word: &str) -> Vec<Meaning> {
        let found = Problem::ALL.iter().filter(|problem| key(problem.name()) == key(word));
        found
            .map(|problem| {
                let failures = Failure::ALL.iter().filter(|failure| failure.problem() == *problem);
                Meaning::new(
                    "problem of a changer",
                    format!(
                        "What a changer driver says is wrong with the changer: number {} of CHANGER_DEVICE_PROBLEM_TYPE.",
                        problem.number()
                    ),
                )
                .with("said of", failures.map(|failure| SectionEntry::keyed(&format!("{failure:?}"), failure.meaning().trim())))
                .documented([SectionEntry::text(CHANGER)], TO_DO_ABOUT_DEVICES)
            })
            .collect()
    }
}

/// What to do when hardware fails.
pub(super) const TO_DO_ABOUT_DEVICES: &str = "Find the fault that brought it about: a failure shows it among what led to it, as `armed:` or \
    `strikes`. In a scenario, heal it or let it end; ARCHITECTURE.md says what is promised while it lasts, and once it is over.";

const LIBRARY: rsmlab_engine::port::hardware::LibraryAddress = rsmlab_engine::port::hardware::LibraryAddress(0);
const READER: FaultSite = FaultSite::Reader(LIBRARY);

/// Whether a fault of some part makes some use of it fail so.
pub(super) fn brings(kind: FaultKind, failure: Failure) -> bool {
    let parts = [
        FaultSite::Library(LIBRARY),
        FaultSite::Transport(LIBRARY, 1),
        FaultSite::Drive(LIBRARY, 1),
        FaultSite::Slot(LIBRARY, 1),
        FaultSite::Port(LIBRARY, 1),
        FaultSite::Door(LIBRARY, 1),
        FaultSite::Magazine(LIBRARY, 1),
    ];
    let uses = [Use::Carry, Use::Load, Use::Unload, Use::Clean, Use::Take, Use::Put, Use::ReadLabel, Use::Access, Use::Command, Use::Reach];
    parts.into_iter().any(|part| {
        uses.into_iter()
            .any(|usage| part.kinds().contains(&kind) && kind.is_met_by(part, usage) && kind.failure(part, usage) == Some(failure))
    })
}

/// Everything that a library says unasked, in words.
const EVENTS: [(HardwareEvent, &str); 13] = [
    (HardwareEvent::Attached, "a library that has been connected, or is back"),
    (HardwareEvent::Reset, "a library that starts from the beginning"),
    (HardwareEvent::PortFull(1), "a port into which somebody has put a cartridge"),
    (HardwareEvent::PortExtended(1), "a port that was pulled out"),
    (HardwareEvent::PortRetracted(1), "a port that was pushed in"),
    (HardwareEvent::DoorOpened(1), "a door that was opened"),
    (HardwareEvent::DoorClosed(1), "a door that was closed"),
    (HardwareEvent::DriveLoaded(1), "a drive into which somebody has put a cartridge"),
    (HardwareEvent::DriveEmptied(1), "a drive out of which somebody has taken the cartridge"),
    (HardwareEvent::DriveRemoved(1), "a drive that was taken out"),
    (HardwareEvent::DriveInstalled(1), "a drive that was put in"),
    (HardwareEvent::MagazineRemoved(1), "a magazine that was taken out"),
    (HardwareEvent::MagazineInserted(1), "a magazine that was put in"),
];

/// A sense code as traces write it.
pub(super) fn sense_code(word: &str) -> Option<SenseCode> {
    let mut parts = word.split('/').map(|part| u8::from_str_radix(part, 16));
    let code = SenseCode::new(parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    parts.next().is_none().then_some(code)
}

/// What a sense key says.
const fn sense_key(key: u8) -> &'static str {
    match key {
        0 => "no sense",
        1 => "recovered error",
        2 => "not ready",
        3 => "medium error",
        4 => "hardware error",
        5 => "illegal request",
        6 => "unit attention",
        7 => "data protect",
        11 => "aborted command",
        _ => "a sense key of its own",
    }
}
