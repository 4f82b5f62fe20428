//! See [`UNMATCHED_NODE`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::Text;
use crate::lint::{ChangeContext, Remark, VariantContext};
use crate::model::{NodeId, Origin};

crate::rule! {
    /// Some steps are only in the old version and some only in the new one, and nobody says whether they are the same.
    ///
    /// A step is recognised by its name, its label, by `was: NAME`, and by how alike it is. What is not recognised counts as gone and as new, and what it owed
    /// or controlled counts as lost. If a new step is an old one under another name, say so with `was:`.
    ///
    /// It says nothing where steps only came or only went, and of what the changes of a to-be insert and remove.
    /// ---
    /// 有的环节只在旧版本里，有的只在新版本里，没有写明是不是同一个。
    ///
    /// 环节按名称、显示名称、“原名”和相似程度识别。认不出的，旧的算取消，新的算增加，它承担的控制和义务算丢失。如果新环节就是旧环节改了名，请写“原名：旧名称”。
    ///
    /// 以下情况不报告：只有增加或只有取消；优化后用修改插入、删除的环节。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role 会计
    ///   role 出纳
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m }
    ///     task 核票 { owner: 会计; in: 报销单; time: 5m }
    ///     start -> 填单 -> 核票 -> end
    ///   }
    ///   to-be {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m }
    ///     task 登账 { owner: 会计; in: 报销单; time: 3m }
    ///     start -> 填单 -> 登账 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role 会计
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m }
    ///     task 核票 { owner: 会计; in: 报销单; time: 5m }
    ///     start -> 填单 -> 核票 -> end
    ///   }
    ///   to-be {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m }
    ///     task 登账 { was: 核票; owner: 会计; in: 报销单; time: 3m }
    ///     start -> 填单 -> 登账 -> end
    ///   }
    /// }
    /// ```
    UNMATCHED_NODE = "F908" "unmatched-node" Info
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    let (old, new) = (&change.old, &change.new);
    if change.within_one_text() && new.variant.from_as_is {
        return;
    }
    let gone = steps(old, |id| change.matching.later(id).is_empty());
    let come = steps(new, |id| change.matching.earlier(id).is_empty());
    if gone.is_empty() || come.is_empty() {
        return;
    }
    let (before, after): (Text, Text) = (old.node_names(&gone), new.node_names(&come));
    let message = both!(
        "only in the old version: {}; only in the new one: {}",
        "只在旧版本里：{}；只在新版本里：{}"; before, after
    );
    let help = both!(
        "write `was: OLD NAME` in a step that has only got another name; else leave it",
        "只是改了名的，在新环节中写“原名：旧名称”；确实是新增和取消的，不用改"
    );
    let mut finding = Diagnostic::new(&UNMATCHED_NODE, new.variant.node(come[0]).title.span, message, help);
    for &id in come.iter().skip(1).take(3) {
        finding = finding.related(new.variant.node(id).title.span, both!("new", "新增"));
    }
    for &id in gone.iter().take(3) {
        finding = finding.related(old.variant.node(id).title.span, both!("gone", "取消"));
    }
    found.push(finding.into());
}

/// The steps of work that fit and that no change put there.
fn steps(context: &VariantContext, fits: impl Fn(NodeId) -> bool) -> Vec<NodeId> {
    let declared = context.nodes().filter(|(id, node)| node.kind.is_work() && node.origin == Origin::Declared && fits(*id));
    declared.filter(|(_, node)| node.changed_by.is_none()).map(|(id, _)| id).collect()
}
