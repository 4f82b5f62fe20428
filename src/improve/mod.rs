//! Proposes a better process: a to-be as changes of the as-is, of which each is proven to lose nothing that must stay.
//!
//! Guarantees: the proposal is deterministic; with it the file has no new error; what is frozen (`frozen`: required controls, the last control of each
//! risk, declared duties, deliverables, archives, notices, texts) is there as before; mean time, likelihood of a breach, cost, approvals and hand-offs are
//! no worse after any step, and one of them is better unless the step only takes away what nobody comes to.
//!
//! Operations are tried in a fixed order, one step at a time, each on the whole text of the file with all steps before it (`trial`): what is judged is
//! what would be written. After a step all is looked at anew, so of two approvals that repeat each other one stays.

mod dependencies;
mod figures;
mod fixed;
mod frozen;
mod operations;
mod precedence;
mod trial;
mod view;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use dependencies::{Conflict, Dependency, dependencies, reduced};

use crate::analysis::{Analysis, Loader};
use crate::both;
use crate::config::Config;
use crate::emit::analysis::gap_text;
use crate::emit::improve::{Proposal, Rejected, Step};
use crate::graph::{Graph, Soundness, Structure};
use crate::lang::{Text, shown};
use crate::measure::{Gap, Runs};
use crate::model::{Process, Variant};
use crate::rule::Level;
use crate::source::Source;
use operations::ALL;
use trial::{Bench, Trial, written};
use view::Found;
use words::Words;

/// How often the operations are gone through: each time some step was found, and what it left may allow another.
const ROUNDS: usize = 6;

/// What to declare is asked about so many things at most.
const ASKED: usize = 10;

/// A proposal for each process of a file, and the text of the file with all of them.
#[derive(Debug)]
pub struct Improved {
    /// The proposals, in the order of the processes.
    pub proposals: Vec<Proposal>,
    /// The text with them; as it was where nothing is proposed.
    pub text: String,
}

/// Whether an analysis has errors of syntax or names: of half a flow nothing is proposed.
#[must_use]
pub fn is_unreadable(analysis: &Analysis) -> bool {
    analysis.findings.iter().any(|finding| finding.level == Level::Error && finding.rule.code < "F2")
}

/// Proposes what can be improved in the processes of a file that has no errors of syntax or names.
#[must_use]
pub fn improve(source: &Arc<Source>, loader: &dyn Loader, config: &Config, runs: Runs) -> Improved {
    // What is switched off is not reported, but no proposal may bring it about.
    let config = Config { levels: rustc_hash::FxHashMap::default(), ..config.clone() };
    let analysis = crate::analysis::analyze(Arc::clone(source), loader, &config);
    let mut improved = Improved { proposals: Vec::new(), text: source.text.clone() };
    let mut texts: Vec<(usize, String)> = Vec::new();
    for (number, process) in analysis.model.processes.iter().enumerate() {
        let Some(as_is) = process.as_is() else {
            let note = both!("there is no as-is to improve", "没有可供改进的“现状”");
            improved.proposals.push(Proposal { note: Some(note), ..Proposal::default() });
            continue;
        };
        if is_unreadable(&analysis) || as_is.incomplete || !is_sound(as_is) {
            let note = both!(
                "the as-is does not work in every case, so nothing can be judged: mend it first (`flowright check`)",
                "现状有走不通或写错的地方，无法判断：请先运行 flowright check 并改正"
            );
            improved.proposals.push(Proposal { note: Some(note), ..Proposal::default() });
            continue;
        }
        let words = Words::of(source, as_is);
        let name = words.variant_name(process);
        let bench = Bench { source, loader, config: &config, as_is: &analysis, process: number, words, name, runs };
        let proposal = propose(&bench, process);
        if !proposal.text.is_empty() {
            texts.push((number, proposal.text.clone()));
        }
        improved.proposals.push(proposal);
    }
    // From the back, so that what stands before stays where it is.
    for (number, block) in texts.into_iter().rev() {
        let now = Source::new(source.name.as_str(), improved.text.as_str());
        improved.text = written(&now, &analysis.model.processes[number], &block);
    }
    improved
}

/// Whether every case of a variant comes to an end.
fn is_sound(variant: &Variant) -> bool {
    let graph = Graph::build(variant);
    Soundness::find(&graph, &Structure::find(&graph)).sound
}

fn propose(bench: &Bench, process: &Process) -> Proposal {
    let first = bench.start();
    let before = first.figures.clone();
    let mut declare = declare(bench, process, &first);
    let (last, steps, mut rejected) = search(bench, first);
    // What is as true the other way round is said once.
    let mut said = BTreeSet::new();
    rejected.retain(|rejected| {
        let mut nodes = rejected.nodes.clone();
        nodes.sort_unstable();
        said.insert((rejected.heuristic, nodes, rejected.constraint, rejected.why.en.clone()))
    });
    let mut proposal = Proposal { steps, rejected, ..Proposal::default() };
    proposal.figures = Some((before, last.figures.clone()));
    // Times and probabilities are asked for already.
    let asks = |constraint: &str| constraint.ends_with("-unknown") && !matches!(constraint, "time-unknown" | "probability-unknown");
    let unknown = proposal.rejected.iter().filter(|rejected| asks(rejected.constraint)).map(|rejected| rejected.why.clone());
    for text in unknown {
        if !declare.contains(&text) {
            declare.push(text);
        }
    }
    proposal.declare = declare;
    if last.statements.is_empty() {
        return proposal;
    }
    match proposed_before(bench, process, &last.statements) {
        Some(name) => {
            let name = shown(&name).to_string();
            proposal.note = Some(both!("the to-be `{name}` says this already", "优化后“{name}”已包含以下全部改进"));
        }
        None => proposal.text = bench.block(&last.statements),
    }
    let errors = bench.errors(&last);
    if !errors.is_empty() {
        let (en, zh) = (errors.join(", "), errors.join("、"));
        proposal.left = Some(both!(
            "errors of the as-is stay in the proposal, mend them as well ({en})",
            "现状中的错误在方案中仍然存在，请一并改正（{zh}）"
        ));
    }
    proposal
}

/// Goes through the operations until none finds a further step.
fn search(bench: &Bench, first: Trial) -> (Trial, Vec<Step>, Vec<Rejected>) {
    let (mut trial, mut steps, mut rejected) = (first, Vec::<Step>::new(), Vec::<Rejected>::new());
    for _ in 0..ROUNDS {
        let known = steps.len();
        rejected.clear();
        for operation in ALL {
            let mut tried: Vec<Vec<String>> = Vec::new();
            loop {
                let found = operation(&bench.view(&trial));
                let (mut next, mut no) = (None, Vec::new());
                for found in found {
                    match found {
                        Found::Try(step) if next.is_none() && !tried.contains(&step.statements) => next = Some(step),
                        Found::Try(_) => {}
                        Found::No(why) => no.push(why),
                    }
                }
                let Some(step) = next else {
                    rejected.extend(no);
                    break;
                };
                tried.push(step.statements.clone());
                match bench.attempt(&trial, &step) {
                    Ok(better) => {
                        let figures = (trial.figures.clone(), better.figures.clone());
                        steps.push(Step { heuristic: step.heuristic, nodes: step.nodes, what: step.what, why: step.why, figures });
                        trial = better;
                    }
                    Err((constraint, why)) => {
                        let line = step.line;
                        rejected.push(Rejected { heuristic: step.heuristic, nodes: step.nodes, what: step.what, constraint, why, line });
                    }
                }
            }
        }
        if steps.len() == known {
            break;
        }
    }
    rejected.dedup();
    (trial, steps, rejected)
}

/// The to-be of the process that holds exactly these changes: the proposal was written before.
fn proposed_before(bench: &Bench, process: &Process, statements: &[String]) -> Option<String> {
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let own = squeeze(&statements.concat());
    let body = |variant: &&Variant| {
        let text = squeeze(bench.source.slice(variant.whole));
        text.split_once('{').is_some_and(|(_, body)| body.strip_suffix('}') == Some(own.as_str()))
    };
    process.to_bes().filter(|variant| variant.from_as_is).find(body).map(|variant| variant.name.clone().unwrap_or_default())
}

/// What is not known of the as-is and would tell more.
fn declare(bench: &Bench, process: &Process, first: &Trial) -> Vec<Text> {
    let Some(variant) = process.as_is() else { return Vec::new() };
    let tells = |gap: &&Gap| !matches!(gap, Gap::Staff(_) | Gap::Arrivals | Gap::Hours | Gap::Unsound);
    first.gaps.iter().filter(tells).take(ASKED).map(|&gap| gap_text(&bench.as_is.model, variant, gap)).collect()
}
