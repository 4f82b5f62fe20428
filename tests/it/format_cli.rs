//! `flowright fmt` as users and CI run it.

use std::fs;

use crate::cli::{CLEAN, flowright, folder};

/// `CLEAN` as somebody typed it.
const TYPED: &str = "process p “报销” {\nrole agent\nas-is {\ntask fill {owner：agent；time:5m}\nstart→fill -> end}\n}";

#[test]
fn files_are_written_and_named() {
    let folder = folder(&[("a.flow", TYPED), ("b.flow", CLEAN), ("c.txt", TYPED)]);
    let run = flowright(folder.path(), &["fmt"], "");
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", "a.flow\n1 file formatted, 1 file left as they were\n"));
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!([text("a.flow"), text("b.flow"), text("c.txt")], [CLEAN, CLEAN, TYPED]);
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "nothing is left beside them: {names:?}");
}

#[test]
fn check_and_diff_write_nothing() {
    let folder = folder(&[("a.flow", TYPED), ("b.flow", CLEAN)]);
    let run = |arguments: &[&str]| flowright(folder.path(), arguments, "");
    let check = run(&["fmt", "--check"]);
    assert_eq!((check.code, check.out.as_str(), check.err.as_str()), (1, "a.flow\n", "1 file would change, 1 file would not\n"));
    assert_eq!(run(&["fmt", "--check", "b.flow"]).code, 0);
    let diff = run(&["fmt", "--diff"]);
    assert_eq!(diff.code, 0);
    insta::assert_snapshot!("format diff", diff.out);
    let both = run(&["fmt", "--diff", "--check"]);
    assert_eq!((both.code, both.out), (1, diff.out));
    assert_eq!(fs::read_to_string(folder.path().join("a.flow")).unwrap(), TYPED);
}

#[test]
fn standard_input_is_printed() {
    let folder = folder(&[]);
    let run = |arguments: &[&str], text: &str| flowright(folder.path(), arguments, text);
    assert_eq!(run(&["fmt", "-"], TYPED).out, CLEAN);
    assert_eq!(run(&["fmt", "-"], CLEAN).out, CLEAN);
    let zh = run(&["fmt", "-", "--keywords", "zh"], CLEAN).out;
    assert!(zh.starts_with("流程 p \"报销\" {\n  岗位 agent\n  现状 {\n    任务 fill { 责任人: agent; 耗时: 5m }\n"), "{zh}");
    assert_eq!(run(&["fmt", "-", "--keywords", "en"], &zh).out, CLEAN);
    let check = run(&["fmt", "-", "--check", "--stdin-filename", "x.flow"], TYPED);
    assert_eq!((check.code, check.out.as_str()), (1, "x.flow\n"));
    assert_eq!(run(&["fmt", "--keywords", "de"], "").code, 2);
}

#[test]
fn what_cannot_be_formatted_is_said_and_the_rest_is_formatted() {
    let folder = folder(&[("a.flow", TYPED)]);
    fs::write(folder.path().join("gbk.flow"), encoding_rs::GBK.encode("流程 报销 {\n}").0).unwrap();
    fs::write(folder.path().join("nul.flow"), b"process p {\0}").unwrap();
    let run = flowright(folder.path(), &["fmt"], "");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("gbk.flow: the file is not UTF-8; it looks like GBK"), "{}", run.err);
    assert!(run.err.contains("nul.flow: this is not a text file"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path().join("a.flow")).unwrap(), CLEAN);
    assert_eq!(fs::read(folder.path().join("nul.flow")).unwrap(), b"process p {\0}");
    assert_eq!(flowright(folder.path(), &["fmt", "missing.flow"], "").code, 2);
}

#[test]
#[cfg(unix)]
fn permissions_stay_and_links_are_not_followed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let outside = folder(&[("a.flow", TYPED)]);
    let folder = folder(&[("b.flow", TYPED)]);
    let path = folder.path().join("b.flow");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(outside.path().join("a.flow"), folder.path().join("link.flow")).unwrap();
    assert_eq!(flowright(folder.path(), &["fmt"], "").code, 0);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    let run = flowright(folder.path(), &["fmt", "link.flow"], "");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("link.flow: is a link"), "{}", run.err);
    assert_eq!(fs::read_to_string(outside.path().join("a.flow")).unwrap(), TYPED);
    assert_eq!(flowright(folder.path(), &["fmt", "--check", "link.flow"], "").code, 1);
}

#[test]
#[cfg(unix)]
fn a_patch_can_be_applied() {
    let end = TYPED.replace('\n', "\r\n");
    let folder = folder(&[("a.flow", TYPED), ("sub/b.flow", &end)]);
    let patch = flowright(folder.path(), &["fmt", "--diff"], "").out;
    fs::write(folder.path().join("p.patch"), patch).unwrap();
    let applied = std::process::Command::new("git").args(["apply", "-p0", "p.patch"]).current_dir(folder.path()).status();
    if applied.is_ok_and(|status| status.success()) {
        assert_eq!(fs::read_to_string(folder.path().join("a.flow")).unwrap(), CLEAN);
        assert_eq!(fs::read_to_string(folder.path().join("sub/b.flow")).unwrap(), CLEAN.replace('\n', "\r\n"));
    } else {
        panic!("the patch was refused");
    }
}

#[test]
fn a_patch_shows_nothing_that_is_obeyed() {
    for text in [
        "\u{1B}[31mred",
        "\u{9B}31m",
        "a\u{8}b",
        "\u{202E}abc",
        "::error::x",
        "  ::error::x",
        "##vso[task.complete]",
        "##[section]x",
        "\u{7F}",
        "a\rb",
    ] {
        let flow = format!("role   a\n# {text}\n{text}\nrole   b \"{text}\"\n");
        let folder = folder(&[]);
        let run = flowright(folder.path(), &["fmt", "-", "--diff", "--stdin-filename", text], &flow);
        let out = run.out + &run.err;
        assert!(!out.is_empty());
        assert!(!out.contains(|c: char| c.is_control() && c != '\n' || flowright::lang::is_hidden(c)), "{text:?}: {out:?}");
        let obeyed = out.lines().find(|line| line.trim_start().starts_with("::") || line.contains("##vso[") || line.contains("##["));
        assert_eq!(obeyed, None, "{text:?}");
    }
}
