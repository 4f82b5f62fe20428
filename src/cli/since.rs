//! `--since REV`: what has changed against a revision, as git says it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Refusal;
use super::files::{Input, read, tidy};
use crate::ast::lower;
use crate::both;
use crate::lang::shown;
use crate::source::{FileId, Source};
use crate::syntax;

/// The settings of a folder: what they say concerns every file below.
const CONFIG: &str = "flowright.yaml";

/// The inputs that have changed since the work branched off from `revision`, with those that use a changed file. What is not
/// committed, and what git does not know yet, has changed too. Standard input always counts.
pub(super) fn changed(inputs: Vec<Input>, revision: &str) -> Result<Vec<Input>, Refusal> {
    let changed = changed_files(revision)?;
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
fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).map_or_else(|_| path.to_path_buf(), |path| tidy(&path));
    let in_folder = || Some(whole.parent()?.canonicalize().ok()?.join(whole.file_name()?));
    whole.canonicalize().ok().or_else(in_folder).unwrap_or(whole)
}

/// Everything that differs from where the work branched off, the files that are gone too.
fn changed_files(revision: &str) -> Result<BTreeSet<PathBuf>, Refusal> {
    if revision.is_empty() || revision.starts_with('-') {
        let revision = shown(revision);
        return Err(both!("`{revision}` is not a revision", "“{revision}”不是版本号或分支名"));
    }
    let root = line(&git(&["rev-parse", "--show-toplevel"])?);
    let base = git(&["merge-base", "--end-of-options", revision, "HEAD"])?;
    let base = line(&base);
    // Two histories that share nothing, as in a clone of the last commit only.
    if base.is_empty() {
        let revision = shown(revision);
        return Err(both!(
            "git knows no common ancestor of `{revision}` and this work; fetch more of the history",
            "git 找不到“{revision}”与当前版本的共同祖先；请拉取更多历史记录"
        ));
    }
    let differing = git(&["-C", &root, "diff", "--name-only", "-z", "--no-renames", "--end-of-options", &base, "--"])?;
    let unknown = git(&["-C", &root, "ls-files", "-z", "--others", "--exclude-standard", "--full-name"])?;
    let names = differing.split(|&byte| byte == 0).chain(unknown.split(|&byte| byte == 0)).filter(|name| !name.is_empty());
    let root = PathBuf::from(root);
    Ok(names.map(|name| absolute(&root.join(&*String::from_utf8_lossy(name)))).collect())
}

fn line(out: &[u8]) -> String {
    String::from_utf8_lossy(out).trim_end_matches(['\n', '\r']).to_owned()
}

/// What git says. Its error is shown as one harmless line.
fn git(arguments: &[&str]) -> Result<Vec<u8>, Refusal> {
    let run = Command::new("git").args(arguments).env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C").output();
    let output =
        run.map_err(|error| both!("`--since` needs git, which cannot be run: {error}", "“--since”需要 git，但无法运行：{error}"))?;
    // `merge-base` says 1, and nothing else, where there is none.
    if output.status.success() || output.status.code() == Some(1) && output.stderr.is_empty() {
        return Ok(output.stdout);
    }
    let said = line(&output.stderr);
    let first = shown(said.lines().next().unwrap_or_default()).to_string();
    Err(both!("git says: {first}", "git 报告：{first}"))
}
