//! What a rule about a change can look at: both versions, and which node of one is which of the other.

use super::VariantContext;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diff::{Counterparts, Matching, Side};
use crate::model::{Change, Node, NodeId};
use crate::rule::Rule;
use crate::source::Span;

/// For rules about a change: an as-is and its to-be, or the old text and the new one.
pub struct ChangeContext<'m> {
    /// The old version.
    pub old: VariantContext<'m>,
    /// The new version.
    pub new: VariantContext<'m>,
    /// What each role, system and data object of the old model is in the new one.
    pub counterparts: Counterparts,
    /// Which node is which.
    pub matching: Matching,
}

/// A finding about a change, and which finding about the new version alone would say the same.
pub struct Remark {
    /// The finding.
    pub(super) finding: Diagnostic,
    /// The rules that say the same of the new version.
    rules: Vec<&'static Rule>,
    /// The places that such a finding names, all of them.
    places: Vec<Span>,
}

impl From<Diagnostic> for Remark {
    fn from(finding: Diagnostic) -> Remark {
        Remark { finding, rules: Vec::new(), places: Vec::new() }
    }
}

impl Remark {
    /// One of these rules says the same if it names all these places.
    pub(super) fn unless(mut self, rules: &[&'static Rule], places: impl IntoIterator<Item = Span>) -> Remark {
        self.rules = rules.to_vec();
        self.places = places.into_iter().collect();
        self
    }

    /// Whether a finding about the new version says the same.
    fn is_said_by(&self, own: &Diagnostic) -> bool {
        let names = |place: &Span| own.span == *place || own.related.iter().any(|label| label.span == *place);
        self.rules.contains(&own.rule) && self.places.iter().all(names)
    }
}

/// Of a finding about the new version and a remark that say the same, the more severe stays; of two alike, that about the version.
pub(super) fn said_once(config: &Config, own: &mut Vec<Diagnostic>, remarks: &mut Vec<Remark>) {
    remarks.retain(|remark| {
        let milder = |finding: &Diagnostic| finding.level < remark.finding.level;
        if own.iter().any(|finding| remark.is_said_by(finding) && !milder(finding) && !config.is_off(finding.rule)) {
            return false;
        }
        own.retain(|finding| !remark.is_said_by(finding) || config.is_off(remark.finding.rule));
        true
    });
}

impl<'m> ChangeContext<'m> {
    pub(super) fn new(config: &'m Config, old: Side<'m>, new: Side<'m>) -> ChangeContext<'m> {
        let counterparts = Counterparts::find(old, new);
        let matching = Matching::find(old, new, &counterparts);
        let context = |side: Side<'m>| VariantContext::new(side.model, config, side.process, side.variant);
        ChangeContext { old: context(old), new: context(new), counterparts, matching }
    }

    /// Whether both are variants of one process in one text: the rules about the new one look at it, too.
    #[must_use]
    pub fn within_one_text(&self) -> bool {
        std::ptr::eq(self.old.process, self.new.process)
    }

    /// Where in the new text it stands that an old node is gone: the change that took it away, else the node that another change put in
    /// its place, else the header of the version.
    #[must_use]
    pub fn place_of_loss(&self, old: NodeId) -> Span {
        let node = self.old.variant.node(old);
        let change = self.changes_of(node).next();
        let own = change.filter(|_| self.within_one_text()).map(|change| change.span);
        let heir = || self.matching.later(old).first().map(|&heir| self.new.variant.node(heir).title.span);
        own.or_else(heir).unwrap_or(self.new.variant.span)
    }

    /// Why a new node is not what it was, if a change says so.
    #[must_use]
    pub fn reason(&self, new: NodeId) -> Option<&'m str> {
        let node = self.new.variant.node(new);
        let own = node.changed_by.map(|change| &self.new.variant.changes[change]);
        own.into_iter().chain(self.changes_of(node)).find_map(|change| change.because.as_deref())
    }

    fn changes_of(&self, node: &Node) -> impl Iterator<Item = &'m Change> {
        self.new.variant.changes.iter().filter(|change| change.nodes.iter().any(|name| node.answers_to(name)))
    }

    /// What some old nodes have become, sorted.
    pub(super) fn heirs(&self, old: &[NodeId]) -> Vec<NodeId> {
        let mut heirs: Vec<NodeId> = old.iter().flat_map(|&id| self.matching.later(id)).copied().collect();
        heirs.sort_unstable();
        heirs.dedup();
        heirs
    }
}
