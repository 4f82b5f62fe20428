//! The linter: rules over a model, and what their findings mean for an as-is that is meant to be bad.

mod approvals;
mod context;
pub mod registry;
mod rules;
mod verdict;

pub use context::{FileContext, ProcessContext, VariantContext};
pub use registry::{Check, RULES};
pub use verdict::{Bound, Verdict};

use rustc_hash::FxHashMap;

use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::Text;
use crate::model::{Model, NodeId, Process, Title, Variant, VariantKind};
use crate::source::Span;

/// Runs every rule over a model.
#[must_use]
pub fn lint(model: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, check) in RULES {
        if let Check::File(check) = check {
            check(&FileContext { model }, &mut found);
        }
    }
    for process in &model.processes {
        lint_process(model, process, &mut found);
    }
    found
}

fn lint_process(model: &Model, process: &Process, found: &mut Vec<Diagnostic>) {
    let context = ProcessContext { model, process };
    for (_, check) in RULES {
        if let Check::Process(check) = check {
            check(&context, found);
        }
    }
    let has_to_be = process.to_bes().next().is_some();
    // Findings of the as-is by rule and place, to recognise those that stand in a to-be still.
    let mut earlier: FxHashMap<(&str, Span), usize> = FxHashMap::default();
    for variant in &process.variants {
        let mut own = lint_variant(model, process, variant);
        if variant.kind == VariantKind::AsIs {
            for finding in &mut own {
                finding.to_be_mended = has_to_be && !always_fails(finding);
                earlier.entry((finding.rule.code, finding.span)).or_insert(found.len());
                found.push(finding.clone());
            }
            continue;
        }
        for finding in own {
            match earlier.get(&(finding.rule.code, finding.span)).map(|&at| &mut found[at]) {
                Some(known) => still_there(known, variant),
                None => found.push(finding),
            }
        }
    }
}

fn lint_variant(model: &Model, process: &Process, variant: &Variant) -> Vec<Diagnostic> {
    let context = VariantContext::new(model, process, variant);
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
    let title = variant.title();
    let text = crate::lang::Text { en: format!("still in {}", title.en), zh: format!("{}中仍然存在", title.zh) };
    if !known.related.iter().any(|label| label.text == text) {
        known.related.push(crate::diagnostic::Label { span: variant.span, text });
    }
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
