//! The meaning of a file: the single source of truth for everything after it.
//!
//! Guarantees: owned and immutable; every name is looked up, and a reference that leads nowhere is `None` and was reported;
//! a to-be written as changes is a graph like any other, whose nodes point at the text they came from. Edges and blocks refer
//! to nodes of their own variant. Nothing is guaranteed about sense: whether the flow works is for `lint/`.

mod change;
mod names;
mod process;
mod resolve;
mod resources;
pub mod rules;
mod tiers;
mod uses;
mod variant;

pub use resolve::{Import, resolve};
pub use tiers::{Gap, gap};

use crate::ast::quantity::{Date, Duration, Estimate, Money, Percent, Quantity, Rate};
use crate::ast::{After, Comparison, Mode, Operand};
use crate::source::Span;
use crate::syntax::keywords::Key;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index into its arena.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of a place in its arena.
            #[must_use]
            pub fn at(index: usize) -> $name {
                $name(crate::source::offset(index))
            }
        }
    )+};
}

ids! {
    /// A role of a model.
    RoleId
    /// A system of a model.
    SystemId
    /// A data object of a model.
    DataId
    /// A calendar of a model.
    CalendarId
    /// A node of a variant.
    NodeId
    /// An edge of a variant.
    EdgeId
}

/// A reference by name: what it leads to, and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ref<I> {
    /// What it leads to; `None` if nothing has that name (reported).
    pub id: Option<I>,
    /// Where it stands.
    pub span: Span,
}

/// A name, a label and where they are declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Title {
    /// The name.
    pub name: String,
    /// The label; the name serves where there is none.
    pub label: Option<String>,
    /// From the keyword to the label.
    pub span: Span,
    /// The whole declaration.
    pub whole: Span,
}

impl Title {
    /// What people read: the label, or the name.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

/// A text attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TextAttribute {
    /// The key.
    pub key: Key,
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A whole file with what it uses.
#[derive(Debug, Default)]
pub struct Model {
    /// Every role, imported ones first.
    pub roles: Vec<Role>,
    /// Every system.
    pub systems: Vec<System>,
    /// Every data object.
    pub data: Vec<Data>,
    /// Every calendar.
    pub calendars: Vec<Calendar>,
    /// Risks declared at the top of files.
    pub risks: Vec<Risk>,
    /// The processes of the file itself.
    pub processes: Vec<Process>,
    /// The processes that can be called and stand in used files.
    pub callable: Vec<Title>,
    /// `# allow: …`
    pub allows: Vec<crate::ast::Allow>,
    /// The files used, as written.
    pub uses: Vec<String>,
    /// A syntax error somewhere in the file may hide a declaration or a reference.
    pub incomplete: bool,
}

/// Where a resource is declared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// In another file.
    Import,
    /// At the top of the file.
    File,
    /// In the process of that index.
    Process(usize),
}

/// A role, or an external party.
#[derive(Clone, Debug)]
pub struct Role {
    /// Name and label.
    pub title: Title,
    /// Where it is declared.
    pub home: Home,
    /// Outside the organisation: a customer, a supplier.
    pub external: bool,
    /// Department.
    pub dept: Option<String>,
    /// Reporting line.
    pub line: Option<String>,
    /// How many people; `None` is unknown.
    pub staff: Option<u32>,
    /// What an hour costs.
    pub cost: Option<Rate>,
    /// Up to what amount it may approve.
    pub limit: Option<Money>,
    /// To whom it reports.
    pub reports: Option<Ref<RoleId>>,
    /// Who stands in.
    pub deputy: Option<Ref<RoleId>>,
    /// The calendar it works by.
    pub calendar: Option<Ref<CalendarId>>,
    /// The name of the node that chooses who it is.
    pub chosen_by: Option<String>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}

/// A system.
#[derive(Clone, Debug)]
pub struct System {
    /// Name and label.
    pub title: Title,
    /// Where it is declared.
    pub home: Home,
    /// Who answers for what it does by itself.
    pub owner: Option<Ref<RoleId>>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}

/// A data object.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is an attribute of the language")]
pub struct Data {
    /// Name and label.
    pub title: Option<Title>,
    /// Where it is declared.
    pub home: Option<Home>,
    /// Who brings it into the process.
    pub from: Vec<Ref<RoleId>>,
    /// Its source was given, even if by a name that leads nowhere.
    pub external: bool,
    /// Its fields.
    pub fields: Vec<String>,
    /// A result of the process.
    pub deliverable: bool,
    /// It is archived.
    pub archive: bool,
    /// It holds personal data.
    pub personal: bool,
    /// How long it is kept.
    pub keep_for: Option<Duration>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}

/// A calendar: its entries as written.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// Name and label.
    pub title: Title,
    /// Where it is declared.
    pub home: Home,
    /// Days, hours, holidays, working days.
    pub entries: Vec<TextAttribute>,
}

/// A risk and its controls, by the names of nodes.
#[derive(Clone, Debug)]
pub struct Risk {
    /// Name and label.
    pub title: Title,
    /// The nodes that control it.
    pub controls: Vec<String>,
    /// The nodes that it threatens.
    pub protects: Vec<String>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}

/// A goal.
#[derive(Clone, Debug)]
pub struct Goal {
    /// Name and label.
    pub title: Title,
    /// What is measured.
    pub metric: Option<String>,
    /// Before the change.
    pub before: Option<Quantity>,
    /// What is aimed at.
    pub target: Option<(Comparison, Quantity)>,
    /// After the change.
    pub after: Option<Quantity>,
    /// Free texts.
    pub texts: Vec<TextAttribute>,
}

/// A limit on the time from the start event to a node.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// The node's name.
    pub node: String,
    /// To its end, not to its start.
    pub done: bool,
    /// The limit.
    pub limit: Duration,
    /// Where it stands.
    pub span: Span,
}

/// An entry of the revision history.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The version as typed.
    pub version: String,
    /// When.
    pub date: Option<Date>,
    /// Who.
    pub author: Option<String>,
    /// What.
    pub text: String,
}

/// Nodes that different people, or one person, must do.
#[derive(Clone, Debug)]
pub struct DutyRule {
    /// Different people, not one.
    pub separate: bool,
    /// The nodes' names.
    pub nodes: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// An agreed trade-off.
#[derive(Clone, Debug)]
pub struct Accept {
    /// The rule's code or name.
    pub code: String,
    /// Why.
    pub because: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A value and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A process.
#[derive(Clone, Debug)]
pub struct Process {
    /// Name and label.
    pub title: Title,
    /// Purpose, scope, background, problems, note.
    pub texts: Vec<TextAttribute>,
    /// Who is accountable for the process.
    pub owner: Vec<Ref<RoleId>>,
    /// Start to end.
    pub sla: Option<Spanned<Duration>>,
    /// Start to the first human answer.
    pub response: Option<Spanned<Duration>>,
    /// The SLA must hold in the worst case.
    pub hard: bool,
    /// The calendar it runs by.
    pub calendar: Option<Ref<CalendarId>>,
    /// Cases per time.
    pub arrivals: Option<Rate>,
    /// What a case may cost.
    pub budget: Option<Money>,
    /// Milestones.
    pub milestones: Vec<Milestone>,
    /// Segregation of duties, and same person.
    pub duties: Vec<DutyRule>,
    /// Goals.
    pub goals: Vec<Goal>,
    /// Risks declared in it.
    pub risks: Vec<Risk>,
    /// Revision history.
    pub revisions: Vec<Revision>,
    /// Agreed trade-offs.
    pub accepts: Vec<Accept>,
    /// The as-is first, if there is one, then the to-bes in order.
    pub variants: Vec<Variant>,
}

impl Process {
    /// The as-is.
    #[must_use]
    pub fn as_is(&self) -> Option<&Variant> {
        self.variants.iter().find(|variant| variant.kind == VariantKind::AsIs)
    }

    /// The to-bes, in order.
    pub fn to_bes(&self) -> impl Iterator<Item = &Variant> {
        self.variants.iter().filter(|variant| variant.kind == VariantKind::ToBe)
    }
}

/// As-is or to-be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VariantKind {
    /// As it is today.
    AsIs,
    /// As it should be.
    ToBe,
}

/// One graph of a process.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Which kind.
    pub kind: VariantKind,
    /// Its name, for a to-be that has one.
    pub name: Option<String>,
    /// Its header.
    pub span: Span,
    /// The whole of it.
    pub whole: Span,
    /// It is written as changes of the as-is.
    pub from_as_is: bool,
    /// A syntax error in it may hide nodes or edges: only what stands in a single node is judged.
    pub incomplete: bool,
    /// The nodes; a [`NodeId`] is an index here.
    pub nodes: Vec<Node>,
    /// The edges; an [`EdgeId`] is an index here.
    pub edges: Vec<Edge>,
    /// The parallel blocks.
    pub blocks: Vec<Block>,
    /// The changes that made it.
    pub changes: Vec<Change>,
}

/// A change of the as-is, as it was applied.
#[derive(Clone, Debug)]
pub struct Change {
    /// `change`, `remove`, …
    pub operation: &'static str,
    /// The names of the nodes concerned.
    pub nodes: Vec<String>,
    /// Why.
    pub because: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A parallel block: a fork, a join, and the nodes named in its branches.
#[derive(Clone, Debug)]
pub struct Block {
    /// The node that is the block, and its fork.
    pub fork: NodeId,
    /// Its join.
    pub join: NodeId,
    /// The nodes of each branch, as written.
    pub branches: Vec<Vec<NodeId>>,
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

    /// What people read.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.title.shown()
    }
}

/// The kinds of edge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EdgeKind {
    /// What comes next.
    Plain,
    /// A branch of a decision.
    Branch,
    /// The branch for everything else.
    Else,
    /// An approval's approval.
    Approved,
    /// An approval's rejection.
    Rejected,
    /// The case goes there after that long.
    Timeout(Duration),
    /// A notice goes there after that long; the case does not move.
    Informs(Duration),
}

/// A condition on a branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// The data object.
    pub data: Ref<DataId>,
    /// Its field.
    pub field: Option<String>,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: Operand,
    /// As typed.
    pub text: String,
}

/// An edge.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Where it leaves.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// Which kind.
    pub kind: EdgeKind,
    /// Its label.
    pub label: Option<String>,
    /// Its condition.
    pub condition: Option<Condition>,
    /// Its probability; `None` is unknown.
    pub probability: Option<Percent>,
    /// How often a case takes it at most.
    pub max: Option<u32>,
    /// Where it is written: the target's name.
    pub span: Span,
    /// The statement it is part of.
    pub statement: Span,
}

impl Edge {
    /// Whether the case moves along it.
    #[must_use]
    pub fn is_flow(&self) -> bool {
        !matches!(self.kind, EdgeKind::Informs(_))
    }
}

impl Variant {
    /// The node of that id.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The edge of that id.
    #[must_use]
    pub fn edge(&self, id: EdgeId) -> &Edge {
        &self.edges[id.index()]
    }

    /// All nodes with their ids.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId::at(index), node))
    }

    /// All edges with their ids.
    pub fn edges(&self) -> impl Iterator<Item = (EdgeId, &Edge)> {
        self.edges.iter().enumerate().map(|(index, edge)| (EdgeId::at(index), edge))
    }

    /// The node of that name.
    #[must_use]
    pub fn node_named(&self, name: &str) -> Option<NodeId> {
        let named = |node: &Node| !node.is_block_join() && (node.title.name == name || node.title.label.as_deref() == Some(name));
        self.nodes().find(|(_, node)| named(node)).map(|(id, _)| id)
    }

    /// How people call it.
    #[must_use]
    pub fn title(&self) -> crate::lang::Text {
        match (self.kind, &self.name) {
            (VariantKind::AsIs, _) => crate::both!("as-is", "现状"),
            (VariantKind::ToBe, None) => crate::both!("to-be", "优化后"),
            (VariantKind::ToBe, Some(name)) => {
                let name = crate::lang::shown(name);
                crate::both!("to-be {name}", "优化后“{name}”")
            }
        }
    }

    /// The owner of a node: its own, or that of the parallel block around it.
    #[must_use]
    pub fn owner(&self, id: NodeId) -> &[Ref<RoleId>] {
        let own = &self.node(id).owner;
        if !own.is_empty() {
            return own;
        }
        let around = self.blocks.iter().find(|block| block.branches.iter().any(|branch| branch.contains(&id)));
        around.map_or(own, |block| &self.node(block.fork).owner)
    }
}
