//! Speed of the pipeline: `cargo bench`. Sizes grow by ten and a hundred, so that growth shows; figures are in ARCHITECTURE.md.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark runs commands and writes files")]

mod generate;

use std::sync::Arc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use flowright::analysis::{NoFiles, analyze};
use flowright::config::Config;
use flowright::lang::Lang;
use flowright::report::terminal::{self, Style};
use flowright::source::{FileId, Source};
use flowright::{ast, lint, model, syntax};

const SIZES: [usize; 3] = [10_000, 1_000_000, 10_000_000];

fn main() {
    divan::main();
}

fn source(bytes: usize, one: bool) -> Source {
    let text = if one { generate::one_process(bytes) } else { generate::many_processes(bytes) };
    Source::new("bench.flow", text)
}

/// The grammar and the nesting of blocks.
#[divan::bench(args = SIZES)]
fn parse(bencher: Bencher, bytes: usize) {
    let source = source(bytes, false);
    bencher.counter(BytesCount::of_str(&source.text)).bench(|| syntax::parse(FileId(0), &source));
}

/// From text to the resolved model.
#[divan::bench(args = SIZES)]
fn text_to_model(bencher: Bencher, bytes: usize) {
    let source = source(bytes, false);
    bencher.counter(BytesCount::of_str(&source.text)).bench(|| {
        let (tree, _) = syntax::parse(FileId(0), &source);
        let (file, _) = ast::lower(&source, &tree);
        model::resolve(&source, &file, &[])
    });
}

/// The rules alone, per node.
#[divan::bench(args = SIZES, consts = [false, true])]
fn rules<const ONE: bool>(bencher: Bencher, bytes: usize) {
    let source = source(bytes, ONE);
    let (tree, _) = syntax::parse(FileId(0), &source);
    let (file, _) = ast::lower(&source, &tree);
    let (model, _) = model::resolve(&source, &file, &[]);
    let nodes: usize = model.processes.iter().flat_map(|process| &process.variants).map(|variant| variant.nodes.len()).sum();
    bencher.counter(ItemsCount::new(nodes)).bench(|| lint::lint(&model, &Config::default()));
}

/// Everything, for many processes of about 40 nodes and for one process of all of them.
#[divan::bench(args = SIZES, consts = [false, true])]
fn check<const ONE: bool>(bencher: Bencher, bytes: usize) {
    let source = Arc::new(source(bytes, ONE));
    bencher.counter(BytesCount::of_str(&source.text)).bench(|| analyze(Arc::clone(&source), &NoFiles, &Config::default()));
}

/// A file in which every line is wrong, drawn for the terminal.
#[divan::bench(args = [1_000, 10_000, 100_000])]
fn report_errors(bencher: Bencher, lines: usize) {
    let source = Arc::new(Source::new("bench.flow", "ungültig: 5 §\n".repeat(lines)));
    let style = Style { lang: Lang::Zh, color: false, width: 100 };
    bencher.counter(ItemsCount::new(lines)).bench(|| terminal::report(&analyze(Arc::clone(&source), &NoFiles, &Config::default()), style));
}

/// The whole command on one example, start-up included.
#[divan::bench]
fn command_on_one_example(bencher: Bencher) {
    bencher.bench(|| command(&["check", "examples/online-complaint.flow"]));
}

/// A repository of 10,000 files of about 5 kB.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn command_on_10_000_files(bencher: Bencher) {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..10_000 {
        let inside = folder.path().join(format!("{:02}", number % 100));
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::write(inside.join(format!("p{number}.flow")), generate::process(number, 26)).unwrap();
    }
    let path = folder.path().to_str().unwrap().to_owned();
    bencher.bench(|| command(&["check", &path, "--format", "concise"]));
}

fn command(arguments: &[&str]) -> std::process::ExitStatus {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_flowright"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).status().unwrap()
}
