//! The formatter: whole outputs, and what holds of every text, whole or damaged.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use flowright::analysis::{Loader, analyze};
use flowright::config::Config;
use flowright::emit::json;
use flowright::format::{Keywords, Style, format};
use flowright::lang::Text;
use flowright::lint::RULES;
use flowright::rule::Level;
use flowright::source::{FileId, Source};
use flowright::syntax::parse;
use proptest::prelude::*;
use serde_json::Value;

use crate::drawings::{examples, root};
use crate::hostile::{large, soup, spliced};

const STYLES: [Keywords; 3] = [Keywords::Keep, Keywords::En, Keywords::Zh];

fn formatted(text: &str) -> String {
    format(text, Style::default())
}

fn in_keywords(text: &str, keywords: Keywords) -> String {
    format(text, Style { keywords })
}

// ---------- Whole outputs

#[test]
fn outputs() {
    for case in ["marks", "blocks", "comments", "columns", "broken", "keywords"] {
        let text = std::fs::read_to_string(root().join(format!("tests/fixtures/format/{case}.flow"))).unwrap();
        insta::assert_snapshot!(format!("format {case}"), formatted(&text));
        if case == "keywords" {
            insta::assert_snapshot!("format keywords in English", in_keywords(&text, Keywords::En));
            insta::assert_snapshot!("format keywords in Chinese", in_keywords(&in_keywords(&text, Keywords::En), Keywords::Zh));
        }
    }
}

#[test]
fn files_with_little_in_them() {
    for (text, expected) in [
        ("", ""),
        ("\n\n", ""),
        ("\u{FEFF}", "\u{FEFF}"),
        ("# a  \n\n\n#b", "# a\n\n#b\n"),
        ("role a", "role a\n"),
        ("role a;\n;\nrole b。\n\n", "role a\n\nrole b\n"),
        ("\n\t # a\n\n\nrole a\n", "# a\n\nrole a\n"),
    ] {
        assert_eq!(formatted(text), expected, "{text:?}");
    }
}

#[test]
fn line_ends_and_byte_order_mark_stay() {
    let text = "process p {\n  background:\n    | a\n    | b\n\n  # c\n  role a\n  task § {\n}\n";
    for end in ["\n", "\r\n", "\r"] {
        let with = |text: &str| format!("\u{FEFF}{}", text.replace('\n', end));
        assert_eq!(formatted(&with(&text.replace("  ", " "))), with(&formatted(text)), "{end:?}");
    }
    assert_eq!(formatted("role a\r\nrole b\nrole c\r\n"), "role a\r\nrole b\r\nrole c\r\n", "most lines decide");
}

// ---------- What holds of every text

/// The texts of the repository, each with the path that it is read under.
fn corpus() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut folders = vec!["examples".to_owned(), "tests/fixtures".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).unwrap().map(|entry| entry.unwrap().path()) {
            let path = format!("{folder}/{}", entry.file_name().unwrap().to_str().unwrap());
            if entry.is_dir() {
                folders.push(path);
            } else if path.ends_with(".flow") {
                texts.push((path, std::fs::read_to_string(entry).unwrap()));
            }
        }
    }
    for (rule, _) in RULES {
        let pages = [rule.bad(), rule.good()].into_iter().flatten();
        texts.extend(pages.map(|text| (format!("examples/{}.flow", rule.name), text.to_string())));
    }
    assert!(texts.len() > 200, "{}", texts.len());
    texts
}

struct Beside;

impl Loader for Beside {
    fn load(&self, from: &str, path: &str) -> Result<Arc<Source>, Text> {
        let path = Path::new(from).with_file_name(path);
        let text = std::fs::read_to_string(root().join(&path)).map_err(|_| Text::from("there is no such file"))?;
        Ok(Arc::new(Source::new(path.to_string_lossy(), text)))
    }
}

/// All that a text means: the model without its places, and what is found in it.
fn meaning(path: &str, text: &str) -> (Value, Vec<&'static str>) {
    let analysis = analyze(Arc::new(Source::new(path, text)), &Beside, &Config::default());
    let mut model: Value = serde_json::from_str(&json::emit(&analysis.model, &analysis.sources)).unwrap();
    without_places(&mut model);
    let mut found: Vec<&str> = analysis.findings.iter().map(|finding| finding.rule.name).collect();
    found.sort_unstable();
    (model, found)
}

fn without_places(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("place");
            map.values_mut().for_each(without_places);
        }
        Value::Array(list) => list.iter_mut().for_each(without_places),
        _ => {}
    }
}

fn comments(text: &str) -> Vec<String> {
    let source = Source::new("test.flow", text);
    let (tree, _) = parse(FileId(0), &source);
    tree.comments.iter().map(|&bytes| source.slice(tree.span(bytes)).trim_end().to_owned()).collect()
}

/// The lines on which an error of syntax stands.
fn bad_lines(text: &str) -> Vec<String> {
    let source = Source::new("test.flow", text);
    let (tree, mut found) = parse(FileId(0), &source);
    found.extend(flowright::ast::lower(&source, &tree).1);
    let lines = found.iter().filter(|finding| finding.level == Level::Error).map(|finding| source.line_index(finding.span.start));
    lines.map(|line| trimmed(&source.text[source.line_span(line)]).to_owned()).collect()
}

fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Checks a text in every style, and what it becomes.
fn holds(path: &str, text: &str) {
    let before = meaning(path, text);
    for keywords in STYLES {
        let new = in_keywords(text, keywords);
        let again = in_keywords(&new, keywords);
        assert!(again == new, "{path}: not the same twice, {keywords:?}\n{text}\n----\n{new}\n----\n{again}");
        let after = meaning(path, &new);
        assert!(after == before, "{path}: another meaning, {keywords:?}\n{text}\n----\n{new}\n----\n{:#?}\n{:#?}", before.1, after.1);
        assert_eq!(comments(&new), comments(text), "{path}: a comment is lost in\n{text}");
        if keywords == Keywords::Keep {
            assert_eq!(letters(&new), letters(text), "{path}: something is lost in\n{text}");
        }
        for line in bad_lines(text) {
            assert!(new.split(['\n', '\r']).any(|other| trimmed(other) == line), "{path}: {line} is not as it was in\n{new}");
        }
    }
}

#[test]
fn every_text_of_the_repository_keeps_its_meaning() {
    for (path, text) in corpus() {
        holds(&path, &text);
    }
}

#[test]
fn there_and_back_in_the_other_language_keeps_the_model() {
    for (path, text) in corpus() {
        let there = in_keywords(&text, Keywords::Zh);
        let back = in_keywords(&in_keywords(&there, Keywords::En), Keywords::Zh);
        assert_eq!(meaning(&path, &back), meaning(&path, &text), "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_soup_of_tokens_keeps_its_meaning(text in soup()) {
        holds("examples/test.flow", &text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_examples_keep_their_meaning(text in spliced()) {
        holds("examples/test.flow", &text);
    }
}

/// The examples that show that full-width marks are read.
const FULL_WIDTH: [&str; 4] = ["complaint-core", "emergency", "expense-approval", "org"];

/// The examples are as the formatter has them, line by line; four of them but for their marks and columns.
#[test]
fn the_examples_are_formatted() {
    for example in examples() {
        let text = std::fs::read_to_string(root().join(format!("examples/{example}.flow"))).unwrap();
        let new = formatted(&text);
        if FULL_WIDTH.contains(&example.as_str()) {
            let bare = |text: &str| -> Vec<String> { text.lines().map(letters).collect() };
            assert_eq!(bare(&new), bare(&text), "{example}");
        } else {
            assert_eq!(new, text, "{example}");
        }
    }
}

/// One slip leaves the rest of a file as the formatter would have it.
#[test]
fn one_slip_leaves_a_few_lines_as_they_are() {
    let (mut slips, mut good) = (0, 0);
    for example in examples() {
        let text = formatted(&std::fs::read_to_string(root().join(format!("examples/{example}.flow"))).unwrap());
        let untidy = text.replace("  ", "    ").replace(": ", " :  ");
        assert_eq!(formatted(&untidy).lines().count(), text.lines().count(), "{example}");
        for (at, c) in untidy.char_indices().filter(|(_, c)| !c.is_whitespace()).step_by(53) {
            let slip = format!("{}{}", &untidy[..at], &untidy[at + c.len_utf8()..]);
            let new = formatted(&slip);
            let known: std::collections::HashSet<&str> = text.lines().collect();
            let other = new.lines().filter(|line| !known.contains(line)).count();
            slips += 1;
            good += usize::from(other <= 8);
        }
    }
    assert!(good * 100 >= slips * 95, "{good} of {slips}");
}

#[test]
fn large_texts_are_formatted() {
    for (name, text) in large(2_000) {
        let took = time(&text);
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
    }
}

/// Four times the lines take about four times as long.
#[test]
fn a_hundred_thousand_lines_are_formatted_in_linear_time() {
    let nodes = |count: usize| -> String {
        let node = |at: usize| format!("task  a{at} {{\nowner:agent\n  time :  5m   # {at}\n note: x }}\na{at}→b{at}\n");
        format!("process p {{\nrole agent\nas-is {{\n{}}}\n}}\n", (0..count).map(node).collect::<String>())
    };
    let one = time(&nodes(5_000)).min(time(&nodes(5_000)));
    let four = time(&nodes(20_000));
    assert!(four < one * 8, "{one:?}, {four:?}");
}

#[allow(clippy::disallowed_methods, reason = "a test that measures time")]
fn time(text: &str) -> Duration {
    let start = Instant::now();
    let new = formatted(text);
    assert_eq!(letters(&new), letters(text));
    start.elapsed()
}

#[test]
fn nothing_that_is_hidden_is_lost_or_added() {
    for text in
        ["task \"a\u{1B}[31mb\" { note: x\u{202E}y\u{0}z }", "note: \u{200B}", "role a\u{2028}b", "# \u{7}\u{FEFF}c", "role a\u{85}"]
    {
        let hidden = |text: &str| -> String {
            text.chars().filter(|c| c.is_control() && !c.is_whitespace() || flowright::lang::is_hidden(*c)).collect()
        };
        let whole = format!("process p {{\nas-is {{\n{text}\n}}\n}}\n");
        assert_eq!(hidden(&formatted(&whole)), hidden(&whole), "{text:?}");
        holds("examples/test.flow", &whole);
    }
}
