//! `flowright check --baseline` and `--write-baseline`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::ArgMatches;

use super::files::{absolute, display, read_plain};
use super::output::{say, write_file};
use super::{Refusal, about};
use crate::analysis::Analysis;
use crate::both;
use crate::config::is_fixed;
use crate::lang::{Lang, shown};
use crate::report::baseline::{Baseline, Entry};
use crate::report::fingerprint;
use crate::report::inert::visible;
use crate::report::path::files;

/// How many entries that no longer occur are named.
const NAMED: usize = 10;

/// The baseline of a run, and what of it occurred.
pub(super) struct Recorded {
    /// What to do with which file; `None` if there is no baseline.
    task: Option<(PathBuf, Task)>,
    baseline: Baseline,
    /// The folder of the baseline: its paths begin there.
    root: String,
    seen: Mutex<Seen>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Compare,
    Write,
}

#[derive(Default)]
struct Seen {
    files: BTreeSet<String>,
    entries: Vec<Entry>,
}

impl Recorded {
    pub(super) fn of(matches: &ArgMatches) -> Result<Recorded, Refusal> {
        let option = |name: &str| matches.get_one::<PathBuf>(name).cloned();
        let task =
            option("write-baseline").map(|path| (path, Task::Write)).or_else(|| option("baseline").map(|path| (path, Task::Compare)));
        let mut recorded = Recorded { task, baseline: Baseline::default(), root: String::new(), seen: Mutex::default() };
        if let Some((path, task)) = &recorded.task {
            // What is written anew keeps what is recorded of files that this run does not look at.
            if *task == Task::Compare || path.exists() {
                let bytes = read_plain(path).map_err(|why| about(path, &why))?;
                recorded.baseline = Baseline::read(&String::from_utf8_lossy(&bytes)).map_err(|why| about(path, &why))?;
            }
            recorded.root = display(&absolute(path.parent().unwrap_or(Path::new(""))));
        }
        Ok(recorded)
    }

    /// Takes away the findings of a file that are recorded, or will be. Errors of syntax and names are not: what is not understood is
    /// not checked.
    pub(super) fn hide(&self, analysis: &mut Analysis, name: &str) {
        let Some((_, task)) = &self.task else { return };
        let here = display(&absolute(Path::new("")));
        let name = if Path::new(name).is_absolute() { name.to_owned() } else { format!("{here}/{name}") };
        let files = files(&analysis.sources, &name, &self.root);
        let mut fingerprints = fingerprint::of(analysis, &files).into_iter();
        let (mut kept, mut entries) = (Vec::new(), Vec::new());
        for finding in std::mem::take(&mut analysis.findings) {
            let fingerprint = fingerprints.next().unwrap_or_default();
            if !is_fixed(finding.rule, finding.level) && (*task == Task::Write || self.baseline.has(&fingerprint)) {
                entries.push(Entry::of(&finding, &files[0].path, fingerprint));
            } else {
                kept.push(finding);
            }
        }
        analysis.findings = kept;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.files.insert(files[0].path.clone());
        seen.entries.append(&mut entries);
    }

    /// Writes the baseline, or says what of it no longer occurs.
    pub(super) fn finish(self, lang: Lang) -> Result<(), Refusal> {
        let Some((path, task)) = &self.task else { return Ok(()) };
        let Seen { files, entries } = self.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let hidden = entries.len();
        let found: Baseline = entries.into_iter().collect();
        let looked_at = |entry: &Entry| files.contains(&entry.file) || !Path::new(&self.root).join(&entry.file).exists();
        let (gone, others): (Vec<Entry>, Vec<Entry>) =
            self.baseline.entries().into_iter().filter(|entry| !found.has(&entry.fingerprint)).partition(looked_at);
        if *task == Task::Write {
            let all: Baseline = found.entries().into_iter().chain(others).collect();
            let count = all.entries().len();
            write_file(path, &all.write())?;
            let name = display(path);
            let name = shown(&name);
            say(both!("recorded in {name}: {count}", "已在 {name} 中记录 {count} 个问题").get(lang));
            return Ok(());
        }
        if hidden > 0 {
            say(both!("in the baseline and not shown: {hidden}", "另有 {hidden} 个问题已记入基线，不再显示").get(lang));
        }
        if !gone.is_empty() {
            let count = gone.len();
            say(both!(
                "no longer there, of the baseline: {count}; drop what follows with `--write-baseline`",
                "基线中有 {count} 条已不再出现；请用 --write-baseline 重新写入："
            )
            .get(lang));
            for entry in gone.iter().take(NAMED) {
                let message = visible(lang.pick(&entry.message, &entry.message_zh));
                say(&format!("  {}: {} {message}", shown(&entry.file), shown(&entry.rule)));
            }
        }
        Ok(())
    }
}
