//! What is wrong with a flow that is not sound: which join, which merge, which end.

use std::collections::BTreeMap;

use super::decide::Why;
use super::net::{BEGIN, DONE, Net};
use super::search::{Found, Search, Step, Trouble};
use super::{Defect, Fault, Unsound};
use crate::graph::{Graph, Structure};
use crate::model::{EdgeId, NodeId, NodeKind};

/// The loops of several nodes out of which no way leads.
pub(super) fn livelocks(graph: &Graph) -> Vec<Defect> {
    let trapped = trapped(graph);
    let groups = graph.last_of(&trapped).into_iter().filter(|group| group.len() > 1);
    let defect = |nodes: Vec<NodeId>| {
        let run = graph.way(graph.starts(), &|id| nodes.binary_search(&id).is_ok(), &|_| true).unwrap_or_default();
        Defect { node: nodes[0], fault: Fault::Livelock { nodes }, run }
    };
    groups.map(defect).collect()
}

/// The nodes from which a case comes neither to an end nor to a node that nothing follows.
fn trapped(graph: &Graph) -> Vec<bool> {
    let last = graph.variant().nodes().map(|(id, _)| id).filter(|&id| graph.leaving(id).is_empty());
    let leads = graph.reaching(graph.ends().chain(last));
    let ends: Vec<bool> = graph.variant().nodes.iter().map(|node| node.kind == NodeKind::End).collect();
    graph.cases_until(graph.starts(), &ends).into_iter().zip(leads).map(|(reached, leads)| reached && !leads).collect()
}

/// What is wrong in the net, one finding for each node. What happens only behind a node that nothing follows, or in a loop without a way
/// out, is explained by that.
pub(super) fn find(graph: &Graph, structure: &Structure, unsound: &Unsound, budget: usize) -> Vec<Defect> {
    let blame = Blame { graph, structure, net: &unsound.net, steps: structure.steps() };
    let mut explained = trapped(graph);
    for id in structure.stuck() {
        explained[id.index()] = true;
    }
    let mut defects: BTreeMap<(NodeId, u8), Defect> = BTreeMap::new();
    for found in search(&unsound.net, budget) {
        for defect in blame.defects(&found) {
            let edges = || defect.run.iter().map(|&edge| graph.variant().edge(edge));
            if !edges().any(|edge| explained[edge.from.index()] || explained[edge.to.index()]) {
                defects.entry((defect.node, rank(&defect.fault))).or_insert(defect);
            }
        }
    }
    if defects.is_empty() && !explained.contains(&true) {
        return blame.without_a_case(unsound.why).into_iter().collect();
    }
    let doubled = defects.values().any(|defect| matches!(defect.fault, Fault::LackOfSynchronization { .. }));
    let never = |defects: &BTreeMap<(NodeId, u8), Defect>, node: NodeId| defects.contains_key(&(node, 0));
    let keeps = |defect: &Defect| match defect.fault {
        Fault::OpenBranch { .. } => !doubled,
        Fault::Deadlock { .. } => !never(&defects, defect.node),
        _ => true,
    };
    defects.values().filter(|defect| keeps(defect)).cloned().collect()
}

fn rank(fault: &Fault) -> u8 {
    match fault {
        Fault::NeverRuns { .. } => 0,
        Fault::Deadlock { .. } => 1,
        Fault::LackOfSynchronization { .. } => 2,
        Fault::OpenBranch { .. } => 3,
        Fault::Livelock { .. } => 4,
    }
}

/// Short cases first; if there are too many, some to their end; and if nothing happens to them, each place where two may meet is held back.
fn search(net: &Net, budget: usize) -> Vec<Found> {
    let mut search = Search::new(net, budget);
    if !search.explore(None, false) && search.found.is_empty() {
        search.budget = budget;
        search.explore(None, true);
    }
    if search.found.is_empty() {
        search.budget = budget;
        for place in (0..net.home.len()).filter(|&place| place != BEGIN && place != DONE) {
            search.explore(Some(place), false);
            if search.budget == 0 || !search.found.is_empty() {
                break;
            }
        }
    }
    search.found
}

fn unite(own: &mut [bool], other: &[bool]) {
    own.iter_mut().zip(other).for_each(|(own, other)| *own |= other);
}

/// Who is to blame for what went wrong in the net.
struct Blame<'a> {
    graph: &'a Graph<'a>,
    structure: &'a Structure,
    net: &'a Net,
    steps: Vec<u32>,
}

impl Blame<'_> {
    fn defects(&self, found: &Found) -> Vec<Defect> {
        match &found.trouble {
            Trouble::Twice(place) => self.twice(*place, &found.run).into_iter().collect(),
            Trouble::Waiting(tokens) => self.waiting(tokens, &found.run),
        }
    }

    /// The node that a token in a place comes to.
    fn node(&self, cluster: usize) -> Option<NodeId> {
        self.structure.rest().spots[self.net.clusters[cluster].spot].nodes.map(|nodes| nodes.0)
    }

    /// A second token comes to a place.
    fn twice(&self, place: usize, run: &[Step]) -> Option<Defect> {
        let edges = self.edges(run);
        let fork = self.parted(place, run);
        if place == DONE {
            let ends = self.ends(run);
            return Some(Defect { node: *ends.get(1)?, fault: Fault::OpenBranch { fork, before: ends.first().copied() }, run: edges });
        }
        Some(Defect { node: self.node(self.net.home[place])?, fault: Fault::LackOfSynchronization { fork }, run: edges })
    }

    /// The ends that a run comes to, in order.
    fn ends(&self, run: &[Step]) -> Vec<NodeId> {
        let rest = self.structure.rest();
        let links = run.iter().flat_map(|&(cluster, number)| &self.net.clusters[cluster].moves[number].links);
        let ways = links.map(|&link| &rest.links[link]).filter(|link| link.to == DONE).filter_map(|link| link.way.block);
        let last = ways.filter_map(|block| self.structure.run_through(block, &self.steps).last().copied());
        last.map(|edge| self.graph.variant().edge(edge).to).collect()
    }

    /// Where the two tokens that meet at a place parted: the last step that both of them come from.
    fn parted(&self, place: usize, run: &[Step]) -> Option<NodeId> {
        let mut made: BTreeMap<usize, usize> = BTreeMap::new();
        // For each step, those that it comes from, itself included.
        let mut past: Vec<Vec<bool>> = Vec::with_capacity(run.len());
        for (at, &step) in run.iter().enumerate() {
            let mut own = vec![false; run.len()];
            own[at] = true;
            for place in &self.net.clusters[step.0].places {
                let before = made.remove(place).map(|before| &past[before]);
                if let Some(before) = before {
                    unite(&mut own, before);
                }
            }
            past.push(own);
            for &to in self.makes(step) {
                let common = |before: usize| (0..run.len()).rev().find(|&other| past[before][other] && past[at][other]);
                match made.insert(to, at) {
                    Some(before) if to == place && at + 1 == run.len() => {
                        let spot = self.net.clusters[run[common(before)?].0].spot;
                        return self.structure.rest().spots[spot].nodes.map(|nodes| nodes.1);
                    }
                    _ => {}
                }
            }
        }
        None
    }

    fn makes(&self, (cluster, number): Step) -> &[usize] {
        &self.net.clusters[cluster].moves[number].to
    }

    /// Nothing can move any more: which joins are to blame, and not only behind one that is.
    fn waiting(&self, tokens: &[usize], run: &[Step]) -> Vec<Defect> {
        let mut stuck: Vec<usize> = tokens.iter().filter(|&&place| place != DONE).map(|&place| self.net.home[place]).collect();
        stuck.sort_unstable();
        stuck.dedup();
        let missing = |cluster: usize| -> Vec<usize> {
            self.net.clusters[cluster].places.iter().copied().filter(|place| tokens.binary_search(place).is_err()).collect()
        };
        // On which of the others each one depends.
        let mut needs: Vec<Vec<bool>> = Vec::new();
        for &cluster in &stuck {
            let behind = self.before(&missing(cluster), &[cluster]);
            needs.push(stuck.iter().map(|&other| other != cluster && behind[other]).collect());
        }
        for via in 0..stuck.len() {
            let more = needs[via].clone();
            needs.iter_mut().filter(|own| own[via]).for_each(|own| unite(own, &more));
        }
        let mut defects = Vec::new();
        for (at, own) in needs.iter().enumerate() {
            // Those that wait for one another are one fault: that of the first of them.
            let group: Vec<usize> = (0..stuck.len()).filter(|&other| other == at || own[other]).collect();
            let first = group.iter().all(|&other| other == at || needs[other][at]) && group[0] == at;
            if first {
                let group: Vec<usize> = group.into_iter().map(|at| stuck[at]).collect();
                defects.extend(self.starved(&group, &missing, run));
            }
        }
        defects
    }

    /// The first of some joins that wait for one another, or for what cannot come.
    fn starved(&self, group: &[usize], missing: &dyn Fn(usize) -> Vec<usize>, run: &[Step]) -> Option<Defect> {
        let only_after = |place: &usize| !self.before(&[*place], group)[BEGIN];
        let lacking = missing(group[0]);
        let edges = |places: &mut dyn Iterator<Item = usize>| -> Vec<EdgeId> { places.filter_map(|place| self.entry(place)).collect() };
        let fault = if group.iter().all(|&cluster| missing(cluster).iter().any(only_after)) {
            Fault::NeverRuns { missing: edges(&mut lacking.iter().copied().filter(|place| only_after(place))) }
        } else {
            Fault::Deadlock { missing: edges(&mut lacking.iter().copied()), when: self.diverted(&lacking, group[0], run) }
        };
        Some(Defect { node: self.node(group[0])?, fault, run: self.edges(run) })
    }

    /// The edge that leads to a place of a join.
    fn entry(&self, place: usize) -> Option<EdgeId> {
        self.structure.rest().links[self.net.entry[place]?].last
    }

    /// From which clusters a token may come to some places without passing some clusters.
    fn before(&self, places: &[usize], without: &[usize]) -> Vec<bool> {
        let mut reaches = vec![false; self.net.clusters.len()];
        let mut wanted = vec![false; self.net.home.len()];
        let mut makers: Vec<Vec<usize>> = vec![Vec::new(); self.net.home.len()];
        for (at, cluster) in self.net.clusters.iter().enumerate().filter(|(at, _)| *at != DONE && !without.contains(at)) {
            cluster.moves.iter().flat_map(|go| &go.to).for_each(|&to| makers[to].push(at));
        }
        let mut stack = places.to_vec();
        while let Some(place) = stack.pop() {
            if !std::mem::replace(&mut wanted[place], true) {
                for &maker in &makers[place] {
                    reaches[maker] = true;
                    stack.extend(&self.net.clusters[maker].places);
                }
            }
        }
        reaches
    }

    /// The way that was chosen when it became impossible that a token comes to one of these places.
    fn diverted(&self, places: &[usize], cluster: usize, run: &[Step]) -> Option<EdgeId> {
        let reaches: Vec<Vec<bool>> = places.iter().map(|&place| self.before(&[place], &[cluster])).collect();
        let mut tokens = vec![BEGIN];
        let mut when = None;
        let possible = |tokens: &[usize]| {
            let comes =
                |(at, reaches): (usize, &Vec<bool>)| tokens.iter().any(|&token| token == places[at] || reaches[self.net.home[token]]);
            reaches.iter().enumerate().all(comes)
        };
        for &step in run {
            let before = possible(&tokens);
            tokens.retain(|place| !self.net.clusters[step.0].places.contains(place));
            tokens.extend(self.makes(step));
            if before && !possible(&tokens) {
                when = Some(step);
            }
        }
        let (cluster, number) = when.filter(|step| self.net.clusters[step.0].moves.len() > 1)?;
        let link = *self.net.clusters[cluster].moves[number].links.first()?;
        self.structure.rest().links[link].way.edges.first().copied()
    }

    /// The edges of a run.
    fn edges(&self, run: &[Step]) -> Vec<EdgeId> {
        let rest = self.structure.rest();
        let mut edges = Vec::new();
        for &(cluster, number) in run {
            let go = &self.net.clusters[cluster].moves[number];
            let own = rest.spots[self.net.clusters[cluster].spot].block.filter(|_| go.works);
            let ways = go.links.iter().filter_map(|&link| rest.links[link].way.block);
            for block in own.into_iter().chain(ways) {
                edges.extend(self.structure.run_through(block, &self.steps));
            }
        }
        edges
    }

    /// What the verdict alone says, where no case was found to which it happens.
    fn without_a_case(&self, why: Why) -> Option<Defect> {
        let place = match why {
            Why::Never(cluster) => {
                let places = &self.net.clusters[cluster].places;
                let only_after = |place: &&usize| !self.before(&[**place], &[cluster])[BEGIN];
                let missing = places.iter().filter(only_after).filter_map(|&place| self.entry(place)).collect();
                return Some(Defect { node: self.node(cluster)?, fault: Fault::NeverRuns { missing }, run: Vec::new() });
            }
            Why::Twice(place) | Why::Unbalanced(Some(place)) => place,
            Why::Cut | Why::Unbalanced(None) => {
                let order = self.net.order();
                let join = order.iter().copied().find(|&cluster| self.net.waits(cluster));
                join.or_else(|| order.last().copied()).map(|cluster| self.net.clusters[cluster].places[0])?
            }
        };
        let cluster = self.net.home[place];
        let fault = if self.net.waits(cluster) {
            Fault::Deadlock { missing: Vec::new(), when: None }
        } else {
            Fault::LackOfSynchronization { fork: None }
        };
        // The virtual first and last have no node: what is next to them has.
        let nodes = |cluster: &usize| self.node(*cluster);
        let node = self.node(cluster).or_else(|| self.net.order().iter().rev().find_map(nodes))?;
        Some(Defect { node, fault, run: Vec::new() })
    }
}
