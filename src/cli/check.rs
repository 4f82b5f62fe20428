//! `flowright check`

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ArgMatches;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::baseline::Recorded;
use super::config::Projects;
use super::files::{Disk, Input, read};
use super::output::{print, say};
use super::reports::{Part, Reports};
use super::{Outcome, Refusal, fix};
use crate::analysis::{Analysis, analyze, unreadable};
use crate::config::Config;
use crate::lang::Lang;
use crate::report::statistics::Statistics;
use crate::report::{Format, terminal};
use crate::source::Source;

/// After how long a progress bar is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is left of a file once it is analysed.
struct Looked {
    part: Part,
    statistics: Statistics,
    failing: bool,
}

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let reports = Reports::of(matches, inputs, lang)?;
    let configs = projects.configs(inputs, matches, lang)?;
    let recorded = Recorded::of(matches)?;
    let disk = Disk::default();
    if let Some(outcome) = fix::run(matches, inputs, &configs, &disk, lang)? {
        return Ok(outcome);
    }
    let strict = matches.get_flag("strict-as-is");
    // A program reads the same name in every language.
    let naming = if reports.on_screen() == Format::Human { lang } else { Lang::En };
    let progress = Progress::new(inputs.len());
    let looked: Result<Vec<Looked>, Refusal> = inputs
        .par_iter()
        .zip(&configs)
        .map(|(input, config)| {
            let mut analysis = analyze_input(input, &disk, config, naming)?;
            if strict {
                analysis.findings.iter_mut().for_each(|finding| finding.to_be_mended = false);
            }
            recorded.hide(&mut analysis, &input.name(Lang::En));
            progress.step();
            let failing = analysis.findings.iter().any(|finding| config.fails(finding));
            let part = reports.part(&analysis, &input.name(Lang::En), config);
            Ok(Looked { part, statistics: Statistics::of(&analysis.findings), failing })
        })
        .collect();
    let looked = looked?;
    progress.finish();

    let failing = looked.iter().any(|looked| looked.failing);
    let mut statistics = Statistics::default();
    for looked in &looked {
        statistics.add(&looked.statistics);
    }
    let counting = matches.get_flag("statistics").then(|| statistics.shown(reports.on_screen() == Format::Json, lang));
    let counts = reports.write(looked.into_iter().map(|looked| looked.part).collect(), counting.is_none())?;
    counting.map_or(Ok(()), |table| print(&table))?;
    if matches!(reports.on_screen(), Format::Human | Format::Concise | Format::Github) {
        say(&terminal::summary(counts, inputs.len(), lang));
    }
    recorded.finish(lang)?;
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
