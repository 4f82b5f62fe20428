//! What git knows: where the work branched off from a revision, what has changed since, and how a file read then.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use super::Refusal;
use super::files::{display, refuse_strange, tidy};
use crate::analysis::Loader;
use crate::both;
use crate::encoding::decode;
use crate::lang::{Text, shown};
use crate::source::Source;

/// A repository, seen from where the work branched off from a revision.
pub(super) struct Repository {
    root: PathBuf,
    /// The commit.
    base: String,
    /// The revision as it was typed.
    revision: String,
}

impl Repository {
    /// The repository of the current folder.
    pub(super) fn at(revision: &str) -> Result<Repository, Refusal> {
        if revision.is_empty() || revision.starts_with('-') {
            let revision = shown(revision);
            return Err(both!("`{revision}` is not a revision", "“{revision}”不是版本号或分支名"));
        }
        let root = line(&git(&["rev-parse", "--show-toplevel"])?);
        let base = line(&git(&["merge-base", "--end-of-options", revision, "HEAD"])?);
        // Two histories that share nothing, as in a clone of the last commit only.
        if base.is_empty() {
            let revision = shown(revision);
            return Err(both!(
                "git knows no common ancestor of `{revision}` and this work; fetch more of the history",
                "git 找不到“{revision}”与当前版本的共同祖先；请拉取更多历史记录"
            ));
        }
        Ok(Repository { root: PathBuf::from(root), base, revision: revision.to_owned() })
    }

    /// Everything that differs, the files that are gone too, and those that git does not know yet.
    pub(super) fn changed(&self) -> Result<Vec<PathBuf>, Refusal> {
        let root = self.root.to_string_lossy();
        let differing = git(&["-C", &root, "diff", "--name-only", "-z", "--no-renames", "--end-of-options", &self.base, "--"])?;
        let unknown = git(&["-C", &root, "ls-files", "-z", "--others", "--exclude-standard", "--full-name"])?;
        Ok(names(&differing).chain(names(&unknown)).map(|name| self.root.join(name)).collect())
    }

    /// The files that had another name, by their name now; and those that are gone. Paths are from the root, with `/`.
    pub(super) fn renamed(&self) -> Result<(BTreeMap<String, String>, Vec<String>), Refusal> {
        let root = self.root.to_string_lossy();
        let told = git(&["-C", &root, "diff", "--name-status", "-z", "--find-renames=40%", "--end-of-options", &self.base, "--"])?;
        let mut words = names(&told);
        let (mut renamed, mut gone) = (BTreeMap::new(), Vec::new());
        while let Some(status) = words.next() {
            let Some(first) = words.next() else { break };
            match status.chars().next() {
                Some('R') => {
                    words.next().map(|now| renamed.insert(now, first));
                }
                // A copy is a new file.
                Some('C') => {
                    words.next();
                }
                Some('D') => gone.push(first),
                _ => {}
            }
        }
        Ok((renamed, gone))
    }

    /// A path from the root, with `/`; nothing if it lies elsewhere.
    pub(super) fn inside(&self, path: &Path) -> Option<String> {
        let root = self.root.canonicalize().ok()?;
        Some(display(super::since::absolute(path).strip_prefix(root).ok()?))
    }

    /// How messages name a file of then, as git does: `main:a/b.flow`.
    pub(super) fn name(&self, path: &str) -> String {
        format!("{}:{path}", self.revision)
    }

    /// A file as it was, by its path from the root; nothing if it was not there.
    pub(super) fn file(&self, path: &str) -> Option<Vec<u8>> {
        let root = self.root.to_string_lossy();
        // `show` would follow `path` as a pattern of revisions if it began with a colon; behind the commit it is a path.
        let at = format!("{}:{path}", self.base);
        git(&["-C", &root, "cat-file", "blob", &at]).ok()
    }
}

/// Files that others use, as they were then.
impl Loader for Repository {
    fn load(&self, from: &str, path: &str) -> Result<Arc<Source>, Text> {
        refuse_strange(path)?;
        let from = from.strip_prefix(&format!("{}:", self.revision)).unwrap_or(from);
        let folder = Path::new(from).parent().unwrap_or(Path::new(""));
        let path = display(&tidy(&folder.join(path)));
        if path.starts_with("..") {
            return Err(both!("it is outside the project", "它在项目之外"));
        }
        let bytes = self.file(&path).ok_or_else(|| both!("there is no such file", "没有这个文件"))?;
        let text = decode(bytes).map_err(|(message, _)| message)?;
        Ok(Arc::new(Source::new(self.name(&path), text)))
    }
}

/// The words between zeros.
fn names(out: &[u8]) -> impl Iterator<Item = String> {
    out.split(|&byte| byte == 0).filter(|name| !name.is_empty()).map(|name| String::from_utf8_lossy(name).into_owned())
}

fn line(out: &[u8]) -> String {
    String::from_utf8_lossy(out).trim_end_matches(['\n', '\r']).to_owned()
}

/// What git says. Its error is shown as one harmless line.
fn git(arguments: &[&str]) -> Result<Vec<u8>, Refusal> {
    let run = Command::new("git").args(arguments).env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C").output();
    let output = run.map_err(|error| both!("git is needed, and cannot be run: {error}", "需要 git，但无法运行：{error}"))?;
    // `merge-base` says 1, and nothing else, where there is none.
    if output.status.success() || output.status.code() == Some(1) && output.stderr.is_empty() {
        return Ok(output.stdout);
    }
    let said = line(&output.stderr);
    let first = shown(said.lines().next().unwrap_or_default()).to_string();
    Err(both!(
        "git says: {first} (is the revision spelt right, and its history fetched?)",
        "git 报告：{first}（请检查版本或分支名；在 CI 中请先拉取完整历史）"
    ))
}
