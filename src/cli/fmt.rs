//! `flowright fmt`

use clap::ArgMatches;
use rayon::prelude::*;

use super::files::{Input, read};
use super::output::{complain, print, say, write_file};
use super::{Outcome, Refusal, about};
use crate::both;
use crate::format::{Keywords, Style, format};
use crate::lang::{Lang, plural};
use crate::report::concise::file_name;
use crate::report::patch::patch;

/// A text before and after.
struct Formatted<'a> {
    input: &'a Input,
    old: String,
    new: String,
}

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], lang: Lang) -> Result<Outcome, Refusal> {
    let style = Style {
        keywords: match matches.get_one::<String>("keywords").map(String::as_str) {
            Some("en") => Keywords::En,
            Some("zh") => Keywords::Zh,
            _ => Keywords::Keep,
        },
    };
    let (check, diff) = (matches.get_flag("check"), matches.get_flag("diff"));
    let formatted: Vec<Result<Formatted, Refusal>> = inputs.par_iter().map(|input| one(input, style, lang)).collect();
    let (mut changed, mut unchanged, mut refusals) = (0, 0, Vec::new());
    for result in formatted {
        match result.and_then(|text| text.hand_out(check, diff, lang)) {
            Ok(true) => changed += 1,
            Ok(false) => unchanged += 1,
            Err(refusal) => refusals.push(refusal),
        }
    }
    say(summary(check || diff, changed, unchanged).get(lang));
    // What could not be read or written does not keep the others from being formatted.
    let last = refusals.pop();
    for refusal in &refusals {
        complain(refusal, lang);
    }
    match last {
        Some(refusal) => Err(refusal),
        None if check && changed > 0 => Ok(Outcome::Failing),
        None => Ok(Outcome::Clean),
    }
}

/// Reads and formats one input. A file that is no UTF-8 is refused.
fn one(input: &Input, style: Style, lang: Lang) -> Result<Formatted<'_>, Refusal> {
    let old = read(input)?.map_err(|(message, help)| {
        let name = file_name(&input.name(lang));
        both!("{name}: {} ({})", "{name}：{}（{}）"; message, help)
    })?;
    let new = format(&old, style);
    Ok(Formatted { input, old, new })
}

impl Formatted<'_> {
    /// Shows what would change, or writes it, and says whether anything does. Standard input is printed, whether it changes or not.
    fn hand_out(&self, check: bool, diff: bool, lang: Lang) -> Result<bool, Refusal> {
        let changes = self.old != self.new;
        let name = self.input.name(lang);
        match self.input {
            _ if diff => print(&patch(&name, &self.old, &self.new))?,
            _ if check && changes => print(&(file_name(&name) + "\n"))?,
            _ if check => {}
            Input::Stdin(..) => print(&self.new)?,
            Input::File(path) if changes && path.is_symlink() => {
                return Err(about(path, &both!("is a link: name the file that it leads to", "是链接：请直接写它指向的文件")));
            }
            Input::File(path) if changes => {
                write_file(path, &self.new)?;
                say(&file_name(&name));
            }
            Input::File(_) => {}
        }
        Ok(changes)
    }
}

/// The last line: how many files changed.
fn summary(only_shown: bool, changed: usize, unchanged: usize) -> crate::lang::Text {
    let (files, others) = (plural(changed), plural(unchanged));
    if only_shown {
        both!(
            "{changed} file{files} would change, {unchanged} file{others} would not",
            "{changed} 个文件需要调整，{unchanged} 个文件无需调整"
        )
    } else {
        both!(
            "{changed} file{files} formatted, {unchanged} file{others} left as they were",
            "已调整 {changed} 个文件，{unchanged} 个文件保持原样"
        )
    }
}
