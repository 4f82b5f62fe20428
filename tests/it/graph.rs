//! The algorithms against independent, slower ones on random flows.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::ast::quantity::{Clock, MINUTE};
use flowright::config::Config;
use flowright::graph::{Concurrency, Graph, Standing, Times, Visits, Worst, likeliest, longest, longest_to, shortest};
use flowright::model::{DataId, EdgeId, EdgeKind, NodeId, NodeKind, Variant};
use flowright::source::Source;
use proptest::prelude::*;

/// A block-structured flow.
#[derive(Clone, Debug)]
enum Block {
    Task(i64),
    Sequence(Vec<Block>),
    Choice(Vec<Block>),
    Parallel(Vec<Block>),
    /// Body, redo, and how often at most.
    Loop(Box<Block>, Box<Block>, u32),
}

fn block() -> impl Strategy<Value = Block> {
    let leaf = (0..20_i64).prop_map(Block::Task);
    leaf.prop_recursive(4, 14, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Block::Sequence),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Block::Choice),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Block::Parallel),
            (inner.clone(), inner, 0..3_u32).prop_map(|(body, redo, max)| Block::Loop(Box::new(body), Box::new(redo), max)),
        ]
    })
}

impl Block {
    /// The worst total over that many traversals (analysis.md's W), by trying every way to share them out.
    fn worst(&self, times: u32) -> i64 {
        match self {
            _ if times == 0 && !matches!(self, Block::Loop(..)) => 0,
            Block::Task(minutes) => i64::from(times) * minutes,
            Block::Sequence(parts) => parts.iter().map(|part| part.worst(times)).sum(),
            Block::Choice(parts) | Block::Parallel(parts) => share(parts, times),
            Block::Loop(..) if times == 0 => 0,
            Block::Loop(body, redo, max) => (0..=*max).map(|more| body.worst(times + more) + redo.worst(more)).max().unwrap(),
        }
    }

    fn best(&self) -> i64 {
        match self {
            Block::Task(minutes) => *minutes,
            Block::Sequence(parts) => parts.iter().map(Block::best).sum(),
            Block::Choice(parts) => parts.iter().map(Block::best).min().unwrap(),
            Block::Parallel(parts) => parts.iter().map(Block::best).max().unwrap(),
            Block::Loop(body, ..) => body.best(),
        }
    }

    /// For each task, in the order in which they are written: how often one traversal comes there, and how likely it does at all.
    fn visits(&self) -> Vec<(f64, f64)> {
        let scaled = |visits: Vec<(f64, f64)>, share: f64| -> Vec<(f64, f64)> {
            visits.into_iter().map(|(often, once)| (often * share, once * share)).collect()
        };
        match self {
            Block::Task(_) => vec![(1.0, 1.0)],
            Block::Sequence(parts) | Block::Parallel(parts) => parts.iter().flat_map(Block::visits).collect(),
            Block::Choice(parts) => {
                let share = |at: usize| if at + 1 < parts.len() { 0.3 } else { 1.0 - 0.3 * at as f64 };
                parts.iter().enumerate().flat_map(|(at, part)| scaled(part.visits(), share(at))).collect()
            }
            Block::Loop(body, redo, _) => {
                // A round misses a task of the body; or the redo is not entered, or misses it.
                let first = body.visits().into_iter().map(|(often, once)| {
                    let misses = 1.0 - once;
                    (often / 0.75, 1.0 - 0.75 * misses / (1.0 - 0.25 * misses))
                });
                let again = redo.visits().into_iter().map(|(often, once)| (often / 3.0, 1.0 - 0.75 / (1.0 - 0.25 * (1.0 - once))));
                first.chain(again).collect()
            }
        }
    }

    /// Writes the block between two nodes, with raw forks and joins; gives its first and last node.
    fn write(&self, out: &mut String, chains: &mut String, next: &mut usize) -> (String, String) {
        let mut name = |kind: &str| {
            *next += 1;
            format!("{kind}{next}")
        };
        match self {
            Block::Task(minutes) => {
                let task = name("t");
                writeln!(out, "    task {task} {{ owner: agent; time: {minutes}m }}").unwrap();
                (task.clone(), task)
            }
            Block::Sequence(parts) => {
                let ends: Vec<(String, String)> = parts.iter().map(|part| part.write(out, chains, next)).collect();
                for pair in ends.windows(2) {
                    writeln!(chains, "    {} -> {}", pair[0].1, pair[1].0).unwrap();
                }
                (ends[0].0.clone(), ends[ends.len() - 1].1.clone())
            }
            Block::Choice(parts) | Block::Parallel(parts) => {
                let (split, merge) = if matches!(self, Block::Choice(_)) { ("decision", "wait") } else { ("fork", "join") };
                let (first, last) = (name("g"), name("g"));
                let ends: Vec<(String, String)> = parts.iter().map(|part| part.write(out, chains, next)).collect();
                writeln!(out, "    {merge} {last}\n    {split} {first} {{").unwrap();
                for (at, (from, to)) in ends.iter().enumerate() {
                    match split {
                        "fork" => writeln!(chains, "    {first} -> {from}").unwrap(),
                        _ if at + 1 < ends.len() => writeln!(out, "      \"w{at}\" 30% -> {from}").unwrap(),
                        _ => writeln!(out, "      \"w{at}\" -> {from}").unwrap(),
                    }
                    writeln!(chains, "    {to} -> {last}").unwrap();
                }
                out.push_str("    }\n");
                (first, last)
            }
            Block::Loop(body, redo, max) => {
                let (again, entry) = (name("g"), name("g"));
                let (first, last) = body.write(out, chains, next);
                let (back, end) = redo.write(out, chains, next);
                let leave = format!("{again}x");
                writeln!(out, "    wait {entry}\n    wait {leave}\n    decision {again} {{\n      \"redo\" 25% -> {back} max {max}\n      \"done\" -> {leave}\n    }}").unwrap();
                writeln!(chains, "    {entry} -> {first}\n    {last} -> {again}\n    {end} -> {entry}").unwrap();
                (entry, leave)
            }
        }
    }

    fn has_parallel_in_loop(&self, inside: bool) -> bool {
        match self {
            Block::Task(_) => false,
            Block::Parallel(parts) => inside || parts.iter().any(|part| part.has_parallel_in_loop(false)),
            Block::Sequence(parts) | Block::Choice(parts) => parts.iter().any(|part| part.has_parallel_in_loop(inside)),
            Block::Loop(body, redo, _) => body.has_parallel_in_loop(true) || redo.has_parallel_in_loop(true),
        }
    }

    fn flow(&self) -> String {
        let (mut nodes, mut chains) = (String::new(), String::new());
        let (first, last) = self.write(&mut nodes, &mut chains, &mut 0);
        format!("process p \"p\" {{\n  role agent\n  as-is {{\n{nodes}{chains}    start -> {first}\n    {last} -> end\n  }}\n}}\n")
    }
}

/// The largest way to share a number of traversals out among parts.
fn share(parts: &[Block], times: u32) -> i64 {
    match parts.split_first() {
        None => {
            if times == 0 {
                0
            } else {
                i64::MIN / 2
            }
        }
        Some((first, rest)) => (0..=times).map(|own| first.worst(own) + share(rest, times - own)).max().unwrap(),
    }
}

fn analysis(flow: String) -> Analysis {
    let analysis = analyze(Arc::new(Source::new("p.flow", flow.clone())), &NoFiles, &Config::default());
    let wrong = analysis.findings.iter().find(|finding| finding.rule.code < "F2");
    assert!(wrong.is_none(), "{}\n{flow}", wrong.unwrap().message.en);
    analysis
}

fn variant(analysis: &Analysis) -> &Variant {
    &analysis.model.processes[0].variants[0]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn best_and_bounded_worst_case_equal_enumeration(block in block()) {
        let analysis = analysis(block.flow());
        let graph = Graph::build(variant(&analysis));
        let times = Times::on(graph.variant(), Clock::Wall);
        let best = shortest(&graph, &times);
        let end = graph.ends().next().unwrap();
        prop_assert_eq!(best[end.index()], Some(block.best() * MINUTE), "{}", block.flow());
        match longest(&graph, &times, &|_| false) {
            Worst::Exactly { ms, path } => {
                prop_assert_eq!(ms, block.worst(1) * MINUTE, "{}", block.flow());
                // The path shown is a walk, and it takes that long.
                let total: i64 = path.iter().map(|&id| times.of(id).worst).sum();
                prop_assert_eq!(total, ms);
                for pair in path.windows(2) {
                    prop_assert!(graph.successors(pair[0]).any(|next| next == pair[1]), "{:?} {}", path, block.flow());
                }
                prop_assert_eq!(graph.variant().node(path[0]).kind, NodeKind::Start);
            }
            Worst::Between { least, most, .. } => {
                prop_assert!((least..=most).contains(&(block.worst(1) * MINUTE)), "{}", block.flow());
            }
            other => prop_assert!(false, "{:?} {}", other, block.flow()),
        }
    }

    /// How often a case comes to each task, and how often not for the first time, equals what the blocks say.
    #[test]
    fn visits_equal_those_of_the_blocks(block in block()) {
        let analysis = analysis(block.flow());
        let graph = Graph::build(variant(&analysis));
        // A raw fork in a loop is not judged.
        if let Some(visits) = Visits::find(&graph) {
            let tasks = graph.variant().nodes().filter(|(_, node)| node.kind == NodeKind::Task).map(|(id, _)| id);
            for (id, (often, once)) in tasks.zip(block.visits()) {
                prop_assert!((visits.of(id) - often).abs() < 1e-9 * often, "{:?}: {} {}\n{}", id, visits.of(id), often, block.flow());
                let again = often - once;
                prop_assert!((visits.rework(id) - again).abs() < 1e-9 * often, "{:?}: {} {}\n{}", id, visits.rework(id), again, block.flow());
            }
        } else {
            prop_assert!(block.has_parallel_in_loop(false), "{}", block.flow());
        }
    }

    /// The longest way to the first of some nodes is the bounded worst case of the flow that ends there.
    #[test]
    fn the_longest_way_to_a_node_equals_that_of_the_flow_cut_there(block in block(), pick in any::<prop::sample::Index>()) {
        let flow = block.flow();
        let whole = analysis(flow.clone());
        let graph = Graph::build(variant(&whole));
        let tasks: Vec<NodeId> = graph.variant().nodes().filter(|(_, node)| node.kind == NodeKind::Task).map(|(id, _)| id).collect();
        let goal = tasks[pick.index(tasks.len())];
        let name = &graph.variant().node(goal).title.name;
        let cut = flow.lines().map(|line| match line.trim_start().strip_prefix(&format!("{name} -> ")) {
            Some(_) => format!("    {name} -> cut\n"),
            None => format!("{line}\n"),
        });
        let cut = analysis(cut.collect::<String>().replace("    start ->", "    end cut\n    start ->"));
        let cut = Graph::build(variant(&cut));
        let end = cut.variant().node_named("cut").unwrap();
        let times = Times::on(graph.variant(), Clock::Wall);
        let found = longest_to(&graph, &times, &|_| false, &[goal], &|id| times.of(id).worst);
        let cut_times = Times::on(cut.variant(), Clock::Wall);
        let expected = longest_to(&cut, &cut_times, &|_| false, &[end], &|_| 0);
        let ms = |worst: &Worst| match worst {
            Worst::Exactly { ms, .. } => Some(*ms),
            _ => None,
        };
        if let (Some(found), Some(expected)) = (ms(&found), ms(&expected)) {
            prop_assert_eq!(found, expected, "{}\n{}", name, flow);
        }
    }

    /// On flows without parallel parts, an approval stands at a node if no walk gets there with it not given since the last write.
    #[test]
    fn standing_approvals_equal_a_search_over_walks(
        kinds in prop::collection::vec(0..4_u8, 3..9),
        edges in prop::collection::vec((0..9_usize, 0..9_usize, any::<bool>()), 3..20),
    ) {
        let count = kinds.len();
        let mut out = String::from("process p \"p\" {\n  role agent\n  data d\n  as-is {\n");
        for (at, kind) in kinds.iter().enumerate() {
            let branches: String = edges
                .iter()
                .filter(|edge| edge.0 % count == at)
                .map(|edge| {
                    let word = match (kind, edge.2) {
                        (0, true) => "approved ",
                        (0, false) => "rejected ",
                        _ => "\"x\" ",
                    };
                    format!("{word}-> n{}; ", edge.1 % count)
                })
                .collect();
            let line = match kind {
                0 => format!("approval n{at} {{ owner: agent; of: d; {branches}}}"),
                1 => format!("task n{at} {{ owner: agent; out: d; {branches}}}"),
                _ => format!("decision n{at} {{ note: x; {branches}}}"),
            };
            writeln!(out, "    {line}").unwrap();
        }
        out.push_str("    start -> n0\n  }\n}\n");
        let analysis = analysis(out.clone());
        let graph = Graph::build(variant(&analysis));
        let standing = Standing::find(&graph, &Concurrency::find(&graph));
        let start = graph.starts().next().unwrap();
        let reached = graph.reachable_from([start]);
        let approvals: Vec<NodeId> = graph.variant().nodes().filter(|(_, node)| node.kind == NodeKind::Approval).map(|(id, _)| id).collect();
        for (goal, _) in graph.variant().nodes().filter(|(id, _)| reached[id.index()]) {
            for &approval in approvals.iter().filter(|id| **id != goal) {
                let covers = standing.covering(&[DataId(0)], goal).contains(&approval);
                prop_assert_eq!(covers, !reaches_without(&graph, start, goal, approval), "{:?} at {:?}\n{}", approval, goal, out);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// On block-structured flows with parallel parts, an approval stands at a node if it was given in every interleaving: each task
    /// of the block becomes an approval, a write, or nothing, by its minutes.
    #[test]
    fn standing_approvals_equal_a_search_over_interleavings(block in block()) {
        let written = block.flow();
        let flow = written.lines().map(|line| match line.split_once("time: ") {
            Some((before, minutes)) if line.trim_start().starts_with("task") => {
                match minutes.trim_end_matches("m }").parse::<i64>().unwrap() {
                    0..5 => format!("{}of: d }}\n", before.replacen("task", "approval", 1)),
                    5..8 => format!("{}of: d; rejected -> bad }}\n", before.replacen("task", "approval", 1)),
                    8..12 => format!("{before}out: d }}\n"),
                    _ => format!("{line}\n"),
                }
            }
            _ if line.contains("role agent") => "  role agent\n  data d\n".to_owned(),
            _ if line.contains("start ->") => format!("    end bad\n{line}\n"),
            _ => format!("{line}\n"),
        });
        let flow: String = flow.collect();
        let analysis = analysis(flow.clone());
        let graph = Graph::build(variant(&analysis));
        let standing = Standing::find(&graph, &Concurrency::find(&graph));
        let of_kind = |kind: NodeKind| graph.variant().nodes().filter(move |(_, node)| node.kind == kind).map(|(id, _)| id);
        for approval in of_kind(NodeKind::Approval) {
            let Some(missing) = interleave(&graph, approval) else { continue };
            for goal in of_kind(NodeKind::Approval).filter(|goal| *goal != approval) {
                let covers = standing.covering(&[DataId(0)], goal).contains(&approval);
                prop_assert_eq!(covers, missing.get(&goal) == Some(&false), "{:?} at {:?}\n{}", approval, goal, flow);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// On flows of decisions without loops, the way found is as likely as the likeliest of all.
    #[test]
    fn the_likeliest_way_equals_enumeration(edges in prop::collection::vec((0..7_usize, 1..8_usize, 1..10_u32), 1..16)) {
        let mut ways: BTreeMap<usize, BTreeMap<usize, u32>> = BTreeMap::new();
        for (from, step, weight) in edges {
            ways.entry(from).or_default().insert((from + step).min(7), weight);
        }
        let mut out = String::from("process p \"p\" {\n  as-is {\n    start -> n0\n");
        for at in 0..7 {
            let targets = ways.entry(at).or_insert_with(|| BTreeMap::from([(7, 1)]));
            let whole: u32 = targets.values().sum();
            let branches = targets.iter().map(|(to, weight)| format!("x {:.6}% -> n{to}", f64::from(*weight) / f64::from(whole) * 100.0));
            writeln!(out, "    decision n{at} {{ {} }}", branches.collect::<Vec<_>>().join("; ")).unwrap();
        }
        out.push_str("    end n7\n  }\n}\n");
        let analysis = analysis(out.clone());
        let graph = Graph::build(variant(&analysis));
        let names: Vec<&str> = likeliest(&graph).iter().map(|&id| graph.variant().node(id).title.name.as_str()).collect();
        prop_assert_eq!(names[0], "start");
        let way: Vec<usize> = names[1..].iter().map(|name| name[1..].parse().unwrap()).collect();
        let share = |from: usize, to: usize| f64::from(ways[&from][&to]) / f64::from(ways[&from].values().sum::<u32>());
        let found: f64 = way.windows(2).map(|pair| share(pair[0], pair[1])).product();
        // Forward, since all edges go to a higher number.
        let mut best = [0.0_f64; 8];
        best[0] = 1.0;
        for from in 0..7 {
            for &to in ways[&from].keys() {
                best[to] = best[to].max(best[from] * share(from, to));
            }
        }
        prop_assert!((found / best[7] - 1.0).abs() < 1e-3, "{way:?} has {found}, the best {:?}\n{out}", best[7]);
    }
}

/// The names on the likeliest way of a flow.
fn likeliest_way(nodes: &str) -> Vec<String> {
    let analysis = analysis(format!("process p \"p\" {{\n  role a\n  data d\n  as-is {{\n{nodes}\n  }}\n}}\n"));
    let graph = Graph::build(variant(&analysis));
    likeliest(&graph).iter().map(|&id| graph.variant().node(id).title.name.clone()).collect()
}

#[test]
fn the_likeliest_way_goes_round_no_loop_and_through_the_longest_branch() {
    let approval = "    task t { owner: a }\n    approval ok { owner: a; of: d; rejected 70% -> t max 2; rejected 1% -> end }\n    start -> t -> ok -> end";
    assert_eq!(likeliest_way(approval), ["start", "t", "ok", "end"]);
    let unknown = "    approval ok { owner: a; of: d; rejected -> stop; approved -> x }\n    task x { owner: a }\n    end stop\n    start -> ok\n    x -> end";
    assert_eq!(likeliest_way(unknown), ["start", "ok", "x", "end"]);
    let even = "    decision d1 { p -> x; q -> y }\n    task x { owner: a }\n    task y { owner: a }\n    task z { owner: a }\n    start -> d1\n    x -> z -> end\n    y -> end";
    assert_eq!(likeliest_way(even), ["start", "d1", "y", "end"]);
    let fork = "    fork f\n    join j\n    task x { owner: a }\n    task y { owner: a }\n    task z { owner: a }\n    start -> f\n    f -> x -> j\n    f -> y -> z -> j\n    j -> end";
    assert_eq!(likeliest_way(fork), ["start", "f", "y", "z", "j", "end"]);
    let nowhere = "    task x { owner: a }\n    start -> x";
    assert!(likeliest_way(nowhere).is_empty());
}

/// For each node that may run: whether it may while the approval was not given since the last write. `None` where there are too
/// many interleavings to try.
fn interleave(graph: &Graph, approval: NodeId) -> Option<BTreeMap<NodeId, bool>> {
    let variant = graph.variant();
    let mut missing = BTreeMap::new();
    let mut seen = BTreeSet::new();
    // Tokens on edges, and whether the approval stands.
    let first: Vec<EdgeId> = graph.starts().flat_map(|start| graph.leaving(start)).copied().collect();
    let mut stack = vec![(first, false)];
    while let Some((tokens, given)) = stack.pop() {
        if !seen.insert((tokens.clone(), given)) {
            continue;
        }
        if seen.len() > 20_000 {
            return None;
        }
        let heads: BTreeSet<NodeId> = tokens.iter().map(|&edge| variant.edge(edge).to).collect();
        for at in heads {
            let node = variant.node(at);
            let waiting: Vec<EdgeId> = graph.entering(at).iter().copied().filter(|edge| tokens.contains(edge)).collect();
            let join = node.kind == NodeKind::Join;
            if join && waiting.len() < graph.entering(at).len() {
                continue;
            }
            *missing.entry(at).or_insert(false) |= !given;
            let mut rest = tokens.clone();
            for edge in if join { &waiting[..] } else { &waiting[..1] } {
                rest.remove(rest.iter().position(|other| other == edge).unwrap());
            }
            let ways = graph.leaving(at);
            let choices: Vec<&[EdgeId]> = if node.kind == NodeKind::Fork { vec![ways] } else { ways.chunks(1).collect() };
            for choice in choices {
                let mut next = rest.clone();
                next.extend(choice);
                next.sort_unstable();
                let approved = at == approval && variant.edge(choice[0]).kind == EdgeKind::Approved;
                stack.push((next, approved || given && node.outputs.is_empty()));
            }
        }
    }
    Some(missing)
}

/// Whether some walk from the start gets to `goal` while the approval was not given since the last write of the data.
fn reaches_without(graph: &Graph, start: NodeId, goal: NodeId, approval: NodeId) -> bool {
    let variant = graph.variant();
    let mut seen = vec![[false; 2]; variant.nodes.len()];
    let mut stack = vec![(start, false)];
    while let Some((at, given)) = stack.pop() {
        if std::mem::replace(&mut seen[at.index()][usize::from(given)], true) {
            continue;
        }
        for &edge in graph.leaving(at) {
            let edge = variant.edge(edge);
            let written = !variant.node(at).outputs.is_empty();
            let approved = at == approval && edge.kind == EdgeKind::Approved;
            stack.push((edge.to, approved || given && !written));
        }
    }
    seen[goal.index()][0]
}
