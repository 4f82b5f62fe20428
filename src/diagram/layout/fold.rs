//! Folding a long drawing onto pages: it is cut between columns, and a line that is cut ends in a connector on either page.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::connectors::{CHANNEL, Detour, detours};
use super::{Band, Line, Place, Placed, Point, Rect, Route};
use crate::diagram::Direction;

/// Half the size of a connector.
pub const CONNECTOR: i32 = 11;
/// From the cut to where lines turn to their connectors.
const STUB: i32 = 4;
/// What a page needs beside a cut.
const EDGE: i32 = STUB + CHANNEL + 2 * CONNECTOR + 4;

/// What is drawn on one page. Places are those of the page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// How wide it is.
    pub width: i32,
    /// How high it is.
    pub height: i32,
    /// The lanes: every page has all of them, those without a node only just wide enough for their names.
    pub bands: Vec<Band>,
    /// Frames, cut at the edges of the page.
    pub frames: Vec<Rect>,
    /// The nodes on it, by their index.
    pub nodes: Vec<(usize, Place)>,
    /// The lines on it.
    pub pieces: Vec<Piece>,
    /// Where lines go on on another page, or come from one.
    pub connectors: Vec<Connector>,
}

/// A line on a page, or a part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Of which edge.
    pub edge: usize,
    /// Its corners.
    pub points: Vec<Point>,
    /// It reaches its node, and has an arrow.
    pub arrives: bool,
    /// Where it jumps over other lines.
    pub jumps: Vec<Point>,
    /// What is written beside it.
    pub lines: Vec<Line>,
}

/// The sign at the end of a line that goes on elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Connector {
    /// Its middle.
    pub at: Point,
    /// The same letters stand at the other end.
    pub name: String,
    /// The page of the other end, counted from 1.
    pub page: usize,
    /// The line comes from there.
    pub comes: bool,
}

impl Placed {
    /// All of it on one page.
    #[must_use]
    pub fn whole(&self) -> Page {
        let pieces = self.routes.iter().enumerate().map(|(edge, route)| piece(edge, route, route.own(), route.joins.is_none())).collect();
        Page {
            width: self.width,
            height: self.height,
            bands: self.bands.clone(),
            frames: self.frames.clone(),
            nodes: self.nodes.iter().cloned().enumerate().collect(),
            pieces,
            connectors: Vec::new(),
        }
    }

    /// Folded to pages that are at most so long along the flow, if columns allow it. Across it each takes the room it needs.
    #[must_use]
    pub fn fold(&self, direction: Direction, most: i32) -> Vec<Page> {
        let axis = Axis(direction);
        let (head, end) = (self.bands.first().map_or(0, |band| axis.length(band.head)), axis.of(Point { x: self.width, y: self.height }));
        if end <= most {
            return vec![self.whole()];
        }
        let mut starts = self.starts((head, end), most);
        // No page is long and the last one nearly empty: the same number of pages, each as short as it can be.
        let (mut short, mut long) = (0, most);
        while short + 1 < long {
            let tried = i32::midpoint(short, long);
            let shorter = self.starts((head, end), tried);
            if shorter.len() == starts.len() {
                (long, starts) = (tried, shorter);
            } else {
                short = tried;
            }
        }
        let mut names = FxHashMap::default();
        let count = starts.len() - 1;
        let page = |at: usize| self.page((at, count), (starts[at], starts[at + 1]), head, axis, &starts, &mut names);
        let mut pages: Vec<Page> = (0..count).map(page).collect();
        // Pages that are laid one behind the other are equally long.
        let longest = pages.iter().map(|page| axis.of(page.corner())).max().unwrap_or(0);
        for page in &mut pages {
            page.lengthen(axis, longest);
            page.squeeze(axis);
        }
        pages
    }

    /// Where pages of that length begin, and where the last one ends: each holds as many columns as it can.
    fn starts(&self, (head, end): (i32, i32), most: i32) -> Vec<i32> {
        let mut starts = vec![head];
        let mut last = None;
        for &cut in self.cuts.iter().chain([&end]) {
            let start = starts[starts.len() - 1];
            let room = most - head - EDGE - if starts.len() > 1 { EDGE } else { 0 };
            if cut - start > room
                && let Some(fits) = last.filter(|&fits| fits > start)
            {
                starts.push(fits);
            }
            last = Some(cut);
        }
        starts.push(end);
        starts
    }

    fn page(
        &self,
        (number, count): (usize, usize),
        (start, end): (i32, i32),
        head: i32,
        axis: Axis,
        starts: &[i32],
        names: &mut FxHashMap<Point, String>,
    ) -> Page {
        let before = if number > 0 { EDGE } else { 0 };
        let behind = if number + 1 < count { EDGE } else { 0 };
        let shift = head + before - start;
        let moved = |point: Point| axis.shift(point, shift);
        let inside = |at: i32| start <= at && at <= end;
        let mut page = Page { width: self.width, height: self.height, ..Page::default() };
        page.bands.clone_from(&self.bands);
        page.lengthen(axis, head + before + (end - start) + behind);
        let rect = |area: Rect| axis.shift_rect(area, shift);
        let line = |line: &Line| Line { area: rect(line.area), ..line.clone() };
        for (at, place) in self.nodes.iter().enumerate().filter(|(_, place)| inside(axis.start(place.area))) {
            let lines = place.lines.iter().map(line).collect();
            page.nodes.push((at, Place { area: rect(place.area), lines, badges: place.badges.iter().copied().map(rect).collect() }));
        }
        // A frame is drawn where something stands in it, not where it is merely cut.
        for frame in self.frames.iter().filter(|frame| page.nodes.iter().any(|(at, _)| frame.contains(self.nodes[*at].area))) {
            let (first, last) =
                (axis.start(*frame).max(start - before / 2), (axis.start(*frame) + axis.length(*frame)).min(end + behind / 2));
            page.frames.push(rect(axis.span(*frame, first, last)));
        }
        let parts = self.routes.iter().enumerate().flat_map(|(edge, route)| {
            let parts = parts(&route.own(), axis, (start, end));
            parts.into_iter().map(move |part| (edge, part))
        });
        let parts: Vec<(usize, Part)> = parts.collect();
        let ways = [start, end].map(|cut| self.detours(&parts, axis, cut));
        for (edge, part) in &parts {
            let (edge, route) = (*edge, &self.routes[*edge]);
            let (first, last) = (part.points[0], part.points[part.points.len() - 1]);
            let mut points: Vec<Point> = part.points.iter().copied().map(moved).collect();
            for (cut, comes) in [((part.first == End::Cut).then_some(first), true), ((part.last == End::Cut).then_some(last), false)] {
                let Some(cut) = cut else { continue };
                let next = names.len();
                let name = names.entry(cut).or_insert_with(|| letters(next)).clone();
                let outward = if axis.of(cut) == start { -1 } else { 1 };
                let other = starts.iter().position(|&at| at == axis.of(cut)).unwrap_or(0);
                let detour = ways[usize::from(outward > 0)][&axis.across(cut)];
                let turn = axis.shift(moved(cut), outward * (STUB + detour.turn));
                let end = axis.beside(axis.shift(moved(cut), outward * (STUB + CHANNEL)), detour.to);
                let way = [turn, axis.beside(turn, detour.to), end];
                if comes {
                    points.splice(0..0, way.into_iter().rev());
                } else {
                    points.extend(way);
                }
                let at = axis.shift(end, outward * CONNECTOR);
                let connector = Connector { at, name, page: if outward < 0 { other } else { other + 1 }, comes };
                if !page.connectors.contains(&connector) {
                    page.connectors.push(connector);
                }
            }
            let own = Route {
                points,
                joins: None,
                jumps: route.jumps.iter().filter(|jump| inside(axis.of(**jump))).copied().map(moved).collect(),
                lines: if part.first == End::Line { route.lines.iter().map(line).collect() } else { Vec::new() },
            };
            let arrives = part.last == End::Line && route.joins.is_none();
            page.pieces.push(piece(edge, &own, simplified(&own.points), arrives));
        }
        page
    }

    /// Where the lines that are cut there go to reach their connectors, by where they are cut.
    fn detours(&self, parts: &[(usize, Part)], axis: Axis, cut: i32) -> BTreeMap<i32, Detour> {
        let ends = parts.iter().flat_map(|(_, part)| {
            let ends = [(part.first, part.points.first()), (part.last, part.points.last())];
            ends.into_iter().filter_map(|(end, point)| point.filter(|point| end == End::Cut && axis.of(**point) == cut))
        });
        let mut cuts: Vec<i32> = ends.map(|point| axis.across(*point)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let from = self.bands.iter().map(|band| axis.across(Point { x: band.area.x, y: band.area.y })).min();
        let to =
            self.bands.iter().map(|band| axis.across(Point { x: band.area.x + band.area.width, y: band.area.y + band.area.height })).max();
        detours(&cuts, (from.unwrap_or(0), to.unwrap_or(0)), axis.0)
    }
}

impl Page {
    pub(super) fn corner(&self) -> Point {
        Point { x: self.width, y: self.height }
    }

    fn lengthen(&mut self, axis: Axis, length: i32) {
        match axis.0 {
            Direction::Right => self.width = length,
            Direction::Down => self.height = length,
        }
        for band in &mut self.bands {
            band.area = axis.resize(band.area, length);
        }
    }
}

fn piece(edge: usize, route: &Route, points: Vec<Point>, arrives: bool) -> Piece {
    let on = |jump: &&Point| {
        points.windows(2).any(|pair| {
            let (low, high) = (pair[0].x.min(pair[1].x), pair[0].x.max(pair[1].x));
            pair[0].y == jump.y && pair[1].y == jump.y && low < jump.x && jump.x < high
        })
    };
    let jumps = route.jumps.iter().filter(on).copied().collect();
    Piece { edge, points, arrives, jumps, lines: route.lines.clone() }
}

/// A part of a line between two cuts.
struct Part {
    points: Vec<Point>,
    first: End,
    last: End,
}

/// Where a part ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Where the line does.
    Line,
    /// At a cut.
    Cut,
}

/// The parts of a line that lie between two cuts.
fn parts(points: &[Point], axis: Axis, (start, end): (i32, i32)) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut open: Option<Part> = None;
    let count = points.len();
    for (at, pair) in points.windows(2).enumerate() {
        let (from, to) = (axis.of(pair[0]), axis.of(pair[1]));
        let (low, high) = (from.min(to).max(start), from.max(to).min(end));
        if low > high || low == high && from != to {
            continue;
        }
        let (enter, leave) = if from <= to { (low, high) } else { (high, low) };
        let (first, last) = if from == to { (pair[0], pair[1]) } else { (axis.with(pair[0], enter), axis.with(pair[0], leave)) };
        let begins = if at == 0 && first == pair[0] { End::Line } else { End::Cut };
        let part = open.get_or_insert_with(|| Part { points: vec![first], first: begins, last: End::Cut });
        part.points.push(last);
        if last != pair[1] || at + 2 == count {
            part.last = if last == pair[1] { End::Line } else { End::Cut };
            parts.extend(open.take());
        }
    }
    parts.extend(open);
    parts
}

/// Without corners at which a line does not turn.
fn simplified(points: &[Point]) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::new();
    for &point in points {
        if let [.., a, b] = out[..]
            && (a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y)
        {
            out.pop();
        }
        out.push(point);
    }
    out
}

/// `A` to `Z`, `AA`, …
fn letters(mut at: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
        at /= 26;
        if at == 0 {
            return name;
        }
        at -= 1;
    }
}

/// Along the flow.
#[derive(Clone, Copy)]
pub(super) struct Axis(pub(super) Direction);

impl Axis {
    fn of(self, point: Point) -> i32 {
        match self.0 {
            Direction::Right => point.x,
            Direction::Down => point.y,
        }
    }

    pub(super) fn across(self, point: Point) -> i32 {
        point.x + point.y - self.of(point)
    }

    /// At the same place along the flow, and there across it.
    pub(super) fn beside(self, point: Point, across: i32) -> Point {
        match self.0 {
            Direction::Right => Point { y: across, ..point },
            Direction::Down => Point { x: across, ..point },
        }
    }

    fn with(self, point: Point, at: i32) -> Point {
        match self.0 {
            Direction::Right => Point { x: at, ..point },
            Direction::Down => Point { y: at, ..point },
        }
    }

    fn shift(self, point: Point, by: i32) -> Point {
        self.with(point, self.of(point) + by)
    }

    fn start(self, area: Rect) -> i32 {
        self.of(Point { x: area.x, y: area.y })
    }

    fn length(self, area: Rect) -> i32 {
        self.of(Point { x: area.width, y: area.height })
    }

    fn resize(self, area: Rect, length: i32) -> Rect {
        match self.0 {
            Direction::Right => Rect { width: length, ..area },
            Direction::Down => Rect { height: length, ..area },
        }
    }

    fn shift_rect(self, area: Rect, by: i32) -> Rect {
        let Point { x, y } = self.shift(Point { x: area.x, y: area.y }, by);
        Rect { x, y, ..area }
    }

    /// Where an area begins and ends across the flow.
    pub(super) fn sides(self, area: Rect) -> (i32, i32) {
        match self.0 {
            Direction::Right => (area.y, area.y + area.height),
            Direction::Down => (area.x, area.x + area.width),
        }
    }

    /// From there to there across the flow, as it is along it.
    pub(super) fn between(self, area: Rect, low: i32, high: i32) -> Rect {
        match self.0 {
            Direction::Right => Rect { y: low, height: high - low, ..area },
            Direction::Down => Rect { x: low, width: high - low, ..area },
        }
    }

    pub(super) fn shift_across(self, area: Rect, by: i32) -> Rect {
        let (low, high) = self.sides(area);
        self.between(area, low + by, high + by)
    }

    fn span(self, area: Rect, first: i32, last: i32) -> Rect {
        let Point { x, y } = self.with(Point { x: area.x, y: area.y }, first);
        self.resize(Rect { x, y, ..area }, last - first)
    }
}
