//! The expected cycle time of a sequential flow: t = d + P t, solved over strongly connected components.

use rustc_hash::FxHashMap;

use super::{Graph, Times};
use crate::ast::quantity::Percent;
use crate::model::{EdgeKind, NodeId, NodeKind};

/// The largest loop that is solved.
const LARGEST: usize = 100;

/// The expected time from the start to an end, in milliseconds, counting for each node at least what is known of it.
///
/// `None` where it cannot be worked out: a probability is missing, the flow has parallel parts (there, the expected maximum is
/// not the maximum of the expected), or a case may never end.
#[must_use]
pub fn expected(graph: &Graph, times: &Times) -> Option<f64> {
    let variant = graph.variant();
    let mut starts = graph.starts();
    let start = starts.next()?;
    if starts.next().is_some() {
        return None;
    }
    let reached = graph.reachable_from([start]);
    let mut value: Vec<Option<f64>> = vec![None; graph.len()];
    for component in graph.components().into_iter().rev() {
        let nodes: Vec<NodeId> = component.into_iter().filter(|id| reached[id.index()]).collect();
        if nodes.is_empty() {
            continue;
        }
        if nodes.len() > LARGEST || nodes.iter().any(|&id| matches!(variant.node(id).kind, NodeKind::Fork | NodeKind::Join)) {
            return None;
        }
        let local: FxHashMap<NodeId, usize> = nodes.iter().enumerate().map(|(at, &id)| (id, at)).collect();
        // Rows of (I − P) t = d.
        let mut rows = vec![vec![0.0; nodes.len() + 1]; nodes.len()];
        for (at, &id) in nodes.iter().enumerate() {
            rows[at][at] += 1.0;
            #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
            let own = times.of(id).mean as f64;
            let row_end = nodes.len();
            rows[at][row_end] += own;
            for (to, probability) in ways(graph, times, id)? {
                match local.get(&to) {
                    Some(&inside) => rows[at][inside] -= probability,
                    None => rows[at][row_end] += probability * value[to.index()]?,
                }
            }
        }
        for (id, solved) in nodes.iter().zip(solve(rows)?) {
            value[id.index()] = Some(solved);
        }
    }
    value[start.index()]
}

/// Where a case goes from a node, and how likely.
fn ways(graph: &Graph, times: &Times, id: NodeId) -> Option<Vec<(NodeId, f64)>> {
    const ONE: i64 = 1_000_000_000;
    let variant = graph.variant();
    let own = times.of(id);
    let mut open = None;
    let mut rest = ONE;
    let mut ways = Vec::new();
    for &edge in graph.leaving(id) {
        let edge = variant.edge(edge);
        match (edge.probability, edge.kind) {
            // How long a case that times out was there is not the node's time.
            (Some(_), EdgeKind::Timeout(_)) => return None,
            (Some(Percent { billionths }), _) => {
                rest -= billionths;
                ways.push((edge.to, billionths));
            }
            // A timeout that the node never reaches.
            (None, EdgeKind::Timeout(after)) if own.known && own.worst <= after.ms => {}
            (None, _) if open.is_none() => open = Some(edge.to),
            (None, _) => return None,
        }
    }
    if let Some(to) = open {
        ways.push((to, rest));
        rest = 0;
    }
    let complete = rest.abs() <= ONE / 100 && ways.iter().all(|&(_, p)| p >= 0) || ways.is_empty();
    #[allow(clippy::cast_precision_loss, reason = "at most 1e9")]
    complete.then(|| ways.into_iter().map(|(to, p)| (to, p as f64 / ONE as f64)).collect())
}

/// Gaussian elimination with partial pivoting. `None` if there is no single solution: a case may never leave the loop.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = rows.len();
    for column in 0..size {
        let pivot = (column..size).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        if rows[pivot][column].abs() < 1e-12 {
            return None;
        }
        rows.swap(column, pivot);
        for below in column + 1..size {
            let factor = rows[below][column] / rows[column][column];
            if factor == 0.0 {
                continue;
            }
            let (upper, lower) = rows.split_at_mut(below);
            for (cell, above) in lower[0].iter_mut().zip(&upper[column]).skip(column) {
                *cell -= factor * above;
            }
        }
    }
    let mut solution = vec![0.0; size];
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|column| rows[row][column] * solution[column]).sum();
        solution[row] = (rows[row][size] - known) / rows[row][row];
    }
    Some(solution)
}
