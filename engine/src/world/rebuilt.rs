//! The short cuts through the records are what the records make of them, however the world came to be as it is: by changes, by
//! changes taken back, or out of a database.

use super::{Index, World};
use crate::invariant::{BrokenInvariant, hold};

impl World {
    /// Checks the index against one that is made anew from the records.
    pub(super) fn check_index(&self) -> Result<(), BrokenInvariant> {
        #[rustfmt::skip]
        let Index {
            parts, in_slot, in_drive, in_port, empty_slots, cleaners, sides, of_logical, bar_codes, labels, queues, unanswered,
            last_sequence, next_request, purges,
        } = &Index::of(&self.records);
        let now = &self.index;
        let agrees = |agrees: bool, what: &str| hold(agrees, "the index is what the records make of it", || what.to_owned());
        agrees(now.parts == *parts, "the parts of the libraries")?;
        agrees(now.in_slot == *in_slot, "what is in the slots")?;
        agrees(now.in_drive == *in_drive, "what is in the drives")?;
        agrees(now.in_port == *in_port, "what is in the ports")?;
        agrees(now.empty_slots == *empty_slots, "the slots that are empty")?;
        agrees(now.cleaners == *cleaners, "the cleaners")?;
        agrees(now.of_logical == *of_logical, "the sides of the logical media")?;
        agrees(now.unanswered == *unanswered, "what people have not answered")?;
        agrees(now.sides == *sides, "the sides of the cartridges")?;
        agrees(now.bar_codes == *bar_codes, "the bar codes")?;
        agrees(now.labels == *labels, "the labels")?;
        agrees(now.queues == *queues, "the queues")?;
        agrees(now.purges == *purges, "what will be forgotten, and when")?;
        // What is gone was counted too.
        agrees(now.last_sequence >= *last_sequence && now.next_request >= *next_request, "the running numbers")
    }
}
