//! The reference cases: graphs with the exact answers of an independent oracle.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::ast::quantity::{Clock, MINUTE};
use flowright::config::Config;
use flowright::graph::{Graph, Structure, Worst};
use flowright::measure::{Cycle, Measures, Number, Runs, Shares, Subject};
use flowright::model::Variant;
use flowright::source::Source;
use serde_json::Value;

/// A reference graph as flow text. An exclusive gateway with several ways out is a decision, an AND gateway a fork, a join, or both.
pub(crate) fn flow(graph: &Value) -> String {
    let nodes: BTreeMap<&str, &Value> = graph["nodes"].as_object().unwrap().iter().map(|(name, node)| (name.as_str(), node)).collect();
    let edges: Vec<(&str, &str, &Value)> =
        graph["edges"].as_array().unwrap().iter().map(|edge| (edge[0].as_str().unwrap(), edge[1].as_str().unwrap(), &edge[2])).collect();
    let count = |at: &dyn Fn(&(&str, &str, &Value)) -> bool| edges.iter().filter(|edge| at(edge)).count();
    let out = |name: &str| count(&|edge| edge.0 == name);
    let into = |name: &str| count(&|edge| edge.1 == name);
    let both = |name: &str| nodes[name]["kind"] == "and" && out(name) > 1 && into(name) > 1;
    let from = |name: &str| if both(name) { format!("{name}_split") } else { name.to_owned() };
    let mut text = "process p {\n  role r { cost: 60/h }\n  as-is {\n".to_owned();
    let percent = |share: &str| {
        let (a, b) = share.split_once('/').unwrap_or((share, "1"));
        let billionths: i128 = a.parse::<i128>().unwrap() * 1_000_000_000 / b.parse::<i128>().unwrap();
        format!("{}.{:07}%", billionths / 10_000_000, billionths % 10_000_000)
    };
    let mut chains = String::new();
    for (name, node) in &nodes {
        let kind = node["kind"].as_str().unwrap();
        let minutes = |key: &str| node[key].as_f64().map_or(0.0, |minutes| minutes);
        let keyword = match kind {
            "xor" if out(name) > 1 => "decision",
            "xor" => "notify",
            "and" if into(name) > 1 => "join",
            "and" => "fork",
            "approval" => "task",
            kind => kind,
        };
        let mut lines = Vec::new();
        if matches!(kind, "task" | "approval") {
            lines.push(format!("owner: r; time: {}m; wait: {}m", minutes("touch"), minutes("wait")));
        }
        for (_, to, more) in edges.iter().filter(|edge| edge.0 == *name) {
            let max = more["max"].as_u64().map_or(String::new(), |max| format!(" max {max}"));
            match more["p"].as_str() {
                Some(share) => lines.push(format!("{} -> {to}{max}", percent(share))),
                None if keyword == "decision" => lines.push(format!("\"{to}\" -> {to}{max}")),
                None => writeln!(chains, "    {} -> {to}", from(name)).unwrap(),
            }
        }
        writeln!(text, "    {keyword} {name} {{ {} }}", lines.join("; ")).unwrap();
        if both(name) {
            writeln!(text, "    fork {name}_split").unwrap();
            writeln!(chains, "    {name} -> {name}_split").unwrap();
        }
    }
    write!(text, "{chains}  }}\n}}\n").unwrap();
    text
}

/// The only variant of a text.
pub(crate) fn variant(text: &str) -> Variant {
    let analysis: Analysis = analyze(Arc::new(Source::new("reference.flow", text.to_owned())), &NoFiles, &Config::default());
    let errors: Vec<String> =
        analysis.findings.iter().filter(|finding| finding.rule.code < "F2").map(|finding| finding.message.en.clone()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
    analysis.model.processes[0].variants[0].clone()
}

fn near(own: f64, expected: f64) -> bool {
    (own - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

#[allow(clippy::cast_possible_truncation, reason = "whole minutes")]
fn minutes(value: &Value) -> i64 {
    (value.as_f64().unwrap() * MINUTE as f64).round() as i64
}

fn in_minutes(number: &Number) -> Number {
    number / &Number::whole(MINUTE)
}

#[test]
fn every_reference_case_is_reproduced() {
    let cases: Value = serde_json::from_str(&std::fs::read_to_string("../shared/cases/reference_cases.json").unwrap()).unwrap();
    let mut seen = 0;
    for case in cases["cases"].as_array().unwrap().iter().filter(|case| case.get("graph").is_some()) {
        seen += 1;
        let (id, expect) = (case["id"].as_str().unwrap(), &case["expect"]);
        let text = flow(&case["graph"]);
        let variant = variant(&text);
        let graph = Graph::build(&variant);
        let (structure, shares) = (Structure::find(&graph), Shares::find(&graph));
        let cycle = Cycle::find(&graph, &structure, &shares, Clock::Wall);
        if expect["p_complete"].as_f64() == Some(0.0) {
            assert!(cycle.mean().is_none() && cycle.least.spread.is_none(), "{id}");
            continue;
        }
        assert!(near(cycle.completes.to_f64(), expect["p_complete"].as_f64().unwrap()), "{id}: completes");
        let mean = in_minutes(cycle.mean().as_ref().and_then(|mean| mean.only()).unwrap_or_else(|| panic!("{id}: no mean\n{text}")));
        if let Some(fraction) = expect["expected"]["frac"].as_str() {
            assert_eq!(mean.fraction().as_deref(), Some(fraction), "{id}");
        }
        assert!(near(mean.to_f64(), expect["expected"]["dec"].as_f64().unwrap()), "{id}: {mean:?}");
        assert_eq!(cycle.best, Some((minutes(&expect["best"]), true)), "{id}");
        match &cycle.worst {
            Worst::Unbounded(_) => assert!(expect["worst_bounded"].is_null(), "{id}"),
            Worst::Exactly { ms, .. } => assert_eq!(*ms, minutes(&expect["worst_bounded"]), "{id}"),
            other => panic!("{id}: {other:?}"),
        }
        for (name, at) in expect["percentiles"].as_object().unwrap() {
            let share = name[1..].parse::<f64>().unwrap() / 100.0;
            assert_eq!(cycle.percentile(share).unwrap().only(), Some(&minutes(at)), "{id} {name}");
        }
        for (limit, share) in expect["p_breach"].as_object().unwrap() {
            let over = cycle.over(limit.parse::<i64>().unwrap() * MINUTE).unwrap();
            assert!(near(*over.only().unwrap(), share.as_f64().unwrap()), "{id}: over {limit}: {over:?}");
        }
        let spread = cycle.least.spread.as_ref().unwrap().low();
        let variance = spread.variance() / (MINUTE as f64).powi(2);
        assert!((variance - expect["variance"].as_f64().unwrap()).abs() <= 5e-7 * variance.max(1.0), "{id}: variance {variance}");
        let worked = in_minutes(cycle.worked().unwrap().only().unwrap());
        assert!(near(worked.to_f64(), expect["theoretical_cycle_time"].as_f64().unwrap()), "{id}: {worked:?}");
        for (name, visits) in expect["expected_visits"].as_object().unwrap() {
            let id_of = variant.node_named(name).unwrap();
            let own = cycle.visits_of(id_of).unwrap().to_f64();
            assert!((own - visits.as_f64().unwrap()).abs() < 1e-9, "{id}: visits of {name}: {own}");
        }
    }
    assert!(seen >= 11, "{seen} cases");
}

fn measures(text: &str) -> Measures {
    let analysis = analyze(Arc::new(Source::new("reference.flow", text.to_owned())), &NoFiles, &Config::default());
    let process = &analysis.model.processes[0];
    Measures::find(&analysis.model, process, &process.variants[0], false, Runs::default())
}

/// The expectation of a case without a graph.
fn case(id: &str) -> Value {
    let cases: Value = serde_json::from_str(&std::fs::read_to_string("../shared/cases/reference_cases.json").unwrap()).unwrap();
    cases["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap().clone()
}

#[test]
fn cases_under_way_follow_littles_law() {
    let expect = &case("little")["expect"];
    for (arrivals, hours, key) in [(120, 48, "wip_before"), (85, 22, "wip_after")] {
        let text = format!(
            "process p {{\n  arrivals: {arrivals}/month\n  role r\n  as-is {{\n    task a {{ owner: r; time: 1h; wait: {}h }}\n    start -> a -> end\n  }}\n}}\n",
            hours - 1
        );
        let under_way = measures(&text).under_way.unwrap();
        assert!(near(*under_way.only().unwrap(), expect[key].as_f64().unwrap()), "{under_way:?}");
    }
}

#[test]
fn milestones_count_from_the_start() {
    let case = case("emergency-milestones");
    let mut text = "process p {\n  role r\n".to_owned();
    let mut body = "  as-is {\n".to_owned();
    let mut chain = "    start".to_owned();
    for step in case["steps"].as_array().unwrap() {
        let (name, takes) = (step[0].as_str().unwrap(), step[1].as_i64().unwrap());
        writeln!(text, "  milestone {name} done {}m", case["milestones"][name]).unwrap();
        writeln!(body, "    task {name} {{ owner: r; time: {takes}m }}").unwrap();
        write!(chain, " -> {name}").unwrap();
    }
    let text = format!("{text}{body}{chain} -> end\n  }}\n}}\n");
    let promises = measures(&text).promises;
    let variant = variant(&text);
    let mut breached = Vec::new();
    for promise in &promises {
        let Subject::Milestone(id, true) = promise.subject else { panic!("{promise:?}") };
        let name = variant.node(id).title.name.clone();
        assert_eq!(promise.best, Some(case["expect"]["cumulative"][&name].as_i64().unwrap() * MINUTE), "{name}");
        if promise.kept.unwrap().most == Some(0.0) {
            breached.push(name);
        }
    }
    assert_eq!(serde_json::to_value(breached).unwrap(), case["expect"]["breached"]);
    assert_eq!(promises.len(), 4);
}
