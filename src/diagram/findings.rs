//! Which findings are about a variant, and which node of it they are about.

use rustc_hash::FxHashMap;

use super::Mark;
use crate::diagnostic::Diagnostic;
use crate::model::{Process, Variant, VariantKind};
use crate::source::Span;

/// The findings about one variant of a process, in order.
///
/// A to-be written as changes shares the text of the as-is where it left it unchanged. A finding on such text is the as-is's,
/// unless it names another variant; it is the to-be's as well if it says so (`still in …`).
pub fn of_variant<'d>(process: &'d Process, variant: &'d Variant, findings: &'d [Diagnostic]) -> impl Iterator<Item = &'d Diagnostic> {
    findings.iter().filter(move |finding| concerns(process, variant, finding))
}

/// Whether a finding is about a variant of a process.
#[must_use]
pub fn concerns(process: &Process, variant: &Variant, finding: &Diagnostic) -> bool {
    let names = |variant: &Variant| finding.related.iter().any(|label| label.span == variant.span);
    if names(variant) {
        return true;
    }
    // Only the text of the as-is is shared.
    let meant_elsewhere = || {
        let other = process.variants.iter().any(|other| other.span != variant.span && names(other));
        let still = finding.related.iter().any(|label| label.text.en.starts_with("still in "));
        variant.kind == VariantKind::AsIs && other && !still
    };
    within(finding.span, variant.whole) && !meant_elsewhere()
}

/// The marks of each node of a variant.
pub(super) fn marks(process: &Process, variant: &Variant, findings: &[Diagnostic]) -> Vec<Vec<Mark>> {
    let places = Places::of(variant);
    let mut marks: Vec<Vec<Mark>> = vec![Vec::new(); variant.nodes.len()];
    for finding in of_variant(process, variant, findings) {
        let Some(node) = places.node_at(finding.span) else { continue };
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
