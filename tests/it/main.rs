//! The one integration binary.

mod cli;
mod conformance;
mod docs;
mod drawings;
mod graph;
mod hostile;
mod lint_cases;
mod recovery;
mod rule_docs;
mod rules;
mod syntax;
mod texts;
mod tidy;
