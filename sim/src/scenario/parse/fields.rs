//! Fields: the arguments and properties of one node, checked against what the node can have.

use kdl::{KdlEntry, KdlNode, KdlValue};

use super::Reader;
use crate::scenario::diagnose::{self, Mistake};
use crate::scenario::grammar::{self, Holds, Property, Shape};
use crate::scenario::model::Span;

/// A value that stands in the text.
pub(crate) struct Given<'n> {
    /// The value.
    pub value: &'n KdlValue,
    /// Where it stands.
    pub span: Span,
    /// What it is a value of, for messages: `` `slots=` ``, `the name of the library`.
    pub what: String,
}

/// What a node says, until it is read.
pub(crate) struct Fields<'n> {
    /// The node without its braces.
    pub span: Span,
    arguments: std::vec::IntoIter<Given<'n>>,
    properties: Vec<(&'n str, Given<'n>)>,
    /// Properties that the node cannot have.
    unknown: Vec<&'n str>,
}

impl<'n> Fields<'n> {
    /// Those properties of a node that are among these, whatever else it says.
    pub fn among(node: &'n KdlNode, known: &[Property]) -> Self {
        let named = node.entries().iter().filter_map(|entry| Some((canonical(entry.name()?.value()), entry)));
        let known = named.filter(|(name, _)| known.iter().any(|property| property.name == *name));
        let given = |(name, entry)| (name, Given { value: KdlEntry::value(entry), span: value_span(entry), what: format!("`{name}=`") });
        Self { span: header(node), arguments: Vec::new().into_iter(), properties: known.map(given).collect(), unknown: Vec::new() }
    }

    /// The next argument.
    pub fn next(&mut self) -> Option<Given<'n>> {
        self.arguments.next()
    }

    /// The value of a property, once.
    pub fn take(&mut self, name: &str) -> Option<Given<'n>> {
        let index = self.properties.iter().position(|(key, _)| *key == name)?;
        Some(self.properties.remove(index).1)
    }

    /// Whether a property is there and not taken yet.
    pub fn has(&self, name: &str) -> bool {
        self.properties.iter().any(|(key, _)| *key == name)
    }

    /// Where the value of a property stands that is not taken yet.
    pub fn span_of(&self, name: &str) -> Option<Span> {
        self.properties.iter().find(|(key, _)| *key == name).map(|(_, given)| given.span)
    }

    /// What has not been taken, in the order of the text.
    pub fn rest(&mut self) -> Vec<(&'n str, Given<'n>)> {
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
}

impl Reader {
    /// The fields of a node of a known shape. What is missing, unknown or said twice is a mistake.
    pub fn fields<'n>(&mut self, node: &'n KdlNode, shape: &Shape) -> Fields<'n> {
        if let (Some(_), Holds::Nothing) = (node.children(), shape.holds) {
            let mistake = Mistake::new(header(node), format!("`{}` has no braces", shape.name), "nothing can stand in them");
            self.mistake(mistake);
        }
        let arguments: Vec<&str> = shape.arguments.iter().map(|argument| argument.name).collect();
        let properties: Vec<&str> = shape.properties.iter().map(|property| property.name).collect();
        let allowed = Allowed { node: shape.name, arguments: &arguments, many: shape.many, properties: &properties };
        let fields = self.fields_within(node, &allowed);
        let given = fields.arguments.len();
        for argument in shape.arguments.iter().skip(given).filter(|argument| argument.required) {
            self.missing(&fields, shape.name, &format!("its {}", argument.name));
        }
        for property in shape.properties.iter().filter(|property| property.required) {
            self.required(&fields, shape.name, property.name, "");
        }
        fields
    }

    /// The fields of a node that may have these and no others.
    pub fn fields_within<'n>(&mut self, node: &'n KdlNode, allowed: &Allowed<'_>) -> Fields<'n> {
        let (mut arguments, mut properties, mut unknown) = (Vec::new(), Vec::<(&str, Given<'_>)>::new(), Vec::new());
        for entry in node.entries() {
            if self.is_full() {
                break;
            }
            let Some(key) = entry.name() else {
                arguments.extend(self.argument(entry, arguments.len(), allowed));
                continue;
            };
            let (name, key) = (canonical(key.value()), Span::from(key.span()));
            if let Some((_, first)) = properties.iter().find(|(known, _)| *known == name) {
                let mistake = Mistake::new(key, format!("`{name}=` is said twice"), "again").other(first.span, "first said here");
                self.mistake(mistake);
            } else if allowed.properties.contains(&name) {
                properties.push((name, Given { value: entry.value(), span: value_span(entry), what: format!("`{name}=`") }));
            } else {
                let mistake = Mistake::new(key, format!("`{}` has no property `{name}`", allowed.node), "unknown property");
                self.mistake(mistake.fits(name, allowed.properties.iter().copied()));
                unknown.push(name);
            }
        }
        Fields { span: header(node), arguments: arguments.into_iter(), properties, unknown }
    }

    fn argument<'n>(&mut self, entry: &'n KdlEntry, index: usize, allowed: &Allowed<'_>) -> Option<Given<'n>> {
        let name = allowed.arguments.get(index).or(allowed.arguments.last().filter(|_| allowed.many));
        let Some(name) = name else {
            let takes = match allowed.arguments {
                [] => String::from("takes no arguments"),
                [only] => format!("takes one argument, its {only}"),
                several => format!("takes {} arguments: {}", several.len(), several.join(", ")),
            };
            let mistake = Mistake::new(value_span(entry), format!("`{}` {takes}", allowed.node), "one too many");
            self.mistake(match allowed.properties {
                [] => mistake,
                properties => mistake.help(format!("its properties are: {}", properties.join(", "))),
            });
            return None;
        };
        Some(Given { value: entry.value(), span: value_span(entry), what: format!("the {name} of `{}`", allowed.node) })
    }

    /// Something that has to be said is not.
    pub fn missing(&mut self, fields: &Fields<'_>, node: &str, what: &str) {
        self.mistake(Mistake::new(fields.span, format!("`{node}` does not say {what}"), "incomplete"));
    }

    /// A property has to be said. If one is there that is nearly it, that one has been reported, and says enough.
    pub fn required(&mut self, fields: &Fields<'_>, node: &str, property: &str, meaning: &str) {
        let nearly = fields.unknown.iter().any(|unknown| diagnose::is_near(unknown, property));
        if !nearly && !fields.has(property) {
            self.missing(fields, node, &format!("`{property}=`{meaning}"));
        }
    }

    /// The nodes in the braces that have one of these shapes. Others are mistakes.
    pub fn held<'n>(&mut self, node: &'n KdlNode, shapes: &'static [Shape]) -> Vec<(&'n KdlNode, &'static Shape)> {
        let children = node.children().map_or(&[] as &[KdlNode], |children| children.nodes());
        self.shaped_nodes(children, &format!("`{}`", node.name().value()), shapes)
    }

    /// Those of some nodes that have one of these shapes. Others are mistakes; `whole` is what has them.
    pub fn shaped_nodes<'n>(&mut self, nodes: &'n [KdlNode], whole: &str, shapes: &'static [Shape]) -> Vec<(&'n KdlNode, &'static Shape)> {
        let mut shaped = Vec::with_capacity(nodes.len());
        for node in nodes {
            if self.is_full() {
                break;
            }
            let name = node.name().value();
            if let Some(shape) = grammar::find(shapes, name) {
                shaped.push((node, shape));
            } else {
                let mistake = Mistake::new(Span::from(node.name().span()), format!("{whole} has no `{name}`"), "unknown node");
                self.mistake(mistake.fits(name, shapes.iter().map(|shape| shape.name)));
            }
        }
        shaped
    }

    /// Reads a property that may be missing.
    pub fn may<'n, T>(&mut self, fields: &mut Fields<'n>, name: &str, read: impl FnOnce(&mut Self, &Given<'n>) -> Option<T>) -> Option<T> {
        fields.take(name).and_then(|given| read(self, &given))
    }

    /// Reads a property that may be missing into its place.
    pub fn set<'n, T>(
        &mut self,
        fields: &mut Fields<'n>,
        name: &str,
        place: &mut T,
        read: impl FnOnce(&mut Self, &Given<'n>) -> Option<T>,
    ) {
        if let Some(value) = self.may(fields, name, read) {
            *place = value;
        }
    }

    /// Reads the next argument.
    pub fn next<'n, T>(&mut self, fields: &mut Fields<'n>, read: impl FnOnce(&mut Self, &Given<'n>) -> Option<T>) -> Option<T> {
        fields.next().and_then(|given| read(self, &given))
    }
}

/// The name a property goes by, whatever name it was given.
pub(in crate::scenario) fn canonical(name: &str) -> &str {
    if name == grammar::ON_MOVE { "on-use" } else { name }
}

/// A node without its braces.
pub(crate) fn header(node: &KdlNode) -> Span {
    let name = Span::from(node.name().span());
    let end = node.entries().iter().map(|entry| Span::from(entry.span())).map(|span| span.offset + span.length).max();
    Span { offset: name.offset, length: end.unwrap_or(0).max(name.offset + name.length) - name.offset }
}

/// The value of an entry, without its key.
fn value_span(entry: &KdlEntry) -> Span {
    let whole = Span::from(entry.span());
    let length = entry.format().map_or(whole.length, |format| format.value_repr.len()).min(whole.length);
    Span { offset: whole.offset + whole.length - length, length }
}
