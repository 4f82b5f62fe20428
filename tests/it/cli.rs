//! The command as users and CI run it: exit codes, standard input, files that must not be touched, output that must not be obeyed.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

pub(crate) const CLEAN: &str =
    "process p \"报销\" {\n  role agent\n  as-is {\n    task fill { owner: agent; time: 5m }\n    start -> fill -> end\n  }\n}\n";
pub(crate) const FAULTY: &str =
    "process p \"报销\" {\n  role agent\n  as-is {\n    task fill { consults: agent; time: 5m }\n    start -> fill -> end\n  }\n}\n";

pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn flowright(folder: &Path, arguments: &[&str], stdin: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowright"));
    command.current_dir(folder).args(arguments).write_stdin(stdin).env_remove("FLOWRIGHT_LANG").env("LC_ALL", "C").env_remove("COLUMNS");
    let output = command.output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn exit_codes_say_clean_failing_or_could_not_run() {
    let folder = folder(&[("clean.flow", CLEAN), ("faulty.flow", FAULTY), ("broken.flow", "process {"), ("empty/readme.txt", "")]);
    let code = |arguments: &[&str]| flowright(folder.path(), arguments, "").code;
    assert_eq!(code(&["check", "clean.flow"]), 0);
    assert_eq!(code(&["check", "faulty.flow"]), 1);
    assert_eq!(code(&["check", "broken.flow"]), 1);
    assert_eq!(code(&["check"]), 1);
    assert_eq!(code(&["check", "missing.flow"]), 2);
    assert_eq!(code(&["check", "empty"]), 2);
    assert_eq!(code(&["check", "--format", "xml"]), 2);
    assert_eq!(code(&["chekc"]), 2);
    assert_eq!(code(&["explain", "F999"]), 2);
    assert_eq!(code(&["explain", "f301"]), 0);
}

#[test]
fn the_as_is_is_meant_to_be_bad() {
    let to_be = "  to-be from as-is {\n    change fill { owner: agent }\n  }\n}\n";
    let mended = FAULTY.trim_end().strip_suffix('}').unwrap().to_owned() + to_be;
    let still = mended.replace("change fill { owner: agent }", "change fill { time: 4m }");
    let folder = folder(&[("mended.flow", &mended), ("still.flow", &still)]);
    let run = |arguments: &[&str]| flowright(folder.path(), arguments, "");
    let mended = run(&["check", "mended.flow", "--format", "concise"]);
    assert_eq!((mended.code, mended.out.matches("(to be mended)").count()), (0, 1), "{}", mended.out);
    assert_eq!(run(&["check", "mended.flow", "--strict-as-is"]).code, 1);
    // What stands in the to-be still, on the same text, is reported once, at the as-is, and counts.
    let still = run(&["check", "still.flow", "--format", "json"]);
    assert_eq!(
        (still.code, still.out.matches("\"code\"").count(), still.out.matches("still in to-be").count()),
        (1, 1, 1),
        "{}",
        still.out
    );
}

#[test]
fn standard_input_has_a_name_and_finds_what_it_uses() {
    let faulty = FAULTY.replace("role agent", "").replace("process p", "use \"org.flow\"\nprocess p");
    let folder = folder(&[("sub/org.flow", "role agent\n")]);
    let run = flowright(folder.path(), &["check", "-", "--stdin-filename", "sub/x.flow", "--format", "concise"], &faulty);
    assert_eq!(run.code, 1);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.out.starts_with("sub/x.flow:5:5: error F301"), "{}", run.out);
}

#[test]
fn folders_are_searched_without_what_git_ignores_and_in_order() {
    let folder = folder(&[("b/2.flow", FAULTY), ("a/1.flow", FAULTY), ("out/3.flow", FAULTY), (".gitignore", "out/\n"), ("c.txt", FAULTY)]);
    let run = flowright(folder.path(), &["check", "--format", "concise"], "");
    let files: Vec<&str> = run.out.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(files, ["a/1.flow", "b/2.flow"]);
    assert!(run.err.contains("2 files checked"), "{}", run.err);
}

#[test]
fn two_runs_on_any_number_of_threads_give_the_same_bytes() {
    let run = |threads: &str, format: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowright"));
        let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["check", "examples", "--format", format, "--lang", "zh"]);
        output.env("RAYON_NUM_THREADS", threads).output().unwrap().stdout
    };
    for format in ["human", "concise", "json"] {
        let first = run("1", format);
        assert!(!first.is_empty());
        for threads in ["1", "2", "7"] {
            assert!(run(threads, format) == first, "{format} with {threads} threads");
        }
    }
}

#[test]
fn everything_a_user_reads_is_there_in_chinese() {
    let folder = folder(&[("faulty.flow", FAULTY)]);
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["build", "--help"],
        &["fmt", "--help"],
        &["check", "faulty.flow"],
        &["rules"],
        &["explain", "F301"],
        &["check", "nope"],
    ] {
        let arguments: Vec<&str> = arguments.iter().copied().chain(["--lang", "zh"]).collect();
        let run = flowright(folder.path(), &arguments, "");
        let text = run.out + &run.err;
        assert!(text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)), "{arguments:?}: {text}");
        for english in ["Usage", "Options", "Commands", "Arguments", "help:", "error:", "warning:"] {
            assert!(!text.contains(english), "{arguments:?}: {text}");
        }
    }
}

#[test]
fn the_language_comes_from_the_option_then_the_environment_then_the_locale() {
    let folder = folder(&[("faulty.flow", FAULTY)]);
    let run = |arguments: &[&str], name: &str, value: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowright"));
        command.current_dir(folder.path()).args(["check", "faulty.flow", "--format", "concise"]).args(arguments);
        command.env_remove("FLOWRIGHT_LANG").env("LC_ALL", "C").env(name, value);
        String::from_utf8(command.output().unwrap().stdout).unwrap().contains("没有责任人")
    };
    assert!(!run(&[], "LC_ALL", "en_US.UTF-8"));
    assert!(run(&[], "LC_ALL", "zh_CN.UTF-8"));
    assert!(run(&[], "FLOWRIGHT_LANG", "zh"));
    assert!(!run(&["--lang", "en"], "FLOWRIGHT_LANG", "zh"));
}

#[test]
fn a_file_in_another_encoding_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let text = "流程 投诉 “客户投诉处理” { 现状 { 任务 记录 { 责任人：客服专员 } } }";
    fs::write(folder.path().join("gbk.flow"), encoding_rs::GBK.encode(text).0).unwrap();
    fs::write(folder.path().join("utf16.flow"), text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).unwrap();
    fs::write(folder.path().join("nul.flow"), b"process p {\0}").unwrap();
    let run = flowright(folder.path(), &["check", "--format", "concise"], "");
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("gbk.flow:1:1: error F013") && run.out.contains("looks like GBK") && run.out.contains("iconv -f GBK"),
        "{}",
        run.out
    );
    assert!(run.out.contains("looks like UTF-16"), "{}", run.out);
    assert!(run.out.contains("not a text file"), "{}", run.out);
}

#[test]
fn a_used_file_stays_inside_the_project() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.flow"), "role geheim\n").unwrap();
    let folder = folder(&[("p/.git/HEAD", ""), ("p/ok.flow", "role agent\n"), ("beside.flow", "role geheim\n")]);
    let project = folder.path().join("p");
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path().join("secret.flow"), project.join("link.flow")).unwrap();
    let absolute = outside.path().join("secret.flow").to_str().unwrap().to_owned();
    let mut paths = vec![
        "../beside.flow",
        "..\\beside.flow",
        "../../etc/passwd",
        "https://example.invalid/x.flow",
        "file:///etc/passwd",
        "//server/share/x.flow",
        "\\\\server\\share",
        "C:\\x.flow",
        "CON",
        "aux.flow",
        "",
        &absolute,
    ];
    if cfg!(unix) {
        paths.extend(["link.flow", "/dev/zero"]);
    }
    for path in paths {
        let text = format!("use \"{}\"\n{CLEAN}", path.replace('\\', "\\\\"));
        let run = flowright(&project, &["check", "-", "--stdin-filename", "x.flow", "--format", "concise"], &text);
        assert_eq!(run.code, 1, "{path}: {}", run.out);
        assert!(run.out.contains("F106 unusable-file"), "{path}: {}", run.out);
        assert!(!run.out.contains("geheim") && !run.out.contains("root:"), "{path}: {}", run.out);
    }
    let run = flowright(
        &project,
        &["check", "-", "--stdin-filename", "x.flow"],
        &CLEAN.replace("  role agent\n", "").replace("process p", "use \"./sub/../ok.flow\"\nprocess p"),
    );
    assert_eq!(run.code, 0, "{}", run.out);
}

#[test]
#[cfg(unix)]
fn a_pipe_or_a_device_is_not_waited_for() {
    let folder = folder(&[]);
    let fifo = folder.path().join("fifo.flow");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let text = format!("use \"fifo.flow\"\n{CLEAN}");
    let run = flowright(folder.path(), &["check", "-", "--stdin-filename", "x.flow", "--format", "concise"], &text);
    assert!(run.out.contains("not a plain file"), "{}", run.out);
    let run = flowright(folder.path(), &["check", "fifo.flow"], "");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("not a plain file"), "{}", run.err);
}

#[test]
fn circles_and_bombs_of_uses_end_with_a_finding() {
    let mut files = vec![
        ("a.flow".to_owned(), "use \"b.flow\"\n".to_owned()),
        ("b.flow".to_owned(), "use \"c.flow\"\n".to_owned()),
        ("c.flow".to_owned(), "use \"a.flow\"\n".to_owned()),
    ];
    for number in 0..150 {
        let next: String = (number + 1..150).map(|other| format!("use \"n{other}.flow\"\n")).collect();
        files.push((format!("n{number}.flow"), next));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    let run = flowright(folder.path(), &["check", "a.flow", "--format", "concise"], "");
    assert!(run.out.contains("in a circle: a.flow → b.flow → c.flow → a.flow"), "{}", run.out);
    let run = flowright(folder.path(), &["check", "n0.flow", "--format", "concise"], "");
    assert!(run.out.contains("more than 100 files"), "{}", run.out);
}

#[test]
fn nothing_that_a_terminal_or_a_ci_log_obeys_comes_out_raw() {
    let bad = [
        "\u{1B}[31mred",
        "\u{1B}]0;pwned\u{7}",
        "\u{9B}31m",
        "a\u{8}b",
        "\u{202E}abc",
        "::error::x",
        "##vso[task.complete]",
        "##teamcity[x]",
        "\u{7F}",
    ];
    for text in bad {
        let flow = format!(
            "process p \"{text}\" {{\n  role agent\n  as-is {{\n    task fill \"{text}\" {{ owner: \"{text}\" }}\n    task {text} x\n    start -> fill -> \"{text}\" -> end\n  }}\n}}\n{text}\n"
        );
        for format in ["human", "concise"] {
            let folder = tempfile::tempdir().unwrap();
            let run = flowright(folder.path(), &["check", "-", "--stdin-filename", &format!("{text}.flow"), "--format", format], &flow);
            let out = run.out + &run.err;
            let raw = |c: char| c.is_control() && c != '\n' || flowright::lang::is_hidden(c);
            assert!(!out.contains(raw), "{format} {text:?}: {out:?}");
            let obeyed = out.lines().find(|line| ["::", "##", "section_"].iter().any(|mark| line.trim_start().starts_with(mark)));
            assert_eq!(obeyed, None, "{format} {text:?}");
        }
    }
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_is_no_panic() {
    let script = format!("{} check examples --format human | head -1", env!("CARGO_BIN_EXE_flowright"));
    let output = std::process::Command::new("sh").args(["-c", &script]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

#[test]
fn a_file_of_100_000_errors_is_counted_not_printed() {
    let folder = folder(&[("many.flow", &"oops § \n".repeat(100_000))]);
    let run = flowright(folder.path(), &["check", "many.flow"], "");
    assert_eq!(run.code, 1);
    assert!(run.out.len() < 200_000 && run.out.contains("more findings in this file"), "{}", run.out.len());
}

/// A full disk: what could not be written is said, and nothing half-written takes the place of what was there.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let folder = folder(&[("p.flow", FAULTY), ("old.json", "mine")]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_flowright"));
    let output = command.current_dir(folder.path()).args(["check", "--lang", "en"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write"));
    let run = flowright(folder.path(), &["check", "--report", "json=/dev/full"], "");
    assert_eq!(run.code, 2, "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path().join("old.json")).unwrap(), "mine");
}
