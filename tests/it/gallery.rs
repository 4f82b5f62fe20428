//! The gallery: every picture of every example, as `build --to svg` draws it. `FLOWRIGHT_UPDATE_DOCS=1 cargo test gallery` draws it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use flowright::diagram::{View, Wanted, present};
use flowright::emit::markdown::escape;
use flowright::emit::svg::{self, Theme};
use flowright::lang::Lang;

use crate::drawings::{analysis_of, analysis_of_text, examples, root};

/// The files of the gallery by their names.
fn gallery() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut index = String::from(
        "# Gallery · 图集\n\nEvery picture of the examples, drawn by `flowright build --to svg`; a test keeps them fresh.\n\n\
         全部示例的流程图，由 `flowright build --to svg` 绘制，测试保证其为最新。\n",
    );
    for example in examples() {
        let analysis = analysis_of(&format!("examples/{example}.flow"));
        let text = std::fs::read_to_string(root().join(format!("examples/{example}.flow"))).unwrap();
        let chinese = text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count();
        let lang = if chinese * 4 > text.len() / 4 { Lang::Zh } else { Lang::En };
        for process in &analysis.model.processes {
            let stem = if analysis.model.processes.len() > 1 { format!("{example}-{}", process.title.name) } else { example.clone() };
            let mut counts = [0, 0];
            for view in present(&analysis.model, process, &[Wanted::AsIs, Wanted::ToBe, Wanted::Diff]) {
                let diagram = view.diagram(&analysis.model, process, &analysis.findings, lang);
                let kind = match view {
                    View::One(variant) if process.as_is().is_some_and(|as_is| std::ptr::eq(as_is, variant)) => "as-is".to_owned(),
                    View::One(_) => numbered("to-be", &mut counts[0]),
                    View::Diff(..) => numbered("diff", &mut counts[1]),
                };
                let name = format!("{stem}-{kind}.svg");
                let _ = write!(index, "\n## {}\n\n![{}]({name})\n", escape(&diagram.caption()), escape(&diagram.caption()));
                files.insert(name, svg::emit(&diagram, Theme::Light));
            }
        }
    }
    files.insert("README.md".to_owned(), index);
    files.insert("complaint.svg".to_owned(), first());
    files
}

/// The process that the README begins with.
fn first() -> String {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let flow = readme.split("```flow\n").nth(1).unwrap().split("```").next().unwrap();
    let analysis = analysis_of_text(flow.to_owned());
    let process = &analysis.model.processes[0];
    let view = present(&analysis.model, process, &[Wanted::AsIs]).remove(0);
    svg::emit(&view.diagram(&analysis.model, process, &analysis.findings, Lang::Zh), Theme::Light)
}

fn numbered(kind: &str, count: &mut usize) -> String {
    *count += 1;
    if *count == 1 { kind.to_owned() } else { format!("{kind}-{count}") }
}

#[test]
fn the_gallery_is_fresh() {
    let folder = root().join("docs/gallery");
    let files = gallery();
    if std::env::var_os("FLOWRIGHT_UPDATE_DOCS").is_some() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in &files {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    let there = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut there: Vec<String> = there.collect();
    there.sort();
    assert_eq!(there, files.keys().cloned().collect::<Vec<_>>(), "draw it anew: FLOWRIGHT_UPDATE_DOCS=1 cargo test gallery");
    for (name, text) in &files {
        let fresh = std::fs::read_to_string(folder.join(name)).unwrap() == *text;
        assert!(fresh, "docs/gallery/{name} is stale: FLOWRIGHT_UPDATE_DOCS=1 cargo test gallery");
    }
}
