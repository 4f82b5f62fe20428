//! What each rule finds and what it leaves in peace: `tests/fixtures/rules/<rule>/*.flow`.
//!
//! `# expect: RULE` at the end of a line says that the rule fires on that line; on a line of its own, that it fires on the next one.
//! Several are separated by commas, and a level may stand behind: `# expect: missing-input warning`. In each file, the rule of its
//! folder and every rule that is expected somewhere in it fire exactly there, and nothing is wrong with its syntax and its names
//! unless that is expected, too. A `trap-….flow` is a text in which the rule of its folder is silent.

#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "these are tests, also outside of the test functions")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flowright::analysis::{Loader, analyze};
use flowright::ast::quantity::Date;
use flowright::both;
use flowright::config::Config;
use flowright::diagnostic::{self, Diagnostic};
use flowright::lang::Text;
use flowright::lint::rules;
use flowright::rule::Level;
use flowright::source::Source;

/// The settings under which fixtures and pages are judged: the default ones, on a day, so that rules about dates speak.
pub(crate) fn config() -> Config {
    Config { today: Some(Date { year: 2026, month: 11, day: 22 }), ..Config::default() }
}

/// A text and what is expected of it.
pub(crate) struct Fixture {
    path: PathBuf,
    text: String,
    /// Line, rule and level, sorted.
    expected: Vec<(usize, String, Option<String>)>,
}

impl Fixture {
    /// Whether the rule is expected to fire somewhere.
    pub(crate) fn expects(&self, rule: &str) -> bool {
        self.expected.iter().any(|(_, name, _)| name == rule)
    }

    fn read(path: &Path) -> Fixture {
        let text = fs::read_to_string(path).unwrap();
        let expected = expectations(&path.display().to_string(), &text);
        Fixture { path: path.to_owned(), text, expected }
    }

    /// What is wrong with the findings, as lines.
    fn check(&self, rule: &str) -> Vec<String> {
        let name = self.path.display().to_string();
        let source = Arc::new(Source::new(name.as_str(), self.text.as_str()));
        let analysis = analyze(Arc::clone(&source), &Beside, &config());
        let mut found = Vec::new();
        for finding in analysis.findings.iter().filter(|finding| finding.span.file.0 == 0) {
            let exact = finding.rule.name == rule || self.expects(finding.rule.name) || finding.rule.code < "F2";
            if exact {
                let line = source.line_index(finding.span.start) + 1;
                found.push((line, finding.rule.name, finding.level.name(), finding.message.en.as_str()));
            }
        }
        let mut wrong = Vec::new();
        for (line, rule, level) in &self.expected {
            let fits = |found: &&(usize, &str, &str, &str)| {
                found.0 == *line && found.1 == rule && level.as_ref().is_none_or(|level| found.2 == level)
            };
            match found.iter().position(|one| fits(&one)) {
                Some(at) => drop(found.remove(at)),
                None => wrong.push(format!("{name}:{line}: expected {rule} {}", level.as_deref().unwrap_or_default())),
            }
        }
        wrong.extend(found.iter().map(|(line, rule, level, message)| format!("{name}:{line}: unexpected {rule} {level}: {message}")));
        wrong
    }
}

impl Fixture {
    /// What the fixes of a rule leave behind, each applied alone.
    fn check_fixes(&self, rule: &str) -> Vec<String> {
        let name = self.path.display().to_string();
        let findings = |text: &str| analyze(Arc::new(Source::new(name.as_str(), text)), &Beside, &config()).findings;
        let errors = |found: &[Diagnostic]| found.iter().filter(|finding| finding.level == Level::Error).count();
        let before = findings(&self.text);
        let mut wrong = Vec::new();
        for finding in before.iter().filter(|finding| finding.rule.name == rule) {
            let Some(fix) = &finding.fix else { continue };
            let mended = diagnostic::apply(&self.text, &fix.edits);
            let after = findings(&mended);
            let same =
                |found: &[Diagnostic]| found.iter().filter(|other| other.rule == finding.rule && other.message == finding.message).count();
            let fewer = usize::from(finding.level == Level::Error);
            if same(&after) >= same(&before) || errors(&after) + fewer > errors(&before) {
                let left: Vec<&str> = after.iter().map(|other| other.message.en.as_str()).collect();
                wrong.push(format!("{name}: `{}` leaves {left:?}\n{mended}", fix.title.en));
            }
        }
        wrong
    }
}

/// What a text says that is found in it: line, rule and level, sorted.
pub(crate) fn expectations(name: &str, text: &str) -> Vec<(usize, String, Option<String>)> {
    let mut expected = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let Some((before, list)) = line.split_once("# expect:") else { continue };
        let number = if before.trim().is_empty() { at + 2 } else { at + 1 };
        for rule in list.split([',', '，']) {
            let mut words = rule.split_whitespace();
            let rule = words.next().unwrap_or_else(|| panic!("{name}:{}: expects nothing", at + 1));
            assert!(rules::find(rule).is_some(), "{name}:{}: there is no rule {rule}", at + 1);
            expected.push((number, rule.to_owned(), words.next().map(str::to_owned)));
        }
    }
    expected.sort();
    expected
}

/// Files that a fixture uses stand beside it.
pub(crate) struct Beside;

impl Loader for Beside {
    fn load(&self, from: &str, path: &str) -> Result<Arc<Source>, Text> {
        let path = Path::new(from).with_file_name(path);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Arc::new(Source::new(path.display().to_string(), text))),
            Err(why) => Err(both!("{why}", "{why}")),
        }
    }
}

/// The fixtures of a rule, in the order of their names.
pub(crate) fn fixtures_of(rule: &str) -> Vec<Fixture> {
    let mut paths = listed(&folder().join(rule));
    // A file that begins with `_` is only used by others.
    paths.retain(|path| path.extension().is_some_and(|end| end == "flow") && !path.file_name().unwrap().to_string_lossy().starts_with('_'));
    paths.iter().map(|path| Fixture::read(path)).collect()
}

/// Every fixture of every rule: its path and its text.
pub(crate) fn every_fixture() -> Vec<(String, String)> {
    let folders = listed(&folder());
    let rules = folders.iter().map(|folder| folder.file_name().unwrap().to_string_lossy().into_owned());
    rules.flat_map(|rule| fixtures_of(&rule)).map(|fixture| (fixture.path.display().to_string(), fixture.text)).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rules")
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_fixture_gives_exactly_what_it_expects() {
    let folders = listed(&folder());
    assert!(!folders.is_empty());
    let mut wrong = Vec::new();
    for folder in folders {
        let rule = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(rules::find(&rule).is_some_and(|found| found.name == rule), "{} is named after no rule", folder.display());
        let fixtures = fixtures_of(&rule);
        if !fixtures.iter().any(|fixture| fixture.expects(&rule)) {
            wrong.push(format!("{rule}: no fixture expects it"));
        }
        for fixture in fixtures {
            let trap = fixture.path.file_name().unwrap().to_string_lossy().starts_with("trap-");
            if trap && fixture.expects(&rule) {
                wrong.push(format!("{}: a trap expects the rule", fixture.path.display()));
            }
            wrong.extend(fixture.check(&rule));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_fix_in_a_fixture_mends_its_finding_and_adds_no_error() {
    let mut wrong = Vec::new();
    for folder in listed(&folder()) {
        let rule = folder.file_name().unwrap().to_string_lossy().into_owned();
        wrong.extend(fixtures_of(&rule).iter().flat_map(|fixture| fixture.check_fixes(&rule)));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Line, code and Chinese message of every finding of a text.
fn findings(text: &str) -> Vec<String> {
    let source = Arc::new(Source::new("test.flow", text));
    let analysis = analyze(Arc::clone(&source), &Beside, &config());
    let line = |finding: &Diagnostic| source.position(finding.span.start).line;
    analysis.findings.iter().map(|finding| format!("{} {} {}", line(finding), finding.rule.code, finding.message.zh)).collect()
}

#[test]
fn a_sketch_costs_one_finding_per_node_and_each_can_be_declared() {
    let text = "流程 甲 {\n现状 {\n任务 初审\n任务 步骤1\n开始 → 初审 → 复审 → 步骤1 → 步骤2 → 步骤3 → 结束\n}\n}\n";
    let found: Vec<String> = findings(text).into_iter().filter(|finding| !finding.contains("F3") && !finding.contains("F60")).collect();
    assert_eq!(found, ["5 F104 没有名为“复审”的节点", "5 F104 没有名为“步骤2”的节点", "5 F104 没有名为“步骤3”的节点"]);
    let analysis = analyze(Arc::new(Source::new("test.flow", text)), &Beside, &config());
    let undeclared = analysis.findings.iter().filter(|finding| finding.rule.code == "F104");
    assert!(undeclared.clone().all(|finding| finding.fix.as_ref().unwrap().title.en == "declare it as a task"));
    let misspelt = findings(&text.replace("任务 步骤1", "任务 步骤1\n任务 客服登记").replace("复审", "客服登计"));
    assert!(misspelt.contains(&"6 F104 没有名为“客服登计”的节点".to_owned()), "{misspelt:?}");
    assert!(misspelt.iter().all(|finding| !finding.contains("F2")), "{misspelt:?}");
}

#[test]
fn where_nothing_is_said_somebody_is_told() {
    assert_eq!(findings(""), ["1 F201 文件中没有流程"]);
    assert_eq!(findings("# 注释\n"), ["1 F201 文件中没有流程"]);
    assert_eq!(findings("流程 甲 { }\n"), ["1 F201 流程“甲”没有“现状”，也没有“优化后”"]);
    let unchanged = findings("流程 甲 {\n现状 {\n开始 → 结束\n}\n优化后 基于 现状 { }\n}\n");
    assert_eq!(unchanged, ["5 F105 优化后没有任何修改，与现状相同"]);
}

#[test]
fn what_stands_in_a_wrong_place_is_called_what_it_is() {
    let text = "流程 甲 {\n岗位 工程师\n现状 {\n任务 受理 { 责任人：工程师 }\n任务 处理 { 责任人：受理 }\n任务 归档 { 责任人：待定 }\n开始 → 受理 → 处理 → 归档 → 工程师 → 结束\n}\n}\n";
    let found = findings(text);
    for expected in ["5 F302 “受理”是环节，不是岗位", "6 F302 没有名为“待定”的岗位", "7 F104 “工程师”是岗位，这里应写环节"]
    {
        assert!(found.iter().any(|finding| finding == expected), "{expected}: {found:?}");
    }
}

/// Processes as a careful designer writes them: not one error or warning. The examples have their faults in as-is parts that are meant to be bad.
#[test]
fn correct_processes_and_every_to_be_of_the_examples_have_no_error_and_no_warning() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in listed(&root.join("tests/fixtures/correct")).into_iter().chain(listed(&root.join("examples"))) {
        count += 1;
        let source = Arc::new(Source::new(path.display().to_string(), fs::read_to_string(&path).unwrap()));
        for finding in analyze(source, &Beside, &Config::default()).findings {
            if finding.level > Level::Info && !finding.to_be_mended {
                wrong.push(format!("{}: {} {}", path.display(), finding.rule.name, finding.message.en));
            }
        }
    }
    assert!(count >= 17 && wrong.is_empty(), "\n{}", wrong.join("\n"));
}
