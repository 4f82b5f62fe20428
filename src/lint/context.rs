//! What a rule can look at: model, process, variant, graph, and what is worked out from them once.

use std::cell::OnceCell;

use super::verdict::{self, Verdict};
use crate::ast::quantity::{Clock, Duration};
use crate::config::Config;
use crate::graph::{Concurrency, Graph, Soundness, Standing, Structure, Times, Visits, likeliest, longest_block};
use crate::measure::Shares;
use crate::model::{Block, CalendarId, Data, DataId, Home, Model, Node, NodeId, Process, Ref, Role, RoleId, Spanned, SystemId, Variant};

/// For rules about a file.
pub struct FileContext<'m> {
    /// The model.
    pub model: &'m Model,
    /// The settings.
    pub config: &'m Config,
}

impl FileContext<'_> {
    /// Whether something declared there could be left over: in the file itself, which holds a graph that could use it, and where no
    /// error hides what does.
    #[must_use]
    pub fn may_be_unused(&self, home: Home) -> bool {
        let mut variants = self.model.processes.iter().flat_map(|process| &process.variants);
        let drawn = |process: &Process| !process.variants.is_empty();
        let here = match home {
            Home::Import => false,
            Home::File => self.model.processes.iter().any(drawn),
            Home::Process(index) => self.model.processes.get(index).is_some_and(drawn),
        };
        here && !self.model.incomplete && !variants.any(|variant| variant.incomplete || variant.nodes.iter().any(|node| node.broken))
    }
}

/// For rules about a process.
pub struct ProcessContext<'m> {
    /// The model.
    pub model: &'m Model,
    /// The settings.
    pub config: &'m Config,
    /// The process.
    pub process: &'m Process,
}

/// For rules about a variant.
pub struct VariantContext<'m> {
    /// The model.
    pub model: &'m Model,
    /// The settings.
    pub config: &'m Config,
    /// The process.
    pub process: &'m Process,
    /// The variant.
    pub variant: &'m Variant,
    /// Its graph.
    pub graph: Graph<'m>,
    concurrency: OnceCell<Concurrency>,
    likeliest: OnceCell<Vec<NodeId>>,
    wall: OnceCell<Times>,
    working: OnceCell<Times>,
    pub(super) standing: OnceCell<Standing>,
    structure: OnceCell<Structure>,
    shares: OnceCell<Shares>,
    visits: OnceCell<Option<Visits>>,
    verdict: OnceCell<Option<(Verdict, Spanned<Duration>)>>,
    pub(super) calendar: OnceCell<Option<CalendarId>>,
    soundness: OnceCell<Option<Soundness>>,
    reached: OnceCell<Vec<bool>>,
}

impl<'m> VariantContext<'m> {
    /// A variant, of which nothing is worked out yet.
    #[must_use]
    pub fn new(model: &'m Model, config: &'m Config, process: &'m Process, variant: &'m Variant) -> VariantContext<'m> {
        VariantContext {
            model,
            config,
            process,
            variant,
            graph: Graph::build(variant),
            concurrency: OnceCell::new(),
            likeliest: OnceCell::new(),
            wall: OnceCell::new(),
            working: OnceCell::new(),
            standing: OnceCell::new(),
            structure: OnceCell::new(),
            shares: OnceCell::new(),
            visits: OnceCell::new(),
            verdict: OnceCell::new(),
            calendar: OnceCell::new(),
            soundness: OnceCell::new(),
            reached: OnceCell::new(),
        }
    }

    /// The nodes that rules may judge: those that no syntax error touches.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &'m Node)> {
        self.variant.nodes().filter(|(_, node)| !node.broken)
    }

    /// What may run at the same time.
    pub fn concurrency(&self) -> &Concurrency {
        self.concurrency.get_or_init(|| Concurrency::find(&self.graph))
    }

    /// The nodes of the likeliest way from a start to an end, in order.
    pub fn likeliest(&self) -> &[NodeId] {
        self.likeliest.get_or_init(|| likeliest(&self.graph))
    }

    /// The nodes that a case gets to.
    pub(super) fn reached(&self) -> &[bool] {
        self.reached.get_or_init(|| self.graph.cases_from(self.graph.starts()))
    }

    /// How long each node takes, on a clock.
    pub fn times(&self, clock: Clock) -> &Times {
        let cell = if clock == Clock::Wall { &self.wall } else { &self.working };
        cell.get_or_init(|| Times::on(self.variant, clock))
    }

    /// Whether every case comes to an end, properly.
    pub fn is_sound(&self) -> bool {
        self.soundness().is_some_and(|soundness| soundness.sound)
    }

    /// How likely each edge is taken.
    pub fn shares(&self) -> &Shares {
        self.shares.get_or_init(|| Shares::find(&self.graph))
    }

    /// How often a case comes to each node on average; `None` if that is not known.
    pub fn visits(&self) -> Option<&Visits> {
        self.visits.get_or_init(|| Visits::find(&self.graph)).as_ref()
    }

    /// What becomes of the SLA of the process; `None` if there is none, or nothing speaks against it.
    pub fn verdict(&self) -> Option<&(Verdict, Spanned<Duration>)> {
        let judge = || self.process.sla.and_then(|sla| verdict::judge(self, sla).map(|verdict| (verdict, sla)));
        self.verdict.get_or_init(judge).as_ref()
    }

    /// The blocks that the flow is made of.
    pub fn structure(&self) -> &Structure {
        self.structure.get_or_init(|| Structure::find(&self.graph))
    }

    /// Whether every case comes to an end; `None` where a syntax error hides part of the flow.
    pub fn soundness(&self) -> Option<&Soundness> {
        let hidden = self.variant.incomplete || self.variant.nodes.iter().any(|node| node.broken);
        let find = || (!hidden).then(|| Soundness::find(&self.graph, self.structure()));
        self.soundness.get_or_init(find).as_ref()
    }

    /// How long a parallel block takes at best and at worst, in milliseconds.
    pub fn block_time(&self, fork: NodeId, clock: Clock) -> Option<(i64, i64)> {
        let block = &self.variant.blocks[self.variant.node(fork).block?];
        let earliest = self.earliest(clock);
        let best = earliest[block.join.index()]? - earliest[fork.index()]?;
        Some((best, longest_block(&self.graph, self.times(clock), fork, block.join)?))
    }

    fn earliest(&self, clock: Clock) -> Vec<Option<i64>> {
        crate::graph::shortest(&self.graph, self.times(clock))
    }

    /// The parallel block in one of whose branches a node is named.
    pub fn block_around(&self, id: NodeId) -> Option<&'m Block> {
        self.variant.node(id).within.map(|block| &self.variant.blocks[block])
    }

    /// The parallel blocks around a node, from the inside out. There are at most as many as blocks, even if they name one another.
    pub fn blocks_around(&self, id: NodeId) -> impl Iterator<Item = &'m Block> {
        std::iter::successors(self.block_around(id), |block| self.block_around(block.fork)).take(self.variant.blocks.len())
    }

    /// The owner of a node: its own, or that of the parallel block around it.
    pub fn owner(&self, id: NodeId) -> &'m [Ref<RoleId>] {
        self.variant.owner(id)
    }

    /// The role of a reference.
    pub fn role(&self, role: Ref<RoleId>) -> Option<&'m Role> {
        role.id.map(|id| &self.model.roles[id.index()])
    }

    /// How people call a role.
    pub fn role_name(&self, id: RoleId) -> &'m str {
        self.model.roles[id.index()].title.shown()
    }

    /// The data object of that id.
    pub fn data(&self, id: DataId) -> &'m Data {
        &self.model.data[id.index()]
    }

    /// How people call a system.
    pub fn system_name(&self, id: SystemId) -> &'m str {
        self.model.systems[id.index()].title.shown()
    }

    /// How people call a data object.
    pub fn data_name(&self, id: DataId) -> &'m str {
        self.data(id).title.as_ref().map_or("", |title| title.shown())
    }

    /// Whether a node is a control that nobody may remove: `required`, `keep`, or named as the control of a risk.
    pub fn is_control(&self, id: NodeId) -> bool {
        let node = self.variant.node(id);
        let mut risks = self.model.risks.iter().chain(&self.process.risks);
        node.required.is_some() || node.keep || risks.any(|risk| risk.controls.iter().any(|name| node.answers_to(name)))
    }
}
