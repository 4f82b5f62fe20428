//! The token game, played out: what the algorithms are measured against.

use std::collections::{BTreeMap, BTreeSet};

use flowright::graph::{Defect, Fault, Graph};
use flowright::model::{EdgeId, NodeId, NodeKind};

/// Where a token can be: before a node, or at a join on one of its ways in. What nothing reaches sends nothing.
pub(crate) struct Game<'g> {
    graph: &'g Graph<'g>,
    places: BTreeMap<(NodeId, Option<EdgeId>), usize>,
    reached: Vec<bool>,
    moves: Vec<Go>,
}

/// What a node can do: take tokens and make others.
struct Go {
    node: NodeId,
    takes: Vec<usize>,
    makes: Vec<usize>,
}

/// What can happen next, for each marking; and which nodes run.
type Explored = (BTreeMap<Marking, Vec<Marking>>, BTreeSet<NodeId>);

/// How many tokens are in each place; the last place is where a case ends.
pub(crate) type Marking = Vec<u8>;

impl<'g> Game<'g> {
    pub(crate) fn new(graph: &'g Graph<'g>) -> Game<'g> {
        let ends: Vec<bool> = graph.variant().nodes.iter().map(|node| node.kind == NodeKind::End).collect();
        let reached = graph.cases_until(graph.starts(), &ends);
        let mut game = Game { graph, places: BTreeMap::new(), reached, moves: Vec::new() };
        for (id, node) in graph.variant().nodes().filter(|(id, node)| game.reached[id.index()] && node.kind != NodeKind::End) {
            let entries: Vec<Option<EdgeId>> = if node.kind == NodeKind::Join { game.entries(id) } else { vec![None] };
            for entry in entries {
                let next = game.places.len();
                game.places.insert((id, entry), next);
            }
        }
        let nodes: BTreeSet<NodeId> = game.places.keys().map(|key| key.0).collect();
        for node in nodes {
            let ways = graph.leaving(node);
            let size = if game.kind(node) == NodeKind::Fork { ways.len() } else { 1 };
            for together in ways.chunks(size.max(1)) {
                let makes = together.iter().map(|&edge| game.arrival(edge)).collect();
                game.moves.push(Go { node, takes: game.waits_at(node), makes });
            }
        }
        game
    }

    /// The ways into a join on which a case can come.
    fn entries(&self, join: NodeId) -> Vec<Option<EdgeId>> {
        let edge = |edge: &EdgeId| self.graph.variant().edge(*edge);
        let counts = |way: &&EdgeId| self.reached[edge(way).from.index()] && self.kind(edge(way).from) != NodeKind::End;
        self.graph.entering(join).iter().filter(counts).map(|&way| Some(way)).collect()
    }

    fn kind(&self, id: NodeId) -> NodeKind {
        self.graph.variant().node(id).kind
    }

    fn end(&self) -> usize {
        self.places.len()
    }

    fn arrival(&self, edge: EdgeId) -> usize {
        let to = self.graph.variant().edge(edge).to;
        match self.kind(to) {
            NodeKind::End => self.end(),
            NodeKind::Join => self.places[&(to, Some(edge))],
            _ => self.places[&(to, None)],
        }
    }

    fn waits_at(&self, node: NodeId) -> Vec<usize> {
        self.places.iter().filter(|((id, _), _)| *id == node).map(|(_, &place)| place).collect()
    }

    pub(crate) fn first(&self) -> Vec<Marking> {
        let begin = |start: NodeId| {
            let mut marking = vec![0; self.places.len() + 1];
            marking[self.waits_at(start)[0]] = 1;
            marking
        };
        self.graph.starts().map(begin).collect()
    }

    /// What can happen next: at which node, and what is then.
    fn next<'a>(&'a self, marking: &'a Marking) -> impl Iterator<Item = (NodeId, Marking)> + 'a {
        let can = |go: &&Go| go.takes.iter().all(|&place| marking[place] > 0);
        self.moves.iter().filter(can).map(|go| {
            let mut after = marking.clone();
            go.takes.iter().for_each(|&place| after[place] -= 1);
            go.makes.iter().for_each(|&place| after[place] += 1);
            (go.node, after)
        })
    }

    /// All that can happen from some markings, and which nodes run; `None` if a marking covers one before it, so that there is no end to it.
    fn explore(&self, from: Vec<Marking>, without: Option<NodeId>) -> Option<Explored> {
        let mut known: BTreeMap<Marking, Vec<Marking>> = BTreeMap::new();
        let mut runs = BTreeSet::new();
        let mut stack: Vec<(Marking, Vec<Marking>)> = from.into_iter().map(|first| (first, Vec::new())).collect();
        while let Some((marking, before)) = stack.pop() {
            if known.contains_key(&marking) {
                continue;
            }
            let covers = |old: &Marking| *old != marking && old.iter().zip(&marking).all(|(old, new)| old <= new);
            if before.iter().any(covers) {
                return None;
            }
            let mut after = Vec::new();
            let mut path = before.clone();
            path.push(marking.clone());
            for (node, next) in self.next(&marking) {
                runs.insert(node);
                if Some(node) == without {
                    continue;
                }
                stack.push((next.clone(), path.clone()));
                after.push(next);
            }
            known.insert(marking, after);
        }
        Some((known, runs))
    }

    /// Whether every case can always end, ends properly, and every node runs.
    pub(crate) fn is_sound(&self) -> bool {
        let Some((known, runs)) = self.explore(self.first(), None) else { return false };
        let mut done = vec![0; self.places.len() + 1];
        done[self.end()] = 1;
        if known.keys().any(|marking| marking[self.end()] > 0 && *marking != done) {
            return false;
        }
        let mut before: BTreeMap<&Marking, Vec<&Marking>> = BTreeMap::new();
        for (marking, after) in &known {
            after.iter().for_each(|next| before.entry(next).or_default().push(marking));
        }
        let mut ends: BTreeSet<&Marking> = BTreeSet::new();
        let mut stack: Vec<&Marking> = known.keys().filter(|marking| **marking == done).collect();
        while let Some(marking) = stack.pop() {
            if ends.insert(marking) {
                stack.extend(before.get(marking).into_iter().flatten());
            }
        }
        ends.len() == known.len() && self.places.keys().all(|key| runs.contains(&key.0))
    }

    /// Plays a run edge by edge; a fork sends its ways out one after the other. What is then, or what cannot be.
    fn replay(&self, run: &[EdgeId]) -> Result<Marking, String> {
        let mut marking: Marking = vec![0; self.places.len() + 1];
        let mut sent: BTreeMap<NodeId, Vec<EdgeId>> = BTreeMap::new();
        let first = self.graph.variant().edge(*run.first().ok_or("an empty run")?).from;
        if self.kind(first) != NodeKind::Start {
            return Err(format!("begins at {first:?}"));
        }
        marking[self.waits_at(first)[0]] = 1;
        for &edge in run {
            let node = self.graph.variant().edge(edge).from;
            let open = sent.entry(node).or_default();
            if let Some(at) = open.iter().position(|other| *other == edge) {
                open.remove(at);
            } else {
                for place in self.waits_at(node) {
                    marking[place] = marking[place].checked_sub(1).ok_or_else(|| format!("nothing is at {node:?}"))?;
                }
                if self.kind(node) == NodeKind::Fork {
                    open.extend(self.graph.leaving(node).iter().copied().filter(|other| *other != edge));
                }
            }
            marking[self.arrival(edge)] += 1;
        }
        if sent.values().all(Vec::is_empty) { Ok(marking) } else { Err("a fork has not sent all".into()) }
    }

    /// Whether the run of a defect is one, and ends in what it says; if not, why.
    pub(crate) fn check(&self, defect: &Defect) -> Result<(), String> {
        if let Fault::Livelock { nodes } = &defect.fault {
            let inside = self.graph.cases_from([defect.node]);
            let closed = nodes.iter().all(|id| inside[id.index()]) && inside.iter().filter(|inside| **inside).count() == nodes.len();
            return if closed { Ok(()) } else { Err("the loop can be left".into()) };
        }
        let marking = self.replay(&defect.run)?;
        let at = self.waits_at(defect.node);
        let sum = |places: &[usize]| places.iter().map(|&place| usize::from(marking[place])).sum::<usize>();
        let holds = match &defect.fault {
            Fault::LackOfSynchronization { fork } => {
                at.iter().any(|&place| marking[place] >= 2) && fork.is_some_and(|fork| self.kind(fork) == NodeKind::Fork)
            }
            Fault::OpenBranch { fork, .. } => marking[self.end()] >= 2 && fork.is_some_and(|fork| self.kind(fork) == NodeKind::Fork),
            Fault::Deadlock { missing, .. } => {
                // Nothing comes on what is missing, without the join itself or with it.
                let gone: Vec<usize> = missing.iter().map(|&edge| self.arrival(edge)).collect();
                let Some((known, runs)) = self.explore(vec![marking.clone()], Some(defect.node)) else { return Ok(()) };
                let comes = gone.iter().all(|&place| known.keys().any(|later| later[place] > 0));
                sum(&at) > 0 && !gone.is_empty() && !comes && !runs.contains(&defect.node)
            }
            Fault::NeverRuns { missing } => {
                let Some((_, runs)) = self.explore(self.first(), None) else { return Ok(()) };
                sum(&at) > 0 && !missing.is_empty() && !runs.contains(&defect.node)
            }
            Fault::Livelock { .. } => false,
        };
        if holds { Ok(()) } else { Err("it does not end so".into()) }
    }
}
