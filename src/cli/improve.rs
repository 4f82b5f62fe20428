//! `flowright improve`

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::check::analyze_input;
use super::config::Projects;
use super::files::{Disk, Input, read};
use super::output::{complain, print, say, style, write_file};
use super::{Outcome, Refusal, args};
use crate::analysis::Analysis;
use crate::both;
use crate::config::Config;
use crate::emit::improve::{Proposal, Subject, json, page};
use crate::emit::page::{human, markdown};
use crate::improve::{improve, is_unreadable};
use crate::lang::{Lang, shown};
use crate::measure::Runs;
use crate::report::concise::file_name;
use crate::report::terminal;
use crate::source::Source;

/// The command and its options.
pub(super) fn command(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    Command::new("improve")
        .override_usage(t("flowright improve [PATH…] [OPTIONS]", "flowright improve [路径…] [选项]"))
        .about(t("Propose a better process, with the effect of each step", "提出流程的改进方案，并计算每一步的效果"))
        .args([
            args::paths(lang),
            Arg::new("write")
                .long("write")
                .action(ArgAction::SetTrue)
                .help(t("Write the proposal into the file, as a to-be of the process", "把方案作为“优化后”写入文件")),
            Arg::new("format")
                .long("format")
                .value_name("human|md|json")
                .value_parser(["human", "md", "json"])
                .hide_possible_values(true)
                .default_value("human")
                .hide_default_value(true)
                .help(t("A page for the screen (default), a Markdown page, or data", "屏幕页面（默认）、Markdown 页面，或 JSON 数据")),
            args::config_file(lang),
            args::stdin_name(lang),
        ])
}

/// A file, what is known about it, and what is proposed.
struct Looked<'a> {
    input: &'a Input,
    old: String,
    new: String,
    analysis: Analysis,
    proposals: Vec<Proposal>,
}

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let disk = Disk::default();
    let configs = projects.configs(inputs, matches, lang)?;
    let mut refused = false;
    let mut looked: Vec<Looked> = Vec::new();
    for (input, config) in inputs.iter().zip(&configs) {
        let mut analysis = analyze_input(input, &disk, config, lang)?;
        if let Some(found) = (!is_unreadable(&analysis)).then(|| look(input, config, &disk, lang)).transpose()?.flatten() {
            let (old, new, proposals) = found;
            looked.push(Looked { input, old, new, analysis, proposals });
            continue;
        }
        refused = true;
        analysis.findings.retain(|finding| finding.rule.code < "F2");
        print(&terminal::report(&analysis, style(matches, lang)))?;
        let name = shown(&input.name(lang)).to_string();
        complain(&both!("{name}: nothing is proposed, because of these errors", "{name}：有以上错误，未提出改进"), lang);
    }
    if looked.iter().all(|file| file.proposals.is_empty()) && !refused {
        return Err(both!("there is no process to improve", "没有可改进的流程"));
    }
    let write = matches.get_flag("write");
    let piped = write && looked.iter().any(|file| matches!(file.input, Input::Stdin(..)));
    if !piped && !looked.is_empty() {
        print(&shown_as(matches.get_one::<String>("format").map(String::as_str), &looked, lang))?;
    }
    if write {
        looked.iter().try_for_each(|file| file.hand_out(lang))?;
    }
    Ok(if refused { Outcome::Failing } else { Outcome::Clean })
}

/// The text of an input before and after, and its proposals; `None` where it is no text.
fn look(input: &Input, config: &Config, disk: &Disk, lang: Lang) -> Result<Option<(String, String, Vec<Proposal>)>, Refusal> {
    let Ok(old) = read(input)? else { return Ok(None) };
    let source = Arc::new(Source::new(input.name(lang), old.as_str()));
    let improved = improve(&source, disk, config, Runs::default());
    let mark = if old.starts_with('\u{FEFF}') { "\u{FEFF}" } else { "" };
    let new = format!("{mark}{}", improved.text);
    Ok(Some((old, new, improved.proposals)))
}

fn shown_as(format: Option<&str>, looked: &[Looked], lang: Lang) -> String {
    let subjects = looked.iter().flat_map(|file| {
        let processes = file.analysis.model.processes.iter().zip(&file.proposals);
        processes.map(|(process, proposal)| Subject { process, proposal })
    });
    match format {
        Some("json") => json::emit(&subjects.collect::<Vec<_>>()),
        Some("md") => subjects.map(|subject| markdown(&page(subject, lang))).collect::<Vec<_>>().join("\n"),
        _ => subjects.map(|subject| human(&page(subject, lang))).collect::<Vec<_>>().join("\n\n"),
    }
}

impl Looked<'_> {
    /// Writes the file if anything is proposed; standard input is printed, whether it changes or not.
    fn hand_out(&self, lang: Lang) -> Result<(), Refusal> {
        let name = file_name(&self.input.name(lang));
        match self.input {
            Input::Stdin(..) => print(&self.new)?,
            Input::File(_) if self.new == self.old => {
                say(both!("{name}: nothing to write", "{name}：没有可写入的内容").get(lang));
            }
            Input::File(path) => {
                write_file(path, &self.new)?;
                say(both!("{name}: the proposal is written", "{name}：方案已写入").get(lang));
            }
        }
        Ok(())
    }
}
