//! The real Mermaid and Graphviz must understand exactly our nodes, lanes, edges and labels (`tests/conformance/README.md`).
//! The tools run when `FLOWRIGHT_CONFORMANCE=1` is set, as in `.ci/run`; elsewhere the test says that it was skipped.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use flowright::analysis::Analysis;
use flowright::diagram::{Diagram, Direction, Edge, Wanted, views};
use flowright::emit::mermaid::Labels;
use flowright::emit::{OutputNames, dot, mermaid};
use flowright::lang::Lang;
use flowright::model::NodeKind;
use flowright::wrap::wrap;
use serde_json::{Value, json};

use crate::drawings::{analysis_of, analysis_of_text, examples, hostile_processes, root, visible};

#[test]
fn real_tools_understand_every_drawing() {
    if std::env::var_os("FLOWRIGHT_CONFORMANCE").is_none_or(|value| value != "1") {
        // Not `println!`, which the test runner keeps to itself.
        let why = "SKIPPED: the real Mermaid and Graphviz were not asked; set FLOWRIGHT_CONFORMANCE=1 (tests/conformance/README.md)";
        let _ = writeln!(std::io::stderr(), "\n{why}");
        return;
    }
    let folder = root().join("target/conformance");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut names = OutputNames::default();
    for example in examples() {
        let analysis = analysis_of(&format!("examples/{example}.flow"));
        for (wanted, lang) in [(Wanted::AsIs, Lang::Zh), (Wanted::ToBe, Lang::En), (Wanted::Diff, Lang::Zh)] {
            write_all(&folder, &mut names, &example, &analysis, &wanted, lang);
        }
    }
    for (what, text) in hostile_processes() {
        let analysis = analysis_of_text(text);
        assert_eq!(analysis.model.processes.len(), 1, "{what}");
        write_all(&folder, &mut names, &what, &analysis, &Wanted::Diff, Lang::Zh);
    }
    let checker = root().join("tests/conformance/check.mjs");
    let run = Command::new("node").arg(checker).arg(&folder).output().expect("node is there");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    let _ = writeln!(std::io::stderr(), "\n{said}");
}

/// The drawings of a kind of every process of a file, for each target, beside what is expected of it.
fn write_all(folder: &Path, names: &mut OutputNames, what: &str, analysis: &Analysis, wanted: &Wanted, lang: Lang) {
    for process in &analysis.model.processes {
        for view in views(&analysis.model, process, std::slice::from_ref(wanted)).unwrap_or_default() {
            let mut diagram = view.diagram(&analysis.model, process, &analysis.findings, lang);
            // Both directions, without twice the time.
            diagram.direction = lang.pick(Direction::Down, Direction::Right);
            let stem = names.stem(&[what]);
            let write = |extension: &str, text: &str| std::fs::write(folder.join(format!("{stem}{extension}")), text).unwrap();
            // Our own labels are about this; for all of them it would take too long.
            let portable = what.starts_with('E').then_some(("-portable", Labels::Portable));
            for (name, labels) in [("-mermaid", Labels::Entities)].into_iter().chain(portable) {
                let emitted = mermaid::emit(&diagram, labels);
                // Where Mermaid is to refuse a drawing, we say so.
                if emitted.notes.is_empty() {
                    write(&format!("{name}.mmd"), &emitted.text);
                    write(&format!("{name}.expect.json"), &expected_of_mermaid(&diagram, labels).to_string());
                }
            }
            write("-dot.dot", &dot::emit(&diagram, dot::Lines::Curved));
            write("-dot.expect.json", &expected_of_dot(&diagram).to_string());
        }
    }
}

fn expected_of_mermaid(diagram: &Diagram, labels: Labels) -> Value {
    let shown = |line: &String| match labels {
        Labels::Entities => visible(line),
        // What is written is what is seen.
        Labels::Portable => visible(&mermaid::escape(line, labels)),
    };
    let seen = |lines: &[String], _: usize| -> Vec<String> { lines.iter().map(shown).collect() };
    let mut expected = expected(diagram, &mermaid::edges(diagram), seen);
    // Mermaid takes tags out of a title, whatever they are written as.
    expected["title"] = json!([visible(&diagram.caption()).replace('<', "＜")]);
    expected
}

fn expected_of_dot(diagram: &Diagram) -> Value {
    let seen = |lines: &[String], columns: usize| -> Vec<String> {
        lines.iter().flat_map(|line| wrap(line, columns)).map(|line| visible(&line)).collect()
    };
    expected(diagram, &diagram.edges, seen)
}

/// What a reader is to see, in the form of the checker: `seen` gives the lines of a label that continues after some columns.
fn expected(diagram: &Diagram, edges: &[Edge], seen: impl Fn(&[String], usize) -> Vec<String>) -> Value {
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
    for (at, sample) in diagram.legend().iter().enumerate() {
        nodes.push(json!({ "id": format!("k_{at}"), "label": one(&sample.text, dot::node_columns(NodeKind::Task)), "lane": "k" }));
    }
    if !diagram.legend().is_empty() {
        lanes.push(json!({ "id": "k", "label": diagram.lang.pick("legend", "图例") }));
    }
    let edges = edges.iter().map(|edge| {
        let label = seen(&edge.label, dot::EDGE_COLUMNS);
        json!({ "from": format!("n_{}", edge.from), "to": format!("n_{}", edge.to), "label": label })
    });
    let edges: Vec<Value> = edges.collect();
    json!({ "nodes": nodes, "lanes": lanes, "edges": edges, "title": one(&diagram.caption(), dot::TITLE_COLUMNS) })
}
