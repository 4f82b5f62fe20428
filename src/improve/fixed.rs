//! What stays where it is: controls, and steps that are felt outside or cannot be taken back.

use crate::both;
use crate::lang::{Text, shown};
use crate::model::{Model, Node, NodeId, NodeKind, Process, Risk, RoleId, Variant};
use crate::syntax::keywords::Key;

/// Why the order around a step is not touched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Outward {
    /// Somebody is told, asked or answered.
    Tells,
    /// It cannot be taken back: money, goods or rights leave the house.
    Final,
    /// Records are put away.
    Archives,
}

/// Words for telling and answering: Chinese ones anywhere in a name, English ones as words, by their beginnings.
const TELLS: (&str, &str) =
    ("通知 告知 知会 告诉 反馈 回复 答复 回访 回电 通报 公告 公示", "notif tell told inform answer reply repli respond feedback announc");

/// Words for asking, which are about colleagues unless outsiders are named as well.
const ASKS: (&str, &str) = ("联系 沟通 询问 咨询 征求 催 确认 电话", "ask contact call phone mail message confirm remind chase");

/// Words for outsiders.
const OUTSIDERS: (&str, &str) =
    ("客户 用户 顾客 供应商 患者 家属 业主 投诉人 申诉人", "customer client claimant supplier vendor patient tenant guest user");

/// Words for what cannot be taken back.
const FINAL: (&str, &str) = (
    "付款 支付 打款 退款 放款 转账 汇款 报销款 发货 出库 发运 交付 交货 发布 发送 寄 签署 签约 签订 盖章 用印 签发 开票 开户 开通 关闭 关停 销毁 删除 注销 上线 停用 处置 扣款",
    "pay paid payment refund transfer ship dispatch deliver send sent publish sign issue releas deploy delet destroy close clos launch cancel terminat settle invoice",
);

/// Words for putting records away.
const ARCHIVES: (&str, &str) = ("归档 存档 歸檔 存檔", "archiv");

/// Words for going over something again.
const REPEATS: (&str, &str) = ("复 再次 二次 重新 验收 抽查 回头", "second again recheck recount retest review verif inspect audit double");

/// Whether a step, by its name, goes over what others have done before it, whatever it declares.
pub(super) fn goes_over_again(node: &Node) -> bool {
    has_word(node, REPEATS)
}

/// Whether and why a step is felt outside, or is a last act.
pub(super) fn outward(model: &Model, variant: &Variant, id: NodeId) -> Option<Outward> {
    let node = variant.node(id);
    let external = |role: Option<RoleId>| role.is_some_and(|role| model.roles[role.index()].external);
    let people = [&node.owner, &node.by, &node.approvers, &node.consults].into_iter().flatten().chain(variant.owner(id));
    if node.kind == NodeKind::Notify || node.responds || !node.informs.is_empty() || !node.to.is_empty() {
        return Some(Outward::Tells);
    }
    if people.into_iter().any(|role| external(role.id)) {
        return Some(Outward::Tells);
    }
    // An approval is named after what it decides on; deciding is not yet doing.
    if node.kind == NodeKind::Approval {
        return None;
    }
    if has_word(node, TELLS) || has_word(node, ASKS) && has_word(node, OUTSIDERS) {
        return Some(Outward::Tells);
    }
    if has_word(node, ARCHIVES) {
        return Some(Outward::Archives);
    }
    has_word(node, FINAL).then_some(Outward::Final)
}

fn has_word(node: &Node, (chinese, english): (&str, &str)) -> bool {
    let names = [Some(&node.title.name), node.title.label.as_ref()];
    names.into_iter().flatten().any(|name| {
        let lower = name.to_lowercase();
        let mut words = lower.split(|c: char| !c.is_ascii_alphabetic());
        chinese.split(' ').any(|word| name.contains(word)) || words.any(|own| english.split(' ').any(|word| own.starts_with(word)))
    })
}

/// Why a node is a control that is left alone, if it is one.
pub(super) fn control(node: &Node) -> Option<Text> {
    let name = shown(node.shown()).to_string();
    match &node.required {
        Some(Some(rule)) => {
            let rule = shown(rule);
            return Some(both!("`{name}` is required: {rule}", "“{name}”是规定的控制点：{rule}"));
        }
        Some(None) => return Some(both!("`{name}` is a required control", "“{name}”是控制点")),
        None => {}
    }
    if node.keep {
        return Some(both!("`{name}` must be kept (`keep`)", "“{name}”写明要保留"));
    }
    if node.preventive || node.detective {
        return Some(both!("`{name}` is a declared control (`preventive` or `detective`)", "“{name}”是声明的控制（预防性或检查性）"));
    }
    None
}

/// The risks of a process, those of its file first.
pub(super) fn risks<'m>(model: &'m Model, process: &'m Process) -> impl Iterator<Item = &'m Risk> {
    model.risks.iter().chain(&process.risks)
}

/// The risk that only this node controls, of the nodes that a case gets to.
pub(super) fn last_control<'m>(
    model: &'m Model,
    process: &'m Process,
    variant: &Variant,
    reached: &dyn Fn(NodeId) -> bool,
    id: NodeId,
) -> Option<&'m Risk> {
    let controls = |risk: &Risk, id: NodeId| risk.controls.iter().any(|name| variant.node(id).answers_to(name));
    risks(model, process).find(|risk| {
        let others =
            || variant.nodes().any(|(other, node)| other != id && !node.is_block_join() && reached(other) && controls(risk, other));
        controls(risk, id) && !others()
    })
}

/// Whether a risk names a node as its control.
pub(super) fn controls_a_risk(model: &Model, process: &Process, node: &Node) -> bool {
    risks(model, process).any(|risk| risk.controls.iter().any(|name| node.answers_to(name)))
}

/// Why the order around such a step is not touched.
pub(super) fn because(node: &Node, outward: Outward) -> (&'static str, Text) {
    let name = shown(node.shown()).to_string();
    match outward {
        Outward::Tells => (
            "outward-step",
            both!(
                "`{name}` is felt outside: somebody is told, asked or answered, so it stays where it is",
                "“{name}”涉及对外沟通，先后不能动"
            ),
        ),
        Outward::Final => {
            ("outward-step", both!("`{name}` cannot be taken back, so it stays where it is", "“{name}”做了就收不回，先后不能动"))
        }
        Outward::Archives => {
            ("archive-step", both!("`{name}` puts records away, which comes when the work is done", "“{name}”是归档，须在事情办完之后"))
        }
    }
}

/// Whether texts say how a step is done, which would be lost with it.
pub(super) fn says_how(node: &Node) -> bool {
    node.texts.iter().any(|text| matches!(text.key, Key::Script | Key::Checklist | Key::Form))
}
