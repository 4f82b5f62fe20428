//! `flowright compare`

use clap::{Arg, ArgMatches, Command};

use super::config::Projects;
use super::files::Input;
use super::output::{complain, print};
use super::whole::whole;
use super::{Outcome, Refusal, args};
use crate::analysis::Analysis;
use crate::both;
use crate::compare::{By, Comparison};
use crate::config::Config;
use crate::diagram::{View, Wanted, missing, present};
use crate::emit::compare::{Subject, json, page, sheet};
use crate::emit::page::{html, human, markdown};
use crate::emit::sheet::csv;
use crate::lang::{Lang, Text, shown};
use crate::model::{Model, Process, Variant};

/// The command and its options.
pub(super) fn command(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("compare")
        .override_usage(t("flowright compare [PATH…] [OPTIONS]", "flowright compare [路径…] [选项]"))
        .about(t("Compare as-is and to-be in numbers", "用数据对比现状和优化后"))
        .args([
            args::paths(lang),
            Arg::new("to")
                .long("to")
                .value_name(t("NAME", "名称"))
                .help(t("Only the to-be of this name; default: all, side by side", "只对比这个优化方案；默认并列全部方案")),
            Arg::new("format")
                .long("format")
                .value_name("human|md|html|csv|json")
                .value_parser(["human", "md", "html", "csv", "json"])
                .hide_possible_values(true)
                .default_value("human")
                .hide_default_value(true)
                .help(t(
                    "A page for the screen (default), a Markdown or an HTML page, a table, or data",
                    "屏幕页面（默认）、Markdown 或 HTML 页面、CSV 表格，或 JSON 数据",
                )),
            args::bom(lang),
            args::config_file(lang),
            args::stdin_name(lang),
        ])
}

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let (analyses, refused) = whole(matches, inputs, projects, lang)?;
    let wanted = matches.get_one::<String>("to").map(|name| Wanted::Named(name.clone()));
    let processes: Vec<&Process> = analyses.iter().flat_map(|(analysis, _)| &analysis.model.processes).collect();
    if let Some(refusal) = wanted.as_ref().filter(|_| !processes.is_empty()).and_then(|wanted| missing(&processes, wanted)) {
        return Err(refusal);
    }
    let mut found = Vec::new();
    let mut lacking = Vec::new();
    for (analysis, config) in &analyses {
        for process in &analysis.model.processes {
            match options(&analysis.model, process, wanted.as_ref()) {
                Ok((as_is, to_bes)) => {
                    found.push((analysis, compare((analysis, config), process, (as_is, to_bes))));
                }
                Err(why) => lacking.push(why),
            }
        }
    }
    if found.is_empty() && !refused {
        return Err(lacking.into_iter().next().unwrap_or_else(|| both!("there is no process to compare", "没有可对比的流程")));
    }
    let subjects: Vec<Subject> = found.iter().map(|(analysis, comparison)| Subject { model: &analysis.model, comparison }).collect();
    let pages = || subjects.iter().map(|&subject| page(subject, lang));
    let text = match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => json::emit(&subjects),
        Some("csv") => csv(&sheet(&subjects, lang), matches.get_flag("bom")),
        Some("html") => html(&pages().collect::<Vec<_>>(), lang),
        Some("md") => pages().map(|page| markdown(&page)).collect::<Vec<_>>().join("\n"),
        _ => pages().map(|page| human(&page)).collect::<Vec<_>>().join("\n\n"),
    };
    if !subjects.is_empty() {
        print(&text)?;
    }
    for why in &lacking {
        complain(why, lang);
    }
    Ok(if refused { Outcome::Failing } else { Outcome::Clean })
}

/// Compares the as-is of a process with to-bes.
pub(super) fn compare<'a>(
    (analysis, config): (&Analysis, &Config),
    process: &'a Process,
    variants: (&'a Variant, Vec<&'a Variant>),
) -> Comparison<'a> {
    let in_hours = analysis.model.calendar_of(process, config.calendar.as_deref()).is_some();
    let by = By { attainment: config.attainment, in_hours };
    Comparison::find(&analysis.model, process, variants, &analysis.findings, by)
}

/// The as-is, and the to-bes asked for; or what to write.
fn options<'p>(model: &'p Model, process: &'p Process, wanted: Option<&Wanted>) -> Result<(&'p Variant, Vec<&'p Variant>), Text> {
    let name = shown(process.title.shown()).to_string();
    let Some(as_is) = process.as_is() else {
        return Err(both!(
            "`{name}` has no as-is to compare with: write `as-is {{ start -> … -> end }}`",
            "“{name}”没有可对比的现状：请写“现状 {{ 开始 → …… → 结束 }}”"
        ));
    };
    let to_bes: Vec<&Variant> = match wanted {
        None => process.to_bes().collect(),
        Some(wanted) => {
            let views = present(model, process, std::slice::from_ref(wanted));
            views.into_iter().filter_map(|view| if let View::One(variant) = view { Some(variant) } else { None }).collect()
        }
    };
    if to_bes.is_empty() {
        return Err(both!(
            "`{name}` has no such to-be: write what changes, such as `to-be from as-is {{ change NODE {{ time: 5m }} because … }}`",
            "“{name}”没有这个优化方案：请写出改动，例如“优化后 基于 现状 {{ 修改 环节 {{ 耗时：5分钟 }} 因为 …… }}”"
        ));
    }
    Ok((as_is, to_bes))
}
