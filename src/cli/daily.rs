//! The options of the commands that help in daily use.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command};

use crate::lang::Lang;

pub(super) fn import(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    let path = || clap::value_parser!(PathBuf);
    Command::new("import")
        .override_usage(t("flowright import TABLE [OPTIONS]", "flowright import 表格 [选项]"))
        .about(t("Make a process from a table of steps", "把现状分析表导入为流程"))
        .args([
            Arg::new("table").value_name(t("TABLE", "表格")).required(true).value_parser(path()).help(t(
                "An .xlsx workbook, or a text with commas, semicolons or tabs, in UTF-8 or GBK",
                ".xlsx 工作簿，或以逗号、分号、制表符分隔的文本（.csv），UTF-8 或 GBK 编码均可",
            )),
            Arg::new("output").short('o').long("output").value_name(t("FILE", "文件")).value_parser(path()).help(t(
                "Where to write; default: beside the table, as .flow; - for the screen; never overwrites",
                "写到哪个文件；默认与表格同名、扩展名 .flow；- 表示屏幕；不会覆盖已有文件",
            )),
            Arg::new("sheet")
                .long("sheet")
                .value_name(t("NAME", "名称"))
                .help(t("Which sheet; default: the first that has the headings", "读取哪个工作表；默认取第一个有表头的工作表")),
        ])
}

pub(super) fn init(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("init")
        .override_usage(t("flowright init [DIR] [OPTIONS]", "flowright init [文件夹] [选项]"))
        .about(t("Begin a project: settings, a process to change, a CI file", "新建项目：设置、可照着改的流程、CI 文件"))
        .args([
            Arg::new("folder")
                .value_name(t("DIR", "文件夹"))
                .value_parser(clap::value_parser!(PathBuf))
                .help(t("Where; default: this folder; what is there is left as it is", "建在哪里；默认当前文件夹；已有的文件不会改动")),
            choice("ci", &["github", "gitlab", "none"], "github|gitlab|none")
                .help(t("For which CI a file is written (default: github)", "写哪一种 CI 的文件（默认 github）")),
        ])
}

pub(super) fn completions(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("completions")
        .override_usage(t("flowright completions SHELL", "flowright completions 终端类型"))
        .about(t("Print completions for a shell", "输出终端的自动补全脚本"))
        .arg(
            Arg::new("shell")
                .value_name("bash|zsh|fish|powershell")
                .value_parser(PossibleValuesParser::new(["bash", "zsh", "fish", "powershell"]))
                .hide_possible_values(true)
                .required(true)
                .help(t("Which shell", "哪一种终端")),
        )
}

pub(super) fn man(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("man")
        .override_usage(t("flowright man [OPTIONS]", "flowright man [选项]"))
        .about(t("Print the manual page", "输出手册页"))
        .arg(
            Arg::new("dir")
                .long("dir")
                .value_name(t("DIR", "文件夹"))
                .value_parser(clap::value_parser!(PathBuf))
                .help(t("Write a page for each command into this folder instead", "改为把每个命令的手册页写到这个文件夹")),
        )
}

/// What `check` can do besides.
pub(super) fn check(lang: Lang) -> [Arg; 3] {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    [
        flag("statistics").help(t("Count the findings by rule instead of showing them", "不列出问题，只按规则统计数量")),
        Arg::new("since").long("since").value_name("REV").allow_hyphen_values(true).conflicts_with("watch").help(t(
            "Only files that differ from where the work branched off from this revision, and what uses them (asks git)",
            "只检查与该版本相比有改动的文件，以及引用了它们的文件（需要 git）",
        )),
        flag("watch").help(t("Check again whenever a file changes, until Ctrl-C", "文件一有改动就重新检查，按 Ctrl-C 结束")),
    ]
}

pub(super) fn rules_format(lang: Lang) -> Arg {
    choice("format", &["human", "json"], "human|json")
        .help(lang.pick("How the list is written (default: human)", "列表的输出格式（默认 human）"))
}

fn choice(name: &'static str, values: &[&'static str], shown: &'static str) -> Arg {
    let values = PossibleValuesParser::new(values.iter().copied());
    Arg::new(name).long(name).value_name(shown).value_parser(values).hide_possible_values(true)
}
