//! What becomes of the SLA of a process in one variant: the most severe truth, for the rules that report it.

use crate::ast::quantity::{Clock, Duration};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::{Worst, longest, shortest};
use crate::lang::{Text, shown};
use crate::lint::VariantContext;
use crate::measure::{Blocks, End, Number, Outcome, Pmf, Spread, Steps};
use crate::model::{EdgeId, NodeId, Spanned};
use crate::rule::Rule;

/// The SLA is broken, in this way. Times are in milliseconds and at least that long.
#[derive(Debug)]
pub enum Verdict {
    /// Even in the best case.
    Always {
        /// The best case.
        ms: i64,
        /// The nodes that take it, in order; none where waiting takes it, of which only the calendar says how much is working time.
        path: Vec<NodeId>,
        /// So says the calendar.
        in_calendar: bool,
    },
    /// In the average case.
    Expected {
        /// The expected time.
        ms: i64,
    },
    /// In too many cases.
    Likely {
        /// How likely a case is too late, at least.
        share: f64,
        /// Within which time as many cases are done as should be, at least.
        within: i64,
    },
    /// There is no worst case.
    Unbounded {
        /// An edge that closes a loop without `max`.
        edge: EdgeId,
    },
    /// In no case certainly, but a node has no longest time.
    Endless {
        /// The node, whose time is a distribution.
        node: NodeId,
    },
    /// In the worst case.
    Worst {
        /// The worst case.
        ms: i64,
        /// Whether that is exact.
        bound: Bound,
        /// Its way.
        path: Vec<NodeId>,
    },
}

/// Judges the SLA of a process in a variant; `None` if nothing speaks against it.
pub(super) fn judge(context: &VariantContext, sla: Spanned<Duration>) -> Option<Verdict> {
    let limit = sla.value.ms;
    let times = context.times(sla.value.clock);
    let graph = &context.graph;
    let earliest = shortest(graph, times);
    let best = graph.ends().filter_map(|end| earliest[end.index()].map(|at| at + times.of(end).best)).min();
    let in_calendar = context.at_least(sla.value.clock).filter(|&ms| Some(ms) > best);
    if let Some(ms) = in_calendar.or(best).filter(|&ms| ms > limit) {
        let slow = |id: &NodeId| times.of(*id).best > 0 && earliest[id.index()].is_some();
        let path = context.variant.nodes().map(|(id, _)| id).filter(slow).collect();
        let waiting = in_calendar.is_some() && sla.value.clock == Clock::Working;
        let path = if waiting { Vec::new() } else { path };
        return Some(Verdict::Always { ms, path, in_calendar: in_calendar.is_some() });
    }
    let worst = longest(graph, times, &|id| !times.of(id).known);
    let outlook = Outlook::of(context, sla.value.clock);
    if let Some(ms) = outlook.mean.as_ref().filter(|mean| mean.is_over(limit)).map(Number::to_f64) {
        #[allow(clippy::cast_possible_truncation, reason = "2^53 ms are 285,000 years")]
        return Some(Verdict::Expected { ms: (ms / 1000.0).round() as i64 * 1000 });
    }
    // A limit that must hold in every case does not ask how likely it is broken.
    if !context.process.hard {
        let target = f64::from(context.config.limits.sla_target) / 100.0;
        let late = |spread: &Pmf<f64>| (spread.over(limit), spread.quantile(target));
        if let Some((share, within)) = outlook.spread().map(|spread| late(spread.low())).filter(|late| late.0 > 1.0 - target + 1e-9) {
            return Some(Verdict::Likely { share, within });
        }
    }
    match worst {
        Worst::Unbounded(edge) => Some(Verdict::Unbounded { edge }),
        Worst::Exactly { ms, path } if ms > limit => Some(Verdict::Worst { ms, path, bound: Bound::Exact }),
        Worst::Between { least, path, .. } if least > limit => Some(Verdict::Worst { ms: least, path, bound: Bound::AtLeast }),
        Worst::Between { most, path, .. } if most > limit => Some(Verdict::Worst { ms: most, path, bound: Bound::AtMost }),
        Worst::Never => None,
        Worst::Exactly { .. } | Worst::Between { .. } => {
            let (reached, reaching) = (graph.reachable_from(graph.starts()), graph.reaching(graph.ends()));
            let mut on_way = context.variant.nodes().map(|(id, _)| id).filter(|id| reached[id.index()] && reaching[id.index()]);
            on_way.find(|&id| times.of(id).endless).map(|node| Verdict::Endless { node })
        }
    }
}

/// What cases take with the shortest times that are possible, as far as that can be worked out.
struct Outlook<'c> {
    context: &'c VariantContext<'c>,
    steps: Steps,
    mean: Option<Number>,
    played: Option<Outcome>,
}

impl<'c> Outlook<'c> {
    fn of(context: &'c VariantContext<'c>, clock: Clock) -> Outlook<'c> {
        let steps = Steps::find(&context.graph, context.shares(), clock, End::Least);
        let mut outlook = Outlook { context, steps, mean: None, played: None };
        match context.structure().whole() {
            Some(whole) => outlook.mean = outlook.blocks().means().swap_remove(whole.index()),
            None if context.is_sound() => {
                outlook.played = outlook.blocks().play().filter(|outcome| outcome.completes.to_f64() > 1.0 - 1e-9);
                outlook.mean = outlook.played.as_ref().map(|outcome| outcome.mean.clone());
            }
            None => {}
        }
        outlook
    }

    fn blocks(&self) -> Blocks<'_> {
        Blocks { structure: self.context.structure(), shares: self.context.shares(), steps: &self.steps }
    }

    fn spread(&self) -> Option<Spread> {
        let whole = self.context.structure().whole().and_then(|whole| self.blocks().spread(whole));
        whole.or_else(|| self.played.as_ref().map(|outcome| outcome.spread.clone()))
    }
}

/// How a time that was worked out stands to the true one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// It is the true one.
    Exact,
    /// The true one is no less.
    AtLeast,
    /// The true one is no more; whether the SLA is kept cannot be said.
    AtMost,
}

/// The finding that an SLA is exceeded, with the nodes that take most of the time.
pub(super) fn over(
    context: &VariantContext,
    rule: &'static Rule,
    sla: &Spanned<Duration>,
    ms: i64,
    bound: Bound,
    path: &[NodeId],
) -> Diagnostic {
    let limit = sla.value.text();
    let takes = Duration { ms, clock: sla.value.clock };
    let takes = if rule.name == "sla-expected-breach" { takes.about() } else { takes.text_beside(sla.value) };
    let title = context.variant.title();
    let (case, case_zh) = match (rule.name, bound) {
        ("sla-always-breached", _) => ("even the best case takes", "最好情况也要"),
        ("sla-expected-breach", _) => ("the average case takes", "平均"),
        (_, Bound::Exact) => ("the worst case takes", "最坏情况要"),
        (_, Bound::AtLeast) => ("the worst case takes at least", "最坏情况至少要"),
        (_, Bound::AtMost) => ("cannot judge the worst case; it takes at most", "无法准确判断最坏情况，最多可能要"),
    };
    let message = Text {
        en: format!("{}: {case} {}, over the SLA of {}", title.en, takes.en, limit.en),
        zh: format!("{}：{case_zh}{}，超过时限{}", title.zh, takes.zh, limit.zh),
    };
    let largest = largest(context, sla, path);
    let help = if largest.is_empty() {
        both!("shorten some steps, lower a `max`, or promise what can be kept", "缩短用时、减少循环次数，或把时限改到能做到的水平")
    } else {
        both!(
            "shorten the steps named here, lower a `max`, or promise what can be kept",
            "缩短所列环节、减少循环次数，或把时限改到能做到的水平"
        )
    };
    let mut finding = Diagnostic::new(rule, sla.span, message, help);
    for (id, count, share) in largest {
        let node = context.variant.node(id);
        let each = Duration { ms: share / count, clock: sla.value.clock }.text_beside(sla.value);
        let name = shown(node.shown());
        let times = if count > 1 { format!("{count} × ") } else { String::new() };
        let text = both!("`{name}` takes {times}{}", "“{name}”占 {times}{}"; each);
        finding = finding.related(node.title.span, text);
    }
    finding
}

/// The nodes that take most time on a way: how often, and how long together.
fn largest(context: &VariantContext, sla: &Spanned<Duration>, path: &[NodeId]) -> Vec<(NodeId, i64, i64)> {
    let times = context.times(sla.value.clock);
    let mut sorted = path.to_vec();
    sorted.sort_unstable();
    let mut shares: Vec<(NodeId, i64, i64)> = Vec::new();
    for id in sorted {
        match shares.last_mut().filter(|share| share.0 == id) {
            Some(share) => {
                share.1 += 1;
                share.2 += times.of(id).worst;
            }
            None => shares.push((id, 1, times.of(id).worst)),
        }
    }
    shares.retain(|share| share.2 > 0);
    shares.sort_by_key(|&(id, _, share)| (std::cmp::Reverse(share), id));
    shares.truncate(3);
    shares
}
