//! Which findings are about a variant, and which node of it they are about.

use rustc_hash::FxHashMap;

use super::Mark;
use crate::diagnostic::Diagnostic;
use crate::model::{Process, Variant, VariantKind};
use crate::source::Span;

/// The findings about one variant of a process, in order.
pub fn of_variant<'d>(process: &'d Process, variant: &'d Variant, findings: &'d [Diagnostic]) -> impl Iterator<Item = &'d Diagnostic> {
    findings.iter().filter(move |finding| concerns(process, variant, finding))
}

/// Whether a finding is about a variant of a process: by what it says itself, or else by where it stands.
#[must_use]
pub fn concerns(process: &Process, variant: &Variant, finding: &Diagnostic) -> bool {
    if let Some(own) = &finding.variant {
        return [own].into_iter().chain(&finding.still_in).any(|label| label.span == variant.span);
    }
    let names = |variant: &Variant| finding.related.iter().any(|label| label.span == variant.span);
    let meant_elsewhere = || variant.kind == VariantKind::AsIs && process.variants.iter().any(names);
    names(variant) || within(finding.span, variant.whole) && !meant_elsewhere()
}

/// The marks of each node of a variant.
pub(super) fn marks(process: &Process, variant: &Variant, findings: &[Diagnostic]) -> Vec<Vec<Mark>> {
    let places = Places::of(variant);
    let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); variant.nodes.len()];
    for finding in of_variant(process, variant, findings) {
        // At a change stands what it made of a node; that is named next.
        let at_change = variant.changes.iter().any(|change| change.span == finding.span);
        let before = finding.related.first().filter(|_| at_change).map(|label| label.span);
        let Some(node) = before.and_then(|span| places.node_at(span)).or_else(|| places.node_at(finding.span)) else { continue };
        let known = marks[node].iter().position(|mark| mark.rule == finding.rule);
        let mark = Mark { rule: finding.rule, level: finding.level };
        match known.map(|at| &mut marks[node][at]) {
            Some(known) => known.level = known.level.max(mark.level),
            None => marks[node].push(mark),
        }
    }
    for marks in &mut marks {
        marks.sort_by_key(|mark| (std::cmp::Reverse(mark.level), mark.rule.code));
    }
    marks
}

/// Where the nodes of a variant stand: their declarations, and attributes that a change set elsewhere.
struct Places {
    /// Declarations, by file and start. They do not overlap.
    whole: Vec<(Span, usize)>,
    /// Keys and values.
    exact: FxHashMap<Span, usize>,
}

impl Places {
    fn of(variant: &Variant) -> Places {
        let mut whole = Vec::new();
        let mut exact = FxHashMap::default();
        for (id, node) in variant.nodes().filter(|(_, node)| !node.is_block_join()) {
            whole.push((node.title.whole, id.index()));
            for &(_, key, value) in &node.places {
                for span in [key, value, key.to(value)] {
                    exact.entry(span).or_insert(id.index());
                }
            }
        }
        whole.sort_unstable();
        Places { whole, exact }
    }

    fn node_at(&self, span: Span) -> Option<usize> {
        let before = self.whole.partition_point(|(whole, _)| (whole.file, whole.start) <= (span.file, span.start));
        let declared = before.checked_sub(1).map(|at| self.whole[at]).filter(|(whole, _)| within(span, *whole));
        declared.map(|(_, node)| node).or_else(|| self.exact.get(&span).copied())
    }
}

fn within(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end
}
