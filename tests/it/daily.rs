//! What helps in daily use: a first project, changed files, watching, counting, completions, manual pages; and what packs it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use flowright::analysis::{NoFiles, analyze};
use flowright::config::Config;
use flowright::lint::RULES;
use flowright::source::Source;
use serde_json::Value;

use crate::cli::{CLEAN, FAULTY, flowright, folder};

fn files_below(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn a_first_project_is_clean_in_both_languages() {
    for (lang, ci, file) in [("en", "github", ".github/workflows/flowright.yml"), ("zh", "gitlab", ".gitlab-ci.yml")] {
        let folder = folder(&[]);
        let run = flowright(folder.path(), &["init", "new", "--ci", ci, "--lang", lang], "");
        assert_eq!(run.code, 0, "{}", run.err);
        let mut expected = vec![file, "flowright.yaml", "flowright.schema.json", "processes/example.flow"];
        expected.sort_unstable();
        assert_eq!(files_below(&folder.path().join("new")), expected);
        insta::assert_snapshot!(format!("what_init_says_{lang}"), run.err);
        let checked = flowright(&folder.path().join("new"), &["check", "--lang", lang], "");
        assert_eq!((checked.code, checked.out.as_str()), (0, ""), "{}", checked.out);
        assert!(checked.err.contains(if lang == "en" { "1 file checked: no findings" } else { "没有问题" }), "{}", checked.err);
        assert_eq!(flowright(&folder.path().join("new"), &["fmt", "--check"], "").code, 0);
        let strict = flowright(&folder.path().join("new"), &["check", "--strict-as-is"], "");
        assert_eq!(strict.out, "");
        let config = fs::read_to_string(folder.path().join("new/flowright.yaml")).unwrap();
        assert!(config.starts_with("# yaml-language-server: $schema="));
        assert!(serde_yaml::from_str::<serde_yaml::Value>(&config).unwrap().is_null());
        // Every line that is commented out is YAML as well.
        let lines = config
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| line.starts_with("  ") || line.split(':').next().is_some_and(|key| key.len() < 10));
        let set = lines.collect::<Vec<_>>().join("\n");
        assert_eq!(serde_yaml::from_str::<serde_yaml::Value>(&set).unwrap().as_mapping().unwrap().len(), 4, "{set}");
        fs::write(folder.path().join("new/flowright.yaml"), &set).unwrap();
        assert_eq!(flowright(&folder.path().join("new"), &["check"], "").code, 0, "{set}");
    }
}

#[test]
fn a_first_project_leaves_what_is_there() {
    let folder = folder(&[("flowright.yaml", "mine"), (".github/workflows/flowright.yml", "mine too")]);
    let run = flowright(folder.path(), &["init"], "");
    assert_eq!(run.code, 0);
    assert!(run.err.contains("left as it is: flowright.yaml") && run.err.contains("written: processes/example.flow"), "{}", run.err);
    let again = flowright(folder.path(), &["init"], "");
    assert_eq!(again.code, 2);
    assert!(again.err.contains("nothing was written"));
    assert_eq!(fs::read_to_string(folder.path().join("flowright.yaml")).unwrap(), "mine");
    assert_eq!(flowright(folder.path(), &["init", "flowright.yaml"], "").code, 2);
    let none = flowright(folder.path(), &["init", "other", "--ci", "none"], "");
    assert_eq!((none.code, files_below(&folder.path().join("other")).len()), (0, 3));
}

#[test]
fn findings_are_counted_by_rule() {
    let broken = "process p { role a\n role b\n as-is { task x { time: 5 }\n task y { time: 5 }\n start -> x -> y -> end } }\n";
    let folder = folder(&[("a.flow", FAULTY), ("b.flow", broken)]);
    let run = flowright(folder.path(), &["check", "--statistics"], "");
    insta::assert_snapshot!(format!("{}---\n{}", run.out, run.err));
    assert_eq!(run.code, 1);
    let json = flowright(folder.path(), &["check", "--statistics", "--format", "json"], "");
    let report: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(report["format"], "flowright.statistics");
    let first = &report["rules"][0];
    assert_eq!((first["code"].as_str(), first["level"].as_str(), first["count"].as_u64()), (Some("F301"), Some("error"), Some(3)));
    assert_eq!(flowright(folder.path(), &["check", "--statistics", "--lang", "zh"], "").out.matches("错误").count(), 1);
}

#[test]
fn the_rules_are_listed_for_machines() {
    let folder = folder(&[]);
    let run = flowright(folder.path(), &["rules", "--format", "json"], "");
    let list: Value = serde_json::from_str(&run.out).unwrap();
    let rules = list["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    for rule in rules {
        assert!(!rule["summary"]["en"].as_str().unwrap().is_empty(), "{rule}");
        assert!(rule["summary"]["zh"].as_str().unwrap().chars().any(|c| c > '\u{4E00}'), "{rule}");
        assert!(["error", "warning", "info"].contains(&rule["level"].as_str().unwrap()));
    }
    // What the fixtures of the rules show to have a fix is listed with one.
    let mut wrong = std::collections::BTreeSet::new();
    for entry in fs::read_dir("tests/fixtures/rules").unwrap() {
        for file in fs::read_dir(entry.unwrap().path()).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let analysis = analyze(std::sync::Arc::new(Source::new("fixture", text)), &NoFiles, &Config::default());
            let fixed = analysis.findings.iter().filter(|finding| finding.fix.is_some()).map(|finding| finding.rule.code);
            wrong.extend(fixed.filter(|code| rules.iter().any(|rule| rule["code"] == *code && rule["fix"] == false)));
        }
    }
    assert!(wrong.is_empty(), "`rules --format json` says that these have no fix: {wrong:?}");
}

#[test]
fn completions_and_manual_pages_name_every_command() {
    let folder = folder(&[]);
    let commands = [
        "check",
        "build",
        "analyze",
        "compare",
        "tables",
        "doc",
        "diff",
        "improve",
        "fmt",
        "import",
        "init",
        "explain",
        "rules",
        "completions",
        "man",
    ];
    for lang in ["en", "zh"] {
        for shell in ["bash", "zsh", "fish", "powershell"] {
            let run = flowright(folder.path(), &["completions", shell, "--lang", lang], "");
            assert_eq!(run.code, 0);
            for word in commands.iter().chain(&["strict-as-is", "statistics"]) {
                assert!(run.out.contains(word), "{shell}: {word}");
            }
        }
        let page = flowright(folder.path(), &["man", "--lang", lang], "");
        assert!(page.out.contains(if lang == "en" { ".SH NAME" } else { ".SH 名称" }), "{}", page.out);
        let pages = flowright(folder.path(), &["man", "--dir", lang, "--lang", lang], "");
        assert_eq!(pages.code, 0);
        let mut expected: Vec<String> =
            commands.iter().map(|name| format!("flowright-{name}.1")).chain(["flowright.1".to_owned()]).collect();
        expected.sort_unstable();
        assert_eq!(files_below(&folder.path().join(lang)), expected);
        let check = fs::read_to_string(folder.path().join(lang).join("flowright-check.1")).unwrap();
        insta::assert_snapshot!(format!("manual_page_of_check_{lang}"), check);
    }
    assert_eq!(flowright(folder.path(), &["completions", "tcsh"], "").code, 2);
}

pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let who =
        ["-c", "user.name=Zhou Min", "-c", "user.email=zhou@example.com", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").current_dir(folder).args(who).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn only_what_changed_is_checked() {
    let uses = |path: &str| FAULTY.replace("  role agent\n", "").replace("process p", &format!("use \"{path}\"\nprocess p"));
    let folder = folder(&[
        ("same.flow", FAULTY),
        ("edited.flow", FAULTY),
        ("org.flow", "role agent\n"),
        ("sub/user.flow", &uses("../between.flow")),
        ("between.flow", "use \"org.flow\"\n"),
        ("other.flow", "role other\n"),
        ("user-of-gone.flow", &uses("gone.flow")),
        ("gone.flow", "role agent\n"),
        ("set/flowright.yaml", ""),
        ("set/inside.flow", FAULTY),
    ]);
    let path = folder.path();
    for arguments in [&["init"][..], &["add", "-A"], &["commit", "-qm", "first"], &["branch", "base"]] {
        git(path, arguments);
    }
    let checked = |arguments: &[&str]| {
        let run = flowright(path, &[&["check", "--format", "concise", "--since"], arguments].concat(), "");
        let mut names: Vec<String> = run.out.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect();
        names.dedup();
        (run.code, names, run.err)
    };
    let (code, names, said) = checked(&["base"]);
    assert_eq!((code, names.len()), (0, 0), "{said}");
    assert!(said.contains("0 files"), "{said}");

    // Committed, not committed, unknown to git, gone, a name that git would quote, and settings.
    fs::write(path.join("org.flow"), "role agent # edited\n").unwrap();
    git(path, &["commit", "-qam", "second"]);
    fs::write(path.join("edited.flow"), FAULTY.replace("报销", "差旅")).unwrap();
    fs::write(path.join("新的 流程.flow"), FAULTY).unwrap();
    fs::remove_file(path.join("gone.flow")).unwrap();
    let expected = ["edited.flow", "sub/user.flow", "user-of-gone.flow", "新的 流程.flow"].map(str::to_owned).to_vec();
    assert_eq!(checked(&["base"]).1, expected);
    assert_eq!(checked(&["base", "sub"]).1, ["sub/user.flow"]);
    fs::write(path.join("set/flowright.yaml"), "# edited\n").unwrap();
    assert!(checked(&["base"]).1.contains(&"set/inside.flow".to_owned()));

    // What happened on the other branch since is not this one's.
    git(path, &["stash", "-q"]);
    git(path, &["checkout", "-q", "base"]);
    fs::write(path.join("same.flow"), CLEAN).unwrap();
    git(path, &["commit", "-qam", "theirs"]);
    git(path, &["checkout", "-q", "-"]);
    assert!(!checked(&["base"]).1.contains(&"same.flow".to_owned()));

    for (revision, why) in [
        ("no-such-branch", "git says: fatal"),
        ("--output=x", "is not a revision"),
        ("", "is not a revision"),
        ("a\u{1b}[31mb", "git says"),
    ] {
        let (code, names, said) = checked(&[revision]);
        assert_eq!((code, names.len()), (2, 0), "{revision}: {said}");
        assert!(said.contains(why) && !said.contains('\u{1b}'), "{revision}: {said}");
    }
    git(path, &["checkout", "-q", "--orphan", "stranger"]);
    git(path, &["commit", "-qm", "alone"]);
    assert!(checked(&["base"]).2.contains("no common ancestor"));
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("a.flow"), CLEAN).unwrap();
    let run = flowright(outside.path(), &["check", "--since", "main"], "");
    assert!(run.code == 2 && run.err.contains("git says: fatal: not a git repository"), "{}", run.err);
}

#[test]
fn watching_checks_again_after_a_change() {
    let folder = folder(&[("a.flow", FAULTY)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_flowright"))
        .args(["check", "--watch", "--format", "concise", "--lang", "en"])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (send, lines) = std::sync::mpsc::channel();
    let errors = BufReader::new(child.stderr.take().unwrap());
    std::thread::spawn(move || errors.lines().map_while(Result::ok).for_each(|line| drop(send.send(line))));
    let patience = std::time::Duration::from_secs(60);
    let wait_for = |wanted: &str| loop {
        match lines.recv_timeout(patience) {
            Ok(line) if line.contains(wanted) => break true,
            Ok(_) => {}
            Err(_) => break false,
        }
    };
    let first = wait_for("1 error");
    fs::write(folder.path().join("note.txt"), "nothing to check").unwrap();
    fs::write(folder.path().join("a.flow"), CLEAN).unwrap();
    let (said, second) = (wait_for("a.flow has changed"), wait_for("no findings"));
    // It goes on when nothing is left, and when it is back.
    fs::remove_file(folder.path().join("a.flow")).unwrap();
    let gone = wait_for("there is no .flow file here");
    fs::write(folder.path().join("b.flow"), CLEAN).unwrap();
    let back = wait_for("no findings");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!([first, said, second, gone, back], [true; 5]);
    assert_eq!(flowright(folder.path(), &["check", "--watch", "-"], "").code, 2);
}

fn yaml(path: &str) -> serde_yaml::Value {
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every script in a YAML file, wherever it stands.
fn scripts(value: &serde_yaml::Value, found: &mut Vec<String>) {
    if let Some(mapping) = value.as_mapping() {
        for (key, value) in mapping {
            match value.as_str() {
                Some(script) if key.as_str() == Some("run") => found.push(script.to_owned()),
                _ => scripts(value, found),
            }
        }
    }
    for value in value.as_sequence().into_iter().flatten() {
        scripts(value, found);
    }
}

#[test]
fn what_packs_it_is_sound() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    for key in ["id", "name", "entry", "language", "files"] {
        assert!(hook[key].is_string(), "{key}");
    }
    let entry: Vec<&str> = hook["entry"].as_str().unwrap().split(' ').skip(1).collect();
    let folder = folder(&[("a.flow", CLEAN)]);
    assert_eq!(flowright(folder.path(), &[&entry[..], &["a.flow"]].concat(), "").code, 0);

    let action = yaml("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    assert!(action["runs"]["steps"].as_sequence().unwrap().iter().all(|step| step["shell"] == "bash"));
    let release = yaml(".github/workflows/release.yml");
    assert_eq!(release["permissions"]["contents"], "read");
    let targets = release["jobs"]["build"]["strategy"]["matrix"]["include"].as_sequence().unwrap();
    assert_eq!(targets.len(), 5);
    // The action downloads what the release makes.
    let install = action["runs"]["steps"][0]["run"].as_str().unwrap();
    assert!(targets.iter().all(|target| install.contains(target["target"].as_str().unwrap())));

    let workflow = |path: &str| yaml(path);
    for file in [&action, &release, &workflow("src/cli/init/github.yml")] {
        let mut found = Vec::new();
        scripts(file, &mut found);
        assert!(!found.is_empty());
        // An input reaches a script as environment only.
        assert!(found.iter().all(|script| !script.contains("${{")), "{found:?}");
    }
    assert!(workflow("src/cli/init/gitlab.yml")["processes"]["script"].is_sequence());
    let docker = fs::read_to_string("Dockerfile").unwrap();
    let last = docker.rsplit("FROM").next().unwrap();
    assert!(last.contains("USER 10001") && last.contains("ENTRYPOINT [\"flowright\"]"));
}
