//! Random flows that are sound by construction, and what they take by brute force over the tree that they were made from.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

use super::flow::{Flow, Kind};

#[derive(Clone, Debug)]
pub(crate) enum Tree {
    /// Minutes of work, minutes of waiting.
    Task(i64, i64),
    Sequence(Vec<Tree>),
    /// Each with its percent.
    Choice(Vec<(u32, Tree)>),
    Parallel(Vec<Tree>),
    /// Body, redo, percent of going back, how often at most.
    Loop(Box<Tree>, Box<Tree>, u32, u32),
    /// Each begins when those that lead to it are done: forks and joins that overlap, N-shapes.
    Net(Vec<Tree>, Vec<(usize, usize)>),
    /// Entered at the first; from each to others or out by percent: loops with several entries.
    Chain(Vec<Tree>, Vec<Vec<(Option<usize>, u32)>>),
}

/// What a random tree may have.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) loops: bool,
    pub(crate) parallel: bool,
    pub(crate) nets: bool,
    pub(crate) chains: bool,
    /// Percents are multiples of this.
    pub(crate) step: u32,
    pub(crate) depth: u32,
    pub(crate) size: u32,
}

impl Parts {
    pub(crate) const BLOCKS: Parts = Parts { loops: true, parallel: true, nets: false, chains: false, step: 1, depth: 4, size: 40 };
    pub(crate) const ALL: Parts = Parts { nets: true, chains: true, step: 10, depth: 4, size: 24, ..Parts::BLOCKS };
}

pub(crate) fn tree(parts: Parts) -> BoxedStrategy<Tree> {
    let task = (0..15_i64, 0..6_i64).prop_map(|(time, wait)| Tree::Task(time, wait));
    let grow = move |inner: BoxedStrategy<Tree>| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        let weights = prop::collection::vec(1..100_u32, 3);
        let mut kinds = vec![
            several.clone().prop_map(Tree::Sequence).boxed(),
            (several.clone(), weights).prop_map(move |(ways, weights)| choice(ways, &weights, parts.step)).boxed(),
        ];
        if parts.parallel {
            kinds.push(several.prop_map(Tree::Parallel).boxed());
        }
        if parts.loops {
            let looped = (inner.clone(), inner.clone(), 1..=50 / parts.step, 0..3_u32);
            kinds
                .push(looped.prop_map(move |(body, redo, p, max)| Tree::Loop(Box::new(body), Box::new(redo), p * parts.step, max)).boxed());
        }
        if parts.nets && parts.parallel {
            let net = (prop::collection::vec(inner.clone(), 4..6), prop::collection::vec(any::<bool>(), 10));
            kinds.push(net.prop_map(|(parts, links)| net_of(parts, &links)).boxed());
        }
        if parts.chains {
            let ways = prop::collection::vec((prop::collection::vec(0..5_usize, 2), prop::collection::vec(1..100_u32, 3)), 4);
            kinds.push((prop::collection::vec(inner, 2..5), ways).prop_map(move |(places, ways)| chain(places, &ways, parts.step)).boxed());
        }
        prop::strategy::Union::new(kinds).boxed()
    };
    task.prop_recursive(parts.depth, parts.size, 3, grow).boxed()
}

/// Percents that add up to 100, each at least `step` and a multiple of it.
fn percents(weights: &[u32], step: u32) -> Vec<u32> {
    let sum: u32 = weights.iter().sum();
    let units = 100 / step - weights.len() as u32;
    let mut shares: Vec<u32> = weights.iter().map(|weight| step * (1 + weight * units / sum)).collect();
    shares[0] += 100 - shares.iter().sum::<u32>();
    shares
}

fn choice(ways: Vec<Tree>, weights: &[u32], step: u32) -> Tree {
    let shares = percents(&weights[..ways.len()], step);
    Tree::Choice(shares.into_iter().zip(ways).collect())
}

/// Links from lower to higher ones; those that nothing leads to begin at once.
fn net_of(parts: Vec<Tree>, links: &[bool]) -> Tree {
    let pairs = (0..parts.len()).flat_map(|to| (0..to).map(move |from| (from, to)));
    let links = pairs.zip(links).filter(|(_, chosen)| **chosen).map(|(pair, _)| pair).collect();
    Tree::Net(parts, links)
}

fn chain(places: Vec<Tree>, ways: &[(Vec<usize>, Vec<u32>)], step: u32) -> Tree {
    let count = places.len();
    let ways = ways[..count].iter().map(|(to, weights)| {
        // The first way of each leads out, so that every place is left.
        let mut targets = vec![None];
        targets.extend(to.iter().map(|to| Some(to % count)));
        targets.dedup();
        let shares = percents(&weights[..targets.len()], step);
        targets.into_iter().zip(shares).collect()
    });
    Tree::Chain(places, ways.collect())
}

impl Tree {
    /// The whole as a flow from a start to an end.
    pub(crate) fn flow(&self) -> Flow {
        let mut flow = Flow::default();
        let start = flow.node(Kind::Start);
        let (first, last) = self.lower(&mut flow);
        let end = flow.node(Kind::End);
        flow.edge(start, first);
        flow.edge(last, end);
        flow
    }

    /// Adds the tree to a flow; gives its first and last node.
    pub(crate) fn lower(&self, flow: &mut Flow) -> (usize, usize) {
        match self {
            Tree::Task(time, wait) => {
                let task = flow.timed(Kind::Task, *time, *wait);
                (task, task)
            }
            Tree::Sequence(parts) => {
                let ends: Vec<(usize, usize)> = parts.iter().map(|part| part.lower(flow)).collect();
                for pair in ends.windows(2) {
                    flow.edge(pair[0].1, pair[1].0);
                }
                (ends[0].0, ends[ends.len() - 1].1)
            }
            Tree::Choice(ways) => {
                let (split, merge) = (flow.node(Kind::Decision), flow.node(Kind::Merge));
                for (percent, way) in ways {
                    let (first, last) = way.lower(flow);
                    flow.branch(split, first, *percent, None);
                    flow.edge(last, merge);
                }
                (split, merge)
            }
            Tree::Parallel(parts) => Tree::Net(parts.clone(), Vec::new()).lower(flow),
            Tree::Loop(body, redo, percent, max) => {
                let (entry, again, leave) = (flow.node(Kind::Merge), flow.node(Kind::Decision), flow.node(Kind::Merge));
                let (body, redo) = (body.lower(flow), redo.lower(flow));
                flow.edge(entry, body.0);
                flow.edge(body.1, again);
                flow.branch(again, redo.0, *percent, Some(*max));
                flow.branch(again, leave, 100 - percent, None);
                flow.edge(redo.1, entry);
                (entry, leave)
            }
            Tree::Net(parts, links) => {
                let (fork, join) = (flow.node(Kind::Fork), flow.node(Kind::Join));
                let mut ends: Vec<(usize, usize)> = parts.iter().map(|part| part.lower(flow)).collect();
                for (at, end) in ends.iter_mut().enumerate() {
                    if links.iter().filter(|link| link.1 == at).count() > 1 {
                        let own = flow.node(Kind::Join);
                        flow.edge(own, end.0);
                        end.0 = own;
                    }
                    if links.iter().filter(|link| link.0 == at).count() > 1 {
                        let own = flow.node(Kind::Fork);
                        flow.edge(end.1, own);
                        end.1 = own;
                    }
                }
                for &(from, to) in links {
                    flow.edge(ends[from].1, ends[to].0);
                }
                for (at, end) in ends.iter().enumerate() {
                    if links.iter().all(|link| link.1 != at) {
                        flow.edge(fork, end.0);
                    }
                    if links.iter().all(|link| link.0 != at) {
                        flow.edge(end.1, join);
                    }
                }
                (fork, join)
            }
            Tree::Chain(places, ways) => {
                let leave = flow.node(Kind::Merge);
                let ends: Vec<(usize, usize)> = places
                    .iter()
                    .map(|place| {
                        let (entry, next) = (flow.node(Kind::Merge), flow.node(Kind::Decision));
                        let (first, last) = place.lower(flow);
                        flow.edge(entry, first);
                        flow.edge(last, next);
                        (entry, next)
                    })
                    .collect();
                for (at, ways) in ways.iter().enumerate() {
                    for &(to, percent) in ways {
                        let back = to.is_some_and(|to| to <= at);
                        flow.branch(ends[at].1, to.map_or(leave, |to| ends[to].0), percent, back.then_some(1));
                    }
                }
                (ends[0].0, leave)
            }
        }
    }

    fn parts(&self) -> Vec<&Tree> {
        match self {
            Tree::Task(..) => Vec::new(),
            Tree::Sequence(parts) | Tree::Parallel(parts) | Tree::Net(parts, _) | Tree::Chain(parts, _) => parts.iter().collect(),
            Tree::Choice(ways) => ways.iter().map(|way| &way.1).collect(),
            Tree::Loop(body, redo, ..) => vec![body, redo],
        }
    }

    /// Whether a part of it is one of those.
    pub(crate) fn any(&self, is: &dyn Fn(&Tree) -> bool) -> bool {
        is(self) || self.parts().iter().any(|part| part.any(is))
    }

    pub(crate) fn has_loop(&self) -> bool {
        self.any(&|part| matches!(part, Tree::Loop(..) | Tree::Chain(..)))
    }

    pub(crate) fn has_parallel(&self) -> bool {
        self.any(&|part| matches!(part, Tree::Parallel(_) | Tree::Net(..)))
    }

    pub(crate) fn has_net(&self) -> bool {
        self.any(&|part| matches!(part, Tree::Net(_, links) if !links.is_empty()))
    }

    /// Whether something runs in parallel in a loop, and whether something loops in parallel.
    pub(crate) fn mixes(&self) -> (bool, bool) {
        let inside = |outer: &dyn Fn(&Tree) -> bool, inner: &dyn Fn(&Tree) -> bool| {
            self.any(&|part| outer(part) && part.parts().iter().any(|part| part.any(inner)))
        };
        let loops = |part: &Tree| matches!(part, Tree::Loop(..) | Tree::Chain(..));
        let forks = |part: &Tree| matches!(part, Tree::Parallel(_) | Tree::Net(..));
        (inside(&loops, &forks), inside(&forks, &loops))
    }

    fn tasks(&self) -> usize {
        if matches!(self, Tree::Task(..)) { 1 } else { self.parts().iter().map(|part| part.tasks()).sum() }
    }

    /// How many scenarios a tree without loops has.
    pub(crate) fn scenario_count(&self) -> usize {
        let counts = self.parts().into_iter().map(Tree::scenario_count);
        if let Tree::Choice(_) = self { counts.sum() } else { counts.fold(1, usize::saturating_mul) }
    }

    /// Every way in which a block without loops can come out: how likely, how many minutes, how often each task in order.
    pub(crate) fn scenarios(&self) -> Vec<(BigRational, i64, Vec<u32>)> {
        let one = || BigRational::from_integer(BigInt::from(1));
        let all = |parts: &[Tree], put: &dyn Fn(i64, i64) -> i64| {
            parts.iter().fold(vec![(one(), 0, Vec::new())], |before, part| {
                let own = part.scenarios();
                let pairs = before.iter().flat_map(|a| own.iter().map(move |b| (a, b)));
                pairs.map(|(a, b)| (&a.0 * &b.0, put(a.1, b.1), [a.2.as_slice(), &b.2].concat())).collect()
            })
        };
        match self {
            Tree::Task(time, wait) => vec![(one(), time + wait, vec![1])],
            Tree::Sequence(parts) => all(parts, &|a, b| a + b),
            Tree::Parallel(parts) => all(parts, &i64::max),
            Tree::Choice(ways) => {
                let mut found = Vec::new();
                let (mut before, whole) = (0, self.tasks());
                for (percent, way) in ways {
                    for (share, minutes, own) in way.scenarios() {
                        let mut visits = vec![0; whole];
                        visits[before..before + own.len()].copy_from_slice(&own);
                        found.push((share * BigRational::new(BigInt::from(*percent), BigInt::from(100)), minutes, visits));
                    }
                    before += way.tasks();
                }
                found
            }
            Tree::Loop(..) | Tree::Net(..) | Tree::Chain(..) => panic!("no scenarios of {self:?}"),
        }
    }

    /// How likely each number of minutes is, of blocks with loops, to a residue.
    pub(crate) fn masses(&self) -> BTreeMap<i64, f64> {
        let pairs = |a: &BTreeMap<i64, f64>, b: &BTreeMap<i64, f64>, put: &dyn Fn(i64, i64) -> i64| {
            let mut sum = BTreeMap::new();
            for (x, p) in a {
                for (y, q) in b.iter().filter(|(_, q)| *q * p > 1e-18) {
                    *sum.entry(put(*x, *y)).or_insert(0.0) += p * q;
                }
            }
            sum
        };
        match self {
            Tree::Task(time, wait) => BTreeMap::from([(time + wait, 1.0)]),
            Tree::Sequence(parts) => parts.iter().map(Tree::masses).reduce(|a, b| pairs(&a, &b, &|x, y| x + y)).unwrap(),
            Tree::Parallel(parts) => parts.iter().map(Tree::masses).reduce(|a, b| pairs(&a, &b, &i64::max)).unwrap(),
            Tree::Choice(ways) => {
                let mut sum = BTreeMap::new();
                for (percent, way) in ways {
                    way.masses().into_iter().for_each(|(at, p)| *sum.entry(at).or_insert(0.0) += p * f64::from(*percent) / 100.0);
                }
                sum
            }
            Tree::Loop(body, redo, percent, _) => {
                let again = f64::from(*percent) / 100.0;
                let mut now = body.masses();
                let round = pairs(&redo.masses(), &now, &|x, y| x + y);
                let mut sum = BTreeMap::new();
                while now.values().sum::<f64>() > 1e-13 {
                    now.iter().for_each(|(at, p)| *sum.entry(*at).or_insert(0.0) += p * (1.0 - again));
                    now = pairs(&now, &round, &|x, y| x + y);
                    now.values_mut().for_each(|p| *p *= again);
                }
                sum
            }
            Tree::Net(..) | Tree::Chain(..) => panic!("no masses of {self:?}"),
        }
    }
}
