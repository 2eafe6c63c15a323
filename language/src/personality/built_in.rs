//! The personalities that come with rsmlab: the files of `sim/personalities`.

use std::sync::{Arc, OnceLock};

use super::{Personality, read};

macro_rules! files {
    ($($name:literal)*) => {
        /// The names and texts of the files.
        pub const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../../sim/personalities/", $name, ".kdl")))),*];
    };
}

files! { "autoloader-8" "library-48" "library-1000" "library-10000" "jukebox-mo" "tower-cd" "drive-standalone" }

/// The names, from small libraries to large ones and then what is no tape library.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// The personality of this name. Each is read once.
#[must_use]
pub fn named(name: &str) -> Option<Arc<Personality>> {
    static READ: [OnceLock<Option<Arc<Personality>>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    let ((name, text), read_before) = FILES.iter().zip(&READ).find(|((known, _), _)| *known == name)?;
    read_before.get_or_init(|| read(&format!("{name}.kdl"), text).ok().map(Arc::new)).clone()
}

/// All of them, in the order of [`names`].
pub fn all() -> impl Iterator<Item = Arc<Personality>> {
    names().filter_map(named)
}
