//! The matrix as one page that needs nothing else: no network, no fonts, and no JavaScript but for the filter.
//!
//! The page is written here, complete; `page.html` is its frame, `page.css` how it looks, `page.js` the filter and the
//! arrow keys. Every cell says by a sign and not only by its colour how it stands, and leads to its entry, which leads to
//! the scenarios.

use std::fmt::{self, Display, Write};

use rsmlab_sim::escape;

use super::{FunctionLine, Matrix, Proven, Rule, Standing, Witness};

/// The frame of the page; `{{name}}` is filled in.
const FRAME: &str = include_str!("page.html");
/// How it looks.
const STYLE: &str = include_str!("page.css");
/// The filter and the arrow keys.
const SCRIPT: &str = include_str!("page.js");

/// How many scenarios an entry names; the JSON form has them all.
const NAMED: usize = 6;

impl Matrix<'_> {
    /// One HTML page. `way` leads from the page's folder to the one in which the scenarios' paths are given; it is empty
    /// when they are the same, and ends in a slash otherwise.
    #[must_use]
    pub fn to_html(&self, way: &str) -> String {
        let part = |name: &str| match name {
            "style" => STYLE.to_owned(),
            "script" => SCRIPT.to_owned(),
            "totals" => self.totals_list(),
            "legend" => self.legend(),
            "functions" => self.groups(way),
            "others" => Strip::of_rules(&self.other_rules, "beyond single functions").to_html(way),
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
        let totals = &self.totals;
        let figures = [
            ("functions in the engine", totals.functions_in_engine, totals.functions),
            ("returns asserted", totals.asserted, totals.returns),
            ("rules asserted", totals.rules_asserted, totals.rules),
            ("rules of no single function asserted", totals.other_rules_asserted, totals.other_rules),
        ];
        let figure = |(what, part, whole): (&str, usize, usize)| {
            format!(
                "<div><dt>{what}</dt><dd><b>{part}</b> of {whole} <meter value=\"{part}\" max=\"{whole}\">{part} of {whole}</meter></dd></div>\n"
            )
        };
        let (open, more) = (totals.open + totals.rules_open, totals.other_rules_open);
        let open = format!("<div><dt>open in these functions</dt><dd><b>{open}</b> and {more} of no single function</dd></div>\n");
        figures.into_iter().map(figure).chain([open]).collect()
    }

    fn legend(&self) -> String {
        let entry = |standing: &Standing| {
            let number = self.entries().filter(|(_, proven)| proven.standing == *standing).count();
            let (word, name) = (standing.word(), class(*standing));
            format!(
                "<li><a href=\"#q=is:{name}\" title=\"{}\"><span class=\"sign {name}\">{}</span> {word} <b>{number}</b></a></li>\n",
                standing.meaning(),
                standing.sign(),
            )
        };
        Standing::ALL.iter().map(entry).collect()
    }

    fn groups(&self, way: &str) -> String {
        let functions: Vec<_> = self.functions().collect();
        let groups = functions.chunk_by(|one, next| one.function.group == next.function.group);
        let section = |group: &[FunctionLine<'_, '_>]| {
            let articles: String = group.iter().map(|line| article(line, way)).collect();
            group.first().map_or_else(String::new, |first| {
                let name = Escaped(&first.function.group);
                format!("<section class=\"group\">\n<h2>{name}</h2>\n{articles}</section>\n")
            })
        };
        groups.map(section).collect()
    }
}

/// A function: its cells, and below them what they stand for.
fn article(line: &FunctionLine<'_, '_>, way: &str) -> String {
    let name = Escaped(&line.function.name);
    let summary = Escaped(&line.function.summary);
    let (returns, rules) = (Strip::of_returns(line), Strip::of_rules(line.rules, &line.function.group));
    let strips = [returns, rules].iter().map(|strip| strip.to_html(way)).collect::<String>();
    format!(
        "<article id=\"{name}\">\n<header><h3>{name}</h3><p>{summary}</p></header>\n<div class=\"strips\">\n{strips}</div>\n</article>\n"
    )
}

/// Cells of one kind, and the entries they lead to.
struct Strip<'m> {
    kind: &'static str,
    cells: Vec<Cell<'m>>,
}

/// A return or rule on the page.
struct Cell<'m> {
    id: &'m str,
    /// What is left of the id beside its function's name.
    name: &'m str,
    text: &'m str,
    /// What a filter finds it by, beside its id and how it stands.
    words: Vec<&'m str>,
    proven: &'m Proven<'m>,
}

impl<'m> Strip<'m> {
    fn of_returns(line: &FunctionLine<'m, 'm>) -> Self {
        let cell = |row: &'m super::Row<'m>| Cell {
            id: &row.id,
            name: row.status,
            text: row.when,
            words: vec!["return", row.stance, &line.function.group],
            proven: &row.proven,
        };
        Self { kind: "returns", cells: line.rows.iter().map(cell).collect() }
    }

    fn of_rules(rules: &'m [Rule<'m>], group: &'m str) -> Self {
        let cell = |rule: &'m Rule<'m>| Cell {
            id: rule.id,
            name: rule.id,
            text: rule.text,
            words: ["rule", group].into_iter().chain(rule.function).collect(),
            proven: &rule.proven,
        };
        Self { kind: "rules", cells: rules.iter().map(cell).collect() }
    }

    fn to_html(&self, way: &str) -> String {
        let asserted = self.cells.iter().filter(|cell| cell.proven.standing == Standing::Asserted).count();
        let (kind, all) = (self.kind, self.cells.len());
        let cells: String = self.cells.iter().map(Cell::square).collect();
        let entries: String = self.cells.iter().map(|cell| cell.entry(way)).collect();
        format!(
            "<div class=\"strip\">\n<ol class=\"cells\" aria-label=\"{kind}\">{cells}</ol>\n\
             <details><summary>{asserted} of {all} {kind} asserted</summary>\n<ul class=\"entries\">\n{entries}</ul></details>\n</div>\n"
        )
    }
}

impl Cell<'_> {
    fn square(&self) -> String {
        let (standing, id, name) = (self.proven.standing, Escaped(self.id), Escaped(self.name));
        let words = self.words.join(" ");
        let find = format!("{} {words} {} is:{}", self.id, self.proven.coverage.word(), class(standing)).to_lowercase();
        format!(
            "<li data-find=\"{}\"><a class=\"sign {}\" href=\"#{id}\" title=\"{name}: {word}\" aria-label=\"{name}: {word}\">{}</a></li>",
            Escaped(&find),
            class(standing),
            standing.sign(),
            word = standing.word(),
        )
    }

    fn entry(&self, way: &str) -> String {
        let standing = self.proven.standing;
        let mut text = format!(
            "<li id=\"{}\"><p class=\"head\"><span class=\"sign {}\" aria-hidden=\"true\">{}</span> <code>{}</code> <em>{}</em></p>\n<p>{}</p>\n",
            Escaped(self.id),
            class(standing),
            standing.sign(),
            Escaped(self.name),
            standing.word(),
            Escaped(self.text),
        );
        if let Some(why) = &self.proven.why {
            let _infallible = writeln!(text, "<p class=\"why\">{}</p>", Escaped(why));
        }
        text.push_str(&scenarios(&self.proven.scenarios, way));
        text.push_str("</li>\n");
        text
    }
}

fn scenarios(witnesses: &[Witness<'_>], way: &str) -> String {
    let Some(named) = witnesses.chunks(NAMED).next() else { return String::new() };
    let link =
        |witness: &Witness<'_>| format!("<li><a href=\"{}{}\">{}</a></li>\n", Address(way), Address(witness.path), Escaped(witness.title));
    let links: String = named.iter().map(link).collect();
    let more = match witnesses.len() - named.len() {
        0 => String::new(),
        more => format!("<li class=\"more\">and {more} more</li>\n"),
    };
    format!("<ul class=\"scenarios\">\n{links}{more}</ul>")
}

/// The name of how something stands in style and filter.
fn class(standing: Standing) -> String {
    standing.word().replace(' ', "-")
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
