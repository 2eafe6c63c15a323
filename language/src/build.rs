//! Building: statements that programs make, each as short as its line in a text. What is not said is as its default.

use rsmlab_engine::call::INFINITE;
use rsmlab_engine::function::Function;
use rsmlab_engine::time::{Instant, Millis};
use rsmlab_scsi::template::Template;

use crate::model::{
    Act, Argument, Call, CallSession, Fault, FaultKind, Located, Name, Reference, Schedule, ScsiCommand, ScsiRequest, ScsiValue, Sends,
    Span, Step, Value, When,
};
use crate::signature::{Parameter, Signature};

impl Call {
    /// A call that passes nothing, in the client's own session, whatever comes of it.
    ///
    /// ```
    /// use rsmlab_engine::call::InjectAction;
    /// use rsmlab_engine::function::Function;
    /// use rsmlab_language::model::{Call, Name, Reference};
    /// use rsmlab_language::signature::Parameter;
    ///
    /// let (ann, library) = (Name::new("ann"), Name::new("L1"));
    /// let call = Call::new(ann.expect("a name"), Function::InjectNtmsMedia)
    ///     .passing(Parameter::Action, InjectAction::Start.number())
    ///     .passing(Parameter::Library, Reference::Library(library.expect("a name")));
    /// assert_eq!(call.arguments[0].parameter, Parameter::Library, "arguments stand in the order of the function");
    /// ```
    #[must_use]
    pub const fn new(client: Name, function: Function) -> Self {
        Self {
            client,
            function,
            arguments: Vec::new(),
            expect: None,
            name: None,
            session: CallSession::Own,
            within: None,
            not_before: None,
        }
    }

    /// With what is passed for a parameter of the function.
    #[must_use]
    pub fn passing(mut self, parameter: Parameter, value: impl Into<Value>) -> Self {
        self.arguments.push(Argument { parameter, value: value.into() });
        if let Some(signature) = Signature::of(self.function) {
            self.arguments.sort_by_key(|argument| signature.parameters.iter().position(|field| field.parameter == argument.parameter));
        }
        self
    }

    /// With what is passed for a parameter of the function, if anything is.
    #[must_use]
    pub fn perhaps(self, parameter: Parameter, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.passing(parameter, value),
            None => self,
        }
    }

    /// With a name for what the call brings.
    #[must_use]
    pub fn named(self, name: Name) -> Self {
        Self { name: Some(name), ..self }
    }
}

impl Fault {
    /// A fault that strikes at once and lasts until somebody heals it.
    #[must_use]
    pub const fn new(target: Reference, kind: FaultKind) -> Self {
        Self { target, kind, on_use: None, lasts: None, times: None }
    }
}

impl ScsiCommand {
    /// A command that sends nothing, whatever comes of it.
    #[must_use]
    pub const fn new(host: Name, unit: Reference, request: ScsiRequest) -> Self {
        let sends = Sends::Bytes(Vec::new());
        Self {
            host,
            unit,
            lun: None,
            request,
            sends,
            expect: None,
            sense: None,
            sense_data: None,
            reads: None,
            within: None,
            not_before: None,
        }
    }
}

impl ScsiRequest {
    /// The command of a name, with what is said of its fields, in the order of the template; none if no command has this name.
    #[must_use]
    pub fn named(name: &str, fields: Vec<(&'static str, ScsiValue)>) -> Option<Self> {
        Template::find(name).map(|template| Self::Named(template, fields))
    }
}

impl Step {
    /// One act at a time of the run.
    #[must_use]
    pub fn at(time: Millis, act: Act) -> Self {
        let acts = vec![Located::nowhere(act)];
        Self::Schedule(Schedule { when: When::At(Instant::START + time), acts })
    }
}

impl<What> Located<What> {
    /// Something that stands in no text.
    #[must_use]
    pub const fn nowhere(what: What) -> Self {
        Self { span: Span { offset: 0, length: 0 }, what }
    }
}

impl From<Reference> for Value {
    fn from(object: Reference) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Reference>> for Value {
    fn from(objects: Vec<Reference>) -> Self {
        Self::Objects(objects)
    }
}

impl From<Option<Reference>> for Value {
    fn from(object: Option<Reference>) -> Self {
        object.map_or(Self::Null, Self::Object)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

/// A time-out, in milliseconds. One that is longer than the API can say never comes.
impl From<Millis> for Value {
    fn from(time: Millis) -> Self {
        Self::Number(u32::try_from(time.0).unwrap_or(INFINITE).into())
    }
}
