//! `flowright init`

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::files::display;
use super::output::{create_file, say};
use super::{Outcome, Refusal, about};
use crate::both;
use crate::lang::{Lang, Text};
use crate::report::concise::file_name;

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Outcome, Refusal> {
    let folder = matches.get_one::<PathBuf>("folder").cloned().unwrap_or_default();
    if folder.exists() && !folder.is_dir() {
        return Err(about(&folder, &both!("is there already and is not a folder", "已存在，且不是文件夹")));
    }
    let ci = matches.get_one::<String>("ci").map_or("github", String::as_str);
    let mut written = 0;
    for (path, text) in files(ci, lang) {
        let path = folder.join(path);
        let name = file_name(&display(&path));
        match create_file(&path, &text) {
            Ok(()) => {
                written += 1;
                say(both!("written: {name}", "已写入：{name}").get(lang));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                say(both!("left as it is: {name}", "已存在，未改动：{name}").get(lang));
            }
            Err(error) => return Err(about(&path, &both!("cannot write: {error}", "无法写出：{error}"))),
        }
    }
    if written == 0 {
        return Err(both!("everything is there already; nothing was written", "文件都已存在，没有写入任何内容"));
    }
    if ci != "none" {
        let hint: Text =
            both!("in the CI file, put the address at which you keep Flowright", "请在 CI 文件中把仓库地址换成你存放 Flowright 的地方");
        say(hint.get(lang));
    }
    say(both!("next: flowright check", "下一步：flowright check").get(lang));
    Ok(Outcome::Clean)
}

/// What a project begins with: paths below its folder, and texts.
fn files(ci: &str, lang: Lang) -> Vec<(&'static Path, String)> {
    let config = lang.pick(include_str!("config.en.yaml"), include_str!("config.zh.yaml"));
    let starter = lang.pick(include_str!("starter.en.flow"), include_str!("starter.zh.flow"));
    let schema = include_str!("../../../schema/config.schema.json");
    let mut files = vec![
        ("flowright.yaml", config.to_owned()),
        ("flowright.schema.json", schema.to_owned()),
        ("processes/example.flow", starter.to_owned()),
    ];
    let comment = lang.pick(
        "# Checks every process of this repository at every change. Put the address at which you keep Flowright.\n",
        "# 每次修改都检查本仓库的所有流程。请把仓库地址换成你存放 Flowright 的地方。\n",
    );
    match ci {
        "github" => files.push((".github/workflows/flowright.yml", format!("{comment}{}", include_str!("github.yml")))),
        "gitlab" => files.push((".gitlab-ci.yml", format!("{comment}{}", include_str!("gitlab.yml")))),
        _ => {}
    }
    files.into_iter().map(|(path, text)| (Path::new(path), text)).collect()
}
