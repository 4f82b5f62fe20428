//! No text crashes the pipeline, and every place it names is in the text.
//!
//! `cargo install cargo-fuzz`, then `cargo +nightly fuzz run analyze -- -max_total_time=60 -timeout=5`.
#![no_main]

use std::sync::Arc;

use flowright::analysis::{NoFiles, analyze};
use flowright::config::Config;
use flowright::lang::Lang;
use flowright::report::concise;
use flowright::source::Source;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let analysis = analyze(Arc::new(Source::new("fuzz.flow", text)), &NoFiles, &Config::default());
    for finding in &analysis.findings {
        assert!(finding.span.end as usize <= analysis.sources.get(finding.span.file).text.len());
    }
    concise::report(&analysis, Lang::Zh);
});
