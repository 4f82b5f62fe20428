//! The one integration binary.

mod cli;
mod docs;
mod graph;
mod lint_cases;
mod rule_docs;
mod rules;
mod tidy;
