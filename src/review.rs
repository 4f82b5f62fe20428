//! What a change of a text does to its processes: every difference, and what the rules about changes say.

use crate::analysis::{Analysis, FINDINGS};
use crate::both;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Label};
use crate::diff::{Change, Counterparts, Matching, Operation, Side, Topic, changes, process_changes};
use crate::lang::{Text, shown};
use crate::lint::lint_change;
use crate::lint::suppress::allowed;
use crate::model::{Model, Process, Variant};
use crate::rule::Level;

/// A new text beside an old one.
#[derive(Debug)]
pub struct Review {
    /// The new text and what it uses, then the old; the findings are about the change.
    pub analysis: Analysis,
    /// What has changed, process by process; those without a change are left out.
    pub parts: Vec<Part>,
    /// A variant of either text could not be compared, since an error hides part of it.
    pub hidden: bool,
}

/// What has changed in a process or in one of its variants.
#[derive(Debug)]
pub struct Part {
    /// The process, as people call it.
    pub process: String,
    /// The variant; none for what is said about the whole process.
    pub variant: Option<Text>,
    /// The changes, the weightiest first.
    pub changes: Vec<Change>,
}

/// Compares two texts. The old one was analysed behind the sources of the new one (`analyze_behind`), so that places in both can be shown.
#[must_use]
pub fn review(new: Analysis, old: Analysis, config: &Config) -> Review {
    let mut parts = Vec::new();
    let mut findings: Vec<Diagnostic> = Vec::new();
    let mut hidden = false;
    let pairs = processes(&old.model, &new.model);
    for &(was, is) in &pairs {
        let (was, is) = match (was, is) {
            (Some(was), Some(is)) => (was, is),
            (Some(process), None) => {
                parts.push(alone(process, Operation::Removed));
                continue;
            }
            (None, Some(process)) => {
                parts.push(alone(process, Operation::Added));
                continue;
            }
            (None, None) => continue,
        };
        let of_process = process_part(&old.model, was, &new.model, is);
        parts.extend(Some(of_process).filter(|part| !part.changes.is_empty()));
        let mut said: Vec<(Option<crate::source::Span>, Option<crate::source::Span>, String)> = Vec::new();
        for (before, after) in variants(was, is) {
            let old_side = Side { model: &old.model, process: was, variant: before };
            let new_side = Side { model: &new.model, process: is, variant: after };
            hidden |= before.incomplete || after.incomplete;
            let counterparts = Counterparts::find(old_side, new_side);
            let matching = Matching::find(old_side, new_side, &counterparts);
            let mut found = changes(old_side, new_side, &matching, &counterparts);
            // What a to-be takes over from the as-is is said there.
            found.retain(|change| {
                let key = (change.old, change.new, change.text.en.clone());
                let first = !said.contains(&key);
                said.push(key);
                first
            });
            let process = is.title.shown().to_owned();
            parts.extend(Some(Part { process, variant: Some(after.title()), changes: found }).filter(|part| !part.changes.is_empty()));
            for mut finding in lint_change(config, old_side, new_side) {
                finding.variant = Some(Label { span: after.span, text: after.title() });
                if !findings
                    .iter()
                    .any(|other| other.rule == finding.rule && other.span == finding.span && other.message == finding.message)
                {
                    findings.push(finding);
                }
            }
        }
    }
    let findings = allowed(findings, &new.model.allows, config);
    let mut findings: Vec<Diagnostic> = findings.into_iter().filter_map(|finding| config.judge(finding)).collect();
    findings.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.order(b)));
    let left_out = findings.len().saturating_sub(FINDINGS);
    findings.truncate(FINDINGS);
    Review { analysis: Analysis { sources: old.sources, model: new.model, findings, left_out }, parts, hidden }
}

/// The variants that a process of the new text and its like in the old one both have.
#[must_use]
pub fn versions<'m>(old: &'m Model, new: &'m Model, process: &'m Process) -> Vec<(Side<'m>, Side<'m>)> {
    let was = processes(old, new).into_iter().find(|(_, is)| is.is_some_and(|is| std::ptr::eq(is, process))).and_then(|(was, _)| was);
    let Some(was) = was else { return Vec::new() };
    let side = |(before, after)| (Side { model: old, process: was, variant: before }, Side { model: new, process, variant: after });
    variants(was, process).into_iter().map(side).collect()
}

/// Whether an error of syntax or names keeps a text from being compared.
#[must_use]
pub fn is_broken(analysis: &Analysis) -> bool {
    analysis.findings.iter().any(|finding| finding.rule.code < "F2" && finding.level == Level::Error)
}

/// The processes of both texts: by name, else by label, else the only ones that are left.
fn processes<'m>(old: &'m Model, new: &'m Model) -> Vec<(Option<&'m Process>, Option<&'m Process>)> {
    let mut left: Vec<&Process> = old.processes.iter().collect();
    let mut pairs: Vec<(Option<&Process>, Option<&Process>)> = new.processes.iter().map(|process| (None, Some(process))).collect();
    let tests: [fn(&Process, &Process) -> bool; 3] =
        [|a, b| a.title.name == b.title.name, |a, b| a.title.shown() == b.title.shown(), |_, _| true];
    for (round, fits) in tests.iter().enumerate() {
        if round == 2 && (left.len() != 1 || pairs.iter().filter(|(was, _)| was.is_none()).count() != 1) {
            break;
        }
        for (was, is) in pairs.iter_mut().filter(|(was, _)| was.is_none()) {
            let found = is.and_then(|is| left.iter().position(|was| fits(was, is)));
            *was = found.map(|at| left.remove(at));
        }
    }
    pairs.extend(left.into_iter().map(|process| (Some(process), None)));
    pairs
}

/// The variants that both have: the as-is, to-bes by name, else the only ones that are left.
fn variants<'m>(old: &'m Process, new: &'m Process) -> Vec<(&'m Variant, &'m Variant)> {
    let mut pairs: Vec<(&Variant, &Variant)> = old.as_is().zip(new.as_is()).into_iter().collect();
    let mut left: Vec<&Variant> = old.to_bes().collect();
    let mut open: Vec<&Variant> = Vec::new();
    for variant in new.to_bes() {
        match left.iter().position(|other| other.name == variant.name) {
            Some(at) => pairs.push((left.remove(at), variant)),
            None => open.push(variant),
        }
    }
    if let (&[was], &[is]) = (left.as_slice(), open.as_slice()) {
        pairs.push((was, is));
    }
    pairs
}

/// What is said about a whole process, and which variants came and went.
fn process_part(old_model: &Model, old: &Process, new_model: &Model, new: &Process) -> Part {
    let pairs = variants(old, new);
    let mut found = process_changes((old_model, old), (new_model, new), &pairs);
    let subject = new.title.shown();
    for variant in old.variants.iter().filter(|variant| !pairs.iter().any(|(was, _)| std::ptr::eq(*was, *variant))) {
        let text = both!("{} is gone", "删除{}"; variant.title());
        found.push(Change::about(Topic::Steps, Operation::Removed, subject, text, [Some(variant.span), None]));
    }
    for variant in new.variants.iter().filter(|variant| !pairs.iter().any(|(_, is)| std::ptr::eq(*is, *variant))) {
        let text = both!("{} is new", "新增{}"; variant.title());
        found.push(Change::about(Topic::Steps, Operation::Added, subject, text, [None, Some(variant.span)]));
    }
    Part { process: subject.to_owned(), variant: None, changes: found }
}

/// A process that only one text has.
fn alone(process: &Process, operation: Operation) -> Part {
    let name = shown(process.title.shown());
    let (text, places) = if operation == Operation::Removed {
        (both!("the process `{name}` is gone", "删除流程“{name}”"), [Some(process.title.span), None])
    } else {
        (both!("the process `{name}` is new", "新增流程“{name}”"), [None, Some(process.title.span)])
    };
    let change = Change::about(Topic::Steps, operation, process.title.shown(), text, places);
    Part { process: process.title.shown().to_owned(), variant: None, changes: vec![change] }
}
