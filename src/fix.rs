//! Applies the fixes that findings offer, in rounds: fixes that touch the same text wait for the next one.
//!
//! Guarantees: each fix that is kept made its finding go away and brought no error, unless an error of syntax or names hid it before; of
//! these there are never more than before. What would do otherwise is left out. The as-is of a process that has a to-be is not touched: it
//! says how things are.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::{Analysis, Loader, analyze};
use crate::config::{Config, is_fixed};
use crate::diagnostic::{Diagnostic, Edit, Safety, apply};
use crate::rule::Level;
use crate::source::{Source, offset};

/// After how many rounds it is given up; each must have made findings go away, so few are needed.
const ROUNDS: usize = 50;

/// How many fixes of a round that went wrong are tried one by one.
const SINGLES: usize = 200;

/// A text after its fixes.
#[derive(Debug)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// How many fixes were applied.
    pub count: usize,
}

/// Applies the safe fixes, or also those that a person should look at.
#[must_use]
pub fn fix(source: &Arc<Source>, loader: &dyn Loader, config: &Config, unsafe_too: bool) -> Fixed {
    let mut fixer = Fixer { name: &source.name, loader, config, unsafe_too, hopeless: FxHashSet::default(), seen: FxHashSet::default() };
    let mut now = fixer.look(source.text.clone());
    let mut count = 0;
    let mut best = (worth(&now), source.text.clone(), count);
    for _ in 0..ROUNDS {
        let chosen = fixer.choose(&now);
        if chosen.is_empty() {
            break;
        }
        fixer.seen.insert(now.sources.0[0].text.clone());
        if let Some(next) = fixer.apply(&now, &chosen) {
            (now, count) = (next, count + chosen.len());
            best = better(best, &now, count);
            continue;
        }
        // Together they do harm. Those that do so alone are left out from now on; of the others, one is applied in this round.
        let mut one = None;
        for at in chosen.into_iter().take(SINGLES) {
            match fixer.apply(&now, &[at]) {
                Some(next) => one = one.or(Some(next)),
                None => _ = fixer.hopeless.insert(key(&now, at)),
            }
        }
        if let Some(next) = one {
            (now, count) = (next, count + 1);
            best = better(best, &now, count);
        }
    }
    let (_, text, count) = best;
    Fixed { text, count }
}

/// How much is wrong: errors that hide others, errors, warnings, findings.
type Worth = [usize; 4];

fn worth(analysis: &Analysis) -> Worth {
    let count = |wanted: &dyn Fn(&Diagnostic) -> bool| analysis.findings.iter().filter(|finding| wanted(finding)).count();
    let hiding = count(&|finding| is_fixed(finding.rule, finding.level));
    let of = |level: Level| count(&|finding| finding.level == level);
    [hiding, of(Level::Error), of(Level::Warning), analysis.findings.len() + analysis.left_out]
}

/// A slip that is mended may bring another to light, which is mended next; where that leads nowhere, the text is left as it was best.
fn better(best: (Worth, String, usize), now: &Analysis, count: usize) -> (Worth, String, usize) {
    let worth = worth(now);
    if worth < best.0 { (worth, now.sources.0[0].text.clone(), count) } else { best }
}

struct Fixer<'a> {
    name: &'a str,
    loader: &'a dyn Loader,
    config: &'a Config,
    unsafe_too: bool,
    /// Fixes that would do harm, as [`key`].
    hopeless: FxHashSet<(&'static str, String, String)>,
    /// The texts there were: a fix must not lead back to one.
    seen: FxHashSet<String>,
}

impl Fixer<'_> {
    fn look(&self, text: String) -> Analysis {
        analyze(Arc::new(Source::new(self.name, text)), self.loader, self.config)
    }

    /// The findings whose fixes can be applied together, in text order.
    fn choose(&self, now: &Analysis) -> Vec<usize> {
        let mut chosen = Vec::new();
        let mut taken: Vec<&Edit> = Vec::new();
        for (at, finding) in now.findings.iter().enumerate() {
            let Some(fix) = &finding.fix else { continue };
            let wanted = self.unsafe_too || fix.safety == Safety::Safe;
            if !wanted || finding.to_be_mended || fix.edits.is_empty() || self.hopeless.contains(&key(now, at)) {
                continue;
            }
            if fix.edits.iter().all(|edit| edit.span.file.0 == 0 && taken.iter().all(|other| !touch(edit, other))) {
                taken.extend(&fix.edits);
                chosen.push(at);
            }
        }
        chosen
    }

    /// The text after some fixes, if each of them did what it promises.
    fn apply(&self, before: &Analysis, chosen: &[usize]) -> Option<Analysis> {
        let findings = || chosen.iter().map(|&at| &before.findings[at]);
        let mut edits: Vec<Edit> = findings().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| fix.edits.clone()).collect();
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        if before.sources.0[0].text.contains("\r\n") {
            for edit in &mut edits {
                edit.text = edit.text.replace('\n', "\r\n");
            }
        }
        for edit in &mut edits {
            take_line(edit, &before.sources.0[0]);
        }
        let text = apply(&before.sources.0[0].text, &edits);
        if self.seen.contains(&text) {
            return None;
        }
        let after = self.look(text);
        let (was, is) = (counted(&before.findings), counted(&after.findings));
        let mut promised: FxHashMap<(&str, &str), usize> = FxHashMap::default();
        for finding in findings() {
            *promised.entry(said(finding)).or_default() += 1;
        }
        let gone = promised.iter().all(|(what, count)| is.get(what).copied().unwrap_or_default() + count <= was[what]);
        (gone && no_new_error(before, &after)).then_some(after)
    }
}

/// Whether no rule has more errors than before; what one says may change with its numbers. An error of syntax or names hides others,
/// which then come to light; yet such errors become no more.
fn no_new_error(before: &Analysis, after: &Analysis) -> bool {
    let hiding = |analysis: &Analysis| analysis.findings.iter().filter(|finding| is_fixed(finding.rule, finding.level)).count();
    let hidden = hiding(before);
    let (was, is) = (errors_by_rule(before), errors_by_rule(after));
    hiding(after) <= hidden && (hidden > 0 || is.iter().all(|(rule, count)| was.get(rule).copied().unwrap_or_default() >= *count))
}

/// How many errors each rule has.
fn errors_by_rule(analysis: &Analysis) -> FxHashMap<&'static str, usize> {
    let mut counts = FxHashMap::default();
    for finding in analysis.findings.iter().filter(|finding| finding.level == Level::Error) {
        *counts.entry(finding.rule.code).or_default() += 1;
    }
    counts
}

/// How often each thing is said.
fn counted<'f>(findings: impl IntoIterator<Item = &'f Diagnostic>) -> FxHashMap<(&'f str, &'f str), usize> {
    let mut counts = FxHashMap::default();
    for finding in findings {
        *counts.entry(said(finding)).or_default() += 1;
    }
    counts
}

/// What a finding says, wherever it stands.
fn said(finding: &Diagnostic) -> (&str, &str) {
    (finding.rule.code, &finding.message.en)
}

/// What tells a fix from others, whatever was inserted above it.
fn key(analysis: &Analysis, at: usize) -> (&'static str, String, String) {
    let finding = &analysis.findings[at];
    let source = &analysis.sources.0[0];
    let line = &source.text[source.line_span(source.line_index(finding.span.start.min(offset(source.text.len()))))];
    (finding.rule.code, finding.message.en.clone(), line.trim().to_owned())
}

/// Where all that stands on a line is taken away, the line goes with it.
fn take_line(edit: &mut Edit, source: &Source) {
    let (first, last) = (source.line_index(edit.span.start), source.line_index(edit.span.end));
    let (start, end) = (source.line_span(first).start, source.line_span(last).end);
    let range = edit.span.range();
    let alone = source.text[start..range.start].trim().is_empty() && source.text[range.end..end].trim().is_empty();
    if edit.text.is_empty() && alone && !range.is_empty() {
        edit.span.start = offset(start);
        edit.span.end = source.line_starts().get(last + 1).copied().unwrap_or(offset(source.text.len()));
    }
}

/// Whether two edits overlap, or stand so close that their order would matter.
fn touch(a: &Edit, b: &Edit) -> bool {
    a.span.start <= b.span.end && b.span.start <= a.span.end
}
