//! `flowright diff`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::config::Projects;
use super::files::{Disk, Input, read};
use super::git::Repository;
use super::old::Old;
use super::output::{complain, print, say, style};
use super::reports::{Part, Reports};
use super::{Outcome, Refusal, args, since};
use crate::analysis::{analyze, unreadable};
use crate::both;
use crate::config::Config;
use crate::lang::{Lang, Text, plural, shown};
use crate::report::{Counts, Format, changes, terminal};
use crate::review::{Review, is_broken, review};
use crate::source::Source;

/// The command and its options.
pub(super) fn command(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    let formats = Format::ALL.map(Format::name).into_iter().chain(["md"]);
    Command::new("diff")
        .override_usage(t(
            "flowright diff OLD NEW [OPTIONS]\n       flowright diff --against REVISION [PATH…] [OPTIONS]",
            "flowright diff 旧文件 新文件 [选项]\n       flowright diff --against 版本 [路径…] [选项]",
        ))
        .about(t(
            "Say what a change does to a process, and stop what must not get lost",
            "说明改动对流程的影响，防止控制点、职责、承诺丢失",
        ))
        .args([
            args::paths(lang).help(t(
                "The old file and the new one; with --against, the files or folders to look at",
                "旧文件和新文件；用 --against 时，为要看的文件或文件夹",
            )),
            Arg::new("against").long("against").value_name(t("REVISION", "版本")).help(t(
                "Compare with where this work branched off from a revision of git, such as origin/main",
                "与 git 中分出当前工作的那个版本比较，如 origin/main",
            )),
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(formats))
                .hide_possible_values(true)
                .default_value("human")
                .hide_default_value(true)
                .help(t(
                    "human (default), md, json: changes and findings; concise, sarif, github, gitlab, junit, checkstyle: findings",
                    "human（默认）、md、json：改动和问题；concise、sarif、github、gitlab、junit、checkstyle：只有问题",
                )),
            Arg::new("report").long("report").value_name("FORMAT=FILE").action(ArgAction::Append).help(t(
                "Also write the findings to a file in one of these formats; may be given several times",
                "同时把问题以上述某种格式写入文件；可以多次使用",
            )),
            Arg::new("fail-on")
                .long("fail-on")
                .value_name("error|warning|info")
                .value_parser(PossibleValuesParser::new(["error", "warning", "info"]))
                .hide_possible_values(true)
                .help(t("The least level that fails (default: error)", "达到哪一级的问题算不通过（默认 error）")),
            args::config_file(lang),
        ])
}

/// A new text and the old one, or that there is none.
struct Pair {
    new: Input,
    old: Old,
}

pub(super) fn run(matches: &ArgMatches, inputs: Vec<Input>, projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let repository = matches.get_one::<String>("against").map(|revision| Repository::at(revision)).transpose()?;
    let (pairs, gone) = match &repository {
        Some(repository) => against(repository, matches, inputs)?,
        None => (two_files(matches)?, Vec::new()),
    };
    let news: Vec<Input> = pairs.iter().map(|pair| pair.new.clone()).collect();
    let configs = projects.configs(&news, matches, lang)?;
    let markdown = matches.get_one::<String>("format").is_some_and(|format| format == "md");
    let reports = Reports::of(matches, &news, lang)?;
    let naming = if reports.on_screen() == Format::Human { lang } else { Lang::En };
    let disk = Disk::default();
    let (mut parts, mut pages): (Vec<Part>, Vec<String>) = (Vec::new(), Vec::new());
    let (mut failing, mut said) = (false, 0);
    for (pair, config) in pairs.iter().zip(&configs) {
        let Some((review, names)) = compare(pair, &disk, repository.as_ref(), config, naming, matches)? else {
            failing = true;
            continue;
        };
        failing |= review.analysis.findings.iter().any(|finding| config.fails(finding));
        said += review.parts.iter().map(|part| part.changes.len()).sum::<usize>();
        if markdown {
            let files = reports.files(&review.analysis, &names[1]);
            let resolved = changes::resolve(&review, &files, config, lang);
            let names = [names[0].as_str(), names[1].as_str()];
            pages.push(changes::markdown(names, &resolved, &review.analysis.findings, &review.analysis.sources, lang));
        }
        parts.push(reports.part_of_review(&review, &pair.new.name(Lang::En), config));
    }
    if markdown {
        print(&pages.join("\n"))?;
    }
    let compared = parts.len();
    let counts = reports.write(parts, !markdown)?;
    for path in &gone {
        let path = shown(path);
        say(both!("{path}: the file is gone, with all its processes", "{path}：文件已删除，其中的流程也一并删除").get(lang));
    }
    if matches!(reports.on_screen(), Format::Human | Format::Concise | Format::Github) && !markdown {
        if said == 0 && gone.is_empty() && !failing {
            say(changes::nothing(lang));
        } else if compared > 0 {
            say(summary(counts, compared, said).get(lang));
        }
    }
    Ok(if failing { Outcome::Failing } else { Outcome::Clean })
}

/// The last line: how much has changed, and what is wrong with it.
fn summary(counts: Counts, files: usize, changes: usize) -> Text {
    let Counts { errors, warnings, infos, .. } = counts;
    let [of_files, of_changes, of_errors, of_warnings, of_infos] = [files, changes, errors, warnings, infos].map(plural);
    both!(
        "{files} file{of_files} compared: {changes} change{of_changes}; {errors} error{of_errors}, {warnings} warning{of_warnings}, {infos} info{of_infos}",
        "比较了 {files} 个文件：{changes} 处改动；错误 {errors} 个，警告 {warnings} 个，提示 {infos} 个"
    )
}

/// Compares one pair, and says how both are called. Where a text cannot be read there is nothing to compare: its errors are shown.
fn compare(
    pair: &Pair,
    disk: &Disk,
    repository: Option<&Repository>,
    config: &Config,
    lang: Lang,
    matches: &ArgMatches,
) -> Result<Option<(Review, [String; 2])>, Refusal> {
    let name = pair.new.name(lang);
    let mut new = match read(&pair.new)? {
        Ok(text) => analyze(Arc::new(Source::new(&*name, text)), disk, config),
        Err((message, help)) => unreadable(&name, message, help),
    };
    if is_broken(&new) {
        new.findings.retain(|finding| finding.rule.code < "F2");
        print(&terminal::report(&new, style(matches, lang)))?;
        let name = shown(&name);
        complain(&both!("{name}: not compared, because of these errors", "{name}：有以上错误，未作比较"), lang);
        return Ok(None);
    }
    let (old_name, old) = pair.old.analyze(repository, disk, config, new.sources.clone(), lang)?;
    let broken = is_broken(&old);
    let found = review(new, old, config);
    if broken || found.hidden {
        let name = shown(&old_name);
        complain(&both!("{name}: has errors; what they touch is not compared", "{name}：旧版有错误，受影响的部分没有比较"), lang);
    }
    Ok(Some((found, [old_name, name])))
}

/// `OLD NEW`.
fn two_files(matches: &ArgMatches) -> Result<Vec<Pair>, Refusal> {
    let paths: Vec<&PathBuf> = matches.get_many("paths").into_iter().flatten().collect();
    let &[old, new] = paths.as_slice() else {
        return Err(both!(
            "name two files: `flowright diff OLD.flow NEW.flow`; or a revision of git: `flowright diff --against origin/main`",
            "请写两个文件：flowright diff 旧.flow 新.flow；或写 git 版本：flowright diff --against origin/main"
        ));
    };
    let file = |path: &Path| {
        if path.is_dir() {
            return Err(super::about(
                path,
                &both!("is a folder: name two files, or use `--against REVISION`", "是文件夹：请写两个文件，或用 --against 版本"),
            ));
        }
        if path.exists() {
            Ok(Input::File(path.to_path_buf()))
        } else {
            Err(super::about(path, &both!("there is no such file", "没有这个文件")))
        }
    };
    Ok(vec![Pair { old: Old::File(file(old)?), new: file(new)? }])
}

/// The files that have changed since, each with how it was; and the process files that are gone.
fn against(repository: &Repository, matches: &ArgMatches, inputs: Vec<Input>) -> Result<(Vec<Pair>, Vec<String>), Refusal> {
    let (renamed, mut gone) = repository.renamed()?;
    let asked: Vec<PathBuf> = matches.get_many::<PathBuf>("paths").into_iter().flatten().cloned().collect();
    let below = |path: &str| {
        asked.is_empty() || asked.iter().filter_map(|asked| repository.inside(asked)).any(|asked| Path::new(path).starts_with(asked))
    };
    gone.retain(|path| Path::new(path).extension().is_some_and(|ending| ending == "flow") && below(path));
    let changed = since::changed(inputs, repository)?.into_iter();
    let pairs = changed.filter_map(|new| Some(Pair { old: Old::of(&new, repository, &renamed)?, new }));
    Ok((pairs.collect(), gone))
}
