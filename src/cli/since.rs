//! `--since REV`: what has changed against a revision, as git says it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Refusal;
use super::files::{Input, read, tidy};
use super::git::Repository;
use crate::ast::lower;
use crate::source::{FileId, Source};
use crate::syntax;

/// The settings of a folder: what they say concerns every file below.
const CONFIG: &str = "flowright.yaml";

/// The inputs that have changed since the work branched off from a revision, with those that use a changed file. What is not
/// committed, and what git does not know yet, has changed too. Standard input always counts.
pub(super) fn changed(inputs: Vec<Input>, repository: &Repository) -> Result<Vec<Input>, Refusal> {
    let changed: BTreeSet<PathBuf> = repository.changed()?.into_iter().map(|path| absolute(&path)).collect();
    let concerned = |input: &Input| match input {
        Input::Stdin(..) => true,
        Input::File(path) => is_concerned(path, &changed),
    };
    Ok(inputs.into_iter().filter(concerned).collect())
}

/// Whether a file, or one that it uses, is among the changed, or a configuration above it.
fn is_concerned(path: &Path, changed: &BTreeSet<PathBuf>) -> bool {
    let mut seen = BTreeSet::new();
    let mut queue = vec![absolute(path)];
    while let Some(path) = queue.pop() {
        if changed.contains(&path) || path.ancestors().skip(1).any(|folder| changed.contains(&folder.join(CONFIG))) {
            return true;
        }
        if seen.insert(path.clone()) {
            queue.extend(uses(&path));
        }
    }
    false
}

/// The files that a file uses, whether or not they are there.
fn uses(path: &Path) -> Vec<PathBuf> {
    let Ok(Ok(text)) = read(&Input::File(path.to_path_buf())) else { return Vec::new() };
    let source = Source::new("", text);
    let (tree, _) = syntax::parse(FileId(0), &source);
    let folder = path.parent().unwrap_or(Path::new(""));
    lower(&source, &tree).0.uses.iter().map(|used| absolute(&folder.join(&*used.text))).collect()
}

/// The path from the root, its links followed as far as it is there.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).map_or_else(|_| path.to_path_buf(), |path| tidy(&path));
    let in_folder = || Some(whole.parent()?.canonicalize().ok()?.join(whole.file_name()?));
    whole.canonicalize().ok().or_else(in_folder).unwrap_or(whole)
}
