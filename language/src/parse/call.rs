//! Calls: a client, a documented function, and what it passes.

use rsmlab_engine::function::Function;
use rsmlab_engine::record::state::ObjectKind;
use rsmlab_engine::time::Millis;

use super::Reader;
use super::fields::{Allowed, Fields, GivenValue, header};
use super::reference::ReferenceKind as Refers;
use crate::diagnose::Mistake;
use crate::grammar;
use crate::model::{Argument, Call, CallSession, Name, Reference, Value};
use crate::signature::{Brings, Default, Parameter, ParameterKind, SIGNATURES, Signature, SignatureField};
use crate::tree::{Literal, Node};
use crate::vocabulary::{self, Vocabulary};

impl Reader {
    /// A call of a client that is declared.
    pub fn call(&mut self, node: &Node) -> Option<Call> {
        // One whose name makes no sense has been reported; what it calls is read all the same.
        let client = Name::new(node.name());
        self.no_braces(node, "a call");
        let Some(signature) = self.signature(node) else {
            self.call_of_nothing(node);
            return None;
        };
        let mut fields = self.call_fields(node, signature);
        fields.next();
        let arguments = signature.parameters.iter().filter_map(|field| {
            let value = if field.parameter == Parameter::Media {
                self.media(&mut fields)
            } else {
                self.may(&mut fields, field.parameter.spelling(), |reader, given| reader.argument_value(given, field))
            };
            value.map(|value| Argument { parameter: field.parameter, value })
        });
        let arguments = arguments.collect();
        Some(Call {
            client: client?,
            function: signature.function,
            arguments,
            expect: self.may(&mut fields, "expect", Self::status),
            name: self.may(&mut fields, "as", Self::own_name),
            session: self.may(&mut fields, "session", Self::session).unwrap_or_default(),
            within: self.may(&mut fields, "within", Self::duration),
            not_before: self.may(&mut fields, "not-before", Self::duration),
        })
    }

    /// A call of an unknown function. What every call can have is read all the same, so that one mistake does
    /// not hide another.
    fn call_of_nothing(&mut self, node: &Node) {
        let mut fields = Fields::among(node, grammar::CALL);
        self.may(&mut fields, "expect", Self::status);
        self.may(&mut fields, "as", Self::own_name);
        self.may(&mut fields, "session", Self::session);
        self.may(&mut fields, "within", Self::duration);
        self.may(&mut fields, "not-before", Self::duration);
    }

    /// How the function that a call names is called.
    fn signature(&mut self, node: &Node) -> Option<&'static Signature> {
        let Some(entry) = node.entries.first().filter(|entry| entry.key.is_none()) else {
            let message = format!("what does {} call?", node.name());
            let mistake = Mistake::new(header(node), message, "no function");
            self.mistake(mistake.help("the name of a function follows the client: ann OpenNtmsSession"));
            return None;
        };
        let word = entry.value.as_string().unwrap_or_default();
        let function = Function::from_name(word);
        let signature = function.and_then(Signature::of);
        if signature.is_none() {
            let message = match function {
                Some(_) => format!("scenarios cannot call `{word}`"),
                None => format!("`{}` is no function", entry.value),
            };
            let mistake = Mistake::new(entry.span, message, "cannot be called");
            self.mistake(mistake.fits(word, SIGNATURES.iter().map(|signature| signature.function.name())));
        }
        signature
    }

    fn call_fields<'n>(&mut self, node: &'n Node, signature: &'static Signature) -> Fields<'n> {
        let takes_media = signature.field(Parameter::Media).is_some();
        let arguments: &[&str] = if takes_media { &["function", "media"] } else { &["function"] };
        let parameters = signature.parameters.iter().filter(|field| field.parameter != Parameter::Media);
        let properties = parameters.map(|field| field.parameter.spelling());
        let properties: Vec<&str> = properties.chain(grammar::CALL.iter().map(|property| property.name)).collect();
        let function = signature.function.name();
        let texts = signature.parameters.iter().filter(|field| field.kind == ParameterKind::Text).map(|field| field.parameter.spelling());
        let texts: Vec<&str> = texts.collect();
        let allowed = Allowed { texts: &texts, many: takes_media, ..Allowed::new(function, arguments, &properties) };
        let fields = self.fields_within(node, &allowed);
        let required = signature.parameters.iter().filter(|field| field.default == Default::Required);
        let required: Vec<(&str, &str)> = required.map(|field| (field.parameter.spelling(), field.meaning)).collect();
        self.required(&fields, function, &required);
        fields
    }

    /// The media of a mount or dismount: the arguments after the function.
    fn media(&mut self, fields: &mut Fields<'_>) -> Option<Value> {
        let (mut media, mut null) = (Vec::new(), None);
        while let Some(given) = fields.next() {
            if given.value.is_null() {
                null = Some(given.span);
            } else {
                media.extend(self.id(&given, Refers::likely(ObjectKind::LogicalMedium)));
            }
        }
        match null {
            Some(span) if !media.is_empty() => {
                self.mistake(Mistake::new(span, "#null is no medium among others", "a NULL array").help("pass #null alone, or drop it"));
                None
            }
            Some(_) => Some(Value::Null),
            None if media.is_empty() => None,
            None => Some(Value::Objects(media)),
        }
    }

    /// What is passed for a parameter.
    fn argument_value(&mut self, given: &GivenValue<'_>, field: &SignatureField) -> Option<Value> {
        let null = given.value.is_null();
        match &field.kind {
            ParameterKind::Id(_)
            | ParameterKind::Ids(_)
            | ParameterKind::Channel
            | ParameterKind::Room
            | ParameterKind::Text
            | ParameterKind::Pointer
                if null =>
            {
                Some(Value::Null)
            }
            ParameterKind::Id(kinds) => {
                let likely = kinds.first().map_or(Refers::IDS, |kind| Refers::likely(*kind));
                self.id(given, likely).map(Value::Object)
            }
            ParameterKind::Ids(_) => self.ids(given).map(Value::Objects),
            ParameterKind::Channel => self.channel(given).map(Value::Object),
            ParameterKind::Number { least, most, words } => self.number_or_word(given, *least, *most, words).map(Value::Number),
            ParameterKind::Flags(words) => self.flags(given, words).map(Value::Number),
            ParameterKind::Room => self.integer(given, 0, u32::MAX.into()).map(Value::Number),
            ParameterKind::Duration => self.timeout(given).map(Value::Number),
            ParameterKind::Text => self.text(given).map(Value::Text),
            ParameterKind::Pointer => self.wrong(given, "#null or nothing at all"),
        }
    }

    fn channel(&mut self, given: &GivenValue<'_>) -> Option<Reference> {
        if given.value.as_string() == Some("bogus") {
            return Some(Reference::Unknown);
        }
        self.made(given, |maker| maker.brings(Brings::Channel), "a channel", &["bogus"]).map(Reference::Made)
    }

    fn session(&mut self, given: &GivenValue<'_>) -> Option<CallSession> {
        match given.value.as_string() {
            Some("none") => Some(CallSession::None),
            Some("closed") => Some(CallSession::Closed),
            Some("bogus") => Some(CallSession::Bogus),
            Some(_) | None => {
                self.made(given, |maker| maker.brings(Brings::Session), "a session", &["none", "closed", "bogus"]).map(CallSession::Made)
            }
        }
    }

    /// A number, or a word for one.
    pub(super) fn number_or_word(&mut self, given: &GivenValue<'_>, least: i64, most: i64, words: &Vocabulary) -> Option<i64> {
        let Some(word) = given.value.as_string() else {
            return self.integer(given, least, most);
        };
        if words.values.is_empty() {
            return self.wrong(given, "a number");
        }
        let number = words.number(word);
        if number.is_none() {
            self.unfit(given, word, words.words());
        }
        number.map(i64::from)
    }

    /// Bits by their words, joined with `+`, or as a number.
    pub(super) fn flags(&mut self, given: &GivenValue<'_>, words: &Vocabulary) -> Option<i64> {
        let Some(text) = given.value.as_string() else {
            return self.integer(given, 0, u32::MAX.into());
        };
        let mut flags = Some(0);
        for word in text.split('+').map(str::trim) {
            match words.number(word) {
                Some(flag) => flags = flags.map(|flags| flags | i64::from(flag)),
                None => {
                    self.unfit(given, word, words.words());
                    flags = None;
                }
            }
        }
        flags
    }

    fn timeout(&mut self, given: &GivenValue<'_>) -> Option<i64> {
        match given.value {
            Literal::Integer(_) => self.integer(given, 0, u32::MAX.into()),
            Literal::Text(text) => {
                if let Some(number) = vocabulary::TIMEOUT.number(text) {
                    return Some(number.into());
                }
                let millis = self.duration(given)?;
                let number = u32::try_from(millis.0).ok();
                if number.is_none() {
                    let longest = Millis(u32::MAX.into());
                    let mistake = Mistake::new(given.span, format!("{} is at most {longest}", given.what), "too long");
                    self.mistake(mistake.help("the API counts milliseconds in 32 bits; a time-out that never comes is `infinite`"));
                }
                number.map(i64::from)
            }
            Literal::Float(_) | Literal::Truth(_) | Literal::Null => self.wrong(given, "a duration"),
        }
    }
}
