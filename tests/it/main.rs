//! The one integration binary.
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests read files, unwrap, and print what they measure"
)]

mod analyze;
mod baseline;
mod calendar;
mod change_rules;
mod changes;
mod cli;
mod cli_words;
mod compare;
mod config;
mod conformance;
mod daily;
mod diff;
mod doc;
mod docs;
mod drawings;
mod emit;
mod emit_hostile;
mod fix;
mod format;
mod format_cli;
mod gallery;
mod geometry;
mod graph;
mod hostile;
mod import;
mod improve;
mod lint_cases;
mod measure;
mod page;
mod pictures;
mod recovery;
mod reference;
mod rendered;
mod reports;
mod rule_docs;
mod rules;
mod simulate;
mod soundness;
mod suppress;
mod syntax;
mod texts;
mod tidy;
