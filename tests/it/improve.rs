//! `flowright improve`: what is proposed, what is not and why; and on random processes, that nothing is lost which must stay.

mod cases;
mod constraints;
mod oracle;
mod pages;
pub(crate) mod process;
mod properties;

use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::config::Config;
use flowright::emit::improve::{Proposal, Rejected};
use flowright::improve::{Improved, improve};
use flowright::measure::Runs;
use flowright::rule::Level;
use flowright::source::Source;

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source::new("a.flow", text))
}

fn look(text: &str) -> Analysis {
    analyze(source(text), &NoFiles, &Config::default())
}

/// The proposals for a text, which must be readable.
fn improved(text: &str) -> Improved {
    let runs = Runs { runs: 2000, ..Runs::default() };
    improve(&source(text), &NoFiles, &Config::default(), runs)
}

/// The proposal for the only process of a text.
fn proposal(text: &str) -> Proposal {
    let analysis = look(text);
    let errors: Vec<&str> = analysis
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Error && finding.rule.code < "F2")
        .map(|finding| finding.message.en.as_str())
        .collect();
    assert!(errors.is_empty(), "{errors:?} in\n{text}");
    improved(text).proposals.into_iter().next().unwrap()
}

/// The changes of a proposal, without their reasons.
fn changes(proposal: &Proposal) -> Vec<String> {
    let statements = proposal.text.lines().skip(1).map(str::trim).filter(|line| *line != "}");
    let bare = |line: &str| line.split(" because ").next().unwrap().split(" 因为 ").next().unwrap().to_owned();
    statements.map(bare).collect()
}

/// Whether a step about that node was rejected because of that.
fn is_rejected(proposal: &Proposal, node: &str, constraint: &str) -> bool {
    proposal.rejected.iter().any(|rejected: &Rejected| rejected.constraint == constraint && rejected.nodes.iter().any(|name| name == node))
}
