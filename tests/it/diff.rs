//! Two versions of a text: what is said about the pairs of `tests/fixtures/diff/`, and what always holds.

#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "these are tests, also outside of the test functions")]

mod command;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flowright::analysis::{Loader, analyze, analyze_behind};
use flowright::both;
use flowright::config::Config;
use flowright::diff::Topic;
use flowright::lang::{Lang, Text};
use flowright::report::path::File;
use flowright::report::terminal::{self, Style};
use flowright::report::{changes, path};
use flowright::review::{Review, review};
use flowright::source::Source;

/// Loads what a file of a fixture uses: it lies beside it, and is called so.
struct Beside(PathBuf);

impl Loader for Beside {
    fn load(&self, _: &str, path: &str) -> Result<Arc<Source>, Text> {
        let text = fs::read_to_string(self.0.join(path)).map_err(|_| both!("there is no such file", "没有这个文件"))?;
        Ok(Arc::new(Source::new(path, text)))
    }
}

/// The review of two texts.
pub(crate) fn compare(old: &str, new: &str, folder: &Path) -> Review {
    let (beside, config) = (Beside(folder.to_path_buf()), Config::default());
    let new = analyze(Arc::new(Source::new("after.flow", new)), &beside, &config);
    let old = analyze_behind(new.sources.clone(), Arc::new(Source::new("before.flow", old)), &beside, &config);
    for finding in new.findings.iter().chain(&old.findings) {
        assert!(finding.rule.code >= "F2", "{}: {}", finding.rule.name, finding.message.en);
    }
    review(new, old, &config)
}

/// The pairs, by name.
fn cases() -> Vec<(String, Review)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diff");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let read = |folder: &Path, name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let case = |folder: PathBuf| {
        let review = compare(&read(&folder, "before.flow"), &read(&folder, "after.flow"), &folder);
        (folder.file_name().unwrap().to_string_lossy().into_owned(), review)
    };
    folders.into_iter().map(case).collect()
}

/// What is shown on a screen.
fn shown(review: &Review, lang: Lang) -> String {
    let style = Style { lang, color: false, width: 100 };
    let files: Vec<Arc<File>> = path::files(&review.analysis.sources, "after.flow", "/");
    let said = changes::resolve(review, &files, &Config::default(), lang);
    let text = terminal::report(&review.analysis, style) + &changes::human(&said, style);
    if text.is_empty() { format!("{}\n", changes::nothing(lang)) } else { text }
}

#[test]
fn the_report_of_every_pair_is_what_stands_beside_it() {
    let cases = cases();
    let count = cases.len();
    for (name, review) in cases {
        insta::with_settings!({ snapshot_path => format!("../fixtures/diff/{name}"), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("report", format!("{}\n{}", shown(&review, Lang::Zh), shown(&review, Lang::En)));
        });
    }
    assert!(count >= 40, "{count} pairs");
}

#[test]
fn where_nothing_of_importance_has_changed_nothing_is_said() {
    let silent: Vec<_> = cases().into_iter().filter(|(name, _)| name.starts_with("silent-")).collect();
    assert!(silent.len() >= 10, "{} pairs", silent.len());
    for (name, review) in silent {
        assert!(review.analysis.findings.is_empty(), "{name}");
        let weighty = review.parts.iter().flat_map(|part| &part.changes).filter(|change| change.topic != Topic::Words);
        let said: Vec<&str> = weighty.map(|change| change.text.en.as_str()).collect();
        assert!(said.is_empty(), "{name}: {said:?}");
    }
}

#[test]
fn a_text_beside_itself_has_not_changed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(&root).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "flow") {
            let text = fs::read_to_string(&path).unwrap();
            let review = compare(&text, &text, &root);
            assert!(review.parts.is_empty() && review.analysis.findings.is_empty(), "{}", path.display());
        }
    }
}
