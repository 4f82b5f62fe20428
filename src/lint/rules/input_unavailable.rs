//! See [`INPUT_UNAVAILABLE`].

use super::control_removed::path;
use super::missing_input::MISSING_INPUT;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::supply::Read;
use crate::lint::{ChangeContext, Remark};
use crate::model::DataId;

crate::rule! {
    /// A step reads data that was there before the change, and need not be any more.
    ///
    /// In the old version the data was written on every way to the step; in the new one the step was moved before that, or what wrote it is gone or stands in
    /// only one branch. `missing-input` says so of one text alone; where it does, this rule is silent.
    ///
    /// It says nothing where the data now comes from outside (`from`), or is read as `optional`.
    /// ---
    /// 环节需要的单据原来已有，修改之后可能没有。
    ///
    /// 旧版本中到达该环节的每条路径上都已输出该单据；新版本中该环节移到了前面，或输出它的环节被取消、只留在一个分支里。单看新版本时由“missing-input”报告，已报告的不重复。
    ///
    /// 以下情况不报告：单据改为从外部带来（写了“来源”），或改为“可选输入”。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role 会计
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m }
    ///     task 登记 { owner: 会计; in: 报销单; time: 5m }
    ///     start -> 填单 -> 登记 -> end
    ///   }
    ///   to-be from as-is {
    ///     parallelise 填单, 登记
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role 会计
    ///   data 报销单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 报销单; time: 5m }
    ///     task 登记 { owner: 会计; in: 报销单; time: 5m }
    ///     start -> 填单 -> 登记 -> end
    ///   }
    ///   to-be from as-is {
    ///     change 登记 { time: 1m } because 登记由系统带出
    ///   }
    /// }
    /// ```
    INPUT_UNAVAILABLE = "F905" "input-unavailable" Error
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    let (old, new) = (&change.old, &change.new);
    let data: Vec<(DataId, DataId)> = change.counterparts.all_data().filter_map(|(was, is)| Some((was, is?))).collect();
    let before = old.written(&data.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let after = new.written(&data.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let (was_read, is_read) = (old.needed(), new.needed());
    let (reached, walked) = (old.reached(), new.reached());
    let mut place = vec![0; new.graph.len()];
    for (at, id) in new.graph.reverse_post_order().into_iter().enumerate() {
        place[id.index()] = at;
    }
    for (at, &(was, is)) in data.iter().enumerate() {
        let sure = |read: &&Read| read.data == was && reached[read.at.index()] && before.holds(at, read.at);
        let heirs = change.heirs(&was_read.iter().filter(sure).map(|read| read.at).collect::<Vec<_>>());
        let open = |read: &&Read| read.data == is && walked[read.at.index()] && heirs.contains(&read.at) && !after.holds(at, read.at);
        let mut lost: Vec<&Read> = is_read.iter().filter(open).collect();
        lost.sort_by_key(|read| place[read.at.index()]);
        if lost.is_empty() || new.writers_of(is).is_empty() && new.comes_from_elsewhere(is) {
            continue;
        }
        let way = after.way_past(new, at, lost[0].at).unwrap_or_default();
        found.push(finding(change, is, &lost, &way));
    }
}

fn finding(change: &ChangeContext, data: DataId, lost: &[&Read], way: &[crate::model::EdgeId]) -> Remark {
    let new = &change.new;
    let read = lost[0];
    let (node, name) = (shown(new.variant.node(read.at).shown()), shown(new.data_name(data)));
    let path = path(change, way);
    let message = if new.writers_of(data).is_empty() {
        both!("`{node}` reads `{name}`, which no step writes any more", "“{node}”需要“{name}”，但不再有环节输出它")
    } else {
        both!("`{node}` reads `{name}`, which need not be written yet any more{}", "“{node}”需要“{name}”，但现在到这里时可能还没有输出{}"; path)
    };
    let help = both!(
        "let a step before it write it on every way, or move `{node}` behind what writes it",
        "让它之前的每条路径都先输出该单据，或把“{node}”移到输出该单据的环节之后"
    );
    let mut finding = Diagnostic::new(&INPUT_UNAVAILABLE, read.span, message, help);
    for other in lost.iter().skip(1).take(4) {
        finding = finding.related(other.span, both!("read here, too", "这里也需要"));
    }
    for writer in new.writers_of(data).into_iter().take(3) {
        finding = finding.related(new.variant.node(writer).title.span, both!("written here", "在这里输出"));
    }
    Remark::from(finding).unless(&[&MISSING_INPUT], [read.span])
}
