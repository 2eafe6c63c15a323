//! Texts in which every name with a page on the site is a link.

use super::names::{NamedPage, PageNames};
use crate::page::Html;

/// From where something is linked: the page, and the name of what it is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkOrigin<'p> {
    pub page: &'p str,
    pub subject: &'p str,
}

/// A text of ours: names are links, and what stands between backticks is code.
pub(super) fn text(text: &str, names: &PageNames, place: LinkOrigin<'_>) -> Html {
    let mut html = Html::default();
    for (number, part) in text.split('`').enumerate() {
        if number % 2 == 1 {
            html.push("<code>");
            push(&mut html, part, names, place);
            html.push("</code>");
        } else {
            push(&mut html, part, names, place);
        }
    }
    html
}

/// A text that others wrote, such as a scenario, line by line: names are links, and the rest is as it is.
pub(super) fn exact(text: &str, names: &PageNames, place: LinkOrigin<'_>) -> Html {
    let mut html = Html::default();
    for line in text.lines() {
        push(&mut html, line, names, place);
        html.push("\n");
    }
    html
}

/// A link to the page or entry of a name.
pub(super) fn link(words: &str, told: &NamedPage, place: LinkOrigin<'_>) -> Html {
    let mut html = Html::default();
    html.link(&told.address_from(place.page), words);
    html
}

/// A link to a scenario by its title, with its path beside it.
pub(super) fn titled(path: &str, told: &NamedPage, place: LinkOrigin<'_>) -> Html {
    let mut html = link(&told.lead, told, place);
    html.push(" <span class=\"path\">");
    html.text(path);
    html.push("</span>");
    html
}

fn push(html: &mut Html, text: &str, names: &PageNames, place: LinkOrigin<'_>) {
    let mut rest = text;
    while let Some(begin) = rest.find(is_part) {
        let (before, after) = rest.split_at(begin);
        let end = after.find(|char| !is_part(char)).unwrap_or(after.len());
        // A sentence may end with a name.
        let word = after[..end].trim_end_matches(['.', ':', '-', '/']);
        html.text(before);
        match names.meant(word, place.subject).filter(|told| told.page != place.page || !told.anchor.is_empty()) {
            Some(told) => html.link(&told.address_from(place.page), word),
            None => html.text(word),
        }
        html.text(&after[word.len()..end]);
        rest = &after[end..];
    }
    html.text(rest);
}

/// Whether names are made of this.
const fn is_part(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.' | '/' | ':')
}
