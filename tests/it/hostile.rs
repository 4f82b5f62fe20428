//! Careless and hostile texts: nothing crashes, hangs or overflows the stack, and nothing of a text is silently lost.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use flowright::analysis::FINDINGS;
use flowright::ast::lower;
use flowright::diagnostic::{Diagnostic, apply};
use flowright::rule::Level;
use flowright::source::{FileId, Source};
use flowright::syntax::parse;
use flowright::syntax::tree::{StatementIx, Tree};
use proptest::prelude::*;

use crate::texts::Examples;

// ---------- Random texts

const SOUP: &[&str] = &[
    "流程",
    "任务",
    "审批",
    "判断",
    "并行",
    "岗位",
    "系统",
    "单据",
    "现状",
    "优化后",
    "基于 现状",
    "开始",
    "结束",
    "知会",
    "修改",
    "删除",
    "合并",
    "为",
    "拆分",
    "插入",
    "于",
    "之后",
    "之间",
    "改由",
    "改接",
    "到",
    "因为",
    "责任人",
    "耗时",
    "备注",
    "问题点",
    "改进方向",
    "话术",
    "退回",
    "否则",
    "超时",
    "最多",
    "里程碑",
    "职责分离",
    "引用",
    "process",
    "task",
    "approval",
    "decision",
    "parallel",
    "role",
    "system",
    "data",
    "as-is",
    "to-be",
    "from",
    "start",
    "end",
    "change",
    "insert",
    "after",
    "because",
    "owner",
    "time",
    "note",
    "issue",
    "escalate",
    "rejected",
    "else",
    "timeout",
    "max",
    "use",
    "sod",
    "milestone",
    "甲",
    "乙",
    "处理申请",
    "a",
    "b",
    "record",
    "任务填写",
    "退回8%",
    "因为客户",
    "改",
    "as",
    "-",
    "--",
    "->",
    "→",
    "》",
    ">",
    "=",
    "<=",
    "≤",
    ":",
    "：",
    ",",
    "、",
    "，",
    ";",
    "；",
    "。",
    "。。",
    ".",
    "..",
    "{",
    "}",
    "｛",
    "｝",
    "{{",
    "}}",
    "}",
    "{",
    "\"",
    "“",
    "”",
    "＂",
    "‘",
    "’",
    "\"x\"",
    "“x”",
    "”x”",
    "“x\"",
    "\\",
    "\\\"",
    "|",
    "| text",
    "#",
    " # c",
    "# allow: x because y",
    "(",
    ")",
    "［",
    "5m",
    "1h30",
    "30%",
    "８％",
    "5000元",
    "1,600m",
    "3个工作日",
    "tri(1m, 2m, 3m)",
    "999999999999999999h",
    "-5m",
    "NaN",
    "0",
    "1e308h",
    "2026-11-22",
    "\n",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\r\n",
    "\r",
    "\t",
    " ",
    " ",
    " ",
    "\u{3000}",
    "\u{A0}",
    "\u{0}",
    "\u{1B}[31m",
    "\u{FEFF}",
    "\u{200B}",
    "\u{202E}",
    "\u{2028}",
    "\u{85}",
    "е",
    "\u{301}",
    "👩\u{200D}💻",
    "𠮷",
    "é",
    "ﬁ",
    "￥5",
    "%",
    "％",
    "@",
    "~",
    "/",
    "\u{7F}",
];

pub(crate) fn soup() -> impl Strategy<Value = String> {
    let word = prop::sample::select(SOUP).prop_map(str::to_owned);
    let pieces = prop::collection::vec((word, any::<bool>()), 0..120);
    pieces.prop_map(|pieces| pieces.into_iter().fold(String::new(), |text, (piece, blank)| text + &piece + if blank { " " } else { "" }))
}

/// One change of a text: where (as a share of its length), how much goes, what comes.
type Damage = (f64, usize, String);

fn damage() -> impl Strategy<Value = Damage> {
    let piece = prop::sample::select(SOUP).prop_map(str::to_owned);
    (0.0..1.0, prop_oneof![Just(0_usize), 0..3_usize, 0..200_usize], prop_oneof![Just(String::new()), piece])
}

fn damaged(text: &str, damages: &[Damage]) -> String {
    let mut text = text.to_owned();
    for (share, length, piece) in damages {
        let start = text.floor_char_boundary(place(&text, *share));
        let end = text.floor_char_boundary((start + length).min(text.len()));
        text.replace_range(start..end, piece);
    }
    text
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a small length")]
fn place(text: &str, share: f64) -> usize {
    (text.len() as f64 * share) as usize
}

pub(crate) fn spliced() -> impl Strategy<Value = String> {
    let examples: Vec<String> = Examples::read().texts().map(str::to_owned).collect();
    let example = || prop::sample::select(examples.clone());
    (example(), example(), 0.0..1.0, 0.0..1.0, prop::collection::vec(damage(), 0..8)).prop_map(|(one, other, from, to, damages)| {
        let head = &one[..one.floor_char_boundary(place(&one, from))];
        let tail = &other[other.floor_char_boundary(place(&other, to))..];
        damaged(&format!("{head}{tail}"), &damages)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn token_soup_is_read(text in soup()) {
        analyzed(&Examples::read_none(), &text);
    }

    #[test]
    fn nothing_of_a_soup_is_lost(text in soup()) {
        whole(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_examples_are_read(text in spliced()) {
        analyzed(&Examples::read_none(), &text);
    }

    #[test]
    fn nothing_of_a_damaged_example_is_lost(text in spliced()) {
        whole(&text);
    }
}

/// Runs the whole pipeline and checks that every finding can be shown and every fix applied.
fn analyzed(examples: &Examples, text: &str) -> Vec<Diagnostic> {
    let (source, findings) = examples.findings(text);
    let text = &source.text;
    let valid = |start: u32, end: u32| start <= end && text.get(start as usize..end as usize).is_some();
    for finding in &findings {
        let own = finding.span.file == FileId(0);
        assert!(!own || valid(finding.span.start, finding.span.end), "{finding:?}");
        assert!(
            !finding.message.en.is_empty() && !finding.message.zh.is_empty() && !finding.help.en.is_empty() && !finding.help.zh.is_empty(),
            "{finding:?}"
        );
        assert!(
            !finding.message.en.contains(|c: char| c.is_control()) && !finding.message.zh.contains(|c: char| c.is_control()),
            "{finding:?}"
        );
        if own {
            source.position(finding.span.start);
        }
        if let Some(fix) = &finding.fix {
            assert!(fix.edits.iter().all(|edit| valid(edit.span.start, edit.span.end)), "{finding:?}");
            let _ = apply(text, &fix.edits);
        }
    }
    findings
}

/// Checks that every character of a text is in its tree, and that the tree is one.
fn whole(text: &str) {
    let source = Source::new("test.flow", text);
    let (tree, found) = parse(FileId(0), &source);
    assert!(!found.iter().any(|finding| finding.rule.code == "F014"), "too large");
    let text = source.text.as_str();
    let mut covered = vec![false; text.len()];
    let mut cover = |(start, end): (u32, u32)| {
        assert!(text.get(start as usize..end as usize).is_some(), "{start}..{end} of {text:?}");
        covered[start as usize..end as usize].fill(true);
    };
    for &comment in &tree.comments {
        cover(comment);
    }
    let mut end = 0;
    for token in &tree.tokens {
        assert!(token.start >= end && token.end >= token.start, "the token at {} stands twice or out of order in {text:?}", token.start);
        end = token.end;
        cover((token.start, token.end));
    }
    let mut tokens = 0;
    for statement in &tree.statements {
        tokens += statement.head.len() + statement.tail.len();
        assert!(!statement.head.is_empty());
        statement.text.into_iter().chain(statement.because).for_each(&mut cover);
        if let Some(block) = statement.block {
            cover(block.open);
            cover(block.close);
        }
    }
    assert_eq!(tokens, tree.tokens.len(), "each token belongs to one statement: {text:?}");
    for (at, c) in text.char_indices() {
        let mark = matches!(c, ';' | '；' | '。' | '{' | '}' | '｛' | '｝');
        let blank = c.is_whitespace() || c == '\u{FEFF}';
        assert!(covered[at] || mark || blank, "{c:?} at {at} is lost in {text:?}");
    }
    nested(&tree, 0, StatementIx::try_from(tree.statements.len()).unwrap(), &tree.roots().collect::<Vec<_>>());
    let _ = lower(&source, &tree);
}

fn nested(tree: &Tree, from: StatementIx, to: StatementIx, siblings: &[StatementIx]) {
    let mut at = from;
    for &statement in siblings {
        assert_eq!(at, statement);
        let next = tree.get(statement).next;
        assert!(next > statement && next <= to, "{statement} ends at {next}, its block at {to}");
        nested(tree, statement + 1, next, &tree.children(statement).collect::<Vec<_>>());
        at = next;
    }
    assert_eq!(at, to);
}

// ---------- Large texts

/// A process with one variant around something.
fn in_variant(body: &str) -> String {
    format!("process p \"x\" {{\n  role r\n  as-is {{\n{body}\n  }}\n}}\n")
}

fn in_task(body: &str) -> String {
    in_variant(&format!("task a {{\n{body}\n}}"))
}

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "{}", line(at));
        text
    })
}

/// Texts of any size, each hard on another part of the pipeline. The number says how often something is repeated.
pub(crate) fn large(n: usize) -> Vec<(&'static str, String)> {
    let line = |piece: &str, length: usize| piece.repeat(length.div_ceil(piece.len()));
    vec![
        ("braces on one line", "{".repeat(n)),
        ("braces on lines", "{\n".repeat(n)),
        ("closing braces", "}\n".repeat(n)),
        ("closing braces on one line", "}".repeat(n)),
        ("blocks on lines", "a {\n".repeat(n)),
        ("blocks on one line", "a {".repeat(n)),
        ("blocks opened and closed", "task a { time: 5m }\n".repeat(n)),
        ("doubled braces", "process p {\n as-is {\n task a { time: 5m }}\n b -> c\n }\n}\n".repeat(n / 8)),
        ("words on one line", "a ".repeat(n)),
        ("statements on one line", "a;".repeat(n)),
        ("statements behind blanks", format!("{}{}", " ".repeat(n), "a;".repeat(n))),
        ("declarations on one line", "task a ".repeat(n)),
        ("attributes without separators", in_task(&"time: 5m owner: r ".repeat(n / 4))),
        ("chains on one line", in_variant(&"a b -> c ".repeat(n / 4))),
        ("a long chain", in_variant(&"a -> ".repeat(n))),
        ("a wide chain", in_variant(&format!("{}c -> {}d", "a, ".repeat(n / 8), "b, ".repeat(n / 8)))),
        ("many wide chains", in_variant(&format!("{}i -> j", format!("{}i -> ", "a, b, c, d, e, f, g, h, ".repeat(10)).repeat(n / 160)))),
        ("quotation marks on one line", "\"".repeat(n)),
        ("opening marks on one line", "“".repeat(n)),
        ("mixed pairs on one line", "\"a” ".repeat(n)),
        ("short lines of quotation marks", format!("{}\n", line("“\"” ‘", 4000)).repeat(n / 1000)),
        ("lost quotation marks", format!("{}\n", line("“{‘;\"}", 4000)).repeat(n / 1000)),
        ("lost quotation marks in blocks", in_variant(&"task a “x { time: 5m; note: “y }\n".repeat(n / 8))),
        ("escapes", format!("note: \"{}\"\n", "\\\"\\\\\\n".repeat(400)).repeat(n / 400)),
        ("texts", in_task(&"note: {a}; ; “b；c” 。d\n".repeat(n / 8))),
        ("text lines", format!("process p {{\nbackground:\n{}}}\n", "| x\n".repeat(n))),
        ("text lines without a mark", format!("process p {{\nbackground:\n{}}}\n", "x y\n".repeat(n))),
        ("reasons on one line", in_variant(&"remove a because b ".repeat(n / 4))),
        ("attributes of one node", in_task(&"note: x\n".repeat(n))),
        ("unknown keys", in_task(&"ownr: x\n".repeat(n))),
        ("keys without a colon", in_task(&"owner x\n".repeat(n))),
        ("branches", in_variant(&format!("decision d {{\n{}}}", numbered(n / 8, |at| format!("\"{at}\" -> a"))))),
        ("branches of a parallel", in_variant(&format!("parallel d {{\n{}}}", numbered(n / 8, |at| format!("a{at} -> b{at}"))))),
        ("errors", "§ §\n".repeat(n)),
        ("misspelt keywords", in_variant(&"taks a \"b\"\n".repeat(n))),
        ("headers with too much", in_variant(&"task a b c\n".repeat(n))),
        ("comments", "# allow: x because y\n".repeat(n)),
        ("control characters", "\0\u{1B}\n".repeat(n)),
        ("carriage returns", "task a\r".repeat(n)),
        ("line separators", "task a\u{2028}".repeat(n)),
        ("blank lines", format!("a{}-> b\n", "\n".repeat(100)).repeat(n / 100)),
        ("roles", numbered(n, |at| format!("role r{at}"))),
        ("roles on one line", format!("岗位：{}", (0..n / 8).map(|at| format!("r{at}、")).collect::<String>())),
        ("nodes", in_variant(&numbered(n / 2, |at| format!("task a{at} {{ owner: r }}")))),
        ("undeclared nodes", in_variant(&numbered(n / 2, |at| format!("a{at} -> b{at}")))),
        ("unknown roles", in_variant(&numbered(n / 2, |at| format!("task a{at} {{ owner: x{at} }}")))),
        (
            "unknown names and a broken line",
            in_variant(&format!("task {}\n{}", "b ".repeat(n), numbered(n / 4, |at| format!("task a{at} {{ owner: x{at} }}")))),
        ),
        ("changes", {
            let nodes = numbered(n / 16, |at| format!("task a{at}\na{at} -> a{}", at + 1));
            let changes = numbered(n / 16, |at| format!("change a{at} {{ time: 5m }} because x"));
            format!("process p {{\nas-is {{\n{nodes}}}\nto-be from as-is {{\n{changes}}}\n}}\n")
        }),
        ("used files", "use \"x.flow\"\n".repeat(n / 8)),
    ]
}

/// Every large text is read in a time that only something worse than linear could exceed.
#[test]
fn large_texts_are_read() {
    for (name, text) in large(20_000) {
        let took = time(&text, 1, true);
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
    }
}

/// Times at 1× and 4×: `cargo test --test it times -- --ignored --nocapture`.
#[test]
#[ignore = "prints times"]
fn times() {
    println!("{:<34} {:>10} {:>10} {:>6} {:>10} {:>10} {:>6}", "text", "read 1×", "4×", "ratio", "all 1×", "4×", "ratio");
    for ((name, small), (_, large)) in large(25_000).into_iter().zip(large(100_000)) {
        let (one, four) = (time(&small, 2, false), time(&large, 1, false));
        let (all_one, all_four) = (time(&small, 1, true), time(&large, 1, true));
        let ratio = |one: Duration, four: Duration| four.as_secs_f64() / one.as_secs_f64().max(1e-6);
        println!(
            "{name:<34} {one:>10.1?} {four:>10.1?} {:>6.1} {all_one:>10.1?} {all_four:>10.1?} {:>6.1}{}",
            ratio(one, four),
            ratio(all_one, all_four),
            if ratio(one, four) > 8.0 || ratio(all_one, all_four) > 8.0 { " <<<" } else { "" }
        );
    }
}

#[allow(clippy::disallowed_methods, reason = "a test that measures time")]
fn time(text: &str, runs: usize, whole: bool) -> Duration {
    let examples = Examples::read_none();
    let run = || {
        let start = Instant::now();
        if whole {
            let findings = examples.findings(text).1;
            assert!(findings.len() <= FINDINGS);
        } else {
            let source = Source::new("test.flow", text);
            let (tree, _) = parse(FileId(0), &source);
            let _ = lower(&source, &tree);
        }
        start.elapsed()
    };
    (0..runs).map(|_| run()).min().unwrap_or_default()
}

fn codes(findings: &[Diagnostic]) -> Vec<&'static str> {
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.rule.code).collect();
    codes.dedup();
    codes
}

fn syntax_errors(text: &str) -> Vec<String> {
    let (source, findings) = Examples::read_none().findings(text);
    let errors = findings.iter().filter(|finding| finding.level == Level::Error && finding.rule.code.starts_with("F0"));
    errors.map(|finding| format!("{} {}", source.position(finding.span.start).line, finding.rule.code)).collect()
}

#[test]
fn a_line_of_fifty_megabytes_is_one_finding() {
    const SIZE: usize = 50 << 20;
    let around = |line: String| format!("role r\n{line}\nrole q\n");
    for piece in ["a", " ", "\"", "{", "}", "“", "\"a” ", "a -> ", "任务 ", "\0", "a;"] {
        let text = around(piece.repeat(SIZE / piece.len()));
        let (source, findings) = Examples::read_none().findings(&text);
        assert_eq!(codes(&findings), ["F014"], "{piece:?}");
        assert_eq!(findings.len(), 1, "{piece:?}");
        assert_eq!(source.position(findings[0].span.start).line, 2, "{piece:?}");
    }
    assert_eq!(syntax_errors(&"a\n".repeat(40 << 20)), ["1 F014"], "a file that is too large");
}

#[test]
fn a_long_line_with_many_quotation_marks_is_one_finding() {
    let line = format!("note: {}", "“a\" ".repeat(2000));
    assert_eq!(syntax_errors(&format!("process p {{\n{line}\nsla: 4h\n}}\n")), ["2 F014"]);
    let words = "长".repeat(100_000);
    assert_eq!(syntax_errors(&format!("process p {{\nnote: {words}\nsla: 4h\n}}\n")), [""; 0]);
}

#[test]
fn more_statements_than_are_read_are_one_finding() {
    let source = Source::new("test.flow", "role r\n".repeat(600_000) + &"data d\n".repeat(600_000));
    let (tree, found) = parse(FileId(0), &source);
    assert_eq!(tree.statements.len(), 1_000_000);
    assert_eq!(codes(&found), ["F014"]);
}

#[test]
fn a_hundred_thousand_errors_are_capped() {
    let (_, findings) = Examples::read_none().findings(&"§ §\n".repeat(100_000));
    assert_eq!(findings.len(), FINDINGS);
    let (_, findings) = Examples::read_none().findings(&in_variant(&"task a b c\n".repeat(100_000)));
    assert_eq!(findings.len(), FINDINGS);
}

#[test]
fn nesting_ends_at_a_limit() {
    for depth in [10, 254, 255] {
        let text = "a {\n".repeat(depth) + &"}\n".repeat(depth);
        assert!(!syntax_errors(&text).iter().any(|error| error.ends_with("F014")), "{depth}");
    }
    for depth in [256, 257, 1000, 100_000] {
        let text = "a {\n".repeat(depth) + &"}\n".repeat(depth);
        let errors = syntax_errors(&text);
        assert!(errors.contains(&"256 F014".to_owned()), "{depth}: {errors:?}");
        assert_eq!(errors.iter().filter(|error| error.ends_with("F014")).count(), 1, "{depth}");
        analyzed(&Examples::read_none(), &"a {\n".repeat(depth));
    }
}

#[test]
fn ten_thousand_branches_are_read() {
    let branches = numbered(10_000, |at| format!("“{at}” -> a"));
    let text = in_variant(&format!("decision d {{\n{branches}}}\ntask a\nstart -> d\na -> end"));
    let (_, findings) = Examples::read_none().findings(&text);
    assert!(
        findings.iter().all(|finding| !finding.rule.code.starts_with("F0") && !finding.rule.code.starts_with("F1")),
        "{:?}",
        findings.first()
    );
}

#[test]
fn every_line_end_counts() {
    let text = "process p {\n  role r\n  as-is {\n    task a { owner: r; time: soon }\n    start -> a -> end\n  }\n}\n";
    for end in ["\n", "\r\n", "\r"] {
        assert_eq!(syntax_errors(&text.replace('\n', end)), ["4 F008"], "{end:?}");
    }
    assert_eq!(syntax_errors(&format!("\u{FEFF}{text}")), ["4 F008"], "a byte order mark");
    assert_eq!(syntax_errors(&text.replace("role r", "role \0r").replace("soon", "5m")), ["2 F001"], "NUL");
    assert_eq!(syntax_errors(&text.replace("role r\n", "role r\u{2028}\n").replace("soon", "5m")), ["2 F001"], "U+2028");
}

#[test]
fn strings_hold_every_escape() {
    let text = r#"process p "a \"b\" \\ \n “c” \x" { note: "} ; # { \" ”" }"#;
    let (_, findings) = Examples::read_none().findings(text);
    assert!(findings.iter().all(|finding| !finding.rule.code.starts_with("F0")), "{:?}", findings.first());
    assert_eq!(syntax_errors("process p “甲“乙”\\”丙” {}\nrole r \"x\\\""), ["2 F004"]);
}
