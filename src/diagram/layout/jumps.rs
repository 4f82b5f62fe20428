//! Where lines cross: there the horizontal one jumps over the vertical one.

use super::{Point, Route};

/// Finds the crossings of all routes. Ends and corners that only touch another line are none.
pub(super) fn find(routes: &mut [Route]) {
    // Vertical parts by where they stand: x, upper end, lower end.
    let mut upright: Vec<(i32, i32, i32)> = Vec::new();
    for route in routes.iter() {
        for pair in route.points.windows(2).filter(|pair| pair[0].x == pair[1].x) {
            upright.push((pair[0].x, pair[0].y.min(pair[1].y), pair[0].y.max(pair[1].y)));
        }
    }
    upright.sort_unstable();
    for route in routes {
        let mut jumps = Vec::new();
        for pair in route.points.windows(2).filter(|pair| pair[0].y == pair[1].y) {
            let (left, right, y) = (pair[0].x.min(pair[1].x), pair[0].x.max(pair[1].x), pair[0].y);
            let first = upright.partition_point(|line| line.0 <= left);
            let here = upright[first..].iter().take_while(|line| line.0 < right);
            let mut found: Vec<Point> = here.filter(|line| line.1 < y && y < line.2).map(|line| Point { x: line.0, y }).collect();
            found.dedup();
            if pair[0].x > pair[1].x {
                found.reverse();
            }
            jumps.append(&mut found);
        }
        route.jumps = jumps;
    }
}
