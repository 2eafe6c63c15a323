//! Printing: results to stdout, everything else to stderr; colours only for terminals that want them.

mod drawing;
pub mod explanation;
pub mod exploration;
pub mod failure;
pub mod github;
pub mod library;
pub mod matrix;
pub mod progress;
pub mod report;
pub mod results;
pub mod summary;
pub mod ways;

use std::fmt::Display;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Stderr, Stdout, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use miette::{GraphicalReportHandler, GraphicalTheme, Report};
use rsmlab_language::escape;

use crate::exit::Exit;

/// Headings.
pub const HEADING: Style = Style::new().bold();
/// What is as it should be.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// What is not.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What asks for a look.
pub const NOTE: Style = AnsiColor::Yellow.on_default();
/// What can be skipped.
pub const DIM: Style = Style::new().dimmed();

/// Columns when nobody says how wide the terminal is.
const WIDTH: usize = 100;
/// Lines wider than this are hard to read.
const WIDEST: usize = 120;

/// Where everything is printed. A reader that goes away is no error: the rest is left unsaid.
pub struct Printer {
    out: BufWriter<AutoStream<Stdout>>,
    errors: AutoStream<Stderr>,
    failed: Option<io::Error>,
    /// Whether results go to stderr, because stdout is for something else.
    is_aside: bool,
    width: usize,
}

impl Printer {
    /// A printer to stdout and stderr.
    pub fn new() -> Self {
        let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Self {
            out: BufWriter::new(AutoStream::auto(io::stdout())),
            errors: AutoStream::auto(io::stderr()),
            failed: None,
            is_aside: false,
            width: terminal.unwrap_or(WIDTH).clamp(40, WIDEST),
        }
    }

    /// Leaves stdout to something else; results go to stderr.
    pub const fn step_aside(&mut self) {
        self.is_aside = true;
    }

    /// How many columns there are.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Prints a line of the result.
    pub fn line(&mut self, line: impl Display) {
        self.exact(&escape::styled(&line.to_string().replace('\n', "\\n")));
    }

    /// Prints lines of the result for people.
    pub fn text(&mut self, text: &str) {
        self.exact(&escape::styled(text));
    }

    /// Prints a result for programs as it is. The caller has escaped what others wrote in it.
    pub fn exact(&mut self, text: &str) {
        if self.is_aside {
            self.command(text);
        } else if self.failed.is_none()
            && let Err(failed) = writeln!(self.out, "{text}")
        {
            self.failed = Some(failed);
        }
    }

    /// Flushes what was printed: its reader may outlive this program.
    pub fn flush(&mut self) {
        if self.failed.is_none()
            && let Err(failed) = self.out.flush()
        {
            self.failed = Some(failed);
        }
    }

    /// Prints an empty line of the result.
    pub fn gap(&mut self) {
        self.line("");
    }

    /// Prints a report as a part of the result.
    pub fn report(&mut self, report: &Report) {
        let text = render(report, self.width, has_colours(&io::stdout()));
        self.text(text.trim_end());
    }

    /// Prints a report that stands in the way of a result.
    pub fn error(&mut self, report: &Report) {
        let text = render(report, self.width, has_colours(&io::stderr()));
        self.tell(text.trim_end());
    }

    /// Tells the person at the terminal something that is no result.
    pub fn tell(&mut self, line: impl Display) {
        self.command(&escape::styled(&line.to_string()));
    }

    /// Tells a CI system something, in its own words.
    pub fn command(&mut self, command: &str) {
        // What was said before on stdout should be seen before. If stderr is gone, nobody is left to be told.
        let _gone = self.out.flush().and_then(|()| writeln!(self.errors, "{command}"));
    }

    /// Says that rsmlab itself is wrong.
    pub fn internal_error(&mut self, where_: &str, what: &str) {
        self.tell(format_args!("{BAD}internal error{BAD:#} in {where_}: {what}"));
        self.tell("This is a mistake in rsmlab, not in the scenario. Please report it with this message and the scenario.");
    }

    /// Ends the printing, and says how the program ends after all.
    pub fn finish(mut self, exit: Exit) -> Exit {
        let failed = self.failed.take().or_else(|| self.out.flush().err());
        match failed {
            Some(failed) if failed.kind() != ErrorKind::BrokenPipe => {
                self.tell(format_args!("{BAD}error{BAD:#}: cannot write the results: {failed}"));
                exit.max(Exit::Internal)
            }
            Some(_) | None => exit,
        }
    }
}

fn has_colours(stream: &(impl IsTerminal + anstream::stream::RawStream)) -> bool {
    AutoStream::choice(stream) != anstream::ColorChoice::Never
}

fn render(report: &Report, width: usize, colours: bool) -> String {
    let theme = if colours { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let mut text = String::new();
    // Names are asked for as they are printed, so they are never broken.
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false);
    let handler = handler.with_break_words(false).with_word_splitter(textwrap::WordSplitter::NoHyphenation);
    if handler.render_report(&mut text, report.as_ref()).is_err() {
        text = report.to_string();
    }
    text
}

/// A count with its noun.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
