//! Weaving: all counter-engines into the files that they patch.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use rsmlab_counter::{Engine, Patch, PatchChange, PatchMisfit};
use thiserror::Error;

use super::place::Places;
use crate::loom::{self, WeaveForm, Woven, WovenPlace};

/// A patch of an engine that cannot be woven into its file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file} {why}")]
pub struct Unfit {
    /// The engine.
    pub engine: String,
    /// Its number.
    pub number: u32,
    /// The file.
    pub file: String,
    /// What is wrong.
    pub why: Why,
}

/// Why a patch cannot be woven.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Why {
    /// Its place is not there.
    #[error(transparent)]
    Misfit(#[from] PatchMisfit),
    /// There can be no switch.
    #[error("has this outside of the statements of a function, where nothing can be switched; break the function that makes use of it")]
    Nowhere,
    /// The file with it is no Rust.
    #[error("is no Rust with it: {0}")]
    NoRust(String),
}

/// The patches of each file, with the engine that each is of.
#[must_use]
pub fn by_file<'e>(engines: impl IntoIterator<Item = &'e Engine>) -> BTreeMap<&'e Path, Vec<(&'e Engine, &'e Patch)>> {
    let mut files: BTreeMap<&Path, Vec<(&Engine, &Patch)>> = BTreeMap::new();
    for engine in engines {
        for patch in &engine.patches {
            files.entry(&patch.file).or_default().push((engine, patch));
        }
    }
    files
}

/// Weaves patches into the file that they are of.
///
/// # Errors
///
/// When the file is no Rust.
pub fn weave(source: &str, patches: &[(&Engine, &Patch)]) -> syn::Result<(Woven, Vec<Unfit>)> {
    let places = Places::of(source)?;
    let mut pieces: Vec<PatchedPlace<'_>> = Vec::new();
    let mut unfit = Vec::new();
    for (engine, patch) in patches {
        match PatchedPlace::of(source, &places, engine, patch) {
            Ok(piece) => pieces.push(piece),
            Err(why) => {
                unfit.push(Unfit { engine: engine.name.clone(), number: engine.number(), file: patch.file.display().to_string(), why })
            }
        }
    }
    let mut nodes: Vec<WovenPlace> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        // What lies within another change of the same engine is made there: the switch of the outer one decides for both.
        let is_within = |(before, other): (usize, &PatchedPlace<'_>)| {
            other.is_of(piece) && encloses(&other.range, &piece.range) && (other.range != piece.range || before < at)
        };
        if pieces.iter().enumerate().any(is_within) {
            continue;
        }
        let text = piece.text(source, pieces.iter().filter(|other| other.is_of(piece) && encloses(&piece.range, &other.changed)));
        loom::add(&mut nodes, piece.form.clone(), piece.range.clone(), (piece.engine.number(), text));
    }
    nodes.extend(places.constants.into_iter().map(|range| WovenPlace { form: WeaveForm::Gone, range, pieces: Vec::new() }));
    Ok((loom::weave(source, nodes), unfit))
}

fn encloses(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// What a patch makes of its place.
struct PatchedPlace<'e> {
    engine: &'e Engine,
    form: WeaveForm,
    /// What the switch is around.
    range: Range<usize>,
    /// What is replaced, and by what.
    changed: Range<usize>,
    with: &'e str,
}

impl<'e> PatchedPlace<'e> {
    fn of(source: &str, places: &Places, engine: &'e Engine, patch: &'e Patch) -> Result<Self, Why> {
        let found = patch.place(source)?;
        let (place, changed, with) = match &patch.change {
            PatchChange::Text(_) => {
                let (changed, with) = differing(source, found, &patch.with);
                (places.around(&changed), changed, with)
            }
            PatchChange::Function(_) => {
                let place = places.body(&found);
                let body = place.as_ref().map_or(found, |(_, body)| body.clone());
                (place, body, patch.with.trim())
            }
        };
        let (form, range) = place.ok_or(Why::Nowhere)?;
        let whole = format!("{}{with}{}", &source[..changed.start], &source[changed.end..]);
        syn::parse_file(&whole).map_err(|wrong| Why::NoRust(wrong.to_string()))?;
        Ok(Self { engine, form, range, changed, with })
    }

    fn is_of(&self, other: &Self) -> bool {
        self.engine.number() == other.engine.number()
    }

    /// What stands at its place, with these changes.
    fn text<'p>(&self, source: &str, changes: impl Iterator<Item = &'p PatchedPlace<'p>>) -> String {
        let mut changes: Vec<&PatchedPlace<'_>> = changes.collect();
        changes.sort_by_key(|change| change.changed.start);
        let mut text = String::new();
        let mut at = self.range.start;
        for change in changes {
            text.push_str(&source[at..change.changed.start]);
            text.push_str(change.with);
            at = change.changed.end;
        }
        text.push_str(&source[at..self.range.end]);
        if matches!(self.form, WeaveForm::Boxed(_)) { format!("Box::new({{ {text} }})") } else { text }
    }
}

/// What differs between a place and what is to stand there, without the lines that both begin and end with, and the space around it: lines
/// are found as a whole, and belong to statements as far as there is code. Where nothing but new lines differs, the line beside them
/// belongs to it too.
fn differing<'w>(source: &str, place: Range<usize>, with: &'w str) -> (Range<usize>, &'w str) {
    let text = &source[place.clone()];
    let (here, there): (Vec<&str>, Vec<&str>) = (text.split_inclusive('\n').collect(), with.split_inclusive('\n').collect());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let mut first = here.iter().zip(&there).take_while(same).count();
    let most = here.len().min(there.len()) - first;
    let mut last = here.iter().rev().zip(there.iter().rev()).take(most).take_while(same).count();
    if first + last == here.len() {
        // A brace alone opens or closes a block, and is no statement.
        let is_code = |line: &&&str| !line.trim().is_empty() && !line.trim_end().ends_with('{') && !line.trim_start().starts_with('}');
        if here[first..].first().filter(is_code).is_some() || first == 0 { last -= usize::from(last > 0) } else { first -= 1 }
    }
    let length = |lines: &[&str]| lines.iter().map(|line| line.len()).sum::<usize>();
    let without = |text: &str| (text.len() - text.trim_start().len(), text.trim().len());
    let (start, end) = (length(&here[..first]), text.len() - length(&here[here.len() - last..]));
    let (space, long) = without(&text[start..end]);
    let start = place.start + start + space;
    let with = &with[length(&there[..first])..with.len() - length(&there[there.len() - last..])];
    (start..start + long, with.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An engine by its patch.
    fn engine(patch: &str) -> Engine {
        named("e", patch)
    }

    fn named(name: &str, patch: &str) -> Engine {
        let text = format!("name = '{name}'\nrule = 'a.b'\nsays = 'It does something wrong.'\nfile = 'a.rs'\n{patch}");
        toml::from_str(&text).expect("it is an engine")
    }

    fn woven(source: &str, patches: &[&str]) -> String {
        let engines: Vec<Engine> = (0..).zip(patches).map(|(at, patch)| named(&format!("e{at}"), patch)).collect();
        let pairs: Vec<(&Engine, &Patch)> = engines.iter().map(|engine| (engine, &engine.patches[0])).collect();
        let (woven, unfit) = weave(source, &pairs).expect("it is Rust");
        assert_eq!(unfit, []);
        syn::parse_file(&woven.text).expect("what is woven is Rust");
        engines.iter().fold(woven.text, |text, engine| text.replace(&engine.number().to_string(), "1"))
    }

    #[test]
    fn a_statement_that_declares_nothing_has_a_switch_of_its_own() {
        let patches = ["find = 'a(1)'\nwith = 'a(2)'", "find = 'c()'\nwith = ''"];
        let expected = "fn f() { if crate::mutant::is(1) { a(2); } else { a(1); } b(); if crate::mutant::is(1) {  } else { c() } }";
        assert_eq!(woven("fn f() { a(1); b(); c() }", &patches), expected);
    }

    #[test]
    fn whole_lines_are_as_good_as_their_code() {
        let expected = "fn f() {\n    a();\n    if crate::mutant::is(1) { c(); } else { b(); }\n}";
        assert_eq!(woven("fn f() {\n    a();\n    b();\n}", &["find = \"    b();\\n\"\nwith = \"    c();\\n\""]), expected);
    }

    #[test]
    fn lines_around_a_change_stay_as_they_are() {
        let source = "fn f() {\n    a();\n    b();\n    c();\n}";
        let expected = "fn f() {\n    a();\n    if crate::mutant::is(1) { d(); } else { b(); }\n    c();\n}";
        let patch = "find = \"fn f() {\\n    a();\\n    b();\\n    c();\\n}\"\nwith = \"fn f() {\\n    a();\\n    d();\\n    c();\\n}\"";
        assert_eq!(woven(source, &[patch]), expected);
        // A line that is new goes with the one after it, or with the one before where none comes.
        let expected = "fn f() {\n    a();\n    if crate::mutant::is(1) { d();\n    b(); } else { b(); }\n    c();\n}";
        assert_eq!(woven(source, &["find = \"    a();\\n    b();\\n\"\nwith = \"    a();\\n    d();\\n    b();\\n\""]), expected);
        let expected = "fn f() {\n    a();\n    b();\n    if crate::mutant::is(1) { c();\n    d(); } else { c(); }\n}";
        assert_eq!(woven(source, &["find = \"    c();\\n}\"\nwith = \"    c();\\n    d();\\n}\""]), expected);
    }

    #[test]
    fn a_declaration_takes_along_what_may_need_it() {
        let expected = "fn f() { a(); if crate::mutant::is(1) { let (b, d) = e(); b } else { let b = c(); b } }";
        assert_eq!(woven("fn f() { a(); let b = c(); b }", &["find = 'b = c'\nwith = '(b, d) = e'"]), expected);
    }

    #[test]
    fn space_around_a_change_belongs_to_no_statement() {
        let expected = "fn f() { a(); if crate::mutant::is(1) { b(2); } else { b(); } c() }";
        assert_eq!(woven("fn f() { a(); b(); c() }", &["find = ' b(); '\nwith = ' b(2); '"]), expected);
    }

    #[test]
    fn a_change_within_another_of_the_same_engine_is_made_there() {
        let both = engine("find = 'a = 1'\nwith = 'a = 2'\n[[also]]\nfile = 'a.rs'\nfind = 'b + a'\nwith = 'a'");
        let once = |source: &str| {
            let pairs: Vec<(&Engine, &Patch)> = both.patches.iter().map(|patch| (&both, patch)).collect();
            let (woven, unfit) = weave(source, &pairs).expect("it is Rust");
            assert_eq!(unfit, []);
            woven.text.replace(&both.number().to_string(), "1")
        };
        let expected = "fn f() { c(); if crate::mutant::is(1) { let a = 2; a } else { let a = 1; b + a } }";
        assert_eq!(once("fn f() { c(); let a = 1; b + a }"), expected);
        let expected = "fn f() { if crate::mutant::is(1) { c(a = 2, a); } else { c(a = 1, b + a); } }";
        assert_eq!(once("fn f() { c(a = 1, b + a); }"), expected);
    }

    #[test]
    fn values_have_switches_of_their_own() {
        let source = "fn f() { let a = b.map(|c| c + 1); if a > b { match a { 1 => 2, _ => 3 } } }";
        let expected = "fn f() { let a = b.map(|c| (if crate::mutant::is(1) { c } else { c + 1 })); \
            if (if crate::mutant::is(1) { a >= b } else { a > b }) { match a { 1 => (if crate::mutant::is(1) { 4 } else { 2 }), _ => 3 } } }";
        let patches = ["find = 'c + 1'\nwith = 'c'", "find = 'a > b'\nwith = 'a >= b'", "find = '2'\nwith = '4'"];
        assert_eq!(woven(source, &patches), expected);
    }

    #[test]
    fn a_value_that_begins_with_a_block_stays_a_value() {
        let expected = "fn f() { b(|| (if crate::mutant::is(1) { (if a { 1 } else { 0 } & 2) } else { (if a { 1 } else { 0 } | 2) })) }";
        assert_eq!(woven("fn f() { b(|| if a { 1 } else { 0 } | 2) }", &["find = '| 2'\nwith = '& 2'"]), expected);
    }

    #[test]
    fn places_within_one_another_nest() {
        let source = "fn f() { let a = 1; if b { c(); } }";
        let expected = "fn f() { if crate::mutant::is(1) { let a = 2; if b { c(); } } \
            else { let a = 1; if b { if crate::mutant::is(1) { d(); } else { c(); } } } }";
        assert_eq!(woven(source, &["find = 'a = 1'\nwith = 'a = 2'", "find = 'c()'\nwith = 'd()'"]), expected);
    }

    #[test]
    fn a_function_can_be_replaced_as_a_whole() {
        let expected = "fn f() -> u8 { if crate::mutant::is(1) { 3 } else { let a = 1; a } }";
        assert_eq!(woven("fn f() -> u8 { let a = 1; a }", &["function = 'f'\nwith = '3'"]), expected);
    }

    #[test]
    fn both_ways_of_a_function_whose_type_has_no_name_are_in_a_box() {
        let source = "fn f() -> impl Iterator<Item = u8> { let a = 1; a.b() }";
        let expected = "fn f() -> impl Iterator<Item = u8> { let woven: Box<dyn Iterator<Item = u8> + '_> = \
            if crate::mutant::is(1) { Box::new({ let a = 1; a.c() }) } else { Box::new({ let a = 1; a.b() }) }; woven }";
        assert_eq!(woven(source, &["find = 'a.b()'\nwith = 'a.c()'"]), expected);
    }

    #[test]
    fn what_cannot_be_woven_says_why() {
        let why = |source: &str, patch: &str| {
            let engine = engine(patch);
            let (_, unfit) = weave(source, &[(&engine, &engine.patches[0])]).expect("it is Rust");
            unfit.into_iter().map(|unfit| unfit.why).next()
        };
        assert_eq!(why("const A: u8 = 1;", "find = '1'\nwith = '2'"), Some(Why::Nowhere));
        assert_eq!(why("fn f() {}", "function = 'f'\nwith = '2'"), Some(Why::Nowhere));
        assert!(matches!(why("fn f() { a }", "find = 'a'\nwith = '('"), Some(Why::NoRust(_))));
        assert!(matches!(why("fn f() { a }", "find = 'b'\nwith = 'a'"), Some(Why::Misfit(_))));
    }
}
