//! Writing to the terminal and to files. A closed pipe ends the writing, not the program.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use clap::ArgMatches;

use super::{Refusal, about};
use crate::both;
use crate::lang::{Lang, Text};
use crate::report::inert;
use crate::report::terminal::Style;

/// How findings are drawn: colours as asked for, else if standard output is a terminal and `NO_COLOR` is not set.
pub(super) fn style(matches: &ArgMatches, lang: Lang) -> Style {
    let terminal = std::io::stdout().is_terminal();
    let color = match matches.get_one::<String>("color").map(String::as_str) {
        Some("always") => true,
        Some("never") => false,
        _ => anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
    };
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let width = width.or_else(|| terminal_size::terminal_size().filter(|_| terminal).map(|(width, _)| usize::from(width.0))).unwrap_or(100);
    Style { lang, color, width: width.clamp(40, 160) }
}

/// Writes to standard output.
///
/// # Errors
/// When it cannot be written to, unless the reader has closed it.
pub(super) fn print(text: &str) -> Result<(), Refusal> {
    write_out(text.as_bytes())
}

/// Writes what is no text to standard output, unless that is a terminal.
///
/// # Errors
/// When it cannot be written to, or nobody could read it there.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), Refusal> {
    if std::io::stdout().is_terminal() {
        return Err(both!("a terminal shows no pictures: name a file with `-o`", "终端无法显示图片：请用 -o 指定文件"));
    }
    write_out(bytes)
}

fn write_out(bytes: &[u8]) -> Result<(), Refusal> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(both!("cannot write: {error}", "无法写出：{error}")),
        _ => Ok(()),
    }
}

/// Writes a line to standard error.
pub(super) fn complain(message: &Text, lang: Lang) {
    say(&format!("flowright: {}", message.get(lang)));
}

/// Says something on standard error.
pub(super) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", inert::log(text.to_owned()));
}

/// Writes a file whole or not at all: beside it first, then in its place. A file that is there keeps its permissions.
///
/// # Errors
/// When the folder or the file cannot be written.
pub(super) fn write_file(path: &Path, content: &(impl AsRef<[u8]> + ?Sized)) -> Result<(), Refusal> {
    let failed = |error: std::io::Error| about(path, &both!("cannot write: {error}", "无法写出：{error}"));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let there = path.symlink_metadata().ok();
    if there.as_ref().is_some_and(std::fs::Metadata::is_symlink) {
        return Err(about(path, &both!("is a link: name the file that it leads to", "是链接：请直接写它指向的文件")));
    }
    if there.as_ref().is_some_and(|meta| !meta.is_file()) {
        return Err(about(path, &both!("is there already and is not a plain file", "已存在，且不是普通文件")));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{}.{}.tmp", name.chars().take(40).collect::<String>(), std::process::id()));
    let written = std::fs::write(&beside, content)
        .and_then(|()| there.map_or(Ok(()), |meta| std::fs::set_permissions(&beside, meta.permissions())))
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        failed(error)
    })
}

/// Writes a new file whole or not at all; what is there already stays as it is.
///
/// # Errors
/// When something of that name is there, or the folder or the file cannot be written.
pub(super) fn create_file(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.flush());
    written.inspect_err(|_| {
        let _ = std::fs::remove_file(path);
    })
}
