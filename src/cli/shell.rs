//! `flowright completions` and `flowright man`

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use clap_complete::Shell;
use clap_mangen::Man;

use super::files::display;
use super::output::{print, say, write_file};
use super::{Outcome, Refusal, args};
use crate::both;
use crate::lang::Lang;

/// The headings of a manual page, as they are made and in Chinese.
const HEADINGS: [(&str, &str); 6] =
    [("NAME", "名称"), ("SYNOPSIS", "用法"), ("DESCRIPTION", "说明"), ("OPTIONS", "选项"), ("SUBCOMMANDS", "命令"), ("VERSION", "版本")];

/// Prints the completions for a shell.
pub(super) fn completions(matches: &ArgMatches, lang: Lang) -> Result<Outcome, Refusal> {
    let shell = match matches.get_one::<String>("shell").map(String::as_str) {
        Some("zsh") => Shell::Zsh,
        Some("fish") => Shell::Fish,
        Some("powershell") => Shell::PowerShell,
        _ => Shell::Bash,
    };
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut args::command(lang), "flowright", &mut out);
    print(&String::from_utf8_lossy(&out))?;
    Ok(Outcome::Clean)
}

/// Prints the manual page, or writes one for each command into a folder.
pub(super) fn man(matches: &ArgMatches, lang: Lang) -> Result<Outcome, Refusal> {
    let mut all = args::command(lang);
    all.build();
    let Some(folder) = matches.get_one::<PathBuf>("dir") else {
        print(&page(all, "flowright", lang)?)?;
        return Ok(Outcome::Clean);
    };
    let commands: Vec<Command> = all.get_subcommands().filter(|command| !command.is_hide_set()).cloned().collect();
    write(folder, &page(all, "flowright", lang)?, "flowright")?;
    for command in commands {
        let name = format!("flowright-{}", command.get_name());
        write(folder, &page(command, &name, lang)?, &name)?;
    }
    Ok(Outcome::Clean)
}

fn write(folder: &Path, page: &str, name: &str) -> Result<(), Refusal> {
    let path = folder.join(format!("{name}.1"));
    write_file(&path, page)?;
    say(&display(&path));
    Ok(())
}

/// A manual page with its headings in the language.
fn page(command: Command, name: &str, lang: Lang) -> Result<String, Refusal> {
    let command = command.name(name.to_owned()).display_name(name.to_owned());
    let mut out = Vec::new();
    let rendered = Man::new(command).render(&mut out);
    rendered.map_err(|error| both!("cannot write: {error}", "无法写出：{error}"))?;
    let page = String::from_utf8_lossy(&out);
    let line = |line: &str| {
        let heading = line.strip_prefix(".SH ").and_then(|heading| HEADINGS.iter().find(|(en, _)| *en == heading));
        heading.filter(|_| lang == Lang::Zh).map_or_else(|| line.to_owned(), |(_, zh)| format!(".SH {zh}"))
    };
    Ok(page.lines().map(line).collect::<Vec<_>>().join("\n") + "\n")
}
