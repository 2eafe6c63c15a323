//! The places of mutants: of the smallest expression around a change there are two in a woven file, as it is and as it is changed.
//!
//! `a == b` becomes `(if crate::mutant::is(7) { a != b } else { a == b })`. Operators that stand in one chain are one expression, because with
//! another operator the chain may fall into other parts: `a && b && c` with `||` in the first place is `a || (b && c)`. A function whose
//! type has no name, `-> impl Iterator`, has both ways in a box, so that they have one type.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proc_macro2::Span as SynSpan;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::list::{Genre, Mutant};
use crate::loom::{self, WeaveForm, Woven, WovenPlace, within};
use crate::syntax::{Returned, chains_let, returned};

/// How a mutant gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is woven in.
    Woven,
    /// It needs a build of its own: it is not in a function, or in one that has to stay constant, or what the function returns has a part
    /// without a name, as `-> Option<impl Trait>` has.
    Alone,
    /// It is no Rust: `||` in a chain of `let`.
    NoRust,
}

/// Weaves mutants, by their numbers, into the file that they are of, and tells how each got in. The functions of these names stay constant.
///
/// # Errors
///
/// When the file is no Rust.
pub fn weave(source: &str, mutants: &[(u32, &Mutant)], constant: &BTreeSet<String>) -> syn::Result<(Woven, Vec<(u32, Fit)>)> {
    let mut map = Map { constant: constant.clone(), ..Map::default() };
    map.visit_file(&syn::parse_file(source)?);
    let mut nodes: Vec<WovenPlace> = Vec::new();
    let mut fits = Vec::new();
    for (number, mutant) in mutants {
        let change = bytes(source, mutant);
        let (fit, site) = map.fit(mutant.genre, &change);
        fits.push((*number, fit));
        let (Fit::Woven, Some(site)) = (fit, site) else { continue };
        let changed = changed(source, &site, &change, &mutant.replacement);
        loom::add(&mut nodes, site.kind.form(), site.range, (*number, changed));
    }
    nodes.extend(map.constants.into_iter().map(|range| WovenPlace { form: WeaveForm::Gone, range, pieces: Vec::new() }));
    Ok((loom::weave(source, nodes), fits))
}

/// The file with one mutant in the place of what it replaces.
#[must_use]
pub fn replace(source: &str, mutant: &Mutant) -> String {
    let change = bytes(source, mutant);
    format!("{}{}{}", &source[..change.start], mutant.replacement, &source[change.end..])
}

/// The code that stands for an expression, or at the start of a body, while the mutant is alive.
fn changed(source: &str, site: &SwitchSite, change: &Range<usize>, replacement: &str) -> String {
    match &site.kind {
        Switchable::Body => format!("return {replacement};"),
        Switchable::Boxed(_) => format!("Box::new({replacement})"),
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

/// What can have a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Switchable {
    Body,
    /// A body whose type has no name, with the traits that it is known by.
    Boxed(String),
    Binary,
    Unary,
    Struct,
    Match,
}

impl Switchable {
    fn form(&self) -> WeaveForm {
        match self {
            Self::Body => WeaveForm::Before,
            Self::Boxed(traits) => WeaveForm::Boxed(traits.clone()),
            Self::Binary | Self::Unary | Self::Struct => WeaveForm::Expression,
            // It is replaced by what is a block too, and may stand where brackets may not.
            Self::Match => WeaveForm::Block,
        }
    }

    fn is_of_a_body(&self) -> bool {
        matches!(self, Self::Body | Self::Boxed(_))
    }
}

/// A place for a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SwitchSite {
    kind: Switchable,
    range: Range<usize>,
}

/// The statements of a function.
struct Body {
    range: Range<usize>,
    returned: Returned,
}

/// The places for switches in a file, each after those around it.
#[derive(Default)]
struct Map {
    /// The names of functions that have to stay constant.
    constant: BTreeSet<String>,
    bodies: Vec<Body>,
    sites: Vec<SwitchSite>,
    constants: Vec<Range<usize>>,
    /// The expressions that chain `let`.
    lets: Vec<Range<usize>>,
    /// Of each operand that is a chain of operators too, the chain that it is a part of.
    chains: BTreeMap<usize, Range<usize>>,
}

impl Map {
    /// How a mutant gets in, and the place of its switch if it has one: the smallest around what it changes.
    fn fit(&self, genre: Genre, change: &Range<usize>) -> (Fit, Option<SwitchSite>) {
        let around = |range: &Range<usize>| within(change, range);
        let body = self.bodies.iter().rev().find(|body| around(&body.range));
        let kind = match genre {
            Genre::FnValue => match body.map(|body| &body.returned) {
                Some(Returned::Traits(traits)) => Switchable::Boxed(traits.clone()),
                Some(Returned::Named | Returned::PartlyNamed) | None => Switchable::Body,
            },
            Genre::BinaryOperator => Switchable::Binary,
            Genre::UnaryOperator => Switchable::Unary,
            Genre::StructField => Switchable::Struct,
            Genre::MatchArm | Genre::MatchArmGuard => Switchable::Match,
        };
        let site = self.sites.iter().rev().find(|site| site.kind == kind && around(&site.range));
        match (body, site) {
            (Some(Body { returned: Returned::PartlyNamed, .. }), _) if kind.is_of_a_body() => (Fit::Alone, None),
            (Some(body), _) if kind.is_of_a_body() => (Fit::Woven, Some(SwitchSite { kind, range: body.range.clone() })),
            (Some(_), Some(site)) if self.lets.contains(&site.range) => (Fit::NoRust, None),
            (Some(_), Some(site)) => (Fit::Woven, Some(site.clone())),
            (None, _) | (_, None) => (Fit::Alone, None),
        }
    }

    fn site(&mut self, kind: Switchable, span: SynSpan) {
        self.sites.push(SwitchSite { kind, range: span.byte_range() });
    }

    fn body(&mut self, signature: &syn::Signature, block: &syn::Block) {
        if signature.constness.is_some() && self.constant.contains(&signature.ident.to_string()) {
            return;
        }
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

    /// The length of an array is a constant, in which no switch can be asked.
    fn visit_expr_repeat(&mut self, array: &'ast syn::ExprRepeat) {
        self.visit_expr(&array.expr);
    }

    fn visit_type_array(&mut self, array: &'ast syn::TypeArray) {
        self.visit_type(&array.elem);
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
        self.sites.push(SwitchSite { kind: Switchable::Binary, range: chain });
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        self.site(Switchable::Unary, unary.span());
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_struct(&mut self, structure: &'ast syn::ExprStruct) {
        self.site(Switchable::Struct, structure.span());
        visit::visit_expr_struct(self, structure);
    }

    fn visit_expr_match(&mut self, choice: &'ast syn::ExprMatch) {
        self.site(Switchable::Match, choice.span());
        visit::visit_expr_match(self, choice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::small::list::{SourcePosition, SourceRange};

    /// The mutant that replaces the first of these words.
    fn mutant(source: &str, genre: Genre, what: &str, replacement: &str) -> Mutant {
        let place = |at: usize| {
            let line = source[..at].matches('\n').count() + 1;
            let column = source[..at].chars().rev().take_while(|letter| *letter != '\n').count() + 1;
            SourcePosition { line, column }
        };
        let at = source.find(what).expect("the source has it");
        let span = SourceRange { start: place(at), end: place(at + what.len()) };
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

    fn woven_with_fits(source: &str, changes: &[(Genre, &str, &str)]) -> (Woven, Vec<(u32, Fit)>) {
        let mutants: Vec<Mutant> = changes.iter().map(|(genre, what, replacement)| mutant(source, *genre, what, replacement)).collect();
        let numbered: Vec<(u32, &Mutant)> = (1..).zip(&mutants).collect();
        let (woven, fits) = weave(source, &numbered, &BTreeSet::new()).expect("it is Rust");
        syn::parse_file(&woven.text).expect("what is woven is Rust");
        (woven, fits)
    }

    fn woven(source: &str, changes: &[(Genre, &str, &str)]) -> Woven {
        woven_with_fits(source, changes).0
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
        let (woven, fits) = woven_with_fits(source, &changes);
        assert_eq!(fits, [(1, Fit::Alone), (2, Fit::Alone), (3, Fit::NoRust)]);
        assert_eq!(woven.text, source);
    }
}
