//! Findings for programs. The format has a version; fields are only ever added within one (`docs/reports.md`).

use serde::Serialize;

use super::finding::{self, Report};
use super::{Counts, inert};

/// The version of the format.
pub const VERSION: u32 = 1;

#[derive(Serialize)]
struct Whole<'a> {
    format: &'static str,
    version: u32,
    summary: Summary,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    infos: usize,
    to_be_mended: usize,
    left_out: usize,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    rule: &'static str,
    level: &'static str,
    to_be_mended: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'a str>,
    message: &'a str,
    help: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<&'a str>,
}

/// Lines and columns count from 1, columns in characters; the end is one past the last character.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// The whole report, as indented JSON with a line end.
#[must_use]
pub fn report(report: &Report) -> String {
    let Counts { errors, warnings, infos, to_be_mended } = report.counts();
    let summary = Summary { errors, warnings, infos, to_be_mended, left_out: report.left_out() };
    let whole = Whole { format: "flowright.report", version: VERSION, summary, findings: report.findings().map(convert).collect() };
    // Strings and numbers only: this cannot fail.
    inert::json(serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n")
}

fn convert(finding: &finding::Finding) -> Finding<'_> {
    Finding {
        code: finding.rule.code,
        rule: finding.rule.name,
        level: finding.level.name(),
        to_be_mended: finding.to_be_mended,
        variant: finding.variant.as_deref(),
        message: &finding.message,
        help: &finding.help,
        place: place(&finding.place),
        related: finding.related.iter().map(|related| Related { message: &related.message, place: place(&related.place) }).collect(),
        fix: finding.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            safe: fix.safe,
            edits: fix.edits.iter().map(|edit| Edit { text: &edit.text, place: place(&edit.place) }).collect(),
        }),
        fingerprint: finding.fingerprint.as_deref(),
    }
}

fn place(place: &finding::Place) -> Place<'_> {
    Place {
        file: &place.file.name,
        line: place.start.line,
        column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
    }
}
