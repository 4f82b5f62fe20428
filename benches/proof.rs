//! Speed of the proofs about a flow: `cargo bench --bench proof`. Figures are in ARCHITECTURE.md.
#![allow(clippy::unwrap_used, reason = "a benchmark is not handed on")]

#[allow(dead_code, reason = "the other benchmark needs the rest")]
mod generate;

use std::fmt::Write;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use flowright::graph::{Graph, Soundness, Structure};
use flowright::model::{self, Variant};
use flowright::source::{FileId, Source};
use flowright::{ast, syntax};

fn main() {
    divan::main();
}

fn variant(text: &str) -> Variant {
    let source = Arc::new(Source::new("bench.flow", text));
    let (tree, _) = syntax::parse(FileId(0), &source);
    let (file, _) = ast::lower(&source, &tree);
    let (model, _) = model::resolve(&source, &file, &[]);
    model.processes[0].variants[0].clone()
}

fn prove(bencher: Bencher, text: &str, sound: bool) {
    let variant = variant(text);
    let graph = Graph::build(&variant);
    let found = Soundness::find(&graph, &Structure::find(&graph));
    assert_eq!((found.sound, found.defects.is_empty()), (sound, sound), "{:?}", found.defects);
    bencher.counter(ItemsCount::new(graph.len())).bench(|| Soundness::find(&graph, &Structure::find(&graph)));
}

/// A flow that becomes one block.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn blocks(bencher: Bencher, nodes: usize) {
    prove(bencher, &generate::process(0, nodes), true);
}

/// Two branches that wait for one another all along, with forks, joins, decisions and merges, of which nothing reduces.
#[divan::bench(args = [50, 200, 1_000])]
fn entangled(bencher: Bencher, nodes: usize) {
    prove(bencher, &ladder(nodes / 8, ""), true);
}

/// The same with a way that the last join waits for in vain: what is wrong is searched, too.
#[divan::bench(args = [50, 200, 1_000])]
fn entangled_and_faulty(bencher: Bencher, nodes: usize) {
    prove(bencher, &ladder(nodes / 8, "x -> done; y -> left"), false);
}

/// A hundred branches, and two more of which one waits for the beginning of the other.
#[divan::bench]
fn a_hundred_branches(bencher: Bencher) {
    let mut out = String::from(
        "process p \"p\" {\n as-is {\n fork f\n join j\n fork g\n join k\n start -> f\n j -> end\n f -> g -> j\n f -> k -> j\n g -> k\n",
    );
    for at in 0..100 {
        writeln!(out, " wait w{at}\n f -> w{at} -> j").unwrap();
    }
    prove(bencher, &(out + " }\n}\n"), true);
}

/// Nodes of every kind, linked at random: not sound, and nothing in it is a block.
#[divan::bench(args = [200, 1_000, 5_000])]
fn soup(bencher: Bencher, nodes: usize) {
    let mut out = String::from("process p \"p\" {\n as-is {\n start -> n0\n");
    let mut dice = 88_172_645_463_325_252_u64;
    let mut any = |below: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice % u64::try_from(below).unwrap()).unwrap()
    };
    for at in 0..nodes {
        let next = if at + 1 == nodes { "end".to_owned() } else { format!("n{}", at + 1) };
        match any(6) {
            0 => writeln!(out, " fork n{at}\n n{at} -> {next}, n{}", any(nodes)).unwrap(),
            1 => writeln!(out, " join n{at}\n n{at} -> {next}").unwrap(),
            _ => writeln!(out, " decision n{at} {{ x -> {next}; y -> n{} }}", any(nodes)).unwrap(),
        }
    }
    prove(bencher, &(out + " }\n}\n"), false);
}

/// Rungs of eight nodes between a left and a right branch: the left one forks to a join of the right one, then decides between two forks,
/// each of which goes on in both branches.
fn ladder(rungs: usize, last: &str) -> String {
    let mut out = String::from("process p \"p\" {\n as-is {\n fork begin\n join done\n start -> begin\n done -> end\n");
    let (mut left, mut right) = ("begin".to_owned(), "begin".to_owned());
    for at in 0..rungs {
        writeln!(out, " fork a{at}\n join b{at}\n fork x{at}\n fork y{at}\n wait l{at}\n wait r{at}\n join c{at}").unwrap();
        writeln!(out, " decision d{at} {{ x -> x{at}; y -> y{at} }}\n {left} -> a{at}\n {right} -> b{at}\n a{at} -> b{at}, d{at}").unwrap();
        writeln!(out, " x{at}, y{at} -> l{at}, r{at}\n b{at}, r{at} -> c{at}").unwrap();
        (left, right) = (format!("l{at}"), format!("c{at}"));
    }
    if last.is_empty() {
        writeln!(out, " {left}, {right} -> done").unwrap();
    } else {
        writeln!(out, " wait left\n decision last {{ {last} }}\n left -> end\n {left} -> last\n {right} -> done").unwrap();
    }
    out + " }\n}\n"
}
