//! `flowright explain` and `flowright rules`

use std::fmt::Write;
use std::sync::Arc;

use clap::ArgMatches;
use serde_json::{Value, json};

use super::output::print;
use super::{Outcome, Refusal};
use crate::analysis::{NoFiles, analyze};
use crate::both;
use crate::config::Config;
use crate::lang::{Lang, shown};
use crate::lint::{RULES, rules};
use crate::rule::Rule;
use crate::source::{Source, width};
use crate::suggest;

/// The rules that offer a fix, though not for the bad example of their page.
const ALSO_FIXED: [&str; 2] = ["F401", "F408"];

pub(super) fn explain(matches: &ArgMatches, lang: Lang) -> Result<Outcome, Refusal> {
    let wanted = matches.get_one::<String>("rule").map_or("", String::as_str);
    let Some(rule) = rules::find(wanted) else {
        // A code beside another is another rule, not a slip.
        let names = RULES.iter().map(|(rule, _)| rule.name);
        let word = shown(wanted);
        let found = about(wanted);
        if let [rule] = found.as_slice() {
            print(&page(rule, lang))?;
            return Ok(Outcome::Clean);
        }
        if !found.is_empty() {
            let lines = found.iter().map(|rule| format!("\n  {} {}  {}", rule.code, rule.name, rule.summary(lang)));
            let list = lines.collect::<Vec<_>>().concat();
            return Err(both!("there is no rule `{word}`; these are near:{list}", "没有规则“{word}”；相近的有：{list}"));
        }
        return Err(match suggest::nearest(wanted, names) {
            Some(near) => both!("there is no rule `{word}`; did you mean `{near}`?", "没有规则“{word}”；是不是“{near}”？"),
            None => both!("there is no rule `{word}`; `flowright rules` lists them", "没有规则“{word}”；用 flowright rules 查看全部规则"),
        });
    };
    print(&page(rule, lang))?;
    Ok(Outcome::Clean)
}

/// The rules whose Chinese first sentence says this, or else something of it, the most first.
fn about(words: &str) -> Vec<&'static Rule> {
    let letters: Vec<char> = words.chars().filter(|c| matches!(c, '\u{3400}'..='\u{9FFF}')).collect();
    let pairs: Vec<String> = letters.windows(2).map(|pair| pair.iter().collect()).collect();
    let said = RULES.iter().map(|(rule, _)| (pairs.iter().filter(|pair| rule.summary(Lang::Zh).contains(*pair)).count(), *rule));
    let mut said: Vec<(usize, &Rule)> = said.filter(|(count, _)| *count > 0).collect();
    if said.iter().any(|(count, _)| *count == pairs.len()) {
        said.retain(|(count, _)| *count == pairs.len());
    }
    said.sort_by_key(|(count, rule)| (std::cmp::Reverse(*count), rule.code));
    said.into_iter().map(|(_, rule)| rule).collect()
}

/// A rule's page for the terminal.
fn page(rule: &Rule, lang: Lang) -> String {
    let mut out = format!("{} {} ({})\n\n{}\n", rule.code, rule.name, rule.level.label(lang), rule.prose(lang));
    for (title, example) in [(both!("Wrong:", "有问题的写法："), rule.bad()), (both!("Right:", "正确的写法："), rule.good())] {
        let Some(example) = example else { continue };
        // A String takes all that is written to it.
        let _ = write!(out, "\n{}\n\n", title.get(lang));
        for line in example.lines() {
            let _ = writeln!(out, "    {line}");
        }
    }
    out
}

pub(super) fn rules(matches: &ArgMatches, lang: Lang) -> Result<Outcome, Refusal> {
    if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        print(&rules_json())?;
        return Ok(Outcome::Clean);
    }
    let longest = RULES.iter().map(|(rule, _)| width(rule.name)).max().unwrap_or_default();
    let mut out = String::new();
    for (rule, _) in RULES {
        let level = rule.level.label(lang);
        let _ = writeln!(
            out,
            "{}  {:longest$}  {level}{}  {}",
            rule.code,
            rule.name,
            " ".repeat(7_usize.saturating_sub(width(level))),
            rule.summary(lang)
        );
    }
    print(&out)?;
    Ok(Outcome::Clean)
}

/// The rules for machines, in both languages.
fn rules_json() -> String {
    let rule = |rule: &Rule| {
        json!({
            "code": rule.code,
            "name": rule.name,
            "level": rule.level.name(),
            "summary": { "en": rule.summary(Lang::En), "zh": rule.summary(Lang::Zh) },
            "fix": has_fix(rule),
        })
    };
    let rules: Vec<Value> = RULES.iter().map(|(known, _)| rule(known)).collect();
    format!("{:#}\n", json!({ "format": "flowright.rules", "version": 1, "rules": rules }))
}

/// Whether a fix may be offered: mostly one is for the bad example of the rule's page.
fn has_fix(rule: &Rule) -> bool {
    if ALSO_FIXED.contains(&rule.code) {
        return true;
    }
    let text = rule.bad().unwrap_or_default();
    let analysis = analyze(Arc::new(Source::new("", text)), &NoFiles, &Config::default());
    analysis.findings.iter().any(|finding| finding.rule == rule && finding.fix.is_some())
}
