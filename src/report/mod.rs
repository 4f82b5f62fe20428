//! Findings as people and machines read them. miette is named in `terminal` only, quick-xml in `xml`.
//!
//! What people read is written file by file while the text is at hand; what machines read is written at the end from a
//! [`finding::Report`], in which every place is resolved.

pub mod baseline;
pub mod changes;
pub mod checkstyle;
pub mod concise;
pub mod finding;
pub mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod inert;
pub mod json;
pub mod junit;
pub mod patch;
pub mod path;
pub mod sarif;
pub mod statistics;
pub mod terminal;
mod xml;

use crate::diagnostic::Diagnostic;
use crate::rule::Level;
use finding::Report;

/// A form of the findings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Format {
    /// Drawn with the text they are about.
    Human,
    /// One line each.
    Concise,
    /// Our own, with everything.
    Json,
    /// SARIF 2.1.0, as GitHub code scanning wants it.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// Tests, as Jenkins wants them.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
}

impl Format {
    /// Every format, in the order in which help names them.
    pub const ALL: [Format; 8] =
        [Format::Human, Format::Concise, Format::Json, Format::Sarif, Format::Github, Format::Gitlab, Format::Junit, Format::Checkstyle];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
            Format::Checkstyle => "checkstyle",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether it is written from a [`Report`].
    #[must_use]
    pub fn is_for_machines(self) -> bool {
        !matches!(self, Format::Human | Format::Concise)
    }

    /// Whether it carries fingerprints.
    #[must_use]
    pub fn has_fingerprints(self) -> bool {
        matches!(self, Format::Json | Format::Sarif | Format::Gitlab)
    }
}

/// A report in a format for machines; nothing in one for people.
#[must_use]
pub fn write(format: Format, report: &Report) -> String {
    match format {
        Format::Human | Format::Concise => String::new(),
        Format::Json => json::report(report),
        Format::Sarif => sarif::report(report),
        Format::Github => github::report(report),
        Format::Gitlab => gitlab::report(report),
        Format::Junit => junit::report(report),
        Format::Checkstyle => checkstyle::report(report),
    }
}

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
