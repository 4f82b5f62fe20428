//! A node of a variant: its kind and its attributes.

use super::{DataId, NodeId, Ref, RoleId, Spanned, SystemId, TextAttribute, Title};
use crate::ast::quantity::{Date, Duration, Estimate, Rate};
use crate::ast::{After, Mode};
use crate::source::Span;
use crate::syntax::keywords::Key;

/// A node.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is an attribute of the language")]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Name and label.
    pub title: Title,
    /// How it came to be.
    pub origin: Origin,
    /// A syntax error touches it: rules stay quiet about it.
    pub broken: bool,
    /// The same node in the as-is.
    pub was: Option<NodeId>,
    /// The parallel block that this fork or join belongs to.
    pub block: Option<usize>,
    /// The parallel block in one of whose branches it is named.
    pub within: Option<usize>,
    /// The names and labels of the nodes that a change merged into it or split it from; duties, risks and milestones still name them.
    pub formerly: Vec<String>,
    /// Who is accountable. More than one is a finding.
    pub owner: Vec<Ref<RoleId>>,
    /// Who does it, if not the owner.
    pub by: Vec<Ref<RoleId>>,
    /// Who is asked.
    pub consults: Vec<Ref<RoleId>>,
    /// Who is told.
    pub informs: Vec<Ref<RoleId>>,
    /// Whom a notify informs.
    pub to: Vec<Ref<RoleId>>,
    /// In which systems.
    pub systems: Vec<Ref<SystemId>>,
    /// Hands-on time; `None` is unknown.
    pub time: Option<Estimate>,
    /// Queue time; `None` is unknown, absent is zero.
    pub wait: Option<Estimate>,
    /// The limit on this node.
    pub sla: Option<Spanned<Duration>>,
    /// The limit must hold in the worst case.
    pub hard: bool,
    /// Data read.
    pub inputs: Vec<Ref<DataId>>,
    /// Data read if it is there.
    pub optional: Vec<Ref<DataId>>,
    /// Data written.
    pub outputs: Vec<Ref<DataId>>,
    /// Data that an approval decides on.
    pub of: Vec<Ref<DataId>>,
    /// What an approval looks at.
    pub aspect: Option<String>,
    /// Who decides, if several or not the owner.
    pub approvers: Vec<Ref<RoleId>>,
    /// How several decide.
    pub mode: Option<Mode>,
    /// How long an approval stays valid.
    pub valid: Option<Duration>,
    /// By another person than earlier approvals.
    pub distinct: bool,
    /// Nobody may optimise it away; with the reason, if one is given.
    pub required: Option<Option<String>>,
    /// A control that prevents.
    pub preventive: bool,
    /// A control that detects.
    pub detective: bool,
    /// The customer gets an answer here.
    pub responds: bool,
    /// A system does it.
    pub automated: bool,
    /// It is done by hand, although in a system.
    pub manual: bool,
    /// A reminder after that long.
    pub remind: Option<Duration>,
    /// Who is called when.
    pub escalate: Vec<Escalation>,
    /// The clock of the SLA stands still.
    pub paused: bool,
    /// What it costs per hour, if not the owner's rate.
    pub cost: Option<Rate>,
    /// The process that a call calls, by name.
    pub calls: Option<(String, bool)>,
    /// It must be kept as it is.
    pub keep: bool,
    /// Texts: action, script, checklist, form, issue, note.
    pub texts: Vec<TextAttribute>,
    /// What is to be improved.
    pub improve: Option<Improve>,
    /// Its name before, as written.
    pub was_name: Option<Spanned<String>>,
    /// Where its attributes stand: key and value.
    pub places: Vec<(Key, Span, Span)>,
    /// The change that made or changed it: an index into the variant's changes.
    pub changed_by: Option<usize>,
}

impl Node {
    /// Where an attribute stands, value included; the header where it has none.
    #[must_use]
    pub fn place(&self, key: Key) -> Span {
        self.places.iter().find(|place| place.0 == key).map_or(self.title.span, |place| place.1.to(place.2))
    }

    /// Whether it has the attribute, be it unknown.
    #[must_use]
    pub fn has(&self, key: Key) -> bool {
        self.places.iter().any(|place| place.0 == key)
    }

    /// What an approval decides on: `of`, or else its inputs.
    #[must_use]
    pub fn subject(&self) -> &[Ref<DataId>] {
        if self.of.is_empty() { &self.inputs } else { &self.of }
    }

    /// Who decides or works: the approvers, else who does it, else the owner.
    #[must_use]
    pub fn performers(&self) -> &[Ref<RoleId>] {
        [&self.approvers, &self.by].into_iter().find(|roles| !roles.is_empty()).unwrap_or(&self.owner)
    }

    /// Whether it is the fork of a `parallel` block.
    #[must_use]
    pub fn is_block(&self) -> bool {
        self.kind == NodeKind::Fork && self.block.is_some()
    }

    /// Whether it is the join of a `parallel` block, which is not written as a node.
    #[must_use]
    pub fn is_block_join(&self) -> bool {
        self.origin == Origin::BlockJoin
    }

    /// Its name, its label, and what it was made of.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let Title { name, label, .. } = &self.title;
        [name].into_iter().chain(label).chain(&self.formerly).cloned()
    }

    /// Whether a name means it: its name, its label, or one of a node that a change made it from.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        self.title.name == name || self.title.label.as_deref() == Some(name) || self.formerly.iter().any(|former| former == name)
    }

    /// Gives it a limit, or none, where a change says so.
    pub(super) fn set_sla(&mut self, sla: Option<Spanned<Duration>>) {
        self.sla = sla;
        self.places.retain(|place| place.0 != Key::Sla);
        self.places.extend(sla.map(|sla| (Key::Sla, sla.span, sla.span)));
    }

    /// What people read.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.title.shown()
    }
}

/// The kinds of node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[allow(missing_docs, reason = "the words of the language")]
pub enum NodeKind {
    Start,
    End,
    Task,
    Approval,
    Decision,
    Fork,
    Join,
    Wait,
    Notify,
    Call,
}

impl NodeKind {
    /// The keyword; a parallel block is a fork and a join.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NodeKind::Start => "start",
            NodeKind::End => "end",
            NodeKind::Task => "task",
            NodeKind::Approval => "approval",
            NodeKind::Decision => "decision",
            NodeKind::Fork => "fork",
            NodeKind::Join => "join",
            NodeKind::Wait => "wait",
            NodeKind::Notify => "notify",
            NodeKind::Call => "call",
        }
    }

    /// Whether it is work: something somebody is accountable for and that takes time.
    #[must_use]
    pub fn is_work(self) -> bool {
        matches!(self, NodeKind::Task | NodeKind::Approval | NodeKind::Call)
    }
}

/// How a node came to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It is declared.
    Declared,
    /// `start` or `end` in a chain.
    Implied,
    /// The join of a parallel block.
    BlockJoin,
    /// A chain names it and nobody declares it (reported).
    Undeclared,
}

/// Who is called when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Escalation {
    /// The role.
    pub role: Ref<RoleId>,
    /// When.
    pub after: After,
}

/// What is to be improved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Improve {
    /// What.
    pub text: String,
    /// By whom.
    pub by: Option<String>,
    /// By when.
    pub due: Option<Date>,
}
