//! Checkstyle's XML, which most CI services and many editors read.

use serde::Serialize;

use super::finding::{Finding, Report};
use super::xml::{document, text};
use crate::lang::Lang;
use crate::rule::Level;

/// The version of Checkstyle whose format this is.
const VERSION: &str = "4.3";

#[derive(Serialize)]
struct Whole {
    #[serde(rename = "@version")]
    version: &'static str,
    file: Vec<File>,
}

#[derive(Serialize)]
struct File {
    #[serde(rename = "@name")]
    name: String,
    error: Vec<Problem>,
}

#[derive(Serialize)]
struct Problem {
    #[serde(rename = "@line")]
    line: u32,
    #[serde(rename = "@column")]
    column: u32,
    #[serde(rename = "@severity")]
    severity: &'static str,
    #[serde(rename = "@message")]
    message: String,
    #[serde(rename = "@source")]
    source: String,
}

/// The whole document: every file asked for, also those without findings.
#[must_use]
pub fn report(report: &Report) -> String {
    let mut files: Vec<File> = Vec::new();
    for checked in &report.files {
        files.push(File { name: text(&checked.file.path), error: Vec::new() });
        for finding in &checked.findings {
            // What is wrong with a used file stands behind what is wrong with the file itself.
            let name = text(&finding.place.file.path);
            if files.last().is_none_or(|last| last.name != name) {
                files.push(File { name, error: Vec::new() });
            }
            if let Some(last) = files.last_mut() {
                last.error.push(problem(finding, report.lang));
            }
        }
    }
    document("checkstyle", &Whole { version: VERSION, file: files })
}

fn problem(finding: &Finding, lang: Lang) -> Problem {
    let severity = match finding.level {
        _ if finding.to_be_mended => "info",
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "info",
    };
    Problem {
        line: finding.place.start.line,
        column: finding.place.start.column,
        severity,
        message: text(&finding.on_one_line(lang)),
        source: format!("flowright.{}", finding.rule.name),
    }
}
