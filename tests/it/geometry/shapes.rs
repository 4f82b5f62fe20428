//! Drawings of the shapes that layouts find hard, each with hundreds of faces: many branches, blocks in blocks, ways back, texts of any
//! length. Unlike arbitrary graphs they look like processes, with findings on their nodes and frames around their blocks.

use flowright::diagram::{Change, Diagram, Direction, Edge, Lane, Mark, Node};
use flowright::lang::Lang;
use flowright::lint::rules::all;
use flowright::model::{EdgeKind, NodeKind};

use super::random::LABELS;
use crate::improve::process::Dice;

/// The drawing of that number.
pub(super) fn diagram(seed: u64) -> Diagram {
    let mut shape = Shape { dice: Dice(seed ^ 0x5EED), nodes: Vec::new(), edges: Vec::new(), blocks: Vec::new(), lanes: 0 };
    shape.lanes = shape.dice.below(6);
    let start = shape.node(NodeKind::Start);
    let middle = match seed % 6 {
        0 => shape.fan(7),
        1 => shape.forked(9, 0),
        2 => shape.ladder(),
        3 => shape.wordy(),
        _ => shape.flow(0),
    };
    let end = shape.node(NodeKind::End);
    shape.edge(start, middle.0, false);
    shape.edge(middle.1, end, false);
    // Every fourth is a difference.
    if seed.is_multiple_of(4) {
        shape.change();
    }
    shape.finished(start)
}

struct Shape {
    dice: Dice,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    blocks: Vec<Vec<usize>>,
    lanes: usize,
}

impl Shape {
    fn words(&mut self) -> String {
        LABELS[self.dice.below(LABELS.len())].to_owned()
    }

    fn node(&mut self, kind: NodeKind) -> usize {
        let rules = all();
        let marks = if self.dice.one_in(4) { self.dice.below(7) } else { 0 };
        let marks = (0..marks).map(|_| rules[self.dice.below(rules.len())]).map(|rule| Mark { rule, level: rule.level }).collect();
        let step = !matches!(kind, NodeKind::Start | NodeKind::End | NodeKind::Fork | NodeKind::Join);
        let node = Node {
            kind,
            number: step.then(|| u32::try_from(self.nodes.len()).unwrap()),
            label: self.words(),
            lane: (self.lanes > 0).then(|| self.dice.below(self.lanes)),
            details: (0..self.dice.below(3)).map(|_| self.words()).collect(),
            marks,
            change: Change::Same,
            changes: Vec::new(),
        };
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn edge(&mut self, from: usize, to: usize, back: bool) {
        let decides = self.nodes[from].kind == NodeKind::Decision;
        let label = if decides || back { vec![self.words(), "30%".to_owned()] } else { Vec::new() };
        let kind = match (decides, back) {
            (true, _) => EdgeKind::Branch,
            (false, true) => EdgeKind::Rejected,
            (false, false) => EdgeKind::Plain,
        };
        self.edges.push(Edge { from, to, kind, back, label, change: Change::Same });
    }

    fn step(&mut self) -> usize {
        let kinds = [NodeKind::Task, NodeKind::Task, NodeKind::Approval, NodeKind::Notify, NodeKind::Wait, NodeKind::Call];
        let kind = kinds[self.dice.below(kinds.len())];
        self.node(kind)
    }

    /// A decision with that many branches; some of them meet again, some go back or past the rest.
    fn fan(&mut self, branches: usize) -> (usize, usize) {
        let decision = self.node(NodeKind::Decision);
        let meeting = self.step();
        for _ in 0..branches {
            match self.dice.below(4) {
                0 => self.edge(decision, meeting, false),
                1 => {
                    let step = self.step();
                    self.edge(decision, step, false);
                    self.edge(step, decision, true);
                }
                _ => {
                    let (first, last) = self.flow(2);
                    self.edge(decision, first, false);
                    self.edge(last, meeting, false);
                }
            }
        }
        (decision, meeting)
    }

    /// Parallel branches, one of them longer.
    fn forked(&mut self, branches: usize, depth: usize) -> (usize, usize) {
        let before = self.nodes.len();
        let fork = self.node(NodeKind::Fork);
        let parts: Vec<(usize, usize)> = (0..branches).map(|_| self.flow(depth + 1)).collect();
        let join = self.node(NodeKind::Join);
        self.nodes[join].label.clear();
        for (first, last) in parts {
            self.edge(fork, first, false);
            self.edge(last, join, false);
        }
        self.blocks.push((before..=join).collect());
        (fork, join)
    }

    /// Every step goes back to itself, to the one before, or to the first; some twice.
    fn ladder(&mut self) -> (usize, usize) {
        let first = self.step();
        let mut last = first;
        for _ in 0..4 + self.dice.below(8) {
            let next = self.step();
            for _ in 0..=self.dice.below(2) {
                self.edge(last, next, false);
            }
            let to = [next, last, first][self.dice.below(3)];
            self.edge(next, to, true);
            last = next;
        }
        (first, last)
    }

    /// Texts that are far too long, with and without places to break them.
    fn wordy(&mut self) -> (usize, usize) {
        let (first, last) = self.flow(0);
        for node in &mut self.nodes {
            let word = LABELS[self.dice.below(LABELS.len())];
            node.label = word.repeat(1 + self.dice.below(12));
        }
        for edge in &mut self.edges {
            let word = LABELS[self.dice.below(LABELS.len())];
            edge.label = (0..self.dice.below(5)).map(|_| word.repeat(1 + self.dice.below(4))).collect();
        }
        (first, last)
    }

    /// A row of parts: steps, choices, rework, parallel blocks, each in turn made of flows.
    fn flow(&mut self, depth: usize) -> (usize, usize) {
        let first = self.step();
        let mut last = first;
        for _ in 0..self.dice.below(if depth == 0 { 7 } else { 3 }) {
            let (entry, exit) = match self.dice.below(if depth < 2 { 6 } else { 3 }) {
                0..=2 => {
                    let step = self.step();
                    (step, step)
                }
                3 => {
                    let branches = 2 + self.dice.below(2);
                    self.forked(branches, depth)
                }
                4 => {
                    let (entry, exit) = self.flow(depth + 1);
                    self.edge(exit, entry, true);
                    (entry, exit)
                }
                _ => {
                    let branches = 2 + self.dice.below(3);
                    self.fan(branches)
                }
            };
            self.edge(last, entry, false);
            last = exit;
        }
        (first, last)
    }

    fn change(&mut self) {
        let changes = [Change::Same, Change::Same, Change::Added, Change::Removed, Change::Changed];
        for at in 0..self.nodes.len() {
            self.nodes[at].change = changes[self.dice.below(5)];
            self.nodes[at].changes = (0..self.dice.below(9)).map(|_| format!("{} → {}", self.words(), self.words())).collect();
        }
        for at in 0..self.edges.len() {
            self.edges[at].change = changes[self.dice.below(5)];
        }
    }

    fn finished(self, start: usize) -> Diagram {
        let (mut happy, mut at) = (Vec::new(), start);
        while let Some(next) = self.edges.iter().position(|edge| edge.from == at && !edge.back) {
            happy.push(next);
            at = self.edges[next].to;
        }
        let lane = |at: usize| Lane { label: format!("{}{at}", LABELS[at + 1]), missing: at == 1, department: None };
        Diagram {
            lang: Lang::Zh,
            title: "形状".to_owned(),
            variant: String::new(),
            revision: None,
            direction: Direction::Right,
            lanes: (0..self.lanes).map(lane).collect(),
            nodes: self.nodes,
            edges: self.edges,
            diff: false,
            happy,
            blocks: self.blocks,
        }
    }
}
