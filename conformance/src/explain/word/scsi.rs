//! Words of SCSI: the commands that hosts send, how they end, and the senses with which they say why not.

use rsmlab_language::model::{FLAGS, MediumKind};
use rsmlab_scsi::answer::Status;
use rsmlab_scsi::command::CommandDefinition;
use rsmlab_scsi::common;
use rsmlab_scsi::template::{TEMPLATES, Units};

use super::engine::sense_code;
use super::{Knowledge, Meaning, SectionEntry};

/// Where SCSI is documented.
const STANDARDS: [&str; 2] = ["SPC-4, SMC-3 and SSC-3 of INCITS T10", "scenarios/README.md, `scsi`, and scenarios/scsi/README.md"];

impl Knowledge<'_> {
    /// What a word of the name of a command means, or the name that scenarios have for one.
    #[expect(clippy::unused_self, reason = "each kind of word is asked for in the same way")]
    pub(super) fn scsi_commands(&self, word: &str) -> Vec<Meaning> {
        if word.is_empty() {
            return Vec::new();
        }
        let in_name = |command: &CommandDefinition| command.name == word || command.name.split([' ', '(', ')']).any(|part| part == word);
        let commands: Vec<SectionEntry> =
            common::every().filter(|(_, command)| in_name(command)).map(|(units, command)| told(units, command)).collect();
        let templates: Vec<SectionEntry> = TEMPLATES
            .iter()
            .filter(|template| template.name == word)
            .map(|template| SectionEntry::keyed(template.name, &fields(template.fields)))
            .collect();
        if commands.is_empty() && templates.is_empty() {
            return Vec::new();
        }
        let meaning = Meaning::new("SCSI", "A command that hosts send to a changer or a drive has it in its name.")
            .with("commands", commands)
            .with("in scenarios", templates);
        vec![meaning.documented(STANDARDS.map(SectionEntry::text), "Send it in a scenario: scsi L1 NAME, or byte by byte.")]
    }

    /// What the status of a command means.
    #[expect(clippy::unused_self, reason = "each kind of word is asked for in the same way")]
    pub(super) fn scsi_statuses(&self, word: &str) -> Vec<Meaning> {
        let status = Status::WORDS.iter().find(|(name, _)| *name == word);
        let meaning = |(_, status): &(&str, Status)| Meaning::new("status of a SCSI command", status.meaning());
        let documented = |meaning: Meaning| {
            meaning.documented(
                STANDARDS.map(SectionEntry::text),
                "Demand it in a scenario: scsi ... expect=STATUS, or sense=\"KEY/ASC/ASCQ\".",
            )
        };
        status.map(meaning).map(documented).into_iter().collect()
    }

    /// What a flag of an element descriptor means, or a kind of cartridge.
    #[expect(clippy::unused_self, reason = "each kind of word is asked for in the same way")]
    pub(super) fn descriptors(&self, word: &str) -> Vec<Meaning> {
        let flags = FLAGS
            .iter()
            .filter(|flag| flag.name == word)
            .map(|flag| of_descriptor("flag of an element descriptor", format!("{} It is {:02X}h of byte 2.", flag.meaning, flag.bit)));
        let kinds = MediumKind::WORDS.iter().filter(|(name, _)| *name == word).map(|(_, kind)| {
            of_descriptor("kind of cartridge", format!("{} Its medium type in an element descriptor is {}.", kind.meaning(), kind.code()))
        });
        flags.chain(kinds).collect()
    }

    /// When commands of hosts end with a sense.
    #[expect(clippy::unused_self, reason = "each kind of word is asked for in the same way")]
    pub(super) fn scsi_senses(&self, word: &str) -> Vec<Meaning> {
        let Some(code) = sense_code(word) else { return Vec::new() };
        let own = common::every().flat_map(|(_, command)| command.senses.iter().map(move |refusal| (command.name, refusal)));
        let all = common::OF_ALL.iter().map(|refusal| ("every command", refusal));
        let said: Vec<SectionEntry> = all
            .chain(own)
            .filter(|(_, refusal)| refusal.sense == code)
            .map(|(name, refusal)| SectionEntry::keyed(name, refusal.when))
            .collect();
        if said.is_empty() {
            return Vec::new();
        }
        let meaning = Meaning::new("sense of a SCSI command", "A command that a host has sent ends with it.").with("when", said);
        vec![meaning.documented(STANDARDS.map(SectionEntry::text), "scenarios/scsi/README.md names the scenario that sees it.")]
    }
}

/// A word of an element descriptor.
fn of_descriptor(kind: &str, lead: String) -> Meaning {
    Meaning::new(kind, lead).documented(
        [SectionEntry::text("SMC-3 of INCITS T10, READ ELEMENT STATUS; scenarios/README.md, `check`")],
        "Demand it in a scenario: check L1.slot.1 flags=FULL+ACCESS kind=data. READ ELEMENT STATUS tells it to hosts.",
    )
}

/// A command in a line: who serves it, and its operation code.
fn told(units: Units, command: &CommandDefinition) -> SectionEntry {
    let of = match units {
        Units::Any => "of changers and drives",
        Units::Changer => "of changers",
        Units::Drives => "of drives",
    };
    let action = command.service_action.map_or_else(String::new, |action| format!(", service action {action:02X}h"));
    SectionEntry::keyed(command.name, &format!("{:02X}h{action}, {of}", command.operation))
}

/// The fields of a template, as they are written.
fn fields(fields: &[rsmlab_scsi::template::TemplateGap]) -> String {
    let names: Vec<String> = fields.iter().map(|field| format!("{}=", field.name)).collect();
    if names.is_empty() { "has no fields".to_owned() } else { format!("has the fields {}", names.join(", ")) }
}
