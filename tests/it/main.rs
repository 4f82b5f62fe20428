//! The one integration binary.

mod cli;
mod conformance;
mod drawings;
mod emit;
mod emit_hostile;
mod graph;
mod lint_cases;
mod rule_docs;
mod rules;
