//! The contract of every rule: what its code, its name, its page and its examples promise.

use std::sync::Arc;

use flowright::analysis::{NoFiles, analyze};
use flowright::diagnostic::{self, Diagnostic};
use flowright::lang::Lang;
use flowright::lint::{Check, RULES};
use flowright::rule::{Level, Rule};
use flowright::source::Source;

/// Errors that a fix may leave, because what it writes is a beginning: a sketched node still needs its owner.
const NEXT: [(&str, &str); 1] = [("undeclared-node", "missing-owner")];

/// Rules whose fault is that something is not there.
const LACKS: [&str; 4] = ["no-reject-path", "no-deputy", "no-audit-trail", "no-archive"];

/// What is found in a text that stands alone.
fn findings(text: &str) -> Vec<Diagnostic> {
    analyze(Arc::new(Source::new("example.flow", text)), &NoFiles, &crate::rules::config()).findings
}

fn listed(found: &[Diagnostic]) -> String {
    let lines: Vec<String> =
        found.iter().map(|finding| format!("\n  {} {} {}", finding.rule.code, finding.level.name(), finding.message.en)).collect();
    lines.concat()
}

/// Runs a check over every rule and fails with all that it says.
fn every_rule(check: impl Fn(&'static Rule, &Check) -> Option<String>) {
    let wrong: Vec<String> =
        RULES.iter().filter_map(|(rule, what)| check(rule, what).map(|why| format!("{} {}: {why}", rule.code, rule.name))).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn codes_ascend_and_names_are_kebab_case_and_both_are_unique() {
    let mut seen: Vec<&Rule> = Vec::new();
    for (rule, _) in RULES {
        let digits = rule.code.strip_prefix('F').unwrap_or_default();
        assert!(digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{}", rule.code);
        if let Some(last) = seen.last() {
            assert!(last.code < rule.code, "{} stands behind {}", rule.code, last.code);
        }
        let words: Vec<&str> = rule.name.split('-').collect();
        assert!(words.iter().all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())), "{}", rule.name);
        // A rule names the fault, so that "allow" in front of it makes sense: what is not there may be the fault.
        assert!(words[0] != "no" || LACKS.contains(&rule.name), "{}", rule.name);
        assert!(!seen.iter().any(|other| other.name == rule.name), "{}", rule.name);
        seen.push(rule);
    }
}

#[test]
fn every_page_is_there_in_both_languages() {
    every_rule(|rule, _| {
        let (en, zh) = (rule.prose(Lang::En), rule.prose(Lang::Zh));
        let han = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
        // Examples in English prose may quote Chinese words; whole sentences may not.
        let first = |text: &str| text.lines().next().is_some_and(|line| !line.trim().is_empty());
        if !first(&en) || !first(&zh) {
            return Some("a language is missing".into());
        }
        if !han(&rule.summary(Lang::Zh)) {
            return Some("the Chinese page is not in Chinese".into());
        }
        if !rule.summary(Lang::En).is_ascii() {
            return Some(format!("the English summary is not in English: {}", rule.summary(Lang::En)));
        }
        if !rule.summary(Lang::En).ends_with('.') || !rule.summary(Lang::Zh).ends_with('。') {
            return Some("a summary does not end as a sentence".into());
        }
        None
    });
}

#[test]
fn every_bad_example_has_its_fault_and_no_other_error() {
    every_rule(|rule, what| {
        let Some(bad) = rule.bad() else {
            // What concerns whole files has no text to show.
            return (!matches!(what, Check::Elsewhere)).then(|| "no bad example".into());
        };
        let found = findings(&bad);
        if !found.iter().any(|finding| finding.rule == rule) {
            return Some(format!("the bad example does not have the fault{}", listed(&found)));
        }
        let other = |finding: &&Diagnostic| finding.rule != rule && (finding.level == Level::Error || finding.rule.code < "F2");
        found.iter().any(|finding| other(&finding)).then(|| format!("the bad example has other faults{}", listed(&found)))
    });
}

#[test]
fn every_good_example_is_silent() {
    every_rule(|rule, _| {
        if rule.bad().is_some() && rule.good().is_none() {
            return Some("no good example".into());
        }
        let found = findings(&rule.good()?);
        (!found.is_empty()).then(|| format!("the good example is not silent{}", listed(&found)))
    });
}

#[test]
fn the_fix_of_a_bad_example_mends_it() {
    every_rule(|rule, _| {
        let bad = rule.bad()?;
        for finding in findings(&bad).iter().filter(|finding| finding.rule == rule) {
            let Some(fix) = &finding.fix else { continue };
            let mended = diagnostic::apply(&bad, &fix.edits);
            let left = findings(&mended);
            let same = |other: &&Diagnostic| other.rule == rule && other.message == finding.message;
            let allowed =
                |other: &Diagnostic| other.level < Level::Error || other.rule == rule || NEXT.contains(&(rule.name, other.rule.name));
            if left.iter().any(|other| same(&other)) || !left.iter().all(allowed) {
                return Some(format!("the fix `{}` leaves{}\n{mended}", fix.title.en, listed(&left)));
            }
        }
        None
    });
}

#[test]
fn every_finding_speaks_both_languages_and_says_what_to_do() {
    every_rule(|rule, _| {
        let found = findings(&rule.bad()?);
        for finding in &found {
            let mut texts = vec![&finding.message, &finding.help];
            texts.extend(finding.related.iter().map(|label| &label.text));
            texts.extend(finding.fix.iter().map(|fix| &fix.title));
            for text in texts {
                if text.en.trim().is_empty() || !text.zh.chars().any(|c| c >= '\u{4E00}') {
                    return Some(format!("`{}` / `{}`", text.en, text.zh));
                }
                if text.en.ends_with('.') && !text.en.ends_with("..") || text.zh.ends_with('。') {
                    return Some(format!("a full stop ends `{}` / `{}`", text.en, text.zh));
                }
                if text.en.starts_with(|c: char| c.is_uppercase()) {
                    return Some(format!("a capital begins `{}`", text.en));
                }
            }
        }
        None
    });
}

#[test]
fn every_rule_of_the_linter_has_a_fixture() {
    every_rule(|rule, what| {
        if matches!(what, Check::Elsewhere) {
            return None;
        }
        let fires = crate::rules::fixtures_of(rule.name).iter().any(|fixture| fixture.expects(rule.name));
        (!fires).then(|| format!("no file in tests/fixtures/rules/{} expects it", rule.name))
    });
}
