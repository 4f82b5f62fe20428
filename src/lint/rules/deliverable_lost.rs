//! See [`DELIVERABLE_LOST`].

use super::control_removed::path;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::assured::{Lack, lack};
use crate::lint::{ChangeContext, Remark};
use crate::model::{DataId, NodeId};

crate::rule! {
    /// A result that the process delivered is not made any more, or not on every way on which it was.
    ///
    /// Results are the data marked `deliverable`. It also speaks where the data is still written and only `deliverable` was taken away: nobody misses it then.
    ///
    /// It says nothing where another step writes it now, of data with the same label under another name, and where the step that wrote it
    /// writes another deliverable in its place.
    /// ---
    /// 流程原来的交付物不再产生，或不再在每条原有的路径上产生。
    ///
    /// 交付物是标了“交付物”的单据。单据还在输出、只是去掉了“交付物”的，也会报告：以后少了它就没有人发现。
    ///
    /// 以下情况不报告：改由别的环节输出；换了名称但显示名称相同；原来输出它的环节改为输出另一个交付物。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role 会计
    ///   data 报销单
    ///   data 回执 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m }
    ///     task 出回执 { owner: 会计; in: 报销单; out: 回执; time: 5m }
    ///     task 登记 { owner: 会计; in: 报销单; time: 5m }
    ///     start -> 填单 -> 出回执 -> 登记 -> end
    ///   }
    ///   to-be from as-is {
    ///     remove 出回执
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role 会计
    ///   data 报销单
    ///   data 回执 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m }
    ///     task 出回执 { owner: 会计; in: 报销单; out: 回执; time: 5m }
    ///     task 登记 { owner: 会计; in: 报销单; time: 5m }
    ///     start -> 填单 -> 出回执 -> 登记 -> end
    ///   }
    ///   to-be from as-is {
    ///     merge 出回执, 登记 into task 登记并出回执 { time: 7m }
    ///   }
    /// }
    /// ```
    DELIVERABLE_LOST = "F903" "deliverable-lost" Error
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    let old = &change.old;
    let reached = old.reached();
    for (was, is) in change.counterparts.all_data().filter(|(was, _)| old.data(*was).deliverable) {
        let before: Vec<NodeId> = old.writers_of(was).into_iter().filter(|id| reached[id.index()]).collect();
        if !before.is_empty() {
            found.extend(lost(change, was, is, &before).map(Remark::from));
        }
    }
}

fn lost(change: &ChangeContext, was: DataId, is: Option<DataId>, before: &[NodeId]) -> Option<Diagnostic> {
    let (old, new) = (&change.old, &change.new);
    let name = shown(old.data_name(was));
    let after = is.map(|id| new.writers_of(id)).unwrap_or_default();
    let help = both!(
        "let a step write it on every way (`out: {name}`), or accept that with a reason: `accept: deliverable-lost because …`",
        "让每条路径上都有环节写“输出：{name}”；确实不再需要的，在流程中写“接受：deliverable-lost 因为 理由”"
    );
    let declared = both!("a deliverable before", "原来的交付物");
    let title = old.data(was).title.as_ref();
    let pointing = |finding: Diagnostic| match title {
        Some(title) if !change.within_one_text() => finding.related(title.span, declared.clone()),
        _ => finding,
    };
    match lack(change, before, &after) {
        Some(Lack::Nowhere) if is.is_none() && is_replaced(change, before) => None,
        Some(Lack::Nowhere) => {
            let written = old.variant.node(before[0]).title.span;
            let message = both!("no step delivers `{name}` any more", "不再有环节输出交付物“{name}”");
            let finding = Diagnostic::new(&DELIVERABLE_LOST, change.place_of_loss(before[0]), message, help);
            Some(pointing(finding.related(written, both!("written here before", "原来在这里输出"))))
        }
        Some(Lack::On(way)) => {
            let path = path(change, &way);
            let message =
                both!("a case can now end without `{name}`, which was delivered there{}", "单子现在可以不产生交付物“{name}”就结束{}"; path);
            let place = new.change_of(&way).unwrap_or_else(|| change.place_of_loss(before[0]));
            Some(pointing(Diagnostic::new(&DELIVERABLE_LOST, place, message, help)))
        }
        None => {
            let data = is.map(|id| new.data(id)).filter(|data| !data.deliverable)?;
            let place = data.title.as_ref().map_or(new.variant.span, |title| title.span);
            let message = both!("`{name}` is no deliverable any more, although it is still written", "“{name}”还在输出，却不再标为交付物");
            let help = both!("mark it `deliverable: yes`", "给它写“交付物：是”");
            Some(pointing(Diagnostic::new(&DELIVERABLE_LOST, place, message, help)))
        }
    }
}

/// Whether what wrote it now writes a deliverable that there was not before: it got another name.
fn is_replaced(change: &ChangeContext, before: &[NodeId]) -> bool {
    let known: Vec<DataId> = change.counterparts.all_data().filter_map(|(_, is)| is).collect();
    let writes_another = |heir: &NodeId| {
        let outputs = change.new.variant.node(*heir).outputs.iter().filter_map(|data| data.id);
        outputs.into_iter().any(|id| change.new.data(id).deliverable && !known.contains(&id))
    };
    before.iter().all(|&id| change.matching.later(id).iter().any(writes_another))
}
