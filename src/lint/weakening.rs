//! What became weaker from one version to the next: each with what it was and what it is.

use super::{ChangeContext, VariantContext};
use crate::ast::quantity::{Decimal, Duration, Quantity};
use crate::ast::{After, Comparison, Mode, Operand};
use crate::both;
use crate::lang::{Lang, Text, shown};
use crate::model::{Condition, Edge, EdgeKind, Node, NodeId, NodeKind, Spanned};
use crate::source::Span;
use crate::syntax::keywords::{Key, Keyword};
use crate::wording::Wording;

/// One thing that became weaker.
pub(super) struct Weakening {
    /// What, before and after.
    pub(super) text: Text,
    /// Where that stands in the new version.
    pub(super) at: Span,
}

/// A word of the language, in English and in Chinese.
pub(super) struct Word([&'static str; 2]);

impl From<Key> for Word {
    fn from(key: Key) -> Word {
        Word([key.en(), key.zh()])
    }
}

impl From<Keyword> for Word {
    fn from(keyword: Keyword) -> Word {
        Word([keyword.en(), keyword.zh()])
    }
}

/// Before → after, behind the word for it.
pub(super) fn weaker(word: impl Into<Word>, before: &Text, after: &Text, at: Span) -> Weakening {
    let [en, zh] = word.into().0;
    Weakening { text: both!("{en} {} → {}", "{zh} {} → {}"; before, after), at }
}

fn none() -> Text {
    both!("none", "无")
}

fn yes(yes: bool) -> Text {
    if yes { both!("yes", "是") } else { none() }
}

/// A limit that became longer, or is gone. Limits on different clocks are not compared.
pub(super) fn longer(word: impl Into<Word>, before: Option<Duration>, after: Option<Duration>, at: Span) -> Option<Weakening> {
    let before = before?;
    match after {
        None => Some(weaker(word, &before.text(), &none(), at)),
        Some(after) if after.clock == before.clock && after.ms > before.ms => {
            Some(weaker(word, &before.text_beside(after), &after.text_beside(before), at))
        }
        Some(_) => None,
    }
}

/// Something that was said, and is not any more.
pub(super) fn dropped(key: Key, before: bool, after: bool, at: Span) -> Option<Weakening> {
    (before && !after).then(|| weaker(key, &yes(before), &yes(after), at))
}

/// What became weaker at a node that is one node in both versions.
pub(super) fn of_node(change: &ChangeContext, was: NodeId, is: NodeId) -> Vec<Weakening> {
    let (old, new) = (change.old.variant.node(was), change.new.variant.node(is));
    let at = |key: Key| new.place(key);
    let value = |sla: Option<Spanned<Duration>>| sla.map(|sla| sla.value);
    // A machine needs nobody to remind it.
    let people = !new.automated;
    let mut all: Vec<Option<Weakening>> = vec![
        dropped(Key::Required, old.required.is_some(), new.required.is_some(), at(Key::Required)),
        dropped(Key::Keep, old.keep, new.keep, at(Key::Keep)),
        dropped(Key::Preventive, old.preventive, new.preventive, at(Key::Preventive)),
        dropped(Key::Detective, old.detective, new.detective, at(Key::Detective)),
        dropped(Key::Distinct, old.distinct, new.distinct, at(Key::Distinct)).filter(|_| people),
        mode(change, old, new),
        longer(Key::Sla, value(old.sla), value(new.sla), at(Key::Sla)).filter(|_| people || new.sla.is_some()),
        dropped(Key::Hard, old.hard, new.hard, at(Key::Hard)).filter(|_| people),
        longer(Key::Valid, old.valid, new.valid, at(Key::Valid)),
        longer(Key::Remind, old.remind, new.remind, at(Key::Remind)).filter(|_| people),
    ];
    if people && !old.escalate.is_empty() && new.escalate.is_empty() {
        all.push(Some(weaker(Key::Escalate, &escalations(&change.old, old), &none(), at(Key::Escalate))));
    }
    if people {
        all.push(timeout(change, was, is));
        all.push(rejection(change, was, is));
        let (before, after) = (first_call(old), first_call(new));
        all.push(after.and_then(|after| longer(Key::Escalate, before, Some(after), at(Key::Escalate))));
    }
    all.into_iter().flatten().chain(loops(change, was, is)).chain(tiers(change, was, is)).collect()
}

fn escalations(context: &VariantContext, node: &Node) -> Text {
    let roles: Vec<_> = node.escalate.iter().filter_map(|step| step.role.id).collect();
    context.role_names(&roles)
}

/// When the first is called.
fn first_call(node: &Node) -> Option<Duration> {
    let arrivals = node.escalate.iter().map(|step| if let After::Arrival(after) = step.after { Some(after) } else { None });
    arrivals.collect::<Option<Vec<_>>>()?.into_iter().min_by_key(|after| after.ms)
}

/// An approval that could send a case back or end it, and only approves now. The block around it may do that for it.
fn rejection(change: &ChangeContext, was: NodeId, is: NodeId) -> Option<Weakening> {
    let rejects = |context: &VariantContext, id: NodeId| {
        context.variant.node(id).kind == NodeKind::Approval
            && context.variant.edges.iter().any(|edge| edge.from == id && edge.kind == EdgeKind::Rejected)
    };
    let new = change.new.variant.node(is);
    let lost = rejects(&change.old, was) && !rejects(&change.new, is) && new.kind == NodeKind::Approval && new.within.is_none();
    lost.then(|| weaker(Keyword::Rejected, &yes(true), &none(), new.title.span))
}

/// How many must agree: the more, the stronger. Only where several decided before; where nobody is named, the owner does.
fn mode(change: &ChangeContext, old: &Node, new: &Node) -> Option<Weakening> {
    let approvals = old.kind == NodeKind::Approval && new.kind == NodeKind::Approval;
    if !approvals || old.approvers.len() < 2 {
        return None;
    }
    let count = |node: &Node| u32::try_from(node.approvers.len().max(1)).unwrap_or(u32::MAX);
    let needed = |node: &Node| match node.mode {
        Some(Mode::Any) => 1,
        Some(Mode::AtLeast(least)) => least.min(count(node)),
        None | Some(Mode::All | Mode::InTurn) => count(node),
    };
    let all = |node: &Node| needed(node) == count(node);
    let weaker_now = all(old) && !all(new) || needed(new) < needed(old);
    let words = |context: &VariantContext, node: &Node| {
        let of = |lang| Wording { model: context.model, lang }.approvers(node);
        let said = Text { en: of(Lang::En), zh: of(Lang::Zh) };
        if said.en.is_empty() { none() } else { said }
    };
    weaker_now.then(|| weaker(Key::Mode, &words(&change.old, old), &words(&change.new, new), new.place(Key::Mode)))
}

/// Ways that a case, or a notice of it, took after a time.
fn timeout(change: &ChangeContext, was: NodeId, is: NodeId) -> Option<Weakening> {
    let after = |context: &VariantContext, id: NodeId| {
        let edges = context.variant.edges.iter().filter(|edge| edge.from == id);
        edges
            .filter_map(|edge| if let EdgeKind::Timeout(after) | EdgeKind::Informs(after) = edge.kind { Some(after) } else { None })
            .min_by_key(|after| after.ms)
    };
    longer(Keyword::Timeout, after(&change.old, was), after(&change.new, is), change.new.variant.node(is).title.span)
}

/// Loops that may now be taken more often.
fn loops(change: &ChangeContext, was: NodeId, is: NodeId) -> Vec<Weakening> {
    let edges = both_edges(change, was, is).into_iter();
    let more = edges.filter_map(|(old, new)| {
        let before = old.max?;
        let (after, said) = (new.max, new.max.map_or_else(none, |max| both!("{max}", "{max}")));
        after.is_none_or(|after| after > before).then(|| weaker(Keyword::Max, &both!("{before}", "{before}"), &said, new.span))
    });
    more.collect()
}

/// Amounts up to which a case takes the shorter way, where a way leads to an approval.
fn tiers(change: &ChangeContext, was: NodeId, is: NodeId) -> Vec<Weakening> {
    let new = change.new.variant;
    let decides = new.node(is).kind == NodeKind::Decision;
    let approval = |edge: &Edge| new.node(edge.to).kind == NodeKind::Approval || change.new.is_control(edge.to);
    if !decides || !change.new.graph.leaving(is).iter().any(|&edge| approval(new.edge(edge))) {
        return Vec::new();
    }
    let edges = both_edges(change, was, is).into_iter();
    edges
        .filter_map(|(old, new)| {
            let (before, after) = (old.condition.as_ref()?, new.condition.as_ref()?);
            let same = before.data.id.and_then(|id| change.counterparts.data(id)) == after.data.id && before.field == after.field;
            let ((a, unit), (b, other)) = (amount(before)?, amount(after)?);
            let higher = b.compare(a) == std::cmp::Ordering::Greater;
            let (a, b) = (shown(&before.text), shown(&after.text));
            let text = both!("tier `{a}` → `{b}`", "分档“{a}” → “{b}”");
            (same && unit == other && higher).then_some(Weakening { text, at: new.span })
        })
        .collect()
}

/// The amount at which a condition divides.
fn amount(condition: &Condition) -> Option<(Decimal, &str)> {
    if condition.comparison == Comparison::Equal {
        return None;
    }
    match &condition.value {
        Operand::Quantity(Quantity::Money(money)) => Some((money.amount, money.currency.as_str())),
        Operand::Quantity(Quantity::Number(number, unit)) => Some((*number, unit.as_str())),
        _ => None,
    }
}

/// The edges of a node in both versions: of one kind, to one node.
fn both_edges<'m>(change: &ChangeContext<'m>, was: NodeId, is: NodeId) -> Vec<(&'m Edge, &'m Edge)> {
    let (old, new) = (change.old.variant, change.new.variant);
    let leaving = old.edges.iter().filter(|edge| edge.from == was);
    let pair = |edge: &'m Edge| {
        let compared = |edge: &Edge| edge.condition.as_ref().map(|condition| condition.comparison);
        let fits = |other: &&Edge| {
            let same = other.from == is && change.matching.later(edge.to).contains(&other.to);
            same && crate::diff::way_kind(edge.kind) == crate::diff::way_kind(other.kind) && compared(edge) == compared(other)
        };
        let mut others = new.edges.iter().filter(fits);
        others.next().filter(|_| others.next().is_none()).map(|other| (edge, other))
    };
    leaving.filter_map(pair).collect()
}
