//! What is said of a node, attribute by attribute, and what differs between two.

use super::{Counterparts, Side};
use crate::lang::Lang;
use crate::model::{DataId, EdgeKind, Node, NodeId, NodeKind, Origin, Ref, RoleId, SystemId};
use crate::syntax::keywords::{self, Key, Keyword};
use crate::wording::{Wording, extras, shown};

/// An attribute that differs.
pub(crate) struct Difference {
    /// Which; none for what a node is and how it is called.
    pub(crate) key: Option<Key>,
    /// The word for it.
    pub(crate) word: &'static str,
    /// Before and after.
    pub(crate) words: [String; 2],
}

/// What differs between two nodes, in the words of a language. The join of a parallel block has nothing of its own.
pub(crate) fn differences(old: (Side, NodeId), new: (Side, NodeId), counterparts: &Counterparts, lang: Lang) -> Vec<Difference> {
    if old.0.variant.node(old.1).is_block_join() || new.0.variant.node(new.1).is_block_join() {
        return Vec::new();
    }
    let now = Names {
        role: &|id| counterparts.role(id).map_or(Err(id.0), |id| Ok(id.0)),
        system: &|id| counterparts.system(id).map_or(Err(id.0), |id| Ok(id.0)),
        data: &|id| counterparts.data(id).map_or(Err(id.0), |id| Ok(id.0)),
    };
    let own = Names { role: &|id| Ok(id.0), system: &|id| Ok(id.0), data: &|id| Ok(id.0) };
    let facts = facts(old.0, old.1, &now, lang).into_iter().zip(facts(new.0, new.1, &own, lang));
    let different = facts.filter(|(old, new)| old.compared != new.compared);
    different.map(|(old, new)| Difference { key: new.key, word: new.word, words: [old.words, new.words] }).collect()
}

/// What a thing is in the new version; what it was, if it is not there any more.
type Identity = Result<u32, u32>;

/// Tells whether the things of two versions are the same, whatever they are called.
struct Names<'n> {
    role: &'n dyn Fn(RoleId) -> Identity,
    system: &'n dyn Fn(SystemId) -> Identity,
    data: &'n dyn Fn(DataId) -> Identity,
}

/// One attribute of a node.
struct Fact {
    key: Option<Key>,
    word: &'static str,
    words: String,
    /// What makes it the same: of lists, what they name, in any order.
    compared: String,
}

fn facts(side: Side, id: NodeId, names: &Names, lang: Lang) -> Vec<Fact> {
    let wording = Wording { model: side.model, lang };
    let node = side.variant.node(id);
    let nothing = lang.pick("none", "无");
    let plain = |key: Option<Key>, word: &'static str, words: &str| Fact { key, word, words: words.to_owned(), compared: words.to_owned() };
    let text = |key: Key, words: &str| plain(Some(key), wording.key(key), if words.is_empty() { nothing } else { words });
    let list = |key: Key, words: String, mut things: Vec<Option<Identity>>| {
        things.sort_unstable();
        let words = if words.is_empty() { nothing.to_owned() } else { words };
        Fact { key: Some(key), word: wording.key(key), words, compared: format!("{things:?}") }
    };
    let roles = |list: &[Ref<RoleId>]| -> Vec<Option<Identity>> { list.iter().map(|role| role.id.map(names.role)).collect() };
    let data = |list: &[Ref<DataId>]| -> Vec<Option<Identity>> { list.iter().map(|data| data.id.map(names.data)).collect() };
    let systems = node.systems.iter().map(|system| system.id.map(names.system)).collect();
    let owner = side.variant.owner(id);
    let called = node.calls.as_ref().map_or(nothing, |(name, _)| wording.callee(name));
    let duration = |value: Option<_>| value.map(|value| wording.duration(value)).unwrap_or_default();
    // Who owns an approval alone approves it alone.
    let alone = node.approvers.is_empty() && node.kind == NodeKind::Approval;
    let signing = if alone { wording.roles(owner) } else { wording.approvers(node) };
    let mut approvers = list(Key::Approvers, signing, roles(&node.approvers));
    approvers.compared = format!("{} {:?}", approvers.compared, node.mode.filter(|_| !node.approvers.is_empty()));
    let mut facts = vec![
        plain(None, lang.pick("kind", "类型"), wording.kind_of(node)),
        named(node, lang),
        list(Key::Owner, wording.roles(owner), roles(owner)),
        list(Key::By, wording.roles(&node.by), roles(&node.by)),
        list(Key::To, wording.roles(&node.to), roles(&node.to)),
        list(Key::Consults, wording.roles(&node.consults), roles(&node.consults)),
        list(Key::Informs, wording.roles(&node.informs), roles(&node.informs)),
        approvers,
        text(Key::Process, called),
        list(Key::System, wording.systems(&node.systems), systems),
        text(Key::Automated, wording.yes(node.automated)),
        text(Key::Required, wording.yes(node.required.is_some())),
        list(Key::Of, wording.data(&node.of), data(&node.of)),
        list(Key::In, wording.data(&node.inputs), data(&node.inputs)),
        list(Key::Out, wording.data(&node.outputs), data(&node.outputs)),
        text(Key::Time, &wording.estimate(node.time)),
        text(Key::Wait, &wording.estimate(node.wait)),
        text(Key::Sla, &duration(node.sla.map(|sla| sla.value))),
        text(Key::Hard, wording.yes(node.hard)),
        text(Key::Clock, if node.paused { lang.pick(Keyword::Paused.en(), Keyword::Paused.zh()) } else { "" }),
        text(Key::Aspect, node.aspect.as_deref().unwrap_or_default()),
        text(Key::Valid, &duration(node.valid)),
        text(Key::Distinct, wording.yes(node.distinct)),
        text(Key::Keep, wording.yes(node.keep)),
        list(Key::Optional, wording.data(&node.optional), data(&node.optional)),
        text(Key::Responds, wording.yes(node.responds)),
        text(Key::Manual, wording.yes(node.manual)),
        text(Key::Cost, &node.cost.as_ref().map(|cost| wording.rate(cost)).unwrap_or_default()),
    ];
    let known: Vec<Option<Key>> = facts.iter().map(|fact| fact.key).collect();
    let more = extras(wording, node).into_iter().filter(|(key, _)| !known.contains(&Some(*key)) || *key == Key::Required);
    for (key, words) in more {
        match key {
            // With its reason, where it has one on both sides.
            Key::Required => {
                if let Some(fact) = facts.iter_mut().find(|fact| fact.key == Some(key)).filter(|_| !words.is_empty()) {
                    fact.words.clone_from(&words);
                    fact.compared = words;
                }
            }
            _ => facts.push(text(key, &words)),
        }
    }
    facts
}

/// What people call it. Nobody chose the word for what is only implied, so it never differs.
fn named(node: &Node, lang: Lang) -> Fact {
    let words = shown(&node.title).to_owned();
    let nobodys = node.origin == Origin::Implied || [Keyword::Start, Keyword::End].iter().any(|&keyword| keywords::is(&words, keyword));
    let compared = if nobodys { String::new() } else { words.clone() };
    Fact { key: None, word: lang.pick("name", "名称"), words, compared }
}

/// What kind of way an edge is: forward, on rejection, after a time, a notice.
pub(crate) fn way_kind(kind: EdgeKind) -> u8 {
    match kind {
        EdgeKind::Plain | EdgeKind::Branch | EdgeKind::Else | EdgeKind::Approved => 0,
        EdgeKind::Rejected => 1,
        EdgeKind::Timeout(_) => 2,
        EdgeKind::Informs(_) => 3,
    }
}
