//! Graphviz DOT.

use std::cmp::Ordering;
use std::fmt::Write as _;

use rustc_hash::FxHashSet;

use crate::diagram::{Change, Diagram, Direction, Edge, Lane, Node};
use crate::model::{EdgeKind, NodeKind};
use crate::rule::Level;
use crate::wrap::wrap;

/// After how many columns a line of the title continues on the next.
pub const TITLE_COLUMNS: usize = 100;
/// The same for the name of a lane.
pub const LANE_COLUMNS: usize = 40;
/// The same for a line on an edge.
pub const EDGE_COLUMNS: usize = 20;

/// After how many bytes a quoted string continues in another: Graphviz reads 16 kB at most of one run.
const QUOTED: usize = 2000;

const FONT: &str = "Noto Sans CJK SC";
const INK: &str = "#1f2328";
const LINE: &str = "#57606a";

/// How lines are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lines {
    /// As curves. Graphviz draws every graph this way, though some lines run across a node of another lane.
    #[default]
    Curved,
    /// At right angles, around every node, labels beside them. Prettier, but Graphviz 2.43 crashes on some graphs.
    Orthogonal,
}

/// Attributes and their values, escaped already.
type Attributes = Vec<(&'static str, String)>;

/// Writes a diagram as DOT. `dot` draws it without a word on stderr.
#[must_use]
pub fn emit(diagram: &Diagram, lines: Lines) -> String {
    let mut out = String::from("digraph \"flowright\" {\n");
    defaults(&mut out, diagram, lines);
    ends_of_lanes(&mut out, diagram);
    for (at, lane, members) in diagram.filled_lanes() {
        open_cluster(&mut out, &format!("l_{at}"), &lane.label, lane_style(lane, at));
        let _ = writeln!(out, "\"a_{at}\"; \"z_{at}\"");
        for node in members {
            write_node(&mut out, diagram, node);
        }
        out.push_str("}\n");
    }
    for (at, _) in diagram.nodes.iter().enumerate().filter(|(_, node)| node.lane.is_none()) {
        write_node(&mut out, diagram, at);
    }
    let ends: FxHashSet<(usize, usize)> = diagram.edges.iter().map(|edge| (edge.from, edge.to)).collect();
    for edge in &diagram.edges {
        let ports = (lines == Lines::Curved).then(|| ports(diagram, edge, ends.contains(&(edge.to, edge.from)))).flatten();
        write_edge(&mut out, edge, lines, ports);
    }
    legend(&mut out, diagram);
    out.push_str("}\n");
    out
}

/// A text inside a quoted DOT string. `\` and `"` would end or change it, `&` would start an entity, line ends become `\n`;
/// control characters are dropped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("\\n"),
            c if c.is_whitespace() && c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => out.push(' '),
            // Not characters in XML, so not in the SVG that Graphviz writes.
            '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// After how many columns a line on a node continues on the next; a decision is widest in the middle only.
#[must_use]
pub fn node_columns(kind: NodeKind) -> usize {
    if kind == NodeKind::Decision { 16 } else { 32 }
}

/// A label of several lines, each broken where it is too long, as the inside of a quoted string.
fn label(lines: &[String], columns: usize) -> String {
    let lines = lines.iter().flat_map(|line| wrap(line, columns));
    lines.map(|line| escape(&line)).collect::<Vec<_>>().join("\\n")
}

/// An escaped text as a quoted string, or several joined by `+`.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let (mut length, mut escapes) = (0, false);
    for c in text.chars() {
        if length >= QUOTED && !escapes {
            out.push_str("\" + \"");
            length = 0;
        }
        out.push(c);
        length += c.len_utf8();
        escapes = c == '\\' && !escapes;
    }
    out.push('"');
    out
}

fn defaults(out: &mut String, diagram: &Diagram, lines: Lines) {
    let down = diagram.direction == Direction::Down;
    let font = ("fontname", FONT.to_owned());
    let ink = ("fontcolor", INK.to_owned());
    let graph = vec![
        ("rankdir", if down { "TB" } else { "LR" }.to_owned()),
        ("newrank", "true".to_owned()),
        ("nodesep", "0.35".to_owned()),
        ("ranksep", if down { "0.5" } else { "0.7" }.to_owned()),
        ("splines", if lines == Lines::Orthogonal { "ortho" } else { "spline" }.to_owned()),
        // Lanes stay in the order in which `r` meets them; more rounds would exchange whole lanes to save a crossing.
        ("mclimit", "0.2".to_owned()),
        ("pad", "0.3".to_owned()),
        ("label", label(&[diagram.caption()], TITLE_COLUMNS)),
        ("labelloc", "t".to_owned()),
        ("fontsize", "18".to_owned()),
        font.clone(),
        ink.clone(),
    ];
    let node = vec![
        ("shape", "box".to_owned()),
        ("style", "filled".to_owned()),
        ("fillcolor", "#ffffff".to_owned()),
        ("color", LINE.to_owned()),
        ("fontsize", "12".to_owned()),
        ("margin", "0.15,0.08".to_owned()),
        font.clone(),
        ink.clone(),
    ];
    let edge = vec![("color", LINE.to_owned()), ("fontsize", "11".to_owned()), ("arrowsize", "0.8".to_owned()), font, ink];
    statement(out, "graph", graph);
    statement(out, "node", node);
    statement(out, "edge", edge);
}

fn statement(out: &mut String, subject: &str, attributes: Attributes) {
    let attributes: Vec<String> = attributes.into_iter().map(|(key, value)| format!("{key}={}", quoted(&value))).collect();
    let _ = writeln!(out, "{subject} [{}]", attributes.join(", "));
}

fn open_cluster(out: &mut String, id: &str, name: &str, style: Attributes) {
    let _ = writeln!(out, "subgraph \"cluster_{id}\" {{");
    let label = [("label", label(&[name.to_owned()], LANE_COLUMNS))];
    for (key, value) in label.into_iter().chain(style) {
        let _ = writeln!(out, "{key}={}", quoted(&value));
    }
}

fn lane_style(lane: &Lane, at: usize) -> Attributes {
    let (band, ink) = match (lane.missing, at % 2) {
        (true, _) => ("#fff5f5", "#a40e26"),
        (false, 0) => ("#f6f8fa", INK),
        (false, _) => ("#ffffff", INK),
    };
    vec![
        ("style", "filled".to_owned()),
        ("fillcolor", band.to_owned()),
        ("color", "#afb8c1".to_owned()),
        ("fontcolor", ink.to_owned()),
        ("fontsize", "14".to_owned()),
        ("labeljust", "l".to_owned()),
        ("labelloc", "t".to_owned()),
        ("margin", "12".to_owned()),
    ]
}

/// Invisible nodes at both ends of every lane make all lanes as wide as the drawing; invisible edges from `r` and to `s`, written
/// first, put them in order. The nodes follow as a walk along the flow meets them: so Graphviz turns round the right edges.
fn ends_of_lanes(out: &mut String, diagram: &Diagram) {
    let lanes: Vec<usize> = diagram.filled_lanes().into_iter().map(|(at, _, _)| at).collect();
    if !lanes.is_empty() {
        let ends = lanes.iter().flat_map(|at| [format!("a_{at}"), format!("z_{at}")]);
        for id in ["r".to_owned(), "s".to_owned()].into_iter().chain(ends) {
            let _ = writeln!(out, "\"{id}\" [label=\"\", style=\"invis\", shape=\"point\", width=\"0.01\", height=\"0.01\"]");
        }
        for at in &lanes {
            let _ = writeln!(out, "\"r\" -> \"a_{at}\" [style=\"invis\"]\n\"z_{at}\" -> \"s\" [style=\"invis\"]");
        }
        for end in ["a", "z"] {
            let ids: Vec<String> = lanes.iter().map(|at| format!("\"{end}_{at}\"")).collect();
            let _ = writeln!(out, "{{ rank=\"same\"; {} }}", ids.join("; "));
        }
    }
    let (order, first, last) = walk(diagram);
    let ids: Vec<String> = order.into_iter().map(|at| format!("\"n_{at}\"")).collect();
    let _ = writeln!(out, "{}", ids.join("; "));
    if let Some(lane) = lanes.first() {
        for at in first {
            let _ = writeln!(out, "\"a_{lane}\" -> \"n_{at}\" [style=\"invis\"]");
        }
        for at in last {
            let _ = writeln!(out, "\"n_{at}\" -> \"z_{lane}\" [style=\"invis\", weight=\"0\"]");
        }
    }
}

/// The nodes as a walk along the flow meets them; those that nothing leads to; those that lead nowhere.
fn walk(diagram: &Diagram) -> (Vec<usize>, Vec<usize>, Vec<usize>) {
    let count = diagram.nodes.len();
    let mut next = vec![Vec::new(); count];
    let mut entered = vec![false; count];
    for edge in diagram.edges.iter().filter(|edge| !edge.back) {
        next[edge.from].push(edge.to);
        entered[edge.to] = true;
    }
    let first: Vec<usize> = (0..count).filter(|&at| !entered[at]).collect();
    let last: Vec<usize> = (0..count).filter(|&at| next[at].is_empty()).collect();
    let mut order = Vec::with_capacity(count);
    let mut seen = vec![false; count];
    for root in first.iter().copied().chain(0..count) {
        let mut open = vec![root];
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                order.push(at);
                open.extend(next[at].iter().rev());
            }
        }
    }
    (order, first, last)
}

fn write_node(out: &mut String, diagram: &Diagram, at: usize) {
    let node = &diagram.nodes[at];
    let mut attributes = vec![("label", label(&node.lines(diagram.lang), node_columns(node.kind)))];
    attributes.extend(shape(node, diagram.direction));
    attributes.extend(colours(node.kind, node.change, node.worst()));
    statement(out, &format!("\"n_{at}\""), attributes);
}

fn shape(node: &Node, direction: Direction) -> Attributes {
    match node.kind {
        NodeKind::Start | NodeKind::End => vec![("style", "rounded,filled".to_owned()), ("margin", "0.25,0.05".to_owned())],
        NodeKind::Approval => vec![("penwidth", "3".to_owned())],
        NodeKind::Decision => vec![("shape", "diamond".to_owned()), ("margin", "0,0".to_owned())],
        NodeKind::Call => vec![("peripheries", "2".to_owned())],
        NodeKind::Wait => vec![("shape", "hexagon".to_owned()), ("margin", "0,0.03".to_owned())],
        NodeKind::Notify => vec![("style", "diagonals,filled".to_owned())],
        NodeKind::Task => Vec::new(),
        NodeKind::Fork | NodeKind::Join => {
            let (width, height) = if direction == Direction::Down { ("0.9", "0.12") } else { ("0.12", "0.6") };
            vec![("width", width.to_owned()), ("height", height.to_owned()), ("margin", "0.1,0.05".to_owned())]
        }
    }
}

/// What is drawn where a node is changed or has findings. The change comes first: a diff has no findings.
fn colours(kind: NodeKind, change: Change, level: Option<Level>) -> Attributes {
    let (line, fill, ink) = match (change, level) {
        (Change::Added, _) => ("#1a7f37", "#dafbe1", INK),
        (Change::Removed, _) => ("#cf222e", "#ffebe9", "#82071e"),
        (Change::Changed, _) | (Change::Same, Some(Level::Warning)) => ("#9a6700", "#fff8c5", INK),
        (Change::Same, Some(Level::Error)) => ("#cf222e", "#ffebe9", INK),
        (Change::Same, Some(Level::Info)) => ("#0969da", "#ddf4ff", INK),
        (Change::Same, None) => return plain_colours(kind),
    };
    let mut attributes = vec![("color", line.to_owned()), ("fillcolor", fill.to_owned()), ("fontcolor", ink.to_owned())];
    if change == Change::Removed {
        attributes.push(("style", "dashed,filled".to_owned()));
    }
    attributes
}

fn plain_colours(kind: NodeKind) -> Attributes {
    match kind {
        NodeKind::Fork | NodeKind::Join => vec![("fillcolor", "#424a53".to_owned()), ("fontcolor", "#ffffff".to_owned())],
        NodeKind::Start | NodeKind::End => vec![("fillcolor", "#ddf4ff".to_owned())],
        _ => Vec::new(),
    }
}

fn write_edge(out: &mut String, edge: &Edge, lines: Lines, ports: Option<(&str, &str)>) {
    let mut attributes = Attributes::new();
    if !edge.label.is_empty() {
        // Orthogonal lines cannot carry labels, only have them beside them.
        attributes.push((if lines == Lines::Orthogonal { "xlabel" } else { "label" }, label(&edge.label, EDGE_COLUMNS)));
    }
    let style = if edge.informs() {
        "dotted"
    } else if edge.is_rework() || edge.change == Change::Removed {
        "dashed"
    } else {
        "solid"
    };
    attributes.push(("style", style.to_owned()));
    let colour = match edge.change {
        Change::Added => Some("#1a7f37"),
        Change::Removed => Some("#cf222e"),
        Change::Changed => Some("#9a6700"),
        Change::Same => None,
    };
    if let Some(colour) = colour {
        attributes.push(("color", colour.to_owned()));
        attributes.push(("fontcolor", colour.to_owned()));
    }
    // The main way is to be straight; what goes back or was removed goes around it.
    let weight = if edge.back || edge.change == Change::Removed {
        "0"
    } else if matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved) {
        "8"
    } else {
        "2"
    };
    attributes.push(("weight", weight.to_owned()));
    if let Some((tail, head)) = ports {
        attributes.extend([("tailport", tail.to_owned()), ("headport", head.to_owned())]);
    }
    statement(out, &format!("\"n_{}\" -> \"n_{}\"", edge.from, edge.to), attributes);
}

/// On which sides an edge leaves and enters: with the flow, or else lines to another lane run over the nodes between; and beside the
/// edge that it goes back against, or else one would hide the other.
fn ports(diagram: &Diagram, edge: &Edge, both_ways: bool) -> Option<(&'static str, &'static str)> {
    let lane = |node: usize| diagram.nodes[node].lane.unwrap_or(usize::MAX);
    let [with, against, nearer, farther] = match diagram.direction {
        Direction::Right => ["e", "w", "n", "s"],
        Direction::Down => ["s", "n", "w", "e"],
    };
    if !edge.back {
        // What was put between two nodes stands where the old way between them ran.
        let stays = |node: usize| diagram.nodes[node].change != Change::Removed;
        let replaced = edge.change == Change::Removed && stays(edge.from) && stays(edge.to) && lane(edge.from) == lane(edge.to);
        return Some(if replaced { (farther, farther) } else { (with, against) });
    }
    if !both_ways {
        return None;
    }
    Some(match lane(edge.to).cmp(&lane(edge.from)) {
        Ordering::Equal => (nearer, nearer),
        Ordering::Less => (nearer, farther),
        Ordering::Greater => (farther, nearer),
    })
}

/// Nodes that show what the marks mean.
fn legend(out: &mut String, diagram: &Diagram) {
    let legend = diagram.legend();
    if legend.is_empty() {
        return;
    }
    let style =
        vec![("color", "#afb8c1".to_owned()), ("fontcolor", INK.to_owned()), ("fontsize", "12".to_owned()), ("margin", "8".to_owned())];
    open_cluster(out, "k", diagram.lang.pick("legend", "图例"), style);
    for (at, sample) in legend.into_iter().enumerate() {
        let mut attributes = vec![("label", label(&[sample.text], node_columns(NodeKind::Task)))];
        attributes.extend(colours(NodeKind::Task, sample.change, sample.level));
        statement(out, &format!("\"k_{at}\""), attributes);
    }
    out.push_str("}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_string_continues_in_another_and_no_escape_is_cut() {
        assert_eq!(quoted("a"), "\"a\"");
        let text = escape(&"\\\"&长\n".repeat(2000));
        let written = quoted(&text);
        let parts: Vec<&str> = written[1..written.len() - 1].split("\" + \"").collect();
        assert_eq!(parts.concat(), text);
        for part in &parts {
            assert!(part.len() <= QUOTED + 4);
            assert_eq!((part.len() - part.trim_end_matches('\\').len()) % 2, 0);
        }
    }

    #[test]
    fn what_svg_cannot_hold_is_dropped() {
        assert_eq!(escape("a\u{FFFE}b\u{FFFF}c\u{1b}d\u{FEFF}"), "abcd");
        assert_eq!(escape("a\tb\u{2028}c\u{85}d"), "a b c d");
    }
}
