//! Transcripts: what was said between the suite and a target, kept so that it can be judged again without the target.
//!
//! A transcript is a text for people and programs. `=` begins a case with its name, `>` is a line to the target, `<` one
//! from it, and `!` says why there was none. Each case stands for itself, with the greeting at its head, so that the order
//! of the cases does not matter.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use rsmlab_language::limits;

use super::wire::{Break, Wire, shortened};
use crate::discover::display;
use crate::reading;

/// The first line of every transcript.
const HEAD: &str = "rsmlab transcript 1";

/// What follows `!` when nothing came in time.
const SILENT: &str = "silent";

/// What is being said in one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialogue {
    text: String,
}

impl Dialogue {
    /// Nothing has been said in this case yet.
    #[must_use]
    pub fn of(case: &str) -> Self {
        let mut dialogue = Self::default();
        dialogue.note('=', case);
        dialogue
    }

    /// The lines of the transcript.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn exchange(&mut self, sent: &str, came: &Result<String, Break>) {
        self.note('>', sent);
        match came {
            Ok(line) => self.note('<', line),
            Err(Break::Gone(how)) => self.note('!', how),
            Err(Break::Silent) => self.note('!', SILENT),
            Err(Break::Misfit(_)) => {}
        }
    }

    pub(super) fn not_started(&mut self, why: &str) {
        self.note('!', why);
    }

    fn note(&mut self, mark: char, text: &str) {
        // Writing to a text does not fail.
        let _ = writeln!(self.text, "{mark} {}", text.replace(['\n', '\r'], " "));
    }
}

/// A transcript of dialogues.
#[must_use]
pub fn written<'d>(dialogues: impl Iterator<Item = &'d Dialogue>) -> String {
    dialogues.fold(format!("{HEAD}\n"), |text, dialogue| text + dialogue.text())
}

/// A transcript that has been read.
#[derive(Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Its file, as people type it.
    path: String,
    cases: BTreeMap<String, Vec<Noted>>,
}

/// A line of a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Noted {
    number: usize,
    mark: char,
    text: String,
}

impl Transcript {
    /// Reads a transcript.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or a line of it is none of a transcript.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = display(path);
        let text = reading::text_within(path, limits::TRANSCRIPT_BYTES).map_err(|cause| format!("cannot read {name}: {cause}"))?;
        Self::parse(&name, &text)
    }

    fn parse(path: &str, text: &str) -> Result<Self, String> {
        let mut lines = (1..).zip(text.lines());
        if lines.next().is_none_or(|(_, head)| head != HEAD) {
            return Err(format!("{path} is no transcript: it does not begin with the line `{HEAD}`"));
        }
        let mut cases: BTreeMap<String, Vec<Noted>> = BTreeMap::new();
        let mut case = None;
        for (number, line) in lines {
            match (line.split_at_checked(2), &case) {
                (Some(("= ", name)), _) if cases.contains_key(name) => {
                    return Err(format!("{path}, line {number}: the case {name} stands there twice"));
                }
                (Some(("= ", name)), _) => {
                    cases.insert(name.to_owned(), Vec::new());
                    case = Some(name);
                }
                (Some((mark @ ("> " | "< " | "! "), text)), Some(name)) => {
                    let mark = mark.chars().next().unwrap_or_default();
                    cases.entry((*name).to_owned()).or_default().push(Noted { number, mark, text: text.to_owned() });
                }
                _ => {
                    return Err(format!(
                        "{path}, line {number}: a line of a transcript begins with `= `, `> `, `< ` or `! `, this one does not"
                    ));
                }
            }
        }
        Ok(Self { path: path.to_owned(), cases })
    }

    /// Its file, as people type it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A wire to what was said in a case.
    ///
    /// # Errors
    ///
    /// When the case does not stand there, in words. What was said when the target could not be started comes as `Ok(Err)`.
    pub(super) fn replay(&self, case: &str) -> Result<Result<Box<dyn Wire>, String>, String> {
        let Some(noted) = self.cases.get(case) else {
            return Err(format!("{} has nothing of {case}", self.path));
        };
        match noted.first() {
            Some(Noted { mark: '!', text, .. }) => Ok(Err(text.clone())),
            Some(_) | None => Ok(Ok(Box::new(Replay { path: self.path.clone(), noted: noted.clone().into_iter(), last: 0 }))),
        }
    }
}

/// A target that answers as it once did, as long as the suite sends what it sent then.
struct Replay {
    path: String,
    noted: std::vec::IntoIter<Noted>,
    last: usize,
}

impl Wire for Replay {
    fn ask(&mut self, line: &str, _patience: Duration) -> Result<String, Break> {
        let Some(sent) = self.noted.next() else {
            return Err(Break::Misfit(format!(
                "{} ends the case at line {}, where the suite goes on with {}",
                self.path,
                self.last,
                shortened(line)
            )));
        };
        self.last = sent.number;
        if sent.mark != '>' || sent.text != line {
            return Err(Break::Misfit(format!(
                "{}, line {}, has `{} {}`, where the suite now says {}",
                self.path,
                sent.number,
                sent.mark,
                shortened(&sent.text),
                shortened(line)
            )));
        }
        let came = self.noted.next();
        self.last = came.as_ref().map_or(self.last, |came| came.number);
        match came {
            Some(Noted { mark: '<', text, .. }) => Ok(text),
            Some(Noted { mark: '!', text, .. }) if text == SILENT => Err(Break::Silent),
            Some(Noted { mark: '!', text, .. }) => Err(Break::Gone(text)),
            Some(_) | None => Err(Break::Misfit(format!("{}, after line {}: the answer is missing", self.path, sent.number))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let mut dialogue = Dialogue::of("a case");
        dialogue.exchange("one", &Ok("two".into()));
        dialogue.exchange("three", &Err(Break::Silent));
        let transcript = Transcript::parse("t", &written([&dialogue].into_iter())).unwrap();
        let mut wire = transcript.replay("a case").unwrap().unwrap();
        assert_eq!(wire.ask("one", Duration::ZERO), Ok("two".into()));
        assert_eq!(wire.ask("three", Duration::ZERO), Err(Break::Silent));
        assert!(matches!(wire.ask("four", Duration::ZERO), Err(Break::Misfit(where_)) if where_.contains("line 6")));
        assert!(transcript.replay("another").is_err());
    }

    #[test]
    fn what_is_no_transcript_is_told_with_its_line() {
        assert!(Transcript::parse("t", "{}").unwrap_err().contains("begin"));
        for (text, line) in [("> x", 2), ("= a\nx", 3), ("= a\n= a", 3), ("= a\n>", 3)] {
            let wrong = Transcript::parse("t", &format!("{HEAD}\n{text}\n")).unwrap_err();
            assert!(wrong.contains(&format!("line {line}:")), "{text}: {wrong}");
        }
    }
}
