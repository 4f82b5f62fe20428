//! How often a case comes to each node on average: ν (I − P) = start, solved over strongly connected components.
//!
//! Decisions split the flow by their probabilities. A fork sends all of it into every branch, and every way into an AND join must
//! bring the same. Inside a loop, a parallel block is passed from its fork to its join at once, and its branches hang beside that.

use rustc_hash::FxHashMap;

use super::{Graph, NodeTime};
use crate::ast::quantity::Percent;
use crate::model::{EdgeId, EdgeKind, NodeId, NodeKind};

/// The largest loop that is solved.
const LARGEST: usize = 100;

/// How far two flows may differ that are the same but for rounding.
const NEAR: f64 = 1e-9;

/// How often a case comes to each node and takes each edge, on average.
#[derive(Debug)]
pub struct Visits {
    /// How often a case comes to each node.
    often: Vec<f64>,
    /// How often a case that comes to a node comes there altogether.
    rounds: Vec<f64>,
    /// How often a case takes each edge.
    flow: Vec<f64>,
    /// For each edge with `max`, how often a case that has taken it takes it again.
    again: FxHashMap<EdgeId, f64>,
    /// Nothing runs at the same time.
    sequential: bool,
}

impl Visits {
    /// Works the visits out; probabilities count, `max` does not.
    ///
    /// `None` where they are not known: several starts, a missing probability, a loop of more than 100 nodes or one that a case
    /// may never leave, branches that do not all get to their join, or a raw fork or join in a loop.
    #[must_use]
    pub fn find(graph: &Graph) -> Option<Visits> {
        let variant = graph.variant();
        let mut starts = graph.starts();
        let start = starts.next().filter(|_| starts.next().is_none())?;
        let reached = graph.cases_from([start]);
        let mut visits = Visits {
            often: vec![0.0; graph.len()],
            rounds: vec![1.0; graph.len()],
            flow: vec![0.0; variant.edges.len()],
            again: FxHashMap::default(),
            sequential: true,
        };
        for component in graph.components() {
            let first = component[0];
            if !reached[first.index()] {
                continue;
            }
            let parallel = |&id: &NodeId| matches!(variant.node(id).kind, NodeKind::Fork | NodeKind::Join);
            visits.sequential &= !component.iter().any(parallel);
            if component.len() > 1 || graph.successors(first).any(|next| next == first) {
                visits.through(graph, &component)?;
            } else {
                let entering = graph.entering(first).iter().map(|edge| visits.flow[edge.index()]);
                visits.often[first.index()] = match variant.node(first).kind {
                    NodeKind::Start => 1.0,
                    NodeKind::Join => same(entering)?,
                    _ => entering.sum(),
                };
                for (edge, share) in ways(graph, first)? {
                    visits.flow[edge.index()] = visits.often[first.index()] * share;
                }
            }
        }
        Some(visits)
    }

    /// How often a case comes to a node.
    #[must_use]
    pub fn of(&self, id: NodeId) -> f64 {
        self.often[id.index()]
    }

    /// How often a case comes to a node again, beyond the first time.
    #[must_use]
    pub fn rework(&self, id: NodeId) -> f64 {
        self.often[id.index()] * (1.0 - 1.0 / self.rounds[id.index()])
    }

    /// How likely it is that a case takes an edge more often than `max` says.
    #[must_use]
    pub fn over(&self, edge: EdgeId, max: u32) -> Option<f64> {
        let again = self.again.get(&edge)?;
        let once_more = again / (1.0 + again);
        Some(self.flow[edge.index()] * (1.0 - once_more) * once_more.powf(f64::from(max)))
    }

    /// Whether nothing runs at the same time, so that the times of all visits add up to the time of the case.
    #[must_use]
    pub fn is_sequential(&self) -> bool {
        self.sequential
    }

    /// Solves a loop.
    fn through(&mut self, graph: &Graph, nodes: &[NodeId]) -> Option<()> {
        let variant = graph.variant();
        if nodes.len() > LARGEST {
            return None;
        }
        let local: FxHashMap<NodeId, usize> = nodes.iter().enumerate().map(|(at, &id)| (id, at)).collect();
        let mut rows = vec![vec![0.0; nodes.len()]; nodes.len()];
        let mut leaves = vec![1.0; nodes.len()];
        for (at, &id) in nodes.iter().enumerate() {
            rows[at][at] += 1.0;
            if matches!(variant.node(id).kind, NodeKind::Fork | NodeKind::Join) {
                let block = &variant.blocks[variant.node(id).block?];
                let (fork, join) = (*local.get(&block.fork)?, *local.get(&block.join)?);
                if at == fork {
                    rows[fork][join] -= 1.0;
                    leaves[fork] = 0.0;
                }
            }
            for (edge, share) in ways(graph, id)? {
                let to = variant.edge(edge).to;
                let Some(&inside) = local.get(&to) else { continue };
                // What comes to a join is counted at its fork.
                if variant.node(to).kind != NodeKind::Join {
                    rows[at][inside] -= share;
                }
                if variant.node(id).kind != NodeKind::Fork {
                    leaves[at] -= share;
                }
            }
        }
        let inverse = inverse(rows)?;
        let outside = |id: NodeId| {
            let entering = graph.entering(id).iter().filter(|&&edge| !local.contains_key(&variant.edge(edge).from));
            entering.map(|edge| self.flow[edge.index()]).sum::<f64>()
        };
        let enters: Vec<f64> = nodes.iter().map(|&id| outside(id)).collect();
        for (at, &id) in nodes.iter().enumerate() {
            self.often[id.index()] = enters.iter().zip(&inverse).map(|(enters, row)| enters * row[at]).sum();
        }
        for (at, &id) in nodes.iter().enumerate() {
            for (edge, share) in ways(graph, id)? {
                self.flow[edge.index()] = self.often[id.index()] * share;
            }
            // A case in a branch goes on behind the join.
            let mut row = inverse[at].clone();
            let mut inner = variant.node(id).within;
            for _ in 0..variant.blocks.len() {
                let Some(block) = inner.map(|block| &variant.blocks[block]) else { break };
                let Some(&join) = local.get(&block.join) else { break };
                row.iter_mut().zip(&inverse[join]).for_each(|(own, more)| *own += more);
                inner = variant.node(block.fork).within;
            }
            if !near(row.iter().zip(&leaves).map(|(visits, leaves)| visits * leaves).sum(), 1.0) {
                return None;
            }
            self.rounds[id.index()] = row[at];
            for &edge in graph.entering(id).iter().filter(|&&edge| variant.edge(edge).max.is_some()) {
                let Some(&from) = local.get(&variant.edge(edge).from) else { continue };
                let share = ways(graph, variant.edge(edge).from)?.into_iter().find(|way| way.0 == edge).map_or(0.0, |way| way.1);
                self.again.insert(edge, row[from] * share);
            }
        }
        let mut joins = nodes.iter().filter(|id| variant.node(**id).kind == NodeKind::Join);
        let whole = |id: &NodeId| graph.entering(*id).iter().all(|edge| near(self.flow[edge.index()], self.often[id.index()]));
        joins.all(whole).then_some(())
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= NEAR * b.abs().max(1.0)
}

/// What several ways bring, if all bring the same.
fn same(flows: impl Iterator<Item = f64>) -> Option<f64> {
    let flows: Vec<f64> = flows.collect();
    let first = *flows.first()?;
    flows.iter().all(|&flow| near(flow, first)).then_some(first)
}

/// Where a case goes from a node, and how likely.
fn ways(graph: &Graph, id: NodeId) -> Option<Vec<(EdgeId, f64)>> {
    const ONE: i64 = 1_000_000_000;
    let variant = graph.variant();
    if variant.node(id).kind == NodeKind::Fork {
        return Some(graph.leaving(id).iter().map(|&edge| (edge, 1.0)).collect());
    }
    let mut open = None;
    let mut rest = ONE;
    let mut ways = Vec::new();
    for &at in graph.leaving(id) {
        let edge = variant.edge(at);
        match (edge.probability, edge.kind) {
            // How long a case that times out was there is not the node's time.
            (Some(_), EdgeKind::Timeout(_)) => return None,
            (Some(Percent { billionths }), _) => {
                rest -= billionths;
                ways.push((at, billionths));
            }
            // A timeout that the node never reaches.
            (None, EdgeKind::Timeout(after)) if in_time(NodeTime::of(variant.node(id), after.clock), after.ms) => {}
            (None, _) if open.is_none() => open = Some(at),
            (None, _) => return None,
        }
    }
    if let Some(to) = open {
        ways.push((to, rest));
        rest = 0;
    }
    let complete = rest.abs() <= ONE / 100 && ways.iter().all(|&(_, p)| p >= 0) || ways.is_empty();
    #[allow(clippy::cast_precision_loss, reason = "about 1e9")]
    complete.then(|| ways.into_iter().map(|(to, p)| (to, p as f64 / (ONE - rest) as f64)).collect())
}

fn in_time(own: NodeTime, limit: i64) -> bool {
    own.known && own.worst <= limit
}

/// The inverse by Gauss-Jordan elimination with partial pivoting. `None` if there is none: a case may never leave the loop.
fn inverse(mut rows: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let size = rows.len();
    for (at, row) in rows.iter_mut().enumerate() {
        row.extend((0..size).map(|column| f64::from(u8::from(column == at))));
    }
    for column in 0..size {
        let pivot = (column..size).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        if rows[pivot][column].abs() < 1e-12 {
            return None;
        }
        rows.swap(column, pivot);
        let mut own = std::mem::take(&mut rows[column]);
        let by = own[column];
        for cell in &mut own {
            *cell /= by;
        }
        for row in rows.iter_mut().filter(|row| !row.is_empty() && row[column] != 0.0) {
            let factor = row[column];
            row.iter_mut().zip(&own).skip(column).for_each(|(cell, above)| *cell -= factor * above);
        }
        rows[column] = own;
    }
    Some(rows.into_iter().map(|mut row| row.split_off(size)).collect())
}
