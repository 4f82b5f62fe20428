//! Findings for machines. The format has a version; fields are only ever added within one.

use serde::Serialize;

use super::Counts;
use crate::analysis::Analysis;
use crate::diagnostic::{Diagnostic, Safety};
use crate::lang::Lang;
use crate::source::{Sources, Span};

/// The version of the format.
pub const VERSION: u32 = 1;

/// A whole report.
#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    version: u32,
    summary: Summary,
    findings: &'a [Finding],
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    infos: usize,
    to_be_mended: usize,
    left_out: usize,
}

/// A finding with its places resolved, so that the text it came from may be dropped.
#[derive(Serialize)]
pub struct Finding {
    code: &'static str,
    rule: &'static str,
    level: &'static str,
    to_be_mended: bool,
    /// The variant it is about, as people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<String>,
    message: String,
    help: String,
    #[serde(flatten)]
    place: Place,
    related: Vec<Related>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix>,
}

#[derive(Serialize)]
struct Place {
    file: String,
    /// Lines and columns count from 1, columns in characters; the end is one past the last character.
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Related {
    message: String,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct Fix {
    title: String,
    safe: bool,
    edits: Vec<Edit>,
}

#[derive(Serialize)]
struct Edit {
    text: String,
    #[serde(flatten)]
    place: Place,
}

/// The findings of a file.
#[must_use]
pub fn findings(analysis: &Analysis, lang: Lang) -> Vec<Finding> {
    analysis.findings.iter().map(|finding| convert(finding, &analysis.sources, lang)).collect()
}

/// The whole report, as indented JSON with a line end.
#[must_use]
pub fn report(findings: &[Finding], counts: Counts, left_out: usize) -> String {
    let Counts { errors, warnings, infos, to_be_mended } = counts;
    let summary = Summary { errors, warnings, infos, to_be_mended, left_out };
    let report = Report { format: "flowright.report", version: VERSION, summary, findings };
    // Strings and numbers only: this cannot fail.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn convert(finding: &Diagnostic, sources: &Sources, lang: Lang) -> Finding {
    Finding {
        code: finding.rule.code,
        rule: finding.rule.name,
        level: finding.level.name(),
        to_be_mended: finding.to_be_mended,
        variant: finding.variant.as_ref().map(|variant| variant.text.get(lang).to_owned()),
        message: finding.message.get(lang).to_owned(),
        help: finding.help.get(lang).to_owned(),
        place: place(finding.span, sources),
        related: finding
            .labels()
            .map(|label| Related { message: label.text.get(lang).to_owned(), place: place(label.span, sources) })
            .collect(),
        fix: finding.fix.as_ref().map(|fix| Fix {
            title: fix.title.get(lang).to_owned(),
            safe: fix.safety == Safety::Safe,
            edits: fix.edits.iter().map(|edit| Edit { text: edit.text.clone(), place: place(edit.span, sources) }).collect(),
        }),
    }
}

fn place(span: Span, sources: &Sources) -> Place {
    let source = sources.get(span.file);
    let (start, end) = (source.position(span.start), source.position(span.end));
    Place { file: source.name.clone(), line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}
