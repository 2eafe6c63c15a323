//! Weaving: all mutants of a file into one text, each behind a switch, so that one build serves them all.
//!
//! Of the smallest expression around a change there are then two, and the switch tells which one is evaluated:
//! `a == b` becomes `(if crate::mutant::is(7) { a != b } else { a == b })`. Within the changed one nothing else is
//! switched, because only one mutant is alive at a time. Operators that stand in one chain are one expression, because with
//! another operator the chain may fall into other parts: `a && b && c` with `||` in the first place is `a || (b && c)`. A function whose
//! type has no name, `-> impl Iterator`, has both ways in a box, so that they have one type.

use std::collections::BTreeMap;
use std::ops::Range;

use proc_macro2::Span as SynSpan;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::list::{Genre, Mutant};

/// What makes a switch of a crate, a file of its own: which mutant is alive is asked of the environment, once.
pub const SWITCH: &str = "\
//! Which mutant is alive; none when nobody says.
use std::sync::OnceLock;
static ALIVE: OnceLock<u32> = OnceLock::new();
pub(crate) fn is(mutant: u32) -> bool {
    let alive = || std::env::var(\"RSMLAB_MUTANT\").ok().and_then(|number| number.parse().ok()).unwrap_or(0);
    *ALIVE.get_or_init(alive) == mutant
}
";

/// How a mutant gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is woven in.
    Woven,
    /// It needs a build of its own: it is not in a function, or what the function returns has a part without a name, as
    /// `-> Option<impl Trait>` has.
    Alone,
    /// It is no Rust: `||` in a chain of `let`.
    NoRust,
}

/// A file with all its mutants.
#[derive(Clone, Debug)]
pub struct Woven {
    /// The text.
    pub text: String,
    /// Where in the text the changed code of each woven mutant stands, in bytes.
    pub places: Vec<(u32, Range<usize>)>,
    /// How each of the mutants got in.
    pub fits: Vec<(u32, Fit)>,
}

/// Weaves mutants, by their numbers, into the file that they are of.
///
/// # Errors
///
/// When the file is no Rust.
pub fn weave(source: &str, mutants: &[(u32, &Mutant)]) -> syn::Result<Woven> {
    let mut map = Map::default();
    map.visit_file(&syn::parse_file(source)?);
    let mut nodes: Vec<Node> = Vec::new();
    let mut fits = Vec::new();
    for (number, mutant) in mutants {
        let change = bytes(source, mutant);
        let (fit, site) = map.fit(mutant.genre, &change);
        fits.push((*number, fit));
        let (Fit::Woven, Some(site)) = (fit, site) else { continue };
        let changed = changed(source, &site, &change, &mutant.replacement);
        match nodes.iter_mut().find(|node| node.site == site) {
            Some(node) => node.changes.push((*number, changed)),
            None => nodes.push(Node { site, changes: vec![(*number, changed)] }),
        }
    }
    nodes.extend(map.constants.into_iter().map(|range| Node { site: Site { kind: Kind::Const, range }, changes: Vec::new() }));
    // An outer one before what is in it; a body before the expression that it consists of.
    nodes.sort_by_key(|node| (node.site.range.start, std::cmp::Reverse(node.site.range.end), !node.site.kind.is_of_a_body()));
    let mut loom = Loom { source, text: String::new(), places: Vec::new() };
    loom.weave(0..source.len(), &nodes);
    Ok(Woven { text: loom.text, places: loom.places, fits })
}

/// The file with one mutant in the place of what it replaces.
#[must_use]
pub fn replace(source: &str, mutant: &Mutant) -> String {
    let change = bytes(source, mutant);
    format!("{}{}{}", &source[..change.start], mutant.replacement, &source[change.end..])
}

/// The code that stands for an expression, or at the start of a body, while the mutant is alive.
fn changed(source: &str, site: &Site, change: &Range<usize>, replacement: &str) -> String {
    match &site.kind {
        Kind::Body => format!("return {replacement};"),
        Kind::Boxed(_) => format!("Box::new({replacement})"),
        _ => format!("{} {replacement} {}", &source[site.range.start..change.start], &source[change.end..site.range.end]),
    }
}

/// Where a mutant changes the source, in bytes.
fn bytes(source: &str, mutant: &Mutant) -> Range<usize> {
    let offset = |line: usize, column: usize| {
        let start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
        start + source[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    offset(mutant.span.start.line, mutant.span.start.column)..offset(mutant.span.end.line, mutant.span.end.column)
}

/// Whether a range lies within another.
fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// What can have a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The word `const` of a function, which is left out: no switch can be asked before there is an environment.
    Const,
    Body,
    /// A body whose type has no name, with the traits that it is known by.
    Boxed(String),
    Binary,
    Unary,
    Struct,
    Match,
}

impl Kind {
    fn is_of_a_body(&self) -> bool {
        matches!(self, Self::Body | Self::Boxed(_))
    }
}

/// A place for a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Site {
    kind: Kind,
    range: Range<usize>,
}

/// The statements of a function.
struct Body {
    range: Range<usize>,
    returned: Returned,
}

/// The type that a function returns.
enum Returned {
    Named,
    /// It is known by its traits only, these.
    Traits(String),
    /// A part of it has no name.
    PartlyNamed,
}

/// The places for switches in a file, each after those around it.
#[derive(Default)]
struct Map {
    bodies: Vec<Body>,
    sites: Vec<Site>,
    constants: Vec<Range<usize>>,
    /// The expressions that chain `let`.
    lets: Vec<Range<usize>>,
    /// Of each operand that is a chain of operators too, the chain that it is a part of.
    chains: BTreeMap<usize, Range<usize>>,
}

impl Map {
    /// How a mutant gets in, and the place of its switch if it has one: the smallest around what it changes.
    fn fit(&self, genre: Genre, change: &Range<usize>) -> (Fit, Option<Site>) {
        let around = |range: &Range<usize>| within(change, range);
        let body = self.bodies.iter().rev().find(|body| around(&body.range));
        let kind = match genre {
            Genre::FnValue => match body.map(|body| &body.returned) {
                Some(Returned::Traits(traits)) => Kind::Boxed(traits.clone()),
                Some(Returned::Named | Returned::PartlyNamed) | None => Kind::Body,
            },
            Genre::BinaryOperator => Kind::Binary,
            Genre::UnaryOperator => Kind::Unary,
            Genre::StructField => Kind::Struct,
            Genre::MatchArm | Genre::MatchArmGuard => Kind::Match,
        };
        let site = self.sites.iter().rev().find(|site| site.kind == kind && around(&site.range));
        match (body, site) {
            (Some(Body { returned: Returned::PartlyNamed, .. }), _) if kind.is_of_a_body() => (Fit::Alone, None),
            (Some(body), _) if kind.is_of_a_body() => (Fit::Woven, Some(Site { kind, range: body.range.clone() })),
            (Some(_), Some(site)) if self.lets.contains(&site.range) => (Fit::NoRust, None),
            (Some(_), Some(site)) => (Fit::Woven, Some(site.clone())),
            (None, _) | (_, None) => (Fit::Alone, None),
        }
    }

    fn site(&mut self, kind: Kind, span: SynSpan) {
        self.sites.push(Site { kind, range: span.byte_range() });
    }

    fn body(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (Some(first), Some(last)) = (block.stmts.first(), block.stmts.last()) else { return };
        let range = first.span().byte_range().start..last.span().byte_range().end;
        self.bodies.push(Body { range, returned: returned(&signature.output) });
        self.constants.extend(signature.constness.map(|word| word.span().byte_range()));
    }
}

impl<'ast> Visit<'ast> for Map {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.body(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.body(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.body(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }

    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        let range = binary.span().byte_range();
        let chain = self.chains.get(&binary.op.span().byte_range().start).cloned().unwrap_or_else(|| range.clone());
        if chains_let(&binary.left) || chains_let(&binary.right) {
            // What stands beside a `let` is a chain of its own.
            self.lets.push(range.clone());
        } else {
            for operand in [&binary.left, &binary.right] {
                if let syn::Expr::Binary(operand) = &**operand {
                    self.chains.insert(operand.op.span().byte_range().start, chain.clone());
                }
            }
        }
        self.sites.push(Site { kind: Kind::Binary, range: chain });
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        self.site(Kind::Unary, unary.span());
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_struct(&mut self, structure: &'ast syn::ExprStruct) {
        self.site(Kind::Struct, structure.span());
        visit::visit_expr_struct(self, structure);
    }

    fn visit_expr_match(&mut self, choice: &'ast syn::ExprMatch) {
        self.site(Kind::Match, choice.span());
        visit::visit_expr_match(self, choice);
    }
}

/// Whether an operand makes its expression a chain of `let`.
fn chains_let(operand: &syn::Expr) -> bool {
    match operand {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => chains_let(&binary.left) || chains_let(&binary.right),
        _ => false,
    }
}

fn returned(output: &syn::ReturnType) -> Returned {
    let syn::ReturnType::Type(_, kind) = output else { return Returned::Named };
    match &**kind {
        syn::Type::ImplTrait(nameless) => Returned::Traits(traits(nameless)),
        kind if has_impl(kind) => Returned::PartlyNamed,
        _ => Returned::Named,
    }
}

/// The traits by which a type without a name is known, as those of a `dyn`; what it borrows is left for the compiler to see.
fn traits(nameless: &syn::TypeImplTrait) -> String {
    let traits = nameless.bounds.iter().filter(|bound| matches!(bound, syn::TypeParamBound::Trait(_)));
    traits.map(|bound| bound.span().source_text().unwrap_or_default()).chain(["'_".to_owned()]).collect::<Vec<_>>().join(" + ")
}

/// Whether a type has a part without a name.
fn has_impl(kind: &syn::Type) -> bool {
    struct Nameless(bool);
    impl Visit<'_> for Nameless {
        fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut nameless = Nameless(false);
    nameless.visit_type(kind);
    nameless.0
}

/// A place with the changes that are switched there.
struct Node {
    site: Site,
    changes: Vec<(u32, String)>,
}

/// The text as far as it is woven.
struct Loom<'s> {
    source: &'s str,
    text: String,
    places: Vec<(u32, Range<usize>)>,
}

impl Loom<'_> {
    /// Weaves a part of the source with the nodes that lie in it.
    fn weave(&mut self, part: Range<usize>, nodes: &[Node]) {
        let mut at = part.start;
        let mut rest = nodes;
        while let Some((node, more)) = rest.split_first() {
            let inner = more.iter().take_while(|inner| within(&inner.site.range, &node.site.range)).count();
            self.text.push_str(&self.source[at..node.site.range.start]);
            self.node(node, &more[..inner]);
            at = node.site.range.end;
            rest = &more[inner..];
        }
        self.text.push_str(&self.source[at..part.end]);
    }

    fn node(&mut self, node: &Node, inner: &[Node]) {
        let (open, before, after, close) = match &node.site.kind {
            Kind::Const => return,
            Kind::Binary | Kind::Unary | Kind::Struct => ("(".to_owned(), "{ ", " }", ")"),
            // It is replaced by what is a block too, and may stand where brackets may not.
            Kind::Match => (String::new(), "{ ", " }", ""),
            Kind::Body => (String::new(), "{ } ", "", ""),
            Kind::Boxed(traits) => (format!("let woven: Box<dyn {traits}> = "), "{ Box::new({ ", " }) }", "; woven"),
        };
        self.text.push_str(&open);
        for (number, changed) in &node.changes {
            self.text.push_str(&format!("if crate::mutant::is({number}) {{ "));
            let start = self.text.len();
            self.text.push_str(changed);
            self.places.push((*number, start..self.text.len()));
            self.text.push_str(" } else ");
        }
        self.text.push_str(before);
        self.weave(node.site.range.clone(), inner);
        self.text.push_str(after);
        self.text.push_str(close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::{Place, Span};

    /// The mutant that replaces the first of these words.
    fn mutant(source: &str, genre: Genre, what: &str, replacement: &str) -> Mutant {
        let place = |at: usize| {
            let line = source[..at].matches('\n').count() + 1;
            let column = source[..at].chars().rev().take_while(|letter| *letter != '\n').count() + 1;
            Place { line, column }
        };
        let at = source.find(what).expect("the source has it");
        let span = Span { start: place(at), end: place(at + what.len()) };
        Mutant {
            name: String::new(),
            file: "a.rs".into(),
            genre,
            span,
            replacement: replacement.to_owned(),
            function: None,
            id: String::new(),
        }
    }

    fn woven(source: &str, changes: &[(Genre, &str, &str)]) -> Woven {
        let mutants: Vec<Mutant> = changes.iter().map(|(genre, what, replacement)| mutant(source, *genre, what, replacement)).collect();
        let numbered: Vec<(u32, &Mutant)> = (1..).zip(&mutants).collect();
        let woven = weave(source, &numbered).expect("it is Rust");
        syn::parse_file(&woven.text).expect("what is woven is Rust");
        woven
    }

    #[test]
    fn every_change_gets_a_switch_and_leaves_the_rest() {
        let source = "fn f(ü: u8) -> bool {\n    !a(ü) && b == c\n}\n";
        let changes = [
            (Genre::FnValue, "!a(ü) && b == c", "true"),
            (Genre::BinaryOperator, "&&", "||"),
            (Genre::BinaryOperator, "==", "!="),
            (Genre::UnaryOperator, "!", ""),
        ];
        let expected = "fn f(ü: u8) -> bool {\n    if crate::mutant::is(1) { return true; } else { } \
            (if crate::mutant::is(2) { !a(ü)  ||  b == c } \
            else if crate::mutant::is(3) { !a(ü) && b  !=  c } \
            else { (if crate::mutant::is(4) {   a(ü) } else { !a(ü) }) && b == c })\n}\n";
        assert_eq!(woven(source, &changes).text, expected);
    }

    #[test]
    fn a_place_has_as_many_ways_as_it_has_changes() {
        let source = "fn f() { x < y; match z { 1 if g => S { a, ..b }, 2 => c, _ => d } }\n";
        let changes = [
            (Genre::BinaryOperator, "<", "=="),
            (Genre::BinaryOperator, "<", ">"),
            (Genre::MatchArmGuard, "g", "true"),
            (Genre::MatchArm, "2 => c,", ""),
            (Genre::StructField, "a,", ""),
        ];
        let expected = "fn f() { \
            (if crate::mutant::is(1) { x  ==  y } else if crate::mutant::is(2) { x  >  y } else { x < y }); \
            if crate::mutant::is(3) { match z { 1 if  true  => S { a, ..b }, 2 => c, _ => d } } \
            else if crate::mutant::is(4) { match z { 1 if g => S { a, ..b },    _ => d } } \
            else { match z { 1 if g => (if crate::mutant::is(5) { S {    ..b } } else { S { a, ..b } }), 2 => c, _ => d } } }\n";
        assert_eq!(woven(source, &changes).text, expected);
    }

    #[test]
    fn a_chain_of_operators_is_one_expression() {
        let woven = woven("fn f() { a && b && (c == d) }\n", &[(Genre::BinaryOperator, "&&", "||"), (Genre::BinaryOperator, "==", "!=")]);
        let expected = "fn f() { \
            (if crate::mutant::is(1) { a  ||  b && (c == d) } \
            else { a && b && ((if crate::mutant::is(2) { c  !=  d } else { c == d })) }) }\n";
        assert_eq!(woven.text, expected);
    }

    #[test]
    fn the_places_of_changes_are_told_so_that_the_compiler_can_be_understood() {
        let woven = woven("fn f() -> u8 { a + b }\n", &[(Genre::FnValue, "a + b", "1"), (Genre::BinaryOperator, "+", "-")]);
        let changed: Vec<&str> = woven.places.iter().map(|(_, place)| &woven.text[place.clone()]).collect();
        assert_eq!(changed, ["return 1;", "a  -  b"]);
    }

    #[test]
    fn a_function_with_a_switch_is_not_constant() {
        let woven = woven("const fn f() -> bool { a }\n", &[(Genre::FnValue, "a", "true")]);
        assert_eq!(woven.text, " fn f() -> bool { if crate::mutant::is(1) { return true; } else { } a }\n");
    }

    #[test]
    fn both_ways_of_a_function_whose_type_has_no_name_are_in_a_box() {
        let source = "fn f<'w>(w: &'w W) -> impl Iterator<Item = &'w u8> + 'w + use<'w> { let a = w; a.b() }\n";
        let expected = "fn f<'w>(w: &'w W) -> impl Iterator<Item = &'w u8> + 'w + use<'w> { \
            let woven: Box<dyn Iterator<Item = &'w u8> + '_> = if crate::mutant::is(1) { Box::new(empty()) } \
            else { Box::new({ let a = w; a.b() }) }; woven }\n";
        assert_eq!(woven(source, &[(Genre::FnValue, "let a = w; a.b()", "empty()")]).text, expected);
    }

    #[test]
    fn what_can_have_no_switch_is_told_apart() {
        let source = "const A: bool = b == c;\nfn g() -> Option<impl Iterator> { h }\nfn i() { if let j = k && l {} }\n";
        let changes = [(Genre::BinaryOperator, "==", "!="), (Genre::FnValue, "h", "empty()"), (Genre::BinaryOperator, "&&", "||")];
        let woven = woven(source, &changes);
        assert_eq!(woven.fits, [(1, Fit::Alone), (2, Fit::Alone), (3, Fit::NoRust)]);
        assert_eq!(woven.text, source);
    }
}
