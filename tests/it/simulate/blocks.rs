//! Random block-structured flows, worked out exactly by putting distributions together.

use std::collections::BTreeMap;
use std::fmt::Write;

use flowright::measure::Runs;
use proptest::prelude::*;

use super::{MIN, play};

/// A block-structured flow.
#[derive(Clone, Debug)]
enum Block {
    Task(i64),
    Sequence(Vec<Block>),
    /// The first with 30 %, the other with 70 %.
    Choice(Box<(Block, Block)>),
    Parallel(Vec<Block>),
    /// Again with 25 %.
    Loop(Box<Block>),
}

fn block() -> impl Strategy<Value = Block> {
    (0..20_i64).prop_map(Block::Task).prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Block::Sequence),
            (inner.clone(), inner.clone()).prop_map(|both| Block::Choice(Box::new(both))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Block::Parallel),
            inner.prop_map(|body| Block::Loop(Box::new(body))),
        ]
    })
}

/// How likely each number of minutes is.
type Minutes = BTreeMap<i64, f64>;

impl Block {
    fn minutes(&self) -> Minutes {
        match self {
            Block::Task(minutes) => Minutes::from([(*minutes, 1.0)]),
            Block::Sequence(parts) => parts.iter().map(Block::minutes).reduce(|a, b| both(&a, &b, |a, b| a + b)).unwrap(),
            Block::Parallel(parts) => parts.iter().map(Block::minutes).reduce(|a, b| both(&a, &b, i64::max)).unwrap(),
            Block::Choice(ways) => mixed(vec![(0.3, ways.0.minutes()), (0.7, ways.1.minutes())]),
            Block::Loop(body) => {
                let body = body.minutes();
                let mut rounds = vec![(0.75, body.clone())];
                while rounds[rounds.len() - 1].0 > 1e-9 {
                    let (share, so_far) = &rounds[rounds.len() - 1];
                    rounds.push((share / 4.0, both(so_far, &body, |a, b| a + b)));
                }
                mixed(rounds)
            }
        }
    }

    /// Writes the block; gives its first and last node.
    fn write(&self, out: &mut String, next: &mut usize) -> (String, String) {
        *next += 1;
        let (first, last) = (format!("a{next}"), format!("z{next}"));
        match self {
            Block::Task(minutes) => writeln!(out, "task {first} {{ time: {minutes}m }}\n wait {last}\n {first} -> {last}").unwrap(),
            Block::Sequence(parts) => {
                let ends: Vec<_> = parts.iter().map(|part| part.write(out, next)).collect();
                ends.windows(2).for_each(|pair| writeln!(out, "{} -> {}", pair[0].1, pair[1].0).unwrap());
                return (ends[0].0.clone(), ends[ends.len() - 1].1.clone());
            }
            Block::Choice(ways) => {
                let (one, other) = (ways.0.write(out, next), ways.1.write(out, next));
                writeln!(out, "decision {first} {{ \"x\" 30% -> {}; \"y\" -> {} }}\n wait {last}", one.0, other.0).unwrap();
                writeln!(out, "{} -> {last}\n {} -> {last}", one.1, other.1).unwrap();
            }
            Block::Parallel(parts) => {
                writeln!(out, "fork {first} {{ }}\n join {last}").unwrap();
                for part in parts {
                    let (from, to) = part.write(out, next);
                    writeln!(out, "{first} -> {from}\n {to} -> {last}").unwrap();
                }
            }
            Block::Loop(body) => {
                let (from, to) = body.write(out, next);
                writeln!(out, "wait {first}\n {first} -> {from}\n decision d{first} {{ \"x\" 25% -> {first}; \"y\" -> {last} }}").unwrap();
                writeln!(out, "wait {last}\n {to} -> d{first}").unwrap();
            }
        }
        (first, last)
    }
}

fn both(a: &Minutes, b: &Minutes, together: impl Fn(i64, i64) -> i64) -> Minutes {
    let mut out = Minutes::new();
    for (x, p) in a {
        for (y, q) in b {
            *out.entry(together(*x, *y)).or_default() += p * q;
        }
    }
    out
}

fn mixed(parts: Vec<(f64, Minutes)>) -> Minutes {
    let mut out = Minutes::new();
    for (share, part) in parts {
        part.into_iter().for_each(|(minutes, p)| *out.entry(minutes).or_default() += share * p);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// The mean of any block-structured flow, and how likely it takes longer than the mean, are those worked out exactly.
    #[test]
    fn any_blocks_take_what_they_should(block in block(), seed in any::<u64>()) {
        let mut flow = String::new();
        let (first, last) = block.write(&mut flow, &mut 0);
        writeln!(flow, "start -> {first}\n {last} -> end").unwrap();
        let simulation = play(&flow, Runs { runs: 5000, seed }).unwrap();
        prop_assert_eq!((simulation.runs, simulation.unfinished), (5000, 0));
        let exact = block.minutes();
        let mean: f64 = exact.iter().map(|(minutes, p)| *minutes as f64 * p).sum();
        let variance: f64 = exact.iter().map(|(minutes, p)| (*minutes as f64 - mean).powi(2) * p).sum();
        // Six standard errors, and what the residual of nested loops leaves.
        let near = |found: f64, expected: f64, variance: f64| (found - expected).abs() <= 6.0 * (variance / 5000.0).sqrt() + 1e-3;
        let found = simulation.mean().unwrap().value / MIN;
        prop_assert!(near(found, mean, variance), "{found} is not {mean}\n{flow}");
        let over: f64 = exact.iter().filter(|(minutes, _)| **minutes as f64 > mean).map(|(_, p)| p).sum();
        let found = simulation.over((mean * MIN) as i64).value;
        prop_assert!(near(found, over, over * (1.0 - over)), "P(T > {mean}): {found} is not {over}\n{flow}");
    }
}
