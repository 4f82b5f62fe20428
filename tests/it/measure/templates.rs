//! Sound flows in which choices and parallel parts overlap, so that they are no blocks at all: with random times and percents.

use proptest::prelude::*;

use super::flow::{Flow, Kind, cycle};
use super::game::{extremes, play};
use super::{Tally, check, same_as_played, same_extremes, worked_out};

/// Two forks in two branches of a decision, whose tokens come together in one join; behind it perhaps round again.
fn shared_join(minutes: &[i64], percents: &[u32], round: Option<u32>) -> Flow {
    let mut flow = Flow::default();
    let start = flow.node(Kind::Start);
    let [choose, again] = [(); 2].map(|()| flow.node(Kind::Decision));
    let [f, g] = [(); 2].map(|()| flow.node(Kind::Fork));
    let [left, right] = [(); 2].map(|()| flow.node(Kind::Merge));
    let tasks: Vec<usize> = minutes[..4].iter().map(|&minutes| flow.timed(Kind::Task, minutes, 1)).collect();
    let join = flow.node(Kind::Join);
    let end = flow.node(Kind::End);
    flow.edge(start, choose);
    flow.branch(choose, f, percents[0], None);
    flow.branch(choose, g, 100 - percents[0], None);
    for (from, task, to) in [(f, 0, left), (f, 1, right), (g, 2, left), (g, 3, right)] {
        flow.edge(from, tasks[task]);
        flow.edge(tasks[task], to);
    }
    flow.edge(left, join);
    flow.edge(right, join);
    flow.edge(join, again);
    match round {
        // Back into the middle: to one of the forks.
        Some(max) => {
            flow.branch(again, g, percents[1], Some(max));
            flow.branch(again, end, 100 - percents[1], None);
        }
        None => flow.branch(again, end, 100, None),
    }
    flow
}

/// A branch in which a decision skips part of what another branch waits for; and a fork in a branch whose parts join elsewhere.
fn overlapping(minutes: &[i64], percents: &[u32], early: bool) -> Flow {
    let mut flow = Flow::default();
    let start = flow.node(Kind::Start);
    let first = flow.node(Kind::Decision);
    let tasks: Vec<usize> = minutes.iter().map(|&minutes| flow.timed(Kind::Task, minutes, 0)).collect();
    let [f, g] = [(); 2].map(|()| flow.node(Kind::Fork));
    let [j, k] = [(); 2].map(|()| flow.node(Kind::Join));
    let skip = flow.node(Kind::Decision);
    let merge = flow.node(Kind::Merge);
    let [end, stop] = [(); 2].map(|()| flow.node(Kind::End));
    flow.edge(start, first);
    flow.branch(first, f, if early { 100 - percents[2] } else { 100 }, None);
    if early {
        // An early exit to another end.
        flow.branch(first, stop, percents[2], None);
    }
    flow.edge(f, tasks[0]);
    flow.edge(f, tasks[1]);
    flow.edge(tasks[0], skip);
    flow.branch(skip, tasks[2], percents[0], None);
    flow.branch(skip, merge, 100 - percents[0], None);
    flow.edge(tasks[2], merge);
    flow.edge(merge, g);
    flow.edge(g, tasks[3]);
    flow.edge(g, j);
    flow.edge(tasks[1], j);
    flow.edge(j, k);
    flow.edge(tasks[3], k);
    flow.edge(k, end);
    if !early {
        flow.nodes.pop();
    }
    flow
}

#[test]
fn overlapping_choices_and_parallel_parts_equal_the_token_game() {
    let tally = Tally::default();
    let minutes = prop::collection::vec(0..12_i64, 4);
    let percents = prop::collection::vec(1..10_u32, 3).prop_map(|tens| tens.into_iter().map(|ten| ten * 10).collect::<Vec<_>>());
    check(150, &(minutes, percents, 0..4_u32), |(minutes, mut percents, kind)| {
        percents[1] = percents[1].min(60);
        let flow = match kind {
            0 => shared_join(&minutes, &percents, None),
            1 => shared_join(&minutes, &percents, Some(2)),
            2 => overlapping(&minutes, &percents, false),
            _ => overlapping(&minutes, &percents, true),
        };
        let variant = flow.variant();
        let structure = flowright::graph::Structure::find(&flowright::graph::Graph::build(&variant));
        tally.count("no block", structure.whole().is_none());
        tally.count("cyclic", flow.is_cyclic());
        tally.count("early exit", kind == 3);
        let cycle = cycle(&variant);
        same_as_played(&flow, &cycle, &play(&flow, 100_000).unwrap())?;
        same_extremes(&flow, &cycle, extremes(&flow, 100_000).unwrap().unwrap())
    });
    tally.at_least(60, "no block");
    tally.at_least(10, "cyclic");
    tally.at_least(10, "early exit");
}

/// Several ends and exits between the steps of a sequence.
#[test]
fn early_exits_to_several_ends_equal_the_token_game() {
    let tally = Tally::default();
    let parts = super::tree::Parts { size: 12, ..super::tree::Parts::ALL };
    check(80, &prop::collection::vec((super::tree::tree(parts), 1..6_u32), 2..4), |steps| {
        let mut flow = Flow::default();
        let mut before = flow.node(Kind::Start);
        for (tree, tens) in &steps {
            let (first, last) = tree.lower(&mut flow);
            let (leave, stop) = (flow.node(Kind::Decision), flow.node(Kind::End));
            flow.edge(before, first);
            flow.edge(last, leave);
            flow.branch(leave, stop, tens * 10, None);
            let next = flow.node(Kind::Merge);
            flow.branch(leave, next, 100 - tens * 10, None);
            before = next;
        }
        let end = flow.node(Kind::End);
        flow.edge(before, end);
        if let Some(played) = play(&flow, 40_000).filter(|_| tally.count("played", true)) {
            let variant = flow.variant();
            let structure = flowright::graph::Structure::find(&flowright::graph::Graph::build(&variant));
            let cycle = cycle(&variant);
            if worked_out(&tally, &structure, &cycle) {
                same_as_played(&flow, &cycle, &played)?;
            }
        } else {
            tally.count("played", false);
        }
        Ok(())
    });
    tally.at_least(60, "played");
    tally.at_least(90, "worked out");
}
