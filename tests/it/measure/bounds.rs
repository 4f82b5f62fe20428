//! Figures that are not known exactly: between what they say, the truth lies.

use std::fmt::Write;

use flowright::ast::quantity::MINUTE;
use flowright::graph::Worst;
use flowright::measure::Between;
use proptest::prelude::*;

use super::flow::{Kind, Minutes, cycle, read};
use super::tree::{Parts, tree};
use super::{Tally, check, near};

/// Whether a figure lies between two others.
fn within<T: PartialOrd + Copy>(bounds: Option<Between<T>>, truth: T, below: impl Fn(T, T) -> bool) -> bool {
    bounds.is_none_or(|bounds| below(bounds.least, truth) && bounds.most.is_none_or(|most| below(truth, most)))
}

/// Ranges and unknown times, then the same flow with times chosen at random within them.
#[test]
fn any_filling_of_ranges_and_unknowns_lies_within_the_bounds() {
    let tally = Tally::default();
    let kinds = prop::collection::vec((0..4_u32, 0..10_i64, 0..11_i64), 60);
    check(120, &(tree(Parts { size: 16, ..Parts::ALL }), kinds, any::<bool>()), |(tree, kinds, unknown)| {
        let filled = &mut tree.flow();
        let mut open = filled.clone();
        let tasks = (0..open.nodes.len()).filter(|&at| open.nodes[at].kind == Kind::Task).collect::<Vec<_>>();
        for (&at, &(kind, least, more)) in tasks.iter().zip(&kinds) {
            let (known, hidden) = match kind {
                0 if unknown => (Minutes::Known(least + more), Minutes::Unknown),
                // At either end, or between.
                1 => (Minutes::Known(least), Minutes::Range(least, least + more)),
                2 => (Minutes::Known(least + more), Minutes::Range(least, least + more)),
                _ => (Minutes::Known(least + more / 2), Minutes::Range(least, least + more)),
            };
            filled.nodes[at].time = known;
            open.nodes[at].time = hidden;
        }
        let text = open.text();
        let (bounds, truth) = (cycle(&open.variant()), cycle(&filled.variant()));
        tally.count("unknown", open.nodes.iter().any(|node| node.time == Minutes::Unknown));
        let mean = truth.mean().and_then(|mean| mean.only().map(flowright::measure::Number::to_f64));
        if let Some(mean) = mean.filter(|_| tally.count("mean", bounds.mean().is_some())) {
            let bounds = bounds.mean().map(|bounds| bounds.map(flowright::measure::Number::to_f64));
            tally.count("both bounds", bounds.is_some_and(|bounds| bounds.most.is_some()));
            tally.count("apart", bounds.is_some_and(|bounds| bounds.only().is_none()));
            prop_assert!(within(bounds, mean, |a, b| a <= b * (1.0 + 1e-9)), "mean {bounds:?} {mean}\n{text}");
        }
        for percent in [1, 25, 50, 80, 95, 99] {
            let share = f64::from(percent) / 100.0;
            let Some(at) = truth.percentile(share).and_then(|at| at.only().copied()) else { continue };
            prop_assert!(within(bounds.percentile(share), at, |a, b| a <= b), "p{percent} {at}\n{text}");
            for limit in [at - 1, at] {
                let over = *truth.over(limit).unwrap().only().unwrap();
                prop_assert!(within(bounds.over(limit), over, |a, b| a <= b + 1e-9), "over {limit}: {over}\n{text}");
            }
        }
        if let Some((bound, ms)) = bounds.best.zip(truth.best.filter(|best| best.1)) {
            prop_assert!(bound.0 <= ms.0, "best {bound:?} {ms:?}\n{text}");
        }
        if let (Worst::Exactly { ms: bound, .. }, Worst::Exactly { ms, .. }, false) = (&bounds.worst, &truth.worst, unknown) {
            prop_assert!(bound >= ms, "worst {bound} {ms}\n{text}");
        }
        Ok(())
    });
    tally.at_least(30, "unknown");
    tally.at_least(80, "mean");
    tally.at_least(40, "both bounds");
    tally.at_least(60, "apart");
}

/// Decisions one after another, each of which adds 1, 2, 4, … seconds with 50 %: all totals are equally likely, 2^count of them.
fn doubling(count: u32, from: &str, to: &str, name: &str) -> String {
    let mut out = String::new();
    let mut chains = format!("    {from} -> {name}0\n");
    for at in 0..count {
        writeln!(out, "    decision {name}{at} {{ \"x\" 50% -> {name}t{at}; \"y\" 50% -> {name}m{at} }}").unwrap();
        writeln!(out, "    task {name}t{at} {{ owner: r; time: {}s }}\n    notify {name}m{at}", 1_u64 << at).unwrap();
        let next = if at + 1 < count { format!("{name}{}", at + 1) } else { to.to_owned() };
        writeln!(chains, "    {name}t{at} -> {name}m{at} -> {next}").unwrap();
    }
    out + &chains
}

/// Low and high bounds around a distribution that is known otherwise: P(T ≤ s seconds) = `upto(s)`.
fn encloses(text: &str, longest: i64, upto: impl Fn(i64) -> f64) {
    let cycle = cycle(&read(format!("process p {{\n  role r\n  as-is {{\n{text}  }}\n}}\n")));
    let spread = cycle.least.spread.as_ref().unwrap();
    assert!(!spread.is_exact(), "as many points as that are rounded");
    assert!(spread.low().points().len() <= 65_536 && spread.high().points().len() <= 65_536);
    for part in 0..=100 {
        let seconds = longest * part / 100;
        for ms in [seconds * 1000, seconds * 1000 + 999] {
            let (over, truth) = (cycle.over(ms).unwrap(), 1.0 - upto(seconds));
            let most = over.most.unwrap();
            assert!(over.least <= truth + 1e-9 && truth <= most + 1e-9, "over {ms}: {over:?} {truth}");
            assert!(most - over.least < 0.001, "the bounds are far apart: {over:?}");
        }
    }
    for percent in 1..100 {
        let share = f64::from(percent) / 100.0;
        let mut at = (0, longest);
        while at.0 < at.1 {
            let middle = (at.0 + at.1) / 2;
            at = if upto(middle) >= share - 1e-12 { (at.0, middle) } else { (middle + 1, at.1) };
        }
        let bounds = cycle.percentile(share).unwrap();
        assert!(bounds.least <= at.0 * 1000 && at.0 * 1000 <= bounds.most.unwrap(), "p{percent}: {bounds:?} {}", at.0 * 1000);
    }
}

#[test]
fn rounded_distributions_enclose_the_truth() {
    let longest = (1_i64 << 20) - 1;
    let uniform = |seconds: i64| (seconds + 1) as f64 / (longest + 1) as f64;
    encloses(&doubling(20, "start", "end", "a"), longest, uniform);
    // Two of them at once: the product of the distribution functions.
    let both = doubling(20, "f", "j", "a") + &doubling(20, "f", "j", "b") + "    fork f\n    join j\n    start -> f\n    j -> end\n";
    encloses(&both, longest, |seconds| uniform(seconds).powi(2));
    // In a loop: with 50 % once, and so on; only the first round is that short.
    let looped = doubling(20, "start", "again", "a") + "    decision again { \"x\" 100% -> end; \"y\" 0% -> a0 }\n";
    encloses(&looped, longest, uniform);
}

#[test]
fn a_loop_around_many_points_encloses_its_mean() {
    let text = doubling(17, "start", "again", "a") + "    decision again { \"x\" 60% -> end; \"y\" 40% -> a0 }\n";
    let cycle = cycle(&read(format!("process p {{\n  role r\n  as-is {{\n{text}  }}\n}}\n")));
    let mean = cycle.mean().unwrap().only().unwrap().to_f64();
    assert!(near(mean, 65_535.5 * 1000.0 / 0.6), "{mean}");
    if let Some(spread) = &cycle.least.spread {
        assert!(spread.low().mean() <= mean && mean <= spread.high().mean(), "{} {mean} {}", spread.low().mean(), spread.high().mean());
        let apart = (spread.high().mean() - spread.low().mean()) / mean;
        assert!(apart < 0.05, "{apart}");
        println!("apart: {apart}");
    } else {
        panic!("no distribution");
    }
    assert_eq!(cycle.best.map(|best| best.0 % MINUTE), Some(0));
}
