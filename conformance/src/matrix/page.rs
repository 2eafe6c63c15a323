//! The matrix as one page that needs nothing else: no network, no fonts, and no JavaScript but for the filter.
//!
//! The page is written here, complete; `page.html` is its frame, `page.css` how it looks, `page.js` the filter and the
//! arrow keys. Every cell says by a sign and not only by its colour how it stands, and leads to its entry, which leads to
//! the scenarios.

use std::fmt::{self, Display, Write};

use rsmlab_language::escape;

use crate::catalogue::function::Function;

/// The frame of the page; `{{name}}` is filled in.
const FRAME: &str = include_str!("page.html");
/// How it looks.
const STYLE: &str = include_str!("page.css");
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
    /// One more figure in words.
    pub remark: Option<(&'static str, String)>,
    /// Each way to stand, with how many do.
    pub legend: Vec<(Mark, usize)>,
    /// The functions, in the order of the catalogue.
    pub functions: Vec<Article<'m>>,
    /// The rules of no single function.
    pub others: Strip<'m>,
}

/// How something stands: a word, what it means, and a sign of its own, so that nobody needs to see colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub word: &'static str,
    pub meaning: &'static str,
    pub sign: char,
}

/// What there is of a function.
pub(super) struct Article<'m> {
    pub function: &'m Function,
    pub strips: [Strip<'m>; 2],
}

impl Sheet<'_> {
    /// One HTML page. `way` leads from the page's folder to the one in which the scenarios' paths are given; it is empty
    /// when they are the same, and ends in a slash otherwise.
    pub(super) fn to_html(&self, way: &str) -> String {
        let part = |name: &str| match name {
            "style" => STYLE.to_owned(),
            "script" => SCRIPT.to_owned(),
            "heading" => Escaped(&self.heading).to_string(),
            "intro" => Escaped(&self.intro).to_string(),
            "totals" => self.totals_list(),
            "legend" => self.legend.iter().map(|(mark, number)| mark.legend(*number)).collect(),
            "functions" => self.groups(way),
            "others" => self.others.to_html(way),
            // Left as it is, where a test finds it.
            unknown => format!("{{{{{unknown}}}}}"),
        };
        let pieces = FRAME.split("{{").map(|piece| match piece.split_once("}}") {
            Some((name, rest)) => part(name) + rest,
            None => piece.to_owned(),
        });
        pieces.collect()
    }

    fn totals_list(&self) -> String {
        let figure = |(what, part, whole): &(&str, usize, usize)| {
            format!(
                "<div><dt>{what}</dt><dd><b>{part}</b> of {whole} <meter value=\"{part}\" max=\"{whole}\">{part} of {whole}</meter></dd></div>\n"
            )
        };
        let remark = self.remark.iter().map(|(what, told)| format!("<div><dt>{what}</dt><dd>{told}</dd></div>\n"));
        self.figures.iter().map(figure).chain(remark).collect()
    }

    fn groups(&self, way: &str) -> String {
        let groups = self.functions.chunk_by(|one, next| one.function.group == next.function.group);
        let section = |group: &[Article<'_>]| {
            let articles: String = group.iter().map(|line| article(line, way)).collect();
            group.first().map_or_else(String::new, |first| {
                let name = Escaped(&first.function.group);
                format!("<section class=\"group\">\n<h2>{name}</h2>\n{articles}</section>\n")
            })
        };
        groups.map(section).collect()
    }
}

impl Mark {
    /// Its name in style and filter.
    fn class(self) -> String {
        self.word.replace(' ', "-")
    }

    fn legend(self, number: usize) -> String {
        let (Self { word, meaning, sign }, name) = (self, self.class());
        format!(
            "<li><a href=\"#q=is:{name}\" title=\"{meaning}\"><span class=\"sign {name}\">{sign}</span> {word} <b>{number}</b></a></li>\n"
        )
    }
}

/// A function: its cells, and below them what they stand for.
fn article(line: &Article<'_>, way: &str) -> String {
    let name = Escaped(&line.function.name);
    let summary = Escaped(&line.function.summary);
    let strips = line.strips.iter().map(|strip| strip.to_html(way)).collect::<String>();
    format!(
        "<article id=\"{name}\">\n<header><h3>{name}</h3><p>{summary}</p></header>\n<div class=\"strips\">\n{strips}</div>\n</article>\n"
    )
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
    pub mark: Mark,
    /// Whether that is well.
    pub is_good: bool,
    /// Why it stands so.
    pub why: Option<String>,
    pub links: Vec<Link<'m>>,
}

/// A case that has to do with it.
pub(super) struct Link<'m> {
    /// Its file, as people would type it; generated checks have none.
    pub path: Option<&'m str>,
    pub title: &'m str,
}

impl Strip<'_> {
    fn to_html(&self, way: &str) -> String {
        let good = self.cells.iter().filter(|cell| cell.is_good).count();
        let (kind, word, all) = (self.kind, self.good, self.cells.len());
        let cells: String = self.cells.iter().map(Cell::square).collect();
        let entries: String = self.cells.iter().map(|cell| cell.entry(way)).collect();
        format!(
            "<div class=\"strip\">\n<ol class=\"cells\" aria-label=\"{kind}\">{cells}</ol>\n\
             <details><summary>{good} of {all} {kind} {word}</summary>\n<ul class=\"entries\">\n{entries}</ul></details>\n</div>\n"
        )
    }
}

impl Cell<'_> {
    fn square(&self) -> String {
        let (Mark { word, sign, .. }, class, id, name) = (self.mark, self.mark.class(), Escaped(self.id), Escaped(self.name));
        let words = self.words.join(" ");
        let find = format!("{} {words} {word} is:{class}", self.id).to_lowercase();
        format!(
            "<li data-find=\"{}\"><a class=\"sign {class}\" href=\"#{id}\" title=\"{name}: {word}\" aria-label=\"{name}: {word}\">{sign}</a></li>",
            Escaped(&find),
        )
    }

    fn entry(&self, way: &str) -> String {
        let (Mark { word, sign, .. }, class) = (self.mark, self.mark.class());
        let mut text = format!(
            "<li id=\"{}\"><p class=\"head\"><span class=\"sign {class}\" aria-hidden=\"true\">{sign}</span> <code>{}</code> <em>{word}</em></p>\n<p>{}</p>\n",
            Escaped(self.id),
            Escaped(self.name),
            Escaped(self.text),
        );
        if let Some(why) = &self.why {
            let _infallible = writeln!(text, "<p class=\"why\">{}</p>", Escaped(why));
        }
        text.push_str(&links(&self.links, way));
        text.push_str("</li>\n");
        text
    }
}

fn links(links: &[Link<'_>], way: &str) -> String {
    let Some(named) = links.chunks(NAMED).next() else { return String::new() };
    let link = |link: &Link<'_>| match link.path {
        Some(path) => format!("<li><a href=\"{}{}\">{}</a></li>\n", Address(way), Address(path), Escaped(link.title)),
        None => format!("<li>{}</li>\n", Escaped(link.title)),
    };
    let shown: String = named.iter().map(link).collect();
    let more = match links.len() - named.len() {
        0 => String::new(),
        more => format!("<li class=\"more\">and {more} more</li>\n"),
    };
    format!("<ul class=\"scenarios\">\n{shown}{more}</ul>")
}

/// Text in HTML.
struct Escaped<'t>(&'t str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape::html(self.0))
    }
}

/// A path in a link.
struct Address<'t>(&'t str);

impl Display for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.bytes().try_for_each(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => f.write_char(byte.into()),
            byte => write!(f, "%{byte:02X}"),
        })
    }
}
