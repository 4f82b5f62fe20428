//! How many findings each rule has.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::lang::Lang;
use crate::rule::Level;
use crate::source::width;

/// Findings counted by rule and level.
#[derive(Clone, Debug, Default)]
pub struct Statistics(BTreeMap<(&'static str, Reverse<Level>), (&'static str, usize)>);

/// One line of the table.
#[derive(Serialize)]
struct Line {
    code: &'static str,
    rule: &'static str,
    level: &'static str,
    count: usize,
}

impl Statistics {
    /// Counts findings.
    #[must_use]
    pub fn of(findings: &[Diagnostic]) -> Statistics {
        let mut statistics = Statistics::default();
        for finding in findings {
            statistics.0.entry((finding.rule.code, Reverse(finding.level))).or_insert((finding.rule.name, 0)).1 += 1;
        }
        statistics
    }

    /// Adds those of another file.
    pub fn add(&mut self, other: &Statistics) {
        for (&key, &(name, count)) in &other.0 {
            self.0.entry(key).or_insert((name, 0)).1 += count;
        }
    }

    /// The most frequent first, then by code and level.
    fn sorted(&self) -> Vec<(&'static str, &'static str, Level, usize)> {
        let mut lines: Vec<_> = self.0.iter().map(|(&(code, Reverse(level)), &(name, count))| (code, name, level, count)).collect();
        lines.sort_by_key(|&(code, _, level, count)| (Reverse(count), code, Reverse(level)));
        lines
    }

    /// For machines, or for people.
    #[must_use]
    pub fn shown(&self, for_machines: bool, lang: Lang) -> String {
        if for_machines { self.json() } else { self.table(lang) }
    }

    /// A table for people: nothing, where nothing was found.
    fn table(&self, lang: Lang) -> String {
        let lines = self.sorted();
        let longest = lines.iter().map(|(_, name, ..)| width(name)).max().unwrap_or_default();
        let digits = lines.first().map_or(0, |(.., count)| count.to_string().len());
        let mut out = String::new();
        for (code, name, level, count) in lines {
            // A String takes all that is written to it.
            let _ = writeln!(out, "{count:>digits$}  {code}  {name:longest$}  {}", level.label(lang));
        }
        out
    }

    fn json(&self) -> String {
        let lines = self.sorted().into_iter().map(|(code, rule, level, count)| Line { code, rule, level: level.name(), count });
        let report = serde_json::json!({ "format": "flowright.statistics", "version": 1, "rules": lines.collect::<Vec<_>>() });
        format!("{report:#}\n")
    }
}
