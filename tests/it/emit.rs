//! Whole outputs of examples, and what drawings hold.

use flowright::analysis::Analysis;
use flowright::diagram::{Change, Diagram, Direction, Edge, View, Wanted, views};
use flowright::emit::mermaid::{self, Labels};
use flowright::emit::{dot, json, markdown};
use flowright::lang::Lang;
use flowright::source::width;
use serde_json::Value;

use crate::drawings::{analysis_of, analysis_of_text, examples, root};

/// The examples of the snapshots: with their language.
const EXAMPLES: [(&str, Lang); 2] = [("online-complaint", Lang::Zh), ("project-approval", Lang::En)];

/// The drawings of the first process of a file.
fn drawings(analysis: &Analysis, wanted: &Wanted, lang: Lang) -> Vec<Diagram> {
    let process = &analysis.model.processes[0];
    let views = views(&analysis.model, process, std::slice::from_ref(wanted)).unwrap();
    views.into_iter().map(|view| view.diagram(&analysis.model, process, &analysis.findings, lang)).collect()
}

fn drawing(text: &str, wanted: &Wanted) -> Diagram {
    drawings(&analysis_of_text(text.to_owned()), wanted, Lang::En).swap_remove(0)
}

#[test]
fn drawings_of_examples() {
    for (example, lang) in EXAMPLES {
        let analysis = analysis_of(&format!("examples/{example}.flow"));
        for (wanted, word) in [(Wanted::AsIs, "as-is"), (Wanted::Diff, "diff")] {
            let diagram = &drawings(&analysis, &wanted, lang)[0];
            insta::assert_snapshot!(format!("dot {example} {word}"), dot::emit(diagram, dot::Lines::Curved));
            let emitted = mermaid::emit(diagram, Labels::Entities);
            assert!(emitted.notes.is_empty());
            insta::assert_snapshot!(format!("mermaid {example} {word}"), emitted.text);
        }
    }
}

#[test]
fn pages_of_examples() {
    for (example, lang) in EXAMPLES {
        let analysis = analysis_of(&format!("examples/{example}.flow"));
        let process = &analysis.model.processes[0];
        let views = views(&analysis.model, process, &[Wanted::AsIs, Wanted::Diff]).unwrap();
        let (page, _) = markdown::emit(&analysis.model, process, &views, &analysis.findings, &analysis.sources, lang);
        insta::assert_snapshot!(format!("markdown {example}"), page);
    }
}

#[test]
fn models_as_json() {
    let every = analysis_of("tests/fixtures/emit/every.flow");
    insta::assert_snapshot!("json every", json::emit(&every.model, &every.sources));
    let example = analysis_of("examples/complaint-core.flow");
    insta::assert_snapshot!("json complaint-core", json::emit(&example.model, &example.sources));
}

#[test]
fn every_model_fits_the_schema() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(root().join("schema/model.schema.json")).unwrap()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let files = examples().into_iter().map(|example| format!("examples/{example}.flow"));
    for file in files.chain(["tests/fixtures/emit/every.flow".to_owned()]) {
        let analysis = analysis_of(&file);
        let model: Value = serde_json::from_str(&json::emit(&analysis.model, &analysis.sources)).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&model).map(|error| format!("{} at {}", error, error.instance_path())).collect();
        assert!(wrong.is_empty(), "{file}: {}", wrong.join("\n"));
        // Strict: what the schema does not know is refused.
        let mut more = model.clone();
        more["roles"][0]["colour"] = "red".into();
        assert!(!validator.is_valid(&more), "{file}");
    }
}

#[test]
fn same_input_same_bytes() {
    let outputs = || {
        let analysis = analysis_of("examples/expense-approval.flow");
        let diagram = &drawings(&analysis, &Wanted::Diff, Lang::Zh)[0];
        [
            dot::emit(diagram, dot::Lines::Curved),
            mermaid::emit(diagram, Labels::Entities).text,
            json::emit(&analysis.model, &analysis.sources),
        ]
    };
    assert_eq!(outputs(), outputs());
}

#[test]
fn times_are_exact() {
    let analysis = analysis_of("tests/fixtures/emit/every.flow");
    let model: Value = serde_json::from_str(&json::emit(&analysis.model, &analysis.sources)).unwrap();
    let variant = &model["processes"][0]["variants"][0];
    let node = |name: &str| variant["nodes"].as_array().unwrap().iter().find(|node| node["name"] == name).unwrap();
    let seconds = serde_json::json!({ "text": "0.5s", "seconds": 0.5, "clock": "wall" });
    assert_eq!(node("fill")["time"]["value"], seconds);
    assert_eq!(node("fill")["sla"], serde_json::json!({ "text": "4wh", "seconds": 14400, "clock": "working" }));
    assert_eq!(node("b")["time"], Value::Null, "unknown is not zero");
    assert_eq!(node("b")["owner"], serde_json::json!([null]), "an unresolved name is null");
    let branch = variant["edges"].as_array().unwrap().iter().find(|edge| edge["condition"] != Value::Null).unwrap();
    assert_eq!(branch["probability"], serde_json::json!({ "text": "33.3%", "value": 0.333 }));
}

const TWO: &str = "process p {
  role a
  role b
  data d { from: a; deliverable: yes }
  as-is {
    task one { owner: a; time: 5m }
    task two { owner: b; time: 5m }
    task odd { time: 5m }
    parallel both { one; two }
    approval ok { owner: b; of: d; time: 5m; rejected 10% -> odd max 1 }
    start -> odd -> both -> ok -> end
  }
  to-be {
    task first { was: one; owner: b; time: 1m }
    task two { owner: b; time: 5m }
    parallel pair { was: both; first; two }
    approval ok { owner: b; of: d; time: 5m; rejected 5% -> pair max 1 }
    task last { owner: a; time: 1m }
    start -> pair -> ok -> last -> end
  }
}
";

#[test]
fn a_diff_matches_nodes_by_name_and_was() {
    let diagram = drawing(TWO, &Wanted::Diff);
    let of = |label: &str| diagram.nodes.iter().find(|node| node.label == label).unwrap();
    assert_eq!(of("first").change, Change::Changed);
    assert_eq!(of("first").changes, ["name one → first", "owner a → b", "time 5m → 1m"]);
    assert_eq!(of("two").change, Change::Same);
    assert_eq!(of("pair").changes, ["name both → pair"]);
    assert_eq!(of("odd").change, Change::Removed);
    assert_eq!(of("last").change, Change::Added);
    let words: Vec<String> = diagram.legend().into_iter().map(|sample| sample.text).collect();
    let lines = ["green line: added", "red line: removed", "thick frame: approval", "dashed line: the case goes back"];
    assert_eq!(words, ["added", lines[0], "removed", lines[1], "changed", lines[2], lines[3]]);
    let joins: Vec<Change> = diagram.nodes.iter().filter(|node| node.label.is_empty()).map(|node| node.change).collect();
    assert_eq!(joins, [Change::Same], "the join of a block is the same join");
    let edge = |from: &str, to: &str| {
        let edges = diagram.edges.iter();
        edges.filter(|edge| diagram.nodes[edge.from].label == from && diagram.nodes[edge.to].label == to).collect::<Vec<_>>()
    };
    assert_eq!(edge("pair", "two")[0].change, Change::Same);
    assert_eq!(edge("start", "odd")[0].change, Change::Removed);
    assert_eq!(edge("ok", "odd")[0].change, Change::Removed);
    assert_eq!(edge("ok", "pair")[0].change, Change::Added);
    assert_eq!(edge("odd", "pair")[0].change, Change::Removed, "what is removed keeps its edges");
}

#[test]
fn a_changed_edge_says_what_changed() {
    let text = TWO.replace("rejected 10% -> odd max 1", "rejected 10% -> both max 2").replace("odd -> both", "both");
    let diagram = drawing(&text, &Wanted::Diff);
    let changed = diagram.edges.iter().find(|edge| edge.change == Change::Changed).unwrap();
    assert_eq!(changed.label, ["rejected", "10% → 5% · max 2 → max 1"]);
    assert!(changed.back);
}

#[test]
fn lanes_are_owners_in_order_and_work_without_one_has_its_own() {
    let diagram = drawing(TWO, &Wanted::AsIs);
    let labels: Vec<&str> = diagram.lanes.iter().map(|lane| lane.label.as_str()).collect();
    assert_eq!(labels, ["a", "b", "no owner"]);
    assert!(diagram.lanes[2].missing);
    let lane = |label: &str| diagram.nodes.iter().find(|node| node.label == label).unwrap().lane;
    assert_eq!((lane("one"), lane("ok"), lane("odd")), (Some(0), Some(1), Some(2)));
    assert_eq!(lane("start"), Some(2), "an event lies where its neighbour lies");
    assert_eq!(lane("end"), Some(1));
    let numbers: Vec<Option<u32>> = diagram.nodes.iter().map(|node| node.number).collect();
    let of = |label: &str| diagram.nodes.iter().position(|node| node.label == label).unwrap();
    assert_eq!((numbers[of("one")], numbers[of("ok")], numbers[of("start")], numbers[of("both")]), (Some(2), Some(4), None, None));
}

#[test]
fn findings_are_marked_on_their_nodes() {
    let diagram = drawing(TWO, &Wanted::AsIs);
    let odd = diagram.nodes.iter().find(|node| node.label == "odd").unwrap();
    assert_eq!(odd.marks[0].rule.code, "F301");
    assert!(odd.lines(Lang::Zh).iter().any(|line| line == "错误 F301"), "{:?}", odd.lines(Lang::Zh));
    let legend = diagram.legend();
    let said = legend.iter().find(|sample| sample.text.starts_with("F301 ")).unwrap();
    assert_eq!((said.level, said.change), (Some(odd.marks[0].level), Change::Same), "what a code means is said once, in the legend");
    let to_be = drawing(TWO, &Wanted::ToBe);
    assert!(to_be.nodes.iter().all(|node| node.marks.iter().all(|mark| mark.rule.code != "F301")));
}

#[test]
fn a_finding_on_shared_text_is_the_as_is_s_until_it_says_otherwise() {
    let text = "process p { role a
  as-is { task one { time: 5m }\n task two { time: 5m }\n start -> one -> two -> end }
  to-be from as-is { change two { owner: a } } }";
    let marked = |wanted: &Wanted| {
        let diagram = drawing(text, wanted);
        let nodes = diagram.nodes.iter().filter(|node| node.marks.iter().any(|mark| mark.rule.code == "F301"));
        nodes.map(|node| node.label.clone()).collect::<Vec<_>>()
    };
    assert_eq!(marked(&Wanted::AsIs), ["one", "two"]);
    assert_eq!(marked(&Wanted::ToBe), ["one"]);
}

#[test]
fn what_mermaid_may_refuse_is_said() {
    let mut text = String::from("process p { role a\n as-is {\n");
    let names: Vec<String> = (0..520).map(|at| format!("t{at}")).collect();
    for name in &names {
        text.push_str(&format!("task {name} {{ owner: a; time: 1m }}\n"));
    }
    text.push_str(&format!("start -> {} -> end\n}} }}\n", names.join(" -> ")));
    let mut diagram = drawing(&text, &Wanted::AsIs);
    diagram.direction = Direction::Down;
    let emitted = mermaid::emit(&diagram, Labels::Entities);
    assert_eq!(emitted.notes.len(), 1);
    let comment = emitted.text.lines().find(|line| line.starts_with("%% ")).unwrap();
    assert!(comment.contains("521 edges") && !comment.contains(['{', '}']), "{comment}");
}

#[test]
fn several_edges_from_a_node_to_itself_are_one_in_mermaid() {
    let mut diagram = drawing(TWO, &Wanted::Diff);
    let own = |label: &str, change: Change| Edge { from: 0, to: 0, label: vec![label.to_owned()], change, ..diagram.edges[0].clone() };
    let loops = [own("a", Change::Same), own("b", Change::Removed)];
    diagram.edges = loops.into_iter().chain(diagram.edges.clone()).collect();
    let edges = mermaid::edges(&diagram);
    assert_eq!(edges.len(), diagram.edges.len() - 1);
    assert_eq!((edges[0].label.join(" "), edges[0].change), ("a b".to_owned(), Change::Changed));
    let text = mermaid::emit(&diagram, Labels::Entities).text;
    assert!(text.contains("n_0 -->|\"a<br/>b\"| n_0\n"), "{text}");
    let styled = text.lines().filter(|line| line.starts_with("linkStyle")).flat_map(|line| line.split([' ', ',']));
    assert!(styled.filter_map(|word| word.parse().ok()).all(|number: usize| number < edges.len()), "{text}");
}

#[test]
fn lanes_with_nothing_in_them_are_not_drawn() {
    let mut diagram = drawing(TWO, &Wanted::AsIs);
    diagram.lanes.insert(0, diagram.lanes[0].clone());
    diagram.nodes.iter_mut().for_each(|node| node.lane = node.lane.map(|lane| lane + 1));
    let (dot, mermaid) = (dot::emit(&diagram, dot::Lines::Curved), mermaid::emit(&diagram, Labels::Entities).text);
    for (text, id) in [(&dot, "l_0"), (&dot, "a_0"), (&dot, "z_0"), (&mermaid, "l_0")] {
        assert!(!text.contains(id) && text.contains(&id.replace('0', "1")), "{id}: {text}");
    }
}

#[test]
fn graphviz_gets_short_lines() {
    let labels = ["x".repeat(5000), "长".repeat(5000), "y ".repeat(5000)];
    let tasks: Vec<String> = labels.iter().zip(0..).map(|(label, at)| format!("task t{at} \"{label}\" {{ owner: a; time: 1m }}")).collect();
    let text = format!(
        "process p \"{}\" {{ role a \"{}\"\n as-is {{ {}\n start -> t0 -> t1 -> t2 -> end }} }}",
        labels[0],
        labels[1],
        tasks.join("\n")
    );
    let dot = dot::emit(&drawing(&text, &Wanted::AsIs), dot::Lines::Curved);
    let dot = dot.replace("\" + \"", "");
    let labels = dot.split("label=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    for line in labels.flat_map(|label| label.split("\\n")) {
        assert!(width(line) <= 200, "{line}");
    }
}

#[test]
fn what_is_asked_for_can_be_named_in_both_languages() {
    let analysis = analysis_of("examples/online-complaint.flow");
    let process = &analysis.model.processes[0];
    for (asked, count) in
        [("as-is", 1), ("现状", 1), ("to-be", 2), ("优化后：一键导入", 1), ("to-be:智能分诊", 1), ("diff", 2), ("对比", 2)]
    {
        let views = views(&analysis.model, process, &[Wanted::parse(asked).unwrap()]).unwrap();
        assert_eq!(views.len(), count, "{asked}");
    }
    assert!(Wanted::parse("tobe").is_err());
    let near = views(&analysis.model, process, &[Wanted::Named("一键倒入".to_owned())]).unwrap_err();
    assert!(near.zh.contains("一键导入"), "{}", near.zh);
    assert!(matches!(views(&analysis.model, process, &[Wanted::AsIs]).unwrap()[..], [View::One(_)]));
}
