//! Dice: choices drawn by proptest, from which whole scenarios are built.

/// A row of draws. When it runs out, every further draw is the first choice.
pub struct Dice {
    draws: std::vec::IntoIter<u32>,
}

impl Dice {
    pub fn new(draws: Vec<u32>) -> Self {
        Self { draws: draws.into_iter() }
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        self.draws.next().map_or(0, |draw| draw as usize % count.max(1))
    }

    /// A number from `least` to `most`.
    pub fn number<N: TryFrom<i64>>(&mut self, least: i64, most: i64) -> N {
        let draw = i64::from(self.draws.next().unwrap_or(0)) % (most - least + 1);
        N::try_from(least + draw).ok().expect("the bounds fit the type")
    }

    pub fn flip(&mut self) -> bool {
        self.below(2) == 1
    }

    pub fn one<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// Something, or nothing.
    pub fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flip().then(|| make(self))
    }

    /// From `least` to `most` things.
    pub fn some<T>(&mut self, least: usize, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = least + self.below(most - least + 1);
        (0..count).map(|_| make(self)).collect()
    }

    /// A text with whatever can go wrong in one.
    pub fn text(&mut self) -> String {
        const PIECES: &[&str] = &[
            "a", "B7", " ", "\"", "\\", "\n", "\t", "é", "5m", "true", "none", "//", "/*", "{", "}", "=", "#", ";", "\u{feff}", "\u{200e}",
            "\u{85}", "\u{1}", "-1", ".", "\u{2028}", "日",
        ];
        self.some(0, 4, |dice| dice.one(PIECES)).concat()
    }
}
