//! Speed of a comparison of two texts: `cargo bench --bench diff`.
#![allow(clippy::unwrap_used, reason = "a benchmark reads what it wrote")]

#[allow(dead_code, reason = "each benchmark takes from it what it needs")]
mod flows;
#[allow(dead_code, reason = "each benchmark takes from it what it needs")]
mod generate;

use std::sync::Arc;

use divan::Bencher;
use flowright::analysis::{NoFiles, analyze, analyze_behind};
use flowright::config::Config;
use flowright::review::review;
use flowright::source::Source;

fn main() {
    divan::main();
}

/// Two texts, from the bytes on: reading, rules, matching, changes, rules about changes.
fn compare(bencher: Bencher, old: &str, new: &str) {
    let config = Config::default();
    bencher.bench_local(|| {
        let new = analyze(Arc::new(Source::new("new.flow", new)), &NoFiles, &config);
        let old = analyze_behind(new.sources.clone(), Arc::new(Source::new("old.flow", old)), &NoFiles, &config);
        let review = review(new, old, &config);
        assert!(!review.parts.is_empty());
        review.parts.len()
    });
}

/// Two versions of 1,000 nodes in less than a second: every tenth step is called otherwise, others have another owner or time.
#[divan::bench(args = [100, 1_000, 4_000])]
fn much_changed(bencher: Bencher, nodes: usize) {
    let old = generate::process(0, nodes);
    let mut new = old.replace("耗时：5分钟", "耗时：8分钟").replace("时限：2小时", "时限：90分钟");
    for step in (0..nodes).step_by(10) {
        new = new.replace(&format!("环节{step} "), &format!("步骤{step} ")).replace(&format!("环节{step}\n"), &format!("步骤{step}\n"));
    }
    compare(bencher, &old, &new);
}

/// The same with one change only.
#[divan::bench(args = [100, 1_000, 4_000])]
fn hardly_changed(bencher: Bencher, nodes: usize) {
    let old = generate::process(0, nodes);
    let new = old.replacen("时限：30天", "时限：31天", 1);
    compare(bencher, &old, &new);
}

/// Nothing reduces to blocks.
#[divan::bench(args = [100, 400])]
fn entangled(bencher: Bencher, places: usize) {
    let old = flows::core(places, false);
    let new = old.replacen("task n0 ", "task n0 \"first\" ", 1);
    assert_ne!(old, new);
    compare(bencher, &old, &new);
}
