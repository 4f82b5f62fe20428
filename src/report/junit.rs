//! Findings as tests, in the form that Jenkins' XSD for JUnit describes: a suite for each file, a test for each finding. What fails
//! the check is a failure; what does not is skipped, so that it is seen and fails nothing there either.

use serde::Serialize;

use super::finding::{Checked, Finding, Report};
use super::xml::{document, text};
use crate::both;
use crate::lang::Lang;

#[derive(Serialize)]
struct Suites {
    #[serde(rename = "@name")]
    name: &'static str,
    #[serde(rename = "@tests")]
    tests: usize,
    #[serde(rename = "@failures")]
    failures: usize,
    #[serde(rename = "@errors")]
    errors: usize,
    testsuite: Vec<Suite>,
}

#[derive(Serialize)]
struct Suite {
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@tests")]
    tests: usize,
    #[serde(rename = "@failures")]
    failures: usize,
    #[serde(rename = "@errors")]
    errors: usize,
    #[serde(rename = "@skipped")]
    skipped: usize,
    testcase: Vec<Case>,
    #[serde(rename = "system-out", skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize)]
struct Case {
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@classname")]
    classname: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<Outcome>,
}

#[derive(Serialize)]
struct Outcome {
    #[serde(rename = "@type")]
    level: &'static str,
    #[serde(rename = "@message")]
    message: String,
    #[serde(rename = "$text")]
    text: String,
}

/// The whole document.
#[must_use]
pub fn report(report: &Report) -> String {
    let suites: Vec<Suite> = report.files.iter().map(|file| suite(file, report.lang)).collect();
    let sum = |count: fn(&Suite) -> usize| suites.iter().map(count).sum();
    let (tests, failures) = (sum(|suite| suite.tests), sum(|suite| suite.failures));
    document("testsuites", &Suites { name: "flowright", tests, failures, errors: 0, testsuite: suites })
}

fn suite(file: &Checked, lang: Lang) -> Suite {
    // Jenkins takes what stands before the last dot for the package.
    let classname = text(file.file.path.strip_suffix(".flow").unwrap_or(&file.file.path)).replace('/', ".");
    let mut cases: Vec<Case> = file.findings.iter().map(|finding| case(finding, &classname, lang)).collect();
    if cases.is_empty() {
        let name = lang.pick("no findings", "没有问题").to_owned();
        cases.push(Case { name, classname, failure: None, skipped: None });
    }
    let more = file.left_out;
    let note = both!("… and {more} more findings in this file", "……本文件还有 {more} 个问题");
    Suite {
        name: text(&file.file.path),
        tests: cases.len(),
        failures: cases.iter().filter(|case| case.failure.is_some()).count(),
        errors: 0,
        skipped: cases.iter().filter(|case| case.skipped.is_some()).count(),
        testcase: cases,
        note: (more > 0).then(|| note.get(lang).to_owned()),
    }
}

fn case(finding: &Finding, classname: &str, lang: Lang) -> Case {
    let (rule, place) = (finding.rule, &finding.place);
    let at = format!("{}:{}:{}", text(&place.file.path), place.start.line, place.start.column);
    let outcome = Outcome {
        level: finding.level.name(),
        message: text(&finding.fact(lang)),
        text: format!("{at}: {}", text(&finding.on_one_line(lang))),
    };
    let (failure, skipped) = if finding.fails { (Some(outcome), None) } else { (None, Some(outcome)) };
    // Without the line: it would be another test as soon as something is written above.
    let name = format!("{} {}: {}", rule.code, rule.name, text(&finding.message));
    Case { name, classname: classname.to_owned(), failure, skipped }
}
