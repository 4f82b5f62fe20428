//! `flowright import`

mod workbook;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;

use super::files::{Disk, display, read_up_to};
use super::output::{create_file, print, say, style};
use super::{Outcome, Refusal, about};
use crate::analysis::analyze;
use crate::both;
use crate::config::Config;
use crate::encoding::convert;
use crate::format::{Style as Layout, format};
use crate::import::{Table, delimited, import};
use crate::lang::{Lang, Text};
use crate::report::{Counts, terminal};
use crate::source::Source;

/// The largest table that is read.
const LARGEST: u64 = 64 << 20;

/// How many notes are printed.
const NOTES: usize = 50;

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Outcome, Refusal> {
    let path = matches.get_one::<PathBuf>("table").cloned().unwrap_or_default();
    let target = match matches.get_one::<PathBuf>("output") {
        Some(given) => given.clone(),
        None => path.with_extension("flow"),
    };
    let to_screen = target.as_os_str() == "-";
    let (tables, note) = tables(&path, matches.get_one::<String>("sheet"))?;
    if !to_screen && target.symlink_metadata().is_ok() {
        return Err(taken(&target));
    }
    let origin = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut imported = import(&tables, &origin).map_err(|why| about(&path, &why))?;
    imported.text = format(&imported.text, Layout::default());

    if to_screen {
        print(&imported.text)?;
    } else {
        create_file(&target, &imported.text).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => taken(&target),
            _ => about(&target, &both!("cannot write: {error}", "无法写出：{error}")),
        })?;
    }
    // What is missing is found by what finds it in every process.
    let name = if to_screen { lang.pick("<stdout>", "<标准输出>").to_owned() } else { display(&target) };
    let disk = Disk::default();
    let analysis = analyze(Arc::new(Source::new(name.clone(), imported.text)), &disk, &Config::default());
    let findings = terminal::report(&analysis, style(matches, lang));
    if to_screen {
        let _ = std::io::stderr().write_all(findings.as_bytes());
    } else {
        print(&findings)?;
    }
    let notes: Vec<&Text> = note.iter().chain(&imported.notes).collect();
    for note in notes.iter().take(NOTES) {
        say(&format!("{}{}", lang.pick("note: ", "说明："), note.get(lang)));
    }
    if let Some(more) = notes.len().checked_sub(NOTES).filter(|more| *more > 0) {
        say(both!("… and {more} more notes", "……另有 {more} 条说明").get(lang));
    }
    let steps = imported.steps;
    let name = crate::report::concise::file_name(&name);
    say(both!("{name}: steps taken over: {steps}", "{name}：已导入 {steps} 个环节").get(lang));
    say(&terminal::summary(Counts::of(&analysis.findings), 1, lang));
    Ok(Outcome::Clean)
}

fn taken(target: &Path) -> Refusal {
    about(
        target,
        &both!("is there already and is not overwritten; name another file with -o", "已存在，不会覆盖；请用 -o 指定另一个文件名"),
    )
}

/// The sheets of a workbook, or the one table of a text.
fn tables(path: &Path, sheet: Option<&String>) -> Result<(Vec<Table>, Option<Text>), Refusal> {
    let bytes = read_up_to(path, LARGEST).map_err(|why| about(path, &why))?;
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook::tables(bytes, sheet.map(String::as_str)).map(|tables| (tables, None)).map_err(|why| about(path, &why));
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        let why = both!(
            "is a workbook of the old kind, or has a password; save it as .xlsx without a password",
            "是旧版或加密的 Excel 文件；请另存为不带密码的 .xlsx 文件"
        );
        return Err(about(path, &why));
    }
    if sheet.is_some() {
        return Err(about(path, &both!("is a text and has no sheets", "是文本文件，没有工作表")));
    }
    let (text, encoding) = convert(bytes).map_err(|(message, _)| about(path, &message))?;
    let note = encoding.map(|name| both!("the file was read as {name}", "文件按 {name} 编码读取"));
    Ok((vec![delimited::table(&text)], note))
}
