//! The bounded worst case: the longest way of a case in which no edge is taken more often than its `max`.
//!
//! Loop counters are per case. The worst of an AND block is the worst of its branches, and counters of different branches are
//! independent, so over several rounds it is the largest way to share the rounds out among the branches: the same as for XOR.
//! The worst case is therefore the longest walk in which an edge with `max k` occurs at most k times.
//!
//! Outside loops that is the longest path of an acyclic graph. In a loop, the walk is cut at the bounded edges: between two of
//! them it is the longest path in what remains, which is acyclic unless a loop has no bound; the pieces are put together by
//! dynamic programming over how often each bounded edge was taken. In general the problem is NP-hard; beyond `BUDGET` states
//! per loop only so many rounds are tried as it affords, which gives a way that long at least, and an upper bound beside it.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::rounds::{Rounds, affordable, rounds};
use super::shortest::edge_time;
use super::{Graph, Times};
use crate::model::{EdgeId, NodeId, NodeKind};

/// The worst case from the start to an end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Worst {
    /// No way leads from a start to an end.
    Never,
    /// That long, along these nodes.
    Exactly {
        /// Milliseconds.
        ms: i64,
        /// The nodes in order, as often as they occur.
        path: Vec<NodeId>,
    },
    /// Too many loops depend on one another to say it exactly.
    Between {
        /// At least that long, milliseconds,
        least: i64,
        /// along these nodes;
        path: Vec<NodeId>,
        /// and at most that long.
        most: i64,
    },
    /// There is no longest: this edge closes a loop that takes time and has no `max`.
    Unbounded(EdgeId),
}

/// Finds the bounded worst case. `takes_time` says whether a node may take time, known or not.
#[must_use]
pub fn longest(graph: &Graph, times: &Times, takes_time: &dyn Fn(NodeId) -> bool) -> Worst {
    longest_to(graph, times, takes_time, &graph.ends().collect::<Vec<_>>(), &|end| times.of(end).worst)
}

/// Finds the longest way to the first of some nodes, and what `own` says of the time there. What comes behind them does not count.
#[must_use]
pub fn longest_to(
    graph: &Graph,
    times: &Times,
    takes_time: &dyn Fn(NodeId) -> bool,
    goals: &[NodeId],
    own: &dyn Fn(NodeId) -> i64,
) -> Worst {
    let mut goal = vec![false; graph.len()];
    for id in goals {
        goal[id.index()] = true;
    }
    let reached = graph.cases_until(graph.starts(), &goal);
    let reaching = graph.reaching(goals.iter().copied());
    let on_way = |id: NodeId| reached[id.index()] && reaching[id.index()];
    let mut search =
        Search { graph, times, goal, arrival: vec![None; graph.len()], before: vec![None; graph.len()], more: None, loops: Vec::new() };
    for component in graph.components() {
        if !on_way(component[0]) {
            continue;
        }
        let cyclic = component.len() > 1 || graph.leaving(component[0]).iter().any(|&edge| graph.variant().edge(edge).to == component[0]);
        let mut component = component;
        component.sort_unstable();
        if cyclic {
            if let Some(edge) = search.cyclic(&component, &on_way, takes_time) {
                return Worst::Unbounded(edge);
            }
        } else {
            search.seed(component[0], &|_| false);
        }
    }
    let last = goals
        .iter()
        .filter_map(|&end| search.arrival[end.index()].map(|at| (at + own(end), end)))
        .max_by_key(|&(ms, end)| (ms, std::cmp::Reverse(end)));
    match last {
        None => Worst::Never,
        Some((ms, end)) => {
            let path = search.path(end);
            match search.more {
                None => Worst::Exactly { ms, path },
                Some(more) => Worst::Between { least: ms, path, most: ms.saturating_add(more) },
            }
        }
    }
}

struct Search<'g, 'm> {
    graph: &'g Graph<'m>,
    times: &'g Times,
    /// Where a way ends.
    goal: Vec<bool>,
    /// The latest time at which each node can begin.
    arrival: Vec<Option<i64>>,
    /// How a case gets there that late.
    before: Vec<Option<Before>>,
    /// How much longer it can be at most, where not every round was tried.
    more: Option<i64>,
    /// What is known of each loop, to write the way through it down.
    loops: Vec<Loop>,
}

struct Loop {
    nodes: Vec<NodeId>,
    outer: Vec<Option<Before>>,
    first: Sweep,
    sweeps: Vec<Sweep>,
    bounded: Vec<Bounded>,
    rounds: Rounds,
}

/// A bounded edge of a loop: from, to, time, how often.
pub(super) type Bounded = (usize, usize, i64, u32);

/// The bounded edge taken last, and the state behind it; none if no bounded edge was taken.
type Via = Option<(usize, usize)>;

#[derive(Clone, Copy)]
enum Before {
    /// From that node.
    Node(NodeId),
    /// Through a loop, to the node at that place in it.
    Loop(usize, usize, Via),
}

impl Search<'_, '_> {
    /// The latest arrival at a node from outside its component; 0 at a start.
    fn seed(&mut self, id: NodeId, inside: &dyn Fn(NodeId) -> bool) {
        let variant = self.graph.variant();
        let mut best = (variant.node(id).kind == NodeKind::Start).then_some((0, None));
        for &edge in self.graph.entering(id) {
            let from = variant.edge(edge).from;
            let Some(at) = self.arrival[from.index()].filter(|_| !inside(from) && !self.goal[from.index()]) else { continue };
            let arrives = at + edge_time(self.graph, self.times, edge, true);
            if best.is_none_or(|(latest, _)| arrives > latest) {
                best = Some((arrives, Some(from)));
            }
        }
        self.arrival[id.index()] = best.map(|(at, _)| at);
        self.before[id.index()] = best.and_then(|(_, from)| from).map(Before::Node);
    }

    /// Works out a loop. Returns an edge if the loop has no bound.
    fn cyclic(&mut self, nodes: &[NodeId], on_way: &dyn Fn(NodeId) -> bool, takes_time: &dyn Fn(NodeId) -> bool) -> Option<EdgeId> {
        let variant = self.graph.variant();
        let local: FxHashMap<NodeId, usize> = nodes.iter().enumerate().map(|(at, &id)| (id, at)).collect();
        let mut free: Vec<(usize, usize, i64, EdgeId)> = Vec::new();
        let mut bounded: Vec<Bounded> = Vec::new();
        for &id in nodes.iter().filter(|id| !self.goal[id.index()]) {
            for &at in self.graph.leaving(id) {
                let edge = variant.edge(at);
                let Some(&to) = local.get(&edge.to).filter(|_| on_way(edge.to)) else { continue };
                let time = edge_time(self.graph, self.times, at, true);
                match edge.max {
                    None => free.push((local[&id], to, time, at)),
                    Some(0) => {}
                    Some(max) => bounded.push((local[&id], to, time, max)),
                }
            }
        }
        // What remains without the bounded edges: acyclic, or loops that take no time, or no bound at all.
        let mut rest: DiGraph<(), ()> = DiGraph::new();
        for _ in nodes {
            rest.add_node(());
        }
        for &(from, to, ..) in &free {
            rest.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
        }
        let mut groups = kosaraju_scc(&rest);
        groups.reverse();
        let mut group_of = vec![0; nodes.len()];
        for (number, group) in groups.iter().enumerate() {
            for index in group {
                group_of[index.index()] = number;
            }
        }
        let timed =
            |&&(from, to, time, _): &&(usize, usize, i64, EdgeId)| group_of[from] == group_of[to] && (time > 0 || takes_time(nodes[from]));
        let cyclic = |from: usize, to: usize| group_of[from] == group_of[to];
        if free.iter().any(|edge| timed(&edge)) {
            // The edge that goes back furthest in the order of declaration is the one an author would bound.
            let back = free.iter().filter(|&&(from, to, ..)| {
                cyclic(from, to) && free.iter().filter(timed).any(|&(other, ..)| group_of[other] == group_of[from])
            });
            return back.max_by_key(|&&(from, to, _, edge)| (from as i64 - to as i64, std::cmp::Reverse(edge))).map(|&(.., edge)| edge);
        }
        let order: Vec<usize> = groups.iter().flatten().map(|index| index.index()).collect();
        let mut out: Vec<Vec<(usize, i64)>> = vec![Vec::new(); nodes.len()];
        for &(from, to, time, _) in free.iter().filter(|&&(from, to, ..)| !cyclic(from, to)) {
            out[from].push((to, time));
        }
        let groups: Vec<Vec<usize>> = groups.iter().map(|group| group.iter().map(|index| index.index()).collect()).collect();
        let acyclic = Acyclic { order, groups, group_of, out };

        let inside = |id: NodeId| local.contains_key(&id);
        for &id in nodes {
            self.arrival[id.index()] = None;
        }
        let mut seeds = vec![None; nodes.len()];
        for (at, &id) in nodes.iter().enumerate() {
            self.seed(id, &inside);
            seeds[at] = self.arrival[id.index()];
        }
        let outer: Vec<Option<Before>> = nodes.iter().map(|id| self.before[id.index()]).collect();
        let first = acyclic.sweep(&seeds);
        let tried = affordable(&bounded, nodes.len());
        let sweeps: Vec<Sweep> = tried
            .iter()
            .map(|&(_, head, ..)| {
                let mut seeds = vec![None; nodes.len()];
                seeds[head] = Some(0);
                acyclic.sweep(&seeds)
            })
            .collect();
        let most = (tried != bounded).then(|| self.upper_bound(nodes, &first, &bounded));
        let rounds = rounds(&tried, &first, &sweeps);
        self.put_together(Loop { nodes: nodes.to_vec(), outer, first, sweeps, bounded: tried, rounds });
        if let Some(most) = most {
            // Whoever arrives later here by so much arrives later anywhere behind by no more.
            let least = nodes.iter().filter_map(|id| self.arrival[id.index()]).min().unwrap_or(0);
            self.more = Some(self.more.unwrap_or(0).saturating_add(most - least));
        }
        None
    }

    /// The latest arrival at each node of a loop, and the way to it.
    fn put_together(&mut self, inner: Loop) {
        for (at, &id) in inner.nodes.iter().enumerate() {
            let mut best: Option<(i64, Via)> = inner.first.at[at].map(|ms| (ms, None));
            for (edge, sweep) in inner.sweeps.iter().enumerate() {
                let Some((ms, state)) = inner.rounds.best[edge] else { continue };
                let Some(more) = sweep.at[at] else { continue };
                if best.is_none_or(|(latest, _)| ms + more > latest) {
                    best = Some((ms + more, Some((edge, state))));
                }
            }
            self.arrival[id.index()] = best.map(|(ms, _)| ms);
            self.before[id.index()] = best.map(|(_, via)| Before::Loop(self.loops.len(), at, via));
        }
        self.loops.push(inner);
    }

    /// More than any walk can take: each bounded edge as often as it may, each time with all the time in the loop behind it.
    fn upper_bound(&self, nodes: &[NodeId], first: &Sweep, bounded: &[Bounded]) -> i64 {
        let round: i64 = nodes.iter().map(|&id| self.times.of(id).worst).fold(0, i64::saturating_add);
        let entry = first.at.iter().flatten().copied().max().unwrap_or(0);
        let more = bounded.iter().map(|&(_, _, time, max)| round.saturating_add(time).saturating_mul(i64::from(max)));
        more.fold(entry, i64::saturating_add)
    }

    /// The nodes on the way to one, in order.
    fn path(&self, end: NodeId) -> Vec<NodeId> {
        let mut path = vec![end];
        let mut at = end;
        loop {
            let from = match self.before[at.index()] {
                None => break,
                Some(Before::Node(from)) => Some(from),
                Some(Before::Loop(inner, place, via)) => self.loops[inner].way(place, via, &mut path),
            };
            let Some(from) = from else { break };
            path.push(from);
            at = from;
        }
        path.reverse();
        path
    }
}

impl Loop {
    /// Writes the way to a node of the loop down, backwards and without the node itself; gives the node before the loop.
    fn way(&self, place: usize, mut via: Via, path: &mut Vec<NodeId>) -> Option<NodeId> {
        let mut here = place;
        loop {
            let sweep = via.map_or(&self.first, |(edge, _)| &self.sweeps[edge]);
            while let Some(before) = sweep.before[here] {
                here = before;
                path.push(self.nodes[here]);
            }
            let Some((edge, state)) = via else { break };
            here = self.bounded[edge].0;
            path.push(self.nodes[here]);
            via = self.rounds.came_from(edge, state);
        }
        match self.outer[here] {
            Some(Before::Node(id)) => Some(id),
            _ => None,
        }
    }
}

/// A loop without its bounded edges. Groups of nodes among which no time passes count as one.
struct Acyclic {
    order: Vec<usize>,
    groups: Vec<Vec<usize>>,
    group_of: Vec<usize>,
    out: Vec<Vec<(usize, i64)>>,
}

/// Longest ways from some nodes.
pub(super) struct Sweep {
    pub at: Vec<Option<i64>>,
    before: Vec<Option<usize>>,
}

impl Acyclic {
    fn sweep(&self, seeds: &[Option<i64>]) -> Sweep {
        let mut sweep = Sweep { at: seeds.to_vec(), before: vec![None; seeds.len()] };
        let mut last_group = usize::MAX;
        for &from in &self.order {
            if self.group_of[from] != last_group {
                last_group = self.group_of[from];
                self.level(&mut sweep, last_group);
            }
            let Some(at) = sweep.at[from] else { continue };
            for &(to, time) in &self.out[from] {
                if sweep.at[to].is_none_or(|latest| at + time > latest) {
                    sweep.at[to] = Some(at + time);
                    sweep.before[to] = Some(from);
                }
            }
        }
        sweep
    }

    /// Within a group, every node is reached as late as the latest.
    fn level(&self, sweep: &mut Sweep, group: usize) {
        let group = &self.groups[group];
        if group.len() < 2 {
            return;
        }
        let Some((latest, best)) = group.iter().filter_map(|&at| sweep.at[at].map(|ms| (ms, at))).max() else { return };
        for &at in group.iter().filter(|&&at| at != best) {
            if sweep.at[at].is_none_or(|ms| ms < latest) {
                sweep.at[at] = Some(latest);
                sweep.before[at] = Some(best);
            }
        }
    }
}

/// How long a parallel block takes at worst from its fork to its join, in milliseconds; a loop within counts one round.
#[must_use]
pub fn longest_block(graph: &Graph, times: &Times, fork: NodeId, join: NodeId) -> Option<i64> {
    let mut arrival: FxHashMap<NodeId, i64> = FxHashMap::from_iter([(fork, 0)]);
    for id in graph.reverse_post_order() {
        let Some(&at) = arrival.get(&id).filter(|_| id != join) else { continue };
        for &edge in graph.leaving(id) {
            let latest = arrival.entry(graph.variant().edge(edge).to).or_default();
            *latest = (at + edge_time(graph, times, edge, true)).max(*latest);
        }
    }
    arrival.get(&join).copied()
}
