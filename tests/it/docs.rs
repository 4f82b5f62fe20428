//! The documents are executed: flow texts are analysed, command lines are run, and what is generated is compared.
//! `FLOWRIGHT_UPDATE_DOCS=1 cargo test docs` writes the generated parts anew.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "these are tests, also outside of the test functions")]

mod markdown;
mod parts;
mod rules_page;
mod shell;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use flowright::config::read;
use flowright::lint::{RULES, rules};
use flowright::rule::Level;
use flowright::source::{FileId, Source};
use flowright::syntax::keywords::{Key, Keyword};

use markdown::{Page, on_disk};
use parts::{KEYS, KEYWORDS};
use shell::Folder;

use crate::tidy::sources;

/// Every document.
const PAGES: [&str; 18] = [
    "README.md",
    "README.zh.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/language.md",
    "docs/rules.md",
    "docs/configuration.md",
    "docs/analysis.md",
    "docs/compare.md",
    "docs/pictures.md",
    "docs/sop.md",
    "docs/diff.md",
    "docs/improve.md",
    "docs/import.md",
    "docs/ci.md",
    "docs/reports.md",
    "docs/formatting.md",
];

fn updating() -> bool {
    std::env::var_os("FLOWRIGHT_UPDATE_DOCS").is_some()
}

fn pages() -> impl Iterator<Item = Page> {
    PAGES.iter().map(|path| Page::read(path))
}

#[test]
fn every_flow_block_is_read_without_errors_of_syntax_and_names() {
    let mut wrong = String::new();
    for page in pages() {
        for (at, block) in page.of_kind("flow") {
            let analysis = parts::analysis(&parts::flow(&page, at));
            if block.info.split_whitespace().any(|word| word == "broken") {
                assert!(!analysis.findings.is_empty(), "{}: nothing is wrong with this block", page.place(at));
                continue;
            }
            let basic = |code: &str| code.starts_with("F0") || code.starts_with("F1");
            for finding in analysis.findings.iter().filter(|finding| finding.level == Level::Error && basic(finding.rule.code)) {
                let line = analysis.sources.get(finding.span.file).position(finding.span.start).line;
                writeln!(wrong, "{} line {line}: {} {}", page.place(at), finding.rule.code, finding.message.en).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_first_example_is_fifteen_lines_without_findings() {
    for page in pages().filter(|page| page.path.starts_with("README")) {
        let (at, block) = page.of_kind("flow").next().unwrap();
        assert_eq!(block.text.lines().count(), 15, "{}", page.place(at));
        let findings = parts::analysis(&block.text).findings;
        assert!(findings.is_empty(), "{}: {}", page.place(at), findings[0].message.en);
    }
}

#[test]
fn every_command_line_ends_as_documented() {
    for page in pages() {
        let folder = Folder::of(&page);
        for (at, block) in page.of_kind("sh") {
            folder.run_all(&block.text, &page.place(at));
        }
    }
}

#[test]
fn every_generated_part_is_fresh() {
    let mut stale = String::new();
    for page in pages() {
        let folder = Folder::of(&page);
        let mut new = Vec::new();
        for at in 0..page.blocks.len() {
            if let Some(text) = parts::generated(&page, at, &folder).filter(|text| *text != page.blocks[at].text) {
                writeln!(stale, "{} should be\n{text}", page.place(at)).unwrap();
                new.push((at, text));
            }
        }
        if updating() {
            page.write(&new);
        }
    }
    assert!(stale.is_empty() || updating(), "{stale}run FLOWRIGHT_UPDATE_DOCS=1 cargo test docs");
}

#[test]
fn the_page_of_the_rules_is_fresh() {
    let page = rules_page::page();
    let path = on_disk("docs/rules.md");
    if updating() {
        std::fs::write(path, page).unwrap();
    } else {
        let stale = std::fs::read_to_string(path).unwrap() != page;
        assert!(!stale, "docs/rules.md is stale: run FLOWRIGHT_UPDATE_DOCS=1 cargo test docs");
    }
}

/// The page of the formatter shows a text before and after.
#[test]
fn the_formatted_text_is_what_the_formatter_writes() {
    let page = Page::read("docs/formatting.md");
    let blocks: Vec<&str> = page.of_kind("flow").map(|(_, block)| block.text.as_str()).collect();
    assert_eq!(blocks.len(), 2);
    assert_eq!(flowright::format::format(blocks[0], flowright::format::Style::default()), blocks[1]);
}

#[test]
fn every_keyword_and_every_key_is_in_the_reference() {
    let page = Page::read("docs/language.md");
    for (group, _) in KEYWORDS {
        assert!(page.blocks.iter().any(|block| block.asks("table: keywords") == Some(group)), "no table of the keywords {group}");
    }
    for (group, _) in KEYS {
        assert!(page.blocks.iter().any(|block| block.asks("table: keys") == Some(group)), "no table of the keys {group}");
    }
    for keyword in Keyword::ALL {
        let groups = KEYWORDS.iter().filter(|(_, belongs)| belongs(*keyword)).count();
        assert_eq!(groups, 1, "{keyword:?} is in {groups} tables");
    }
    for key in Key::ALL {
        assert!(KEYS.iter().any(|(_, belongs)| belongs(*key)), "{key:?} is in no table");
    }
}

#[test]
fn every_yaml_block_is_yaml_and_its_commands_run() {
    for page in pages() {
        for (at, block) in page.of_kind("yaml") {
            let place = page.place(at);
            let yaml: serde_yaml::Value = serde_yaml::from_str(&block.text).unwrap_or_else(|error| panic!("{place}: {error}"));
            if yaml.get("jobs").is_none() {
                let (_, findings) = read(FileId(0), &Source::new("flowright.yaml", block.text.as_str()), "", &rules::all());
                assert!(findings.is_empty(), "{place}: {}", findings[0].message.en);
                continue;
            }
            let mut lines = Vec::new();
            for (_, job) in yaml["jobs"].as_mapping().unwrap() {
                lines.extend(job["steps"].as_sequence().unwrap().iter().filter_map(|step| step["run"].as_str()));
            }
            assert!(lines.iter().any(|line| line.starts_with("flowright ")), "{place}: nothing is checked");
            // What CI checks is the author's, not the broken texts of the page.
            Folder::of(&Page { path: page.path, text: String::new(), blocks: Vec::new() }).run_all(&lines.join("\n"), &place);
        }
    }
}

/// Rust in the documents is quoted from the sources, but for lines that leave something out.
#[test]
fn every_rust_block_is_quoted_from_the_sources() {
    let sources = sources(&["src"]);
    for page in pages() {
        for (at, block) in page.of_kind("rust") {
            for line in block.text.lines().map(str::trim).filter(|line| !line.contains('…')) {
                let there = sources.iter().any(|file| file.text.lines().any(|other| other.trim() == line));
                assert!(there, "{}: no source has the line {line}", page.place(at));
            }
        }
    }
}

#[test]
fn every_rule_that_a_document_names_is_there() {
    for page in pages() {
        let codes: BTreeSet<&str> = page.text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| is_code(word)).collect();
        for code in codes {
            assert!(RULES.iter().any(|(rule, _)| rule.code == code), "{}: there is no rule {code}", page.path);
        }
    }
}

fn is_code(word: &str) -> bool {
    word.len() == 4 && word.starts_with('F') && word[1..].bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn every_file_and_every_test_that_a_document_names_is_there() {
    let sources = sources(&["src", "tests"]);
    let mut missing = String::new();
    for page in pages() {
        for word in page.text.split('`').skip(1).step_by(2).filter(|word| !word.contains(char::is_whitespace)) {
            let (path, item) = word.split_once("::").unwrap_or((word, ""));
            let folder = ["src/", "tests/", "docs/", "examples/", "grammar/"].iter().any(|folder| path.starts_with(folder));
            if folder && !path.contains(['*', '<', '…']) && !on_disk(path).exists() {
                writeln!(missing, "{}: there is no {path}", page.path).unwrap();
            } else if folder && !item.is_empty() {
                let function = format!("fn {}(", item.rsplit("::").next().unwrap_or(item));
                let there = sources.iter().any(|file| file.path.starts_with(path) && file.text.contains(&function));
                if !there {
                    writeln!(missing, "{}: there is no {item} in {path}", page.path).unwrap();
                }
            }
        }
        for link in page.text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let here = on_disk(page.path);
            if !link.is_empty() && !link.contains("://") && !here.parent().unwrap().join(link).exists() {
                writeln!(missing, "{}: the link {link} leads nowhere", page.path).unwrap();
            }
        }
    }
    assert!(missing.is_empty(), "{missing}");
}
