//! See [`SEGREGATION_OF_DUTIES`].

use rustc_hash::{FxHashMap, FxHashSet};

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Forward;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::model::{DutyRule, NodeId, RoleId};
use crate::rule::Level;

crate::rule! {
    /// Two duties that must be separated are done by one role in one case.
    ///
    /// Who fills in a payment and releases it himself can pay whom he likes. Incompatible posts means different posts: that a role has several people
    /// does not keep one of them from doing both, so the same role is an error whatever its `staff`. Who does a node are its `approvers`, else `by`,
    /// else `owner`. Where two nodes share only one of several roles it is a warning.
    ///
    /// It says nothing where no case does both: on branches of which only one is taken. Nor where the later of the two is an approval with
    /// `distinct: yes` and the role has, or may have, several people; nor of what a system does by itself.
    /// ---
    /// 必须分离的两项职责，在同一单业务中由同一岗位完成。
    ///
    /// 自己填付款申请、自己放款，就可以想付给谁就付给谁。不相容岗位要求的是不同的岗位：岗位有多个人，并不能防止其中一人两件事都做，因此无论“人数”多少，同一岗位都是错误。
    /// 由谁完成，先看“审批人”，再看“执行人”，再看“责任人”。两个节点只共有几个岗位中的一个时，为警告。
    ///
    /// 以下情况不报告：同一单业务不会两个都做（只走其中一个分支）；后一个是写了“不同人：是”的审批，而岗位有（或可能有）多人；由系统自动完成。
    /// ---
    /// ```flow bad
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   data 付款单 { deliverable: yes }
    ///   sod: 填单, 付款
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     approval 审批 { owner: 主管; of: 付款单; time: 5m; rejected -> 填单 max 1 }
    ///     task 付款 { owner: 会计; in: 付款单; time: 5m }
    ///     start -> 填单 -> 审批 -> 付款 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   sod: 填单, 付款
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     approval 审批 { owner: 主管; of: 付款单; time: 5m; rejected -> 填单 max 1 }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 审批 -> 付款 -> end
    ///   }
    /// }
    /// ```
    SEGREGATION_OF_DUTIES = "F416" "segregation-of-duties" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    let duties: Vec<&DutyRule> = context.process.duties.iter().filter(|duty| duty.separate).collect();
    if duties.is_empty() {
        return;
    }
    let graph = &context.graph;
    let named = context.named();
    let reached = graph.cases_from(graph.starts());
    let forward = Forward::find(graph);
    for duty in duties {
        // A node is reported once, with the first of those it must be separated from.
        let mut reported: FxHashSet<NodeId> = FxHashSet::default();
        // Of each role, the nodes of this duty that it does, and by which of the names they are meant.
        let mut done: FxHashMap<RoleId, Vec<(usize, NodeId)>> = FxHashMap::default();
        let mut roles: Vec<RoleId> = Vec::new();
        for (number, name) in duty.nodes.iter().enumerate() {
            for &id in named.get(name.as_str()).into_iter().flatten() {
                if !reached[id.index()] || context.variant.node(id).broken {
                    continue;
                }
                for role in context.people_at(id) {
                    roles.push(role);
                    done.entry(role).or_default().push((number, id));
                }
            }
        }
        roles.sort_unstable();
        roles.dedup();
        for role in roles {
            let nodes = &done[&role];
            for (at, &(number, a)) in nodes.iter().enumerate() {
                if at + 1 == nodes.len() {
                    break;
                }
                let (after, before) = (forward.after(graph, a), forward.before(graph, a));
                let beside = context.concurrency().with(a);
                for &(other, b) in &nodes[at + 1..] {
                    if other == number || a == b {
                        continue;
                    }
                    let (first, second) = if after[b.index()] || beside.binary_search(&b).is_ok() {
                        (a, b)
                    } else if before[b.index()] {
                        (b, a)
                    } else {
                        continue;
                    };
                    if !kept_apart(context, first, second, role) && reported.insert(second) {
                        found.push(finding(context, duty, (first, second), role));
                    }
                }
            }
        }
    }
}

/// Whether the second is decided by another person of the role.
pub(super) fn kept_apart(context: &VariantContext, first: NodeId, second: NodeId, role: RoleId) -> bool {
    let says_so = context.variant.node(second).distinct
        || context.variant.node(first).distinct && context.concurrency().with(first).contains(&second);
    says_so && context.model.roles[role.index()].staff != Some(1)
}

fn finding(context: &VariantContext, duty: &DutyRule, (first, second): (NodeId, NodeId), role: RoleId) -> Diagnostic {
    let variant = context.variant;
    let (a, b) = (shown(variant.node(first).shown()), shown(variant.node(second).shown()));
    let name = shown(context.role_name(role));
    let shared = context.people_at(first) == context.people_at(second);
    let message = if shared {
        both!("`{a}` and `{b}` must be separated, and {name} does both", "“{a}”与“{b}”必须职责分离，却都由{name}完成")
    } else {
        both!("`{a}` and `{b}` must be separated, and {name} takes part in both", "“{a}”与“{b}”必须职责分离，{name}却两边都参与")
    };
    let help = if variant.node(second).kind == crate::model::NodeKind::Approval && context.model.roles[role.index()].staff != Some(1) {
        both!(
            "give one of them to another role, or write `distinct: yes` in `{b}` if another person decides there",
            "把其中一个交给别的岗位；如果“{b}”由另一个人审批，在其中写“不同人：是”"
        )
    } else {
        both!("give one of them to another role: `owner: ROLE`", "把其中一个交给别的岗位：“责任人：岗位”")
    };
    // Of the two, the one that a change of a to-be gave to the role.
    let given = |id: NodeId| {
        let before = variant.node(id).was.zip(context.process.as_is());
        variant.node(id).changed_by.is_some()
            && before.is_some_and(|(was, as_is)| !as_is.node(was).performers().iter().any(|before| before.id == Some(role)))
    };
    let (here, there) = if given(first) && !given(second) { (first, second) } else { (second, first) };
    let finding = Diagnostic::new(&SEGREGATION_OF_DUTIES, variant.node(here).title.span, message, help)
        .related(variant.node(there).title.span, both!("{name} does this, too", "这里也由{name}完成"))
        .related(duty.span, both!("declared to be separated", "此处规定必须分离"));
    if shared { finding } else { finding.at_level(Level::Warning) }
}
