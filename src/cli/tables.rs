//! `flowright tables`

use std::path::Path;

use clap::{Arg, ArgMatches, Command};

use super::build::{listed, refuse_name};
use super::compare::compare;
use super::config::Projects;
use super::files::{Input, display};
use super::output::{complain, print, say, write_file};
use super::whole::whole;
use super::{Outcome, Refusal, about, args};
use crate::both;
use crate::compare::Comparison;
use crate::emit::OutputNames;
use crate::emit::page::{html, markdown};
use crate::emit::sheet::{Sheet, csv, xlsx};
use crate::emit::tables::{Kind, Material, tables};
use crate::lang::{Lang, Text, shown};

/// What can be written, and the endings of its files.
const TARGETS: [(&str, &[&str]); 4] = [("md", &["md", "markdown"]), ("html", &["html", "htm"]), ("csv", &["csv"]), ("xlsx", &["xlsx"])];

/// The command and its options.
pub(super) fn command(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("tables")
        .override_usage(t("flowright tables [PATH…] [OPTIONS]", "flowright tables [路径…] [选项]"))
        .about(t("Write the tables of a process project", "导出优化项目的表格"))
        .args([
            args::paths(lang),
            Arg::new("table").long("table").value_name(t("TABLE,…", "表格,…")).help(t(
                "Which tables: as-is, effects, application, raci, duties; default: all",
                "哪些表格：现状分析表、效果评估表、立项申请表、责任矩阵表、岗位职责清单；默认全部",
            )),
            Arg::new("to")
                .long("to")
                .value_name("md|html|csv|xlsx")
                .value_parser(["md", "html", "csv", "xlsx"])
                .hide_possible_values(true)
                .default_value("md")
                .hide_default_value(true)
                .help(t(
                    "How they are written: md (default), html, csv (a file for each), xlsx (a workbook)",
                    "导出格式：md（默认）、html、csv（每张表一个文件）、xlsx（一个工作簿）",
                )),
            Arg::new("output")
                .short('o')
                .long("output")
                .value_name("PATH")
                .help(t("A file; for several csv a folder. Default: the screen", "输出文件；多张 csv 写文件夹名。默认显示在屏幕上")),
            args::bom(lang),
            args::config_file(lang),
            args::stdin_name(lang),
        ])
}

/// A table and the parts of its name.
type Named = (Vec<String>, Sheet);

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let kinds: Vec<Kind> = listed(matches, "table").iter().map(|word| kind(word)).collect::<Result<_, Text>>()?;
    let asked = if kinds.is_empty() { Kind::ALL.to_vec() } else { kinds.clone() };
    let (analyses, refused) = whole(matches, inputs, projects, lang)?;
    let several = analyses.iter().map(|(analysis, _)| analysis.model.processes.len()).sum::<usize>() > 1;
    let mut named: Vec<Named> = Vec::new();
    for (analysis, config) in &analyses {
        for process in &analysis.model.processes {
            let as_is = process.as_is();
            let comparisons: Vec<Comparison> = process
                .to_bes()
                .filter(|_| asked.contains(&Kind::Effects))
                .filter_map(|to_be| as_is.map(|as_is| compare((analysis, config), process, (as_is, vec![to_be]))))
                .collect();
            let material = Material { model: &analysis.model, process, findings: &analysis.findings, comparisons: &comparisons };
            for &kind in &asked {
                let made = tables(kind, material, lang);
                if made.is_empty() && !kinds.is_empty() {
                    complain(&missing(kind, process.title.shown()), lang);
                }
                named.extend(made.into_iter().map(|(mut sheet, variant)| {
                    let mut parts = vec![kind.names()[0].to_owned()];
                    if several {
                        parts.insert(0, process.title.name.clone());
                    }
                    let called = variant.map(|variant| {
                        parts.push(variant.name.clone().unwrap_or_else(|| variant.title().en));
                        variant.name.clone().unwrap_or_else(|| variant.title().get(lang).to_owned())
                    });
                    let more: Vec<String> = several.then(|| process.title.shown().to_owned()).into_iter().chain(called).collect();
                    if !more.is_empty() {
                        let more = more.join(lang.pick(", ", "、"));
                        sheet.name = lang.pick(format!("{} ({more})", sheet.name), format!("{}（{more}）", sheet.name));
                    }
                    (parts, sheet)
                }));
            }
        }
    }
    if named.is_empty() && !refused {
        return Err(both!("there is nothing to fill these tables with", "没有可填入这些表格的内容"));
    }
    if !named.is_empty() {
        write(matches, inputs, &named, lang)?;
    }
    Ok(if refused { Outcome::Failing } else { Outcome::Clean })
}

fn kind(word: &str) -> Result<Kind, Text> {
    Kind::named(word).ok_or_else(|| {
        let [en, zh] = [0, 2].map(|at| Kind::ALL.map(|kind| kind.names()[at]).join(if at == 0 { ", " } else { "、" }));
        let word = shown(word).to_string();
        both!("there is no table `{word}`; there are: {en}", "没有表格“{word}”；可用：{zh}")
    })
}

/// What a table lacks.
fn missing(kind: Kind, name: &str) -> Text {
    let name = shown(name).to_string();
    if kind == Kind::Effects {
        both!(
            "`{name}`: the table of effects needs an as-is and a to-be: write `to-be from as-is {{ … }}`",
            "“{name}”：效果评估表需要现状和优化后：请写“优化后 基于 现状 {{ …… }}”"
        )
    } else {
        both!("`{name}` has no steps for this table: write `as-is {{ … }}`", "“{name}”没有可填入该表的环节：请写“现状 {{ …… }}”")
    }
}

/// Writes the tables: to the screen, to one file, or each to a file of a folder.
fn write(matches: &ArgMatches, inputs: &[Input], named: &[Named], lang: Lang) -> Result<(), Refusal> {
    let target = matches.get_one::<String>("to").map_or("md", String::as_str);
    let output = matches.get_one::<String>("output").map(String::as_str).filter(|output| *output != "-");
    let endings = TARGETS.iter().find(|(name, _)| *name == target).map_or(&[][..], |(_, endings)| endings);
    let sheets: Vec<Sheet> = named.iter().map(|(_, sheet)| sheet.clone()).collect();
    let bom = matches.get_flag("bom");
    let to_file = |content: &[u8]| -> Result<(), Refusal> {
        let Some(output) = output else { return Ok(()) };
        refuse_name(Path::new(output), (target, endings), inputs)?;
        write_file(Path::new(output), content)?;
        say(output);
        Ok(())
    };
    let text = match target {
        "xlsx" if output.is_none() => {
            return Err(both!("a workbook is no text for the screen: write `-o NAME.xlsx`", "工作簿不能显示在屏幕上：请写 -o 名称.xlsx"));
        }
        "xlsx" => {
            let book = xlsx(&sheets).map_err(|error| both!("cannot make the workbook: {error}", "无法生成工作簿：{error}"))?;
            return to_file(&book);
        }
        "csv" => match (sheets.as_slice(), output) {
            ([sheet], None) => csv(sheet, bom),
            ([sheet], Some(output)) if Path::new(output).extension().is_some() && !Path::new(output).is_dir() => csv(sheet, bom),
            (_, Some(output)) => return each(named, Path::new(output), bom, inputs),
            (_, None) => {
                let count = sheets.len();
                return Err(both!(
                    "there are {count} tables: name a folder (`-o FOLDER`), or choose one with `--table`",
                    "共有 {count} 张表：请用 -o 指定文件夹，或用 --table 选择一张"
                ));
            }
        },
        "html" => html(&sheets.iter().map(Sheet::page).collect::<Vec<_>>(), lang),
        _ => sheets.iter().map(|sheet| markdown(&sheet.page())).collect::<Vec<_>>().join("\n"),
    };
    if output.is_some() { to_file(text.as_bytes()) } else { print(&text) }
}

/// Each table as CSV in a folder.
fn each(named: &[Named], folder: &Path, bom: bool, inputs: &[Input]) -> Result<(), Refusal> {
    if folder.exists() && !folder.is_dir() || folder.extension().is_some() && !folder.is_dir() {
        return Err(about(folder, &both!("is not a folder, and there are several tables", "不是文件夹，而表格有多张")));
    }
    let mut names = OutputNames::default();
    for (parts, sheet) in named {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let path = folder.join(format!("{}.csv", names.stem(&parts)));
        refuse_name(&path, ("csv", &["csv"]), inputs)?;
        write_file(&path, &csv(sheet, bom))?;
        say(&display(&path));
    }
    Ok(())
}
