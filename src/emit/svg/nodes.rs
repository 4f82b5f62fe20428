//! The shapes of the nodes.

use std::fmt::Write as _;

use super::theme::{Paint, Theme};
use super::{Align, escape, text};
use crate::diagram::layout::{Place, Rect};
use crate::diagram::{Change, Diagram, Node};
use crate::model::NodeKind;
use crate::wording::kind;

/// How far inside the sides the second lines of a sub-process run.
const INNER: i32 = 7;

/// Writes a node: its shape, what is written on it, and what a screen reader says.
pub(super) fn node(out: &mut String, diagram: &Diagram, at: usize, place: &Place, theme: Theme) {
    let node = &diagram.nodes[at];
    let paint = theme.node(node);
    let _ = writeln!(out, "<g class=\"node\" data-node=\"{at}\">");
    describe(out, diagram, node);
    shape(out, node, place.area, paint);
    icon(out, node.kind, place.area, paint);
    let faint = if node.is_bar() && node.change == Change::Same { paint.ink } else { theme.palette().faint };
    for line in &place.lines {
        let name = line.role == crate::diagram::layout::Role::Name;
        text(out, line, if name { paint.ink } else { faint }, Align::Middle);
    }
    for (mark, area) in node.marks.iter().zip(&place.badges) {
        badge(out, *area, mark.rule.code, theme.level(mark.level), theme);
    }
    out.push_str("</g>\n");
}

/// A badge with the code of a finding.
pub(super) fn badge(out: &mut String, area: Rect, code: &str, (fill, ink): (&str, &str), theme: Theme) {
    let line = if theme == Theme::Print { " stroke=\"#000000\"" } else { "" };
    let _ = writeln!(
        out,
        "<g class=\"badge\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\" fill=\"{fill}\"{line}/><text x=\"{}\" y=\"{}\" \
         font-size=\"10\" font-weight=\"600\" text-anchor=\"middle\" fill=\"{ink}\">{}</text></g>",
        area.x,
        area.y,
        area.width,
        area.height,
        area.x + area.width / 2,
        area.y + area.height - 4,
        escape(code),
    );
}

/// The title and description of a node, for who cannot see it or points at it.
fn describe(out: &mut String, diagram: &Diagram, node: &Node) {
    let lang = diagram.lang;
    let _ = writeln!(out, "<title>{}</title>", escape(&node.name().unwrap_or_else(|| kind(node.kind, lang).to_owned())));
    let mut said = vec![kind(node.kind, lang).to_owned()];
    said.extend(node.lane.map(|lane| diagram.lanes[lane].label.clone()));
    said.extend(node.all_notes(lang));
    let summary = |mark: &crate::diagram::Mark| format!("{} {}", mark.rule.code, mark.summary(lang));
    said.extend(node.marks.iter().map(summary));
    let _ = writeln!(out, "<desc>{}</desc>", escape(&said.join(lang.pick("; ", "；"))));
}

/// What a node of that kind looks like.
pub(super) fn shape(out: &mut String, node: &Node, area: Rect, paint: Paint) {
    let Rect { x, y, width, height } = area;
    let thick = match (node.kind, node.change) {
        (NodeKind::Approval, _) => "3.5",
        (_, Change::Same) => "1.5",
        _ => "2",
    };
    let dash = if paint.dashed { " stroke-dasharray=\"5 3\"" } else { "" };
    let style = format!("fill=\"{}\" stroke=\"{}\" stroke-width=\"{thick}\"{dash}", paint.fill, paint.line);
    let _ = match node.kind {
        NodeKind::Decision => {
            let (middle, centre) = (x + width / 2, y + height / 2);
            let (right, below) = (x + width, y + height);
            writeln!(
                out,
                "<polygon class=\"shape\" points=\"{middle},{y} {right},{centre} {middle},{below} {x},{centre}\" {style} stroke-linejoin=\"round\"/>"
            )
        }
        kind => {
            let round = match kind {
                NodeKind::Start | NodeKind::End => height.min(width) / 2,
                NodeKind::Fork | NodeKind::Join => 2,
                _ => 6,
            };
            writeln!(out, "<rect class=\"shape\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" {style}/>")
        }
    };
    if node.kind == NodeKind::Call {
        let (left, right, below) = (x + INNER, x + width - INNER, y + height);
        let _ = writeln!(
            out,
            "<path d=\"M{left} {y}V{below}M{right} {y}V{below}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"{dash}/>",
            paint.line
        );
    }
}

/// A clock for what waits, an envelope for what informs.
pub(super) fn icon(out: &mut String, kind: NodeKind, area: Rect, paint: Paint) {
    let (x, y) = (area.x + 5, area.y + 5);
    let d = match kind {
        NodeKind::Wait => format!("M{} {}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0M{} {}v-3.5M{} {}h2.5", x, y + 5, x + 5, y + 5, x + 5, y + 5),
        NodeKind::Notify => format!("M{x} {y}h12v9h-12zl6 5l6 -5"),
        _ => return,
    };
    let _ = writeln!(
        out,
        "<path class=\"icon\" d=\"{d}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.2\" stroke-linejoin=\"round\"/>",
        paint.line
    );
}
