//! Flowright compiles and lints declarative process definitions.
//!
//! ```text
//! text → Tree → ast::File → Model → Graph → lint → Vec<Diagnostic> → report
//!                             ├→ Diagram → svg, png, pdf, dot, mermaid, md
//!                             ├→ doc (SOP)
//!                             └→ json
//! ```
//!
//! Each module uses only those above it in this list (a test scans the imports; the blank lines keep the order).
//! [`analysis::analyze`] is the whole pipeline in one function.

// What pest generates without its `std` feature asks for it.
extern crate alloc;

pub mod source;

pub mod lang;

pub mod encoding;

pub mod rule;

pub mod diagnostic;

pub mod suggest;

pub mod wrap;

pub mod calendar;

pub mod syntax;

pub mod ast;

pub mod format;

pub mod config;

pub mod model;

mod wording;

pub mod graph;

pub mod measure;

pub mod diff;

pub mod lint;

pub mod diagram;

pub mod compare;

pub mod emit;

pub mod doc;

#[cfg(feature = "pictures")]
pub mod raster;

pub mod import;

pub mod analysis;

pub mod review;

pub mod improve;

pub mod fix;

pub mod report;

pub mod cli;
