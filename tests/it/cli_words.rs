//! What the command line understands and says when something is slightly wrong.

use std::fs;

use crate::cli::{CLEAN, FAULTY, flowright, folder};

const CHINESE: &str = "流程 报销 {\n  角色 员工\n  现状 {\n    任务 填单 { 咨询：员工；耗时：5分钟 }\n    开始 → 填单 → 结束\n  }\n}\n";

#[test]
fn no_output_replaces_a_source_or_something_else() {
    let folder = folder(&[("a.flow", CLEAN), ("b.md", CLEAN), ("report.docx", "mine"), ("other.flow", CLEAN)]);
    let run = |arguments: &[&str]| flowright(folder.path(), arguments, "");
    for (input, output) in [("a.flow", "a.flow"), ("a.flow", "other.flow"), ("a.flow", "report.docx"), ("b.md", "b.md")] {
        let run = run(&["build", input, "--to", "md", "-o", output]);
        assert_eq!(run.code, 2, "{output}: {}", run.err);
        assert!(run.err.contains(output), "{}", run.err);
    }
    assert_eq!(run(&["build", "b.md", "--to", "md", "-o", "."]).code, 2);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!([text("a.flow"), text("b.md"), text("report.docx"), text("other.flow")], [CLEAN, CLEAN, "mine", CLEAN]);
    assert_eq!(run(&["build", "a.flow", "--to", "dot", "-o", "a.gv"]).code, 0);
}

#[test]
fn build_says_what_it_wrote_and_what_not() {
    let folder = folder(&[("faulty.flow", FAULTY), ("broken.flow", "process {")]);
    let run = |arguments: &[&str]| flowright(folder.path(), arguments, "");
    let faulty = run(&["build", "faulty.flow", "--to", "dot"]);
    assert_eq!(faulty.code, 0);
    assert!(faulty.err.contains("dot -Tpng build/faulty.as-is.dot -o build/faulty.as-is.png"), "{}", faulty.err);
    assert!(faulty.err.contains("written: 1;") && faulty.err.contains("flowright check"), "{}", faulty.err);
    let broken = run(&["build", "broken.flow", "--to", "dot"]);
    assert_eq!(broken.code, 1);
    assert!(broken.err.contains("broken.flow: nothing was written"), "{}", broken.err);
    let jpg = run(&["build", "faulty.flow", "--to", "jpg"]);
    assert_eq!(jpg.code, 2);
    assert!(jpg.err.contains("take png"), "{}", jpg.err);
}

#[test]
fn a_variant_is_written_where_it_is() {
    let named =
        CLEAN.trim_end().strip_suffix('}').unwrap().to_owned() + "  to-be fast from as-is {\n    change fill { time: 1m }\n  }\n}\n";
    let folder = folder(&[("a.flow", CLEAN), ("b.flow", &named)]);
    let found = flowright(folder.path(), &["build", ".", "--to", "md", "--variant", "to-be:fast"], "");
    assert_eq!(found.code, 0, "{}", found.err);
    assert_eq!(fs::read_dir(folder.path().join("build")).unwrap().count(), 1);
    let none = flowright(folder.path(), &["build", ".", "--to", "md", "--variant", "to-be:later"], "");
    assert_eq!(none.code, 2);
    assert!(none.err.contains("there are: fast"), "{}", none.err);
}

#[test]
fn words_are_taken_as_they_are_typed() {
    let folder = folder(&[("a.flow", CLEAN), ("c.flow", CHINESE)]);
    let run = |arguments: &[&str]| flowright(folder.path(), arguments, "");
    for to in ["dot，md", "dot、md", "dot, md"] {
        assert_eq!(run(&["build", "a.flow", "--to", to]).code, 0, "{to}");
    }
    for lang in ["zh-CN", "zh_CN", "cn", "中文"] {
        assert!(run(&["check", "a.flow", "--lang", lang]).err.contains("检查"), "{lang}");
    }
    assert!(run(&["check", "c.flow", "--lang", "en-US"]).err.contains("checked"));
    assert!(run(&["check", "c.flow"]).out.contains("没有责任人"), "a Chinese file in a C locale");
    assert!(flowright(folder.path(), &["check", "-"], CHINESE).out.contains("标准输入"));
}

#[test]
fn hints_lead_further() {
    let folder = folder(&[]);
    let run = |arguments: &[&str]| flowright(folder.path(), arguments, "");
    assert!(run(&["check", "--nope"]).err.contains("flowright check --help"));
    assert!(run(&["chek"]).err.contains("did you mean `check`"));
    assert_eq!(run(&["help"]).out, run(&["--help"]).out);
    assert_eq!(run(&["help", "build"]).out, run(&["build", "--help"]).out);
    let missing = run(&["check", "a", "b", "c"]);
    assert!(missing.err.contains("a, b, c"), "{}", missing.err);
    let help = run(&["check", "--help", "--lang", "zh"]).out;
    assert!(help.contains("参数：") && !help.contains("参数:"), "{help}");
    assert!(run(&["explain", "重复审批"]).err.contains("F401"));
    assert!(!run(&["explain", "F999"]).err.contains("F009"));
}
