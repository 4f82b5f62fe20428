//! Taking out of a page the room that nothing on it needs, so that all the rest can be larger: a lane without a node is as wide as its
//! name.

use super::bands::SIDE;
use super::connectors::room_beside;
use super::fold::{Axis, CONNECTOR, Page};
use super::{Line, Point, Rect};

/// What is left of a longer stretch without anything.
const KEPT: i32 = 24;

/// Where room is taken out across the flow: behind which place, how much.
struct Taken(Vec<(i32, i32)>);

impl Taken {
    /// Where a place has moved.
    fn moved(&self, at: i32) -> i32 {
        at - self.0.iter().filter(|(behind, _)| *behind <= at).map(|(_, much)| much).sum::<i32>()
    }
}

impl Page {
    /// Moves together what stands on the page, across the flow only. What has a size keeps it, but for lanes and frames; the order of
    /// things stays, and whatever was apart stays apart.
    pub(super) fn squeeze(&mut self, axis: Axis) {
        let taken = self.spare(axis);
        let point = |point: &mut Point| *point = axis.beside(*point, taken.moved(axis.across(*point)));
        let moved = |area: &mut Rect| *area = axis.shift_across(*area, taken.moved(axis.sides(*area).0) - axis.sides(*area).0);
        let shrunk = |area: &mut Rect| {
            let (low, high) = axis.sides(*area);
            *area = axis.between(*area, taken.moved(low), taken.moved(high));
        };
        for band in &mut self.bands {
            let middle = |(low, high): (i32, i32)| i32::midpoint(low, high);
            let before = middle(axis.sides(band.area));
            shrunk(&mut band.area);
            shrunk(&mut band.head);
            let by = middle(axis.sides(band.area)) - before;
            for line in &mut band.lines {
                line.area = axis.shift_across(line.area, by);
            }
        }
        self.frames.iter_mut().for_each(shrunk);
        for (_, place) in &mut self.nodes {
            moved(&mut place.area);
            place.lines.iter_mut().for_each(|line| moved(&mut line.area));
            place.badges.iter_mut().for_each(moved);
        }
        for piece in &mut self.pieces {
            piece.points.iter_mut().for_each(point);
            piece.jumps.iter_mut().for_each(point);
            piece.lines.iter_mut().for_each(|line| moved(&mut line.area));
        }
        self.connectors.iter_mut().for_each(|connector| point(&mut connector.at));
        let corner = axis.beside(self.corner(), taken.moved(axis.across(self.corner())));
        (self.width, self.height) = (corner.x, corner.y);
    }

    /// In every lane what is longer than it has to be, but no more than leaves room for its name.
    fn spare(&self, axis: Axis) -> Taken {
        let spans = self.spans(axis);
        let mut taken = Vec::new();
        for band in &self.bands {
            let (start, end) = axis.sides(band.area);
            let name = extent(&band.lines, axis).map_or(KEPT, |(low, high)| high - low + SIDE);
            let mut spare = end - start - name;
            let mut at = start;
            for &(low, high) in spans.iter().filter(|(low, high)| *high >= start && *low <= end).chain([&(end, end)]) {
                let much = (low - at - KEPT).min(spare);
                if much > 0 {
                    taken.push((low, much));
                    spare -= much;
                }
                at = at.max(high);
            }
        }
        Taken(taken)
    }

    /// From where to where anything stands, in order.
    fn spans(&self, axis: Axis) -> Vec<(i32, i32)> {
        let mut spans = Vec::new();
        for (_, place) in &self.nodes {
            let (low, high) = axis.sides(place.area);
            let (first, last) = extent(&place.lines, axis).unwrap_or((low, high));
            spans.push((low.min(first), high.max(last)));
        }
        let thin = |at: i32| (at, at);
        for frame in &self.frames {
            let (low, high) = axis.sides(*frame);
            spans.extend([thin(low), thin(high)]);
        }
        for piece in &self.pieces {
            spans.extend(piece.points.iter().map(|point| thin(axis.across(*point))));
            spans.extend(extent(&piece.lines, axis));
        }
        let connectors = self.connectors.iter().map(|connector| axis.across(connector.at));
        spans.extend(connectors.map(|at| (at - CONNECTOR, at - CONNECTOR + room_beside(axis.0))));
        spans.sort_unstable();
        spans
    }
}

/// From where to where lines of text stand.
fn extent(lines: &[Line], axis: Axis) -> Option<(i32, i32)> {
    let sides = || lines.iter().map(|line| axis.sides(line.area));
    Some((sides().map(|(low, _)| low).min()?, sides().map(|(_, high)| high).max()?))
}
