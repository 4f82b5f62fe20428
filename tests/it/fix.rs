//! `check --fix`: what is left of texts after their fixes.

use std::sync::Arc;

use flowright::analysis::{Analysis, Loader, analyze};
use flowright::config::Config;
use flowright::diagnostic::Safety;
use flowright::fix::fix;
use flowright::rule::Level;
use flowright::source::Source;
use proptest::prelude::*;

use crate::rules::{Beside, every_fixture};

fn look(text: &str) -> Analysis {
    analyze(Arc::new(Source::new("tests/fixtures/rules/x/fixed.flow", text)), &Beside, &Config::default())
}

/// The text after its fixes. Whatever it is: nothing applicable is left, fixing again changes nothing, and no error is new.
fn fixed(text: &str, unsafe_too: bool) -> String {
    let source = Arc::new(Source::new("tests/fixtures/rules/x/fixed.flow", text));
    let before = look(text);
    let done = fix(&source, &Beside as &dyn Loader, &Config::default(), unsafe_too);
    let after = look(&done.text);
    let errors = |analysis: &Analysis, below: &str| {
        let is_error = |finding: &&flowright::diagnostic::Diagnostic| finding.level == Level::Error && finding.rule.code < below;
        analysis.findings.iter().filter(is_error).map(|finding| finding.rule.name).collect::<Vec<&str>>()
    };
    // Errors of syntax and names hide others, which come to light when they are fixed.
    let hidden = errors(&before, "F2").len();
    assert!(errors(&after, "F2").len() <= hidden, "{:?} in\n{}\nof\n{text}", errors(&after, "F2"), done.text);
    let mut known = errors(&before, "G");
    for error in errors(&after, "G").iter().filter(|_| hidden == 0) {
        let at = known.iter().position(|other| other == error);
        known.remove(at.unwrap_or_else(|| panic!("new error `{error}` in\n{}\nof\n{text}", done.text)));
    }
    let again =
        fix(&Arc::new(Source::new("tests/fixtures/rules/x/fixed.flow", done.text.as_str())), &Beside, &Config::default(), unsafe_too);
    assert_eq!(again.text, done.text, "fixed again\n{text}");
    assert_eq!(done.count == 0, done.text == Source::new("", text).text, "a count of {} in\n{text}", done.count);
    done.text
}

#[test]
fn fixtures_are_fixed_and_have_no_new_error() {
    for (path, text) in every_fixture() {
        for unsafe_too in [false, true] {
            let after = look(&fixed(&text, unsafe_too));
            // What is left is harmful, or in an as-is that is meant to be bad: its fixture says so with the name `left-`.
            let left = after.findings.iter().filter(|finding| {
                finding.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe) && !finding.to_be_mended && finding.span.file.0 == 0
            });
            let left: Vec<&str> = left.map(|finding| finding.message.en.as_str()).collect();
            assert!(left.is_empty(), "{path}: {left:?} is left of\n{text}\nin\n{}", fixed(&text, unsafe_too));
        }
    }
}

#[test]
fn fixes_that_touch_take_turns() {
    let text = "process p {\n  role agent\n  as-is {\n    tsk fill { ownre: agent； time: 5m }\n    start -> fil -> end\n  }\n}\n";
    insta::assert_snapshot!(fixed(text, true));
}

#[test]
fn a_second_approval_with_a_way_back_is_removed_safely() {
    let text = "process p {\n  role a\n  role b\n  data form { deliverable: yes }\n  as-is {\n    task write { owner: a; out: form; time: 5m }\n    approval one { owner: b; of: form; time: 5m; rejected -> write max 1 }\n    approval two { owner: b; of: form; time: 5m; rejected -> write max 1 }\n    start -> write -> one -> two -> end\n  }\n}\n";
    let done = fixed(text, false);
    assert!(!done.contains("two") && done.contains("-> one -> end"), "{done}");
    assert_eq!(fixed(&text.replace('\n', "\r\n"), false), done.replace('\n', "\r\n"));
}

#[test]
fn the_as_is_of_a_process_with_a_to_be_is_not_touched() {
    let bad = "process p {\n  sla: 8h\n  role a\n  role b\n  data form { from: a; deliverable: yes }\n  as-is {\n    approval one { owner: b; of: form; time: 5m; rejected -> end }\n    approval two { owner: b; of: form; time: 5m; rejected -> end }\n    start -> one -> two -> end\n  }\n";
    let alone = format!("{bad}}}\n");
    assert_ne!(fixed(&alone, false), alone);
    let both = format!("{bad}  to-be from as-is {{ remove two }}\n}}\n");
    assert_eq!(fixed(&both, true), both);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whatever is deleted from a fixture or doubled in it: fixing ends, brings no error, and is done after one run.
    #[test]
    fn damaged_texts_are_fixed_without_new_errors(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), len in 1_usize..12, double in any::<bool>()) {
        let fixtures = every_fixture();
        let (_, text) = which.get(&fixtures);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let first = at.index(starts.len());
        let (from, to) = (starts[first], starts[(first + len).min(starts.len() - 1)]);
        let damaged = if double { format!("{}{}", &text[..to], &text[from..]) } else { format!("{}{}", &text[..from], &text[to..]) };
        fixed(&damaged, false);
        fixed(&damaged, true);
    }
}
