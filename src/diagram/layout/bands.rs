//! The lanes with their heads, and the frames around blocks of parallel branches.

use super::axes::{Axes, Extent, Spot};
use super::positions::{Parts, Positions};
use super::size::Block;
use super::{Band, LANE, Line, Rect, Role, text};
use crate::diagram::Direction;

/// Between the name of a lane and the sides of its head.
pub(super) const SIDE: i32 = 12;
/// Between the nodes of a block and its frame.
pub(super) const FRAME: i32 = 8;

/// What is written in the heads of the lanes: none where nothing lies in a lane.
pub(super) fn heads(parts: &Parts) -> Vec<Block> {
    let named = parts.grid.bands.iter().any(|(lane, _)| lane.is_some());
    let most = match parts.axes.0 {
        Direction::Right => LANE,
        Direction::Down => 2 * LANE,
    };
    let head = |lane: Option<usize>| {
        let mut block = Block::default();
        if named {
            let label = lane.map_or("", |lane| parts.diagram.lanes[lane].label.as_str());
            for text in text::lines(label, Role::Name.size(), most) {
                let width = text::width(&text, Role::Name.size());
                let area = Rect { x: -width / 2, y: block.height, width, height: Role::Name.pitch() };
                block.lines.push(Line { text, area, role: Role::Name });
                block.width = block.width.max(width);
                block.height += Role::Name.pitch();
            }
        }
        block
    };
    parts.grid.bands.iter().map(|(lane, _)| head(*lane)).collect()
}

/// How much room the head of each lane takes; all are equally deep.
pub(super) fn extents(heads: &[Block], axes: Axes) -> Vec<Extent> {
    let extent = |head: &Block| axes.extent(head.width, head.height);
    let deepest = heads.iter().map(|head| extent(head).along).max().unwrap_or(0);
    let depth = if deepest == 0 { 0 } else { deepest + 2 * SIDE };
    heads.iter().map(|head| Extent { along: depth, across: extent(head).across + SIDE }).collect()
}

/// The lanes, each over the full length.
pub(super) fn bands(parts: &Parts, positions: &Positions, heads: Vec<Block>) -> Vec<Band> {
    let axes = parts.axes;
    let end = positions.along_starts.last().copied().unwrap_or(0);
    let depth = extents(&heads, axes).first().map_or(0, |head| head.along);
    let mut bands = Vec::new();
    for ((lane, places), head) in parts.grid.bands.iter().zip(heads) {
        let (start, stop) = (positions.across_starts[places.start], positions.across_starts[places.end]);
        let area = axes.rect(Spot { along: 0, across: start }, Extent { along: end, across: stop - start });
        let over = axes.rect(Spot { along: 0, across: start }, Extent { along: depth, across: stop - start });
        let (lines, _) = head.around(over.x + over.width / 2, over.y + over.height / 2);
        bands.push(Band { lane: *lane, area, head: over, lines });
    }
    bands
}

/// The frames: one for each block whose cells hold nothing else.
pub(super) fn frames(parts: &Parts, positions: &Positions) -> Vec<Rect> {
    let mut frames = Vec::new();
    for block in &parts.diagram.blocks {
        let places = || block.iter().map(|&node| parts.grid.at[node]);
        let (Some(first), Some(last)) = (places().map(|at| at.0).min(), places().map(|at| at.0).max()) else { continue };
        let (Some(upper), Some(lower)) = (places().map(|at| at.1).min(), places().map(|at| at.1).max()) else { continue };
        let inside = |at: &(usize, usize)| (first..=last).contains(&at.0) && (upper..=lower).contains(&at.1);
        if parts.grid.at.iter().filter(|at| inside(at)).count() > block.len() {
            continue;
        }
        let corner = Spot { along: positions.along_starts[first] - FRAME, across: positions.across_starts[upper] - FRAME };
        let extent = Extent {
            along: positions.along_starts[last + 1] + FRAME - corner.along,
            across: positions.across_starts[lower + 1] + FRAME - corner.across,
        };
        frames.push(parts.axes.rect(corner, extent));
    }
    frames
}
