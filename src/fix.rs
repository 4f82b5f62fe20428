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
use crate::source::Source;

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

/// How much is wrong: errors that hide others, errors, findings.
type Worth = (usize, usize, usize);

fn worth(analysis: &Analysis) -> Worth {
    let count = |wanted: &dyn Fn(&Diagnostic) -> bool| analysis.findings.iter().filter(|finding| wanted(finding)).count();
    let hiding = count(&|finding| is_fixed(finding.rule, finding.level));
    (hiding, count(&|finding| finding.level == Level::Error), analysis.findings.len() + analysis.left_out)
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
        (gone && no_new_error(before, &after, &was)).then_some(after)
    }
}

/// Whether nothing is an error that was none before. An error of syntax or names hides others, which then come to light; yet such errors
/// become no more.
fn no_new_error(before: &Analysis, after: &Analysis, was: &FxHashMap<(&str, &str), usize>) -> bool {
    let errors = || after.findings.iter().filter(|finding| finding.level == Level::Error);
    let hiding = |analysis: &Analysis| analysis.findings.iter().filter(|finding| is_fixed(finding.rule, finding.level)).count();
    let hidden = hiding(before);
    let is = counted(errors());
    hiding(after) <= hidden && (hidden > 0 || is.iter().all(|(what, count)| was.get(what).copied().unwrap_or_default() >= *count))
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
    let line = &source.text[source.line_span(source.line_index(finding.span.start.min(crate::source::offset(source.text.len()))))];
    (finding.rule.code, finding.message.en.clone(), line.trim().to_owned())
}

/// Whether two edits overlap, or stand so close that their order would matter.
fn touch(a: &Edit, b: &Edit) -> bool {
    a.span.start <= b.span.end && b.span.start <= a.span.end
}
