//! The analysis as data.

use serde_json::{Value, json};

use super::Subject;
use super::sections::gap_text;
use crate::ast::quantity::{Clock, Duration};
use crate::graph::Worst;
use crate::measure::{self, Between, Number, Simulation, Spread};
use crate::model::NodeId;

/// The version of the format.
pub const VERSION: u32 = 1;

/// Points of a distribution that are written; what has more is told by its percentiles.
const POINTS: usize = 1000;

/// The document about some variants. `schema/analysis.schema.json` says what it holds.
#[must_use]
pub fn emit(subjects: &[Subject]) -> String {
    let document = json!({ "format": "flowright.analysis", "version": VERSION, "analyses": subjects.iter().map(|&subject| analysis(subject)).collect::<Vec<_>>() });
    format!("{document:#}\n")
}

fn analysis(subject: Subject) -> Value {
    let (measures, cycle) = (subject.measures, &subject.measures.cycle);
    let name = |id: NodeId| subject.variant.node(id).title.name.clone();
    let role = |id: crate::model::RoleId| subject.model.roles[id.index()].title.name.clone();
    let kind = match subject.variant.kind {
        crate::model::VariantKind::AsIs => "as-is",
        crate::model::VariantKind::ToBe => "to-be",
    };
    let worst = match &cycle.worst {
        Worst::Exactly { ms, path } => {
            json!({ "kind": "exact", "seconds": seconds(*ms), "path": path.iter().map(|&id| name(id)).collect::<Vec<_>>() })
        }
        Worst::Between { most, .. } => json!({ "kind": "at-most", "seconds": seconds(*most) }),
        Worst::Unbounded(edge) => {
            let edge = subject.variant.edge(*edge);
            json!({ "kind": "unbounded", "from": name(edge.from), "to": name(edge.to) })
        }
        Worst::Never => json!({ "kind": "never" }),
    };
    let percentiles: serde_json::Map<String, Value> = [50, 80, 90, 95, 99]
        .into_iter()
        .filter_map(|percent| Some((format!("p{percent}"), between(&cycle.percentile(f64::from(percent) / 100.0)?, |&ms| seconds(ms)))))
        .collect();
    let exact_spread = cycle.least.spread.as_ref().filter(|spread| spread.is_exact() && cycle.most.spread.as_ref() == Some(spread));
    let efficiency = cycle.worked().zip(cycle.mean()).and_then(|(worked, mean)| {
        let (worked, mean) = (worked.only()?.clone(), mean.only().filter(|mean| !mean.is_zero())?.clone());
        Some(number(&(&worked / &mean)))
    });
    json!({
        "process": subject.process.title.name,
        "variant": kind,
        "name": subject.variant.name,
        "sound": !measures.gaps.contains(&measure::Gap::Unsound),
        "cycle_time": {
            "clock": clock(cycle.clock),
            "best": cycle.best.map(|(ms, exact)| json!({ "seconds": seconds(ms), "kind": if exact { "exact" } else { "at-least" } })),
            "worst": worst,
            "expected": cycle.mean().map(|mean| between(&mean, in_seconds)),
            "percentiles": percentiles,
            "variance": exact_spread.map(|spread| spread.low().variance() / 1e6),
            "theoretical": cycle.worked().map(|worked| between(&worked, in_seconds)),
            "efficiency": efficiency,
            "distribution": exact_spread.and_then(distribution),
            "method": match &cycle.least.spread {
                Some(spread) if spread.is_exact() => "exact",
                Some(_) => "rounded",
                None if cycle.simulated.is_some() => "simulated",
                None => "unknown",
            },
            "simulated": cycle.simulated.as_ref().map(|simulated| json!({
                "least": played(&simulated.least),
                "most": simulated.most.as_ref().map(played),
            })),
            "ends": number(&cycle.completes),
        },
        "cost": measures.cost.as_ref().map(|(cost, currency)| json!({ "amount": between(cost, |amount| amount.to_f64().into()), "currency": currency })),
        "under_way": measures.under_way.map(|cases| between(&cases, |&cases| cases.into())),
        "limits": measures.promises.iter().map(|promise| {
            let (kind, node) = match promise.subject {
                measure::Subject::Process => ("process", None),
                measure::Subject::Response(id) => ("response", Some(id)),
                measure::Subject::Milestone(id, true) => ("milestone-done", Some(id)),
                measure::Subject::Milestone(id, false) => ("milestone-started", Some(id)),
                measure::Subject::Node(id) => ("node", Some(id)),
            };
            json!({
                "kind": kind,
                "node": node.map(name),
                "limit": duration(promise.limit),
                "best": promise.best.map(seconds),
                "worst": promise.worst.map(seconds),
                "kept": promise.kept.map(|kept| between(&kept, |&share| share.into())),
                "breached": promise.kept.map(|kept| between(&kept.complement(), |&share| share.into())),
            })
        }).collect::<Vec<_>>(),
        "steps": measures.steps.iter().map(|step| json!({
            "node": name(step.node),
            "visits": cycle.visits_of(step.node).map(number),
            "work": between(&step.work, |&ms| (ms / 1000.0).into()),
            "wait": between(&step.wait, |&ms| (ms / 1000.0).into()),
            "saved_per_unit": step.lever,
            "slack": step.slack.map(seconds),
        })).collect::<Vec<_>>(),
        "visits": subject.variant.nodes().filter(|(_, node)| !node.is_block_join()).filter_map(|(id, node)| Some((node.title.name.clone(), number(cycle.visits_of(id)?)))).collect::<serde_json::Map<_, _>>(),
        "path": {
            "kind": if measures.no_choice { "critical" } else { "likeliest" },
            "nodes": measures.path.iter().filter(|&&id| !subject.variant.node(id).is_block_join()).map(|&id| name(id)).collect::<Vec<_>>(),
        },
        "workload": measures.loads.iter().map(|load| json!({
            "role": role(load.role),
            "work": between(&load.work, |&ms| (ms / 1000.0).into()),
            "people": load.people.map(|people| between(&people, |&people| people.into())),
            "staff": load.staff,
            "utilisation": load.utilisation().map(|share| between(&share, |&share| share.into())),
        })).collect::<Vec<_>>(),
        "gaps": measures.gaps.iter().map(|&gap| {
            let text = gap_text(subject.model, subject.variant, gap);
            json!({ "en": text.en, "zh": text.zh })
        }).collect::<Vec<_>>(),
    })
}

/// What the cases played say; intervals are of 95 % confidence.
fn played(played: &Simulation) -> Value {
    let seconds_of = |ms: f64| ms / 1000.0;
    let percentiles: serde_json::Map<String, Value> = [500, 800, 900, 950, 990]
        .into_iter()
        .filter_map(|mille| {
            let time = played.percentile(mille)?;
            let value = json!({ "value": seconds(time.value), "least": seconds(time.least), "most": time.most.map(seconds) });
            Some((format!("p{}", mille / 10), value))
        })
        .collect();
    json!({
        "runs": played.runs,
        "seed": played.seed,
        "unfinished": played.unfinished,
        "mean": played.mean().map(|mean| json!({ "value": seconds_of(mean.value), "least": seconds_of(mean.least), "most": seconds_of(mean.most) })),
        "deviation": played.deviation().map(seconds_of),
        "percentiles": percentiles,
    })
}

/// The points, if they are few: seconds and how likely.
fn distribution(spread: &Spread) -> Option<Value> {
    let points = spread.low().points();
    (points.len() <= POINTS).then(|| points.iter().map(|&(ms, p)| json!([seconds(ms), p])).collect())
}

/// Both bounds; `null` where there is no upper one.
fn between<T>(between: &Between<T>, value: impl Fn(&T) -> Value) -> Value {
    json!({ "least": value(&between.least), "most": between.most.as_ref().map(value) })
}

/// A mean in seconds: as a decimal, and as a fraction where it is exact.
fn in_seconds(ms: &Number) -> Value {
    number(&(ms / &Number::whole(1000)))
}

fn number(value: &Number) -> Value {
    json!({ "value": value.to_f64(), "fraction": value.fraction() })
}

fn seconds(ms: i64) -> Value {
    #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
    if ms % 1000 == 0 { (ms / 1000).into() } else { (ms as f64 / 1000.0).into() }
}

fn duration(value: Duration) -> Value {
    json!({ "text": value.to_string(), "seconds": seconds(value.ms), "clock": clock(value.clock) })
}

fn clock(clock: Clock) -> &'static str {
    if clock == Clock::Wall { "wall" } else { "working" }
}
