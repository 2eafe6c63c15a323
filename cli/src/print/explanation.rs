//! An explanation, in two columns.

use rsmlab_conformance::explain::{Explanation, Section, SectionEntry};
use textwrap::Options;

use super::{DIM, HEADING, NOTE, Printer};

/// The widest left column; a longer key stands on a line of its own.
const KEY_WIDTH: usize = 36;

/// Prints an explanation.
pub fn print(explanation: &Explanation, printer: &mut Printer) {
    printer.line(format_args!("{HEADING}{}{HEADING:#}  {DIM}{}{DIM:#}", explanation.title, explanation.kind));
    paragraph("  ", &explanation.lead, printer);
    for each in &explanation.sections {
        printer.gap();
        section(each, printer);
    }
}

/// Prints a section.
pub fn section(section: &Section, printer: &mut Printer) {
    printer.line(format_args!("{HEADING}{}{HEADING:#}", section.heading));
    let keys = section.entries.iter().map(|entry| entry.key.chars().count());
    let column = keys.filter(|width| *width <= KEY_WIDTH).max().unwrap_or(0);
    section.entries.iter().for_each(|entry| print_entry(entry, column, printer));
}

fn print_entry(entry: &SectionEntry, column: usize, printer: &mut Printer) {
    let mark = if entry.marked { ">" } else { " " };
    let (start, end) = if entry.marked { (NOTE.render().to_string(), NOTE.render_reset().to_string()) } else { Default::default() };
    let text = if entry.state.is_empty() { entry.text.clone() } else { format!("{} [{}]", entry.text, entry.state) };
    if entry.key.is_empty() {
        return paragraph("  ", &text, printer);
    }
    let indent = " ".repeat(column + 4);
    let mut lines = wrap(&text, &indent, printer.width()).into_iter();
    if entry.key.chars().count() > column {
        printer.line(format_args!("{start}{mark}{end} {start}{}{end}", entry.key));
    } else {
        let first = lines.next().unwrap_or_default();
        printer.line(format!("{start}{mark}{end} {start}{:column$}{end}  {}", entry.key, first.trim_start()).trim_end());
    }
    lines.for_each(|line| printer.line(line));
}

fn paragraph(indent: &str, text: &str, printer: &mut Printer) {
    for line in text.lines() {
        wrap(line, indent, printer.width()).into_iter().for_each(|line| printer.line(line));
    }
}

fn wrap(text: &str, indent: &str, width: usize) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    // Names are asked for as they are printed, so they are never broken.
    let options = Options::new(width).initial_indent(indent).subsequent_indent(indent).break_words(false);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(|line| line.into_owned()).collect()
}
