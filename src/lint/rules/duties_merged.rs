//! See [`DUTIES_MERGED`].

use rustc_hash::FxHashMap;

use super::segregation_of_duties::{SEGREGATION_OF_DUTIES, kept_apart};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::people::apart;
use crate::lint::{ChangeContext, Remark, VariantContext};
use crate::model::{DutyRule, NodeId, RoleId};

crate::rule! {
    /// Duties that were kept apart come together, or are no longer declared.
    ///
    /// Two steps that `sod` separates had different people in the old version; in the new one a role does both, or they are one step. Or both steps are still
    /// there and `sod` no longer names them. Likewise for `same`: two steps that one person must do have different people now, or nothing says so any more.
    ///
    /// It says nothing where one of the steps is gone or automatic, where no case comes to both, where `distinct: yes` asks for another person of the
    /// role, and where a declaration was split into several that separate the same pairs.
    /// ---
    /// 原来分开的职责合到了一起，或不再有声明。
    ///
    /// “职责分离”规定的两个环节，旧版本由不同的人办理，新版本由同一岗位办理，或合并成了一个环节；或者两个环节都还在，“职责分离”却不再提到它们。“同一人”也一样：
    /// 规定由同一人办理的两个环节现在由不同的人办理，或不再有声明。
    ///
    /// 以下情况不报告：其中一个环节已取消或改为自动；没有单子会同时经过两个环节；写了“不同人：是”，由同一岗位的另一个人办理；一条声明拆成几条，分离的环节仍相同。
    /// ---
    /// ```flow bad
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   data 付款单 { deliverable: yes }
    ///   same: 填单, 改单
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     task 改单 { owner: 会计; in: 付款单; out: 付款单; time: 5m }
    ///     start -> 填单 -> 改单 -> end
    ///   }
    ///   to-be from as-is {
    ///     reassign 改单 to 主管
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   data 付款单 { deliverable: yes }
    ///   same: 填单, 改单
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     task 改单 { owner: 会计; in: 付款单; out: 付款单; time: 5m }
    ///     start -> 填单 -> 改单 -> end
    ///   }
    ///   to-be from as-is {
    ///     reassign 填单, 改单 to 主管
    ///   }
    /// }
    /// ```
    DUTIES_MERGED = "F902" "duties-merged" Error
}

/// Two nodes of the old version that a duty rule names, and two of the new one that they have become.
struct Pair {
    was: (NodeId, NodeId),
    is: (NodeId, NodeId),
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    for duty in &change.old.process.duties {
        let mut undeclared: Vec<NodeId> = Vec::new();
        let mut reported: Vec<NodeId> = Vec::new();
        for pair in pairs(change, duty) {
            let (a, b) = pair.is;
            let broken = if duty.separate { merged(change, &pair) } else { parted(change, &pair) };
            if broken {
                if !reported.contains(&b) {
                    reported.push(b);
                    found.push(together(change, duty, &pair));
                }
            } else if a != b && rules_of(&change.new, duty.separate, a, b).next().is_none() {
                undeclared.extend([a, b]);
            }
        }
        undeclared.sort_unstable();
        undeclared.dedup();
        if !undeclared.is_empty() {
            found.push(dropped(change, duty, &undeclared).into());
        }
    }
}

/// The pairs of nodes that a duty rule is about and that are in both versions.
fn pairs(change: &ChangeContext, duty: &DutyRule) -> Vec<Pair> {
    let (was, is) = (change.old.reached(), change.new.reached());
    let named: FxHashMap<&str, Vec<NodeId>> = change.old.named();
    let of = |name: &String| named.get(name.as_str()).into_iter().flatten().copied().filter(|id| was[id.index()]).collect::<Vec<_>>();
    let lists: Vec<Vec<NodeId>> = duty.nodes.iter().map(of).collect();
    let later = |id: NodeId| change.matching.surely_later(id).filter(|id| is[id.index()]);
    let mut pairs: Vec<Pair> = Vec::new();
    for (at, first) in lists.iter().enumerate() {
        for (&a, &b) in lists[at + 1..].iter().flat_map(|second| first.iter().flat_map(move |a| second.iter().map(move |b| (a, b)))) {
            for (x, y) in later(a).flat_map(|x| later(b).map(move |y| (x, y))).filter(|_| a != b) {
                pairs.push(Pair { was: (a, b), is: (x, y) });
            }
        }
    }
    pairs
}

/// Whether different people did the two, and one role does both now.
fn merged(change: &ChangeContext, pair: &Pair) -> bool {
    let shared = |context: &VariantContext, (a, b): (NodeId, NodeId)| {
        context.meet(a, b) && common(context, a, b).any(|role| !kept_apart(context, a, b, role) && !kept_apart(context, b, a, role))
    };
    let (a, b) = pair.is;
    let people = |id: NodeId| !change.new.people_at(id).is_empty();
    let one = a == b && pair.was.0 != pair.was.1 && people(a);
    // Two that were one before are no news.
    (one || shared(&change.new, pair.is)) && !shared(&change.old, pair.was)
}

/// Whether the same people did the two, and others do now.
fn parted(change: &ChangeContext, pair: &Pair) -> bool {
    let same = |context: &VariantContext, (a, b): (NodeId, NodeId)| {
        let (first, second) = (context.people_at(a), context.people_at(b));
        first.is_empty() || second.is_empty() || !apart(&first, &second)
    };
    same(&change.old, pair.was) && !same(&change.new, pair.is)
}

fn common(context: &VariantContext, a: NodeId, b: NodeId) -> impl Iterator<Item = RoleId> {
    let second = context.people_at(b);
    context.people_at(a).into_iter().filter(move |role| second.contains(role))
}

/// The duty rules of that kind that name both nodes.
fn rules_of<'m>(context: &VariantContext<'m>, separate: bool, a: NodeId, b: NodeId) -> impl Iterator<Item = &'m DutyRule> {
    let (a, b) = (context.variant.node(a), context.variant.node(b));
    let duties = context.process.duties.iter().filter(move |duty| duty.separate == separate);
    duties.filter(move |duty| [a, b].iter().all(|node| duty.nodes.iter().any(|name| node.answers_to(name))))
}

fn together(change: &ChangeContext, duty: &DutyRule, pair: &Pair) -> Remark {
    let new = &change.new;
    let ((x, y), (a, b)) = (pair.was, pair.is);
    let old = |id: NodeId| shown(change.old.variant.node(id).shown());
    let (first, second) = (old(x), old(y));
    let shared: Vec<RoleId> = common(new, a, b).collect();
    let names = new.role_names(&shared);
    let message = if !duty.separate {
        both!(
            "one person did `{first}` and `{second}`, as `same` asks, and now others do",
            "“{first}”与“{second}”原来由同一人办理，现在由不同的人办理"
        )
    } else if a == b {
        let heir = shown(new.variant.node(a).shown());
        both!(
            "`{first}` and `{second}` were separated, and are one step now: `{heir}`",
            "“{first}”与“{second}”原来职责分离，现在合并成了“{heir}”"
        )
    } else {
        both!("`{first}` and `{second}` were separated, and now {} does both", "“{first}”与“{second}”原来职责分离，现在都由{}完成"; names)
    };
    let help = if duty.separate {
        both!("give one of them to another role: `owner: ROLE`", "把其中一个交给别的岗位：“责任人：岗位”")
    } else {
        both!("give both to the role that did them", "把两个环节交给同一岗位")
    };
    // Of the two, the one whose people have changed.
    let given = |was: NodeId, is: NodeId| {
        let before: Vec<RoleId> = change.old.people_at(was).into_iter().filter_map(|role| change.counterparts.role(role)).collect();
        new.people_at(is).iter().any(|role| !before.contains(role))
    };
    let (here, there) = if given(x, a) && !given(y, b) { (a, b) } else { (b, a) };
    let place = |id: NodeId| shared.first().map_or(new.variant.node(id).title.span, |&role| new.named_at(id, role));
    let mut finding = Diagnostic::new(&DUTIES_MERGED, place(here), message, help);
    if here != there {
        finding = finding.related(new.variant.node(there).title.span, both!("the other of the two", "另一个环节"));
    }
    let finding = finding.related(duty.span, both!("declared here", "在此规定"));
    let own = [&SEGREGATION_OF_DUTIES];
    let places = rules_of(new, true, a, b).map(|duty| duty.span).take(1);
    let nodes = [a, b].map(|id| new.variant.node(id).title.span);
    Remark::from(finding).unless(if duty.separate { &own } else { &[] }, nodes.into_iter().chain(places))
}

fn dropped(change: &ChangeContext, duty: &DutyRule, nodes: &[NodeId]) -> Diagnostic {
    let names = change.new.node_names(nodes);
    let (message, help) = if duty.separate {
        (
            both!("nothing says any more that different people must do {}", "不再规定{}必须由不同的人办理"; names),
            both!("declare it again: `sod: NODE, NODE`", "请恢复声明：“职责分离：节点，节点”"),
        )
    } else {
        (
            both!("nothing says any more that one person must do {}", "不再规定{}必须由同一人办理"; names),
            both!("declare it again: `same: NODE, NODE`", "请恢复声明：“同一人：节点，节点”"),
        )
    };
    let finding = Diagnostic::new(&DUTIES_MERGED, change.new.process.title.span, message, help);
    finding.related(duty.span, both!("declared here before", "原来在此规定"))
}
