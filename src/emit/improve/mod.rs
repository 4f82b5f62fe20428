//! A proposal for a better process, as plain data, as a page and as JSON: what is to be changed, what each step gains, what was rejected and by which
//! constraint, and what to declare so that more can be judged. `improve` finds it.

pub mod json;
mod sections;

use crate::ast::quantity::Clock;
use crate::lang::{Lang, Text};
use crate::measure::Between;
use crate::model::Process;

use super::page::Page;
use crate::compare::Heuristic;

/// What is proposed for a process.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// The to-be as it is to be written, without the line breaks around it; empty where nothing is proposed.
    pub text: String,
    /// The steps, in the order in which they are applied.
    pub steps: Vec<Step>,
    /// The figures of the as-is and of the proposal.
    pub figures: Option<(Figures, Figures)>,
    /// What looked better and is not proposed.
    pub rejected: Vec<Rejected>,
    /// What to declare so that more can be judged.
    pub declare: Vec<Text>,
    /// What is wrong with the as-is and stays so.
    pub left: Option<Text>,
    /// Why nothing could be looked at, or why what was found is not new.
    pub note: Option<Text>,
}

/// One step of a proposal.
#[derive(Clone, Debug)]
pub struct Step {
    /// What kind of step it is.
    pub heuristic: Heuristic,
    /// The nodes that it is about, by name.
    pub nodes: Vec<String>,
    /// What it does.
    pub what: Text,
    /// Why it can be done.
    pub why: Text,
    /// The figures before and after it.
    pub figures: (Figures, Figures),
}

/// A step that is not proposed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejected {
    /// What kind of step it would be.
    pub heuristic: Heuristic,
    /// The nodes that it is about, by name.
    pub nodes: Vec<String>,
    /// What it would do.
    pub what: Text,
    /// The constraint that blocks it, as a word for programs.
    pub constraint: &'static str,
    /// The constraint.
    pub why: Text,
    /// Where it is written, if it is written: the line, from 1.
    pub line: Option<usize>,
}

/// What a case takes, as far as it decides about a step.
#[derive(Clone, PartialEq, Debug)]
pub struct Figures {
    /// On which clock.
    pub clock: Clock,
    /// The mean cycle time in milliseconds; `None` where it is not known.
    pub mean: Option<Between<f64>>,
    /// How likely the SLA of the process is broken; `None` where there is none or that is not known.
    pub breach: Option<Between<f64>>,
    /// What a case costs.
    pub cost: Option<Between<f64>>,
    /// In which currency.
    pub currency: String,
    /// Hands-on time of all visits in milliseconds.
    pub work: Option<Between<f64>>,
    /// How often a case changes hands on its likeliest way.
    pub hand_offs: usize,
    /// How many approvals there are.
    pub approvals: usize,
    /// How likely each limit is kept, with its subject; apart from that of the process.
    pub limits: Vec<(String, Between<f64>)>,
    /// The times were simulated or rounded, so that small differences mean nothing.
    pub rounded: bool,
}

/// What is shown of a proposal.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The process.
    pub process: &'a Process,
    /// What is proposed.
    pub proposal: &'a Proposal,
}

/// The page about a proposal.
#[must_use]
pub fn page(subject: Subject, lang: Lang) -> Page {
    sections::page(subject, lang)
}
