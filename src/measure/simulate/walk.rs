//! Cases walk through the flow.

use super::plan::{Exit, Plan, Span, Timed, Way};
use super::random::Random;

/// How many steps a case may take, if the flow is not larger still.
const LONGEST_CASE: usize = 1 << 18;

/// After how many steps a chunk begins no more cases.
const LONGEST_CHUNK: usize = 1 << 22;

/// What the cases of one chunk took.
pub(super) struct Chunk {
    /// Of each case that came to its end.
    pub(super) times: Vec<i64>,
    /// How many cases did not.
    pub(super) unfinished: u32,
    /// How often they came to each node.
    pub(super) visits: Vec<u64>,
}

/// One who plays cases, and what is needed for that; nothing is allocated for a case.
pub(super) struct Walker<'p> {
    plan: &'p Plan,
    most_steps: usize,
    /// Where tokens are that have not moved on yet, and since when.
    tokens: Vec<(u32, i64)>,
    joins: Vec<Join>,
    /// How many joins some tokens have come to and others not.
    half_full: usize,
    /// When a case came to each node that is a fork.
    forked: Vec<i64>,
}

#[derive(Clone)]
struct Join {
    missing: u32,
    latest: i64,
}

impl<'p> Walker<'p> {
    pub(super) fn new(plan: &'p Plan) -> Walker<'p> {
        let nodes = plan.steps.len();
        Walker {
            plan,
            most_steps: LONGEST_CASE.max(16 * nodes),
            tokens: Vec::new(),
            joins: plan.joins.iter().map(|&missing| Join { missing, latest: 0 }).collect(),
            half_full: 0,
            forked: vec![0; nodes],
        }
    }

    /// Plays the cases of a chunk.
    pub(super) fn play(&mut self, seed: u64, number: u32, cases: u32) -> Chunk {
        let mut random = Random::stream(seed, number);
        let mut chunk = Chunk { times: Vec::with_capacity(cases as usize), unfinished: 0, visits: vec![0; self.plan.steps.len()] };
        let mut steps = 0;
        for _ in 0..cases {
            match self.case(&mut random, &mut chunk.visits, &mut steps) {
                Some(time) => chunk.times.push(time),
                None => chunk.unfinished += 1,
            }
            if steps > LONGEST_CHUNK {
                break;
            }
        }
        chunk
    }

    /// Plays one case: when it comes to its end, if it does.
    fn case(&mut self, random: &mut Random, visits: &mut [u64], steps: &mut usize) -> Option<i64> {
        let plan = self.plan;
        let last_step = *steps + self.most_steps;
        let mut ended = None;
        let mut token = Some((plan.start, 0));
        while let Some((at, arrived)) = token {
            let step = &plan.steps[at as usize];
            let Some(now) = step.join.map_or(Some(arrived), |join| self.join(join, arrived)) else {
                token = self.tokens.pop();
                continue;
            };
            visits[at as usize] += 1;
            *steps += 1;
            if *steps > last_step {
                self.tokens.push((at, now));
                break;
            }
            let drawn = plan.laws[step.laws.range()].iter().fold(step.steady, |sum, law| sum.saturating_add(law.draw(random)));
            let way = match step.exit {
                Exit::One(way) => &plan.ways[way as usize],
                Exit::Choice(ways) => pick(plan, ways, random),
                Exit::Timed(timed) => {
                    token = Some(self.timed(&plan.timed[timed as usize], now, random));
                    continue;
                }
                Exit::Fork(ways) => {
                    self.forked[at as usize] = now;
                    *steps += ways.range().len();
                    let leaves = |way: &Way| (way.to, now.saturating_add(way.after.unwrap_or(drawn)));
                    self.tokens.extend(plan.ways[ways.range()].iter().map(leaves));
                    token = self.tokens.pop();
                    continue;
                }
                Exit::End => {
                    ended = ended.max(Some(now));
                    token = self.tokens.pop();
                    continue;
                }
            };
            token = Some((way.to, now.saturating_add(way.after.unwrap_or(drawn))));
        }
        if self.half_full > 0 || !self.tokens.is_empty() {
            self.clear();
            return None;
        }
        ended
    }

    /// A token comes to a join: when the case goes on, if this was the last.
    fn join(&mut self, number: u32, arrived: i64) -> Option<i64> {
        let wanted = self.plan.joins[number as usize];
        let join = &mut self.joins[number as usize];
        self.half_full += usize::from(join.missing == wanted);
        join.latest = join.latest.max(arrived);
        join.missing -= 1;
        if join.missing > 0 {
            return None;
        }
        self.half_full -= 1;
        let latest = join.latest;
        *join = Join { missing: wanted, latest: 0 };
        Some(latest)
    }

    /// A token comes to a node whose timeouts have no probability: where it goes and when it is there.
    fn timed(&self, timed: &Timed, now: i64, random: &mut Random) -> (u32, i64) {
        let (worked, waited) = (timed.worked.draw(random), timed.waited.draw(random));
        let before = timed.since.map_or(0, |fork| now.saturating_sub(self.forked[fork as usize]));
        for &(after, way) in &timed.timeouts {
            if before.saturating_add(timed.takes(after.clock, worked, waited)) > after.ms {
                let way = &self.plan.ways[way as usize];
                return (way.to, now.saturating_add(way.after.unwrap_or(0)).saturating_sub(before));
            }
        }
        let way = pick(self.plan, timed.otherwise, random);
        (way.to, now.saturating_add(way.after.unwrap_or_else(|| timed.takes(timed.clock, worked, waited))))
    }

    /// Forgets a case that did not come to its end.
    fn clear(&mut self) {
        self.tokens.clear();
        self.half_full = 0;
        for (join, &missing) in self.joins.iter_mut().zip(&self.plan.joins) {
            *join = Join { missing, latest: 0 };
        }
    }
}

/// One of some ways, by how likely each is.
#[inline]
fn pick<'p>(plan: &'p Plan, ways: Span, random: &mut Random) -> &'p Way {
    let word = random.word();
    let ways = &plan.ways[ways.range()];
    // The last takes what is left, so that rounding leaves no gap. Few are tried in turn, many by halves.
    let others = &ways[..ways.len() - 1];
    let at = match others.len() {
        0..8 => others.iter().take_while(|way| way.below <= word).count(),
        _ => others.partition_point(|way| way.below <= word),
    };
    &ways[at]
}
