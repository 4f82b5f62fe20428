//! The flow itself: its drawing, the steps, the approvals and exceptions, the limits.

use super::{Steps, Subject, owned};
use crate::emit::next::next;
use crate::emit::page::{Part, Picture, Section, Table};
use crate::emit::svg::{self, Theme};
use crate::lang::Lang;
use crate::model::{EdgeKind, Node, NodeId, NodeKind};
use crate::syntax::keywords::Key;
use crate::wording::extras;

/// 流程图.
pub(super) fn flowchart(subject: Subject) -> Section {
    let diagram = subject.diagram();
    let picture = Picture { caption: diagram.caption(), svg: svg::emit(&diagram, Theme::Light), file: None };
    Section::new(subject.lang.pick("Flowchart", "流程图"), vec![Part::Picture(picture)])
}

/// 作业内容表: one row for each step.
pub(super) fn steps(of: &Steps) -> Section {
    let lang = of.words.lang;
    let head = match lang {
        Lang::En => ["Step", "Role", "System", "Input", "What is done", "Output", "SLA", "Next", "Form"],
        Lang::Zh => ["步骤", "岗位", "系统", "输入", "操作", "输出", "时限", "去向", "表单"],
    };
    let rows = of.numbered().map(|id| {
        let (node, words) = (of.node(id), of.words);
        let inputs: Vec<_> = node.inputs.iter().chain(&node.optional).copied().collect();
        let read = [words.data(&inputs), if node.of.is_empty() { String::new() } else { words.pair(Key::Of, &words.data(&node.of)) }];
        vec![
            of.name(id),
            words.roles(if node.performers().is_empty() { of.subject.variant.owner(id) } else { node.performers() }),
            words.systems(&node.systems),
            joined(read),
            joined([texts(node, Key::Action), aspect(of, node), texts(node, Key::Checklist), texts(node, Key::Script), waits(of, node)]),
            words.data(&node.outputs),
            node.sla.map(|sla| words.duration(sla.value)).unwrap_or_default(),
            ways(of, id, |_| true),
            texts(node, Key::Form),
        ]
    });
    let rows = rows.collect();
    Section::new(lang.pick("Steps", "作业内容"), vec![Part::Table(Table::of_texts(owned(head), rows))])
}

/// 审批与异常: what an approval decides and where it leads, and what happens when something takes too long.
pub(super) fn approvals(of: &Steps) -> Option<Section> {
    let (lang, words) = (of.words.lang, of.words);
    let mut parts = Vec::new();
    let approvals: Vec<NodeId> = of.numbered().filter(|&id| of.node(id).kind == NodeKind::Approval).collect();
    if !approvals.is_empty() {
        let head = match lang {
            Lang::En => ["Approval", "Who decides", "About", "What is looked at", "If approved", "If not"],
            Lang::Zh => ["审批", "审批人", "审批对象", "审批要点", "通过", "不通过"],
        };
        let rows = approvals.iter().map(|&id| {
            let node = of.node(id);
            let who = words.approvers(node);
            let who = if who.is_empty() { words.roles(of.subject.variant.owner(id)) } else { who };
            let negative = |kind: EdgeKind| kind == EdgeKind::Rejected;
            let onward = |kind: EdgeKind| matches!(kind, EdgeKind::Approved | EdgeKind::Plain | EdgeKind::Branch | EdgeKind::Else);
            let what = [texts(node, Key::Checklist), node.aspect.clone().unwrap_or_default()];
            vec![of.name(id), who, words.data(node.subject()), joined(what), ways(of, id, onward), ways(of, id, negative)]
        });
        parts.push(Part::Table(Table::of_texts(owned(head), rows.collect())));
    }
    let mut exceptions: Vec<Vec<String>> = Vec::new();
    for id in of.numbered() {
        let late = ways(of, id, |kind| matches!(kind, EdgeKind::Timeout(_) | EdgeKind::Informs(_)));
        let said: Vec<String> = extras(words, of.node(id))
            .into_iter()
            .filter(|(key, value)| matches!(key, Key::Remind | Key::Escalate) && !value.is_empty())
            .map(|(key, value)| words.pair(key, &value))
            .collect();
        if !late.is_empty() || !said.is_empty() {
            exceptions.push(vec![of.name(id), late, said.join("\n")]);
        }
    }
    if !exceptions.is_empty() {
        let head = match lang {
            Lang::En => ["Step", "If it takes too long", "Reminders and escalation"],
            Lang::Zh => ["步骤", "超时处理", "提醒与升级"],
        };
        parts.push(Part::Table(Table::of_texts(owned(head), exceptions)));
    }
    (!parts.is_empty()).then(|| Section::new(lang.pick("Approvals and exceptions", "审批与异常"), parts))
}

/// 时限指标: what is promised, for the whole and for each step, and what is aimed at.
pub(super) fn limits(of: &Steps) -> Option<Section> {
    let (lang, words, process) = (of.words.lang, of.words, of.subject.process);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = |what: String, limit: String| rows.push(vec![what, limit]);
    if let Some(sla) = &process.sla {
        row(lang.pick("the whole process", "全流程").to_owned(), words.duration(sla.value));
    }
    if let Some(response) = &process.response {
        row(lang.pick("first response", "首次响应").to_owned(), words.duration(response.value));
    }
    for milestone in &process.milestones {
        let name = of.called(&milestone.node);
        let what = if milestone.done {
            lang.pick(format!("{name} done"), format!("{name}完成"))
        } else {
            lang.pick(format!("{name} reached"), format!("到达{name}"))
        };
        row(what, words.duration(milestone.limit));
    }
    for id in of.numbered() {
        if let Some(sla) = &of.node(id).sla {
            row(of.name(id), words.duration(sla.value));
        }
    }
    let mut parts = Vec::new();
    if !rows.is_empty() {
        let head = match lang {
            Lang::En => ["What", "Limit"],
            Lang::Zh => ["对象", "时限"],
        };
        parts.push(Part::Table(Table::of_texts(owned(head), rows)));
    }
    let goals = process.goals.iter().map(|goal| {
        let target = goal.target.as_ref().map(|target| words.target(target)).unwrap_or_default();
        vec![crate::wording::shown(&goal.title).to_owned(), target]
    });
    let goals: Vec<Vec<String>> = goals.collect();
    if !goals.is_empty() {
        let head = match lang {
            Lang::En => ["Goal", "Target"],
            Lang::Zh => ["考核指标", "目标值"],
        };
        parts.push(Part::Table(Table::of_texts(owned(head), goals)));
    }
    (!parts.is_empty()).then(|| Section::new(lang.pick("Time limits and goals", "时限与指标"), parts))
}

impl Steps<'_> {
    /// The steps that have a number.
    pub(super) fn numbered(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.order.iter().copied().filter(|id| self.diagram.nodes[id.index()].number.is_some())
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        self.subject.variant.node(id)
    }
}

/// Where a case goes from a step, a line for each way of these kinds.
fn ways(of: &Steps, id: NodeId, wanted: impl Fn(EdgeKind) -> bool) -> String {
    let colon = of.words.lang.pick(": ", "：");
    let lines = next(of.subject.variant, id, &of.leaving, of.words).into_iter().filter(|way| wanted(way.kind));
    lines.map(|way| if way.how.is_empty() { way.to } else { format!("{}{colon}{}", way.how, way.to) }).collect::<Vec<_>>().join("\n")
}

fn aspect(of: &Steps, node: &Node) -> String {
    node.aspect.as_ref().map(|aspect| of.words.pair(Key::Aspect, aspect)).unwrap_or_default()
}

/// How long a wait takes, and whom a notice tells.
fn waits(of: &Steps, node: &Node) -> String {
    match node.kind {
        NodeKind::Notify => of.words.pair(Key::To, &of.words.roles(&node.to)),
        NodeKind::Wait => of.words.pair(Key::Wait, &of.words.estimate(node.wait.or(node.time))),
        NodeKind::Call => node.calls.as_ref().map(|(name, _)| of.words.pair(Key::Process, of.words.callee(name))).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The texts of a node under a key, a line each.
pub(super) fn texts(node: &Node, key: Key) -> String {
    node.texts.iter().filter(|text| text.key == key).map(|text| text.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn joined<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}
