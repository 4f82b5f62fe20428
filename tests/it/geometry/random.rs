//! Random drawings: arbitrary graphs with everything that makes layouts go wrong.

use flowright::ast::quantity::Duration;
use flowright::diagram::{Change, Diagram, Direction, Edge, Lane, Node};
use flowright::lang::Lang;
use flowright::model::{EdgeKind, NodeKind};

use crate::improve::process::Dice;

pub(super) const LABELS: [&str; 10] = [
    "",
    "受理",
    "客户信息录入与核对",
    "Check",
    "Approve the findings of the investigation",
    "工单转交至责任部门并告知客户预计完成时间，必要时说明原因和后续安排",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "复核（财务）",
    "👨‍👩‍👧 家庭 é́́",
    "W M W M",
];

/// The drawing of that number: up to 60 nodes.
pub(super) fn diagram(seed: u64) -> Diagram {
    let mut dice = Dice(seed);
    let count = 1 + dice.below(60);
    let lanes = dice.below(7);
    let kinds = [
        NodeKind::Task,
        NodeKind::Task,
        NodeKind::Task,
        NodeKind::Approval,
        NodeKind::Decision,
        NodeKind::Fork,
        NodeKind::Join,
        NodeKind::Wait,
        NodeKind::Notify,
        NodeKind::Call,
        NodeKind::Start,
        NodeKind::End,
    ];
    let nodes: Vec<Node> = (0..count)
        .map(|at| Node {
            kind: kinds[dice.below(kinds.len())],
            number: (!dice.one_in(3)).then(|| u32::try_from(at).unwrap()),
            label: LABELS[dice.below(LABELS.len())].to_owned(),
            lane: (lanes > 0 && !dice.one_in(12)).then(|| dice.below(lanes)),
            details: (0..dice.below(4)).map(|_| LABELS[dice.below(LABELS.len())].to_owned()).collect(),
            marks: Vec::new(),
            change: [Change::Same, Change::Same, Change::Added, Change::Removed, Change::Changed][dice.below(5)],
            changes: Vec::new(),
        })
        .collect();
    let kinds = [EdgeKind::Plain, EdgeKind::Branch, EdgeKind::Else, EdgeKind::Approved, EdgeKind::Rejected];
    let mut edges = Vec::new();
    let edge = |dice: &mut Dice, from: usize, to: usize| {
        let label = (0..dice.below(4)).map(|_| LABELS[dice.below(LABELS.len())].to_owned()).collect();
        let kind = if dice.one_in(15) { EdgeKind::Informs(hour()) } else { kinds[dice.below(kinds.len())] };
        let change = [Change::Same, Change::Same, Change::Same, Change::Added, Change::Removed][dice.below(5)];
        // Whether it goes back is sometimes said wrongly.
        Edge { from, to, kind, back: to <= from || dice.one_in(20), label, change }
    };
    for to in 1..count {
        for _ in 0..=dice.below(2) {
            let from = to - 1 - dice.below(to.min(6));
            edges.push(edge(&mut dice, from, to));
        }
    }
    for _ in 0..dice.below(count / 4 + 1) {
        let (from, to) = (dice.below(count), dice.below(count));
        edges.push(edge(&mut dice, from, to));
    }
    // Many branches, several to the same node.
    if count > 9 && dice.one_in(4) {
        let from = dice.below(count - 8);
        for step in 0..9 {
            let to = from + 1 + dice.below(step.min(7) + 1);
            edges.push(edge(&mut dice, from, to));
        }
    }
    let (mut happy, mut at) = (Vec::new(), 0);
    while let Some(next) = (0..edges.len()).filter(|&edge| edges[edge].from == at && edges[edge].to > at).max_by_key(|&edge| edges[edge].to)
    {
        happy.push(next);
        at = edges[next].to;
    }
    let label = |at: usize| {
        if at == 0 { "一个名称很长很长的岗位（含外包与驻场人员）".to_owned() } else { format!("岗位{at}") }
    };
    Diagram {
        lang: Lang::Zh,
        title: "随机".to_owned(),
        variant: String::new(),
        revision: None,
        direction: Direction::Right,
        lanes: (0..lanes).map(|at| Lane { label: label(at), missing: at == 2, department: None }).collect(),
        nodes,
        edges,
        diff: false,
        happy,
        blocks: Vec::new(),
    }
}

fn hour() -> Duration {
    Duration { ms: 3_600_000, clock: flowright::ast::quantity::Clock::Wall }
}
