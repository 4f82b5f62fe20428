//! The linter: rules over a model, and what their findings mean for an as-is that is meant to be bad.

mod accepts;
mod access;
mod amounts;
mod approvals;
mod assured;
mod balance;
mod case;
mod change;
mod context;
mod controls;
mod cost;
mod domination;
mod escalation;
mod figures;
mod guards;
mod hours;
mod names;
mod passed;
mod people;
pub mod rules;
mod script;
mod supply;
pub mod suppress;
mod verdict;
mod weakening;
mod witness;

pub use change::{ChangeContext, Remark};
pub use context::{FileContext, ProcessContext, VariantContext};
pub use rules::{Check, RULES};
pub use verdict::{Bound, Verdict};

use rustc_hash::FxHashMap;

use crate::both;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Edit, Label};
use crate::diff::Side;
use crate::lang::{Text, shown};
use crate::model::{Model, NodeId, Process, Title, Variant, VariantKind};
use crate::rule::Level;
use crate::source::Span;
use rules::missing_start::MISSING_START;

/// Runs every rule over a model.
#[must_use]
pub fn lint(model: &Model, config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, check) in RULES {
        if let Check::File(check) = check {
            check(&FileContext { model, config }, &mut found);
        }
    }
    for process in &model.processes {
        lint_process(model, config, process, &mut found);
    }
    found
}

fn lint_process(model: &Model, config: &Config, process: &Process, found: &mut Vec<Diagnostic>) {
    if process.variants.is_empty() && !model.incomplete {
        found.push(no_graph(process.title.span, &both!("the process `{name}`", "流程“{name}”", name = shown(process.title.shown()))));
    }
    let context = ProcessContext { model, config, process };
    for (_, check) in RULES {
        if let Check::Process(check) = check {
            check(&context, found);
        }
    }
    let has_to_be = process.to_bes().next().is_some();
    // Findings of the as-is, to recognise those that stand in a to-be still.
    let mut earlier: FxHashMap<(&str, Span, String), usize> = FxHashMap::default();
    accepts::check(&context, found);
    let side = |variant| Side { model, process, variant };
    for variant in &process.variants {
        let title = variant.title();
        let mut own = lint_variant(model, config, process, variant);
        let as_is = process.as_is().filter(|_| variant.kind == VariantKind::ToBe);
        let mut remarks = as_is.map(|as_is| remarks(config, side(as_is), side(variant))).unwrap_or_default();
        change::said_once(config, &mut own, &mut remarks);
        for mut finding in own {
            let said = finding.message.en.strip_prefix(&format!("{}: ", title.en)).unwrap_or(&finding.message.en).to_owned();
            let key = (finding.rule.code, finding.span, said);
            finding.variant = Some(Label { span: variant.span, text: title.clone() });
            if variant.kind == VariantKind::AsIs {
                finding.to_be_mended = has_to_be && !always_fails(&finding);
                earlier.entry(key).or_insert(found.len());
                found.push(finding);
            } else if let Some(&at) = earlier.get(&key) {
                still_there(&mut found[at], variant);
            } else {
                found.push(placed(finding, variant));
            }
        }
        found.extend(remarks.into_iter().map(|remark| {
            let mut finding = placed(remark.finding, variant);
            finding.variant = Some(Label { span: variant.span, text: title.clone() });
            finding
        }));
    }
}

/// Runs the rules about changes over two versions. Nothing is said while a part of either is missing.
#[must_use]
pub fn lint_change(config: &Config, old: Side, new: Side) -> Vec<Diagnostic> {
    remarks(config, old, new).into_iter().map(|remark| remark.finding).collect()
}

fn remarks(config: &Config, old: Side, new: Side) -> Vec<Remark> {
    let mut found = Vec::new();
    if old.variant.incomplete || new.variant.incomplete {
        return found;
    }
    let context = ChangeContext::new(config, old, new);
    for (_, check) in RULES {
        if let Check::Change(check) = check {
            check(&context, &mut found);
        }
    }
    for remark in &mut found {
        remark.finding = accepts::accepted(remark.finding.clone(), old.process, new.process);
    }
    found
}

/// Where nothing is drawn, nothing can be wrong, and nobody should think that all is well.
fn no_graph(span: Span, what: &Text) -> Diagnostic {
    let help = both!("write what happens today: `as-is {{ start -> … -> end }}`", "请写出现在的做法：现状 {{ 开始 → …… → 结束 }}");
    Diagnostic::new(&MISSING_START, span, both!("{} has no as-is and no to-be", "{}没有“现状”，也没有“优化后”"; what), help)
        .at_level(Level::Info)
}

/// The finding about a file in which nothing is said.
#[must_use]
pub fn nothing_said(span: Span) -> Diagnostic {
    let help = both!("write `process NAME {{ as-is {{ start -> … -> end }} }}`", "请写：流程 名称 {{ 现状 {{ 开始 → …… → 结束 }} }}");
    Diagnostic::new(&MISSING_START, span, both!("the file has no process", "文件中没有流程"), help).at_level(Level::Info)
}

fn lint_variant(model: &Model, config: &Config, process: &Process, variant: &Variant) -> Vec<Diagnostic> {
    let context = VariantContext::new(model, config, process, variant);
    let mut found = Vec::new();
    for (_, check) in RULES {
        match check {
            Check::Variant(check) => check(&context, &mut found),
            // What is judged over the whole graph makes no sense while parts of it are missing.
            Check::Graph(check) if !variant.incomplete => check(&context, &mut found),
            _ => {}
        }
    }
    found
}

/// A finding of the as-is that stands in a to-be on the same text counts as the to-be's.
fn still_there(known: &mut Diagnostic, variant: &Variant) {
    known.to_be_mended = false;
    if !known.still_in.iter().any(|label| label.span == variant.span) {
        known.still_in.push(Label { span: variant.span, text: both!("still in {}", "{}中仍然存在"; variant.title()) });
    }
}

/// A finding of a to-be says so; where it is about text of the as-is that a change made another, it stands at that change.
fn placed(mut finding: Diagnostic, variant: &Variant) -> Diagnostic {
    let title = variant.title();
    if !finding.message.en.starts_with(&title.en) {
        finding.message = both!("{}: {}", "{}：{}"; title, finding.message);
    }
    if within(finding.span, variant.whole) {
        return finding;
    }
    // What would mend the to-be there would change the as-is.
    finding.fix = None;
    if let Some(change) = variant.changed_at(finding.span) {
        let before = std::mem::replace(&mut finding.span, variant.changes[change].span);
        let note = finding.note.take().unwrap_or_else(|| both!("it is about this", "涉及这里"));
        finding.related.insert(0, Label { span: before, text: note });
    }
    finding
}

fn within(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end
}

/// Syntax, names and structure cannot be excused by a better to-be.
fn always_fails(finding: &Diagnostic) -> bool {
    finding.rule.code.starts_with("F0") || finding.rule.code.starts_with("F1") || finding.rule.code.starts_with("F2")
}

/// Points to further nodes of a finding; where there are many, to the first few.
pub(crate) fn with_nodes(finding: Diagnostic, variant: &Variant, nodes: &[NodeId], text: &Text) -> Diagnostic {
    // The join of a parallel block is not written as a node; its fork stands for both.
    let written = nodes.iter().map(|&id| variant.node(id)).filter(|node| !node.is_block_join());
    written.take(5).fold(finding, |finding, node| finding.related(node.title.span, text.clone()))
}

/// Offers to remove a declaration. Nothing refers to it, but somebody may have meant to.
pub(crate) fn remove_declaration(finding: Diagnostic, title: &Title) -> Diagnostic {
    finding.unsafe_fix(both!("remove the declaration", "删去这条声明"), vec![Edit::remove(title.whole)])
}
