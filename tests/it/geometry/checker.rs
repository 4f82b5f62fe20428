//! The checker can fail: each of these drawings has one fault, and is found to have it.

use flowright::diagram::layout::{Place, Placed, Point, Rect, place};
use flowright::diagram::{Change, Diagram, Direction, Edge, Node};
use flowright::lang::Lang;
use flowright::model::{EdgeKind, NodeKind};

use super::faults::faults;

fn node(kind: NodeKind, label: &str) -> Node {
    Node {
        kind,
        number: None,
        label: label.to_owned(),
        lane: None,
        details: Vec::new(),
        marks: Vec::new(),
        change: Change::Same,
        changes: Vec::new(),
    }
}

fn edge(from: usize, to: usize, label: &str) -> Edge {
    let label = if label.is_empty() { Vec::new() } else { vec![label.to_owned()] };
    Edge { from, to, kind: EdgeKind::Plain, back: false, label, change: Change::Same }
}

/// A decision between two tasks that come together again.
fn diagram() -> Diagram {
    Diagram {
        lang: Lang::En,
        title: String::new(),
        variant: String::new(),
        revision: None,
        direction: Direction::Right,
        lanes: Vec::new(),
        nodes: vec![
            node(NodeKind::Decision, "Is it?"),
            node(NodeKind::Task, "Yes"),
            node(NodeKind::Task, "No"),
            node(NodeKind::End, "Done"),
        ],
        edges: vec![edge(0, 1, "yes"), edge(0, 2, "no"), edge(1, 3, ""), edge(2, 3, "")],
        diff: false,
        happy: vec![0, 2],
        blocks: Vec::new(),
    }
}

/// Breaks a sound drawing, and expects a fault that says so.
#[track_caller]
fn broken(says: &str, harm: impl Fn(&mut Placed)) {
    let diagram = diagram();
    let mut placed = place(&diagram);
    assert_eq!(faults(&diagram, &placed), Vec::<String>::new());
    harm(&mut placed);
    let faults = faults(&diagram, &placed);
    assert!(faults.iter().any(|fault| fault.contains(says)), "no `{says}` in {faults:?}");
}

#[test]
fn faults_of_nodes_are_found() {
    broken("overlap", |placed| placed.nodes[1].area = placed.nodes[2].area);
    broken("outside its lane", |placed| placed.nodes[3].area.x += 1000);
    broken("a text of node 1", |placed| placed.nodes[1].lines[0].area.width += 1000);
    broken("a text of node 0", |placed| placed.nodes[0].lines[0].area.y = placed.nodes[0].area.y + 1);
    broken("badge", |placed| placed.nodes[1].badges.push(Rect::default()));
    broken("texts of node 1 overlap", |placed| {
        let Place { lines, .. } = &mut placed.nodes[1];
        lines.push(lines[0].clone());
    });
    broken("the likeliest way goes back", |placed| placed.nodes[3].area.x = 0);
}

#[test]
fn faults_of_lines_are_found() {
    broken("does not begin", |placed| placed.routes[2].points[0].x += 3);
    broken("does not end", |placed| {
        let last = placed.routes[2].points.len() - 1;
        placed.routes[2].points[last].y -= 200;
    });
    broken("not at right angles", |placed| {
        let last = placed.routes[1].points.len() - 1;
        placed.routes[1].points[last].y += 1;
    });
    broken("runs through node", |placed| {
        let from = placed.routes[0].points[0];
        let to = Point { x: placed.nodes[3].area.x, y: from.y };
        placed.routes[0].points = vec![from, to];
    });
    broken("run on one another", |placed| placed.routes[1].points = placed.routes[2].points.clone());
    broken("leaves the drawing", |placed| placed.width = placed.routes[2].points[0].x);
    broken("turns back", |placed| {
        let end = placed.routes[0].points[1];
        placed.routes[0].points.insert(1, Point { x: end.x + 5, ..end });
    });
    broken("jumps at", |placed| placed.routes[0].jumps.push(Point { x: 1, y: 1 }));
}

#[test]
fn faults_of_what_is_written_are_found() {
    broken("overlaps a node", |placed| placed.routes[0].lines[0].area = placed.nodes[1].lines[0].area);
    broken("overlaps another text", |placed| placed.routes[0].lines[0].area = placed.routes[1].lines[0].area);
    broken("leaves the drawing", |placed| placed.routes[0].lines[0].area.x = -1);
    broken("is lost", |placed| placed.routes[0].lines.clear());
    broken("runs through what is written", |placed| {
        let at = placed.routes[2].points[0];
        placed.routes[0].lines[0].area = Rect { x: at.x + 2, y: at.y - 4, width: 8, height: 8 };
    });
}
