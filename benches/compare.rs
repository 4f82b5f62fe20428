//! Speed of a comparison: `cargo bench --bench compare`.
#![allow(clippy::unwrap_used, reason = "a benchmark reads what it wrote")]

mod flows;

use divan::Bencher;
use flowright::compare::{By, Comparison};
use flowright::config::Attainment;
use flowright::model::Model;
use flowright::source::{FileId, Source};
use flowright::{ast, model, syntax};

fn main() {
    divan::main();
}

/// An as-is with a to-be that is the same with one change.
fn model(as_is: &str, node: &str) -> Model {
    let text = format!("{}  to-be from as-is {{ change {node} {{ time: 1m }} }}\n}}\n", as_is.trim_end().strip_suffix('}').unwrap());
    let source = Source::new("bench.flow", text);
    let (tree, found) = syntax::parse(FileId(0), &source);
    assert!(found.is_empty(), "{}", found[0].message.en);
    let (file, found) = ast::lower(&source, &tree);
    assert!(found.is_empty(), "{}", found[0].message.en);
    let (model, found) = model::resolve(&source, &file, &[]);
    assert!(found.is_empty(), "{}", found[0].message.en);
    model
}

/// Everything that a comparison shows, from the resolved model on.
fn compare(bencher: Bencher, as_is: &str, node: &str) {
    let model = model(as_is, node);
    let process = &model.processes[0];
    let (as_is, to_be) = (process.as_is().unwrap(), process.to_bes().next().unwrap());
    let by = By { attainment: Attainment::Relative, in_hours: false };
    bencher.bench_local(|| {
        let compared = Comparison::find(&model, process, (as_is, vec![to_be]), &[], by);
        assert!(compared.rows.len() > 10);
        compared.rows.len()
    });
}

/// Two variants of 1,000 nodes in less than a second.
#[divan::bench(args = [100, 1_000])]
fn blocks(bencher: Bencher, nodes: usize) {
    compare(bencher, &flows::blocks(nodes), "p0a");
}

/// A loop with many entries.
#[divan::bench(args = [50])]
fn core(bencher: Bencher, places: usize) {
    compare(bencher, &flows::core(places, false), "n0");
}

#[divan::bench(args = [15])]
fn parallel(bencher: Bencher, branches: usize) {
    compare(bencher, &flows::parallel(branches), "a0");
}

#[divan::bench(args = [40])]
fn ladder(bencher: Bencher, decisions: usize) {
    compare(bencher, &flows::ladder(decisions), "a0");
}
