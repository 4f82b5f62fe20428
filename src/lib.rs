//! Flowright compiles and lints declarative process definitions.
//!
//! ```text
//! text → Tree → ast::File → Model → Graph → lint → Vec<Diagnostic> → report
//!                             └→ Diagram → dot, mermaid, md
//!                             └→ json
//! ```
//!
//! Each module uses only those above it in this list (a test scans the imports). [`analysis::analyze`] is the whole
//! pipeline in one function.

pub mod analysis;
pub mod ast;
pub mod cli;
pub mod diagnostic;
pub mod diagram;
pub mod emit;
pub mod encoding;
pub mod graph;
pub mod lang;
pub mod lint;
pub mod model;
pub mod report;
pub mod rule;
pub mod source;
pub mod suggest;
pub mod syntax;
