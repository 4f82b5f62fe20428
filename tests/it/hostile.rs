//! Careless and hostile texts: nothing crashes, hangs or overflows the stack, and nothing of a text is silently lost.

use std::time::{Duration, Instant};

use flowright::ast::lower;
use flowright::source::{FileId, Source};
use flowright::syntax::parse;

use crate::texts::Examples;

/// How long reading a text takes; the best of several runs.
#[allow(clippy::disallowed_methods, reason = "a test that measures time")]
fn time(text: &str, runs: usize, analyze: bool) -> Duration {
    let examples = Examples::read();
    let run = || {
        let start = Instant::now();
        if analyze {
            let _ = examples.findings(text);
        } else {
            let source = Source::new("test.flow", text);
            let (tree, _) = parse(FileId(0), &source);
            let _ = lower(&source, &tree);
        }
        start.elapsed()
    };
    (0..runs).map(|_| run()).min().unwrap_or_default()
}

#[test]
#[ignore = "prints times"]
fn speed() {
    let examples = Examples::read();
    let text: String = examples.texts().collect::<Vec<_>>().join("\n").repeat(4);
    let took = time(&text, 5, false);
    println!("{} bytes in {took:?}: {:.1} MB/s", text.len(), text.len() as f64 / 1e6 / took.as_secs_f64());
}
