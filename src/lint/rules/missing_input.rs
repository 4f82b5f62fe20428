//! See [`MISSING_INPUT`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Facts;
use crate::lang::shown;
use crate::lint::supply::Read;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{DataId, EdgeId, EdgeKind, NodeId};
use crate::rule::Level;

crate::rule! {
    /// A step reads data that is not there yet.
    ///
    /// No step before it writes the data: an error. On some ways there, or only at the same time: a warning, for sometimes it will be
    /// missing. Optional inputs, data that somebody brings from outside (`from`), and in a called process what only its caller can
    /// provide are left in peace. Each lack is reported where it is felt first.
    /// ---
    /// 环节读取的单据此时还没有。
    ///
    /// 之前没有任何环节输出它：错误。只有部分路径输出，或由同时进行的环节输出：警告，因为有时会缺。可选输入、有“来源”的外部单据，以及被调用的子流程中由调用方提供的单据，不在此列。每处缺失只在最先用到的地方报告。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   data form
    ///   as-is {
    ///     task pay { owner: agent; in: form; time: 5m }
    ///     task fill { owner: agent; out: form; time: 5m }
    ///     start -> pay -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   data form
    ///   as-is {
    ///     task fill { owner: agent; out: form; time: 5m }
    ///     task pay { owner: agent; in: form; time: 5m }
    ///     start -> fill -> pay -> end
    ///   }
    /// }
    /// ```
    MISSING_INPUT = "F601" "missing-input" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let (graph, variant) = (&context.graph, context.variant);
    let walked = graph.cases_from(graph.starts());
    let reads: Vec<Read> = context.needed().into_iter().filter(|read| walked[read.at.index()] && !variant.node(read.at).broken).collect();
    let mut data: Vec<DataId> = reads.iter().map(|read| read.data).collect();
    data.sort_unstable();
    data.dedup();
    if data.is_empty() {
        return;
    }
    let number = |id: DataId| data.binary_search(&id).ok();
    // What is read has been missed already: behind that node it counts as there, so that each lack is reported once.
    let mut added: Vec<Vec<usize>> = vec![Vec::new(); graph.len()];
    let mut readers: Vec<Vec<&Read>> = vec![Vec::new(); data.len()];
    for read in &reads {
        let Some(fact) = number(read.data) else { continue };
        added[read.at.index()].push(fact);
        readers[fact].push(read);
    }
    let mut writers: Vec<Vec<NodeId>> = vec![Vec::new(); data.len()];
    for (id, node) in variant.nodes() {
        // What an error hides may have been written there.
        let anything = node.broken || node.outputs.iter().any(|data| data.id.is_none());
        let own: Vec<usize> =
            if anything { (0..data.len()).collect() } else { node.outputs.iter().filter_map(|data| number(data.id?)).collect() };
        for fact in own {
            added[id.index()].push(fact);
            writers[fact].push(id);
        }
    }
    let adds = |edge: EdgeId| {
        let edge = variant.edge(edge);
        // A case that is taken away from a node leaves it unfinished.
        if matches!(edge.kind, EdgeKind::Timeout(_)) { Vec::new() } else { added[edge.from.index()].clone() }
    };
    let removes = |_: NodeId| Vec::new();
    let settle =
        |must: bool| Facts { count: data.len(), adds: &adds, groups: &[], removes: &removes, must }.settle(graph, context.concurrency());
    let (surely, perhaps) = (settle(true), settle(false));

    for (fact, &id) in data.iter().enumerate() {
        let mut late: Vec<&Read> = readers[fact].iter().copied().filter(|read| !surely.holds(fact, read.at)).collect();
        let writers = &writers[fact];
        if late.is_empty() || writers.is_empty() && context.comes_from_elsewhere(id) {
            continue;
        }
        let name = shown(context.data_name(id));
        let word = context.data(id).title.as_ref().map_or("", |title| &title.name);
        let word = shown(word);
        if writers.is_empty() {
            let first = late.remove(0);
            let node = shown(variant.node(first.at).shown());
            let finding = Diagnostic::new(
                &MISSING_INPUT,
                first.span,
                both!("`{node}` reads `{name}`, which no step writes", "“{node}”需要“{name}”，但没有环节输出它"),
                both!(
                    "let a step before it write it (`out: {word}`), or say who brings it: `data {word} {{ from: ROLE }}`",
                    "在它之前的环节中写“输出：{word}”，或写明谁带来：单据 {word} {{ 来源：岗位 }}"
                ),
            );
            let others: Vec<NodeId> = late.iter().map(|read| read.at).collect();
            found.push(with_nodes(finding, variant, &others, &both!("read here, too", "这里也需要")));
            continue;
        }
        for read in late {
            let node = shown(variant.node(read.at).shown());
            let meanwhile = context.concurrency().with(read.at).iter().any(|other| writers.contains(other));
            let (level, message, place) = if perhaps.holds(fact, read.at) {
                (
                    Level::Warning,
                    both!(
                        "`{node}` reads `{name}`, which is not written on every way there",
                        "“{node}”需要“{name}”，但并非每条路径之前都已输出"
                    ),
                    both!("written here", "在这里输出"),
                )
            } else if meanwhile {
                (
                    Level::Warning,
                    both!(
                        "`{node}` reads `{name}`, which is only written at the same time",
                        "“{node}”需要“{name}”，但它由同时进行的环节输出"
                    ),
                    both!("written here, meanwhile", "在这里同时输出"),
                )
            } else {
                (
                    Level::Error,
                    both!("`{node}` reads `{name}`, which is only written later", "“{node}”需要“{name}”，但它在之后才输出"),
                    both!("written here, too late", "在这里才输出"),
                )
            };
            let help = both!(
                "write it before on every way, move the step, or read it as `optional: {word}`",
                "让每条路径都先输出它，调整环节的先后，或改为“可选输入：{word}”"
            );
            let finding = Diagnostic::new(&MISSING_INPUT, read.span, message, help).at_level(level);
            found.push(with_nodes(finding, variant, writers, &place));
        }
    }
}
