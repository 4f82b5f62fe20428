//! Hostile flows: nothing panics, overflows the stack or takes long; what is said is right.

use std::fmt::Write;
use std::time::{Duration, Instant};

use flowright::graph::Worst;
use flowright::measure::Cycle;

use super::flow::{cycle, read};
use super::near;

/// Measures the nodes of a variant; within two seconds, without optimisation.
fn quick(nodes: &str) -> Cycle {
    let variant = read(format!("process p {{\n  role r\n  as-is {{\n{nodes}  }}\n}}\n"));
    let begun = Instant::now();
    let cycle = cycle(&variant);
    let took = begun.elapsed();
    println!("{} nodes: {took:?}", variant.nodes.len());
    // What else runs on this machine may take its share.
    assert!(took < Duration::from_secs(if cfg!(debug_assertions) { 6 } else { 2 }), "{took:?}");
    cycle
}

fn mean(cycle: &Cycle) -> f64 {
    cycle.mean().unwrap().only().unwrap().to_f64() / 60_000.0
}

#[test]
fn probabilities_of_nothing_and_of_all() {
    let never_left = "    task t { owner: r; time: 5m }\n    decision d { a 100% -> t; b 0% -> end }\n    start -> t -> d\n";
    let cycle = quick(never_left);
    assert!(cycle.mean().is_none() && cycle.least.spread.is_none(), "{cycle:?}");
    let never_again = "    task t { owner: r; time: 5m }\n    decision d { a 0% -> t max 3; b 100% -> end }\n    start -> t -> d\n";
    let cycle = quick(never_again);
    assert!(near(mean(&cycle), 5.0) && matches!(cycle.worst, Worst::Exactly { ms, .. } if ms == 4 * 5 * 60_000));
    // A part that no case comes to may be a trap.
    let trap = "    task t { owner: r; time: 5m }\n    decision d { a 0% -> u; b 100% -> end }\n    decision u { a -> v }\n    decision v { b -> u }\n    start -> t -> d\n";
    quick(trap);
    let fork = "    fork f\n    join j\n    decision d { a 0% -> x; b 100% -> y }\n    task x { owner: r; time: 9m }\n    task y { owner: r; time: 1m }\n    task z { owner: r; time: 2m }\n    start -> f -> d\n    f -> z -> j\n    x, y -> j2\n    notify j2\n    j2 -> j -> end\n";
    assert!(near(mean(&quick(fork)), 2.0));
}

#[test]
fn loops_that_take_no_time_or_are_hardly_left() {
    let looped = |time: &str, percent: &str, max: &str| {
        format!("    task t {{ owner: r; time: {time} }}\n    decision d {{ a {percent}% -> t{max}; b -> end }}\n    start -> t -> d\n")
    };
    for percent in ["50", "99.9999", "99.9999999"] {
        let cycle = quick(&looped("0m", percent, ""));
        assert!(mean(&cycle) == 0.0 && cycle.percentile(0.99).unwrap().only() == Some(&0), "{cycle:?}");
        assert!(matches!(cycle.worst, Worst::Exactly { ms: 0, .. }), "{cycle:?}");
    }
    assert!(near(mean(&quick(&looped("10m", "99.9999", ""))), 1e7));
    let cycle = quick(&looped("10m", "50", " max 4000000000"));
    assert!(matches!(cycle.worst, Worst::Exactly { ms, .. } if ms == 600_000 * 4_000_000_001), "{:?}", cycle.worst);
    // A thousand years, four billion times.
    quick(&looped("365000d", "50", " max 4000000000"));
    quick(&looped("365000d", "99.9999", ""));
    let own = "    decision d { owner: r; time: 3m; a 50% -> d max 2; b -> end }\n    start -> d\n";
    let cycle = quick(own);
    assert!(near(mean(&cycle), 6.0) && matches!(cycle.worst, Worst::Exactly { ms, .. } if ms == 3 * 180_000), "{cycle:?}");
    // A hundred loops around one another.
    let mut nested = "    task t { owner: r; time: 1m }\n    start -> t -> d0\n".to_owned();
    for at in 0..100 {
        let next = if at < 99 { format!("d{}", at + 1) } else { "end".to_owned() };
        writeln!(nested, "    decision d{at} {{ a 10% -> t max 1; b -> {next} }}").unwrap();
    }
    assert!(near(mean(&quick(&nested)), 0.9_f64.powi(-100)));
    // In parallel with something else, and around a fork that is no block.
    quick(
        "    fork f\n    join j\n    task a { owner: r; time: 0m }\n    decision d { x 99.9999% -> a; y -> j }\n    task b { owner: r; time: 365000d }\n    start -> f -> a -> d\n    f -> b -> j -> end\n",
    );
    quick(
        "    fork f\n    join j\n    task a { owner: r; time: 7m }\n    decision d { x 100% -> a; y 0% -> j }\n    task b { owner: r; time: 1m }\n    decision e { x 50% -> f; y -> j }\n    start -> f -> a -> d\n    f -> b -> e\n    j -> end\n",
    );
}

#[test]
fn many_of_everything() {
    let mut wide = "    decision d {\n".to_owned();
    for at in 0..2000 {
        writeln!(wide, "      \"w{at}\" 0.05% -> t{at}").unwrap();
    }
    wide.push_str("    }\n    start -> d\n");
    for at in 0..2000 {
        writeln!(wide, "    task t{at} {{ owner: r; time: {at}m }}\n    t{at} -> end").unwrap();
    }
    assert!(near(mean(&quick(&wide)), 999.5));
    let (mut nested, mut chains, mut inner) = (String::new(), String::new(), "t".to_owned());
    nested.push_str("    task t { owner: r; time: 1m }\n");
    let mut inner_end = "t".to_owned();
    for at in 0..100 {
        writeln!(nested, "    fork f{at}\n    join j{at}\n    task x{at} {{ owner: r; time: {}m }}", at % 7).unwrap();
        writeln!(nested, "    decision d{at} {{ a 50% -> x{at}; b -> m{at} }}\n    notify m{at}").unwrap();
        writeln!(chains, "    f{at} -> {inner}\n    {inner_end} -> j{at}\n    f{at} -> d{at}\n    x{at} -> m{at} -> j{at}").unwrap();
        (inner, inner_end) = (format!("f{at}"), format!("j{at}"));
    }
    writeln!(chains, "    start -> {inner}\n    {inner_end} -> end").unwrap();
    let cycle = quick(&(nested + &chains));
    assert!((1.0..=6.0).contains(&mean(&cycle)) && matches!(cycle.worst, Worst::Exactly { ms: 360_000, .. }), "{cycle:?}");
    let mut ladder = "    start -> d0\n".to_owned();
    for at in 0..1000 {
        let next = if at < 999 { format!("d{}", at + 1) } else { "end".to_owned() };
        writeln!(
            ladder,
            "    decision d{at} {{ a 50% -> t{at}; b -> {next} }}\n    task t{at} {{ owner: r; time: 2m }}\n    t{at} -> {next}"
        )
        .unwrap();
    }
    let cycle = quick(&ladder);
    assert!(near(mean(&cycle), 1000.0) && cycle.percentile(0.5).unwrap().only() == Some(&(1000 * 60_000)));
    assert!(matches!(cycle.worst, Worst::Exactly { ms, .. } if ms == 2000 * 60_000));
}

/// A tangle of forks and joins is given up, not searched for ever.
#[test]
fn what_is_too_much_is_given_up() {
    let (mut nodes, mut chains) = (String::new(), "    start -> f0\n".to_owned());
    for at in 0..30 {
        writeln!(nodes, "    fork f{at}\n    join j{at}\n    task a{at} {{ owner: r; time: {}m }}", at * 7 % 13 + 1).unwrap();
        writeln!(
            nodes,
            "    decision d{at} {{ x 50% -> b{at}; y -> m{at} }}\n    task b{at} {{ owner: r; time: {}m }}\n    notify m{at}",
            at + 1
        )
        .unwrap();
        let next = if at < 29 { format!("f{}", at + 1) } else { "last".to_owned() };
        writeln!(chains, "    f{at} -> a{at} -> {next}\n    f{at} -> d{at}\n    b{at} -> m{at} -> j{at}").unwrap();
        let after = if at > 0 { format!("j{}", at - 1) } else { "end".to_owned() };
        writeln!(chains, "    j{at} -> {after}").unwrap();
    }
    writeln!(nodes, "    task last {{ owner: r; time: 1m }}").unwrap();
    writeln!(chains, "    last -> j29").unwrap();
    quick(&(nodes + &chains));
}
