//! `flowright compare`: the table of the handbooks to the printed digit, goals beside what is measured, options side by side, and what is not known.

mod tables;

use serde_json::Value;

use crate::cli::flowright;

/// The five goals of the handbook's table, with one to-be.
const EFFECTS: &str = "\
流程 投诉 “线上客户投诉处理” {
  目的：投诉 24 小时内办结
  时限：24小时
  岗位 客服专员 { 部门：客服部；成本：80元/小时 }
  单据 工单 { 来源：客服专员；交付物：是 }
  岗位 主管 { 部门：客服部；成本：120元/小时 }
  指标 “平均处理时长” { 口径：cycle-time；优化前：48小时；目标：<= 24小时；优化后：22小时 }
  指标 “客户满意度” { 优化前：75%；目标：>= 85%；优化后：88% }
  指标 “一次性解决率” { 优化前：65%；目标：>= 80%；优化后：82% }
  指标 “客户投诉量” { 优化前：120单/月；优化后：85单/月 }
  指标 “人力成本(单均)” { 优化前：80元；优化后：55元 }
  现状 {
    任务 录入 “客户信息录入” { 责任人：客服专员；操作：登记客户信息；耗时：5分钟；等待：1小时；问题：重复录入；改进：一键导入 由 主管 期限 2026-11-30 }
    审批 审核 “主管审核” { 责任人：主管；输入：工单；耗时：10分钟；等待：22小时；退回 10% → 录入，最多2次 }
    任务 反馈 { 责任人：客服专员；耗时：15分钟；等待：23小时 }
    开始 → 录入 → 审核 → 反馈 → 结束
  }
  优化后 “一键导入” 基于 现状 {
    修改 录入 { 耗时：1分钟；等待：0分钟 } 因为 自动同步
    删除 审核 因为 抽查代替
  }
}
";

/// Three options.
const OPTIONS: &str = "\
process repair \"Repairs\" {
  sla: 8h
  role agent \"Agent\" { cost: 40/h }
  role lead \"Lead\" { cost: 80/h }
  role technician \"Technician\" { cost: 60/h }
  external customer \"Customer\"
  system crm \"CRM\"
  system erp \"ERP\"
  data form \"Form\" { from: customer; deliverable: yes }
  goal \"Time\" { metric: cycle-time; target: <= 4h }
  goal \"Late\" { metric: breach; before: 15%; target: <= 5% }
  goal \"Score\" { before: 80; target: >= 90; after: 91 }
  goal \"Moods\" { metric: moods; target: >= 90% }
  as-is {
    task log \"Log\" { owner: agent; system: crm; in: form; time: 10m; wait: 20m }
    approval check \"Check\" { owner: lead; of: form; system: erp; time: 10m; wait: 3h; rejected 10% -> log max 2 }
    task plan \"Plan\" { owner: agent; system: crm; in: form; time: 20m; wait: 1h }
    task visit \"Visit\" { owner: technician; in: form; time: 1h..2h; wait: 40m }
    start -> log -> check -> plan -> visit -> end
  }
  to-be fast from as-is {
    remove check because nothing changes after it
    automate log by crm
    change plan { wait: 10m }
  }
  to-be \"fair | square\" from as-is {
    parallelise plan, visit because they do not need each other
    reassign plan to lead because one person does both
    insert notify told \"Told\" { to: customer } after log
  }
  to-be whole {
    task log \"Log\" { owner: agent; system: crm; in: form; time: 10m; wait: 20m }
    task visit \"Visit\" { owner: technician; in: form; wait: 40m }
    start -> log -> visit -> end
  }
}
";

pub(crate) fn run(text: &str, arguments: &[&str]) -> crate::cli::Run {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.flow"), text).unwrap();
    flowright(dir.path(), &[&["compare", "a.flow"], arguments].concat(), "")
}

fn page(text: &str, arguments: &[&str]) -> String {
    let run = run(text, arguments);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    run.out
}

/// The cells of the rows of a csv without commas in its cells.
fn rows(csv: &str) -> Vec<Vec<&str>> {
    csv.trim_start_matches('\u{FEFF}').lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn the_table_of_the_handbook_is_reproduced() {
    let csv = page(EFFECTS, &["--format", "csv", "--lang", "zh"]);
    let rows = rows(&csv);
    assert_eq!(rows[0][2..7], ["评估指标", "优化前", "优化后", "变化率", "目标达成情况"]);
    let of = |label: &str| rows.iter().find(|row| row[2] == label).unwrap_or_else(|| panic!("{label}: {csv}"))[3..7].to_vec();
    assert_eq!(of("平均处理时长"), ["48小时", "22小时", "↓54.2%", "达成(≤24小时)"]);
    assert_eq!(of("客户满意度"), ["75%", "88%", "↑17.3%", "达成(≥85%)"]);
    assert_eq!(of("一次性解决率"), ["65%", "82%", "↑26.2%", "达成(≥80%)"]);
    assert_eq!(of("客户投诉量"), ["120单/月", "85单/月", "↓29.2%", "-"]);
    assert_eq!(of("人力成本(单均)"), ["80元", "55元", "↓31.3%", "-"]);
}

#[test]
fn the_reference_cases_are_reproduced() {
    let Ok(text) = std::fs::read_to_string("../shared/cases/reference_cases.json") else { return };
    let cases: Value = serde_json::from_str(&text).unwrap();
    let case = cases["cases"].as_array().unwrap().iter().find(|case| case["id"] == "change-rate").unwrap();
    for row in case["expect"]["rows"].as_array().unwrap() {
        let (before, after) = (row["before"].as_i64().unwrap(), row["after"].as_i64().unwrap());
        let goal = format!("goal \"x\" {{ before: {before}; after: {after} }}");
        let data = data(&goal, "");
        let change = &data["rows"][0]["values"][1]["change"];
        assert_eq!(change["text"], row["printed"], "{row}");
        // In shares, not in per cent.
        let percent = row["exact_pct"]["dec"].as_f64().unwrap();
        assert!((change["rate"]["least"]["value"].as_f64().unwrap() * 100.0 - percent).abs() < 1e-8, "{row}");
    }
}

/// A process with such goals, as data; with a configuration.
fn data(goals: &str, config: &str) -> Value {
    let dir = tempfile::tempdir().unwrap();
    let text = format!(
        "process p {{\n  role r\n  {goals}\n  as-is {{\n    task a {{ owner: r; time: 5m }}\n    start -> a -> end\n  }}\n  \
         to-be from as-is {{ change a {{ time: 4m }} }}\n}}\n"
    );
    std::fs::write(dir.path().join("a.flow"), text).unwrap();
    std::fs::write(dir.path().join("flowright.yaml"), config).unwrap();
    let run = flowright(dir.path(), &["compare", "a.flow", "--format", "json"], "");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    serde_json::from_str::<Value>(&run.out).unwrap()["comparisons"][0].clone()
}

#[test]
fn change_rates_and_attainment_at_their_edges() {
    // The goal, its change, whether it is reached, and how much is attained by each formula.
    let cases = [
        ("before: 0; target: <= 5; after: 5", None, Some(true), [Some("1/1"), Some("1/1")]),
        ("before: 0; after: 0", None, None, [None, None]),
        ("before: 7; target: <= 7; after: 7", Some("0.0%"), Some(true), [Some("1/1"), None]),
        ("before: 1; target: >= 10; after: 12", Some("↑1100.0%"), Some(true), [Some("6/5"), Some("11/9")]),
        ("before: 30m; target: <= 15m; after: 12m", Some("↓60.0%"), Some(true), [Some("6/5"), Some("6/5")]),
        ("before: 10m; target: <= 3m; after: 4m", Some("↓60.0%"), Some(false), [Some("2/3"), Some("6/7")]),
        ("before: 75%; target: >= 85%; after: 88%", Some("↑17.3%"), Some(true), [Some("88/85"), Some("13/10")]),
        ("before: 10m; target: <= 3m; after: 13m", Some("↑30.0%"), Some(false), [Some("-7/3"), Some("-3/7")]),
        ("target: >= 90%; after: 88%", None, Some(false), [Some("44/45"), None]),
        ("before: 10; target: < 5; after: 5", Some("↓50.0%"), Some(false), [Some("1/1"), Some("1/1")]),
        ("before: 80 CNY; after: 55 USD", None, None, [None, None]),
        ("before: 48h; target: <= 3wd; after: 22h", Some("↓54.2%"), None, [None, None]),
        ("before: 120/month; after: 2/d", Some("↓50.0%"), None, [None, None]),
        ("before: 0.3; target: <= 0.2; after: 0.1", Some("↓66.7%"), Some(true), [Some("3/2"), Some("2/1")]),
        ("before: 800; after: 550.4", Some("↓31.2%"), None, [None, None]),
        ("before: 16; after: 15.992", Some("↓0.1%"), None, [None, None]),
        ("before: 2026-11-22; target: <= 2026-12-01; after: 2026-11-30", None, Some(true), [None, None]),
        ("target: = 3; before: 5; after: 3", Some("↓40.0%"), Some(true), [None, Some("1/1")]),
    ];
    for (goal, change, reached, attained) in cases {
        for (setting, attained) in ["relative", "progress"].into_iter().zip(attained) {
            let data = data(&format!("goal \"x\" {{ {goal} }}"), &format!("attainment: {setting}\n"));
            let value = &data["rows"][0]["values"][1];
            assert_eq!(data["attainment"], setting);
            assert_eq!(value["change"]["text"].as_str(), change, "{goal}");
            assert_eq!(value["reached"].as_bool(), reached, "{goal}");
            assert_eq!(value["attainment"]["fraction"].as_str(), attained, "{goal} {setting}");
        }
    }
}

#[test]
fn costs_are_exact() {
    // 80 and 55 CNY of work, once more in every tenth case: exactly 31.25 % less, whatever floats say.
    let text = "process p {\n  role r { cost: 30/h }\n  data d { from: r; deliverable: yes }\n  as-is {\n    task a { owner: r; time: 144m }\n    \
                approval b { owner: r; of: d; time: 0m; rejected 10% -> a }\n    start -> a -> b -> end\n  }\n  \
                to-be from as-is { change a { time: 99m } }\n}\n";
    let data: Value = serde_json::from_str(&page(text, &["--format", "json"])).unwrap();
    let rows = data["comparisons"][0]["rows"].as_array().unwrap();
    let cost = rows.iter().find(|row| row["metric"] == "cost").unwrap();
    assert_eq!(cost["values"][0]["amount"]["least"]["fraction"], "80/1");
    assert_eq!(cost["values"][1]["amount"]["least"]["fraction"], "55/1");
    assert_eq!(cost["values"][1]["change"]["text"], "↓31.3%");
}

#[test]
fn pages_in_every_format() {
    let example = |arguments: &[&str]| {
        let run = flowright(std::path::Path::new("examples"), &[&["compare", "online-complaint.flow"], arguments].concat(), "");
        assert_eq!(run.code, 0, "{}", run.err);
        run.out
    };
    insta::assert_snapshot!("compare-example-zh", example(&["--lang", "zh"]));
    insta::assert_snapshot!("compare-example-one-en", example(&["--lang", "en", "--to", "一键导入"]));
    insta::assert_snapshot!("compare-effects-zh", page(EFFECTS, &["--lang", "zh"]));
    insta::assert_snapshot!("compare-effects-md", page(EFFECTS, &["--lang", "zh", "--format", "md"]));
    insta::assert_snapshot!("compare-effects-html", page(EFFECTS, &["--lang", "zh", "--format", "html"]));
    insta::assert_snapshot!("compare-effects-json", page(EFFECTS, &["--format", "json"]));
    insta::assert_snapshot!("compare-options-en", page(OPTIONS, &["--lang", "en"]));
    insta::assert_snapshot!("compare-options-md", page(OPTIONS, &["--lang", "en", "--format", "md"]));
    insta::assert_snapshot!("compare-options-html", page(OPTIONS, &["--lang", "en", "--format", "html"]));
    insta::assert_snapshot!("compare-options-csv", page(OPTIONS, &["--lang", "en", "--format", "csv"]));
    assert!(page(EFFECTS, &["--format", "csv", "--bom"]).starts_with('\u{FEFF}'));
}

#[test]
fn the_data_is_what_the_schema_says() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string("schema/compare.schema.json").unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let examples = flowright(std::path::Path::new("examples"), &["compare", "--format", "json"], "");
    assert_eq!(examples.code, 0, "{}", examples.err);
    for text in [page(EFFECTS, &["--format", "json"]), page(OPTIONS, &["--format", "json"]), examples.out] {
        let data: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&data).map(|error| format!("{} at {}", error, error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{data:#}");
    }
}

#[test]
fn what_cannot_be_compared_says_what_to_write() {
    let only = "process p {\n  role r\n  as-is {\n    task a { owner: r; time: 5m }\n    start -> a -> end\n  }\n}\n";
    let alone = run(only, &["--lang", "en"]);
    assert_eq!((alone.code, alone.out.as_str()), (2, ""));
    assert!(alone.err.contains("write what changes, such as `to-be from as-is"), "{}", alone.err);
    let unnamed = run(OPTIONS, &["--to", "fost", "--lang", "en"]);
    assert!(unnamed.code == 2 && unnamed.err.contains("did you mean `fast`"), "{}", unnamed.err);
    let broken = run(&OPTIONS.replace("remove check", "remove chek"), &["--lang", "en"]);
    assert_eq!(broken.code, 1);
    assert!(broken.out.contains("chek") && broken.err.contains("nothing was worked out"), "{}{}", broken.out, broken.err);
    // Of two processes the one that can be compared is; what the other lacks is said.
    let both = run(&format!("{OPTIONS}\n{only}"), &["--lang", "en"]);
    assert_eq!(both.code, 0);
    assert!(both.out.starts_with("Repairs: as-is and to-be\n") && both.err.contains("`p` has no such to-be"), "{}", both.err);
}

#[test]
fn changes_are_named_by_the_heuristic_that_they_follow() {
    let base = "process p {\n  role a; role b; role c\n  external customer\n  system old; system new\n  data d { from: a; deliverable: yes }\n  as-is {\n    \
                task one { owner: a; system: old; in: d; time: 5m }\n    task two { owner: b; time: 5m; manual: yes; system: old }\n    \
                approval three { owner: c; approvers: b, c; of: d; time: 5m; rejected 5% -> one max 1 }\n    task four { owner: a; time: 5m }\n    \
                task five { time: 5m }\n    start -> one -> two -> three -> four -> five -> end\n  }\n  to-be from as-is {\n    CHANGE\n  }\n}\n";
    for (change, names) in [
        ("remove four", &["task elimination"][..]),
        ("merge one, two into six", &["task composition"]),
        ("split one into six, seven", &["task composition"]),
        ("parallelise one, two", &["parallelism"]),
        ("automate one by new", &["task automation"]),
        ("reroute four -> five to two", &["resequencing"]),
        ("reassign two to a", &["case assignment"]),
        ("reassign four to b", &["numerical involvement"]),
        ("reassign five to c", &["split responsibilities"]),
        ("change two { manual: no }", &["task automation"]),
        ("change one { system: new }", &["integral technology"]),
        ("change one { required: yes }", &["control addition"]),
        ("change three { approvers: c }", &["numerical involvement"]),
        ("change one { time: 1m }", &[]),
        ("replace three with task six { owner: c; time: 5m }", &["empower"]),
        ("replace one with task six { owner: a; time: 1m; automated: yes }", &["task automation"]),
        ("insert notify six { to: customer } after one", &["interfacing"]),
        ("insert notify six { to: b } after one", &[]),
        ("insert approval six { owner: b; of: d; time: 5m; rejected -> one max 1 } after two", &["control addition"]),
        ("insert task six { owner: b; time: 5m } after two", &[]),
    ] {
        let data: Value = serde_json::from_str(&page(&base.replace("CHANGE", change), &["--format", "json"])).unwrap();
        let said = &data["comparisons"][0]["variants"][1]["changes"][0]["heuristics"];
        let said: Vec<&str> = said.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(said, names, "{change}");
    }
}

#[test]
fn what_a_case_costs_is_asked_for() {
    let text = |first: &str, second: &str| {
        format!(
            "process p {{\n  role r{first}\n  role s{second}\n  as-is {{\n    task a {{ owner: r; time: 5m }}\n    task b {{ owner: s; time: 5m }}\n    \
             start -> a -> b -> end\n  }}\n  to-be from as-is {{ change a {{ time: 4m }} }}\n}}\n"
        )
    };
    let says = |first: &str, second: &str| page(&text(first, second), &["--lang", "en"]);
    assert!(says("", "").contains("declare `cost` of the roles"));
    assert!(says(" { cost: 40CNY/h }", " { cost: 9USD/h }").contains("several currencies"));
    assert!(says(" { cost: 40/h }", "").contains("what an hour of `s` costs is not known"));
    assert!(!says(" { cost: 40/h }", " { cost: 9/h }").contains("could not be judged"));
}

#[test]
fn a_flow_that_does_not_work_has_no_figures() {
    let text = "process p {\n  sla: 2d\n  role r\n  goal \"Time\" { metric: cycle-time; target: <= 1h }\n  as-is {\n    task a { owner: r; time: 5m }\n    \
                task b { owner: r; time: 1h }\n    decision x { 40% -> a; 60% -> b }\n    join j\n    start -> x\n    a, b -> j -> end\n  }\n  \
                to-be {\n    task a { owner: r; time: 5m }\n    start -> a -> end\n  }\n}\n";
    insta::assert_snapshot!("compare-stuck-en", page(text, &["--lang", "en"]));
}

#[test]
fn the_page_names_every_metric() {
    let document = std::fs::read_to_string("docs/compare.md").unwrap();
    for name in flowright::compare::NAMES.iter().flat_map(|(_, names)| *names) {
        assert!(document.contains(name), "{name}");
        assert!(flowright::compare::Metric::named(&name.to_uppercase()).is_some(), "{name}");
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    for format in ["human", "md", "html", "csv", "json"] {
        assert_eq!(page(OPTIONS, &["--format", format]), page(OPTIONS, &["--format", format]));
    }
}
