//! The exact measures against brute force on random flows.

mod bounds;
pub(crate) mod flow;
pub(crate) mod game;
mod hostile;
mod linear;
mod monotone;
mod templates;
mod tree;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;

use flowright::ast::quantity::{Clock, MINUTE};
use flowright::graph::{Graph, Structure, Times, Worst};
use flowright::measure::{Cycle, Number};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use flow::{Flow, Kind, cycle};
use game::{ONE, Played, extremes, play};
use tree::{Parts, Tree, tree};

/// Runs a property on that many random inputs.
fn check<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value) -> Result<(), TestCaseError>)
where
    S::Value: Debug,
{
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, max_global_rejects: 100_000, ..Config::default() });
    runner.run(strategy, test).unwrap_or_else(|failure| panic!("{failure}"));
}

/// How many cases had something, so that no property holds only for want of cases.
#[derive(Default)]
pub(crate) struct Tally {
    seen: RefCell<BTreeMap<&'static str, (u32, u32)>>,
}

impl Tally {
    /// Counts a case; says whether it has it.
    pub(crate) fn count(&self, what: &'static str, has: bool) -> bool {
        let mut seen = self.seen.borrow_mut();
        let count = seen.entry(what).or_default();
        count.0 += u32::from(has);
        count.1 += 1;
        has
    }

    /// So many percent of the cases must have had it.
    #[track_caller]
    pub(crate) fn at_least(&self, percent: u32, what: &str) {
        let (has, all) = self.seen.borrow().get(what).copied().unwrap_or_default();
        println!("{what}: {has} of {all}");
        assert!(has > 0 && has * 100 >= all * percent, "{what}: only {has} of {all} cases");
    }
}

fn near(own: f64, expected: f64) -> bool {
    (own - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

fn ratio(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(BigInt::from(numerator), BigInt::from(denominator))
}

fn float(number: &BigRational) -> f64 {
    number.to_f64().unwrap()
}

/// The mean equals a number of minutes: as a fraction, if it is one and nothing was left out.
fn same_mean(own: &Number, minutes: &BigRational, exactly: bool) -> bool {
    let expected = minutes * ratio(MINUTE, 1);
    match own.exact().filter(|_| exactly) {
        Some(own) => *own == expected,
        None => near(own.to_f64(), float(&expected)),
    }
}

/// Distribution, percentiles and P(T > s) equal those of brute force.
fn same_distribution(cycle: &Cycle, times: &BTreeMap<i64, f64>, text: &str) -> Result<(), TestCaseError> {
    let spread = cycle.least.spread.as_ref();
    prop_assert!(spread.is_some_and(flowright::measure::Spread::is_exact), "no distribution\n{}", text);
    let own: BTreeMap<i64, f64> = spread.unwrap().low().points().iter().copied().collect();
    for minutes in times.keys().copied().chain(own.keys().map(|ms| ms / MINUTE)) {
        let (own, expected) = (own.get(&(minutes * MINUTE)).unwrap_or(&0.0), times.get(&minutes).unwrap_or(&0.0));
        prop_assert!((own - expected).abs() < 1e-9, "{minutes} minutes: {own} instead of {expected}\n{text}");
        let over: f64 = times.range(minutes + 1..).map(|(_, p)| p).sum();
        for limit in [minutes * MINUTE, (minutes + 1) * MINUTE - 1] {
            let own = *cycle.over(limit).unwrap().only().unwrap();
            prop_assert!((own - over).abs() < 1e-9, "over {limit}: {own} instead of {over}\n{text}");
        }
    }
    prop_assert!(own.keys().all(|ms| ms % MINUTE == 0), "{own:?}\n{text}");
    Ok(())
}

/// Everything equals the token game.
fn same_as_played(flow: &Flow, cycle: &Cycle, played: &Played) -> Result<(), TestCaseError> {
    let text = flow.text();
    let whole = played.ended() as f64;
    let times = played.times.iter().map(|(minutes, mass)| (*minutes, *mass as f64 / whole)).collect();
    let completes = (ONE - played.stuck) as f64 / ONE as f64;
    prop_assert!(near(cycle.completes.to_f64(), completes), "completes {:?} instead of {completes}\n{text}", cycle.completes);
    let mean = cycle.mean().and_then(|mean| mean.only().cloned());
    prop_assert!(mean.is_some(), "no mean\n{text}");
    let mean = mean.unwrap();
    prop_assert!(same_mean(&mean, &played.mean(), played.lost == 0), "mean {mean:?} instead of {}\n{text}", played.mean());
    same_distribution(cycle, &times, &text)?;
    for percent in [1, 10, 50, 75, 80, 90, 95, 99, 100] {
        if let Some(minutes) = played.percentile(percent).filter(|_| percent < 100 || played.lost == 0) {
            let own = cycle.percentile(f64::from(percent) / 100.0).unwrap();
            prop_assert_eq!(own.only(), Some(&(minutes * MINUTE)), "p{} {}", percent, text);
        }
    }
    let variant = flow.variant();
    for at in 0..flow.nodes.len() {
        let id = variant.node_named(&format!("n{at}")).unwrap();
        let own = cycle.visits_of(id).map_or(f64::NAN, Number::to_f64);
        let expected = played.visits[at] as f64 / ONE as f64;
        prop_assert!(near(own, expected), "visits of n{at}: {own} instead of {expected}\n{text}");
    }
    Ok(())
}

/// Best and worst equal those of all cases.
fn same_extremes(flow: &Flow, cycle: &Cycle, found: (i64, i64)) -> Result<(), TestCaseError> {
    prop_assert_eq!(cycle.best, Some((found.0 * MINUTE, true)), "{}", flow.text());
    let worst = matches!(&cycle.worst, Worst::Exactly { ms, .. } if *ms == found.1 * MINUTE);
    prop_assert!(worst, "{:?} instead of {}\n{}", cycle.worst, found.1 * MINUTE, flow.text());
    Ok(())
}

/// Whether there are figures. What is a block has them; else the game may have too many states.
fn worked_out(tally: &Tally, structure: &Structure, cycle: &Cycle) -> bool {
    tally.count("worked out", structure.whole().is_some() || cycle.mean().is_some())
}

fn notes(tally: &Tally, tree: &Tree) {
    let (parallel_in_loop, loop_in_parallel) = tree.mixes();
    tally.count("loops", tree.has_loop());
    tally.count("parallel", tree.has_parallel());
    tally.count("parallel in loop", parallel_in_loop);
    tally.count("loop in parallel", loop_in_parallel);
}

/// Without loops every scenario is written down; mean, distribution, percentiles, breach and visits follow from their list.
#[test]
fn blocks_without_loops_equal_the_list_of_their_scenarios() {
    let tally = Tally::default();
    let parts = Parts { loops: false, size: 60, ..Parts::BLOCKS };
    let several = prop::collection::vec(tree(parts), 1..4).prop_map(Tree::Sequence);
    check(200, &several, |tree| {
        if !tally.count("few scenarios", tree.scenario_count() <= 3000) {
            return Ok(());
        }
        tally.count("parallel", tree.has_parallel());
        tally.count("many scenarios", tree.scenario_count() >= 10);
        let (flow, scenarios) = (tree.flow(), tree.scenarios());
        let (text, variant) = (flow.text(), flow.variant());
        let cycle = cycle(&variant);
        let mean = cycle.mean().unwrap().only().cloned().unwrap();
        let expected: BigRational = scenarios.iter().map(|(share, minutes, _)| share * ratio(*minutes, 1)).sum();
        tally.count("fraction", mean.exact().is_some());
        prop_assert!(same_mean(&mean, &expected, true), "{mean:?} instead of {expected}\n{text}");
        let mut times: BTreeMap<i64, BigRational> = BTreeMap::new();
        for (share, minutes, _) in &scenarios {
            *times.entry(*minutes).or_insert_with(BigRational::zero) += share;
        }
        same_distribution(&cycle, &times.iter().map(|(minutes, share)| (*minutes, float(share))).collect(), &text)?;
        for percent in 1..=100 {
            let mut done = BigRational::zero();
            let within = |(minutes, share): (&i64, &BigRational)| {
                done += share;
                (done >= ratio(percent, 100)).then_some(minutes * MINUTE)
            };
            let expected = times.iter().find_map(within);
            prop_assert_eq!(cycle.percentile(percent as f64 / 100.0).unwrap().only().copied(), expected, "p{} {}", percent, text);
        }
        let tasks = (0..flow.nodes.len()).filter(|&at| flow.nodes[at].kind == Kind::Task);
        for (place, at) in tasks.enumerate() {
            let expected: BigRational = scenarios.iter().map(|(share, _, visits)| share * ratio(i64::from(visits[place]), 1)).sum();
            let own = cycle.visits_of(variant.node_named(&format!("n{at}")).unwrap()).unwrap();
            prop_assert_eq!(own.exact(), Some(&expected), "n{} {}", at, text);
        }
        let (best, worst) = (scenarios.iter().map(|case| case.1).min().unwrap(), scenarios.iter().map(|case| case.1).max().unwrap());
        same_extremes(&flow, &cycle, (best, worst))
    });
    tally.at_least(80, "few scenarios");
    tally.at_least(40, "parallel");
    tally.at_least(20, "many scenarios");
    tally.at_least(95, "fraction");
}

/// With loops, the distribution is that of all rounds to a residue.
#[test]
fn blocks_with_loops_equal_their_rounds() {
    let tally = Tally::default();
    check(120, &tree(Parts { size: 30, ..Parts::BLOCKS }), |tree| {
        notes(&tally, &tree);
        let (flow, times) = (tree.flow(), tree.masses());
        let cycle = cycle(&flow.variant());
        let mean = cycle.mean().unwrap().only().unwrap().to_f64() / MINUTE as f64;
        let expected: f64 = times.iter().map(|(minutes, p)| *minutes as f64 * p).sum();
        prop_assert!(near(mean, expected), "{mean} instead of {expected}\n{}", flow.text());
        same_distribution(&cycle, &times, &flow.text())
    });
    tally.at_least(35, "loops");
    tally.at_least(35, "parallel");
    tally.at_least(10, "parallel in loop");
    tally.at_least(10, "loop in parallel");
}

/// Blocks, overlapping forks and joins, N-shapes, loops with several entries, nested in one another: as the token game says.
#[test]
fn any_sound_flow_equals_the_token_game() {
    let tally = Tally::default();
    check(250, &tree(Parts::ALL), |tree| {
        let flow = tree.flow();
        let played = play(&flow, 40_000);
        if !tally.count("played", played.is_some()) {
            return Ok(());
        }
        let variant = flow.variant();
        let structure = Structure::find(&Graph::build(&variant));
        let cycle = cycle(&variant);
        if !worked_out(&tally, &structure, &cycle) {
            return Ok(());
        }
        notes(&tally, &tree);
        tally.count("nets", tree.has_net());
        tally.count("several entries", tree.any(&|part| matches!(part, Tree::Chain(..))));
        tally.count("no blocks", !structure.is_blocks());
        same_as_played(&flow, &cycle, &played.unwrap())
    });
    tally.at_least(80, "played");
    tally.at_least(95, "worked out");
    tally.at_least(30, "loops");
    tally.at_least(30, "parallel");
    tally.at_least(10, "nets");
    tally.at_least(10, "several entries");
    tally.at_least(25, "no blocks");
    tally.at_least(5, "parallel in loop");
    tally.at_least(5, "loop in parallel");
}

/// Best and bounded worst case are the shortest and the longest of all cases that keep every limit.
#[test]
fn best_and_worst_equal_all_cases_within_the_limits() {
    let tally = Tally::default();
    check(250, &tree(Parts { size: 16, ..Parts::ALL }), |tree| {
        let flow = tree.flow();
        let found = extremes(&flow, 30_000);
        if !tally.count("searched", found.is_some()) {
            return Ok(());
        }
        let variant = flow.variant();
        notes(&tally, &tree);
        let found = found.unwrap().unwrap();
        tally.count("longer than best", found.1 > found.0);
        let graph = Graph::build(&variant);
        let structure = Structure::find(&graph);
        if tally.count("blocks", structure.is_blocks()) {
            let worst = structure.worst(&graph, &Times::on(&variant, Clock::Wall));
            prop_assert_eq!(worst, Some(found.1 * MINUTE), "{}", flow.text());
        }
        same_extremes(&flow, &cycle(&variant), found)
    });
    tally.at_least(80, "searched");
    tally.at_least(30, "loops");
    tally.at_least(40, "blocks");
    tally.at_least(40, "longer than best");
    tally.at_least(5, "parallel in loop");
}
