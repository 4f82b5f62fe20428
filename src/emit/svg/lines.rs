//! The lines of the edges: rounded at their corners, with a jump where they cross, and an arrow at their end.

use std::fmt::Write as _;

use super::theme::Theme;
use super::{Align, escape, text};
use crate::diagram::layout::{CONNECTOR, Connector, JUMP, Piece, Point};
use crate::diagram::{Change, Diagram, Direction, Edge};
use crate::lang::Lang;

/// How far a corner is rounded.
const ROUND: i32 = 6;
/// How long and how wide half an arrow is.
const ARROW: (i32, i32) = (9, 4);

/// The likeliest way.
pub(super) const STRONG: &str = "stroke-width=\"2.25\"";

/// How a line is drawn.
pub(super) struct Stroke {
    pub(super) colour: &'static str,
    /// Its width and dashes, as attributes.
    pub(super) style: &'static str,
}

/// How an edge is drawn: the likeliest way strong, what goes back dashed, what only informs dotted;
/// in black and white what is added is thick.
pub(super) fn stroke(edge: &Edge, likeliest: bool, theme: Theme) -> Stroke {
    let colour = match edge.change {
        Change::Same if edge.is_rework() => theme.palette().rework,
        Change::Same => theme.palette().line,
        change => theme.change(change).1,
    };
    let added = theme == Theme::Print && edge.change == Change::Added;
    let style = if edge.change == Change::Removed {
        "stroke-width=\"1.5\" stroke-dasharray=\"3 4\""
    } else if edge.informs() {
        if added { "stroke-width=\"3.5\" stroke-dasharray=\"2 6\"" } else { "stroke-width=\"1.5\" stroke-dasharray=\"1.5 4\"" }
    } else if edge.is_rework() {
        if added { "stroke-width=\"3.5\" stroke-dasharray=\"8 5\"" } else { "stroke-width=\"1.5\" stroke-dasharray=\"7 4\"" }
    } else if added {
        "stroke-width=\"3.5\""
    } else if likeliest {
        STRONG
    } else {
        "stroke-width=\"1.5\""
    };
    Stroke { colour, style }
}

/// Writes an edge with what stands beside it.
pub(super) fn edge(out: &mut String, diagram: &Diagram, piece: &Piece, (theme, likeliest): (Theme, bool)) {
    let edge = &diagram.edges[piece.edge];
    let stroke = stroke(edge, likeliest, theme);
    let _ = writeln!(out, "<g class=\"edge\" data-from=\"{}\" data-to=\"{}\">", edge.from, edge.to);
    let called = |at: usize| diagram.nodes[at].name().unwrap_or_default();
    let ends = format!("{} → {}", called(edge.from), called(edge.to));
    let said = if edge.label.is_empty() { ends } else { format!("{ends}: {}", edge.label.join(" · ")) };
    let _ = writeln!(out, "<title>{}</title>", escape(&said));
    let _ = writeln!(out, "<path class=\"line\" d=\"{}\" fill=\"none\" stroke=\"{}\" {}/>", path(piece), stroke.colour, stroke.style);
    if piece.arrives {
        arrow(out, &piece.points, stroke.colour);
    }
    let ink = if edge.change == Change::Same && !edge.is_rework() { theme.palette().ink } else { stroke.colour };
    for line in &piece.lines {
        text(out, line, ink, Align::Start);
    }
    out.push_str("</g>\n");
}

/// The arrow at the end of a line.
pub(super) fn arrow(out: &mut String, points: &[Point], colour: &str) {
    let [.., before, end] = points else { return };
    let (dx, dy) = ((end.x - before.x).signum(), (end.y - before.y).signum());
    let (foot_x, foot_y) = (end.x - ARROW.0 * dx, end.y - ARROW.0 * dy);
    let (side_x, side_y) = (ARROW.1 * dy, ARROW.1 * dx);
    let _ = writeln!(
        out,
        "<polygon class=\"arrow\" points=\"{},{} {},{} {},{}\" fill=\"{colour}\"/>",
        end.x,
        end.y,
        foot_x + side_x,
        foot_y + side_y,
        foot_x - side_x,
        foot_y - side_y
    );
}

/// The way of a line, up to the foot of its arrow if it has one.
fn path(piece: &Piece) -> String {
    let mut points = piece.points.clone();
    if let [.., before, end] = points.as_mut_slice()
        && piece.arrives
    {
        // The tip would stand out beside the arrow.
        end.x -= (ARROW.0 - 2) * (end.x - before.x).signum();
        end.y -= (ARROW.0 - 2) * (end.y - before.y).signum();
    }
    let Some(first) = points.first() else { return String::new() };
    let mut d = format!("M{} {}", first.x, first.y);
    for (at, pair) in points.windows(2).enumerate() {
        let (from, to) = (pair[0], pair[1]);
        let (dx, dy) = ((to.x - from.x).signum(), (to.y - from.y).signum());
        let here = |jump: &&Point| dy == 0 && jump.y == from.y && (jump.x > from.x.min(to.x) && jump.x < from.x.max(to.x));
        let mut last = from;
        for jump in piece.jumps.iter().filter(here) {
            // It always jumps upwards, whichever way it runs.
            let sweep = i32::from(dx > 0);
            let _ = write!(d, "H{}a{JUMP} {JUMP} 0 0 {sweep} {} 0", jump.x - JUMP * dx, 2 * JUMP * dx);
            last = Point { x: jump.x + JUMP * dx, y: jump.y };
        }
        let Some(next) = points.get(at + 2) else {
            let _ = write!(d, "L{} {}", to.x, to.y);
            break;
        };
        let (turn_x, turn_y) = ((next.x - to.x).signum(), (next.y - to.y).signum());
        let room = |a: Point, b: Point| (a.x - b.x).abs() + (a.y - b.y).abs();
        let first_jump =
            piece.jumps.iter().filter(|jump| turn_y == 0 && jump.y == to.y).map(|jump| room(*jump, to) - JUMP).filter(|&r| r >= 0).min();
        let round = ROUND.min(room(last, to) / 2).min(room(to, *next) / 2).min(first_jump.unwrap_or(ROUND));
        let _ =
            write!(d, "L{} {}Q{} {} {} {}", to.x - round * dx, to.y - round * dy, to.x, to.y, to.x + round * turn_x, to.y + round * turn_y);
    }
    d
}

/// Writes the sign at the end of a line that goes on on another page.
pub(super) fn connector(out: &mut String, connector: &Connector, (lang, direction, theme): (Lang, Direction, Theme)) {
    let palette = theme.palette();
    let (name, page, Point { x, y }) = (&connector.name, connector.page, connector.at);
    let said = if connector.comes {
        lang.pick(format!("from {name} on page {page}"), format!("接第 {page} 页 {name}"))
    } else {
        lang.pick(format!("to {name} on page {page}"), format!("转第 {page} 页 {name}"))
    };
    // Out of the way of the line.
    let ((dx, dy), anchor) = match direction {
        Direction::Right => ((0, CONNECTOR + 11), "middle"),
        Direction::Down => ((CONNECTOR + 4, 3), "start"),
    };
    let _ = writeln!(
        out,
        "<g class=\"connector\"><title>{said}</title><circle cx=\"{x}\" cy=\"{y}\" r=\"{CONNECTOR}\" fill=\"{}\" stroke=\"{}\" \
         stroke-width=\"1.5\"/><text x=\"{x}\" y=\"{}\" font-size=\"11\" font-weight=\"600\" text-anchor=\"middle\">{name}</text>\
         <text x=\"{}\" y=\"{}\" font-size=\"9\" text-anchor=\"{anchor}\" fill=\"{}\">{}</text></g>",
        palette.paper,
        palette.line,
        y + 4,
        x + dx,
        y + dy,
        palette.faint,
        lang.pick(format!("p. {page}"), format!("{page} 页")),
    );
}
