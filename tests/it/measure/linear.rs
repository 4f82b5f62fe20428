//! Loops with several entries against a dense system of equations, solved with fractions.

use num_rational::BigRational;
use num_traits::{One, Zero};
use proptest::prelude::*;

use super::flow::{Flow, Kind, cycle};
use super::game::play;
use super::{Tally, check, ratio, same_as_played, same_mean};

/// Places with minutes, and from each ways to others with weights; to itself counts as out.
fn chains() -> impl Strategy<Value = (Vec<i64>, Vec<Vec<(usize, u32)>>)> {
    (3..9_usize).prop_flat_map(|places| {
        let ways = prop::collection::vec((0..places, 1..10_u32), 1..4);
        (prop::collection::vec(0..20_i64, places), prop::collection::vec(ways, places))
    })
}

/// Row by row (I − P) t = d; gives t of the first place.
fn solve(mut rows: Vec<Vec<BigRational>>) -> BigRational {
    for at in 0..rows.len() {
        let pivot = (at..rows.len()).find(|&row| !rows[row][at].is_zero()).expect("a case leaves");
        rows.swap(at, pivot);
        let by = rows[at][at].clone();
        rows[at].iter_mut().for_each(|cell| *cell /= &by);
        let own = rows[at].clone();
        for row in (0..rows.len()).filter(|&row| row != at) {
            let factor = rows[row][at].clone();
            rows[row].iter_mut().zip(&own).for_each(|(cell, above)| *cell -= &factor * above);
        }
    }
    rows[0][rows.len()].clone()
}

/// Percents in tens, of all ways of a place together 100; ways to the same place are one, and the last leads out.
fn shares(place: usize, ways: &[(usize, u32)]) -> Vec<(Option<usize>, u32)> {
    let mut found: Vec<(Option<usize>, u32)> = Vec::new();
    for &(to, weight) in ways {
        let to = (to != place).then_some(to);
        if found.iter().all(|way| way.0 != to) && found.iter().map(|way| way.1).sum::<u32>() + weight * 10 < 100 {
            found.push((to, weight * 10));
        }
    }
    let rest = 100 - found.iter().map(|way| way.1).sum::<u32>();
    match found.iter_mut().find(|way| way.0.is_none()) {
        Some(way) => way.1 += rest,
        None => found.push((None, rest)),
    }
    found
}

#[test]
fn loops_with_several_entries_equal_a_dense_solution_and_forward_enumeration() {
    let tally = Tally::default();
    check(200, &chains(), |(minutes, ways)| {
        let count = minutes.len();
        let mut flow = Flow::default();
        let start = flow.node(Kind::Start);
        let places: Vec<usize> = minutes.iter().map(|minutes| flow.timed(Kind::Decision, *minutes, 0)).collect();
        let end = flow.node(Kind::End);
        // Two ways in, so that the loops have several entries.
        let first = flow.node(Kind::Decision);
        flow.edge(start, first);
        flow.branch(first, places[0], 30, None);
        flow.branch(first, places[1], 70, None);
        let mut rows = vec![vec![BigRational::zero(); count + 2]; count + 1];
        for (at, ways) in ways.iter().enumerate() {
            rows[at + 1][at + 1] += BigRational::one();
            rows[at + 1][count + 1] = ratio(minutes[at], 1);
            for (to, percent) in shares(at, ways) {
                flow.branch(places[at], to.map_or(end, |to| places[to]), percent, None);
                if let Some(to) = to {
                    rows[at + 1][to + 1] -= ratio(i64::from(percent), 100);
                }
            }
        }
        rows[0][0] = BigRational::one();
        rows[0][1] = ratio(-30, 100);
        rows[0][2] = ratio(-70, 100);
        let cycle = cycle(&flow.variant());
        tally.count("cyclic", flow.is_cyclic());
        let expected = solve(rows);
        let mean = cycle.mean().unwrap().only().cloned().unwrap();
        tally.count("fraction", mean.exact().is_some());
        prop_assert!(same_mean(&mean, &expected, true), "{mean:?} instead of {expected}\n{}", flow.text());
        match play(&flow, 40_000) {
            Some(played) if tally.count("played", true) => same_as_played(&flow, &cycle, &played),
            _ => {
                tally.count("played", false);
                Ok(())
            }
        }
    });
    tally.at_least(70, "cyclic");
    tally.at_least(95, "fraction");
    tally.at_least(60, "played");
}
