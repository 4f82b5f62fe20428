//! A drawing placed by hand, without the layout: no checker finds anything in it. With one thing harmed, each finds exactly that.
//!
//! ```text
//! A │ 0 a ──▶ ◇ 1 b ── yes ──▶ 2 c
//!   │   │       │ no            │
//! B │   └───────┴─────────────▶ 3 d
//! ```

use flowright::diagram::layout::{Band, Line, Page, Place, Placed, Point, Rect, Role, Route};
use flowright::diagram::{Change, Diagram, Direction, Edge, Lane, Node};
use flowright::lang::Lang;
use flowright::model::{EdgeKind, NodeKind};

use super::faults::faults;
use super::pages::page_faults;
use super::strict::strict;

fn rect(x: i32, y: i32, width: i32, height: i32) -> Rect {
    Rect { x, y, width, height }
}

fn points(points: &[(i32, i32)]) -> Vec<Point> {
    points.iter().map(|&(x, y)| Point { x, y }).collect()
}

fn line(text: &str, (x, y): (i32, i32), role: Role) -> Line {
    let width = 14 * i32::try_from(text.chars().count()).unwrap();
    Line { text: text.to_owned(), area: rect(x, y, width, 16), role }
}

fn diagram() -> Diagram {
    let lane = |label: &str| Lane { label: label.to_owned(), missing: false, department: None };
    let node = |kind: NodeKind, label: &str, lane: usize| Node {
        kind,
        number: None,
        label: label.to_owned(),
        lane: Some(lane),
        details: Vec::new(),
        marks: Vec::new(),
        change: Change::Same,
        changes: Vec::new(),
    };
    let edge = |from: usize, to: usize, label: &[&str]| Edge {
        from,
        to,
        kind: EdgeKind::Plain,
        back: false,
        label: label.iter().map(|&line| line.to_owned()).collect(),
        change: Change::Same,
    };
    Diagram {
        lang: Lang::Zh,
        title: "流程".to_owned(),
        variant: String::new(),
        revision: None,
        direction: Direction::Right,
        lanes: vec![lane("甲"), lane("乙")],
        nodes: vec![
            node(NodeKind::Task, "受", 0),
            node(NodeKind::Decision, "判", 0),
            node(NodeKind::Task, "办", 0),
            node(NodeKind::Task, "结", 1),
        ],
        edges: vec![edge(0, 1, &[]), edge(1, 2, &["是"]), edge(1, 3, &["否"]), edge(2, 3, &[]), edge(0, 3, &[])],
        diff: false,
        happy: vec![0, 1],
        blocks: vec![vec![2, 3]],
    }
}

fn placed() -> Placed {
    let band = |lane: usize, name: &str, y: i32| Band {
        lane: Some(lane),
        area: rect(0, y, 600, 120),
        head: rect(0, y, 40, 120),
        lines: vec![line(name, (13, y + 50), Role::Name)],
    };
    let place = |name: &str, area: Rect| Place {
        area,
        lines: vec![line(name, (area.x + area.width / 2 - 7, area.y + area.height / 2 - 8), Role::Name)],
        badges: Vec::new(),
    };
    let route = |way: &[(i32, i32)], lines: Vec<Line>| Route { points: points(way), joins: None, jumps: Vec::new(), lines };
    let mut placed = Placed {
        width: 600,
        height: 240,
        bands: vec![band(0, "甲", 0), band(1, "乙", 120)],
        frames: vec![rect(390, 20, 110, 200)],
        nodes: vec![
            place("受", rect(60, 40, 80, 40)),
            place("判", rect(200, 30, 100, 60)),
            place("办", rect(400, 40, 80, 40)),
            place("结", rect(400, 160, 80, 40)),
        ],
        routes: vec![
            route(&[(140, 60), (200, 60)], Vec::new()),
            route(&[(300, 60), (400, 60)], vec![line("是", (306, 40), Role::Branch)]),
            route(&[(250, 90), (250, 180), (400, 180)], vec![line("否", (256, 96), Role::Branch)]),
            route(&[(440, 80), (440, 160)], Vec::new()),
            route(&[(100, 80), (100, 180), (400, 180)], Vec::new()),
        ],
        cuts: vec![170, 350],
    };
    placed.routes[4].joins = Some(Point { x: 250, y: 180 });
    placed
}

/// Harms the drawing, and expects faults that say so and no other.
#[track_caller]
fn broken(says: &[&str], harm: impl Fn(&mut Placed)) {
    let (diagram, mut placed) = (diagram(), placed());
    assert_eq!(faults(&diagram, &placed), Vec::<String>::new());
    assert_eq!(strict(&diagram, &placed), Vec::<String>::new());
    harm(&mut placed);
    assert_eq!(strict(&diagram, &placed), says);
}

#[test]
fn what_is_lost_is_found() {
    broken(&["4 places and 4 ways for 4 nodes and 5 edges"], |placed| drop(placed.routes.pop()));
    broken(&["node 0 says ``, not `受`"], |placed| placed.nodes[0].lines.clear());
    broken(&["edge 1 says `否`, not `是`"], |placed| "否".clone_into(&mut placed.routes[1].lines[0].text));
    broken(&["the head of lane Some(0) says `乙`"], |placed| "乙".clone_into(&mut placed.bands[0].lines[0].text));
    broken(&["there are bands for the lanes [Some(0)], and nodes in [Some(0), Some(1)]"], |placed| drop(placed.bands.pop()));
    broken(&["the lanes stand in the order [Some(1), Some(0)]"], |placed| placed.bands.swap(0, 1));
    let small = "the box of `受` is too small: Rect { x: 93, y: 52, width: 13, height: 16 }";
    broken(&[small], |placed| placed.nodes[0].lines[0].area.width = 13);
    broken(&["a part of edge 4 is drawn by nobody"], |placed| placed.routes[4].joins = Some(Point { x: 249, y: 180 }));
    broken(&["the arrow of edge 2 is drawn by nobody", "the arrow of edge 4 is drawn by nobody"], |placed| {
        placed.routes[2].joins = Some(Point { x: 400, y: 180 });
    });
}

#[test]
fn lines_where_none_can_be_are_found() {
    let touch = "edges 0 (0 → 1) and 1 (1 → 2) touch at Point { x: 200, y: 60 }";
    broken(&["edge 1 runs inside node 1", touch], |placed| placed.routes[1].points[0].x = 200);
    broken(&["edge 0 runs inside node 1"], |placed| placed.routes[0].points[1].x = 205);
    broken(&["edge 3 runs inside node 3"], |placed| placed.routes[3].points[1].y = 161);
    broken(&["edge 3 runs along a side of node 2", "edge 3 runs along a side of node 3"], |placed| {
        placed.routes[3].points = points(&[(480, 60), (480, 180)]);
    });
    broken(&["edge 4 runs through the name of a lane"; 3], |placed| {
        placed.routes[4].points = points(&[(100, 80), (100, 110), (20, 110), (20, 180), (400, 180)]);
    });
    broken(&["edge 4 (0 → 3) meets itself"], |placed| {
        placed.routes[4].points =
            points(&[(100, 80), (100, 180), (150, 180), (150, 100), (80, 100), (80, 200), (160, 200), (160, 180), (400, 180)]);
        placed.routes[4].points.splice(1..3, points(&[(100, 150), (150, 150)]));
    });
}

#[test]
fn lines_that_touch_and_mean_nothing_are_found() {
    // An end on the middle of another line.
    broken(&["edges 0 (0 → 1) and 3 (2 → 3) touch at Point { x: 170, y: 60 }"], |placed| {
        placed.routes[3].points = points(&[(440, 80), (440, 100), (170, 100), (170, 60)]);
    });
    // A corner on a corner, of edges that part at once and do not lead to the same.
    broken(&["edges 0 (0 → 1) and 2 (1 → 3) touch at Point { x: 200, y: 60 }"], |placed| {
        placed.routes[2].points = points(&[(200, 60), (200, 180), (400, 180)]);
        placed.routes[2].lines[0].area = rect(206, 100, 14, 16);
        placed.routes[4].joins = Some(Point { x: 200, y: 180 });
    });
    // Two that leave the same node may part, but not meet again on the way elsewhere.
    broken(&["edges 1 (1 → 2) and 2 (1 → 3) touch at Point { x: 350, y: 60 }"], |placed| {
        placed.routes[2].points = points(&[(250, 90), (250, 100), (350, 100), (350, 60)]);
        placed.routes[4].joins = None;
    });
    // A crossing is no touch.
    broken(&[], |placed| placed.routes[3].points = points(&[(440, 80), (440, 110), (300, 110), (300, 200), (400, 200)]));
}

#[test]
fn what_stands_far_or_over_the_name_of_a_lane_is_found() {
    broken(&["what is written on edge 1 stands Some(44) from it"], |placed| placed.routes[1].lines[0].area.y = 0);
    broken(&["what is written on edge 2 lies over the name of a lane", "what is written on edge 2 stands Some(206) from it"], |placed| {
        placed.routes[2].lines[0].area.x = 30;
    });
    broken(&["frame 0 surrounds [2], which is no block", "frame 0 cuts node 3"], |placed| placed.frames[0].height = 160);
    broken(&["frame 0 surrounds [1, 2, 3], which is no block"], |placed| placed.frames[0] = rect(199, 20, 301, 200));
    broken(&["frame 0 leaves the drawing or lies over the name of a lane"], |placed| placed.frames[0].width = 300);
    broken(&["frame 1 surrounds [2, 3], which is no block"], |placed| placed.frames.push(placed.frames[0]));
    // A block that has no frame is no fault: others may stand among its nodes.
    broken(&[], |placed| placed.frames.clear());
}

/// Harms the pages onto which the drawing is folded.
#[track_caller]
fn broken_pages(says: &[&str], harm: impl Fn(&mut [Page])) {
    let (diagram, placed) = (diagram(), placed());
    let mut pages = placed.fold(Direction::Right, 420);
    assert_eq!(pages.len(), 2);
    assert_eq!(page_faults(&diagram, &placed, &pages), Vec::<String>::new());
    harm(&mut pages);
    assert_eq!(page_faults(&diagram, &placed, &pages), says);
}

#[test]
fn faults_of_pages_are_found() {
    broken_pages(
        &[
            "node 3 stands on 0 pages",
            "page 2: edge 2 ends nowhere: Point { x: 144, y: 157 }",
            "page 2: edge 3 ends nowhere: Point { x: 184, y: 137 }",
        ],
        |pages| {
            pages[1].nodes.pop();
        },
    );
    let moved = [
        "page 1: node 0 leaves its lane or has another size",
        "page 1: a text of node 0 lies outside it",
        "page 1: the nodes have moved apart, or past one another",
        "page 1: edge 0 begins nowhere: Point { x: 140, y: 54 }",
        "page 1: edge 4 runs through a node or the name of a lane",
        "page 1: edge 4 begins nowhere: Point { x: 100, y: 74 }",
    ];
    broken_pages(&moved, |pages| pages[0].nodes[0].1.area.y += 50);
    broken_pages(&["page 1: the head of lane Some(0) does not fit"], |pages| pages[0].bands[0].head.height -= 4);
    broken_pages(&["page 1: the lanes do not fill the page"], |pages| {
        pages[0].bands[1].area.height -= 4;
        pages[0].bands[1].head.height -= 4;
    });
}

#[test]
fn a_whole_page_is_a_page() {
    let (diagram, placed) = (diagram(), placed());
    assert_eq!(page_faults(&diagram, &placed, &[placed.whole()]), Vec::<String>::new());
}
