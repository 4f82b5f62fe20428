//! The standard operating procedure: its sections, its formats, house templates, hostile texts.

use std::fs;
use std::path::Path;

use flowright::analysis::Analysis;
use flowright::doc::{House, Subject, render, sop, usual};
use flowright::emit::page::{Page, Part};
use flowright::lang::{Lang, is_hidden};
use flowright::model::NodeKind;

use crate::cli::{flowright, folder};
use crate::drawings::{analysis_of, analysis_of_text, hostile_processes, root};

/// A process that declares everything that a procedure has a place for.
const ALL: &str = "process refund \"退款\" {
  purpose: 客户三天内收到退款
  scope: 线上订单
  owner: lead
  sla: 3d
  response: 30m
  role agent \"客服专员\" { dept: 客服部 }
  role lead \"客服主管\" { dept: 客服部 }
  role cashier \"出纳\" { dept: 财务部 }
  system crm \"CRM\" { owner: lead; note: 客户关系管理系统 }
  data form \"退款申请单\" { from: agent; archive: yes; keep-for: 104w; fields: \"金额\", \"原因\" }
  data receipt \"付款凭证\" { deliverable: yes }
  milestone ok done 1d
  sod: fill, pay
  goal \"退款时长\" { before: 5d; target: <= 3d; after: 2d }
  risk fraud \"虚假退款\" { control: ok; protects: pay }
  revision 1.1 2026-04-01 \"林芳\" 增加审批
  revision 1.2 2026-05-01 \"林芳\" 缩短时限
  as-is {
    task fill \"填写申请\" { owner: agent; system: crm; out: form; time: 5m; sla: 1h; action: 核对订单; form: 退款申请表; informs: cashier }
    approval ok \"主管审批\" {
      owner: lead; of: form; aspect: 金额; time: 5m; sla: 4h; required: 财务制度第 3 条; preventive: yes
      remind: 2h; escalate: lead after 3h
      rejected 10% -> fill max 2
      timeout 1d -> told
    }
    notify told \"催办\" { to: lead }
    task pay \"退款\" { owner: cashier; in: form; out: receipt; time: 5m }
    start -> fill -> ok -> pay -> end
  }
  to-be from as-is {
    change fill { time: 2m } because 系统自动带出订单
  }
}
";

fn page(analysis: &Analysis, lang: Lang) -> Page {
    let process = &analysis.model.processes[0];
    let variant = usual(process).unwrap();
    sop(Subject { model: &analysis.model, process, variant, comparison: None, lang })
}

fn html(analysis: &Analysis, lang: Lang) -> String {
    render(&page(analysis, lang), "sop.html", &House::default(), lang).unwrap()
}

#[test]
fn a_process_that_declares_everything_has_every_section() {
    let dir = folder(&[("refund.flow", ALL)]);
    let run = flowright(dir.path(), &["doc", "refund.flow", "--to", "md", "--lang", "zh"], "");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let text = fs::read_to_string(dir.path().join("build/refund.sop.md")).unwrap();
    let heads: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).map(|line| line.split("  ").last().unwrap()).collect();
    assert_eq!(
        heads,
        [
            "文件控制",
            "目的",
            "适用范围",
            "术语",
            "职责",
            "流程图",
            "作业内容",
            "审批与异常",
            "时限与指标",
            "控制点与风险",
            "相关文件",
            "记录表单",
            "修订记录",
            "附：现状与优化后对比"
        ]
    );
    for said in
        ["财务制度第 3 条", "104周", "虚假退款", "核对订单", "退款申请表", "系统自动带出订单", "最多2次", "增加审批", "首次响应", "R/A"]
    {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
    for number in 1..=3 {
        assert!(text.contains(&format!("refund.sop-{number}.svg")), "{text}");
        assert!(dir.path().join(format!("build/refund.sop-{number}.svg")).is_file());
    }
}

#[test]
fn the_procedure_of_an_example_reads_well_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    for (example, lang) in [("expense-approval", "zh"), ("complaint-48h", "en")] {
        let path = folder.path().join(format!("{example}.md"));
        let source = format!("examples/{example}.flow");
        let to = if example == "complaint-48h" { folder.path().to_str().unwrap().to_owned() } else { path.to_str().unwrap().to_owned() };
        let run = flowright(&root(), &["doc", &source, "--to", "md", "--lang", lang, "-o", &to], "");
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        let written = if example == "complaint-48h" { folder.path().join("complaint-48h.complaint48.sop.md") } else { path };
        insta::assert_snapshot!(format!("sop-{example}-{lang}"), fs::read_to_string(written).unwrap());
    }
    let analysis = analysis_of("examples/online-complaint.flow");
    // The drawing has tests of its own.
    let text = html(&analysis, Lang::Zh);
    let (before, rest) = text.split_once("<svg").unwrap();
    let (_, after) = rest.split_once("</svg>").unwrap();
    insta::assert_snapshot!("sop-online-complaint-html", format!("{before}<svg …></svg>{after}"));
}

#[test]
fn the_version_in_force_is_described() {
    let heading = |text: &str| {
        let dir = folder(&[("a.flow", text)]);
        let run = flowright(dir.path(), &["doc", "a.flow", "--to", "md", "-o", "-", "--lang", "en"], "");
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        run.out.lines().find(|line| line.contains("Describes")).unwrap().to_owned()
    };
    assert!(heading(ALL).contains("to\\-be"), "the only to-be");
    let two = ALL.trim_end().strip_suffix('}').unwrap().to_owned() + "  to-be other from as-is {\n    remove told\n  }\n}\n";
    assert!(heading(&two).contains("as\\-is"), "two to-bes: nobody has decided yet");
    let dir = folder(&[("a.flow", &two)]);
    let run = flowright(dir.path(), &["doc", "a.flow", "--variant", "to-be:other", "-o", "x.html"], "");
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(flowright(dir.path(), &["doc", "a.flow", "--variant", "to-be:nobody"], "").code, 2);
    assert_eq!(flowright(dir.path(), &["doc", "a.flow", "--variant", "diff"], "").code, 2);
    assert_eq!(flowright(dir.path(), &["doc", "a.flow", "--to", "docx", "-o", "-"], "").code, 2);
    assert_eq!(flowright(dir.path(), &["doc", "a.flow", "--to", "docx", "--template", "."], "").code, 2);
    let undecided = flowright(dir.path(), &["doc", "a.flow", "-o", "x.html", "--lang", "en"], "");
    assert!(undecided.err.contains("several to-bes") && undecided.err.contains("to-be:other"), "{}", undecided.err);
}

#[test]
fn errors_in_what_is_described_are_said() {
    let dir = folder(&[("a.flow", crate::cli::FAULTY)]);
    let run = flowright(dir.path(), &["doc", "a.flow", "--lang", "en"], "");
    assert!(run.code == 0 && run.err.contains("errors in what was described: 1"), "{}", run.err);
}

/// The row of a table whose first cell is this.
fn row<'p>(page: &'p Page, key: &str, first: &str) -> Vec<&'p str> {
    let section = page.sections.iter().find(|section| section.key == key).unwrap();
    let tables = section.parts.iter().filter_map(|part| if let Part::Table(table) = part { Some(table) } else { None });
    let found = tables.flat_map(|table| &table.rows).find(|row| row[0].text == first);
    found.unwrap_or_else(|| panic!("{first} is in no row of {key}")).iter().map(|cell| cell.text.as_str()).collect()
}

const BRANCHES: &str = "process p \"Plan\" {
  role a \"Author\"
  role b \"Lawyer\" { limit: 5000 CNY; deputy: a }
  data plan { keep-for: 365d; archive: yes }
  data note
  as-is {
    task draft { owner: a; out: plan; time: 1h }
    task law { owner: b; in: plan; out: note; time: 1h }
    task sums { owner: a; in: plan; time: 1h }
    parallel review \"Review\" { law; sums; timeout 2d -> hurry }
    task hurry { owner: a; time: 5m }
    decision good { yes 90% -> file; no -> draft max 3 }
    task file { owner: a; in: plan; time: 5m; hard: yes; sla: 1h }
    start -> draft -> review -> good
    hurry -> good
    file -> end
  }
}
";

#[test]
fn a_reader_finds_where_to_go() {
    let analysis = analysis_of_text(BRANCHES.to_owned());
    let page = page(&analysis, Lang::En);
    let next = |step: &str| row(&page, "steps", step)[7].to_owned();
    // Neither forks nor joins are steps of the table, and how many cases go which way is no instruction.
    assert_eq!(next("1 draft"), "2 law, 3 sums (at the same time)");
    assert!(next("2 law").contains("5 good") && next("2 law").contains("all branches"), "{}", next("2 law"));
    assert_eq!(next("5 good"), "yes: 6 file\nno, max 3: 1 draft");
    assert_eq!(row(&page, "exceptions", "5 good"), ["5 good", "no", "goes back to 1 draft, max 3"]);
    assert_eq!(row(&page, "exceptions", "Review"), ["Review", "after 48h", "goes to 4 hurry"]);
    assert_eq!(row(&page, "limits", "6 file")[2], "from arrival at the step to its completion; holds in the worst case too");
    assert_eq!(row(&page, "records", "plan"), ["plan", "1 draft", "yes", "1 year", ""]);
    assert_eq!(row(&page, "roles", "Lawyer"), ["Lawyer", "accountable for: 2 law", "Author", "5000 CNY"]);
    let section = |key: &str| page.sections.iter().any(|section| section.key == key);
    assert!(!section("terms") && !section("controls") && !section("appendix"), "what has nothing to say is left out");
    assert!(section("purpose") && section("scope") && section("revisions"), "what must be filled in is there");
}

#[test]
fn the_appendix_says_what_a_to_be_that_is_written_whole_changes() {
    let whole = "  to-be \"New\" {\n    task fill { owner: agent; time: 1m }\n    start -> fill -> end\n  }\n}\n";
    let dir = folder(&[("a.flow", &(crate::cli::CLEAN.trim_end().strip_suffix('}').unwrap().to_owned() + whole))]);
    let run = flowright(dir.path(), &["doc", "a.flow", "--to", "md", "-o", "-", "--lang", "en"], "");
    assert!(run.out.contains("| fill | task | changed | time 5m → 1m |"), "{}", run.out);
}

#[test]
fn a_broken_file_has_no_procedure() {
    let dir = folder(&[("a.flow", "process p { as-is { task }")]);
    let run = flowright(dir.path(), &["doc", "a.flow"], "");
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(!dir.path().join("build").exists());
}

#[test]
fn a_house_has_templates_of_its_own() {
    let dir = folder(&[
        ("a.flow", ALL),
        ("house/sop.md", "# 本单位 {{ title }}\n{% include 'foot.md' %}\n"),
        ("house/foot.md", "{{ sections | length }} 章"),
    ]);
    let run = |arguments: &[&str]| flowright(dir.path(), &[&["doc", "a.flow", "--lang", "zh"], arguments].concat(), "");
    let own = run(&["--to", "md", "-o", "-", "--template", "house"]);
    assert_eq!((own.code, own.out.as_str()), (0, "# 本单位 退款标准操作规程\n14 章\n"), "{}", own.err);
    // A format that the house has no template for is written as always.
    assert_eq!(run(&["--template", "house", "-o", "x.html"]).code, 0);
    for (text, line, says) in [
        ("一\n{{ titel }}\n", "第 2 行", "不存在的值"),
        ("{% for x in sections %}\n", "语法有误", "unexpected"),
        ("{% include '../a.flow' %}", "第 1 行", "没有这个模板"),
    ] {
        fs::write(dir.path().join("house/sop.md"), text).unwrap();
        let faulty = run(&["--to", "md", "-o", "-", "--template", "house"]);
        assert_eq!(faulty.code, 2, "{text}");
        assert!(faulty.err.contains("sop.md") && faulty.err.contains(line) && faulty.err.contains(says), "{text}: {}", faulty.err);
    }
    fs::write(dir.path().join("house/sop.md"), "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}")
        .unwrap();
    assert_eq!(run(&["--to", "md", "-o", "-", "--template", "house"]).code, 2, "an endless template ends");
    assert_eq!(run(&["--template", "nowhere"]).code, 2);
    fs::create_dir(dir.path().join("empty")).unwrap();
    let empty = run(&["--template", "empty"]);
    assert!(empty.code == 2 && empty.err.contains("sop.html"), "{}", empty.err);
    assert_eq!(flowright(dir.path(), &["doc", "--write-template", "start"], "").code, 0);
    assert_eq!(run(&["--template", "start", "-o", "y.html"]).code, 0);
    assert_eq!(
        fs::read(dir.path().join("x.html")).unwrap(),
        fs::read(dir.path().join("y.html")).unwrap(),
        "the built-in templates are what is used"
    );
    assert_eq!(flowright(dir.path(), &["doc", "--write-template", "start"], "").code, 2, "nothing is overwritten");
}

/// What an author typed that a procedure shows: nodes, roles, systems, data, what stands on edges, names and the revision.
fn typed(analysis: &Analysis) -> Vec<String> {
    let (model, process) = (&analysis.model, &analysis.model.processes[0]);
    let variant = usual(process).unwrap();
    let steps = variant.nodes.iter().filter(|node| !node.is_block_join() && !matches!(node.kind, NodeKind::Start | NodeKind::End));
    let ways = variant.edges.iter().filter_map(|edge| edge.label.clone());
    // What nobody uses any more is not shown.
    let roles = model.roles.iter().map(|role| role.title.shown().to_owned());
    let used = steps.clone().flat_map(|node| node.systems.iter().filter_map(|system| system.id));
    let systems = used.map(|id| model.systems[id.index()].title.shown().to_owned());
    let author = process.revisions.iter().filter_map(|revision| revision.author.clone());
    let all = steps.filter(|node| !node.is_block()).map(|node| node.title.shown().to_owned()).chain(ways).chain(roles).chain(systems);
    all.chain(author).chain([process.title.shown().to_owned()]).collect()
}

/// A text without what is not seen.
fn bare(text: &str) -> String {
    let hidden = |c: char| is_hidden(c) && !matches!(c, '\u{200C}' | '\u{200D}') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().filter(|&c| !c.is_whitespace() && !c.is_control() && !hidden(c)).collect()
}

/// The texts of a page outside its drawings, read as a browser reads them. Panics where a tag or an attribute is not ours.
fn read(html: &str) -> String {
    let tags =
        "!DOCTYPE html head meta title style body article h1 h2 h3 nav ul li a section p table thead tbody tr th td figure figcaption br";
    let tags: Vec<&str> = tags.split(' ').collect();
    let keys = ["lang", "charset", "http-equiv", "content", "name", "href", "id", "class", "scope", "colspan"];
    let mut out = String::new();
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        out += text;
        if tail.starts_with("svg ") {
            rest = tail.split_once("</svg>").unwrap().1;
            continue;
        }
        let (tag, after) = tail.split_once('>').unwrap();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        assert!(tags.contains(&name), "<{tag}>");
        for (at, part) in tag.split('"').enumerate().filter(|(at, part)| at % 2 == 0 && part.contains('=')) {
            let key = part.trim_end_matches('=').rsplit(' ').next().unwrap();
            assert!(keys.contains(&key), "{at}: {key} in <{tag}>");
        }
        rest = if name == "style" && !tag.starts_with('/') { after.split_once("</style>").unwrap().1 } else { after };
    }
    out += rest;
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[test]
fn hostile_texts_are_only_texts() {
    for (what, text) in hostile_processes() {
        let run = flowright(Path::new("."), &["doc", "-", "--lang", "zh", "-o", "-"], &text);
        let analysis = analysis_of_text(text);
        // The command refuses a few of them; their page would be harmless, too.
        let page = if run.code == 0 { run.out } else { html(&analysis, Lang::Zh) };
        assert!(run.code != 0 || page.contains("现状与优化后对比"), "{what}");
        let shown = bare(&read(&page));
        for label in typed(&analysis) {
            assert!(shown.contains(&bare(&label)), "{what}: `{label}` is not in {shown}");
        }
    }
}

#[cfg(feature = "docx")]
mod word {
    use std::io::{Cursor, Read};

    use flowright::doc::{Image, docx};

    use super::*;

    fn document(bytes: &[u8]) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// The texts of a document, without white space.
    fn texts(xml: &str) -> String {
        let mut reader = quick_xml::Reader::from_str(xml);
        let mut out = String::new();
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Text(text) => out.push_str(&text),
                quick_xml::events::Event::GeneralRef(entity) => out.push(match &*entity {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    other => panic!("an entity {other}"),
                }),
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        out.retain(|c| !c.is_whitespace());
        out
    }

    #[test]
    fn a_word_document_has_headings_tables_and_the_picture() {
        // A black pixel.
        let png = [
            137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 58, 126, 155, 85, 0, 0, 0,
            10, 73, 68, 65, 84, 120, 218, 99, 96, 0, 0, 0, 2, 0, 1, 72, 175, 164, 113, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
        ];
        let analysis = analysis_of_text(ALL.to_owned());
        let page = page(&analysis, Lang::Zh);
        let bytes = docx(&page, &[Image { png: png.to_vec(), width: 400, height: 300 }], Lang::Zh).unwrap();
        let xml = document(&bytes);
        assert_eq!(xml.matches("w:val=\"Heading1\"").count(), page.sections.len());
        assert!(xml.matches("<w:tbl>").count() >= 9, "{xml}");
        assert_eq!(xml.matches("<pic:pic").count(), 1);
        assert_eq!(xml.matches("<w:tblHeader />").count(), xml.matches("<w:tbl>").count() - 1, "all tables but the form have heads");
        assert!(xml.matches("<w:pStyle w:val=\"Heading2\" />").count() >= 5, "{xml}");
        assert_eq!(xml.matches("<w:sectPr>").count(), xml.matches("<w:footerReference").count(), "pages are numbered everywhere");
        assert!(xml.matches("w:orient=\"landscape\"").count() == 1 && xml.contains("TOC \\o &quot;1-2&quot;"), "{xml}");
        // What was written before leaves no trace.
        assert_eq!(bytes, docx(&page, &[Image { png: png.to_vec(), width: 400, height: 300 }], Lang::Zh).unwrap());
        assert!(texts(&xml).contains("财务制度第3条"), "{}", texts(&xml));
    }

    #[test]
    fn hostile_texts_are_only_texts_in_word() {
        for (what, text) in hostile_processes() {
            let analysis = analysis_of_text(text);
            let shown = bare(&texts(&document(&docx(&page(&analysis, Lang::Zh), &[], Lang::Zh).unwrap())));
            for label in typed(&analysis) {
                assert!(shown.contains(&bare(&label)), "{what}: `{label}` is not in {shown}");
            }
        }
    }
}
