//! Flows as plain lists: to be written as text, played, and changed at random.

use std::fmt::Write;
use std::sync::Arc;

use flowright::ast::quantity::Clock;
use flowright::graph::{Graph, Structure};
use flowright::measure::{Cycle, Shares};
use flowright::model::Variant;
use flowright::source::{FileId, Source};
use flowright::{ast, model, syntax};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Start,
    End,
    Task,
    /// A node that several ways lead to and one leaves.
    Merge,
    Decision,
    Fork,
    Join,
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) time: Minutes,
    pub(crate) wait: i64,
}

/// What is written behind `time:`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Minutes {
    Known(i64),
    Range(i64, i64),
    Unknown,
}

#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Of a decision.
    pub(crate) percent: u32,
    pub(crate) max: Option<u32>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Flow {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
}

impl Node {
    /// How many minutes it takes, if they are known.
    pub(crate) fn minutes(&self) -> i64 {
        match self.time {
            Minutes::Known(time) => time + self.wait,
            _ => panic!("{self:?} has no known time"),
        }
    }
}

impl Flow {
    pub(crate) fn node(&mut self, kind: Kind) -> usize {
        self.timed(kind, 0, 0)
    }

    pub(crate) fn timed(&mut self, kind: Kind, time: i64, wait: i64) -> usize {
        self.nodes.push(Node { kind, time: Minutes::Known(time), wait });
        self.nodes.len() - 1
    }

    pub(crate) fn edge(&mut self, from: usize, to: usize) {
        self.edges.push(Edge { from, to, percent: 100, max: None });
    }

    pub(crate) fn branch(&mut self, from: usize, to: usize, percent: u32, max: Option<u32>) {
        self.edges.push(Edge { from, to, percent, max });
    }

    pub(crate) fn leaving(&self, node: usize) -> impl Iterator<Item = usize> {
        (0..self.edges.len()).filter(move |&edge| self.edges[edge].from == node)
    }

    pub(crate) fn entering(&self, node: usize) -> impl Iterator<Item = usize> {
        (0..self.edges.len()).filter(move |&edge| self.edges[edge].to == node)
    }

    pub(crate) fn has(&self, kind: Kind) -> bool {
        self.nodes.iter().any(|node| node.kind == kind)
    }

    /// Whether a case can come to a node again.
    pub(crate) fn is_cyclic(&self) -> bool {
        let mut open: Vec<usize> = (0..self.nodes.len()).map(|node| self.entering(node).count()).collect();
        let mut ready: Vec<usize> = (0..self.nodes.len()).filter(|&node| open[node] == 0).collect();
        let mut done = 0;
        while let Some(node) = ready.pop() {
            done += 1;
            for edge in self.leaving(node) {
                let to = self.edges[edge].to;
                open[to] -= 1;
                if open[to] == 0 {
                    ready.push(to);
                }
            }
        }
        done < self.nodes.len()
    }

    /// As text: the node `at` is called `n{at}`.
    pub(crate) fn text(&self) -> String {
        let mut out = "process p {\n  role r\n  as-is {\n".to_owned();
        let mut chains = String::new();
        for (at, node) in self.nodes.iter().enumerate() {
            let time = match node.time {
                Minutes::Known(time) => format!("time: {time}m; "),
                Minutes::Range(least, most) => format!("time: {least}m..{most}m; "),
                Minutes::Unknown => String::new(),
            };
            let work = match node.kind {
                Kind::Task => format!("owner: r; {time}wait: {}m", node.wait),
                Kind::Decision if node.time != Minutes::Known(0) => format!("owner: r; {time}"),
                _ => String::new(),
            };
            let word = match node.kind {
                Kind::Start => "start",
                Kind::End => "end",
                Kind::Task => "task",
                Kind::Merge => "notify",
                Kind::Decision => "decision",
                Kind::Fork => "fork",
                Kind::Join => "join",
            };
            writeln!(out, "    {word} n{at} {{ {work}").unwrap();
            for edge in self.leaving(at).map(|edge| &self.edges[edge]) {
                let max = edge.max.map_or(String::new(), |max| format!(" max {max}"));
                if node.kind == Kind::Decision {
                    writeln!(out, "      \"w{}\" {}% -> n{}{max}", edge.to, edge.percent, edge.to).unwrap();
                } else {
                    writeln!(chains, "    n{at} -> n{}{max}", edge.to).unwrap();
                }
            }
            out.push_str("    }\n");
        }
        write!(out, "{chains}  }}\n}}\n").unwrap();
        out
    }

    pub(crate) fn variant(&self) -> Variant {
        read(self.text())
    }
}

/// The only variant of a text without errors of syntax and names.
pub(crate) fn read(text: String) -> Variant {
    let source = Arc::new(Source::new("p.flow", text));
    let (tree, found) = syntax::parse(FileId(0), &source);
    assert!(found.is_empty(), "{}\n{}", found[0].message.en, source.text);
    let (file, found) = ast::lower(&source, &tree);
    assert!(found.is_empty(), "{}\n{}", found[0].message.en, source.text);
    let (model, found) = model::resolve(&source, &file, &[]);
    assert!(found.is_empty(), "{}\n{}", found[0].message.en, source.text);
    model.processes[0].variants[0].clone()
}

/// Everything that is measured of a variant.
pub(crate) fn cycle(variant: &Variant) -> Cycle {
    let graph = Graph::build(variant);
    Cycle::find(&graph, &Structure::find(&graph), &Shares::find(&graph), Clock::Wall)
}
