//! The language is KDL: what it takes and what it makes of it is held against the KDL crate.

use std::fs;
use std::path::Path;

use kdl::{KdlDocument, KdlEntry, KdlIdentifier, KdlNode, KdlValue};
use proptest::prelude::*;
use rsmlab_language::read_tree;
use rsmlab_language::tree::{Entry, Literal, Node};

/// What some nodes say, without how it is written.
fn said(nodes: &[Node]) -> Vec<String> {
    let value = |value: &Literal| match value {
        Literal::Text(text) => format!("{text:?}"),
        other => other.to_string(),
    };
    let entry = |entry: &Entry| format!("{:?} {}", entry.key(), value(&entry.value));
    let node = |node: &Node| {
        let entries: Vec<String> = node.entries.iter().map(entry).collect();
        format!("{:?} {entries:?} {:?}", node.name(), node.block.as_ref().map(|block| said(&block.nodes)))
    };
    nodes.iter().map(node).collect()
}

/// The same of what the KDL crate has read.
fn said_elsewhere(nodes: &[KdlNode]) -> Vec<String> {
    let value = |value: &KdlValue| match value {
        KdlValue::String(text) => format!("{text:?}"),
        other => other.to_string(),
    };
    let entry = |entry: &KdlEntry| format!("{:?} {}", entry.name().map(KdlIdentifier::value), value(entry.value()));
    let node = |node: &KdlNode| {
        let entries: Vec<String> = node.entries().iter().map(entry).collect();
        format!("{:?} {entries:?} {:?}", node.name().value(), node.children().map(|block| said_elsewhere(block.nodes())))
    };
    nodes.iter().map(node).collect()
}

/// What scenarios refuse of KDL: it would say nothing, or something else than it seems to.
const OUR_OWN: [&str; 2] = ["`/-` takes out what follows, and here `/-` follows", "scenarios have no type annotations"];

/// Both take a text and make the same of it, or neither takes it.
fn agree(text: &str) -> Result<(), String> {
    let (tree, mistakes) = read_tree(text);
    let elsewhere = KdlDocument::parse_v2(text);
    match (mistakes.first(), elsewhere) {
        (None, Ok(document)) => {
            let (ours, theirs) = (said(&tree.nodes), said_elsewhere(document.nodes()));
            if ours == theirs { Ok(()) } else { Err(format!("{text:?} is\n{ours:#?}\nand elsewhere\n{theirs:#?}")) }
        }
        (None, Err(error)) => Err(format!("{text:?} is refused elsewhere: {error:?}")),
        (Some(_), Err(_)) => Ok(()),
        (Some(mistake), Ok(_)) if OUR_OWN.iter().any(|own| mistake.message.contains(own)) => Ok(()),
        (Some(mistake), Ok(_)) => Err(format!("{text:?} is taken elsewhere, and here: {}", mistake.message)),
    }
}

#[test]
fn every_scenario_says_what_it_says_elsewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders = vec![root.join("scenarios"), root.join("sim/personalities")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "kdl") {
                let text = fs::read_to_string(&path).expect("it is a text");
                agree(&text).unwrap_or_else(|how| panic!("{}: {how}", path.display()));
                files += 1;
            }
        }
    }
    assert!(files > 1_000, "{files} files");
}

#[test]
fn a_text_says_what_it_says_elsewhere() {
    for text in [
        "a",
        "a b c=d",
        "a { b; c }; d",
        "a{b}",
        "a /-b c",
        "/- a { b } \n c",
        "a /-{ b } { c }",
        "a \\\n b",
        "a \\ // x\n b",
        "n a /* x */ = /* y */ 5",
        "a \"b\"=\"c\" #true #null -5 0x1F 1.5",
        "a +5 1_000 0o17 -0b1_0 0xfF_ 1.5e3 1e-3 2E+4 1_0.0_1",
        "a // b\nc",
        "a;b;",
        "\u{feff}a",
        "/* x /* y */ z */ a",
        "\"a b\" c",
        "a #\"b\\c\"#",
        "a {\n /- b\n}",
        "n a =b",
        "a\t1{}",
    ] {
        let (_, mistakes) = read_tree(text);
        let told: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
        assert_eq!(told, [""; 0], "{text}");
        agree(text).unwrap_or_else(|how| panic!("{how}"));
    }
}

/// Pieces of KDL.
const PIECES: &[&str] = &[
    "a",
    "b-c",
    "L1.slot.1",
    "\"d e\"",
    "\"\"",
    "#\"f\"g\"#",
    "5",
    "-7",
    "+1",
    "0x1F",
    "1_0",
    "1.5",
    "1e3",
    "#true",
    "#null",
    "=",
    " ",
    " ",
    "\n",
    ";",
    "{",
    "}",
    " { ",
    " }\n",
    "/-",
    "/- ",
    "// h\n",
    "/* i */",
    "/*",
    "\\\n",
    "\\",
    "\\ // j\n",
    "true",
    "nan",
    "5m",
    "\"k",
    "#",
    "\"\"\"\n  l\n  \"\"\"",
    "\t",
    "\u{feff}",
    "\r\n",
    "-",
    "--",
    ".",
    "-.5",
    "é",
    "a=",
    "a=1",
    "[",
    "\"\\n\"",
    "\"\\q\"",
    "0b2",
    "1__0",
    "0x_1",
    "1._5",
    "00",
];

/// What KDL has and the KDL crate (6.7) does not take: a node that is taken out, with `;` behind it.
fn is_misread_elsewhere(text: &str) -> bool {
    text.contains("/-") && text.contains(';')
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]
    #[test]
    fn any_text_is_taken_or_refused_as_elsewhere(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
        let text = pieces.concat();
        prop_assume!(!is_misread_elsewhere(&text));
        prop_assert!(agree(&text).is_ok(), "{}", agree(&text).unwrap_err());
    }
}
