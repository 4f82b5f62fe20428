//! Speed of drawing, and how much the lines cross: `cargo bench --bench draw`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark reads what it wrote, and says what it counted")]

mod generate;

use divan::Bencher;
use flowright::diagram::layout::place;
use flowright::diagram::{Diagram, build};
use flowright::emit::svg::{self, Paper, Theme};
use flowright::lang::Lang;
use flowright::source::{FileId, Source};
use flowright::{ast, model, syntax};

const SIZES: [usize; 5] = [50, 100, 300, 1_000, 3_000];

fn main() {
    for nodes in SIZES {
        let diagram = diagram(nodes);
        let placed = place(&diagram);
        let crossings: usize = placed.routes.iter().map(|route| route.jumps.len()).sum();
        let edges = placed.routes.len();
        let hundredths = crossings * 100 / edges;
        println!("{nodes} nodes: {edges} edges, {crossings} crossings, {}.{:02} each", hundredths / 100, hundredths % 100);
    }
    divan::main();
}

/// The drawing of a process of about that many nodes.
fn diagram(nodes: usize) -> Diagram {
    let source = Source::new("bench.flow", generate::process(0, nodes));
    let (tree, _) = syntax::parse(FileId(0), &source);
    let (file, _) = ast::lower(&source, &tree);
    let (model, _) = model::resolve(&source, &file, &[]);
    let process = &model.processes[0];
    build(&model, process, process.as_is().unwrap(), &[], Lang::Zh)
}

#[divan::bench(args = SIZES)]
fn layout(bencher: Bencher, nodes: usize) {
    let diagram = diagram(nodes);
    bencher.bench_local(|| place(&diagram).routes.len());
}

#[divan::bench(args = SIZES)]
fn picture(bencher: Bencher, nodes: usize) {
    let diagram = diagram(nodes);
    bencher.bench_local(|| svg::emit(&diagram, Theme::Light).len());
}

#[divan::bench(args = [1_000])]
fn pages(bencher: Bencher, nodes: usize) {
    let diagram = diagram(nodes);
    bencher.bench_local(|| svg::pages(&diagram, Theme::Light, Paper::A4).len());
}
