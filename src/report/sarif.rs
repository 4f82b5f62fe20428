//! SARIF 2.1.0 as GitHub's code scanning wants it: the pages of the rules, URIs relative to the checkout, columns in UTF-16,
//! fingerprints, fixes, and no more of anything than it takes.

use serde::Serialize;
use serde_json::{Value, json};

use super::finding::{Edit, Finding, Fix, Place, Report};
use super::inert;
use super::path::File;
use crate::both;
use crate::lang::{Lang, Text};
use crate::rule::{Level, Rule};

/// How many results GitHub takes of one run; a file with more is refused.
pub const RESULTS: usize = 25_000;

/// How many further places of a result GitHub shows.
const PLACES: usize = 100;

/// How many characters of a description GitHub takes.
const DESCRIPTION: usize = 1024;

/// What stands behind the results.
const TAIL: &str = "]}]}";

/// The name of the folder from which paths are counted.
const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Value,
    invocations: [Value; 1],
    language: &'static str,
    column_kind: &'static str,
    original_uri_base_ids: Value,
    /// The last, so that each can be put in on a line of its own.
    results: [(); 0],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Located<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Located<'a>>,
    partial_fingerprints: Fingerprints<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Value>,
}

/// The name holds the version of the method.
#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "flowright/v1", skip_serializing_if = "Option::is_none")]
    own: Option<&'a str>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Located<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation<'a>,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation<'a> {
    uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'a> {
    description: Message,
    artifact_changes: Vec<ArtifactChange<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: ArtifactLocation<'a>,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Content<'a>,
}

/// The whole log, as JSON with a line for each result.
#[must_use]
pub fn report(report: &Report) -> String {
    let lang = report.lang;
    let mut findings: Vec<&Finding> = report.findings().collect();
    if findings.len() > RESULTS {
        // What fails the check is kept before what does not; the order of the files is kept within.
        findings.sort_by_key(|finding| (finding.to_be_mended, std::cmp::Reverse(finding.level)));
        findings.truncate(RESULTS);
    }
    let mut rules: Vec<&'static Rule> = findings.iter().map(|finding| finding.rule).collect();
    rules.sort_by_key(|rule| rule.code);
    rules.dedup();
    let notes: Vec<Value> = cut(report).iter().map(|text| json!({ "level": "warning", "message": { "text": text.get(lang) } })).collect();
    let run = Run {
        tool: json!({ "driver": {
            "name": "Flowright",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.iter().map(|rule| descriptor(rule, lang)).collect::<Vec<Value>>(),
        }}),
        invocations: [json!({ "executionSuccessful": true, "toolExecutionNotifications": notes })],
        language: lang.pick("en-US", "zh-CN"),
        column_kind: "utf16CodeUnits",
        original_uri_base_ids: json!({ ROOT: { "description": { "text": lang.pick(
            "The folder in which flowright was run.",
            "运行 flowright 的文件夹。",
        )}}}),
        results: [],
    };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    let results = findings.iter().map(|finding| line(&result(finding, &rules, lang)));
    let results = results.collect::<Vec<String>>().join(",\n");
    let log = line(&log);
    let head = log.strip_suffix(TAIL).unwrap_or(&log);
    inert::json(format!("{head}\n{results}\n{TAIL}\n"))
}

/// A value on one line.
fn line(value: &impl Serialize) -> String {
    // Texts and numbers only: this cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}

/// What is said where findings are missing from the log.
#[must_use]
pub fn cut(report: &Report) -> Option<Text> {
    let all = report.findings().count() + report.left_out();
    let kept = report.findings().count().min(RESULTS);
    let missing = all - kept;
    (missing > 0).then(|| both!("{missing} of {all} findings are not in this report", "共 {all} 个问题，其中 {missing} 个未列入本报告"))
}

fn descriptor(rule: &Rule, lang: Lang) -> Value {
    let severity = match rule.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "recommendation",
    };
    json!({
        "id": rule.code,
        "name": pascal(rule.name),
        "shortDescription": { "text": rule.summary(lang) },
        "fullDescription": { "text": description(rule, lang) },
        "help": { "text": page(rule, lang, false), "markdown": page(rule, lang, true) },
        "defaultConfiguration": { "level": level(rule.level) },
        "properties": { "tags": tags(rule), "problem.severity": severity },
    })
}

/// `missing-owner` as `MissingOwner`: a rule of GitHub's own validator.
fn pascal(name: &str) -> String {
    let capital = |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + word.get(1..).unwrap_or_default();
    name.split('-').map(capital).collect()
}

/// The paragraphs of a rule's page, each on one line.
fn paragraphs(rule: &Rule, lang: Lang) -> Vec<String> {
    let glue = lang.pick(" ", "");
    rule.prose(lang).split("\n\n").map(|paragraph| paragraph.lines().collect::<Vec<_>>().join(glue)).collect()
}

/// As many paragraphs of a rule's page as GitHub takes.
fn description(rule: &Rule, lang: Lang) -> String {
    let mut text = String::new();
    for paragraph in paragraphs(rule, lang) {
        if text.chars().count() + paragraph.chars().count() + 2 > DESCRIPTION {
            break;
        }
        text.push_str(if text.is_empty() { "" } else { "\n\n" });
        text.push_str(&paragraph);
    }
    text
}

/// A rule's page with its examples.
fn page(rule: &Rule, lang: Lang, markdown: bool) -> String {
    let mut page = paragraphs(rule, lang).join("\n\n");
    for (title, example) in [(lang.pick("Wrong:", "有问题的写法："), rule.bad()), (lang.pick("Right:", "正确的写法："), rule.good())]
    {
        let Some(example) = example else { continue };
        let example = if markdown { format!("```\n{example}```") } else { example };
        page = format!("{page}\n\n{title}\n\n{example}");
    }
    page
}

/// The word by which the rule can be named, and its family.
fn tags(rule: &Rule) -> Vec<&'static str> {
    let family = match rule.code.as_bytes().get(1) {
        Some(b'0') => "syntax",
        Some(b'1') => "names",
        Some(b'2') => "structure",
        Some(b'3') => "owners",
        Some(b'4') => "approvals",
        Some(b'5') => "time",
        Some(b'6') => "data",
        Some(b'7') => "cost",
        Some(b'8') => "documentation",
        _ => "changes",
    };
    vec![family, rule.name]
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn result<'a>(finding: &'a Finding, rules: &[&Rule], lang: Lang) -> SarifResult<'a> {
    let related = finding.related.iter().take(PLACES).enumerate();
    let related = related.map(|(at, related)| Located {
        id: Some(at + 1),
        physical_location: physical(&related.place),
        message: Some(Message { text: plain(&related.message) }),
    });
    SarifResult {
        rule_id: finding.rule.code,
        rule_index: rules.iter().position(|rule| *rule == finding.rule).unwrap_or_default(),
        level: if finding.to_be_mended { "note" } else { level(finding.level) },
        message: Message { text: plain(&finding.sentences(lang).join("\n")) },
        locations: [Located { id: None, physical_location: physical(&finding.place), message: None }],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints { own: finding.fingerprint.as_deref() },
        fixes: finding.fix.iter().map(fix).collect(),
        properties: finding.to_be_mended.then(|| json!({ "tags": ["to-be-mended"] })),
    }
}

/// A message in which nothing is taken for a link.
fn plain(text: &str) -> String {
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() }
}

fn physical(place: &Place) -> PhysicalLocation<'_> {
    PhysicalLocation { artifact_location: artifact(&place.file), region: region(place) }
}

fn artifact(file: &File) -> ArtifactLocation<'_> {
    ArtifactLocation { uri: &file.uri, uri_base_id: file.is_below().then_some(ROOT) }
}

fn region(place: &Place) -> Region {
    Region { start_line: place.start.line, start_column: place.start.utf16, end_line: place.end.line, end_column: place.end.utf16 }
}

/// The edits of a fix, file by file.
fn fix(fix: &Fix) -> SarifFix<'_> {
    let changes = fix.edits.chunk_by(|a, b| a.place.file == b.place.file).map(|edits| ArtifactChange {
        artifact_location: artifact(&edits[0].place.file),
        replacements: edits.iter().map(replacement).collect(),
    });
    SarifFix { description: Message { text: plain(&fix.title) }, artifact_changes: changes.collect() }
}

fn replacement(edit: &Edit) -> Replacement<'_> {
    Replacement { deleted_region: region(&edit.place), inserted_content: Content { text: &edit.text } }
}
