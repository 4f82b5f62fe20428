//! See [`HAND_OFF_WITHOUT_DATA`].

use rustc_hash::FxHashMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::people::apart;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{DataId, Node, NodeId, Ref, RoleId};

crate::rule! {
    /// Another role takes over and uses nothing of what the one before had.
    ///
    /// Either it does not say what is handed over, or the step could begin earlier, beside the one before. Both steps name their data, nothing of
    /// what the second reads was read or written by the first, and somebody else writes it before. Nothing is said where both work in one
    /// system, about data that comes from outside or that the role wrote itself, and about data that goes with the case: what three other steps
    /// use.
    /// ---
    /// 换了岗位，后一环节却没有用到前一环节的任何单据。
    ///
    /// 要么没有写明移交了什么，要么后一环节本可以提前，与前一环节同时进行。前后环节都写了单据，后一环节读取的，前一环节既没有读也没有写，而是别处写的，这时报告。以下情况不报告：两个环节在同一系统中办理；单据来自外部，或由该岗位自己写成；随单流转的单据（另有三个环节用到，例如工单）。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role clerk
    ///   role store
    ///   data order { archive: yes }
    ///   data list { archive: yes }
    ///   as-is {
    ///     task plan { owner: agent; out: order, list; time: 20m }
    ///     task book { owner: clerk; in: order; time: 20m }
    ///     task pick { owner: store; in: list; time: 30m }
    ///     start -> plan -> book -> pick -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   role clerk
    ///   role store
    ///   data order { archive: yes }
    ///   data list { archive: yes }
    ///   as-is {
    ///     task plan { owner: agent; out: order, list; time: 20m }
    ///     task book { owner: clerk; in: order; time: 20m }
    ///     task pick { owner: store; in: list; time: 30m }
    ///     parallel both {
    ///       book
    ///       pick
    ///     }
    ///     start -> plan -> both -> end
    ///   }
    /// }
    /// ```
    HAND_OFF_WITHOUT_DATA = "F312" "hand-off-without-data" Info
}

/// Data that so many other steps use goes with the case.
const GOES_ALONG: usize = 3;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let mut uses: FxHashMap<DataId, usize> = FxHashMap::default();
    let mut writers: FxHashMap<DataId, Vec<NodeId>> = FxHashMap::default();
    for (id, node) in context.variant.nodes() {
        let Some(touched) = touches(node) else { return };
        for data in touched {
            *uses.entry(data).or_default() += 1;
        }
        for data in node.outputs.iter().filter_map(|data| data.id) {
            writers.entry(data).or_default().push(id);
        }
    }
    for (id, node) in context.nodes() {
        let (Some(roles), Some(read)) = (context.doers(id), reads(node).filter(|read| !read.is_empty())) else { continue };
        let Some(before) = passing_nothing(context, id, &roles, &read) else { continue };
        let elsewhere = |data: &DataId| {
            let written = writers.get(data).map_or(&[][..], Vec::as_slice);
            let own = |&writer: &NodeId| writer == id || context.performers(writer).is_none_or(|others| !apart(&others, &roles));
            let shared = uses.get(data).is_some_and(|&uses| uses > GOES_ALONG);
            !context.data(*data).external && !shared && !written.is_empty() && !written.iter().any(own)
        };
        if !read.iter().all(elsewhere) {
            continue;
        }
        let (step, from) = (shown(node.shown()), shown(context.variant.node(before[0]).shown()));
        let finding = Diagnostic::new(
            &HAND_OFF_WITHOUT_DATA,
            node.title.span,
            both!("`{step}` takes over from `{from}` and uses nothing of it: it reads {}", "“{step}”接在“{from}”之后，却没有用到它的单据：读取的是{}"; context.data_names(&read)),
            both!(
                "name what is handed over in `out` and `in`, or let both run at the same time (`parallel`)",
                "在前一环节的“输出”和后一环节的“输入”中写明移交的单据；如果互不相关，可以改为“并行”"
            ),
        );
        found.push(with_nodes(finding, context.variant, &before, &both!("comes from here", "从这里转来")));
    }
}

/// The steps from which a case comes to a node, if others do each of them, in another system, and use nothing of what it reads.
fn passing_nothing(context: &VariantContext, id: NodeId, roles: &[RoleId], read: &[DataId]) -> Option<Vec<NodeId>> {
    let systems = |id: NodeId| context.variant.node(id).systems.iter().map(|system| system.id);
    let entering = context.graph.entering(id).iter().filter(|&&edge| context.graph.is_normal(edge));
    let mut before: Vec<NodeId> = entering.map(|&edge| context.variant.edge(edge).from).collect();
    before.sort_unstable();
    before.dedup();
    let passes_nothing = |&from: &NodeId| {
        let others = context.doers(from).is_some_and(|others| apart(&others, roles));
        let elsewhere = !systems(id).any(|system| system.is_none() || systems(from).any(|other| other.is_none() || other == system));
        others && elsewhere && touches(context.variant.node(from)).is_some_and(|used| !used.is_empty() && apart(&used, read))
    };
    (!before.is_empty() && before.iter().all(passes_nothing)).then_some(before)
}

/// What a node reads, sorted; `None` if not all of it is known.
fn reads(node: &Node) -> Option<Vec<DataId>> {
    known(node.inputs.iter().chain(&node.of).chain(&node.optional))
}

/// What a node reads or writes, sorted; `None` if not all of it is known.
fn touches(node: &Node) -> Option<Vec<DataId>> {
    known(node.inputs.iter().chain(&node.of).chain(&node.optional).chain(&node.outputs))
}

fn known<'d>(data: impl Iterator<Item = &'d Ref<DataId>>) -> Option<Vec<DataId>> {
    let mut data: Vec<DataId> = data.map(|data| data.id).collect::<Option<_>>()?;
    data.sort_unstable();
    data.dedup();
    Some(data)
}
