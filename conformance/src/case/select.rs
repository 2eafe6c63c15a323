//! Selections: which of the cases are meant.

use std::collections::BTreeSet;

use glob::Pattern;
use thiserror::Error;

use super::Case;
use super::shard::Shard;
use crate::find::closest;
use crate::profile::Profile;

/// What a caller selects. An empty selection is everything.
#[derive(Clone, Debug, Default)]
pub struct Selection<'s> {
    /// A part of an id, or a glob over the whole of it (`*/slot-*`); a case is meant if any of them fits. The path of
    /// a scenario file is as good as its id.
    pub filters: &'s [String],
    /// Tags; a case must have all of them.
    pub tags: &'s [String],
    /// Rows and rules; a case must cover one of them at least.
    pub covering: &'s [String],
    /// Only the cases of this profile.
    pub profile: Option<&'s Profile>,
    /// Only those of these ids.
    pub among: Option<&'s BTreeSet<String>>,
    /// Only this part of them.
    pub shard: Option<Shard>,
}

/// A selection that selects nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Nothing {
    /// A filter fits no case.
    #[error("no case fits `{filter}`{}", suggestions(near))]
    Filter {
        /// The filter.
        filter: String,
        /// The ids most like it.
        near: Vec<String>,
    },
    /// A filter is no glob.
    #[error("`{filter}` is no glob: {why}")]
    Glob {
        /// The filter.
        filter: String,
        /// What is wrong with it.
        why: String,
    },
    /// No case has a tag.
    #[error("no case has the tag `{tag}`{}", suggestions(near))]
    Tag {
        /// The tag.
        tag: String,
        /// The tags most like it.
        near: Vec<String>,
    },
    /// No case covers a row or rule.
    #[error("no case covers `{id}`{}", suggestions(near))]
    Covering {
        /// The row or rule.
        id: String,
        /// The ids most like it of those that are covered.
        near: Vec<String>,
    },
    /// Each filter, tag and id fits some case, and no case fits all of it.
    #[error("no case fits all of the filters, the tags, what is to be covered, the profile, the report and the shard at once")]
    Together,
}

fn suggestions(near: &[String]) -> String {
    match near {
        [] => "; `rsmlab conformance list` has them all".to_owned(),
        near => format!("; did you mean `{}`?", near.join("`, `")),
    }
}

impl Selection<'_> {
    /// Whether it selects less than all cases of a profile, so that no verdict on the profile can come of it.
    #[must_use]
    pub const fn is_narrow(&self) -> bool {
        !self.filters.is_empty() || !self.tags.is_empty() || !self.covering.is_empty() || self.among.is_some() || self.shard.is_some()
    }

    /// The cases that are meant, in the same order.
    ///
    /// # Errors
    ///
    /// What fits no case, with what was probably meant. A filter that selects nothing would hide a typing mistake
    /// among others that do, so each has to fit some case.
    pub fn of<'c>(&self, cases: &'c [Case]) -> Result<Vec<&'c Case>, Nothing> {
        let filters = self.filters.iter().map(|filter| Filter::new(filter)).collect::<Result<Vec<_>, _>>()?;
        for filter in &filters {
            if !cases.iter().any(|case| filter.fits(&case.id)) {
                return Err(filter.nothing(cases));
            }
        }
        for tag in self.tags {
            if !cases.iter().any(|case| case.tags.contains(tag)) {
                let tags: BTreeSet<&String> = cases.iter().flat_map(|case| &case.tags).collect();
                return Err(Nothing::Tag { tag: tag.clone(), near: closest(tag, tags.into_iter().cloned()) });
            }
        }
        for id in self.covering {
            if !cases.iter().any(|case| case.covers.contains(id)) {
                let covered: BTreeSet<&String> = cases.iter().flat_map(|case| &case.covers).collect();
                return Err(Nothing::Covering { id: id.clone(), near: closest(id, covered.into_iter().cloned()) });
            }
        }
        let meant = |case: &&Case| {
            (filters.is_empty() || filters.iter().any(|filter| filter.fits(&case.id)))
                && self.tags.iter().all(|tag| case.tags.contains(tag))
                && (self.covering.is_empty() || self.covering.iter().any(|id| case.covers.contains(id)))
                && self.profile.is_none_or(|profile| profile.has(&case.id))
                && self.among.is_none_or(|among| among.contains(&case.id))
        };
        let meant: Vec<&Case> = cases.iter().filter(meant).collect();
        let meant = match self.shard {
            // A shard may well be empty, where there are more shards than cases.
            Some(shard) if !meant.is_empty() => return Ok(shard.of(meant)),
            Some(_) | None => meant,
        };
        if meant.is_empty() { Err(Nothing::Together) } else { Ok(meant) }
    }
}

/// One filter.
struct Filter<'f> {
    written: &'f str,
    form: FilterForm<'f>,
}

enum FilterForm<'f> {
    Part(&'f str),
    Glob(Pattern),
}

impl<'f> Filter<'f> {
    fn new(written: &'f str) -> Result<Self, Nothing> {
        let bare = written.rsplit_once("scenarios/").map_or(written, |(_, inside)| inside);
        let bare = bare.strip_suffix(".kdl").unwrap_or(bare);
        let form = if bare.contains(['*', '?', '[']) {
            let glob = |wrong: glob::PatternError| Nothing::Glob { filter: written.to_owned(), why: wrong.to_string() };
            FilterForm::Glob(Pattern::new(bare).map_err(glob)?)
        } else {
            FilterForm::Part(bare)
        };
        Ok(Self { written, form })
    }

    fn fits(&self, id: &str) -> bool {
        match &self.form {
            FilterForm::Part(part) => id.contains(part),
            FilterForm::Glob(pattern) => pattern.matches(id),
        }
    }

    fn nothing(&self, cases: &[Case]) -> Nothing {
        Nothing::Filter { filter: self.written.to_owned(), near: near(self.written, cases) }
    }
}

/// The case of this name: an id, or the path of its scenario.
///
/// # Errors
///
/// What was probably meant.
pub fn named<'c>(name: &str, cases: &'c [Case]) -> Result<&'c Case, Nothing> {
    let is_named = |case: &&Case| case.id == name || case.scenario().is_some_and(|loaded| loaded.path == name);
    cases.iter().find(is_named).ok_or_else(|| Nothing::Filter { filter: name.to_owned(), near: near(name, cases) })
}

/// The ids most like a name. People leave out folders more often than letters, so a last part that is near is near.
fn near(name: &str, cases: &[Case]) -> Vec<String> {
    let whole = closest(name, cases.iter().map(|case| case.id.clone()));
    if !whole.is_empty() {
        return whole;
    }
    let last = name.rsplit('/').next().unwrap_or(name);
    let lasts = closest(last, cases.iter().flat_map(|case| case.id.split('/').map(str::to_owned)));
    let has = |case: &&Case| lasts.iter().any(|near| case.id.split('/').any(|part| part == near));
    cases.iter().filter(has).take(5).map(|case| case.id.clone()).collect()
}
