//! The real Mermaid and Graphviz must understand exactly our nodes, lanes, edges and labels (`tests/conformance/README.md`).
//! Every drawing is written with what is expected of it; the tools run when `FLOWRIGHT_CONFORMANCE=1` is set.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use flowright::analysis::Analysis;
use flowright::diagram::{Diagram, Direction, Wanted, views};
use flowright::emit::mermaid::Labels;
use flowright::emit::wrap::wrap;
use flowright::emit::{OutputNames, dot, mermaid};
use flowright::lang::Lang;
use serde_json::{Value, json};

use crate::drawings::{POSITIONS, analysis_of, analysis_of_text, examples, hostile_labels, process_with, root, visible};

#[test]
fn real_tools_understand_every_drawing() {
    let folder = root().join("target/conformance");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut names = OutputNames::default();
    for example in examples() {
        let analysis = analysis_of(&format!("examples/{example}.flow"));
        for (lang, word) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            for wanted in [Wanted::AsIs, Wanted::ToBe, Wanted::Diff] {
                write_all(&folder, &mut names, &[&example, word], &analysis, &wanted, lang);
            }
        }
    }
    let mut seen = BTreeSet::new();
    for (id, label) in hostile_labels() {
        for position in POSITIONS {
            let analysis = analysis_of_text(process_with(&label, position));
            assert_eq!(analysis.model.processes.len(), 1, "{id} as {position}");
            // One drawing shows the label; the name of a to-be stands in the title of the difference.
            let wanted = if position == "variant" { Wanted::Diff } else { Wanted::AsIs };
            if seen.insert((label.clone(), position)) {
                write_all(&folder, &mut names, &["hostile", &id, position], &analysis, &wanted, Lang::Zh);
            }
        }
    }
    if std::env::var_os("FLOWRIGHT_CONFORMANCE").is_none_or(|value| value != "1") {
        println!("skipped: set FLOWRIGHT_CONFORMANCE=1 (needs node, npm packages and graphviz; run by .ci/run)");
        return;
    }
    let checker = root().join("tests/conformance/check.mjs");
    let run = Command::new("node").arg(checker).arg(&folder).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    println!("{said}");
}

/// The drawings of a kind of every process of a file, for each target, beside what is expected of it.
fn write_all(folder: &Path, names: &mut OutputNames, parts: &[&str], analysis: &Analysis, wanted: &Wanted, lang: Lang) {
    for process in &analysis.model.processes {
        let views = views(process, std::slice::from_ref(wanted)).unwrap_or_default();
        for view in views {
            let mut diagram = view.diagram(&analysis.model, process, &analysis.findings, lang);
            // Both directions, without twice the time.
            diagram.direction = if lang == Lang::Zh { Direction::Right } else { Direction::Down };
            let stem = names.stem(&[&parts.join("-"), &process.title.name, if diagram.diff { "diff" } else { "one" }]);
            let write = |extension: &str, text: &str| std::fs::write(folder.join(format!("{stem}{extension}")), text).unwrap();
            write("-mermaid.mmd", &mermaid::emit(&diagram, Labels::Entities).text);
            write("-mermaid.expect.json", &expected(&diagram, Target::Mermaid).to_string());
            write("-dot.dot", &dot::emit(&diagram, dot::Lines::Curved));
            write("-dot.expect.json", &expected(&diagram, Target::Dot).to_string());
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Mermaid,
    Dot,
}

/// What a reader is to see, in the form of the checker.
fn expected(diagram: &Diagram, target: Target) -> Value {
    let seen = |lines: &[String], columns: usize| -> Vec<String> {
        let lines = lines.iter().flat_map(|line| match target {
            Target::Mermaid => vec![line.clone()],
            Target::Dot => wrap(line, columns),
        });
        lines.map(|line| visible(&line)).collect()
    };
    let one = |text: &str, columns: usize| seen(&[text.to_owned()], columns);
    let mut nodes: Vec<Value> = Vec::new();
    for (at, node) in diagram.nodes.iter().enumerate() {
        let label = seen(&node.lines(diagram.lang), dot::node_columns(node.kind));
        nodes.push(json!({ "id": format!("n_{at}"), "label": label, "lane": node.lane.map(|lane| format!("l_{lane}")) }));
    }
    let mut lanes: Vec<Value> = Vec::new();
    for (at, lane) in diagram.lanes.iter().enumerate() {
        lanes.push(json!({ "id": format!("l_{at}"), "label": one(&lane.label, dot::LANE_COLUMNS) }));
    }
    if diagram.diff {
        lanes.push(json!({ "id": "k", "label": diagram.lang.pick("legend", "图例") }));
    }
    for (at, (_, word)) in diagram.legend().iter().enumerate() {
        nodes.push(json!({ "id": format!("k_{at}"), "label": [word], "lane": "k" }));
    }
    let edges = diagram.edges.iter().map(|edge| {
        let label = seen(&edge.label, dot::EDGE_COLUMNS);
        json!({ "from": format!("n_{}", edge.from), "to": format!("n_{}", edge.to), "label": label })
    });
    let edges: Vec<Value> = edges.collect();
    json!({ "nodes": nodes, "lanes": lanes, "edges": edges, "title": one(&diagram.caption(), dot::TITLE_COLUMNS) })
}
