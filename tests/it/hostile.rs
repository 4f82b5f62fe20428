//! Careless and hostile texts: nothing crashes, hangs or overflows the stack, and nothing of a text is silently lost.

use flowright::ast::lower;
use flowright::diagnostic::{Diagnostic, apply};
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

fn soup() -> impl Strategy<Value = String> {
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

fn spliced() -> impl Strategy<Value = String> {
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
