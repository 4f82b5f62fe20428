//! Speed of the measures: `cargo bench --bench measure`.
#![allow(clippy::unwrap_used, reason = "a benchmark reads what it wrote")]

mod flows;

use divan::{Bencher, black_box};
use flowright::ast::quantity::Clock;
use flowright::graph::{Graph, Structure, Times, Worst, longest, shortest};
use flowright::measure::{Blocks, Cycle, End, Shares, Steps};
use flowright::model::Variant;
use flowright::source::{FileId, Source};
use flowright::{ast, model, syntax};

fn main() {
    divan::main();
}

fn variant(text: String) -> Variant {
    let source = Source::new("bench.flow", text);
    let (tree, found) = syntax::parse(FileId(0), &source);
    assert!(found.is_empty(), "{}", found[0].message.en);
    let (file, found) = ast::lower(&source, &tree);
    assert!(found.is_empty(), "{}", found[0].message.en);
    let (model, found) = model::resolve(&source, &file, &[]);
    assert!(found.is_empty(), "{}", found[0].message.en);
    model.processes[0].variants[0].clone()
}

/// Structure and all measures of time, from the resolved variant on.
fn everything(bencher: Bencher, text: String) {
    let variant = variant(text);
    bencher.bench_local(|| {
        let graph = Graph::build(&variant);
        let structure = Structure::find(&graph);
        let cycle = Cycle::find(&graph, &structure, &Shares::find(&graph), Clock::Wall);
        assert!(cycle.mean().is_some() && cycle.least.spread.is_some() && cycle.best.is_some() && cycle.visits.is_some());
        cycle
    });
}

/// Blocks of all kinds. From 1,000 to 10,000 nodes at most 15 times as long.
#[divan::bench(args = [100, 1_000, 10_000])]
fn blocks(bencher: Bencher, nodes: usize) {
    everything(bencher, flows::blocks(nodes));
}

/// The reduction to blocks alone.
#[divan::bench(args = [1_000, 10_000])]
fn blocks_structure(bencher: Bencher, nodes: usize) {
    let variant = variant(flows::blocks(nodes));
    let graph = Graph::build(&variant);
    bencher.bench_local(|| Structure::find(black_box(&graph)));
}

/// A loop with many entries, all ways between places.
#[divan::bench(args = [50, 200])]
fn core(bencher: Bencher, places: usize) {
    everything(bencher, flows::core(places, false));
}

/// The same with two tasks at once at each place.
#[divan::bench(args = [50, 200])]
fn core_with_parallel_parts(bencher: Bencher, places: usize) {
    everything(bencher, flows::core(places, true));
}

#[divan::bench(args = [10, 15, 17, 100])]
fn parallel(bencher: Bencher, branches: usize) {
    everything(bencher, flows::parallel(branches));
}

/// Best, worst and expected time of decisions one after another.
#[divan::bench(args = [40, 1_000])]
fn ladder(bencher: Bencher, decisions: usize) {
    let variant = variant(flows::ladder(decisions));
    bencher.bench_local(|| {
        let graph = Graph::build(&variant);
        let times = Times::on(&variant, Clock::Wall);
        let shares = Shares::find(&graph);
        let structure = Structure::find(&graph);
        let steps = Steps::find(&graph, &shares, Clock::Wall, End::Least);
        let worst = longest(&graph, &times, &|_| false);
        assert!(matches!(worst, Worst::Exactly { .. }));
        let means = Blocks { structure: &structure, shares: &shares, steps: &steps }.means();
        (shortest(&graph, &times), worst, means[structure.whole().unwrap().index()].clone().unwrap())
    });
}

/// The distribution besides.
#[divan::bench(args = [40, 1_000])]
fn ladder_with_distribution(bencher: Bencher, decisions: usize) {
    everything(bencher, flows::ladder(decisions));
}
