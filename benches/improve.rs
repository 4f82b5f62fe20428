//! Speed of `flowright improve`: `cargo bench --bench improve`.

#[allow(dead_code, reason = "other benchmarks use the rest of it")]
mod generate;

use std::fmt::Write;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use flowright::analysis::NoFiles;
use flowright::config::Config;
use flowright::improve::improve;
use flowright::measure::Runs;
use flowright::source::Source;

fn main() {
    divan::main();
}

/// A process in which little can be done.
#[divan::bench(args = [30, 100, 300], sample_count = 5)]
fn usual(bencher: Bencher, nodes: usize) {
    run(bencher, nodes, generate::process(0, nodes));
}

/// A process in which every fifth step can be improved.
#[divan::bench(args = [30, 100, 300], sample_count = 3)]
fn rewarding(bencher: Bencher, nodes: usize) {
    let mut text = String::from("process p {\n  role a\n  role b\n  role c\n  data d\n");
    let mut steps = String::from("  as-is {\n    task n { owner: a; out: d; time: 5m }\n");
    let mut chain = String::from("    start -> n");
    for at in 0..nodes / 5 {
        let _ = writeln!(text, "  data x{at}\n  data y{at}\n  data z{at} {{ deliverable: yes }}");
        let _ = writeln!(steps, "    task p{at} {{ owner: a; in: d; out: x{at}; time: 10m; wait: 1h }}");
        let _ = writeln!(steps, "    task q{at} {{ owner: b; in: d; out: y{at}; time: 20m; wait: 1h }}");
        let _ = writeln!(steps, "    task r{at} {{ owner: a; in: x{at}, y{at}; out: z{at}; time: 5m }}");
        let _ = writeln!(steps, "    approval s{at} {{ owner: c; of: z{at}; time: 5m; rejected 5% -> r{at} max 1 }}");
        let _ = writeln!(steps, "    approval t{at} {{ owner: c; of: z{at}; time: 5m; rejected 5% -> r{at} max 1 }}");
        let _ = write!(chain, " -> p{at} -> q{at} -> r{at} -> s{at} -> t{at}");
    }
    run(bencher, nodes, format!("{text}{steps}{chain} -> end\n  }}\n}}\n"));
}

fn run(bencher: Bencher, nodes: usize, text: String) {
    let source = Arc::new(Source::new("bench.flow", text));
    bencher.counter(ItemsCount::new(nodes)).bench(|| improve(&source, &NoFiles, &Config::default(), Runs::default()));
}
