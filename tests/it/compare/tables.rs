//! `flowright tables`: exactly the columns of the handbooks, in every format, whatever a label is.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use flowright::analysis::Analysis;
use flowright::compare::{By, Comparison};
use flowright::config::Attainment;
use flowright::emit::compare::{self, page};
use flowright::emit::page::{html, human, markdown};
use flowright::emit::sheet::{Datum, Sheet, csv, xlsx};
use flowright::emit::tables::{Kind, Material, tables};
use flowright::lang::Lang;

use super::EFFECTS;
use crate::cli::{Run, flowright};
use crate::drawings::{analysis_of_text, hostile_labels, hostile_processes, visible};

fn run(text: &str, arguments: &[&str]) -> (Run, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.flow"), text).unwrap();
    (flowright(dir.path(), &[&["tables", "a.flow"], arguments].concat(), ""), dir)
}

fn shown(text: &str, arguments: &[&str]) -> String {
    let (run, _dir) = run(text, arguments);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    run.out
}

#[test]
fn tables_have_the_columns_of_the_handbooks() {
    for (table, first) in [
        ("现状分析表", "流程环节,当前操作描述,耗时(分钟/单),涉及岗位,问题点,改进方向,责任人,完成时限"),
        ("效果评估表", "评估指标,优化前,优化后,变化率,目标达成情况"),
        ("立项申请表", "项目,内容"),
    ] {
        let csv = shown(EFFECTS, &["--table", table, "--to", "csv", "--lang", "zh"]);
        assert_eq!(csv.lines().next(), Some(first), "{table}");
    }
    let effects = shown(EFFECTS, &["--table", "effects", "--to", "csv", "--lang", "zh"]);
    let lines: Vec<&str> = effects.lines().collect();
    assert_eq!(
        lines[1..],
        [
            "平均处理时长,48小时,22小时,↓54.2%,达成(≤24小时)",
            "客户满意度,75%,88%,↑17.3%,达成(≥85%)",
            "一次性解决率,65%,82%,↑26.2%,达成(≥80%)",
            "客户投诉量,120单/月,85单/月,↓29.2%,-",
            "人力成本(单均),80元,55元,↓31.3%,-",
            "综合结论,,,,",
            "改进建议,,,,",
            "评估人,,,,",
            "审核人,,,,",
            "日期,,,,",
        ]
    );
    let form = shown(EFFECTS, &["--table", "application", "--to", "csv", "--lang", "zh"]);
    for label in "流程名称 优化背景 当前问题 优化目标 优化范围 负责人 参与部门 时间计划 所需资源 审批意见 申请人 审批人 日期".split(' ')
    {
        assert_eq!(form.lines().filter(|line| line.starts_with(&format!("{label},"))).count(), 1, "{label}: {form}");
    }
}

#[test]
fn tables_in_every_format() {
    insta::assert_snapshot!("tables-zh-md", shown(EFFECTS, &["--lang", "zh"]));
    insta::assert_snapshot!("tables-en-md", shown(EFFECTS, &["--lang", "en"]));
    insta::assert_snapshot!("tables-zh-html", shown(EFFECTS, &["--lang", "zh", "--to", "html", "--table", "效果评估表，现状分析表"]));
    let (run, dir) = run(EFFECTS, &["--lang", "zh", "--to", "csv", "-o", "out", "--bom"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = ["as-is", "effects", "application", "raci.as-is", "raci.一键导入", "duties.as-is", "duties.一键导入"];
    for name in files {
        let text = std::fs::read_to_string(dir.path().join(format!("out/{name}.csv"))).unwrap();
        assert!(text.starts_with('\u{FEFF}') && text.ends_with("\r\n"), "{name}");
    }
    assert_eq!(std::fs::read_dir(dir.path().join("out")).unwrap().count(), files.len());
}

#[test]
fn letters_say_who_does_answers_is_asked_and_is_told() {
    let text = "process p {\n  role a; role b; role c; role d\n  data f { from: a; deliverable: yes }\n  as-is {\n    \
                task one { owner: a; by: b; consults: c; informs: d; time: 5m; out: f }\n    task two { owner: a, b; time: 5m }\n    \
                task none { time: 5m }\n    approval yes { owner: a; approvers: c, d; of: f; time: 5m; rejected -> one }\n    \
                notify told { to: d }\n    start -> one -> two -> none -> yes -> told -> end\n  }\n}\n";
    let csv = shown(text, &["--table", "raci", "--to", "csv", "--lang", "en"]);
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows, ["Step,a,b,c,d", "one,A,R,C,I", "two,R,R,,", "none,,,,", "yes,A,,R,R", "told,,,,I"]);
}

#[test]
fn what_cannot_be_written_is_said() {
    let refused = |arguments: &[&str]| {
        let (run, _dir) = run(EFFECTS, &[arguments, &["--lang", "en"]].concat());
        assert_eq!(run.code, 2, "{arguments:?} {}", run.err);
        run.err
    };
    assert!(refused(&["--to", "xlsx"]).contains("-o NAME.xlsx"));
    assert!(refused(&["--to", "csv"]).contains("there are 7 tables"));
    assert!(refused(&["--table", "rasci"]).contains("there are: as-is, effects"));
    assert!(refused(&["--to", "xlsx", "-o", "a.flow"]).contains("would be overwritten"));
    assert!(refused(&["--to", "xlsx", "-o", "a.pdf"]).contains(".xlsx"));
    let only = "process p {\n  role r\n  as-is {\n    task a { owner: r; time: 5m }\n    start -> a -> end\n  }\n}\n";
    let (run, _dir) = run(only, &["--table", "effects", "--lang", "en"]);
    assert!(run.code == 2 && run.err.contains("needs an as-is and a to-be"), "{}", run.err);
}

#[test]
fn a_workbook_holds_numbers_texts_and_no_formula() {
    let (run, dir) = run(EFFECTS, &["--to", "xlsx", "-o", "t.xlsx", "--lang", "zh"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let bytes = std::fs::read(dir.path().join("t.xlsx")).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names()[..3], ["服务流程现状分析表", "服务流程优化效果评估表", "服务流程优化立项申请表"]);
    let page = book.worksheet_range("服务流程现状分析表").unwrap();
    assert_eq!(page.get_value((1, 0)), Some(&Data::String("客户信息录入".to_owned())));
    assert_eq!(page.get_value((1, 2)), Some(&Data::Float(5.0)));
    assert_eq!(page.get_value((1, 7)), Some(&Data::String("2026-11-30".to_owned())));
}

/// All tables of a text.
fn sheets(analysis: &Analysis) -> Vec<Sheet> {
    let process = &analysis.model.processes[0];
    let material = Material { model: &analysis.model, process, findings: &analysis.findings, comparisons: &[] };
    Kind::ALL.into_iter().flat_map(|kind| tables(kind, material, Lang::Zh)).map(|(sheet, _)| sheet).collect()
}

#[test]
fn hostile_labels_are_shown_and_run_nowhere() {
    for (what, text) in hostile_processes() {
        let sheets = sheets(&analysis_of_text(text.clone()));
        let analysis = analysis_of_text(text);
        let (model, process) = (&analysis.model, &analysis.model.processes[0]);
        let by = By { attainment: Attainment::Relative, in_hours: false };
        let variants = (process.as_is().unwrap(), process.to_bes().collect());
        let comparison = Comparison::find(model, process, variants, &analysis.findings, by);
        let compared = page(compare::Subject { model, comparison: &comparison }, Lang::Zh);
        assert!(human(&compared).chars().all(|c| c == '\n' || !c.is_control() && !flowright::lang::is_hidden(c)), "{what}");
        let pages: Vec<_> = sheets.iter().map(Sheet::page).chain([compared]).collect();
        let document = html(&pages, Lang::Zh);
        let body = document.split_once("<body>").unwrap().1;
        for tag in body.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
            assert!(
                [
                    "article", "section", "h1", "h2", "table", "thead", "tbody", "tr", "th", "td", "br", "ul", "li", "p", "strong", "body",
                    "html"
                ]
                .contains(&name),
                "{what}: <{tag}>"
            );
            let own = tag
                .split(' ')
                .skip(1)
                .all(|word| word.starts_with("scope=\"") || word.starts_with("colspan=\"") || word == "class=\"figure\"");
            assert!(own, "{what}: <{tag}>");
        }
        for sheet in &sheets {
            let text = csv(sheet, false);
            let mut reader = csv_cells(&text);
            let cells = std::iter::once(sheet.head.clone()).chain(sheet.rows.iter().map(|row| row.iter().map(text_of).collect()));
            for row in cells {
                let read = reader.remove(0);
                for (typed, read) in row.iter().zip(&read) {
                    let dangerous =
                        read.trim_start().starts_with(['=', '+', '@', '＝', '＋', '－', '＠']) || read.starts_with('-') && read != "-";
                    assert!(!dangerous, "{what}: {read:?}");
                    let shown = if read.starts_with('\'') && !typed.trim().starts_with('\'') { &read[1..] } else { read };
                    assert_eq!(visible(shown), visible(&plain(typed)), "{what}");
                }
            }
            assert!(markdown(&sheet.page()).lines().all(|line| !line.contains("<script")), "{what}");
        }
    }
}

#[test]
fn every_hostile_label_comes_back_from_the_workbook() {
    let labels: Vec<String> = hostile_labels().into_iter().map(|(_, label)| label).collect();
    let rows = labels.iter().map(|label| vec![Datum::Text(label.clone())]).collect();
    let sheet = Sheet { name: "[a]:*?/\\ '".to_owned(), head: vec!["=1+1".to_owned()], rows };
    let bytes = xlsx(&[sheet.clone(), sheet]).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names.len(), 2);
    assert_ne!(names[0], names[1]);
    let page = book.worksheet_range(&names[0]).unwrap();
    assert!(book.worksheet_formula(&names[0]).unwrap().cells().all(|(_, _, formula)| formula.is_empty()));
    for (at, label) in (1_u32..).zip(&labels) {
        let read = match page.get_value((at, 0)) {
            Some(Data::String(text)) => text.clone(),
            None | Some(Data::Empty) => String::new(),
            other => panic!("{label:?}: {other:?}"),
        };
        assert_eq!(visible(&read), visible(&plain(label)), "{label:?}");
    }
    let again = |name: &str| xlsx(&[Sheet { name: name.to_owned(), head: vec!["a".to_owned()], rows: Vec::new() }]).unwrap();
    assert_eq!(again("x"), again("x"));
}

/// A label as a cell shows it: nothing hidden.
fn plain(label: &str) -> String {
    label.replace("\r\n", "\n").chars().filter(|&c| !flowright::lang::is_hidden(c) || matches!(c, '\u{200C}' | '\u{200D}')).collect()
}

fn text_of(datum: &Datum) -> String {
    match datum {
        Datum::Text(text) | Datum::Number(text) => text.clone(),
    }
}

fn csv_cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}
