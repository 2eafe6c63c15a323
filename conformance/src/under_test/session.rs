//! A session: the conversation with one target over one wire, message by message.
//!
//! It sees to it that every message has one answer, the right one, in time. After the first trouble nothing more is
//! sent; the caller opens another session to go on.

use std::time::Duration;

use rsmlab_engine::function::Function;
use rsmlab_engine::input::Input;
use rsmlab_engine::limits::Config;
use rsmlab_engine::time::Instant;
use serde::de::DeserializeOwned;

use super::message::{Answer, Asked, Complaint, Done, Greeting, Hello, PROTOCOL, Print, Request, Reset, Step};
use super::transcript::Dialogue;
use super::trouble::CaseTrouble;
use super::wire::{Break, Wire, shortened};
use crate::find::closest;

/// A conversation with a target.
pub struct TargetSession {
    wire: Box<dyn Wire>,
    patience: Duration,
    greeting: (String, String),
    functions: Vec<Function>,
    name: String,
    tells_fingerprints: bool,
    seq: u64,
    dialogue: Option<Dialogue>,
}

impl TargetSession {
    /// Greets a target. All messages go into the dialogue, if the caller wants one.
    ///
    /// # Errors
    ///
    /// Any trouble but [`CaseTrouble::CouldNotStart`] and [`CaseTrouble::Unsupported`].
    pub fn open(wire: Box<dyn Wire>, patience: Duration, dialogue: Option<&mut Dialogue>) -> Result<Self, CaseTrouble> {
        let mut session = Self {
            wire,
            patience,
            greeting: Default::default(),
            functions: Vec::new(),
            name: String::new(),
            tells_fingerprints: false,
            seq: 0,
            dialogue: dialogue.as_deref().cloned(),
        };
        let suite = concat!("rsmlab ", env!("CARGO_PKG_VERSION")).to_owned();
        let hello = Request::Hello(Hello { seq: 0, protocol: PROTOCOL, suite });
        let greeted = session.ask(&hello).and_then(|(line, answer)| session.greeted(&hello, &line, answer));
        if let (Some(outside), Some(inside)) = (dialogue, &session.dialogue) {
            outside.clone_from(inside);
        }
        greeted.map(|()| session)
    }

    fn greeted(&mut self, hello: &Request, line: &str, answer: Answer) -> Result<(), CaseTrouble> {
        let Answer::Hello(Greeting { protocol, name, functions, fingerprint, .. }) = answer else {
            return Err(other_kind(hello, &answer));
        };
        if protocol != PROTOCOL {
            let came = format!("it speaks protocol {protocol}");
            return Err(broke(hello, format!("`hello` with protocol {PROTOCOL}"), came));
        }
        for function in functions {
            let known = Function::from_name(&function).ok_or_else(|| {
                let names = Function::ALL.iter().map(|function| function.name().to_owned());
                let meant = closest(&function, names).into_iter().next().map_or_else(String::new, |name| format!("; did you mean {name}?"));
                broke(
                    hello,
                    "`hello` with functions of the API".to_owned(),
                    format!("there is no function {}{meant}", shortened(&function)),
                )
            })?;
            self.functions.push(known);
        }
        self.tells_fingerprints = fingerprint;
        self.name = shortened(&name);
        self.greeting = (encode(hello), line.to_owned());
        Ok(())
    }

    /// What the target calls itself.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The functions it has.
    #[must_use]
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// Whether it can tell fingerprints.
    #[must_use]
    pub const fn tells_fingerprints(&self) -> bool {
        self.tells_fingerprints
    }

    /// Begins a case. Messages are counted anew; what is said is written down from here when `noted`.
    ///
    /// # Errors
    ///
    /// Any trouble but [`CaseTrouble::CouldNotStart`] and [`CaseTrouble::Unsupported`].
    pub fn reset(&mut self, case: &str, config: &Config, noted: bool) -> Result<(), CaseTrouble> {
        self.seq = 0;
        self.dialogue = noted.then(|| {
            let mut dialogue = Dialogue::of(case);
            dialogue.exchange(&self.greeting.0, &Ok(self.greeting.1.clone()));
            dialogue
        });
        let Config { seed, limits, patience } = *config;
        let reset = Request::Reset(Reset { seq: self.next(), case: case.to_owned(), seed, limits, patience });
        match self.ask(&reset)?.1 {
            Answer::Ready(Asked { .. }) => Ok(()),
            other => Err(other_kind(&reset, &other)),
        }
    }

    /// Hands an input to the target.
    ///
    /// # Errors
    ///
    /// Any trouble but [`CaseTrouble::CouldNotStart`]; [`CaseTrouble::Unsupported`] for a call of a function that it does not have.
    pub fn step(&mut self, now: Instant, input: Input) -> Result<Done, CaseTrouble> {
        if let Input::Call { method, .. } = &input
            && !self.functions.contains(&method.function())
        {
            return Err(CaseTrouble::Unsupported(method.function()));
        }
        let step = Request::Step(Step { seq: self.next(), now, input });
        match self.ask(&step)?.1 {
            Answer::Done(done) => Ok(done),
            other => Err(other_kind(&step, &other)),
        }
    }

    /// Asks for the fingerprint of the target's world.
    ///
    /// # Errors
    ///
    /// Any trouble but [`CaseTrouble::CouldNotStart`] and [`CaseTrouble::Unsupported`].
    pub fn fingerprint(&mut self) -> Result<String, CaseTrouble> {
        let question = Request::Fingerprint(Asked { seq: self.next() });
        match self.ask(&question)?.1 {
            Answer::Fingerprint(Print { value, .. }) => Ok(value),
            other => Err(other_kind(&question, &other)),
        }
    }

    /// What has been said in the case so far.
    pub fn take_dialogue(&mut self) -> Option<Dialogue> {
        self.dialogue.take()
    }

    fn next(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    /// Sends a message and takes the answer to it, with the line it came in.
    fn ask(&mut self, request: &Request) -> Result<(String, Answer), CaseTrouble> {
        let line = encode(request);
        let came = self.wire.ask(&line, self.patience);
        if let Some(dialogue) = &mut self.dialogue {
            dialogue.exchange(&line, &came);
        }
        let (seq, asked) = (request.seq(), request.words());
        let line = came.map_err(|wrong| match wrong {
            Break::Gone(how) => CaseTrouble::Died { seq, asked, how },
            Break::Silent => CaseTrouble::TimedOut { seq, asked, waited: self.patience },
            Break::Misfit(where_) => CaseTrouble::Misfit(where_),
        })?;
        let answer: Answer = decode(&line)
            .map_err(|wrong| broke(request, format!("`{}`", request.due()), format!("{}: {}", shortened(&wrong), shortened(&line))))?;
        if let Answer::Error(Complaint { message, .. }) = answer {
            return Err(CaseTrouble::GaveUp { seq, asked: request.words(), said: shortened(&message) });
        }
        if answer.seq() != seq {
            let what = if answer.seq() < seq { "a second answer to message" } else { "an answer to a message that was not sent yet," };
            let came = format!("what came is {what} {}: {}", answer.seq(), shortened(&line));
            return Err(broke(request, format!("`{}` with seq {seq}", request.due()), came));
        }
        Ok((line, answer))
    }
}

fn broke(request: &Request, expected: String, came: String) -> CaseTrouble {
    CaseTrouble::BrokeProtocol { seq: request.seq(), asked: request.words(), expected, came }
}

fn other_kind(request: &Request, answer: &Answer) -> CaseTrouble {
    broke(request, format!("`{}`", request.due()), format!("what came is `{}`", answer.kind()))
}

/// The line of a message.
///
/// # Panics
///
/// Never: every part of a message has a JSON form.
#[must_use]
pub fn encode(message: &impl serde::Serialize) -> String {
    serde_json::to_string(message).expect("a message has a JSON form")
}

/// Reads the line of a message.
///
/// # Errors
///
/// What is wrong with it, and where: the path of the member and the column.
pub fn decode<T: DeserializeOwned>(line: &str) -> Result<T, String> {
    serde_json::from_str(line).map_err(|_| {
        // It is read once more for the path, which is not kept track of as long as all is well.
        let wrong = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_str(line)).err();
        let Some(wrong) = wrong else { return "there is something after the end of the object".to_owned() };
        let (path, column) = (wrong.path().to_string(), wrong.inner().column());
        let what = without_lists(&wrong.into_inner().to_string());
        match path.as_str() {
            "." | "?" => format!("{what} (column {column})"),
            path => format!("{what} (column {column}, at `{path}`)"),
        }
    })
}

/// A message of the parser with the name that was probably meant in place of a list of all there are, and without the line,
/// which is always the first.
fn without_lists(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    let Some((wrong, names)) = message.split_once(", expected one of ") else { return message.to_owned() };
    let known = names.split('`').skip(1).step_by(2).map(str::to_owned);
    let said = wrong.split('`').nth(1).unwrap_or_default();
    match closest(said, known).first() {
        Some(meant) => format!("{wrong}; did you mean `{meant}`?"),
        None if names.len() < 200 => message.to_owned(),
        None => wrong.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_an_answer_is_told_with_its_place() {
        let cases = [
            ("hello!", "expected value (column 1)"),
            ("{\"done\":{\"seq\":1,\"outputs\":[]}}", "missing field `idle`"),
            ("{\"done\":{\"seq\":1,\"outputs\":[],\"idle\":true}} {}", "after the end of the object"),
            ("{\"dome\":{}}", "unknown variant `dome`; did you mean `done`?"),
            (
                "{\"done\":{\"seq\":1,\"outputs\":[{\"reply\":{\"call\":1,\"result\":{\"error\":{\"status\":\"ERROR_BUSSY\"}}}}],\"idle\":true}}",
                "at `done.outputs[0].reply.result.error.status`",
            ),
        ];
        for (line, part) in cases {
            let wrong = decode::<Answer>(line).unwrap_err();
            assert!(wrong.contains(part), "{line}: {wrong}");
        }
    }
}
