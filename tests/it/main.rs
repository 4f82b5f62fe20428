//! The one integration binary.

mod lint_cases;
