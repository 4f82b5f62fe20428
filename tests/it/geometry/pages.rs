//! What is wrong with a drawing that is folded onto pages.

use std::collections::BTreeSet;

use flowright::diagram::layout::{Band, CONNECTOR, Connector, Page, Piece, Placed, Point, Rect};
use flowright::diagram::{Diagram, Direction};
use flowright::model::NodeKind;

use super::faults::{inside, on_border, overlap};
use super::strict::Segment;

/// Every fault of the pages onto which a placed diagram is folded.
pub(super) fn page_faults(diagram: &Diagram, placed: &Placed, pages: &[Page]) -> Vec<String> {
    let mut faults = Vec::new();
    for at in 0..placed.nodes.len() {
        let count = pages.iter().flat_map(|page| &page.nodes).filter(|(node, _)| *node == at).count();
        if count != 1 {
            faults.push(format!("node {at} stands on {count} pages"));
        }
    }
    for (at, route) in placed.routes.iter().enumerate() {
        let pieces = || pages.iter().flat_map(|page| &page.pieces).filter(move |piece| piece.edge == at);
        if pieces().filter(|piece| piece.arrives).count() != usize::from(route.joins.is_none()) {
            faults.push(format!("edge {at} arrives {} times", pieces().filter(|piece| piece.arrives).count()));
        }
        let said = pieces().flat_map(|piece| &piece.lines).map(|line| line.text.as_str());
        if said.ne(route.lines.iter().map(|line| line.text.as_str())) {
            faults.push(format!("what is written on edge {at} is lost, or there twice"));
        }
    }
    for (number, page) in (1..).zip(pages) {
        let mut on_page = Vec::new();
        everything(diagram, placed, page, &mut on_page);
        for piece in &page.pieces {
            line(diagram, page, piece, &mut on_page);
        }
        jumps(page, &mut on_page);
        connectors(pages, (number, page), diagram.direction, &mut on_page);
        faults.extend(on_page.into_iter().map(|fault| format!("page {number}: {fault}")));
    }
    faults
}

fn whole(page: &Page) -> Rect {
    Rect { x: 0, y: 0, width: page.width, height: page.height }
}

/// Along the flow a page moves all of it equally far, across the flow together: what lies further on moves at least as far back.
fn moves_together(diagram: &Diagram, placed: &Placed, page: &Page) -> bool {
    let turned = |area: Rect| if diagram.direction == Direction::Right { (area.x, area.y) } else { (area.y, area.x) };
    let moves = page.nodes.iter().map(|(at, place)| (turned(placed.nodes[*at].area), turned(place.area)));
    let mut moves: Vec<_> = moves.map(|(before, after)| (before.1, before.1 - after.1, after.0 - before.0)).collect();
    moves.sort_unstable();
    moves.iter().all(|(_, back, _)| *back >= 0) && moves.windows(2).all(|pair| pair[0].1 <= pair[1].1 && pair[0].2 == pair[1].2)
}

/// Each head is as wide as its lane, and holds its name; the lanes lie one beside the other.
fn heads(page: &Page, faults: &mut Vec<String>) {
    for band in &page.bands {
        let along = |rect: Rect| (rect.y, rect.height) == (band.area.y, band.area.height);
        let across = |rect: Rect| (rect.x, rect.width) == (band.area.x, band.area.width);
        if !(along(band.head) || across(band.head)) || band.lines.iter().any(|line| !inside(line.area, band.head)) {
            faults.push(format!("the head of lane {:?} does not fit", band.lane));
        }
    }
    let all: i64 = page.bands.iter().map(|band| i64::from(band.area.width) * i64::from(band.area.height)).sum();
    let overlaps = |(at, band): (usize, &Band)| page.bands[at + 1..].iter().any(|other| overlap(band.area, other.area));
    if !page.bands.is_empty() && all != i64::from(page.width) * i64::from(page.height) || page.bands.iter().enumerate().any(overlaps) {
        faults.push("the lanes do not fill the page".to_owned());
    }
}

/// On one of several pages a lane on which nothing stands, and in which no line turns or ends, is only as wide as its name.
fn empty_lanes(direction: Direction, page: &Page, faults: &mut Vec<String>) {
    let points = page.pieces.iter().flat_map(|piece| &piece.points).chain(page.connectors.iter().map(|connector| &connector.at));
    let spots = points.map(|point| Rect { x: point.x - 30, y: point.y - 30, width: 60, height: 60 });
    let texts = page.pieces.iter().flat_map(|piece| &piece.lines).map(|line| line.area);
    let taken: Vec<Rect> =
        page.nodes.iter().map(|(_, place)| place.area).chain(page.frames.iter().copied()).chain(spots).chain(texts).collect();
    let across = |rect: Rect| if direction == Direction::Right { rect.height } else { rect.width };
    for band in page.bands.iter().filter(|band| !taken.iter().any(|area| overlap(*area, band.area))) {
        let name = match direction {
            Direction::Right => band.lines.iter().map(|line| line.area.height).sum::<i32>(),
            Direction::Down => band.lines.iter().map(|line| line.area.width).max().unwrap_or(0),
        };
        if across(band.area) > (name + 12).max(24) {
            faults.push(format!("lane {:?} is empty, and {} wide", band.lane, across(band.area)));
        }
    }
}

/// Everything of the drawing that the page shows is there, and fits.
fn everything(diagram: &Diagram, placed: &Placed, page: &Page, faults: &mut Vec<String>) {
    if page.bands.len() != placed.bands.len()
        || page.bands.iter().any(|band| !inside(band.area, whole(page)) || !inside(band.head, band.area))
    {
        faults.push("a lane is missing or leaves the page".to_owned());
    }
    for (at, place) in &page.nodes {
        let before = placed.nodes[*at].area;
        let same_size = (place.area.width, place.area.height) == (before.width, before.height);
        let band = page.bands.iter().find(|band| band.lane == diagram.nodes[*at].lane);
        if !same_size || band.is_none_or(|band| !inside(place.area, band.area) || overlap(place.area, band.head)) {
            faults.push(format!("node {at} leaves its lane or has another size"));
        }
        if place.lines.iter().any(|line| !inside(line.area, place.area)) {
            faults.push(format!("a text of node {at} lies outside it"));
        }
    }
    if !moves_together(diagram, placed, page) {
        faults.push("the nodes have moved apart, or past one another".to_owned());
    }
    heads(page, faults);
    if page.nodes.len() < placed.nodes.len() {
        empty_lanes(diagram.direction, page, faults);
    }
    for frame in &page.frames {
        if !inside(*frame, whole(page)) || page.bands.iter().any(|band| overlap(band.head, *frame)) {
            faults.push("a frame leaves the page or lies over the name of a lane".to_owned());
        }
        if !page.nodes.iter().any(|(_, place)| inside(place.area, *frame)) {
            faults.push("a frame has nothing in it".to_owned());
        }
    }
}

fn line(diagram: &Diagram, page: &Page, piece: &Piece, faults: &mut Vec<String>) {
    let at = piece.edge;
    let points = &piece.points;
    if points.len() < 2 || points.windows(2).any(|pair| (pair[0].x == pair[1].x) == (pair[0].y == pair[1].y)) {
        faults.push(format!("edge {at} is not at right angles: {points:?}"));
        return;
    }
    if points.iter().any(|point| !inside(Rect { x: point.x, y: point.y, width: 0, height: 0 }, whole(page))) {
        faults.push(format!("edge {at} leaves the page"));
    }
    for segment in Segment::all(points) {
        let enters = |(node, area): (usize, Rect)| match diagram.nodes[node].kind {
            NodeKind::Decision => segment.enters_diamond(area),
            _ => segment.enters(area),
        };
        if page.nodes.iter().any(|(node, place)| enters((*node, place.area))) || page.bands.iter().any(|band| segment.enters(band.head)) {
            faults.push(format!("edge {at} runs through a node or the name of a lane"));
        }
    }
    let edge = &diagram.edges[at];
    let on_node = |node: usize, point: Point| {
        page.nodes.iter().any(|(there, place)| *there == node && on_border(diagram.nodes[node].kind, place.area, point))
    };
    let connected = |point: Point, comes: bool| {
        let near = |connector: &&Connector| (connector.at.x - point.x).abs() + (connector.at.y - point.y).abs() <= CONNECTOR;
        page.connectors.iter().filter(near).any(|connector| connector.comes == comes)
    };
    let (first, last) = (points[0], points[points.len() - 1]);
    if !on_node(edge.from, first) && !connected(first, true) {
        faults.push(format!("edge {at} begins nowhere: {first:?}"));
    }
    let met = || {
        let others = page.pieces.iter().filter(|other| other.edge != at && diagram.edges[other.edge].to == edge.to);
        others.flat_map(|other| Segment::all(&other.points).collect::<Vec<_>>()).any(|segment| segment.has(last))
    };
    if if piece.arrives { !on_node(edge.to, last) } else { !connected(last, false) && !met() } {
        faults.push(format!("edge {at} ends nowhere: {last:?}"));
    }
    for text in &piece.lines {
        if !inside(text.area, whole(page)) || page.nodes.iter().any(|(_, place)| overlap(place.area, text.area)) {
            faults.push(format!("what is written on edge {at} leaves the page or overlaps a node"));
        }
    }
}

/// A line jumps wherever its level parts cross an upright part that is drawn, and nowhere else. Where one line meets another both are
/// drawn up to there only, and yet a third that passes there may cross them.
fn jumps(page: &Page, faults: &mut Vec<String>) {
    let segments = page.pieces.iter().flat_map(|piece| Segment::all(&piece.points));
    let upright: Vec<Segment> = segments.filter(|segment| segment.upright).collect();
    let joined = Segment::joined(upright.clone());
    for piece in &page.pieces {
        let crossings = |upright: &[Segment]| -> BTreeSet<(i32, i32)> {
            let level = Segment::all(&piece.points).filter(|segment| !segment.upright);
            let crossings = level.flat_map(|level| upright.iter().filter_map(move |upright| level.crossing(*upright)));
            crossings.map(|point| (point.x, point.y)).collect()
        };
        let jumps: BTreeSet<(i32, i32)> = piece.jumps.iter().map(|point| (point.x, point.y)).collect();
        let (must, may) = (crossings(&upright), crossings(&joined));
        if !must.is_subset(&jumps) || !jumps.is_subset(&may) || jumps.len() < piece.jumps.len() {
            faults.push(format!("edge {} jumps at {jumps:?}, and crosses at {must:?}", piece.edge));
        }
    }
}

/// A connector stands free, and the other end of it has the same name, where it says.
fn connectors(pages: &[Page], (number, page): (usize, &Page), direction: Direction, faults: &mut Vec<String>) {
    // With the number of the page: below it, or beside it.
    let (more, below) = if direction == Direction::Right { (0, 14) } else { (32, 0) };
    let circle = |connector: &Connector| Rect {
        x: connector.at.x - CONNECTOR,
        y: connector.at.y - CONNECTOR,
        width: 2 * CONNECTOR + more,
        height: 2 * CONNECTOR + below,
    };
    for (at, connector) in page.connectors.iter().enumerate() {
        let name = &connector.name;
        let area = circle(connector);
        let nodes = page.nodes.iter().map(|(_, place)| place.area);
        let texts = page.pieces.iter().flat_map(|piece| &piece.lines).map(|line| line.area);
        let heads = page.bands.iter().map(|band| band.head);
        if !inside(area, whole(page)) || nodes.chain(texts).chain(heads).any(|other| overlap(other, area)) {
            faults.push(format!("connector {name} leaves the page or lies over something"));
        }
        if page.connectors[at + 1..].iter().any(|other| overlap(circle(other), area)) {
            faults.push(format!("connector {name} lies over another"));
        }
        let other = connector.page.checked_sub(1).and_then(|at| pages.get(at));
        let back = |there: &&Connector| there.name == *name && there.comes != connector.comes && there.page == number;
        let ends = other.map_or(0, |page| page.connectors.iter().filter(back).count());
        if ends != 1 || connector.page == number {
            faults.push(format!("connector {name} has {ends} other ends on page {}", connector.page));
        }
    }
}
