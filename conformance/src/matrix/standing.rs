//! Stance and coverage in one word.

use crate::catalogue::row::Stance;
use crate::coverage::Proof;

/// How a documented return or rule stands: proven, open, or not to be proven for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A run raised the return where an expectation asked for it.
    Asserted,
    /// Every engine that is made to break the rule is found out.
    Proven,
    /// A scenario about the rule passed, and some engine that breaks it might pass too.
    Claimed,
    /// A run raised it, and nobody asked for it.
    RaisedOnly,
    /// A scenario claims it, but nothing came of it.
    CitedOnly,
    /// Nobody speaks of it.
    Missing,
    /// The condition of another return under another name.
    Alias,
    /// Another documented reading.
    Variant,
    /// No run can show it here.
    Unreachable,
    /// The engine does not have the function yet.
    Todo,
}

impl Standing {
    /// Every one, the best first.
    pub const ALL: &'static [Self] = &[
        Self::Asserted,
        Self::Proven,
        Self::Claimed,
        Self::RaisedOnly,
        Self::CitedOnly,
        Self::Missing,
        Self::Alias,
        Self::Variant,
        Self::Unreachable,
        Self::Todo,
    ];

    /// How a return stands. What a run proves is proven, whatever we thought of it.
    pub(super) const fn of_row(stance: &Stance, proof: Proof) -> Self {
        match (proof, stance) {
            (Proof::Asserted, _) => Self::Asserted,
            (_, Stance::Alias { .. }) => Self::Alias,
            (_, Stance::Variant { .. }) => Self::Variant,
            (_, Stance::Unreachable { .. }) => Self::Unreachable,
            (_, Stance::Todo) => Self::Todo,
            (proof, Stance::Implemented | Stance::Environment) => Self::shown(proof),
        }
    }

    /// How a rule stands: of something that is there or not, and with a reason why no run can show it or without.
    pub(super) const fn of_rule(is_there: bool, has_reason: bool, proof: Proof) -> Self {
        match (proof, has_reason, is_there) {
            (Proof::Proven | Proof::Claimed, _, _) => Self::shown(proof),
            (_, true, _) => Self::Unreachable,
            (_, false, false) => Self::Todo,
            (proof, false, true) => Self::shown(proof),
        }
    }

    /// What the runs say, where nothing else does.
    const fn shown(proof: Proof) -> Self {
        match proof {
            Proof::Asserted => Self::Asserted,
            Proof::Proven => Self::Proven,
            Proof::Claimed => Self::Claimed,
            Proof::Raised => Self::RaisedOnly,
            Proof::Cited => Self::CitedOnly,
            Proof::Missing => Self::Missing,
        }
    }

    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asserted => Proof::Asserted.word(),
            Self::Proven => Proof::Proven.word(),
            Self::Claimed => Proof::Claimed.word(),
            Self::RaisedOnly => Proof::Raised.word(),
            Self::CitedOnly => Proof::Cited.word(),
            Self::Missing => Proof::Missing.word(),
            Self::Alias => "alias",
            Self::Variant => "variant",
            Self::Unreachable => "unreachable",
            Self::Todo => "todo",
        }
    }

    /// What it means, in a few words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Asserted => "a run raised it and an expectation named it",
            Self::Proven => "scenarios about it find out every engine that is made to break it",
            Self::Claimed => "a scenario about it passed, and nothing shows that one would not if it were broken",
            Self::RaisedOnly => "a run raised it, and no expectation named it",
            Self::CitedOnly => "a scenario claims it, and nothing came of it",
            Self::Missing => "no scenario speaks of it",
            Self::Alias => "the condition of another return under another document's name",
            Self::Variant => "another documented reading; this engine chose differently",
            Self::Unreachable => "no run can show it here, for the reason given",
            Self::Todo => "the engine does not have it yet",
        }
    }

    /// Its sign; each has its own, so that nobody needs to see colours.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Asserted => '✓',
            Self::Proven => '✔',
            Self::Claimed => '?',
            Self::RaisedOnly => 'r',
            Self::CitedOnly => 'c',
            Self::Missing => '!',
            Self::Alias => '=',
            Self::Variant => '~',
            Self::Unreachable => '–',
            Self::Todo => '·',
        }
    }

    /// Whether it is as well shown as it can be: a return that is asserted, a rule that is proven.
    #[must_use]
    pub const fn is_good(self) -> bool {
        match self {
            Self::Asserted | Self::Proven => true,
            Self::Claimed
            | Self::RaisedOnly
            | Self::CitedOnly
            | Self::Missing
            | Self::Alias
            | Self::Variant
            | Self::Unreachable
            | Self::Todo => false,
        }
    }

    /// Whether no run shows it that should.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::RaisedOnly | Self::CitedOnly | Self::Missing => true,
            Self::Asserted | Self::Proven | Self::Claimed | Self::Alias | Self::Variant | Self::Unreachable | Self::Todo => false,
        }
    }
}
