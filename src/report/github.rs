//! Workflow commands: GitHub Actions shows each as an annotation beside the line it is about.

use std::fmt::Write;

use super::finding::{Finding, Place, Report};
use super::inert;
use crate::both;
use crate::rule::Level;

/// One command per finding.
#[must_use]
pub fn report(report: &Report) -> String {
    let lang = report.lang;
    let mut out = String::new();
    for file in &report.files {
        for finding in &file.findings {
            let title = property(&format!("{} {}", finding.rule.code, finding.rule.name));
            let place = place(&finding.place);
            // A String takes all that is written to it.
            let _ = writeln!(out, "::{} {place},title={title}::{}", command(finding), data(&finding.sentences(lang).join("\n")));
        }
        if file.left_out > 0 {
            let more = file.left_out;
            let text = both!("… and {more} more findings in this file", "……本文件还有 {more} 个问题");
            let _ = writeln!(out, "::notice file={}::{}", property(&file.file.path), data(text.get(lang)));
        }
    }
    inert::log(out)
}

fn command(finding: &Finding) -> &'static str {
    match finding.level {
        _ if finding.to_be_mended => "notice",
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    }
}

/// GitHub takes columns only where the place is on one line.
fn place(place: &Place) -> String {
    let (file, start, end) = (property(&place.file.path), place.start, place.end);
    if start.line == end.line {
        format!("file={file},line={},col={},endLine={},endColumn={}", start.line, start.column, end.line, end.column)
    } else {
        format!("file={file},line={},endLine={}", start.line, end.line)
    }
}

/// What stands behind the second `::`.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| inert::visible(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    inert::visible(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}
