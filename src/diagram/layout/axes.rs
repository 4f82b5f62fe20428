//! The two axes of a layout: along the flow and across the lanes. Everything is worked out on them; which is `x` and which is `y` is
//! decided once, here.

use super::{Point, Rect};
use crate::diagram::Direction;

/// How long something is along the flow and across it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Extent {
    pub(super) along: i32,
    pub(super) across: i32,
}

/// A place: along the flow and across it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Spot {
    pub(super) along: i32,
    pub(super) across: i32,
}

/// Which axis is which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Axes(pub(super) Direction);

impl Axes {
    /// The extent of something so wide and so high.
    pub(super) fn extent(self, width: i32, height: i32) -> Extent {
        match self.0 {
            Direction::Right => Extent { along: width, across: height },
            Direction::Down => Extent { along: height, across: width },
        }
    }

    pub(super) fn point(self, spot: Spot) -> Point {
        match self.0 {
            Direction::Right => Point { x: spot.along, y: spot.across },
            Direction::Down => Point { x: spot.across, y: spot.along },
        }
    }

    /// The rectangle with that first corner.
    pub(super) fn rect(self, corner: Spot, extent: Extent) -> Rect {
        let Point { x, y } = self.point(corner);
        let Point { x: width, y: height } = self.point(Spot { along: extent.along, across: extent.across });
        Rect { x, y, width, height }
    }
}
