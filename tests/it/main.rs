//! The one integration binary.

mod docs;
mod tidy;
