//! Simulations against numbers known otherwise, and against themselves.

mod blocks;

use std::fmt::Write;
use std::sync::Arc;

use flowright::analysis::{NoFiles, analyze};
use flowright::ast::quantity::{Clock, HOUR, MINUTE};
use flowright::config::Config;
use flowright::graph::Graph;
use flowright::measure::{End, Near, Runs, Shares, Simulation, simulate};
use flowright::source::Source;

const MIN: f64 = MINUTE as f64;

/// Plays the flow with those nodes and edges, around the clock, with the shorter end of ranges.
fn play(flow: &str, runs: Runs) -> Option<Simulation> {
    on(flow, Clock::Wall, End::Least, runs)
}

fn on(flow: &str, clock: Clock, range_end: End, runs: Runs) -> Option<Simulation> {
    with(flow, |graph| simulate(graph, &Shares::find(graph), clock, range_end, runs))
}

fn with<T>(flow: &str, what: impl FnOnce(&Graph) -> T) -> T {
    let text = format!("process p \"p\" {{\n  role r\n  as-is {{\n{flow}\n  }}\n}}\n");
    let analysis = analyze(Arc::new(Source::new("p.flow", text.clone())), &NoFiles, &Config::default());
    let wrong = analysis.findings.iter().find(|finding| finding.rule.code < "F2");
    assert!(wrong.is_none(), "{}\n{text}", wrong.unwrap().message.en);
    what(&Graph::build(&analysis.model.processes[0].variants[0]))
}

fn played(flow: &str) -> Simulation {
    let simulation = play(flow, Runs::default()).unwrap();
    assert_eq!((simulation.runs, simulation.unfinished, simulation.times().len()), (200_000, 0, 200_000));
    simulation
}

/// The value lies within four standard errors; the interval has 1.96 of them on each side.
fn is_near(near: Near, expected: f64) {
    let error = (near.most - near.least) / 2.0 / 1.96;
    assert!(near.least <= near.value && near.value <= near.most);
    assert!((near.value - expected).abs() <= 4.0 * error, "{near:?} is not {expected}");
}

const REWORK: &str = "task a { owner: r; time: 10m }\n task b { owner: r; time: 20m }\n decision ok { \"no\" 20% -> b; \"yes\" -> end }\n start -> a -> b -> ok";

const XOR_IN_AND: &str = "fork f { }\n join j\n wait m\n wait n\n
    decision x { \"p\" 50% -> a; \"q\" 50% -> b }\n decision y { \"p\" 50% -> c; \"q\" 50% -> d }\n
    task a { time: 10m }\n task b { time: 20m }\n task c { time: 10m }\n task d { time: 20m }\n
    start -> f\n f -> x\n f -> y\n a -> m\n b -> m\n c -> n\n d -> n\n m -> j\n n -> j\n j -> end";

/// Dumas et al., "Fundamentals of Business Process Management", chapter 7; in minutes of days of eight hours.
const CREDIT: &str = "task complete { time: 120m; wait: 360m }\n decision ok { \"no\" 20% -> complete max 2; \"yes\" -> f }\n
    fork f { }\n task credit { time: 30m; wait: 450m }\n task income { time: 180m; wait: 1260m }\n join j\n
    task assess { time: 120m; wait: 1320m }\n decision grant { \"yes\" 60% -> offer; \"no\" 40% -> reject }\n
    task offer { time: 120m; wait: 360m }\n task reject { time: 30m; wait: 930m }\n
    start -> complete -> ok\n f -> credit -> j\n f -> income -> j\n j -> assess -> grant\n offer -> end\n reject -> end";

#[test]
fn a_loop_of_rework_takes_as_long_as_the_formula_says() {
    let simulation = played(REWORK);
    is_near(simulation.mean().unwrap(), 35.0 * MIN);
    // The number of rounds is geometric: its variance is r / (1 - r)².
    let deviation = 20.0 * MIN * (0.2_f64.sqrt() / 0.8);
    assert!((simulation.deviation().unwrap() / deviation - 1.0).abs() < 0.01);
    // P(T > 30m) = r, P(T > 29m59s) = 1, strictly.
    is_near(simulation.over(30 * MINUTE), 0.2);
    assert_eq!(simulation.over(30 * MINUTE - 1).value, 1.0);
    let p80 = simulation.percentile(790).unwrap();
    assert_eq!((p80.least, p80.value, p80.most), (30 * MINUTE, 30 * MINUTE, Some(30 * MINUTE)));
    assert_eq!(simulation.percentile(950).unwrap().value, 50 * MINUTE);
    assert_eq!(simulation.percentile(0).unwrap().value, 30 * MINUTE);
    assert_eq!(simulation.percentile(1000).unwrap().value, *simulation.times().last().unwrap());
}

#[test]
fn decisions_in_branches_are_independent() {
    is_near(played(XOR_IN_AND).mean().unwrap(), 17.5 * MIN);
    assert_eq!(played(XOR_IN_AND).percentile(240).unwrap().value, 10 * MINUTE);
    is_near(played(XOR_IN_AND).over(10 * MINUTE), 0.75);
}

#[test]
fn the_credit_application_takes_what_the_oracle_says() {
    let simulation = played(CREDIT);
    is_near(simulation.mean().unwrap(), 4152.0 * MIN);
    assert!((simulation.deviation().unwrap() / MIN / 127_296_f64.sqrt() - 1.0).abs() < 0.01);
    is_near(simulation.over(4800 * MINUTE), 0.0208);
    is_near(simulation.over(4320 * MINUTE), 0.104);
    for (per_mille, minutes) in [(500, 4320), (800, 4320), (900, 4800), (950, 4800), (990, 5280)] {
        assert_eq!(simulation.percentile(per_mille).unwrap().value, minutes * MINUTE, "{per_mille}");
    }
    with(CREDIT, |graph| {
        for (name, often) in [("complete", 1.25), ("credit", 1.0), ("reject", 0.4), ("offer", 0.6), ("j", 1.0), ("end", 1.0)] {
            let Some(id) = graph.variant().node_named(name) else { continue };
            assert!((simulation.visits(id) - often).abs() < 0.006, "{name}");
        }
    });
}

#[test]
fn distributions_are_what_they_are_called() {
    let exponential = played("task a { time: exp(10m) }\n start -> a -> end");
    is_near(exponential.mean().unwrap(), 10.0 * MIN);
    is_near(exponential.over(10 * MINUTE), (-1.0_f64).exp());
    is_near(exponential.over(30 * MINUTE), (-3.0_f64).exp());
    assert!((exponential.deviation().unwrap() / (10.0 * MIN) - 1.0).abs() < 0.01);
    let median = exponential.percentile(500).unwrap();
    let exact = 10.0 * MIN * 2.0_f64.ln();
    assert!(median.least as f64 <= exact && exact <= median.most.unwrap() as f64, "{median:?}");

    let triangular = played("task a { time: tri(10m, 20m, 60m) }\n start -> a -> end");
    is_near(triangular.mean().unwrap(), 30.0 * MIN);
    let (a, b, c) = (10.0_f64, 20.0, 60.0);
    let deviation = ((a * a + b * b + c * c - a * b - a * c - b * c) / 18.0).sqrt();
    assert!((triangular.deviation().unwrap() / MIN / deviation - 1.0).abs() < 0.01);
    // Left of the mode lies (20 - 10) / (60 - 10) of the area.
    is_near(triangular.over(20 * MINUTE), 0.8);
    assert!(triangular.times()[0] >= 10 * MINUTE && triangular.times()[199_999] <= 60 * MINUTE);

    let normal = played("task a { time: normal(100m, 10m) }\n start -> a -> end");
    is_near(normal.mean().unwrap(), 100.0 * MIN);
    is_near(normal.over(110 * MINUTE), 0.158_655_254);
    is_near(normal.over(120 * MINUTE), 0.022_750_132);
    // Cut off at 0 with mean = deviation = 1: the mean is 1 + φ(1) / Φ(1).
    let cut = played("task a { time: normal(10m, 10m) }\n start -> a -> end");
    is_near(cut.mean().unwrap(), 10.0 * MIN * (1.0 + 0.241_970_725 / 0.841_344_746));
    assert!(cut.times()[0] >= 0);
    // The largest of two: 1 + 1/2 means.
    let both =
        "fork f { }\n join j\n task a { time: exp(10m) }\n task b { time: exp(10m) }\n start -> f\n f -> a -> j\n f -> b -> j\n j -> end";
    is_near(played(both).mean().unwrap(), 15.0 * MIN);
}

#[test]
fn of_a_range_one_end_counts_and_what_is_unknown_counts_as_nothing() {
    let flow = "task a { time: 10m..30m; wait: 1h..2h }\n task b { owner: r }\n start -> a -> b -> end";
    for (end, expected) in [(End::Least, 70), (End::Most, 150)] {
        let simulation = on(flow, Clock::Wall, end, Runs { runs: 10, ..Runs::default() }).unwrap();
        assert_eq!((simulation.times()[0], simulation.times()[9]), (expected * MINUTE, expected * MINUTE));
        assert_eq!(simulation.deviation(), Some(0.0));
    }
}

#[test]
fn clocks_count_as_everywhere() {
    // Waits around the clock do not count in working time; a paused clock stands still.
    let flow = "task a { time: 10m; wait: 1h }\n task b { time: 10m; wait: 2wh }\n wait c { wait: 1d; clock: paused }\n start -> a -> b -> c -> end";
    for (clock, expected) in [(Clock::Wall, 200), (Clock::Working, 140)] {
        let simulation = on(flow, clock, End::Least, Runs { runs: 3, ..Runs::default() }).unwrap();
        assert_eq!(simulation.times(), [expected * MINUTE; 3]);
    }
}

#[test]
fn timeouts_come_when_the_time_drawn_is_longer() {
    let end = "end late\n start -> a -> end";
    let fixed = |time: &str, timeout: &str| format!("task a {{ {time}; timeout {timeout} -> late }}\n {end}");
    let always = |flow: &str, clock: Clock| on(flow, clock, End::Least, Runs { runs: 50, ..Runs::default() }).unwrap();
    // Sooner and later than the timeout; ranges by the end that counts.
    assert_eq!(always(&fixed("time: 1h", "2h"), Clock::Wall).times()[0], HOUR);
    assert_eq!(always(&fixed("time: 3h", "2h"), Clock::Wall).times()[0], 2 * HOUR);
    let range = fixed("time: 1h..3h", "2h");
    assert_eq!(always(&range, Clock::Wall).times()[0], HOUR);
    assert_eq!(on(&range, Clock::Wall, End::Most, Runs::default()).unwrap().times()[0], 2 * HOUR);
    // E[min(T, c)] = m (1 - e^(-c/m)) for an exponential time; the soonest of several timeouts counts.
    let drawn = format!("task a {{ time: exp(10m); timeout 30m -> late; timeout 10m -> late }}\n {end}");
    let simulation = played(&drawn);
    is_near(simulation.mean().unwrap(), 10.0 * MIN * (1.0 - (-1.0_f64).exp()));
    assert_eq!(simulation.over(10 * MINUTE).value, 0.0);
    with(&drawn, |graph| {
        let late = simulation.visits(graph.variant().node_named("late").unwrap());
        assert!((late - (-1.0_f64).exp()).abs() < 0.005, "{late}");
    });
    // Where it is always taken, nothing needs to be known of the other branches.
    let sure =
        "task b { time: 3h; timeout 2h -> late }\n approval a { owner: r; time: 3h; timeout 2h -> late; rejected -> b; approved -> b }";
    assert_eq!(always(&format!("{sure}\n b -> end\n {end}"), Clock::Wall).times()[49], 2 * HOUR);
    // With a probability it is a branch.
    is_near(played(&format!("task a {{ time: exp(10m); timeout 30m 25% -> late }}\n {end}")).mean().unwrap(), 15.0 * MIN);
    // An unknown time is not longer than anything, unless nothing else can happen.
    assert_eq!(always(&fixed("owner: r", "2h"), Clock::Wall).times()[0], 0);
    assert_eq!(always("task a { owner: r; timeout 2h -> end }\n start -> a", Clock::Wall).times()[0], 2 * HOUR);
    assert_eq!(always("task a { time: 1h; timeout 2h -> end }\n start -> a", Clock::Wall).times()[0], HOUR);
    assert_eq!(always("wait a { wait: 1d; clock: paused; timeout 2h -> late }\n end late\n start -> a -> end", Clock::Wall).times()[0], 0);
    // A timeout around the clock may fall outside working hours.
    let mixed = fixed("time: exp(3h); wait: 2h", "1h");
    assert_eq!(always(&mixed, Clock::Wall).times()[49], HOUR);
    assert_eq!(always(&mixed, Clock::Working).times()[49], 0);
}

#[test]
fn the_timeout_of_a_block_counts_from_its_fork() {
    let flow = "task a { time: exp(10m) }\n task b { time: 2m }\n end late\n task first { time: 7m }
        parallel both {\n a\n b\n timeout 10m -> late\n }\n start -> first -> both -> end";
    let simulation = played(flow);
    assert_eq!(simulation.over(17 * MINUTE).value, 0.0);
    is_near(simulation.over(17 * MINUTE - 1), (-1.0_f64).exp());
    with(flow, |graph| {
        let late = simulation.visits(graph.variant().node_named("late").unwrap());
        assert!((late - (-1.0_f64).exp()).abs() < 0.005, "{late}");
    });
}

#[test]
fn branches_beside_a_timeout_keep_their_shares() {
    let flow = "approval a { owner: r; time: exp(10m); rejected 25% -> no; approved -> yes; timeout 10m -> late }\n end yes\n end no\n end late\n start -> a";
    let simulation = played(flow);
    let late = (-1.0_f64).exp();
    with(flow, |graph| {
        for (name, share) in [("late", late), ("no", 0.25 * (1.0 - late)), ("yes", 0.75 * (1.0 - late))] {
            let found = simulation.visits(graph.variant().node_named(name).unwrap());
            assert!((found - share).abs() < 0.005, "{name}: {found} {share}");
        }
    });
}

#[test]
fn many_branches_are_taken_by_their_shares() {
    let mut flow = String::from("decision d {\n");
    for branch in 0..20 {
        let share = if branch % 2 == 0 { 9 } else { 1 };
        writeln!(flow, "\"b{branch}\" {share}% -> t{branch}").unwrap();
    }
    flow.push_str("}\n start -> d\n");
    for branch in 0..20 {
        writeln!(flow, "task t{branch} {{ time: {branch}m }}\n t{branch} -> end").unwrap();
    }
    let simulation = played(&flow);
    is_near(simulation.mean().unwrap(), (90.0 * 0.09 + 100.0 * 0.01) * MIN);
    for branch in 0..20 {
        let share = if branch % 2 == 0 { 0.09 } else { 0.01 };
        let found = simulation.over(branch * MINUTE - 1).value - simulation.over(branch * MINUTE).value;
        assert!((found - share).abs() < 0.003, "{branch}: {found}");
    }
}

#[test]
fn what_cannot_be_played_is_not() {
    for (flow, why) in [
        ("start s1\n start s2\n task a { time: 1m }\n s1 -> a\n s2 -> a\n a -> end", "several starts"),
        ("task a { time: 1m }\n task b { time: 1m }\n start -> a -> b", "a dead end"),
        (
            "decision d { \"x\" -> a; \"y\" -> b }\n task a { time: 1m }\n task b { time: 1m }\n start -> d\n a -> end\n b -> end",
            "unknown shares",
        ),
        ("task a { time: 1m }\n a -> end", "no start"),
    ] {
        assert!(play(flow, Runs::default()).is_none(), "{why}");
    }
    // Where no case comes nothing needs to be known.
    let unreached = "decision d { \"x\" 100% -> a; \"y\" 0% -> b }\n decision b { \"x\" -> a; \"y\" -> a }\n task a { time: 1m }\n start -> d\n a -> end";
    assert_eq!(play(unreached, Runs { runs: 5, seed: 1 }).unwrap().times(), [MINUTE; 5]);
}

#[test]
fn cases_that_never_end_are_counted() {
    let forever = "task a { time: 1m }\n decision d { \"x\" 100% -> a; \"y\" 0% -> end }\n start -> a -> d";
    let simulation = play(forever, Runs { runs: 100, seed: 1 }).unwrap();
    assert!(simulation.runs > 0 && simulation.runs < 100 && simulation.unfinished == simulation.runs);
    assert_eq!((simulation.mean(), simulation.deviation(), simulation.percentile(500)), (None, None, None));
    assert_eq!(simulation.over(HOUR).value, 1.0);
    // Half of the cases are never left; the others count, and the percentiles know of both.
    let half = "decision d { \"x\" 50% -> end; \"y\" 50% -> a }\n task a { time: 1m }\n task b { time: 1m }\n decision e { \"x\" 100% -> b; \"y\" 0% -> end }\n start -> d\n a -> b -> e";
    let simulation = play(half, Runs { runs: 2000, seed: 1 }).unwrap();
    assert!(simulation.unfinished > 5 && simulation.runs > simulation.unfinished, "{simulation:?}");
    assert_eq!(simulation.mean().unwrap().value, 0.0);
    assert_eq!(simulation.percentile(950), None);
    // Timeouts that chase one another, and forks that multiply.
    let chase = "task a { time: exp(1m); timeout 1m -> b }\n task b { time: exp(1m); timeout 1m -> a }\n start -> a\n a -> b\n b -> a";
    assert!(play(chase, Runs { runs: 20, seed: 1 }).unwrap().unfinished > 0);
    let bomb = "fork f { }\n task a { time: 1m }\n task b { time: 1m }\n start -> f\n f -> a\n f -> b\n f -> end\n a -> f\n b -> f";
    assert!(play(bomb, Runs { runs: 20, seed: 1 }).unwrap().unfinished > 0);
    // A join to which not all come.
    let stuck = "decision d { \"x\" 50% -> a; \"y\" 50% -> b }\n task a { time: 1m }\n task b { time: 1m }\n join j\n start -> d\n a -> j\n b -> j\n j -> end";
    let simulation = play(stuck, Runs { runs: 1000, seed: 1 }).unwrap();
    assert_eq!((simulation.runs, simulation.unfinished), (1000, 1000));
}

#[test]
fn flows_without_time_and_very_long_ones_are_played() {
    let simulation = played("task a { owner: r; time: 0m }\n start -> a -> end");
    assert_eq!(simulation.mean().unwrap(), Near { value: 0.0, least: 0.0, most: 0.0 });
    assert_eq!(simulation.over(0).value, 0.0);
    assert!(simulation.over(0).most > 0.0 && simulation.over(0).most < 0.000_03);
    let mut long = String::from("start -> t0\n");
    for at in 0..10_000 {
        writeln!(long, "task t{at} {{ time: 1m }}\n t{at} -> {}", if at == 9_999 { "end".into() } else { format!("t{}", at + 1) }).unwrap();
    }
    let simulation = play(&long, Runs { runs: 9000, seed: 1 }).unwrap();
    assert!((400..9000).contains(&simulation.runs) && simulation.unfinished == 0, "{}", simulation.runs);
    assert!(simulation.times().iter().all(|&time| time == 10_000 * MINUTE));
}

/// Everything that a simulation says, with a checksum of all its times.
fn told(simulation: &Simulation) -> String {
    let times = simulation.times().iter().flat_map(|time| time.to_le_bytes());
    let sum = times.fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut out = format!("{} runs, seed {}, {} unfinished\n", simulation.runs, simulation.seed, simulation.unfinished);
    writeln!(out, "mean {:?}\ndeviation {:?}", simulation.mean(), simulation.deviation()).unwrap();
    for per_mille in [500, 950, 999] {
        writeln!(out, "{per_mille} per mille {:?}", simulation.percentile(per_mille)).unwrap();
    }
    writeln!(out, "over 1h {:?}\nall times {sum:016x}", simulation.over(HOUR)).unwrap();
    out
}

/// A flow with everything that is drawn.
const EVERYTHING: &str = "task a { time: normal(10m, 8m); wait: exp(15m) }\n decision ok { \"no\" 30% -> a; \"yes\" -> f }\n fork f { }\n
    task b { time: tri(5m, 6m, 50m) }\n task c { time: exp(20m); timeout 45m -> d }\n task d { time: 1m }\n join j\n
    start -> a -> ok\n f -> b -> j\n f -> c -> d -> j\n j -> end";

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let runs = Runs { runs: 50_000, ..Runs::default() };
    let threads = |count: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
        pool.install(|| play(EVERYTHING, runs).unwrap())
    };
    let one = threads(1);
    assert_eq!(one, threads(4));
    insta::assert_snapshot!(told(&one));
}

#[test]
fn another_seed_gives_other_numbers_and_more_runs_begin_alike() {
    let with = |runs, seed| play(EVERYTHING, Runs { runs, seed }).unwrap();
    let (one, other) = (with(20_000, 1), with(20_000, 2));
    assert_ne!(one.times(), other.times());
    // Both are right: their means differ by less than four errors of the difference.
    let (a, b) = (one.mean().unwrap(), other.mean().unwrap());
    assert!((a.value - b.value).abs() < 4.0 * (a.most - a.least) / 2.0 / 1.96 * 2.0_f64.sqrt());
    // What few cases took is among what many took.
    let more = with(24_576, 1);
    assert!(with(16_384, 1).times().iter().all(|time| more.times().binary_search(time).is_ok()));
}

/// 19 of 20 intervals hold the truth.
#[test]
fn intervals_hold_what_they_promise() {
    let (mut mean, mut over, mut median) = (0, 0, 0);
    for seed in 0..400 {
        let simulation = play("task a { time: exp(10m) }\n start -> a -> end", Runs { runs: 500, seed }).unwrap();
        let holds = |near: Near, truth: f64| usize::from((near.least..=near.most).contains(&truth));
        mean += holds(simulation.mean().unwrap(), 10.0 * MIN);
        over += holds(simulation.over(20 * MINUTE), (-2.0_f64).exp());
        let found = simulation.percentile(500).unwrap();
        median += holds(Near { value: 0.0, least: found.least as f64, most: found.most.unwrap() as f64 }, 10.0 * MIN * 2.0_f64.ln());
    }
    // 380 ± 4.4; the mean of a skewed distribution comes a little short.
    for held in [mean, over, median] {
        assert!((362..=397).contains(&held), "{mean} {over} {median}");
    }
}
