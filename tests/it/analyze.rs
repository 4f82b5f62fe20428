//! `flowright analyze`: whole pages in both languages, data that the schema allows, and what is said of what cannot be judged.

use serde_json::Value;

use crate::cli::flowright;

/// A process with a loop, a parallel block, roles, an SLA, a milestone and a range.
const FLOW: &str = "\
process repair \"报修处理\" {
  sla: 8h
  arrivals: 300/month
  role agent \"客服\" { staff: 2; cost: 40/h }
  role technician \"维修工\" { staff: 3 }
  milestone visit started 6h
  as-is {
    start reported \"报修\"
    task log \"登记\" { owner: agent; time: 10m; wait: 20m; sla: 1h }
    parallel prepare \"准备\" { order; plan }
    task order \"订配件\" { owner: agent; time: 10m; wait: 3h }
    task plan \"排班\" { owner: technician; time: 20m; wait: 1h }
    task visit \"上门\" { owner: technician; time: 1h..2h; wait: 40m }
    decision fixed \"修好了吗\" { \"是\" 90% -> closed; \"否\" -> visit max 2 }
    end closed \"办结\"
    reported -> log -> prepare -> visit -> fixed
  }
}
";

/// Nothing is known.
const SKETCH: &str = "\
process p {
  role r { staff: 1 }
  as-is {
    task a { owner: r }
    task b { owner: r; time: exp(10m) }
    decision x { \"yes\" -> a; \"no\" -> end }
    start -> a -> b -> x
  }
}
";

/// Times follow distributions.
const DRAWN: &str = "\
process p {
  sla: 1h
  role r
  as-is {
    task a { owner: r; time: normal(20m, 5m); wait: exp(10m) }
    task b { owner: r; time: tri(5m, 10m, 30m) }
    start -> a -> b -> end
  }
}
";

/// A join behind a decision: no case ends.
const STUCK: &str = "\
process p {
  sla: 2d
  role r
  as-is {
    task a { owner: r; time: 5m }
    task b { owner: r; time: 1h }
    decision x { 40% -> a; 60% -> b }
    join j
    start -> x
    a, b -> j -> end
  }
}
";

fn pages(text: &str, format: &str, lang: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.flow"), text).unwrap();
    let run = flowright(dir.path(), &["analyze", "a.flow", "--format", format, "--lang", lang], "");
    assert_eq!(run.code, 0, "{}", run.err);
    run.out
}

#[test]
fn a_page_says_what_a_case_takes() {
    insta::assert_snapshot!("analyze-en", pages(FLOW, "human", "en"));
    insta::assert_snapshot!("analyze-zh", pages(FLOW, "human", "zh"));
    insta::assert_snapshot!("analyze-md", pages(FLOW, "md", "zh"));
    insta::assert_snapshot!("analyze-sketch-en", pages(SKETCH, "human", "en"));
    insta::assert_snapshot!("analyze-sketch-zh", pages(SKETCH, "human", "zh"));
    insta::assert_snapshot!("analyze-stuck-en", pages(STUCK, "human", "en"));
    insta::assert_snapshot!("analyze-stuck-zh", pages(STUCK, "human", "zh"));
    insta::assert_snapshot!("analyze-drawn-en", pages(DRAWN, "human", "en"));
    insta::assert_snapshot!("analyze-drawn-zh", pages(DRAWN, "human", "zh"));
}

#[test]
fn the_data_is_what_the_schema_says() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string("schema/analysis.schema.json").unwrap()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let texts = [FLOW, SKETCH, DRAWN];
    let mut documents: Vec<String> = texts.iter().map(|text| pages(text, "json", "en")).collect();
    let examples = flowright(std::path::Path::new("examples"), &["analyze", "--format", "json"], "");
    assert_eq!(examples.code, 0, "{}", examples.err);
    documents.push(examples.out);
    for text in documents {
        let data: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&data).map(|error| format!("{} at {}", error, error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{data:#}");
    }
    insta::assert_snapshot!("analyze-json", pages(FLOW, "json", "en"));
}

#[test]
fn minutes_of_work_and_working_days_of_waiting_are_one_clock() {
    let page = pages(
        "流程 p {\n  岗位 甲\n  现状 {\n    任务 审核 { 责任人：甲；耗时：15分钟；等待：1个工作日 }\n    开始 → 审核 → 结束\n  }\n}\n",
        "human",
        "zh",
    );
    assert!(
        page.contains("平均周期                         1.03个工作日\n") && !page.contains("至少") && !page.contains("无法判断"),
        "{page}"
    );
}

#[test]
fn a_variant_can_be_chosen_and_a_broken_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    let two = FLOW.replacen("\n  }\n}\n", "\n  }\n  to-be quick from as-is { change visit { wait: 0m } }\n}\n", 1);
    write("two.flow", &two);
    write("broken.flow", &FLOW.replace("order; plan", "order; plam"));
    let run = |arguments: &[&str]| {
        let run = flowright(dir.path(), &[&["analyze"], arguments, &["--lang", "en"]].concat(), "");
        (run.code, run.out, run.err)
    };
    let (code, page, _) = run(&["two.flow", "--variant", "to-be:quick"]);
    assert_eq!(code, 0);
    assert!(page.starts_with("报修处理: to-be quick\n") && !page.contains("as-is"), "{page}");
    let (_, page, _) = run(&["two.flow"]);
    assert!(page.contains(": as-is\n") && page.contains(": to-be quick\n"), "{page}");
    let (code, page, said) = run(&["broken.flow"]);
    assert_eq!(code, 1);
    assert!(page.contains("plam") && said.contains("nothing was worked out"), "{page}{said}");
    let (code, _, said) = run(&["two.flow", "--variant", "diff"]);
    assert_eq!((code, said.contains("cannot be analysed")), (2, true), "{said}");
    let (code, _, said) = run(&["two.flow", "--variant", "to-be:slow"]);
    assert_eq!(code, 2, "{said}");
}
