//! Pictures as users ask for them: which files there are, what is refused and how, what stands in them.
#![cfg(feature = "pictures")]

use std::fs;

use flowright::emit::svg::Paper;
use flowright::raster::{Fonts, pdf, png};

use crate::cli::{Run, flowright, folder};
use crate::drawings::root;

const FLOW: &str = "process p \"报销\" {
  role lead \"主管\" { dept: \"管理部\" }
  role agent \"专员\" { dept: \"业务部\" }
  role clerk \"文员\" { dept: \"业务部\" }
  as-is {
    task fill \"填写\" { owner: agent; time: 5m }
    approval ok \"审批\" { owner: lead; time: 5m; rejected 10% -> fill max 2 }
    task file \"归档\" { owner: clerk; time: 5m }
    start -> fill -> ok -> file -> end
  }
}
";

/// Runs `build` on the flow with these arguments.
fn build(arguments: &[&str]) -> (tempfile::TempDir, Run) {
    let folder = folder(&[("a.flow", FLOW)]);
    let run = flowright(folder.path(), &[&["build", "a.flow"], arguments].concat(), "");
    (folder, run)
}

fn svg(arguments: &[&str]) -> String {
    let (_, run) = build(&[&["--to", "svg", "--variant", "as-is", "-o", "-"], arguments].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    run.out
}

#[test]
fn a_picture_is_written_where_it_is_asked_for() {
    let (folder, run) = build(&["--to", "svg"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
    let text = fs::read_to_string(folder.path().join("build/a.as-is.svg")).unwrap();
    assert!(text.starts_with("<svg xmlns="), "{text}");
    assert_eq!(text, svg(&[]), "the screen shows the same");
    let (_, named) = build(&["--to", "svg", "-o", "x.png"]);
    assert_eq!(named.code, 2);
    assert!(named.err.contains(".svg"), "{}", named.err);
}

#[test]
fn lanes_stand_as_declared_or_by_department_or_not_at_all() {
    let heads = |arguments: &[&str]| {
        let text = svg(arguments);
        let lanes = text.split("<g class=\"lane\">").skip(1).map(|lane| lane.split("</g>").next().unwrap().to_owned());
        lanes
            .map(|lane| ["主管", "专员", "文员", "管理部", "业务部"].into_iter().filter(|name| lane.contains(name)).collect::<String>())
            .collect::<Vec<_>>()
    };
    assert_eq!(heads(&[]), ["主管", "专员", "文员"]);
    assert_eq!(heads(&["--lanes", "部门"]), ["管理部", "业务部"]);
    assert_eq!(heads(&["--lanes", "none"]), [""]);
}

#[test]
fn a_look_is_chosen_and_nonsense_is_refused() {
    assert!(svg(&["--theme", "dark"]).contains("#12181f"));
    let print = svg(&["--theme", "黑白"]);
    let colours = print.match_indices('#').map(|(at, _)| &print[at + 1..at + 7]).filter(|c| c.chars().all(|c| c.is_ascii_hexdigit()));
    let coloured: Vec<&str> = colours.filter(|c| c[..2] != c[2..4] || c[..2] != c[4..]).collect();
    assert_eq!(coloured, Vec::<&str>::new(), "only black, white and grey");
    let height = |text: &str| text.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse::<i32>().unwrap();
    assert!(height(&svg(&["--direction", "纵向"])) > height(&svg(&[])));
    for (arguments, says) in [
        (["--theme", "pink"], "pink"),
        (["--paper", "letter"], "letter"),
        (["--direction", "up"], "up"),
        (["--lanes", "team"], "team"),
        (["--scale", "2"], "png"),
        (["--font", "x.ttf"], "png"),
    ] {
        let (_, run) = build(&[&["--to", "svg"], &arguments[..]].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.err.contains(says), "{}", run.err);
        let (_, chinese) = build(&[&["--to", "svg", "--lang", "zh"], &arguments[..]].concat());
        assert!(chinese.err.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)), "{}", chinese.err);
    }
    let (_, run) = build(&["--to", "md", "--theme", "dark"]);
    assert_eq!(run.code, 2, "a page has no theme");
    let (_, run) = build(&["--to", "png", "--font", "a.flow"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("a.flow"), "{}", run.err);
}

#[test]
fn a_difference_can_be_flipped() {
    let text = FLOW.trim_end().strip_suffix('}').unwrap().to_owned()
        + "  to-be from as-is {\n    remove ok\n    change file { time: 2m }\n    insert task look \"抽查\" { owner: lead; time: 1m } after fill\n  }\n}\n";
    let folder = folder(&[("a.flow", &text)]);
    let run = flowright(folder.path(), &["build", "a.flow", "--to", "svg", "--variant", "diff", "--flip", "-o", "out"], "");
    assert_eq!(run.code, 0, "{}", run.err);
    let [before, after] = [1, 2].map(|page| fs::read_to_string(folder.path().join(format!("out/a.diff.{page}.svg"))).unwrap());
    assert!(before.contains("审批") && !before.contains("抽查"), "{before}");
    assert!(after.contains("抽查") && !after.contains("<title>2 · 审批"), "{after}");
    // Each says what it says itself.
    assert!(!before.contains("time 2m") && !before.contains("5m → 2m"), "{before}");
    assert!(after.contains("time 2m") && !after.contains("5m → 2m"), "{after}");
    // What is in both stands in the same place.
    let shape = |text: &str| {
        text.split("填写</title>").nth(1).unwrap().split("class=\"shape\"").nth(1).unwrap().split("fill").next().unwrap().to_owned()
    };
    assert_eq!(shape(&before), shape(&after));
    let refused = flowright(folder.path(), &["build", "a.flow", "--to", "svg", "--flip", "--paper", "a4"], "");
    assert_eq!(refused.code, 2, "{}", refused.err);
}

#[test]
fn a_long_process_goes_onto_several_pages_whose_ends_match() {
    let run = flowright(
        &root(),
        &["build", "examples/complaint-48h.flow", "--to", "svg", "--variant", "as-is", "--paper", "a4", "-o", "target/pages"],
        "",
    );
    assert_eq!(run.code, 0, "{}", run.err);
    let pages: Vec<String> = (1..10)
        .map_while(|page| fs::read_to_string(root().join(format!("target/pages/complaint-48h.complaint48.as-is.{page}.svg"))).ok())
        .collect();
    assert!(pages.len() > 1, "{}", run.err);
    let mut ends: Vec<String> = Vec::new();
    for page in &pages {
        let size = |key: &str| page.split(&format!(" {key}=\"")).nth(1).unwrap().split('"').next().unwrap().parse::<f64>().unwrap();
        let ratio = size("width") / size("height");
        assert!((ratio - 1.414).abs() < 0.03, "not the shape of A4: {ratio}");
        let connectors = page.split("<g class=\"connector\">").skip(1);
        ends.extend(connectors.map(|end| end.split("</text>").next().unwrap().rsplit('>').next().unwrap().to_owned()));
    }
    ends.sort();
    assert!(!ends.is_empty());
    assert!(ends.chunks(2).all(|pair| pair.len() == 2 && pair[0] == pair[1]), "each connector has its other end: {ends:?}");
    // Every node is on exactly one page.
    let count: usize = pages.iter().map(|page| page.matches("<g class=\"node\"").count()).sum();
    let whole =
        flowright(&root(), &["build", "examples/complaint-48h.flow", "--to", "svg", "--variant", "as-is", "-o", "target/whole"], "");
    assert_eq!(whole.code, 0);
    let one = fs::read_to_string(root().join("target/whole/complaint-48h.complaint48.as-is.svg")).unwrap();
    assert_eq!(count, one.matches("<g class=\"node\"").count());
}

#[test]
fn without_a_font_nothing_is_drawn_and_the_message_says_what_to_do() {
    let none = Fonts::load(Vec::new(), false);
    let drawing = svg(&[]);
    let refused = png(&drawing, &none, 1.0).map(|_| ()).unwrap_err();
    for text in [&refused.en, &refused.zh] {
        assert!(text.contains("--font") && text.contains("fonts-noto-cjk"), "{text}");
    }
    assert_eq!(pdf(&[drawing], &none, None, "").map(|_| ()).unwrap_err(), refused);
}

/// Whether this machine can draw Chinese.
fn can_draw() -> bool {
    let can = png(&svg(&[]), &Fonts::load(Vec::new(), true), 1.0).is_ok();
    if !can {
        println!("no Chinese font here: only the message is tested");
    }
    can
}

#[test]
fn png_and_pdf_show_the_same_picture() {
    let (folder, run) = build(&["--to", "png,pdf", "--scale", "1"]);
    if !can_draw() {
        assert_eq!(run.code, 2);
        assert!(run.err.contains("--font"), "{}", run.err);
        return;
    }
    assert_eq!(run.code, 0, "{}", run.err);
    let read = |name: &str| fs::read(folder.path().join("build").join(name)).unwrap();
    let (picture, document) = (read("a.as-is.png"), read("a.as-is.pdf"));
    let size = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
    let drawing = svg(&[]);
    let wanted = |key: &str| drawing.split(&format!(" {key}=\"")).nth(1).unwrap().split('"').next().unwrap().parse::<u32>().unwrap();
    assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!((size(16), size(20)), (wanted("width"), wanted("height")));
    assert!(document.starts_with(b"%PDF-"));
    let fonts = Fonts::load(Vec::new(), true);
    assert_eq!(png(&drawing, &fonts, 1.0).unwrap().bytes, picture, "the same bytes");
    let pages = |count: usize| pdf(&vec![drawing.clone(); count], &fonts, Some(Paper::A4), "x").unwrap().bytes;
    assert_eq!(pages(2), pages(2));
    let leaves = |count: usize| String::from_utf8_lossy(&pages(count)).matches("/Type/Page/").count();
    assert_eq!([leaves(1), leaves(3)], [1, 3]);
}

#[test]
fn a_picture_too_large_for_a_machine_is_refused() {
    if !can_draw() {
        return;
    }
    let drawing = svg(&[]).replacen("width=\"", "width=\"9", 1).replacen("height=\"", "height=\"99", 1).replacen("viewBox", "data-box", 1);
    let refused = png(&drawing, &Fonts::load(Vec::new(), true), 8.0).map(|_| ()).unwrap_err();
    assert!(refused.en.contains("too large"), "{}", refused.en);
}

#[test]
fn what_belongs_together_is_framed() {
    let flow = |ways: &str| {
        let text = format!(
            "process p {{
  role a \"A\"
  as-is {{
    task t {{ owner: a; time: 1h }}
    fork f
    task x {{ owner: a; time: 1h }}
    task y {{ owner: a; time: 1h }}
    join j
    task z {{ owner: a; time: 1h }}
    start -> t -> f
    f -> x -> j
    f -> y -> j
    j -> z -> end
    {ways}
  }}
}}
"
        );
        flowright(folder(&[("a.flow", &text)]).path(), &["build", "a.flow", "--to", "svg", "-o", "-"], "").out
    };
    assert_eq!(flow("").matches("class=\"frame\"").count(), 1);
    // A way out of it, and it is no block.
    assert_eq!(flow("x -> z").matches("class=\"frame\"").count(), 0);
}
