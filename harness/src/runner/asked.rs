//! What the engine has asked people, and how often: an operator does not do the same thing over and over again.

use std::collections::BTreeMap;
use std::sync::Arc;

use rsmlab_engine::id::Guid;
use rsmlab_engine::record::OperatorRequest;

/// How often people do the same thing before they have enough of it.
const ENOUGH: u32 = 16;

/// How often each thing was asked for, by kind, object and message.
#[derive(Clone, Debug, Default)]
pub(super) struct AskedCounts {
    times: BTreeMap<(u32, Option<Guid>, Arc<str>), u32>,
}

impl AskedCounts {
    /// This is asked for. Says whether people do it once more; if not, they refuse (D-103).
    pub fn once_more(&mut self, request: &OperatorRequest) -> bool {
        let about = request.first.map(|argument| argument.object);
        let times = self.times.entry((request.kind.number(), about, Arc::clone(&request.message))).or_default();
        *times += 1;
        *times <= ENOUGH
    }

    /// Whether something was asked for so often that it will not be done again.
    pub fn is_tiresome(&self) -> bool {
        self.times.values().any(|times| *times > ENOUGH)
    }
}
