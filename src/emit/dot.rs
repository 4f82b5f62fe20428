//! Graphviz DOT.

use std::fmt::Write as _;

use super::wrap::wrap;
use crate::diagram::{Change, Diagram, Direction, Edge, Lane, Node};
use crate::model::NodeKind;
use crate::rule::Level;

/// After how many columns a line of the title continues on the next.
pub const TITLE_COLUMNS: usize = 100;
/// The same for the name of a lane.
pub const LANE_COLUMNS: usize = 40;
/// The same for a line on an edge.
pub const EDGE_COLUMNS: usize = 20;

const FONT: &str = "Noto Sans CJK SC";
const INK: &str = "#1f2328";
const LINE: &str = "#57606a";

/// Attributes and their values, escaped already.
type Attributes = Vec<(&'static str, String)>;

/// Writes a diagram as DOT. `dot` draws it without a word on stderr.
#[must_use]
pub fn emit(diagram: &Diagram) -> String {
    let mut out = String::from("digraph \"flowright\" {\n");
    defaults(&mut out, diagram);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); diagram.lanes.len()];
    for (at, node) in diagram.nodes.iter().enumerate() {
        if let Some(lane) = node.lane {
            members[lane].push(at);
        }
    }
    for (at, (lane, members)) in diagram.lanes.iter().zip(members).enumerate() {
        open_cluster(&mut out, &format!("l_{at}"), &lane.label, lane_style(lane, at));
        // Invisible nodes at both ends make every lane as wide as the drawing.
        anchor(&mut out, &format!("a_{at}"));
        anchor(&mut out, &format!("z_{at}"));
        for node in members {
            write_node(&mut out, diagram, node);
        }
        out.push_str("}\n");
    }
    for (at, _) in diagram.nodes.iter().enumerate().filter(|(_, node)| node.lane.is_none()) {
        write_node(&mut out, diagram, at);
    }
    ends_of_lanes(&mut out, diagram.lanes.len());
    for edge in &diagram.edges {
        write_edge(&mut out, diagram, edge);
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
            '\t' | '\u{2028}' | '\u{2029}' => out.push(' '),
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
    if kind == NodeKind::Decision { 16 } else { 24 }
}

/// A label of several lines, each broken where it is too long, as the inside of a quoted string.
fn label(lines: &[String], columns: usize) -> String {
    let lines = lines.iter().flat_map(|line| wrap(line, columns));
    lines.map(|line| escape(&line)).collect::<Vec<_>>().join("\\n")
}

fn defaults(out: &mut String, diagram: &Diagram) {
    let down = diagram.direction == Direction::Down;
    let font = ("fontname", FONT.to_owned());
    let ink = ("fontcolor", INK.to_owned());
    let graph = vec![
        ("rankdir", if down { "TB" } else { "LR" }.to_owned()),
        ("newrank", "true".to_owned()),
        ("nodesep", "0.35".to_owned()),
        ("ranksep", if down { "0.45" } else { "0.6" }.to_owned()),
        ("splines", "spline".to_owned()),
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
    let attributes: Vec<String> = attributes.into_iter().map(|(key, value)| format!("{key}=\"{value}\"")).collect();
    let _ = writeln!(out, "{subject} [{}]", attributes.join(", "));
}

fn open_cluster(out: &mut String, id: &str, name: &str, style: Attributes) {
    let _ = writeln!(out, "subgraph \"cluster_{id}\" {{");
    let label = [("label", label(&[name.to_owned()], LANE_COLUMNS))];
    for (key, value) in label.into_iter().chain(style) {
        let _ = writeln!(out, "{key}=\"{value}\"");
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

fn anchor(out: &mut String, id: &str) {
    let _ = writeln!(out, "\"{id}\" [label=\"\", style=\"invis\", shape=\"point\", width=\"0.01\", height=\"0.01\"]");
}

/// The ends of all lanes in one rank each, in the order of the lanes.
fn ends_of_lanes(out: &mut String, count: usize) {
    if count == 0 {
        return;
    }
    for (end, rank) in [("a", "source"), ("z", "sink")] {
        let ids: Vec<String> = (0..count).map(|at| format!("\"{end}_{at}\"")).collect();
        let _ = writeln!(out, "{{ rank=\"{rank}\"; {} }}", ids.join("; "));
        if count > 1 {
            let _ = writeln!(out, "{} [style=\"invis\"]", ids.join(" -> "));
        }
    }
}

fn write_node(out: &mut String, diagram: &Diagram, at: usize) {
    let node = &diagram.nodes[at];
    let mut attributes = vec![("label", label(&node.lines(diagram.lang), node_columns(node.kind)))];
    attributes.extend(shape(node, diagram.direction));
    attributes.extend(colours(node));
    statement(out, &format!("\"n_{at}\""), attributes);
}

fn shape(node: &Node, direction: Direction) -> Attributes {
    let own = |shape: &str| vec![("shape", shape.to_owned())];
    match node.kind {
        NodeKind::Start | NodeKind::End => vec![("style", "rounded,filled".to_owned()), ("margin", "0.25,0.05".to_owned())],
        NodeKind::Approval => vec![("penwidth", "3".to_owned())],
        NodeKind::Decision => vec![("shape", "diamond".to_owned()), ("margin", "0,0".to_owned())],
        NodeKind::Call => vec![("peripheries", "2".to_owned())],
        NodeKind::Wait => own("hexagon"),
        NodeKind::Notify => own("cds"),
        NodeKind::Task => Vec::new(),
        NodeKind::Fork | NodeKind::Join => {
            let (width, height) = if direction == Direction::Down { ("0.9", "0.12") } else { ("0.12", "0.9") };
            vec![("width", width.to_owned()), ("height", height.to_owned()), ("margin", "0.1,0.05".to_owned())]
        }
    }
}

/// What is drawn where a node is changed or has findings. The change comes first: a diff has no findings.
fn colours(node: &Node) -> Attributes {
    let (line, fill, ink) = match (node.change, node.worst()) {
        (Change::Added, _) => ("#1a7f37", "#dafbe1", INK),
        (Change::Removed, _) => ("#cf222e", "#ffebe9", "#82071e"),
        (Change::Changed, _) => ("#9a6700", "#fff8c5", INK),
        (Change::Same, Some(Level::Error)) => ("#cf222e", "#ffebe9", INK),
        (Change::Same, Some(Level::Warning)) => ("#9a6700", "#fff8c5", INK),
        (Change::Same, Some(Level::Info)) => ("#0969da", "#ddf4ff", INK),
        (Change::Same, None) => return plain_colours(node),
    };
    let mut attributes = vec![("color", line.to_owned()), ("fillcolor", fill.to_owned()), ("fontcolor", ink.to_owned())];
    if node.change == Change::Removed {
        attributes.push(("style", "dashed,filled".to_owned()));
    }
    attributes
}

fn plain_colours(node: &Node) -> Attributes {
    match node.kind {
        NodeKind::Fork | NodeKind::Join => vec![("fillcolor", "#424a53".to_owned()), ("fontcolor", "#ffffff".to_owned())],
        NodeKind::Start | NodeKind::End => vec![("fillcolor", "#ddf4ff".to_owned())],
        _ => Vec::new(),
    }
}

fn write_edge(out: &mut String, diagram: &Diagram, edge: &Edge) {
    let mut attributes = Attributes::new();
    if !edge.label.is_empty() {
        attributes.push(("label", label(&edge.label, EDGE_COLUMNS)));
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
    // What goes back must not pull its target to the right; the main way is to be straight.
    if edge.back || edge.informs() {
        attributes.push(("constraint", "false".to_owned()));
    } else if edge.change != Change::Removed && edge.label.is_empty() {
        attributes.push(("weight", "4".to_owned()));
    }
    let _ = diagram;
    statement(out, &format!("\"n_{}\" -> \"n_{}\"", edge.from, edge.to), attributes);
}

/// Three nodes that show what the colours of a diff mean.
fn legend(out: &mut String, diagram: &Diagram) {
    let legend = diagram.legend();
    if legend.is_empty() {
        return;
    }
    let style = vec![("color", "#afb8c1".to_owned()), ("fontcolor", INK.to_owned()), ("fontsize", "12".to_owned()), ("margin", "8".to_owned())];
    open_cluster(out, "k", diagram.lang.pick("legend", "图例"), style);
    for (at, (change, word)) in legend.into_iter().enumerate() {
        let sample = Node {
            kind: NodeKind::Task,
            number: None,
            label: word.to_owned(),
            lane: None,
            details: Vec::new(),
            marks: Vec::new(),
            change,
            changes: Vec::new(),
        };
        let mut attributes = vec![("label", escape(word))];
        attributes.extend(colours(&sample));
        statement(out, &format!("\"k_{at}\""), attributes);
    }
    out.push_str("}\n");
}
