//! The reference cases of an independent oracle (`../shared/cases/lint_cases.json`), transcribed to the language: each gives exactly its
//! findings among the judged rules that are built.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::config::Config;
use flowright::diagnostic::Diagnostic;
use flowright::lint::rules;
use flowright::source::Source;
use serde_json::{Map, Value};

#[test]
fn every_case_gives_exactly_its_findings() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/cases/lint_cases.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        // Not `println!`, which the test runner keeps to itself.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("\nSKIPPED: {path} is not there\n").as_bytes());
        return;
    };
    let cases: Value = serde_json::from_str(&text).unwrap();
    let judged: BTreeSet<&str> = cases["judged"].as_array().unwrap().iter().map(|rule| rule.as_str().unwrap()).collect();
    let built: BTreeSet<&str> = judged.into_iter().filter(|rule| rules::find(rule).is_some()).collect();
    let mut wrong = String::new();
    for case in cases["cases"].as_array().unwrap() {
        let expected: BTreeSet<[String; 3]> = case["expect_findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| [0, 1, 2].map(|at| finding[at].as_str().unwrap_or_default().to_owned()))
            // Findings show rounded times.
            .map(|[rule, node, other]| if rule == "sla-expected-breach" { [rule, node, whole(&other)] } else { [rule, node, other] })
            .filter(|[rule, ..]| built.contains(rule.as_str()))
            .collect();
        let flow = transcribe(case["process"].as_object().unwrap());
        let analysis = analyze(Arc::new(Source::new("case.flow", flow.clone())), &NoFiles, &Config::default());
        let syntax = analysis.findings.iter().find(|finding| finding.rule.code < "F2" && finding.rule.code != "F302");
        assert!(syntax.is_none(), "{}: {}\n{flow}", case["id"], syntax.unwrap().message.en);
        let judged = analysis.findings.iter().filter(|finding| built.contains(finding.rule.name));
        let found: BTreeSet<[String; 3]> = judged.map(|finding| describe(finding, &analysis)).collect();
        if found != expected {
            writeln!(wrong, "{}: found {found:?}, expected {expected:?}\n{flow}", case["id"]).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    println!("rules judged: {}", built.into_iter().collect::<Vec<_>>().join(", "));
}

/// A finding as the cases write it: rule, node or `process`, the other end.
fn describe(finding: &Diagnostic, analysis: &Analysis) -> [String; 3] {
    let nodes = &analysis.model.processes[0].variants[0].nodes;
    let node_at = |at: u32| {
        nodes.iter().find(|node| (node.title.whole.start..node.title.whole.end).contains(&at)).map(|node| node.title.name.clone())
    };
    let rule = finding.rule.name;
    let of_process = ["sla-always-breached", "sla-expected-breach", "sla-worst-breach", "sla-unbounded"].contains(&rule);
    let node = if of_process { "process".to_owned() } else { node_at(finding.span.start).unwrap_or_default() };
    let other = match rule {
        "redundant-approval" | "approval-after-superior" => node_at(finding.related[0].span.start).unwrap_or_default(),
        "unknown-owner" | "external-owner" | "unstaffed-role" => analysis.sources.slice(finding.span).trim_matches('"').to_owned(),
        // The oracle gives the expected minutes.
        "sla-expected-breach" => minutes(&finding.message.en),
        _ => String::new(),
    };
    [rule.to_owned(), node, other]
}

/// `… takes about 1h2m, over …` as minutes.
fn minutes(message: &str) -> String {
    let text = message.split(" takes ").nth(1).unwrap().split(',').next().unwrap();
    let ms = flowright::ast::quantity::duration(text.trim_start_matches("about ")).unwrap().0.ms;
    whole(&format!("{}", ms as f64 / 60_000.0))
}

/// Minutes, rounded.
fn whole(minutes: &str) -> String {
    minutes.parse::<f64>().unwrap().round().to_string()
}

/// A `lane` only draws.
const NODE_FIELDS: &str = "kind owner in out of by approvers optional aspect mode valid distinct touch wait sla escalate required lane";

/// Fails on a field that would be lost.
fn knows(what: &Value, fields: &str) {
    for key in what.as_object().into_iter().flat_map(Map::keys) {
        assert!(fields.split(' ').any(|field| field == key), "`{key}` is not transcribed: {what}");
    }
}

fn transcribe(process: &Map<String, Value>) -> String {
    knows(&Value::Object(process.clone()), "sla hard roles nodes edges");
    let mut out = String::from("process case \"case\" {\n");
    if let Some(sla) = process.get("sla") {
        writeln!(out, "  sla: {sla}m").unwrap();
    }
    if process.get("hard").is_some_and(|hard| hard == true) {
        out.push_str("  hard: yes\n");
    }
    for (name, role) in process["roles"].as_object().unwrap() {
        knows(role, "dept line reports staff external");
        let mut attributes = String::new();
        for key in ["dept", "line", "reports"] {
            if let Some(value) = role[key].as_str() {
                write!(attributes, "{key}: \"{value}\"; ").unwrap();
            }
        }
        if let Some(staff) = role["staff"].as_u64() {
            write!(attributes, "staff: {staff}; ").unwrap();
        }
        let keyword = if role["external"].as_bool() == Some(true) { "external" } else { "role" };
        writeln!(out, "  {keyword} \"{name}\" {{ {attributes}}}").unwrap();
    }
    let nodes = process["nodes"].as_object().unwrap();
    let list = |node: &Value, key: &str| -> Vec<String> {
        match &node[key] {
            Value::String(one) => vec![format!("\"{one}\"")],
            Value::Array(all) => all.iter().map(|name| format!("\"{}\"", name.as_str().unwrap())).collect(),
            _ => Vec::new(),
        }
    };
    let data: BTreeSet<String> =
        nodes.values().flat_map(|node| ["in", "out", "of", "optional"].map(|key| list(node, key)).concat()).collect();
    for name in data {
        writeln!(out, "  data {name}").unwrap();
    }
    out.push_str("  as-is {\n");
    let edges = process["edges"].as_array().unwrap();
    let mut chains = String::new();
    for (name, node) in nodes {
        knows(node, NODE_FIELDS);
        let leaving: Vec<&Value> = edges.iter().filter(|edge| edge[0] == name.as_str()).collect();
        let kind = match node["kind"].as_str().unwrap() {
            "xor" => "decision",
            "and" if leaving.len() > 1 => "fork",
            "and" => "join",
            kind => kind,
        };
        writeln!(out, "    {kind} \"{name}\" {{").unwrap();
        for key in ["owner", "in", "out", "of", "by", "approvers", "optional", "aspect"] {
            let values = list(node, key);
            if !values.is_empty() {
                writeln!(out, "      {key}: {}", values.join(", ")).unwrap();
            }
        }
        for key in ["mode", "valid"] {
            if !node[key].is_null() {
                let value = node[key].as_str().map_or_else(|| node[key].to_string(), str::to_owned);
                writeln!(out, "      {key}: {value}").unwrap();
            }
        }
        if node["distinct"] == true {
            out.push_str("      distinct: yes\n");
        }
        for (key, from) in [("time", "touch"), ("wait", "wait"), ("sla", "sla")] {
            if let Some(value) = node[from].as_f64() {
                writeln!(out, "      {key}: {value}m").unwrap();
            }
        }
        if matches!(kind, "task" | "approval") && node["touch"].is_null() {
            out.push_str("      time: 0m\n");
        }
        if let Some(role) = node["escalate"].as_str() {
            writeln!(out, "      escalate: \"{role}\"").unwrap();
        }
        if let Some(reason) = node["required"].as_str() {
            writeln!(out, "      required: \"{reason}\"").unwrap();
        }
        for (at, edge) in leaving.iter().enumerate() {
            let to = edge[1].as_str().unwrap();
            let attributes = &edge[2];
            knows(attributes, "outcome p max");
            let percent = attributes["p"].as_str().map_or(String::new(), |fraction| format!("{} ", percent(fraction)));
            let max = attributes["max"].as_u64().map_or(String::new(), |max| format!(" max {max}"));
            match (kind, attributes["outcome"].as_str()) {
                ("approval", Some("reject")) => writeln!(out, "      rejected {percent}-> \"{to}\"{max}").unwrap(),
                ("approval", Some(_)) => writeln!(out, "      approved {percent}-> \"{to}\"{max}").unwrap(),
                ("decision", _) => writeln!(out, "      \"way {at}\" {percent}-> \"{to}\"{max}").unwrap(),
                _ => writeln!(chains, "    \"{name}\" -> \"{to}\"{max}").unwrap(),
            }
        }
        out.push_str("    }\n");
    }
    out + &chains + "  }\n}\n"
}

fn percent(fraction: &str) -> String {
    let (above, below) = fraction.split_once('/').unwrap();
    let value = above.parse::<f64>().unwrap() / below.parse::<f64>().unwrap() * 100.0;
    format!("{}%", (value * 1e7).round() / 1e7)
}
