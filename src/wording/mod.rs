//! What a model holds, in the words of either language: attributes of nodes and edges as drawings, tables and reports of changes say them.

mod extras;

pub(crate) use extras::{escalate, extras};

use crate::ast::quantity::{Duration, Estimate, Money, Quantity, Rate};
use crate::ast::{Comparison, Mode, Operand};
use crate::lang::{Lang, is_hidden};
use crate::model::{Condition, DataId, Edge, EdgeKind, Model, Node, NodeKind, Ref, RoleId, SystemId, Title};
use crate::source;
use crate::syntax::keywords::{Key, Keyword};

/// Says what a model holds, in one language.
#[derive(Clone, Copy)]
pub(crate) struct Wording<'m> {
    /// The model, for the names behind references.
    pub(crate) model: &'m Model,
    /// The language.
    pub(crate) lang: Lang,
}

/// The widest line that holds several details, in terminal columns.
const WIDE: usize = 28;

/// A reference that leads nowhere: what was typed is in the finding about it.
const NOWHERE: &str = "?";

impl<'m> Wording<'m> {
    /// What people call a role.
    pub(crate) fn role(self, role: Ref<RoleId>) -> &'m str {
        role.id.map_or(NOWHERE, |id| shown(&self.model.roles[id.index()].title))
    }

    /// Roles, as a list.
    pub(crate) fn roles(self, roles: &[Ref<RoleId>]) -> String {
        self.list(roles.iter().map(|&role| self.role(role)))
    }

    /// Systems, as a list.
    pub(crate) fn systems(self, systems: &[Ref<SystemId>]) -> String {
        self.list(systems.iter().map(|system| system.id.map_or(NOWHERE, |id| shown(&self.model.systems[id.index()].title))))
    }

    /// Data objects, as a list.
    pub(crate) fn data(self, data: &[Ref<DataId>]) -> String {
        let name = |id: DataId| self.model.data[id.index()].title.as_ref().map_or(NOWHERE, shown);
        self.list(data.iter().map(|data| data.id.map_or(NOWHERE, name)))
    }

    /// Words with the list comma of the language between them.
    pub(crate) fn list<'a>(self, words: impl Iterator<Item = &'a str>) -> String {
        words.collect::<Vec<_>>().join(self.lang.pick(", ", "、"))
    }

    /// The word for an attribute.
    pub(crate) fn key(self, key: Key) -> &'static str {
        match key {
            Key::Sla => self.lang.pick("SLA", key.zh()),
            Key::Required => self.lang.pick("control", key.zh()),
            _ => self.lang.pick(key.en(), key.zh()),
        }
    }

    /// `yes`, `是`, `no`, `否`.
    pub(crate) fn yes(self, yes: bool) -> &'static str {
        let word = if yes { Keyword::Yes } else { Keyword::No };
        self.lang.pick(word.en(), word.zh())
    }

    /// A length of time.
    pub(crate) fn duration(self, duration: Duration) -> String {
        duration.text().get(self.lang).to_owned()
    }

    /// An estimate. What is not one number is said in words.
    pub(crate) fn estimate(self, estimate: Option<Estimate>) -> String {
        let say = |duration| self.duration(duration);
        match estimate {
            None => self.lang.pick("unknown", "未知").to_owned(),
            Some(Estimate::Fixed(fixed)) => say(fixed),
            Some(Estimate::Range(low, high)) => format!("{}{}{}", say(low), self.lang.pick("..", "～"), say(high)),
            Some(Estimate::Normal(mean, deviation)) => {
                let (mean, deviation) = (say(mean), say(deviation));
                self.lang.pick(format!("{mean} ± {deviation}"), format!("{mean}±{deviation}"))
            }
            Some(Estimate::Exponential(mean)) => format!("{}{}", self.lang.pick("mean ", "平均"), say(mean)),
            Some(Estimate::Triangular(low, mode, high)) => {
                let (low, mode, high) = (say(low), say(mode), say(high));
                self.lang.pick(format!("{low}..{high}, mostly {mode}"), format!("{low}～{high}，多为{mode}"))
            }
        }
    }

    /// So much in a time. Units that were typed stay as they are.
    pub(crate) fn rate(self, rate: &Rate) -> String {
        let text = rate.to_string();
        let Some((amount, per)) = text.rsplit_once('/') else { return text };
        let amount = if self.lang == Lang::Zh { amount.replace(" CNY", "元").replace("CNY", "元") } else { amount.to_owned() };
        let unit = match per {
            "m" => "分钟",
            "h" => "小时",
            "d" => "天",
            "wd" => "工作日",
            "w" => "周",
            "month" => "月",
            per => per,
        };
        format!("{amount}/{}", self.lang.pick(per, unit))
    }

    /// An amount of money.
    pub(crate) fn money(self, money: &Money) -> String {
        let yuan = self.lang == Lang::Zh && money.currency == "CNY";
        if yuan { format!("{}元", money.amount) } else { money.to_string() }
    }

    /// A quantity of any sort.
    pub(crate) fn quantity(self, value: &Quantity) -> String {
        match value {
            Quantity::Duration(value) => self.duration(*value),
            Quantity::Money(value) => self.money(value),
            Quantity::Rate(value) => self.rate(value),
            other => other.to_string(),
        }
    }

    /// What a goal aims at: `≤ 24 小时`.
    pub(crate) fn target(self, (comparison, value): &(Comparison, Quantity)) -> String {
        format!("{} {}", sign(*comparison), self.quantity(value))
    }

    /// A condition, however it was spelt: `费用申请单.金额 ≤ 5000元`.
    pub(crate) fn condition(self, condition: &Condition) -> String {
        let Some(title) = condition.data.id.and_then(|id| self.model.data[id.index()].title.as_ref()) else {
            return condition.text.clone();
        };
        let field = condition.field.as_ref().map_or(String::new(), |field| format!(".{field}"));
        let value = match &condition.value {
            Operand::Quantity(value) => self.quantity(value),
            Operand::Text(text) => text.clone(),
        };
        format!("{}{field} {} {value}", shown(title), sign(condition.comparison))
    }

    /// The word for a kind of node.
    pub(crate) fn kind(self, of: NodeKind) -> &'static str {
        kind(of, self.lang)
    }

    /// The word for what a node is; a parallel block is one thing.
    pub(crate) fn kind_of(self, node: &Node) -> &'static str {
        if node.is_block() { self.lang.pick(Keyword::Parallel.en(), Keyword::Parallel.zh()) } else { self.kind(node.kind) }
    }

    /// The approvers and how they decide.
    pub(crate) fn approvers(self, node: &Node) -> String {
        let roles = self.roles(&node.approvers);
        if roles.is_empty() {
            return roles;
        }
        let mode = match node.mode {
            None => return roles,
            Some(Mode::All) => self.lang.pick("all", "会签").to_owned(),
            Some(Mode::Any) => self.lang.pick("any one", "或签").to_owned(),
            Some(Mode::InTurn) => self.lang.pick("in turn", "依次").to_owned(),
            Some(Mode::AtLeast(count)) => self.lang.pick(format!("{count} of them"), format!("{count}人同意")),
        };
        self.lang.pick(format!("{roles} ({mode})"), format!("{roles}（{mode}）"))
    }

    /// The process that a call calls, as people call it.
    pub(crate) fn callee(self, name: &'m str) -> &'m str {
        let known = self.model.processes.iter().map(|process| &process.title).chain(&self.model.callable);
        known.into_iter().find(|title| title.name == name || title.label.as_deref() == Some(name)).map_or(name, shown)
    }

    /// The lines below a node's label, without the attributes to `skip`: who, where and how long it may take, how long it takes.
    pub(crate) fn details(self, node: &'m Node, skip: &[Key]) -> Vec<String> {
        let zero = |estimate: Estimate| estimate.most().is_some_and(|most| most.ms == 0);
        let time = |estimate: Option<Estimate>| estimate.filter(|&estimate| !zero(estimate)).map(|estimate| self.estimate(Some(estimate)));
        let some = |words: String| (!words.is_empty()).then_some(words);
        let yes = |yes: bool| yes.then(String::new);
        let lines = [
            vec![
                (Key::To, some(self.roles(&node.to))),
                (Key::Approvers, some(self.approvers(node))),
                (Key::By, some(self.roles(&node.by))),
                (Key::Process, node.calls.as_ref().map(|(name, _)| self.callee(name).to_owned())),
            ],
            vec![
                (Key::System, some(self.systems(&node.systems))),
                (Key::Sla, node.sla.map(|sla| self.duration(sla.value))),
                (Key::Required, yes(node.required.is_some())),
            ],
            vec![(Key::Time, time(node.time)), (Key::Wait, time(node.wait)), (Key::Automated, yes(node.automated))],
        ];
        let mut said = Vec::new();
        for parts in lines {
            let parts = parts.into_iter().filter(|(key, _)| !skip.contains(key));
            let parts: Vec<String> = parts.filter_map(|(key, words)| words.map(|words| self.pair(key, &words))).collect();
            let line = parts.join(" · ");
            if source::width(&line) > WIDE {
                said.extend(parts);
            } else if !line.is_empty() {
                said.push(line);
            }
        }
        said
    }

    /// `耗时 5m`; the key alone where there is nothing more to say.
    pub(crate) fn pair(self, key: Key, words: &str) -> String {
        if words.is_empty() { self.key(key).to_owned() } else { format!("{} {words}", self.key(key)) }
    }

    /// What an edge says: its label, condition or outcome; its probability; how often it is taken at most. Empty parts are kept.
    pub(crate) fn edge(self, edge: &Edge) -> [String; 3] {
        let outcome = match edge.kind {
            EdgeKind::Else => self.lang.pick("else", "否则").to_owned(),
            EdgeKind::Rejected => self.lang.pick("rejected", "退回").to_owned(),
            EdgeKind::Approved if edge.probability.is_some() => self.lang.pick("approved", "通过").to_owned(),
            EdgeKind::Timeout(after) | EdgeKind::Informs(after) => {
                format!("{} {}", self.lang.pick("after", "超时"), self.duration(after))
            }
            EdgeKind::Approved | EdgeKind::Plain | EdgeKind::Branch => String::new(),
        };
        let label = edge.label.as_ref().filter(|label| is_visible(label));
        let label = label.cloned().or_else(|| edge.condition.as_ref().map(|condition| condition.text.clone()));
        let label = match (label, edge.kind) {
            (Some(label), EdgeKind::Timeout(_) | EdgeKind::Informs(_)) => format!("{label} · {outcome}"),
            (Some(label), _) => label,
            (None, _) => outcome,
        };
        let max = edge.max.map(|max| self.lang.pick(format!("max {max}"), format!("最多{max}次")));
        [label, edge.probability.map(|probability| probability.to_string()).unwrap_or_default(), max.unwrap_or_default()]
    }
}

/// The word for a kind of node.
pub(crate) fn kind(kind: NodeKind, lang: Lang) -> &'static str {
    let keyword = match kind {
        NodeKind::Start => Keyword::Start,
        NodeKind::End => Keyword::End,
        NodeKind::Task => Keyword::Task,
        NodeKind::Approval => Keyword::Approval,
        NodeKind::Decision => Keyword::Decision,
        NodeKind::Fork => Keyword::Fork,
        NodeKind::Join => Keyword::Join,
        NodeKind::Wait => Keyword::Wait,
        NodeKind::Notify => Keyword::Notify,
        NodeKind::Call => Keyword::Call,
    };
    lang.pick(keyword.en(), keyword.zh())
}

/// The sign of a comparison.
pub(crate) fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "≤",
        Comparison::Equal => "=",
        Comparison::AtLeast => "≥",
        Comparison::More => ">",
    }
}

/// The parts of an edge's label as lines: what it says, then how likely and how often.
pub(crate) fn edge_lines([label, probability, max]: [String; 3]) -> Vec<String> {
    let numbers = [probability, max].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    [label, numbers].into_iter().filter(|line| !line.is_empty()).collect()
}

/// `[added]`, `【新增】`.
pub(crate) fn bracketed(word: &str, lang: Lang) -> String {
    lang.pick(format!("[{word}]"), format!("【{word}】"))
}

/// What people read: the label, or the name where the label shows nothing.
pub(crate) fn shown(title: &Title) -> &str {
    title.label.as_deref().filter(|label| is_visible(label)).unwrap_or(&title.name)
}

/// Whether a text has a character that can be seen.
fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !c.is_control() && !is_hidden(c))
}
