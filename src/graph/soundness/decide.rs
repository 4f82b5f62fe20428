//! Whether the net is sound, without looking at its states.

use super::modular::Matrix;
use super::net::{BEGIN, DONE, Net};

/// Why it is not, as far as that can be said without looking at states: a place in the middle of the fault.
#[derive(Clone, Copy, Debug)]
pub(super) enum Why {
    /// The case does not come from there to an end.
    Cut,
    /// Two branches of a fork lead straight there.
    Twice(usize),
    /// The cluster is never entered, since it waits for what only comes after it.
    Never(usize),
    /// What comes together there does not fit.
    Unbalanced(Option<usize>),
}

/// Decides it: see the obligations of the proof in `soundness`.
pub(super) fn decide(net: &Net) -> Result<(), Why> {
    if !every_cluster_leads_to_the_end(net) {
        return Err(Why::Cut);
    }
    for go in net.clusters.iter().flat_map(|cluster| &cluster.moves) {
        if let Some(&place) = go.to.iter().find(|&place| go.to.iter().filter(|other| *other == place).count() > 1) {
            return Err(Why::Twice(place));
        }
    }
    let empty = unmarked_siphon(net);
    if empty.contains(&true) {
        let waits = net.clusters.iter().position(|cluster| cluster.places.iter().any(|&place| empty[place] != empty[cluster.places[0]]));
        return Err(waits.map_or(Why::Unbalanced(None), Why::Never));
    }
    flows(net).has_one_positive_solution().map_err(Why::Unbalanced)?;
    let places: Vec<usize> = net.clusters.iter().flat_map(|cluster| cluster.moves.iter().map(|_| cluster.places[0])).collect();
    weights(net).has_one_positive_solution().map_err(|row| Why::Unbalanced(row.map(|row| places[row])))
}

fn every_cluster_leads_to_the_end(net: &Net) -> bool {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); net.clusters.len()];
    for (at, cluster) in net.clusters.iter().enumerate().filter(|&(at, _)| at != DONE) {
        for &place in cluster.moves.iter().flat_map(|go| &go.to) {
            before[net.home[place]].push(at);
        }
    }
    let mut leads = vec![false; net.clusters.len()];
    let mut stack = vec![DONE];
    while let Some(at) = stack.pop() {
        if !std::mem::replace(&mut leads[at], true) {
            stack.extend(&before[at]);
        }
    }
    leads.iter().all(|&leads| leads)
}

/// The largest set of places without the first to which no token comes unless one is taken from it: since it is empty, it stays so.
fn unmarked_siphon(net: &Net) -> Vec<bool> {
    let mut feeds: Vec<Vec<usize>> = vec![Vec::new(); net.clusters.len()];
    let mut inside = vec![true; net.home.len()];
    let mut left: Vec<usize> = net.clusters.iter().map(|cluster| cluster.places.len()).collect();
    for (at, cluster) in net.clusters.iter().enumerate() {
        feeds[at].extend(cluster.moves.iter().flat_map(|go| &go.to));
    }
    let mut stack = vec![BEGIN];
    while let Some(place) = stack.pop() {
        if std::mem::replace(&mut inside[place], false) {
            left[net.home[place]] -= 1;
            if left[net.home[place]] == 0 {
                stack.extend(&feeds[net.home[place]]);
            }
        }
    }
    inside
}

/// For each place, what comes must go. A column for each cluster, all of whose moves are made equally often; and columns for making one
/// move instead of another, which must be possible without a change elsewhere that the others cannot bring about.
fn flows(net: &Net) -> Matrix {
    let clusters = net.clusters.len();
    let mut rows: Vec<Vec<(usize, i64)>> = vec![Vec::new(); net.home.len()];
    let mut next = clusters;
    for (at, cluster) in net.clusters.iter().enumerate() {
        for &place in &cluster.places {
            rows[place].push((at, -(cluster.moves.len() as i64)));
        }
        for (number, go) in cluster.moves.iter().enumerate() {
            go.to.iter().for_each(|&place| rows[place].push((at, 1)));
            if number > 0 {
                cluster.moves[0].to.iter().for_each(|&place| rows[place].push((next, -1)));
                go.to.iter().for_each(|&place| rows[place].push((next, 1)));
                next += 1;
            }
        }
    }
    Matrix { rows: rows.into_iter().map(summed).collect(), main: clusters }
}

/// For each move, the tokens that it makes must weigh as much as those that it takes. A column for each cluster, all of whose places weigh
/// the same.
fn weights(net: &Net) -> Matrix {
    let mut rows = Vec::new();
    for (at, cluster) in net.clusters.iter().enumerate() {
        for go in &cluster.moves {
            let mut row = vec![(at, -(cluster.places.len() as i64))];
            row.extend(go.to.iter().map(|&place| (net.home[place], 1)));
            rows.push(summed(row));
        }
    }
    Matrix { rows, main: net.clusters.len() }
}

/// A row in order, with one value for each column.
fn summed(mut row: Vec<(usize, i64)>) -> Vec<(usize, i64)> {
    row.sort_unstable();
    row.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    row.retain(|entry| entry.1 != 0);
    row
}
