//! `flowright check`

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ArgMatches;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::config::Projects;
use super::files::{Disk, Input, read};
use super::output::{print, say, style};
use super::{Outcome, Refusal, fix};
use crate::analysis::{Analysis, analyze, unreadable};
use crate::config::Config;
use crate::lang::Lang;
use crate::report::statistics::Statistics;
use crate::report::{Counts, concise, json, terminal};
use crate::source::Source;

/// After how long a progress bar is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is left of a file once its findings are written.
struct Checked {
    text: String,
    findings: Vec<json::Finding>,
    counts: Counts,
    statistics: Statistics,
    left_out: usize,
    failing: bool,
}

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let statistics = matches.get_flag("statistics");
    let format = matches.get_one::<String>("format").map_or("human", String::as_str);
    let strict = matches.get_flag("strict-as-is");
    let style = style(matches, lang);
    // A program reads the same name in every language.
    let naming = if format == "human" { lang } else { Lang::En };
    let configs = projects.configs(inputs, matches, lang)?;
    let disk = Disk::default();
    if let Some(outcome) = fix::run(matches, inputs, &configs, &disk, lang)? {
        return Ok(outcome);
    }
    let progress = Progress::new(inputs.len());
    let checked: Result<Vec<Checked>, Refusal> = inputs
        .par_iter()
        .zip(&configs)
        .map(|(input, config)| {
            let mut analysis = analyze_input(input, &disk, config, naming)?;
            if strict {
                analysis.findings.iter_mut().for_each(|finding| finding.to_be_mended = false);
            }
            progress.step();
            let (text, findings) = match format {
                _ if statistics => (String::new(), Vec::new()),
                "json" => (String::new(), json::findings(&analysis, lang)),
                "concise" => (concise::report(&analysis, lang), Vec::new()),
                _ => (terminal::report(&analysis, style), Vec::new()),
            };
            let failing = analysis.findings.iter().any(|finding| finding.level >= config.fail_on && !finding.to_be_mended);
            let (counts, statistics) = (Counts::of(&analysis.findings), Statistics::of(&analysis.findings));
            Ok(Checked { text, findings, counts, statistics, left_out: analysis.left_out, failing })
        })
        .collect();
    let checked = checked?;
    progress.finish();

    let mut counts = Counts::default();
    let mut left_out = 0;
    let mut failing = false;
    let mut out = String::new();
    let mut findings = Vec::new();
    let mut counted = Statistics::default();
    for file in checked {
        counts.add(file.counts);
        counted.add(&file.statistics);
        left_out += file.left_out;
        failing |= file.failing;
        out.push_str(&file.text);
        findings.extend(file.findings);
    }
    match (statistics, format) {
        (true, "json") => out = counted.json(),
        (true, _) => out = counted.table(lang),
        (false, "json") => out = json::report(&findings, counts, left_out),
        _ => {}
    }
    print(&out)?;
    if format != "json" {
        say(&terminal::summary(counts, inputs.len(), lang));
    }
    Ok(if failing { Outcome::Failing } else { Outcome::Clean })
}

/// Reads and analyses one input.
pub(super) fn analyze_input(input: &Input, disk: &Disk, config: &Config, lang: Lang) -> Result<Analysis, Refusal> {
    Ok(match read(input)? {
        Ok(text) => analyze(Arc::new(Source::new(input.name(lang), text)), disk, config),
        Err((message, help)) => unreadable(&input.name(lang), message, help),
    })
}

/// A bar on standard error, once it takes more than a second and somebody is watching.
struct Progress {
    bar: ProgressBar,
    started: Instant,
    watched: bool,
}

impl Progress {
    fn new(files: usize) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
        if let Ok(look) = ProgressStyle::with_template("{wide_bar} {pos}/{len}") {
            bar.set_style(look);
        }
        Progress { bar, started: Instant::now(), watched: std::io::stderr().is_terminal() }
    }

    fn step(&self) {
        if self.watched && self.bar.is_hidden() && self.started.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
