//! What to draw: nodes, edges and lanes as plain data, before any target language and without positions.
//!
//! Guarantees: nodes, lanes and edges refer to one another by index, and every index is valid; the order is that of the text, so
//! the same model gives the same diagram. A label is the author's text, unescaped: each emitter escapes for its own target.
//! Nothing is guaranteed about sense: a graph that does not work is drawn as it is.

mod blocks;
mod build;
mod diff;
mod findings;
mod lanes;
pub mod layout;
mod select;

pub use build::build;
pub(crate) use build::{flow_order, label, variant_title};
pub(crate) use diff::pairs;
pub use diff::{build_diff, build_versions};
pub use findings::{concerns, of_variant};
pub use lanes::Lanes;
pub use select::{View, Wanted, missing, present, views};

use rustc_hash::FxHashSet;

use crate::lang::Lang;
use crate::model::{EdgeKind, NodeKind};
use crate::rule::{Level, Rule};
use crate::wording::bracketed;

/// The most changes of a node that are drawn; lists of changes have them all.
const MOST_CHANGES: usize = 6;

/// A drawing of one variant, or of the difference between two.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagram {
    /// The language of the words that are not the author's.
    pub lang: Lang,
    /// What the process is called.
    pub title: String,
    /// Which variant, or which two are compared.
    pub variant: String,
    /// The last entry of the revision history: version and date.
    pub revision: Option<String>,
    /// Where the flow runs to. Set it to what suits the page.
    pub direction: Direction,
    /// The lanes, in the order in which their owners are declared.
    pub lanes: Vec<Lane>,
    /// The nodes, in the order of the text.
    pub nodes: Vec<Node>,
    /// The edges, in the order of the text.
    pub edges: Vec<Edge>,
    /// It is the difference between two variants, and needs a legend.
    pub diff: bool,
    /// The edges of the likeliest way, in order; in a diff that of the later variant.
    pub happy: Vec<usize>,
    /// The nodes of each parallel block, its fork and join included; in a diff those of the later variant.
    pub blocks: Vec<Vec<usize>>,
}

/// Where the flow runs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Direction {
    /// From left to right; lanes lie on top of one another.
    #[default]
    Right,
    /// From top to bottom; lanes stand side by side.
    Down,
}

/// A lane: who is accountable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lane {
    /// What people call the role; or that there is none.
    pub label: String,
    /// It is not a declared role, but the lack of one.
    pub missing: bool,
    /// To which department the role belongs.
    pub department: Option<String>,
}

/// A node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its number among the steps, as in the table; events, forks and joins have none, in a diff it is that of the later variant.
    pub number: Option<u32>,
    /// Its label or name; empty for the join of a parallel block.
    pub label: String,
    /// In which lane, if in any.
    pub lane: Option<usize>,
    /// Systems, limits, times: what stands below the label, a line each.
    pub details: Vec<String>,
    /// What was found about it, each code once, the worst first.
    pub marks: Vec<Mark>,
    /// How it differs; [`Change::Same`] outside a diff.
    pub change: Change,
    /// What differs, a line each: `耗时 5m → 1m`.
    pub changes: Vec<String>,
}

/// A finding on a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub level: Level,
}

/// What a line looks like: lines that look alike and lead to the same node may become one.
pub type Look = (bool, bool, Change);

/// How a node or an edge differs between two variants.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Change {
    /// Not at all.
    #[default]
    Same,
    /// Only the later variant has it.
    Added,
    /// Only the earlier variant has it.
    Removed,
    /// Both have it, with different attributes.
    Changed,
}

/// An entry of the legend: a text, and the mark that it explains.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sample {
    /// What the mark means.
    pub text: String,
    /// The mark of a change.
    pub change: Change,
    /// The mark of a finding.
    pub level: Option<Level>,
}

/// An edge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    /// The index of the node it leaves.
    pub from: usize,
    /// The index of the node it enters.
    pub to: usize,
    /// What it means.
    pub kind: EdgeKind,
    /// It goes back to where the case has been.
    pub back: bool,
    /// Its label or condition; then its probability and how often it is taken at most.
    pub label: Vec<String>,
    /// How it differs; [`Change::Same`] outside a diff.
    pub change: Change,
}

impl Diagram {
    /// One line that says what is drawn: process, variant, revision.
    #[must_use]
    pub fn caption(&self) -> String {
        let parts = [Some(&self.title), Some(&self.variant), self.revision.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · ")
    }

    /// The lanes in which something lies, each with its index and its nodes.
    #[must_use]
    pub fn filled_lanes(&self) -> Vec<(usize, &Lane, Vec<usize>)> {
        let mut lanes: Vec<_> = self.lanes.iter().enumerate().map(|(at, lane)| (at, lane, Vec::new())).collect();
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(lane) = node.lane {
                lanes[lane].2.push(at);
            }
        }
        lanes.retain(|(_, _, members)| !members.is_empty());
        lanes
    }

    /// What the marks mean: of a diff its colours, otherwise the codes of the findings, the worst first.
    #[must_use]
    pub fn legend(&self) -> Vec<Sample> {
        if self.diff {
            return self.legend_of_changes();
        }
        let said = |mark: Mark| format!("{} {}", mark.rule.code, mark.summary(self.lang));
        self.findings().into_iter().map(|mark| Sample { text: said(mark), change: Change::Same, level: Some(mark.level) }).collect()
    }

    /// The findings on its nodes, each code once, the worst first.
    #[must_use]
    pub fn findings(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> = self.nodes.iter().flat_map(|node| node.marks.iter().copied()).collect();
        marks.sort_by_key(|mark| (std::cmp::Reverse(mark.level), mark.rule.code));
        let mut seen = FxHashSet::default();
        marks.retain(|mark| seen.insert(mark.rule.code));
        marks
    }

    /// Of each edge whether it is part of the likeliest way.
    #[must_use]
    pub fn likeliest(&self) -> Vec<bool> {
        let mut likeliest = vec![false; self.edges.len()];
        for &at in &self.happy {
            let edge = &self.edges[at];
            likeliest[at] = !edge.is_rework() && !edge.informs();
        }
        likeliest
    }

    /// The nodes of the likeliest way, in order.
    pub(crate) fn happy_nodes(&self) -> Vec<usize> {
        let first = self.happy.first().map(|&at| self.edges[at].from);
        first.into_iter().chain(self.happy.iter().map(|&at| self.edges[at].to)).collect()
    }
}

impl Diagram {
    /// Of the marks of a diff those that occur.
    fn legend_of_changes(&self) -> Vec<Sample> {
        let lang = self.lang;
        let sample = |text: &str, change| Sample { text: text.to_owned(), change, level: None };
        let mut legend = Vec::new();
        for change in [Change::Added, Change::Removed, Change::Changed] {
            let node = self.nodes.iter().any(|node| node.change == change);
            let edge = self.edges.iter().any(|edge| edge.change == change);
            let line = match change {
                Change::Added => lang.pick("green line: added", "绿线：新增"),
                Change::Removed => lang.pick("red line: removed", "红线：删除"),
                _ => lang.pick("brown line: changed", "褐线：变更"),
            };
            legend.extend(node.then(|| sample(change.word(lang), change)));
            legend.extend(edge.then(|| sample(line, Change::Same)));
        }
        if self.nodes.iter().any(|node| node.kind == NodeKind::Approval) {
            legend.push(sample(lang.pick("thick frame: approval", "粗框：审批"), Change::Same));
        }
        if self.edges.iter().any(|edge| edge.is_rework() && edge.change != Change::Removed) {
            legend.push(sample(lang.pick("dashed line: the case goes back", "虚线：退回或返回"), Change::Same));
        }
        legend
    }
}

impl Mark {
    /// What the rule finds, in a line.
    #[must_use]
    pub fn summary(self, lang: Lang) -> String {
        self.rule.summary(lang).trim_end_matches(['.', '。']).to_owned()
    }
}

impl Change {
    /// The word for it; nothing for [`Change::Same`].
    #[must_use]
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Change::Same => "",
            Change::Added => lang.pick("added", "新增"),
            Change::Removed => lang.pick("removed", "删除"),
            Change::Changed => lang.pick("changed", "变更"),
        }
    }
}

impl Node {
    /// The level of the worst finding on it.
    #[must_use]
    pub fn worst(&self) -> Option<Level> {
        self.marks.iter().map(|mark| mark.level).max()
    }

    /// Whether it is drawn as a bar: a fork or a join.
    #[must_use]
    pub fn is_bar(&self) -> bool {
        matches!(self.kind, NodeKind::Fork | NodeKind::Join)
    }

    /// Every line of text on the node: number and label, the change in a word, details, what changed, findings.
    #[must_use]
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let mut lines: Vec<String> = self.name().into_iter().chain(self.notes(lang)).collect();
        for level in [Level::Error, Level::Warning, Level::Info] {
            let codes: Vec<&str> = self.marks.iter().filter(|mark| mark.level == level).map(|mark| mark.rule.code).collect();
            if !codes.is_empty() {
                lines.push(format!("{} {}", level.label(lang), codes.join(lang.pick(", ", "、"))));
            }
        }
        lines
    }

    /// Number and label; none where there is nothing to say.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        match self.number {
            Some(number) => Some(format!("{number} · {}", self.label)),
            None if self.label.is_empty() => None,
            None => Some(self.label.clone()),
        }
    }

    /// What there is to say beside the name: the change in a word, details, what changed.
    #[must_use]
    pub fn all_notes(&self, lang: Lang) -> Vec<String> {
        let mut lines = Vec::new();
        if self.change != Change::Same && !self.label.is_empty() {
            lines.push(bracketed(self.change.word(lang), lang));
        }
        lines.extend(self.details.iter().cloned());
        lines.extend(self.changes.iter().cloned());
        lines
    }

    /// Of these what is drawn below the name: where very much changed, how much more.
    #[must_use]
    pub fn notes(&self, lang: Lang) -> Vec<String> {
        let mut lines = self.all_notes(lang);
        let more = self.changes.len().saturating_sub(MOST_CHANGES);
        if more > 1 {
            lines.truncate(lines.len() - more);
            lines.push(lang.pick(format!("and {more} more changes"), format!("另有 {more} 项变更")));
        }
        lines
    }
}

impl Edge {
    /// Whether it is drawn dashed: the case goes back, or is rejected.
    #[must_use]
    pub fn is_rework(&self) -> bool {
        self.back || self.kind == EdgeKind::Rejected
    }

    /// What its line looks like.
    #[must_use]
    pub fn look(&self) -> Look {
        (self.is_rework(), self.informs(), self.change)
    }

    /// Whether the case stays where it is and only a notice goes along the edge.
    #[must_use]
    pub fn informs(&self) -> bool {
        matches!(self.kind, EdgeKind::Informs(_))
    }
}
