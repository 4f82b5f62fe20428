//! The one integration binary.

mod conformance;
mod drawings;
mod lint_cases;
