//! Hostile labels in every position: what is emitted has properties that can be checked without the real tools.

use std::collections::BTreeSet;
use std::path::Path;

use flowright::analysis::Analysis;
use flowright::diagram::{Diagram, View, Wanted, views};
use flowright::emit::mermaid::{self, Labels};
use flowright::emit::{dot, json, markdown};
use flowright::lang::{Lang, is_hidden};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use crate::drawings::{analysis_of_text, hostile_processes, visible};

/// Every label in every position, analysed.
fn each(mut check: impl FnMut(&str, &Analysis)) {
    for (what, text) in hostile_processes() {
        let analysis = analysis_of_text(text);
        assert_eq!(analysis.model.processes.len(), 1, "{what}");
        assert_eq!(analysis.model.processes[0].variants.len(), 2, "{what}");
        check(&what, &analysis);
    }
}

fn all_views(analysis: &Analysis) -> Vec<View<'_>> {
    views(&analysis.model, &analysis.model.processes[0], &[Wanted::AsIs, Wanted::ToBe, Wanted::Diff]).unwrap()
}

fn diagrams(analysis: &Analysis) -> Vec<Diagram> {
    let process = &analysis.model.processes[0];
    all_views(analysis).into_iter().map(|view| view.diagram(&analysis.model, process, &analysis.findings, Lang::Zh)).collect()
}

#[test]
fn dot_strings_stay_strings() {
    each(|what, analysis| {
        for diagram in diagrams(analysis) {
            for lines in [dot::Lines::Curved, dot::Lines::Orthogonal] {
                let text = dot::emit(&diagram, lines);
                for line in text.lines() {
                    // A long string continues in another.
                    check_dot_line(&line.replace("\" + \"", "")).unwrap_or_else(|why| panic!("{what}: {why}: {line}"));
                }
                assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{what}");
            }
        }
    });
}

/// Outside strings stand only our own words; inside them only the escapes that we write; ids are generated.
fn check_dot_line(line: &str) -> Result<(), String> {
    let mut chars = line.chars().peekable();
    let mut before = String::new();
    while let Some(c) = chars.next() {
        if c != '"' {
            let own = c.is_ascii_alphanumeric() || " _[]={};,->#.".contains(c);
            own.then_some(()).ok_or_else(|| format!("`{c}` outside a string"))?;
            before.push(c);
            continue;
        }
        let mut inside = String::new();
        loop {
            match chars.next().ok_or("a string without an end")? {
                '"' => break,
                '\\' => match chars.next() {
                    Some(c @ ('\\' | '"' | 'n')) => inside.extend(['\\', c]),
                    other => return Err(format!("escape {other:?}")),
                },
                '&' => {
                    let entity: String = chars.by_ref().take(4).collect();
                    (entity == "amp;").then_some(()).ok_or_else(|| format!("entity &{entity}"))?;
                    inside.push('&');
                }
                c => inside.push(c),
            }
        }
        let value = before.ends_with('=');
        let number = |id: &str, kinds: &[&str]| {
            kinds.iter().any(|kind| id.strip_prefix(kind).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit())))
        };
        let id =
            number(&inside, &["n_", "k_", "a_", "z_", "cluster_l_"]) || matches!(inside.as_str(), "r" | "s" | "cluster_k" | "flowright");
        (value || id).then_some(()).ok_or_else(|| format!("id {inside}"))?;
        before.clear();
    }
    Ok(())
}

#[test]
fn mermaid_labels_read_back_as_they_were() {
    each(|what, analysis| {
        for diagram in diagrams(analysis) {
            let text = mermaid::emit(&diagram, Labels::Entities).text;
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{what}");
            let lines: Vec<&str> = text.lines().collect();
            let title: String = serde_json::from_str(lines[1].strip_prefix("title: ").unwrap()).unwrap();
            assert_eq!(visible(&title), visible(&diagram.caption()).replace('<', "＜"), "{what}");
            for (at, node) in diagram.nodes.iter().enumerate() {
                let line = lines.iter().find(|line| line.starts_with(&format!("n_{at}")) && !line.contains("->")).unwrap();
                assert_eq!(seen(line).unwrap(), shown(&node.lines(diagram.lang)), "{what}: {line}");
            }
            for (at, lane) in diagram.lanes.iter().enumerate() {
                let line = lines.iter().find(|line| line.starts_with(&format!("subgraph l_{at}["))).unwrap();
                assert_eq!(seen(line).unwrap(), shown(std::slice::from_ref(&lane.label)), "{what}: {line}");
            }
            let drawn: Vec<&&str> =
                lines.iter().filter(|line| line.starts_with("n_") && line.contains("-> ") || line.contains("->|")).collect();
            let edges = mermaid::edges(&diagram);
            assert_eq!(drawn.len(), edges.len(), "{what}");
            for (edge, line) in edges.iter().zip(drawn) {
                assert_eq!(seen(line).unwrap_or_default(), shown(&edge.label), "{what}: {line}");
            }
        }
    });
}

/// The label on a line of Mermaid, decoded; `None` where there is none. Panics on what Mermaid would interpret.
fn seen(line: &str) -> Option<Vec<String>> {
    let (_, rest) = line.split_once('"')?;
    let (label, rest) = rest.split_once('"').unwrap();
    assert!(!rest.contains('"'), "{line}");
    let mut out = Vec::new();
    for part in label.split("<br/>") {
        let mut text = String::new();
        let mut chars = part.chars();
        while let Some(c) = chars.next() {
            if c == '#' {
                let entity: String = chars.by_ref().take_while(|&c| c != ';').collect();
                text.push(match entity.as_str() {
                    "quot" => '"',
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "nbsp" => ' ',
                    number => char::from_u32(number.parse().unwrap()).unwrap(),
                });
                continue;
            }
            assert!(!"<>&;\\%$`:".contains(c), "`{c}` in {line}");
            text.push(c);
        }
        out.push(visible(&text));
    }
    Some(shown(&out))
}

/// Lines as a reader sees them: outer empty ones are not visible.
fn shown(lines: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = lines.iter().map(|line| visible(line)).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.into_iter().skip_while(String::is_empty).collect()
}

#[test]
fn portable_labels_need_no_entities() {
    each(|what, analysis| {
        for diagram in diagrams(analysis) {
            let text = mermaid::emit(&diagram, Labels::Portable).text;
            for line in text.lines().skip(3).filter(|line| line.contains('"')) {
                let label = line.split('"').nth(1).unwrap().replace("<br/>", "");
                assert_eq!(line.matches('"').count(), 2, "{what}: {line}");
                assert!(
                    !label.contains(['#', '<', '>', '&', ';', '\\', '`']) && !label.contains("%%") && !label.contains("$$"),
                    "{what}: {line}"
                );
            }
        }
    });
}

#[test]
fn pages_hold_nothing_but_their_own_markup() {
    each(|what, analysis| {
        let process = &analysis.model.processes[0];
        let views = all_views(analysis);
        let (page, _) = markdown::emit(&analysis.model, process, &views, &analysis.findings, &analysis.sources, Lang::Zh);
        assert!(page.chars().all(|c| c == '\n' || !c.is_control()), "{what}");
        check_rows(&page).unwrap_or_else(|why| panic!("{what}: {why}"));
        let mut fences = Vec::new();
        let (mut code, mut cell) = (None::<String>, None::<String>);
        let mut cells = Vec::new();
        for event in Parser::new_ext(
            &page,
            Options::ENABLE_TABLES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_MATH
                | Options::ENABLE_TASKLISTS,
        ) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) => {
                    assert_eq!(&*kind, "mermaid", "{what}");
                    code = Some(String::new());
                }
                Event::End(TagEnd::CodeBlock) => fences.extend(code.take()),
                Event::Start(Tag::TableCell) => cell = Some(String::new()),
                Event::End(TagEnd::TableCell) => cells.extend(cell.take()),
                Event::Text(text) => {
                    if let Some(into) = code.as_mut().or(cell.as_mut()) {
                        into.push_str(&text);
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    assert_eq!(&*html, "<br>", "{what}");
                    if let Some(cell) = &mut cell {
                        cell.push('\n');
                    }
                }
                Event::Start(
                    Tag::Link { .. }
                    | Tag::Image { .. }
                    | Tag::Emphasis
                    | Tag::Strikethrough
                    | Tag::BlockQuote(_)
                    | Tag::FootnoteDefinition(_),
                )
                | Event::Code(_)
                | Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::FootnoteReference(_)
                | Event::Rule
                | Event::TaskListMarker(_) => {
                    panic!("{what}: {event:?}")
                }
                _ => {}
            }
        }
        let drawn = views.iter().map(|view| view.diagram(&analysis.model, process, &analysis.findings, Lang::Zh));
        let drawn: Vec<Diagram> = drawn.collect();
        let texts: Vec<String> = drawn.iter().map(|diagram| mermaid::emit(diagram, Labels::Entities).text).collect();
        assert_eq!(fences, texts, "{what}");
        let squeezed = |text: &str| text.chars().filter(|&c| !c.is_whitespace() && !c.is_control() && !hidden(c)).collect::<String>();
        let cells: Vec<String> = cells.iter().map(|cell| squeezed(cell)).collect();
        for node in drawn[0].nodes.iter().filter(|node| !node.label.is_empty()) {
            assert!(cells.contains(&squeezed(&node.label)), "{what}: {} is in no cell", node.label);
        }
    });
}

/// What a page leaves out.
fn hidden(c: char) -> bool {
    is_hidden(c) && !matches!(c, '\u{200C}' | '\u{200D}')
}

/// Every row of a table has as many cells as its head.
fn check_rows(page: &str) -> Result<(), String> {
    let mut columns = None;
    for line in page.lines() {
        if !line.starts_with('|') {
            columns = None;
            continue;
        }
        let mut pipes = 0;
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => drop(chars.next()),
                '|' => pipes += 1,
                _ => {}
            }
        }
        if *columns.get_or_insert(pipes) != pipes {
            return Err(format!("{pipes} pipes: {line}"));
        }
    }
    Ok(())
}

#[test]
fn json_reads_back_as_it_was() {
    each(|what, analysis| {
        let text = json::emit(&analysis.model, &analysis.sources);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control() && !is_hidden(c)), "{what}");
        let model: Value = serde_json::from_str(&text).unwrap();
        let process = &analysis.model.processes[0];
        assert_eq!(model["processes"][0]["label"].as_str(), process.title.label.as_deref(), "{what}");
        for (json, role) in model["roles"].as_array().unwrap().iter().zip(&analysis.model.roles) {
            assert_eq!(json["label"].as_str(), role.title.label.as_deref(), "{what}");
        }
        for (json, variant) in model["processes"][0]["variants"].as_array().unwrap().iter().zip(&process.variants) {
            assert_eq!(json["name"].as_str(), variant.name.as_deref(), "{what}");
            for (json, node) in json["nodes"].as_array().unwrap().iter().zip(&variant.nodes) {
                assert_eq!(json["label"].as_str(), node.title.label.as_deref(), "{what}");
            }
            for (json, edge) in json["edges"].as_array().unwrap().iter().zip(&variant.edges) {
                assert_eq!(json["label"].as_str(), edge.label.as_deref(), "{what}");
            }
        }
    });
}

#[test]
fn names_of_outputs_stay_in_the_folder_and_are_portable() {
    let long = ["长".repeat(300), "x".repeat(300)];
    let names =
        ["../x", "..\\\\y", "/etc/passwd", "C:\\\\x", "CON", "nul.txt", "com1", "a/b", "a:b", "...", "。。", "—", "-rf", "~", "Pay", "PAY"];
    let names: Vec<&str> = names.into_iter().chain(long.iter().map(String::as_str)).collect();
    let mut text = String::from("role agent\n");
    for name in &names {
        let task = "task t { owner: agent; time: 1m }";
        let flow = format!("as-is {{ {task}\n start -> t -> end }}\n to-be \"{name}\" from as-is {{ change t {{ time: 2m }} }}");
        text.push_str(&format!("process \"{name}\" {{ {flow}\n}}\n"));
    }
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("a/b/c");
    std::fs::create_dir_all(&below).unwrap();
    // The name of a file is hostile as well.
    std::fs::write(below.join("aux .flow"), text).unwrap();
    let arguments = ["build", "aux .flow", "--to", "dot,mermaid,md,json", "--output", "out"];
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_flowright"));
    command.current_dir(&below).args(arguments).assert().success();

    let files = |path: &Path| -> Vec<String> {
        let files = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
        files.map(|entry| entry.file_name().into_string().unwrap()).collect()
    };
    let out = files(&below.join("out"));
    // As-is, to-be and difference twice, one page, and the model.
    assert_eq!(out.len(), names.len() * (3 * 2 + 1) + 1);
    let outside: Vec<Vec<String>> = ["a/b/c", "a/b", "a", "."].map(|path| files(&folder.path().join(path))).into();
    assert_eq!(outside.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 1, 1], "{outside:?}");
    let mut seen = BTreeSet::new();
    for name in out {
        let portable = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        assert!(portable && !name.starts_with(['-', '.']) && !name.contains("..") && name.len() <= 255, "{name}");
        let device = name.split('.').next().unwrap().to_lowercase();
        assert!(!["con", "nul", "aux", "com1"].contains(&device.as_str()), "{name}");
        assert!(seen.insert(name.to_lowercase()), "{name} is there twice");
    }
}
