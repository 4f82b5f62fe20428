//! What differs between two variants, in the words of a table.

use crate::diagram::{Change, Diagram, label, pairs};
use crate::diff::Side;
use crate::lang::Lang;
use crate::syntax::keywords::{Key, Keyword};
use crate::wording::Wording;

/// The operations that may show on no node of a drawing.
const OPERATIONS: [Keyword; 9] = [
    Keyword::Change,
    Keyword::Remove,
    Keyword::Merge,
    Keyword::Split,
    Keyword::Insert,
    Keyword::Replace,
    Keyword::Parallelise,
    Keyword::Reassign,
    Keyword::Automate,
];

/// The heads of the columns.
pub(crate) fn heads(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::En => ["Step", "Kind", "Change", "What changed", "Why"],
        Lang::Zh => ["环节", "类型", "变化", "内容", "原因"],
    }
}

/// One row per node that differs: how, in what, and why; and one for each written change that shows on no node. The drawing is that of the difference.
pub(crate) fn changed(old: Side, new: Side, diagram: &Diagram, words: Wording) -> Vec<[String; 5]> {
    let lang = words.lang;
    let (from, to) = (old.variant, new.variant);
    let mut rows: Vec<[String; 5]> = Vec::new();
    let mut told: Vec<bool> = to.changes.iter().map(|change| change.operation == Keyword::Reroute.en()).collect();
    for (at, (pair, node)) in pairs(old, new).into_iter().zip(&diagram.nodes).enumerate() {
        if node.change == Change::Same || node.label.is_empty() {
            continue;
        }
        let nodes = [pair.from.map(|id| from.node(id)), pair.to.map(|id| to.node(id))];
        let mut why: Vec<&str> = Vec::new();
        for (change, told) in to.changes.iter().zip(&mut told).filter(|(change, _)| change.operation != Keyword::Reroute.en()) {
            if change.nodes.iter().any(|name| nodes.iter().flatten().any(|node| node.answers_to(name))) {
                *told = true;
                why.extend(change.because.as_deref().filter(|reason| !why.contains(reason)));
            }
        }
        let mut what = node.changes.clone();
        match node.change {
            Change::Added => {
                let owner = pair.to.map(|id| words.roles(to.owner(id))).filter(|owner| !owner.is_empty());
                what.extend(owner.map(|owner| words.pair(Key::Owner, &owner)));
                what.extend(node.details.iter().cloned());
            }
            Change::Changed => what.extend(ways(diagram, at, lang)),
            _ => {}
        }
        rows.push([
            node.label.clone(),
            words.kind(node.kind).to_owned(),
            node.change.word(lang).to_owned(),
            what.join("\n"),
            why.join("\n"),
        ]);
    }
    let called = |name: &String| {
        let node = [to, from].into_iter().find_map(|variant| variant.node_named(name).map(|id| variant.node(id)));
        node.map_or(name.clone(), |node| label(node, lang))
    };
    for change in to.changes.iter().filter(|change| change.operation == Keyword::Reroute.en()) {
        let [at, old, new] = change.nodes.as_slice() else { continue };
        let moved = format!("{} → {}", called(old), called(new));
        let word = lang.pick("rerouted", "改接").to_owned();
        rows.push([called(at), String::new(), word, moved, change.because.clone().unwrap_or_default()]);
    }
    for (change, _) in to.changes.iter().zip(told).filter(|(_, told)| !told) {
        let names = change.nodes.iter().map(called).collect::<Vec<_>>().join(lang.pick(", ", "、"));
        let word = OPERATIONS.iter().find(|word| word.en() == change.operation).map_or("", |word| lang.pick(word.en(), word.zh()));
        rows.push([names, String::new(), word.to_owned(), String::new(), change.because.clone().unwrap_or_default()]);
    }
    rows
}

/// The ways from a node that differ, with what they say.
fn ways(diagram: &Diagram, at: usize, lang: Lang) -> Vec<String> {
    let differ = diagram.edges.iter().filter(|edge| edge.from == at && edge.change != Change::Same);
    let said = differ.filter(|edge| !edge.label.is_empty() || edge.change == Change::Changed).map(|edge| {
        let to = &diagram.nodes[edge.to].label;
        format!("{} {} → {to}", edge.change.word(lang), edge.label.join(" "))
    });
    said.collect()
}
