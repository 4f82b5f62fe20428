//! Mermaid flowcharts.

mod escape;

use std::fmt::Write as _;

pub use escape::escape;

use rustc_hash::FxHashMap;

use super::Emitted;
use crate::both;
use crate::diagram::{Change, Diagram, Direction, Edge, Node};
use crate::lang::Text;
use crate::model::NodeKind;
use crate::rule::Level;

/// How many edges Mermaid draws unless it is told otherwise.
pub const EDGES: usize = 500;

/// How many UTF-16 units of text Mermaid draws unless it is told otherwise.
pub const UNITS: usize = 50_000;

/// How characters with a meaning in Mermaid are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Labels {
    /// As entities: every label is shown exactly as it was typed.
    #[default]
    Entities,
    /// As look-alikes (`”`, `＃`), for tools that print entities literally, such as those with `htmlLabels: false`.
    Portable,
}

/// Writes a diagram as a Mermaid flowchart. What Mermaid may refuse to draw is noted, and stands in the text as a comment.
#[must_use]
pub fn emit(diagram: &Diagram, labels: Labels) -> Emitted {
    let body = body(diagram, labels);
    let mut notes = Vec::new();
    let edges = edges(diagram).len();
    if edges > EDGES {
        notes.push(both!(
            "{edges} edges: Mermaid draws {EDGES} unless `maxEdges` is raised; draw the variants or processes apart",
            "共 {edges} 条流向：Mermaid 默认最多画 {EDGES} 条（可调高 maxEdges）；请按版本或流程分开画"
        ));
    }
    let header = format!("---\ntitle: {}\n---\n", escape::title(&diagram.caption()));
    let units = header.encode_utf16().count() + body.encode_utf16().count();
    if units > UNITS {
        notes.push(both!(
            "{units} characters: Mermaid draws {UNITS} unless `maxTextSize` is raised; draw the variants or processes apart",
            "共 {units} 个字符：Mermaid 默认最多画 {UNITS} 个（可调高 maxTextSize）；请按版本或流程分开画"
        ));
    }
    let mut text = header;
    for note in &notes {
        let _ = writeln!(text, "%% {}", note.get(diagram.lang));
    }
    text.push_str(&body);
    Emitted { text, notes }
}

fn body(diagram: &Diagram, labels: Labels) -> String {
    let mut out = String::from(match diagram.direction {
        Direction::Right => "flowchart LR\n",
        Direction::Down => "flowchart TB\n",
    });
    for (at, lane, members) in diagram.filled_lanes() {
        let _ = writeln!(out, "subgraph l_{at}[\"{}\"]", escape(&lane.label, labels));
        for node in members {
            write_node(&mut out, diagram, node, labels);
        }
        out.push_str("end\n");
    }
    for (at, _) in diagram.nodes.iter().enumerate().filter(|(_, node)| node.lane.is_none()) {
        write_node(&mut out, diagram, at, labels);
    }
    let legend = diagram.legend();
    if !legend.is_empty() {
        let _ = writeln!(out, "subgraph k[\"{}\"]", diagram.lang.pick("legend", "图例"));
        for (at, sample) in legend.iter().enumerate() {
            let _ = writeln!(out, "k_{at}[\"{}\"]", escape(&sample.text, labels));
        }
        out.push_str("end\n");
    }
    let edges = edges(diagram);
    for edge in &edges {
        write_edge(&mut out, edge, labels);
    }
    styles(&mut out, diagram);
    link_styles(&mut out, &edges);
    out
}

/// The lines of a label, joined by breaks of our own.
fn label(lines: &[String], labels: Labels) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escape(line, labels)).collect();
    if lines.is_empty() { escape("", labels) } else { lines.join("<br/>") }
}

fn write_node(out: &mut String, diagram: &Diagram, at: usize, labels: Labels) {
    let node = &diagram.nodes[at];
    let (open, close) = match node.kind {
        NodeKind::Start | NodeKind::End => ("([", "])"),
        NodeKind::Decision => ("{", "}"),
        NodeKind::Wait => ("{{", "}}"),
        NodeKind::Notify => (">", "]"),
        NodeKind::Call => ("[[", "]]"),
        NodeKind::Task | NodeKind::Approval | NodeKind::Fork | NodeKind::Join => ("[", "]"),
    };
    let _ = writeln!(out, "n_{at}{open}\"{}\"{close}", label(&node.lines(diagram.lang), labels));
}

fn write_edge(out: &mut String, edge: &Edge, labels: Labels) {
    let arrow = if edge.is_rework() || edge.informs() || edge.change == Change::Removed { "-.->" } else { "-->" };
    let label = if edge.label.is_empty() { String::new() } else { format!("|\"{}\"|", label(&edge.label, labels)) };
    let _ = writeln!(out, "n_{} {arrow}{label} n_{}", edge.from, edge.to);
}

/// The edges as Mermaid draws them: of several from a node to itself it draws one, so they are one, with all their labels.
#[must_use]
pub fn edges(diagram: &Diagram) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::with_capacity(diagram.edges.len());
    let mut loops = FxHashMap::default();
    for edge in &diagram.edges {
        if edge.from == edge.to {
            if let Some(&first) = loops.get(&edge.from) {
                let first: &mut Edge = &mut edges[first];
                first.label.extend(edge.label.iter().cloned());
                if first.change != edge.change {
                    first.change = Change::Changed;
                }
                continue;
            }
            loops.insert(edge.from, edges.len());
        }
        edges.push(edge.clone());
    }
    edges
}

/// The classes in the order in which they are applied: what a node is, then what was found, then how it differs.
const CLASSES: [(&str, &str); 9] = [
    ("event", "fill:#ddf4ff,stroke:#57606a,color:#1f2328"),
    ("approval", "stroke:#1f2328,stroke-width:4px"),
    ("bar", "fill:#424a53,stroke:#424a53,color:#ffffff"),
    ("info", "fill:#ddf4ff,stroke:#0969da,color:#1f2328"),
    ("warning", "fill:#fff8c5,stroke:#9a6700,color:#1f2328"),
    ("error", "fill:#ffebe9,stroke:#cf222e,color:#1f2328"),
    ("added", "fill:#dafbe1,stroke:#1a7f37,color:#1f2328"),
    ("removed", "fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-dasharray:5 5"),
    ("changed", "fill:#fff8c5,stroke:#9a6700,color:#1f2328"),
];

fn classes(node: &Node) -> impl Iterator<Item = &'static str> {
    let kind = match node.kind {
        NodeKind::Start | NodeKind::End => Some("event"),
        NodeKind::Approval => Some("approval"),
        NodeKind::Fork | NodeKind::Join => Some("bar"),
        _ => None,
    };
    kind.into_iter().chain(mark_class(node.change, node.worst()))
}

fn mark_class(change: Change, level: Option<Level>) -> Option<&'static str> {
    match change {
        Change::Same => level.map(Level::name),
        Change::Added => Some("added"),
        Change::Removed => Some("removed"),
        Change::Changed => Some("changed"),
    }
}

fn styles(out: &mut String, diagram: &Diagram) {
    let legend = diagram.legend();
    for (class, style) in CLASSES {
        let nodes =
            diagram.nodes.iter().enumerate().filter(|(_, node)| classes(node).any(|own| own == class)).map(|(at, _)| format!("n_{at}"));
        let samples = legend.iter().enumerate().filter(|(_, sample)| mark_class(sample.change, sample.level) == Some(class));
        let keys = samples.map(|(at, _)| format!("k_{at}"));
        let ids: Vec<String> = nodes.chain(keys).collect();
        if !ids.is_empty() {
            let _ = writeln!(out, "classDef {class} {style}");
            let _ = writeln!(out, "class {} {class}", ids.join(","));
        }
    }
    for (at, lane, _) in diagram.filled_lanes() {
        let (fill, ink) = match (lane.missing, at % 2) {
            (true, _) => ("#fff5f5", "#a40e26"),
            (false, 0) => ("#f6f8fa", "#1f2328"),
            (false, _) => ("#ffffff", "#1f2328"),
        };
        let _ = writeln!(out, "style l_{at} fill:{fill},stroke:#afb8c1,color:{ink}");
    }
    if !legend.is_empty() {
        out.push_str("style k fill:#ffffff,stroke:#afb8c1,color:#1f2328\n");
    }
}

fn link_styles(out: &mut String, edges: &[Edge]) {
    let looks = [
        ("stroke:#1a7f37,color:#1a7f37,stroke-width:2px", Change::Added),
        ("stroke:#cf222e,color:#cf222e", Change::Removed),
        ("stroke:#9a6700,color:#9a6700,stroke-width:2px", Change::Changed),
    ];
    let numbers = |wanted: &dyn Fn(&Edge) -> bool| -> String {
        let of = edges.iter().enumerate().filter(|(_, edge)| wanted(edge)).map(|(at, _)| at.to_string());
        of.collect::<Vec<_>>().join(",")
    };
    for (look, change) in looks {
        let changed = numbers(&|edge| edge.change == change);
        if !changed.is_empty() {
            let _ = writeln!(out, "linkStyle {changed} {look}");
        }
    }
    let notices = numbers(&Edge::informs);
    if !notices.is_empty() {
        let _ = writeln!(out, "linkStyle {notices} stroke-dasharray:2 4");
    }
}

/// The notes of several drawings, each once.
#[must_use]
pub fn all_notes<'e>(emitted: impl IntoIterator<Item = &'e Emitted>) -> Vec<Text> {
    let mut notes: Vec<Text> = Vec::new();
    for note in emitted.into_iter().flat_map(|emitted| &emitted.notes) {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    notes
}
