//! Which track each line gets in its gap or channel, so that no two lines run on top of one another.
//!
//! Where one line turns into a gap from the left and another leaves it to the right in the same row, the first gets the smaller track:
//! otherwise their stubs would lie on one another and could not be told apart. Lines that end at the same node share a track.

use rustc_hash::FxHashMap;

use super::grid::Grid;
use super::ports::Ports;
use super::ways::{Run, Side, Way, corners, ordered};
use crate::diagram::{Diagram, Edge, Look};
use crate::model::NodeKind;

/// Lines closer than this look like one.
const NEAR: i32 = 8;
/// How far the end of a line is moved that could not be told from another.
const NUDGE: i32 = 10;

/// The tracks of all lines.
pub(super) struct Tracks {
    /// Of each part of each way: its track; 0 for parts that run along rows and columns.
    pub(super) of: Vec<Vec<usize>>,
    /// How many tracks each place across the flow and each place along it needs.
    pub(super) across: Vec<usize>,
    pub(super) along: Vec<usize>,
}

/// What shares a track.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Bundle {
    Into(usize, Side, Look),
    From(usize),
    Alone(usize, usize),
}

/// From which side a line meets another that stands across it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meets {
    Before,
    Behind,
}

/// Where a line in a gap or channel ends: there it meets another of the same way.
#[derive(Clone, Copy)]
struct End {
    place: usize,
    meets: Meets,
    /// How far from the middle of the row or column the other line runs; nothing if that is a line in a channel or gap.
    offset: Option<i32>,
    edge: usize,
    /// The other line leads into the node, or else out of it.
    enters: bool,
}

/// Lines that share a track.
struct Trunk {
    range: (usize, usize),
    ends: Vec<End>,
    parts: Vec<(usize, usize)>,
}

impl Tracks {
    /// Gives out the tracks. Where two stubs would have to lie on one another whatever the order, one is moved aside in `ports`.
    pub(super) fn find(diagram: &Diagram, grid: &Grid, ways: &[Way], ports: &mut Ports) -> Tracks {
        let mut tracks = Tracks {
            of: ways.iter().map(|way| vec![0; way.runs.len()]).collect(),
            across: vec![0; grid.is_row.len()],
            along: vec![0; grid.along],
        };
        let mut places: FxHashMap<(bool, usize), FxHashMap<Bundle, Trunk>> = FxHashMap::default();
        for (at, (edge, way)) in diagram.edges.iter().zip(ways).enumerate() {
            let corners = corners(way, grid.at[edge.from], grid.at[edge.to]);
            for (part, run) in way.runs.iter().enumerate() {
                let place = match *run {
                    Run::Along(across) if !grid.is_row[across] => (true, across),
                    Run::Across(along) if along % 2 == 0 => (false, along),
                    _ => continue,
                };
                let (range, ends) = stretch(&corners, part, place.0, (at, way, ports));
                let bundle = bundle(diagram, edge, way, (at, part), ports);
                let trunks = places.entry(place).or_default();
                let trunk = trunks.entry(bundle).or_insert_with(|| Trunk { range, ends: Vec::new(), parts: Vec::new() });
                trunk.range = (trunk.range.0.min(range.0), trunk.range.1.max(range.1));
                trunk.ends.extend(ends);
                trunk.parts.push((at, part));
            }
        }
        let mut places: Vec<_> = places.into_iter().collect();
        places.sort_unstable_by_key(|(place, _)| *place);
        for ((is_along, place), trunks) in places {
            let mut trunks: Vec<(Bundle, Trunk)> = trunks.into_iter().collect();
            trunks.sort_unstable_by_key(|(bundle, trunk)| (order(trunk), *bundle));
            let trunks: Vec<Trunk> = trunks.into_iter().map(|(_, trunk)| trunk).collect();
            let (given, moved) = give(&trunks);
            let count = given.iter().max().map_or(0, |last| last + 1);
            if is_along {
                tracks.across[place] = count;
            } else {
                tracks.along[place] = count;
            }
            for (trunk, track) in trunks.iter().zip(given) {
                for &(edge, part) in &trunk.parts {
                    tracks.of[edge][part] = track;
                }
            }
            for (edge, enters) in moved {
                let port = if enters { &mut ports.entry[edge] } else { &mut ports.exit[edge] };
                *port += NUDGE;
            }
        }
        tracks
    }
}

/// From where to where a part runs, and how it meets the parts before and behind it.
fn stretch(
    corners: &[(usize, usize)],
    part: usize,
    is_along: bool,
    (edge, way, ports): (usize, &Way, &Ports),
) -> ((usize, usize), [End; 2]) {
    let main = |corner: (usize, usize)| if is_along { corner.0 } else { corner.1 };
    let side = |corner: (usize, usize)| if is_along { corner.1 } else { corner.0 };
    let (here, there) = (corners[part], corners[part + 1]);
    let last = way.runs.len() - 1;
    let end = |corner: (usize, usize), other: (usize, usize), enters: bool| {
        let meets = if side(other) < side(corner) { Meets::Before } else { Meets::Behind };
        // Only the first and the last part of a way run along a row or a column.
        let touches = if enters { part + 1 == last } else { part == 1 };
        let offset = touches.then(|| if enters { ports.entry[edge] } else { ports.exit[edge] });
        End { place: main(corner), meets, offset, edge, enters }
    };
    (ordered(main(here), main(there)), [end(here, corners[part - 1], false), end(there, corners[part + 2], true)])
}

/// What a part shares its track with: with all that lead into the same side of a node, or with all that leave a node unwritten.
fn bundle(diagram: &Diagram, edge: &Edge, way: &Way, (at, part): (usize, usize), ports: &Ports) -> Bundle {
    let last = way.runs.len() - 1;
    let trunk = part == 1 && way.exit == Side::Front && edge.label.is_empty() && ports.exit[at] == 0;
    if trunk && diagram.nodes[edge.from].kind == NodeKind::Fork {
        Bundle::From(edge.from)
    } else if part + 1 == last && ports.entry[at] == 0 {
        Bundle::Into(edge.to, way.entry, edge.look())
    } else {
        Bundle::Alone(at, part)
    }
}

/// The order in which lines of one gap or channel would cross least: first what comes back to where it came from, the short before the
/// long; then what goes on, the far before the near; last what turns round, the long before the short.
fn order(trunk: &Trunk) -> (u8, i64) {
    let length = i64::try_from(trunk.range.1 - trunk.range.0).unwrap_or(0);
    let mean = |meets: Meets| {
        let ends: Vec<i64> = trunk.ends.iter().filter(|end| end.meets == meets).map(weight).collect();
        (!ends.is_empty()).then(|| ends.iter().sum::<i64>() / i64::try_from(ends.len()).unwrap_or(1))
    };
    match (mean(Meets::Before), mean(Meets::Behind)) {
        (Some(before), Some(behind)) if behind >= before => (1, -before),
        (Some(before), Some(_)) => (1, before),
        (Some(_), None) => (0, length),
        (None, _) => (2, -length),
    }
}

fn weight(end: &End) -> i64 {
    i64::try_from(end.place).unwrap_or(0) * 10_000 + i64::from(end.offset.unwrap_or(0))
}

/// The track of each trunk; and the ends that must be moved aside: of which edge, and whether its last part.
fn give(trunks: &[Trunk]) -> (Vec<usize>, Vec<(usize, bool)>) {
    let count = trunks.len();
    let mut at: FxHashMap<usize, Vec<(usize, End)>> = FxHashMap::default();
    for (trunk, end) in trunks.iter().enumerate().flat_map(|(at, trunk)| trunk.ends.iter().map(move |end| (at, *end))) {
        if end.offset.is_some() && end.meets == Meets::Behind {
            at.entry(end.place).or_default().push((trunk, end));
        }
    }
    let mut behind: Vec<Vec<(usize, End)>> = vec![Vec::new(); count];
    let mut waits = vec![0; count];
    for (first, end) in trunks.iter().enumerate().flat_map(|(at, trunk)| trunk.ends.iter().map(move |end| (at, *end))) {
        let Some(offset) = end.offset.filter(|_| end.meets == Meets::Before) else { continue };
        for &(then, other) in at.get(&end.place).map_or(&[][..], Vec::as_slice) {
            if then != first && other.offset.is_some_and(|there| (there - offset).abs() < NEAR) {
                behind[first].push((then, other));
                waits[then] += 1;
            }
        }
    }
    let mut given: Vec<Option<usize>> = vec![None; count];
    let mut least = vec![0; count];
    let mut moved = Vec::new();
    let mut tracks: Vec<Vec<(usize, usize)>> = Vec::new();
    for _ in 0..count {
        let open = (0..count).filter(|&at| given[at].is_none());
        // Where each waits for another, the first in order goes first, and what it should have waited for is moved aside.
        let Some(next) = open.clone().find(|&at| waits[at] == 0).or_else(|| open.clone().next()) else { break };
        let range = trunks[next].range;
        let free = |track: &Vec<(usize, usize)>| track.iter().all(|other| other.1 < range.0 || range.1 < other.0);
        let track = (least[next]..tracks.len()).find(|&at| free(&tracks[at])).unwrap_or(tracks.len().max(least[next]));
        tracks.resize_with(tracks.len().max(track + 1), Vec::new);
        tracks[track].push(range);
        given[next] = Some(track);
        for &(then, end) in &behind[next] {
            waits[then] -= 1;
            least[then] = least[then].max(track + 1);
            if given[then].is_some() {
                moved.push((end.edge, end.enters));
            }
        }
    }
    moved.sort_unstable();
    moved.dedup();
    (given.into_iter().flatten().collect(), moved)
}
