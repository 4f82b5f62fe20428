//! The command: two files, a revision, forms of output, exit codes.

use std::fs;
use std::path::Path;

use jsonschema::validator_for;
use serde_json::Value;

use crate::cli::{Run, flowright, folder};
use crate::daily::git;

const BEFORE: &str = "process pay \"Payment\" {
  sla: 1d
  role clerk; role cashier
  data form { from: clerk; deliverable: yes }
  as-is {
    task fill \"Fill in\" { owner: clerk; out: form; time: 5m }
    approval check \"Check\" { owner: cashier; of: form; time: 5m; required: policy 4; rejected 5% -> fill max 1 }
    task pay \"Pay\" { owner: cashier; in: form; time: 5m }
    start -> fill -> check -> pay -> end
  }
}
";

fn after() -> String {
    BEFORE
        .replace("sla: 1d", "sla: 2d")
        .replace("fill -> check -> pay", "fill -> pay")
        .replace("    approval check \"Check\" { owner: cashier; of: form; time: 5m; required: policy 4; rejected 5% -> fill max 1 }\n", "")
}

fn diff(folder: &Path, arguments: &[&str]) -> Run {
    flowright(folder, &[&["diff", "--lang", "en"], arguments].concat(), "")
}

#[test]
fn two_files_are_compared_in_every_form() {
    let folder = folder(&[("old.flow", BEFORE), ("new.flow", &after())]);
    let run = diff(folder.path(), &["old.flow", "new.flow"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!("diff_of_two_files", format!("{}---\n{}", run.out, run.err));
    insta::assert_snapshot!("diff_as_markdown", diff(folder.path(), &["old.flow", "new.flow", "--format", "md"]).out);
    let concise = diff(folder.path(), &["old.flow", "new.flow", "--format", "concise"]).out;
    assert!(concise.contains("F901 control-removed") && concise.contains("new.flow:"), "{concise}");
    for format in ["sarif", "github", "gitlab", "junit", "checkstyle"] {
        let run = diff(folder.path(), &["old.flow", "new.flow", "--format", format]);
        assert!(run.code == 1 && run.out.contains("control-removed"), "{format}: {}", run.out);
    }
    // The other way round a control is won.
    assert_eq!(diff(folder.path(), &["new.flow", "old.flow"]).code, 0);
    assert_eq!(diff(folder.path(), &["new.flow", "old.flow", "--fail-on", "warning"]).code, 1, "it takes longer");
}

#[test]
fn the_data_is_what_the_schema_says() {
    let folder = folder(&[("old.flow", BEFORE), ("new.flow", &after())]);
    let run = diff(folder.path(), &["old.flow", "new.flow", "--format", "json"]);
    let data: Value = serde_json::from_str(&run.out).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_str(&fs::read_to_string(root.join("schema/report.schema.json")).unwrap()).unwrap();
    let validator = validator_for(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&data).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{}", run.out);
    let changes = data["changes"].as_array().unwrap();
    let gone = changes.iter().find(|change| change["operation"] == "removed").unwrap();
    assert_eq!((&gone["subject"], &gone["old"]["file"], &gone["old"]["line"]), (&"Check".into(), &"old.flow".into(), &7.into()));
    let slower = changes.iter().find(|change| change["topic"] == "promise").unwrap();
    assert_eq!((&slower["before"], &slower["after"]), (&"24h".into(), &"48h".into()));
    // What is no comparison has no changes.
    let check: Value = serde_json::from_str(&flowright(folder.path(), &["check", "old.flow", "--format", "json"], "").out).unwrap();
    assert!(check.get("changes").is_none());
}

#[test]
fn a_revision_is_followed_through_renames_and_used_files() {
    let with_use = format!("use \"org.flow\"\n{}", BEFORE.replace("role clerk; role cashier\n", ""));
    let folder = folder(&[
        ("a/pay.flow", &with_use),
        ("a/org.flow", "role clerk; role cashier { staff: 2 }\n"),
        ("gone.flow", BEFORE),
        ("same.flow", BEFORE),
    ]);
    let path = folder.path();
    for arguments in [&["init"][..], &["add", "-A"], &["commit", "-qm", "first"], &["branch", "base"]] {
        git(path, arguments);
    }
    let nothing = diff(path, &["--against", "base"]);
    assert!(nothing.code == 0 && nothing.err.contains("Nothing about the process has changed"), "{}{}", nothing.out, nothing.err);

    // A renamed file with a control less, a used file that is different, a file that is gone, and one that is new.
    fs::create_dir(path.join("b")).unwrap();
    fs::rename(path.join("a/pay.flow"), path.join("b/payment.flow")).unwrap();
    let moved = with_use.replace("org.flow", "../a/org.flow").replace("fill -> check -> pay", "fill -> pay").replace("sla: 1d", "sla: 30h");
    let moved: String = moved.lines().filter(|line| !line.contains("approval check")).map(|line| format!("{line}\n")).collect();
    fs::write(path.join("b/payment.flow"), moved).unwrap();
    fs::write(path.join("a/org.flow"), "role clerk; role cashier { staff: 1 }\n").unwrap();
    fs::remove_file(path.join("gone.flow")).unwrap();
    git(path, &["add", "-A"]);
    fs::write(path.join("new.flow"), BEFORE.replace("pay", "refund")).unwrap();
    let run = diff(path, &["--against", "base"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    insta::assert_snapshot!("diff_against_a_revision", format!("{}---\n{}", run.out, run.err));
    // Only what is asked for.
    let below = diff(path, &["--against", "base", "new.flow"]);
    assert!(below.code == 0 && !below.out.contains("payment.flow") && !below.err.contains("gone.flow"), "{}{}", below.out, below.err);
    // The drawing shows both.
    let drawn = flowright(path, &["build", "b/payment.flow", "--against", "base", "--to", "mermaid", "-o", "-", "--lang", "en"], "");
    assert!(drawn.code == 0 && drawn.out.contains("old → new"), "{}{}", drawn.out, drawn.err);
    let one = flowright(path, &["build", "b/payment.flow", "--against", "base", "--variant", "as-is"], "");
    assert_eq!(one.code, 2);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = folder(&[("old.flow", BEFORE), ("new.flow", "process {"), ("gbk.flow", "")]);
    let path = folder.path();
    fs::write(path.join("gbk.flow"), [0xC1, 0xF7, 0xB3, 0xCC, 0x20, 0xB1, 0xA8, 0xCF, 0xFA, 0x20, 0x7B, 0x0A, 0x7D]).unwrap();
    for (arguments, code, why) in [
        (&["old.flow"][..], 2, "name two files"),
        (&["old.flow", "old.flow", "old.flow"], 2, "name two files"),
        (&["old.flow", "nowhere.flow"], 2, "no such file"),
        (&[".", "old.flow"], 2, "is a folder"),
        (&["old.flow", "new.flow"], 1, "not compared"),
        (&["gbk.flow", "old.flow"], 2, "GBK"),
        (&["old.flow", "gbk.flow"], 1, "not compared"),
        (&["--against", "main"], 2, "not a git repository"),
        (&["--against", "--output=x"], 2, ""),
    ] {
        let run = diff(path, arguments);
        assert!(run.code == code && run.err.contains(why) && !run.err.contains('\u{1b}'), "{arguments:?}: {} {}", run.code, run.err);
    }
    // Errors in the old text hide only what they touch.
    let run = diff(path, &["new.flow", "old.flow"]);
    assert!(run.err.contains("has errors"), "{}", run.err);
}
