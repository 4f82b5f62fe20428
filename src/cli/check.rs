//! `flowright check`

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ArgMatches;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

use super::files::{Disk, Input, read};
use super::output::say;
use super::reports::{Part, Reports};
use super::{Outcome, Refusal};
use crate::analysis::{Analysis, analyze, unreadable};
use crate::config::Config;
use crate::lang::Lang;
use crate::report::{Format, terminal};
use crate::source::Source;

/// After how long a progress bar is shown.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], lang: Lang) -> Result<Outcome, Refusal> {
    let reports = Reports::of(matches, inputs, lang)?;
    let strict = matches.get_flag("strict-as-is");
    // A program reads the same name in every language.
    let naming = if reports.on_screen() == Format::Human { lang } else { Lang::En };
    let disk = Disk::default();
    let progress = Progress::new(inputs.len());
    let parts: Result<Vec<Part>, Refusal> = inputs
        .par_iter()
        .map(|input| {
            let mut analysis = analyze_input(input, &disk, naming)?;
            if strict {
                analysis.findings.iter_mut().for_each(|finding| finding.to_be_mended = false);
            }
            progress.step();
            Ok(reports.part(&analysis, &input.name(Lang::En)))
        })
        .collect();
    let parts = parts?;
    progress.finish();

    let counts = reports.write(parts)?;
    if matches!(reports.on_screen(), Format::Human | Format::Concise | Format::Github) {
        say(&terminal::summary(counts, inputs.len(), lang));
    }
    Ok(if counts.errors > 0 { Outcome::Failing } else { Outcome::Clean })
}

/// Reads and analyses one input.
pub(super) fn analyze_input(input: &Input, disk: &Disk, lang: Lang) -> Result<Analysis, Refusal> {
    Ok(match read(input)? {
        Ok(text) => analyze(Arc::new(Source::new(input.name(lang), text)), disk, &Config::default()),
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
