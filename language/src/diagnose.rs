//! Mistakes: what is wrong with a scenario file, where, and what would fit. All of a file at once.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use super::model::Span;
use crate::escape;
use crate::limits;

/// Everything that is wrong with a scenario file, in the order of the text. There is at least one mistake.
#[derive(Clone, Debug)]
pub struct Mistakes {
    name: String,
    /// The mistakes.
    pub mistakes: Vec<Mistake>,
}

impl Mistakes {
    /// Sorts the mistakes and ties them to the file. There are none in a file that is a scenario.
    #[must_use]
    pub fn new(name: &str, text: &str, mut mistakes: Vec<Mistake>) -> Self {
        let source = Arc::new(ShownSource::new(name, text));
        // What is wrong with another file comes behind, and stays tied to that file.
        mistakes.sort_by_key(|mistake| (mistake.is_elsewhere(), mistake.span.offset, mistake.span.length));
        if let Some(next) = mistakes.get(limits::MISTAKES) {
            let next = if next.is_elsewhere() { Span::default() } else { next.span };
            mistakes.truncate(limits::MISTAKES);
            let more = Mistake::new(next, format!("there are more than {} mistakes", limits::MISTAKES), "others begin here");
            mistakes.push(more.help("mend those that are told, and read it again"));
        }
        for mistake in mistakes.iter_mut().filter(|mistake| !mistake.is_elsewhere()) {
            // What goes on for many lines is shown where it begins.
            let line = text[mistake.span.offset..].split(['\n', '\r']).next().unwrap_or_default();
            mistake.span.length = mistake.span.length.min(line.len());
            mistake.source = Some(Arc::clone(&source));
        }
        Self { name: escape::human(name).into_owned(), mistakes }
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mistakes.len() {
            1 => write!(f, "a mistake in {}", self.name),
            number => write!(f, "{number} mistakes in {}", self.name),
        }
    }
}

impl std::error::Error for Mistakes {}

impl Diagnostic for Mistakes {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.mistakes.iter().map(|mistake| mistake as &dyn Diagnostic)))
    }
}

/// One thing that is wrong with a scenario file.
#[derive(Clone, Debug)]
pub struct Mistake {
    source: Option<Arc<ShownSource>>,
    /// Where it is.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What stands there, in a few words under the span.
    pub label: String,
    /// Another place that has to do with it, and what stands there.
    pub other: Option<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Mistake {
    /// Something is wrong here.
    pub(crate) fn new(span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { source: None, span, message: shown(message), label: shown(label), other: None, help: None }
    }

    /// Whether it is in another file, which the scenario names.
    pub(crate) const fn is_elsewhere(&self) -> bool {
        self.source.is_some()
    }

    /// Says what to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shown(help));
        self
    }

    /// Points to another place that has to do with it.
    pub(crate) fn other(mut self, span: Span, label: impl Into<String>) -> Self {
        self.other = Some((span, shown(label)));
        self
    }

    /// Says what would fit in place of a word, and which of it was probably meant.
    pub(crate) fn fits<'w>(self, word: &str, fitting: impl IntoIterator<Item = &'w str>) -> Self {
        match what_fits(word, fitting) {
            Some(help) => self.help(help),
            None => self,
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl Diagnostic for Mistake {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = |span: Span| self.source.as_ref().map_or(span, |source| source.place(span));
        let here = LabeledSpan::new_primary_with_span(Some(self.label.clone()), place(self.span));
        let there: Vec<LabeledSpan> =
            self.other.iter().map(|(span, label)| LabeledSpan::new_with_span(Some(label.clone()), place(*span))).collect();
        Some(Box::new(std::iter::once(here).chain(there)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| &source.shown as &dyn SourceCode)
    }
}

/// What is said, in words of ours and words of the text.
fn shown(said: impl Into<String>) -> String {
    escape::human(&said.into()).into_owned()
}

/// The text of a file as it is shown: its invisible characters are written out.
#[derive(Debug)]
struct ShownSource {
    shown: NamedSource<String>,
    /// Where a line of the text begins, where the same line of what is shown begins, and the line, if it is shown otherwise.
    written_out: Vec<(usize, usize, String)>,
}

impl ShownSource {
    fn new(name: &str, text: &str) -> Self {
        let (mut shown, mut written_out) = (String::with_capacity(text.len()), Vec::new());
        let mut begins = 0;
        for line in text.split_inclusive('\n') {
            let end = line.len() - line.trim_end_matches(['\r', '\n']).len();
            let (body, end) = line.split_at(line.len() - end);
            match visible(body) {
                Cow::Borrowed(same) => shown.push_str(same),
                Cow::Owned(other) => {
                    written_out.push((begins, shown.len(), body.to_owned()));
                    shown.push_str(&other);
                }
            }
            shown.push_str(end);
            begins += line.len();
        }
        Self { shown: NamedSource::new(escape::human(name), shown).with_language("kdl"), written_out }
    }

    /// Where something stands in what is shown.
    fn place(&self, span: Span) -> Span {
        let (begins, ends) = (self.offset(span.offset), self.offset(span.offset + span.length));
        Span { offset: begins, length: ends - begins }
    }

    fn offset(&self, offset: usize) -> usize {
        let before = self.written_out.partition_point(|(begins, ..)| *begins <= offset);
        let Some((begins, shown, line)) = before.checked_sub(1).and_then(|last| self.written_out.get(last)) else { return offset };
        let within = offset - begins;
        match line.get(..within) {
            Some(part) => shown + visible(part).len(),
            None => shown + visible(line).len() + within - line.len(),
        }
    }
}

/// A line with everything in it to be seen; tabs stay as they are.
fn visible(line: &str) -> Cow<'_, str> {
    if line.contains('\t') {
        let parts: Vec<Cow<'_, str>> = line.split('\t').map(escape::human).collect();
        let same = parts.iter().all(|part| matches!(part, Cow::Borrowed(_)));
        return if same { Cow::Borrowed(line) } else { Cow::Owned(parts.join("\t")) };
    }
    escape::human(line)
}

/// How many words a list of what fits may have. Of longer lists only the nearest are named.
const LIST: usize = 24;
const NEAREST: usize = 6;

/// How much of a word is compared. Nothing that fits is longer.
const LONGEST_WORD: usize = 64;

/// "did you mean", and the list of what fits.
fn what_fits<'w>(word: &str, fitting: impl IntoIterator<Item = &'w str>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut fitting: Vec<&str> = fitting.into_iter().take(limits::CANDIDATES).filter(|word| seen.insert(*word)).collect();
    let mut nearest = fitting.clone();
    nearest.sort_by_key(|candidate| distance(word, candidate));
    let meant = nearest.first().copied().filter(|candidate| is_near(word, candidate));
    let list = if fitting.len() > LIST && !word.is_empty() {
        fitting = nearest.into_iter().take(NEAREST).collect();
        "the nearest are"
    } else {
        "what fits"
    };
    match (meant, fitting.as_slice()) {
        (_, []) => None,
        (Some(meant), [_]) => Some(format!("did you mean `{meant}`?")),
        (Some(meant), fitting) => Some(format!("did you mean `{meant}`? {list}: {}", fitting.join(", "))),
        (None, fitting) => Some(format!("{list}: {}", fitting.join(", "))),
    }
}

/// How far a word is from another, whatever their case. A word that a longer name begins or ends with is near.
fn distance(word: &str, candidate: &str) -> usize {
    let word: String = word.chars().take(LONGEST_WORD).collect::<String>().to_ascii_lowercase();
    let candidate = candidate.to_ascii_lowercase();
    let is_boundary = |char: char| matches!(char, '_' | '-' | '.');
    let begins = candidate.strip_prefix(&word).is_some_and(|rest| rest.starts_with(is_boundary));
    let ends = candidate.strip_suffix(&word).is_some_and(|rest| rest.ends_with(is_boundary));
    if !word.is_empty() && (begins || ends) { 1 } else { strsim::damerau_levenshtein(&word, &candidate) }
}

/// Whether a word is probably a slip of the pen.
pub(crate) fn is_near(word: &str, candidate: &str) -> bool {
    distance(word, candidate) <= 1.max(word.chars().count().min(candidate.chars().count()) / 3)
}
