//! What must not get better when more is done, nor worse when less is waited for.

use flowright::graph::Worst;
use flowright::measure::Cycle;
use proptest::prelude::*;

use super::flow::{Flow, Kind, Minutes, cycle};
use super::tree::{Parts, tree};
use super::{Tally, check};

/// A flow, and which edges lead elsewhere.
fn mutated() -> impl Strategy<Value = Flow> {
    let links = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..3);
    (tree(Parts::ALL), links).prop_map(|(tree, links)| {
        let mut flow = tree.flow();
        for (edge, to) in links {
            let (edge, to) = (edge.index(flow.edges.len()), to.index(flow.nodes.len()));
            let from = flow.edges[edge].from;
            let doubled = flow.leaving(from).any(|other| flow.edges[other].to == to);
            // Only where it stays a flow: a start has no way in, a node not two ways to the same other.
            if flow.nodes[to].kind != Kind::Start && !doubled && from != to {
                flow.edges[edge].to = to;
            }
        }
        flow
    })
}

/// That nothing gets shorter from one flow to the other, as far as both have figures.
fn nothing_shorter(tally: &Tally, before: &Cycle, after: &Cycle, text: &str) -> Result<(), TestCaseError> {
    let both = |a: Option<f64>, b: Option<f64>| a.zip(b);
    let best = |cycle: &Cycle| cycle.best.map(|(ms, _)| ms);
    // What is exact here may be a bound there.
    if before.best.is_some_and(|best| best.1) && after.best.is_some_and(|best| best.1) {
        tally.count("best", true);
        prop_assert!(best(before) <= best(after), "best {:?} {:?}\n{}", before.best, after.best, text);
    }
    let worst = |cycle: &Cycle| match cycle.worst {
        Worst::Exactly { ms, .. } => Some(ms),
        _ => None,
    };
    if let Some((a, b)) = worst(before).zip(worst(after)) {
        tally.count("worst", true);
        prop_assert!(a <= b, "worst {a} {b}\n{text}");
    }
    let mean = |cycle: &Cycle| Some(cycle.mean()?.only()?.to_f64());
    if let Some((a, b)) = both(mean(before), mean(after)) {
        tally.count("mean", true);
        prop_assert!(a <= b + 1e-9 * b, "mean {a} {b}\n{text}");
    }
    for percent in [5, 50, 80, 95, 99] {
        let at = |cycle: &Cycle| cycle.percentile(f64::from(percent) / 100.0)?.only().copied();
        if let Some((a, b)) = at(before).zip(at(after)) {
            tally.count("percentile", true);
            prop_assert!(a <= b, "p{percent} {a} {b}\n{text}");
            let over = |cycle: &Cycle| cycle.over(b).and_then(|over| over.only().copied());
            let (own, its) = (over(before).unwrap(), over(after).unwrap());
            prop_assert!(own <= its + 1e-9, "over {b}: {own} {its}\n{text}");
        }
    }
    Ok(())
}

fn counts(tally: &Tally, flow: &Flow) {
    tally.count("cyclic", flow.is_cyclic());
    tally.count("parallel", flow.has(Kind::Fork));
    let variant = flow.variant();
    let structure = flowright::graph::Structure::find(&flowright::graph::Graph::build(&variant));
    tally.count("no blocks", !structure.is_blocks());
}

fn enough(tally: &Tally) {
    tally.at_least(30, "cyclic");
    tally.at_least(30, "parallel");
    tally.at_least(40, "no blocks");
    for figure in ["best", "worst", "mean", "percentile"] {
        tally.at_least(1, figure);
        assert!(tally.seen.borrow()[figure].0 >= 60, "few cases with {figure}");
    }
}

#[test]
fn one_more_node_in_series_never_shortens_anything() {
    let tally = Tally::default();
    check(100, &(mutated(), any::<prop::sample::Index>(), 0..20_i64), |(flow, edge, minutes)| {
        counts(&tally, &flow);
        let mut longer = flow.clone();
        let edge = edge.index(flow.edges.len());
        let node = longer.timed(Kind::Task, minutes, 0);
        let to = std::mem::replace(&mut longer.edges[edge].to, node);
        longer.edge(node, to);
        nothing_shorter(&tally, &cycle(&flow.variant()), &cycle(&longer.variant()), &longer.text())
    });
    enough(&tally);
}

#[test]
fn a_shorter_wait_never_lengthens_anything() {
    let tally = Tally::default();
    check(100, &(mutated(), any::<prop::sample::Index>(), 1..20_i64), |(flow, pick, minutes)| {
        counts(&tally, &flow);
        let mut longer = flow.clone();
        let tasks: Vec<usize> = (0..flow.nodes.len()).filter(|&at| flow.nodes[at].kind == Kind::Task).collect();
        longer.nodes[tasks[pick.index(tasks.len())]].wait += minutes;
        prop_assert!(flow.nodes.iter().all(|node| matches!(node.time, Minutes::Known(_))));
        nothing_shorter(&tally, &cycle(&flow.variant()), &cycle(&longer.variant()), &longer.text())
    });
    enough(&tally);
}
