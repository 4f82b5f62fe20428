//! `flowright.yaml`: what is wrong with it is said, and what it says is done.

use std::fs;
use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::config::{Attainment, Limits, Settings, read};
use flowright::lang::Lang;
use flowright::lint::rules;
use flowright::model::Model;
use flowright::report::concise;
use flowright::rule::Level;
use flowright::source::{Source, Sources};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::{FAULTY, flowright, folder};

fn settings(text: &str) -> (Settings, Analysis) {
    let mut sources = Sources::default();
    let source = Arc::new(Source::new("flowright.yaml", text));
    let file = sources.add(Arc::clone(&source));
    let (settings, findings) = read(file, &source, "/project", &rules::all());
    (settings, Analysis { sources, model: Model::default(), findings, left_out: 0 })
}

/// The codes, levels and names of what is found in a text under a configuration.
fn judged(yaml: &str, path: &str, flow: &str) -> Vec<String> {
    let (settings, analysis) = settings(yaml);
    assert!(analysis.findings.is_empty(), "{}", concise::report(&analysis, Lang::En));
    let config = settings.for_file(path, &rules::all());
    let found = analyze(Arc::new(Source::new("p.flow", flow)), &NoFiles, &config).findings;
    found.iter().map(|finding| format!("{} {}", finding.level.name(), finding.rule.name)).collect()
}

const NOISY: &str = "process p \"报销\" {
  system crm
  system erp
  as-is {
    task fill { time: 5m }
    start -> fill -> end
  }
}
";

#[test]
fn what_is_wrong_is_said_at_its_place() {
    let (_, analysis) = settings(&fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/config/wrong.yaml")).unwrap());
    insta::assert_snapshot!("wrong_en", concise::report(&analysis, Lang::En));
    insta::assert_snapshot!("wrong_zh", concise::report(&analysis, Lang::Zh));
}

#[test]
fn what_is_not_needed_is_refused() {
    let said = |text: &str| {
        let (_, analysis) = settings(text);
        analysis.findings.iter().map(|finding| finding.message.en.clone()).collect::<Vec<_>>().join("; ")
    };
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    assert!(said(bomb).contains("names for values (`&name`)") && said(bomb).contains("(`*name`)"), "{}", said(bomb));
    assert!(said("language: !!binary zh").contains("tags"));
    assert!(said("language: zh\nlanguage: en").contains("given twice"));
    assert!(said("language: zh\n---\nlanguage: en").contains("several documents"));
    assert!(said("? [a, b]\n: c").contains("not a word"));
    assert!(said(&format!("select: {}{}", "[".repeat(50), "]".repeat(50))).contains("nested too deep"));
    assert!(said(&"[".repeat(200_000)).contains("not YAML"));
    assert!(said(&"x".repeat(2 << 20)).contains("larger than 1 MB"));
    // The Norway problem: a word is a word.
    assert_eq!(said("language: no"), "`no` does not fit here");
    assert_eq!(said("ignore: [on]"), "there is no rule `on`");
    assert_eq!(said("limits: { hand-offs: 1e3 }"), "`1e3` does not fit here");
    assert_eq!(said("limits: { hand-offs: -1 }"), "`-1` does not fit here");
    assert_eq!(said(""), "");
    assert_eq!(said("# only a comment\n"), "");
}

#[test]
fn rules_are_chosen_and_tuned() {
    assert_eq!(judged("", "/project/p.flow", NOISY), ["info unused-system", "info unused-system", "error missing-owner"]);
    assert_eq!(judged("ignore: unused-system", "/project/p.flow", NOISY), ["error missing-owner"]);
    assert_eq!(judged("select: [F608]", "/project/p.flow", NOISY), ["info unused-system", "info unused-system"]);
    assert_eq!(judged("select: [F3, F6]\nignore: [F301]", "/project/p.flow", NOISY), ["info unused-system", "info unused-system"]);
    assert_eq!(
        judged("severity: { F6: warning, missing-owner: off }", "/project/p.flow", NOISY),
        ["warning unused-system", "warning unused-system"]
    );
    // A level does not switch on what is off.
    assert_eq!(judged("select: F2\nseverity: { missing-owner: info }", "/project/p.flow", NOISY), [""; 0]);
    // What is not understood cannot be ignored.
    assert_eq!(judged("ignore: all", "/project/p.flow", "process p { as-is { start -> } }").first().unwrap(), "error unexpected-text");
    assert_eq!(judged("severity: { all: info }", "/project/p.flow", "process {").first().unwrap(), "error unexpected-text");
}

#[test]
fn overrides_hold_for_their_files() {
    let yaml = "ignore: [unused-system]\noverrides:\n  - files: archive/**\n    ignore: [F3]\n  - files: ['*.draft.flow', drafts/*.flow]\n    severity: { missing-owner: info }\n";
    assert_eq!(judged(yaml, "/project/p.flow", NOISY), ["error missing-owner"]);
    assert_eq!(judged(yaml, "/project/archive/2025/p.flow", NOISY), [""; 0]);
    assert_eq!(judged(yaml, "/project/new/p.draft.flow", NOISY), ["info missing-owner"]);
    assert_eq!(judged(yaml, "/project/drafts/p.flow", NOISY), ["info missing-owner"]);
    assert_eq!(judged(yaml, "/project/drafts/old/p.flow", NOISY), ["error missing-owner"]);
    assert_eq!(judged(yaml, "/elsewhere/archive/p.flow", NOISY), ["error missing-owner"]);
}

#[test]
fn limits_reach_their_rules() {
    let chain = "process p {\n  role a\n  role b\n  role c\n  data form { deliverable: yes }\n  as-is {\n    task write { owner: c; out: form; time: 5m }\n    approval one { owner: a; of: form; time: 5m; rejected -> write max 1 }\n    approval two { owner: b; of: form; time: 5m; rejected -> write max 1 }\n    start -> write -> one -> two -> end\n  }\n}\n";
    assert!(judged("", "p.flow", chain).is_empty(), "{:?}", judged("", "p.flow", chain));
    assert_eq!(judged("limits: { approval-chain: 2 }", "p.flow", chain), ["warning approval-chain"]);
    assert_eq!(judged("limits: { approval-chain: 2, approval-chain-error: 2 }", "p.flow", chain), ["error approval-chain"]);
}

#[test]
fn an_extended_file_is_laid_under() {
    let (base, _) = settings("language: en\nignore: [unused-system]\nfail-on: info\nattainment: progress\n");
    let (own, _) = settings("language: zh\nignore: [missing-owner]\n");
    let both = own.over(base);
    assert_eq!((both.lang, both.fail_on, both.attainment), (Some(Lang::Zh), Some(Level::Info), Some(Attainment::Progress)));
    let config = both.for_file("/project/p.flow", &rules::all());
    assert!(analyze(Arc::new(Source::new("p.flow", NOISY)), &NoFiles, &config).findings.is_empty());
}

#[test]
fn the_nearest_file_upward_counts_and_others_do_not() {
    let folder = folder(&[
        ("flowright.yaml", "fail-on: info\nlanguage: zh\n"),
        ("a/p.flow", NOISY),
        ("b/flowright.yaml", "ignore: [missing-owner, unused-system]\n"),
        ("b/deep/p.flow", NOISY),
        ("c/flowright.yaml", "extends: ../flowright.yaml\nignore: [F301]\n"),
        ("c/p.flow", NOISY),
        ("d/flowright.yaml", "extends: ../c/flowright.yaml\nignore: [unused-system]\n"),
        ("d/p.flow", NOISY),
        ("strict.yaml", "select: [missing-owner]\n"),
    ]);
    let run = |arguments: &[&str]| flowright(folder.path(), &[&["check", "--format", "concise"], arguments].concat(), "");
    let a = run(&["a"]);
    assert_eq!(a.code, 1);
    assert!(a.out.contains("错误 F301") && a.out.contains("提示 F608"), "{}", a.out);
    assert_eq!((run(&["b"]).code, run(&["b"]).out.as_str()), (0, ""));
    let c = run(&["c"]);
    assert_eq!((c.code, c.out.lines().count()), (1, 2), "{}", c.out);
    assert_eq!((run(&["d"]).code, run(&["d"]).out.as_str()), (0, ""));
    let strict = run(&["--config", "strict.yaml", "b"]);
    assert_eq!((strict.code, strict.out.lines().count()), (1, 1), "{}", strict.out);
    assert_eq!(run(&["--config", "missing.yaml", "b"]).code, 2);
    assert_eq!(run(&["a", "--ignore", "F3,unused-system"]).code, 0);
    assert_eq!(run(&["a", "--select", "F608", "--fail-on", "warning"]).code, 0);
    assert_eq!(run(&["a", "--select", "F999"]).code, 2);
}

#[test]
fn a_wrong_configuration_ends_the_run() {
    let folder = folder(&[("flowright.yaml", "langauge: zh\n"), ("p.flow", NOISY)]);
    let run = flowright(folder.path(), &["check"], "");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    insta::assert_snapshot!(run.err);
    let cases = [
        ("extends: /etc/passwd\n", "absolute"),
        ("extends: ../../../../../../etc/passwd\n", "outside the project"),
        ("extends: http://example.org/x.yaml\n", "URL"),
        ("extends: NUL\n", "device"),
        ("extends: missing.yaml\n", "no such file"),
        ("extends: flowright.yaml\n", "circle"),
        ("extends: p.flow\n", "not YAML"),
    ];
    for (text, said) in cases {
        fs::write(folder.path().join("flowright.yaml"), text).unwrap();
        let run = flowright(folder.path(), &["check", "--lang", "en"], "");
        assert_eq!(run.code, 2, "{text}");
        assert!(run.err.contains(said) && !run.err.contains("root:"), "{text}: {}", run.err);
    }
}

#[test]
fn todays_date_is_asked_for() {
    let folder = folder(&[("p.flow", &FAULTY.replace("    task", "    # allow: missing-owner because vacant until 2026-06-30\n    task"))]);
    let run = |arguments: &[&str]| flowright(folder.path(), &[&["check", "--format", "concise"], arguments].concat(), "");
    assert_eq!(run(&[]).code, 0);
    assert_eq!(run(&["--today=2026-06-30"]).code, 0);
    let late = run(&["--today=2026-07-01"]);
    assert!(late.code == 1 && late.out.contains("F020 expired-allow") && late.out.contains("F301"), "{}", late.out);
    assert_eq!(run(&["--no-inline-allow"]).code, 1);
    assert_eq!(run(&["--today=tomorrow"]).code, 2);
    assert_eq!(run(&["--today"]).code, 1, "this test was written later than that");
}

/// The schema of the configuration, made from what the code knows.
fn schema() -> Value {
    let rules = rules::all();
    let mut words: Vec<String> = vec!["all".into()];
    words.extend(('0'..='9').map(|family| format!("F{family}")).filter(|family| rules.iter().any(|rule| rule.code.starts_with(family))));
    words.extend(rules.iter().flat_map(|rule| [rule.code.to_owned(), rule.name.to_owned()]));
    let list = |items: Value| json!({ "anyOf": [items, { "type": "array", "items": items }] });
    let limits: serde_json::Map<String, Value> = Limits::ALL
        .iter()
        .map(|limit| {
            let range = json!({ "type": "integer", "minimum": limit.least, "maximum": limit.most, "default": limit.usual });
            (limit.key.to_owned(), range)
        })
        .collect();
    let severities = json!({
        "type": "object",
        "propertyNames": { "$ref": "#/$defs/rule" },
        "additionalProperties": { "enum": ["error", "warning", "info", "off"] },
        "description": "The levels of some rules. 部分规则的级别。",
    });
    let section = json!({
        "select": { "$ref": "#/$defs/rules", "description": "Only these rules. 只检查这些规则。" },
        "ignore": { "$ref": "#/$defs/rules", "description": "Not these rules. 不检查这些规则。" },
        "severity": severities,
        "limits": { "type": "object", "properties": limits, "additionalProperties": false, "description": "From where on rules speak. 规则的限值。" },
    });
    let mut top = json!({
        "language": { "enum": ["en", "zh"], "description": "The language of messages. 消息语言。" },
        "extends": { "type": "string", "minLength": 1, "description": "A file of this project that holds where this one is silent. 继承本项目中的另一份配置。" },
        "fail-on": { "enum": ["error", "warning", "info"], "default": "error", "description": "The least level that fails the check. 达到哪一级算不通过。" },
        "calendar": { "type": "string", "minLength": 1, "description": "The calendar of processes that name none. 默认日历。" },
        "hours-per-day": { "type": "integer", "minimum": 1, "maximum": 24, "description": "How many hours a working day has. 每个工作日的小时数。" },
        "attainment": { "enum": ["relative", "progress"], "default": "relative", "description": "How target attainment is counted. 目标达成率的算法。" },
    });
    let mut one = json!({ "files": list(json!({ "type": "string", "minLength": 1 })) });
    for (key, value) in section.as_object().unwrap() {
        top[key] = value.clone();
        one[key] = value.clone();
    }
    top["overrides"] = json!({
        "type": "array",
        "items": { "type": "object", "properties": one, "required": ["files"], "additionalProperties": false },
        "description": "What holds for some files only. 只对部分文件生效的设置。",
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "flowright.yaml",
        "type": ["object", "null"],
        "properties": top,
        "additionalProperties": false,
        "$defs": { "rule": { "enum": words }, "rules": list(json!({ "$ref": "#/$defs/rule" })) },
    })
}

#[test]
fn the_schema_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/config.schema.json");
    let fresh = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("FLOWRIGHT_UPDATE_DOCS").is_some() {
        fs::write(path, &fresh).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), fresh, "FLOWRIGHT_UPDATE_DOCS=1 cargo test config");
}

/// Schema and reader agree on every one of these.
#[test]
fn the_schema_allows_what_is_read() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let texts = [
        "",
        "language: zh",
        "language: fr",
        "select: F3",
        "select: [F3, missing-owner, all]",
        "select: [F3, nope]",
        "select: { a: b }",
        "ignore: []",
        "severity: { F3: off, missing-owner: error }",
        "severity: { F3: loud }",
        "severity: { nope: error }",
        "limits: { hand-offs: 3 }",
        "limits: { hand-offs: three }",
        "limits: { hands-off: 3 }",
        "limits: { approval-chain: 1 }",
        "overrides: [{ files: a, ignore: F3 }]",
        "overrides: [{ files: [a, b/**], limits: { process-size: 80 } }]",
        "overrides: [{ ignore: F3 }]",
        "overrides: [{ files: a, language: zh }]",
        "fail-on: info",
        "fail-on: never",
        "extends: base.yaml",
        "extends: [base.yaml]",
        "calendar: 工作日历",
        "hours-per-day: 8",
        "hours-per-day: 25",
        "attainment: progress",
        "attainment: guess",
        "unknown: key",
    ];
    for text in texts {
        let value: Value = serde_yaml::from_str::<Value>(text).unwrap();
        let findings = settings(text).1.findings;
        let said = findings.first().map(|finding| finding.message.en.as_str());
        assert_eq!(validator.is_valid(&value), findings.is_empty(), "{text}: {said:?}");
    }
}

proptest! {
    /// Whatever stands in a configuration, each finding stands in the text.
    #[test]
    fn any_text_is_read(text in "([a-z\\-]{0,8}|[:\\[\\]{}&*!|>'\"#,\\- \n%@`]|files|overrides|select|limits|中文|\t|\u{85}|\u{feff}|\r){0,40}") {
        let (_, analysis) = settings(&text);
        let length = analysis.sources.0[0].text.len();
        for finding in &analysis.findings {
            prop_assert!(finding.span.start <= finding.span.end && finding.span.end as usize <= length, "{text:?}");
        }
        prop_assert!(concise::report(&analysis, Lang::Zh).lines().count() >= analysis.findings.len());
    }
}
