//! Tables from spreadsheets become processes: whole outputs, every step in order, whatever the cells hold.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use flowright::analysis::{NoFiles, analyze};
use flowright::config::Config;
use flowright::diagnostic::Diagnostic;
use flowright::import::{Merge, Table, import};
use flowright::rule::Level;
use flowright::source::Source;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::cli::flowright;

/// The table of the handbook, as text.
const CHINESE: &str = "\
线上投诉处理 服务流程现状分析表,,,,,,,
流程环节,当前操作描述,耗时(分钟/单),涉及岗位,问题点,改进方向,责任人,完成时限
客户信息录入,\"接到投诉后，录入 CRM
再录入工单系统\",5,客服专员,\"手动录入 CRM、工单系统 3 个字段，效率低、易出错\",两个系统打通，一键导入,客服主管,2026/11/30
投诉问题分类,按经验分类,3,客服专员,分类标准不清,制定分类标准,客服主管,11月底
责任部门分配,群里认领,约10分钟,,没有固定岗位,,,
主管审核,,5-10,客服主管、值班经理,,-,,
进度反馈,电话告知客户,未知,客服专员,客户不清楚进度查询渠道,无,,
合计,,23,,,,,
填表人：周敏,,,,,日期：2026-03-02,,
";

const ENGLISH: &str = "\
No.;Process step;Description;Time (h);Waiting;Roles involved;System;Inputs;Outputs;SLA;Issue;Improvement;Owner;Due date;Frequency
1;Record the complaint;Typed into two systems;0.25;;Service agent;CRM/Ticket desk;Complaint;Ticket;;Typed twice;Link the systems;Team lead;2026-11-30;daily
2;Classify;;1-2;2d;Service agent;Ticket desk;Ticket;Category;4h;;;;;
2;Classify;Second look;unknown;n/a;Team lead;Ticket desk;Category;Category;;;Drop it;lead;2026-12-01;
3;end;;0.5;;Team lead;;Category;Answer;within 2 days;;;;;
";

fn findings(text: &str) -> Vec<Diagnostic> {
    analyze(Arc::new(Source::new("import.flow", text)), &NoFiles, &Config::default()).findings
}

/// Imports a text and shows what became of it, with the notes and with what is missing.
fn shown(name: &str, bytes: &[u8], arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let mut all = vec!["import", name];
    all.extend(arguments);
    let run = flowright(folder.path(), &all, "");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    let written = Path::new(name).with_extension("flow");
    format!("{}\n=== findings\n{}\n=== notes\n{}", fs::read_to_string(folder.path().join(written)).unwrap(), run.out, run.err)
}

fn labels(text: &str) -> Vec<String> {
    let analysis = analyze(Arc::new(Source::new("import.flow", text)), &NoFiles, &Config::default());
    let variant = analysis.model.processes[0].as_is().unwrap();
    let names = variant.nodes.iter().filter(|node| node.kind.is_work()).map(|node| node.title.shown().to_owned());
    names.collect()
}

#[test]
fn the_table_of_the_handbook_becomes_a_process() {
    insta::assert_snapshot!(shown("投诉.csv", CHINESE.as_bytes(), &["--lang", "zh"]));
}

#[test]
fn an_english_table_becomes_an_english_process() {
    insta::assert_snapshot!(shown("complaints.csv", ENGLISH.as_bytes(), &["--lang", "en"]));
}

#[test]
fn encodings_and_delimiters_give_the_same_process() {
    let import = |bytes: &[u8]| {
        let all = shown("投诉.csv", bytes, &["--lang", "zh"]);
        all.split_once("\n=== findings").unwrap().0.to_owned()
    };
    let expected = import(CHINESE.as_bytes());
    let (gbk, _, _) = encoding_rs::GBK.encode(CHINESE);
    assert_eq!(import(&gbk), expected);
    assert_eq!(import(format!("\u{FEFF}{CHINESE}").as_bytes()), expected);
    assert_eq!(import(CHINESE.replace('\n', "\r\n").as_bytes()), expected);
    for delimiter in [";", "\t"] {
        assert_eq!(import(CHINESE.replace(',', delimiter).as_bytes()), expected);
    }
    let utf16 = format!("\u{FEFF}{}", CHINESE.replace(',', "\t"));
    assert_eq!(import(&utf16.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()), expected);
}

/// A workbook as people make it: a title over all columns, headings over two rows, merged cells, real dates and formulas.
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let (plain, day, span) = (Format::new(), Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("[h]:mm"));
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "请填写第二个工作表").unwrap();
    let sheet = book.add_worksheet().set_name("费用报销").unwrap();
    sheet.merge_range(0, 0, 0, 8, "现状分析表", &plain).unwrap();
    for (column, heading) in [(0, "序号"), (1, "流程环节"), (2, "责任岗位"), (3, "耗时\n（小时）"), (4, "系统"), (8, "备注")]
    {
        sheet.merge_range(1, column, 2, column, heading, &plain).unwrap();
    }
    sheet.merge_range(1, 5, 1, 7, "改进", &plain).unwrap();
    for (column, heading) in [(5, "方向"), (6, "责任人"), (7, "期限")] {
        sheet.write(2, column, heading).unwrap();
    }
    // 申请人 does two steps; 财务审核 takes three rows.
    sheet.merge_range(3, 2, 4, 2, "申请人", &plain).unwrap();
    sheet.write(3, 0, 1).unwrap().write(3, 1, "填写申请").unwrap().write(3, 3, 0.25).unwrap().write(3, 4, "OA").unwrap();
    sheet.write(4, 0, 2).unwrap().write(4, 1, "提交发票").unwrap().write_formula(4, 3, Formula::new("=1/4").set_result("0.25")).unwrap();
    sheet.merge_range(5, 1, 7, 1, "财务审核", &plain).unwrap();
    sheet.merge_range(5, 2, 7, 2, "会计、出纳", &plain).unwrap();
    sheet.write_datetime_with_format(5, 3, ExcelDateTime::from_hms(1, 30, 0).unwrap(), &span).unwrap();
    for (row, text) in [(5, "电子发票自动查重"), (6, "审核要点写进系统"), (7, "超期自动提醒")] {
        sheet.write(row, 5, text).unwrap().write(row, 6, "财务经理").unwrap();
    }
    let due = ExcelDateTime::from_ymd(2026, 12, 31).unwrap();
    sheet.write_datetime_with_format(5, 7, &due, &day).unwrap();
    sheet.write(8, 1, "付款").unwrap().write(8, 2, "出纳").unwrap().write(8, 3, 0.5).unwrap().write(8, 5, "网银直连").unwrap();
    sheet.write(8, 6, "财务经理").unwrap().write_datetime_with_format(8, 7, &due, &day).unwrap().write(8, 8, "每周二、四").unwrap();
    sheet.merge_range(9, 0, 9, 8, "注：以上耗时为 2025 年 12 月抽样平均值", &plain).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn merged_cells_hold_for_all_their_rows() {
    insta::assert_snapshot!(shown("报销.xlsx", &workbook(), &["--lang", "zh"]));
}

#[test]
fn a_sheet_is_chosen_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.xlsx"), workbook()).unwrap();
    let run = |arguments: &[&str]| flowright(folder.path(), arguments, "");
    let chosen = run(&["import", "t.xlsx", "--sheet", "费用报销", "-o", "-"]);
    assert_eq!((chosen.code, labels(&chosen.out)), (0, ["填写申请", "提交发票", "财务审核", "付款"].map(str::to_owned).to_vec()));
    let wrong = run(&["import", "t.xlsx", "--sheet", "Sheet1"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("its sheets: 说明, 费用报销"), "{}", wrong.err);
    let empty = run(&["import", "t.xlsx", "--sheet", "说明"]);
    assert_eq!(empty.code, 2);
    assert!(empty.err.contains("no row of headings was found") && empty.err.contains("请填写第二个工作表"), "{}", empty.err);
    assert!(!folder.path().join("t.flow").exists());
}

#[test]
fn nothing_is_overwritten_and_nothing_else_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("a.csv", CHINESE.as_bytes());
    write("a.flow", b"mine");
    write("old.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    write("broken.xlsx", b"PK\x03\x04 and nothing behind");
    write("picture.csv", b"\x89PNG\r\n\x1a\n\0\0");
    write("empty.csv", b"");
    write("long.csv", format!("step,role\n{}", "a,b\n".repeat(10_001)).as_bytes());
    let refused = |arguments: &[&str], why: &str| {
        let run = flowright(folder.path(), arguments, "");
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.err);
        assert!(run.err.contains(why), "{arguments:?}: {}", run.err);
    };
    refused(&["import", "a.csv"], "a.flow: is there already and is not overwritten");
    assert_eq!(fs::read(folder.path().join("a.flow")).unwrap(), b"mine");
    refused(&["import", "a.csv", "-o", "."], "is there already");
    refused(&["import", "old.xls"], "save it as .xlsx");
    refused(&["import", "broken.xlsx"], "damaged");
    refused(&["import", "picture.csv"], "not a text file");
    refused(&["import", "empty.csv"], "the table is empty");
    refused(&["import", "long.csv"], "more than 10000 rows");
    refused(&["import", "missing.csv"], "there is no such file");
    refused(&["import", "."], "not a plain file");
    refused(&["import", "a.csv", "--sheet", "x", "-o", "b.flow"], "has no sheets");
    let other = flowright(folder.path(), &["import", "a.csv", "-o", "new/b.flow"], "");
    assert_eq!(other.code, 0);
    assert_eq!(flowright(folder.path(), &["check", "new/b.flow", "--format", "json"], "").out.matches("\"F0").count(), 0);
}

#[test]
fn a_bomb_is_refused_whatever_it_says_about_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut archive = zip::ZipWriter::new(&mut bytes);
    let zeros = vec![0_u8; 1 << 20];
    archive.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    for _ in 0..300 {
        std::io::Write::write_all(&mut archive, &zeros).unwrap();
    }
    archive.finish().unwrap();
    let bytes = bytes.into_inner();
    assert!(bytes.len() < 1 << 20);
    fs::write(folder.path().join("bomb.xlsx"), &bytes).unwrap();
    let run = flowright(folder.path(), &["import", "bomb.xlsx"], "");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("more than 256 MB"), "{}", run.err);
}

#[test]
fn far_cells_cost_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "step").unwrap().write(0, 1, "role").unwrap().write(1, 0, "pay").unwrap().write(1, 1, "clerk").unwrap();
    sheet.write(1, 16_383, "far").unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("wide.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(flowright(folder.path(), &["import", "wide.xlsx"], "").code, 0);
    book.worksheet_from_index(0).unwrap().write(1_048_575, 16_383, "farther").unwrap();
    fs::write(folder.path().join("long.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(flowright(folder.path(), &["import", "long.xlsx"], "").code, 0);
}

#[test]
fn a_long_table_is_read_in_no_time() {
    let mut text = String::from("环节,岗位,部门,系统,耗时(分钟)\n");
    for row in 0..10_000 {
        text.push_str(&format!("审核,岗{row},部{},系统{},{}\n", row % 7, row % 5000, row % 60));
    }
    let table = || flowright::import::delimited::table(&text);
    assert_eq!(import(&[table()], "long").unwrap().steps, 10_000);
    text.push_str("审核,岗,部,系统,1\n");
    assert!(import(&[flowright::import::delimited::table(&text)], "long").unwrap_err().en.contains("more than 10000 rows"));
}

#[test]
fn people_and_times_are_told_apart() {
    let text = "\
环节,岗位,等待时间(天),责任人,SLA
受理,柜员,1,张三,约2小时
\"办理
（含复核）\",柜员,无,李四,不超过3个工作日
,,,,
小计,,1,,
归档,档案员,半天,王五,
";
    insta::assert_snapshot!(shown("柜台.csv", text.as_bytes(), &["--lang", "zh"]));
}

/// Texts that break out of where they stand, and every word of the language.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = crate::drawings::hostile_labels().into_iter().map(|(_, label)| label).collect();
    texts.extend(flowright::syntax::keywords::Keyword::ALL.iter().flat_map(|word| word.all_spellings()).map(str::to_owned));
    texts.extend(flowright::syntax::keywords::Key::ALL.iter().flat_map(|word| word.all_spellings()).map(str::to_owned));
    texts.extend(
        [
            "a\" } process x { \"",
            "}",
            "{",
            "# allow: missing-owner because x",
            "-> end",
            "\\",
            "\\n",
            "\"",
            "”",
            "| a",
            "||",
            "5m",
            "-5",
            "a;b",
            "a。b",
            "因为",
            "岗位甲",
            "任务乙",
            "a -> b",
            "“”",
            "」",
            "'",
            "\u{202E}abc",
            "a\u{200B}b",
            "cоde",
            "é",
            "Ⓐ",
            "１",
            "1h30",
            "=1+1",
            "::error::x",
        ]
        .map(str::to_owned),
    );
    texts
}

#[test]
fn hostile_cells_are_only_text() {
    let texts = hostile();
    for heads in [["流程环节", "岗位", "系统", "问题点", "频次", "输入"], ["step", "role", "system", "issue", "frequency", "input"]]
    {
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        // A footer's word is a step where an owner and a time stand beside it.
        rows.extend(texts.iter().map(|text| vec![text.clone(); heads.len()]));
        expect_sound(&rows, &[]);
        for text in &texts {
            expect_sound(&[heads.map(str::to_owned).to_vec(), vec![text.clone(); heads.len()]], &[]);
        }
    }
}

/// Imports rows and holds the result against them: it is read without errors of syntax and names, and has every step in order.
fn expect_sound(rows: &[Vec<String>], merges: &[Merge]) {
    let table = Table::new(None, rows.to_vec(), merges);
    let Ok(imported) = import(&[table], "table") else { return };
    let wrong: Vec<String> = findings(&imported.text)
        .iter()
        .filter(|finding| finding.rule.code < "F2" && finding.level == Level::Error)
        .map(|finding| format!("{} {}", finding.rule.code, finding.message.en))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{}", imported.text);
    assert_eq!(labels(&imported.text).len(), imported.steps, "{}", imported.text);
}

fn cell() -> impl Strategy<Value = String> {
    let texts = hostile();
    prop_oneof![
        3 => proptest::sample::select(texts),
        2 => "[ -~]{0,12}",
        2 => "[一-龥、，；：“”（）。 \n0-9a-z]{0,16}",
        1 => any::<String>(),
        1 => Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn whatever_the_cells_hold_the_process_is_read(
        body in proptest::collection::vec(proptest::collection::vec(cell(), 12), 1..8),
        spans in proptest::collection::vec((0..9_usize, 0..12_usize, 0..3_usize, 0..3_usize), 0..4),
    ) {
        let heads = ["流程环节", "操作描述", "耗时(分钟)", "涉及岗位", "问题点", "改进方向", "责任人", "完成时限", "部门", "输入", "输出", "其他"];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        rows.extend(body);
        let merges: Vec<Merge> = spans.into_iter().map(|(top, left, down, across)| Merge { top, left, bottom: top + down, right: left + across }).collect();
        expect_sound(&rows, &merges);
    }

    #[test]
    fn every_step_is_there_in_order(steps in proptest::collection::vec("[一-龥a-zA-Z（）]{1,8}", 1..30)) {
        // What stands below a table is none of it.
        prop_assume!(!steps.iter().any(|step| ["合计", "总计", "备注", "注", "说明"].contains(&step.as_str())));
        let mut rows = vec![vec!["流程环节".to_owned(), "岗位".to_owned(), "耗时".to_owned()]];
        rows.extend(steps.iter().map(|step| vec![step.clone(), "甲".to_owned(), "5".to_owned()]));
        let imported = import(&[Table::new(None, rows, &[])], "表").unwrap();
        prop_assert_eq!(labels(&imported.text), steps);
    }
}
