//! A real browser must show our pictures and documents as they are meant (`tests/conformance/render.mjs`); and without one: nothing that
//! an author types is markup in them.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use flowright::analysis::Analysis;
use flowright::diagram::layout::place;
use flowright::diagram::{Diagram, Direction, View, Wanted, present};
use flowright::doc::{House, Subject, render, sop, usual};
use flowright::emit::OutputNames;
use flowright::emit::svg::{self, Paper, Theme};
use flowright::lang::Lang;
use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::cli::flowright;
use crate::drawings::{analysis_of, analysis_of_text, examples, hostile_labels, hostile_processes, root};

/// Every drawing of a file, in a look of its own.
fn drawings(analysis: &Analysis) -> Vec<(Diagram, Theme)> {
    let mut drawn = Vec::new();
    for process in &analysis.model.processes {
        for (at, view) in present(&analysis.model, process, &[Wanted::AsIs, Wanted::ToBe, Wanted::Diff]).into_iter().enumerate() {
            let lang = [Lang::Zh, Lang::En][at % 2];
            let mut diagram = view.diagram(&analysis.model, process, &analysis.findings, lang);
            for (direction, theme) in [(Direction::Right, Theme::Light), (Direction::Down, [Theme::Dark, Theme::Print][at % 2])] {
                diagram.direction = direction;
                drawn.push((diagram.clone(), theme));
            }
        }
    }
    drawn
}

/// What a reader is to see on a picture.
fn expected(diagram: &Diagram) -> Value {
    let nodes = diagram.nodes.iter().map(|node| {
        let codes = node.marks.iter().map(|mark| mark.rule.code.to_owned());
        node.name().into_iter().chain(node.notes(diagram.lang)).chain(codes).collect::<String>()
    });
    let lanes = place(diagram).bands.into_iter().map(|band| band.lane.map_or(String::new(), |lane| diagram.lanes[lane].label.clone()));
    let edges = diagram.edges.iter().map(|edge| edge.label.concat());
    json!({ "nodes": nodes.collect::<Vec<_>>(), "edges": edges.collect::<Vec<_>>(), "lanes": lanes.collect::<Vec<_>>() })
}

/// The procedure of a text as the command writes it, with what its to-be changes; without that where the command refuses the text.
fn document(text: &str, analysis: &Analysis) -> String {
    let run = flowright(&root(), &["doc", "-", "--lang", "zh", "-o", "-"], text);
    if run.code == 0 {
        return run.out;
    }
    let process = &analysis.model.processes[0];
    let subject = Subject { model: &analysis.model, process, variant: usual(process).unwrap(), comparison: None, lang: Lang::Zh };
    render(&sop(subject), "sop.html", &House::default(), Lang::Zh).unwrap()
}

#[test]
fn conformance_in_a_real_browser() {
    if std::env::var_os("FLOWRIGHT_CONFORMANCE").is_none_or(|value| value != "1") {
        let why = "SKIPPED: no browser was asked; set FLOWRIGHT_CONFORMANCE=1 (tests/conformance/README.md)";
        let _ = writeln!(std::io::stderr(), "\n{why}");
        return;
    }
    let folder = root().join("target/rendered");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut names = OutputNames::default();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    for example in examples() {
        let analysis = analysis_of(&format!("examples/{example}.flow"));
        for (diagram, theme) in drawings(&analysis) {
            let stem = names.stem(&[&example]);
            write(&format!("{stem}.svg"), &svg::emit(&diagram, theme));
            write(&format!("{stem}.expect.json"), &expected(&diagram).to_string());
            for (number, page) in svg::pages(&diagram, theme, Paper::A4).iter().enumerate() {
                write(&format!("{stem}-{number}.svg"), page);
            }
        }
        let documents = tempfile::tempdir().unwrap();
        let [path, to] = [root().join("examples"), documents.path().to_owned()].map(|path| path.display().to_string());
        let run = flowright(&root(), &["doc", &format!("{path}/{example}.flow"), "--lang", "zh", "-o", &to], "");
        assert!(run.code == 0 || analysis.model.processes.is_empty(), "{}", run.err);
        for (number, document) in std::fs::read_dir(&to).unwrap().enumerate() {
            let text = std::fs::read_to_string(document.unwrap().path()).unwrap();
            write(&format!("open-{example}-{number}.html"), &text);
        }
    }
    for (what, text) in hostile_processes() {
        let analysis = analysis_of_text(text.clone());
        let process = &analysis.model.processes[0];
        let view = present(&analysis.model, process, &[Wanted::Diff]).remove(0);
        let diagram = view.diagram(&analysis.model, process, &analysis.findings, Lang::Zh);
        let stem = names.stem(&[&what]);
        write(&format!("{stem}.svg"), &svg::emit(&diagram, Theme::Light));
        write(&format!("{stem}.expect.json"), &expected(&diagram).to_string());
        write(&format!("{stem}.html"), &document(&text, &analysis));
        let shown = View::One(usual(process).unwrap()).diagram(&analysis.model, process, &[], Lang::Zh);
        let labels: Vec<String> = shown.nodes.iter().map(|node| node.label.clone()).collect();
        write(&format!("{stem}.texts.json"), &json!(labels).to_string());
    }
    run(&folder);
}

fn run(folder: &Path) {
    let checker = root().join("tests/conformance/render.mjs");
    let run = Command::new("node").arg(checker).arg(folder).output().expect("node is there");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    let _ = writeln!(std::io::stderr(), "\n{said}");
}

/// The texts of an SVG by the class of their group, without white space; and every element and attribute that is not ours.
fn read(svg: &str) -> (String, Vec<String>) {
    const ELEMENTS: [&str; 9] = ["svg", "title", "desc", "g", "rect", "circle", "polygon", "path", "text"];
    let mut reader = quick_xml::Reader::from_str(svg);
    let (mut texts, mut foreign, mut in_text) = (String::new(), Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                in_text = name == "text";
                if !ELEMENTS.contains(&name.as_str()) {
                    foreign.push(name);
                }
                for attribute in tag.attributes() {
                    let key = attribute.unwrap().key.as_ref().to_owned();
                    if key.starts_with("on") || key.contains("href") || key == "style" || key == "id" {
                        foreign.push(key);
                    }
                }
            }
            Event::Text(text) if in_text => texts.push_str(&text),
            Event::GeneralRef(entity) if in_text => texts.push(match &*entity {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                other => panic!("an entity {other}"),
            }),
            Event::Eof => break,
            _ => {}
        }
    }
    texts.retain(|c| !c.is_whitespace());
    (texts, foreign)
}

#[test]
fn hostile_labels_are_only_text() {
    let bare = |text: &str| svg::escape(text).chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let plain = |text: &str| bare(text).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    for (what, text) in hostile_processes() {
        let analysis = analysis_of_text(text);
        let process = &analysis.model.processes[0];
        for view in present(&analysis.model, process, &[Wanted::AsIs, Wanted::Diff]) {
            let diagram = view.diagram(&analysis.model, process, &analysis.findings, Lang::Zh);
            let (texts, foreign) = read(&svg::emit(&diagram, Theme::Light));
            assert_eq!(foreign, Vec::<String>::new(), "{what}");
            for node in &diagram.nodes {
                assert!(texts.contains(&plain(&node.label)), "{what}: `{}` is not in {texts}", node.label);
            }
            assert!(texts.contains(&plain(&diagram.title)), "{what}: the title is not in {texts}");
        }
    }
    assert!(hostile_labels().len() > 20);
}

#[test]
fn the_same_drawing_has_the_same_bytes() {
    for example in examples() {
        let path = format!("examples/{example}.flow");
        let all = |analysis: &Analysis| drawings(analysis).iter().map(|(diagram, theme)| svg::emit(diagram, *theme)).collect::<Vec<_>>();
        assert_eq!(all(&analysis_of(&path)), all(&analysis_of(&path)), "{example}");
    }
}
