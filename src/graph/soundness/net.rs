//! What is left over of a flow as a free-choice workflow net.

use crate::graph::structure::{FIRST, LAST, Rest};

/// Where the token is at the beginning, as a place and as a cluster.
pub(super) const BEGIN: usize = FIRST;
/// Where it is in the end.
pub(super) const DONE: usize = LAST;

/// The net. In its clusters, every move takes a token from each place: so a choice is free.
pub(super) struct Net {
    pub clusters: Vec<Cluster>,
    /// For each place, the cluster that it is in.
    pub home: Vec<usize>,
    /// For each place, the link that leads to it where a spot waits for several.
    pub entry: Vec<Option<usize>>,
}

/// Places whose tokens are taken together, and what can be done with them.
pub(super) struct Cluster {
    /// Which spot it belongs to.
    pub spot: usize,
    pub places: Vec<usize>,
    pub moves: Vec<Move>,
}

/// One way of going on.
pub(super) struct Move {
    /// What happens at the spot happens now.
    pub works: bool,
    /// The links that the case goes along.
    pub links: Vec<usize>,
    /// The places where tokens arrive.
    pub to: Vec<usize>,
}

impl Net {
    /// A link into a spot that joins is a place of its own; any other spot is one. A spot that forks is one move, any other one for each
    /// link; a spot that joins and chooses is two clusters. The last spot leads back to the first.
    pub(super) fn build(rest: &Rest) -> Net {
        let mut into: Vec<Vec<usize>> = vec![Vec::new(); rest.spots.len()];
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); rest.spots.len()];
        for (id, link) in rest.links.iter().enumerate() {
            into[link.to].push(id);
            out[link.from].push(id);
        }
        // As the author wrote them.
        for out in &mut out {
            out.sort_by_key(|&link| rest.links[link].way.edges.first());
        }
        let mut net = Net { clusters: Vec::new(), home: Vec::new(), entry: Vec::new() };
        let mut arrives = vec![BEGIN; rest.links.len()];
        for (spot, into) in into.iter().enumerate() {
            let waits = rest.spots[spot].joins && into.len() > 1;
            let places = if waits { into.iter().map(|&link| net.place(spot, Some(link))).collect() } else { vec![net.place(spot, None)] };
            for (at, &link) in into.iter().enumerate() {
                arrives[link] = places[if waits { at } else { 0 }];
            }
            net.clusters.push(Cluster { spot, places, moves: Vec::new() });
        }
        for (spot, out) in out.iter().enumerate() {
            let go =
                |works: bool, links: &[usize]| Move { works, links: links.to_vec(), to: links.iter().map(|&link| arrives[link]).collect() };
            if spot == DONE {
                net.clusters[DONE].moves.push(Move { works: false, links: Vec::new(), to: vec![BEGIN] });
            } else if rest.spots[spot].forks {
                net.clusters[spot].moves.push(go(true, out));
            } else if net.clusters[spot].places.len() > 1 && out.len() > 1 {
                let behind = net.place(net.clusters.len(), None);
                net.clusters[spot].moves.push(Move { works: true, links: Vec::new(), to: vec![behind] });
                let moves = out.chunks(1).map(|link| go(false, link)).collect();
                net.clusters.push(Cluster { spot, places: vec![behind], moves });
            } else {
                net.clusters[spot].moves = out.chunks(1).map(|link| go(true, link)).collect();
            }
        }
        net
    }

    fn place(&mut self, cluster: usize, entry: Option<usize>) -> usize {
        self.home.push(cluster);
        self.entry.push(entry);
        self.home.len() - 1
    }

    /// Whether several tokens are waited for in a cluster.
    pub(super) fn waits(&self, cluster: usize) -> bool {
        self.clusters[cluster].places.len() > 1
    }

    /// The clusters that can be reached from the first, each before those behind it, as far as there are no loops.
    pub(super) fn order(&self) -> Vec<usize> {
        let behind = |cluster: usize| {
            self.clusters[cluster].moves.iter().flat_map(|go| &go.to).map(|&place| self.home[place]).filter(move |_| cluster != DONE)
        };
        let mut seen = vec![false; self.clusters.len()];
        let mut order = Vec::new();
        let mut stack = vec![(BEGIN, behind(BEGIN).collect::<Vec<_>>())];
        seen[BEGIN] = true;
        while let Some((at, next)) = stack.last_mut() {
            match next.pop() {
                Some(next) if !std::mem::replace(&mut seen[next], true) => stack.push((next, behind(next).collect())),
                Some(_) => {}
                None => {
                    order.push(*at);
                    stack.pop();
                }
            }
        }
        order.reverse();
        order
    }
}
