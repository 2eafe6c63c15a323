//! SCSI commands: byte by byte, or by name with fields; and what hosts do besides.

use rsmlab_scsi::answer::Status;
use rsmlab_scsi::template::{GapContent, TEMPLATES, Template, TemplateGap, Units};

use super::Reader;
use super::fields::{Allowed, Fields, GivenValue};
use super::names::NamedThing;
use super::reference::ReferenceKind as Refers;
use crate::diagnose::Mistake;
use crate::grammar;
use crate::model::{InitiatorAct, InitiatorDeed, Name, Reference, ScsiCommand, ScsiRequest, ScsiValue, Sends};
use crate::tree::{Literal, Node};

/// What can be sent a command.
const UNITS: &[Refers] = &[Refers::Library, Refers::Drive];
/// What has an element address.
const ELEMENTS: &[Refers] = &[Refers::Slot, Refers::Drive, Refers::Cell, Refers::Port, Refers::Transport];
/// The longest block, in bytes.
const LONGEST_BLOCK: usize = 16;

impl Reader {
    pub(super) fn scsi(&mut self, node: &Node) -> Option<ScsiCommand> {
        let word = node.entries.iter().filter(|entry| entry.key().is_none()).nth(1).and_then(|entry| entry.value.as_string());
        let template = word.and_then(Template::find);
        let own = template.map_or(&[][..], |template| template.fields).iter().map(|field| field.name);
        let properties: Vec<&str> = own.chain(grammar::SCSI.iter().map(|property| property.name)).collect();
        let texts: Vec<&str> = grammar::SCSI.iter().filter(|property| property.text).map(|property| property.name).collect();
        let node_name = word.filter(|_| template.is_some()).map_or_else(|| String::from("scsi"), |word| format!("scsi ... {word}"));
        let allowed = Allowed { texts: &texts, ..Allowed::new(&node_name, &["unit", "command"], &properties) };
        self.no_braces(node, "`scsi`");
        let mut fields = self.fields_within(node, &allowed);
        let unit = self.next(&mut fields, |reader, given| reader.reference(given, UNITS));
        let Some(given) = fields.next() else {
            self.missing(&fields, "scsi", "its unit and its command: scsi L1 TEST-UNIT-READY");
            return None;
        };
        let is_by_number = fields.has("lun");
        let request = match template {
            // What a number without a unit answers, every command may ask.
            Some(template) => self.named_request(&mut fields, &given, template, unit.as_ref().filter(|_| !is_by_number)),
            None => self.block(&given),
        };
        let host = match fields.take("host") {
            Some(given) => self.host(&given),
            None => Name::new(ScsiCommand::HOST),
        };
        let lun = self.may(&mut fields, "lun", |reader, given| reader.lun(given, unit.as_ref()));
        let most = match &request {
            Some(ScsiRequest::Named(template, _)) => template.most_sent(),
            Some(ScsiRequest::Block(_)) | None => None,
        };
        let sends = self.may(&mut fields, "sends", |reader, given| reader.sent(given, most)).unwrap_or(Sends::Bytes(Vec::new()));
        let expect = self.may(&mut fields, "expect", |reader, given| reader.word(given, Status::WORDS));
        let sense = self.may(&mut fields, "sense", Self::sense);
        let sense_data = self.may(&mut fields, "sense-data", Self::bytes);
        let reads = self.may(&mut fields, "reads", Self::bytes);
        let within = self.may(&mut fields, "within", Self::duration);
        let not_before = self.may(&mut fields, "not-before", Self::duration);
        Some(ScsiCommand { host: host?, unit: unit?, lun, request: request?, sends, expect, sense, sense_data, reads, within, not_before })
    }

    fn host(&mut self, given: &GivenValue<'_>) -> Option<Name> {
        let name = given.value.as_string().and_then(Name::new);
        if name.is_none() {
            let mistake = Mistake::new(given.span, format!("{} is no name of a host", given.value), "not a name");
            self.mistake(mistake.help("a name begins with a letter and goes on with letters, digits, - and _"));
        }
        name
    }

    /// The number of a logical unit of a library.
    fn lun(&mut self, given: &GivenValue<'_>, unit: Option<&Reference>) -> Option<u16> {
        if unit.is_some_and(|unit| Refers::of(unit) != Refers::Library) {
            let mistake = Mistake::new(given.span, "a drive has its number already", "two units for one command");
            self.mistake(mistake.help("say the library: scsi L1 TEST-UNIT-READY lun=9"));
            return None;
        }
        self.number(given, 0, u16::MAX.into())
    }

    /// What a host does beside sending commands.
    pub(super) fn initiator_act(&mut self, fields: &mut Fields<'_>) -> Option<InitiatorAct> {
        const ACTS: [&str; 5] = ["join", "leave", "reset", "reset-target", "abort"];
        let host = self.next(fields, |reader, given| reader.host(given));
        let said: Vec<&str> = ACTS.into_iter().filter(|act| fields.has(act)).collect();
        let [act] = said.as_slice() else {
            let (message, help) = if said.is_empty() {
                ("the initiator does nothing", format!("what fits: {}=", ACTS.join("=, ")))
            } else {
                ("an initiator does one thing at a time", format!("write a node for each: {}=", said.join("=, ")))
            };
            self.mistake(Mistake::new(fields.span, message, "one act a node").help(help));
            return None;
        };
        let given = fields.take(act)?;
        let what = match *act {
            "join" => self.named(&given, NamedThing::Library).map(InitiatorDeed::Join),
            "leave" => self.named(&given, NamedThing::Library).map(InitiatorDeed::Leave),
            "reset" => self.reference(&given, UNITS).map(InitiatorDeed::Reset),
            "reset-target" => self.named(&given, NamedThing::Library).map(InitiatorDeed::ResetTarget),
            _ => {
                let command = self.may(fields, "command", |reader, given| reader.number(given, 1, u32::MAX));
                self.reference(&given, UNITS).map(|unit| InitiatorDeed::Abort { unit, command: command.unwrap_or(InitiatorDeed::OLDEST) })
            }
        };
        self.left_over(fields, "goes with `abort=`");
        Some(InitiatorAct { host: host?, what: what? })
    }

    /// A command by its name.
    fn named_request(
        &mut self,
        fields: &mut Fields<'_>,
        given: &GivenValue<'_>,
        template: &'static Template,
        unit: Option<&Reference>,
    ) -> Option<ScsiRequest> {
        let is_of_unit = match (template.units, unit) {
            (Units::Changer, Some(unit)) => Refers::of(unit) == Refers::Library,
            (Units::Drives, Some(unit)) => Refers::of(unit) == Refers::Drive,
            (Units::Any, _) | (_, None) => true,
        };
        if !is_of_unit {
            let (whose, example) = if template.units == Units::Changer { ("the changer", "L1") } else { ("a drive", "L1.drive.1") };
            let mistake = Mistake::new(given.span, format!("`{}` is a command of {whose}", template.name), "another unit");
            self.mistake(mistake.help(format!("send it to {example}, or say its bytes")));
        }
        let mut said = Vec::new();
        for field in template.fields {
            match fields.take(field.name) {
                Some(given) => said.push((field.name, self.field_value(&given, field)?)),
                None if field.default.is_none() => {
                    self.required(fields, &format!("scsi ... {}", template.name), &[(field.name, "")]);
                    return None;
                }
                None => {}
            }
        }
        Some(ScsiRequest::Named(template, said))
    }

    fn field_value(&mut self, given: &GivenValue<'_>, field: &TemplateGap) -> Option<ScsiValue> {
        match (field.takes, given.value) {
            (GapContent::Bits(_), _) => self.truth(given).map(|truth| ScsiValue::Number(truth.into())),
            (GapContent::Element, Literal::Text(_)) => self.reference(given, ELEMENTS).map(ScsiValue::Element),
            (GapContent::Element, _) => self.integer(given, 0, u16::MAX.into()).map(ScsiValue::Number),
            (GapContent::Number, _) => {
                let number = self.integer(given, i32::MIN.into(), u32::MAX.into())?;
                if !field.holds(number) {
                    let mistake = Mistake::new(given.span, format!("{} does not hold {number}", given.what), "too large");
                    self.mistake(mistake.help("the field of the command has fewer bytes"));
                    return None;
                }
                Some(ScsiValue::Number(number))
            }
        }
    }

    /// A command descriptor block, byte by byte.
    fn block(&mut self, given: &GivenValue<'_>) -> Option<ScsiRequest> {
        let word = given.value.as_string().unwrap_or_default();
        let bytes = hexadecimal(word).filter(|bytes| (1..=LONGEST_BLOCK).contains(&bytes.len()));
        if bytes.is_none() {
            let names = TEMPLATES.iter().map(|template| template.name);
            let mistake = Mistake::new(given.span, format!("{} is no SCSI command", given.value), "neither a name nor bytes");
            let is_bytes = word.chars().next().is_some_and(|first| first.is_ascii_digit()) || word.contains(' ');
            self.mistake(if is_bytes {
                mistake.help(format!("up to {LONGEST_BLOCK} bytes in hexadecimal, in quotes: \"A5 00 00 00 10 01 01 00 00 00 00 00\""))
            } else {
                mistake.fits(word, names)
            });
        }
        bytes.map(ScsiRequest::Block)
    }

    /// What is sent: bytes in hexadecimal, or how many.
    /// What comes with a command, no more than its block can tell.
    fn sent(&mut self, given: &GivenValue<'_>, most: Option<u64>) -> Option<Sends> {
        let sends = match given.value {
            Literal::Integer(_) => self.number(given, 0, Sends::MOST).map(Sends::Pattern),
            _ => self.bytes(given).map(Sends::Bytes),
        }?;
        if let Some(most) = most.filter(|most| sends.count() > *most) {
            let mistake = Mistake::new(given.span, format!("the command cannot say that more than {most} bytes come with it"), "too many");
            self.mistake(mistake.help("send several commands"));
            return None;
        }
        Some(sends)
    }

    fn bytes(&mut self, given: &GivenValue<'_>) -> Option<Vec<u8>> {
        let bytes = hexadecimal(given.value.as_string().unwrap_or("?"));
        if bytes.is_none() {
            let mistake = Mistake::new(given.span, format!("{} is not bytes", given.value), "not understood");
            self.mistake(mistake.help("two hexadecimal digits a byte, in quotes: \"00 1F FF\""));
        }
        bytes
    }
}

/// Bytes in hexadecimal: two digits each, with blanks between them.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    // A number may have a sign, and a byte has none.
    let is_byte = |word: &str| word.len() == 2 && word.bytes().all(|digit| digit.is_ascii_hexdigit());
    let byte = |word: &str| u8::from_str_radix(word, 16).ok().filter(|_| is_byte(word));
    text.split_whitespace().map(byte).collect()
}
