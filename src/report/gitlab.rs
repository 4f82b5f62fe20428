//! GitLab's code quality report: one list of issues, each with a fingerprint of its own.

use std::collections::BTreeSet;

use serde::Serialize;

use super::finding::{Finding, Report};
use super::inert;
use crate::rule::Level;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a str,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

/// The whole list, as indented JSON with a line end. A finding about a file that several others use is one issue.
#[must_use]
pub fn report(report: &Report) -> String {
    let mut seen = BTreeSet::new();
    let mut issues = Vec::new();
    for finding in report.findings() {
        let fingerprint = finding.fingerprint.as_deref().unwrap_or_default();
        if !seen.insert(fingerprint) {
            continue;
        }
        issues.push(Issue {
            description: finding.on_one_line(report.lang),
            check_name: finding.rule.name,
            fingerprint,
            severity: severity(finding),
            location: Location {
                path: &finding.place.file.path,
                lines: Lines { begin: finding.place.start.line, end: finding.place.end.line },
            },
        });
    }
    // Strings and numbers only: this cannot fail.
    inert::json(serde_json::to_string_pretty(&issues).unwrap_or_default() + "\n")
}

fn severity(finding: &Finding) -> &'static str {
    match finding.level {
        _ if finding.to_be_mended => "info",
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Info => "info",
    }
}
