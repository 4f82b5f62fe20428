//! The command: whole pages in both languages, data that the schema allows, and what is written where.

use serde_json::Value;

use crate::cli::flowright;

/// A process in which something of each kind can be done.
const FLOW: &str = "\
process order \"Orders\" {
  sla: 2d
  role clerk \"Clerk\" { cost: 40/h }
  role lead \"Team lead\" { cost: 60/h }
  role finance \"Finance\" { cost: 80/h }
  role stock \"Warehouse\" { cost: 30/h }
  external buyer \"Buyer\"
  system crm; system erp
  data wish \"Wish\" { from: buyer }
  data slip \"Order slip\"
  data credit \"Credit\"
  data place \"Shelf\"
  data sent \"Delivery note\" { deliverable: yes }
  as-is {
    task take \"Take the order\" { owner: clerk; system: crm; manual: yes; in: wish; out: slip; time: 10m; wait: 1h }
    task again \"Type it into the ERP\" { owner: clerk; system: erp; manual: yes; in: wish; out: slip; time: 8m; wait: 30m }
    approval ok \"Approve the order\" { owner: lead; of: slip; time: 5m; wait: 2h; rejected 10% -> take max 1 }
    approval ok_again \"Confirm the order\" { owner: lead; of: slip; time: 5m; wait: 2h; rejected 2% -> take max 1 }
    task rate \"Look up the credit\" { owner: finance; in: slip; out: credit; time: 20m; wait: 1h }
    task find \"Find the shelf\" { owner: stock; system: erp; in: slip; out: place; time: 15m; wait: 30m }
    task pack \"Pack the goods\" { owner: stock; system: erp; in: place, credit; out: sent; time: 20m; wait: 1h }
    task ship \"Ship the goods\" { owner: stock; system: erp; in: sent; time: 10m; wait: 1h }
    start -> take -> again -> ok -> ok_again -> rate -> find -> pack -> ship -> end
  }
}
";

/// The same people and names in Chinese, and less to do.
const CHINESE: &str = "\
流程 请假 “请假申请” {
  岗位 员工
  岗位 主管
  岗位 人事
  单据 申请单
  单据 考勤 { 交付物：是 }
  现状 {
    任务 填写 { 责任人：员工；输出：申请单；耗时：10分钟 }
    审批 初审 { 责任人：主管；审批对象：申请单；耗时：5分钟；等待：2小时；退回 10% → 填写，最多1次 }
    审批 复审 { 责任人：主管；审批对象：申请单；耗时：5分钟；等待：4小时；控制点：“员工手册 3.2”；退回 5% → 填写，最多1次 }
    审批 终审 { 责任人：主管；审批对象：申请单；耗时：5分钟；等待：4小时；退回 1% → 填写，最多1次 }
    任务 登记 { 责任人：人事；输入：申请单；输出：考勤；耗时：5分钟 }
    开始 → 填写 → 初审 → 复审 → 终审 → 登记 → 结束
  }
}
";

/// Nothing can be done, and much is not known.
const SKETCH: &str = "\
process p {
  role clerk
  role lead
  data form { deliverable: yes }
  as-is {
    task fill { owner: clerk; out: form }
    task look { owner: lead; in: form; time: 5m }
    start -> fill -> look -> end
  }
}
";

fn run(text: &str, arguments: &[&str]) -> (i32, String, String, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.flow"), text).unwrap();
    let run = flowright(folder.path(), &[&["improve", "a.flow"], arguments].concat(), "");
    (run.code, run.out, run.err, std::fs::read_to_string(folder.path().join("a.flow")).unwrap())
}

#[test]
fn a_page_says_what_is_proposed_and_what_is_not() {
    for (name, text, format, lang) in [
        ("improve-en", FLOW, "human", "en"),
        ("improve-md", FLOW, "md", "en"),
        ("improve-zh", CHINESE, "human", "zh"),
        ("improve-sketch-en", SKETCH, "human", "en"),
        ("improve-sketch-zh", SKETCH, "human", "zh"),
    ] {
        let (code, out, err, file) = run(text, &["--format", format, "--lang", lang]);
        assert_eq!((code, file.as_str()), (0, text), "{err}");
        insta::assert_snapshot!(name, out);
    }
}

#[test]
fn the_data_is_what_the_schema_says() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string("schema/improve.schema.json").unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let mut documents: Vec<String> = [FLOW, CHINESE, SKETCH].iter().map(|text| run(text, &["--format", "json"]).1).collect();
    let examples = flowright(std::path::Path::new("examples"), &["improve", "--format", "json"], "");
    assert_eq!(examples.code, 0, "{}", examples.err);
    documents.push(examples.out);
    for text in documents {
        let data: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&data).map(|error| format!("{} at {}", error, error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{data:#}");
    }
    insta::assert_snapshot!("improve-json", run(CHINESE, &["--format", "json"]).1);
}

#[test]
fn the_proposal_is_written_once_and_changes_nothing_else() {
    for text in [FLOW.to_owned(), CHINESE.to_owned(), FLOW.replace('\n', "\r\n"), format!("\u{FEFF}{FLOW}")] {
        let (code, _, err, written) = run(&text, &["--write", "--lang", "en"]);
        assert_eq!(code, 0, "{err}");
        let added = written.len() - text.len();
        let at = text.bytes().zip(written.bytes()).position(|(a, b)| a != b).unwrap();
        assert_eq!(format!("{}{}", &written[..at], &written[at + added..]), text);
        assert_eq!(written.contains("\r\n"), text.contains("\r\n"));
        let (code, out, err, again) = run(&written, &["--write", "--lang", "en"]);
        assert_eq!((code, &again), (0, &written), "{err}");
        assert!(out.contains("says this already"), "{out}");
    }
    insta::assert_snapshot!("improve-written", run(FLOW, &["--write"]).3);
}

#[test]
fn the_names_of_other_to_bes_are_not_taken() {
    let text = FLOW.replacen("end\n  }\n", "end\n  }\n  to-be Proposal from as-is { remove ok_again }\n", 1);
    let written = run(&text, &["--write"]).3;
    assert!(written.contains("to-be \"Proposal 2\" from as-is {"), "{written}");
}

#[test]
fn a_file_with_errors_is_not_touched() {
    for broken in
        [FLOW.replace("task take", "tsk take"), FLOW.replace("owner: finance", "owner: finnance -> x"), FLOW.replace("-> pack", "-> pakc")]
    {
        let (code, out, err, file) = run(&broken, &["--write", "--lang", "en"]);
        assert_eq!((code, file), (1, broken), "{out}");
        assert!(err.contains("nothing is proposed"), "{err}");
    }
}

#[test]
fn standard_input_is_printed_with_the_proposal() {
    let run = flowright(std::path::Path::new("."), &["improve", "-", "--write"], CHINESE);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("流程 请假") && run.out.contains("删除 终审"), "{}", run.out);
    assert!(!run.out.contains("删除 复审"), "{}", run.out);
}

#[test]
fn several_processes_of_a_file_are_each_improved() {
    let text = format!("{FLOW}\n{CHINESE}");
    let written = run(&text, &["--write"]).3;
    assert!(written.contains("remove ok_again") && written.contains("删除 终审"), "{written}");
    let (code, _, err, again) = run(&written, &["--write"]);
    assert_eq!((code, again), (0, written), "{err}");
}

#[test]
fn every_fixture_with_a_process_has_a_proposal_that_holds() {
    for (path, text) in crate::rules::every_fixture() {
        let before = super::look(&text);
        let basic = |analysis: &flowright::analysis::Analysis| {
            analysis.findings.iter().filter(|finding| finding.level == flowright::rule::Level::Error && finding.rule.code < "F2").count()
        };
        if basic(&before) > 0 {
            continue;
        }
        let done = super::improved(&text);
        assert_eq!(basic(&super::look(&done.text)), 0, "{path}\n{}", done.text);
        assert_eq!(super::improved(&done.text).text, done.text, "{path}");
    }
}
