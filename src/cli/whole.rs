//! The files that can be reckoned with: those without errors of syntax and names.

use clap::ArgMatches;

use super::Refusal;
use super::check::analyze_input;
use super::config::Projects;
use super::files::{Disk, Input};
use super::output::{complain, print, style};
use crate::analysis::Analysis;
use crate::both;
use crate::config::Config;
use crate::lang::{Lang, shown};
use crate::report::terminal;
use crate::review::is_broken;

/// The analyses of whole files with what they are judged by, and whether a file was refused. What is wrong with it is shown: a figure of half a flow would be
/// a wrong one.
pub(super) fn whole(
    matches: &ArgMatches,
    inputs: &[Input],
    projects: &Projects,
    lang: Lang,
) -> Result<(Vec<(Analysis, Config)>, bool), Refusal> {
    let disk = Disk::default();
    let configs = projects.configs(inputs, matches, lang)?;
    let mut refused = false;
    let mut analyses = Vec::new();
    for (input, config) in inputs.iter().zip(configs) {
        let mut analysis = analyze_input(input, &disk, &config, lang)?;
        if !is_broken(&analysis) {
            analyses.push((analysis, config));
            continue;
        }
        refused = true;
        analysis.findings.retain(|finding| finding.rule.code < "F2");
        print(&terminal::report(&analysis, style(matches, lang)))?;
        let name = shown(&input.name(lang)).to_string();
        complain(&both!("{name}: nothing was worked out, because of these errors", "{name}：有以上错误，未作计算"), lang);
    }
    Ok((analyses, refused))
}
