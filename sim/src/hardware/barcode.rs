//! Bar codes: the sticker on a cartridge, and what a reader makes of it.

use std::sync::Arc;

use rsmlab_engine::port::hardware::BarCode;

/// What is stuck on the edge of a cartridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sticker {
    /// A bar code with this text.
    Text(Arc<str>),
    /// A bar code that no reader can make out.
    Unreadable,
    /// Nothing.
    None,
}

impl Sticker {
    /// What a reader says. It cannot tell a missing sticker from a bad one.
    #[must_use]
    pub fn read(&self) -> BarCode {
        match self {
            Self::Text(text) => BarCode::Text(Arc::clone(text)),
            Self::Unreadable | Self::None => BarCode::Unreadable,
        }
    }
}
