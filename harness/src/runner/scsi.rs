//! SCSI statements: what hosts send and do besides, and whether it ends as the scenario demands.

use rsmlab_engine::port::hardware::LibraryAddress;
use rsmlab_engine::time::Instant;
use rsmlab_scsi::answer::{ScsiAnswer, Status};
use rsmlab_scsi::target::ResetScope;
use rsmlab_scsi::unit::Unit;

use super::expect::Window;
use super::initiator::{CommandBlock, ScsiId};
use super::script::{Script, StatementResult, Waited};
use super::subject::EngineUnderTest;
use crate::checker::witness::Witness;
use rsmlab_language::model::{InitiatorAct, InitiatorDeed, Reference, ScsiCommand, ScsiRequest, ScsiValue, Span};

/// A command of which the script demands a certain end.
#[derive(Clone, Copy)]
pub(super) struct AwaitedCommand<'s> {
    pub command: &'s ScsiCommand,
    pub span: Span,
    pub since: Instant,
}

impl AwaitedCommand<'_> {
    /// What is demanded, in words.
    pub fn expected(&self) -> String {
        let ScsiCommand { host, unit, request, expect, sense, sense_data, reads, within, not_before, .. } = self.command;
        let what = match request {
            ScsiRequest::Named(template, _) => template.name.to_owned(),
            ScsiRequest::Block(bytes) => hexadecimal(bytes),
        };
        let has_sense = (sense.is_some() || sense_data.is_some()).then_some(Status::CheckCondition);
        let status = expect.or(has_sense).map_or_else(String::new, |status| format!(" with {}", status.word()));
        let sense = sense.map_or_else(String::new, |sense| format!(" {sense}"));
        let sense_data = sense_data.as_deref().map_or_else(String::new, |bytes| format!(" and sense data {}", hexadecimal(bytes)));
        let reads = reads.as_deref().map_or_else(String::new, |bytes| format!(" and bring {}", hexadecimal(bytes)));
        let window = Window { within: *within, not_before: *not_before }.words();
        format!("{host}'s {what} to {unit} to end{status}{sense}{sense_data}{reads}{window}")
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

/// An answer in words: its status and sense, and as many of its bytes as are demanded.
fn told(answer: &ScsiAnswer, sense_data: Option<&[u8]>, reads: Option<&[u8]>) -> String {
    let shown = |came: &[u8], demanded: &[u8]| {
        let shown = &came[..came.len().min(demanded.len().max(1))];
        if shown.is_empty() { "nothing".to_owned() } else { hexadecimal(shown) }
    };
    let sense = answer.sense.map_or_else(String::new, |sense| format!(" {sense}"));
    let sense_data =
        sense_data.map_or_else(String::new, |demanded| format!(", with sense data {}", shown(&sense_data_of(answer), demanded)));
    let data = reads.map_or_else(String::new, |demanded| format!(", and brought {}", shown(&answer.data, demanded)));
    format!("it ended with {}{sense}{sense_data}{data}", answer.status.word())
}

/// The sense data that come with an answer; without sense there are none.
fn sense_data_of(answer: &ScsiAnswer) -> Vec<u8> {
    answer.sense.map_or_else(Vec::new, |sense| sense.to_bytes().to_vec())
}

impl<'s, S: EngineUnderTest, W: Witness> Script<'s, S, W> {
    /// Has a host send a command. `wait`: whether the script stands still until it is answered.
    pub(super) fn scsi(&mut self, command: &'s ScsiCommand, wait: bool) -> StatementResult {
        let (library, lun) = self.unit(&command.unit)?;
        let lun = command.lun.map_or(lun, u64::from);
        let block = match &command.request {
            ScsiRequest::Block(bytes) => bytes.clone(),
            ScsiRequest::Named(template, said) => {
                let value = |(name, value): &(&'static str, ScsiValue)| match value {
                    ScsiValue::Number(number) => Ok((*name, *number)),
                    ScsiValue::Element(element) => Ok((*name, i64::from(self.element_status(element)?.address))),
                };
                let said = said.iter().map(value).collect::<StatementResult<Vec<_>>>()?;
                template.block(&said, command.sends.bytes().len())
            }
        };
        let awaited = AwaitedCommand { command, span: self.span.unwrap_or_default(), since: self.machine.now };
        let sent = CommandBlock { library, lun, block, data: command.sends.bytes() };
        let id = self.machine.send(&command.host.shared(), sent, self.told);
        self.awaited.insert(id, awaited);
        if !wait {
            return self.digest();
        }
        let latest = command.within.map(|within| self.machine.now + within);
        let answered = self.wait(latest, |script| !script.awaited.contains_key(&id))?;
        if answered != Waited::Met && self.awaited.remove(&id).is_some() {
            let came = match answered {
                Waited::TimedOut => "it has not ended in time",
                Waited::InVain | Waited::Met => "it has not ended, and nothing is left that could end it",
            };
            return Err(self.fail(awaited.expected(), came.into()));
        }
        Ok(())
    }

    /// Has a host come, go, reset or abort.
    pub(super) fn initiator(&mut self, act: &InitiatorAct) -> StatementResult {
        let (host, because) = (act.host.shared(), self.told);
        let (done, expected, came) = match &act.what {
            InitiatorDeed::Join(name) => {
                let (library, _) = self.unit(&Reference::Library(name.clone()))?;
                (self.machine.arrive(&host, library, because), format!("{host} to come to {name}"), "it is there already")
            }
            InitiatorDeed::Leave(name) => {
                let (library, _) = self.unit(&Reference::Library(name.clone()))?;
                (
                    self.machine.leave(&host, library, because),
                    format!("{host} to leave {name}"),
                    "it is not there; it comes with `join=` or a command",
                )
            }
            InitiatorDeed::Reset(unit) => {
                let (library, lun) = self.unit(unit)?;
                self.machine.reset(&host, library, ResetScope::LogicalUnit(lun), because);
                return self.digest();
            }
            InitiatorDeed::ResetTarget(name) => {
                let (library, _) = self.unit(&Reference::Library(name.clone()))?;
                self.machine.reset(&host, library, ResetScope::Target, because);
                return self.digest();
            }
            InitiatorDeed::Abort { unit, command } => {
                let (library, lun) = self.unit(unit)?;
                let id = self.machine.unanswered(&host, library, lun, *command);
                let done = id.is_some_and(|id| self.machine.abort(id, because));
                (done, format!("{host} to have sent {unit} a command that it can abort, number {command}"), "none is on its way")
            }
        };
        if done { self.digest() } else { Err(self.fail(expected, came.into())) }
    }

    /// Judges the end of a command.
    pub(super) fn judge_scsi(&mut self, id: ScsiId) -> StatementResult {
        // Of what is not awaited here, somebody else takes the answer.
        let Some(awaited) = self.awaited.remove(&id) else { return Ok(()) };
        let Some((at, answer)) = self.machine.take_scsi_answer(id) else { return Ok(()) };
        let ScsiCommand { expect, sense, sense_data, reads, within, not_before, .. } = awaited.command;
        let is_sense = sense.is_none_or(|sense| answer.sense.is_some_and(|came| came.code == sense));
        let is_sense_data = sense_data.as_deref().is_none_or(|bytes| sense_data_of(&answer).starts_with(bytes));
        let is_status = expect.is_none_or(|status| status == answer.status);
        let is_read = reads.as_deref().is_none_or(|bytes| answer.data.starts_with(bytes));
        let elapsed = at.since(awaited.since);
        let statement = self.span.replace(awaited.span);
        if !(is_sense && is_sense_data && is_status && is_read) {
            return Err(self.fail(awaited.expected(), told(&answer, sense_data.as_deref(), reads.as_deref())));
        }
        if !(Window { within: *within, not_before: *not_before }).holds(elapsed) {
            return Err(self.fail(awaited.expected(), format!("{} after {elapsed}", told(&answer, None, None))));
        }
        self.span = statement;
        Ok(())
    }

    /// The logical unit that a reference is.
    fn unit(&self, unit: &Reference) -> StatementResult<(LibraryAddress, u64)> {
        let (name, unit_of) = match unit {
            Reference::Library(name) => (name, Unit::Changer),
            Reference::Drive(name, number) => (name, Unit::Drive(*number)),
            other => return Err(self.fail("a library or a drive".into(), format!("{other} is none"))),
        };
        let library = self.address(name).and_then(|address| self.machine.hardware.library(address));
        match library {
            Some(library) => Ok((library.address, unit_of.lun(library).into())),
            None => Err(self.fail(format!("a library named {name}"), "there is none".into())),
        }
    }
}
