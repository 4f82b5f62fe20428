//! The one integration binary.

mod cli;
mod conformance;
mod drawings;
mod graph;
mod lint_cases;
mod rule_docs;
mod rules;
