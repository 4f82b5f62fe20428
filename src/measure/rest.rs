//! Flows whose parallel parts are no blocks: as a net for the token game.

use super::game::{Net, NetLink, NetSpot};
use super::pmf::{Pmf, Spread, Weight};
use super::{Blocks, Number};
use crate::graph::{BlockId, Graph, Times, edge_time};
use crate::model::NodeKind;

/// Moves of a game in fractions beyond which it is played in floats.
const EXACT_MOVES: usize = 40_000;

/// Moves of a game in floats beyond which it is given up.
const MOVES: usize = 200_000;

/// What comes of a flow that is no block.
#[derive(Debug)]
pub struct Outcome {
    /// The mean time of the cases that end.
    pub mean: Number,
    /// Their times.
    pub spread: Spread,
    /// How likely a case ends.
    pub completes: Number,
    /// How often each block that is left over is passed.
    pub passed: Vec<(BlockId, Number)>,
}

impl Blocks<'_> {
    /// Plays the token game. `None` if something is not known, there are too many states, or no case ends.
    #[must_use]
    pub fn play(self) -> Option<Outcome> {
        if self.structure.rest().spots.is_empty() {
            return None;
        }
        let small = |block: BlockId| self.small(block);
        if let Some(net) = self.net(small)
            && let Some(played) = net.play(0, EXACT_MOVES)
        {
            return self.outcome(&played);
        }
        let net = self.net(|block| self.spread(block).filter(Spread::is_exact).map(|spread| spread.low().clone()))?;
        let played = net.play(0, MOVES)?;
        self.outcome(&played)
    }

    fn net<W: Weight>(self, pmf: impl Fn(BlockId) -> Option<Pmf<W>>) -> Option<Net<W>> {
        let rest = self.structure.rest();
        let spots = rest.spots.iter().enumerate().map(|(at, spot)| {
            let time = match spot.block {
                Some(block) => Some(pmf(block)?),
                None => None,
            };
            Some(NetSpot { joins: spot.joins, forks: spot.forks, ends: at == 1, time })
        });
        let mut whole = vec![Number::zero(); rest.spots.len()];
        let mut shares = Vec::with_capacity(rest.links.len());
        for link in &rest.links {
            let sure = rest.spots[link.from].forks || rest.links.iter().filter(|other| other.from == link.from).count() == 1;
            let share = if sure {
                Number::one()
            } else if link.way.edges.is_empty() {
                return None;
            } else {
                self.shares.of_all(&link.way.edges)?
            };
            whole[link.from] = &whole[link.from] + &share;
            shares.push((share, sure));
        }
        let links = rest.links.iter().zip(&shares).map(|(link, (share, sure))| {
            let time = if share.is_zero() { Pmf::always(0) } else { link.way.block.map_or(Some(Pmf::always(0)), &pmf)? };
            let share = W::from_number(&if *sure { share.clone() } else { share / &whole[link.from] });
            Some(NetLink { from: link.from, to: link.to, share, max: None, time })
        });
        Some(Net { spots: spots.collect::<Option<_>>()?, links: links.collect::<Option<_>>()? })
    }

    fn outcome<W: Weight>(self, played: &super::game::Played<W>) -> Option<Outcome> {
        let rest = self.structure.rest();
        // A residue that was left out is no fraction any more.
        let number = |weight: &W| if played.whole { weight.to_number() } else { Number::near(weight.near()) };
        let ended = Number::sum(&played.ended.points().iter().map(|point| number(&point.1)).collect::<Vec<_>>());
        if ended.to_f64() < 1e-9 {
            return None;
        }
        let points: Vec<(i64, Number)> = played.ended.points().iter().map(|(ms, p)| (*ms, &number(p) / &ended)).collect();
        let completes = if played.stuck.near() > 0.0 { ended } else { Number::one() };
        let spread = Spread::exactly(Pmf::of(points.iter().map(|(ms, p)| (*ms, p.to_f64())).collect()));
        let spots = rest.spots.iter().zip(&played.spots).filter_map(|(spot, passed)| Some((spot.block?, number(passed))));
        let links = rest.links.iter().zip(&played.links).filter_map(|(link, passed)| Some((link.way.block?, number(passed))));
        Some(Outcome { mean: Pmf::of(points).exact_mean(), spread, completes, passed: spots.chain(links).collect() })
    }
}

/// The shortest or the longest time of a case if every limit is kept, whichever ways it takes; `None` if there are too many states, or no case ends.
#[must_use]
pub fn extreme(graph: &Graph, times: &Times, longest: bool) -> Option<i64> {
    let variant = graph.variant();
    let first = graph.len();
    let reached = graph.cases_from(graph.starts());
    let mut spots: Vec<NetSpot<f64>> = variant
        .nodes()
        .map(|(_, node)| NetSpot { joins: node.kind == NodeKind::Join, forks: node.kind == NodeKind::Fork, ends: false, time: None })
        .collect();
    spots.push(NetSpot { joins: false, forks: false, ends: false, time: None });
    spots.push(NetSpot { joins: false, forks: false, ends: true, time: None });
    let link = |from: usize, to: usize, max: Option<u32>, ms: i64| NetLink { from, to, share: 1.0, max, time: Pmf::always(ms) };
    let mut links: Vec<NetLink<f64>> = graph.starts().map(|start| link(first, start.index(), None, 0)).collect();
    for (id, node) in variant.nodes().filter(|(id, _)| reached[id.index()]) {
        if node.kind == NodeKind::End {
            let own = if longest { times.of(id).worst } else { times.of(id).best };
            links.push(link(id.index(), first + 1, None, own));
            continue;
        }
        for &at in graph.leaving(id) {
            let edge = variant.edge(at);
            links.push(link(id.index(), edge.to.index(), edge.max, edge_time(graph, times, at, longest)));
        }
    }
    Net { spots, links }.extreme(first, longest)
}
