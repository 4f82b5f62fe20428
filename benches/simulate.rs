//! Speed of simulations on one core, in cases per second: `cargo bench --bench simulate`.
#![allow(clippy::unwrap_used, reason = "a benchmark of flows that are known to be right")]

use std::fmt::Write;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use flowright::analysis::{NoFiles, analyze};
use flowright::ast::quantity::Clock;
use flowright::config::Config;
use flowright::graph::Graph;
use flowright::measure::{End, Runs, Shares, simulate};
use flowright::source::Source;

fn main() {
    divan::main();
}

/// Ten nodes with all that flows are made of: rework, a decision, a parallel part.
fn ten_nodes(times: [&str; 5]) -> String {
    let [draft, check, law, money, book] = times;
    format!(
        "task draft {{ time: {draft} }}\n task check {{ time: {check} }}\n decision ok {{ \"no\" 20% -> draft; \"yes\" -> split }}\n
        fork split {{ }}\n task law {{ time: {law} }}\n task money {{ time: {money} }}\n join both\n task book {{ time: {book} }}\n
        start -> draft -> check -> ok\n split -> law -> both\n split -> money -> both\n both -> book -> end"
    )
}

/// Two lanes that wait for one another at every layer: parallel parts that are no blocks. 200 nodes.
fn entangled() -> String {
    let mut flow = String::from("fork f0 { }\n start -> f0\n f0 -> x0\n f0 -> y0\n");
    for layer in 0..32 {
        let next = layer + 1;
        writeln!(flow, "task x{layer} {{ time: 1m }}\n task y{layer} {{ time: exp(1m) }}\n fork fx{layer} {{ }}\n fork fy{layer} {{ }}")
            .unwrap();
        writeln!(flow, "x{layer} -> fx{layer}\n y{layer} -> fy{layer}\n join jx{layer}\n join jy{layer}").unwrap();
        for (from, to) in [("fx", "jx"), ("fx", "jy"), ("fy", "jx"), ("fy", "jy")] {
            writeln!(flow, "{from}{layer} -> {to}{layer}").unwrap();
        }
        writeln!(flow, "jx{layer} -> x{next}\n jy{layer} -> y{next}").unwrap();
    }
    flow.push_str("task x32 { time: 1m }\n task y32 { time: 1m }\n join last\n x32 -> last\n y32 -> last\n task t { time: 1m }\n last -> t\n t -> tt\n task tt { time: 1m }\n tt -> end");
    flow
}

fn run(bencher: Bencher, flow: &str, nodes: usize, runs: u32) {
    let text = format!("process p \"p\" {{\n  role r\n  as-is {{\n{flow}\n  }}\n}}\n");
    let analysis = analyze(Arc::new(Source::new("p.flow", text)), &NoFiles, &Config::default());
    let graph = Graph::build(&analysis.model.processes[0].variants[0]);
    assert_eq!(graph.len(), nodes);
    let shares = Shares::find(&graph);
    let runs = Runs { runs, ..Runs::default() };
    let played = || simulate(&graph, &shares, Clock::Wall, End::Least, runs).unwrap();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!((played().runs, played().unfinished), (runs.runs, 0));
    bencher.counter(ItemsCount::new(runs.runs)).bench(|| one.install(played));
}

/// The aim: five million cases per second.
#[divan::bench]
fn ten_nodes_fixed(bencher: Bencher) {
    run(bencher, &ten_nodes(["10m", "5m", "20m", "30m", "5m"]), 10, 200_000);
}

/// Each time drawn from a distribution.
#[divan::bench]
fn ten_nodes_drawn(bencher: Bencher) {
    run(bencher, &ten_nodes(["exp(10m)", "tri(1m, 5m, 20m)", "normal(20m, 5m)", "exp(30m)", "tri(1m, 2m, 9m)"]), 10, 200_000);
}

/// 200 nodes, 65 of them forks and 65 joins.
#[divan::bench]
fn entangled_200_nodes(bencher: Bencher) {
    run(bencher, &entangled(), 200, 8192);
}
