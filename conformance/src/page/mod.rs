//! Pages: what all HTML of this crate has in common, that is how it looks, how it is escaped, and how it leads elsewhere.
//!
//! A page needs nothing but itself, or the files that lie beside it: no network, no fonts, no framework. The templates lie beside the
//! code that fills them in, and a page that lacks something is not built.

use std::fmt::{self, Display, Write};

use askama::filters::Escaper;
use rsmlab_language::escape;

/// How all pages look: colours by day and by night, type, fields, signs.
pub const STYLE: &str = include_str!("base.css");

/// A piece of HTML, whose texts are escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// A text and nothing else.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(escape::html(text))
    }

    /// Adds markup of ours.
    pub fn push(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        self.0.push_str(&escape::html(text));
    }

    /// Adds a link.
    pub fn link(&mut self, address: &str, words: &str) {
        // Writing to a text cannot fail.
        let _infallible = write!(self.0, "<a href=\"{}\">{}</a>", escape::html(address), escape::html(words));
    }
}

impl Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How templates escape the texts that they are given: as [`escape::html`] has it, so that nothing unseen reaches a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Escaper for Plain {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        dest.write_str(&escape::html(text))
    }
}

/// Where pages lead to that tell of scenarios.
pub trait Ways {
    /// The address of a scenario, from the page, by its path as people would type it; nothing where there is no way to it.
    fn scenario(&self, path: &str) -> Option<String>;

    /// The addresses of what a case of a run has left behind, each with a word for it.
    fn left(&self, id: &str) -> Vec<(&'static str, String)>;
}

/// A path as an address.
#[must_use]
pub fn address(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => address.push(byte.into()),
            byte => {
                let _infallible = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}
