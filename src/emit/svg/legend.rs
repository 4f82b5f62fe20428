//! What the shapes, lines and badges of a picture mean: only those that occur.

use std::fmt::Write as _;

use super::lines::{STRONG, Stroke, arrow, stroke};
use super::nodes::{badge, icon, shape};
use super::theme::Theme;
use super::{Align, broken, text};
use crate::diagram::layout::{Line, Point, Rect, Role, text_width};
use crate::diagram::{Change, Diagram, Edge, Node};
use crate::model::NodeKind;
use crate::wording::kind;

/// The size of a sample, and what surrounds it.
const SAMPLE: Rect = Rect { x: 0, y: 2, width: 34, height: 16 };
const GAP: i32 = 8;
/// From row to row.
const ROW: i32 = 24;

/// The legend of a picture, ready to be written.
pub(super) struct Legend {
    body: String,
    pub(super) height: i32,
}

/// What is shown of an entry.
enum Sample {
    Node(Node),
    Edge(Edge),
    Badge(&'static str, crate::rule::Level),
    Likeliest,
}

impl Legend {
    /// The entries of a diagram in rows of that width.
    pub(super) fn of(diagram: &Diagram, theme: Theme, width: i32) -> Legend {
        let mut legend = Legend { body: String::new(), height: 0 };
        let (mut x, mut y) = (0, 0);
        for (sample, words) in entries(diagram) {
            let lines = broken(&words, Role::Branch, width - SAMPLE.width - GAP);
            let widest = lines.iter().map(|line| text_width(line, Role::Branch.size())).max().unwrap_or(0);
            let whole = SAMPLE.width + GAP + widest;
            if x > 0 && x + whole > width {
                (x, y) = (0, y + ROW);
            }
            let _ = writeln!(legend.body, "<g transform=\"translate({x} {y})\">");
            legend.draw(&sample, theme);
            for (at, line) in (0..).zip(lines) {
                let area = Rect { x: SAMPLE.width + GAP, y: 2 + at * Role::Branch.pitch(), width: widest, height: Role::Branch.pitch() };
                text(&mut legend.body, &Line { text: line, area, role: Role::Detail }, theme.palette().ink, Align::Start);
                y += if at > 0 { Role::Branch.pitch() } else { 0 };
            }
            legend.body.push_str("</g>\n");
            x += whole + 3 * GAP;
            legend.height = y + ROW;
        }
        legend
    }

    pub(super) fn write(&self, out: &mut String) {
        out.push_str(&self.body);
    }

    fn draw(&mut self, sample: &Sample, theme: Theme) {
        let out = &mut self.body;
        match sample {
            Sample::Node(node) => {
                let area = if node.is_bar() { Rect { x: 14, width: 6, ..SAMPLE } } else { SAMPLE };
                let paint = theme.node(node);
                shape(out, node, area, paint);
                if matches!(node.kind, NodeKind::Wait | NodeKind::Notify) {
                    icon(out, node.kind, Rect { x: 6, y: -1, ..SAMPLE }, paint);
                }
            }
            Sample::Edge(edge) => line(out, &stroke(edge, false, theme)),
            Sample::Likeliest => line(out, &Stroke { colour: theme.palette().line, style: STRONG }),
            Sample::Badge(code, level) => badge(out, Rect { width: 38, height: 15, ..SAMPLE }, code, theme.level(*level), theme),
        }
    }
}

fn line(out: &mut String, stroke: &Stroke) {
    let middle = SAMPLE.y + SAMPLE.height / 2;
    let _ = writeln!(out, "<path d=\"M0 {middle}H{}\" fill=\"none\" stroke=\"{}\" {}/>", SAMPLE.width - 7, stroke.colour, stroke.style);
    arrow(out, &[Point { x: 0, y: middle }, Point { x: SAMPLE.width, y: middle }], stroke.colour);
}

/// What is to be explained: the kinds of nodes, the kinds of lines, what differs, what was found.
fn entries(diagram: &Diagram) -> Vec<(Sample, String)> {
    let lang = diagram.lang;
    let mut entries = Vec::new();
    for of in [NodeKind::Approval, NodeKind::Decision, NodeKind::Call, NodeKind::Wait, NodeKind::Notify, NodeKind::Fork] {
        // As it looks without what changed; that is an entry of its own.
        if let Some(node) = diagram.nodes.iter().find(|node| node.kind == of && node.change != Change::Removed) {
            let words = if of == NodeKind::Fork { lang.pick("parallel branches", "并行").to_owned() } else { kind(of, lang).to_owned() };
            entries.push((Sample::Node(Node { change: Change::Same, ..node.clone() }), words));
        }
    }
    if diagram.likeliest().contains(&true) {
        entries.push((Sample::Likeliest, lang.pick("likeliest way", "主路径").to_owned()));
    }
    let mut first = |test: &dyn Fn(&Edge) -> bool, words: &str| {
        if let Some(edge) = diagram.edges.iter().find(|edge| edge.change != Change::Removed && test(edge)) {
            entries.push((Sample::Edge(Edge { change: Change::Same, ..edge.clone() }), words.to_owned()));
        }
    };
    first(&Edge::is_rework, lang.pick("goes back", "退回或返工"));
    first(&Edge::informs, lang.pick("only informs", "仅知会，流程不停"));
    for change in [Change::Added, Change::Removed, Change::Changed] {
        if let Some(node) = diagram.nodes.iter().find(|node| node.change == change) {
            entries.push((Sample::Node(Node { kind: NodeKind::Task, ..node.clone() }), change.word(lang).to_owned()));
        } else if let Some(edge) = diagram.edges.iter().find(|edge| edge.change == change) {
            entries.push((Sample::Edge(edge.clone()), change.word(lang).to_owned()));
        }
    }
    for mark in diagram.findings() {
        entries.push((Sample::Badge(mark.rule.code, mark.level), mark.summary(lang)));
    }
    entries
}
