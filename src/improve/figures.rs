//! The figures by which a step is judged, and what better and worse mean.

use crate::both;
use crate::emit::improve::Figures;
use crate::lang::Text;
use crate::lint::VariantContext;
use crate::measure::{Between, Measures, Number, Runs, Subject};
use crate::model::{NodeKind, RoleId};

/// What floats may be apart and still be the same.
const CLOSE: f64 = 1e-9;

/// What may differ where figures are simulated or rounded.
const ROUGH: f64 = 0.01;

/// Measures a variant.
pub(super) fn figures(context: &VariantContext, in_hours: bool, runs: Runs) -> (Figures, Measures) {
    let measures = Measures::find(context.model, context.process, context.variant, in_hours, runs);
    let cycle = &measures.cycle;
    let exact = cycle.least.spread.as_ref().is_some_and(crate::measure::Spread::is_exact) && cycle.simulated.is_none();
    let simulated = |played: &crate::measure::Simulation| played.mean().map(|mean| mean.value);
    let played = || {
        let simulated_both = cycle.simulated.as_ref()?;
        Some(Between { least: simulated(&simulated_both.least)?, most: simulated_both.most.as_ref().and_then(simulated) })
    };
    let mean = cycle.mean().map(|mean| mean.map(crate::measure::Number::to_f64)).or_else(played);
    let mut breach = None;
    let mut limits = Vec::new();
    for promise in &measures.promises {
        let Some(kept) = promise.kept else { continue };
        let name = |id: crate::model::NodeId| context.variant.node(id).shown().to_owned();
        match promise.subject {
            Subject::Process => breach = Some(kept.complement()),
            Subject::Response(id) | Subject::Milestone(id, _) | Subject::Node(id) => limits.push((name(id), kept)),
        }
    }
    let work = cycle.visits.is_some().then(|| measures.loads.iter().fold(Between::ZERO, |sum, load| sum.plus(load.work)));
    let figures = Figures {
        clock: cycle.clock,
        mean,
        breach,
        cost: measures.cost.as_ref().map(|(cost, _)| cost.map(Number::to_f64)),
        currency: measures.cost.as_ref().map_or(String::new(), |cost| cost.1.clone()),
        work,
        hand_offs: hand_offs(context),
        approvals: context.variant.nodes.iter().filter(|node| node.kind == NodeKind::Approval).count(),
        limits,
        rounded: !exact,
    };
    (figures, measures)
}

/// How often a case changes hands on its likeliest way.
fn hand_offs(context: &VariantContext) -> usize {
    let mut last: Option<Vec<RoleId>> = None;
    let mut count = 0;
    for roles in context.likeliest().iter().filter_map(|&id| context.doers(id)) {
        count += usize::from(last.as_ref().is_some_and(|before| !before.iter().any(|role| roles.contains(role))));
        last = Some(roles);
    }
    count
}

/// What is worse after a step, if anything is.
pub(super) fn worse(before: &Figures, after: &Figures) -> Option<Text> {
    let rough = before.rounded || after.rounded;
    let rises = |before: Option<Between<f64>>, after: Option<Between<f64>>| match (before, after) {
        (Some(before), Some(after)) => match before.most {
            Some(most) => is_more(after.least, before.least, rough) || after.most.is_none_or(|after| is_more(after, most, rough)),
            // Of something only a lower bound is known: whether another one means more there is no telling.
            None => false,
        },
        // What was known would not be known any more.
        (Some(_), None) => !rough,
        _ => false,
    };
    if rises(before.mean, after.mean) {
        return Some(both!("a case would take longer on average", "平均周期会变长"));
    }
    if rises(before.breach, after.breach) {
        return Some(both!("more cases would miss the limit", "超时的单子会变多"));
    }
    if rises(before.cost, after.cost) {
        return Some(both!("a case would cost more", "单均成本会上升"));
    }
    if before.cost.is_none() && rises(before.work, after.work) {
        return Some(both!("there would be more work in a case", "每单的工作量会增加"));
    }
    if after.approvals > before.approvals || after.hand_offs > before.hand_offs {
        return Some(both!("a case would change hands more often", "交接或审批会变多"));
    }
    let kept = |name: &str| before.limits.iter().find(|limit| limit.0 == name).map(|limit| limit.1.complement());
    let broken = after.limits.iter().find(|(name, limit)| rises(kept(name), Some(limit.complement())))?;
    let name = crate::lang::shown(&broken.0);
    Some(both!("the limit of `{name}` would be missed more often", "“{name}”的时限会更常超出"))
}

/// Whether time, the likelihood of a breach, cost or work is certainly less after a step that made nothing worse.
pub(super) fn better(before: &Figures, after: &Figures) -> bool {
    let rough = before.rounded || after.rounded;
    let falls = |before: Option<Between<f64>>, after: Option<Between<f64>>| {
        let (Some(before), Some(after)) = (before, after) else { return false };
        let most = before.most.zip(after.most).is_some_and(|(before, after)| is_more(before, after, rough));
        is_more(before.least, after.least, rough) || most
    };
    falls(before.mean, after.mean) || falls(before.breach, after.breach) || falls(before.cost, after.cost) || falls(before.work, after.work)
}

fn is_more(more: f64, less: f64, rough: bool) -> bool {
    more - less > if rough { ROUGH } else { CLOSE } * less.abs().max(if rough { 1.0 } else { CLOSE })
}
