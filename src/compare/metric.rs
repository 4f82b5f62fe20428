//! What is measured of each variant.

use num_traits::Zero;

use super::exact::{Exact, near};
use super::figure::{Figure, Unit, Value};
use super::subject::Subject;
use crate::ast::quantity::{Clock, Duration};
use crate::graph::{NodeTime, Worst};
use crate::measure::{self, Between, Gap, Measures, Number, Simulation};
use crate::model::NodeKind;
use crate::rule::Level;

/// A limit, by what it is on: the same in every variant that has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Limit {
    /// On the process.
    Process(Duration),
    /// On the first answer.
    Response(Duration),
    /// On a node being done or started, by its name.
    Milestone(String, bool, Duration),
    /// On a node, by its name.
    Node(String),
}

/// What is measured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Metric {
    /// The mean cycle time.
    CycleTime,
    /// The best case.
    Best,
    /// The worst case, if every limit is kept.
    Worst,
    /// The 95th percentile.
    P95,
    /// How likely a limit is broken.
    Breach(Limit),
    /// Hands-on time per case.
    Work,
    /// Waiting per case.
    Wait,
    /// Cycle-time efficiency.
    Efficiency,
    /// Cost per case.
    Cost,
    /// Nodes.
    Nodes,
    /// Approvals among them.
    Approvals,
    /// Changes of hands on the likeliest way.
    HandOffs,
    /// Systems in use.
    Systems,
    /// Steps done again per case.
    Rework,
    /// Findings of a level.
    Findings(Level),
}

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    /// Less of it.
    Less,
    /// More of it.
    More,
    /// Nobody says.
    Open,
}

/// The names by which a goal calls a metric: that of the data first.
pub const NAMES: [(Metric, &[&str]); 18] = [
    (Metric::CycleTime, &["cycle-time", "平均周期", "周期"]),
    (Metric::Best, &["best", "最短"]),
    (Metric::Worst, &["worst", "最长"]),
    (Metric::P95, &["p95", "95%分位"]),
    (Metric::Work, &["work", "processing-time", "处理时间"]),
    (Metric::Wait, &["wait", "waiting-time", "等待时间"]),
    (Metric::Efficiency, &["efficiency", "周期效率"]),
    (Metric::Cost, &["cost", "单均成本"]),
    (Metric::Nodes, &["nodes", "节点数"]),
    (Metric::Approvals, &["approvals", "审批数"]),
    (Metric::HandOffs, &["hand-offs", "交接次数"]),
    (Metric::Systems, &["systems", "系统数"]),
    (Metric::Rework, &["rework", "返工次数"]),
    (Metric::Findings(Level::Error), &["errors", "错误数"]),
    (Metric::Findings(Level::Warning), &["warnings", "警告数"]),
    (Metric::Findings(Level::Info), &["infos", "提示数"]),
    (Metric::Breach(Limit::Process(NO_TIME)), &["breach", "超时概率", "超时率"]),
    (Metric::Breach(Limit::Response(NO_TIME)), &["breach-response", "响应超时概率", "响应超时率"]),
];

/// Stands for the limit of the process, whatever it is.
const NO_TIME: Duration = Duration { ms: 0, clock: Clock::Wall };

impl Metric {
    /// The metric of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Metric> {
        let wanted = name.trim().to_lowercase().replace([' ', '_'], "-");
        NAMES.into_iter().find(|(_, names)| names.contains(&wanted.as_str())).map(|(metric, _)| metric)
    }

    /// Its name in the data.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Metric::Breach(Limit::Milestone(..)) => "breach-milestone",
            Metric::Breach(Limit::Node(_)) => "breach-node",
            own => NAMES.iter().find(|(metric, _)| metric.is(own)).map_or("", |(_, names)| names[0]),
        }
    }

    /// Whether two are the same, whatever the limit of the process is.
    #[must_use]
    pub fn is(&self, other: &Metric) -> bool {
        match (self, other) {
            (Metric::Breach(Limit::Process(_)), Metric::Breach(Limit::Process(_)))
            | (Metric::Breach(Limit::Response(_)), Metric::Breach(Limit::Response(_))) => true,
            (a, b) => a == b,
        }
    }

    /// Whether it is about what becomes of cases, not about how the flow is built.
    fn goes_by_cases(&self) -> bool {
        let built = matches!(self, Metric::Nodes | Metric::Approvals | Metric::HandOffs | Metric::Systems | Metric::Findings(_));
        !built
    }

    /// Which way is better.
    #[must_use]
    pub fn better(&self) -> Better {
        if *self == Metric::Efficiency { Better::More } else { Better::Less }
    }

    /// All metrics of some variants of a process, in the order in which they are shown.
    pub(super) fn all(subjects: &[Subject]) -> Vec<Metric> {
        let mut limits: Vec<Metric> = Vec::new();
        for subject in subjects {
            for limit in subject.measures.promises.iter().map(|promise| Metric::Breach(subject.limit(promise))) {
                if !limits.contains(&limit) {
                    limits.push(limit);
                }
            }
        }
        let times = [Metric::CycleTime, Metric::Best, Metric::Worst, Metric::P95];
        let rest = [
            Metric::Work,
            Metric::Wait,
            Metric::Efficiency,
            Metric::Cost,
            Metric::Nodes,
            Metric::Approvals,
            Metric::HandOffs,
            Metric::Systems,
            Metric::Rework,
        ];
        let findings = [Level::Error, Level::Warning, Level::Info].map(Metric::Findings);
        times.into_iter().chain(limits).chain(rest).chain(findings).collect()
    }
}

impl Subject<'_> {
    /// What a promise is on.
    fn limit(&self, promise: &measure::Promise) -> Limit {
        let name = |id| self.variant.node(id).title.name.clone();
        match promise.subject {
            measure::Subject::Process => Limit::Process(promise.limit),
            measure::Subject::Response(_) => Limit::Response(promise.limit),
            measure::Subject::Milestone(id, done) => Limit::Milestone(name(id), done, promise.limit),
            measure::Subject::Node(id) => Limit::Node(name(id)),
        }
    }

    /// What is measured of it.
    pub(super) fn value(&self, metric: &Metric) -> Value {
        let found = match metric {
            metric if metric.goes_by_cases() && self.is_unsound() => None,
            Metric::CycleTime => self.mean(),
            Metric::P95 => self.percentile(),
            Metric::Best => self.best(),
            Metric::Worst => self.worst(),
            Metric::Breach(limit) => return self.breach(limit),
            Metric::Work => self.measures.spent.as_ref().and_then(|(work, _)| self.time(work)),
            Metric::Wait => self.measures.spent.as_ref().and_then(|(_, wait)| self.time(wait)),
            Metric::Efficiency => self.efficiency(),
            Metric::Cost => self.measures.cost.as_ref().and_then(|(cost, currency)| Figure::measured(cost, Unit::Money(currency.clone()))),
            Metric::Nodes => Some(Figure::count(self.variant.nodes.iter().filter(|node| !node.is_block_join()).count())),
            Metric::Approvals => Some(Figure::count(self.variant.nodes.iter().filter(|node| node.kind == NodeKind::Approval).count())),
            Metric::HandOffs => Some(Figure::count(self.measures.hand_offs)),
            Metric::Systems => Some(Figure::count(self.systems())),
            Metric::Rework => self.measures.rework.and_then(near).map(|times| Figure::exactly(times, Unit::Number(String::new()))),
            Metric::Findings(level) => Some(Figure::count(self.findings.iter().filter(|finding| finding.level == *level).count())),
        };
        found.map_or(Value::Unknown, Value::Measured)
    }

    fn is_unsound(&self) -> bool {
        self.measures.gaps.contains(&Gap::Unsound) && self.measures.cycle.least.mean.is_none()
    }

    fn unit(&self) -> Unit {
        Unit::Time(self.measures.cycle.clock)
    }

    fn time(&self, amount: &Between<Number>) -> Option<Figure> {
        Figure::measured(amount, self.unit())
    }

    fn mean(&self) -> Option<Figure> {
        let played = || self.played(|played| Some(Number::near(played.mean()?.value)));
        self.time(&self.measures.cycle.mean().or_else(played)?)
    }

    fn percentile(&self) -> Option<Figure> {
        let played = || self.played(|played| Some(Number::whole(played.percentile(950)?.value)));
        let known = self.measures.cycle.percentile(0.95).map(|time| time.map(|&ms| Number::whole(ms)));
        self.time(&known.or_else(played)?)
    }

    /// A figure of the cases played.
    fn played(&self, of: impl Fn(&Simulation) -> Option<Number>) -> Option<Between<Number>> {
        let simulated = self.measures.cycle.simulated.as_ref()?;
        Some(Between { least: of(&simulated.least)?, most: simulated.most.as_ref().and_then(of) })
    }

    fn best(&self) -> Option<Figure> {
        let (ms, exact) = self.measures.cycle.best?;
        Some(self.bounds(ms, exact && !self.is_open()))
    }

    fn worst(&self) -> Option<Figure> {
        let endless = |measures: &Measures| {
            measures.steps.iter().any(|step| NodeTime::of(self.variant.node(step.node), measures.cycle.clock).endless)
        };
        match self.measures.cycle.worst {
            Worst::Exactly { ms, .. } => Some(self.bounds(ms, !self.is_open() && !endless(self.measures))),
            Worst::Between { least, most, .. } if !self.is_open() && !endless(self.measures) => {
                let whole = |ms: i64| Exact::from_integer(ms.into());
                Some(Figure { amount: Between { least: whole(least), most: Some(whole(most)) }, unit: self.unit() })
            }
            _ => None,
        }
    }

    /// A time that is known, or at least that long.
    fn bounds(&self, ms: i64, known: bool) -> Figure {
        let least = Exact::from_integer(ms.into());
        Figure { amount: Between { most: known.then(|| least.clone()), least }, unit: self.unit() }
    }

    /// Whether the time of a step is not known, or not on this clock.
    fn is_open(&self) -> bool {
        self.measures.gaps.iter().any(|gap| matches!(gap, Gap::Time(_) | Gap::Clock(_)))
    }

    /// How likely a limit is broken. That nothing is known about it is no figure.
    fn breach(&self, limit: &Limit) -> Value {
        let Some(promise) = self.measures.promises.iter().find(|promise| self.limit(promise) == *limit) else { return Value::Absent };
        let certain = |share: f64| if share < 1e-12 { 0.0 } else { share.min(1.0) };
        let share = promise.kept.map(|kept| kept.complement().map(|&share| certain(share)));
        let known = share.filter(|share| !(share.least == 0.0 && share.most.is_none_or(|most| most > 1.0 - 1e-12)));
        let figure = known.and_then(|share| Figure::measured(&share.map(|&share| Number::near(share)), Unit::Share));
        figure.map_or(Value::Unknown, Value::Measured)
    }

    fn efficiency(&self) -> Option<Figure> {
        let (worked, mean) = (self.measures.cycle.worked()?, self.measures.cycle.mean()?);
        let (worked, mean) = (worked.only()?.clone(), mean.only()?.clone());
        if mean.exact().is_some_and(Zero::is_zero) || mean.is_zero() {
            return None;
        }
        let share = &worked / &mean;
        Figure::measured(&Between { most: Some(share.clone()), least: share }, Unit::Share)
    }

    fn systems(&self) -> usize {
        let mut systems: Vec<_> = self.variant.nodes.iter().flat_map(|node| &node.systems).filter_map(|system| system.id).collect();
        systems.sort_unstable();
        systems.dedup();
        systems.len()
    }
}
