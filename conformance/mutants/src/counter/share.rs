//! A share of the counter-engines: as many as there is time for, the same ones each time, and none twice in all shares together.

use std::str::FromStr;

/// One share of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    which: usize,
    of: usize,
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = text.split_once('/').and_then(|(which, of)| Some(Self { which: which.parse().ok()?, of: of.parse().ok()? }));
        let is_one = |share: &Self| (1..=share.of).contains(&share.which);
        read.filter(is_one).ok_or_else(|| format!("`{text}` is no share; 1/12 is the first of twelve, and 12/12 the last"))
    }
}

impl Share {
    /// Those that belong to it: every twelfth of all, say, so that each share has some of each file.
    pub fn of<T: Copy>(self, all: &[T]) -> Vec<T> {
        all.iter().copied().skip(self.which - 1).step_by(self.of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shares_are_everything_exactly_once() {
        let all: Vec<usize> = (0..100).collect();
        let share = |which: usize| format!("{which}/7").parse::<Share>().expect("it is one").of(&all);
        let mut together: Vec<usize> = (1..=7).flat_map(share).collect();
        together.sort_unstable();
        assert_eq!(together, all);
    }

    #[test]
    fn what_is_no_share_says_what_one_is() {
        for wrong in ["", "1", "0/3", "4/3", "1/0", "a/b", "1/2/3"] {
            assert!(wrong.parse::<Share>().expect_err("it is none").contains("1/12 is the first of twelve"), "{wrong}");
        }
    }
}
