//! How much is read of what others wrote: files, and messages of other engines.
//!
//! All that is read is read in bounded stack, memory and time. What goes beyond a limit is an error that names the limit and
//! says what to do; nothing is cut off in silence. Each limit is far above what anybody needs, and far below what hurts.

/// A text file at most: a scenario, a personality, a scope, a profile, a list of expected failures. Half of it holds ten
/// thousand cartridges.
pub const FILE_BYTES: usize = 4 << 20;

/// A line of a scenario or personality at most. A mistake is printed with its whole line.
pub const LINE_BYTES: usize = 4_096;

/// A block comment at most.
pub const COMMENT_BYTES: usize = 16 << 10;

/// How deep braces stand in braces, and block comments in block comments, at most. No scenario needs more than two.
pub const DEPTH: usize = 4;

/// The arguments and properties of a node at most.
pub const ENTRIES: usize = 1_024;

/// The personality files that a scenario names at most.
pub const MACHINES: usize = 64;

/// So many mistakes of a file are printed. An author with more mends these first.
pub const MISTAKES: usize = 100;

/// So many names are looked at for the one that was meant.
pub const CANDIDATES: usize = 512;

/// A message of another engine at most.
pub const MESSAGE_BYTES: usize = 64 << 20;

/// A report of what came of cases at most.
pub const REPORT_BYTES: usize = 64 << 20;

/// A transcript of what was said to another engine, and by it, at most.
pub const TRANSCRIPT_BYTES: usize = 256 << 20;

/// A number of bytes for people.
#[must_use]
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1_024 => format!("{bytes} bytes"),
        1_024..1_048_576 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}
