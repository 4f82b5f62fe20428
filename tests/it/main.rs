//! The one integration binary.

mod lint_cases;
mod rule_docs;
mod rules;
