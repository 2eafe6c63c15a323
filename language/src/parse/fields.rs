//! Fields: the arguments and properties of one node, checked against what the node can have.

use super::{Reader, slip};
use crate::diagnose::{self, Mistake};
use crate::grammar::{self, Holds, Property, Shape};
use crate::model::Span;
use crate::tree::{Entry, Literal, Node};

/// A value that stands in the text.
pub(crate) struct GivenValue<'n> {
    /// The value.
    pub value: &'n Literal,
    /// Where it stands.
    pub span: Span,
    /// What it is a value of, for messages: `` `slots=` ``, `the name of the library`.
    pub what: String,
}

/// What a node says, until it is read.
pub(crate) struct Fields<'n> {
    /// The node without its braces.
    pub span: Span,
    arguments: std::vec::IntoIter<GivenValue<'n>>,
    properties: Vec<(&'n str, GivenValue<'n>)>,
    /// Properties that the node cannot have.
    unknown: Vec<&'n str>,
}

impl<'n> Fields<'n> {
    /// Those properties of a node that are among these, whatever else it says.
    pub fn among(node: &'n Node, known: &[Property]) -> Self {
        let named = node.entries.iter().filter_map(|entry| Some((canonical(entry.key()?), entry)));
        let known = named.filter(|(name, _)| known.iter().any(|property| property.name == *name));
        let given = |(name, entry): (&'n str, &'n Entry)| {
            (name, GivenValue { value: &entry.value, span: entry.value_span, what: format!("`{name}=`") })
        };
        Self { span: header(node), arguments: Vec::new().into_iter(), properties: known.map(given).collect(), unknown: Vec::new() }
    }

    /// The next argument.
    pub fn next(&mut self) -> Option<GivenValue<'n>> {
        self.arguments.next()
    }

    /// The value of a property, once.
    pub fn take(&mut self, name: &str) -> Option<GivenValue<'n>> {
        let index = self.properties.iter().position(|(key, _)| *key == name)?;
        Some(self.properties.remove(index).1)
    }

    /// Whether a property is there and not taken yet.
    pub fn has(&self, name: &str) -> bool {
        self.properties.iter().any(|(key, _)| *key == name)
    }

    /// Whether there is something that the node cannot have, and that may have been meant as this property.
    pub fn nearly(&self, property: &str) -> bool {
        self.unknown.iter().any(|unknown| diagnose::is_near(unknown, property))
    }

    /// Where the value of a property stands that is not taken yet.
    pub fn span_of(&self, name: &str) -> Option<Span> {
        self.properties.iter().find(|(key, _)| *key == name).map(|(_, given)| given.span)
    }

    /// What has not been taken, in the order of the text.
    pub fn rest(&mut self) -> Vec<(&'n str, GivenValue<'n>)> {
        std::mem::take(&mut self.properties)
    }
}

/// What a node can have, for [`Reader::fields_within`].
pub(crate) struct Allowed<'a> {
    /// What the node is called in messages.
    pub node: &'a str,
    /// What its arguments are, in order.
    pub arguments: &'a [&'a str],
    /// Whether the last argument can be repeated.
    pub many: bool,
    /// What its properties are.
    pub properties: &'a [&'a str],
    /// Those of its properties that take a text.
    pub texts: &'a [&'a str],
    /// Whether its last argument is a text.
    pub is_text: bool,
    /// What to write instead of a property that it cannot have, which has this name and this value.
    pub hint: &'a dyn Fn(&str, &str) -> Option<String>,
}

impl<'a> Allowed<'a> {
    /// A node with these arguments and properties, none of which take texts.
    pub fn new(node: &'a str, arguments: &'a [&'a str], properties: &'a [&'a str]) -> Self {
        Self { node, arguments, many: false, properties, texts: &[], is_text: false, hint: &|_, _| None }
    }
}

impl Reader {
    /// Braces behind a node that has none are a mistake; nothing that stands in them is read.
    pub fn no_braces(&mut self, node: &Node, what: &str) {
        if node.block.is_some() {
            self.mistake(Mistake::new(header(node), format!("{what} has no braces"), "nothing can stand in them"));
        }
    }

    /// The fields of a node of a known shape. What is missing, unknown or said twice is a mistake.
    pub fn fields<'n>(&mut self, node: &'n Node, shape: &Shape) -> Fields<'n> {
        if shape.holds == Holds::Nothing {
            self.no_braces(node, &format!("`{}`", shape.name));
        }
        let arguments: Vec<&str> = shape.arguments.iter().map(|argument| argument.name).collect();
        let properties: Vec<&str> = shape.properties.iter().map(|property| property.name).collect();
        let texts: Vec<&str> = shape.properties.iter().filter(|property| property.text).map(|property| property.name).collect();
        let is_text = shape.arguments.last().is_some_and(|argument| argument.text);
        let allowed = Allowed { many: shape.many, texts: &texts, is_text, ..Allowed::new(shape.name, &arguments, &properties) };
        let fields = self.fields_within(node, &allowed);
        let given = fields.arguments.len();
        let missing: Vec<String> = shape
            .arguments
            .iter()
            .skip(given)
            .filter(|argument| argument.required)
            .map(|argument| format!("its {}", argument.name))
            .collect();
        if !missing.is_empty() {
            self.missing(&fields, shape.name, &missing.join(" and "));
        }
        let required: Vec<(&str, &str)> =
            shape.properties.iter().filter(|property| property.required).map(|property| (property.name, "")).collect();
        self.required(&fields, shape.name, &required);
        fields
    }

    /// The fields of a node that may have these and no others.
    pub fn fields_within<'n>(&mut self, node: &'n Node, allowed: &Allowed<'_>) -> Fields<'n> {
        let (mut arguments, mut properties, mut unknown) = (Vec::new(), Vec::<(&str, GivenValue<'_>)>::new(), Vec::new());
        let mut excess = Vec::new();
        for (index, entry) in node.entries.iter().enumerate() {
            if self.is_full() {
                break;
            }
            let Some(key) = &entry.key else {
                match allowed.arguments.get(arguments.len()).or(allowed.arguments.last().filter(|_| allowed.many)) {
                    Some(name) => {
                        let what = format!("the {name} of `{}`", allowed.node);
                        arguments.push(GivenValue { value: &entry.value, span: entry.value_span, what });
                    }
                    None => excess.push(index),
                }
                continue;
            };
            // What is said of a property calls it as the writer does.
            let (name, written, key) = (canonical(&key.text), &key.text, key.span);
            if let Some((_, first)) = properties.iter().find(|(known, _)| *known == name) {
                let again = if first.what == format!("`{written}=`") { "is said twice" } else { "says the same once more" };
                self.mistake(Mistake::new(key, format!("`{written}=` {again}"), "again").other(first.span, "first said here"));
            } else if allowed.properties.contains(&name) {
                properties.push((name, GivenValue { value: &entry.value, span: entry.value_span, what: format!("`{written}=`") }));
            } else {
                let mistake = Mistake::new(key, format!("`{}` has no property `{name}`", allowed.node), "unknown property");
                self.mistake(match (allowed.hint)(name, &entry.written) {
                    Some(help) => mistake.help(help),
                    None => mistake.fits(name, allowed.properties.iter().copied()),
                });
                unknown.push(name);
            }
        }
        self.too_many(&node.entries, &excess, allowed);
        Fields { span: header(node), arguments: arguments.into_iter(), properties, unknown }
    }

    /// Arguments that a node cannot have, all of which are one mistake.
    fn too_many(&mut self, entries: &[Entry], excess: &[usize], allowed: &Allowed<'_>) {
        let (Some(first), Some(last)) = (excess.first(), excess.last()) else { return };
        let takes = match allowed.arguments {
            [] => String::from("takes no arguments"),
            [only] => format!("takes one argument, its {only}"),
            several => format!("takes {} arguments: {}", several.len(), several.join(", ")),
        };
        let (begins, ends) = (entries[*first].value_span, entries[*last].value_span);
        // What stands between them belongs to somebody else.
        let is_row = last - first + 1 == excess.len();
        let span = if is_row { Span { length: ends.offset + ends.length - begins.offset, ..begins } } else { begins };
        let label = if is_row && excess.len() > 1 { "too many" } else { "one too many" };
        let mistake = Mistake::new(span, format!("`{}` {takes}", allowed.node), label);
        self.mistake(match instead(entries, *first, *last, allowed) {
            Some(help) => mistake.help(help),
            None if allowed.properties.is_empty() => mistake,
            None => mistake.help(format!("its properties are: {}", allowed.properties.join(", "))),
        });
    }

    /// Something that has to be said is not.
    pub fn missing(&mut self, fields: &Fields<'_>, node: &str, what: &str) {
        self.mistake(Mistake::new(fields.span, format!("`{node}` does not say {what}"), "incomplete"));
    }

    /// Properties, with their meanings, that have to be said. If one is there that is nearly it, that one has been reported,
    /// and says enough.
    pub fn required(&mut self, fields: &Fields<'_>, node: &str, properties: &[(&str, &str)]) {
        let missing: Vec<_> = properties.iter().filter(|(property, _)| !fields.nearly(property) && !fields.has(property)).collect();
        match missing.as_slice() {
            [] => {}
            [(property, "")] => self.missing(fields, node, &format!("`{property}=`")),
            [(property, meaning)] => self.missing(fields, node, &format!("`{property}=`: {meaning}")),
            several => {
                let names: Vec<String> = several.iter().map(|(property, _)| format!("`{property}=`")).collect();
                let message = format!("`{node}` does not say {}", names.join(" and "));
                let meanings = several.iter().filter(|(_, meaning)| !meaning.is_empty());
                let meanings: Vec<String> = meanings.map(|(property, meaning)| format!("{property}= is {meaning}")).collect();
                let mistake = Mistake::new(fields.span, message, "incomplete");
                self.mistake(if meanings.is_empty() { mistake } else { mistake.help(meanings.join("; ")) });
            }
        }
    }

    /// The nodes in the braces that have one of these shapes. Others are mistakes.
    pub fn held<'n>(&mut self, node: &'n Node, shapes: &'static [Shape]) -> Vec<(&'n Node, &'static Shape)> {
        let children = node.held();
        self.shaped_nodes(children, &format!("`{}`", node.name()), shapes)
    }

    /// Those of some nodes that have one of these shapes. Others are mistakes; `whole` is what has them.
    pub fn shaped_nodes<'n>(&mut self, nodes: &'n [Node], whole: &str, shapes: &'static [Shape]) -> Vec<(&'n Node, &'static Shape)> {
        let mut shaped = Vec::with_capacity(nodes.len());
        for node in nodes {
            if self.is_full() {
                break;
            }
            let name = node.name();
            if let Some(shape) = grammar::find(shapes, name) {
                shaped.push((node, shape));
            } else {
                let mistake = Mistake::new(node.name.span, format!("{whole} has no `{name}`"), "unknown node");
                self.mistake(mistake.fits(name, shapes.iter().map(|shape| shape.name)));
            }
        }
        shaped
    }

    /// Reads a property that may be missing.
    pub fn may<'n, T>(
        &mut self,
        fields: &mut Fields<'n>,
        name: &str,
        read: impl FnOnce(&mut Self, &GivenValue<'n>) -> Option<T>,
    ) -> Option<T> {
        fields.take(name).and_then(|given| read(self, &given))
    }

    /// Reads a property that may be missing into its place.
    pub fn set<'n, T>(
        &mut self,
        fields: &mut Fields<'n>,
        name: &str,
        place: &mut T,
        read: impl FnOnce(&mut Self, &GivenValue<'n>) -> Option<T>,
    ) {
        if let Some(value) = self.may(fields, name, read) {
            *place = value;
        }
    }

    /// Reads the next argument.
    pub fn next<'n, T>(&mut self, fields: &mut Fields<'n>, read: impl FnOnce(&mut Self, &GivenValue<'n>) -> Option<T>) -> Option<T> {
        fields.next().and_then(|given| read(self, &given))
    }
}

/// The name a property goes by, whatever name it was given.
pub(crate) fn canonical(name: &str) -> &str {
    if name == grammar::ON_MOVE { "on-use" } else { name }
}

/// A node without its braces.
pub(crate) fn header(node: &Node) -> Span {
    let name = node.name.span;
    let end = node.entries.iter().map(|entry| entry.span).map(|span| span.offset + span.length).max();
    Span { offset: name.offset, length: end.unwrap_or(0).max(name.offset + name.length) - name.offset }
}

/// What to write instead of arguments that are too many.
fn instead(entries: &[Entry], first: usize, last: usize, allowed: &Allowed<'_>) -> Option<String> {
    let row = |from: usize| entries[from..=last].iter().map(|entry| entry.written.as_str()).collect::<Vec<_>>().join(" ");
    let is_bare = |from: usize| entries[from..=last].iter().all(|entry| entry.value.is_string() && !entry.written.starts_with(['"', '#']));
    let key = |index: usize| entries[index].key();
    if let Some(text) = allowed.arguments.len().checked_sub(1).filter(|_| allowed.is_text) {
        let is_row = entries[text..=last].iter().all(|entry| entry.key.is_none());
        return (is_row && is_bare(text)).then(|| format!("put the text in double quotes: {} {}", allowed.node, slip::quoted(&row(text))));
    }
    if let Some(before) = first.checked_sub(1).filter(|before| key(*before).is_some_and(|key| allowed.texts.contains(&key))) {
        let (key, text) = (key(before).unwrap_or_default(), slip::quoted(&row(before)));
        return is_bare(before).then(|| format!("put the text in double quotes: {key}={text}"));
    }
    let word = entries[first].value.as_string().filter(|word| allowed.properties.contains(word))?;
    let next = entries.get(first + 1).filter(|next| first < last && next.key.is_none());
    let value = next.map_or("...", |next| &next.written);
    Some(format!("write {word}={value}"))
}
