//! `flowright analyze`

use clap::ArgMatches;
use clap::{Arg, Command};

use super::config::Projects;
use super::files::Input;
use super::output::print;
use super::whole::whole;
use super::{Outcome, Refusal, args};
use crate::analysis::Analysis;
use crate::both;
use crate::diagram::{View, Wanted, missing, present};
use crate::emit::analysis::{Subject, json, page};
use crate::emit::page::{html, human, markdown};
use crate::lang::{Lang, Text};
use crate::measure::{Measures, Runs};
use crate::model::{Model, Process, Variant};

/// The command and its options.
pub(super) fn command(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("analyze")
        .override_usage(t("flowright analyze [PATH…] [OPTIONS]", "flowright analyze [路径…] [选项]"))
        .about(t("Work out time, limits, cost and workload", "计算用时、达标概率、成本和工作量"))
        .args([
            args::paths(lang),
            Arg::new("variant")
                .long("variant")
                .value_name("VARIANT")
                .help(t("as-is, to-be, to-be:NAME; default: all there are", "as-is（现状）、to-be（优化后）、to-be:名称；默认全部")),
            Arg::new("format")
                .long("format")
                .value_name("human|md|html|json")
                .value_parser(["human", "md", "html", "json"])
                .hide_possible_values(true)
                .default_value("human")
                .hide_default_value(true)
                .help(t(
                    "A page for the screen (default), a Markdown or an HTML page, or data",
                    "屏幕页面（默认）、Markdown 或 HTML 页面，或 JSON 数据",
                )),
            Arg::new("runs")
                .long("runs")
                .value_name(t("NUMBER", "次数"))
                .value_parser(clap::value_parser!(u32).range(1..=10_000_000))
                .help(t(
                    "How many cases are played where something cannot be worked out (default: 200000)",
                    "无法精确计算时模拟多少单（默认 200000）",
                )),
            Arg::new("seed").long("seed").value_name(t("NUMBER", "数字")).value_parser(clap::value_parser!(u64)).help(t(
                "Where the random numbers of that begin; the same seed gives the same figures (default: 20260)",
                "模拟所用随机数的种子，种子相同结果相同（默认 20260）",
            )),
            args::config_file(lang),
            args::stdin_name(lang),
        ])
}

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let wanted: Option<Wanted> = matches.get_one::<String>("variant").map(|text| wanted(text)).transpose()?;
    let usual = Runs::default();
    let runs =
        Runs { runs: matches.get_one("runs").copied().unwrap_or(usual.runs), seed: matches.get_one("seed").copied().unwrap_or(usual.seed) };
    let (analyses, refused) = whole(matches, inputs, projects, lang)?;
    let processes: Vec<&Process> = analyses.iter().flat_map(|(analysis, _)| &analysis.model.processes).collect();
    if let Some(refusal) = wanted.as_ref().filter(|_| !processes.is_empty()).and_then(|wanted| missing(&processes, wanted)) {
        return Err(refusal);
    }
    let mut measured: Vec<(&Analysis, &Process, &Variant, Measures)> = Vec::new();
    for (analysis, config) in &analyses {
        for process in &analysis.model.processes {
            for variant in variants(&analysis.model, process, wanted.as_ref()) {
                let in_hours = analysis.model.calendar_of(process, config.calendar.as_deref()).is_some();
                measured.push((analysis, process, variant, Measures::find(&analysis.model, process, variant, in_hours, runs)));
            }
        }
    }
    if measured.is_empty() && !refused {
        return Err(both!("there is no process to analyse", "没有可分析的流程"));
    }
    let subjects =
        measured.iter().map(|(analysis, process, variant, measures)| Subject { model: &analysis.model, process, variant, measures });
    let text = match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => json::emit(&subjects.collect::<Vec<_>>()),
        Some("html") => html(&subjects.map(|subject| page(subject, lang)).collect::<Vec<_>>(), lang),
        Some("md") => subjects.map(|subject| markdown(&page(subject, lang))).collect::<Vec<_>>().join("\n"),
        _ => subjects.map(|subject| human(&page(subject, lang))).collect::<Vec<_>>().join("\n\n"),
    };
    if !measured.is_empty() {
        print(&text)?;
    }
    Ok(if refused { Outcome::Failing } else { Outcome::Clean })
}

/// The variant asked for; a difference of two has no figures of its own.
fn wanted(text: &str) -> Result<Wanted, Text> {
    match Wanted::parse(text)? {
        Wanted::Diff => Err(both!(
            "`diff` cannot be analysed: write `as-is`, `to-be` or `to-be:NAME`",
            "不能分析“diff”（对比）：请写 as-is（现状）、to-be（优化后）或 to-be:名称"
        )),
        wanted => Ok(wanted),
    }
}

fn variants<'m>(model: &'m Model, process: &'m Process, wanted: Option<&Wanted>) -> Vec<&'m Variant> {
    let Some(wanted) = wanted else { return process.variants.iter().collect() };
    let views = present(model, process, std::slice::from_ref(wanted));
    views.into_iter().filter_map(|view| if let View::One(variant) = view { Some(variant) } else { None }).collect()
}
