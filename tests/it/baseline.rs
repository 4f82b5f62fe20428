//! `--baseline`: old findings stay quiet, new ones do not.

use std::fs;

use flowright::report::baseline::{Baseline, Entry};
use proptest::prelude::*;

use crate::cli::{FAULTY, flowright, folder};

const TWO: &str = "process p \"报销\" {
  role agent
  as-is {
    task fill { consults: agent; time: 5m }
    task pay { consults: agent; time: 5m }
    start -> fill -> pay -> end
  }
}
";

#[test]
fn what_is_recorded_is_hidden_and_what_is_new_is_not() {
    let folder = folder(&[("a/p.flow", FAULTY), ("a/q.flow", TWO)]);
    let run = |arguments: &[&str]| flowright(folder.path(), &[&["check", "--format", "concise"], arguments].concat(), "");
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();

    let wrote = run(&["--write-baseline", "old.json"]);
    assert_eq!((wrote.code, wrote.out.as_str()), (0, ""), "{}", wrote.err);
    insta::assert_snapshot!("baseline_file", text("old.json"));
    let hidden = run(&["--baseline", "old.json"]);
    assert_eq!((hidden.code, hidden.out.as_str()), (0, ""), "{}", hidden.err);
    assert!(hidden.err.contains("in the baseline and not shown: 3"), "{}", hidden.err);

    // Lines that move, blanks and the folder from which it is run make no difference.
    put("a/q.flow", &format!("# one\n# two\n\n{}", TWO.replace("  ", "\t").replace("{ consults", "{  consults")));
    assert_eq!(run(&["--baseline", "old.json"]).out, "");
    let inside = flowright(&folder.path().join("a"), &["check", "--format", "concise", "--baseline", "../old.json"], "");
    assert_eq!((inside.code, inside.out.as_str()), (0, ""), "{}", inside.err);

    // The same fault elsewhere is new.
    put(
        "a/q.flow",
        &TWO.replace("    start", "    task more { consults: agent; time: 5m }\n    start").replace("pay ->", "pay -> more ->"),
    );
    let new = run(&["--baseline", "old.json"]);
    assert_eq!((new.code, new.out.lines().count()), (1, 1), "{}", new.out);
    assert!(new.out.contains("`more` has no owner"));

    // What is mended is named, and dropped when the baseline is written anew; other files are kept.
    put("a/q.flow", &TWO.replace("task pay { consults", "task pay { owner"));
    let stale = run(&["--baseline", "old.json", "a/q.flow"]);
    assert_eq!(stale.code, 0);
    insta::assert_snapshot!("stale", stale.err);
    assert_eq!(run(&["--write-baseline", "old.json", "a/q.flow"]).code, 0);
    assert_eq!(Baseline::read(&text("old.json")).unwrap().entries().len(), 2);
    fs::remove_file(folder.path().join("a/p.flow")).unwrap();
    let removed = run(&["--baseline", "old.json"]);
    assert!(removed.err.contains("no longer there, of the baseline: 1") && removed.err.contains("a/p.flow"), "{}", removed.err);
}

#[test]
fn errors_of_syntax_are_never_recorded() {
    let folder = folder(&[("p.flow", "process p {\n  role\n  as-is { start -> end\n}\n")]);
    let run = flowright(folder.path(), &["check", "--write-baseline", "old.json", "--format", "concise"], "");
    assert!(run.code == 1 && run.out.contains("F0"), "{}{}", run.out, run.err);
    assert_eq!(Baseline::read(&fs::read_to_string(folder.path().join("old.json")).unwrap()).unwrap(), Baseline::default());
}

#[test]
fn what_is_no_baseline_is_refused() {
    let wrong = [
        "",
        "{}",
        "[1]",
        "{\"format\": \"x\", \"version\": 1, \"findings\": []}",
        "{\"format\": \"flowright.baseline\", \"version\": 2, \"findings\": []}",
    ];
    for text in wrong {
        let folder = folder(&[("p.flow", FAULTY), ("old.json", text)]);
        let run = flowright(folder.path(), &["check", "--baseline", "old.json"], "");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
        // A file that is something else is not replaced either.
        assert_eq!(flowright(folder.path(), &["check", "--write-baseline", "old.json"], "").code, 2, "{text}");
        assert_eq!(fs::read_to_string(folder.path().join("old.json")).unwrap(), text);
    }
    let folder = folder(&[("p.flow", FAULTY), ("folder/x", "")]);
    assert_eq!(flowright(folder.path(), &["check", "--baseline", "missing.json"], "").code, 2);
    assert_eq!(flowright(folder.path(), &["check", "--write-baseline", "folder"], "").code, 2);
    assert_eq!(flowright(folder.path(), &["check", "--write-baseline", "p.flow"], "").code, 2);
    assert_eq!(fs::read_to_string(folder.path().join("p.flow")).unwrap(), FAULTY);
}

#[test]
fn an_obeyed_text_in_a_baseline_is_shown_only() {
    let entry = "{\"file\": \"\\u001b[31mgone.flow\", \"rule\": \"F301\", \"message\": \"\\n::error::x\", \"message_zh\": \"\\n::error::x\", \"fingerprint\": \"00\"}";
    let text = format!("{{\"format\": \"flowright.baseline\", \"version\": 1, \"findings\": [{entry}]}}");
    let folder = folder(&[("p.flow", FAULTY), ("old.json", &text)]);
    let run = flowright(folder.path(), &["check", "--baseline", "old.json"], "");
    assert!(run.err.contains("U+001B") && !run.err.contains('\u{1b}') && !run.err.contains("\n::"), "{}", run.err);
}

proptest! {
    #[test]
    fn a_baseline_is_read_as_it_was_written(entries in prop::collection::vec((any::<String>(), "F[0-9]{3}", any::<String>(), "[0-9a-f]{32}"), 0..20)) {
        let entries = entries.into_iter().map(|(file, rule, message, fingerprint)| Entry { file, rule, message_zh: message.clone(), message, fingerprint });
        let baseline: Baseline = entries.collect();
        prop_assert_eq!(Baseline::read(&baseline.write()).unwrap(), baseline);
    }
}
