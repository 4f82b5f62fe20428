//! `flowright check --fix`, `--unsafe-fixes` and `--diff`

use std::sync::Arc;

use clap::ArgMatches;
use rayon::prelude::*;

use super::files::{Disk, Input, read};
use super::output::{print, say, write_file};
use super::{Outcome, Refusal};
use crate::both;
use crate::config::Config;
use crate::fix::fix;
use crate::lang::{Lang, plural};
use crate::report::patch::patch;
use crate::source::Source;

/// What is to be done with fixes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Write,
    Show,
}

/// A text and what its fixes make of it.
struct Mended<'a> {
    input: &'a Input,
    old: String,
    new: String,
    count: usize,
}

/// Applies fixes as asked for, before findings are reported. `Some` ends the command: a patch stands in the place of findings.
pub(super) fn run(matches: &ArgMatches, inputs: &[Input], configs: &[Config], disk: &Disk, lang: Lang) -> Result<Option<Outcome>, Refusal> {
    let unsafe_too = matches.get_flag("unsafe-fixes");
    let task = match (matches.get_flag("diff"), matches.get_flag("fix")) {
        (true, _) => Task::Show,
        (false, true) => Task::Write,
        (false, false) if unsafe_too => {
            return Err(both!("`--unsafe-fixes` needs `--fix` or `--diff`", "“--unsafe-fixes”要和“--fix”或“--diff”一起用"));
        }
        (false, false) => return Ok(None),
    };
    if task == Task::Write && inputs.iter().any(|input| matches!(input, Input::Stdin(..))) {
        return Err(both!("standard input cannot be fixed in its place; use `--diff`", "标准输入无法就地修改；请用“--diff”"));
    }
    let mended: Result<Vec<Option<Mended>>, Refusal> =
        inputs.par_iter().zip(configs).map(|(input, config)| mend(input, config, disk, unsafe_too, lang)).collect();
    let mended: Vec<Mended> = mended?.into_iter().flatten().collect();
    let (fixes, files) = (mended.iter().map(|mended| mended.count).sum::<usize>(), mended.len());
    for mended in &mended {
        mended.hand_out(task, lang)?;
    }
    say(summary(task, fixes, files).get(lang));
    let failing = if mended.is_empty() { Outcome::Clean } else { Outcome::Failing };
    Ok((task == Task::Show).then_some(failing))
}

/// Fixes one input. `None` where nothing can be fixed; a text in another encoding is reported with the findings.
fn mend<'a>(input: &'a Input, config: &Config, disk: &Disk, unsafe_too: bool, lang: Lang) -> Result<Option<Mended<'a>>, Refusal> {
    let Ok(old) = read(input)? else { return Ok(None) };
    let fixed = fix(&Arc::new(Source::new(input.name(lang), old.as_str())), disk, config, unsafe_too);
    let mark = if old.starts_with('\u{FEFF}') { "\u{FEFF}" } else { "" };
    let new = format!("{mark}{}", fixed.text);
    Ok((new != old).then_some(Mended { input, old, new, count: fixed.count }))
}

impl Mended<'_> {
    fn hand_out(&self, task: Task, lang: Lang) -> Result<(), Refusal> {
        match (task, self.input) {
            (Task::Write, Input::File(path)) => write_file(path, &self.new),
            _ => print(&patch(&self.input.name(lang), &self.old, &self.new)),
        }
    }
}

fn summary(task: Task, fixes: usize, files: usize) -> crate::lang::Text {
    let (problems, places) = (plural(fixes), plural(files));
    match task {
        _ if fixes == 0 => both!("nothing to fix", "没有可以自动修改的问题"),
        Task::Show => both!(
            "{fixes} problem{problems} in {files} file{places} can be fixed; nothing was written",
            "可以自动修改 {fixes} 处，涉及 {files} 个文件；未写入文件"
        ),
        Task::Write => both!("fixed {fixes} problem{problems} in {files} file{places}", "已自动修改 {fixes} 处，涉及 {files} 个文件"),
    }
}
