//! A case: what a standard asks for, and the steps that show whether a target does it.

use crate::bench::Bench;
use crate::sense::{Code, Sense};
use crate::transport::{CHECK_CONDITION, GOOD, RESERVATION_CONFLICT, TransportError, TransportReply};

/// A case. It can pass or fail on its own.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Its permanent id.
    pub id: &'static str,
    /// What it shows, in a sentence.
    pub title: &'static str,
    /// Where the standard says so: its name, and the command or condition.
    pub clause: &'static str,
    /// What the standard says there, in our words.
    pub rule: &'static str,
    /// Whether it moves cartridges, gates or locks.
    pub moves: bool,
    /// What is done.
    pub steps: fn(&mut Bench<'_>) -> CaseResult,
}

/// What came of a case.
pub type CaseResult = Result<(), Stop>;

/// Why a case has not passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The target does something else than the standard says.
    Failed {
        /// What should have come.
        expected: String,
        /// What came.
        came: String,
    },
    /// The case cannot be shown here.
    Skipped(String),
    /// The target does not have what the case is about, and need not.
    Unsupported(String),
    /// The target cannot be spoken to any more.
    Broken(TransportError),
}

impl From<TransportError> for Stop {
    fn from(error: TransportError) -> Self {
        match error {
            // That says nothing of the target.
            TransportError::OneNexus | TransportError::NoDevice(_) => Self::Skipped(error.to_string()),
            error => Self::Broken(error),
        }
    }
}

impl Stop {
    /// The target does something else.
    pub fn failed(expected: impl Into<String>, came: impl Into<String>) -> Self {
        Self::Failed { expected: expected.into(), came: came.into() }
    }
}

/// Fails with the two sentences unless something holds.
///
/// # Errors
///
/// [`Stop::Failed`].
pub fn hold(holds: bool, expected: impl Into<String>, came: impl Into<String>) -> CaseResult {
    if holds { Ok(()) } else { Err(Stop::failed(expected, came)) }
}

impl TransportReply {
    /// What came, in words and in bytes.
    #[must_use]
    pub fn words(&self) -> String {
        let status = match self.status {
            GOOD => "GOOD".to_owned(),
            CHECK_CONDITION => match self.said() {
                Some(sense) => {
                    let field = sense.field.map(|(in_cdb, byte)| (if in_cdb { "CDB" } else { "data" }, byte));
                    let field = field.map_or_else(String::new, |(place, byte)| format!(", byte {byte} of the {place}"));
                    format!("CHECK CONDITION {}{field} [{}]", sense.code, hex(&self.sense))
                }
                None => format!("CHECK CONDITION without sense [{}]", hex(&self.sense)),
            },
            0x08 => "BUSY".to_owned(),
            RESERVATION_CONFLICT => "RESERVATION CONFLICT".to_owned(),
            0x28 => "TASK SET FULL".to_owned(),
            0x40 => "TASK ABORTED".to_owned(),
            other => format!("status {other:02X}h"),
        };
        if self.data.is_empty() { status } else { format!("{status}, {} bytes [{}]", self.data.len(), hex(&self.data)) }
    }

    /// What its sense data says.
    #[must_use]
    pub fn said(&self) -> Option<Sense> {
        Sense::read(&self.sense)
    }

    /// The code of its sense data, if it is a CHECK CONDITION.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        (self.status == CHECK_CONDITION).then(|| self.said()).flatten().map(|sense| sense.code)
    }
}

/// So many bytes are shown.
const SHOWN: usize = 48;

/// Bytes in hexadecimal digits, as many as are read with patience.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let shown = bytes.iter().take(SHOWN).map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
    if bytes.len() > SHOWN { format!("{shown} ...") } else { shown }
}
