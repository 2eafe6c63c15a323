//! Shards: parts of a selection that together are all of it, each case in one of them.

use std::str::FromStr;

use rsmlab_sim::hash::StableHash;
use thiserror::Error;

use super::Case;

/// One part of `of` parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// How cases are dealt out.
    pub by: ShardedBy,
    /// Which part, from 1.
    pub part: u64,
    /// How many parts there are.
    pub of: u64,
}

/// How cases are dealt out to shards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShardedBy {
    /// By a hash of the id: a case stays in its shard when others come and go.
    Hash,
    /// By position: the shards are of equal size.
    Slice,
}

/// A shard that is not written as shards are.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no shard; write `hash:1/4` or `slice:1/4`: which part, from 1, of how many")]
pub struct NoShard(String);

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        let parse = || {
            let (by, parts) = text.split_once(':')?;
            let by = match by {
                "hash" => ShardedBy::Hash,
                "slice" => ShardedBy::Slice,
                _ => return None,
            };
            let (part, of) = parts.split_once('/')?;
            let (part, of) = (part.parse().ok()?, of.parse().ok()?);
            (1 <= part && part <= of).then_some(Self { by, part, of })
        };
        parse().ok_or_else(|| NoShard(text.to_owned()))
    }
}

impl Shard {
    /// The cases of this shard, in the same order.
    #[must_use]
    pub fn of(self, cases: Vec<&Case>) -> Vec<&Case> {
        let mine = |place: usize, case: &Case| match self.by {
            ShardedBy::Hash => StableHash::of(case.id.as_bytes()) % self.of == self.part - 1,
            ShardedBy::Slice => place as u64 % self.of == self.part - 1,
        };
        cases.into_iter().enumerate().filter(|(place, case)| mine(*place, case)).map(|(_, case)| case).collect()
    }
}
