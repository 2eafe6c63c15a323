//! Profiles: how much goes wrong, how badly, and for how long.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::world::CLIENTS;

/// How bad a generated run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// Small troubles, one at a time, that pass by themselves.
    Calm,
    /// Whatever can go wrong, as long as it ends or is healed.
    Rough,
    /// Many troubles at once, some of which last to the end.
    Hostile,
    /// As rough, in libraries that hosts use as well, which know nothing of the service.
    Shared,
}

/// The shortest run; there is always somebody who makes a call.
const SHORTEST_S: u64 = 60;

/// How much of everything there is in a profile. Times are in seconds, chances in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measures {
    /// How long people make calls.
    pub span_s: u64,
    /// The longest time between two calls of a client.
    pub gap_s: u64,
    /// How likely something goes wrong with a part at all.
    pub faulty: u64,
    /// How many faults such a part has at the most.
    pub faults: u64,
    /// How long a fault lasts at the most, once it has begun.
    pub lasts_s: u64,
    /// How often it strikes at the most, if that is what ends it.
    pub strikes: u32,
    /// How likely it lasts until somebody heals it.
    pub healed: u64,
    /// How likely nobody does.
    pub unhealed: u64,
    /// How often the service goes down at the most.
    pub outages: u64,
    /// How likely the operator makes a mistake, at the most.
    pub mistakes: u8,
    /// How many hosts send SCSI commands.
    pub hosts: usize,
}

impl Profile {
    /// All of them, from the mildest; the shared one last.
    pub const ALL: [Self; 4] = [Self::Calm, Self::Rough, Self::Hostile, Self::Shared];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Rough => "rough",
            Self::Hostile => "hostile",
            Self::Shared => "shared",
        }
    }

    /// Its measures for a run of about so many calls; as long as such a run is by itself when nobody says.
    pub(super) fn measures(self, calls: Option<u64>) -> Measures {
        let usual = self.usual();
        let span_s = match calls {
            // Between two calls of a client lies half the gap, on the average.
            Some(calls) => (calls.saturating_mul(usual.gap_s) / 2 / CLIENTS.len() as u64).max(SHORTEST_S),
            None => usual.span_s,
        };
        Measures { span_s, ..usual }
    }

    const fn usual(self) -> Measures {
        match self {
            Self::Calm => Measures {
                span_s: 3 * 3_600,
                gap_s: 1_200,
                faulty: 25,
                faults: 1,
                lasts_s: 60,
                strikes: 1,
                healed: 0,
                unhealed: 0,
                outages: 0,
                mistakes: 2,
                hosts: 0,
            },
            Self::Shared => Measures { hosts: 2, ..Self::Rough.usual() },
            Self::Rough => Measures {
                span_s: 5 * 3_600,
                gap_s: 900,
                faulty: 40,
                faults: 2,
                lasts_s: 1_800,
                strikes: 4,
                healed: 40,
                unhealed: 0,
                outages: 1,
                mistakes: 10,
                hosts: 0,
            },
            Self::Hostile => Measures {
                span_s: 6 * 3_600,
                gap_s: 600,
                faulty: 70,
                faults: 4,
                lasts_s: 7_200,
                strikes: 8,
                healed: 30,
                unhealed: 20,
                outages: 4,
                mistakes: 30,
                hosts: 0,
            },
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that is no profile.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no profile `{0}`; there are calm, rough, hostile and shared")]
pub struct NoProfile(String);

impl FromStr for Profile {
    type Err = NoProfile;

    fn from_str(word: &str) -> Result<Self, NoProfile> {
        Self::ALL.into_iter().find(|profile| profile.name() == word).ok_or_else(|| NoProfile(word.to_owned()))
    }
}
