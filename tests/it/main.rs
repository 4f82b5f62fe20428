//! The one integration binary.

mod cli;
mod graph;
mod lint_cases;
mod rule_docs;
mod rules;
