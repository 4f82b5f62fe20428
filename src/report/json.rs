//! Findings for programs. The format has a version; fields are only ever added within one (`docs/reports.md`).

use serde::Serialize;

use super::changes::Changed;
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
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<Change<'a>>>,
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

/// What has changed; `before` and `after` where one value differs.
#[derive(Serialize)]
struct Change<'a> {
    process: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'a str>,
    topic: &'static str,
    operation: String,
    subject: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<Place<'a>>,
}

/// The whole report, as indented JSON with a line end.
#[must_use]
pub fn report(report: &Report) -> String {
    let Counts { errors, warnings, infos, to_be_mended } = report.counts();
    let summary = Summary { errors, warnings, infos, to_be_mended, left_out: report.left_out() };
    let changes = report.changes.as_ref().map(|changes| changes.iter().map(change).collect());
    let whole =
        Whole { format: "flowright.report", version: VERSION, summary, findings: report.findings().map(convert).collect(), changes };
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

fn change(change: &Changed) -> Change<'_> {
    let value = |at: usize| change.values.as_ref().map(|values| values[at].as_str());
    Change {
        process: &change.process,
        variant: change.variant.as_deref(),
        topic: change.topic.name(),
        operation: change.operation.word().en,
        subject: &change.subject,
        text: &change.text,
        before: value(0),
        after: value(1),
        because: change.because.as_deref(),
        old: change.old.as_ref().map(place),
        new: change.new.as_ref().map(place),
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
