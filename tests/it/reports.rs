//! The reports of a run: what each format says, that it can be read back whatever is in it, and where it may be written.

use std::collections::BTreeSet;
use std::fs;

use flowright::analysis::Analysis;
use flowright::config::Config;
use flowright::lang::{Lang, is_hidden};
use flowright::report::finding::{Checked, Report, resolve};
use flowright::report::path::files;
use flowright::report::terminal::{self, Style};
use flowright::report::{Format, concise, fingerprint, sarif, write};
use flowright::source::{Source, width};
use proptest::prelude::*;
use serde_json::Value;

use crate::cli::{CLEAN, FAULTY, flowright, folder};
use crate::drawings::{analysis_named, analysis_of_text, hostile_processes, root};

/// A finding of each level, one in an as-is that has a to-be, related places, a fix, a file without findings, and one that is no text.
const SAMPLE: &str = "岗位 员工
流程 报销 “报销” {
\t现状 {
    任务 填单 “填单𠮷” { 咨询：员工；耗时：5分钟 }
    任务 登记 { 责任人：员工; 耗时：5分钟 }
    开始 → 填单 → 登记 → 结束
    开始 → 填单
  }
  优化后 基于 现状 {
    修改 填单 { 责任人：员工 } 因为 试行
    修改 登记 { 责任人：出纳 } 因为 试行
  }
}
流程 采购 {
  现状 { 任务 下单 { 责任人：员工; 耗时：很久 } 开始 → 下单
  下单 = 结束 }
}
";

fn checked(analysis: &Analysis, name: &str, lang: Lang) -> Checked {
    let files = files(&analysis.sources, name, "/home/me");
    let fingerprints = fingerprint::of(analysis, &files);
    resolve(analysis, &files, fingerprints, &Config::default(), lang)
}

fn sample(lang: Lang) -> Report {
    let named = |name: &str, text: &str| checked(&analysis_named(name, text.to_owned()), name, lang);
    let files = vec![named("流程/报 销,%.flow", SAMPLE), named("clean.flow", CLEAN)];
    Report { lang, files, changes: None }
}

#[test]
fn every_format_in_both_languages() {
    for lang in [Lang::En, Lang::Zh] {
        let report = sample(lang);
        for format in Format::ALL.into_iter().filter(|format| format.is_for_machines()) {
            let name = format!("{} {}", format.name(), lang.pick("en", "zh"));
            insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, readable(format, &write(format, &report))) });
        }
    }
}

/// SARIF has a line for each result, which is too long to be read.
fn readable(format: Format, text: &str) -> String {
    if format != Format::Sarif {
        return text.to_owned();
    }
    let log: Value = serde_json::from_str(text).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap().len();
    assert_eq!(text.lines().count(), results + 2, "{text}");
    format!("{log:#}\n")
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&fs::read_to_string(root().join("schema/report.schema.json")).unwrap()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for lang in [Lang::En, Lang::Zh] {
        let report: Value = serde_json::from_str(&write(Format::Json, &sample(lang))).unwrap();
        if let Err(error) = validator.validate(&report) {
            panic!("{error} at {}", error.instance_path());
        }
        // What is optional is there, so that the schema was asked about it.
        let findings = report["findings"].as_array().unwrap();
        for field in ["variant", "fix", "fingerprint"] {
            assert!(findings.iter().any(|finding| !finding[field].is_null()), "{field}");
        }
        assert!(findings.iter().any(|finding| finding["related"] != Value::Array(Vec::new())));
    }
}

/// Reads a report as its readers do: what it says of files and messages.
fn read_back(format: Format, text: &str) -> Vec<String> {
    let texts = |value: &Value, path: &str| value.pointer(path).unwrap_or_else(|| panic!("{path}: {value}")).as_str().unwrap().to_owned();
    match format {
        Format::Json | Format::Gitlab => {
            let value: Value = serde_json::from_str(text).unwrap();
            let list = if format == Format::Json { value["findings"].as_array() } else { value.as_array() };
            let (file, message) = if format == Format::Json { ("/file", "/message") } else { ("/location/path", "/description") };
            list.unwrap().iter().flat_map(|finding| [texts(finding, file), texts(finding, message)]).collect()
        }
        Format::Sarif => {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(value["version"], "2.1.0");
            let run = &value["runs"][0];
            let uri = "/locations/0/physicalLocation/artifactLocation/uri";
            let results = run["results"].as_array().unwrap().iter();
            results
                .flat_map(|result| {
                    let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
                    assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
                    let uri = texts(result, uri);
                    assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%:".contains(&byte)), "{uri}");
                    [uri, texts(result, "/message/text")]
                })
                .collect()
        }
        Format::Junit | Format::Checkstyle => {
            let mut reader = quick_xml::Reader::from_str(text);
            reader.config_mut().check_end_names = true;
            let mut found = Vec::new();
            loop {
                match reader.read_event().unwrap() {
                    quick_xml::events::Event::Eof => return found,
                    quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                        for attribute in tag.attributes() {
                            let attribute = attribute.unwrap();
                            let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                            if ["name", "message"].contains(&attribute.key.as_ref()) {
                                found.push(value);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        Format::Github => text.lines().map(str::to_owned).collect(),
        Format::Human | Format::Concise => Vec::new(),
    }
}

/// Nothing in a text is obeyed by a terminal or the log of a CI service.
fn is_inert(what: &str, text: &str) {
    let active = text.chars().find(|&c| c.is_control() && c != '\n' || is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}'));
    assert_eq!(active, None, "{what}: {text:?}");
    let command = |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[');
    assert!(!text.match_indices("##").any(|(at, _)| command(&text[at + 2..])), "{what}: {text}");
    let ours = ["::error file=", "::warning file=", "::notice file="];
    let obeyed = text.lines().map(str::trim_start).find(|line| line.starts_with("::") && !ours.iter().any(|our| line.starts_with(our)));
    assert_eq!(obeyed, None, "{what}");
}

/// Every report of an analysis can be read back, and is inert.
fn all_formats(what: &str, analysis: &Analysis, name: &str) {
    let report = Report { lang: Lang::En, files: vec![checked(analysis, name, Lang::En)], changes: None };
    for format in Format::ALL.into_iter().filter(|format| format.is_for_machines()) {
        let text = write(format, &report);
        is_inert(&format!("{what} as {}", format.name()), &text);
        let read = read_back(format, &text);
        assert!(read.len() >= analysis.findings.len(), "{what} as {}: {text}", format.name());
        if format == Format::Json {
            assert!(read.iter().step_by(2).all(|file| file == name), "{what}: a name is not as it was");
        }
    }
    is_inert(what, &concise::report(analysis, Lang::En));
    let style = Style { lang: Lang::Zh, color: false, width: 60 };
    is_inert(what, &terminal::report(analysis, style));
}

#[test]
fn hostile_labels_stay_texts() {
    for (what, text) in hostile_processes() {
        // Without owners and with a text that is no time, so that labels come into messages.
        let text = text.replace("owner: agent;", "").replace("time: 5m", "time: soon");
        let analysis = analysis_named("hostile.flow", text);
        assert!(!analysis.findings.is_empty(), "{what}");
        all_formats(&what, &analysis, "hostile.flow");
    }
}

/// Pieces that some format or log takes for more than a text.
const PIECES: &[&str] = &[
    "::",
    "::error::",
    "##[",
    "##vso[",
    "##teamcity[",
    "]",
    "](",
    "[a](b)",
    "%",
    "%0A",
    "%25",
    ",",
    ":",
    "<",
    ">",
    "&",
    "&amp;",
    "]]>",
    "<!--",
    "\"",
    "'",
    "{0}",
    "\\u0041",
    "\\",
    "\u{1B}[31m",
    "\u{7}",
    "\u{7F}",
    "\u{9B}",
    "\u{202E}",
    "\u{200B}",
    "\u{2028}",
    "\u{FEFF}",
    "\u{FFFE}",
    "\u{FFFF}",
    "\n",
    "\r",
    "\t",
    " ",
    "流程",
    "𠮷",
    "😀",
    "é",
    "e\u{301}",
    "a",
    "/",
    "..",
    "#",
];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reports_of_anything_are_read_back(name in hostile(), one in hostile(), two in hostile(), free in hostile()) {
        let quoted = crate::drawings::quoted;
        let text = format!(
            "process p {} {{\n  as-is {{\n    task {} {{ time: {} }}\n    start -> {} -> end\n{free}\n  }}\n}}\n{free}",
            quoted(&one), quoted(&two), quoted(&one), quoted(&free)
        );
        let name = format!("{name}x");
        all_formats("random", &analysis_named(&name, text), &name);
    }
}

#[test]
fn a_finding_keeps_its_fingerprint() {
    let prints = |text: &str, lang: Lang| -> Vec<String> {
        let checked = checked(&analysis_of_text(text.to_owned()), "a.flow", lang);
        checked.findings.into_iter().map(|finding| finding.fingerprint.unwrap()).collect()
    };
    let before = prints(SAMPLE, Lang::En);
    assert_eq!(before.len(), before.iter().collect::<BTreeSet<_>>().len());
    assert!(before.iter().all(|print| print.len() == 32));
    let same: [(&str, String); 6] = [
        ("lines above", format!("# a\n\n{SAMPLE}")),
        ("indentation", SAMPLE.replace("    ", "\t")),
        ("blanks", SAMPLE.replace('；', " ； ").replace(" {", "   {")),
        ("line ends", SAMPLE.replace('\n', "\r\n")),
        ("another attribute", SAMPLE.replacen("5分钟 }\n    任务", "7分钟 }\n    任务", 1)),
        (
            "a process above",
            format!("岗位 甲\n流程 另一个 {{\n 现状 {{ 任务 做 {{ 责任人：甲；耗时：1分钟 }}\n 开始 → 做 → 结束 }} }}\n{SAMPLE}"),
        ),
    ];
    for (what, text) in same {
        assert_ne!(text, SAMPLE, "{what}");
        assert_eq!(prints(&text, Lang::En), before, "{what}");
    }
    assert_eq!(prints(SAMPLE, Lang::Zh), before, "the language");
    // The same fault at two nodes, and the same word twice at one.
    let twice = |one: &str, two: &str| {
        format!(
            "process p {{\n  role r\n  as-is {{\n    task {one} {{\n      owner: r; time: soon\n    }}\n    task {two} {{\n      owner: r; time: soon\n    }}\n    start -> {one} -> {two} -> end\n  }}\n}}\n"
        )
    };
    let [ab, ba] = [prints(&twice("a", "b"), Lang::En), prints(&twice("b", "a"), Lang::En)];
    assert_eq!(ab.iter().collect::<BTreeSet<_>>(), ba.iter().collect::<BTreeSet<_>>(), "the order of the nodes");
    assert_eq!(ab.len(), 2);
    assert_eq!(ab.len(), ab.iter().collect::<BTreeSet<_>>().len());
    let slips = prints("process p {\n  as-is {\n    start -> end\n§ §\n§ §\n  }\n}\n", Lang::En);
    assert!(slips.len() >= 2 && slips.len() == slips.iter().collect::<BTreeSet<_>>().len(), "{slips:?}");
}

/// The method is documented, and baselines are kept: these change only with its version.
#[test]
fn fingerprints_are_the_same_everywhere() {
    let checked = checked(&analysis_of_text(FAULTY.to_owned()), "a.flow", Lang::En);
    let [finding] = checked.findings.as_slice() else { panic!("{:?}", checked.findings) };
    // printf '1\x1fF301\x1fa.flow\x1fas-is\x1fp\x1fas-is\x1ffill\x1ftaskfill', hashed by FNV-1a of 128 bits.
    assert_eq!(finding.fingerprint.as_deref(), Some("dd2e8d564e9ea404485d7437626be4bf"));
}

#[test]
fn sarif_holds_no_more_than_github_takes() {
    let mut report = Report { lang: Lang::En, files: Vec::new(), changes: None };
    let many = analysis_of_text("oops § \n".repeat(1200));
    for _ in 0..26 {
        report.files.push(checked(&many, "many.flow", Lang::En));
    }
    report.files.push(checked(&analysis_of_text(FAULTY.to_owned()), "faulty.flow", Lang::En));
    let all = report.findings().count();
    let log: Value = serde_json::from_str(&sarif::report(&report)).unwrap();
    let run = &log["runs"][0];
    assert!(all > sarif::RESULTS);
    assert_eq!(run["results"].as_array().unwrap().len(), sarif::RESULTS);
    let said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
    let missing = all + report.left_out() - sarif::RESULTS;
    assert!(said.starts_with(&format!("{missing} of ")), "{said}");
    for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10);
        assert!(rule["fullDescription"]["text"].as_str().unwrap().chars().count() <= 1024);
    }
}

#[test]
fn the_page_of_every_rule_fits_into_sarif() {
    for lang in [Lang::En, Lang::Zh] {
        for (rule, _) in flowright::lint::RULES {
            let first = rule.prose(lang);
            let first = first.split("\n\n").next().unwrap();
            assert!((1..=1000).contains(&first.chars().count()), "{}", rule.code);
        }
    }
}

#[test]
fn columns_of_sarif_are_those_of_utf16() {
    let text = "process p {\n  as-is {\n    start -> \"𠮷𠮷\" -> end §\n  }\n}\n";
    let analysis = analysis_of_text(text.to_owned());
    let report = Report { lang: Lang::En, files: vec![checked(&analysis, "a.flow", Lang::En)], changes: None };
    let log: Value = serde_json::from_str(&sarif::report(&report)).unwrap();
    assert_eq!(log["runs"][0]["columnKind"], "utf16CodeUnits");
    let line: Vec<u16> = text.lines().nth(2).unwrap().encode_utf16().collect();
    let mut marks = 0;
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let column = |name: &str| usize::try_from(region[name].as_u64().unwrap()).unwrap() - 1;
        if region["startLine"] == 3 && region["endLine"] == 3 {
            let said = String::from_utf16(&line[column("startColumn")..column("endColumn")]).unwrap();
            marks += usize::from(said == "§");
        }
    }
    assert_eq!(marks, 1, "{log:#}");
}

// ---------- The command line

#[test]
fn several_reports_are_written_in_one_run() {
    let folder = folder(&[("sub/f.flow", FAULTY), ("c.flow", CLEAN)]);
    let plain = flowright(folder.path(), &["check"], "");
    let mut arguments = vec!["check".to_owned()];
    for format in Format::ALL {
        arguments.push(format!("--report={0}=out/report.{0}", format.name()));
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = flowright(folder.path(), &arguments, "");
    assert_eq!((run.code, run.out, run.err), (1, plain.out, plain.err), "the screen shows what it showed");
    for format in Format::ALL {
        let alone = flowright(folder.path(), &["check", "--format", format.name()], "");
        let written = fs::read_to_string(folder.path().join(format!("out/report.{}", format.name()))).unwrap();
        assert_eq!(alone.out, written, "{}", format.name());
        assert!((written.contains("F301") || written.contains("missing-owner")) && written.contains("sub/f.flow"), "{written}");
        let quiet = format.is_for_machines() && format != Format::Github;
        assert_eq!(alone.err.is_empty(), quiet, "{}: {}", format.name(), alone.err);
    }
    assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 8, "nothing half-written is left");
}

#[test]
fn reports_see_files_from_where_the_command_was_run() {
    let folder = folder(&[("sub/f.flow", FAULTY)]);
    let absolute = folder.path().canonicalize().unwrap().join("sub/f.flow");
    for name in ["sub/f.flow", "./sub/f.flow", "sub/../sub/f.flow", absolute.to_str().unwrap()] {
        let run = |format: &str| flowright(folder.path(), &["check", name, "--format", format], "").out;
        let log: Value = serde_json::from_str(&run("sarif")).unwrap();
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!((place["uri"].as_str(), place["uriBaseId"].as_str()), (Some("sub/f.flow"), Some("%SRCROOT%")), "{name}");
        let issues: Value = serde_json::from_str(&run("gitlab")).unwrap();
        assert_eq!(issues[0]["location"]["path"], "sub/f.flow");
        assert!(run("github").starts_with("::error file=sub/f.flow,line=4,"), "{name}");
        let json: Value = serde_json::from_str(&run("json")).unwrap();
        assert_eq!(json["findings"][0]["file"], name, "as it was named");
        assert_eq!(json["findings"][0]["fingerprint"], issues[0]["fingerprint"]);
    }
    let stdin = flowright(folder.path(), &["check", "-", "--format", "sarif", "--lang", "zh"], FAULTY).out;
    assert!(stdin.contains("\"uri\":\"%3Cstdin%3E\""), "{stdin}");
}

#[test]
fn a_report_replaces_no_source_and_is_written_once() {
    let folder = folder(&[("f.flow", FAULTY), ("used.flow", CLEAN), ("odd.txt", CLEAN), ("folder/x", "")]);
    let run = |arguments: &[&str]| flowright(folder.path(), arguments, "");
    for (report, why) in [
        ("sarif=f.flow", "process file"),
        ("sarif=./folder/../f.flow", "process file"),
        ("sarif=used.flow", "process file"),
        ("sarif=odd.txt", "process file"),
        ("sarif=folder", "folder"),
        ("sarif=new/", "folder"),
        ("sarif", "names no file"),
        ("sarif=", "names no file"),
        ("sarif=-", "--format"),
        ("serif=x", "did you mean `sarif`"),
        ("pdf=x", "there are: human, concise"),
    ] {
        let run = run(&["check", "f.flow", "odd.txt", "--report", report]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{report}");
        assert!(run.err.contains(why), "{report}: {}", run.err);
    }
    let twice = run(&["check", "f.flow", "--report", "sarif=out.x", "--report", "junit=./out.x"]);
    assert_eq!(twice.code, 2);
    assert!(twice.err.contains("out.x: two reports"), "{}", twice.err);
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!([text("f.flow"), text("used.flow"), text("odd.txt")], [FAULTY, CLEAN, CLEAN]);
    assert!(!folder.path().join("out.x").exists() && !folder.path().join("new").exists());
    // An earlier report is replaced.
    fs::write(folder.path().join("out.sarif"), "old").unwrap();
    assert_eq!(run(&["check", "f.flow", "--report", "sarif=out.sarif"]).code, 1);
    assert!(text("out.sarif").contains("2.1.0"));
}

#[test]
fn what_is_left_out_is_said() {
    let folder = folder(&[("many.flow", &"oops § \n".repeat(1200))]);
    for format in ["json", "sarif", "github", "gitlab", "junit", "checkstyle"] {
        let run = flowright(folder.path(), &["check", "--format", format], "");
        let said = format!("flowright: {format}: ");
        assert!(run.err.contains(&said) && run.err.contains("not in this report"), "{format}: {}", run.err);
    }
}

#[test]
fn colours_are_as_the_environment_says() {
    let folder = folder(&[("f.flow", FAULTY)]);
    let colored = |arguments: &[&str], set: &[(&str, &str)]| {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_flowright"));
        command.current_dir(folder.path()).args(["check", "f.flow"]).args(arguments);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").envs(set.iter().copied());
        String::from_utf8(command.output().unwrap().stdout).unwrap().contains('\u{1B}')
    };
    assert!(!colored(&[], &[]), "a pipe");
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]), "an option is stronger");
    let report = folder.path().join("out.txt");
    assert!(colored(&["--color", "always", "--report", "human=out.txt"], &[]));
    assert!(!fs::read_to_string(report).unwrap().contains('\u{1B}'), "a file has no colours");
}

#[test]
fn a_drawing_fits_and_its_marks_stand_under_the_text() {
    let text = SAMPLE.replace("咨询：员工", "咨询：员工；备注：“一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十”");
    for columns in [40, 60, 80, 160] {
        for lang in [Lang::En, Lang::Zh] {
            let analysis = analysis_of_text(text.clone());
            let drawn = terminal::report(&analysis, Style { lang, color: false, width: columns });
            is_inert("drawing", &drawn);
            let name = format!("human {columns} {}", lang.pick("en", "zh"));
            insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, drawn) });
            marks_stand_under_text(&analysis, &drawn);
        }
    }
}

/// Under each line of source the marks begin where what they mark begins, in columns of a terminal.
fn marks_stand_under_text(analysis: &Analysis, drawn: &str) {
    let lines: Vec<&str> = drawn.lines().collect();
    let source: &Source = &analysis.sources.0[0];
    let mut seen = 0;
    for (at, line) in lines.iter().enumerate() {
        let Some((number, shown)) = line.split_once(" │ ") else { continue };
        let Ok(number) = number.trim().parse::<usize>() else { continue };
        let Some((gutter, marks)) = lines.get(at + 1).and_then(|next| next.split_once(" · ")) else { continue };
        assert_eq!(width(gutter), width(&line[..line.find(" │ ").unwrap()]), "{drawn}");
        let starts: Vec<usize> = analysis
            .findings
            .iter()
            .flat_map(|finding| std::iter::once(finding.span).chain(finding.labels().map(|label| label.span)))
            .filter(|span| source.line_index(span.start) + 1 == number)
            .map(|span| {
                let line = source.line_span(number - 1);
                width(&source.text[line.start..span.start as usize].replace('\t', "    "))
            })
            .collect();
        let begins = width(&marks[..marks.find(|c: char| c != ' ').unwrap()]);
        assert!(starts.contains(&begins), "{shown}\n{marks}\n{starts:?} {begins}");
        seen += 1;
    }
    assert!(seen > 2, "{drawn}");
}

#[test]
#[cfg(unix)]
fn hostile_file_names_come_out_inert() {
    let names =
        ["::error file=x::甲 乙.flow", "##[error]x.flow", "##vso[task.complete]x.flow", "a\n::error::b.flow", "\u{1B}[31m\u{202E}.flow"];
    for name in names {
        let folder = folder(&[(name, FAULTY)]);
        for format in Format::ALL {
            let run = flowright(folder.path(), &["check", "--format", format.name()], "");
            assert_eq!(run.code, 1);
            is_inert(&format!("{name:?} as {}", format.name()), &(run.out + &run.err));
        }
        let run = flowright(folder.path(), &["check", &format!("{name}.missing")], "");
        is_inert(name, &run.err);
    }
}
