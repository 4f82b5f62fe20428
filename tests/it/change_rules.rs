//! What the rules about changes find between two versions of a text, and what they leave in peace: `tests/fixtures/diff/<case>/{before,after}.flow`.
//!
//! `# expect: RULE [level]` stands in the new text as in the fixtures of rules. Exactly those findings of F9 are made, all of them in the new text.

#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "these are tests, also outside of the test functions")]

mod oracle;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flowright::analysis::{Analysis, analyze};
use flowright::config::Config;
use flowright::diagnostic::Diagnostic;
use flowright::diff::Side;
use flowright::format::{Keywords, Style, format};
use flowright::lint::lint_change;
use flowright::model::{Model, Process};
use flowright::source::Source;

use crate::rules::{Beside, expectations};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diff")
}

fn cases() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.join("after.flow").exists());
    paths.sort();
    paths
}

fn analysis(name: &str, text: &str) -> Analysis {
    analyze(Arc::new(Source::new(name, text)), &Beside, &Config::default())
}

/// What changed between two versions of a text, variant by variant.
fn changes(old: &Model, new: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (before, after) in old.processes.iter().zip(&new.processes) {
        for variant in &after.variants {
            let same =
                |process: &Process| process.variants.iter().position(|other| other.kind == variant.kind && other.name == variant.name);
            let Some(at) = same(before) else { continue };
            let old = Side { model: old, process: before, variant: &before.variants[at] };
            found.extend(lint_change(&Config::default(), old, Side { model: new, process: after, variant }));
        }
    }
    found
}

/// What changed from one text to another. The old one is put behind as many blank lines as the new one has bytes, so that a place of the old
/// text is none of the new one.
fn between(name: &str, before: &str, after: &str) -> (Analysis, Vec<Diagnostic>) {
    let old = analysis(name, &("\n".repeat(after.len()) + before));
    let new = analysis(name, after);
    let errors = |analysis: &Analysis| -> Vec<String> {
        let wrong = analysis.findings.iter().filter(|finding| finding.rule.code < "F2");
        wrong.map(|finding| format!("{} {}", finding.rule.name, finding.message.en)).collect()
    };
    assert_eq!((errors(&old), errors(&new)), (Vec::new(), Vec::new()), "{name}");
    let found = changes(&old.model, &new.model);
    assert!(found.iter().all(|finding| (finding.span.end as usize) <= after.len()), "{name}: a finding stands in the old text: {found:?}");
    (new, found)
}

#[test]
fn every_pair_gives_exactly_what_it_expects() {
    let mut wrong = Vec::new();
    let mut silent = 0;
    // The other pairs are about changes of every kind; what is said about them stands beside them (`diff.rs`).
    let about_rules = |case: &PathBuf| {
        ["f9-", "quiet-", "silent-"].iter().any(|start| case.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start)))
    };
    for case in cases().into_iter().filter(about_rules) {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let [before, after] = ["before.flow", "after.flow"].map(|file| fs::read_to_string(case.join(file)).unwrap());
        let (new, found) = between(&case.join("after.flow").display().to_string(), &before, &after);
        let mut expected = expectations(&name, &after);
        if expected.is_empty() == name.starts_with("f9-") {
            wrong.push(format!("{name}: its name says otherwise"));
        }
        silent += usize::from(expected.is_empty());
        for finding in found {
            let line = new.sources.get(finding.span.file).line_index(finding.span.start) + 1;
            let fits = |(at, rule, level): &(usize, String, Option<String>)| {
                *at == line && rule == finding.rule.name && level.as_ref().is_none_or(|level| level == finding.level.name())
            };
            match expected.iter().position(fits) {
                Some(at) => drop(expected.remove(at)),
                None => {
                    wrong.push(format!("{name}:{line}: unexpected {} {}: {}", finding.rule.name, finding.level.name(), finding.message.en))
                }
            }
        }
        wrong.extend(expected.iter().map(|(line, rule, _)| format!("{name}:{line}: expected {rule}")));
    }
    assert!(wrong.is_empty() && silent >= 10, "\n{}", wrong.join("\n"));
}

/// Every text of the repository that has no error of syntax and names.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["examples", "tests/fixtures/correct"].into_iter().flat_map(|folder| fs::read_dir(root.join(folder)).unwrap());
    let mut paths: Vec<PathBuf> = folders.map(|entry| entry.unwrap().path()).collect();
    paths.extend(cases().into_iter().flat_map(|case| [case.join("before.flow"), case.join("after.flow")]));
    paths.sort();
    let read = |path: PathBuf| (path.display().to_string(), fs::read_to_string(&path).unwrap());
    paths.into_iter().map(read).chain(crate::rules::every_fixture()).collect()
}

#[test]
fn a_version_beside_itself_has_no_change_in_whatever_words_it_is_written() {
    let mut count = 0;
    for (name, text) in texts() {
        let old = analysis(&name, &text);
        for style in [None, Some(Keywords::En), Some(Keywords::Zh)] {
            let other = style.map_or_else(|| text.clone(), |keywords| format(&text, Style { keywords }));
            let new = analysis(&name, &other);
            let found = changes(&old.model, &new.model);
            let missed: Vec<&str> =
                found.iter().filter(|finding| !finding.message.en.contains("goal")).map(|finding| finding.message.en.as_str()).collect();
            assert!(missed.is_empty(), "{name}: {missed:?}");
            count += 1;
        }
    }
    assert!(count > 500);
}
