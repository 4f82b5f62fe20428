//! `# allow: …`: what it hides, what it does not, and what is said about it.

use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::config::Config;
use flowright::lang::Lang;
use flowright::report::concise;
use flowright::source::Source;

fn look(text: &str, config: &Config) -> Analysis {
    analyze(Arc::new(Source::new("p.flow", text)), &NoFiles, config)
}

/// The lines and names of what is found.
fn found(text: &str) -> Vec<String> {
    let analysis = look(text, &Config::default());
    let line = |at: u32| analysis.sources.0[0].position(at).line;
    analysis.findings.iter().map(|finding| format!("{} {}", line(finding.span.start), finding.rule.name)).collect()
}

/// Three tasks without owners on lines 4, 5 and 6; `{n}` stand where comments go.
const FLOW: &str = "process p { {p}
  as-is { {v}
    {0}
    task one { time: 5m } {1}
    task two { time: 5m } {2}
    task three {
      time: 5m
      {3}
    } {4}
    start -> one -> two -> three -> end
    {5}
  } {6}
} {7}
";

fn with(place: &str) -> String {
    let mut text = FLOW.to_owned();
    for hole in ["{p}", "{v}", "{0}", "{1}", "{2}", "{3}", "{4}", "{5}", "{6}", "{7}"] {
        text = text.replace(hole, if hole == place { "# allow: missing-owner because the post is vacant" } else { "" });
    }
    text
}

#[test]
fn a_comment_is_about_the_statement_it_stands_at() {
    let all = ["4 missing-owner", "5 missing-owner", "6 missing-owner"];
    assert_eq!(found(&with("")), all);
    // Behind a header or a closing brace: the block.
    for place in ["{p}", "{v}", "{5}", "{6}", "{7}"] {
        assert!(found(&with(place)).is_empty(), "{place}: {:?}", found(&with(place)));
    }
    // Before a statement, and behind it.
    assert_eq!(found(&with("{0}")), all[1..]);
    assert_eq!(found(&with("{1}")), all[1..]);
    assert_eq!(found(&with("{2}")), [all[0], all[2]]);
    // In a block and behind its end.
    assert_eq!(found(&with("{3}")), all[..2]);
    assert_eq!(found(&with("{4}")), all[..2]);
}

#[test]
fn at_the_head_of_a_file_with_a_blank_line_it_is_about_the_file() {
    let second = with("").replace("process p", "process q");
    let comment = "# allow: missing-owner because 岗位空缺\n";
    assert!(found(&format!("{comment}\n{}{second}", with(""))).is_empty());
    assert!(found(&format!("# Who does what.\n{comment}# More words.\n\n{}{second}", with(""))).is_empty());
    assert_eq!(found(&format!("{comment}{}{second}", with(""))).len(), 3);
}

#[test]
fn both_languages_are_read() {
    for comment in [
        "# allow: F301 because the post is vacant",
        "# ALLOW: missing-owner because \"the post is vacant\" until 2026-12-31",
        "# 允许：missing-owner 因为 岗位空缺 至 2026-12-31",
        "＃ 允许：F301，因为“岗位空缺”",
        "# 允许：F301 理由：岗位空缺，直至招到人 至 2026年12月31日",
        "#允许 F301 因为 岗位空缺",
        "# 允许F301，原因：岗位空缺",
    ] {
        let text = with("{0}").replace("# allow: missing-owner because the post is vacant", comment);
        assert_eq!(found(&text).len(), 2, "{comment}: {:?}", found(&text));
    }
}

#[test]
fn what_does_nothing_is_said() {
    let text = "process p {
  role a
  as-is {
    # allow: missing-owner
    # allow: mising-owner because x
    # allow: because x
    # allow: F999 because x
    # allow: missing-owner, missing-time because x
    # allow: unexpected-text because x
    # allow: missing-owner because x until 2026-13-01
    # 允许：missing-owner 因为 岗位空缺 至 年底
    # allow: missing-time because it was measured
    task one { owner: a; time: 5m }
    start -> one -> end
  }
}
";
    let analysis = look(text, &Config::default());
    insta::assert_snapshot!("useless_en", concise::report(&analysis, Lang::En));
    insta::assert_snapshot!("useless_zh", concise::report(&analysis, Lang::Zh));
    let off = Config { inline_allow: false, ..Config::default() };
    assert!(look(text, &off).findings.is_empty());
}

#[test]
fn errors_of_syntax_and_names_are_not_hidden() {
    let text = "# allow: unknown-owner because x\n# allow: unknown-name because x\n\nprocess p {\n  as-is {\n    task a { owner: nobody; informs: noone; time: 5m }\n    start -> a -> end\n  }\n}\n";
    let found = found(text);
    assert!(found.contains(&"6 unknown-name".to_owned()), "{found:?}");
    // An unknown owner is a rule of F3; it may wait for the organisation file.
    assert!(!found.contains(&"6 unknown-owner".to_owned()), "{found:?}");
}

#[test]
fn a_hidden_fault_keeps_a_comment_from_being_unused() {
    let broken = with("{0}").replace("task one { time: 5m }", "task one { tiem: 5m }");
    assert!(!found(&broken).iter().any(|finding| finding.ends_with("unused-allow")), "{:?}", found(&broken));
}
