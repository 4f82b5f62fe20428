//! The flow as flat arrays, with everything looked up that is the same for all cases.

use std::ops::Range;

use super::law::Law;
use super::place::Place;
use crate::ast::quantity::{Clock, Duration, Estimate};
use crate::graph::Graph;
use crate::measure::End;
use crate::measure::Shares;
use crate::model::{EdgeId, NodeId, NodeKind};

/// What to do where.
#[derive(Debug)]
pub(super) struct Plan {
    /// By node id; what no case comes to is never looked at.
    pub(super) steps: Vec<Step>,
    pub(super) ways: Vec<Way>,
    pub(super) laws: Vec<Law>,
    pub(super) timed: Vec<Timed>,
    /// For each join, how many tokens it waits for.
    pub(super) joins: Vec<u32>,
    pub(super) start: u32,
}

/// What a token does at a node.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) exit: Exit,
    /// What the node always takes.
    pub(super) steady: i64,
    /// What it takes besides, anew each time: into `laws`.
    pub(super) laws: Span,
    /// Which join it is.
    pub(super) join: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Exit {
    End,
    One(u32),
    /// Into `ways`.
    Choice(Span),
    Fork(Span),
    /// Into `timed`.
    Timed(u32),
}

/// Some neighbouring entries of an array.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Span {
    first: u32,
    end: u32,
}

/// One way out of a node.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) to: u32,
    /// It is taken by a random word below this that is not below that of the way before.
    pub(super) below: u64,
    /// When the case leaves, if not when the node is done.
    pub(super) after: Option<i64>,
}

/// A node at which it depends on the time whether a timeout comes first.
#[derive(Debug)]
pub(super) struct Timed {
    pub(super) worked: Law,
    pub(super) waited: Law,
    /// Which clock the wait runs on.
    pub(super) waits_on: Clock,
    pub(super) clock: Clock,
    /// The fork from which the time of a parallel block counts.
    pub(super) since: Option<u32>,
    /// The soonest first, with the ways that they lead.
    pub(super) timeouts: Vec<(Duration, u32)>,
    /// Where the case goes if none comes first.
    pub(super) otherwise: Span,
}

impl Span {
    fn of(range: &Range<usize>) -> Span {
        Span { first: number(range.start), end: number(range.end) }
    }

    #[inline]
    pub(super) fn range(self) -> Range<usize> {
        self.first as usize..self.end as usize
    }
}

impl Timed {
    /// What the node takes on a clock.
    pub(super) fn takes(&self, clock: Clock, worked: i64, waited: i64) -> i64 {
        if clock == Clock::Wall || self.waits_on == Clock::Working { worked.saturating_add(waited) } else { worked }
    }
}

impl Plan {
    pub(super) fn of(graph: &Graph, shares: &Shares, clock: Clock, range_end: End) -> Option<Plan> {
        let mut starts = graph.starts();
        let start = starts.next().filter(|_| starts.next().is_none())?;
        let nowhere = Step { exit: Exit::End, steady: 0, laws: Span::default(), join: None };
        let mut plan = Plan {
            steps: vec![nowhere; graph.len()],
            ways: Vec::new(),
            laws: Vec::new(),
            timed: Vec::new(),
            joins: Vec::new(),
            start: number(start.index()),
        };
        let mut seen = vec![false; graph.len()];
        seen[start.index()] = true;
        let mut open = vec![start.index()];
        while let Some(at) = open.pop() {
            let first = plan.ways.len();
            plan.steps[at] = plan.step(&Place { graph, shares, clock, range_end, id: NodeId::at(at) })?;
            for way in &plan.ways[first..] {
                if !std::mem::replace(&mut seen[way.to as usize], true) {
                    open.push(way.to as usize);
                }
            }
        }
        Some(plan)
    }

    fn step(&mut self, place: &Place) -> Option<Step> {
        let (node, leaving) = (place.node(), place.graph.leaving(place.id));
        let exit = match node.kind {
            NodeKind::End => Exit::End,
            NodeKind::Fork => Exit::Fork(self.add(leaving.iter().map(|&edge| place.way(edge, u64::MAX)))?),
            _ if place.may_time_out() => Exit::Timed(self.timed(place)?),
            _ => {
                let known: Option<Vec<_>> = leaving.iter().map(|&edge| Some((edge, place.shares.of(edge)?.to_f64()))).collect();
                let ways = self.choice(place, &known?)?;
                if ways.range().len() == 1 { Exit::One(ways.first) } else { Exit::Choice(ways) }
            }
        };
        let mut step = Step { exit, steady: 0, laws: Span::default(), join: None };
        if node.kind == NodeKind::Join {
            step.join = Some(number(self.joins.len()));
            self.joins.push(number(place.graph.entering(place.id).len()));
        }
        if !matches!(exit, Exit::Timed(_)) {
            let first = self.laws.len();
            for law in place.counted() {
                match law {
                    Law::Always(ms) => step.steady += ms,
                    varies => self.laws.push(varies),
                }
            }
            step.laws = Span::of(&(first..self.laws.len()));
        }
        Some(step)
    }

    /// Ways of which one is taken, by how likely each is; `None` if there is none to take.
    fn choice(&mut self, place: &Place, shares: &[(EdgeId, f64)]) -> Option<Span> {
        let mut up_to = 0.0;
        let taken = shares.iter().filter(|(_, share)| *share > 0.0);
        self.add(taken.map(|&(edge, share)| {
            up_to += share;
            place.way(edge, below(up_to))
        }))
    }

    fn add(&mut self, ways: impl IntoIterator<Item = Way>) -> Option<Span> {
        let first = self.ways.len();
        self.ways.extend(ways);
        (first < self.ways.len()).then(|| Span::of(&(first..self.ways.len())))
    }

    /// A node of which some timeouts have no probability.
    fn timed(&mut self, place: &Place) -> Option<u32> {
        let node = place.node();
        let (mut timeouts, others) = place.timeouts_and_others();
        let otherwise = match timeouts.first() {
            // Nothing else can happen: it is waited for, unless it is known when the node is done.
            Some(&(_, edge)) if others.is_empty() => {
                let way = place.way(edge, u64::MAX);
                let after = way.after.filter(|_| place.is_unknown());
                self.add([Way { after, ..way }])?
            }
            _ => self.choice(place, &place.besides_timeouts(&others)?)?,
        };
        let since = place.block_began();
        if since.is_some() {
            // How long a whole block took is known on the clock of the simulation only.
            timeouts.retain(|(after, _)| after.clock == place.clock);
        }
        let mut ways = Vec::with_capacity(timeouts.len());
        for (after, edge) in timeouts {
            let mut way = place.way(edge, u64::MAX);
            if since.is_some() {
                way.after = Some(after.ms);
            }
            ways.push((after, self.add([way])?.first));
        }
        let law = |part: Option<Estimate>| match part {
            Some(part) if !node.paused => Law::of(part, place.range_end),
            _ => Law::Always(0),
        };
        self.timed.push(Timed {
            worked: law(node.time),
            waited: law(node.wait),
            waits_on: node.wait.map_or(Clock::Wall, Estimate::clock),
            clock: place.clock,
            since: since.map(|fork| number(fork.index())),
            timeouts: ways,
            otherwise,
        });
        Some(number(self.timed.len() - 1))
    }
}

/// The random words below which a share of all of them lies.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast stays at the limit")]
fn below(share: f64) -> u64 {
    (share * 2.0 * (1_u64 << 63) as f64) as u64
}

#[allow(clippy::cast_possible_truncation, reason = "ids have 32 bits")]
fn number(index: usize) -> u32 {
    index as u32
}
