//! Findings as people and machines read them. miette is named in `terminal` only.

pub mod concise;
pub mod json;
pub mod patch;
pub mod terminal;

use crate::diagnostic::Diagnostic;
use crate::rule::Level;

/// How many findings of each kind there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Errors that fail the check.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
    /// Findings of an as-is that has a to-be: they never fail the check.
    pub to_be_mended: usize,
}

impl Counts {
    /// Counts findings.
    #[must_use]
    pub fn of(findings: &[Diagnostic]) -> Counts {
        let mut counts = Counts::default();
        for finding in findings {
            *match finding.level {
                _ if finding.to_be_mended => &mut counts.to_be_mended,
                Level::Error => &mut counts.errors,
                Level::Warning => &mut counts.warnings,
                Level::Info => &mut counts.infos,
            } += 1;
        }
        counts
    }

    /// Adds those of another file.
    pub fn add(&mut self, other: Counts) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
        self.to_be_mended += other.to_be_mended;
    }
}
