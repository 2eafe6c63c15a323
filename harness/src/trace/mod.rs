//! The trace: everything that happened in a run, and a hash by which two runs are compared.
//!
//! A record is written once, as bytes; the hash runs over those bytes. Text and JSON are views, made when somebody
//! looks.

pub mod causes;
pub mod clock;
pub mod event;
pub mod names;
pub mod read;
pub mod render;
pub mod scsi;
pub mod thing;

use rsmlab_engine::time::Instant;

pub use self::clock::Clock;
pub use self::event::{Actor, Cast, Record, Sequence, What};
use self::read::{Entries, MalformedTrace};
use self::render::Renderer;
use rsmlab_sim::hash::StableHash;

/// The records of a run, or as much of them as somebody is going to ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    kept: Kept,
    bytes: Vec<u8>,
    count: u64,
    hash: StableHash,
}

/// What is kept of the records of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// All of them, and their hash.
    #[default]
    Everything,
    /// Their hash, and how many there were. The bytes of a record are gone when they have been counted in.
    Hash,
    /// How many there were.
    Nothing,
}

impl Trace {
    /// A trace in which nothing has happened yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A trace of which no more is kept than this.
    #[must_use]
    pub fn keeping(kept: Kept) -> Self {
        Self { kept, ..Self::default() }
    }

    /// Reads a trace back from its bytes.
    ///
    /// # Errors
    /// [`MalformedTrace`] if they are not those of a trace.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedTrace> {
        let mut trace = Self::new();
        for record in Entries::new(bytes) {
            let Record { at, cause, actor, what, .. } = record?;
            trace.write(at, cause, actor, what);
        }
        Ok(trace)
    }

    /// Writes down what happened, and says under which number.
    pub fn write(&mut self, at: Instant, cause: Option<Sequence>, actor: Actor, what: What<'_>) -> Sequence {
        let seq = self.next();
        self.append(&Record { at, seq, cause, actor, what });
        seq
    }

    /// The number that the next record gets.
    #[must_use]
    pub const fn next(&self) -> Sequence {
        Sequence(self.count)
    }

    /// Takes in a record that has the [next](Self::next) number.
    pub(crate) fn append(&mut self, record: &Record<'_>) {
        self.count += 1;
        if self.kept == Kept::Nothing {
            return;
        }
        let begin = self.bytes.len();
        let bytes = postcard::to_extend(record, std::mem::take(&mut self.bytes));
        self.bytes = bytes.expect("a record is plain data of known length, and postcard takes all of that");
        self.hash.write(&self.bytes[begin..]);
        if self.kept == Kept::Hash {
            self.bytes.clear();
        }
    }

    /// The hash over all records.
    #[must_use]
    pub const fn hash(&self) -> u64 {
        self.hash.value()
    }

    /// How many records there are.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.count
    }

    /// Whether nothing has happened.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The canonical bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The records, decoded one after the other.
    #[must_use]
    pub fn records(&self) -> Entries<'_> {
        Entries::new(&self.bytes)
    }

    /// The trace for people: a line for each thing that happened.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (_, line) in self.lines() {
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// The lines of the text, each with the number of its record. A record has no line, one, or one for each change.
    pub fn lines(&self) -> impl Iterator<Item = (Sequence, String)> + '_ {
        let mut renderer = Renderer::of(self);
        self.records().map_while(Result::ok).flat_map(move |record| {
            let seq = record.seq;
            renderer.render(&record).into_iter().map(move |line| (seq, line))
        })
    }

    /// The last lines of the text.
    #[must_use]
    pub fn last_lines(&self, count: usize) -> Vec<String> {
        if count == 0 {
            return Vec::new();
        }
        let mut lines: Vec<String> = self.lines().map(|(_, line)| line).collect();
        lines.split_off(lines.len().saturating_sub(count))
    }

    /// The trace for programs: a line with a JSON object for each record.
    pub fn json_lines(&self) -> impl Iterator<Item = String> + '_ {
        self.records().map_while(Result::ok).map_while(|record| serde_json::to_string(&record).ok())
    }
}
