//! The one integration binary.

mod cli;
mod lint_cases;
