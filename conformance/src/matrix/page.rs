//! Every documented return and rule on one page that needs nothing else: no network, no fonts, and no JavaScript but for the filter.
//!
//! `page.html` is the template, `cells.html` and `cases.html` are parts of it, `page.css` how it looks, and `page.js` the filter and the
//! arrow keys. Every cell shows by a sign and not only by its colour how it stands, and leads to its entry, which leads to the scenarios.

use askama::Template;

use crate::catalogue::function::Function;
use crate::page::{Html, Ways};
use crate::report::Entry;

/// How it looks.
const STYLE: &str = concat!(include_str!("../page/base.css"), include_str!("page.css"));
/// The filter and the arrow keys.
const SCRIPT: &str = include_str!("page.js");

/// How many scenarios an entry names; the JSON form has them all.
const NAMED: usize = 6;

/// What a page shows: of every documented return and rule how it stands.
pub(super) struct Sheet<'m> {
    /// What it is about.
    pub heading: String,
    /// What is seen on it, in a sentence or two.
    pub intro: String,
    /// Figures: of what, how many, of how many.
    pub figures: Vec<(&'static str, usize, usize)>,
    /// One more figure: of what, how many, and words beside it.
    pub remark: Option<(&'static str, usize, String)>,
    /// What people may look for.
    pub example: &'static str,
    /// Each way to stand, with how many do.
    pub legend: Vec<(StandingMark, usize)>,
    /// The cases of a run, those first that somebody has to look at.
    pub cases: Vec<CaseGroup<'m>>,
    /// The functions, group by group, and what belongs to none.
    pub groups: Vec<Group<'m>>,
}

/// How something stands: a word, what it means, and a sign of its own, so that no reader needs to see colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StandingMark {
    pub word: &'static str,
    pub meaning: &'static str,
    pub sign: char,
}

/// Articles under a heading.
pub(super) struct Group<'m> {
    pub name: &'m str,
    pub articles: Vec<Article<'m>>,
}

/// What there is of a function.
pub(super) struct Article<'m> {
    /// The place on the page.
    pub anchor: &'m str,
    pub name: &'m str,
    pub summary: &'m str,
    pub strips: Vec<Strip<'m>>,
}

/// Cells of one kind, and the entries they lead to.
pub(super) struct Strip<'m> {
    /// What they are: returns or rules.
    pub kind: &'static str,
    /// What is said of those that stand well: asserted, passed.
    pub good: &'static str,
    pub cells: Vec<Cell<'m>>,
}

/// A return or rule on the page.
pub(super) struct Cell<'m> {
    pub id: &'m str,
    /// What is left of the id beside its function's name.
    pub name: &'m str,
    pub text: &'m str,
    /// What a filter finds it by, beside its id and how it stands.
    pub words: Vec<&'m str>,
    pub mark: StandingMark,
    /// Whether that is well.
    pub is_good: bool,
    /// Why it stands so.
    pub why: Option<String>,
    pub links: Vec<CaseLink<'m>>,
}

/// A case that has to do with it.
pub(super) struct CaseLink<'m> {
    /// Its file, as people would type it; generated checks have none.
    pub path: Option<&'m str>,
    pub title: &'m str,
}

/// Cases that came to the same.
pub(super) struct CaseGroup<'m> {
    pub heading: &'static str,
    /// Whether they are shown before a reader opens them.
    pub is_open: bool,
    pub cases: Vec<PageCase<'m>>,
}

/// A case, and what came of it.
pub(super) struct PageCase<'m> {
    pub entry: &'m Entry,
    pub mark: StandingMark,
}

/// What is filled into the template.
#[derive(Template)]
#[template(path = "matrix/page.html")]
struct MatrixPage<'m> {
    title: &'m str,
    style: &'static str,
    script: &'static str,
    sheet: &'m Sheet<'m>,
    ways: &'m dyn Ways,
}

impl Sheet<'_> {
    /// One HTML page.
    pub(super) fn to_html(&self, ways: &dyn Ways) -> String {
        let page = MatrixPage { title: &self.heading, style: STYLE, script: SCRIPT, sheet: self, ways };
        page.render().expect("a page is written into a text, which does not fail")
    }
}

impl MatrixPage<'_> {
    /// The way to a case's file, if there is one.
    fn address(&self, link: &CaseLink<'_>) -> Option<String> {
        self.ways.scenario(link.path?)
    }

    /// The ways to what a case has left behind, each with a word for it.
    fn left(&self, case: &PageCase<'_>) -> Vec<(&'static str, String)> {
        self.ways.left(&case.entry.id)
    }

    /// Whether the page also tells of the rows and rules that cases are about.
    fn has_rows(&self) -> bool {
        !self.sheet.groups.is_empty()
    }
}

impl<'m> Group<'m> {
    /// Functions in the order of the catalogue, group by group.
    pub(super) fn of(functions: impl IntoIterator<Item = (&'m Function, Vec<Strip<'m>>)>) -> Vec<Self> {
        let mut groups: Vec<Self> = Vec::new();
        for (function, strips) in functions {
            let article = Article { anchor: &function.name, name: &function.name, summary: &function.summary, strips };
            match groups.last_mut().filter(|group| group.name == function.group) {
                Some(group) => group.articles.push(article),
                None => groups.push(Self { name: &function.group, articles: vec![article] }),
            }
        }
        groups
    }

    /// The rules of no single function.
    pub(super) fn of_others(rules: Strip<'m>) -> Self {
        let summary = "Of callbacks, of methods of the remote protocol, of every function, of the model.";
        Self {
            name: "beyond single functions",
            articles: vec![Article { anchor: "other-rules", name: "Other rules", summary, strips: vec![rules] }],
        }
    }
}

impl StandingMark {
    /// Its name in style and filter.
    fn class(self) -> String {
        self.word.replace(' ', "-")
    }
}

impl Strip<'_> {
    fn number_good(&self) -> usize {
        self.cells.iter().filter(|cell| cell.is_good).count()
    }
}

impl Cell<'_> {
    /// What a filter finds it by.
    fn find(&self) -> String {
        format!("{} {} {} is:{}", self.id, self.words.join(" "), self.mark.word, self.mark.class()).to_lowercase()
    }

    /// The cases that are named.
    fn named(&self) -> impl Iterator<Item = &CaseLink<'_>> {
        self.links.iter().take(NAMED)
    }

    /// How many are not.
    const fn unnamed(&self) -> usize {
        self.links.len().saturating_sub(NAMED)
    }
}

impl PageCase<'_> {
    /// What a filter finds it by.
    fn find(&self) -> String {
        let Entry { id, title, covers, status, .. } = self.entry;
        format!("{id} {title} {} {status} is:{}", covers.join(" "), self.mark.class()).to_lowercase()
    }

    /// What is to be said of it, each under a word.
    fn told(&self) -> Vec<(&'static str, Html)> {
        let entry = self.entry;
        let mut told = Vec::new();
        let mut tell = |word, text: Option<&String>| told.extend(text.map(|text| (word, lines(text.lines()))));
        tell("note", entry.note.as_ref());
        if let Some(failure) = &entry.failure {
            tell("where", entry.place().as_ref());
            tell("statement", failure.statement.as_ref());
            tell("expected", failure.expected.as_ref());
            tell("observed", Some(&failure.observed));
            tell("why", failure.why.as_ref());
            tell("help", failure.help.as_ref());
        }
        told
    }

    /// What led to it, line by line.
    fn causes(&self) -> Option<Html> {
        self.entry.failure.as_ref().filter(|failure| !failure.causes.is_empty()).map(|failure| lines(failure.causes.iter()))
    }

    /// The trace before it, line by line.
    fn before(&self) -> Option<Html> {
        self.entry.failure.as_ref().filter(|failure| !failure.trace.is_empty()).map(|failure| lines(failure.trace.iter()))
    }
}

/// Lines, each as a page can have it.
fn lines(lines: impl Iterator<Item = impl AsRef<str>>) -> Html {
    let mut html = Html::default();
    for (number, line) in lines.enumerate() {
        html.push(if number > 0 { "\n" } else { "" });
        html.text(line.as_ref());
    }
    html
}
