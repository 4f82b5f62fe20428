//! See [`UNUSED_OUTPUT`].

use std::collections::BTreeMap;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::{VariantContext, with_nodes};
use crate::model::{DataId, Home, NodeId};
use crate::source::Span;

crate::rule! {
    /// Data is written and nobody reads it.
    ///
    /// Nobody needs it, so the work of writing it can be saved; or the step that uses it does not say so. Results (`deliverable: yes`),
    /// what is archived (`archive: yes`, `keep-for`) and data that other files share are left in peace.
    /// ---
    /// 输出的单据没有人用。
    ///
    /// 没有人需要，就可以省去这份工作；或者用到它的环节没有写明。交付物（“交付物：是”）、归档的单据（“归档：是”“保存期限”）和多个文件共用的单据不在此列。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   data form
    ///   data note
    ///   as-is {
    ///     task fill { owner: agent; out: form, note; time: 5m }
    ///     task pay { owner: agent; in: form; time: 5m }
    ///     start -> fill -> pay -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   data form
    ///   data note { archive: yes }
    ///   as-is {
    ///     task fill { owner: agent; out: form, note; time: 5m }
    ///     task pay { owner: agent; in: form; time: 5m }
    ///     start -> fill -> pay -> end
    ///   }
    /// }
    /// ```
    UNUSED_OUTPUT = "F602" "unused-output" Info
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let (model, variant) = (context.model, context.variant);
    if model.incomplete || variant.nodes.iter().any(|node| node.broken) {
        return;
    }
    let mut writers: BTreeMap<DataId, Vec<(NodeId, Span)>> = BTreeMap::new();
    for (id, written) in variant.writes() {
        if let Some(data) = written.id.filter(|&data| !is_kept(context, data)) {
            writers.entry(data).or_default().push((id, written.span));
        }
    }
    // Other processes of the file see only what is declared beside them.
    let shared = |writers: &BTreeMap<DataId, _>| writers.keys().any(|&data| !matches!(context.data(data).home, Some(Home::Process(_))));
    let others = model.processes.iter().filter(|process| !std::ptr::eq(*process, context.process)).flat_map(|process| &process.variants);
    for reader in std::iter::once(variant).chain(others) {
        if writers.is_empty() || !std::ptr::eq(reader, variant) && !shared(&writers) {
            break;
        }
        for (_, data) in reader.reads() {
            // A name that leads nowhere may be meant for any of them.
            let Some(id) = data.id else { return };
            writers.remove(&id);
        }
    }
    for (&data, writers) in &writers {
        let span = writers[0].1;
        let name = shown(context.data_name(data));
        let finding = Diagnostic::new(
            &UNUSED_OUTPUT,
            span,
            both!("`{name}` is written and never read", "“{name}”输出之后没有人用"),
            both!(
                "name it where it is used (`in`), mark it `deliverable: yes` or `archive: yes`, or do not write it",
                "在用到它的环节中写上“输入”，或标明“交付物：是”“归档：是”，或不再输出"
            ),
        );
        let others: Vec<NodeId> = writers[1..].iter().map(|&(id, _)| id).collect();
        found.push(with_nodes(finding, variant, &others, &both!("written here, too", "这里也输出")));
    }
}

/// Whether data is kept, handed over or shared, so that nobody in the process need read it.
fn is_kept(context: &VariantContext, id: DataId) -> bool {
    let data = context.data(id);
    data.deliverable || data.archive || data.keep_for.is_some() || data.home == Some(Home::Import)
}
